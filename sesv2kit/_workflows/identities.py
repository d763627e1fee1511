"""Identities as wanted: `identities.ensure`, their DNS records, and waiting for their verification."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sesv2kit._core.arguments import validated
from sesv2kit._workflows import dns_records
from sesv2kit._workflows.caller import Caller, looked_up
from sesv2kit._workflows.dns_records import Facts
from sesv2kit._workflows.waiting import LAG, Progress, check_timeout, wait_until
from sesv2kit.domains import DnsRecords, IdentityAction, IdentityChange, IdentityPlan, IdentityResult
from sesv2kit.errors import (
    AlreadyExistsError,
    BadRequestError,
    ConfigurationError,
    Problem,
    RequestInvalidError,
    WaitTimeoutError,
)
from sesv2kit.models.identities import (
    CREATE_EMAIL_IDENTITY,
    GET_EMAIL_IDENTITY,
    PUT_EMAIL_IDENTITY_CONFIGURATION_SET_ATTRIBUTES,
    PUT_EMAIL_IDENTITY_DKIM_SIGNING_ATTRIBUTES,
    PUT_EMAIL_IDENTITY_MAIL_FROM_ATTRIBUTES,
    CreateEmailIdentityRequest,
    DkimAttributes,
    DkimSigningAttributes,
    GetEmailIdentityResponse,
    PutEmailIdentityMailFromAttributesRequest,
)
from sesv2kit.shapes import addresses

_DKIM_SOURCE = "https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DkimSigningAttributes.html"
_CREATE_SOURCE = "https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateEmailIdentity.html"
_MAIL_FROM_SOURCE = "https://docs.aws.amazon.com/ses/latest/dg/mail-from.html"
_HOST = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[A-Za-z0-9_-]{1,63}(?<!-))*")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The checked arguments of `ensure` and `plan_ensure`."""

    create: CreateEmailIdentityRequest
    mail_from: PutEmailIdentityMailFromAttributesRequest

    @property
    def email_identity(self) -> str:
        return self.create.email_identity

    @property
    def dkim(self) -> DkimSigningAttributes | None:
        return self.create.dkim_signing_attributes


async def plan(caller: Caller, arguments: Mapping[str, Any], mail_from: Mapping[str, Any]) -> IdentityPlan:
    """The changes; see `Identities.plan_ensure`."""
    wanted = _checked("plan_ensure", arguments, mail_from)
    found = await looked_up(caller, GET_EMAIL_IDENTITY, {"email_identity": wanted.email_identity})
    return _plan(wanted, found, is_new=found is None)


async def ensure(caller: Caller, arguments: Mapping[str, Any], mail_from: Mapping[str, Any]) -> IdentityResult:
    """Make the changes; see `Identities.ensure`."""
    wanted = _checked("ensure", arguments, mail_from)
    found = await looked_up(caller, GET_EMAIL_IDENTITY, {"email_identity": wanted.email_identity})
    is_new = False
    if found is None:
        is_new = await _create(caller, wanted)
        found = await _seen(caller, wanted.email_identity)
    made = _plan(wanted, found, is_new=is_new)
    done = {(change.action, change.setting) for change in made.changes}
    settings = {setting for _, setting in done}
    facts = _facts(wanted.email_identity, found, wanted.dkim)
    if "dkim" in settings:
        facts = await _put_dkim(caller, wanted, facts, is_restart=("restart", "dkim") in done)
    if "mail_from" in settings:
        await _put_mail_from(caller, wanted.mail_from, found)
        facts = replace(facts, mail_from_domain=wanted.mail_from.mail_from_domain)
    name = found.configuration_set_name
    if "configuration_set" in settings:
        name = wanted.create.configuration_set_name
        await caller.call(
            PUT_EMAIL_IDENTITY_CONFIGURATION_SET_ATTRIBUTES,
            {"email_identity": wanted.email_identity, "configuration_set_name": name},
        )
    facts = replace(facts, tracking=await dns_records.tracking_of(caller, name))
    return IdentityResult(made, dns_records.records_of(facts, caller.region_name))


async def records(
    caller: Caller, email_identity: str, dkim_signing_attributes: DkimSigningAttributes | None
) -> DnsRecords:
    """The DNS records that an identity needs; see `Identities.dns_records`."""
    arguments = {"email_identity": email_identity, "dkim_signing_attributes": dkim_signing_attributes}
    wanted = _checked("dns_records", arguments, {})
    found = await caller.look_up(GET_EMAIL_IDENTITY, {"email_identity": wanted.email_identity})
    tracking = await dns_records.tracking_of(caller, found.configuration_set_name)
    facts = replace(_facts(wanted.email_identity, found, wanted.dkim), tracking=tracking)
    return dns_records.records_of(facts, caller.region_name)


async def wait(caller: Caller, email_identity: str, timeout: float | None) -> GetEmailIdentityResponse:
    """Wait until SES has verified everything; see `Identities.wait_until_verified`."""
    check_timeout("wait_until_verified", timeout)
    return await wait_until(
        caller,
        GET_EMAIL_IDENTITY,
        {"email_identity": email_identity},
        _judge,
        timeout=timeout,
        what="The identity is not verified",
    )


# Arguments.


def _checked(method: str, arguments: Mapping[str, Any], mail_from: Mapping[str, Any]) -> _Wanted:
    create = validated(CREATE_EMAIL_IDENTITY, arguments)
    given = {"mail_from_domain": None, "behavior_on_mx_failure": None, **mail_from}
    put = validated(PUT_EMAIL_IDENTITY_MAIL_FROM_ATTRIBUTES, {"email_identity": create.email_identity, **given})
    problems = [*_name_problems(create), *_dkim_problems(create), *_mail_from_problems(put)]
    if problems:
        raise RequestInvalidError(method, problems)
    return _Wanted(create, put)


def _name_problems(request: CreateEmailIdentityRequest) -> Iterator[Problem]:
    domain = request.email_identity
    if "@" not in domain and not re.fullmatch(r"[A-Za-z0-9_.-]+", domain):  # such as a URL
        yield Problem("email_identity", f"must be {addresses.IDENTITY}, such as shop.example", _CREATE_SOURCE)


def _dkim_problems(request: CreateEmailIdentityRequest) -> Iterator[Problem]:
    dkim, argument = request.dkim_signing_attributes, "dkim_signing_attributes"
    if dkim is None:
        return
    if "@" in request.email_identity:
        yield Problem(
            argument, "is for domains only: emails of an address are signed with the keys of its domain", _DKIM_SOURCE
        )
    own = (dkim.domain_signing_selector, dkim.domain_signing_private_key)
    if (own[0] is None) != (own[1] is None):
        yield Problem(argument, "must have both selector and private key for a key of your own", _DKIM_SOURCE)
    if any(own) and (dkim.next_signing_key_length or dkim.domain_signing_attributes_origin):
        yield Problem(argument, "must have a key of your own, or describe keys of SES, but not both", _DKIM_SOURCE)
    if dkim.domain_signing_attributes_origin in ("AWS_SES", "EXTERNAL"):
        name = f"{argument}.domain_signing_attributes_origin"
        yield Problem(name, "must name the region of the identity whose keys are copied", _CREATE_SOURCE)


def _mail_from_problems(request: PutEmailIdentityMailFromAttributesRequest) -> Iterator[Problem]:
    domain, own = request.mail_from_domain, request.email_identity.rpartition("@")[2].lower()
    if domain is None:
        if request.behavior_on_mx_failure is not None:
            yield Problem("behavior_on_mx_failure", "needs mail_from_domain", _MAIL_FROM_SOURCE)
    elif not (_HOST.fullmatch(domain) and domain.lower().endswith(f".{own}")):
        text = "must be a subdomain of the identity's domain, such as bounce.shop.example, in Punycode"
        yield Problem("mail_from_domain", text, _MAIL_FROM_SOURCE)


# The current state.


async def _create(caller: Caller, wanted: _Wanted) -> bool:
    """Create the identity. False: it existed."""
    try:
        await caller.call(CREATE_EMAIL_IDENTITY, wanted.create)
    except AlreadyExistsError as error:
        return error.after_unknown  # an attempt whose response was lost has created it
    return True


async def _seen(caller: Caller, email_identity: str) -> GetEmailIdentityResponse:
    """Wait until SES returns an identity that exists."""
    arguments = {"email_identity": email_identity}
    return await wait_until(
        caller,
        GET_EMAIL_IDENTITY,
        arguments,
        lambda _: (Progress.DONE, ""),
        timeout=LAG,
        what="The identity is not returned by SES",
    )


def _facts(email_identity: str, found: GetEmailIdentityResponse, wanted: DkimSigningAttributes | None) -> Facts:
    dkim, mail_from = found.dkim_attributes or DkimAttributes(), found.mail_from_attributes
    return Facts(
        email_identity=email_identity,
        dkim_origin=dkim.signing_attributes_origin,
        dkim_tokens=tuple(dkim.tokens),
        dkim_zone=dkim.signing_hosted_zone,
        private_key=_private_key(wanted) if wanted and dkim.tokens == [wanted.domain_signing_selector] else None,
        mail_from_domain=mail_from.mail_from_domain if mail_from else None,
    )


def _private_key(dkim: DkimSigningAttributes) -> str | None:
    key: Any = dkim.domain_signing_private_key
    return None if key is None else key.get_secret_value()


# What to change.


def _plan(wanted: _Wanted, found: GetEmailIdentityResponse | None, *, is_new: bool) -> IdentityPlan:
    changes: list[IdentityChange] = []
    other_tags: tuple[str, ...] = ()
    if is_new:
        changes.append(IdentityChange("create", "identity", wanted.email_identity))
    if found is None:
        if domain := wanted.mail_from.mail_from_domain:
            changes.append(IdentityChange("update", "mail_from", domain))
    else:
        changes += _changes(wanted, found)
        if not is_new:
            there = {tag.key: tag.value for tag in found.tags}
            other_tags = tuple(tag.key for tag in wanted.create.tags or () if there.get(tag.key) != tag.value)
    return IdentityPlan(wanted.email_identity, tuple(changes), other_tags)


def _changes(wanted: _Wanted, found: GetEmailIdentityResponse) -> Iterator[IdentityChange]:
    if "@" not in wanted.email_identity:
        yield from _dkim_changes(wanted.dkim, found.dkim_attributes or DkimAttributes())
    mail_from = wanted.mail_from
    action = _mail_from_action(mail_from, found)
    if action is not None:
        yield IdentityChange(action, "mail_from", mail_from.mail_from_domain or "")
    name = wanted.create.configuration_set_name
    if name not in (None, found.configuration_set_name):
        yield IdentityChange("update", "configuration_set", name or "")


def _dkim_changes(wanted: DkimSigningAttributes | None, found: DkimAttributes) -> Iterator[IdentityChange]:
    selector = length = region = None
    if wanted is not None:
        selector, length = wanted.domain_signing_selector, wanted.next_signing_key_length
        region = wanted.domain_signing_attributes_origin
    origin = found.signing_attributes_origin or "AWS_SES"
    if region not in (None, origin):
        raise ConfigurationError(
            "the identity exists and its DKIM keys are not copied from the region of "
            "dkim_signing_attributes.domain_signing_attributes_origin: SES can only do this when it creates an identity"
        )
    if selector is not None and (origin, found.tokens) != ("EXTERNAL", [selector]):
        yield IdentityChange("update", "dkim", f"your own key, selector {selector}")
    elif length is not None and (origin == "EXTERNAL" or found.next_signing_key_length != length):
        yield IdentityChange("update", "dkim", f"keys of SES, {length}")
    elif found.status == "FAILED" and (origin == "AWS_SES" or selector is not None):
        yield IdentityChange("restart", "dkim")


def _mail_from_action(
    wanted: PutEmailIdentityMailFromAttributesRequest, found: GetEmailIdentityResponse
) -> IdentityAction | None:
    domain, there = wanted.mail_from_domain, found.mail_from_attributes
    if domain is None:
        return None
    if there is None or (there.mail_from_domain or "").lower() != domain.lower():
        return "update"
    if wanted.behavior_on_mx_failure not in (None, getattr(there, "behavior_on_mx_failure", None)):
        return "update"
    return "restart" if there.mail_from_domain_status == "FAILED" else None


# Changes.


async def _put_dkim(caller: Caller, wanted: _Wanted, facts: Facts, *, is_restart: bool) -> Facts:
    dkim = wanted.dkim
    is_own = dkim is not None and dkim.domain_signing_selector is not None
    length = None if dkim is None or is_restart else dkim.next_signing_key_length
    origin = "EXTERNAL" if is_own else "AWS_SES"
    arguments = {
        "email_identity": wanted.email_identity,
        "signing_attributes_origin": origin,
        "signing_attributes": dkim if is_own or length is not None else None,
    }
    try:
        put = await caller.call(PUT_EMAIL_IDENTITY_DKIM_SIGNING_ATTRIBUTES, arguments)
    except BadRequestError:
        if length is None:
            raise
        # SES refuses the current length. An attempt whose response was lost, or an earlier call, has set it.
        found = await _with_length(caller, wanted.email_identity, length)
        if found is None:
            raise
        return replace(_facts(wanted.email_identity, found, dkim), mail_from_domain=facts.mail_from_domain)
    key = _private_key(dkim) if is_own and dkim is not None else None
    return replace(
        facts,
        dkim_origin=origin,
        dkim_tokens=tuple(put.dkim_tokens) or facts.dkim_tokens,
        dkim_zone=put.signing_hosted_zone,
        private_key=key,
    )


async def _with_length(caller: Caller, email_identity: str, length: str) -> GetEmailIdentityResponse | None:
    """Wait until SES returns the identity with this length of its next key. None: it does not."""

    def judge(found: GetEmailIdentityResponse) -> tuple[Progress, str]:
        there = (found.dkim_attributes or DkimAttributes()).next_signing_key_length == length
        return (Progress.DONE if there else Progress.PENDING), ""

    arguments = {"email_identity": email_identity}
    try:
        return await wait_until(
            caller, GET_EMAIL_IDENTITY, arguments, judge, timeout=LAG, what="SES returns the old key length"
        )
    except WaitTimeoutError:
        return None


async def _put_mail_from(
    caller: Caller, wanted: PutEmailIdentityMailFromAttributesRequest, found: GetEmailIdentityResponse
) -> None:
    behavior = wanted.behavior_on_mx_failure or getattr(found.mail_from_attributes, "behavior_on_mx_failure", None)
    await caller.call(
        PUT_EMAIL_IDENTITY_MAIL_FROM_ATTRIBUTES,
        {
            "email_identity": wanted.email_identity,
            "mail_from_domain": wanted.mail_from_domain,
            "behavior_on_mx_failure": behavior,
        },
    )


# Verification.


def _judge(found: GetEmailIdentityResponse) -> tuple[Progress, str]:
    parts = dict(_parts(found))
    words = ", ".join(f"{part} is {status}" for part, status in parts.items())
    reason = found.verification_info.error_type if found.verification_info else None
    text = f"{words} ({reason})" if reason else words
    if "FAILED" in parts.values():
        return Progress.FAILED, text
    return (Progress.DONE if set(parts.values()) == {"SUCCESS"} else Progress.PENDING), text


def _parts(found: GetEmailIdentityResponse) -> Iterator[tuple[str, str | None]]:
    """What SES verifies, with the status of each."""
    dkim, mail_from = found.dkim_attributes, found.mail_from_attributes
    if found.identity_type != "DOMAIN" or (dkim is not None and not dkim.tokens):
        dkim = None  # an address has the status of its domain
    verification = found.verification_status
    if verification == "SUCCESS" or (dkim is not None and dkim.status != "FAILED"):
        verification = "PENDING"  # a domain is verified by its DKIM records, for which SES still searches
    yield "verification", "SUCCESS" if found.verified_for_sending_status else verification
    if dkim is not None:
        yield "DKIM", dkim.status
    if mail_from is not None and mail_from.mail_from_domain:
        yield "MAIL FROM", mail_from.mail_from_domain_status
