"""For every operation: text that would name another resource, or that is no Unicode, is refused and nothing is sent.

The members come from the recorded model, so that a new one is covered as soon as its operation is.
"""

import copy
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, cast
from urllib.parse import unquote, urlsplit

import boto3
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from sesv2kit import ClientConfig, SESv2
from sesv2kit._core.arguments import validated
from sesv2kit.errors import RequestInvalidError
from tests.conformance.facts import APIS
from tests.every import every
from tests.faults.server import Seen, Server, answer
from tests.tools import aws, ours
from tests.unit.support import environment

__all__ = ["environment"]

LONE = "a\ud800b"

RESOLVED_AWAY = [
    ".",
    "..",
    "../x",
    "x/..",
    "arn:aws:ses:us-east-1:1:identity/../x",
    "./x",
    "x\\..\\y",
    "..\\",
    "/..",
    "%2e",
    "%2E%2e",
    ".%2e",
    "%252e%252E",
    "..%2fx",
    "x%5c..",
    "x\ny",
    "x\r",
    "\x00",
    "x\x7f",
    "x\x85",
]
"""Texts that change a path when it is resolved, or that a server or proxy may cut or resolve."""

ALLOWED = {
    "EmailAddress": [
        "ann+news@mail.example",
        "a%b@mail.example",
        "%41@mail.example",
        "a/b@mail.example",
        "/a@mail.example",
        "a//b@mail.example",
        '"a\\b"@mail.example',
        "a..b@mail.example",
        ".a@mail.example",
        "a.@mail.example",
        '"ann o\'neill"@mail.example',
        "?#&=@mail.example",
        '"a;b"@mail.example',
    ],
    "ReputationEntityReference": ["arn:aws:ses:us-east-1:123456789012:tenant/acme/tn-1", "a/b/"],
    "TemplateName": ["v1..2", "...", "1.5", "welcome.", ".hidden", "%", "%2", "2e2e", "~"],
}
"""By member: characters that names may contain."""


SAMPLES: dict[str, Any] = {
    "AdditionalContactEmailAddress": "a@x.example",
    "AttachmentFileName": "x.txt",
    "EmailAddress": "a@x.example",
    "EmailTemplateContent": {"Subject": "x"},
    "EmailTemplateData": "{}",
}
"""By AWS's name of the type: what can be anything in AWS's model, but not in ours."""


Check = Callable[[aws.Api, str, "Line"], None]


def places(names: Callable[[aws.Api], Iterable[str]]) -> Callable[[Check], Callable[["Line"], None]]:
    """The test that runs a check for each text in the requests of the recorded models."""

    def mark(check: Check) -> Callable[["Line"], None]:
        def test(line: "Line") -> None:
            def check_one(case: tuple[aws.Api, str]) -> None:
                line.server.seen.clear()  # what another case has sent
                check(*case, line)

            every(((name, (api, name)) for api in APIS for name in names(api)), check_one)

        test.__doc__ = check.__doc__
        return test

    return mark


def path_members(api: aws.Api) -> Iterator[str]:
    for operation in ours.covered(api):
        for member in operation.request.members:
            if operation.request.location(member) == "uri":
                yield f"{operation.name}.{member}"


def texts(api: aws.Api) -> Iterator[str]:
    """Every path to a text in a request: `SendEmail.EmailTags[].Value`, `X.Headers{key}`."""
    for operation in ours.covered(api):
        for member, shape in operation.request.members.items():
            for path in _texts(shape, (), set()):
                yield f"{operation.name}.{member}{''.join(path)}"


def _texts(shape: aws.Shape, path: tuple[str, ...], inside: set[str]) -> Iterator[tuple[str, ...]]:
    if shape.kind == "string":
        yield path
    elif shape.name not in inside:
        inside = inside | {shape.name}
        for name, member in shape.members.items():
            yield from _texts(member, (*path, f".{name}"), inside)
        for part, inner in shape.parts.items():
            mark = {"item": "[]", "key": "{key}", "value": "{}"}[part]
            yield from _texts(inner, (*path, mark), inside)


def sample(shape: aws.Shape, goal: list[str] | None = None, text: str = "x") -> Any:
    """A value in boto3's form with the required members, and with `text` at the path `goal`."""
    if goal is None and shape.name in SAMPLES:
        return SAMPLES[shape.name]
    if shape.kind == "structure":
        step = goal[0][1:] if goal else None
        names = {*shape.required_here, *([step] if step else [])}
        return {
            name: None
            if name != step and shape.takes_none(name)
            else sample(shape.members[name], cast("list[str]", goal)[1:] if name == step else None, text)
            for name in names
        }
    if shape.kind == "list":
        return [sample(shape.parts["item"], goal[1:] if goal else None, text)]
    if shape.kind == "map":
        key, value = "x", "x"
        if goal:
            key, value = (text, "x") if goal[0] == "{key}" else ("x", text)
        return {key: value}
    if goal is not None:
        return text
    plain = {"boolean": True, "integer": 1, "long": 1, "double": 1.0, "timestamp": "2026-01-01T00:00:00Z", "blob": b"x"}
    return shape.enum[0] if shape.enum else plain.get(shape.kind, "x")


def steps(path: str) -> list[str]:
    """The parts of `.A[].B{key}`."""
    for mark in (".", "[]", "{"):
        path = path.replace(mark, f"\0{mark}")
    return path.split("\0")[1:]


class Line:
    """A server on this machine, and its clients: direct ones, and some that use it as a proxy."""

    def __init__(self, server: Server) -> None:
        self.server = server
        session = boto3.Session("test", "test", region_name="us-east-1")
        settings: dict[str, Any] = {"session": session, "config": ClientConfig(pacing=False)}
        self.direct = SESv2(**settings, endpoint_url=server.url)
        proxies = Config(proxies={"http": server.url})
        self.proxied = SESv2(**settings, endpoint_url="http://email.far.example", boto_config=proxies)


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    with Server(lambda seen: answer()) as server:
        line = Line(server)
        yield line
        line.direct.close()
        line.proxied.close()


def refusal(client: SESv2, operation: Any, arguments: dict[str, Any]) -> RequestInvalidError:
    with pytest.raises(RequestInvalidError) as caught:
        client.call(operation, arguments)
    return caught.value


@places(path_members)
def test_a_path_stays_that_of_its_resource(api: aws.Api, fact: str, line: Line) -> None:
    name, member = fact.split(".")
    request = api.operations[name].request
    for text in RESOLVED_AWAY:
        arguments = {**sample(request), member: text}
        error = refusal(line.direct, ours.operations(api.service)[name], arguments)
        about = [problem for problem in error.problems if problem.argument == aws.attribute(member)]
        if not request.members[member].enum:
            # Another rule, such as "letters and digits", may have failed first.
            assert len(about) == 1
            assert text not in {*about[0].message.split()} - {".", ".."}
    assert line.server.seen == []


def test_the_refusal_tells_the_rule_and_why(line: Line) -> None:
    arguments = {"contact_list_name": "main", "email_address": "a/../b@x.example"}
    error = refusal(line.direct, ours.operations("sesv2")["DeleteContact"], arguments)
    (problem,) = error.problems
    assert problem.argument == "email_address"
    assert "without . or .. between slashes" in problem.message
    assert "would name another resource" in problem.message
    assert "rfc3986" in problem.source


@places(path_members)
def test_what_a_name_may_hold_arrives_whole(api: aws.Api, fact: str, line: Line) -> None:
    """It is signed as it is sent, and decoded to the same text, directly and through a proxy."""
    name, member = fact.split(".")
    request = api.operations[name].request
    for text in ALLOWED.get(member, []):
        for client in (line.direct, line.proxied):
            client.call(ours.operations(api.service)[name], {**sample(request), member: text})
            seen = line.server.seen.pop()
            path = urlsplit(seen.target).path
            assert text in [unquote(segment) for segment in path.split("/")]
            assert is_signed_for(seen)


def is_signed_for(seen: Seen) -> bool:
    """Whether the signature of a request matches its path as AWS canonicalises it."""
    host = seen.headers["host"]
    url = seen.target if seen.target.startswith("http") else f"http://{host}{seen.target}"
    again = AWSRequest(method=seen.method, url=url, data=seen.body or None)
    signed = seen.headers["authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
    for header in signed:
        again.headers[header] = seen.headers[header]
    again.context["timestamp"] = seen.headers["x-amz-date"]
    signer: Any = SigV4Auth(Credentials("test", "test"), "ses", "us-east-1")
    signature = signer.signature(signer.string_to_sign(again, signer.canonical_request(again)), again)
    return str(seen.headers["authorization"]).endswith(f"Signature={signature}")


def test_what_boto3_makes_of_two_dots(line: Line) -> None:
    """The reason for refusing them: the request is signed as one to delete the whole list, and a proxy gets that
    path."""
    whole_list = "/v2/email/contact-lists/main"
    straight: Any = line.direct.boto3_client
    straight.delete_contact(ContactListName="main", EmailAddress="..")
    seen = line.server.seen.pop()
    assert seen.target == f"{whole_list}/contacts/.."
    assert is_signed_for(replace(seen, target=whole_list))
    proxied: Any = line.proxied.boto3_client
    proxied.delete_contact(ContactListName="main", EmailAddress="..")
    assert urlsplit(line.server.seen.pop().target).path == f"{whole_list}/"


@places(texts)
def test_a_lone_surrogate_is_refused(api: aws.Api, fact: str, line: Line) -> None:
    name, _, path = fact.partition(".")
    request = api.operations[name].request
    arguments = sample(request, steps(f".{path}"), LONE)
    before = copy.deepcopy(arguments)
    error = refusal(line.direct, ours.operations(api.service)[name], arguments)
    top = aws.attribute(steps(f".{path}")[0][1:])
    assert top in {problem.argument.partition(".")[0] for problem in error.problems} | {""}
    str(error).encode()  # it can be printed
    assert LONE not in str(error)
    assert arguments == before
    assert line.server.seen == []


MULTI_LINE = {
    "AttributesData": '{"a":\r\n1}',
    "Description": "a\r\nb",
    "EmailTemplateData": '{"a":\r\n1}',
    "EmailTemplateHtml": "a\r\nb",
    "EmailTemplateText": "a\r\nb",
    "MessageData": "a\r\nb",
    "Policy": '{"a":\r\n1}',
    "TemplateContent": "a\r\nb",
    "UseCaseDescription": "a\r\nb",
}
"""By AWS's name of the type: texts that may have several lines."""


def kind_of(api: aws.Api, fact: str) -> str:
    """AWS's name of the type of a text in a request."""
    name, _, path = fact.partition(".")
    shape = api.operations[name].request
    marks = {"[]": "item", "{key}": "key", "{}": "value"}
    for step in steps(f".{path}"):
        shape = shape.parts[marks[step]] if step in marks else shape.members[step[1:]]
    return shape.name


def has_lines(api: aws.Api, fact: str) -> bool:
    return kind_of(api, fact) in MULTI_LINE and not fact.endswith("Simple.Subject.Data")


@places(lambda api: (fact for fact in texts(api) if not has_lines(api, fact)))
def test_a_text_that_ends_a_line_is_refused(api: aws.Api, fact: str, line: Line) -> None:
    """It could end a header of an email, and no name, address, ARN or token of AWS has it."""
    name, _, path = fact.partition(".")
    for text in ("secret\r\nBcc: b@x.example", "secret\n", "a\rsecret", "a\0secret"):
        arguments = sample(api.operations[name].request, steps(f".{path}"), text)
        error = refusal(line.direct, ours.operations(api.service)[name], arguments)
        top = aws.attribute(steps(f".{path}")[0][1:])
        assert top in {problem.argument.partition(".")[0] for problem in error.problems} | {""}
        assert "secret" not in str(error)
    assert line.server.seen == []


@places(lambda api: (fact for fact in texts(api) if has_lines(api, fact)))
def test_a_body_a_template_or_a_description_may_have_lines(api: aws.Api, fact: str, line: Line) -> None:
    name, _, path = fact.partition(".")
    text = MULTI_LINE[kind_of(api, fact)]
    arguments = sample(api.operations[name].request, steps(f".{path}"), text)
    told = ""
    try:
        validated(ours.operations(api.service)[name], arguments)
    except RequestInvalidError as error:  # the sample lacks something else
        told = str(error)
    assert "one line" not in told


def test_the_refusal_of_a_line_end_tells_the_rule(line: Line) -> None:
    for argument in ("tags.0.value", "resource_arn"):
        arguments: dict[str, Any] = {"resource_arn": "arn", "tags": [{"key": "k", "value": "v"}]}
        if argument == "resource_arn":
            arguments["resource_arn"] += "\n"
        else:
            arguments["tags"][0]["value"] += "\0"
        (problem,) = refusal(line.direct, ours.operations("sesv2")["TagResource"], arguments).problems
        assert problem.argument == argument
        assert problem.message == "must be one line of text, without CR, LF and NUL"
        assert problem.source.startswith("https://www.rfc-editor.org/rfc/rfc5322")


NAMED = [
    ("ListContacts", {"contact_list_name": "main", "next_token": LONE}, "next_token"),
    ("SendEmail", {"content": {"raw": {"data": b"x"}}, "endpoint_id": LONE}, "endpoint_id"),
    ("TagResource", {"resource_arn": "arn", "tags": [{"key": "k", "value": LONE}]}, "tags.0.value"),
    ("CreateTenant", {"tenant_name": "acme", "tags": [{"key": LONE, "value": "v"}]}, "tags.0.key"),
    ("GetBlacklistReports", {"blacklist_item_names": [LONE]}, "blacklist_item_names.0"),
]


@pytest.mark.parametrize(("name", "arguments", "argument"), NAMED)
def test_the_refusal_of_a_lone_surrogate_names_its_place(
    name: str, arguments: dict[str, Any], argument: str, line: Line
) -> None:
    (problem,) = refusal(line.direct, ours.operations("sesv2")[name], arguments).problems
    assert problem.argument == argument
    assert problem.message == "contains a lone surrogate, which is not valid Unicode"


DATA = {
    "a key": {LONE: "x"},
    "a value": {"x": LONE},
    "deep inside": {"x": [{"y": LONE}]},
    "JSON text": f'{{"x": "{LONE}"}}',
    "JSON text with an escape": '{"x": "\\ud800"}',
}


@pytest.mark.parametrize("data", DATA.values(), ids=DATA)
def test_data_that_becomes_json_holds_no_lone_surrogate(data: Any, line: Line) -> None:
    calls: list[tuple[str, dict[str, Any], str]] = [
        (
            "CreateContact",
            {"contact_list_name": "a", "email_address": "b@c.example", "attributes_data": data},
            "attributes_data",
        ),
        ("TestRenderEmailTemplate", {"template_name": "a", "template_data": data}, "template_data"),
        ("CreateEmailIdentityPolicy", {"email_identity": "a", "policy_name": "b", "policy": data}, "policy"),
    ]
    for name, arguments, argument in calls:
        (problem,) = refusal(line.direct, ours.operations("sesv2")[name], arguments).problems
        assert problem.argument == argument
        assert "valid Unicode" in problem.message
    assert line.server.seen == []


def test_a_list_in_a_query_is_not_empty(line: Line) -> None:
    calls: dict[str, dict[str, Any]] = {
        "GetBlacklistReports": {"blacklist_item_names": []},
        "UntagResource": {"resource_arn": "arn", "tag_keys": []},
        "ListSuppressedDestinations": {"reasons": []},
    }
    for name, arguments in calls.items():
        (problem,) = refusal(line.direct, ours.operations("sesv2")[name], arguments).problems
        assert "at least 1 item" in problem.message
    assert line.server.seen == []
