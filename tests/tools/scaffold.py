"""Print the skeleton of an operation, or of a whole domain, to paste and finish by hand. Writes no files.

    python -m tests.tools.scaffold ListTenants              the models of one operation
    python -m tests.tools.scaffold ListTenants --service    its method, with the words of its finished models
    python -m tests.tools.scaffold ListTenants --local-ses  its function in the local SES
    python -m tests.tools.scaffold tenants                  the models of a domain
    python -m tests.tools.scaffold common                   what several domains use

A "?" marks missing decisions, words or code. The tests refuse Python files with one.
"""

import argparse
import importlib
import importlib.util
import re
import textwrap
from collections.abc import Iterable, Iterator

from sesv2kit.operation import Repeat
from tests.tools import aws, ours
from tests.tools.docstrings import attribute_docs

NAMED = {
    "AmazonResourceName", "ConfigurationSetName", "ContactListName", "EmailAddress", "EmailTemplateData",
    "EmailTemplateName", "TagKey", "TagList", "TagValue", "TenantName",
}  # fmt: skip
"""Shapes whose limits have an alias in models/common.py."""

_SCALARS = {
    "string": "str", "integer": "int", "long": "int", "double": "float", "float": "float", "boolean": "bool",
    "timestamp": "Timestamp", "blob": "bytes",
}  # fmt: skip


_OF_EVERY_OPERATION = ("TooManyRequestsException", "BadRequestException")
"""The errors that no method's docstring needs to list."""


def python_type(shape: aws.Shape, *, sent: bool, plain: bool = False) -> str:
    """The annotation for a member. `sent`: for a shape that a request can contain. `plain`: without bounds, for
    methods."""
    bounded = sent and not plain
    if shape.is_named or (bounded and shape.name in NAMED):
        return shape.name
    parts = [python_type(part, sent=sent, plain=plain) for part in shape.parts.values()]
    match shape.kind:
        case "list":
            base = f"{'Sequence' if sent else 'list'}[{parts[0]}]"
        case "map":
            base = f"Mapping[{parts[0]}, {parts[1]}]" if sent else f"dict[str, {parts[1]}]"
        case "timestamp" if plain:
            base = "datetime"
        case kind:
            base = _SCALARS[kind]
    if not (bounded and shape.bounds):
        return base
    limits = (f'{name}=r"{limit}"' if name == "pattern" else f"{name}={limit}" for name, limit in shape.bounds.items())
    return f"Annotated[{base}, Field({', '.join(limits)})]"


def enum(shape: aws.Shape) -> Iterator[str]:
    """The alias of an enum."""
    values = ", ".join(f'"{value}"' for value in shape.enum)
    yield f"{shape.name} = Literal[{values}]{'' if shape.is_sent else ' | str'}"
    yield '"""?"""'


def member(structure: aws.Shape, name: str) -> Iterator[str]:
    """One member of a structure."""
    shape = structure.members[name]
    kind = python_type(shape, sent=structure.is_sent)
    if shape.name == "MaxItems" and structure.is_sent:
        kind = "PageSize"
    if structure.location(name) == "uri" and not shape.enum:
        kind = f"InPath[{kind}]"
    default = ""
    if not structure.is_sent and shape.kind in ("list", "map") and name not in structure.required:
        default = "[]" if shape.kind == "list" else "{}"
    elif structure.takes_none(name):
        kind, default = f"{kind} | None", "" if name in structure.required_here else "None"
    if shape.is_sensitive:
        default = f"Field({f'default={default}, ' if default else ''}repr=False)"
    yield f"    {aws.attribute(name)}: {kind}{f' = {default}' if default else ''}"
    yield '    """?"""'
    yield ""


def members(structure: aws.Shape) -> Iterator[str]:
    """All members of a structure."""
    for name in structure.members:
        yield from member(structure, name)


def definition(shape: aws.Shape) -> Iterator[str]:
    """The class of a nested structure, or the alias of an enum."""
    if shape.enum:
        yield from enum(shape)
    else:
        yield f"class {shape.name}(Shape):"
        yield '    """?'
        yield ""
        yield f"    Source: {shape.reference}"
        yield '    """'
        yield ""
        yield from members(shape)
    yield ""


def declaration(operation: aws.Operation) -> Iterator[str]:
    """The request, the response and the declaration of an operation."""
    for base, words, shape in (
        ("Request", "Arguments", operation.request),
        ("Response", "Response", operation.response),
    ):
        yield f"class {shape.name}({base}):"
        yield f'    """{words} of `{operation.domain}.{operation.method}`."""'
        yield ""
        yield from members(shape)
        yield ""
    yield f"{operation.method.upper()} = {'PagedOperation' if operation.is_paged else 'Operation'}("
    yield f'    name="{operation.name}",'
    yield f"    request={operation.request.name},"
    yield f"    response={operation.response.name},"
    yield f"    repeat=Repeat.{'SAFE' if re.match('Get|List|BatchGet|TestRender', operation.name) else '?'},"
    if operation.rates:
        yield f"    rates=({''.join(f'RateLimit({rate}), ' for rate in operation.rates).strip()}),"
    if operation.is_paged:
        yield f'    items="{aws.attribute(operation.items)}",'
        yield f"    item={_item(operation)},"
    if operation.service != aws.SESV2:
        yield f'    service="{operation.service}",'
    yield ")"


def _item(operation: aws.Operation) -> str:
    return python_type(operation.response.members[operation.items].parts["item"], sent=False)


def nested(operations: Iterable[aws.Operation]) -> list[aws.Shape]:
    """The enums and structures inside the operations' shapes, innermost first, each once."""
    found: dict[str, aws.Shape] = {}
    for operation in operations:
        for top in (operation.request, operation.response):
            found.update((shape.name, shape) for shape in top.walk() if shape is not top and shape.is_named)
    return list(found.values())


def models(operations: Iterable[aws.Operation]) -> Iterator[str]:
    """The model file for some operations: each structure before the operation that needs it first."""
    printed: set[str] = set()
    for operation in operations:
        own = [shape for shape in nested([operation]) if shape.home != "common" and shape.name not in printed]
        printed.update(shape.name for shape in own)
        for shape in own:
            yield from definition(shape)
        yield from declaration(operation)
        yield ""
        yield ""


def imported(operation: aws.Operation) -> list[str]:
    """The names of the models that an operation's method uses, in the order that ruff keeps."""
    plain = (python_type(shape, sent=True, plain=True) for shape in operation.request.members.values())
    named = {name for kind in plain for name in re.findall(r"\b[A-Z]\w+\b", kind)} - {"Sequence", "Mapping"}
    items = {_item(operation)} - set(_SCALARS.values()) if operation.is_paged else set[str]()
    classes = sorted({operation.response.name, *named, *items})
    return [operation.method.upper(), *classes]


KEYED = {
    "idempotency_key": (
        "str | None",
        "Text that identifies this one request, at most 255 characters: however often it is called with it, the "
        "request is accepted once. See docs/idempotency.md. None: no such protection.",
    ),
    "journal": (
        '"Journal | None"',
        "Journal of idempotency keys. None: that of `ClientConfig(journal=...)`.",
    ),
    "wait": (
        "float | None",
        "Seconds to wait for another call with this key that is in progress. None: do not wait.",
    ),
}
"""Further arguments of operations that are not safe to repeat, with type and words."""


def keyed(operation: aws.Operation) -> dict[str, tuple[str, str]]:
    """The arguments that the method of an operation has for idempotency keys."""
    declared = ours.operations(operation.service).get(operation.name)
    return KEYED if declared is not None and declared.repeat is Repeat.UNSAFE else {}


def method(operation: aws.Operation) -> Iterator[str]:
    """The method of an operation, with the docstrings of the finished request model for its arguments."""
    request = operation.request
    docs = _finished_docs(operation)
    arguments = [(aws.attribute(name), name) for name in operation.arguments]
    yield f"def {operation.method}("
    yield "    self,"
    if arguments:
        yield "    *,"
    for attribute, name in arguments:
        kind = python_type(request.members[name], sent=True, plain=True)
        kind += " | None" if request.takes_none(name) else ""
        yield f"    {attribute}: {kind}{'' if name in request.required_here else ' = None'},"
    yield from (f"    {name}: {kind} = None," for name, (kind, _) in keyed(operation).items())
    if operation.is_paged:
        yield "    limit: int | None = None,"
        yield f") -> PageIterator[{_item(operation)}, {operation.response.name}]:"
    else:
        yield f") -> {operation.response.name}:"
    yield '    """?'
    yield ""
    words = {attribute: docs.get(attribute, "?") for attribute, _ in arguments}
    if operation.is_paged:
        words["limit"] = "Maximum number of items to return. None: all."
    words |= {name: text for name, (_, text) in keyed(operation).items()}
    if words:
        yield "    Args:"
        for attribute, text in words.items():
            yield from textwrap.wrap(f"{attribute}: {text}", 111, initial_indent=" " * 8, subsequent_indent=" " * 12)
        yield ""
    yield "    Returns:"
    yield "        ?"
    yield ""
    yield "    Raises:"
    for code in operation.errors:
        if code not in _OF_EVERY_OPERATION:
            yield f"        {aws.error_class_name(code)}: ?"
    if keyed(operation):
        yield "        KeyInProgressError: Another call with this key is in progress."
        yield "        KeyReusedError: The key was used with other arguments."
        yield "        JournalError: The journal cannot be used; nothing was sent."
    yield "        RequestInvalidError: An argument is invalid; nothing was sent."
    yield ""
    yield f"    Source: {operation.reference}"
    yield '    """'
    passed = [operation.method.upper(), *keyed(operation), *(["limit"] if operation.is_paged else [])]
    passed += [f"{attribute}={attribute}" for attribute, _ in arguments]
    function = "_paginate" if operation.is_paged else "_call_once" if keyed(operation) else "_call"
    yield f"    return self.{function}({', '.join(passed)})"


def local(operation: aws.Operation) -> Iterator[str]:
    """The function of an operation in the local SES. Its name registers it."""
    request, response = operation.request, operation.response
    gives = "None" if not response.members else "Listing[?]" if operation.is_paged else "Json"
    yield f"def {operation.method}(state: State, request: Json) -> {gives}:"
    yield '    """?"""'
    for name, shape in request.members.items():
        if name not in ("NextToken", "PageSize"):  # the engine handles these
            default = {"list": ", []", "map": ", {}"}.get(shape.kind, "")
            value = f'["{name}"]' if name in request.required else f'.get("{name}"{default})'
            yield f"    {aws.attribute(name)} = request{value}"
    if refusals := [code for code in operation.errors if code not in _OF_EVERY_OPERATION]:
        yield f"    # It may refuse with {', '.join(refusals)}."
    if operation.is_paged:
        arguments = f'member="{operation.items}", rows=state.?, show=lambda found: ?, default=?, maximum=?'
        yield f"    return Listing({arguments})"
    elif response.members:
        yield "    return {"
        yield from (f'        "{name}": ?,' for name in response.members)
        yield "    }"
    else:
        yield "    ?"


def _finished_docs(operation: aws.Operation) -> dict[str, str]:
    module = f"sesv2kit.models.{operation.domain}"
    if operation.domain == aws.UNKNOWN or importlib.util.find_spec(module) is None:
        return {}
    return attribute_docs(importlib.import_module(module)).get(operation.request.name, {})


def skeleton(api: aws.Api, target: str, part: str = "models") -> str:
    """The text to paste: of the `models`, of the `service`, or of the `local_ses`."""
    if target == "common":
        return "\n".join(
            line for shape in nested(api.operations.values()) if shape.home == "common" for line in definition(shape)
        )
    names = aws.DOMAINS.get(target, [target])
    operations = [api.operations[name] for name in names if name in api.operations]  # an old botocore lacks some
    match part:
        case "service":
            return "\n\n".join(textwrap.indent("\n".join(method(operation)), "    ") for operation in operations)
        case "local_ses":
            return "\n\n\n".join("\n".join(local(operation)) for operation in operations)
        case _:
            return "\n".join(models(operations))


def main(arguments: list[str] | None = None) -> None:
    """Print a skeleton."""
    parser = argparse.ArgumentParser(description="Print the skeleton of an operation or a domain.")
    parser.add_argument("target", help="an operation (ListTenants), a domain (tenants) or common")
    parts = parser.add_mutually_exclusive_group()
    for part, what in (("service", "the methods"), ("local_ses", "the functions of the local SES")):
        option = f"--{part.replace('_', '-')}"
        parts.add_argument(option, dest="part", action="store_const", const=part, help=f"{what} instead of the models")
    chosen = parser.parse_args(arguments)
    api = aws.installed(aws.api_of(chosen.target))
    if chosen.target not in {*aws.DOMAINS, "common", *api.operations}:
        parser.error(f"{chosen.target} is neither an operation, nor a domain, nor common")
    print(skeleton(api, chosen.target, chosen.part or "models"))


if __name__ == "__main__":
    main()
