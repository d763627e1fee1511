"""Every journal keeps what the protocol promises, and the check of a journal finds those that do not."""

import copy
import os
import pickle
import secrets
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, cast

import pytest

from sesv2kit.errors import JournalError
from sesv2kit.journal import Claim, JournalRecord, Settlement
from sesv2kit.journal.dynamodb import DynamoDBJournal
from sesv2kit.journal.protocol import Resolution
from sesv2kit.journal.sqlite import SqliteJournal
from sesv2kit.testing import check_journal
from tests.journal.stores import Awaited, Make


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
    with pytest.raises(JournalError, match="was changed at the same time"):
        short.resolve("order-1", "not_sent")
    assert long.get("order-1").state == "claimed"


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


@pytest.mark.parametrize("end", ["claimed", "accepted", "released"])
def test_erase_does_not_forget_what_happens_to_a_key_meanwhile(
    store: Make, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    with store() as journal:
        first = Claim(journal.scope.id_of("key"), "first", "SendEmail", "digest")
        journal.claim([first])
        journal.release([first])
        delete, second = journal._delete, Claim(first.id, "second", "SendEmail", "digest")

        def later(record: Any) -> bool:
            journal.claim([second])
            if end == "accepted":
                journal.settle([Settlement(first.id, "second", "accepted", "{}")])
            elif end == "released":
                journal.release([second])
            return bool(delete(record))

        monkeypatch.setattr(journal, "_delete", later)
        with pytest.raises(JournalError, match="changed at the same time"):
            journal.erase("key")
        assert journal.get("key").state == end


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


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_child_connects_anew(store: Make) -> None:
    """Both use the journal in turns, and understand each other."""
    journal = store()
    if isinstance(journal, DynamoDBJournal):
        pytest.skip("moto is inside the process, which a child has a copy of")
    claims = [Claim(journal.scope.id_of(key), "owner", "SendEmail", "digest") for key in ("order-1", "order-2")]
    journal.claim(claims[:1])
    child = os.fork()
    if child == 0:
        try:
            known = journal.get("order-1")
            os._exit(0 if known.owner == journal.claim(claims[1:])[0].owner == "owner" else 1)
        finally:
            os._exit(2)
    for _ in range(50):
        journal.get("order-1")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert journal.get("order-2").owner == "owner"
    journal.close()


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickle.dumps])
def test_it_is_not_copied(copied: Callable[[object], object], store: Make) -> None:
    """A copy would not know of forks, and would hold the secret of hashes in clear."""
    with store() as journal, pytest.raises(TypeError, match="cannot be pickled or copied"):
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


class Disordered(SqliteJournal):
    """Gives records in the order of its own."""

    def get_many(self, keys: Sequence[str]) -> Sequence[JournalRecord | None]:
        return [*reversed(super().get_many(keys))]


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


class Changed(SqliteJournal):
    """SQLite with other statements."""

    changes: ClassVar[dict[str, tuple[str, str]]] = {}

    def _connect(self) -> sqlite3.Connection:
        return cast("sqlite3.Connection", Rewriting(super()._connect(), self.changes))


class Rewriting:
    """A connection that changes a part of some statements."""

    def __init__(self, database: sqlite3.Connection, changes: Mapping[str, tuple[str, str]]) -> None:
        self._database = database
        self._changes = changes

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    def execute(self, statement: str, *values: Any) -> Any:
        return self._database.execute(self._changed(statement), *values)

    def executemany(self, statement: str, values: Any) -> Any:
        return self._database.executemany(self._changed(statement), values)

    def _changed(self, statement: str) -> str:
        for before, after in self._changes.values():
            statement = statement.replace(before, after)
        return statement


class NeverRenews(Changed):
    """Its owner does not get more time."""

    changes: ClassVar = {"claim": ("leased_until = :until", "leased_until = leased_until")}


class Overwrites(Changed):
    """What another call wants is noted, although it does not get the key."""

    def claim(self, claims: Sequence[Claim]) -> Sequence[JournalRecord]:
        super().claim(claims)
        with self._writing() as database:
            for one in claims:
                database.execute("UPDATE keys SET digest = ? WHERE id = ?", (one.digest, str(one.id)))
        return [record for one in claims if (record := self.get(one.id))]


class TriesRefusedOnesAgain(Changed):
    """A refused key can be claimed."""

    changes: ClassVar = {"claim": ("AND (state = 'released'", "AND (state IN ('released', 'refused')")}


class ForgetsUnknownOnes(Changed):
    """It prunes what nobody knows the end of."""

    def prune(self, *, before: datetime, unknown: bool = False) -> int:
        return super().prune(before=before, unknown=True)


class KeepsUnknownOnes(Changed):
    """It does not prune them when it is told to."""

    def prune(self, *, before: datetime, unknown: bool = False) -> int:
        return super().prune(before=before)


class LooksLater(Changed):
    """It tells how a key stands some time after the claim."""

    def claim(self, claims: Sequence[Claim]) -> Sequence[JournalRecord]:
        made = super().claim(claims)
        return [self.get(one.id) or one for one in made]


class SettlesAnyState(Changed):
    """A refusal overwrites an acceptance."""

    changes: ClassVar = {"settle": ("AND state IN ('claimed', ?)", "AND state NOT IN ('released', ? || 'x')")}


class FreesWhatMayBeSent(Changed):
    """It does not look at the lease."""

    def resolve(
        self, key: str, resolution: Resolution, *, response: Mapping[str, object] | None = None
    ) -> JournalRecord:
        record = self.get(key)
        if record is not None and record.lease_left > 0:
            self.release([Claim(record.id, record.owner, "", "")])
        return super().resolve(key, resolution, response=response)


class ErasesWhatMayBeSent(Changed):
    """It does not look at the lease."""

    def erase(self, key: str) -> bool:
        record = self.get(key)
        return record is not None and self._delete(record)

    changes: ClassVar = {"delete": ("AND (state != 'claimed' OR leased_until <= :now)", "")}


class ErasesEverything(Changed):
    """It erases the whole namespace."""

    def erase(self, key: str) -> bool:
        found = super().erase(key)
        for record in [*self.iterate()]:
            self._delete(record)
        return found


class KeepsWhatItErased(Changed):
    """It only says that it has erased a key."""

    changes: ClassVar = {"delete": ("DELETE FROM keys\nWHERE prefix", "UPDATE keys SET outcome = ''\nWHERE prefix")}


class OneByOne(Changed):
    """Each journal has a store of its own."""

    def __init__(self, path: Path, **settings: Any) -> None:
        super().__init__(path.with_name(f"{secrets.token_hex(4)}.db"), **settings)


class OverwritesOutcomes(Changed):
    """A released key keeps its generation."""

    changes: ClassVar = {"claim": ("generation + (state = 'released')", "generation")}


@pytest.mark.parametrize(
    ("kind", "promise"),
    [
        (NeverRenews, "renew"),
        (Overwrites, "digest"),
        (TriesRefusedOnesAgain, "refused"),
        (ForgetsUnknownOnes, "prune returns how many"),
        (KeepsUnknownOnes, "unknown"),
        (LooksLater, "the state of the key at the time of the claim"),
        (SettlesAnyState, "settled"),
        (FreesWhatMayBeSent, "lease has not ended"),
        (ErasesWhatMayBeSent, "erase refuses"),
        (ErasesEverything, "erase keeps other keys"),
        (KeepsWhatItErased, "erased does not exist"),
        (OneByOne, "another one on the same store"),
        (OverwritesOutcomes, "generation"),
        (Free, "a key whose lease has ended is not free"),
        (Racing, "renew its lease|exactly one wins|can be claimed"),
        (Disordered, "get_many gives the records"),
        (Anybodys, "only its owner can settle"),
        (Deaf, "another secret"),
        (Loses, "with its outcome"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_check_bites(kind: Callable[..., Any], promise: str, tmp_path: Path) -> None:
    def check() -> None:
        for number in range(5):  # a race may end well by chance
            file = tmp_path / f"{number}.db"
            check_journal(lambda file=file, **settings: kind(file, **settings))

    with pytest.raises(AssertionError, match=promise):
        check()
