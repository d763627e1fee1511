"""A journal for several machines on AWS: a DynamoDB table, changed by conditional writes."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sesv2kit._boto.tables import Table
from sesv2kit._core import clock
from sesv2kit.errors import JournalError
from sesv2kit.journal.base import LEASE, StoredJournal, check_before, moment
from sesv2kit.journal.protocol import Claim, JournalRecord, KeyId, KeyState, Settlement

if TYPE_CHECKING:
    import boto3

_NEW = (
    "SET #state = :claimed, #operation = :operation, #digest = :digest, #owner = :owner, #claimed_at = :now, "
    "#leased_until = :until, #generation = if_not_exists(#generation, :zero) + :one"
)
_RENEWED = "SET #leased_until = :until"
_FREE = "attribute_not_exists(#state) OR #state = :released"
_OVER = "(#state <> :claimed OR #leased_until <= :now)"
_MINE = "#state = :claimed AND #owner = :owner"


class DynamoDBJournal(StoredJournal):
    """A journal in a DynamoDB table, for several machines on AWS. Threads and forked processes may share it.

    Every claim is a conditional write, durable in several zones when it returns. Leases depend on the clocks of the
    machines, which should differ by less than a quarter of the lease.

    The table has one key, a string named `id`; the journal adds the other attributes. It needs the permissions
    dynamodb:UpdateItem and dynamodb:GetItem, and Scan and DeleteItem for iterate, prune and erase.

    Args:
        table: Name or ARN of the table. A global table must be written in one region only: its other regions get
            claims later.
        namespace: The same key in another namespace is another key.
        secret: Secret for the hashes, at least 16 bytes. None: a short key can be found from its hash.
        lease: Seconds for which a claim allows its owner to send.
        region_name: AWS region of the table. None: as boto3 finds it.
        endpoint_url: Where to send requests instead of the region's endpoint. None: the region's.
        session: A `boto3.Session` to take region and credentials from. None: boto3's default session.
        keep_keys: Whether to store the keys themselves too.

    Raises:
        ValueError: A setting is out of its range.
    """

    def __init__(
        self,
        table: str,
        *,
        namespace: str = "default",
        secret: str | bytes | None = None,
        lease: float = LEASE,
        region_name: str | None = None,
        endpoint_url: str | None = None,
        session: "boto3.Session | None" = None,
        keep_keys: bool = False,
    ) -> None:
        super().__init__(namespace, secret, lease, keep_keys)
        if not isinstance(table, str) or not table:  # pyright: ignore[reportUnnecessaryIsInstance]  # not every caller is type-checked
            raise ValueError("DynamoDBJournal: table must be the name of a table")
        self._table = Table(table, region_name, endpoint_url, session)
        self._prefix = f"{namespace}/"
        self._looked = False

    def close(self) -> None:
        """Close the connections. A closed journal refuses every call."""
        super().close()
        self._table.close()

    def claim(self, claims: Sequence[Claim]) -> Sequence[JournalRecord]:
        """Claim keys, or renew leases; see `Journal.claim`. One write for each key."""
        self._look()
        return [self._claim(one) for one in claims]

    def settle(self, settlements: Sequence[Settlement]) -> Sequence[bool]:
        """Record how calls ended; see `Journal.settle`. One write for each key."""
        self._look()
        return [
            self._table.update(
                self._prefix + one.id,
                "SET #state = :to, #outcome = :outcome, #settled_at = :now",
                "#owner = :owner AND #state IN (:claimed, :to)",
                {**_words(), "owner": one.owner, "to": one.state, "outcome": one.outcome},
            )[0]
            for one in settlements
        ]

    def release(self, claims: Sequence[Claim]) -> Sequence[bool]:
        """Release keys; see `Journal.release`. One write for each key."""
        self._look()
        change = "SET #state = :released, #owner = :nobody, #settled_at = :now"
        return [
            self._table.update(self._prefix + one.id, change, _MINE, {**_words(), "owner": one.owner})[0]
            for one in claims
        ]

    def iterate(self, *, state: KeyState | None = None) -> Iterator[JournalRecord]:
        """The records of the namespace, in no order. Reads the whole table."""
        self._look()
        for item in self._table.scan(self._prefix):
            if "state" in item and state in (None, item["state"]):
                yield self._record(item)

    def prune(self, *, before: datetime, unknown: bool = False) -> int:
        """Delete keys that ended before a time; see `Journal.prune`. Reads the whole table."""
        check_before(before)
        count = 0
        for record in self.iterate():
            ended = record.settled_at or (record.claimed_at if unknown and record.is_unknown else None)
            if ended is not None and ended < before:
                count += self._delete(record)
        return count

    def _claim(self, claim: Claim) -> JournalRecord:
        id = self._prefix + claim.id
        now = clock.current().now().timestamp()
        values = {
            **_words(),
            "operation": claim.operation,
            "digest": claim.digest,
            "owner": claim.owner,
            "until": now + self.lease,
            "zero": 0,
            "one": 1,
            "key": claim.key,
        }
        also = "" if claim.key is None else ", #key = :key"
        taken, item = self._table.update(id, f"{_NEW}{also} REMOVE #settled_at, #outcome", _FREE, values)
        if not taken and item is not None and item["state"] == "claimed" and item["owner"] == claim.owner:
            _, item = self._table.update(id, _RENEWED, _MINE, values)
        if item is None or item["state"] == "released":  # after the renewal had found it claimed
            raise JournalError("the key was pruned or resolved at the same time")
        return self._record(item)

    def _read(self, id: KeyId) -> JournalRecord | None:
        self._look()
        item = self._table.get(self._prefix + id)
        return None if item is None else self._record(item)

    def _change(self, record: JournalRecord, state: KeyState, outcome: str) -> bool:
        free = state == "released"
        values = {
            **_words(),
            "owner": record.owner,
            "generation": record.generation,
            "state": record.state,
            "to": state,
            "outcome": outcome,
            "next": "" if free else record.owner,
            "rise": int(free),
        }
        return self._table.update(
            self._prefix + record.id,
            "SET #state = :to, #outcome = :outcome, #settled_at = :now, #owner = :next, "
            "#generation = #generation + :rise",
            f"#owner = :owner AND #generation = :generation AND #state = :state{f' AND {_OVER}' if free else ''}",
            values,
        )[0]

    def _delete(self, record: JournalRecord) -> bool:
        values = {**_words(), "state": record.state, "generation": record.generation}
        condition = f"#state = :state AND #generation = :generation AND {_OVER}"
        return self._table.delete(self._prefix + record.id, condition, values)

    def _record(self, item: dict[str, Any]) -> JournalRecord:
        settled_at = item.get("settled_at")
        left = item["leased_until"] - clock.current().now().timestamp()
        return JournalRecord(
            id=KeyId(item["id"].removeprefix(self._prefix)),
            state=item["state"],
            operation=item["operation"],
            digest=item["digest"],
            owner=item["owner"],
            generation=int(item["generation"]),
            claimed_at=moment(item["claimed_at"]),
            lease_left=max(0.0, left) if item["state"] == "claimed" else 0.0,
            settled_at=None if settled_at is None else moment(settled_at),
            outcome=item.get("outcome", ""),
            key=item.get("key"),
        )

    def _look(self) -> None:
        """Check at the first use that the secret is that of the namespace."""
        self._check_open()
        if not self._looked:
            change, condition = "SET #verifier = :verifier", "attribute_not_exists(#verifier)"
            _, item = self._table.update(self._prefix, change, condition, {"verifier": self.scope.check})
            self._check_secret(None if item is None else item.get("verifier"))
            self._looked = True


def _words() -> dict[str, Any]:
    return {"claimed": "claimed", "released": "released", "nobody": "", "now": clock.current().now().timestamp()}
