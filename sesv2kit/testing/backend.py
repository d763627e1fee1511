"""`Backend`: a test's access to the state of the local SES, and to changes that no API call can make."""

import re
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from sesv2kit.testing.engine import Engine
from sesv2kit.testing.faults import Faults
from sesv2kit.testing.mail.addresses import key
from sesv2kit.testing.mail.message import SentMail
from sesv2kit.testing.mail.records import EventRecord, recipients
from sesv2kit.testing.notifying.endpoints import Endpoint, PostError, SnsPost
from sesv2kit.testing.notifying.signing import SignatureVersion, certificate
from sesv2kit.testing.notifying.topics import Subscription
from sesv2kit.testing.operations import identities
from sesv2kit.testing.operations._dkim import verify_dkim
from sesv2kit.testing.protocol.assumptions import Assume, AssumptionName, read_assume
from sesv2kit.testing.protocol.clock import VirtualClock
from sesv2kit.testing.protocol.errors import Refused
from sesv2kit.testing.protocol.model import service_model
from sesv2kit.testing.protocol.names import check_identity_name
from sesv2kit.testing.protocol.wire import unknown_members, validate
from sesv2kit.testing.sending.delivery import suppress_added
from sesv2kit.testing.sending.publishing import publish_added
from sesv2kit.testing.state import State, Task
from sesv2kit.testing.state.account import Account
from sesv2kit.testing.state.dedicated_ips import DedicatedIp
from sesv2kit.testing.state.deliverability import Blocklisting, Campaign, Placement, PlacementKey
from sesv2kit.testing.state.finding import (
    DEFAULT_POOL,
    find_dedicated_ip_pool,
    find_identity,
    find_placement_test,
    find_tenant,
)
from sesv2kit.testing.state.insights import InsightsEvent
from sesv2kit.testing.state.metrics import MetricKey
from sesv2kit.testing.state.suppression import Suppressed
from sesv2kit.testing.state.tenants import SendingStatus
from sesv2kit.testing.state.vdm import Recommendation

if TYPE_CHECKING:
    from cryptography import x509

AddedEventType = Literal["BOUNCE", "COMPLAINT", "OPEN", "CLICK", "DELIVERY_DELAY", "SUBSCRIPTION"]
"""The types of events that `add_event` can add to a sent email."""


class Backend:
    """The local SES of one account in one region.

    `for_account` and `for_region` return those of the others. A backend made before `reset` stays usable after it.
    Methods that change the state raise a ValueError for a value that AWS does not know.
    """

    def __init__(self, engine: Engine, account_id: str, region_name: str) -> None:
        self._engine = engine
        self.account_id = account_id
        self.region_name = region_name

    def __repr__(self) -> str:
        return f"Backend(account_id={self.account_id!r}, region_name={self.region_name!r})"

    def for_account(self, account_id: str) -> "Backend":
        """The backend of another account in the same region."""
        return Backend(self._engine, account_id, self.region_name)

    def for_region(self, region_name: str) -> "Backend":
        """The backend of the same account in another region."""
        return Backend(self._engine, self.account_id, region_name)

    def reset(self) -> None:
        """Delete all state and all faults, in every account and region. The clock is not reset."""
        self._engine.reset()

    @property
    def clock(self) -> VirtualClock:
        """The clock of all accounts and regions: `backend.clock.advance(timedelta(days=1))`.

        The backend of a server runs in real time and has none: reading it raises a RuntimeError.
        """
        clock = self._engine.clock
        if not isinstance(clock, VirtualClock):
            raise RuntimeError("the local SES of a server runs in real time, so its backend has no clock")
        return clock

    @property
    def faults(self) -> Faults:
        """The faults of this account and region: `backend.faults.add("timeout", "SendEmail")`."""
        return self._engine.faults.scoped(self.account_id, self.region_name)

    @property
    def account(self) -> Account:
        """The account's settings, which can be read and changed: `backend.account.production_access = False`."""
        return self._state.account

    @property
    def outbox(self) -> list[SentMail]:
        """Every email accepted so far, oldest first. It is a list: `clear()` empties it."""
        return self._state.outbox

    @property
    def events(self) -> list[EventRecord]:
        """The events of all emails, oldest first, with the event destinations that got each. It is a list: `clear()`
        empties it."""
        return self._state.records

    @property
    def requests(self) -> list[str]:
        """The operation name of every request received, oldest first: `backend.requests.count("SendEmail")`."""
        return self._state.requests

    @property
    def enforce_quotas(self) -> bool:
        """Whether sends above the 24-hour quota or the sending rate are refused. Default: False."""
        return self._state.enforce_quotas

    @enforce_quotas.setter
    def enforce_quotas(self, enforce: bool) -> None:
        self._state.enforce_quotas = enforce

    @property
    def assume(self) -> Mapping[AssumptionName, bool]:
        """Which behaviours of AWS are assumed although only one source describes them, by name. Default: all.

        Set it to False to assume none, to True to assume all, or to a mapping of those to switch off:
        `{"vdm_before_everything": False}`. It applies to all accounts and regions, also after `reset`. docs/testing.md
        has the table of the names.
        """
        return dict(self._engine.assumed)

    @assume.setter
    def assume(self, assume: Assume) -> None:
        self._engine.assumed.update(read_assume(assume))

    @property
    def enforce_rates(self) -> bool:
        """Whether calls above the documented rate of their operation are refused. Default: False."""
        return self._state.enforce_rates

    @enforce_rates.setter
    def enforce_rates(self, enforce: bool) -> None:
        self._state.enforce_rates = enforce

    def verify_identity(self, name: str, *, after: timedelta | float = 0) -> None:
        """Verify an email address or domain. Creates the identity if it does not exist.

        With `after`, a timedelta or a number of seconds, this happens that much later on the clock, if the identity
        exists by then.
        """
        check_identity_name(name)
        state = self._state

        def verify() -> None:
            if identity := state.identities.get(key(name)):
                identity.verified, identity.verified_at = True, state.clock.now()
                verify_dkim(state, identity.dkim)

        with state.lock:
            if not after and key(name) not in state.identities:
                identities.create_email_identity(state, {"EmailIdentity": name})
            _do_after(state, after, verify)

    def set_mail_from_status(
        self,
        name: str,
        status: Literal["PENDING", "SUCCESS", "FAILED", "TEMPORARY_FAILURE"],
        *,
        after: timedelta | float = 0,
    ) -> None:
        """Set the status of an identity's custom MAIL FROM domain. Without this it stays PENDING.

        With `after`, a timedelta or a number of seconds, this happens that much later on the clock, if the identity has
        a MAIL FROM domain by then.
        """
        _check_enum("status", status, "MailFromDomainStatus")
        check_identity_name(name)
        state = self._state

        def set_status() -> None:
            if (identity := state.identities.get(key(name))) and identity.mail_from:
                identity.mail_from.status = status

        if not after and find_identity(state, name).mail_from is None:
            raise ValueError(f"{name} has no custom MAIL FROM domain")
        _do_after(state, after, set_status)

    def add_dedicated_ip(self, ip: str, *, pool_name: str = DEFAULT_POOL, warmup_percentage: float = 0) -> None:
        """Give the account a dedicated IP address. On AWS the support does this; no API call can."""
        state = self._state
        with state.lock:
            if pool_name != DEFAULT_POOL:
                find_dedicated_ip_pool(state, pool_name)
            state.dedicated_ips[ip] = DedicatedIp(ip, pool_name, float(warmup_percentage), state.clock.now())

    def enable_vdm(self) -> None:
        """Switch on the Virtual Deliverability Manager. While it is off, metrics and recommendations are not found
        (404)."""
        self._state.account.vdm_attributes = {"VdmEnabled": "ENABLED"}

    def suppress(
        self,
        addresses: Iterable[str] | str,
        reason: Literal["BOUNCE", "COMPLAINT"] = "BOUNCE",
        *,
        tenant_name: str | None = None,
        updated: datetime | None = None,
    ) -> None:
        """Add any number of addresses to the suppression list of the account or of a tenant; `updated` defaults to
        now."""
        _check_enum("reason", reason, "SuppressionListReason")
        state = self._state
        with state.lock:
            target = state.suppressed if tenant_name is None else find_tenant(state, tenant_name).suppressed
            moment = updated or state.clock.now()
            for address in [addresses] if isinstance(addresses, str) else addresses:
                target.put(Suppressed(address, reason, moment))

    def set_sending_status(self, tenant_name: str, status: Literal["ENABLED", "DISABLED", "REINSTATED"]) -> None:
        """Set the sending status that SES itself gives a tenant. Sends of a DISABLED tenant are refused."""
        _check_enum("status", status, "SendingStatus")
        find_tenant(self._state, tenant_name).ses_status = SendingStatus(status, self._state.clock.now())

    def add_metric(
        self, metric: str, value: int, *, day: date | None = None, dimensions: Mapping[str, str] | None = None
    ) -> None:
        """Add to a metric's count on a UTC day; `day` defaults to today.

        `dimensions` are AWS's: EMAIL_IDENTITY, CONFIGURATION_SET, ISP and TENANT_NAME. A query finds the count by any
        of them.
        """
        _check_enum("metric", metric, "Metric")
        for name in dimensions or {}:
            _check_enum("dimensions", name, "MetricDimensionName")
        state = self._state
        with state.lock:
            state.metrics[MetricKey(metric, self._utc_day(day), frozenset((dimensions or {}).items()))] += value

    def add_recommendation(
        self,
        type: str,
        resource_arn: str,
        *,
        impact: Literal["LOW", "HIGH"] = "LOW",
        status: Literal["OPEN", "FIXED"] = "OPEN",
        description: str = "",
        created: datetime | None = None,
        last_updated: datetime | None = None,
    ) -> None:
        """Add a recommendation of the given type, such as DKIM or COMPLAINT; the dates default to now.

        With a tenant's ARN it is a finding about the tenant, whose reputation policy may then disable the tenant.
        """
        _check_enum("type", type, "RecommendationType")
        _check_enum("impact", impact, "RecommendationImpact")
        _check_enum("status", status, "RecommendationStatus")
        state = self._state
        with state.lock:
            now = state.clock.now()
            finding = state.recommendations[f"{len(state.recommendations):012}"] = Recommendation(
                type=type,
                resource_arn=resource_arn,
                impact=impact,
                status=status,
                description=description,
                created=created or now,
                last_updated=last_updated or created or now,
            )
            for tenant in state.tenants.values():
                if tenant.arn == resource_arn:
                    tenant.judge(finding)

    def add_event(
        self,
        message_id: str,
        type: AddedEventType,
        *,
        destination: str | None = None,
        time: datetime | None = None,
        details: Mapping[str, Any] | None = None,
        link: str | None = None,
    ) -> None:
        """Add an event to a sent email. Insights and their exports contain it, and event destinations get it.

        A permanent bounce and a complaint also add the recipient to the suppression list, if the settings for the email
        include this reason.

        Args:
            message_id: The email.
            type: What happened to it.
            destination: One of its recipients. None: the first one.
            time: When it happened. None: now.
            details: Those of AWS's EventDetails, `{"Bounce": {"BounceType": "TRANSIENT"}}`. None: a bounce is permanent
                and `General`.
            link: The link of a CLICK. None: the first link of the email. A SUBSCRIPTION acts like the unsubscribe link
                of an email with ListManagementOptions: it changes the contact.

        Raises:
            ValueError: No email has this id, `destination` is not one of its recipients, or the event is impossible for
                it.
        """
        _check("type", type, get_args(AddedEventType))
        given = dict(details) if details else None
        shape = service_model().shapes["EventDetails"]
        if unknown := unknown_members(shape, given or {}):
            raise ValueError(f"details: {', '.join(unknown)}: EventDetails has no such member")
        try:
            validate(shape, given or {})
        except Refused as refused:
            raise ValueError(f"details: {refused.message}") from None
        state = self._state
        with state.lock:
            mail = state.sent.get(message_id)
            if mail is None:
                raise ValueError(f"no email with the message id {message_id!r} was sent in {state.region}")
            everyone = recipients(mail)
            to = everyone[0] if destination is None else destination
            if to not in everyone:
                raise ValueError(f"destination: {to!r} is not a recipient of this email, which went to {everyone}")
            if type == "BOUNCE":
                given = {**(given or {}), "Bounce": {"BounceType": "PERMANENT", **(given or {}).get("Bounce", {})}}
            event = InsightsEvent(type=type, destination=to, time=time or state.clock.now(), details=given)
            publish_added(state, mail, event, link)
            suppress_added(state, mail, event)
            state.insights_events.setdefault(message_id, []).append(event)
        self._engine.topics.deliver()

    def subscribe(
        self,
        topic_arn: str,
        endpoint: Endpoint,
        *,
        signature_version: SignatureVersion = "1",
        raw_message_delivery: bool = False,
    ) -> str:
        """Subscribe an endpoint to an SNS topic, which need not exist. Returns the ARN of the subscription.

        The endpoint gets a SubscriptionConfirmation at once. After it has confirmed, it gets what is published. If it
        has not confirmed, another call sends another SubscriptionConfirmation. Inside `mock_sesv2`, an SNS client can
        subscribe endpoints too; for protocols other than HTTP, only an SNS client can.

        Args:
            topic_arn: The topic that an event destination names.
            endpoint: A URL, or a function that takes the headers and the body of the request, as `TestClient` of a web
                framework does, and returns the HTTP status. An exception that it raises counts as no response.
            signature_version: How messages are signed. `1`: with SHA-1, the default of topics; `2`: with SHA-256.
            raw_message_delivery: Whether the body is the event alone, without a signature.

        Raises:
            ValueError: The URL is not http or https, its host is another machine that `deliver_to` does not name, or
                `topic_arn` is not the ARN of a topic.
        """
        _check("signature_version", signature_version, get_args(SignatureVersion))
        if not re.fullmatch(r"arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]{1,256}", topic_arn, re.ASCII):
            raise ValueError(f"{topic_arn!r} is not the ARN of an SNS topic")
        topics = self._engine.topics
        for known in topics.subscriptions():
            if (known.topic_arn, known.endpoint) == (topic_arn, endpoint):
                if not known.confirmed:
                    topics.subscribe(known)
                    topics.deliver()
                return known.arn
        subscription = Subscription(
            arn=f"{topic_arn}:{uuid.uuid4()}",
            topic_arn=topic_arn,
            endpoint=endpoint,
            signature_version=signature_version,
            raw_message_delivery=raw_message_delivery,
        )
        try:
            topics.subscribe(subscription)
        except PostError as error:
            raise ValueError(f"nothing can be sent to the endpoint: {error}") from None
        topics.deliver()
        return subscription.arn

    @property
    def sns_certificate(self) -> "x509.Certificate":
        """The certificate of the local SNS, whose key signs its messages, for `sns.verify(...,
        trust=backend.sns_certificate)`."""
        return cast("x509.Certificate", certificate())

    @property
    def posts(self) -> list[SnsPost]:
        """The requests to endpoints of this account's topics in this region, oldest first. It is a list: `clear()`
        empties it."""
        posts = self._engine.topics.posts(self.account_id, self.region_name)
        self._engine.state(self.account_id, self.region_name)  # sends the requests that are due
        return posts

    def add_file(self, s3_url: str, content: bytes | str) -> None:
        """Set the file that an import job finds at its `s3://` URL. It takes precedence over moto's S3."""
        self._state.files[s3_url] = content.encode() if isinstance(content, str) else content

    def download(self, url: str) -> bytes:
        """The file behind a link of a job: an export, or the records that an import refused."""
        bucket, _, key = url.removeprefix("https://").partition("?")[0].partition("/")
        return self._state.files[f"s3://{bucket.partition('.s3.')[0]}/{key}"]

    def add_placement(
        self,
        report_id: str,
        isp: str,
        *,
        inbox: float = 0,
        spam: float = 0,
        missing: float = 0,
        spf: float = 100,
        dkim: float = 100,
    ) -> None:
        """Set the result of an inbox placement test at a mailbox provider, in percent."""
        state = self._state
        with state.lock:
            result = Placement(inbox=inbox, spam=spam, missing=missing, spf=spf, dkim=dkim)
            find_placement_test(state, report_id).placements[isp] = result

    def add_placed_mail(
        self, domain: str, isp: str, *, inbox: int = 0, spam: int = 0, read: int = 0, day: date | None = None
    ) -> None:
        """Add to the Deliverability dashboard's counts of a domain's email on a UTC day; `day` defaults to today."""
        state = self._state
        with state.lock:
            for kind, count in {"INBOX": inbox, "SPAM": spam, "READ": read}.items():
                state.placed_mail[PlacementKey(domain, self._utc_day(day), isp, kind)] += count

    def add_campaign(
        self,
        from_address: str,
        subject: str,
        *,
        first_seen: datetime | None = None,
        last_seen: datetime | None = None,
        figures: Mapping[str, Any] | None = None,
    ) -> str:
        """Add a campaign to the Deliverability dashboard and return its id; the dates default to now.

        `figures` are the other members of AWS's DomainDeliverabilityCampaign: `{"InboxCount": 90, "Esps": ["Gmail"]}`.
        """
        state = self._state
        with state.lock:
            first = first_seen or last_seen or state.clock.now()
            campaign = Campaign(
                id=str(uuid.uuid4()),
                subject=subject,
                from_address=from_address,
                first_seen=first,
                last_seen=last_seen or first,
                figures=dict(figures or {}),
            )
            state.campaigns[f"{len(state.campaigns):012}"] = campaign
            return campaign.id

    def add_blocklisting(
        self, ip: str, list_name: str, *, listed: datetime | None = None, description: str | None = None
    ) -> None:
        """Add a dedicated IP address to a blocklist; `listed`, the time of it, defaults to now."""
        state = self._state
        moment = listed or state.clock.now()
        state.blocklistings.append(Blocklisting(ip=ip, list_name=list_name, listed=moment, description=description))

    def arn(self, resource: str) -> str:
        """The ARN of a resource in this account and region: `backend.arn("identity/example.com")`."""
        return self._state.arn(resource)

    def _utc_day(self, day: date | None) -> date:
        moment = day or self._state.clock.now()
        return moment.astimezone(UTC).date() if isinstance(moment, datetime) else moment

    @property
    def _state(self) -> State:
        return self._engine.state(self.account_id, self.region_name)


def _do_after(state: State, after: timedelta | float, action: Callable[[], object]) -> None:
    """Call a function now, or that much later on the clock."""
    delay = after if isinstance(after, timedelta) else timedelta(seconds=after)
    if delay > timedelta():
        state.agenda.append(Task(state.clock.now() + delay, action))
    else:
        action()


def _check_enum(argument: str, value: str, enum: str) -> None:
    """Refuse a value that the enum of AWS's model does not have. Accepting it would hide mistakes in tests."""
    _check(argument, value, service_model().shapes[enum].enum)


def _check(argument: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise ValueError(f"{argument} must be one of {', '.join(allowed)}, not {value!r}")
