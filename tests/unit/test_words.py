"""What `help()`, `inspect` and JSON schemas say of models: our names, and the docstrings of their members."""

import compileall
import inspect
import json
import os
import pydoc
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from sesv2kit import catalog, models
from sesv2kit.models import (
    Attachment,
    CreateTenantRequest,
    GetTenantResponse,
    SendEmailRequest,
    Tag,
    Template,
)
from sesv2kit.shapes import Request, Shape
from sesv2kit.shapes.words import attribute_docs
from tests.every import every
from tests.tools import ours
from tests.tools.docstrings import one_line

if TYPE_CHECKING:
    from fractions import Fraction as Absent

MODELS = {
    f"{module.__name__.rpartition('.')[2]}.{cls.__name__}": cls
    for module in (*ours.modules("sesv2").values(), *ours.modules("pinpoint-email").values())
    for cls in vars(module).values()
    if isinstance(cls, type) and issubclass(cls, Shape) and cls.__module__ == module.__name__
}

FIRST_USE = """
import inspect
from sesv2kit.models import Template

before = inspect.signature(Template)
assert not Template.__pydantic_complete__
Template(template_name="welcome")
assert inspect.signature(Template) == before
assert [*before.parameters] == [*Template.model_fields]
"""

NO_SOURCE_IS_READ = """
import inspect, linecache
from importlib import import_module
from sesv2kit import models

def refuse(*_):
    raise AssertionError("the source was read")

inspect.getsource = linecache.getlines = refuse
for name in models._NAMES:
    import_module("sesv2kit.models." + name)
content = models.EmailContent(template=models.Template(template_name="welcome"))
models.SendEmailRequest(content=content, destination="a@x.example").to_wire()
models.GetTenantResponse.from_body(b"{}")
"""


@pytest.mark.parametrize("program", [FIRST_USE, NO_SOURCE_IS_READ], ids=["signature", "source"])
def test_before_and_after_the_first_use(program: str) -> None:
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


@pytest.mark.slow
def test_every_model_says_its_members() -> None:
    every(MODELS.items(), says_its_members)


def says_its_members(model: type[Shape]) -> None:
    words = attribute_docs(sys.modules[model.__module__])[model.__name__]
    parameters = inspect.signature(model).parameters
    assert {name: one.default is inspect.Parameter.empty for name, one in parameters.items()} == {
        name: field.is_required() for name, field in model.model_fields.items()
    }
    told = one_line(inspect.getdoc(model) or "")  # which help() shows
    for name in model.model_fields:
        assert re.search(rf"(?<!\w){name} \([^?]+?\): {re.escape(words[name])}", told)
    for by_alias in (True, False):  # the schema of what is written is the same: see the next test
        schema = model.model_json_schema(by_alias=by_alias)
        schema = {**schema, **schema.get("$defs", {}).get(model.__name__, {})}  # one that holds itself
        properties = schema.get("properties", {})
        assert {name: member["description"] for name, member in properties.items()} == {
            name: words[name] for name in model.model_fields
        }
        assert "Attributes:" not in schema["description"]


@pytest.mark.slow
def test_every_json_schema_is_the_same_for_what_is_read_and_what_is_written() -> None:
    """FastAPI otherwise lists a structure twice, as `Tag-Input` and `Tag-Output`."""
    every(MODELS.items(), has_one_schema)


def has_one_schema(model: type[Shape]) -> None:
    read = model.model_json_schema(mode="validation")
    assert read == model.model_json_schema(mode="serialization")
    definitions = GenerateJsonSchema().generate_definitions([(model, "validation", model.__pydantic_core_schema__)])[1]
    assert definitions.keys() == {model.__name__, *read.get("$defs", {})}


def test_help_shows_plain_types() -> None:
    text = pydoc.plain(pydoc.render_doc(Template))
    assert "template_name: Optional[str] = None" in text
    plain = [one_line(words.replace("|", " ")) for words in (inspect.getdoc(Template) or "", text)]
    assert plain[0] in plain[1]
    assert "Annotated" not in text.partition("Method resolution")[0]


def test_json_and_its_schema_have_the_same_names() -> None:
    """As in FastAPI, which writes by alias unless it is told otherwise."""
    response = GetTenantResponse.model_validate_json(b'{"Tenant": {"TenantName": "acme", "Novel": 1}}')
    adapter = TypeAdapter(GetTenantResponse)
    written = adapter.dump_python(response, mode="json", by_alias=True)
    schema = adapter.json_schema(mode="serialization", by_alias=True)
    assert written.keys() == schema["properties"].keys()
    assert written["tenant"].keys() - {"Novel"} == schema["$defs"]["Tenant"]["properties"].keys()
    assert written["tenant"]["Novel"] == 1


@pytest.mark.parametrize("first", [True, False])
def test_what_is_sent_has_the_names_of_aws_whatever_was_built_before(first: bool) -> None:
    program = f"""
from sesv2kit.models import SendEmailRequest, EmailContent, RawMessage, Destination
if {first}:
    Destination(to_addresses=["a@x.example"]).to_wire()
    EmailContent(raw=RawMessage(data=b"x")).model_dump_json()
request = SendEmailRequest(content=EmailContent(raw=RawMessage(data=b"x")), destination="a@x.example")
assert request.to_wire() == {{
    "Content": {{"Raw": {{"Data": b"x"}}}}, "Destination": {{"ToAddresses": ["a@x.example"]}}
}}
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_a_structure_and_a_response_are_written_with_the_names_of_aws() -> None:
    assert Tag(key="a", value="b").to_wire() == {"Key": "a", "Value": "b"}
    body = {"Tenant": {"TenantName": "acme", "Novel": {"X": 1}, "Tags": [{"Key": "a", "Value": "b"}]}}
    response = GetTenantResponse.model_validate_json(json.dumps(body))
    assert response.to_wire() == body


def test_a_subclass_says_its_own_members_too() -> None:
    class Marked(Attachment):
        """A file with a mark."""

        mark: str = "x"

    assert [*inspect.signature(Marked).parameters] == [*Attachment.model_fields, "mark"]
    properties = Marked.model_json_schema()["properties"]
    inherited = Attachment.model_json_schema()["properties"]["file_name"]["description"]
    assert properties["file_name"]["description"] == inherited
    assert "description" not in properties["mark"]
    assert Marked(raw_content=b"", file_name="a.txt").to_wire()["Mark"] == "x"


def test_without_source_code_the_members_are_said_without_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: object) -> str:
        raise OSError("could not get source code")

    monkeypatch.setattr(inspect, "getsource", none)
    attribute_docs.cache_clear()
    try:
        assert (Tag.__doc__ or "").startswith("A key and value")
        assert Tag.model_json_schema()["properties"].keys() == {"key", "value"}
    finally:
        attribute_docs.cache_clear()


def test_every_operation_sends_the_names_of_its_model() -> None:
    for operation in catalog.operations().values():
        assert issubclass(operation.request, Request)
        assert operation.request.model_construct().to_wire().keys() <= {
            str(field.validation_alias) for field in operation.request.model_fields.values()
        }
    assert models.SendEmailRequest is SendEmailRequest


def test_a_structure_that_would_be_sent_with_our_names_is_an_error() -> None:
    """SES ignores members that it does not know: the mail would go out without them, and nobody would be told."""

    class Odd(Tag):
        """A tag with members of other kinds."""

        other: Tag | Template | None = None

    with pytest.raises(TypeError, match="a structure inside a 'union' schema"):
        Odd(key="a", value="b", other=Tag(key="c", value="d")).to_wire()


def test_the_json_schema_has_the_limits_that_aws_documents() -> None:
    """Forms and agents check by it, not by the sentence."""
    tags = CreateTenantRequest.model_json_schema()["properties"]["tags"]["anyOf"][0]
    assert tags["maxItems"] == 50
    key = Tag.model_json_schema()["properties"]["key"]
    assert (key["minLength"], key["maxLength"]) == (1, 128)
    assert re.match(key["pattern"], "team")
    assert not re.match(key["pattern"], "aws:team")
    page_size = models.ListEmailTemplatesRequest.model_json_schema()["properties"]["page_size"]["anyOf"][0]
    assert (page_size["minimum"], page_size["maximum"]) == (1, 100)


def test_the_json_schema_has_no_limit_that_the_model_has_not() -> None:
    """An address may have a display name, and base64 is longer than the bytes."""
    sender = SendEmailRequest.model_json_schema()["properties"]["from_email_address"]["anyOf"][0]
    assert "pattern" not in sender
    assert "maxLength" not in models.RawMessage.model_json_schema()["properties"]["data"]


def test_every_json_schema_names_the_page_of_aws() -> None:
    """So does the documentation of a FastAPI app, which shows the description."""
    every(MODELS.items(), names_the_page_of_aws)


def names_the_page_of_aws(model: type[Shape]) -> None:
    schema = model.model_json_schema()
    schema = {**schema, **schema.get("$defs", {}).get(model.__name__, {})}
    assert schema["description"].count("Source: https://docs.aws.amazon.com/") == 1
    for member in schema.get("properties", {}).values():
        for form in (member, *member.get("anyOf", ())):
            assert not re.search(r"\(\?[P-]|\\[AZz]", form.get("pattern", "")), "not a pattern of JSON Schema"


def test_a_type_that_is_not_there_at_run_time_hides_no_words() -> None:
    class Odd(Tag):
        """A tag with a member of an unknown type."""

        other: "Absent"

    assert "key: Key, such as `team`" in (Odd.__doc__ or "")
    assert "key (str): Key, such as `team`" in (Tag.__doc__ or "")
    assert "template_name (str | None): " in (Template.__doc__ or "")


@pytest.mark.slow
def test_without_source_files_and_docstrings_the_members_are_told(tmp_path: Path) -> None:
    """A package of compiled files in an archive, under `python -OO`."""
    package = Path(models.__file__).parents[1]
    shutil.copytree(package, tmp_path / "sesv2kit", ignore=shutil.ignore_patterns("__pycache__", "testing"))
    compileall.compile_dir(tmp_path, quiet=1, legacy=True, optimize=2)
    with zipfile.ZipFile(tmp_path / "compiled.zip", "w") as archive:
        for path in tmp_path.rglob("*.pyc"):
            archive.write(path, path.relative_to(tmp_path))
    program = """
import inspect, pydoc, sesv2kit
from sesv2kit.models import Tag
assert sesv2kit.__file__.endswith("compiled.zip/sesv2kit/__init__.pyc"), sesv2kit.__file__
assert "key: str, value: str" in pydoc.render_doc(Tag)
assert str(inspect.signature(Tag)) == "(*, key: str, value: str)"
assert Tag.model_json_schema()["properties"]["key"]["maxLength"] == 128
"""
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "compiled.zip")}
    subprocess.run([sys.executable, "-P", "-OO", "-c", program], check=True, timeout=60, env=environment)
