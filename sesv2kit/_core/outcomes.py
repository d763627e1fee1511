"""What a journal stores of a response or an error, and the response or error made from it."""

import json
from collections.abc import Mapping
from typing import Any, cast

from sesv2kit.errors import ServiceError, error_class
from sesv2kit.journal.base import stored
from sesv2kit.operation import Operation, ResponseT
from sesv2kit.shapes import Response, ResponseMetadata
from sesv2kit.shapes.bases import with_metadata
from sesv2kit.shapes.facets import wire_name
from sesv2kit.shapes.untyped import UntypedResponse


def accepted(received: Any) -> str:
    """What the journal stores of a response: ids and statuses."""
    wire = received if isinstance(received, UntypedResponse) else received.to_wire()
    metadata: ResponseMetadata = received.metadata
    facts = {"request_id": metadata.request_id, "status": metadata.status, "response": stored(wire)}
    return json.dumps(facts, separators=(",", ":"))


def accepted_before(operation: Operation[Any, Any], outcome: Mapping[str, Any], response: type[ResponseT]) -> ResponseT:
    """The response made from a stored record. Raises any error of reading it: another version may have written it."""
    members: dict[str, Any] = outcome.get("response", {})
    body = json.dumps(members).encode()
    proof = wire_name(operation.proof) if operation.proof else ""
    unread = (proof,) if proof and proof not in members else ()
    metadata = ResponseMetadata(
        outcome.get("request_id"), outcome.get("status"), raw=body, unread=unread, replayed=True
    )
    if issubclass(response, UntypedResponse):
        return cast("ResponseT", UntypedResponse(members, metadata))
    typed, _ = cast("type[Response]", response).from_body(body)
    return cast("ResponseT", with_metadata(typed, metadata))


def refused_before(operation: Operation[Any, Any], outcome: Mapping[str, Any], _: object) -> ServiceError:
    """The error made from a stored record."""
    code, status = outcome.get("code"), outcome.get("status")
    error = error_class(code, status, "", sends=operation.sends)(
        "refused before, under the same idempotency key; nothing was sent this time",
        operation=operation.name,
        code=code,
        status=status,
        request_id=outcome.get("request_id"),
        attempts=0,
    )
    error.replayed = True
    return error
