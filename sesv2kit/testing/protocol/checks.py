"""What is checked of every request before its operation runs, and with which code an operation refuses.

The order is AWS's: the JSON types (`wire.parse`), all constraints of the model together, names, and then the rules of
the operation itself: first what goes together, then what exists.
"""

from collections.abc import Mapping

from sesv2kit.testing.protocol import wire
from sesv2kit.testing.protocol.assumptions import UNKNOWN_IDENTITY_400, Assumes
from sesv2kit.testing.protocol.errors import Refused, bad_request
from sesv2kit.testing.protocol.model import Json, Operation, service_model
from sesv2kit.testing.protocol.names import check_names


def check(operation: Operation, request: Json, assumes: Assumes) -> None:
    """Refuse a request that breaks a constraint of the model, or that writes a name or an address as AWS does not."""
    wire.validate(operation.request, request)
    check_names(operation, request, assumes)


_TEXTS_FOR_UNKNOWN_IDENTITIES: Mapping[str, str] = {
    "PutEmailIdentityDkimAttributes": "Domain {domain} is not verified for DKIM signing.",
    "PutEmailIdentityFeedbackAttributes": "Identity <{identity}> does not exist.",
    "PutEmailIdentityMailFromAttributes": "Identity <{identity}> does not exist.",
}
"""The operations that were seen to answer 400 for an unknown identity, although the model has a 404 for them."""


def as_modelled(refused: Refused, operation: Operation, request: Json, assumes: Assumes) -> Refused:
    """The refusal as this operation makes it: with one of the errors that the model lists for it.

    An operation without the modelled error, such as NotFoundException, refuses with BadRequestException.
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
