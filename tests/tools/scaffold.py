"""Print the skeleton of an operation, or of a whole domain, to paste and finish by hand. Writes nothing.

    python -m tests.tools.scaffold ListTenants             the models of one operation
    python -m tests.tools.scaffold ListTenants --service   its method, with the words of its finished models
    python -m tests.tools.scaffold tenants                 the models of a domain
    python -m tests.tools.scaffold common                  what several domains use

A "?" stands wherever a decision or words are missing; a test finds the ones that stay.
"""

import argparse
import importlib
import re
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from tests.tools import aws
from tests.tools.docstrings import attribute_docs

API = "https://docs.aws.amazon.com/ses/latest/APIReference-V2/"

NAMED = {
    "AmazonResourceName", "ConfigurationSetName", "ContactListName", "EmailAddress", "EmailTemplateData",
    "EmailTemplateName", "TagKey", "TagValue", "TenantName",
}  # fmt: skip
"""String shapes whose limits have an alias in models/common.py."""


def shared(shape: Any) -> bool:
    """Whether a structure or an enum belongs in models/common.py."""
    return len(aws.domains_using(shape.name)) > 1


def python_type(shape: Any, *, sent: bool, plain: bool = False) -> str:
    """The annotation for a member. `sent`: in something a request can hold. `plain`: without bounds, for methods."""
    match shape.type_name:
        case "structure":
            return shape.name
        case "list":
            item = python_type(shape.member, sent=sent, plain=plain)
            return _bounded(f"Sequence[{item}]" if sent else f"list[{item}]", shape, sent and not plain)
        case "map":
            key, value = (python_type(part, sent=sent, plain=plain) for part in (shape.key, shape.value))
            return _bounded(f"Mapping[{key}, {value}]" if sent else f"dict[str, {value}]", shape, sent and not plain)
        case "string" if aws.is_enum(shape):
            return shape.name
        case "string" if sent and not plain and shape.name in NAMED:
            return shape.name
    base = {"string": "str", "integer": "int", "long": "int", "double": "float", "float": "float", "boolean": "bool",
            "timestamp": "Timestamp", "blob": "bytes"}[shape.type_name]  # fmt: skip
    if plain and base == "Timestamp":
        base = "datetime"
    return _bounded(base, shape, sent and not plain)


def _bounded(base: str, shape: Any, wanted: bool) -> str:
    bounds = aws.bounds(shape) if wanted else {}
    if bounds.get("min_length") == 0:
        del bounds["min_length"]
    if not bounds:
        return base
    arguments = ", ".join(f"{name}={'r' if name == 'pattern' else ''}{value!r}" for name, value in bounds.items())
    return f"Annotated[{base}, Field({arguments})]"


def enum(shape: Any) -> Iterator[str]:
    """The alias of an enum."""
    values = ", ".join(f'"{value}"' for value in shape.metadata["enum"])
    opened = "" if aws.is_sent(shape.name) else " | str"
    yield f"{shape.name} = Literal[{values}]{opened}"
    yield '"""?"""'


def fields(structure: Any, *, request: bool, response: bool) -> Iterator[str]:
    """The members of a structure."""
    sent = aws.is_sent(structure.name)
    for member, shape in structure.members.items():
        required = member in structure.required_members
        kind = python_type(shape, sent=sent)
        if shape.name == "MaxItems" and request:
            kind = "PageSize"
        if required:
            default = ""
        elif not sent and shape.type_name in ("list", "map"):
            default = "[]" if shape.type_name == "list" else "{}"
        else:
            kind, default = f"{kind} | None", "None"
        if shape.metadata.get("sensitive"):
            default = f"Field({f'default={default}, ' if default else ''}repr=False)"
        yield f"    {aws.attribute(member)}: {kind}{f' = {default}' if default else ''}"
        yield '    """?"""'
        yield ""


def structure(shape: Any) -> Iterator[str]:
    """The class of a nested structure."""
    yield f"class {shape.name}(Shape):"
    yield '    """?'
    yield ""
    yield f"    Source: {API}API_{shape.name}.html"
    yield '    """'
    yield ""
    yield from fields(shape, request=False, response=False)


def request_and_response(name: str) -> Iterator[str]:
    """The request, the response and the declaration of an operation."""
    model = aws.operation_model(name)
    for side, shape in (("Request", model.input_shape), ("Response", model.output_shape)):
        yield f"class {shape.name}({side}):"
        yield f'    """{"Arguments" if side == "Request" else "Answer"} of `{aws.domain_of(name)}.{aws.snake(name)}`."""'
        yield ""
        yield from fields(shape, request=side == "Request", response=side == "Response")
        yield ""
    items = _list_member(model)
    pages = "NextToken" in model.output_shape.members
    yield f"{aws.snake(name).upper()} = {'PagedOperation' if pages else 'Operation'}("
    yield f'    name="{name}",'
    yield f"    request={model.input_shape.name},"
    yield f"    response={model.output_shape.name},"
    yield f"    repeat=Repeat.{'SAFE' if re.match('Get|List|BatchGet|TestRender', name) else '?'},"
    if re.search(r"(once|time[s]?) per second", model.documentation):
        yield "    rates=?,"
    if pages:
        yield f'    items="{aws.attribute(items)}",'
        yield f"    item={python_type(model.output_shape.members[items].member, sent=False)},"
    yield ")"


def _list_member(model: Any) -> str:
    return next((name for name, shape in model.output_shape.members.items() if shape.type_name == "list"), "")


def nested(operations: Iterable[str]) -> list[Any]:
    """The enums and structures inside the operations' shapes, innermost first, each once."""
    found: dict[str, Any] = {}
    for name in operations:
        model = aws.operation_model(name)
        for top in (model.input_shape, model.output_shape):
            for shape in aws.walk(top):
                if shape is not top and (shape.type_name == "structure" or aws.is_enum(shape)):
                    found.setdefault(shape.name, shape)
    return list(found.values())


def _definitions(shapes: Iterable[Any]) -> Iterator[str]:
    for shape in shapes:
        yield from structure(shape) if shape.type_name == "structure" else enum(shape)
        yield ""


def models(operations: list[str], *, with_nested: bool = True) -> Iterator[str]:
    """The model file for some operations: each structure before the operation that needs it first."""
    printed: set[str] = set()
    for name in operations:
        own = [s for s in nested([name]) if not shared(s) and s.name not in printed] if with_nested else []
        printed.update(shape.name for shape in own)
        yield from _definitions(own)
        yield from request_and_response(name)
        yield ""
        yield ""


def method(name: str) -> Iterator[str]:
    """The method of an operation; its arguments' words are those of the finished request model."""
    model = aws.operation_model(name)
    request = model.input_shape
    docs = attribute_docs(importlib.import_module(f"sesv2kit.models.{aws.domain_of(name)}")).get(request.name, {})
    ordered = sorted(request.members, key=lambda member: member not in request.required_members)
    pages = "NextToken" in model.output_shape.members
    result = model.output_shape.name
    if pages:
        item = python_type(model.output_shape.members[_list_member(model)].member, sent=False)
        result = f"PageIterator[{item}, {result}]"
    yield f"def {aws.snake(name)}("
    yield "    self,"
    if ordered or pages:
        yield "    *,"
    for member in ordered:
        kind = python_type(request.members[member], sent=True, plain=True)
        optional = member not in request.required_members
        yield f"    {aws.attribute(member)}: {kind}{' | None = None' if optional else ''},"
    if pages:
        yield "    limit: int | None = None,"
    yield f") -> {result}:"
    yield '    """?'
    yield ""
    arguments = [(aws.attribute(member), docs.get(aws.attribute(member), "?")) for member in ordered]
    if pages:
        arguments.append(("limit", "How many items to give at most. None: all."))
    if arguments:
        yield "    Args:"
        for attribute, words in arguments:
            yield from textwrap.wrap(f"{attribute}: {words}", 111, initial_indent=" " * 8, subsequent_indent=" " * 12)
        yield ""
    yield "    Returns:"
    yield "        ?"
    yield ""
    yield "    Raises:"
    common = {"TooManyRequestsException", "BadRequestException"}
    for error in model.error_shapes:
        if error.name not in common:
            yield f"        {aws.error_class_name(error.name)}: ?"
    yield "        RequestInvalidError: An argument breaks a rule; nothing was sent."
    yield ""
    yield f"    Source: {API}API_{name}.html"
    yield '    """'
    passed = ", ".join(f"{aws.attribute(member)}={aws.attribute(member)}" for member in ordered)
    constant = aws.snake(name).upper()
    if pages:
        yield f"    return self._paginate({', '.join(part for part in (constant, 'limit', passed) if part)})"
    else:
        yield f"    return self._call({', '.join(part for part in (constant, passed) if part)})"


def skeleton(target: str, *, service: bool) -> str:
    """The text to paste."""
    if target == "common":
        return "\n".join(_definitions(s for s in nested(aws.service_model().operation_names) if shared(s)))
    operations = aws.DOMAINS.get(target, [target])
    if not service:
        return "\n".join(models(operations))
    return "\n\n".join(textwrap.indent("\n".join(method(name)), "    ") for name in operations)


def main() -> None:
    """Print a skeleton."""
    parser = argparse.ArgumentParser(description="Print the skeleton of an operation or a domain.")
    parser.add_argument("target", help="an operation (ListTenants), a domain (tenants) or common")
    parser.add_argument("--service", action="store_true", help="the methods instead of the models")
    arguments = parser.parse_args()
    known = {*aws.DOMAINS, "common", *aws.service_model().operation_names}
    if arguments.target not in known:
        parser.error(f"{arguments.target} is neither an operation, nor a domain, nor common")
    print(skeleton(arguments.target, service=arguments.service))


if __name__ == "__main__":
    main()
