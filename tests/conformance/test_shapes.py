"""Our models have exactly the structures, members and enums of AWS's model."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import SecretStr

from sesv2kit.shapes import Documented, Shape
from sesv2kit.shapes.facets import wire_name
from tests.conformance.facts import APIS, each
from tests.tools import aws, ours

ABSENT_FROM_REAL_ANSWERS = {
    "MailFromAttributes.MailFromDomain": "an identity without a custom MAIL FROM domain lacks it",
    "MailFromAttributes.MailFromDomainStatus": "an identity without a custom MAIL FROM domain lacks it",
}
"""Members that AWS marks as required, but that recorded real responses lack."""

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
"""Members that also accept other forms than AWS's."""

PAIRS = {"MetricDataResult.Timestamps", "MetricDataResult.Values"}
"""Lists of responses whose indices correspond: an unreadable element is None, and not left out."""

SAID = {"Attachment.ContentTransferEncoding": "BASE64"}
"""Optional members that have a value unless the caller gives another one."""

EMPTY: dict[str, Any] = {"list": [], "map": {}}

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


def known_members(api: aws.Api) -> list[str]:
    return list(_known_members(api))


def url_members(api: aws.Api) -> list[str]:
    return [fact for fact, (structure, name, _) in _known_members(api).items() if structure.location(name) == "uri"]


def query_lists(api: aws.Api) -> list[str]:
    return [
        fact
        for fact, (structure, name, _) in _known_members(api).items()
        if structure.location(name) == "querystring" and structure.members[name].kind == "list"
    ]


def sensitive_members(api: aws.Api) -> list[str]:
    return [fact for fact, (structure, name, _) in _known_members(api).items() if structure.members[name].is_sensitive]


@cache
def _known_members(api: aws.Api) -> dict[str, tuple[aws.Shape, str, ours.Member]]:
    located = ((fact, *split(api, fact)) for fact in members(api))
    return {
        fact: (structure, name, member)
        for fact, structure, name in located
        if (member := ours.member(structure, name)) is not None
    }


def enums(api: aws.Api) -> list[str]:
    return list(ours.enums(api))


def split(api: aws.Api, fact: str) -> tuple[aws.Shape, str]:
    structure, member = fact.split(".")
    return api.shapes[structure], member


def expected_type(shape: aws.Shape, *, sent: bool, answered: bool, in_pairs: bool = False) -> Any:
    """What the model makes of a member: AWS's names for structures and enums, Python's for the rest.

    An enum that a response can hold may be any text.
    """
    if shape.is_named:
        named = ours.stripped(ours.named(shape))
        return named | str if shape.enum and answered else named
    parts = [expected_type(part, sent=sent, answered=answered) for part in shape.parts.values()]
    match shape.kind:
        case "list":
            sequence: Any = Sequence if sent else list
            return sequence[parts[0] | None if in_pairs else parts[0]]
        case "map":
            mapping: Any = Mapping if sent else dict
            return mapping[parts[0], parts[1]]
        case kind:
            return PYTHON_TYPES[kind]


def expected_bounds(shape: aws.Shape, actual: Bounds, path: str = "") -> Bounds:
    """The model's bounds. In addition, a name in a URL may be required not to be empty."""
    expected = dict(shape.bounds)
    if shape.is_in_urls and actual.get(path, {}).get("min_length") == 1:
        expected.setdefault("min_length", 1)
    found = {path: expected} if expected else {}
    for part, inner in shape.parts.items():
        found |= expected_bounds(inner, actual, f"{path}.{part}")
    return found


@each(structures)
def test_structure(api: aws.Api, fact: str) -> None:
    """It exists once, with AWS's name, in the module of the only domain that uses it, or in common."""
    shape = api.shapes[fact]
    assert ours.homes(shape) == [shape.home]
    assert issubclass(ours.model(shape), Shape)


@each(known_structures)
def test_members(api: aws.Api, fact: str) -> None:
    """It has exactly AWS's members, in AWS's order."""
    attributes = list(ours.model(api.shapes[fact]).model_fields)
    theirs = [aws.attribute(member) for member in api.shapes[fact].members]
    assert attributes == [attribute for attribute in theirs if attribute in attributes]


@each(members)
def test_member(api: aws.Api, fact: str) -> None:
    """It exists with our form of AWS's name, and is sent with AWS's name."""
    structure, name = split(api, fact)
    member = ours.member(structure, name)
    assert member is not None
    assert (member.field.validation_alias, wire_name(aws.attribute(name))) == (name, name)


@each(known_members)
def test_type(api: aws.Api, fact: str) -> None:
    """Its annotation is the model's type, for its direction."""
    structure, name, member = _known_members(api)[fact]
    expected = expected_type(
        structure.members[name], sent=structure.is_sent, answered=structure.is_answered, in_pairs=fact in PAIRS
    )
    assert member.sent == expected
    assert member.is_converted == (fact in CONVENIENCES)


@each(known_members)
def test_required(api: aws.Api, fact: str) -> None:
    """It is required if AWS requires it, or if leaving it out changes a setting; otherwise it is None, empty if only
    responses have it, or stands in SAID."""
    structure, name, member = _known_members(api)[fact]
    is_required = name in structure.required_here and fact not in ABSENT_FROM_REAL_ANSWERS
    empty = None if structure.is_sent else EMPTY.get(structure.members[name].kind)
    assert member.field.is_required() == is_required
    assert member.takes_none == (aws.REQUIRED_HERE.get(fact, not is_required) and empty is None)
    assert is_required or member.field.get_default(call_default_factory=True) == SAID.get(fact, empty)


@each(known_members)
def test_bounds(api: aws.Api, fact: str) -> None:
    """Values from Python are checked against exactly the model's bounds; names in URLs may not be empty either."""
    structure, name, member = _known_members(api)[fact]
    expected = expected_bounds(structure.members[name], member.bounds) if structure.is_sent else {}
    assert member.bounds == expected


@each(url_members)
def test_in_url(api: aws.Api, fact: str) -> None:
    """It cannot be empty, because a call on one resource would become a call on the collection."""
    structure, name, member = _known_members(api)[fact]
    minima = [getattr(mark, "minimum" if isinstance(mark, Documented) else "min_length", None) for mark in member.marks]
    assert structure.members[name].enum or any(minimum and minimum >= 1 for minimum in minima)


@each(query_lists)
def test_list_in_a_query(api: aws.Api, fact: str) -> None:
    """It cannot be empty, because the query string would lack it, as if it had been left out."""
    *_, member = _known_members(api)[fact]
    assert member.bounds.get("", {}).get("min_length", 0) >= 1


@each(sensitive_members)
def test_sensitive(api: aws.Api, fact: str) -> None:
    """It is not shown when its structure is printed."""
    *_, member = _known_members(api)[fact]
    assert not member.field.repr or SecretStr in (member.seen, *get_args(member.seen))


@each(enums)
def test_enum(api: aws.Api, fact: str) -> None:
    """It has AWS's values in AWS's order; it is closed if requests hold it, else open."""
    shape = api.shapes[fact]
    assert vars(ours.modules(api.service)[shape.home]).get(fact) is ours.named(shape)
    assert ours.values(shape) == shape.enum
    assert ours.is_open(shape) != shape.is_sent


def test_nothing_else() -> None:
    """Our models have no other structures than AWS's."""
    for api in APIS:
        for module in ours.modules(api.service).values():
            public = {name: value for name, value in vars(module).items() if not name.startswith("_")}
            found = {name for name, value in public.items() if isinstance(value, type) and issubclass(value, Shape)}
            found |= {name for name, value in public.items() if get_origin(value) is Literal}
            assert found - {"Request", "Response", "Shape", "Sparse"} <= api.shapes.keys()


def test_tables_of_exceptions_are_about_facts() -> None:
    for fact in ABSENT_FROM_REAL_ANSWERS.keys() | CONVENIENCES | PAIRS:
        structure, member = fact.split(".")
        shapes = [api.shapes[structure] for api in APIS if structure in api.shapes]
        assert any(member in shape.members for shape in shapes)
        assert fact in CONVENIENCES | PAIRS or any(member in shape.required and not shape.is_sent for shape in shapes)
