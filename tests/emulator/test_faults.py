"""Faults and enforced rates: the same in process and over HTTP, and for a client the same as on AWS."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError

from sesv2kit import ClientConfig, RetryPolicy, SESv2, catalog, errors
from sesv2kit.models import EmailTemplateContent
from sesv2kit.testing import Backend, Server, VirtualClock, mock_sesv2, serve
from sesv2kit.testing.faults import SENDS, Fault, Faults
from sesv2kit.testing.notifying.topics import Topics
from sesv2kit.testing.protocol.errors import Refused
from sesv2kit.testing.protocol.model import service_model
from sesv2kit.testing.rates import check_rates
from sesv2kit.testing.state import State
from sesv2kit.testing.state.neighbours import Neighbours
from tests.unit.support import environment

from .conftest import SESSION, make_client
from .helpers import refusal, simple

__all__ = ["environment"]


PATIENCE = 0.5
"""Seconds to wait for a response that never comes; only over HTTP they take real time."""


@dataclass
class Local:
    """A local SES in process or over HTTP, and a function to create its clients."""

    backend: Backend
    endpoint_url: str | None

    def boto3(self, region: str = "us-east-1", **config: Any) -> Any:
        return make_client(region, endpoint_url=self.endpoint_url, config=config)

    def sesv2(self, read_timeout: float = 60) -> SESv2:
        config = ClientConfig(pacing=False, read_timeout=read_timeout, retry=RetryPolicy(initial_wait=0))
        return SESv2("us-east-1", session=SESSION, endpoint_url=self.endpoint_url, config=config)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serve() as server:
        yield server


@pytest.fixture(params=["in process", "http"])
def local(request: pytest.FixtureRequest) -> Iterator[Local]:
    if request.param == "http":
        server: Server = request.getfixturevalue("server")
        server.backend.reset()
        yield Local(server.backend, server.endpoint_url)
    else:
        with mock_sesv2("us-east-1") as backend:
            yield Local(backend, None)


@pytest.fixture
def mail(local: Local) -> dict[str, Any]:
    """The arguments of an email that is accepted."""
    local.backend.verify_identity("example.com")
    return {
        "FromEmailAddress": "ann@example.com",
        "Destination": {"ToAddresses": ["bo@x.com"]},
        "Content": simple(),
    }


SEND: dict[str, Any] = {
    "from_email_address": "ann@example.com",
    "destination": "bo@x.com",
    "content": {"simple": {"subject": {"data": "Hello"}, "body": {"text": {"data": "Hi"}}}},
}


@pytest.mark.parametrize(
    ("kind", "status", "code", "message"),
    [
        ("send_rate", 429, "TooManyRequestsException", "Maximum sending rate exceeded."),
        ("daily_quota", 429, "TooManyRequestsException", "Daily message quota exceeded."),
        ("api_rate", 429, "TooManyRequestsException", "Rate exceeded"),
        ("internal_error", 500, "InternalServiceErrorException", "An internal error occurred."),
        ("unavailable", 503, "ServiceUnavailable", "The service is temporarily unavailable."),
    ],
)
def test_errors_are_answered_as_often_as_asked_for_and_nothing_is_done(
    local: Local, mail: Any, kind: Any, status: int, code: str, message: str
) -> None:
    ses = local.boto3()
    fault = local.backend.faults.add(kind, "SendEmail", times=2)
    for fired in (1, 2):
        assert refusal(ses.send_email, **mail) == (status, code, message)
        assert fault.fired == fired
    assert local.backend.outbox == []
    ses.send_email(**mail)
    assert (fault.fired, len(local.backend.outbox)) == (2, 1)
    assert local.backend.requests == ["SendEmail"] * 3


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("send_rate", errors.SendRateExceededError),
        ("daily_quota", errors.DailyQuotaExceededError),
        ("api_rate", errors.ApiRateExceededError),
    ],
)
def test_throttles_are_told_apart(local: Local, mail: Any, kind: Any, expected: type[Exception]) -> None:
    local.backend.faults.add(kind, "SendEmail", times=None)
    with pytest.raises(expected):
        local.sesv2().sending.send_email(**SEND)


@pytest.mark.parametrize(("kind", "status"), [("internal_error", 500), ("unavailable", 503)])
def test_an_error_after_the_operation_took_effect(local: Local, mail: Any, kind: Any, status: int) -> None:
    local.backend.faults.add(kind, "SendEmail", carried_out=True)
    assert refusal(local.boto3().send_email, **mail)[0] == status
    assert len(local.backend.outbox) == 1


def test_an_answer_that_never_comes(local: Local, mail: Any) -> None:
    local.backend.faults.add("timeout", "SendEmail")
    with pytest.raises(ReadTimeoutError) as caught:
        local.boto3(read_timeout=PATIENCE).send_email(**mail)
    url = f"{local.endpoint_url or 'https://email.us-east-1.amazonaws.com'}/v2/email/outbound-emails"
    assert str(caught.value) == f'Read timeout on endpoint URL: "{url}"'
    assert len(local.backend.outbox) == 1


def test_a_connection_that_breaks_in_the_middle_of_the_answer(local: Local, mail: Any) -> None:
    local.backend.faults.add("disconnect", "SendEmail")
    with pytest.raises(ConnectionClosedError) as caught:
        local.boto3().send_email(**mail)
    error: Any = caught.value
    assert "Connection was closed before we received a valid response" in str(error)
    assert isinstance(error.kwargs["error"].args[1], ConnectionResetError)
    assert error.request.method == "POST"
    assert len(local.backend.outbox) == 1


@pytest.mark.parametrize("kind", ["timeout", "disconnect", "truncated"])
def test_our_client_repeats_what_is_safe_and_asks_about_what_is_not(local: Local, mail: Any, kind: Any) -> None:
    local.backend.faults.add(kind, times=2)
    with local.sesv2(PATIENCE if kind == "timeout" else 60) as ses:
        with pytest.raises(errors.OutcomeUnknownError) as caught:
            ses.sending.send_email(**SEND)
        assert local.backend.requests == ["SendEmail"]
        assert len(local.backend.outbox) == 1
        assert ses.account.get_account().metadata.attempts == 2
    assert (caught.value.body != b"") == (kind == "truncated")


def test_truncated_json_stops_half_way(local: Local, mail: Any) -> None:
    local.backend.faults.add("truncated", "SendEmail")
    with local.sesv2() as ses, pytest.raises(errors.OutcomeUnknownError) as caught:
        ses.sending.send_email(**SEND)
    whole = f'{{"MessageId": "{local.backend.outbox[0].message_id}"}}'
    assert caught.value.body.decode() == whole[: len(whole) // 2]


def bulk(ses: Any, entries: int) -> Any:
    return ses.send_bulk_email(
        FromEmailAddress="ann@example.com",
        DefaultContent={"Template": {"TemplateContent": {"Subject": "Hi", "Text": "Hi"}, "TemplateData": "{}"}},
        BulkEmailEntries=[{"Destination": {"ToAddresses": [f"u{number}@x.com"]}} for number in range(entries)],
    )


@pytest.mark.parametrize("status", [None, "TRANSIENT_FAILURE"])
def test_every_second_entry_of_a_bulk_send_fails(local: Local, mail: Any, status: str | None) -> None:
    ses = local.boto3()
    fault = local.backend.faults.add("half_failed_bulk", status=status)
    results = bulk(ses, 5)["BulkEmailEntryResults"]
    assert [entry["Status"] for entry in results] == ["SUCCESS", status or "FAILED"] * 2 + ["SUCCESS"]
    assert [("MessageId" in entry, "Error" in entry) for entry in results] == [(True, False), (False, True)] * 2 + [
        (True, False)
    ]
    assert [mail.to for mail in local.backend.outbox] == [("u0@x.com",), ("u2@x.com",), ("u4@x.com",)]
    assert fault.fired == 1
    assert {entry["Status"] for entry in bulk(ses, 2)["BulkEmailEntryResults"]} == {"SUCCESS"}


@pytest.mark.parametrize("entries", [0, 51])
def test_a_bulk_send_that_is_wrong_stays_wrong(local: Local, mail: Any, entries: int) -> None:
    local.backend.faults.add("half_failed_bulk")
    assert refusal(bulk, local.boto3(), entries)[:2] == (400, "BadRequestException")
    assert local.backend.outbox == []


def queries(ses: Any, count: int) -> Any:
    day = datetime(2026, 5, 1, tzinfo=UTC)
    query = {"Namespace": "VDM", "Metric": "SEND", "StartDate": day, "EndDate": day + timedelta(days=1)}
    return ses.batch_get_metric_data(Queries=[{**query, "Id": f"q{number}"} for number in range(count)])


@pytest.mark.parametrize("code", [None, "ACCESS_DENIED"])
def test_every_second_query_of_metrics_fails(local: Local, code: str | None) -> None:
    local.backend.enable_vdm()
    ses = local.boto3()
    fault = local.backend.faults.add("half_failed_metrics", status=code)
    response = queries(ses, 5)
    assert [one["Id"] for one in response["Results"]] == ["q1", "q3"]
    assert [(one["Id"], one["Code"]) for one in response["Errors"]] == [
        (id, code or "INTERNAL_FAILURE") for id in ("q0", "q2", "q4")
    ]
    assert fault.fired == 1
    assert queries(ses, 5)["Errors"] == []


def test_a_lone_query_of_metrics_fails(local: Local) -> None:
    local.backend.enable_vdm()
    local.backend.faults.add("half_failed_metrics")
    assert [one["Id"] for one in queries(local.boto3(), 1)["Errors"]] == ["q0"]


def test_a_call_for_metrics_that_is_wrong_stays_wrong(local: Local) -> None:
    local.backend.enable_vdm()
    local.backend.faults.add("half_failed_metrics")
    assert refusal(queries, local.boto3(), 11)[:2] == (400, "BadRequestException")


def test_a_slow_answer_moves_the_clock_in_process() -> None:
    with mock_sesv2() as backend:
        backend.faults.add("slow", "GetAccount", seconds=30)
        before = backend.clock.now()
        make_client().get_account()
        assert (backend.clock.now() - before).total_seconds() == 30
        make_client().get_account()
        assert (backend.clock.now() - before).total_seconds() == 30


def test_a_slow_answer_is_late_over_http(server: Server) -> None:
    server.backend.reset()
    server.backend.faults.add("slow", "CreateTenant", seconds=3600)
    ses = make_client(endpoint_url=server.endpoint_url, config={"read_timeout": 0.1})
    with pytest.raises(ReadTimeoutError):
        ses.create_tenant(TenantName="acme")
    assert len(ses.list_tenants()["Tenants"]) == 1


class TestWhichRequests:
    def test_operations(self, local: Local) -> None:
        ses = local.boto3()
        fault = local.backend.faults.add("unavailable", "GetAccount", "ListTenants", times=3)
        ses.list_email_identities()
        assert refusal(ses.get_account)[0] == refusal(ses.list_tenants)[0] == 503
        ses.list_email_identities()
        assert fault.fired == 2

    def test_all_operations(self, local: Local) -> None:
        ses = local.boto3()
        local.backend.faults.add("unavailable", times=2)
        assert refusal(ses.get_account)[0] == refusal(ses.list_tenants)[0] == 503

    @pytest.mark.parametrize("kind", ["send_rate", "daily_quota"])
    def test_sending_quotas_are_about_sends(self, local: Local, mail: Any, kind: Any) -> None:
        ses = local.boto3()
        fault = local.backend.faults.add(kind)
        ses.get_account()
        assert fault.fired == 0
        assert refusal(ses.send_email, **mail)[0] == 429

    def test_the_first_that_fits_and_only_one(self, local: Local) -> None:
        ses = local.boto3()
        first, second = (local.backend.faults.add(kind) for kind in ("unavailable", "internal_error"))
        assert refusal(ses.get_account)[0] == 503
        assert (first.fired, second.fired) == (1, 0)
        assert refusal(ses.get_account)[0] == 500
        ses.get_account()
        assert list(local.backend.faults) == [first, second]

    def test_until_it_is_cleared(self, local: Local) -> None:
        ses = local.boto3()
        local.backend.faults.add("unavailable", times=None)
        assert {refusal(ses.get_account)[0] for _ in range(5)} == {503}
        local.backend.faults.clear()
        ses.get_account()
        assert len(local.backend.faults) == 0

    def test_reset_clears_them(self, local: Local) -> None:
        local.backend.faults.add("unavailable")
        local.backend.for_region("eu-west-1").faults.add("unavailable")
        local.backend.reset()
        local.boto3().get_account()
        local.boto3("eu-west-1").get_account()

    def test_one_region(self, local: Local) -> None:
        fault = local.backend.for_region("eu-west-1").faults.add("unavailable")
        local.boto3("us-east-1").get_account()
        assert refusal(local.boto3("eu-west-1").get_account)[0] == 503
        assert [list(local.backend.faults), list(local.backend.for_region("eu-west-1").faults)] == [[], [fault]]
        local.backend.faults.clear()
        assert len(local.backend.for_region("eu-west-1").faults) == 1

    def test_one_account(self, local: Local) -> None:
        local.backend.for_account("111122223333").faults.add("unavailable", times=None)
        local.boto3().get_account()

    def test_faults_of_everywhere_show_in_each_place(self) -> None:
        everywhere = Faults()
        here, there = everywhere.scoped("1", "a"), everywhere.scoped("2", "b")
        fault = everywhere.append(Fault(kind="unavailable", times=2))
        assert list(here) == list(there) == [fault]
        assert here.strike("GetAccount", "1", "a") is there.strike("GetAccount", "2", "b") is fault
        local = here.add("timeout")
        assert list(everywhere) == [fault, local]
        there.clear()
        assert list(everywhere) == [local]

    def test_of_many_threads_as_many_are_struck_as_asked_for(self, local: Local) -> None:
        ses = local.boto3()
        fault = local.backend.faults.add("unavailable", "GetAccount", times=10)

        def call(_: int) -> int:
            try:
                ses.get_account()
            except ClientError as error:
                response: Any = error.response
                status: int = response["ResponseMetadata"]["HTTPStatusCode"]
                return status
            return 200

        with ThreadPoolExecutor(8) as pool:
            statuses = list(pool.map(call, range(64)))
        assert (statuses.count(503), statuses.count(200), fault.fired) == (10, 54, 10)


class TestLag:
    """Read after write: for a while, reads show everything as it was."""

    def test_a_new_resource_is_not_seen_at_once(self, backend: Backend, ses: Any) -> None:
        fault = backend.faults.add("lag", "CreateTenant", seconds=5)
        ses.create_tenant(TenantName="acme")
        assert refusal(ses.get_tenant, TenantName="acme")[1] == "NotFoundException"
        assert ses.list_tenants()["Tenants"] == []
        backend.clock.advance(5)
        assert ses.get_tenant(TenantName="acme")["Tenant"]["TenantName"] == "acme"
        assert fault.fired == 1

    def test_a_change_is_not_seen_at_once_but_is_made(self, backend: Backend, ses: Any) -> None:
        backend.verify_identity("shop.example")
        backend.faults.add("lag", seconds=5)
        ses.put_email_identity_mail_from_attributes(EmailIdentity="shop.example", MailFromDomain="b.shop.example")
        assert "MailFromDomain" not in ses.get_email_identity(EmailIdentity="shop.example")["MailFromAttributes"]
        backend.clock.advance(5)
        found = ses.get_email_identity(EmailIdentity="shop.example")["MailFromAttributes"]
        assert found["MailFromDomain"] == "b.shop.example"

    def test_a_resource_that_is_not_seen_exists(self, backend: Backend, ses: Any) -> None:
        backend.faults.add("lag", seconds=5)
        ses.create_email_identity(EmailIdentity="shop.example")
        assert refusal(ses.get_email_identity, EmailIdentity="shop.example")[1] == "NotFoundException"
        assert refusal(ses.create_email_identity, EmailIdentity="shop.example")[1] == "AlreadyExistsException"

    def test_changes_are_seen_in_their_order(self, backend: Backend, ses: Any) -> None:
        backend.faults.add("lag", "CreateTenant", seconds=5, times=2)
        seen = []
        for name in ("first", "second"):
            ses.create_tenant(TenantName=name)
            backend.clock.advance(3)
            seen.append(len(ses.list_tenants()["Tenants"]))
        for _ in range(2):
            seen.append(len(ses.list_tenants()["Tenants"]))
            backend.clock.advance(2)
        assert seen == [0, 1, 1, 2]

    def test_it_comes_on_top_of_another_fault(self, backend: Backend, ses: Any) -> None:
        backend.faults.add("unavailable", carried_out=True)
        backend.faults.add("lag", seconds=5)
        assert refusal(ses.create_tenant, TenantName="acme")[1] == "ServiceUnavailable"
        assert ses.list_tenants()["Tenants"] == []
        backend.clock.advance(5)
        assert len(ses.list_tenants()["Tenants"]) == 1

    def test_what_is_refused_changes_nothing(self, backend: Backend, ses: Any) -> None:
        ses.create_tenant(TenantName="acme")
        backend.faults.add("lag", seconds=5)
        assert refusal(ses.create_tenant, TenantName="acme")[1] == "AlreadyExistsException"
        assert len(ses.list_tenants()["Tenants"]) == 1

    def test_reads_do_not_use_it_up(self, backend: Backend, ses: Any) -> None:
        fault = backend.faults.add("lag", times=1)
        ses.list_tenants()
        assert fault.fired == 0

    def test_the_rest_of_the_state_is_copied(self, backend: Backend) -> None:
        state = backend._state  # pyright: ignore[reportPrivateUsage]  # what a copy shares cannot be seen from outside
        copy = state.copied()
        data = [each.name for each in fields(State) if not isinstance(getattr(state, each.name), int | str)]
        shared = [name for name in data if getattr(copy, name) is getattr(state, name)]
        assert shared == "clock neighbours topics redelivers assumed siblings lock calls requests agenda hidden".split()


@pytest.mark.parametrize(
    ("operations", "options", "message"),
    [
        (["bang"], {}, r"kind must be one of send_rate, .*, not 'bang'"),
        (["unavailable", "SendMail"], {}, r"no operation 'SendMail'; did you mean SendEmail\?"),
        (["unavailable", "x"], {}, r"no operation 'x'$"),
        (["half_failed_bulk", "SendEmail"], {}, "half_failed_bulk is about SendBulkEmail alone"),
        (["daily_quota", "GetAccount"], {}, "daily_quota is about SendEmail and SendBulkEmail alone"),
        (["send_rate", "SendEmail", "GetAccount"], {}, "send_rate is about SendEmail and SendBulkEmail alone"),
        (["unavailable"], {"times": 0}, "times must be a whole number above 0, not 0"),
        (["unavailable"], {"times": 1.5}, "times must be a whole number"),
        (["unavailable"], {"times": True}, "times must be a whole number"),
        (["timeout"], {"carried_out": True}, "carried_out is an option of internal_error and unavailable only"),
        (["unavailable"], {"carried_out": "yes"}, "carried_out must be true or false, not 'yes'"),
        (["unavailable"], {"seconds": 1}, "seconds is an option of slow and lag only"),
        (["lag", "CreateTenant", "GetTenant"], {}, "lag applies only to operations that change something"),
        (["slow"], {"seconds": -1}, "seconds must be above 0 and at most 3600, not -1"),
        (["slow"], {"seconds": 3601}, "seconds must be above 0 and at most 3600, not 3601"),
        (["slow"], {"seconds": float("nan")}, "seconds must be above 0"),
        (["slow"], {"seconds": "1"}, "seconds must be above 0"),
        (["slow"], {"status": "FAILED"}, "status is an option of half_failed_bulk and half_failed_metrics only"),
        (["half_failed_bulk"], {"status": "SUCCESS"}, "status must be one of MESSAGE_REJECTED, .*, not 'SUCCESS'"),
        (["half_failed_bulk"], {"status": ["x"]}, "status must be one of"),
        (["half_failed_metrics"], {"status": "FAILED"}, "status must be one of INTERNAL_FAILURE, ACCESS_DENIED, not"),
        (["half_failed_metrics", "GetAccount"], {}, "half_failed_metrics is about BatchGetMetricData alone"),
    ],
)
def test_a_fault_that_cannot_be_is_refused(operations: list[Any], options: Any, message: str) -> None:
    faults = Faults()
    with pytest.raises(ValueError, match=message):
        faults.add(*operations, **options)
    assert len(faults) == 0


def test_the_sends_are_those_that_the_sending_rate_paces() -> None:
    declared = catalog.operations().values()
    paced = {one.name for one in declared if any(limit.per_second is None for limit in one.rates)}
    assert set(SENDS) == paced


# Enforced rates.

DOCUMENTED = {
    name: limit
    for name, operation in catalog.operations().items()
    for limit in operation.rates
    if limit.per_second is not None and limit.cost is None
}


@pytest.fixture
def state() -> State:
    state = State("123456789012", "us-east-1", VirtualClock(), Neighbours(), Topics(VirtualClock()))
    state.enforce_rates = True
    return state


@pytest.mark.parametrize("name", DOCUMENTED)
def test_each_documented_rate_is_enforced(state: State, name: str) -> None:
    operation = next(one for one in service_model().operations.values() if one.name == name)
    rate = DOCUMENTED[name].per_second
    assert rate is not None
    members: dict[str, Any] = {"Queries": []}  # for the operation whose queries count too
    for _ in range(int(rate)):
        check_rates(state, operation, members)
    with pytest.raises(Refused, match="Rate exceeded"):
        check_rates(state, operation, members)
    state.clock.sleep(1 / rate)
    check_rates(state, operation, members)
    with pytest.raises(Refused):
        check_rates(state, operation, members)


def test_there_are_documented_rates() -> None:
    assert sorted({limit.per_second for limit in DOCUMENTED.values() if limit.per_second}) == [1.0, 16.0, 50.0]


def test_queries_are_counted_besides_calls(state: State) -> None:
    operation = service_model().operations["batch_get_metric_data"]
    for _ in range(2):
        check_rates(state, operation, {"Queries": [{}] * 80})
    with pytest.raises(Refused):
        check_rates(state, operation, {"Queries": [{}]})
    state.clock.sleep(0.5)
    check_rates(state, operation, {"Queries": [{}] * 80})


def test_rates_are_enforced_when_switched_on(local: Local) -> None:
    ses = local.boto3()

    def call() -> None:
        ses.list_email_templates()

    def busy() -> bool:
        try:
            call()
        except ClientError as error:
            response: Any = error.response
            assert response["ResponseMetadata"]["HTTPStatusCode"] == 429
            assert response["Error"] == {"Code": "TooManyRequestsException", "Message": "Rate exceeded"}
            return True
        return False

    assert not any(busy() for _ in range(5))
    local.backend.enforce_rates = True
    assert local.backend.enforce_rates
    assert any(busy() for _ in range(20))
    ses.list_tenants()
    ses.list_tenants()
    local.backend.enforce_rates = False
    assert not busy()


def test_a_paced_client_is_never_refused() -> None:
    with mock_sesv2("us-east-1") as backend, SESv2("us-east-1") as ses:
        backend.enforce_rates = True
        for number in range(5):
            ses.templates.create_email_template(
                template_name=f"t{number}", template_content=EmailTemplateContent(subject="Hi", text="Hi")
            )
        assert backend.requests == ["CreateEmailTemplate"] * 5
        assert 4 < backend.clock.monotonic() < 5


def test_regions_have_rates_of_their_own() -> None:
    with mock_sesv2("us-east-1") as backend:
        backend.enforce_rates = backend.for_region("eu-west-1").enforce_rates = True
        make_client("us-east-1").list_email_templates()
        make_client("eu-west-1").list_email_templates()
        assert refusal(make_client("us-east-1").list_email_templates)[0] == 429
