"""From an accepted request to the outbox: who may send, who gets the mail, and what is counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC

from sesv2kit.testing.mail.addresses import (
    bare_address,
    bounces,
    complains,
    has_special_name,
    is_globally_suppressed,
    is_simulator,
    isp,
)
from sesv2kit.testing.mail.message import SentMail, new_id
from sesv2kit.testing.mail.parts import Content
from sesv2kit.testing.protocol.assumptions import (
    ADDRESS_CONFIGURATION_SET,
    DISPLAY_NAME_SPECIALS,
    MESSAGE_ID_REGION,
)
from sesv2kit.testing.protocol.errors import Refused, bad_request, not_found
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.sending.delegation import identity_at
from sesv2kit.testing.sending.publishing import publish_sending
from sesv2kit.testing.sending.quotas import check_quotas, count_send
from sesv2kit.testing.sending.unsubscribing import Mailing
from sesv2kit.testing.state import State
from sesv2kit.testing.state.configuration_sets import ConfigurationSet
from sesv2kit.testing.state.finding import covering_identities, find_configuration_set, is_sending_pool
from sesv2kit.testing.state.identities import Identity
from sesv2kit.testing.state.insights import InsightsEvent
from sesv2kit.testing.state.metrics import MetricKey
from sesv2kit.testing.state.suppression import Suppressed, SuppressionList
from sesv2kit.testing.state.tenants import Tenant

_MAX_RECIPIENTS = 50
_MAX_SIZE = 40 * 2**20
_VIRUS = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"

INVALID_SENDING_POOL = "The dedicated IP pool of the configuration set does not exist."


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who sends, and under what: checked once for a call, however many mails it sends."""

    address: str
    reply_to: tuple[str, ...]
    identity: Identity
    source_arn: str
    configuration_set: ConfigurationSet | None
    tenant: Tenant | None


@dataclass(frozen=True)
class Recipients:
    """To whom one mail goes, as written by the sender."""

    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()

    @classmethod
    def of(cls, destination: Json) -> "Recipients":
        """The recipients that a Destination names."""
        return cls(*(tuple(destination.get(name, ())) for name in ("ToAddresses", "CcAddresses", "BccAddresses")))

    def addresses(self, state: State) -> list[str]:
        """Their bare addresses. Refuses none at all, more than SES takes, and malformed ones."""
        written = [*self.to, *self.cc, *self.bcc]
        if not written:
            raise bad_request("At least one recipient is required.")
        if len(written) > _MAX_RECIPIENTS:
            raise bad_request(f"Recipient count exceeds {_MAX_RECIPIENTS}.")
        return [read_address(state, address) for address in written]


def read_address(state: State, text: str) -> str:
    """The bare address of somebody in a mail. Refuses what SES refuses."""
    address = bare_address(text)
    if has_special_name(text) and state.assumes(DISPLAY_NAME_SPECIALS):
        raise bad_request("Missing final '@domain'", DISPLAY_NAME_SPECIALS)
    return address


def admit(
    state: State,
    request: Json,
    address: str | None,
    template_name: str | None,
    actions: Sequence[str] = ("ses:SendEmail",),
) -> Sender:
    """The sender of `request`, or the refusal that AWS answers for the whole call.

    To send through an identity of another account, its policy must allow one of the `actions`.
    """
    if not address:
        raise bad_request("FromEmailAddress is required.")
    reply_to = tuple(request.get("ReplyToAddresses", ()))
    for each in reply_to:
        read_address(state, each)
    tenant = _tenant(state, request.get("TenantName"))
    bare, arn = read_address(state, address), request.get("FromEmailAddressIdentityArn")
    if arn:
        identity, source_arn = identity_at(state, arn, bare, actions)
    else:
        identity = _identity(state, bare)
        source_arn = state.arn(f"identity/{identity.name}") if identity else ""
    configuration_set = _configuration_set(state, request.get("ConfigurationSetName"), bare, identity)
    _check_not_paused(state, configuration_set, tenant)
    if identity is None:
        raise _unverified(state, [bare])
    if tenant:
        _check_associations(state, tenant, source_arn, configuration_set, template_name)
    return Sender(
        address=address,
        reply_to=reply_to,
        identity=identity,
        source_arn=source_arn,
        configuration_set=configuration_set,
        tenant=tenant,
    )


def deliver(
    state: State,
    sender: Sender,
    recipients: Recipients,
    content: Content,
    tags: Sequence[Json],
    *,
    rendering_error: str | None = None,
    template_name: str | None = None,
    mailing: Mailing | None = None,
) -> SentMail:
    """Accept one mail: put it into the outbox and count it. A refusal concerns this mail alone."""
    addresses = recipients.addresses(state)
    if not state.account.production_access:
        strangers = [each for each in addresses if not is_simulator(each) and _identity(state, each) is None]
        if strangers:
            raise _unverified(state, strangers)
    _check_way_out(state, sender)
    check_quotas(state, len(addresses))
    now = state.clock.now()
    message_id = new_id(now)
    mail = SentMail(
        message_id=message_id,
        message_id_header=f"<{message_id}@{_message_id_domain(state)}>",
        account_id=state.account_id,
        from_address=sender.address,
        source_arn=sender.source_arn,
        to=recipients.to,
        cc=recipients.cc,
        bcc=recipients.bcc,
        reply_to=sender.reply_to,
        content=content,
        tenant_name=sender.tenant.name if sender.tenant else None,
        configuration_set_name=sender.configuration_set.name if sender.configuration_set else None,
        template_name=template_name,
        contact_list_name=mailing.contact_list.name if mailing else None,
        topic_name=mailing.topic_name if mailing else None,
        tags=_tags(tags),
        timestamp=now,
        rendering_error=rendering_error,
    )
    _check_size(mail)
    count_send(state, len(addresses))
    mail = _with_outcome(state, sender, mail, addresses, mailing)
    _count_metrics(state, sender, mail, addresses)
    state.outbox.append(mail)
    state.sent[mail.message_id] = mail
    state.neighbours.mail_sent(mail)
    publish_sending(state, mail)
    return mail


def _with_outcome(
    state: State, sender: Sender, mail: SentMail, addresses: Sequence[str], mailing: Mailing | None
) -> SentMail:
    """The mail with what became of it. Recipients that bounce or complain get onto the suppression list."""
    rejected = "Bad content" if _has_virus(mail) else None
    scope, blocked, reasons = _suppression(state, sender.tenant, sender.configuration_set)
    against = {each: sorted(blocked.reasons_against(each) & reasons) for each in addresses}
    mail = replace(
        mail,
        rejected=rejected,
        suppressed=tuple(each for each in addresses if against[each]),
        suppressed_for={each: found[0] for each, found in against.items() if found},
        suppression_scope=scope,
    )
    if rejected or mail.rendering_error:
        return mail
    left = [each for each in addresses if not against[each]]
    unsubscribed = [each for each in left if mailing and mailing.opted_out(state, each)]
    left = [each for each in left if each not in unsubscribed]
    bounced = [each for each in left if bounces(each)]
    complained = [each for each in left if complains(each)]
    known = [each for each in bounced if not is_globally_suppressed(each)]
    for reason, each in [*(("BOUNCE", each) for each in known), *(("COMPLAINT", each) for each in complained)]:
        if reason in reasons:
            blocked.put(Suppressed(each, reason, mail.timestamp))
    return replace(
        mail,
        delivered_to=tuple(each for each in left if each not in bounced),
        unsubscribed=tuple(unsubscribed),
        bounced=tuple(bounced),
        complained=tuple(complained),
    )


def suppress_added(state: State, mail: SentMail, event: InsightsEvent) -> None:
    """Put an address onto the suppression list for a permanent bounce or a complaint that a test added."""
    details: Json = event.details or {}
    if event.type == "BOUNCE" and details["Bounce"]["BounceType"] != "PERMANENT":
        return
    tenant = state.tenants.get(mail.tenant_name or "")
    configuration_set = state.configuration_sets.get(mail.configuration_set_name or "")
    _, blocked, reasons = _suppression(state, tenant, configuration_set)
    if event.type in reasons:
        blocked.put(Suppressed(event.destination, event.type, event.time))


def _check_size(mail: SentMail) -> None:
    """Refuse a mail that is too large in transfer. Only one that can be is put together for it."""
    content = mail.content
    size = len(content.mime or b"") + sum(len(each.content) for each in content.attachments)
    texts = (content.subject, content.text or "", content.html or "")
    if size + sum(map(len, texts)) <= _MAX_SIZE // 16:
        return
    written = len(mail.raw if content.mime is None else content.mime)
    if written > _MAX_SIZE:
        raise bad_request(f"Message length is more than {_MAX_SIZE} bytes long: '{written}'.")


def _has_virus(mail: SentMail) -> bool:
    """Whether it holds the file that stands for viruses in tests."""
    parts = [(mail.text or "").encode(errors="replace"), (mail.html or "").encode(errors="replace")]
    return any(_VIRUS in part for part in (*parts, *(each.content for each in mail.attachments)))


def _tenant(state: State, name: str | None) -> Tenant | None:
    if name is None:
        return None
    if name not in state.tenants:
        raise not_found(f"Tenant {name} for AwsAccountId {state.account_id} not found.")
    return state.tenants[name]


def _identity(state: State, address: str) -> Identity | None:
    """The verified identity that covers `address`: its own, its domain's or a parent domain's."""
    return next((identity for identity in covering_identities(state, address) if identity.verified), None)


def _configuration_set(
    state: State, name: str | None, address: str, identity: Identity | None
) -> ConfigurationSet | None:
    """The configuration set of a request, else the default one of the sender's identity. An unknown one is refused."""
    if name:
        return find_configuration_set(state, name)
    if identity is None or state.identities.get(identity.name) is not identity:  # another account's
        return None
    candidates = covering_identities(state, address) if state.assumes(ADDRESS_CONFIGURATION_SET) else [identity]
    name = next((each.configuration_set_name for each in candidates if each.configuration_set_name), None)
    if name is not None and name not in state.configuration_sets:
        raise bad_request(f"Configuration set <{name}> does not exist.")
    return state.configuration_sets[name] if name else None


def _message_id_domain(state: State) -> str:
    regional = state.region != "us-east-1" and state.assumes(MESSAGE_ID_REGION)
    return f"{state.region if regional else 'email'}.amazonses.com"


def _unverified(state: State, addresses: Sequence[str]) -> Refused:
    failed = f"The following identities failed the check in region {state.region.upper()}: {', '.join(addresses)}"
    return Refused("MessageRejected", f"Email address is not verified. {failed}")


def _check_not_paused(state: State, configuration_set: ConfigurationSet | None, tenant: Tenant | None) -> None:
    if state.account.enforcement_status == "SHUTDOWN":
        raise Refused("AccountSuspendedException", f"Account {state.account_id} is suspended from sending.")
    if not state.account.sending_enabled:
        raise Refused("SendingPausedException", f"Sending is paused for account {state.account_id}.")
    if configuration_set and not configuration_set.options["SendingOptions"]["SendingEnabled"]:
        raise Refused("SendingPausedException", f"Sending is paused for configuration set <{configuration_set.name}>.")
    if tenant and tenant.sending_status == "DISABLED":
        raise Refused("SendingPausedException", f"Sending is paused for tenant <{tenant.name}>.")


def _check_way_out(state: State, sender: Sender) -> None:
    """Refuse a mail that its MAIL FROM domain or its IP pool keeps from leaving."""
    mail_from = sender.identity.mail_from
    if mail_from and mail_from.behavior_on_mx_failure == "REJECT_MESSAGE" and mail_from.status != "SUCCESS":
        raise Refused("MailFromDomainNotVerifiedException", f"MAIL FROM domain <{mail_from.domain}> is not verified.")
    options: Json = sender.configuration_set.options["DeliveryOptions"] if sender.configuration_set else {}
    if "SendingPoolName" in options and not is_sending_pool(state, options["SendingPoolName"]):
        raise bad_request(INVALID_SENDING_POOL)


def _check_associations(
    state: State,
    tenant: Tenant,
    source_arn: str,
    configuration_set: ConfigurationSet | None,
    template_name: str | None,
) -> None:
    """Refuse to send for a tenant with resources that are not associated with it."""
    if configuration_set is None:
        raise bad_request(f"Sending for tenant <{tenant.name}> requires a configuration set.")
    used = [source_arn, state.arn(f"configuration-set/{configuration_set.name}")]
    if template_name is not None:
        used.append(state.arn(f"template/{template_name}"))
    missing = [arn for arn in used if arn not in tenant.resources]
    if missing:
        raise Refused("AccessDeniedException", f"Tenant not associated with resources [{', '.join(missing)}].")


def _suppression(
    state: State, tenant: Tenant | None, configuration_set: ConfigurationSet | None
) -> tuple[str, SuppressionList, set[str]]:
    """Whose suppression list applies, the list itself, and the reasons that count.

    The configuration set's word goes before the tenant's, and the tenant's before the account's.
    """
    settings: list[Json] = [{"SuppressionScope": "ACCOUNT", "SuppressedReasons": state.account.suppressed_reasons}]
    if tenant:
        settings.insert(0, tenant.suppression or {})
    if configuration_set:
        settings.insert(0, configuration_set.options.get("SuppressionOptions", {}))
    scope, reasons = (
        next(each[name] for each in settings if name in each) for name in ("SuppressionScope", "SuppressedReasons")
    )
    if tenant and scope == "TENANT":
        return "TENANT", tenant.suppressed, set(reasons)
    return "ACCOUNT", state.suppressed, set(reasons)


def _tags(tags: Sequence[Json]) -> Mapping[str, str]:
    return {tag["Name"]: tag["Value"] for tag in tags}


def _count_metrics(state: State, sender: Sender, mail: SentMail, addresses: Sequence[str]) -> None:
    """Count the mail as the Virtual Deliverability Manager does: neither simulator mail nor mail to several."""
    if len(addresses) > 1 or is_simulator(addresses[0]) or mail.rendering_error or mail.rejected:
        return
    dimensions = {
        "EMAIL_IDENTITY": sender.identity.name,
        "CONFIGURATION_SET": mail.configuration_set_name,
        "ISP": isp(addresses[0]),
        "TENANT_NAME": mail.tenant_name,
    }
    known = frozenset((name, value) for name, value in dimensions.items() if value)
    for metric in ("SEND", "DELIVERY") if mail.delivered_to else ("SEND",):
        state.metrics[MetricKey(metric, mail.timestamp.astimezone(UTC).date(), known)] += 1
