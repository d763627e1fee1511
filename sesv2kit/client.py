"""SESv2, the client: where it connects to, how it behaves, and one attribute for each part of the API."""

from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, overload

from sesv2kit._boto.connection import Connection
from sesv2kit._core import fork
from sesv2kit._core.arguments import check_limit, check_pages, validated
from sesv2kit._core.cached import cached_property
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

_DEFAULTS = ClientConfig()


class SESv2:
    """A client of Amazon SES API v2 for one account and region. Threads may share it.

    Nothing is looked up or connected before the first call: credentials, profiles, proxies, FIPS and dual-stack
    endpoints are boto3's own configuration, from the environment, the session or `boto_config`.

    Args:
        region_name: AWS region, `eu-west-1`. None: as boto3 finds it (default session, environment, profile).
        profile_name: Profile of the AWS configuration files. None: boto3's default session, if one exists at the first
            call, as `boto3.client` uses it; else the default profile.
        endpoint_url: Where to send requests instead of the region's endpoint. None: the region's.
        session: A `boto3.Session` to take region and credentials from. Excludes `profile_name`.
        boto3_client: A ready `sesv2` client. It must not retry by itself (it would send mails twice). Excludes all
            of the above and `boto_config`.
        boto_config: A `botocore.config.Config`, for proxies, timeouts, FIPS and the like; it wins over `config`.
        config: Retries, pacing and timeouts.

    Raises:
        ConfigurationError: Arguments exclude each other, the boto3 client retries by itself, or a user agent contains
            control characters.
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
        """AWS region of the client, `eu-west-1`. Makes the boto3 client if there was no call yet, which reads files.

        Raises:
            ConfigurationError: There is none, or the boto3 client cannot be made for another reason.
        """
        return self._connection.transports["sesv2"].boto3_client.meta.region_name

    @property
    def boto3_client(self) -> Any:
        """The boto3 client underneath, for whatever this SDK lacks. Direct calls on it are boto3's own.

        boto3 makes its methods at run time, so type checkers let everything pass here. With the stubs of
        `boto3-stubs[sesv2]`, annotate a variable: `ses: SESV2Client = client.boto3_client`.

        One that was not passed in is made anew in a forked process, and when temporary credentials ran out: event
        hooks that are to stay belong on a session, passed in as `session=`.

        Raises:
            ConfigurationError: It cannot be made: no region, an unknown profile ...
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
        """Carry out one operation. The methods of the services do this; for a list it gives one page.

        By name, `call("NewOperation", {"Member": value})`, it carries out any operation that the installed botocore
        knows, with the same pacing, retries and errors. botocore checks the members and parses the response. A name
        that `sesv2kit.models` declares keeps its model's checks, its rates and its repeat-safety; the response is an
        `UntypedResponse` all the same, so that its type stays what it was before the declaration came.

        Args:
            operation: A declaration out of `sesv2kit.models`, such as `GET_TENANT`, or one of your own; or AWS's name
                of an operation.
            request: Its request model, or a mapping of its arguments, in our names or in boto3's; by name, a mapping in
                AWS's names with values as boto3 takes them.
            service: By name only: the boto3 service, "sesv2" or "pinpoint-email". None: "sesv2".
            repeat: By name only: whether the request may be repeated when its outcome is unknown. It can not make an
                operation repeatable that sesv2kit declares UNSAFE. None: as declared, otherwise `Repeat.UNSAFE`.
            extra: Members of the request that the installed botocore knows and our model does not, in AWS's names and
                inside the structures they belong to: `{"DeliveryOptions": {"SharedPoolDeliveryMode": "REGIONAL"}}`.
                Those of
                `options(extra=...)` are sent too. None: only those.
            idempotency_key: A text that stands for this one request, such as the id of a job: however often it is
                called with it, the request is accepted once. For the operations that are not safe to repeat. See
                docs/idempotency.md. None: there is none.
            journal: Where that is noted. None: `ClientConfig(journal=...)`.
            wait: Seconds to wait for another call that has claimed the key and has not ended. None: do not wait.

        Returns:
            The operation's response model, by name an `UntypedResponse`; `.metadata` holds request id, attempts and
            waiting time.

        Raises:
            RequestInvalidError: The arguments break a rule, or botocore knows no such operation or member; nothing was
                sent.
            TypeError: `operation` is neither a declaration nor a name.
            ServiceError: The service refused; one subclass for each code.
            OutcomeUnknownError: A request that must not be repeated may or may not have been carried out; also by an
                earlier call under the same key.
            KeyInProgressError: Another call under this key has not ended.
            KeyReusedError: The key was used with other arguments.
            JournalError: The journal cannot be used; nothing was sent.
            CallTimeoutError: The call's timeout ended before anything was sent.
            TransportError: No usable answer came.
            ConfigurationError: No region, no credentials, a missing dependency.
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
        """Walk a list from the page that `request` asks for.

        By name, `paginate("ListNewThings", {}, items="Things")`, it walks any list of the installed botocore that has
        a NextToken; its items are as boto3 gives them. The first call by name reads botocore's model from its files.

        Args:
            operation: A declaration out of `sesv2kit.models`, such as `LIST_TENANTS`, or one of your own; or AWS's name
                of an operation.
            request: Its request model, or a mapping of its arguments; by name, a mapping in AWS's names.
            items: By name only, and then required: the member of the response that holds the items, "Things".
            service: By name only: the boto3 service, "sesv2" or "pinpoint-email". None: "sesv2".
            repeat: By name only: whether the request for a page may be repeated when its outcome is unknown, as one
                that only reads may. None: as declared, otherwise `Repeat.UNSAFE`.
            limit: How many items to give at most. None: all.
            extra: Members of the request that the installed botocore knows and our model does not, in AWS's names and
                inside the structures they belong to: `{"DeliveryOptions": {"SharedPoolDeliveryMode": "REGIONAL"}}`.
                Those of
                `options(extra=...)` are sent too. None: only those.

        Returns:
            An iterable of items; the first call is made when it is iterated over.

        Raises:
            RequestInvalidError: The arguments break a rule, `limit` is no whole number from 0 on, or botocore knows no
                such operation, list or member; nothing was sent.
            TypeError: `operation` is neither a name nor a declaration of an operation that answers in pages.
        """
        if self._extra is not None:
            extra = both(self._extra, extra)
        if not isinstance(operation, str):
            check_pages(operation)
        check_limit(operation if isinstance(operation, str) else operation.name, limit)
        if isinstance(operation, str) or items or service or repeat or extra:
            operation, request, extra = self._connection.prepared_pages(
                operation, request, items, service, repeat, extra
            )
        else:
            request = validated(operation, request)
        paged = operation

        def fetch(page: Any) -> Any:
            return self._send(paged, page, extra)

        return PageIterator(paged, request, fetch, limit=limit)

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
        """This client with other rules for a few calls: `client.options(timeout=5).sending...`.

        The copy is cheap and shares all else with the original: connections, pacing, the retry budget. Closing one
        closes both.

        Args:
            timeout: Seconds for a call's waits and attempts together; each page of a list is a call. An attempt that
                has begun is not cut short: `connect_timeout` and `read_timeout` of the `ClientConfig` end it.
                None: as before.
            max_attempts: Attempts in all, the first one included. None: as before.
            on_unknown: Whether to repeat an operation that is not safe to repeat, such as a send, when nobody knows
                whether it was carried out: "retry" accepts double mail. None: as before.
            extra: Members that every request of the copy is sent with, beside those of before, and that our models
                lack: see `call`. None: as before.

        Raises:
            ValueError: A value is out of its range.
        """
        one = object.__new__(type(self))
        # All but the services it has made, which hold on to their client.
        vars(one).update((name, value) for name, value in vars(self).items() if name.startswith("_"))
        one._policy = self._policy.changed(timeout, max_attempts, on_unknown)
        if extra is not None:
            one._extra = both(self._extra, extra)
        return one

    def close(self) -> None:
        """Close the connections. A boto3 client that was passed in stays open.

        A closed client can still be used, as boto3's own can: the next call opens a new connection.
        """
        self._connection.close()

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
        """What is known of an address, and what became of one message."""
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
        """Sending mail, one message or many."""
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
