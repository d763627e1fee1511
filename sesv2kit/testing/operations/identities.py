"""Email identities: the addresses and domains to send from."""

import json
from datetime import datetime, timedelta

from sesv2kit.testing.mail.addresses import bare_address, key
from sesv2kit.testing.operations._checks import check_limit, check_unassociated
from sesv2kit.testing.operations._dkim import (
    DNS_SEARCH,
    change_dkim,
    check_signing,
    dkim_status,
    domain_of,
    hosted_zone,
    new_dkim,
    show_dkim,
)
from sesv2kit.testing.paging import Listing
from sesv2kit.testing.protocol.assumptions import DKIM_OF_COVERED_ADDRESS
from sesv2kit.testing.protocol.errors import already_exists, bad_request
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.protocol.names import name_contains
from sesv2kit.testing.state import State
from sesv2kit.testing.state.finding import covering_identities, find_configuration_set, find_identity
from sesv2kit.testing.state.identities import Certificate, Identity, MailFrom

_TYPES = ("EMAIL_ADDRESS", "DOMAIN", "MANAGED_DOMAIN")
_STATUSES = ("PENDING", "SUCCESS", "FAILED", "TEMPORARY_FAILURE", "NOT_STARTED")
_MAX_POLICIES = 20
_LINK_LIFETIME = timedelta(hours=24)
_PROVISIONING = timedelta(minutes=1)
_CERTIFICATE_LIFETIME = timedelta(days=395)
"""The ARN of a certificate of AWS Certificate Manager. The local SES does not look it up."""


def associate_email_identity_certificate(state: State, request: Json) -> None:
    """Give an address an S/MIME certificate. It is used from a minute later on."""
    identity = find_identity(state, request["EmailIdentity"])
    address = _certified_address(identity, request)
    now = state.clock.now()
    if _certificate_status(identity.certificates.get(address), now) not in (None, "DEPROVISIONING"):
        raise already_exists(f"Email address {address} already has a certificate.")
    identity.certificates[address] = Certificate(address, request["CertificateArn"], now)


def create_email_identity(state: State, request: Json) -> Json:
    """Create an identity. It is pending until `Backend.verify_identity` is called, and fails if that is too late."""
    name, tags = key(request["EmailIdentity"]), request.get("Tags", [])
    set_name = request.get("ConfigurationSetName")
    dkim = new_dkim(state, name, request.get("DkimSigningAttributes"))
    if set_name is not None:
        find_configuration_set(state, set_name)
    if name in state.identities:
        raise already_exists(f"Email identity {name} already exists.")
    check_limit(state.identities, 10_000, "email identities")
    identity = state.identities[name] = Identity(
        name=name,
        requested=state.clock.now(),
        dkim=dkim,
        configuration_set_name=set_name,
        tags=tags,
    )
    state.neighbours.identity_created(name)
    return {
        "IdentityType": _type(identity),
        "VerifiedForSendingStatus": identity.verified,
        "DkimAttributes": show_dkim(state, identity),
    }


def create_email_identity_policy(state: State, request: Json) -> None:
    """Add a sending authorization policy."""
    name = request["PolicyName"]
    _check_policy(request)
    policies = find_identity(state, request["EmailIdentity"]).policies
    if name in policies:
        raise already_exists(f"Policy {name} already exists for email identity {request['EmailIdentity']}.")
    check_limit(policies, _MAX_POLICIES, "policies of one email identity")
    policies[name] = request["Policy"]


def delete_email_identity(state: State, request: Json) -> None:
    """Delete an identity that no tenant uses, with its policies and certificates."""
    name = find_identity(state, request["EmailIdentity"]).name
    check_unassociated(state, state.arn(f"identity/{name}"))
    del state.identities[name]
    state.neighbours.identity_deleted(name)


def delete_email_identity_policy(state: State, request: Json) -> None:
    """Delete a policy. Deleting a missing policy succeeds."""
    find_identity(state, request["EmailIdentity"]).policies.pop(request["PolicyName"], None)


def disassociate_email_identity_certificate(state: State, request: Json) -> None:
    """Remove an address's certificate, which takes a minute. If there is none, nothing happens."""
    identity = find_identity(state, request["EmailIdentity"])
    certificate = identity.certificates.get(_certified_address(identity, request))
    if certificate is not None and certificate.disassociated is None:
        certificate.disassociated = state.clock.now()


def get_email_identity(state: State, request: Json) -> Json:
    """The identity with its verification, DKIM and policies."""
    identity = find_identity(state, request["EmailIdentity"])
    now = state.clock.now()
    return {
        "IdentityType": _type(identity),
        "FeedbackForwardingStatus": identity.feedback_forwarding,
        "VerifiedForSendingStatus": identity.verified,
        "DkimAttributes": show_dkim(state, identity),
        "MailFromAttributes": _mail_from(identity.mail_from),
        "Policies": identity.policies,
        "Tags": identity.tags,
        "ConfigurationSetName": identity.configuration_set_name,
        "VerificationStatus": _status(identity, now),
        "VerificationInfo": _verification(identity, now),
    }


def get_email_identity_policies(state: State, request: Json) -> Json:
    """The policies by name."""
    return {"Policies": find_identity(state, request["EmailIdentity"]).policies}


def list_email_identities(state: State, request: Json) -> Listing[Identity]:
    """The identities, sorted by name."""
    filters = request.get("Filter", {})
    part, kind, status = (
        filters.get(key) for key in ("IDENTITY_NAME_CONTAINS", "IDENTITY_TYPE", "VERIFICATION_STATUS")
    )
    if kind not in (None, *_TYPES):
        raise bad_request(f"Invalid identity type <{kind}>.")
    if status not in (None, *_STATUSES):
        raise bad_request(f"Invalid verification status <{status}>.")
    now = state.clock.now()
    return Listing(
        member="EmailIdentities",
        rows=state.identities,
        show=lambda identity: {
            "IdentityType": _type(identity),
            "IdentityName": identity.name,
            "SendingEnabled": identity.verified,
            "VerificationStatus": _status(identity, now),
        },
        keep=lambda identity: (
            name_contains(identity.name, part, state.assumes)
            and kind in (None, _type(identity))
            and status in (None, _status(identity, now))
        ),
        default=25,
        maximum=1000,
    )


def list_email_identity_certificates(state: State, request: Json) -> Listing[Certificate]:
    """The certificates, sorted by address."""
    identity = find_identity(state, request["EmailIdentity"])
    now = state.clock.now()
    return Listing(
        member="Certificates",
        rows=identity.certificates,
        show=lambda certificate: {
            "FromAddress": certificate.address,
            "Status": _certificate_status(certificate, now),
            "CertificateArn": certificate.arn,
            "CertificateExpiryTime": certificate.associated + _CERTIFICATE_LIFETIME,
        },
        keep=lambda certificate: _certificate_status(certificate, now) is not None,
        default=1000,
        maximum=1000,
    )


def put_email_identity_configuration_set_attributes(state: State, request: Json) -> None:
    """Set the default configuration set; if the name is absent, remove it."""
    identity, name = find_identity(state, request["EmailIdentity"]), request.get("ConfigurationSetName")
    identity.configuration_set_name = None if name is None else find_configuration_set(state, name).name


def put_email_identity_dkim_attributes(state: State, request: Json) -> None:
    """Turn signing on; if the boolean is absent, off. Mail of an address is signed with its domain's keys."""
    identity, enabled = find_identity(state, request["EmailIdentity"]), request.get("SigningEnabled", False)
    if domain_of(state, identity) and state.assumes(DKIM_OF_COVERED_ADDRESS):
        return
    if enabled and not identity.is_domain:
        domain = identity.name.rpartition("@")[2]
        signers = [each.dkim for each in covering_identities(state, domain)]
        if not any(dkim_status(signer, state.clock.now()) == "SUCCESS" for signer in signers):
            raise bad_request(f"Domain {domain} is not verified for DKIM signing.")
    identity.dkim.signing_enabled = enabled


def put_email_identity_dkim_signing_attributes(state: State, request: Json) -> Json:
    """Set who makes the keys of a domain, and their length or the key."""
    origin, attributes = request["SigningAttributesOrigin"], request.get("SigningAttributes", {})
    if "DomainSigningAttributesOrigin" in attributes:
        raise bad_request("DomainSigningAttributesOrigin is for CreateEmailIdentity: use SigningAttributesOrigin.")
    check_signing(origin, attributes)
    identity = find_identity(state, request["EmailIdentity"])
    dkim = identity.dkim = change_dkim(state, identity.name, identity.dkim, origin, attributes)
    return {
        "DkimStatus": dkim_status(dkim, state.clock.now()),
        "DkimTokens": dkim.tokens,
        "SigningHostedZone": hosted_zone(state, dkim),
    }


def put_email_identity_feedback_attributes(state: State, request: Json) -> None:
    """Turn the forwarding of bounces and complaints on; if the boolean is absent, off."""
    identity = find_identity(state, request["EmailIdentity"])
    identity.feedback_forwarding = request.get("EmailForwardingEnabled", False)


def put_email_identity_mail_from_attributes(state: State, request: Json) -> None:
    """Set the custom MAIL FROM domain; if it is absent, SES's own is used again."""
    domain = request.get("MailFromDomain")
    behavior = request.get("BehaviorOnMxFailure", "USE_DEFAULT_VALUE")
    own_domain = key(request["EmailIdentity"]).rpartition("@")[2]
    if domain and not domain.lower().endswith(f".{own_domain}"):
        raise bad_request(
            f"Provided MAIL-FROM domain <{domain}> is not subdomain of the domain of the identity <{own_domain}>."
        )
    identity = find_identity(state, request["EmailIdentity"])
    if not domain:
        identity.mail_from = None
    elif identity.mail_from and identity.mail_from.domain == domain:
        identity.mail_from.behavior_on_mx_failure = behavior
    else:
        identity.mail_from = MailFrom(domain, behavior)


def update_email_identity_policy(state: State, request: Json) -> None:
    """Replace a policy, or add it if it is missing."""
    name = request["PolicyName"]
    _check_policy(request)
    policies = find_identity(state, request["EmailIdentity"]).policies
    if name not in policies:
        check_limit(policies, _MAX_POLICIES, "policies of one email identity")
    policies[name] = request["Policy"]


def _check_policy(request: Json) -> None:
    """Refuse a policy that is not a JSON object, or longer than 4 KB."""
    name, policy = request["PolicyName"], request["Policy"]
    try:
        document: object = json.loads(policy)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise bad_request(f"Policy {name} is not a JSON object.")
    if len(policy.encode("utf-8", "surrogatepass")) > 4096:
        raise bad_request(f"Policy {name} is longer than 4 KB.")


def _type(identity: Identity) -> str:
    return "DOMAIN" if identity.is_domain else "EMAIL_ADDRESS"


def _status(identity: Identity, now: datetime) -> str:
    if identity.verified:
        return "SUCCESS"
    return "FAILED" if now >= _end_of_verification(identity) else "PENDING"


def _end_of_verification(identity: Identity) -> datetime:
    """When the link in the email to an address expires, or SES stops searching for a domain's DNS records."""
    return identity.requested + (DNS_SEARCH if identity.is_domain else _LINK_LIFETIME)


def _verification(identity: Identity, now: datetime) -> Json:
    if identity.is_domain and identity.verified:
        return {"LastCheckedTimestamp": identity.verified_at, "LastSuccessTimestamp": identity.verified_at}
    if identity.is_domain and _status(identity, now) == "FAILED":
        return {"LastCheckedTimestamp": _end_of_verification(identity), "ErrorType": "HOST_NOT_FOUND"}
    return {}


def _mail_from(mail_from: MailFrom | None) -> Json:
    if mail_from is None:
        return {"BehaviorOnMxFailure": "USE_DEFAULT_VALUE"}
    return {
        "MailFromDomain": mail_from.domain,
        "MailFromDomainStatus": mail_from.status,
        "BehaviorOnMxFailure": mail_from.behavior_on_mx_failure,
    }


def _certified_address(identity: Identity, request: Json) -> str:
    """The address of a certificate: the identity itself, or the given address of the domain."""
    address: str | None = request.get("FromAddress")
    if not identity.is_domain:
        if address not in (None, identity.name):
            raise bad_request(f"FromAddress <{address}> is not the email identity <{identity.name}>.")
        return identity.name
    if address is None:
        raise bad_request(f"FromAddress is required, because <{identity.name}> is a domain.")
    certified = key(bare_address(address))
    if not f".{certified.rpartition('@')[2]}".endswith(f".{identity.name}"):
        raise bad_request(f"FromAddress <{address}> does not belong to domain <{identity.name}>.")
    return certified


def _certificate_status(certificate: Certificate | None, now: datetime) -> str | None:
    """The status of a certificate. None: there is none, or none any more."""
    if certificate is None:
        return None
    if certificate.disassociated is not None:
        return "DEPROVISIONING" if now < certificate.disassociated + _PROVISIONING else None
    if now >= certificate.associated + _CERTIFICATE_LIFETIME:
        return "FAILED"
    return "ACTIVE" if now >= certificate.associated + _PROVISIONING else "PROVISIONING"
