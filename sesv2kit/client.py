"""SESv2, the client: its configuration, and one attribute for each part of the API."""

from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, overload

from sesv2kit._boto.connection import Connection
from sesv2kit._core import fork
from sesv2kit._core.arguments import validated
from sesv2kit._core.cached import cached_property
from sesv2kit._core.missing import no_attribute
from sesv2kit._core.shared import CLIENT, Shared
from sesv2kit.config import ClientConfig
from sesv2kit.operation import ItemT, Operation, PagedOperation, Repeat, RequestT, ResponseT
from sesv2kit.paging import PageIterator
from sesv2kit.shapes.untyped import NO_MEMBERS, UntypedResponse, both

if TYPE_CHECKING:
    import boto3
    from botocore.client import BaseClient
    from botocore.config import Config

    from sesv2kit._core.keyed import Keyed
    from sesv2kit.journal import Journal
    from sesv2kit.services.account import Account
    from sesv2kit.services.configuration_sets import ConfigurationSets
    from sesv2kit.services.contacts import Contacts
    from sesv2kit.services.custom_verification import CustomVerification
    from sesv2kit.services.dedicated_ips import DedicatedIps
    from sesv2kit.services.deliverability import Deliverability
    from sesv2kit.services.identities import Identities
    from sesv2kit.services.insights import Insights
    from sesv2kit.services.jobs import Jobs
    from sesv2kit.services.metrics import Metrics
    from sesv2kit.services.multi_region import MultiRegion
    from sesv2kit.services.pinpoint_email import PinpointEmail
    from sesv2kit.services.reputation import Reputation
    from sesv2kit.services.sending import Sending
    from sesv2kit.services.suppression import Suppression
    from sesv2kit.services.tags import Tags
    from sesv2kit.services.templates import Templates
    from sesv2kit.services.tenants import Tenants
    from sesv2kit.services.vdm import Vdm

__all__ = ["SESv2"]


def __dir__() -> list[str]:
    return __all__


_DEFAULTS = ClientConfig()


class SESv2(Shared):
    """A client of Amazon SES API v2 for one account and region. It is thread-safe.

    Credentials, profiles, proxies, FIPS and dual-stack endpoints are configured as for boto3: in the environment, in
    the session or in `boto_config`. They are looked up at the first call, and nothing is connected before it.

    Args:
        region_name: AWS region, `eu-west-1`. None: as boto3 finds it (default session, environment, profile).
        profile_name: Profile of the AWS configuration files. None: boto3's default session, if there is one at the
            first call, as for `boto3.client`; otherwise the default profile.
        endpoint_url: URL to send requests to, instead of the region's endpoint. None: the region's endpoint.
        session: A `boto3.Session` to take region and credentials from. Excludes `profile_name`.
        boto3_client: A boto3 client for `sesv2`. It must not have retries of its own, which could send emails twice.
            Excludes all of the above and `boto_config`.
        boto_config: A `botocore.config.Config`, for proxies, timeouts, FIPS and the like. It overrides `config`.
        config: Retries, pacing and timeouts.

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
        """The boto3 client, for what sesv2kit does not offer. Direct calls on it behave as in boto3.

        Type checkers accept everything here, because boto3 makes its methods at run time. With the stubs of
        `boto3-stubs[sesv2]`, annotate a variable: `ses: SESV2Client = client.boto3_client`.

        Unless it was passed in, it is replaced in a forked process and after temporary credentials have expired.
        Register event hooks on a session and pass that in as `session=`: then every boto3 client gets them.

        Raises:
            ConfigurationError: It cannot be made: there is no region, the profile is unknown ...
        """
        return self._connection.transports["sesv2"].boto3_client

    @overload
    def call(
        self,
        operation: Operation[RequestT, ResponseT],
        request: RequestT | Mapping[str, Any] = NO_MEMBERS,
        *,
        extra: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        journal: "Journal | None" = None,
        wait: float | None = None,
    ) -> ResponseT: ...

    @overload
    def call(
        self,
        operation: str,
        request: Mapping[str, Any] = NO_MEMBERS,
        *,
        service: Literal["sesv2", "pinpoint-email"] = "sesv2",
        repeat: Repeat | None = None,
        extra: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        journal: "Journal | None" = None,
        wait: float | None = None,
    ) -> UntypedResponse: ...

    def call(
        self,
        operation: Operation[Any, Any] | str,
        request: Any = NO_MEMBERS,
        *,
        service: str | None = None,
        repeat: Repeat | None = None,
        extra: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        journal: "Journal | None" = None,
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
        """
        if self._extra is not None:
            extra = both(self._extra, extra)
        if isinstance(operation, str) or service or repeat or extra:
            operation, request, extra = self._connection.prepared(operation, request, service, repeat, extra)
        else:
            request, extra = validated(operation, request), None
        keyed = None
        if not (idempotency_key is None and journal is None and wait is None):
            keyed = self._connection.keyed(operation, idempotency_key, journal, wait)
        return self._send(operation, request, extra, keyed)

    @overload
    def paginate(
        self,
        operation: PagedOperation[RequestT, ResponseT, ItemT],
        request: RequestT | Mapping[str, Any] = NO_MEMBERS,
        *,
        limit: int | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> PageIterator[ItemT, ResponseT]: ...

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
    ) -> PageIterator[Any, UntypedResponse]: ...

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
    ) -> PageIterator[Any, Any]:
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
            An iterable of items. The first call is made when the iteration starts.

        Raises:
            RequestInvalidError: The arguments are invalid, `limit` is negative, or botocore knows no such operation,
                list or member. Nothing was sent.
            TypeError: `operation` is neither a name nor the declaration of an operation that returns pages.
        """
        paged, first, extra = self._connection.prepared_pages(
            operation, request, items, service, repeat, both(self._extra, extra), limit
        )

        def fetch(page: Any) -> Any:
            return self._send(paged, page, extra)

        return PageIterator(paged, first, fetch, limit=limit)

    def _send(
        self,
        operation: Operation[RequestT, ResponseT],
        request: RequestT,
        extra: Mapping[str, Any] | None,
        keyed: "Keyed | None" = None,
    ) -> ResponseT:
        return self._connection.transports[operation.service].call(operation, request, self._policy, extra, keyed)

    def options(
        self,
        *,
        timeout: float | None = None,
        max_attempts: int | None = None,
        on_unknown: Literal["raise", "retry"] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Self:
        """A copy of this client with other settings for some calls: `client.options(timeout=5).sending...`.

        The copy is cheap. It shares connections, pacing and the retry budget with the original, so closing one closes
        both.

        Args:
            timeout: Time budget of a call in seconds, including waits; each page of a list is a call. An attempt that
                has started is not interrupted: `connect_timeout` and `read_timeout` of the `ClientConfig` limit it.
                None: as before.
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

    def close(self) -> None:
        """Close the connections. A boto3 client that was passed in stays open.

        A closed client can still be used, like boto3's own clients: the next call opens a new connection.
        """
        self._connection.close()

    if not TYPE_CHECKING:  # type checkers would take any name for an attribute

        def __getattr__(self, name):
            raise no_attribute(self, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @cached_property
    def account(self) -> "Account":
        """The account: its status, quotas, details and account-wide settings."""
        with fork.IMPORTING.lock:
            from sesv2kit.services.account import Account

        return Account(self)

    @cached_property
    def configuration_sets(self) -> "ConfigurationSets":
        """Configuration sets, their options and event destinations."""
        with fork.IMPORTING.lock:
            from sesv2kit.services.configuration_sets import ConfigurationSets

        return ConfigurationSets(self)

    @cached_property
    def contacts(self) -> "Contacts":
        """The contact list, its topics and its contacts."""
        with fork.IMPORTING.lock:
            from sesv2kit.services.contacts import Contacts

        return Contacts(self)

    @cached_property
    def custom_verification(self) -> "CustomVerification":
        """Custom verification email templates, and sending them."""
        with fork.IMPORTING.lock:
            from sesv2kit.services.custom_verification import CustomVerification

        return CustomVerification(self)

    @cached_property
    def dedicated_ips(self) -> "DedicatedIps":
        """Dedicated IP addresses and their pools."""
        with fork.IMPORTING.lock:
            from sesv2kit.services.dedicated_ips import DedicatedIps

        return DedicatedIps(self)

    @cached_property
    def deliverability(self) -> "Deliverability":
        """The deliverability dashboard: tests, campaigns and blocklist reports."""
        with fork.IMPORTING.lock:
            from sesv2kit.services.deliverability import Deliverability

        return Deliverability(self)

    @cached_property
    def identities(self) -> "Identities":
        """Email identities: addresses and domains, their DKIM, MAIL FROM and policies."""
        with fork.IMPORTING.lock:
            from sesv2kit.services.identities import Identities

        return Identities(self)

    @cached_property
    def insights(self) -> "Insights":
        """What SES knows about an address before sending, and about a message after it."""
        with fork.IMPORTING.lock:
            from sesv2kit.services.insights import Insights

        return Insights(self)

    @cached_property
    def jobs(self) -> "Jobs":
        """Import and export jobs."""
        with fork.IMPORTING.lock:
            from sesv2kit.services.jobs import Jobs

        return Jobs(self)

    @cached_property
    def metrics(self) -> "Metrics":
        """Sending metrics of the Virtual Deliverability Manager."""
        with fork.IMPORTING.lock:
            from sesv2kit.services.metrics import Metrics

        return Metrics(self)

    @cached_property
    def multi_region(self) -> "MultiRegion":
        """Multi-region endpoints."""
        with fork.IMPORTING.lock:
            from sesv2kit.services.multi_region import MultiRegion

        return MultiRegion(self)

    @cached_property
    def pinpoint_email(self) -> "PinpointEmail":
        """The older Amazon Pinpoint Email API: its account status."""
        with fork.IMPORTING.lock:
            from sesv2kit.services.pinpoint_email import PinpointEmail

        return PinpointEmail(self)

    @cached_property
    def reputation(self) -> "Reputation":
        """Reputation of the account's entities, and the policies on it."""
        with fork.IMPORTING.lock:
            from sesv2kit.services.reputation import Reputation

        return Reputation(self)

    @cached_property
    def sending(self) -> "Sending":
        """Sending emails, one or many."""
        with fork.IMPORTING.lock:
            from sesv2kit.services.sending import Sending

        return Sending(self)

    @cached_property
    def suppression(self) -> "Suppression":
        """The suppression lists of the account and of its tenants."""
        with fork.IMPORTING.lock:
            from sesv2kit.services.suppression import Suppression

        return Suppression(self)

    @cached_property
    def tags(self) -> "Tags":
        """Tags of any resource."""
        with fork.IMPORTING.lock:
            from sesv2kit.services.tags import Tags

        return Tags(self)

    @cached_property
    def templates(self) -> "Templates":
        """Email templates."""
        with fork.IMPORTING.lock:
            from sesv2kit.services.templates import Templates

        return Templates(self)

    @cached_property
    def tenants(self) -> "Tenants":
        """Tenants and the resources associated with them."""
        with fork.IMPORTING.lock:
            from sesv2kit.services.tenants import Tenants

        return Tenants(self)

    @cached_property
    def vdm(self) -> "Vdm":
        """The Virtual Deliverability Manager's settings and recommendations."""
        with fork.IMPORTING.lock:
            from sesv2kit.services.vdm import Vdm

        return Vdm(self)
