"""AsyncSESv2, the client for asyncio: its configuration, and one attribute for each part of the API."""

import asyncio
import inspect
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, overload

from sesv2kit._boto.connection import Connection
from sesv2kit._core import fork
from sesv2kit._core.arguments import validated
from sesv2kit._core.cached import cached_property
from sesv2kit._core.missing import no_attribute
from sesv2kit._core.shared import CLIENT, Shared
from sesv2kit.aio.limits import AsyncRateLimiter
from sesv2kit.aio.paging import AsyncPageIterator
from sesv2kit.aio.threads import Threads
from sesv2kit.aio.transport import AsyncTransport
from sesv2kit.config import ClientConfig
from sesv2kit.errors import ConfigurationError
from sesv2kit.operation import ItemT, Operation, PagedOperation, Repeat, RequestT, ResponseT
from sesv2kit.shapes.untyped import NO_MEMBERS, UntypedResponse, both

if TYPE_CHECKING:
    import boto3
    from botocore.client import BaseClient
    from botocore.config import Config

    from sesv2kit._core.keyed import Keyed
    from sesv2kit.aio.services.account import AsyncAccount
    from sesv2kit.aio.services.configuration_sets import AsyncConfigurationSets
    from sesv2kit.aio.services.contacts import AsyncContacts
    from sesv2kit.aio.services.custom_verification import AsyncCustomVerification
    from sesv2kit.aio.services.dedicated_ips import AsyncDedicatedIps
    from sesv2kit.aio.services.deliverability import AsyncDeliverability
    from sesv2kit.aio.services.identities import AsyncIdentities
    from sesv2kit.aio.services.insights import AsyncInsights
    from sesv2kit.aio.services.jobs import AsyncJobs
    from sesv2kit.aio.services.metrics import AsyncMetrics
    from sesv2kit.aio.services.multi_region import AsyncMultiRegion
    from sesv2kit.aio.services.pinpoint_email import AsyncPinpointEmail
    from sesv2kit.aio.services.reputation import AsyncReputation
    from sesv2kit.aio.services.sending import AsyncSending
    from sesv2kit.aio.services.suppression import AsyncSuppression
    from sesv2kit.aio.services.tags import AsyncTags
    from sesv2kit.aio.services.templates import AsyncTemplates
    from sesv2kit.aio.services.tenants import AsyncTenants
    from sesv2kit.aio.services.vdm import AsyncVdm
    from sesv2kit.journal import AsyncJournal, Journal

_DEFAULTS = ClientConfig()


class AsyncSESv2(Shared):
    """A client of Amazon SES API v2 for one account and region, for asyncio. Tasks may share it.

    It does what `SESv2` does. Calls are awaited, and lists are iterated over with `async for`. HTTP requests run in the
    client's threads, of which there are `ClientConfig.max_connections`; waits for pacing and retries run on the event
    loop. A client can be used in several event loops, one after the other.

    Credentials and region are looked up at the first call, in a thread, and nothing is connected before it.

    Args:
        region_name: AWS region, `eu-west-1`. None: as boto3 finds it (default session, environment, profile).
        profile_name: Profile of the AWS configuration files. None: boto3's default session, if there is one at the
            first call, as for `boto3.client`; otherwise the default profile.
        endpoint_url: URL to send requests to, instead of the region's endpoint. None: the region's endpoint.
        session: A `boto3.Session` to take region and credentials from. Excludes `profile_name`.
        boto3_client: A boto3 client for `sesv2`. It must not have retries of its own, which could send emails twice.
            Its connection pool (`max_pool_connections`) must be as large as `ClientConfig.max_connections`. Excludes
            all of the above and `boto_config`.
        boto_config: A `botocore.config.Config`, for proxies, timeouts, FIPS and the like. It overrides `config`.
        config: Retries, pacing, timeouts, and how many threads.
        limiter: An asynchronous rate limiter, such as `AsyncRedisLimiter` for several processes. None: the limiter of
            `config`. If that one may block, such as `RedisLimiter`, it runs in a thread.

    Raises:
        ConfigurationError: Arguments exclude each other, the boto3 client has retries of its own, or a user agent
            contains control characters.
    """

    _instead = CLIENT

    def __init__(
        self,
        region_name: str | None = None,
        *,
        profile_name: str | None = None,
        endpoint_url: str | None = None,
        session: "boto3.Session | None" = None,
        boto3_client: "BaseClient | None" = None,
        boto_config: "Config | None" = None,
        config: ClientConfig = _DEFAULTS,
        limiter: AsyncRateLimiter | None = None,
    ) -> None:
        self._connection = Connection(
            region_name=region_name,
            profile_name=profile_name,
            endpoint_url=endpoint_url,
            session=session,
            boto3_client=boto3_client,
            boto_config=boto_config,
            config=config,
        )
        if limiter is not None and not inspect.iscoroutinefunction(getattr(limiter, "reserve", None)):
            raise ConfigurationError("limiter= must be asynchronous: pass a blocking one as ClientConfig(limiter=...)")
        if limiter is not None and config.limiter is not None:
            raise ConfigurationError("limiter= and ClientConfig(limiter=) exclude each other")
        if inspect.iscoroutinefunction(getattr(config.limiter, "reserve", None)):
            raise ConfigurationError("ClientConfig(limiter=) must not be asynchronous: pass this one as limiter=")
        self._threads = Threads(config.max_connections)
        self._transports = {
            service: AsyncTransport(machine, self._threads, config, limiter)
            for service, machine in self._connection.transports.items()
        }
        self._policy = config.retry
        self._extra: Mapping[str, Any] | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self._connection.described()}>"

    @property
    def region_name(self) -> str:
        """AWS region of the client, `eu-west-1`. Before the first call this makes the boto3 client, which reads files.

        Raises:
            ConfigurationError: There is no region, or the boto3 client cannot be made for another reason.
        """
        return self._connection.transports["sesv2"].boto3_client.meta.region_name

    @property
    def boto3_client(self) -> Any:
        """The boto3 client, for what sesv2kit does not offer. Direct calls on it block, so make them in a thread.

        Type checkers accept everything here, because boto3 makes its methods at run time. With the stubs of
        `boto3-stubs[sesv2]`, annotate a variable: `ses: SESV2Client = client.boto3_client`.

        Before the first call this property makes it, which reads files and may request credentials over the network.

        Raises:
            ConfigurationError: It cannot be made: there is no region, the profile is unknown ...
        """
        return self._connection.transports["sesv2"].boto3_client

    @overload
    async def call(
        self,
        operation: Operation[RequestT, ResponseT],
        request: RequestT | Mapping[str, Any] = NO_MEMBERS,
        *,
        extra: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        journal: "Journal | AsyncJournal | None" = None,
        wait: float | None = None,
    ) -> ResponseT: ...

    @overload
    async def call(
        self,
        operation: str,
        request: Mapping[str, Any] = NO_MEMBERS,
        *,
        service: Literal["sesv2", "pinpoint-email"] = "sesv2",
        repeat: Repeat | None = None,
        extra: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        journal: "Journal | AsyncJournal | None" = None,
        wait: float | None = None,
    ) -> UntypedResponse: ...

    async def call(
        self,
        operation: Operation[Any, Any] | str,
        request: Any = NO_MEMBERS,
        *,
        service: str | None = None,
        repeat: Repeat | None = None,
        extra: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        journal: "Journal | AsyncJournal | None" = None,
        wait: float | None = None,
    ) -> Any:
        """Call one operation. The methods of the services do this. For a list it returns one page.

        `call("NewOperation", {"Member": value})` calls any operation that the installed botocore knows by its name,
        with the same pacing, retries and errors. botocore then validates the members and parses the response. If
        `sesv2kit.models` declares the operation, its model's checks, its rates and its repeat-safety apply too. The
        response is an `UntypedResponse` in any case, so that the type does not change once a declaration is added.

        Args:
            operation: A declaration from `sesv2kit.models`, such as `GET_TENANT`, or one of your own; or AWS's name of
                an operation.
            request: The request model, or a mapping of arguments with our names or boto3's. With an operation's name, a
                mapping with AWS's names and values as for boto3.
            service: Only with an operation's name: the boto3 service, "sesv2" or "pinpoint-email". None: "sesv2".
            repeat: Only with an operation's name: whether the request may be repeated when its outcome is unknown. It
                cannot make an operation repeatable that sesv2kit declares UNSAFE. None: as declared, otherwise
                `Repeat.UNSAFE`.
            extra: Members of the request that the installed botocore knows and our model does not, with AWS's names and
                inside their structures: `{"DeliveryOptions": {"SharedPoolDeliveryMode": "REGIONAL"}}`. They are sent in
                addition to those of `options(extra=...)`. None: no further members.
            idempotency_key: A text that identifies this one request, such as the id of a job. Even if the operation is
                called several times with it, the request is accepted only once. It is for the operations that are not
                safe to repeat. See docs/idempotency.md. None: there is none.
            journal: Journal that records the key. None: `ClientConfig(journal=...)`.
            wait: Seconds to wait for another call with the same key that has not ended. None: do not wait.

        Returns:
            The operation's response model; with an operation's name, an `UntypedResponse`. Its `metadata` has the
            request id, the number of attempts and the waiting time.

        Raises:
            RequestInvalidError: The arguments are invalid, or botocore knows no such operation or member. Nothing was
                sent.
            TypeError: `operation` is neither a declaration nor a name.
            ServiceError: The service rejected the request. There is one subclass per error code.
            OutcomeUnknownError: A request that must not be repeated may or may not have been carried out, by this call
                or by an earlier one with the same key.
            KeyInProgressError: Another call with this key has not ended.
            KeyReusedError: The key was used with other arguments.
            JournalError: The journal cannot be used. Nothing was sent.
            CallTimeoutError: The call's timeout ended before anything was sent.
            TransportError: There was no usable response.
            ConfigurationError: There is no region, there are no credentials, or a dependency is missing.
            asyncio.CancelledError: The task was cancelled. A call that was waiting is not sent, and its slots are
                freed. A request that was sent may still be carried out; if it is not safe to repeat, a note on the
                error says so.
        """
        if self._extra is not None:
            extra = both(self._extra, extra)
        if isinstance(operation, str) or service or repeat or extra:
            preparing = self._threads.submit(self._connection.prepared, operation, request, service, repeat, extra)
            declared, request, extra = await asyncio.wrap_future(preparing)
        else:
            declared, request, extra = operation, validated(operation, request), None
        keyed = None
        if not (idempotency_key is None and journal is None and wait is None):
            keyed = self._connection.keyed(declared, idempotency_key, journal, wait, awaits=True)
        return await self._send(declared, request, extra, keyed)

    @overload
    def paginate(
        self,
        operation: PagedOperation[RequestT, ResponseT, ItemT],
        request: RequestT | Mapping[str, Any] = NO_MEMBERS,
        *,
        limit: int | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> AsyncPageIterator[ItemT, ResponseT]: ...

    @overload
    def paginate(
        self,
        operation: str,
        request: Mapping[str, Any] = NO_MEMBERS,
        *,
        items: str,
        service: Literal["sesv2", "pinpoint-email"] = "sesv2",
        repeat: Repeat | None = None,
        limit: int | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> AsyncPageIterator[Any, UntypedResponse]: ...

    def paginate(
        self,
        operation: PagedOperation[Any, Any, Any] | str,
        request: Any = NO_MEMBERS,
        *,
        items: str | None = None,
        service: str | None = None,
        repeat: Repeat | None = None,
        limit: int | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> AsyncPageIterator[Any, Any]:
        """Iterate over a list, starting with the page that `request` asks for.

        `paginate("ListNewThings", {}, items="Things")` iterates over any list of the installed botocore that has a
        NextToken. Its items are dicts as in boto3. The first use of a name reads botocore's model from its files.

        Args:
            operation: A declaration from `sesv2kit.models`, such as `LIST_TENANTS`, or one of your own; or AWS's name
                of an operation.
            request: The request model, or a mapping of arguments. With an operation's name, a mapping with AWS's names.
            items: Only with an operation's name, and then required: the response member that holds the items, "Things".
            service: Only with an operation's name: the boto3 service, "sesv2" or "pinpoint-email". None: "sesv2".
            repeat: Only with an operation's name: whether the request for a page may be repeated when its outcome is
                unknown. `Repeat.SAFE` is right for a list that is only read. None: as declared, otherwise
                `Repeat.UNSAFE`.
            limit: The largest number of items. None: all.
            extra: Members of the request that the installed botocore knows and our model does not, with AWS's names and
                inside their structures: `{"DeliveryOptions": {"SharedPoolDeliveryMode": "REGIONAL"}}`. They are sent in
                addition to those of `options(extra=...)`. None: no further members.

        Returns:
            An asynchronous iterable of items. The first call is made when the iteration starts.

        Raises:
            RequestInvalidError: The arguments are invalid, `limit` is negative, or botocore knows no such operation,
                list or member. Nothing was sent.
            TypeError: `operation` is neither a name nor the declaration of an operation that returns pages.
        """
        paged, first, extra = self._connection.prepared_pages(
            operation, request, items, service, repeat, both(self._extra, extra), limit
        )

        async def fetch(page: Any) -> Any:
            return await self._send(paged, page, extra)

        return AsyncPageIterator(paged, first, fetch, limit=limit)

    async def _send(
        self,
        operation: Operation[RequestT, ResponseT],
        request: RequestT,
        extra: Mapping[str, Any] | None,
        keyed: "Keyed | None" = None,
    ) -> ResponseT:
        return await self._transports[operation.service].call(operation, request, self._policy, extra, keyed)

    def options(
        self,
        *,
        timeout: float | None = None,
        max_attempts: int | None = None,
        on_unknown: Literal["raise", "retry"] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Self:
        """A copy of this client with other settings for some calls: `await client.options(timeout=5).sending...`.

        The copy is cheap. It shares connections, threads, pacing and the retry budget with the original, so closing one
        closes both.

        Args:
            timeout: Time budget of a call in seconds, including waits; each page of a list is a call. When it ends
                during an attempt, the call raises `NoResponseError`, or `OutcomeUnknownError` for an operation that is
                not safe to repeat. None: as before.
            max_attempts: Total number of attempts, including the first. None: as before.
            on_unknown: What to do when an operation that is not safe to repeat, such as a send, has an unknown outcome:
                "raise", or "retry", which may send an email twice. None: as before.
            extra: Members for every request of the copy that our models do not have: see `call`. They are added to
                those of this client. None: as before.

        Raises:
            ValueError: A value is out of its range.
        """
        one = object.__new__(type(self))
        # Without the cached services, which hold a reference to their client.
        vars(one).update((name, value) for name, value in vars(self).items() if name.startswith("_"))
        one._policy = self._policy.changed(timeout, max_attempts, on_unknown)
        if extra is not None:
            one._extra = both(self._extra, extra)
        return one

    async def aclose(self) -> None:
        """Wait for the attempts in progress, then end the threads and close the connections.

        An attempt ends after `connect_timeout` and `read_timeout` at the latest, even if its call was cancelled. A
        boto3 client that was passed in stays open. A closed client can still be used: the next call starts new threads
        and opens new connections.
        """
        await self._threads.aclose(self._connection.close)

    if not TYPE_CHECKING:  # type checkers would take any name for an attribute

        def __getattr__(self, name):
            raise no_attribute(self, name)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    @cached_property
    def account(self) -> "AsyncAccount":
        """The account: its status, quotas, details and account-wide settings."""
        with fork.IMPORTING.lock:
            from sesv2kit.aio.services.account import AsyncAccount

        return AsyncAccount(self)

    @cached_property
    def configuration_sets(self) -> "AsyncConfigurationSets":
        """Configuration sets, their options and event destinations."""
        with fork.IMPORTING.lock:
            from sesv2kit.aio.services.configuration_sets import AsyncConfigurationSets

        return AsyncConfigurationSets(self)

    @cached_property
    def contacts(self) -> "AsyncContacts":
        """The contact list, its topics and its contacts."""
        with fork.IMPORTING.lock:
            from sesv2kit.aio.services.contacts import AsyncContacts

        return AsyncContacts(self)

    @cached_property
    def custom_verification(self) -> "AsyncCustomVerification":
        """Custom verification email templates, and sending them."""
        with fork.IMPORTING.lock:
            from sesv2kit.aio.services.custom_verification import AsyncCustomVerification

        return AsyncCustomVerification(self)

    @cached_property
    def dedicated_ips(self) -> "AsyncDedicatedIps":
        """Dedicated IP addresses and their pools."""
        with fork.IMPORTING.lock:
            from sesv2kit.aio.services.dedicated_ips import AsyncDedicatedIps

        return AsyncDedicatedIps(self)

    @cached_property
    def deliverability(self) -> "AsyncDeliverability":
        """The deliverability dashboard: tests, campaigns and blocklist reports."""
        with fork.IMPORTING.lock:
            from sesv2kit.aio.services.deliverability import AsyncDeliverability

        return AsyncDeliverability(self)

    @cached_property
    def identities(self) -> "AsyncIdentities":
        """Email identities: addresses and domains, their DKIM, MAIL FROM and policies."""
        with fork.IMPORTING.lock:
            from sesv2kit.aio.services.identities import AsyncIdentities

        return AsyncIdentities(self)

    @cached_property
    def insights(self) -> "AsyncInsights":
        """What SES knows about an address before sending, and about a message after it."""
        with fork.IMPORTING.lock:
            from sesv2kit.aio.services.insights import AsyncInsights

        return AsyncInsights(self)

    @cached_property
    def jobs(self) -> "AsyncJobs":
        """Import and export jobs."""
        with fork.IMPORTING.lock:
            from sesv2kit.aio.services.jobs import AsyncJobs

        return AsyncJobs(self)

    @cached_property
    def metrics(self) -> "AsyncMetrics":
        """Sending metrics of the Virtual Deliverability Manager."""
        with fork.IMPORTING.lock:
            from sesv2kit.aio.services.metrics import AsyncMetrics

        return AsyncMetrics(self)

    @cached_property
    def multi_region(self) -> "AsyncMultiRegion":
        """Multi-region endpoints."""
        with fork.IMPORTING.lock:
            from sesv2kit.aio.services.multi_region import AsyncMultiRegion

        return AsyncMultiRegion(self)

    @cached_property
    def pinpoint_email(self) -> "AsyncPinpointEmail":
        """The older Amazon Pinpoint Email API: its account status."""
        with fork.IMPORTING.lock:
            from sesv2kit.aio.services.pinpoint_email import AsyncPinpointEmail

        return AsyncPinpointEmail(self)

    @cached_property
    def reputation(self) -> "AsyncReputation":
        """Reputation of the account's entities, and the policies on it."""
        with fork.IMPORTING.lock:
            from sesv2kit.aio.services.reputation import AsyncReputation

        return AsyncReputation(self)

    @cached_property
    def sending(self) -> "AsyncSending":
        """Sending emails, one or many."""
        with fork.IMPORTING.lock:
            from sesv2kit.aio.services.sending import AsyncSending

        return AsyncSending(self)

    @cached_property
    def suppression(self) -> "AsyncSuppression":
        """The suppression lists of the account and of its tenants."""
        with fork.IMPORTING.lock:
            from sesv2kit.aio.services.suppression import AsyncSuppression

        return AsyncSuppression(self)

    @cached_property
    def tags(self) -> "AsyncTags":
        """Tags of any resource."""
        with fork.IMPORTING.lock:
            from sesv2kit.aio.services.tags import AsyncTags

        return AsyncTags(self)

    @cached_property
    def templates(self) -> "AsyncTemplates":
        """Email templates."""
        with fork.IMPORTING.lock:
            from sesv2kit.aio.services.templates import AsyncTemplates

        return AsyncTemplates(self)

    @cached_property
    def tenants(self) -> "AsyncTenants":
        """Tenants and the resources associated with them."""
        with fork.IMPORTING.lock:
            from sesv2kit.aio.services.tenants import AsyncTenants

        return AsyncTenants(self)

    @cached_property
    def vdm(self) -> "AsyncVdm":
        """The Virtual Deliverability Manager's settings and recommendations."""
        with fork.IMPORTING.lock:
            from sesv2kit.aio.services.vdm import AsyncVdm

        return AsyncVdm(self)
