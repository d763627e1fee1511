"""AsyncSESv2, the client on an event loop: where it connects to, how it behaves, and one attribute for each part of the
API."""

import inspect
from collections.abc import Mapping
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

from sesv2kit.aio.paging import AsyncPageIterator
from sesv2kit.aio.rate import AsyncRateLimiter
from sesv2kit.aio.threads import Threads
from sesv2kit.aio.transport import AsyncTransport
from sesv2kit.config import ClientConfig
from sesv2kit.connection import Connection
from sesv2kit.errors import ConfigurationError
from sesv2kit.operation import ItemT, Operation, PagedOperation, RequestT, ResponseT
from sesv2kit.validation import check_limit, validated

if TYPE_CHECKING:
    import boto3
    from botocore.client import BaseClient
    from botocore.config import Config

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

_DEFAULTS = ClientConfig()


class AsyncSESv2:
    """A client of Amazon SES API v2 for one account and region, on an event loop. Tasks may share it.

    It does what `SESv2` does; calls are awaited, and lists walked with `async for`. HTTP runs in threads of its own, as
    many as `ClientConfig.max_connections`; every wait is the loop's. It may be used from several loops, one after the
    other.

    Nothing is looked up or connected before the first call, and then in a thread.

    Args:
        region_name: AWS region, `eu-west-1`. None: as boto3 finds it (environment, profile).
        profile_name: Profile of the AWS configuration files. None: the default one.
        endpoint_url: Where to send requests instead of the region's endpoint. None: the region's.
        session: A `boto3.Session` to take region and credentials from. Excludes `profile_name`.
        boto3_client: A ready `sesv2` client. It must not retry by itself (it would send mails twice), and needs a pool
            (`max_pool_connections`) as large as `ClientConfig.max_connections`. Excludes all of the above and
            `boto_config`.
        boto_config: A `botocore.config.Config`, for proxies, timeouts, FIPS and the like; it wins over `config`.
        config: Retries, pacing, timeouts, and how many threads.
        limiter: Hands out the slots, and is awaited for them: `AsyncRedisLimiter` for a fleet. None: the limiter of
            `config`; one that may block, such as `RedisLimiter`, is asked in a thread.

    Raises:
        ConfigurationError: Arguments exclude each other, or the boto3 client retries by itself.
    """

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
            raise ConfigurationError("limiter= is awaited: pass one that is not as ClientConfig(limiter=...)")
        if limiter is not None and config.limiter is not None:
            raise ConfigurationError("limiter= and ClientConfig(limiter=) exclude each other")
        if inspect.iscoroutinefunction(getattr(config.limiter, "reserve", None)):
            raise ConfigurationError("ClientConfig(limiter=) is not awaited: pass an asynchronous one as limiter=")
        self._threads = Threads(config.max_connections)
        self._transports = {
            service: AsyncTransport(machine, self._threads, config, limiter)
            for service, machine in self._connection.transports.items()
        }
        self._policy = config.retry

    @property
    def boto3_client(self) -> Any:
        """The boto3 client underneath, for whatever this SDK lacks. Direct calls on it block: call them in a thread.

        boto3 makes its methods at run time, so type checkers let everything pass here. With the stubs of
        `boto3-stubs[sesv2]`, annotate a variable: `ses: SESV2Client = client.boto3_client`.

        It is made here if no call was made before, which reads files and may ask the network for credentials.

        Raises:
            ConfigurationError: It cannot be made: no region, an unknown profile ...
        """
        return self._connection.transports["sesv2"].boto3_client

    async def call(self, operation: Operation[RequestT, ResponseT], request: RequestT | Mapping[str, Any]) -> ResponseT:
        """Carry out one operation. The methods of the services do this; for a list it gives one page.

        Args:
            operation: A declaration out of `sesv2kit.models`, such as `GET_TENANT`.
            request: Its request model, or a mapping of its arguments, in our names or in boto3's.

        Returns:
            The operation's response model; `.metadata` tells request id, attempts and waiting time.

        Raises:
            RequestInvalidError: The arguments break a rule; nothing was sent.
            ServiceError: The service refused; one subclass for each code.
            OutcomeUnknownError: A request that must not be repeated may or may not have been carried out.
            CallTimeoutError: The call's timeout ended before anything was sent.
            TransportError: No usable answer came.
            ConfigurationError: No region, no credentials, a missing dependency.
            asyncio.CancelledError: The task was cancelled. A call that waits is then not sent, and gives its turn back;
                one that was sent may be carried out all the same, and where that matters the error has a note of it.
        """
        return await self._send(operation, validated(operation, request))

    def paginate(
        self,
        operation: PagedOperation[RequestT, ResponseT, ItemT],
        request: RequestT | Mapping[str, Any],
        *,
        limit: int | None = None,
    ) -> AsyncPageIterator[ItemT, ResponseT]:
        """Walk a list from the page that `request` asks for.

        Args:
            operation: A declaration out of `sesv2kit.models`, such as `LIST_TENANTS`.
            request: Its request model, or a mapping of its arguments.
            limit: How many items to give at most. None: all.

        Returns:
            An asynchronous iterable of items; the first call is made when it is iterated over.

        Raises:
            RequestInvalidError: The arguments break a rule, or `limit` is no whole number from 0 on; nothing was sent.
        """
        check_limit(operation, limit)

        async def fetch(page: Any) -> ResponseT:
            return await self._send(operation, page)

        return AsyncPageIterator(operation, validated(operation, request), fetch, limit=limit)

    async def _send(self, operation: Operation[RequestT, ResponseT], request: RequestT) -> ResponseT:
        return await self._transports[operation.service].call(operation, request, self._policy)

    def options(
        self,
        *,
        timeout: float | None = None,
        max_attempts: int | None = None,
        on_unknown: Literal["raise", "retry"] | None = None,
    ) -> Self:
        """This client with other rules for repeating, for a few calls: `await client.options(timeout=5).sending...`.

        The copy is cheap and shares all else with the original: connections, threads, pacing, the retry budget. Closing
        one closes both.

        Args:
            timeout: Seconds for a call's waits and attempts together; each page of a list is a call. An attempt that
                is under way then is no longer waited for: `NoResponseError`, or `OutcomeUnknownError` for an operation
                that is not safe to repeat. None: as before.
            max_attempts: Attempts in all, the first one included. None: as before.
            on_unknown: Whether to repeat an operation that is not safe to repeat, such as a send, when nobody knows
                whether it was carried out: "retry" accepts double mail. None: as before.

        Raises:
            ValueError: A value is out of its range.
        """
        one = object.__new__(type(self))
        # All but the services it has made, which hold on to their client.
        vars(one).update((name, value) for name, value in vars(self).items() if name.startswith("_"))
        one._policy = self._policy.changed(timeout, max_attempts, on_unknown)
        return one

    async def aclose(self) -> None:
        """Let the attempts under way end, then the threads, and close the connections.

        An attempt ends after `connect_timeout` and `read_timeout` at the latest, also one whose call was cancelled. A
        boto3 client that was passed in stays open. A call that is made later opens all anew.
        """
        await self._threads.aclose(self._connection.close)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    @cached_property
    def account(self) -> "AsyncAccount":
        """The account: its status, quotas, details and account-wide settings."""
        from sesv2kit.aio.services.account import AsyncAccount

        return AsyncAccount(self)

    @cached_property
    def configuration_sets(self) -> "AsyncConfigurationSets":
        """Configuration sets, their options and event destinations."""
        from sesv2kit.aio.services.configuration_sets import AsyncConfigurationSets

        return AsyncConfigurationSets(self)

    @cached_property
    def contacts(self) -> "AsyncContacts":
        """The contact list, its topics and its contacts."""
        from sesv2kit.aio.services.contacts import AsyncContacts

        return AsyncContacts(self)

    @cached_property
    def custom_verification(self) -> "AsyncCustomVerification":
        """Custom verification email templates, and sending them."""
        from sesv2kit.aio.services.custom_verification import AsyncCustomVerification

        return AsyncCustomVerification(self)

    @cached_property
    def dedicated_ips(self) -> "AsyncDedicatedIps":
        """Dedicated IP addresses and their pools."""
        from sesv2kit.aio.services.dedicated_ips import AsyncDedicatedIps

        return AsyncDedicatedIps(self)

    @cached_property
    def deliverability(self) -> "AsyncDeliverability":
        """The deliverability dashboard: tests, campaigns and blocklist reports."""
        from sesv2kit.aio.services.deliverability import AsyncDeliverability

        return AsyncDeliverability(self)

    @cached_property
    def identities(self) -> "AsyncIdentities":
        """Email identities: addresses and domains, their DKIM, MAIL FROM and policies."""
        from sesv2kit.aio.services.identities import AsyncIdentities

        return AsyncIdentities(self)

    @cached_property
    def insights(self) -> "AsyncInsights":
        """What is known of an address, and what became of one message."""
        from sesv2kit.aio.services.insights import AsyncInsights

        return AsyncInsights(self)

    @cached_property
    def jobs(self) -> "AsyncJobs":
        """Import and export jobs."""
        from sesv2kit.aio.services.jobs import AsyncJobs

        return AsyncJobs(self)

    @cached_property
    def metrics(self) -> "AsyncMetrics":
        """Sending metrics of the Virtual Deliverability Manager."""
        from sesv2kit.aio.services.metrics import AsyncMetrics

        return AsyncMetrics(self)

    @cached_property
    def multi_region(self) -> "AsyncMultiRegion":
        """Multi-region endpoints."""
        from sesv2kit.aio.services.multi_region import AsyncMultiRegion

        return AsyncMultiRegion(self)

    @cached_property
    def pinpoint_email(self) -> "AsyncPinpointEmail":
        """The older Amazon Pinpoint Email API: its account status."""
        from sesv2kit.aio.services.pinpoint_email import AsyncPinpointEmail

        return AsyncPinpointEmail(self)

    @cached_property
    def reputation(self) -> "AsyncReputation":
        """Reputation of the account's entities, and the policies on it."""
        from sesv2kit.aio.services.reputation import AsyncReputation

        return AsyncReputation(self)

    @cached_property
    def sending(self) -> "AsyncSending":
        """Sending mail, one message or many."""
        from sesv2kit.aio.services.sending import AsyncSending

        return AsyncSending(self)

    @cached_property
    def suppression(self) -> "AsyncSuppression":
        """The suppression lists of the account and of its tenants."""
        from sesv2kit.aio.services.suppression import AsyncSuppression

        return AsyncSuppression(self)

    @cached_property
    def tags(self) -> "AsyncTags":
        """Tags of any resource."""
        from sesv2kit.aio.services.tags import AsyncTags

        return AsyncTags(self)

    @cached_property
    def templates(self) -> "AsyncTemplates":
        """Email templates."""
        from sesv2kit.aio.services.templates import AsyncTemplates

        return AsyncTemplates(self)

    @cached_property
    def tenants(self) -> "AsyncTenants":
        """Tenants and the resources associated with them."""
        from sesv2kit.aio.services.tenants import AsyncTenants

        return AsyncTenants(self)

    @cached_property
    def vdm(self) -> "AsyncVdm":
        """The Virtual Deliverability Manager's settings and recommendations."""
        from sesv2kit.aio.services.vdm import AsyncVdm

        return AsyncVdm(self)
