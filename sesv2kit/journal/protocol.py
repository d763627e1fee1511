"""The protocol of a journal, and the values it takes and gives. No I/O here."""

import hashlib
import re
from binascii import b2a_base64
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol, TypeAlias

KeyState: TypeAlias = Literal["claimed", "accepted", "refused", "released"]
"""The state of a key: a call has taken it and has not ended ("claimed"), SES accepted its request ("accepted"), SES
refused it for good ("refused"), or it is certain that nothing was done ("released")."""

Resolution: TypeAlias = Literal["sent", "not_sent"]
"""What somebody found out about a key whose outcome was unknown."""


class KeyId(str):
    """What a journal stores in place of a key: 43 characters of A-Z, a-z, 0-9, _ and -, a hash of namespace and key.

    It is also the value of the message tag `sesv2kit-key`. Where a method takes a key, a plain text is the key itself
    and a `KeyId` is its hash: `journal.resolve(KeyId(tag_of_an_event), "sent")`.
    """

    __slots__ = ()


class Scope:
    """Which keys are the same key, and how keys and arguments are hashed.

    Args:
        namespace: The same key in another namespace is another key: 1 to 64 characters of A-Z, a-z, 0-9, `.`, `_`
            and `-`. The AWS region plays no part: after a failover the same key is still the same.
        secret: Hashes cannot be guessed without it; at least 16 bytes. All that use a namespace need the same one.
            None: hashes of short keys can be found by trying.
        keep_keys: Store the keys as they are beside their hashes.

    Raises:
        ValueError: `namespace` or `secret` is out of its range.
    """

    __slots__ = ("_arguments", "_key", "_secret", "keep_keys", "namespace", "warned")

    def __init__(
        self, namespace: str = "default", secret: str | bytes | None = None, *, keep_keys: bool = False
    ) -> None:
        if not isinstance(namespace, str) or not re.fullmatch(r"[A-Za-z0-9._-]{1,64}", namespace):  # pyright: ignore[reportUnnecessaryIsInstance]  # not every caller is type-checked
            raise ValueError("namespace must be 1 to 64 characters of A-Z, a-z, 0-9, ., _ and -")
        if not isinstance(secret, str | bytes | None):  # pyright: ignore[reportUnnecessaryIsInstance]  # the same
            raise ValueError(f"secret must be text or bytes, not a {type(secret).__name__}")
        content = secret.encode() if isinstance(secret, str) else secret
        if content is not None and len(content) < 16:
            raise ValueError("secret must have at least 16 bytes")
        self.namespace: str = namespace
        """The namespace."""
        self.keep_keys: bool = keep_keys
        """Whether keys are stored as they are, too."""
        self.warned: bool = False
        """Whether it was told that sends without a configuration set cannot be looked up by their events."""
        self._key, self._arguments, self._secret = (
            _begun(content or b"", f"{purpose}\0{namespace}\0".encode()) for purpose in ("key", "arguments", "secret")
        )

    def __repr__(self) -> str:
        return f"<Scope: {self.namespace}>"

    def id_of(self, key: str) -> KeyId:
        """The id of a key; a `KeyId` stays as it is."""
        return key if isinstance(key, KeyId) else KeyId(_hash(self._key, key.encode()))

    def digest(self, arguments: bytes) -> str:
        """A hash of an operation and its arguments. The same key with another digest is the caller's mistake."""
        return _hash(self._arguments, arguments)

    @property
    def check(self) -> str:
        """A hash of the secret: a journal stores it, and refuses to be used with another secret."""
        return _hash(self._secret, b"")


_URL_SAFE = bytes.maketrans(b"+/", b"-_")


_Begun: TypeAlias = tuple[Any, Any]
"""The inner and the outer hash of an HMAC, both begun."""


def _begun(secret: bytes, first: bytes) -> _Begun:
    """The HMAC with SHA-256 of RFC 2104, begun. `first`: the first part of what is hashed.

    A bulk send hashes two texts for each entry. `hmac.HMAC` takes nearly twice as long for each.
    """
    key = (hashlib.sha256(secret).digest() if len(secret) > 64 else secret).ljust(64, b"\0")
    inner, outer = (hashlib.sha256(bytes(one ^ pad for one in key)) for pad in (0x36, 0x5C))
    inner.update(first)
    return inner, outer


def _hash(begun: _Begun, content: bytes) -> str:
    inner, outer = begun[0].copy(), begun[1].copy()
    inner.update(content)
    outer.update(inner.digest())
    return b2a_base64(outer.digest(), newline=False).translate(_URL_SAFE, b"=").decode()


@dataclass(frozen=True, slots=True)
class Claim:
    """A call that wants to carry out its request under a key."""

    id: KeyId
    """The key's id."""

    owner: str
    """The call: a random text that no other call has."""

    operation: str
    """Wire name of the operation."""

    digest: str
    """`Scope.digest` of the operation and its arguments."""

    key: str | None = field(default=None, repr=False)
    """The key as it is. None: it is not to be stored."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a call that had claimed a key has ended."""

    id: KeyId
    """The key's id."""

    owner: str
    """The call that claimed it."""

    state: Literal["accepted", "refused"]
    """What SES did with the request."""

    outcome: str
    """JSON: ids and statuses of the response, or code, status and request id of the refusal."""


@dataclass(frozen=True, slots=True)
class JournalRecord:
    """What a journal knows of a key."""

    id: KeyId
    """The key's id, and the value of the message tag `sesv2kit-key`."""

    state: KeyState
    """Its state."""

    operation: str
    """Wire name of the operation it was last claimed for."""

    digest: str
    """Hash of that operation and its arguments."""

    owner: str
    """The call that claimed it last. Empty: it was released."""

    generation: int
    """Rises with every claim and with every `resolve(key, "not_sent")`."""

    claimed_at: datetime
    """When it was last claimed, in UTC, by the journal's clock."""

    lease_left: float
    """Seconds that its owner may still send, by the journal's clock when this was read. 0: the lease is over, or the
    key is not claimed."""

    settled_at: datetime | None = None
    """When it was settled, released or resolved, in UTC. None: its state is `claimed`."""

    outcome: str = ""
    """JSON of its result: ids and statuses. Empty: nothing is known."""

    key: str | None = field(default=None, repr=False)
    """The key itself. None: the journal stores hashes only."""

    @property
    def is_unknown(self) -> bool:
        """Whether nobody knows if its request was carried out: claimed, the lease is over, no end was recorded."""
        return self.state == "claimed" and self.lease_left <= 0


class Journal(Protocol):
    """What a call needs of a journal. `sesv2kit.testing.check_journal` tries one of your own.

    Every method is atomic for each key, and durable when it returns, as far as the store can be. Threads share it. If
    `claim` raises, nothing is sent.
    """

    @property
    def scope(self) -> Scope:
        """Namespace and secret."""
        ...

    @property
    def lease(self) -> float:
        """Seconds for which a claim allows its owner to send."""
        ...

    def claim(self, claims: Sequence[Claim]) -> Sequence[JournalRecord]:
        """Claim keys that are free or released, and renew the leases of those that the same owner has claimed.

        Other keys stay as they are. Operations and digests are not compared here.

        Returns:
            The record of each key after its claim, in the order of the claims. A key was claimed if its record has the
            state `claimed` and the claim's owner. No record is ever `released`: such a key is claimed.
        """
        ...

    def settle(self, settlements: Sequence[Settlement]) -> Sequence[bool]:
        """Record how the calls that claimed keys have ended.

        Returns:
            For each key, whether that owner still held its claim, or had settled it in the same way before.
        """
        ...

    def release(self, claims: Sequence[Claim]) -> Sequence[bool]:
        """Release keys: it is certain that nothing was done.

        Returns:
            For each key, whether that owner still held its claim.
        """
        ...

    def get(self, key: str) -> JournalRecord | None:
        """What is known of a key. None: nothing."""
        ...

    def iterate(self, *, state: KeyState | None = None) -> Iterator[JournalRecord]:
        """The records of the namespace, in any order. `state`: only those in that state; None: all."""
        ...

    def resolve(
        self, key: str, resolution: Resolution, *, response: Mapping[str, object] | None = None
    ) -> JournalRecord:
        """Record the outcome of a key that was unknown, or release one that was refused.

        Args:
            key: The key, or its `KeyId`.
            resolution: "sent": other calls get the response again. It is taken at any time: an event may come while
                the lease runs, or after the key was released. "not_sent": the key is free, and a call that was stopped
                before it sent does not send any more.
            response: With "sent": the response in AWS's names, `{"MessageId": ...}`. None: not known.

        Raises:
            KeyInProgressError: With "not_sent": the lease of the call that claimed it is not over.
            JournalError: There is no such key, or its state does not allow this resolution.
        """
        ...

    def erase(self, key: str) -> bool:
        """Forget one key, however it stands, such as that of a person who wants to be forgotten.

        A forgotten key is free: a run or a job that is started again with it sends again.

        Args:
            key: The key, or its `KeyId`.

        Returns:
            Whether it was there.

        Raises:
            KeyInProgressError: The call that claimed it may still send.
            JournalError: It has changed at this moment.
        """
        ...

    def prune(self, *, before: datetime, unknown: bool = False) -> int:
        """Forget keys that ended before a moment. A forgotten key is free: its request is sent again.

        Args:
            before: The moment, timezone-aware.
            unknown: Also forget keys whose outcome is unknown and that were claimed before that moment.

        Returns:
            The number of keys forgotten.
        """
        ...


class AsyncJournal(Protocol):
    """A journal that is awaited; otherwise as `Journal`. For `AsyncSESv2`, which takes either kind."""

    @property
    def scope(self) -> Scope:
        """Namespace and secret."""
        ...

    @property
    def lease(self) -> float:
        """Seconds for which a claim allows its owner to send."""
        ...

    async def claim(self, claims: Sequence[Claim]) -> Sequence[JournalRecord]:
        """See `Journal.claim`."""
        ...

    async def settle(self, settlements: Sequence[Settlement]) -> Sequence[bool]:
        """See `Journal.settle`."""
        ...

    async def release(self, claims: Sequence[Claim]) -> Sequence[bool]:
        """See `Journal.release`."""
        ...

    async def get(self, key: str) -> JournalRecord | None:
        """See `Journal.get`."""
        ...

    def iterate(self, *, state: KeyState | None = None) -> AsyncIterator[JournalRecord]:
        """See `Journal.iterate`."""
        ...

    async def resolve(
        self, key: str, resolution: Resolution, *, response: Mapping[str, object] | None = None
    ) -> JournalRecord:
        """See `Journal.resolve`."""
        ...

    async def erase(self, key: str) -> bool:
        """See `Journal.erase`."""
        ...

    async def prune(self, *, before: datetime, unknown: bool = False) -> int:
        """See `Journal.prune`."""
        ...
