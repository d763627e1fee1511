"""Writes the services of the asynchronous client from those of the other: `python -m tests.tools.twin`.

`--check` only says what would change. What a rule finds nothing for is an error: it has lost its reason.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[2]
FIRST_LINE = "# Written by `python -m tests.tools.twin` from sesv2kit/services/{name}. Change that one.\n"


@dataclass(frozen=True)
class Rule:
    """A replacement."""

    pattern: str
    replacement: str


RULES = [
    # Imports, which are sorted afterwards.
    Rule(r"from sesv2kit\.paging import PageIterator\n", "from sesv2kit.aio.paging import AsyncPageIterator\n"),
    Rule(r"from sesv2kit\.services\._base import Service\n", "from sesv2kit.aio.services._base import AsyncService\n"),
    Rule(r"from sesv2kit\.plans import Plan\n", "from sesv2kit.aio.plans import AsyncPlan\n"),
    Rule(
        r"from sesv2kit\.plans import (?:(\w+), Plan|Plan, (\w+))\n",
        r"from sesv2kit.aio.plans import AsyncPlan\nfrom sesv2kit.plans import \1\2\n",
    ),
    Rule(
        r"    from sesv2kit\.events import BaseEvent\n    from sesv2kit\.many import ManyRun, ManySummary\n",
        "    from sesv2kit.aio.many import AsyncManyRun\n    from sesv2kit.events import BaseEvent\n"
        "    from sesv2kit.many import ManySummary\n",
    ),
    Rule(r"from sesv2kit\.many import ManyRun\n", "from sesv2kit.aio.many import AsyncManyRun\n"),
    Rule(r"from sesv2kit\.client import SESv2\b", "from sesv2kit.aio.client import AsyncSESv2"),
    Rule(r"from sesv2kit\.services\.(\w+) import (\w+)", r"from sesv2kit.aio.services.\1 import Async\2"),
    # Names.
    Rule(r"^class (\w+)\(Service\):", r"class Async\1(AsyncService):"),
    Rule(r"^class Service\(", "class AsyncService("),
    Rule(r'"SESv2"', '"AsyncSESv2"'),
    Rule(r"(?<!Async)\bPageIterator\[", "AsyncPageIterator["),
    Rule(r"from sesv2kit\.bulk import BulkRun\n", "from sesv2kit.aio.bulk import AsyncBulkRun\n"),
    Rule(r"(?<!Async)\bManyRun\b", "AsyncManyRun"),
    Rule(
        r"addresses: Iterable\[SuppressionItemT\]",
        "addresses: Iterable[SuppressionItemT] | AsyncIterable[SuppressionItemT]",
    ),
    Rule(r"caller = BlockingCaller\(", "caller = AsyncCaller("),
    Rule(r"(?<!Async)\bBulkRun\b", "AsyncBulkRun"),
    Rule(r"\bentries: Iterable\[EntryT\]", "entries: Iterable[EntryT] | AsyncIterable[EntryT]"),
    Rule(r"import Callable, Iterable, (Mapping, )?Sequence", r"import AsyncIterable, Callable, Iterable, \1Sequence"),
    Rule(r"(?<![\w.])Plan([\[(])", r"AsyncPlan\1"),
    Rule(r'-> "(\w+)":', r'-> "Async\1":'),
    Rule(r"return (\w+)\(self\)", r"return Async\1(self)"),
    # Methods that make a call are awaited; static ones, those that return an iterator, properties and constructors
    # are not.
    Rule(
        r"(?m)(?<!    @staticmethod\n)^    def (?!__)(\w+\((?:[^()]|\([^()]*\))*\) "
        r"-> (?!AsyncPageIterator|\"))",
        r"    async def \1",
    ),
    Rule(r"return self\.(_call|_call_once|_client\.call|_plan|_run)\(", r"return await self.\1("),
    # A workflow is a coroutine over a client. It is awaited instead of run.
    Rule(r"        from sesv2kit\._core\.course import run\n", ""),
    Rule(r"from sesv2kit\._workflows\.caller import BlockingCaller", "from sesv2kit.aio.caller import AsyncCaller"),
    Rule(r"tuple\(run\(find\(caller\)\)\)", "tuple(await find(caller))"),
    Rule(
        r"return run\(workflow\(BlockingCaller\(self\._client\)\)\)", "return await workflow(AsyncCaller(self._client))"
    ),
    # It takes journals of both kinds.
    Rule(r"from sesv2kit\.journal import Journal\b", "from sesv2kit.journal import AsyncJournal, Journal"),
    Rule(r'journal: "Journal \| None"', 'journal: "Journal | AsyncJournal | None"'),
    # Wrapped as by ruff, if `await` made a line too long.
    Rule(r"^(?=.{121})( +)(return await self\._call\()(.*)\)$", r"\1\2\n\1    \3\n\1)"),
]


_IMPORT = r"^ *from sesv2kit[\w.]* import (?:\([^)]*\)|[^(\n]*)\n"
_IMPORTS = rf"(?:{_IMPORT}){{2,}}"


def _sorted(imports: re.Match[str]) -> str:
    return "".join(sorted(re.findall(_IMPORT, imports[0], re.MULTILINE), key=lambda one: one.split(" import ")[0]))


class Twin:
    """Applies the rules, and counts the matches of each."""

    def __init__(self) -> None:
        self.uses: Counter[Rule] = Counter()

    def of(self, source: str) -> str:
        """The asynchronous copy of a part of the client."""
        for rule in RULES:
            source, times = re.subn(rule.pattern, rule.replacement, source, flags=re.MULTILINE)
            self.uses[rule] += times
        return re.sub(_IMPORTS, _sorted, source, flags=re.MULTILINE)

    @property
    def unused(self) -> list[Rule]:
        """The rules without a match."""
        return [rule for rule in RULES if not self.uses[rule]]


def _parts(client: str) -> tuple[str, str]:
    """The common parts of the two clients: the imports of the services, and the properties that create them."""
    imports = re.findall(r"^    from sesv2kit\.(?:aio\.)?services\..*\n", client, re.MULTILINE)
    _, start, properties = client.partition("    @cached_property\n")
    return "".join(imports), start + properties


def written(project: Path) -> Iterator[tuple[Path, str]]:
    """Each generated file, whole or in part, with its content.

    Raises:
        ValueError: A rule has no match.
    """
    twin = Twin()
    aio = project / "sesv2kit/aio"
    for path in sorted((project / "sesv2kit/services").glob("*.py")):
        yield aio / "services" / path.name, FIRST_LINE.format(name=path.name) + twin.of(path.read_text())
    imports, properties = _parts((project / "sesv2kit/client.py").read_text())
    client = (aio / "client.py").read_text()
    old_imports, old_properties = _parts(client)
    yield (
        aio / "client.py",
        client.replace(old_imports, twin.of(imports)).replace(old_properties, twin.of(properties)),
    )
    if twin.unused:
        raise ValueError("these rules find nothing: " + ", ".join(rule.pattern for rule in twin.unused))


def differences(project: Path) -> list[str]:
    """The files whose content is wrong, by name, including files that should not exist."""
    belongs = dict(written(project))
    there = {*(project / "sesv2kit/aio/services").rglob("*.py"), *belongs}
    differing = [path for path in there if not path.exists() or path.read_text() != belongs.get(path)]
    return sorted(str(path.relative_to(project)) for path in differing)


def main(arguments: list[str] | None = None) -> int:
    """Write or check. Returns 1 if files differ, else 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check: bool = parser.parse_args(arguments).check
    differing = differences(PROJECT)
    for name in differing:
        print(f"{'differs' if check else 'written'}: {name}")
    if not check:
        belongs = dict(written(PROJECT))
        for name in differing:
            path = PROJECT / name
            path.write_text(belongs[path]) if path in belongs else path.unlink()
    return int(check and bool(differing))


if __name__ == "__main__":
    sys.exit(main())
