"""Print the changes of a botocore since the baseline, and what our models lack, with skeletons to paste.

python -m tests.tools.drift                        the installed botocore
python -m tests.tools.drift .../botocore/data      the data files of another one
"""

import argparse
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

import botocore

from sesv2kit.testing.operations import OPERATIONS
from tests.conformance import baseline
from tests.tools import aws, ours, scaffold


def lacking(api: aws.Api) -> Iterator[str]:
    """What our models lack: a heading and a skeleton each, in the order in which to paste them."""
    for operation in api.operations.values():
        if operation.domain == aws.UNKNOWN:
            yield _piece(
                f"domain of {operation.name}: choose it in DOMAINS of tests/tools/aws.py, then run this again: without "
                "it no file named below is certain"
            )
    for shape in scaffold.nested(api.operations.values()):
        if not ours.named(shape):
            kind = "enum" if shape.enum else "structure"
            yield _piece(f"{kind} {shape.name}, for models/{shape.home}.py", scaffold.definition(shape))
    for operation in api.operations.values():
        yield from _of_operation(operation)
    for shape in (*ours.structures(api).values(), *ours.enums(api).values()):
        if ours.named(shape):
            for member in shape.members:
                if not ours.member(shape, member):
                    title = f"member {shape.name}.{member}, for models/{shape.home}.py{_used_by(api, shape)}"
                    yield _piece(title, scaffold.member(shape, member))
            if shape.enum and (values := [value for value in shape.enum if value not in ours.values(shape)]):
                yield _piece(f"values {', '.join(values)} of {shape.name}, in all:", scaffold.enum(shape))


def _of_operation(operation: aws.Operation) -> Iterator[str]:
    domain, method = operation.domain, operation.method
    if operation.name not in ours.operations(operation.service):
        yield _piece(f"operation {operation.name}, for models/{domain}.py", scaffold.declaration(operation))
    if domain == aws.UNKNOWN or not ours.method(operation):
        title = f"method {method}, for services/{domain}.py, which imports {', '.join(scaffold.imported(operation))}"
        yield _piece(title, scaffold.method(operation), "    ")
    if operation.service == aws.SESV2 and method not in OPERATIONS:  # the local SES has no other API
        yield _piece(f"function {method}, for testing/operations/{domain}.py", scaffold.local(operation))


def _used_by(api: aws.Api, shape: aws.Shape) -> str:
    """Other places for a member of a structure: methods that take it, and the local SES."""
    holders = [one for one in api.operations.values() if shape.name in {each.name for each in _held(one)}]
    taken = [one for one in holders if shape is one.request]
    places = [f"{one.method} of services/{one.domain}.py" for one in taken]
    places += [f"{one.method} of testing/operations/{one.domain}.py" for one in holders if one.service == aws.SESV2]
    return "".join(f", {place}" for place in places)


def _held(operation: aws.Operation) -> Iterator[aws.Shape]:
    yield from operation.request.walk()
    yield from operation.response.walk()


def news(old: aws.Api, new: aws.Api) -> Iterator[str]:
    """Changelog lines for the additions of a model to an older one."""
    for name, operation in new.operations.items():
        if name not in old.operations:
            yield f"- `{operation.domain}.{operation.method}`: ?"
    for name, shape in new.shapes.items():
        before = old.shapes.get(name)
        if before and not shape.is_error:
            added = [member for member in shape.members if member not in before.members]
            yield from (f"- `{name}.{aws.attribute(member)}`: ?" for member in added)
            yield from (f"- `{name}` may be `{value}`: ?" for value in shape.enum if value not in before.enum)


def _piece(title: str, lines: Iterable[str] = (), indent: str = "") -> str:
    heading = textwrap.wrap(title, 120, initial_indent="# ", subsequent_indent="#   ")
    return "\n".join([*heading, textwrap.indent("\n".join(lines), indent).rstrip()]).rstrip() + "\n"


def main(arguments: list[str] | None = None) -> None:
    """Print the drift of every API. Writes no files."""
    parser = argparse.ArgumentParser(description="Print what botocore changed, and what it has and our models lack.")
    parser.add_argument("data", nargs="?", type=Path, help="a directory laid out like botocore/data")
    data: Path | None = parser.parse_args(arguments).data
    for service in aws.SERVICES:
        recorded, model = baseline.recorded().models[service], aws.facts(service, aws.description(service, data))
        api = aws.Api(service, model)
        changes = baseline.difference(recorded, model).broken
        pieces, lines = list(lacking(api)), list(news(aws.Api(service, recorded), api))
        source = data or f"botocore {botocore.__version__}"
        print(f"{service} of {source}: {len(changes)} changes, {len(pieces)} additions")
        print("\n".join([*changes, "", *pieces, *([_piece("lines for CHANGELOG.md", lines)] if lines else [])]))


if __name__ == "__main__":
    main()
