"""`Backend`: how a test looks into the local SES and arranges things that no API call can."""

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
"""What can become of a mail after it was sent."""


class Backend:
    """The local SES of one account in one region.

    `for_account` and `for_region` lead to the others. A backend made before `reset` stays usable after it. The methods
    that arrange things raise a ValueError for a value that AWS does not know.
    """

    def __init__(self, engine: Engine, account_id: str, region_name: str) -> None:
        self._engine = engine
        self.account_id = account_id
        self.region_name = region_name

    def __repr__(self) -> str:
        return f"Backend(account_id={self.account_id!r}, region_name={self.region_name!r})"

    def for_account(self, account_id: str) -> "Backend":
        """The same region of another account."""
        return Backend(self._engine, account_id, self.region_name)

    def for_region(self, region_name: str) -> "Backend":
        """The same account in another region."""
        return Backend(self._engine, self.account_id, region_name)

    def reset(self) -> None:
        """Forget everything, faults too, in every account and region. The clock goes on."""
        self._engine.reset()

    @property
    def clock(self) -> VirtualClock:
        """The clock of all accounts and regions: `backend.clock.advance(timedelta(days=1))`.

        The backend of a server has none: there the time is real.
        """
        clock = self._engine.clock
        if not isinstance(clock, VirtualClock):
            raise RuntimeError("this backend runs in real time, and has no clock to move")
        return clock

    @property
    def faults(self) -> Faults:
        """What is to go wrong here: `backend.faults.add("timeout", "SendEmail")`."""
        return self._engine.faults.scoped(self.account_id, self.region_name)

    @property
    def account(self) -> Account:
        """The account's settings, to read and to change: `backend.account.production_access = False`."""
        return self._state.account

    @property
    def outbox(self) -> list[SentMail]:
        """Every mail accepted so far, oldest first. Clear it like any list."""
        return self._state.outbox

    @property
    def events(self) -> list[EventRecord]:
        """What became of every mail, oldest first, and which event destinations got it. Clear it like any list."""
        return self._state.records

    @property
    def requests(self) -> list[str]:
        """The name of the operation of every request received, oldest first: `backend.requests.count("SendEmail")`."""
        return self._state.requests

    @property
    def enforce_quotas(self) -> bool:
        """Whether sends beyond the 24-hour quota or the send rate are refused. False at first."""
        return self._state.enforce_quotas

    @enforce_quotas.setter
    def enforce_quotas(self, enforce: bool) -> None:
        self._state.enforce_quotas = enforce

    @property
    def assume(self) -> Mapping[AssumptionName, bool]:
        """Which behaviours of AWS are assumed although only one source describes them, by name. At first all are.

        Set it to False to assume none, to True to assume all, or to the exceptions: `{"vdm_before_everything": False}`.
        It holds for all accounts and regions, also after `reset`. docs/testing.md has the table of the names.
        """
        return dict(self._engine.assumed)

    @assume.setter
    def assume(self, assume: Assume) -> None:
        self._engine.assumed.update(read_assume(assume))

    @property
    def enforce_rates(self) -> bool:
        """Whether calls beyond the documented rate of their operation are refused. False at first."""
        return self._state.enforce_rates

    @enforce_rates.setter
    def enforce_rates(self, enforce: bool) -> None:
        self._state.enforce_rates = enforce

    def verify_identity(self, name: str, *, after: timedelta | float = 0) -> None:
        """Make an email address or domain one that can be sent from, creating the identity if need be.

        With `after`, a timedelta or a number of seconds, this happens when the clock has gone on so far, unless the
        identity does not exist by then.
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
        """Set how far SES is with an identity's custom MAIL FROM domain, which stays PENDING otherwise.

        With `after`, a timedelta or a number of seconds, this happens when the clock has gone on so far, unless the
        identity has no MAIL FROM domain by then.
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
        """Lease a dedicated IP address to the account, as AWS's support does; no call of the API can."""
        state = self._state
        with state.lock:
            if pool_name != DEFAULT_POOL:
                find_dedicated_ip_pool(state, pool_name)
            state.dedicated_ips[ip] = DedicatedIp(ip, pool_name, float(warmup_percentage), state.clock.now())

    def enable_vdm(self) -> None:
        """Turn the Virtual Deliverability Manager on, without which metrics and recommendations are not found (404)."""
        self._state.account.vdm_attributes = {"VdmEnabled": "ENABLED"}

    def suppress(
        self,
        addresses: Iterable[str] | str,
        reason: Literal["BOUNCE", "COMPLAINT"] = "BOUNCE",
        *,
        tenant_name: str | None = None,
        updated: datetime | None = None,
    ) -> None:
        """Put addresses, any number, on the account's suppression list or on a tenant's; `updated` defaults to now."""
        _check_enum("reason", reason, "SuppressionListReason")
        state = self._state
        with state.lock:
            target = state.suppressed if tenant_name is None else find_tenant(state, tenant_name).suppressed
            moment = updated or state.clock.now()
            for address in [addresses] if isinstance(addresses, str) else addresses:
                target.put(Suppressed(address, reason, moment))

    def set_sending_status(self, tenant_name: str, status: Literal["ENABLED", "DISABLED", "REINSTATED"]) -> None:
        """Set what SES itself says of a tenant's sending; sends of a DISABLED tenant are refused."""
        _check_enum("status", status, "SendingStatus")
        find_tenant(self._state, tenant_name).ses_status = SendingStatus(status, self._state.clock.now())

    def add_metric(
        self, metric: str, value: int, *, day: date | None = None, dimensions: Mapping[str, str] | None = None
    ) -> None:
        """Add to a metric's count of a UTC day, today if none is given.

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

        With a tenant's ARN it is a finding about the tenant, and its reputation policy may disable the tenant.
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
        """Add to what became of a sent mail: insights and their exports tell it, and event destinations hear of it.

        A permanent bounce and a complaint also put the recipient onto the suppression list, for the reasons that hold
        for the email.

        Args:
            message_id: The email.
            type: What happened to it.
            destination: One of its recipients. None: the first one.
            time: When it happened. None: now.
            details: Those of AWS's EventDetails, `{"Bounce": {"BounceType": "TRANSIENT"}}`. None: a bounce is permanent
                and `General`.
            link: The link that a CLICK is about. None: the first one of the email. A SUBSCRIPTION follows the
                unsubscribe link of an email that has ListManagementOptions: it changes the contact.

        Raises:
            ValueError: No email has this id, `destination` is none of its recipients, or something else cannot have
                happened to it.
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
                raise ValueError(f"destination: {to!r} is no recipient of this email, which went to {everyone}")
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
        """Subscribe an endpoint to a topic of SNS, which need not exist. Gives the ARN of the subscription.

        The endpoint gets a SubscriptionConfirmation at once, and what is published once it has confirmed. To subscribe
        again what has not confirmed sends it another one. Inside `mock_sesv2`, a client of SNS can subscribe endpoints
        too; those of other protocols are subscribed with it alone.

        Args:
            topic_arn: The topic that an event destination names.
            endpoint: A URL, or a function that takes the headers and the body of the request, as `TestClient` of a web
                framework does, and returns the HTTP status. An exception that it raises counts as no response.
            signature_version: How messages are signed: `1` with SHA-1, the default of topics, `2` with SHA-256.
            raw_message_delivery: Whether the body is the event alone, without a signature.

        Raises:
            ValueError: The URL is none of http or https, or leads to a machine that `deliver_to` does not name, or
                `topic_arn` is no ARN of a topic.
        """
        _check("signature_version", signature_version, get_args(SignatureVersion))
        if not re.fullmatch(r"arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]{1,256}", topic_arn, re.ASCII):
            raise ValueError(f"{topic_arn!r} is no ARN of a topic")
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
        """What signs the messages of SNS here, for `sns.verify(..., trust=backend.sns_certificate)`."""
        return cast("x509.Certificate", certificate())

    @property
    def posts(self) -> list[SnsPost]:
        """The requests to endpoints of this account's topics here, oldest first. Clear it like any list."""
        posts = self._engine.topics.posts(self.account_id, self.region_name)
        self._engine.state(self.account_id, self.region_name)  # makes those that are due
        return posts

    def add_file(self, s3_url: str, content: bytes | str) -> None:
        """Give the file that an import job finds at its `s3://` URL, whatever moto's S3 has there."""
        self._state.files[s3_url] = content.encode() if isinstance(content, str) else content

    def download(self, url: str) -> bytes:
        """The file behind a link that a job gave: an export, or the records that an import refused."""
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
        """Give an inbox placement test its result at a mailbox provider, in per cent."""
        state = self._state
        with state.lock:
            result = Placement(inbox=inbox, spam=spam, missing=missing, spf=spf, dkim=dkim)
            find_placement_test(state, report_id).placements[isp] = result

    def add_placed_mail(
        self, domain: str, isp: str, *, inbox: int = 0, spam: int = 0, read: int = 0, day: date | None = None
    ) -> None:
        """Add to what the Deliverability dashboard counts of a domain's mail on a UTC day, today if none is given."""
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
        """Add a campaign to the Deliverability dashboard and give its id; the dates default to now.

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
        """Put a dedicated IP address on a blocklist, now if `listed` does not say when."""
        state = self._state
        moment = listed or state.clock.now()
        state.blocklistings.append(Blocklisting(ip=ip, list_name=list_name, listed=moment, description=description))

    def arn(self, resource: str) -> str:
        """The ARN of a resource here: `backend.arn("identity/example.com")`."""
        return self._state.arn(resource)

    def _utc_day(self, day: date | None) -> date:
        moment = day or self._state.clock.now()
        return moment.astimezone(UTC).date() if isinstance(moment, datetime) else moment

    @property
    def _state(self) -> State:
        return self._engine.state(self.account_id, self.region_name)


def _do_after(state: State, after: timedelta | float, action: Callable[[], object]) -> None:
    """Do something now, or when the clock gets there."""
    delay = after if isinstance(after, timedelta) else timedelta(seconds=after)
    if delay > timedelta():
        state.agenda.append(Task(state.clock.now() + delay, action))
    else:
        action()


def _check_enum(argument: str, value: str, enum: str) -> None:
    """Refuse a value that the enum of AWS's model does not have: kept, it would only keep tests from failing."""
    _check(argument, value, service_model().shapes[enum].enum)


def _check(argument: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise ValueError(f"{argument} must be one of {', '.join(allowed)}, not {value!r}")
