"""The transport with real boto3 clients and a server on this machine: parsing, pacing, threads."""

import gzip
import json
import logging
import math
import threading
import traceback
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import StubAssertionError
from botocore.stub import Stubber
from moto import mock_aws

from sesv2kit._core.clock import installed
from sesv2kit.client import SESv2
from sesv2kit.config import ClientConfig, RetryPolicy
from sesv2kit.errors import (
    ConfigurationError,
    InternalServiceError,
    NoResponseError,
    NotFoundError,
    OutcomeUnknownError,
)
from sesv2kit.limits import Limit, MemoryLimiter, Reservation
from sesv2kit.models.account import GET_ACCOUNT, GetAccountResponse
from sesv2kit.models.identities import GET_EMAIL_IDENTITY
from sesv2kit.models.metrics import BATCH_GET_METRIC_DATA
from sesv2kit.models.sending import SEND_BULK_EMAIL, SEND_EMAIL
from sesv2kit.models.suppression import LIST_SUPPRESSED_DESTINATIONS
from sesv2kit.models.tenants import GET_TENANT
from sesv2kit.models.vdm import LIST_RECOMMENDATIONS
from sesv2kit.operation import Operation
from tests.faults.server import Answer, End, Seen, Server, answer, refusal
from tests.proofs import proofs
from tests.unit.support import BULK, SEND, FakeClock, client_of, session

pytestmark = pytest.mark.usefixtures("each_client")

ACCOUNT = {"ProductionAccessEnabled": True, "SendingEnabled": True, "Novelty": {"Deep": [1]}}
BOTO3S = {"ProductionAccessEnabled": True, "SendingEnabled": True}
"""ACCOUNT as parsed by boto3, which drops unknown members."""


def account_of(seen: Seen) -> Answer:
    return answer(ACCOUNT)


def check_direct(boto3_client: Any) -> None:
    """A direct call on the boto3 client gets boto3's response."""
    parsed = boto3_client.get_account()
    assert parsed.pop("ResponseMetadata")["HTTPStatusCode"] == 200
    assert parsed == BOTO3S


def check_ours(client: SESv2) -> GetAccountResponse:
    """A call of ours is parsed from the unchanged body."""
    account = client.call(GET_ACCOUNT, {})
    assert account.metadata.raw == answer(ACCOUNT).wire.partition(b"\r\n\r\n")[2]
    assert account.model_extra == {"Novelty": {"Deep": [1]}}
    return account


def test_metadata_tells_what_came() -> None:
    with Server(account_of) as server, client_of(server.url) as client:
        metadata = check_ours(client).metadata
    assert (metadata.status, metadata.request_id, metadata.attempts, metadata.waited) == (200, "id-1", 1, 0.0)
    assert metadata.unread == ()


@pytest.mark.parametrize("name", ["Content-Encoding", "content-encoding"])
def test_a_gzip_body_is_unpacked(name: str) -> None:
    body = gzip.compress(b'{"SendingEnabled": true}')
    with Server([answer(body, headers={name: "gzip"})]) as server, client_of(server.url) as client:
        account = client.call(GET_ACCOUNT, {})
    assert account.sending_enabled is True
    assert account.metadata.raw == b'{"SendingEnabled": true}'


def test_an_error_in_gzip_is_unpacked() -> None:
    body = gzip.compress(b'{"message": "gone"}')
    headers = {"Content-Encoding": "gzip", "x-amzn-ErrorType": "NotFoundException"}
    with (
        Server([answer(body, 404, headers)]) as server,
        client_of(server.url) as client,
        pytest.raises(NotFoundError, match="gone"),
    ):
        client.call(GET_TENANT, {"tenant_name": "a"})


def test_direct_calls_before_and_after_ours() -> None:
    with Server(account_of) as server, client_of(server.url) as client:
        for _ in range(2):
            check_direct(client.boto3_client)
            check_ours(client)


EVENTS = [
    f"{name}.{scope}"
    for name in (
        "provide-client-params",
        "before-parameter-build",
        "before-call",
        "request-created",
        "choose-signer",
        "before-sign",
        "before-send",
        "response-received",
        "before-parse",
        "needs-retry",
        "after-call",
    )
    for scope in ("sesv2.GetAccount", "sesv2", "*.*")
]


@pytest.mark.parametrize("each_client", ["sync"], indirect=True)  # an attempt is the same for both
@pytest.mark.parametrize("way", ["register_first", "register", "register_last"])
@pytest.mark.parametrize("event", EVENTS)
def test_calls_inside_a_hook(event: str, way: str) -> None:
    """Every kind of call from every hook, during a call of ours and during a direct one."""
    hooked: list[str] = []
    failures: list[BaseException] = []

    def hook(event_name: str, **_: Any) -> None:
        if hooked and hooked[-1] == "busy":
            return
        hooked.append("busy")
        try:
            direct: Any = client.boto3_client
            parsed = direct.list_suppressed_destinations()
            assert parsed["SuppressedDestinationSummaries"] == []
            assert "Novelty" not in parsed
            check_ours(client)
            # This hook runs before ours: here the same call with the same arguments is treated as ours.
            if event != "provide-client-params.*.*":
                check_direct(client.boto3_client)
            assert client.call(LIST_SUPPRESSED_DESTINATIONS, {}).model_extra == {"Novelty": 2}
        except BaseException as error:
            failures.append(error)
        hooked.append(event_name)

    def script(seen: Seen) -> Answer:
        return answer(ACCOUNT if "account" in seen.target else {"SuppressedDestinationSummaries": [], "Novelty": 2})

    with Server(script) as server, client_of(server.url) as client:
        getattr(client.boto3_client.meta.events, way)(event, hook)
        check_ours(client)
        count = len(hooked)
        check_direct(client.boto3_client)
        check_ours(client)
    assert failures == []
    assert 0 < count < len(hooked)


class HookError(Exception):
    """Raised by a user's hook."""


@pytest.mark.parametrize("event", [event for event in EVENTS if event.endswith("GetAccount")])
def test_a_hook_that_raises_disturbs_no_later_call(event: str) -> None:
    def hook(**_: Any) -> None:
        raise HookError

    with Server(account_of) as server, client_of(server.url) as client, client_of(server.url) as other:
        events = client.boto3_client.meta.events
        events.register(event, hook)
        for call in (check_ours, lambda client: check_direct(client.boto3_client)):
            with pytest.raises(HookError):
                call(client)
            check_direct(other.boto3_client)
            check_ours(other)
        events.unregister(event, hook)
        check_direct(client.boto3_client)
        check_ours(client)


@pytest.mark.parametrize("event", ["after-call-error", "needs-retry", "response-received"])
def test_calls_inside_a_hook_after_a_failure(event: str, clock: FakeClock) -> None:
    hooked: list[int] = []

    def hook(**_: Any) -> None:
        if not hooked:
            hooked.append(1)
            check_direct(client.boto3_client)
            check_ours(client)

    script = iter([Answer(b"no HTTP\r\n\r\n", End.CLOSE)])
    with Server(lambda seen: next(script, answer(ACCOUNT))) as server, client_of(server.url) as client:
        client.boto3_client.meta.events.register(f"{event}.sesv2.GetAccount", hook)
        assert check_ours(client).metadata.attempts == 2
        check_direct(client.boto3_client)
    assert hooked


def test_two_clients_on_one_boto3_client_and_one_beside_it() -> None:
    no_retries = Config(retries={"total_max_attempts": 1})
    with Server(account_of) as server:
        boto3_client = session().client("sesv2", endpoint_url=server.url, config=no_retries)
        mine, yours = SESv2(boto3_client=boto3_client), SESv2(boto3_client=boto3_client)
        with client_of(server.url) as third:
            for _ in range(2):
                for client in (mine, yours, third):
                    check_ours(client)
                    check_direct(client.boto3_client)
        boto3_client.close()


def test_sixteen_threads_lose_and_mix_nothing(eager_threads: None) -> None:
    """Our calls and direct calls on one client, with the contexts of hooks copied into other threads."""

    def echo(seen: Seen) -> Answer:
        name = seen.json["TenantName"]
        return answer({"Tenant": {"TenantName": name, "Tags": []}, "Novelty": name})

    def work(number: int) -> None:
        barrier.wait()
        for count in range(12):
            name = f"tenant-{number}-{count}"
            answered = client.call(GET_TENANT, {"tenant_name": name})
            assert answered.tenant
            assert answered.tenant.tenant_name == name
            assert answered.model_extra == {"Novelty": name}
            boto3_client: Any = client.boto3_client
            direct = copy_context().run(boto3_client.get_tenant, TenantName=name)
            assert "Novelty" not in direct
            assert direct["Tenant"]["TenantName"] == name

    barrier = threading.Barrier(16)
    with Server(echo) as server, client_of(server.url) as client, ThreadPoolExecutor(16) as pool:
        list(pool.map(work, range(16)))
    assert len({seen.body for seen in server.seen}) == 16 * 12
    assert len(server.seen) == 2 * 16 * 12


def test_stubbed_answers_and_errors() -> None:
    client = client_of(None)
    with Stubber(client.boto3_client) as stubber:
        for _ in range(2):
            stubber.add_response("get_account", BOTO3S)
        stubber.add_client_error("get_tenant", "NotFoundException", "gone", 404)
        account = client.call(GET_ACCOUNT, {})
        assert account.production_access_enabled is True
        assert account.metadata.raw == b'{"ProductionAccessEnabled":true,"SendingEnabled":true}'
        direct: Any = client.boto3_client
        assert direct.get_account() == BOTO3S
        with pytest.raises(NotFoundError, match="gone"):
            client.call(GET_TENANT, {"tenant_name": "a"})


def test_a_stub_that_complains_is_heard() -> None:
    client = client_of(None)
    with Stubber(client.boto3_client) as stubber:
        stubber.add_response("get_tenant", {}, {"TenantName": "other"})
        with pytest.raises(StubAssertionError):
            client.call(GET_TENANT, {"tenant_name": "a"})


@pytest.mark.parametrize("early", [True, False], ids=["made before", "made inside"])
def test_moto(early: bool) -> None:
    # A separate session, because moto intercepts those that are created after its import.
    client = SESv2(session=boto3.Session("test", "test", region_name="us-east-1"))
    if early:
        assert client.boto3_client
    with mock_aws():
        direct: Any = client.boto3_client
        direct.create_email_identity(EmailIdentity="example.com")
        identity = client.call(GET_EMAIL_IDENTITY, {"email_identity": "example.com"})
        assert identity.identity_type == "DOMAIN"
        assert identity.metadata.raw.startswith(b"{")
        assert direct.get_email_identity(EmailIdentity="example.com")["IdentityType"] == "DOMAIN"


# Pacing.


def queries(count: int) -> dict[str, Any]:
    one = {"namespace": "VDM", "metric": "SEND", "start_date": START, "end_date": START}
    return {"queries": [{"id": str(number), **one} for number in range(count)]}


EVERYTHING: dict[str, Any] = {
    "SendQuota": {"MaxSendRate": 14.0},
    "Recommendations": [],
    "Results": [],
    "Tenant": None,
    **proofs(2),
}
"""A response that fits every operation of these tests."""

START = datetime(2026, 1, 1, tzinfo=UTC)
RAW = b"To: a@secret.example, b@secret.example\r\nCc: c@secret.example\r\n\r\n"

PACED: list[tuple[str, Operation[Any, Any], dict[str, Any], dict[str, Any], float]] = [
    ("documented", LIST_RECOMMENDATIONS, {}, {}, 1 / 0.98),
    ("calls", BATCH_GET_METRIC_DATA, queries(1), {}, 1 / (16 * 0.98)),
    ("queries", BATCH_GET_METRIC_DATA, queries(10), {}, 1 / (16 * 0.98)),
    ("override", LIST_RECOMMENDATIONS, {}, {"rates": {"ListRecommendations": 4.0}}, 1 / 4),
    ("override of both limits", BATCH_GET_METRIC_DATA, queries(10), {"rates": {"BatchGetMetricData": 2.0}}, 1 / 2),
    ("override of the undocumented", GET_TENANT, {"tenant_name": "a"}, {"rates": {"GetTenant": 5.0}}, 1 / 5),
    ("override of another", LIST_RECOMMENDATIONS, {}, {"rates": {"ListTenants": 5.0}}, 1 / 0.98),
    ("switched off", LIST_RECOMMENDATIONS, {}, {"rates": {"ListRecommendations": None}}, 0),
    ("no pacing", LIST_RECOMMENDATIONS, {}, {"pacing": False}, 0),
    ("no pacing of sends", SEND_EMAIL, SEND, {"pacing": False, "send_rate": 1.0}, 0),
    ("undocumented", GET_TENANT, {"tenant_name": "a"}, {}, 0),
    ("one recipient", SEND_EMAIL, SEND, {"send_rate": 10.0}, 1 / 9.8),
    ("five recipients", SEND_EMAIL, SEND | {"destination": ["x@secret.example"] * 5}, {"send_rate": 10.0}, 5 / 9.8),
    ("raw recipients", SEND_EMAIL, {"content": {"raw": {"data": RAW}}}, {"send_rate": 10.0}, 3 / 9.8),
    ("learnt rate", SEND_EMAIL, SEND, {}, 1 / (14 * 0.98)),
    ("bulk", SEND_BULK_EMAIL, BULK, {}, 3 / (14 * 0.98)),
]


@pytest.mark.parametrize(
    ("operation", "request_", "settings", "wait"), [row[1:] for row in PACED], ids=[row[0] for row in PACED]
)
def test_the_second_call_waits(
    operation: Operation[Any, Any],
    request_: dict[str, Any],
    settings: dict[str, Any],
    wait: float,
    clock: FakeClock,
) -> None:
    paced = {"pacing": True, **settings}
    with Server([answer(EVERYTHING)]) as server, client_of(server.url, **paced) as client:
        first, second = (client.call(operation, request_).metadata for _ in range(2))
    assert first.waited == 0
    assert second.waited == pytest.approx(wait)
    assert clock.sleeps == pytest.approx([wait] if wait else [])


class Notes:
    """A limiter that records its calls and allows everything."""

    def __init__(self) -> None:
        self.asked: list[tuple[list[tuple[str, float, float]], float]] = []

    def reserve(self, costs: Sequence[tuple[Limit, float]], now: float, timeout: float | None = None) -> Reservation:
        self.asked.append(([(limit.key, limit.rate, cost) for limit, cost in costs], now))
        return Reservation(0.0)

    def release(self, reservation: Reservation) -> None:
        raise AssertionError("nothing was cancelled")


def test_the_limiter_that_is_given_is_asked_for_all_limits_at_once(clock: FakeClock) -> None:
    notes = Notes()
    with (
        Server([answer(EVERYTHING)]) as server,
        client_of(server.url, pacing=True, limiter=notes, send_rate=50.0) as client,
    ):
        client.call(BATCH_GET_METRIC_DATA, queries(7))
        client.call(SEND_EMAIL, SEND)
        client.call(SEND_BULK_EMAIL, BULK)
        client.call(GET_TENANT, {"tenant_name": "a"})
    assert notes.asked == [
        (
            [
                ("us-east-1/BatchGetMetricData/calls", 16 * 0.98, 1),
                ("us-east-1/BatchGetMetricData/queries", 160 * 0.98, 7),
            ],
            1000.0,
        ),
        ([("us-east-1/recipients", 49.0, 1)], 1000.0),
        ([("us-east-1/recipients", 49.0, 3)], 1000.0),
    ]


def test_clients_share_a_limiter_and_else_none(clock: FakeClock) -> None:
    shared = MemoryLimiter()
    with Server([answer(EVERYTHING)]) as server:
        alone = [client_of(server.url, pacing=True) for _ in range(2)]
        together = [client_of(server.url, pacing=True, limiter=shared) for _ in range(2)]
        waits = [client.call(LIST_RECOMMENDATIONS, {}).metadata.waited for client in (*alone, *together)]
        for client in (*alone, *together):
            client.close()
    assert waits == pytest.approx([0, 0, 0, 1 / 0.98])


def test_slots_of_one_clock_mean_nothing_on_another() -> None:
    early, late = FakeClock(), FakeClock()
    early.time, late.time = 1e9, 0.0
    with Server([answer(EVERYTHING)]) as server, client_of(server.url, pacing=True) as client:
        for clock in (early, late, early):
            with installed(clock):
                client.call(LIST_RECOMMENDATIONS, {})
    assert early.sleeps == pytest.approx([1 / 0.98])
    assert late.sleeps == []


def test_threads_wait_in_turn() -> None:
    clock = FakeClock(frozen=True)
    with (
        installed(clock),
        Server([answer(EVERYTHING)]) as server,
        client_of(server.url, pacing=True) as client,
        ThreadPoolExecutor(16) as pool,
    ):
        waited = list(pool.map(lambda _: client.call(LIST_RECOMMENDATIONS, {}).metadata.waited, range(32)))
    assert sorted(waited) == pytest.approx([count / 0.98 for count in range(32)])


def test_every_attempt_takes_a_slot(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.uniform", lambda low, high: (low + high) / 2)
    throttled = refusal(429, "TooManyRequestsException")
    with Server([throttled, throttled, answer(EVERYTHING)]) as server, client_of(server.url, pacing=True) as client:
        metadata = client.call(LIST_RECOMMENDATIONS, {}).metadata
    # The first throttle halved the rate, which has grown since.
    third = 10 * math.log2(2 ** (0.1 / 0.98) + math.log(2) / 10 / (0.98 / 2))
    assert clock.sleeps == pytest.approx([0.25, 1 / 0.98 - 0.25, 0.5, third - 1 / 0.98 - 0.5])
    assert metadata.attempts == 3
    assert metadata.waited == pytest.approx(third)


def test_the_send_rate_is_asked_for_once_by_sixteen_threads(eager_threads: None) -> None:
    clock = FakeClock(frozen=True)
    with (
        installed(clock),
        Server([answer(EVERYTHING)]) as server,
        client_of(server.url, pacing=True) as client,
        ThreadPoolExecutor(16) as pool,
    ):
        list(pool.map(lambda _: client.call(SEND_EMAIL, SEND), range(32)))
    assert sum(seen.method == "GET" for seen in server.seen) == 1
    assert sum(clock.sleeps) == pytest.approx(sum(range(32)) / (14 * 0.98))


@pytest.mark.parametrize(
    ("account", "reason"),
    [
        (refusal(403, "AccessDeniedException", "not allowed"), "AccessDeniedError"),
        (refusal(400, "BadRequestException"), "BadRequestError"),
        (answer({}), "the response has no rate"),
        (answer({"SendQuota": None}), "the response has no rate"),
        (answer({"SendQuota": {"MaxSendRate": None}}), "the response has no rate"),
        (answer({"SendQuota": {"MaxSendRate": 0}}), "the response has no rate"),
        (answer({"SendQuota": {"MaxSendRate": -1.0}}), "the response has no rate"),
    ],
)
def test_a_send_rate_that_cannot_be_learnt(
    account: Answer, reason: str, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    def script(seen: Seen) -> Answer:
        return account if seen.method == "GET" else answer(EVERYTHING)

    with Server(script) as server, client_of(server.url, pacing=True) as client:
        for _ in range(3):
            client.call(SEND_EMAIL, SEND)
    assert clock.sleeps == pytest.approx([1 / 0.98] * 2)
    assert [record.levelname for record in caplog.records if "sending rate" in record.message] == ["WARNING"]
    assert reason in caplog.text
    assert "secret" not in caplog.text


def test_a_send_rate_that_got_lost_is_asked_for_again(clock: FakeClock) -> None:
    """It fails no send, and neither this rate nor a known one is used for the whole life of the client."""
    with (
        Server([Answer(end=End.CLOSE), answer(EVERYTHING)]) as server,
        client_of(server.url, pacing=True) as client,
    ):
        for pause in (0, 31, 3601):
            clock.time += pause
            assert client.call(SEND_EMAIL, SEND).message_id == "1"
    assert [seen.method for seen in server.seen] == ["GET", "POST"] * 3


@pytest.mark.parametrize(("attempts", "waits"), [(1, []), (2, [0.5]), (7, [0.5, 1.0, 2.0, 4.0, 5.0, 5.0])])
def test_waits_between_attempts_double_up_to_the_cap(
    attempts: int, waits: list[float], clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("random.uniform", lambda low, high: (low + high) / 2)
    policy = RetryPolicy(max_attempts=attempts, initial_wait=1.0, max_wait=10.0)
    with (
        Server([refusal(500, "InternalFailure")]) as server,
        client_of(server.url, retry=policy) as client,
        pytest.raises(InternalServiceError) as caught,
    ):
        client.call(GET_ACCOUNT, {})
    assert clock.sleeps == waits
    assert len(server.seen) == caught.value.attempts == attempts


def test_repeating_is_logged_without_the_answers_words(
    clock: FakeClock, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("random.uniform", lambda low, high: (low + high) / 2)
    caplog.set_level(logging.DEBUG, "sesv2kit")
    script = [refusal(500, "InternalFailure", "secret"), answer(EVERYTHING)]
    with Server(script) as server, client_of(server.url) as client:
        client.call(GET_ACCOUNT, {})
    assert [record.getMessage() for record in caplog.records if record.levelname == "WARNING"] == [
        "GetAccount: attempt 1 failed (InternalServiceError), repeating in 0.25 s"
    ]


@pytest.mark.parametrize("body", [{}, {"BulkEmailEntryResults": None}, {"BulkEmailEntryResults": "all sent"}])
def test_a_bulk_send_without_readable_results_is_no_empty_success(body: Any) -> None:
    with Server([answer(body)]) as server, client_of(server.url) as client:
        with pytest.raises(OutcomeUnknownError) as caught:
            client.call(SEND_BULK_EMAIL, BULK)
        assert len(server.seen) == 1
    assert caught.value.body


def test_a_refusal_after_a_lost_answer_says_that_it_may_be_our_own_doing(clock: FakeClock) -> None:
    with (
        Server([Answer(end=End.CLOSE), refusal(404, "NotFoundException")]) as server,
        client_of(server.url) as client,
        pytest.raises(NotFoundError) as caught,
    ):
        client.call(GET_TENANT, {"tenant_name": "a"})
    assert caught.value.hint is not None
    assert "an earlier attempt" in str(caught.value)


def test_a_traceback_shows_no_address(clock: FakeClock) -> None:
    address = "secret@x.example"
    with (
        Server([Answer(end=End.CLOSE)]) as server,
        client_of(server.url, retry=RetryPolicy(max_attempts=1)) as client,
        pytest.raises(NoResponseError) as caught,
    ):
        client.suppression.get_suppressed_destination(email_address=address)
    text = "".join(traceback.format_exception(caught.value))
    assert "ConnectionClosedError" in text
    assert "secret" not in text


@pytest.mark.parametrize(("name", "near"), [("ListTenant", "ListTenants"), ("list_tenants", "ListTenants")])
def test_rates_of_unknown_operations_are_refused(name: str, near: str) -> None:
    with client_of(None, pacing=True, rates={name: 2.0}) as client, pytest.raises(ConfigurationError, match=near):
        client.call(GET_TENANT, {"tenant_name": "a"})


def test_a_rate_in_calls_is_no_rate_for_sends() -> None:
    with Server([answer(EVERYTHING)]) as server:
        with (
            client_of(server.url, pacing=True, rates={"SendEmail": 5.0}) as client,
            pytest.raises(ConfigurationError, match="send_rate"),
        ):
            client.call(SEND_EMAIL, SEND)
        assert server.seen == []


# Requests whose JSON sesv2kit writes.

MAIL: dict[str, Any] = {
    "FromEmailAddress": "Name <a@b.example>",
    "FromEmailAddressIdentityArn": "arn:aws:ses:us-east-1:123456789012:identity/b\u00e4.example",
    "Content": {"Raw": {"Data": b"\x00\xfe\xff" * 100}},
    "EmailTags": [{"Name": "a", "Value": "b"}],
}


@pytest.mark.parametrize("kind", ["ours", "ours, validating", "given"])
def test_a_send_is_what_boto3_would_send_whoever_writes_it(kind: str) -> None:
    with Server([answer(EVERYTHING)]) as server:
        quiet = Config(retries={"total_max_attempts": 1})
        plain: Any = session().client("sesv2", endpoint_url=server.url, config=quiet)
        plain.send_email(**MAIL)
        if kind == "given":
            client = SESv2(boto3_client=plain, config=ClientConfig(pacing=False))
        else:
            client = client_of(server.url, Config(parameter_validation=True) if "validating" in kind else None)
        client.call(SEND_EMAIL, MAIL)
        client.close()
        plain.close()
        expected, sent = server.seen
    assert sent.json == expected.json
    assert sent.headers["content-type"] == expected.headers["content-type"]


def test_hooks_see_the_arguments_and_then_the_body_that_is_sent() -> None:
    seen: list[Any] = []
    with Server([answer(EVERYTHING)]) as server, client_of(server.url) as client:
        events: Any = client.boto3_client.meta.events
        events.register("provide-client-params.sesv2.*", lambda params, **_: params.update(ConfigurationSetName="set"))
        events.register("before-parameter-build.sesv2.*", lambda params, **_: seen.append({**params}))
        events.register("before-call.sesv2.*", lambda params, **_: seen.append(json.loads(params["body"])))
        client.call(SEND_EMAIL, MAIL)
        (request,) = server.seen
    assert seen[0] == {**MAIL, "ConfigurationSetName": "set"}
    assert seen[1] == request.json
    assert request.json["ConfigurationSetName"] == "set"
