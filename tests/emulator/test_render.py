"""Templates: SES's rules, and Handlebars compared with handlebars.js itself."""

import json
import random
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from sesv2kit._workflows.rendering import RenderingError, render

VALUES: list[Any] = [None, False, 0, "", [], {}, "0", [0], -1]

CASES: list[tuple[str, Any]] = [
    ("plain text, {single} braces and \\{{escaped}} ones", {}),
    ("{{a}}{{b}}", {"a": 1, "b": 2}),
    ("{{a}} {{{a}}} {{&a}}", {"a": "<b> & \"q\" 'r' `s` ="}),
    ("{{a}}|{{b}}|{{c}}|{{d}}|{{e}}", {"a": 1, "b": 2.5, "c": True, "d": None, "e": 3.0}),
    ("{{a}} {{b}}", {"a": [1, [2, None], "x"], "b": {"k": 1}}),
    ("{{a.b.c}} {{a/b/c}} {{this.a.b.c}} {{a.[b].c}}", {"a": {"b": {"c": "deep"}}}),
    ("{{a.[0]}} {{a.[1].x}}", {"a": ["zero", {"x": 1}]}),
    ("{{#if a}}yes{{else}}no{{/if}}{{#unless a}}not{{/unless}}", {"a": 0}),
    ("{{#if a}}1{{else if b}}2{{else}}3{{/if}}", {"b": "x"}),
    ("{{#if a includeZero=true}}zero counts{{/if}}", {"a": 0}),
    *(("{{#if a}}truthy{{else}}falsy{{/if}}", {"a": value}) for value in VALUES),
    ("{{#each xs}}{{@index}}:{{this}}{{#unless @last}}, {{/unless}}{{else}}none{{/each}}", {"xs": ["a", "b"]}),
    ("{{#each xs}}x{{else}}none{{/each}}", {"xs": []}),
    ("{{#each xs}}{{@key}}={{this}};{{@first}}{{/each}}", {"xs": {"p": 1, "q": 2}}),
    (
        "{{#each xs}}{{name}} of {{../team}} {{#each ys}}{{this}}{{../name}}{{../../team}}{{/each}}{{/each}}",
        {"team": "T", "xs": [{"name": "n", "ys": [1, 2]}]},
    ),
    ("{{#each xs as |x i|}}{{i}}{{x.v}}{{/each}}", {"xs": [{"v": "a"}, {"v": "b"}]}),
    ("{{#each xs}}{{#if this}}{{@root.t}}{{/if}}{{/each}}", {"t": "T", "xs": [1, 0]}),
    ("{{#with a}}{{b}}{{../c}}{{else}}none{{/with}}", {"a": {"b": 1}, "c": 2}),
    ("{{#with a}}x{{else}}none{{/with}}", {"a": {}}),
    ("{{#a}}{{b}}{{/a}}{{^a}}none{{/a}}", {"a": [{"b": 1}, {"b": 2}]}),
    ("{{#a}}{{b}}{{/a}}{{^a}}none{{/a}}", {"a": {"b": 1}}),
    ("{{#a}}x{{/a}}{{^a}}none{{/a}}", {"a": False}),
    ("{{lookup a 'b'}} {{lookup xs 1}}", {"a": {"b": "B"}, "xs": [5, 6]}),
    ("a  {{~b~}}  c {{~#if b}} d {{/if~}} e", {"b": "B"}),
    ("{{! gone }}a{{!-- gone }} too --}}b", {}),
    ("one\n{{#if a}}\n  two\n{{/if}}\nthree\n", {"a": 1}),
    ('{{#*inline "p"}}[{{x}}]{{/inline}}{{> p}}{{> p x=2}}', {"x": 1}),
    ('{{#* inline "p"}}[{{x}}]{{/inline}}{{> p}}', {"x": 1}),
    ('{{~#*  inline "p"~}} [{{x}}] {{~/inline~}} a {{> p}}', {"x": 1}),
    ('\\{{#* inline "p"}}x', {"x": 1}),
    ("{{missing}}", {}),
    ("{{a.missing}}", {"a": {}}),
    ("{{#each xs}}{{missing}}{{/each}}", {"xs": [{}]}),
    ("{{#if missing}}x{{/if}}{{#each missing}}x{{/each}}{{#with missing}}x{{/with}}", {}),
    *(
        (source, {"a": 1})
        for source in ("{{", "{{a", "{{#a}}", "{{/a}}", "{{#if a}}{{/each}}", "{{a.0}}", "{{> gone}}")
    ),
    *((source, {"a": 1}) for source in ("{{nohelper a}}", "{{#nohelper a}}{{/nohelper}}", "{{}}", "{{#if}}{{/if}}")),
]

ORACLE = """
const handlebars = require("handlebars").create();
// Its noEscape option would add adjacent numbers: escape nothing instead.
handlebars.Utils.escapeExpression = handlebars.escapeExpression = (value) => {
  if (value == null) return "";
  return value + "";
};
const cases = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(cases.map(([source, data, strict]) => {
  try { return { text: handlebars.compile(source, { strict })(data) }; }
  catch (error) { return { error: error.message }; }
})));
"""

Oracle = Callable[[list[tuple[str, Any, bool]]], list[dict[str, str]]]


@pytest.fixture(scope="session")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    """handlebars.js: the results of several templates, each a text or an error."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("handlebars.js needs node and npm")
    folder: Path = tmp_path_factory.mktemp("handlebars")
    install = [npm, "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "handlebars@4"]
    try:
        subprocess.run(install, cwd=folder, check=True, capture_output=True, timeout=60)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        pytest.skip(f"npm could not install handlebars: {error}")
    (folder / "oracle.js").write_text(ORACLE)

    def ask(cases: list[tuple[str, Any, bool]]) -> list[dict[str, str]]:
        given = json.dumps(cases).encode()
        run = subprocess.run([node, "oracle.js"], cwd=folder, input=given, check=True, capture_output=True, timeout=60)
        results: list[dict[str, str]] = json.loads(run.stdout)
        return results

    return ask


def ours(source: str, data: Any, strict: bool) -> dict[str, str]:
    try:
        return {"text": render(source, data, strict=strict)}
    except RenderingError as error:
        return {"error": str(error)}


def differences(oracle: Oracle, cases: list[tuple[str, Any, bool]]) -> list[Any]:
    return [
        (case, expected, found)
        for case, expected in zip(cases, oracle(cases), strict=True)
        if (found := ours(*case)) != expected and not ("error" in found and "error" in expected)
    ]


@pytest.mark.slow
def test_it_renders_as_handlebars_js_does(oracle: Oracle) -> None:
    assert differences(oracle, [(source, data, strict) for source, data in CASES for strict in (True, False)]) == []


@pytest.mark.slow
def test_it_renders_generated_templates_as_handlebars_js_does(oracle: Oracle) -> None:
    chance = random.Random(11)
    data = {
        "a": "A<&",
        "n": 0,
        "o": {"a": "inner", "xs": [1, 2]},
        "xs": [{"a": 1}, {"a": None, "o": {"a": 2}}],
        "none": [],
    }
    cases = [(template(chance, 3), data, chance.random() < 0.5) for _ in range(800)]
    assert len({source for source, _, _ in cases}) > 500
    assert differences(oracle, cases) == []


def template(chance: random.Random, depth: int) -> str:
    """A template without tags that are separated only by blanks, because the engines drop different blanks there."""
    path = chance.choice(["a", "n", "o.a", "xs", "none", "gone", "this.a", "../a", "@root.a", "o.gone", "@index"])
    block = chance.choice(["o", "xs", "none", "n", "o.xs", "gone"])
    if depth == 0 or chance.random() < 0.3:
        return chance.choice(["text ", "-\n-", f"{{{{{path}}}}}", f"{{{{{{{path}}}}}}}", f"{{{{~{path}~}}}}"])
    inner, other, after = (template(chance, depth - 1) for _ in range(3))
    name = chance.choice(["if", "unless", "each", "with"])
    return chance.choice(
        [f"{{{{#{name} {block}}}}}{inner}{{{{else}}}}{other}{{{{/{name}}}}}{after}", f"{inner}-\n -{other}{after}"]
    )


def test_the_oracle_can_tell_a_difference(oracle: Oracle) -> None:
    assert oracle([("{{a}}{{b}}<", {"a": 1, "b": "<"}, False)]) == [{"text": "1<<"}]
    assert "error" in oracle([("{{a}}", {}, True)])[0]


def test_nothing_is_escaped() -> None:
    assert render("<p>{{a}}</p>", {"a": "Ben & <Jerry's>"}, strict=True) == "<p>Ben & <Jerry's></p>"


@pytest.mark.parametrize(
    ("source", "name"), [("{{name}}", "name"), ("{{user.name}}", "user.name"), ("{{#each xs}}{{y}}{{/each}}", "y")]
)
def test_a_missing_variable_is_an_error_or_empty(source: str, name: str) -> None:
    with pytest.raises(RenderingError) as caught:
        render(source, {"xs": [1], "user": {}}, strict=True)
    assert str(caught.value) == f"Attribute '{name}' is not present in the rendering data."
    assert render(source, {"xs": [1], "user": {}}, strict=False) == ""


def test_a_null_is_present() -> None:
    assert render("[{{a}}]", {"a": None}, strict=True) == "[]"


def test_there_are_no_helpers_of_ones_own_and_log_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RenderingError, match="upper"):
        render("{{upper a}}", {"a": "x"}, strict=False)
    assert render("{{log a}}", {"a": "x"}, strict=True) == ""
    assert capsys.readouterr() == ("", "")


def test_malformed_templates_are_rendering_errors_never_anything_else() -> None:
    chance = random.Random(5)
    tokens = [
        "{{",
        "}}",
        "{{{",
        "#",
        "/",
        "^",
        ">",
        "!",
        "else",
        "if",
        "each",
        " ",
        "a",
        ".",
        "@",
        "[",
        "(",
        "|",
        '"',
        "=",
    ]
    for _ in range(3000):
        source = "{{" + "".join(chance.choices(tokens, k=chance.randint(1, 10)))
        with suppress(RenderingError):
            render(source, {"a": [1]}, strict=True)
    with pytest.raises(RenderingError):
        render("{{#if a}}" * 5000 + "{{/if}}" * 5000, {"a": 1}, strict=True)
