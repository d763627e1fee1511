"""Print what a botocore changed since the baseline, and what it has and our models lack, with the skeletons to paste.

python -m tests.tools.drift                        the installed botocore
python -m tests.tools.drift .../botocore/data      the data files of another one
"""

import argparse
import textwrap
from collections.abc import Iterator
from pathlib import Path

import botocore

from tests.conformance import baseline
from tests.tools import aws, ours, scaffold


def lacking(api: aws.Api) -> Iterator[str]:
    """What our models lack, a heading and a skeleton each, in the order to paste."""
    known = ours.operations(api.service)
    for shape in scaffold.nested(api.operations.values()):
        if not ours.named(shape):
            kind = "enum" if shape.enum else "structure"
            yield _piece(f"{kind} {shape.name}, for models/{shape.home}.py", scaffold.definition(shape))
    for operation in api.operations.values():
        if operation.name not in known:
            domain = operation.domain
            yield _piece(f"operation {operation.name}, for models/{domain}.py", scaffold.declaration(operation))
            yield _piece(f"method {operation.method}, for services/{domain}.py", scaffold.method(operation), "    ")
    for shape in (*ours.structures(api).values(), *ours.enums(api).values()):
        if ours.named(shape):
            for member in shape.members:
                if not ours.member(shape, member):
                    title = f"member {shape.name}.{member}, for models/{shape.home}.py and its request's method"
                    yield _piece(title, scaffold.member(shape, member))
            if shape.enum and (values := [value for value in shape.enum if value not in ours.values(shape)]):
                yield _piece(f"values {', '.join(values)} of {shape.name}, in all:", scaffold.enum(shape))


def _piece(title: str, lines: Iterator[str], indent: str = "") -> str:
    return f"# {title}\n" + textwrap.indent("\n".join(lines), indent).rstrip() + "\n"


def main(arguments: list[str] | None = None) -> None:
    """Print the drift of every API; write nothing."""
    parser = argparse.ArgumentParser(description="Print what botocore changed, and what it has and our models lack.")
    parser.add_argument("data", nargs="?", type=Path, help="a directory laid out like botocore/data")
    data: Path | None = parser.parse_args(arguments).data
    for service in aws.SERVICES:
        model = aws.facts(service, aws.description(service, data))
        changes = baseline.difference(baseline.recorded().models[service], model).broken
        pieces = list(lacking(aws.Api(service, model)))
        source = data or f"botocore {botocore.__version__}"
        print(f"{service} of {source}: {len(changes)} changes, {len(pieces)} additions")
        print("\n".join([*changes, "", *pieces]))


if __name__ == "__main__":
    main()
