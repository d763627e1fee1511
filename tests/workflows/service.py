"""An SES for bulk sends, of which tests decide what it does with each call."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.faults.server import Answer, End, Seen, answer


@dataclass(frozen=True)
class Sent:
    """A response to a call that sends its emails."""

    answer: Answer


LOST = Answer(end=End.CLOSE)
"""The emails are sent, and no response comes."""


class Service:
    """An SES that records whom it sent to, and that a test tells what to do with each call."""

    def __init__(self, judge: Callable[[list[str], int], Any] | None = None) -> None:
        self.judge = judge or (lambda addresses, call: None)
        self.sent: Counter[str] = Counter()
        self.calls: list[list[str]] = []
        self._lock = threading.Lock()

    def __call__(self, seen: Seen) -> Answer:
        if seen.target.endswith("/account"):
            return answer({"SendQuota": {"MaxSendRate": 1000.0}})
        addresses = [one["Destination"]["ToAddresses"][0] for one in seen.json["BulkEmailEntries"]]
        with self._lock:
            self.calls.append(addresses)
            said = self.judge(addresses, len(self.calls))
            if isinstance(said, Sent):
                self.sent.update(addresses)
                return said.answer
            if isinstance(said, Answer) and said is not LOST:
                return said
            statuses = said if isinstance(said, dict) else {}
            results: list[dict[str, str]] = []
            for address in addresses:
                status = statuses.get(address, "SUCCESS")
                if status == "SUCCESS":
                    self.sent[address] += 1
                    results.append({"Status": status, "MessageId": f"id-{address}"})
                else:
                    results.append({"Status": status, "Error": "no"})
        return LOST if said is LOST else answer({"BulkEmailEntryResults": results})
