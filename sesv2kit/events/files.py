"""`iter_lines`: events from files with any number of records, in constant memory."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeAlias, runtime_checkable

from sesv2kit.errors import EventParseError
from sesv2kit.events.reading import length_of_documents, parse
from sesv2kit.events.types import Event


@runtime_checkable
class Readable(Protocol):
    """An open file, also an object of S3: the `Body` of boto3's `get_object`."""

    def read(self, size: int, /) -> bytes | str:
        """The next bytes or characters, at most as many as given. Empty: the end of the file."""
        ...


File: TypeAlias = Readable | Iterable[bytes | str]
"""The argument of `iter_lines`."""

OnError: TypeAlias = Callable[[EventParseError], object]
"""A function that is called with the error of a line that is not an event."""

_CHUNK = 256 * 1024
_LONGEST = 16 * 1024 * 1024
"""The longest record, in bytes. Firehose accepts a megabyte."""


def iter_lines(file: File, *, on_error: OnError | None = None) -> Iterator[Event]:
    """Read the events of a file one after the other, such as a file that Firehose wrote to S3.

    Each line may be anything that `parse` reads. Records that follow each other without line ends are read too. Empty
    lines are skipped. Memory does not grow with the file.

    Args:
        file: A file, opened for bytes or text; `gzip.open(...)` if it is compressed. Or an iterable of lines.
        on_error: Called with the error of each line that cannot be read; its events are skipped. None: the error is
            raised.

    Yields:
        The events in their order.

    Raises:
        EventParseError: A line is not an event, and `on_error` is None. Its `line` is the number of the line.
    """
    if isinstance(file, str | bytes):
        raise TypeError("iter_lines() takes an open file, or an iterable of lines; parse() takes text")
    for number, line in _pieces(file) if isinstance(file, Readable) else enumerate(map(_encoded, file), 1):
        try:
            if line is None:
                raise EventParseError(["line"], f"it is longer than {_LONGEST} bytes")
            events = parse(line) if line.strip() else ()
        except EventParseError as error:
            told = EventParseError(error.forms, error.reason, line=number)
            if on_error is None:
                raise told from None
            on_error(told)
        else:
            yield from events


def _encoded(text: bytes | str) -> bytes:
    return text.encode(errors="replace") if isinstance(text, str) else text


def _pieces(file: Readable) -> Iterator[tuple[int, bytes | None]]:
    """Lines with their numbers. A long line comes in pieces of complete JSON objects; None: it has a longer object."""
    number, pending, enough, is_skipped = 1, b"", _CHUNK, False
    while chunk := _encoded(file.read(_CHUNK)):
        *lines, pending = (pending + chunk).split(b"\n")
        for line in lines:
            if not is_skipped:
                yield number, line
            number, enough, is_skipped = number + 1, _CHUNK, False
        if is_skipped:
            pending = b""
        elif len(pending) >= enough:
            size = length_of_documents(pending)
            if size:
                yield number, pending[:size]
            elif len(pending) > _LONGEST:
                yield number, None
                size, is_skipped = len(pending), True
            pending = pending[size:]
            enough = max(_CHUNK, 2 * len(pending))  # so that an object is not scanned again with every chunk
    if not is_skipped:
        yield number, pending
