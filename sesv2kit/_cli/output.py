"""What commands print: tables for people, one JSON document for programs."""

import dataclasses
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from pydantic import BaseModel

VERSION = 1
"""Of the JSON document. It rises when a member is removed or changes its meaning."""

DONE, FINDINGS, USAGE, REFUSED, UNKNOWN, INTERRUPTED = 0, 1, 2, 3, 4, 130
"""Exit codes, see docs/cli.md."""

_WORD = re.compile(r"[^\s<>@\"',;:()]+@?")


_EXAMPLE = "such as "
"""What errors write before an address that is an example."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a command has to tell."""

    data: Any
    """For `--json`: models, dataclasses, and what JSON has."""

    text: Any = None
    """For people: text, or a table of rich. None: nothing is printed."""

    exit_code: int = DONE
    """How the command ends."""


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Any:
    """A table that folds its cells on a terminal, and is never cut off. None: it has no rows."""
    from rich import box
    from rich.table import Table

    made = Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in made.columns:
        column.overflow = "fold"
    for row in rows:
        made.add_row(*("" if cell is None else escaped(str(cell)) for cell in row))
    return made if made.rows else None


def pairs(rows: Iterable[tuple[str, object]]) -> Any:
    """A table of names and values."""
    from rich.table import Table

    made = Table.grid("", "", padding=(0, 2, 0, 0))
    for column in made.columns:
        column.overflow = "fold"
    for name, value in rows:
        made.add_row(name, "" if value is None else escaped(str(value)))
    return made


def escaped(text: str) -> str:
    """Text that rich prints as it is, without the control characters that a terminal would obey."""
    from rich.markup import escape

    return escape("".join(one if one.isprintable() or one == "\n" else "\N{REPLACEMENT CHARACTER}" for one in text))


def show(what: Any) -> None:
    """Print text or a table on the standard output. On a pipe, lines are as long as they need to be."""
    from rich.console import Console

    if what is None:
        return
    console = Console(soft_wrap=isinstance(what, str))
    if not console.is_terminal:
        console = Console(width=100_000, soft_wrap=isinstance(what, str))
    with console.capture() as captured:
        console.print(escaped(what) if isinstance(what, str) else what, highlight=False)
    sys.stdout.write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()))
    sys.stdout.flush()


def document(command: str, report: Report, error: BaseException | None = None) -> str:
    """The JSON document of a command."""
    told = None if error is None else error_members(error)
    members = {
        "version": VERSION,
        "command": command,
        "exit_code": report.exit_code,
        "data": plain(report.data),
        "error": told,
    }
    return json.dumps(members, ensure_ascii=False, indent=2)


def error_members(error: BaseException) -> dict[str, Any]:
    """An error for the JSON document."""
    return {
        "type": type(error).__name__,
        "message": said(error),
        "code": getattr(error, "code", None),
        "request_id": getattr(error, "request_id", None),
    }


_OPTIONS = {
    "pass region_name=": "give --region",
    "pass session= or profile_name=": "give --profile",
    "check profile_name=": "check --profile",
    "see account.get_account().production_access_enabled": "see sesv2kit status",
    "pass cloudwatch_client=": "Python can ask it, account.health(cloudwatch_client=...)",
    "check_dns needs": "a look at DNS needs",
}
"""What errors advise in Python, and what it is on the command line."""


def said(error: BaseException) -> str:
    """The text of an error on one line, with its advice in options in place of arguments."""
    text = " ".join(str(error).split()) or type(error).__name__
    for argument, option in _OPTIONS.items():
        text = text.replace(argument, option)
    return text


def plain(value: object) -> Any:
    """A value out of what JSON has. Models and dataclasses become objects with our names."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [one.name for one in dataclasses.fields(value) if not one.name.startswith("_")]
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in cast("Mapping[object, object]", value).items()}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, BaseException):
        return error_members(value)
    if isinstance(value, str):
        return str(value)  # not of a class of its own
    if value is None or isinstance(value, int | float):
        return value
    return [plain(one) for one in cast("Iterable[object]", value)]


def masked(text: str) -> str:
    """A text with all addresses in it masked: `a***@mail.example`."""

    def word(found: re.Match[str]) -> str:
        if text.endswith(_EXAMPLE, 0, found.start()):
            return found[0]
        is_address = found[0].endswith("@") and text[found.end() : found.end() + 1].isalnum()
        return f"{found[0][0]}***@" if is_address else found[0]

    return _WORD.sub(word, text)
