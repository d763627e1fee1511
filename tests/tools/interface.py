"""Record of the public interface: a line for each public name, with its signatures, type or value.

`uvx nox -s release` compares the record with the code, so that a change of the interface is a change of this record
that a reviewer sees. `uvx nox -s release -- --record` writes it anew.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import griffe

PROJECT = Path(__file__).parents[2]
RECORD = PROJECT / "tests" / "release" / "interface.txt"

GENERATED = "sesv2kit.aio.services"
"""The asynchronous services are made from the others: tests/meta/test_twin.py compares them."""

EXPORTS_ONLY = "sesv2kit.testing"
"""Of this package only what it exports itself is public."""

LONGEST_VALUE = 1000
"""Characters. The value of a constant that is longer, such as a script for Redis, is left out."""

SYNTAX = {
    f"__{name}__"
    for name in "init new call enter exit aenter aexit await iter next aiter anext getitem contains len bool".split()
}
"""Methods that a user calls by Python's syntax: `SESv2(...)`, `with`, `for`."""

Scope = griffe.Module | griffe.Class


def interface(source: Path = PROJECT) -> list[str]:
    """The lines for the package in a folder."""
    package = cast("griffe.Module", _load(source))
    return sorted(set(_members(package, package.path)))


def _load(source: Path) -> griffe.Object | griffe.Alias:
    # Without the last argument griffe would take the folder sesv2kit of the working directory.
    return griffe.load("sesv2kit", search_paths=[str(source)], resolve_aliases=True, try_relative_path=False)


def changes(before: list[str], now: list[str]) -> tuple[list[str], list[str]]:
    """What is gone or altered, which can break users' code, and what is new."""
    return sorted(set(before) - set(now)), sorted(set(now) - set(before))


def _members(scope: Scope, path: str) -> Iterator[str]:
    for name, member in scope.members.items():
        if _is_public(name, scope) and (member.is_public or not member.is_alias):
            yield from _lines(member, f"{path}.{name}")
    if isinstance(scope, griffe.Class):  # what comes from a private base has no other line
        for name, member in scope.inherited_members.items():
            if "._" in member.target_path.removesuffix(name) and _is_public(name, scope):
                yield from _lines(member.final_target, f"{path}.{name}")


def _is_public(name: str, scope: Scope) -> bool:
    return not name.startswith("_") or (isinstance(scope, griffe.Class) and name in SYNTAX)


def _signatures(function: griffe.Function, path: str) -> Iterator[str]:
    """The signature that callers see: the overloads, if there are any."""
    for each in function.overloads or [function]:
        how = sorted(function.labels & {"async", "classmethod", "staticmethod"})
        yield " ".join([*how, each.signature(name=path)])


def _lines(member: griffe.Object | griffe.Alias, path: str) -> Iterator[str]:
    if isinstance(member, griffe.Alias):
        if path.startswith(f"{EXPORTS_ONLY}.") or "._" in member.target_path:
            yield from _lines(member.final_target, path)
        else:
            yield f"{path} = {member.target_path}"
    elif isinstance(member, griffe.Module):
        if path != GENERATED and not path.startswith(f"{EXPORTS_ONLY}."):
            yield from _members(member, path)
    elif isinstance(member, griffe.Class):
        yield f"class {path}({', '.join(map(str, member.bases))})"
        yield from _members(member, path)
    elif isinstance(member, griffe.Function):
        yield from _signatures(member, path)
    elif isinstance(member, griffe.Attribute):
        annotation = f": {member.annotation}" if member.annotation else ""
        value = f" = {member.value}" if member.value is not None else ""
        yield path + annotation + (value if len(value) <= LONGEST_VALUE else "")


def main() -> int:
    """Compare, or with `--record` write the record anew."""
    now = interface()
    if sys.argv[1:] == ["--record"]:
        RECORD.write_text("\n".join(now) + "\n", encoding="utf-8")
        return 0
    gone, new = changes(RECORD.read_text(encoding="utf-8").splitlines(), now)
    for sign, lines in (("-", gone), ("+", new)):
        for line in lines:
            print(sign, line)
    if gone or new:
        print("The public interface is not as recorded. Lines with - can break users' code: say so in CHANGELOG.md.")
        print("Then `uvx nox -s release -- --record` writes the record anew.")
    return 1 if gone or new else 0


if __name__ == "__main__":
    sys.exit(main())
