"""Every journal keeps what the protocol promises, and the check of a journal finds those that do not."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from sesv2kit.journal import Claim, JournalRecord, Settlement
from sesv2kit.journal.sqlite import SqliteJournal
from sesv2kit.testing import check_journal
from tests.journal.stores import Awaited, Make


@pytest.mark.filterwarnings("ignore")
def test_it_keeps_the_promises(store: Make) -> None:
    check_journal(store)


def test_one_that_is_awaited_keeps_them(tmp_path: Path) -> None:
    check_journal(lambda **settings: Awaited(SqliteJournal(tmp_path / "journal.db", **settings)))


class Free(SqliteJournal):
    """Gives a key free when its lease is over."""

    def claim(self, claims: Sequence[Claim]) -> Sequence[JournalRecord]:
        for one in claims:
            record = self.get(one.id)
            if record is not None and record.is_unknown:
                self.resolve(one.id, "not_sent")
        return super().claim(claims)


class Racing(SqliteJournal):
    """Looks first, and writes then."""

    def claim(self, claims: Sequence[Claim]) -> Sequence[JournalRecord]:
        before = [self.get(one.id) for one in claims]
        made = super().claim(claims)
        return [one if old is None else old for one, old in zip(made, before, strict=True)][: len(made)]


class Anybodys(SqliteJournal):
    """Lets anybody settle."""

    def settle(self, settlements: Sequence[Settlement]) -> Sequence[bool]:
        super().settle(settlements)
        return [True] * len(settlements)


class Deaf(SqliteJournal):
    """Does not look at the secret."""

    def _check_secret(self, known: str | None) -> None:
        pass


class Loses(SqliteJournal):
    """Keeps no outcome."""

    def settle(self, settlements: Sequence[Settlement]) -> Sequence[bool]:
        return super().settle([Settlement(one.id, one.owner, one.state, "") for one in settlements])


@pytest.mark.parametrize(
    ("kind", "promise"),
    [
        (Free, "a key whose lease is over is not free"),
        (Racing, "renew its lease|exactly one wins|can be claimed"),
        (Anybodys, "only its owner can settle"),
        (Deaf, "another secret"),
        (Loses, "with its outcome"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_check_bites(kind: Callable[..., Any], promise: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=promise):
        check_journal(lambda **settings: kind(tmp_path / "journal.db", **settings))
