"""What is wrong with an account is found, and what cannot be looked up is said to be not known."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber

from sesv2kit import ClientConfig, RetryPolicy, SESv2
from sesv2kit._boto.metrics import latest
from sesv2kit._workflows.health_findings import of_account, of_identity, of_quota, of_rates
from sesv2kit.errors import AccessDeniedError, AuthenticationError, RequestInvalidError, ResponseUnreadableError
from sesv2kit.health import Finding, HealthReport, QuotaUse
from sesv2kit.models import EventDestinationDefinition, SnsDestination, VdmAttributes
from sesv2kit.models.account import GetAccountResponse
from sesv2kit.models.identities import GetEmailIdentityResponse
from sesv2kit.testing import Backend, serve
from sesv2kit.testing.protocol.errors import Refused
from tests.aio import blocking
from tests.faults.server import Answer, End, Seen, Server, answer, refusal

TOPIC = "arn:aws:sns:us-east-1:123456789012:ses-events"
QUOTA = QuotaUse(1000, 50_000, False, 500, 14)


@pytest.fixture(params=blocking.BOTH)
def ses(request: pytest.FixtureRequest, ses_backend: Backend) -> Iterator[Any]:
    with request.param("us-east-1", config=ClientConfig(pacing=False)) as client:
        yield client


def metric(id: str, *values: float) -> dict[str, Any]:
    return {"Id": id, "Label": id, "Timestamps": [datetime.now(UTC)] * len(values), "Values": [*values]}


@pytest.fixture
def cloudwatch() -> Iterator[tuple[Any, Stubber]]:
    client = boto3.client("cloudwatch", region_name="us-east-1")
    with Stubber(client) as stubber:
        yield client, stubber
    client.close()


def found(findings: Any) -> list[tuple[str, str, str]]:
    return [(one.severity, one.kind, one.subject) for one in findings]


def in_order(ses: Any, backend: Backend, name: str = "shop.example") -> None:
    """An account in which nothing is wrong."""
    backend.verify_identity(name)
    backend.enable_vdm()
    ses.account.put_account_suppression_attributes(
        suppressed_reasons=["BOUNCE", "COMPLAINT"], validation_attributes=None
    )
    ses.configuration_sets.create_configuration_set(configuration_set_name="shop")
    ses.configuration_sets.create_configuration_set_event_destination(
        configuration_set_name="shop",
        event_destination_name="sns",
        event_destination=EventDestinationDefinition(
            enabled=True,
            matching_event_types=["BOUNCE", "COMPLAINT"],
            sns_destination=SnsDestination(topic_arn=TOPIC),
        ),
    )


def test_an_account_in_order(ses: Any, ses_backend: Backend, cloudwatch: tuple[Any, Stubber]) -> None:
    in_order(ses, ses_backend)
    client, stubber = cloudwatch
    values = [metric("bounces", 0.012, 0.9), metric("complaints", 0.0002), metric("sends", 500.0)]
    stubber.add_response(
        "get_metric_data",
        {"MetricDataResults": values},
        {"MetricDataQueries": ANY, "StartTime": ANY, "EndTime": ANY, "ScanBy": "TimestampDescending"},
    )
    ses_backend.requests.clear()
    report = ses.account.health(cloudwatch_client=client)
    assert report.findings == ()
    assert report.is_healthy
    assert (report.bounce_rate, report.complaint_rate, report.quota.sent_last_hour) == (0.012, 0.0002, 500.0)
    assert str(report).splitlines() == [
        "us-east-1: 0 sent in 24 hours of 50,000; at the rate of the last hour it is used up in 100.0 hours",
        "bounces 1.20 %, complaints 0.02 %",
        "nothing found",
    ]
    assert all(one.startswith(("Get", "List")) for one in ses_backend.requests)


def test_the_clients_own_credentials_ask_cloudwatch(ses: Any, ses_backend: Backend) -> None:
    """moto serves CloudWatch, which has no metrics of SES: the rates are not known, and no other figure stands in."""
    in_order(ses, ses_backend)
    report = ses.account.health()
    assert (report.bounce_rate, report.complaint_rate, report.findings) == (None, None, ())
    assert "bounces not known, complaints not known" in str(report)


def test_an_account_in_which_everything_is_wrong(
    ses: Any, ses_backend: Backend, cloudwatch: tuple[Any, Stubber]
) -> None:
    client, stubber = cloudwatch
    stubber.add_response(
        "get_metric_data",
        {"MetricDataResults": [metric("bounces", 0.06), metric("complaints", 0.006), metric("sends")]},
    )
    ses_backend.account.production_access = False
    ses.vdm.put_account_vdm_attributes(vdm_attributes=VdmAttributes(vdm_enabled="DISABLED"))
    ses.account.put_account_sending_attributes(sending_enabled=False)
    ses.account.put_account_suppression_attributes(suppressed_reasons=["BOUNCE"], validation_attributes=None)
    ses.configuration_sets.create_configuration_set(configuration_set_name="quiet")
    ses.configuration_sets.put_configuration_set_sending_options(configuration_set_name="quiet", sending_enabled=False)
    ses.identities.create_email_identity(email_identity="new.example")
    report = ses.account.health(cloudwatch_client=client)
    assert found(report.findings) == [
        ("critical", "sending_paused", "account"),
        ("critical", "complaint_rate", "account"),
        ("critical", "identity_not_verified", "identity/new.example"),
        ("warning", "sandbox", "account"),
        ("warning", "complaints_not_suppressed", "account"),
        ("warning", "bounce_rate", "account"),
        ("warning", "configuration_set_paused", "configuration-set/quiet"),
        ("warning", "bounces_unnoticed", "configuration-set/quiet"),
        ("info", "vdm_disabled", "account"),
    ]
    assert not report.is_healthy
    assert all(one.source.startswith("https://docs.aws.amazon.com/") for one in report.findings)
    assert "CRITICAL  identity/new.example: it is not verified (PENDING); publish its DNS records" in str(report)


def test_open_recommendations(ses: Any, ses_backend: Backend) -> None:
    in_order(ses, ses_backend)
    ses_backend.add_recommendation("DKIM", "arn:aws:ses:us-east-1:123456789012:identity/shop.example", impact="HIGH")
    [one] = ses.account.health().findings
    assert (one.severity, one.kind, one.subject) == ("warning", "open_recommendation", "identity/shop.example")


def test_what_may_not_be_read_is_not_known(
    ses: Any, ses_backend: Backend, cloudwatch: tuple[Any, Stubber], monkeypatch: pytest.MonkeyPatch
) -> None:
    in_order(ses, ses_backend)
    client, stubber = cloudwatch
    stubber.add_client_error("get_metric_data", "AccessDenied", "not authorized", 403)
    for operation in ("list_configuration_sets", "list_email_identities", "list_recommendations"):
        refuse(monkeypatch, operation)
    report = ses.account.health(cloudwatch_client=client)
    assert found(report.findings) == [("info", "not_known", "account")] * 4
    assert not report.is_healthy
    assert "cloudwatch:GetMetricData" in str(report)


def refuse(monkeypatch: pytest.MonkeyPatch, operation: str) -> None:
    from sesv2kit.testing.operations import OPERATIONS

    def refused(*given: Any, **named: Any) -> Any:
        raise Refused("AccessDeniedException", f"User is not authorized to perform: ses:{operation}")

    monkeypatch.setitem(OPERATIONS, operation, refused)


def test_the_account_must_be_readable(ses: Any, ses_backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, "get_account")
    with pytest.raises(AccessDeniedError):
        ses.account.health()


def test_identities_by_name(ses: Any, ses_backend: Backend) -> None:
    in_order(ses, ses_backend)
    ses_backend.requests.clear()
    report = ses.account.health(identities=["shop.example", "gone.example"])
    assert found(report.findings) == [("critical", "identity_not_verified", "identity/gone.example")]
    assert "ListEmailIdentities" not in ses_backend.requests
    with pytest.raises(RequestInvalidError, match="identities: must be a list of identities, not text"):
        ses.account.health(identities="shop.example")


@pytest.mark.parametrize("wrong", [7, ["shop.example", ""], ["shop.example", 7], [None]])
def test_wrong_identities_are_refused_before_anything_is_sent(ses: Any, ses_backend: Backend, wrong: Any) -> None:
    ses_backend.requests.clear()
    with pytest.raises(RequestInvalidError, match="health was not sent"):
        ses.account.health(identities=wrong)
    assert ses_backend.requests == []


def test_identities_may_come_from_a_generator(ses: Any, ses_backend: Backend) -> None:
    in_order(ses, ses_backend)
    ses_backend.requests.clear()
    assert ses.account.health(identities=(one for one in ["shop.example", "shop.example"])).is_healthy
    assert ses_backend.requests.count("GetEmailIdentity") == 1


@pytest.mark.parametrize(
    ("service", "region_name", "message"),
    [("cloudwatch", "eu-west-1", "must be for us-east-1, not for eu-west-1"), ("sns", "us-east-1", '"cloudwatch"')],
)
def test_a_client_for_another_region_or_service_is_refused(
    ses: Any, ses_backend: Backend, service: Any, region_name: str, message: str
) -> None:
    """The rates of another region would pass as those of this one."""
    client: Any = boto3.client(service, region_name=region_name)
    with pytest.raises(RequestInvalidError, match=message):
        ses.account.health(cloudwatch_client=client)
    assert ses_backend.requests == []


def test_figures_that_cloudwatch_withholds_are_not_known(
    ses: Any, ses_backend: Backend, cloudwatch: tuple[Any, Stubber]
) -> None:
    """CloudWatch refuses single queries in a response that succeeds."""
    in_order(ses, ses_backend)
    client, stubber = cloudwatch
    values = [
        {**metric("bounces"), "StatusCode": "Forbidden"},
        {**metric("complaints", 0.0002), "StatusCode": "PartialData"},
        {**metric("sends", 7.0), "StatusCode": "PartialData"},
    ]
    stubber.add_response("get_metric_data", {"MetricDataResults": values})
    report = ses.account.health(cloudwatch_client=client)
    assert (report.bounce_rate, report.complaint_rate, report.quota.sent_last_hour) == (None, 0.0002, None)
    assert [one.message for one in report.findings] == [
        "bounces: not known, CloudWatch did not carry out the query (Forbidden)",
        "sends: not known, CloudWatch did not carry out the query (PartialData)",
    ]
    assert not report.is_healthy


def test_the_last_hour_does_not_begin_anew_each_hour(cloudwatch: tuple[Any, Stubber]) -> None:
    """Data points of an hour would hold the mail of a few minutes just after the hour."""
    client, stubber = cloudwatch
    now = datetime(2026, 12, 31, 23, 58, tzinfo=UTC)
    moments = [now - timedelta(minutes=minutes) for minutes in (3, 8, 58, 63)]
    sends = {"Id": "sends", "Label": "sends", "Timestamps": moments, "Values": [10.0, 20.0, 30.0, 1000.0]}
    stubber.add_response("get_metric_data", {"MetricDataResults": [sends]})
    assert latest(client, now).values == {"sends": 60.0}


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"MetricDataResults": "x"},
        {"MetricDataResults": [5]},
        {"MetricDataResults": [{"Id": "bounces", "Values": [0.1], "Timestamps": ["x"]}]},
        {"MetricDataResults": [{"Id": "bounces", "Values": ["x"], "Timestamps": [1]}]},
        {"MetricDataResults": [{"Id": "sends", "Values": [None], "Timestamps": [None]}]},
        b"[" * 100_000,
        b"\xff\xff",
    ],
)
def test_an_odd_response_of_cloudwatch_is_unreadable(body: Any) -> None:
    """botocore's parsers raise AttributeError, TypeError, ValueError and others for these."""
    with Server([answer(body)]) as server:
        session = boto3.Session("any", "any", region_name="us-east-1")
        client: Any = session.client("cloudwatch", endpoint_url=server.url)
        with pytest.raises(ResponseUnreadableError):
            latest(client, datetime.now(UTC))
        client.close()


def test_a_client_that_is_none_is_not_taken_for_an_odd_response() -> None:
    with pytest.raises(AttributeError):
        latest(object(), datetime.now(UTC))


def test_a_query_without_a_result_is_not_known(cloudwatch: tuple[Any, Stubber]) -> None:
    client, stubber = cloudwatch
    stubber.add_response("get_metric_data", {"MetricDataResults": [metric("bounces", 0.1), metric("sends")]})
    assert latest(client, datetime.now(UTC)).refused == {"complaints": "no result"}


def test_a_response_of_cloudwatch_without_timestamps_is_unreadable(cloudwatch: tuple[Any, Stubber]) -> None:
    client, stubber = cloudwatch
    stubber.add_response("get_metric_data", {"MetricDataResults": [{"Id": "sends", "Values": [1.0]}]})
    with pytest.raises(ResponseUnreadableError):
        latest(client, datetime.now(UTC))


# Responses that fail in part.

PAGES: dict[str, Any] = {
    "/account": {
        "SuppressionAttributes": {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]},
        "VdmAttributes": {"VdmEnabled": "ENABLED"},
        "SendQuota": {"Max24HourSend": 100.0, "MaxSendRate": 1.0, "SentLast24Hours": 0.0},
    },
    "/list-configuration-sets": {"ConfigurationSets": ["first", "shop"]},
    "/configuration-sets/first": {},
    "/configuration-sets/shop": {},
    "/configuration-sets/first/event-destinations": {"EventDestinations": []},
    "/configuration-sets/shop/event-destinations": {"EventDestinations": []},
    "/list-identities": {
        "EmailIdentities": [
            {"IdentityName": "first.example", "IdentityType": "DOMAIN", "SendingEnabled": True},
            {"IdentityName": "shop.example", "IdentityType": "DOMAIN", "SendingEnabled": True},
        ]
    },
    "/identities/first.example": {"IdentityType": "DOMAIN", "VerificationStatus": "FAILED"},
    "/identities/shop.example": {"IdentityType": "DOMAIN", "VerificationStatus": "FAILED"},
    "/vdm/recommendations": {"Recommendations": []},
}

Check = Callable[[dict[str, Any]], HealthReport]


@pytest.fixture(params=blocking.BOTH)
def check(request: pytest.FixtureRequest, cloudwatch: tuple[Any, Stubber], monkeypatch: pytest.MonkeyPatch) -> Check:
    """Checks the account of a server, some of whose responses are others."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "any")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "any")

    def checked(others: dict[str, Any]) -> HealthReport:
        def respond(seen: Seen) -> Answer:
            path = seen.target.partition("?")[0].removeprefix("/v2/email")
            found = others.get(path, PAGES.get(path))
            return found if isinstance(found, Answer) else answer(found)

        client, stubber = cloudwatch
        values = [metric("bounces"), metric("complaints"), metric("sends")]
        stubber.add_response("get_metric_data", {"MetricDataResults": values})
        config = ClientConfig(pacing=False, retry=RetryPolicy(max_attempts=1))
        with Server(respond) as server, request.param("us-east-1", endpoint_url=server.url, config=config) as ses:
            found: HealthReport = ses.account.health(cloudwatch_client=client)
            return found

    return checked


SET, IDENTITY = "configuration-set/first", "identity/first.example"
OTHERS = [("critical", "identity_not_verified", "identity/shop.example")]
FIRST = [("critical", "identity_not_verified", "identity/first.example")]
UNNOTICED = [
    ("warning", "bounces_unnoticed", "configuration-set/first"),
    ("warning", "bounces_unnoticed", "configuration-set/shop"),
]
DENIED, LOST = refusal(403, "AccessDeniedException"), Answer(end=End.RESET)


def unknown(subject: str) -> list[tuple[str, str, str]]:
    return [("info", "not_known", subject)]


@pytest.mark.parametrize(
    ("path", "response", "expected"),
    [
        ("/identities/first.example", DENIED, [*OTHERS, *UNNOTICED, *unknown(IDENTITY)]),
        ("/identities/first.example", answer(b"oops"), [*OTHERS, *UNNOTICED, *unknown(IDENTITY)]),
        ("/identities/first.example", refusal(500, "InternalFailure"), [*OTHERS, *UNNOTICED, *unknown(IDENTITY)]),
        ("/identities/first.example", {"MailFromAttributes": 7}, [*OTHERS, *UNNOTICED, *unknown(IDENTITY)]),
        (
            "/identities/first.example",
            {
                "VerificationStatus": "SUCCESS",
                "MailFromAttributes": {"MailFromDomain": "a.b", "MailFromDomainStatus": "FAILED"},
            },
            [*OTHERS, *UNNOTICED, ("warning", "mail_from_failing", IDENTITY), *unknown(IDENTITY)],
        ),
        ("/identities/first.example", LOST, [*UNNOTICED, *unknown("account")]),
        ("/identities/shop.example", LOST, [*FIRST, *UNNOTICED, *unknown("account")]),
        ("/list-identities", {"EmailIdentities": [], "NextToken": "again"}, [*UNNOTICED, *unknown("account")]),
        ("/configuration-sets/first", DENIED, [*FIRST, *OTHERS, UNNOTICED[1], *unknown(SET)]),
        ("/configuration-sets/first/event-destinations", LOST, [*FIRST, *OTHERS, *unknown("account")]),
        (
            "/configuration-sets/first/event-destinations",
            {"EventDestinations": 7},
            [*FIRST, *OTHERS, UNNOTICED[1], *unknown(SET)],
        ),
        ("/vdm/recommendations", refusal(404, "NotFoundException"), [*FIRST, *OTHERS, *UNNOTICED, *unknown("account")]),
        (
            "/account",
            {**PAGES["/account"], "SuppressionAttributes": 7},
            [*FIRST, *OTHERS, *UNNOTICED, *unknown("account")],
        ),
    ],
)
def test_what_cannot_be_read_takes_nothing_else_along(check: Check, path: str, response: Any, expected: Any) -> None:
    assert found(check({path: response}).findings) == expected


def test_credentials_that_expire_end_the_check(check: Check) -> None:
    with pytest.raises(AuthenticationError):
        check({"/identities/first.example": refusal(403, "ExpiredTokenException")})


def test_an_endpoint_of_ones_own_has_no_cloudwatch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "123456789012")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "any")
    with serve() as server, SESv2("us-east-1", endpoint_url=server.endpoint_url) as client:
        [unknown] = [one for one in client.account.health(identities=[]).findings if one.kind == "not_known"]
    assert "endpoint_url= is for SES" in unknown.action
    assert "pass cloudwatch_client=" in unknown.action


def test_credentials_of_a_local_ses_are_not_sent_to_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "123456789012")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "any")
    with serve() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SESV2", server.endpoint_url)
        monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")  # should it be asked all the same
        with SESv2("us-east-1") as client:
            [unknown] = [one for one in client.account.health(identities=[]).findings if one.kind == "not_known"]
    assert (
        "SES is asked at 127.0.0.1, so cloudwatch is not asked at monitoring.us-east-1.amazonaws.com" in unknown.action
    )


# What follows from responses.


def account(**members: Any) -> GetAccountResponse:
    whole = {"suppression_attributes": {"suppressed_reasons": ["BOUNCE", "COMPLAINT"]}, **members}
    return GetAccountResponse.model_validate({"vdm_attributes": VdmAttributes(vdm_enabled="ENABLED"), **whole})


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"enforcement_status": "SHUTDOWN"}, [("critical", "shut_down", "account")]),
        ({"enforcement_status": "PROBATION"}, [("warning", "under_review", "account")]),
        ({"enforcement_status": "HEALTHY"}, []),
        (
            {"suppression_attributes": {"suppressed_reasons": ["COMPLAINT"]}},
            [("warning", "bounces_not_suppressed", "account")],
        ),
    ],
)
def test_the_status_of_an_account(members: dict[str, Any], expected: Any) -> None:
    assert found(of_account(account(**members))) == expected


@pytest.mark.parametrize(
    ("bounces", "complaints", "expected"),
    [
        (0.0499, 0.00099, []),
        (0.05, 0.001, [("warning", "bounce_rate"), ("warning", "complaint_rate")]),
        (0.1, 0.005, [("critical", "bounce_rate"), ("critical", "complaint_rate")]),
        (None, None, []),
    ],
)
def test_rates(bounces: float | None, complaints: float | None, expected: Any) -> None:
    assert [(one.severity, one.kind) for one in of_rates(bounces, complaints)] == expected


@pytest.mark.parametrize(
    ("sent", "most", "unlimited", "severity"),
    [
        (39_999, 50_000, False, None),
        (40_000, 50_000, False, "warning"),
        (50_000, 50_000, False, "critical"),
        (10**9, None, True, None),
        (None, 50_000, False, None),
    ],
)
def test_the_quota(sent: float | None, most: float | None, unlimited: bool, severity: str | None) -> None:
    use = QuotaUse(sent, most, unlimited, 1000, 14)
    assert [one.severity for one in of_quota(use)] == ([severity] if severity else [])
    if unlimited or sent is None:
        assert use.used is use.hours_left is None


def test_when_the_quota_ends() -> None:
    assert QUOTA.hours_left == 98
    assert QuotaUse(60_000, 50_000, False, 500, 14).hours_left == 0
    assert QuotaUse(1000, 50_000, False, None, 14).hours_left is None
    assert QuotaUse(1000, 50_000, False, 0, 14).hours_left is None


def identity(**members: Any) -> GetEmailIdentityResponse:
    return GetEmailIdentityResponse.model_validate(
        {"identity_type": "DOMAIN", "verification_status": "SUCCESS", "verified_for_sending_status": True, **members}
    )


MAIL_FROM = {"mail_from_domain": "bounce.shop.example", "mail_from_domain_status": "FAILED"}
UNSTATED = {"mail_from_domain_status": None, "behavior_on_mx_failure": "REJECT_MESSAGE"}


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, []),
        ({"verification_status": "FAILED"}, [("critical", "identity_not_verified")]),
        ({"mail_from_attributes": {**MAIL_FROM, **UNSTATED}}, []),
        ({"verified_for_sending_status": False}, [("critical", "identity_sending_disabled")]),
        ({"dkim_attributes": {"status": "FAILED", "signing_enabled": True}}, [("warning", "dkim_failing")]),
        ({"dkim_attributes": {"status": "SUCCESS", "signing_enabled": False}}, [("warning", "dkim_failing")]),
        ({"identity_type": "EMAIL_ADDRESS", "dkim_attributes": {"status": "NOT_STARTED"}}, []),
        (
            {"mail_from_attributes": {**MAIL_FROM, "behavior_on_mx_failure": "USE_DEFAULT_VALUE"}},
            [("warning", "mail_from_failing")],
        ),
        (
            {"mail_from_attributes": {**MAIL_FROM, "behavior_on_mx_failure": "REJECT_MESSAGE"}},
            [("critical", "mail_from_failing")],
        ),
        ({"feedback_forwarding_status": False}, [("warning", "bounces_unnoticed")]),
        ({"feedback_forwarding_status": False, "configuration_set_name": "shop"}, []),
        ({"feedback_forwarding_status": True}, []),
    ],
)
def test_identities(members: dict[str, Any], expected: Any) -> None:
    findings = [*of_identity("shop.example", identity(**members), frozenset({"shop"}))]
    assert [(one.severity, one.kind) for one in findings] == expected
    assert {one.subject for one in findings} <= {"identity/shop.example"}


def test_a_report_is_unhealthy_with_any_finding_but_hints() -> None:
    def report(*findings: Finding) -> HealthReport:
        return HealthReport("us-east-1", datetime.now(UTC), QUOTA, None, None, findings)

    hint = Finding("info", "vdm_disabled", "account", "m", "a", "s")
    assert report(hint).is_healthy
    assert not report(hint, Finding("warning", "sandbox", "account", "m", "a", "s")).is_healthy
