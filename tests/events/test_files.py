"""`iter_lines`: lines, records in a row, errors, and files larger than the memory that is used."""

import gzip
import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.response import StreamingBody

from sesv2kit.errors import EventParseError
from sesv2kit.events import UnknownEvent, files, iter_lines
from tests.events.records import BOUNCE, RECORDS, compact

LINES = [compact(record) for record in RECORDS.values()]
KINDS = [*RECORDS]


def kinds(file: object) -> list[str | None]:
    return [event.event_type for event in iter_lines(file)]  # type: ignore[arg-type]  # each test gives one that fits


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
def test_lines(end: str) -> None:
    text = end.join(LINES)
    for whole in (text, text + end, end + text):
        assert kinds(io.BytesIO(whole.encode())) == KINDS
        assert kinds(io.StringIO(whole)) == KINDS


def test_kinds_of_files(tmp_path: Path) -> None:
    data = "\n".join(LINES).encode()
    path = tmp_path / "events.gz"
    path.write_bytes(gzip.compress(data))
    with gzip.open(path) as file:
        assert kinds(file) == KINDS
    with gzip.open(path, "rt") as file:
        assert kinds(file) == KINDS
    assert kinds(StreamingBody(io.BytesIO(data), len(data))) == KINDS
    assert kinds(LINES) == kinds(iter([line.encode() for line in LINES])) == KINDS
    assert kinds([]) == kinds(io.BytesIO()) == []


@pytest.mark.parametrize("file", ["text", b"bytes"])
def test_text_is_no_file(file: str | bytes) -> None:
    with pytest.raises(TypeError, match="open file"):
        kinds(file)


def test_an_error_tells_its_line_and_ends_the_reading() -> None:
    read = iter_lines(io.StringIO(f"{LINES[0]}\n\nHello\n{LINES[1]}"))
    assert next(read).event_type == KINDS[0]
    with pytest.raises(EventParseError, match=r"^Line 3: ") as caught:
        next(read)
    assert (caught.value.line, caught.value.forms) == (3, ("text",))


def test_reading_continues_after_errors_that_are_taken() -> None:
    errors: list[EventParseError] = []
    text = f"{LINES[0]}\nHello\n{LINES[1]}\n{LINES[2]}{LINES[3]}x\n{LINES[4]}"
    found = [event.event_type for event in iter_lines(io.StringIO(text), on_error=errors.append)]
    assert found == [KINDS[0], KINDS[1], KINDS[4]]
    assert [error.line for error in errors] == [2, 4]


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_CHUNK", 97)
    monkeypatch.setattr(files, "_LONGEST", 5_000)


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("between", ["", " ", "\n"])
def test_records_are_read_wherever_chunks_end(between: str) -> None:
    documents = [compact({**BOUNCE, "note": '}{é€😀\\"' * number, "mail": number}) for number in range(40)]
    text = between.join(documents).encode()
    notes = [len((event.model_extra or {})["note"]) for event in iter_lines(io.BytesIO(text))]
    assert notes == [7 * number for number in range(40)]


@pytest.mark.usefixtures("small_chunks")
def test_a_record_that_is_too_long_is_an_error_and_the_next_line_is_read() -> None:
    errors: list[EventParseError] = []
    long = '{"eventType":"New","a":"' + "a" * 20_000 + '"}'
    text = f"{LINES[0]}\n{long}{LINES[1]}\n{LINES[2]}\n{long}"
    found = [event.event_type for event in iter_lines(io.StringIO(text), on_error=errors.append)]
    assert found == [KINDS[0], KINDS[2]]
    assert [(error.line, error.forms) for error in errors] == [(2, ("line",)), (4, ("line",))]
    with pytest.raises(EventParseError, match="longer than 5000 bytes"):
        list(iter_lines(io.StringIO(long)))


class Endless(io.RawIOBase):
    """A file of many records in a row; counts its bytes."""

    def __init__(self, record: bytes, records: int) -> None:
        super().__init__()
        self.record, self.left = record, records * len(record)

    def read(self, size: int = -1) -> bytes:
        size = min(size, self.left)
        start = -self.left % len(self.record)
        self.left -= size
        return (self.record * (size // len(self.record) + 2))[start : start + size]


@pytest.mark.parametrize("end", [b"\n", b""], ids=["lines", "in a row"])
def test_memory_does_not_grow_with_the_file(end: bytes) -> None:
    def peak(records: int) -> int:
        file = Endless(b'{"eventType":"New","pad":"' + b"x" * 1_000 + b'"}' + end, records)
        tracemalloc.start()
        try:
            assert sum(isinstance(event, UnknownEvent) for event in iter_lines(file)) == records
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(300)  # builds the model
    assert peak(6_000) < 1.5 * peak(1_500)


def test_nothing_is_read_ahead() -> None:
    def lines() -> Iterator[str]:
        yield LINES[0]
        raise AssertionError("read too early")

    assert next(iter_lines(lines())).event_type == KINDS[0]
