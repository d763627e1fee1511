"""Every journal keeps what the protocol promises, and the check of a journal finds those that do not."""

import copy
import pickle
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sesv2kit.errors import JournalError
from sesv2kit.journal import Claim, JournalRecord, Settlement
from sesv2kit.journal.sqlite import SqliteJournal
from sesv2kit.testing import check_journal
from tests.journal.stores import Awaited, Make


@pytest.mark.filterwarnings("ignore")
def test_it_keeps_the_promises(store: Make) -> None:
    check_journal(store)


def test_one_that_is_awaited_keeps_them(tmp_path: Path) -> None:
    check_journal(lambda **settings: Awaited(SqliteJournal(tmp_path / "journal.db", **settings)))


# A lease that is renewed at the moment when its key is resolved or pruned: its owner is about to send.


def expired(store: Make) -> tuple[Any, Any, Claim]:
    """A journal with a key whose lease is over, one that can renew it, and the claim."""
    short, long = store(lease=0.001), store(lease=60.0)
    claim = Claim(short.scope.id_of("order-1"), "owner", "SendEmail", "digest")
    short.claim([claim])
    while not short.get("order-1").is_unknown:
        pass
    return short, long, claim


@pytest.mark.filterwarnings("ignore")
def test_resolve_does_not_free_a_key_whose_lease_is_renewed_meanwhile(
    store: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    short, long, claim = expired(store)
    read = short._read

    def renewed_after(id: Any) -> Any:
        record = read(id)
        long.claim([claim])
        return record

    monkeypatch.setattr(short, "_read", renewed_after)
    with pytest.raises(JournalError, match="has changed at this moment"):
        short.resolve("order-1", "not_sent")
    assert long.get("order-1").state == "claimed"


@pytest.mark.filterwarnings("ignore")
def test_prune_does_not_forget_a_key_whose_lease_is_renewed_meanwhile(
    store: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    short, long, claim = expired(store)
    iterate = short.iterate

    def renewed_after(**named: Any) -> Any:
        records = list(iterate(**named))
        long.claim([claim])
        return records

    monkeypatch.setattr(short, "iterate", renewed_after)
    if isinstance(short, SqliteJournal):  # looks and deletes at once
        long.claim([claim])
    assert short.prune(before=datetime.now(UTC) + timedelta(days=1), unknown=True) == 0
    assert long.get("order-1").owner == "owner"


@pytest.mark.filterwarnings("ignore")
def test_proof_that_it_was_sent_is_taken_at_any_time(store: Make) -> None:
    """An event comes while the lease runs, or after somebody has said that nothing was sent."""
    with store() as journal:
        claims = [Claim(journal.scope.id_of(key), "owner", "SendEmail", "digest") for key in ("running", "released")]
        journal.claim(claims)
        journal.release(claims[1:])
        for key in ("running", "released"):
            record = journal.resolve(key, "sent", response={"MessageId": "of-an-event"})
            assert (record.state, "of-an-event" in record.outcome) == ("accepted", True)
        # The call that was running may tell more.
        assert journal.settle([Settlement(claims[0].id, "owner", "accepted", "all")]) == [True]
        assert journal.get("running").outcome == "all"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickle.dumps])
def test_it_is_not_copied(copied: Callable[[object], object], store: Make) -> None:
    """A copy would not know of forks, and would hold the secret of hashes in clear."""
    with store() as journal, pytest.raises(TypeError, match="cannot be copied or pickled: make one in each process"):
        copied(journal)


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
