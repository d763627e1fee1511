"""Every structure, member and enum of AWS's model stands in ours, exactly."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, get_args, get_origin

from pydantic import SecretStr

from sesv2kit.shapes import Documented, Shape
from tests.conformance import ours
from tests.conformance.facts import APIS, each
from tests.tools import aws

ABSENT_FROM_REAL_ANSWERS = {
    "MailFromAttributes.MailFromDomain": "an identity without a custom MAIL FROM domain lacks it",
    "MailFromAttributes.MailFromDomainStatus": "an identity without a custom MAIL FROM domain lacks it",
}
"""Members that AWS marks as required, and recorded answers lack: AWS_BEHAVIOUR.md, "Responses"."""

CONVENIENCES = {
    "BulkEmailEntry.Destination",
    "RawMessage.Data",
    "ReplacementTemplate.ReplacementTemplateData",
    "SendEmailRequest.Content",
    "SendEmailRequest.Destination",
    "Template.TemplateData",
    "TestRenderEmailTemplateRequest.TemplateData",
}
"""Members that also take friendlier forms than AWS's."""

PYTHON_TYPES = {
    "blob": bytes,
    "boolean": bool,
    "double": float,
    "integer": int,
    "long": int,
    "string": str,
    "timestamp": datetime,
}


def structures(api: aws.Api) -> Iterator[str]:
    yield from ours.structures(api)


def known_structures(api: aws.Api) -> Iterator[str]:
    yield from (name for name, shape in ours.structures(api).items() if ours.named(shape))


def members(api: aws.Api) -> Iterator[str]:
    for name in known_structures(api):
        yield from (f"{name}.{member}" for member in api.shapes[name].members)


def known_members(api: aws.Api) -> Iterator[str]:
    yield from (fact for fact in members(api) if ours.field(*split(api, fact)))


def url_members(api: aws.Api) -> Iterator[str]:
    for fact in known_members(api):
        structure, member = split(api, fact)
        if structure.location(member) == "uri":
            yield fact


def enums(api: aws.Api) -> Iterator[str]:
    yield from ours.enums(api)


def split(api: aws.Api, fact: str) -> tuple[aws.Shape, str]:
    structure, member = fact.split(".")
    return api.shapes[structure], member


def expected_type(shape: aws.Shape, *, sent: bool) -> Any:
    """What the model makes of a member: AWS's names for structures and enums, Python's for the rest."""
    if shape.is_named:
        return ours.stripped(ours.named(shape))
    parts = [expected_type(part, sent=sent) for part in shape.parts.values()]
    match shape.kind:
        case "list":
            return Sequence[parts[0]] if sent else list[parts[0]]
        case "map":
            return Mapping[parts[0], parts[1]] if sent else dict[str, parts[1]]
        case kind:
            return PYTHON_TYPES[kind]


def expected_bounds(shape: aws.Shape, path: str = "") -> dict[str, dict[str, Any]]:
    found = {path: shape.bounds} if shape.bounds else {}
    for part, inner in shape.parts.items():
        found |= expected_bounds(inner, f"{path}.{part}")
    return found


@each(structures)
def test_structure(api: aws.Api, fact: str) -> None:
    """It exists once, under AWS's name, in the module of the only domain that uses it, or in common."""
    homes = ours.homes(api, fact)
    assert homes == [api.shapes[fact].home]
    assert issubclass(ours.model(api.shapes[fact]), Shape)


@each(known_structures)
def test_members(api: aws.Api, fact: str) -> None:
    """It has no members besides AWS's, and those in AWS's order."""
    attributes = list(ours.model(api.shapes[fact]).model_fields)
    theirs = [aws.attribute(member) for member in api.shapes[fact].members]
    assert attributes == [attribute for attribute in theirs if attribute in attributes]


@each(members)
def test_member(api: aws.Api, fact: str) -> None:
    """It exists under our form of AWS's name, and travels under AWS's."""
    structure, member = split(api, fact)
    field = ours.field(structure, member)
    assert field is not None, f"no attribute {aws.attribute(member)}"
    assert (field.serialization_alias, field.validation_alias) == (member, member)


@each(known_members)
def test_type(api: aws.Api, fact: str) -> None:
    """Its annotation is the model's type, as the direction wants it."""
    structure, member = split(api, fact)
    annotation = ours.annotation(structure, member)
    expected = expected_type(structure.members[member], sent=structure.is_sent)
    assert ours.stripped(annotation, as_sent=True) == expected
    assert ours.is_converted(annotation) == (fact in CONVENIENCES)


@each(known_members)
def test_required(api: aws.Api, fact: str) -> None:
    """It must be given exactly if AWS says so; otherwise it is None, or empty where only answers hold it."""
    structure, member = split(api, fact)
    field = ours.field(structure, member)
    assert field is not None
    assert field.is_required() == (member in structure.required and fact not in ABSENT_FROM_REAL_ANSWERS)
    empty = {"list": [], "map": {}}.get(structure.members[member].kind) if not structure.is_sent else None
    takes_none = type(None) in get_args(ours.annotations(ours.model(structure))[aws.attribute(member)])
    assert takes_none == (not field.is_required() and empty is None)
    if not field.is_required():
        assert field.get_default(call_default_factory=True) == empty


@each(known_members)
def test_bounds(api: aws.Api, fact: str) -> None:
    """What Python builds is held to the model's bounds, and to no others; names in URLs may not be empty either."""
    structure, member = split(api, fact)
    shape = structure.members[member]
    actual = ours.bounds(ours.annotation(structure, member))
    expected = expected_bounds(shape) if structure.is_sent else {}
    if shape.is_in_urls and actual.get("", {}).get("min_length") == 1:
        expected[""] = {"min_length": 1} | expected.get("", {})
    assert actual == expected


@each(url_members)
def test_in_url(api: aws.Api, fact: str) -> None:
    """It cannot be empty: a call on one thing would become a call on the collection."""
    structure, member = split(api, fact)
    annotation = ours.annotation(structure, member)
    minima = [getattr(mark, "min_length", 0) for mark in ours.metadata(annotation)]
    minima += [mark.minimum or 0 for mark in ours.metadata(annotation) if isinstance(mark, Documented)]
    assert structure.members[member].enum or max(minima, default=0) >= 1


@each(known_members)
def test_sensitive(api: aws.Api, fact: str) -> None:
    """What AWS marks as sensitive does not show when it is printed."""
    structure, member = split(api, fact)
    field = ours.field(structure, member)
    assert field is not None
    is_secret = SecretStr in (annotation := ours.stripped(ours.annotation(structure, member)), *get_args(annotation))
    assert is_secret or not field.repr or not structure.members[member].is_sensitive


@each(enums)
def test_enum(api: aws.Api, fact: str) -> None:
    """It has AWS's values in AWS's order; it is closed if requests hold it, else open."""
    shape = api.shapes[fact]
    alias = ours.named(shape)
    assert alias is not None, f"not in sesv2kit.models.{shape.home}"
    literal, is_open = (alias, False) if get_origin(alias) is Literal else (get_args(alias)[0], str in get_args(alias))
    assert list(get_args(literal)) == shape.enum
    assert is_open != shape.is_sent


def test_nothing_else() -> None:
    """Our models hold no structures besides AWS's."""
    theirs = {shape.name for api in APIS for shape in (*ours.structures(api).values(), *ours.enums(api).values())}
    for name in ours.module_names():
        public = {name: value for name, value in vars(ours.module(name)).items() if not name.startswith("_")}
        found = {name for name, value in public.items() if isinstance(value, type) and issubclass(value, Shape)}
        found |= {name for name, value in public.items() if get_origin(value) is Literal}
        assert found - {"Request", "Response", "Shape"} <= theirs, name


def test_tables_of_exceptions_are_about_facts() -> None:
    for fact in ABSENT_FROM_REAL_ANSWERS.keys() | CONVENIENCES:
        structure, member = fact.split(".")
        shapes = [api.shapes[structure] for api in APIS if structure in api.shapes]
        assert any(member in shape.members for shape in shapes)
        assert fact in CONVENIENCES or any(member in shape.required and not shape.is_sent for shape in shapes)
