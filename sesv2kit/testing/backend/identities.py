"""Email identities: the addresses and domains to send from."""

import secrets
import string

from sesv2kit.testing.errors import already_exists, bad_request, not_found
from sesv2kit.testing.model import Json
from sesv2kit.testing.paging import Listing
from sesv2kit.testing.rules import check_tags, check_unassociated, find_configuration_set
from sesv2kit.testing.state import Identity, State

_TYPES = ("EMAIL_ADDRESS", "DOMAIN", "MANAGED_DOMAIN")
_STATUSES = ("PENDING", "SUCCESS", "FAILED", "TEMPORARY_FAILURE", "NOT_STARTED")


def create_email_identity(state: State, request: Json) -> Json:
    """Create an identity. It stays pending until `Backend.verify_identity`."""
    name, tags = request["EmailIdentity"], request.get("Tags", [])
    set_name = request.get("ConfigurationSetName")
    check_tags(tags)
    if set_name is not None:
        find_configuration_set(state, set_name)
    if name in state.identities:
        raise already_exists(f"Email identity {name} already exists.")
    identity = Identity(name, configuration_set_name=set_name, tags=tags)
    identity.dkim = _dkim(state, identity, request.get("DkimSigningAttributes", {}))
    state.identities[name] = identity
    state.mirror.identity_created(name)
    return {
        "IdentityType": _type(identity),
        "VerifiedForSendingStatus": identity.verified,
        "DkimAttributes": _dkim_shown(identity),
    }


def delete_email_identity(state: State, request: Json) -> None:
    """Delete an identity that no tenant uses."""
    name = _find(state, request).name
    check_unassociated(state, state.arn(f"identity/{name}"))
    del state.identities[name]
    state.mirror.identity_deleted(name)


def get_email_identity(state: State, request: Json) -> Json:
    """The identity with its verification and DKIM."""
    identity = _find(state, request)
    checked = {"LastCheckedTimestamp": identity.verified_at, "LastSuccessTimestamp": identity.verified_at}
    return {
        "IdentityType": _type(identity),
        "FeedbackForwardingStatus": True,
        "VerifiedForSendingStatus": identity.verified,
        "DkimAttributes": _dkim_shown(identity),
        "MailFromAttributes": {"BehaviorOnMxFailure": "USE_DEFAULT_VALUE"},
        "Policies": {},
        "Tags": identity.tags,
        "ConfigurationSetName": identity.configuration_set_name,
        "VerificationStatus": _status(identity),
        "VerificationInfo": checked if identity.is_domain else {},
    }


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
    return Listing(
        member="EmailIdentities",
        rows=state.identities,
        show=lambda identity: {
            "IdentityType": _type(identity),
            "IdentityName": identity.name,
            "SendingEnabled": identity.verified,
            "VerificationStatus": _status(identity),
        },
        keep=lambda identity: (
            (part or "") in identity.name and kind in (None, _type(identity)) and status in (None, _status(identity))
        ),
        default=25,
        maximum=1000,
    )


def _find(state: State, request: Json) -> Identity:
    name = request["EmailIdentity"]
    if name not in state.identities:
        raise not_found(f"Email identity {name} does not exist.")
    return state.identities[name]


def _type(identity: Identity) -> str:
    return "DOMAIN" if identity.is_domain else "EMAIL_ADDRESS"


def _status(identity: Identity) -> str:
    return "SUCCESS" if identity.verified else "PENDING"


def _dkim(state: State, identity: Identity, given: Json) -> Json:
    """The DKIM attributes of a new identity, but for their status, which follows the verification."""
    key_length = given.get("NextSigningKeyLength", "RSA_1024_BIT")
    if not identity.is_domain:
        return {"SigningAttributesOrigin": "AWS_SES", "NextSigningKeyLength": key_length}
    if "DomainSigningPrivateKey" in given:
        return {"SigningAttributesOrigin": "EXTERNAL", "Tokens": [given.get("DomainSigningSelector", "")]}
    letters = string.ascii_lowercase + string.digits
    return {
        "SigningAttributesOrigin": given.get("DomainSigningAttributesOrigin", "AWS_SES"),
        "Tokens": ["".join(secrets.choice(letters) for _ in range(32)) for _ in range(3)],
        "NextSigningKeyLength": key_length,
        "CurrentSigningKeyLength": key_length,
        "LastKeyGenerationTimestamp": state.clock.now(),
    }


def _dkim_shown(identity: Identity) -> Json:
    status = _status(identity) if identity.is_domain else "NOT_STARTED"
    return {"SigningEnabled": identity.is_domain, "Status": status, **identity.dkim}
