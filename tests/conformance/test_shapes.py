"""Every structure, member and enum of AWS's model stands in ours, exactly."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import SecretStr

from sesv2kit.shapes import Documented, Shape

from tests.conformance.facts import APIS, each
from tests.tools import aws, ours

ABSENT_FROM_REAL_ANSWERS = {
    "MailFromAttributes.MailFromDomain": "an identity without a custom MAIL FROM domain lacks it",
    "MailFromAttributes.MailFromDomainStatus": "an identity without a custom MAIL FROM domain lacks it",
}
"""Members that AWS marks as required, and recorded answers lack: AWS_BEHAVIOUR.md, "Responses"."""

CONVENIENCES = {
    "BulkEmailEntry.Destination",
    "CreateContactRequest.AttributesData",
    "CreateEmailIdentityPolicyRequest.Policy",
    "RawMessage.Data",
    "ReplacementTemplate.ReplacementTemplateData",
    "SendEmailRequest.Content",
    "SendEmailRequest.Destination",
    "Template.TemplateData",
    "TestRenderEmailTemplateRequest.TemplateData",
    "UpdateContactRequest.AttributesData",
    "UpdateEmailIdentityPolicyRequest.Policy",
}
"""Members that also take friendlier forms than AWS's."""

Bounds = dict[str, dict[str, Any]]

PYTHON_TYPES = {
    "blob": bytes,
    "boolean": bool,
    "double": float,
    "integer": int,
    "long": int,
    "string": str,
    "timestamp": datetime,
}


def structures(api: aws.Api) -> list[str]:
    return list(ours.structures(api))


def known_structures(api: aws.Api) -> list[str]:
    return [name for name, shape in ours.structures(api).items() if ours.named(shape)]


def members(api: aws.Api) -> list[str]:
    return [f"{name}.{member}" for name in known_structures(api) for member in api.shapes[name].members]


@cache
def known_members(api: aws.Api) -> list[str]:
    return [fact for fact in members(api) if ours.field(*split(api, fact))]


def url_members(api: aws.Api) -> list[str]:
    located = ((fact, *split(api, fact)) for fact in known_members(api))
    return [fact for fact, structure, member in located if structure.location(member) == "uri"]


def enums(api: aws.Api) -> list[str]:
    return list(ours.enums(api))


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


def expected_bounds(shape: aws.Shape, actual: Bounds, path: str = "") -> Bounds:
    """The model's bounds; beside them we may say of a name that travels in URLs that it is not empty."""
    expected = dict(shape.bounds)
    if shape.is_in_urls and actual.get(path, {}).get("min_length") == 1:
        expected.setdefault("min_length", 1)
    found = {path: expected} if expected else {}
    for part, inner in shape.parts.items():
        found |= expected_bounds(inner, actual, f"{path}.{part}")
    return found


@each(structures)
def test_structure(api: aws.Api, fact: str) -> None:
    """It exists once, under AWS's name, in the module of the only domain that uses it, or in common."""
    shape = api.shapes[fact]
    assert ours.homes(shape) == [shape.home]
    assert issubclass(ours.model(shape), Shape)


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
    actual = ours.bounds(ours.annotation(structure, member))
    assert actual == (expected_bounds(structure.members[member], actual) if structure.is_sent else {})


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
    assert vars(ours.modules(api.service)[shape.home]).get(fact) is ours.named(shape)
    assert ours.values(shape) == shape.enum
    assert ours.is_open(shape) != shape.is_sent


def test_nothing_else() -> None:
    """Our models hold no structures besides AWS's."""
    for api in APIS:
        for module in ours.modules(api.service).values():
            public = {name: value for name, value in vars(module).items() if not name.startswith("_")}
            found = {name for name, value in public.items() if isinstance(value, type) and issubclass(value, Shape)}
            found |= {name for name, value in public.items() if get_origin(value) is Literal}
            assert found - {"Request", "Response", "Shape"} <= api.shapes.keys()


def test_tables_of_exceptions_are_about_facts() -> None:
    for fact in ABSENT_FROM_REAL_ANSWERS.keys() | CONVENIENCES:
        structure, member = fact.split(".")
        shapes = [api.shapes[structure] for api in APIS if structure in api.shapes]
        assert any(member in shape.members for shape in shapes)
        assert fact in CONVENIENCES or any(member in shape.required and not shape.is_sent for shape in shapes)
