"""Templates: variables found here, previews by SES, and templates as in a folder."""

import asyncio
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sesv2kit import AsyncSESv2, ClientConfig, RetryPolicy, SESv2
from sesv2kit._workflows.handlebars import walk
from sesv2kit._workflows.handlebars.parser import parse
from sesv2kit._workflows.rendering import RenderingError, render
from sesv2kit._workflows.variables import missing_in, parsed
from sesv2kit.errors import (
    BadRequestError,
    NotFoundError,
    RequestInvalidError,
    ResponseUnreadableError,
    SESv2Error,
    TemplateInvalidError,
    TooManyRequestsError,
)
from sesv2kit.models import (
    CloudWatchDestination,
    CloudWatchDimensionConfiguration,
    EmailTemplateContent,
    EventDestinationDefinition,
)
from sesv2kit.templating import PreviewDifference, RenderedParts, TemplatePreview, Variable
from sesv2kit.testing import Backend, FaultKind, serve
from tests.emulator.test_render import template
from tests.faults.server import Server, answer

SUBJECT = "{{shop}}: {{#if vip}}Dear {{title}}{{else}}Hello{{/if}}"
HTML = """<h1>{{shop}}</h1>
{{#each orders}}
  {{sku}} of {{../customer.name}}
  {{#each tags}}{{this}}{{/each}}
{{/each}}"""


@pytest.fixture
def welcome(sesv2: SESv2, ses_backend: Backend) -> SESv2:
    """A client, and a template in SES; no request was seen yet."""
    content = EmailTemplateContent(subject=SUBJECT, html=HTML)
    sesv2.templates.create_email_template(template_name="welcome", template_content=content)
    ses_backend.requests.clear()
    return sesv2


# Variables.


def needed(source: str) -> dict[str, str]:
    """When each variable of an HTML body is needed, by its path."""
    found = SESv2("us-east-1").templates.variables(template_content=EmailTemplateContent(html=source))
    return {one.path: one.needed for one in found.variables}


def test_variables_are_printed_and_compared(ses_backend: Backend) -> None:
    templates = SESv2("us-east-1").templates
    found = templates.variables(template_content=EmailTemplateContent(subject=SUBJECT, html=HTML))
    assert str(found).splitlines() == [
        "customer.name    sometimes  html",
        "orders           never      html",
        "orders[].sku     each_item  html",
        "orders[].tags    never      html",
        "orders[].tags[]  each_item  html",
        "shop             always     subject, html",
        "title            sometimes  subject",
        "vip              never      subject",
    ]
    assert found.required == ("shop",)
    assert Variable("orders[].sku", "each_item", ("html",)) in found.variables
    assert str(found.variables[0]) == "customer.name  sometimes  html"
    assert "vip" in found.paths
    shorter = EmailTemplateContent(subject=SUBJECT, html=" ".join(HTML.split()))
    assert templates.variables(template_content=shorter) == found
    assert str(templates.variables(template_content=EmailTemplateContent(text="Hi"))) == "no variables"
    assert ses_backend.requests == []


FORMS: list[tuple[str, list[str]]] = [
    ("{{a}} {{{b}}} {{&c}} {{~d~}} {{ e.f }} {{g.[0].h}}", ["a", "b", "c", "d", "e.f", "g[0].h"]),
    ("{{a.[two words]}} {{first-name}} {{b/c}}", ["a.[two words]", "b.c", "first-name"]),
    ("{{this.a}} {{./b}} {{@root.c}} {{@index}} {{this}}", ["a", "b", "c"]),
    ("{{! a }}{{!-- {{b}} }} --}}{{~!-- c --~}}{{{{raw}}}} {{d}} {{{{/raw}}}}", []),
    ("{{5}} {{-1.5}} {{'e'}} {{true}} {{null}}", []),
    ("\\{{a}}", []),
    ("\\\\{{a}}", ["a"]),
    ("{{elsewhere}}", ["elsewhere"]),
]


@pytest.mark.parametrize(("source", "found"), FORMS)
def test_variables_in_any_form(source: str, found: list[str]) -> None:
    assert sorted(needed(source)) == found


NEEDED: list[tuple[str, dict[str, str]]] = [
    (
        "{{#if a}}{{b}}{{else if c}}{{d}}{{^}}{{e}}{{/if}}",
        {"a": "never", "b": "sometimes", "c": "never", "d": "sometimes", "e": "sometimes"},
    ),
    ("{{#unless a}}{{b}}{{/unless}}{{b}}", {"a": "never", "b": "always"}),
    (
        "{{#with a}}{{b}}{{../c}}{{else}}{{d}}{{/with}}",
        {"a": "never", "a.b": "sometimes", "c": "sometimes", "d": "sometimes"},
    ),
    ("{{#with a as |x|}}{{x.b}}{{/with}}", {"a": "never", "a.b": "sometimes"}),
    (
        "{{#each a as |x i|}}{{x.b}}{{i}}{{@key}}{{c}}{{/each}}",
        {"a": "never", "a[].b": "each_item", "a[].c": "each_item"},
    ),
    (
        "{{#each a}}{{#each b}}{{c}}{{../d}}{{../../e}}{{/each}}{{else}}{{f}}{{/each}}",
        {
            "a": "never",
            "a[].b": "never",
            "a[].b[].c": "each_item",
            "a[].d": "sometimes",
            "e": "sometimes",
            "f": "sometimes",
        },
    ),
    (
        "{{#each a}}{{#if b}}{{c}}{{/if}}{{#if @first}}{{@root.d}}{{/if}}{{/each}}",
        {"a": "never", "a[].b": "never", "a[].c": "sometimes", "d": "sometimes"},
    ),
    ("{{#a}}{{b}}{{/a}}{{^c}}{{d}}{{/c}}", {"a": "always", "a[].b": "each_item", "c": "always", "d": "sometimes"}),
    ('{{> p}}{{#* inline "p"}}{{a}}{{/inline}}', {"a": "always"}),
    ('{{#*inline "p"}}{{a}}{{c}}{{../d}}{{/inline}}{{> p b c=e}}', {"b": "never", "b.a": "always", "e": "never"}),
    (
        '{{#*inline "p"}}{{> @partial-block}}{{/inline}}{{#> p}}{{a}}{{/p}}{{#> q}}{{b}}{{/q}}',
        {"a": "always", "b": "always"},
    ),
    ('{{#*inline "p"}}{{a}}{{#each b}}{{> p}}{{/each}}{{/inline}}{{> p}}', {"a": "always", "b": "never"}),
    (
        '{{lookup a b}}{{log c}}{{#each (lookup d "e") as |x|}}{{x}}{{/each}}',
        dict.fromkeys("abcd", "never"),
    ),
]


@pytest.mark.parametrize(("source", "found"), NEEDED)
def test_when_a_variable_is_needed(source: str, found: dict[str, str]) -> None:
    assert needed(source) == found


INVALID: list[tuple[str, int, str]] = [
    ("{{" + "a." * 100 + "a}}", 1, "a path has more than 100 names"),
    ("{{#if a}}", 1, "{{#if}} is not closed"),
    ("a\n{{#if a}}\n{{/each}}", 3, "{{/each}} closes no block, but {{#if}} of line 2 is open"),
    ("{{/if}}", 1, "closes no block"),
    ("{{else}}", 1, "belongs to no block"),
    ("{{#if a}}{{else}}{{else}}{{/if}}", 1, "belongs to no block"),
    ("{{a", 1, "is malformed"),
    ("{{{a}}", 1, "not closed"),
    ("{{{a", 1, "malformed"),
    ("{{{a ~}}", 1, "three braces"),
    ("{{a b}}", 1, "no helper `a`"),
    ("{{#each (upper a)}}{{/each}}", 1, "no helper `upper`"),
    ("\n\n{{> footer}}", 3, "no partial `footer`"),
    ("{{#if}}x{{/if}}", 1, "takes one argument"),
    ("{{items.0}}", 1, "items.[0]"),
    ("{{a.this}}", 1, "`this` stands behind a name"),
    ("{{!-- a }}", 1, "a comment is not closed"),
    ("{{{{raw}}}} a", 1, "a raw block is not closed"),
    ('{{lookup a "b}}', 1, "quotes or brackets"),
    ("{{lookup a (lookup b}}", 1, "a parenthesis is not closed"),
    ("{{#each a as |b}}{{/each}}", 1, "two |"),
    ("{{lookup a=b c}}", 1, "behind one with a name"),
    ("{{*a}}", 1, "no decorators"),
    ("{{#*b a}}{{/b}}", 1, "no decorators"),
    ("{{#if a}}" * 200 + "{{/if}}" * 200, 1, "nested deeper than 100"),
    ("{{lookup a " + "(lookup b " * 200, 1, "nested deeper than 100"),
]


@pytest.mark.parametrize(("source", "line", "reason"), INVALID)
def test_a_template_that_cannot_be_rendered(source: str, line: int, reason: str) -> None:
    with pytest.raises(TemplateInvalidError) as told:
        needed(source)
    assert reason in told.value.reason
    assert (told.value.part, told.value.line) == ("html", line)
    assert str(told.value).startswith(f"the template's html cannot be rendered: line {line}: ")


def test_partials_that_multiply_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each includes the one before it twice, with other data: 2 ** 40 in all."""
    monkeypatch.setattr(walk, "_MOST_STEPS", 5_000)
    definitions = ['{{#*inline "p0"}}{{x}}{{/inline}}']
    definitions += [
        f'{{{{#*inline "p{n}"}}}}{{{{> p{n - 1} a}}}}{{{{> p{n - 1} b}}}}{{{{/inline}}}}' for n in range(1, 40)
    ]
    with pytest.raises(TemplateInvalidError, match="takes more than"):
        needed("".join(definitions) + "{{> p39}}")


MANY = {"a": [0] * 1000, "b": dict.fromkeys(map(str, range(1000)))}
PARTIALS = "".join(f'{{{{#*inline "p{number}"}}}}{{{{x}}}}{{{{/inline}}}}' for number in range(1000))


@pytest.mark.slow
@pytest.mark.parametrize(
    "source",
    [
        "{{#each a}}{{lookup" + " x" * 1000 + "}}{{/each}}",
        "{{#each a}}{{#log" + " x" * 1000 + "}}{{/log}}{{/each}}",
        "{{#each a}}{{" + "x" * 100_000 + "}}{{/each}}",
        "{{#each a}}" + PARTIALS + "{{> p1}}{{/each}}",
        PARTIALS + '{{#each a}}{{#> p1}}{{#*inline "q"}}{{/inline}}{{> q}}{{/p1}}{{/each}}',
        '{{#*inline "q"}}{{/inline}}{{#*inline "p"}}'
        + "{{> q y=1}}" * 1000
        + "{{/inline}}{{> p "
        + " ".join(f"x{number}=1" for number in range(1000))
        + "}}",
    ],
    ids=["arguments", "block arguments", "a long name", "partials", "partials in a call", "options"],
)
def test_work_beside_the_tags_counts(source: str) -> None:
    """Each of these takes a million steps or more with a thousand tags, and billions with all that SES allows."""
    with pytest.raises(TemplateInvalidError, match=r"takes more than .* steps"):
        missing_in(parsed(EmailTemplateContent(html=source)), MANY)


@pytest.mark.parametrize("items", ["a", "b"])
def test_a_loop_without_tags_looks_at_no_item(items: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """SES allows data with 130,000 items, whose loop in a loop would take hours."""
    looked_at: list[Any] = []
    real = vars(walk)["items_of"]

    def noted(value: Any) -> Any:
        looked_at.append(value)
        return real(value)

    monkeypatch.setattr(walk, "items_of", noted)
    source = f"{{{{#each a}}}}{{{{#each ../{items}}}}}x{{{{else}}}}{{{{x}}}}{{{{/each}}}}{{{{/each}}}}"
    assert missing_in(parsed(EmailTemplateContent(html=source)), MANY) == ()
    assert len(looked_at) == 1
    assert [one.path for one in missing_in(parsed(EmailTemplateContent(html=source)), {"a": [0]})] == (
        [] if items == "a" else ["a[0].x"]
    )


@pytest.mark.parametrize("content", [None, "{{a}}", {"subjct": "a"}, {"html": "x" * 600_000}])
def test_what_is_no_content(content: Any) -> None:
    with pytest.raises(RequestInvalidError, match=r"^variables was not sent"):
        SESv2("us-east-1").templates.variables(template_content=content)


# Missing variables.


def missing(client: SESv2, data: Any) -> list[str]:
    return [str(one) for one in client.templates.missing(template_name="welcome", template_data=data)]


def test_all_missing_variables_are_named(welcome: SESv2, ses_backend: Backend) -> None:
    data = {"vip": True, "orders": [{"sku": 1, "tags": ["new"]}, {"tags": []}]}
    assert missing(welcome, data) == [
        "shop (subject, line 1)",
        "title (subject, line 1)",
        "customer.name (html, line 3)",
        "orders[1].sku (html, line 3)",
    ]
    assert ses_backend.requests == ["GetEmailTemplate"]


def test_none_is_missing_where_a_block_is_left_out(welcome: SESv2) -> None:
    assert missing(welcome, {"shop": "S"}) == []
    assert missing(welcome, '{"shop": null, "orders": []}') == []


def test_a_send_with_nothing_missing_is_rendered_and_one_with_something_is_not(
    welcome: SESv2, ses_backend: Backend
) -> None:
    ses_backend.verify_identity("shop.example")
    for data in ({"shop": "S"}, {"shop": "S", "vip": 1}):
        is_missing = bool(missing(welcome, data))
        welcome.sending.send(
            from_email_address="a@shop.example", to="b@mail.example", template_name="welcome", template_data=data
        )
        assert bool(ses_backend.outbox[-1].rendering_error) == is_missing


MISSING: list[tuple[str, dict[str, Any], list[str]]] = [
    ("{{a.b.c}}", {"a": {"b": None}}, ["a.b.c"]),
    ("{{a.[1]}}{{a.[0].b}}{{a.length}}", {"a": [5]}, ["a[1]", "a[0].b"]),
    ("{{#each a}}{{b}}{{@key}}{{/each}}", {"a": {"x": {"b": 1}, "y z": {}}}, ["a.[y z].b"]),
    ("{{#each a}}{{#unless @last}}{{b}}{{/unless}}{{/each}}", {"a": [{}, {}]}, ["a[0].b"]),
    ("{{#if a includeZero=true}}{{b}}{{/if}}{{#if a}}{{c}}{{/if}}", {"a": 0}, ["b"]),
    ("{{#with a}}{{b}}{{else}}{{c}}{{/with}}", {"a": []}, ["c"]),
    (
        "{{#a}}{{b}}{{/a}}{{#c}}{{d}}{{/c}}{{#e}}{{f}}{{/e}}{{^g}}{{h}}{{/g}}",
        {"a": [{}], "c": True, "e": {}, "g": False},
        ["a[0].b", "d", "e.f", "h"],
    ),
    ('{{#*inline "p"}}{{x}}{{y}}{{/inline}}{{> p a x=b}}', {"a": {}}, ["a.y"]),
    (
        '{{#*inline "p"}}{{x}}{{#each k}}{{> p}}{{/each}}{{/inline}}{{> p}}',
        {"x": 1, "k": [{"x": 1, "k": [{}]}]},
        ["k[0].k[0].x"],
    ),
    ("{{lookup a b}}{{lookup c 0}}", {}, []),
    ("{{#if (log a)}}{{b}}{{/if}}", {}, []),
    ('{{#*inline "p"}}{{../x}}{{/inline}}{{> p a}}', {"a": {}}, []),
    ("{{#each (lookup a b)}}{{c}}{{/each}}", {"a": {"x": [{}]}, "b": "x"}, ["a.x[0].c"]),
    ("{{@index}}{{../a}}", {}, ["@index", "../a"]),
    ("{{a.[99999999999999999999]}}", {"a": []}, ["a[99999999999999999999]"]),
]


@pytest.mark.parametrize(("source", "data", "found"), MISSING)
def test_what_is_missing(sesv2: SESv2, source: str, data: dict[str, Any], found: list[str]) -> None:
    content = EmailTemplateContent(text=source)
    sesv2.templates.create_email_template(template_name="x", template_content=content)
    lacking = sesv2.templates.missing(template_name="x", template_data=data)
    assert [one.path for one in lacking] == found


def test_it_is_as_strict_as_the_local_engine() -> None:
    """Templates made by chance: something is missing exactly where the engine finds that, too."""
    chance = random.Random(19)
    data = {"a": "A", "n": 0, "o": {"a": "inner", "xs": [1, 2]}, "xs": [{"a": 1}, {"o": {"a": 2}}], "none": []}
    told = Counter[bool]()
    for _ in range(400):
        source = template(chance, 3)
        lacking = missing_in({"html": parse(source, "html")}, data)
        try:
            render(source, data, strict=True)
        except RenderingError:
            told[True] += 1
            assert lacking, source
        else:
            told[False] += 1
            assert not lacking, source
    assert min(told.values()) > 50


def test_no_such_template_and_no_such_data(sesv2: SESv2, ses_backend: Backend) -> None:
    with pytest.raises(NotFoundError):
        missing(sesv2, {})
    ses_backend.requests.clear()
    for method in (sesv2.templates.missing, sesv2.templates.preview):
        for data in ("[]", "{", 5, {"a": object()}):
            with pytest.raises(RequestInvalidError, match="template_data"):
                method(template_name="welcome", template_data=data)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # as a caller without types
    assert ses_backend.requests == []


def test_a_stored_template_that_is_malformed(sesv2: SESv2) -> None:
    sesv2.templates.create_email_template(template_name="welcome", template_content=EmailTemplateContent(text="{{#if"))
    with pytest.raises(TemplateInvalidError, match="text cannot be rendered: line 1"):
        missing(sesv2, {})


# Previews.


def test_a_preview_shows_the_email(welcome: SESv2, ses_backend: Backend) -> None:
    preview = welcome.templates.preview(template_name="welcome", template_data={"shop": "Grüße", "orders": []})
    assert preview.rendered == preview.local == RenderedParts("Grüße: Hello", None, "<h1>Grüße</h1>\n")
    assert (preview.error, preview.local_error, preview.differences) == (None, None, ())
    assert str(preview).splitlines() == ["Subject: Grüße: Hello", "", "<h1>Grüße</h1>"]
    preview.raise_for_error()
    assert ses_backend.requests == ["GetEmailTemplate", "TestRenderEmailTemplate"]


def test_a_preview_that_ses_refuses(welcome: SESv2) -> None:
    preview = welcome.templates.preview(template_name="welcome", template_data={})
    refusal = "Attribute 'shop' is not present in the rendering data."
    assert (preview.rendered, preview.local, preview.local_error) == (None, None, refusal)
    assert str(preview) == f"SES does not render welcome: {refusal}"
    with pytest.raises(BadRequestError, match="shop"):
        preview.raise_for_error()


def test_a_preview_without_the_local_engine(
    welcome: SESv2, ses_backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sesv2kit._workflows.templates.find_spec", lambda name: None)
    preview = welcome.templates.preview(template_name="welcome", template_data={"shop": "S"})
    assert preview.rendered is not None
    assert (preview.local, preview.local_error, preview.differences) == (None, None, ())
    assert ses_backend.requests == ["TestRenderEmailTemplate"]


PARTS = RenderedParts("S", "one\r\ntwo\r\n\r\n", None)

DIFFERENCES: list[tuple[RenderedParts, list[PreviewDifference]]] = [
    (RenderedParts("S", "one\ntwo", None), []),
    (
        RenderedParts("T", "one\n2", None),
        [PreviewDifference("subject", 1, "S", "T"), PreviewDifference("text", 2, "two", "2")],
    ),
    (
        RenderedParts("S", "one", "<p>"),
        [PreviewDifference("text", 2, "two", None), PreviewDifference("html", 1, None, "<p>")],
    ),
]


@pytest.mark.parametrize(("local", "found"), DIFFERENCES)
def test_differences_between_ses_and_the_local_engine(local: RenderedParts, found: list[PreviewDifference]) -> None:
    preview = TemplatePreview("welcome", PARTS, local=local)
    assert list(preview.differences) == found
    assert str(preview).count("Difference in ") == len(found)
    if found:
        assert f"{found[0].part}, line {found[0].line}: SES has" in str(preview)


def test_one_of_them_does_not_render() -> None:
    refused = BadRequestError("no", operation="TestRenderEmailTemplate", code="BadRequestException", status=400)
    assert "The local engine does." in str(TemplatePreview("welcome", None, refused, PARTS))
    assert "The local engine does not render it: no" in str(TemplatePreview("welcome", PARTS, local_error="no"))


# Where rendering failures go.


def destination(*, enabled: bool = True, kind: Any = "RENDERING_FAILURE") -> EventDestinationDefinition:
    dimension = CloudWatchDimensionConfiguration(
        dimension_name="campaign", dimension_value_source="MESSAGE_TAG", default_dimension_value="none"
    )
    counts = CloudWatchDestination(dimension_configurations=[dimension])
    return EventDestinationDefinition(enabled=enabled, matching_event_types=[kind], cloud_watch_destination=counts)


def test_where_rendering_failures_go(sesv2: SESv2) -> None:
    sets, templates = sesv2.configuration_sets, sesv2.templates
    sets.create_configuration_set(configuration_set_name="shop")

    def found(**destinations: EventDestinationDefinition) -> tuple[bool, str]:
        for name, one in destinations.items():
            sets.ensure_event_destination(
                configuration_set_name="shop", event_destination_name=name, event_destination=one
            )
        events = templates.check_rendering_events(configuration_set_name="shop")
        return events.is_published, str(events).removeprefix("RENDERING_FAILURE of shop goes ")

    assert found() == (False, "nowhere: add an event destination for it")
    assert found(clicks=destination(kind="CLICK")) == (False, "nowhere: add an event destination for it")
    assert found(failures=destination(enabled=False)) == (False, "nowhere: enable failures")
    assert found(failures=destination()) == (True, "to failures")


def test_there_must_be_a_set_to_ask_about(sesv2: SESv2, ses_backend: Backend) -> None:
    with pytest.raises(NotFoundError):
        sesv2.templates.check_rendering_events(configuration_set_name="shop")
    ses_backend.requests.clear()
    with pytest.raises(RequestInvalidError, match=r"^check_rendering_events was not sent"):
        sesv2.templates.check_rendering_events(configuration_set_name="")
    assert ses_backend.requests == []


# Templates in a folder.


def write(folder: Path, **templates: dict[str, str | bytes]) -> Path:
    """Write the files of templates."""
    for name, files in templates.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for file, content in files.items():
            (folder / name / file).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(
        tmp_path / "templates",
        bye={"subject.txt": "Bye {{name}}\n", "body.txt": "Bye\n"},
        hello={
            "subject.txt": "\ufeffHello",
            "body.txt": "Hello\r\n",
            "body.html": "<p>{{name}}</p>",
            ".DS_Store": b"\xff",
        },
    )


def stored(client: SESv2) -> dict[str, EmailTemplateContent]:
    templates = client.templates
    names = [str(one.template_name) for one in templates.list_email_templates()]
    return {name: templates.get_email_template(template_name=name).template_content for name in names}


WANTED = {
    "bye": EmailTemplateContent(subject="Bye {{name}}", text="Bye\n"),
    "hello": EmailTemplateContent(subject="Hello", text="Hello\n", html="<p>{{name}}</p>"),
}


def test_a_folder_is_planned_printed_and_applied(sesv2: SESv2, folder: Path, ses_backend: Backend) -> None:
    plan = sesv2.templates.plan_changes(folder=folder)
    assert str(plan) == "create  bye: subject, text\ncreate  hello: subject, text, html"
    assert set(ses_backend.requests) == {"GetEmailTemplate"}
    assert len(plan.apply().accepted) == 2
    assert stored(sesv2) == WANTED
    assert sesv2.templates.plan_changes(folder=str(folder), delete=True).is_empty

    write(folder, hello={"subject.txt": "Hi"})
    plan = sesv2.templates.plan_changes(folder=folder)
    assert str(plan) == "update  hello: subject"
    ses_backend.requests.clear()
    plan.apply().raise_for_failures()
    assert ses_backend.requests == ["UpdateEmailTemplate"]
    assert stored(sesv2)["hello"].subject == "Hi"


def test_only_a_choice_deletes(welcome: SESv2, folder: Path) -> None:
    for number in range(120):  # more than a page
        welcome.templates.create_email_template(template_name=f"old-{number:03}", template_content=WANTED["bye"])
    welcome.templates.plan_changes(folder=folder).apply().raise_for_failures()
    assert welcome.templates.plan_changes(folder=folder).is_empty
    plan = welcome.templates.plan_changes(folder=folder, delete=True)
    assert len(plan.changes) == 121
    assert str(plan).splitlines()[0] == "delete  old-000"
    plan.apply().raise_for_failures()
    assert stored(welcome) == WANTED


def test_line_ends_and_empty_parts_are_no_change(sesv2: SESv2, folder: Path) -> None:
    content = EmailTemplateContent(subject="Bye {{name}}", text="Bye\r\n", html="")
    sesv2.templates.create_email_template(template_name="bye", template_content=content)
    assert [one.template_name for one in sesv2.templates.plan_changes(folder=folder).changes] == ["hello"]


def test_what_changed_since_the_plan_does_not_matter(sesv2: SESv2, folder: Path) -> None:
    sesv2.templates.create_email_template(template_name="hello", template_content=WANTED["bye"])
    sesv2.templates.create_email_template(template_name="old", template_content=WANTED["bye"])
    plan = sesv2.templates.plan_changes(folder=folder, delete=True)
    assert [one.action for one in plan.changes] == ["create", "update", "delete"]
    sesv2.templates.create_email_template(template_name="bye", template_content=WANTED["hello"])
    for name in ("hello", "old"):
        sesv2.templates.delete_email_template(template_name=name)
    plan.apply().raise_for_failures()
    assert stored(sesv2) == WANTED


@pytest.mark.parametrize("operation", ["CreateEmailTemplate", "UpdateEmailTemplate", "DeleteEmailTemplate"])
@pytest.mark.parametrize("fault", ["api_rate", "disconnect", "internal_error", "truncated", "unavailable"])
def test_a_change_whose_response_is_lost_is_made_again(
    sesv2: SESv2, folder: Path, ses_backend: Backend, operation: str, fault: FaultKind
) -> None:
    for name in ("hello", "old"):
        sesv2.templates.create_email_template(template_name=name, template_content=WANTED["bye"])
    ses_backend.faults.add(fault, operation, carried_out=fault in ("internal_error", "unavailable"))
    result = sesv2.templates.plan_changes(folder=folder, delete=True).apply()
    assert len(result.accepted) == 3
    assert stored(sesv2) == WANTED


@pytest.mark.parametrize(("fault", "outcome"), [("api_rate", "not_tried"), ("disconnect", "unknown")])
def test_a_failure_is_told_and_what_is_left_is_planned_again(
    folder: Path, ses_backend: Backend, fault: FaultKind, outcome: str
) -> None:
    client = SESv2("us-east-1", config=ClientConfig(retry=RetryPolicy(max_attempts=1)))
    ses_backend.faults.add(fault, "CreateEmailTemplate")
    result = client.templates.plan_changes(folder=folder).apply()
    assert [one.outcome for one in result.results] == [outcome, "accepted"]
    with pytest.raises(SESv2Error):
        result.raise_for_failures()
    left = client.templates.plan_changes(folder=folder)
    assert len(left.changes) == (0 if fault == "disconnect" else 1)
    left.apply().raise_for_failures()
    assert stored(client) == WANTED


def test_planning_under_throttle(folder: Path, ses_backend: Backend) -> None:
    client = SESv2("us-east-1", config=ClientConfig(retry=RetryPolicy(max_attempts=2)))
    ses_backend.faults.add("api_rate", "GetEmailTemplate")
    assert len(client.templates.plan_changes(folder=folder).changes) == 2
    ses_backend.faults.add("api_rate", "GetEmailTemplate", times=2)
    with pytest.raises(TooManyRequestsError):
        client.templates.plan_changes(folder=folder)


WRONG: list[tuple[dict[str, str | bytes], str]] = [
    ({}, "folder: x: has no subject.txt"),
    ({"body.txt": "a"}, "folder: x: has no subject.txt"),
    ({"subject.txt": "a"}, "folder: x: has no body.txt and no body.html"),
    ({"subject.txt": "a", "body.htm": "a"}, "folder: x/body.htm: is no file of a template"),
    ({"subject.txt": "a", "body.txt": b"\xff"}, "folder: x/body.txt: is not UTF-8"),
    ({"subject.txt": "a\nb", "body.txt": "a"}, "folder: x: template_content.subject: must be one line"),
    ({"subject.txt": "a", "body.html": "a\n{{#if b}}"}, "folder: x/body.html: cannot be rendered: line 2: the block"),
    ({"subject.txt": "a", "body.html": "a" * 600_000}, "folder: x: template_content"),
    ({"subject.txt": "a", "body.html": "a" * 9_000_000}, "folder: x/body.html: cannot be read: File too large"),
]


@pytest.mark.parametrize(("files", "message"), WRONG)
def test_a_wrong_file_is_told_before_anything_is_sent(
    sesv2: SESv2, folder: Path, ses_backend: Backend, files: dict[str, str | bytes], message: str
) -> None:
    write(folder, x=files, y={"subject.txt": "a"})
    with pytest.raises(RequestInvalidError) as told:
        sesv2.templates.plan_changes(folder=folder, delete=True)
    assert str(told.value).startswith("plan_changes was not sent")
    assert message in str(told.value)
    assert "folder: y: has no body" in str(told.value)
    assert ses_backend.requests == []


def broken_link(place: Path) -> None:
    place.symlink_to("nowhere")


def endless_link(place: Path) -> None:
    place.symlink_to(place.name)


@pytest.mark.parametrize("make", [broken_link, endless_link])
def test_a_link_that_leads_nowhere_deletes_nothing(
    sesv2: SESv2, folder: Path, ses_backend: Backend, make: Callable[[Path], None]
) -> None:
    """The template of a folder that cannot be looked at may be wanted."""
    make(folder / "welcome")
    with pytest.raises(RequestInvalidError, match="folder: welcome: cannot be read"):
        sesv2.templates.plan_changes(folder=folder, delete=True)
    assert ses_backend.requests == []


def test_a_link_to_a_folder_is_a_template(sesv2: SESv2, folder: Path, tmp_path: Path) -> None:
    write(tmp_path / "shared", linked={"subject.txt": "a", "body.txt": "a"})
    (folder / "linked").symlink_to(tmp_path / "shared" / "linked")
    assert "create  linked" in str(sesv2.templates.plan_changes(folder=folder))


@pytest.mark.parametrize("make", [broken_link, endless_link, Path.mkdir, os.mkfifo])
def test_each_unreadable_file_is_named(
    sesv2: SESv2, folder: Path, ses_backend: Backend, make: Callable[[Path], None]
) -> None:
    """A pipe has no end: to read it would take forever."""
    write(folder, x={"subject.txt": "a"}, y={"subject.txt": b"\xff"})
    make(folder / "x" / "body.txt")
    with pytest.raises(RequestInvalidError) as told:
        sesv2.templates.plan_changes(folder=folder)
    assert "folder: x/body.txt: cannot be read" in str(told.value)
    assert "folder: y/subject.txt: is not UTF-8" in str(told.value)
    assert ses_backend.requests == []


@pytest.mark.parametrize("wrong", ["", "a\0b", "a\ud800b", None, 7, b"a"])
def test_what_is_no_folder_is_refused(sesv2: SESv2, ses_backend: Backend, wrong: Any) -> None:
    """An empty text is not the current folder: it is a setting that is missing."""
    with pytest.raises(RequestInvalidError, match="folder: cannot be read"):
        sesv2.templates.plan_changes(folder=wrong)
    assert ses_backend.requests == []


PARTLY = {"TemplateName": "x", "TemplateContent": {"Subject": "a", "Html": 7}}


@pytest.mark.parametrize("body", [{}, {"TemplateName": "x"}, PARTLY], ids=["empty", "without content", "a part"])
def test_a_template_that_cannot_be_read_whole_says_nothing(
    body: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is left of it lacks no variable, and differs from every file."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "any")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "any")
    write(tmp_path, x={"subject.txt": "a", "body.txt": "a"})
    with Server([answer(body)]) as server, SESv2("us-east-1", endpoint_url=server.url) as client:
        templates = client.templates
        with pytest.raises(ResponseUnreadableError, match="TemplateContent"):
            templates.missing(template_name="x", template_data={})
        with pytest.raises(ResponseUnreadableError, match="TemplateContent"):
            templates.plan_changes(folder=tmp_path)


@pytest.mark.parametrize("body", [{"EventDestinations": 7}, {"EventDestinations": [{"Name": "a"}]}])
def test_destinations_that_cannot_be_read_are_not_missing(body: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "any")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "any")
    with (
        Server([answer(body)]) as server,
        SESv2("us-east-1", endpoint_url=server.url) as client,
        pytest.raises(ResponseUnreadableError, match="EventDestinations"),
    ):
        client.templates.check_rendering_events(configuration_set_name="x")


@pytest.mark.parametrize("delete", [True, False])
def test_a_folder_without_templates_deletes_nothing(
    sesv2: SESv2, tmp_path: Path, ses_backend: Backend, delete: bool
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "README.md").touch()
    for wrong, message in ((tmp_path, "has no template"), (tmp_path / "gone", "cannot be read"), (5, "cannot be read")):
        with pytest.raises(RequestInvalidError, match=message):
            sesv2.templates.plan_changes(folder=wrong, delete=delete)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # as a caller without types
    with pytest.raises(RequestInvalidError, match="delete: must be True or False"):
        sesv2.templates.plan_changes(folder=tmp_path, delete="no")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # as a caller without types
    assert ses_backend.requests == []


KILLED = """
import os, signal, sys
from sesv2kit import ClientConfig, SESv2

client = SESv2("us-east-1", endpoint_url=sys.argv[1], config=ClientConfig(pacing=False))
left = [3]

def progress(result):
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)

client.templates.plan_changes(folder=sys.argv[2]).apply(progress=progress)
"""


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")


@pytest.mark.usefixtures("keys")
def test_an_apply_that_is_killed_is_ended_by_another(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"subject.txt": "a", "body.txt": "{{b}}"}
    write(tmp_path, **{f"t{number}": files for number in range(5)})
    with serve() as server:
        command = [sys.executable, "-c", KILLED, server.endpoint_url, str(tmp_path)]
        assert subprocess.run(command, check=False, timeout=60).returncode == -9
        config = ClientConfig(pacing=False)
        with SESv2("us-east-1", endpoint_url=server.endpoint_url, config=config) as client:
            plan = client.templates.plan_changes(folder=tmp_path)
            assert [one.template_name for one in plan.changes] == ["t3", "t4"]
            plan.apply().raise_for_failures()
            assert len(stored(client)) == 5
        assert server.backend.requests.count("CreateEmailTemplate") == 5


# asyncio.


def test_awaited(async_sesv2: AsyncSESv2, folder: Path) -> None:
    async def main() -> None:
        async with async_sesv2 as client:
            templates = client.templates
            plan = await templates.plan_changes(folder=folder, delete=True)
            assert len((await plan.apply()).accepted) == 2
            assert (await templates.plan_changes(folder=folder)).is_empty
            lacking = await templates.missing(template_name="hello", template_data={})
            assert [str(one) for one in lacking] == ["name (html, line 1)"]
            preview = await templates.preview(template_name="hello", template_data={"name": "Ann"})
            assert preview.rendered == RenderedParts("Hello", "Hello\n", "<p>Ann</p>")
            assert templates.variables(template_content=WANTED["hello"]).required == ("name",)
            await client.configuration_sets.create_configuration_set(configuration_set_name="shop")
            found = await templates.check_rendering_events(configuration_set_name="shop")
            assert not found.is_published

    asyncio.run(main())
