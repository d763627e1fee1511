"""The recorded model, which our code must match exactly, and the differences of a newer botocore.

python -m tests.conformance.baseline     record the installed botocore's model
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import botocore

from tests.tools import aws

FILE = Path(__file__).with_name("baseline.json")


@dataclass(frozen=True)
class Baseline:
    """The content of baseline.json."""

    botocore: str
    digests: dict[str, str]
    """By service: digest of its whole model without documentation."""
    models: dict[str, Any]
    """By service: `aws.facts` of its model."""


@cache
def recorded() -> Baseline:
    """The baseline."""
    return Baseline(**json.loads(FILE.read_text()))


@cache
def of_installed() -> Baseline:
    """The baseline of the installed botocore."""
    described = {service: aws.description(service) for service in aws.SERVICES}
    return Baseline(
        botocore=botocore.__version__,
        digests={service: digest(model) for service, model in described.items()},
        models={service: aws.facts(service, model) for service, model in described.items()},
    )


def release(version: str) -> list[int]:
    """A version of botocore, to compare with others."""
    return [int(part) for part in version.split(".")]


def older_than_recorded() -> bool:
    """Whether the installed botocore is older than the baseline's, and so may lack later additions."""
    return release(botocore.__version__) < release(recorded().botocore)


def digest(model: Any) -> str:
    """A digest of a model without its documentation."""
    return hashlib.sha256(json.dumps(aws.undocumented(model), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Difference:
    """The differences between an older and a newer model, as texts."""

    added: list[str]
    """Additions: our code lacks them and still works."""
    broken: list[str]
    """Removals and changes: our code is wrong about them."""


_HARMLESS = {"enum", "errors", "deprecated", "deprecatedMessage"}
"""Additions to existing things that do not make our code wrong."""


def difference(old: Any, new: Any) -> Difference:
    """Compare two models made by `aws.facts`."""
    before, after = dict(_flat(old, ())), dict(_flat(new, ()))
    known = {_thing(path) for path in before}
    result = Difference(added=[], broken=[])
    for path in sorted(before.keys() | after.keys()):
        said = f"{'.'.join(path)} = {after.get(path, 'gone')}"
        if path not in before and (_thing(path) not in known or path[2] in _HARMLESS):
            result.added.append(said)
        elif before.get(path) != after.get(path):
            result.broken.append(f"{said}, it was {before.get(path, 'not there')}")
    stated = {_thing(path) for path in after}
    result.added.extend(
        f"{kind}.{name}, of which nothing is stated"
        for kind, things in new.items()
        for name in things.keys() - old[kind].keys()
        if (kind, name) not in stated
    )
    return result


def _flat(node: dict[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every fact by its path. Each element of a list is a separate fact, so that the order does not matter."""
    for key, value in node.items():
        if key == "required":
            for member in value:
                yield (*path, "members", member, key), True
        elif aws.is_array(value):
            for element in value:
                yield (*path, key, json.dumps(element)), True
        elif aws.is_object(value):
            yield from _flat(value, (*path, key))
        else:
            yield (*path, key), value


def _thing(path: tuple[str, ...]) -> tuple[str, ...]:
    """The subject of a fact: an operation, a shape or a member of one."""
    return path[:4] if path[2] == "members" else path[:2]


def record() -> None:
    """Write the baseline, one operation or shape per line, so that its history shows the changes of AWS's model."""
    FILE.write_text(_text(asdict(of_installed()), depth=4) + "\n")


def _text(value: Any, depth: int) -> str:
    if depth == 0 or not aws.is_object(value):
        return json.dumps(value)
    return "{\n" + ",\n".join(f"{json.dumps(key)}: {_text(entry, depth - 1)}" for key, entry in value.items()) + "\n}"


if __name__ == "__main__":
    record()
