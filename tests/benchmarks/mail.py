"""The requests of the benchmarks, the same for every client. Needs only Python."""

from datetime import UTC, datetime
from typing import Literal, get_args

SENDER = "Example <news@example.com>"
NAMES = [f"name-{number}" for number in range(50)]
TEXT = "A few lines of text, as they stand in a short notice.\n" * 10
LINE = b"TG9yZW0gaXBzdW0gZG9sb3Igc2l0IGFtZXQsIGNvbnNlY3RldHVyIGFkaXBpc2NpbmcgZWxpdCBz\r\n"
RAW = b"From: news@example.com\r\nTo: name-0@example.net\r\nSubject: Hello\r\n\r\n" + LINE * (2**20 // len(LINE))
"""A message of 1 MB."""

Metric = Literal["SEND", "COMPLAINT", "DELIVERY", "OPEN", "CLICK"]
QUERIES: list[tuple[str, Metric, str]] = [
    (f"{metric}-{isp}", metric, isp) for metric in get_args(Metric) for isp in ("Gmail", "Yahoo")
]
"""Id, metric and ISP of ten series."""

AT_ONCE = 16
"""Number of concurrent calls, in the cases that make them."""

START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)
"""60 days."""
