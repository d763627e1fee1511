"""The server's control API, in addition to that of SES. Programs in any language prepare and inspect the state with it.

It is `Backend` over HTTP, in JSON. In requests that read, `account` and `region` of the query filter the result. In
requests that change the state, they say where, and default to 123456789012 and us-east-1.
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import asdict, fields
from typing import cast, get_args
from urllib.parse import parse_qsl, unquote

from sesv2kit import __version__
from sesv2kit.testing.backend import Backend
from sesv2kit.testing.engine import Engine, Reply, Request, json_reply, refusal
from sesv2kit.testing.faults import Fault
from sesv2kit.testing.operations import OPERATIONS
from sesv2kit.testing.protocol.assumptions import Assume
from sesv2kit.testing.protocol.errors import Refused, bad_request, not_found
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.protocol.signature import DEFAULT_ACCOUNT_ID, DEFAULT_REGION
from sesv2kit.testing.server import inbox, outbox
from sesv2kit.testing.server.inbox.page import PATH
from sesv2kit.testing.state import State
from sesv2kit.testing.state.account import EnforcementStatus

SETTINGS: Mapping[str, type] = {
    "production_access": bool,
    "enforcement_status": str,
    "max24_hour_send": float,
    "max_send_rate": float,
    "enforce_quotas": bool,
    "enforce_rates": bool,
}
"""The settings at `/_account`: those of the account, and those of the backend."""


def is_control(request: Request) -> bool:
    """Whether a request is for this API or the inbox, not for SES."""
    is_home = request.path in ("", "/") and request.method in ("GET", "HEAD")
    return is_home or request.path.startswith(("/_", "/health"))


def respond(engine: Engine, request: Request) -> Reply:
    """Respond to one request to this API."""
    if inbox.is_inbox(request.path):
        return inbox.respond(engine, request)
    path = request.path.rstrip("/")
    if not path:
        return Reply(302, {"Location": PATH, "Content-Type": "text/plain"}, f"The inbox is at {PATH}.\n".encode())
    method = "GET" if request.method == "HEAD" else request.method
    try:
        if path.startswith("/_outbox/") and method in ("GET", "DELETE"):
            return outbox.message(engine, method, unquote(path.removeprefix("/_outbox/")))
        methods = {each for each, known in ROUTES if known == path}
        if method in methods:
            scope = dict(parse_qsl(request.query))
            allowed = _QUERIES.get((method, path), {"account", "region"})
            if unknown := scope.keys() - allowed:
                names = ", ".join(sorted(unknown))
                raise bad_request(f"The query may hold {' and '.join(sorted(allowed))}, not {names}.")
            return json_reply(200, ROUTES[method, path](engine, scope, _document(request.body)))
        if methods:
            return json_reply(405, {"message": f"{path} allows only {' and '.join(sorted(methods))}."})
        known = ", ".join(sorted({known for _, known in ROUTES}))
        return json_reply(404, {"message": f"There is nothing at {path}. The paths are {known}, and /v2/email of SES."})
    except Refused as refused:
        return refusal(refused)


def _document(body: bytes) -> Json:
    try:
        document: object = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise bad_request("The request body is not valid JSON.") from None
    if not isinstance(document, dict):
        raise bad_request("The request body is not a JSON object.")
    return cast(Json, document)


def _health(engine: Engine, scope: Mapping[str, str], document: Json) -> Json:
    return {"status": "ok", "version": __version__, "operations": len(OPERATIONS)}


def _reset(engine: Engine, scope: Mapping[str, str], document: Json) -> Json:
    engine.reset()
    return {}


def _seen(engine: Engine, scope: Mapping[str, str]) -> list[State]:
    """The states that a request that reads is about."""
    account, region = scope.get("account"), scope.get("region")
    return [
        state for state in engine.states() if account in (None, state.account_id) and region in (None, state.region)
    ]


def _events(engine: Engine, scope: Mapping[str, str], document: Json) -> Json:
    return {
        "events": [
            {"destinations": event.destinations, **event.record}
            for state in _seen(engine, scope)
            for event in list(state.records)
        ]
    }


def _add_event(engine: Engine, scope: Mapping[str, str], document: Json) -> Json:
    known = {"message_id": str, "type": str, "destination": str, "link": str, "details": dict}
    _check_members("An event", document, known, ("message_id", "type"))
    options = {name: value for name, value in document.items() if name not in ("message_id", "type")}
    for state in _seen(engine, scope):
        if document["message_id"] in state.sent:
            backend = Backend(engine, state.account_id, state.region)
            try:
                backend.add_event(document["message_id"], document["type"], **options)
            except ValueError as error:
                raise bad_request(f"{error}.") from None
            return {}
    raise not_found(f"No mail has the message id {document['message_id']}.")


def _subscriptions(engine: Engine, scope: Mapping[str, str], document: Json) -> Json:
    return {
        "subscriptions": [
            {
                "subscription_arn": each.arn,
                "topic_arn": each.topic_arn,
                "endpoint": each.shown_endpoint,
                "signature_version": each.signature_version,
                "raw_message_delivery": each.raw_message_delivery,
                "confirmed": each.confirmed,
            }
            for each in engine.topics.subscriptions(scope.get("account"), scope.get("region"))
        ]
    }


def _subscribe(engine: Engine, scope: Mapping[str, str], document: Json) -> Json:
    known = {"topic_arn": str, "endpoint": str, "signature_version": str, "raw_message_delivery": bool}
    _check_members("A subscription", document, known, ("topic_arn", "endpoint"))
    try:
        return {"subscription_arn": _backend(engine, scope).subscribe(**document)}
    except ValueError as error:
        raise bad_request(f"{error}.") from None


def _posts(engine: Engine, scope: Mapping[str, str], document: Json) -> Json:
    return {
        "posts": [
            {
                **asdict(post),
                "timestamp": post.timestamp.isoformat(),
                "body": post.body.decode(),
                "delivered": post.delivered,
            }
            for post in engine.topics.all_posts(scope.get("account"), scope.get("region"))
        ]
    }


def _check_members(what: str, document: Json, known: Mapping[str, type], required: Sequence[str]) -> None:
    """Refuse unknown members, members of another type, and missing ones."""
    for name, value in document.items():
        if name not in known:
            raise bad_request(f"{what} has no {name}; it has {', '.join(known)}.")
        if type(value) is not known[name]:
            raise bad_request(f"{name} must be a {known[name].__name__}.")
    for name in required:
        if name not in document:
            raise bad_request(f"{what} needs {name}.")


def _requests(engine: Engine, scope: Mapping[str, str], document: Json) -> Json:
    return {"requests": [name for state in _seen(engine, scope) for name in list(state.requests)]}


def _faults(engine: Engine, scope: Mapping[str, str], document: Json) -> Json:
    return {"faults": [asdict(fault) for fault in engine.faults]}


def _add_fault(engine: Engine, scope: Mapping[str, str], document: Json) -> Json:
    known = {field.name for field in fields(Fault)} - {"fired", "account_id", "region_name"}
    for name in document.keys() - known:
        raise bad_request(f"A fault has no {name}; it has {', '.join(sorted(known))}.")
    operations: object = document.get("operations", [])
    if not isinstance(operations, list):
        raise bad_request("operations must be a list of names.")
    options: Json = {"kind": None, **document, "operations": tuple(cast("list[str]", operations))}
    try:
        fault = Fault(**options, account_id=scope.get("account"), region_name=scope.get("region"))
    except ValueError as error:
        raise bad_request(f"{error}.") from None
    return asdict(engine.faults.append(fault))


def _clear_faults(engine: Engine, scope: Mapping[str, str], document: Json) -> Json:
    engine.faults.clear()
    return {}


def _backend(engine: Engine, scope: Mapping[str, str]) -> Backend:
    return Backend(engine, scope.get("account", DEFAULT_ACCOUNT_ID), scope.get("region", DEFAULT_REGION))


def _verify_identity(engine: Engine, scope: Mapping[str, str], document: Json) -> Json:
    name = document.get("name")
    if not isinstance(name, str):
        raise bad_request("name must be an email address or a domain.")
    _backend(engine, scope).verify_identity(name)
    return {}


def _account(engine: Engine, scope: Mapping[str, str], document: Json) -> Json:
    backend = _backend(engine, scope)
    return {name: getattr(_holder(backend, name), name) for name in SETTINGS}


def _set_account(engine: Engine, scope: Mapping[str, str], document: Json) -> Json:
    backend = _backend(engine, scope)
    for name, value in document.items():
        if name not in SETTINGS:
            raise bad_request(f"An account has no setting {name}; it has {', '.join(SETTINGS)}.")
        if SETTINGS[name] is float and type(value) is int:
            value = document[name] = float(value)
        if type(value) is not SETTINGS[name] or (isinstance(value, float) and not math.isfinite(value)):
            raise bad_request(f"{name} must be a {SETTINGS[name].__name__}.")
        if name == "enforcement_status" and value not in get_args(EnforcementStatus):
            raise bad_request(f"enforcement_status must be one of {', '.join(get_args(EnforcementStatus))}.")
        if isinstance(value, float) and value < 0 and (name, value) != ("max24_hour_send", -1.0):
            raise bad_request(f"{name} must not be negative (only max24_hour_send may be -1: no limit).")
    for name, value in document.items():
        setattr(_holder(backend, name), name, value)
    return _account(engine, scope, document)


def _holder(backend: Backend, name: str) -> object:
    return backend if name.startswith("enforce_") else backend.account


def _assume(engine: Engine, scope: Mapping[str, str], document: Json) -> Json:
    return cast(Json, engine.assumed)


def _set_assume(engine: Engine, scope: Mapping[str, str], document: Json) -> Json:
    try:
        _backend(engine, scope).assume = cast(Assume, document)  # which checks the names
    except ValueError as error:
        raise bad_request(f"{error}.") from None
    return _assume(engine, scope, document)


_QUERIES: Mapping[tuple[str, str], Set[str]] = {
    ("GET", "/_outbox"): outbox.FILTERS | outbox.PAGING,
    ("DELETE", "/_outbox"): outbox.FILTERS,
}
"""The allowed query parameters, in addition to account and region."""

ROUTES: Mapping[tuple[str, str], Callable[[Engine, Mapping[str, str], Json], Json]] = {
    ("GET", "/health"): _health,
    ("POST", "/_reset"): _reset,
    ("GET", "/_outbox"): outbox.listed,
    ("DELETE", "/_outbox"): outbox.delete,
    ("GET", "/_events"): _events,
    ("POST", "/_events"): _add_event,
    ("GET", "/_subscriptions"): _subscriptions,
    ("POST", "/_subscriptions"): _subscribe,
    ("GET", "/_posts"): _posts,
    ("GET", "/_requests"): _requests,
    ("GET", "/_faults"): _faults,
    ("POST", "/_faults"): _add_fault,
    ("DELETE", "/_faults"): _clear_faults,
    ("POST", "/_identities"): _verify_identity,
    ("GET", "/_account"): _account,
    ("PUT", "/_account"): _set_account,
    ("GET", "/_assume"): _assume,
    ("PUT", "/_assume"): _set_assume,
}
