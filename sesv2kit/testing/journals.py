"""`check_journal`: checks that a journal of your own does what `sesv2kit.journal.Journal` requires."""

import asyncio
import inspect
import json
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Protocol

from sesv2kit.errors import JournalError, KeyInProgressError
from sesv2kit.journal import AsyncJournal, Claim, Journal, JournalRecord, KeyId, Settlement

_AT_ONCE = 16
"""How many callers claim one key at the same time."""

_LOOKS = 100_000
"""How often a lease of a millisecond is read until it has ended."""


class JournalFactory(Protocol):
    """Makes journals that use the same store."""

    def __call__(self, *, namespace: str, secret: str, lease: float) -> Journal | AsyncJournal:
        """A journal with this namespace, whose hashes use this secret."""
        ...


def check_journal(factory: JournalFactory) -> None:
    """Check a journal of your own: `check_journal(lambda **settings: MyJournal(dsn, **settings))`.

    It uses namespaces with random names, so the store may contain other keys. It prunes the keys that it wrote. Crashes
    of the store are not simulated.

    Args:
        factory: Called several times. It makes journals that use the same store, all `Journal` or all `AsyncJournal`.

    Raises:
        AssertionError: The journal does not do what is required; the text says what.
    """
    _Check(factory).run()


class _Check:
    def __init__(self, factory: JournalFactory) -> None:
        self._factory = factory
        self._namespace = f"check-{secrets.token_hex(8)}"
        self._runner: asyncio.Runner | None = None
        self._journal = self._make()

    def _make(self, *, namespace: str = "", secret: str = "a secret of 25 characters", lease: float = 60.0) -> Any:
        return self._factory(namespace=namespace or self._namespace, secret=secret, lease=lease)

    def run(self) -> None:
        """All checks, one after the other, each with its own keys."""
        if inspect.iscoroutinefunction(self._journal.claim):
            self._runner = asyncio.Runner()
        try:
            self._claiming()
            self._settling()
            self._releasing()
            self._batches()
            self._leases()
            self._resolving()
            self._erasing()
            self._racing()
            self._scopes()
            self._walking()
        finally:
            if self._runner is not None:
                self._runner.close()

    def _ask(self, method: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        if self._runner is None:
            return method(*arguments, **named)

        async def asked() -> Any:
            return await method(*arguments, **named)

        return self._runner.run(asked())

    def _records(self, journal: Any, **named: Any) -> list[JournalRecord]:
        if self._runner is None:
            return list(journal.iterate(**named))

        async def walked() -> list[JournalRecord]:
            return [record async for record in journal.iterate(**named)]

        return self._runner.run(walked())

    def _claim(self, key: str, owner: str = "", journal: Any = None) -> tuple[Claim, JournalRecord]:
        journal = journal or self._journal
        claim = self._of(key, owner, journal)
        return claim, self._ask(journal.claim, [claim])[0]

    def _of(self, key: str, owner: str, journal: Any) -> Claim:
        return Claim(journal.scope.id_of(key), owner or secrets.token_hex(8), "SendEmail", f"digest of {key}")

    def _settle(
        self,
        claim: Claim,
        outcome: str = "{}",
        journal: Any = None,
        state: Literal["accepted", "refused"] = "accepted",
    ) -> bool:
        settlement = Settlement(claim.id, claim.owner, state, outcome)
        return bool(self._ask((journal or self._journal).settle, [settlement])[0])

    def _get(self, key: str, journal: Any = None) -> JournalRecord:
        record = self._ask((journal or self._journal).get, key)
        _say(record is not None, "get returns the record of a key that was claimed")
        found: JournalRecord = record
        return found

    def _claiming(self) -> None:
        _say(self._ask(self._journal.get, "first") is None, "get returns None for a key that was never claimed")
        claim, record = self._claim("first")
        _say(
            (record.id, record.owner) == (claim.id, claim.owner), "claim gives a free key to the caller that claims it"
        )
        _say(record.state == "claimed" and not record.is_unknown, "a key that was just claimed has the state claimed")
        _say((record.operation, record.digest) == (claim.operation, claim.digest), "operation and digest are stored")
        _say(record.claimed_at.tzinfo is not None, "claimed_at has a time zone")
        _say(0 < record.lease_left <= self._journal.lease, "lease_left is at most the lease")
        others = Claim(claim.id, secrets.token_hex(8), "SendBulkEmail", "another digest")
        other = self._ask(self._journal.claim, [others])[0]
        _say(other.owner == claim.owner, "a claimed key stays with its owner, and another claim returns that owner")
        same = (other.operation, other.digest) == (claim.operation, claim.digest)
        _say(same, "another claim does not change operation and digest of a claimed key")
        _, again = self._claim("first", claim.owner)
        _say(again.owner == claim.owner and again.generation == record.generation, "its owner may renew its lease")
        _say(self._get("first").id == self._get(KeyId(claim.id)).id, "get accepts a key, and the id of a key")
        elsewhere = self._ask(self._make().get, "first")
        _say(elsewhere is not None, "what one journal writes, another one on the same store reads")
        _say(self._get("first").key is None, "the text of a key is stored only with keep_keys=True")

    def _settling(self) -> None:
        claim, _ = self._claim("settled")
        outcome = json.dumps({"response": {"MessageId": "é" * 100}, "more": ["x"] * 500}, ensure_ascii=False)
        _say(not self._settle(self._of("settled", "", self._journal)), "only its owner can settle a key")
        _say(self._settle(claim, outcome), "its owner can settle a key")
        _say(self._settle(claim, outcome), "settling a key again in the same way is not an error")
        _say(not self._ask(self._journal.release, [claim])[0], "a settled key cannot be released")
        _, record = self._claim("settled", claim.owner)
        _say(record.state == "accepted" and record.outcome == outcome, "a settled key is kept, with its outcome")
        _say(record.settled_at is not None and record.lease_left == 0, "a settled key has a settled_at and no lease")
        _, record = self._claim("settled")
        _say((record.owner, record.state) == (claim.owner, "accepted"), "a settled key cannot be claimed")
        _say(not self._settle(claim, state="refused"), "a settled key cannot be settled in another way")
        _say(self._get("settled").state == "accepted", "a failed settle does not change a settled key")
        refused, _ = self._claim("refused")
        _say(self._settle(refused, '{"code": "X"}', state="refused"), "its owner can settle a key as refused")
        _, record = self._claim("refused")
        _say((record.state, record.outcome) == ("refused", '{"code": "X"}'), "a refused key is kept, with its outcome")
        _say(not self._settle(refused), "a refused key cannot be settled in another way")
        record = self._ask(self._journal.resolve, "refused", "not_sent")
        _say(record.state == "released", 'resolve(key, "not_sent") frees a refused key')

    def _releasing(self) -> None:
        claim, first = self._claim("released")
        stranger = self._of("released", "", self._journal)
        _say(not self._ask(self._journal.release, [stranger])[0], "only its owner can release a key")
        _say(bool(self._ask(self._journal.release, [claim])[0]), "its owner can release a key")
        _say(self._get("released").state == "released", "a released key has the state released")
        _say(not self._settle(claim), "the owner that has released a key cannot settle it")
        other, record = self._claim("released")
        _say(record.owner == other.owner, "a released key can be claimed")
        _say(record.generation > first.generation, "every claim increases the generation")
        _say(record.settled_at is None and record.outcome == "", "a key that is claimed again has no outcome")

    def _batches(self) -> None:
        taken, _ = self._claim("batch-1")
        claims = [self._of(f"batch-{number}", "", self._journal) for number in range(3)]
        records: Sequence[JournalRecord] = self._ask(self._journal.claim, claims)
        _say(
            [one.id for one in records] == [one.id for one in claims],
            "claim returns its results in the order of the claims",
        )
        owners = [claims[0].owner, taken.owner, claims[2].owner]
        _say([one.owner for one in records] == owners, "of several keys those that are free are claimed")
        if (get_many := getattr(self._journal, "get_many", None)) is not None:  # it need not have it
            found = self._ask(get_many, [claims[2].id, "batch-of-nobody", "batch-1"])
            known = [None if one is None else one.owner for one in found]
            _say(known == [claims[2].owner, None, taken.owner], "get_many gives the records in the order of the keys")
        settlements = [Settlement(one.id, one.owner, "accepted", "{}") for one in claims]
        _say(
            [*map(bool, self._ask(self._journal.settle, settlements))] == [True, False, True],
            "settle returns a result for each key",
        )

    def _leases(self) -> None:
        short = self._make(lease=0.001)
        claim, _ = self._claim("late", journal=short)
        _say(any(self._get("late", short).lease_left == 0 for _ in range(_LOOKS)), "a lease ends")
        _, record = self._claim("late", journal=short)
        _say(record.is_unknown and record.owner == claim.owner, "a key whose lease has ended is not free")
        _say(self._settle(claim, journal=short), "its owner can settle a key after its lease has ended")
        claim, _ = self._claim("renewed", journal=short)
        _say(any(self._get("renewed", short).lease_left == 0 for _ in range(_LOOKS)), "a lease ends")
        _, record = self._claim("renewed", claim.owner)
        _say(record.lease_left > 0, "its owner may renew its lease after it has ended")
        self._claim("forgotten", journal=short)
        _say(any(self._get("forgotten", short).lease_left == 0 for _ in range(_LOOKS)), "a lease ends")

    def _resolving(self) -> None:
        self._claim("live")
        self._raises(KeyInProgressError, "resolve refuses a key whose lease has not ended", "live", "not_sent")
        self._raises(JournalError, "resolve refuses a key that was never claimed", "nobody's", "sent")
        short = self._make(lease=0.001)
        for key, resolution, state in (("gone", "not_sent", "released"), ("went", "sent", "accepted")):
            claim, before = self._claim(key, journal=short)
            _say(any(self._get(key, short).lease_left == 0 for _ in range(_LOOKS)), "a lease ends")
            response: Mapping[str, str] | None = {"MessageId": "id-1"} if resolution == "sent" else None
            record = self._ask(short.resolve, key, resolution, response=response)
            _say(record.state == state, f"resolve(key, {resolution!r}) makes it {state}")
            if resolution == "sent":
                _say("id-1" in record.outcome, "resolve keeps the response")
                self._raises(JournalError, "resolve does not free a key that was accepted", key, "not_sent")
            else:
                _say(record.generation > before.generation, 'resolve(key, "not_sent") raises the generation')
                _say(not self._settle(claim, journal=short), "a key that was resolved has no owner any more")
        record = self._ask(self._journal.resolve, "live", "sent")
        _say(record.state == "accepted", 'resolve(key, "sent") is accepted before the lease has ended')
        record = self._ask(self._journal.resolve, "gone", "sent")
        _say(record.state == "accepted", 'resolve(key, "sent") is accepted after the key was released')

    def _erasing(self) -> None:
        erase = self._journal.erase
        _say(not self._ask(erase, "nobody's"), "erase reports that a key does not exist")
        claim, _ = self._claim("erased")
        try:
            self._ask(erase, "erased")
        except KeyInProgressError:
            pass
        else:
            raise AssertionError("not so: erase refuses a key whose lease has not ended")
        self._settle(claim)
        self._settle(self._claim("another key")[0])
        _say(bool(self._ask(erase, KeyId(claim.id))), "erase deletes a settled key, given by its id")
        _say(self._ask(self._journal.get, "erased") is None, "a key that was erased does not exist")
        _say(self._ask(self._journal.get, "another key") is not None, "erase keeps other keys")
        again, record = self._claim("erased")
        _say(record.owner == again.owner, "a key that was erased can be claimed")
        short = self._make(lease=0.001)
        self._claim("erased late", journal=short)
        _say(any(self._get("erased late", short).lease_left == 0 for _ in range(_LOOKS)), "a lease ends")
        _say(bool(self._ask(erase, "erased late")), "erase deletes a key whose outcome is unknown")

    def _raises(self, kind: type[Exception], promise: str, *arguments: Any) -> None:
        try:
            self._ask(self._journal.resolve, *arguments)
        except kind:
            return
        raise AssertionError(f"not so: {promise}")

    def _racing(self) -> None:
        for key in ("race-1", "race-2", "race-3"):
            claims = [self._of(key, "", self._journal) for _ in range(_AT_ONCE)]
            records = self._at_once(claims)
            winners = {one.owner for one in records}
            _say(len(winners) == 1 and len(records) == _AT_ONCE, "of many claims at once exactly one succeeds")
        for _ in range(_AT_ONCE):
            records = self._at_once([self._of("passed on", "", self._journal) for _ in range(_AT_ONCE)], releases=True)
            _say(
                {one.state for one in records} == {"claimed"},
                "a claim returns the state of the key at the time of the claim",
            )

    def _at_once(self, claims: Sequence[Claim], *, releases: bool = False) -> list[JournalRecord]:
        """The results of many claims at once. `releases`: a caller that gets the key releases it at once."""
        journals = [self._journal, self._make()]
        if self._runner is not None:

            async def one(journal: Any, claim: Claim) -> JournalRecord:
                record: JournalRecord = (await journal.claim([claim]))[0]
                if releases and record.owner == claim.owner:
                    await journal.release([claim])
                return record

            async def all_of_them() -> list[JournalRecord]:
                return await asyncio.gather(*(one(journals[n % 2], claim) for n, claim in enumerate(claims)))

            return self._runner.run(all_of_them())
        records: list[JournalRecord] = []
        start = threading.Barrier(len(claims))

        def work(journal: Any, claim: Claim) -> None:
            start.wait()
            [record] = journal.claim([claim])
            records.append(record)
            if releases and record.owner == claim.owner:
                journal.release([claim])

        threads = [threading.Thread(target=work, args=(journals[n % 2], one)) for n, one in enumerate(claims)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return records

    def _scopes(self) -> None:
        other = self._make(namespace=f"{self._namespace}-2")
        mine, _ = self._claim("same key")
        yours, record = self._claim("same key", journal=other)
        _say(mine.id != yours.id and record.owner == yours.owner, "the same key in another namespace is another key")
        _say([one.id for one in self._records(other)] == [yours.id], "iterate returns the keys of its namespace")
        self._settle(yours, journal=other)
        self._ask(other.prune, before=datetime.now(UTC) + timedelta(days=1))
        wrong = self._make(secret="another secret of this namespace")
        try:
            self._claim("wrong", journal=wrong)
        except JournalError:
            return
        raise AssertionError("not so: a namespace that is used with another secret raises JournalError")

    def _walking(self) -> None:
        records = self._records(self._journal)
        _say(len({one.id for one in records}) == len(records) > 5, "iterate returns every key once")
        claimed = self._records(self._journal, state="claimed")
        _say({one.state for one in claimed} == {"claimed"}, "iterate(state=...) returns the keys in this state")
        now = datetime.now(UTC)
        _say(
            self._ask(self._journal.prune, before=now - timedelta(days=1)) == 0,
            "prune deletes only keys that ended before the given time",
        )
        ended = len(records) - len(claimed)
        _say(
            self._ask(self._journal.prune, before=now + timedelta(days=1)) == ended,
            "prune returns how many keys it deleted",
        )
        left = self._records(self._journal)
        _say({one.state for one in left} == {"claimed"}, "prune keeps keys that have not ended")
        unknown = sum(one.is_unknown for one in left)
        _say(unknown > 0, "prune keeps unknown keys unless unknown=True")
        past, future = now - timedelta(days=1), now + timedelta(days=1)
        prune = self._journal.prune
        _say(
            self._ask(prune, before=past, unknown=True) == 0,
            "prune(unknown=True) deletes keys claimed before the given time",
        )
        _say(self._ask(prune, before=future, unknown=True) == unknown, "prune(unknown=True) deletes unknown keys")
        left = self._records(self._journal)
        _say(all(one.lease_left > 0 for one in left) and len(left) > 0, "prune keeps keys whose lease has not ended")
        for record in left:
            claim = Claim(record.id, record.owner, record.operation, record.digest)
            self._ask(self._journal.release, [claim])
        self._ask(self._journal.prune, before=now + timedelta(days=1))
        _say(self._records(self._journal) == [], "a key that was pruned does not exist")


def _say(holds: bool, promise: str) -> None:
    if not holds:
        raise AssertionError(f"not so: {promise}")
