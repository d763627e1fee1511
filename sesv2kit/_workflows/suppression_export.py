"""Writes a suppression list to a file, page by page. A later run can continue it: `Suppression.export`."""

import io
import json
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from functools import partial
from json.encoder import encode_basestring_ascii
from pathlib import Path
from typing import Any, Protocol, Self

from sesv2kit._core.arguments import validated
from sesv2kit._workflows.caller import Caller
from sesv2kit._workflows.listing import Pages
from sesv2kit._workflows.suppression import PAGE_SIZE, ListPages
from sesv2kit.errors import InvalidNextTokenError, Problem, RequestInvalidError
from sesv2kit.models.suppression import LIST_SUPPRESSED_DESTINATIONS, SuppressedDestinationSummary
from sesv2kit.suppressing import SuppressionExport

logger: logging.Logger = logging.getLogger("sesv2kit")

_SOURCE = "docs/suppression.md of sesv2kit"
_EVERY = 10
"""Pages after which the state is saved."""

_MARGIN = timedelta(seconds=1)
"""How much before the last date a list is read again, because dates in requests may be rounded to seconds, or
exclusive."""

_MOST_RECENT = 2000
"""Maximum number of addresses in this margin that are remembered, so that they are not written twice."""

_MAX_RESTARTS = 3
"""How often an export starts again at most."""


# The rows.


def csv_rows(entries: Sequence[tuple[str, str | None]]) -> str:
    """Rows of a CSV file without a header, in the form that import jobs read. Lines end with a line feed only."""
    text = "".join([f"{address},{reason}\n" if reason else f"{address}\n" for address, reason in entries])
    commas = len(entries) - [reason for _, reason in entries].count(None)
    if '"' not in text and "\r" not in text and text.count(",") == commas and text.count("\n") == len(entries):
        return text
    import csv

    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows(
        [(address, reason) if reason else (address,) for address, reason in entries]
    )
    return file.getvalue()


def json_rows(entries: Sequence[tuple[str, str | None]]) -> str:
    """A JSON object on each line, in the form that import jobs read."""
    quoted = encode_basestring_ascii
    return "".join(
        [
            f'{{"emailAddress": {quoted(address)}, "reason": {quoted(reason)}}}\n'
            if reason
            else f'{{"emailAddress": {quoted(address)}}}\n'
            for address, reason in entries
        ]
    )


ROWS: Mapping[str, Callable[[Sequence[tuple[str, str | None]]], str]] = {"csv": csv_rows, "jsonl": json_rows}
"""The functions that write the rows, by format."""


# The files.


class Text(Protocol):
    """The protocol of an open file."""

    def write(self, text: str, /) -> object:
        """Write text."""
        ...


@dataclass(slots=True)
class State:
    """The state of an export, with which it can be continued. No I/O."""

    token: str | None = None
    """Token of the next page. None: the next page is the first, or there are no more."""

    ended: bool = False
    """Whether the last page was written to the file."""

    size: int = 0
    """Bytes of the file."""

    rows: int = 0
    """Entries in it."""

    since: str | None = None
    """The date from which, or up to which, the list is read again. None: the dates of the arguments apply."""

    order: str = "either"
    """The order of the dates so far: `ascending`, `descending`, `either` (all are equal) or `none`."""

    last: str | None = None
    """Date of the last entry. None: there is none yet."""

    latest: str | None = None
    """The latest date. None: there is no entry yet."""

    recent: dict[str, datetime] = field(default_factory=dict[str, datetime])
    """Entries within the margin of the last date, with their dates."""

    def saved(self) -> dict[str, Any]:
        """The state as JSON types."""
        members = {one.name: getattr(self, one.name) for one in fields(self)}
        return {**members, "recent": {address: date.isoformat() for address, date in self.recent.items()}}

    @classmethod
    def of(cls, saved: Mapping[str, Any]) -> Self:
        """The state from what `saved` returned."""
        recent = {address: datetime.fromisoformat(date) for address, date in saved["recent"].items()}
        members: dict[str, Any] = {**saved, "recent": recent}
        return cls(**members)

    def take(self, page: Sequence[SuppressedDestinationSummary]) -> list[tuple[str, str]]:
        """Note the entries of a page. Returns those to write."""
        if self.since is not None:
            page = [one for one in page if self.recent.get(one.email_address) != one.last_update_time]
        if page:
            dates = [one.last_update_time for one in page]
            highest = max(dates)
            self.latest = max(_date(self.latest) or highest, highest).isoformat()
            self._order(dates)
            self.last = dates[-1].isoformat()
            self._remember(page, dates)
        return [(one.email_address, one.reason) for one in page]

    def _order(self, dates: Sequence[datetime]) -> None:
        first = _date(self.last) or dates[0]
        if self.order == "none":
            return
        rising = self.order in ("either", "ascending") and dates[0] >= first and dates == sorted(dates)
        falling = self.order in ("either", "descending") and dates[0] <= first and dates == sorted(dates, reverse=True)
        self.order = ("either" if falling else "ascending") if rising else "descending" if falling else "none"

    def _remember(self, page: Sequence[SuppressedDestinationSummary], dates: Sequence[datetime]) -> None:
        if self.order == "none":
            self.recent.clear()
            return
        last = dates[-1]
        if abs(dates[0] - last) > _MARGIN:
            self.recent.clear()
        earliest, latest = last - _MARGIN, last + _MARGIN
        for entry in reversed(page):
            if not earliest <= entry.last_update_time <= latest:
                break
            self.recent[entry.email_address] = entry.last_update_time
        if len(self.recent) > _MOST_RECENT:
            self.recent = {address: date for address, date in self.recent.items() if abs(date - last) <= _MARGIN}
            if len(self.recent) > _MOST_RECENT:
                self.order = "none"
                self.recent.clear()

    def again(self) -> bool:
        """Prepare to continue without the expired token. False: the export must start again."""
        self.token = None
        if self.order == "none" or self.last is None:
            return False
        self.since = self.last
        if self.order == "either":
            self.order = "ascending"
        return True

    def dates(self, start_date: datetime | None, end_date: datetime | None) -> dict[str, datetime | None]:
        """The dates of the request."""
        since = _date(self.since)
        if since is None:
            return {"start_date": start_date, "end_date": end_date}
        if self.order == "descending":
            upper = since + _MARGIN
            return {"start_date": start_date, "end_date": upper if end_date is None else min(upper, end_date)}
        lower = since - _MARGIN
        return {"start_date": lower if start_date is None else max(lower, start_date), "end_date": end_date}


def _date(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


class OpenFile:
    """An open file. No state is saved, so no later run can continue."""

    def __init__(self, file: Text) -> None:
        self._file = file
        self.path: Path | None = None
        """None, because an open file may have no path."""
        self.resumed: bool = False
        """Whether an earlier run wrote a part of it."""
        self.state: State = State()
        """How far it has come."""
        self.sound: bool = True
        """Whether the file agrees with the state."""

    def write(self, text: str) -> None:
        """Add text to the file."""
        self._file.write(text)

    def save(self) -> None:
        """Do nothing: no state is saved."""

    def restart(self) -> bool:
        """Impossible, because written text may have been consumed already, as in a pipe."""
        return False

    def close(self, *, finished: bool) -> None:
        """Do nothing: the caller closes the file."""


class PartFile:
    """A file `<path>.part`, which is renamed when it is complete, and a file with its state."""

    def __init__(self, path: Path, arguments: Mapping[str, Any]) -> None:
        self._path = self.path = path
        self._part = path.with_name(path.name + ".part")
        self._saved = path.with_name(path.name + ".part.json")
        self._arguments = arguments
        self.sound: bool = True
        """Whether the file agrees with the state. Otherwise the state is not saved."""
        self.state: State = State()
        """How far it has come."""
        self.resumed: bool = self._continued()
        """Whether an earlier run wrote a part of it."""
        self._file = self._part.open("r+b" if self.resumed else "wb")
        self._file.truncate(self.state.size)
        self._file.seek(self.state.size)

    def _continued(self) -> bool:
        try:
            saved: Any = json.loads(self._saved.read_bytes())
            if self._part.stat().st_size < saved["state"]["size"]:
                return False
            state = State.of(saved["state"])
        except (FileNotFoundError, ValueError, LookupError, TypeError):
            return False
        if saved.get("arguments") != self._arguments:
            message = f"has an unfinished export with other arguments; to start again, delete {self._saved.name}"
            raise RequestInvalidError("export", [Problem("path_or_file", message, _SOURCE)])
        self.state = state
        return True

    def write(self, text: str) -> None:
        """Add text to the file."""
        content = text.encode()
        self._file.write(content)
        self.state.size += len(content)

    def save(self) -> None:
        """Save the state, after the entries in it are on the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
        new = self._saved.with_name(self._saved.name + ".new")
        new.write_bytes(json.dumps({"arguments": self._arguments, "state": self.state.saved()}).encode())
        new.replace(self._saved)

    def restart(self) -> bool:
        """Start again with an empty file."""
        self.state = State()
        self._file.seek(0)
        self._file.truncate(0)
        return True

    def close(self, *, finished: bool) -> None:
        """Close the file. If it is complete, rename it."""
        try:
            if self.sound:
                self.save()
        finally:
            self._file.close()
        if finished:
            self._part.replace(self._path)
            self._saved.unlink()


async def export(
    caller: Caller,
    path_or_file: "str | os.PathLike[str] | Text",
    *,
    format: str,
    tenant_name: str | None,
    reasons: Sequence[str] | None,
    start_date: datetime | None,
    end_date: datetime | None,
    progress: Callable[[int], object] | None,
) -> SuppressionExport:
    """Write a list to a file; see `Suppression.export`."""
    rows = ROWS.get(format)
    if rows is None:
        raise RequestInvalidError("export", [Problem("format", 'must be "csv" or "jsonl"', _SOURCE)])
    fixed: dict[str, Any] = {"tenant_name": tenant_name, "reasons": reasons, "page_size": PAGE_SIZE}
    validated(LIST_SUPPRESSED_DESTINATIONS, {**fixed, "start_date": start_date, "end_date": end_date})
    target = path_or_file
    arguments = {
        "format": format,
        "region": caller.region_name,
        "tenant_name": tenant_name,
        "reasons": None if reasons is None else sorted(reasons),
        "start_date": start_date and start_date.isoformat(),
        "end_date": end_date and end_date.isoformat(),
    }
    sink: PartFile | OpenFile
    if isinstance(target, str | os.PathLike):
        path = Path(target)
        sink = await caller.blocking(lambda: PartFile(path, arguments))
    else:
        sink = OpenFile(target)
    continued = begun_again = 0
    finished = False
    try:
        while not sink.state.ended:
            state = sink.state
            request = {**fixed, **state.dates(start_date, end_date), "next_token": state.token}
            pages: ListPages = Pages(caller, LIST_SUPPRESSED_DESTINATIONS, request)
            before, number = state.rows, 0
            try:
                while (text := await _next(pages, sink, rows)) is not None:
                    number += 1
                    await caller.blocking(partial(_written, sink, text, save=number % _EVERY == 0))
                    if progress is not None:
                        progress(state.rows)
            except InvalidNextTokenError:
                if pages.token is None or (number and state.since is not None and state.rows == before):
                    raise
                if state.again():
                    continued += 1
                    logger.warning("export: the token of the next page has expired; it continues from the last date")
                elif begun_again < _MAX_RESTARTS and sink.restart():
                    begun_again += 1
                    logger.warning("export: the token of the next page has expired; it starts again")
                else:
                    raise
        finished = True
    finally:
        await caller.blocking(partial(sink.close, finished=finished))
    state = sink.state
    return SuppressionExport(sink.path, state.rows, _date(state.latest), sink.resumed, continued, begun_again)


async def _next(
    pages: ListPages, sink: PartFile | OpenFile, rows: Callable[[Sequence[tuple[str, str | None]]], str]
) -> str | None:
    """The rows of the next page. The page is freed before the next one is fetched, to save memory."""
    page = await pages.next()
    if page is None:
        return None
    state = sink.state
    sink.sound = False
    entries = state.take(page)
    state.token = pages.token
    state.ended = pages.token is None
    state.rows += len(entries)
    return rows(entries)


def _written(sink: PartFile | OpenFile, text: str, *, save: bool) -> None:
    sink.write(text)
    sink.sound = True
    if save:
        sink.save()
