"""Checks of every request before its operation runs, and the error codes that operations use.

The order is AWS's: JSON types (`wire.parse`), all constraints of the model together, names, and then the rules of the
operation itself: first the combination of members, then the existence of resources.
"""

from collections.abc import Mapping

from sesv2kit.testing.protocol import wire
from sesv2kit.testing.protocol.assumptions import UNKNOWN_IDENTITY_400, Assumes
from sesv2kit.testing.protocol.errors import Refused, bad_request
from sesv2kit.testing.protocol.model import Json, Operation, service_model
from sesv2kit.testing.protocol.names import check_names


def check(operation: Operation, request: Json, assumes: Assumes) -> None:
    """Refuse a request that breaks a constraint of the model, or has a name or an address that AWS does not accept."""
    wire.validate(operation.request, request)
    check_names(operation, request, assumes)


_TEXTS_FOR_UNKNOWN_IDENTITIES: Mapping[str, str] = {
    "PutEmailIdentityDkimAttributes": "Domain {domain} is not verified for DKIM signing.",
    "PutEmailIdentityFeedbackAttributes": "Identity <{identity}> does not exist.",
    "PutEmailIdentityMailFromAttributes": "Identity <{identity}> does not exist.",
}
"""The operations that were seen to return 400 for an unknown identity, although the model has a 404 for them."""


def as_modelled(refused: Refused, operation: Operation, request: Json, assumes: Assumes) -> Refused:
    """The error that this operation returns: one of those that the model lists for it.

    If the model does not list it, such as NotFoundException, the operation returns BadRequestException.
    """
    if refused.code == "NotFoundException" and operation.name in _TEXTS_FOR_UNKNOWN_IDENTITIES:
        if assumes(UNKNOWN_IDENTITY_400):
            identity = request["EmailIdentity"]
            text = _TEXTS_FOR_UNKNOWN_IDENTITIES[operation.name]
            message = text.format(identity=identity, domain=identity.rpartition("@")[2])
            return bad_request(message, UNKNOWN_IDENTITY_400)
    elif refused.code in service_model().statuses and refused.code not in operation.errors:
        return bad_request(refused.message)
    return refused
