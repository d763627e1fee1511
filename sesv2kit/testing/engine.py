"""The local SES without a transport. It takes a request, changes its state and returns a response. No HTTP, no
sleeping."""

import json
import secrets
import threading
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import unquote

from sesv2kit._core.clock import Clock
from sesv2kit.testing.faults import READS, Fault, Faults, Loss
from sesv2kit.testing.mail.addresses import key
from sesv2kit.testing.notifying.topics import Topics
from sesv2kit.testing.operations import OPERATIONS, Output
from sesv2kit.testing.operations._checks import check_vdm
from sesv2kit.testing.operations._dkim import new_dkim
from sesv2kit.testing.paging import Listing, Pager
from sesv2kit.testing.protocol import wire
from sesv2kit.testing.protocol.assumptions import VDM_BEFORE_EVERYTHING, Assume, AssumptionName, read_assume
from sesv2kit.testing.protocol.checks import as_modelled, check
from sesv2kit.testing.protocol.errors import Refused
from sesv2kit.testing.protocol.model import Json, Operation, service_model
from sesv2kit.testing.rates import check_rates
from sesv2kit.testing.state import State
from sesv2kit.testing.state.identities import Identity
from sesv2kit.testing.state.neighbours import Neighbours

_ALSO_AT = {
    "list_configuration_sets": (("GET", "/v2/email/configuration-sets"), ("POST", "/v2/email/list-configuration-sets")),
    "list_email_identities": (("GET", "/v2/email/identities"), ("POST", "/v2/email/list-identities")),
}
"""Operations that AWS moved to another URI. Both URIs work, because old and new SDKs are in use."""

_UNMODELLED_STATUSES = {
    "AccessDeniedException": 403,
    "InternalFailure": 500,
    "UnknownOperationException": 404,
    "NotImplementedException": 501,
    "ServiceUnavailable": 503,
}


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request, its path still percent-encoded."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP response, and how it is delayed or lost."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    delay: float = 0.0
    """Seconds until it is sent."""
    loss: Loss | None = None


class Engine:
    """The local SES: any number of accounts and regions, each with its own state."""

    def __init__(
        self,
        clock: Clock,
        neighbours: Callable[[str, str, Topics], Neighbours] = lambda account, region, topics: Neighbours(),
        assume: Assume = True,
    ) -> None:
        self.clock: Clock = clock
        self.assumed: dict[AssumptionName, bool] = read_assume(assume)
        self.faults: Faults = Faults()
        self.topics: Topics = Topics(clock)
        self._neighbours = neighbours
        self._routes = _Routes()
        self._pager = Pager(secrets.token_bytes(16))
        self._states: dict[tuple[str, str], State] = {}
        self._lock = threading.Lock()

    def state(self, account: str, region: str) -> State:
        """The current state of `account` in `region`; a new one if it was never used."""
        with self._lock:
            if (account, region) not in self._states:
                neighbours = self._neighbours(account, region, self.topics)
                self._states[account, region] = State(
                    account,
                    region,
                    self.clock,
                    neighbours,
                    self.topics,
                    partial(self.faults.strike_event, account, region),
                    self.assumed,
                    self._states,
                )
            state = self._states[account, region]
        state.catch_up()
        _follow_v1(state)
        self.topics.deliver()  # makes the deliveries that are to be tried again by now
        return state

    def states(self) -> list[State]:
        """The states of all accounts and regions that were used."""
        with self._lock:
            return list(self._states.values())

    def reset(self) -> None:
        """Delete the state of all accounts and regions."""
        self.faults.clear()
        self.topics.reset()
        with self._lock:
            for state in self._states.values():
                state.neighbours.reset()
            self._states.clear()

    def handle(self, account: str, region: str, request: Request) -> Reply:
        """Respond to one request of `account` in `region`."""
        try:
            operation, uri = self._routes.match(request.method, request.path)
        except Refused as refused:
            return refusal(refused)
        state = self.state(account, region)
        state.requests.append(operation.name)
        fault = self.faults.strike(operation.name, account, region)
        error = fault.refusal() if fault else None
        if fault and error and not fault.carried_out:
            return refusal(error)
        reply = self._carry_out(state, operation, uri, request, fault)
        self.topics.deliver()
        return _spoilt(reply, fault, error) if fault else reply

    def _carry_out(
        self, state: State, operation: Operation, uri: Mapping[str, str], request: Request, fault: Fault | None
    ) -> Reply:
        try:
            if operation.method_name not in OPERATIONS:
                raise Refused("NotImplementedException", f"{operation.name} is not in the local SES yet.")
            members = wire.parse(operation, uri, request.query, request.body, state.assumes)
            check_rates(state, operation, members)
            try:
                self._check(state, operation, members)
                with state.lock:
                    return json_reply(200, self._perform(state, operation, members, fault))
            except Refused as refused:
                raise as_modelled(refused, operation, members, state.assumes) from None
        except Refused as refused:
            return refusal(refused)

    def _check(self, state: State, operation: Operation, members: Json) -> None:
        try:
            check(operation, members, state.assumes)
        except Refused:
            if operation.name == "BatchGetMetricData" and state.assumes(VDM_BEFORE_EVERYTHING):
                check_vdm(state, VDM_BEFORE_EVERYTHING)
            raise

    def _perform(self, state: State, operation: Operation, members: Json, fault: Fault | None) -> Json:
        function = OPERATIONS[operation.method_name]
        seen = state.seen() if operation.name.startswith(READS) else state
        lag = self.faults.strike_lag(operation.name, state.account_id, state.region)
        before = state.copied() if lag else None
        output: Output = fault.perform(function, seen, members) if fault else function(seen, members)
        if before:
            state.hide_changes(before, lag)
        if isinstance(output, Listing):
            output = self._pager.page(output, operation, members, state.account_id, state.region)
        document: Json = wire.serialise(operation.response, output or {})
        return document


def _follow_v1(state: State) -> None:
    """Take over identities that were verified or deleted through SES v1, where this takes effect at once."""
    with state.lock:
        there = state.neighbours.identities()
        if there is None:
            return
        names = set(map(key, there))
        for name in state.identities.keys() - names:
            del state.identities[name]
        for name in names - state.identities.keys():
            now = state.clock.now()
            dkim = new_dkim(state, name, None)
            dkim.verified = True
            state.identities[name] = Identity(name, now, dkim, verified=True, verified_at=now)


def refusal(refused: Refused) -> Reply:
    """The response of an operation that refuses a request."""
    status = service_model().statuses.get(refused.code) or _UNMODELLED_STATUSES.get(refused.code, 400)
    message = None if refused.null_message else refused.message
    return json_reply(status, {"message": message}, {"x-amzn-errortype": refused.code})


def _spoilt(reply: Reply, fault: Fault, error: Refused | None) -> Reply:
    """The response of an operation as a fault has changed it."""
    if error:
        return refusal(error)
    body = reply.body[: len(reply.body) // 2] if fault.kind == "truncated" else reply.body
    return replace(reply, body=body, delay=fault.seconds or 0.0, loss=fault.loss())


def json_reply(status: int, document: Json, headers: Mapping[str, str] | None = None) -> Reply:
    """A response in JSON, with a request id."""
    common = {"Content-Type": "application/json", "x-amzn-RequestId": str(uuid.uuid4())}
    return Reply(status, {**common, **(headers or {})}, json.dumps(document).encode())


class _Routes:
    """The URIs of the model. Trailing slashes are ignored, because SDKs differ in them."""

    def __init__(self) -> None:
        self._by_length: defaultdict[tuple[str, int], list[tuple[list[str], Operation]]] = defaultdict(list)
        for operation in service_model().operations.values():
            own = (operation.http_method, operation.path)
            for method, path in {own, *_ALSO_AT.get(operation.method_name, ())}:
                segments = path.strip("/").split("/")
                self._by_length[method, len(segments)].append((segments, operation))
        for routes in self._by_length.values():
            # A literal segment takes precedence over a placeholder that matches it too.
            routes.sort(key=lambda route: sum(_is_placeholder(segment) for segment in route[0]))

    def match(self, method: str, path: str) -> tuple[Operation, Mapping[str, str]]:
        """The operation at `path` and the members in the path."""
        segments = [unquote(segment) for segment in path.strip("/").split("/")]
        for pattern, operation in self._by_length.get((method, len(segments)), ()):
            pairs = list(zip(pattern, segments, strict=True))
            if all(_is_placeholder(name) or name == value for name, value in pairs):
                return operation, {name[1:-1]: value for name, value in pairs if _is_placeholder(name)}
        raise Refused("UnknownOperationException", f"No operation of SES v2 is at {method} {path}.")


def _is_placeholder(segment: str) -> bool:
    return segment.startswith("{")
