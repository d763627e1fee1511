"""The interface of a client for workflows, so that each workflow is written once for both clients."""

import weakref
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sesv2kit._core import clock, fork
from sesv2kit._core.arguments import validated
from sesv2kit.errors import NotFoundError
from sesv2kit.operation import Operation, RequestT, ResponseT

if TYPE_CHECKING:
    from sesv2kit._core.keyed import Keyed
    from sesv2kit.client import SESv2
    from sesv2kit.journal import KeyId

T = TypeVar("T")


class Turns:
    """Locks for code that only one thread or task at a time may run."""

    def __init__(self) -> None:
        self.threads: fork.Lock = fork.Lock()
        """For the threads of a blocking client."""
        self.tasks: weakref.WeakKeyDictionary[Any, Any] = weakref.WeakKeyDictionary()
        """For the tasks of an asynchronous client, in each event loop."""


class Caller(Protocol):
    """The interface of a client for workflows."""

    @property
    def region_name(self) -> str:
        """The AWS region."""
        ...

    @property
    def kept(self) -> dict[str, Any]:
        """The state of workflows that a client and its copies share, by the name of the workflow's module."""
        ...

    async def call(
        self,
        operation: Operation[RequestT, ResponseT],
        request: RequestT | Mapping[str, Any],
        *,
        idempotency_key: str | None = None,
        journal: Any = None,
        wait: float | None = None,
        keyed: "Keyed | None" = None,
    ) -> ResponseT:
        """Call one operation; see `SESv2.call`. `keyed`: its idempotency keys, instead of the three arguments."""
        ...

    async def look_up(
        self, operation: Operation[RequestT, ResponseT], request: RequestT | Mapping[str, Any]
    ) -> ResponseT:
        """Call an operation that only reads, without the members of `options(extra=...)`, which do not apply to it."""
        ...

    @property
    def send_rate(self) -> float | None:
        """See `Pacing.send_rate`."""
        ...

    async def account_id(self) -> str:
        """See `Account.get_account_id`."""
        ...

    def other_client(self, service: str, *, instead: str) -> AbstractContextManager[Any]:
        """A boto3 client for another service; see `Connection.other_client`."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait on the current clock."""
        ...

    async def blocking(self, function: Callable[[], T]) -> T:
        """Call a function that blocks, such as a request to another service of AWS."""
        ...

    def keyed(
        self, operation: Operation[Any, Any], idempotency_key: str | None, journal: Any, wait: float | None
    ) -> "Keyed":
        """The idempotency key of a call.

        Raises:
            RequestInvalidError: An argument is wrong, or there is no journal.
        """
        ...

    async def is_used(self, keyed: "Keyed") -> bool:
        """Whether an earlier call used an idempotency key."""
        ...

    async def one_at_a_time(self, turns: Turns, do: Callable[[], Awaitable[None]]) -> None:
        """Run a function while no other call of the client runs one with the same `turns`."""
        ...


class BlockingCaller:
    """The blocking client as a caller. It never suspends, so `run` of `_core/course.py` can run a workflow with it."""

    def __init__(self, client: "SESv2") -> None:
        self._client = client
        self._connection = client._connection  # pyright: ignore[reportPrivateUsage]  # workflows are methods of clients

    @property
    def region_name(self) -> str:
        """See `Caller`."""
        return self._client.region_name

    @property
    def kept(self) -> dict[str, Any]:
        """See `Caller`."""
        return self._connection.kept

    async def call(
        self,
        operation: Operation[RequestT, ResponseT],
        request: RequestT | Mapping[str, Any],
        *,
        idempotency_key: str | None = None,
        journal: Any = None,
        wait: float | None = None,
        keyed: "Keyed | None" = None,
    ) -> ResponseT:
        """See `Caller`."""
        if keyed is not None:
            client = self._client
            _, checked, extra = self._connection.prepared(operation, request, None, None, client._extra)  # pyright: ignore[reportPrivateUsage]  # workflows are methods of clients
            return client._send(operation, checked, extra, keyed)  # pyright: ignore[reportPrivateUsage]  # workflows are methods of clients
        return self._client.call(operation, request, idempotency_key=idempotency_key, journal=journal, wait=wait)

    async def look_up(
        self, operation: Operation[RequestT, ResponseT], request: RequestT | Mapping[str, Any]
    ) -> ResponseT:
        """See `Caller`."""
        return self._client._send(operation, validated(operation, request), None)  # pyright: ignore[reportPrivateUsage]  # workflows are methods of clients

    @property
    def send_rate(self) -> float | None:
        """See `Caller`."""
        return self._connection.transports["sesv2"].pacing.send_rate

    async def account_id(self) -> str:
        """See `Caller`."""
        return self._connection.account_id()

    def other_client(self, service: str, *, instead: str) -> AbstractContextManager[Any]:
        """See `Caller`."""
        return self._connection.other_client(service, instead=instead)

    async def sleep(self, seconds: float) -> None:
        """See `Caller`."""
        clock.current().sleep(seconds)

    async def blocking(self, function: Callable[[], T]) -> T:
        """See `Caller`."""
        return function()

    def keyed(
        self, operation: Operation[Any, Any], idempotency_key: str | None, journal: Any, wait: float | None
    ) -> "Keyed":
        """See `Caller`."""
        return self._connection.keyed(operation, idempotency_key, journal, wait)

    async def is_used(self, keyed: "Keyed") -> bool:
        """See `Caller`."""

        async def get(id: "KeyId") -> Any:
            return keyed.journal.get(id)

        return await keyed.is_used(get)

    async def one_at_a_time(self, turns: Turns, do: Callable[[], Awaitable[None]]) -> None:
        """See `Caller`."""
        with turns.threads.lock:
            await do()


async def looked_up(
    caller: Caller, operation: Operation[RequestT, ResponseT], arguments: Mapping[str, Any]
) -> ResponseT | None:
    """A response; None: there is no such thing."""
    try:
        return await caller.look_up(operation, arguments)
    except NotFoundError:
        return None
