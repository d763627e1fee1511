"""The protocol of a journal, with its arguments and results. No I/O."""

import hashlib
import re
from binascii import b2a_base64
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol, TypeAlias

KeyState: TypeAlias = Literal["claimed", "accepted", "refused", "released"]
"""The state of a key. "claimed": a call uses it and has not ended. "accepted": SES accepted its request. "refused": SES
refused it permanently. "released": it is certain that nothing was done."""

Resolution: TypeAlias = Literal["sent", "not_sent"]
"""The outcome that was found for a key whose outcome was unknown."""


class KeyId(str):
    """The id of a key, which a journal stores instead of the key: a hash of namespace and key, 43 characters of A-Z,
    a-z, 0-9, _ and -.

    It is also the value of the message tag `sesv2kit-key`. Where a method takes a key, a plain text is the key itself
    and a `KeyId` is its hash: `journal.resolve(KeyId(tag_of_an_event), "sent")`.
    """

    __slots__ = ()


class Scope:
    """The namespace of keys, and how keys and arguments are hashed.

    Args:
        namespace: The same key in another namespace is another key: 1 to 64 characters of A-Z, a-z, 0-9, `.`, `_` and
            `-`. The AWS region does not matter: a key stays the same after a failover to another region.
        secret: Secret for the hashes, at least 16 bytes. All programs that use a namespace need the same one. None:
            anyone can find short keys from their hashes by trying.
        keep_keys: Whether to store the keys themselves in addition to their hashes.

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
        """Whether the keys themselves are stored too."""
        self.warned: bool = False
        """Whether the warning about sends without a configuration set was logged."""
        self._key, self._arguments, self._secret = (
            _begun(content or b"", f"{purpose}\0{namespace}\0".encode()) for purpose in ("key", "arguments", "secret")
        )

    def __repr__(self) -> str:
        return f"<Scope: {self.namespace}>"

    def id_of(self, key: str) -> KeyId:
        """The id of a key; a `KeyId` is returned unchanged."""
        return key if isinstance(key, KeyId) else KeyId(_hash(self._key, key.encode()))

    def digest(self, arguments: bytes) -> str:
        """A hash of an operation and its arguments. Using the same key with another digest is an error of the
        caller."""
        return _hash(self._arguments, arguments)

    @property
    def check(self) -> str:
        """A hash of the secret. A journal stores it, to refuse another secret later."""
        return _hash(self._secret, b"")


_URL_SAFE = bytes.maketrans(b"+/", b"-_")


_Begun: TypeAlias = tuple[Any, Any]
"""The prepared inner and outer hash of an HMAC."""


def _begun(secret: bytes, first: bytes) -> _Begun:
    """A prepared HMAC with SHA-256 (RFC 2104). `first`: the first part of the hashed text.

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
    """A request for a key by a call."""

    id: KeyId
    """The key's id."""

    owner: str
    """Id of the call: a random text that no other call has."""

    operation: str
    """Wire name of the operation."""

    digest: str
    """`Scope.digest` of the operation and its arguments."""

    key: str | None = field(default=None, repr=False)
    """The key itself. None: it is not stored."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """The end of a call that had claimed a key."""

    id: KeyId
    """The key's id."""

    owner: str
    """The call that claimed it."""

    state: Literal["accepted", "refused"]
    """The new state of the key."""

    outcome: str
    """JSON with ids and statuses of the response, or with code, status and request id of the error."""


@dataclass(frozen=True, slots=True)
class JournalRecord:
    """A journal's record of a key."""

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
    """A number that increases with every claim and with every `resolve(key, "not_sent")`."""

    claimed_at: datetime
    """When it was last claimed, in UTC, by the journal's clock."""

    lease_left: float
    """Seconds for which its owner may still send, by the journal's clock when this was read. 0: the lease has ended, or
    the key is not claimed."""

    settled_at: datetime | None = None
    """When it was settled, released or resolved, in UTC. None: its state is `claimed`."""

    outcome: str = ""
    """JSON of its result: ids and statuses. Empty: no result is known."""

    key: str | None = field(default=None, repr=False)
    """The key itself. None: the journal stores hashes only."""

    @property
    def is_unknown(self) -> bool:
        """Whether it is unknown if its request was carried out: its state is claimed, and the lease has ended."""
        return self.state == "claimed" and self.lease_left <= 0


class Journal(Protocol):
    """The protocol of a journal. `sesv2kit.testing.check_journal` checks a journal of your own.

    Every method is atomic for each key, and durable when it returns, as far as the store can be. It must be
    thread-safe. If `claim` raises, nothing is sent.
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
            For each key, whether that owner still had the claim, or had settled it in the same way before.
        """
        ...

    def release(self, claims: Sequence[Claim]) -> Sequence[bool]:
        """Release keys, because it is certain that nothing was done.

        Returns:
            For each key, whether that owner still had the claim.
        """
        ...

    def get(self, key: str) -> JournalRecord | None:
        """The record of a key. None: there is none."""
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
            resolution: "sent": other calls with the key return the response. It is accepted at any time, because an
                event may come before the lease has ended, or after the key was released. "not_sent": the key is free,
                and a call that was stopped before it sent does not send any more.
            response: With "sent": the response in AWS's names, `{"MessageId": ...}`. None: not known.

        Raises:
            KeyInProgressError: With "not_sent": the lease of the call that claimed it has not ended.
            JournalError: There is no such key, or its state does not allow this resolution.
        """
        ...

    def erase(self, key: str) -> bool:
        """Delete one key in any state, for example because a person asked to delete their data.

        A deleted key is free: a run or a job that is started again with it sends again.

        Args:
            key: The key, or its `KeyId`.

        Returns:
            Whether the key existed.

        Raises:
            KeyInProgressError: The call that claimed it may still send.
            JournalError: It was changed at the same time.
        """
        ...

    def prune(self, *, before: datetime, unknown: bool = False) -> int:
        """Delete keys that ended before a time. A deleted key is free: if it is used again, its request is sent again.

        Args:
            before: The time, a timezone-aware datetime.
            unknown: Whether to delete also keys whose outcome is unknown and that were claimed before that time.

        Returns:
            The number of deleted keys.
        """
        ...


class AsyncJournal(Protocol):
    """The asynchronous form of `Journal`. `AsyncSESv2` accepts both."""

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
