"""Metrics: those of sends, and those that a test adds."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from sesv2kit.testing import Backend
from sesv2kit.testing.protocol.assumptions import VDM_BEFORE_EVERYTHING

from .helpers import refusal, simple

TODAY = datetime(2030, 5, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today(backend: Backend) -> None:
    backend.clock.advance(TODAY + timedelta(hours=13) - backend.clock.now())
    backend.enable_vdm()


def query(number: int = 0, metric: str = "SEND", days: tuple[int, int] = (-30, 1), **dimensions: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "Id": f"q{number}",
        "Namespace": "VDM",
        "Metric": metric,
        "StartDate": TODAY + timedelta(days=days[0]),
        "EndDate": TODAY + timedelta(days=days[1]),
    }
    return {**found, "Dimensions": dimensions} if dimensions else found


def counts(ses: Any, *args: Any, **kwargs: Any) -> dict[int, int]:
    """The values of one query by their distance in days from today."""
    (result,) = ses.batch_get_metric_data(Queries=[query(*args, **kwargs)])["Results"]
    assert all(moment.astimezone(UTC).time() == time() for moment in result["Timestamps"])
    return {(moment - TODAY).days: value for moment, value in zip(result["Timestamps"], result["Values"], strict=True)}


def send(ses: Any, *to: str, **members: Any) -> None:
    destination = {"ToAddresses": list(to)}
    ses.send_email(FromEmailAddress="ann@example.com", Destination=destination, Content=simple(), **members)


def test_it_needs_the_virtual_deliverability_manager(backend: Backend, ses: Any) -> None:
    ses.put_account_vdm_attributes(VdmAttributes={"VdmEnabled": "DISABLED"})
    off = "To use this feature you must enable Virtual Deliverability Manager"
    assert refusal(ses.batch_get_metric_data, Queries=[query()]) == (404, "NotFoundException", off)
    unconfirmed = f"{off} {VDM_BEFORE_EVERYTHING.note}"
    assert refusal(ses.batch_get_metric_data, Queries=[]) == (404, "NotFoundException", unconfirmed)
    backend.assume = {"vdm_before_everything": False}
    assert refusal(ses.batch_get_metric_data, Queries=[])[:2] == (400, "BadRequestException")


def test_sends_are_counted_by_utc_day_and_days_without_any_are_left_out(
    backend: Backend, ses: Any, sender: str
) -> None:
    send(ses, "a@x.com")
    send(ses, "b@x.com")
    backend.clock.advance(timedelta(hours=11))  # midnight: the next day
    send(ses, "c@x.com")
    backend.clock.advance(timedelta(days=2))
    send(ses, "d@x.com")
    assert counts(ses, days=(-10, 10)) == {0: 2, 1: 1, 3: 1}
    assert counts(ses, metric="DELIVERY", days=(-10, 10)) == {0: 2, 1: 1, 3: 1}
    assert counts(ses, metric="CLICK", days=(-10, 10)) == {}
    assert counts(ses, days=(0, 3)) == {0: 2, 1: 1}  # the end is exclusive


def test_simulator_and_multi_recipient_mail_is_not_counted(ses: Any, sender: str) -> None:
    send(ses, "success@simulator.amazonses.com")
    send(ses, "bounce@simulator.amazonses.com")
    send(ses, "a@x.com", "b@x.com")
    assert counts(ses) == {}


def test_suppressed_mail_is_sent_but_not_delivered(backend: Backend, ses: Any, sender: str) -> None:
    backend.suppress("a@x.com")
    send(ses, "a@x.com")
    assert counts(ses) == {0: 1}
    assert counts(ses, metric="DELIVERY") == {}


def test_dimensions(backend: Backend, ses: Any, sender: str) -> None:
    ses.create_configuration_set(ConfigurationSetName="main")
    ses.create_tenant(TenantName="acme")
    for resource in ("identity/example.com", "configuration-set/main"):
        ses.create_tenant_resource_association(TenantName="acme", ResourceArn=backend.arn(resource))
    send(ses, "a@gmail.com", ConfigurationSetName="main", TenantName="acme")
    send(ses, "b@yahoo.com", ConfigurationSetName="main")
    send(ses, "c@x.com")
    assert counts(ses, EMAIL_IDENTITY="example.com") == {0: 3}
    assert counts(ses, CONFIGURATION_SET="main") == {0: 2}
    assert counts(ses, CONFIGURATION_SET="main", ISP="Gmail") == {0: 1}
    assert counts(ses, TENANT_NAME="acme") == {0: 1}
    assert counts(ses, TENANT_NAME="acme", ISP="Yahoo") == {}
    assert counts(ses, ISP="Outlook") == {}


def test_added_counts_join_the_others(backend: Backend, ses: Any, sender: str) -> None:
    send(ses, "a@gmail.com")
    backend.add_metric("SEND", 10, dimensions={"ISP": "Gmail"})
    backend.add_metric("SEND", 5, day=TODAY.date() - timedelta(days=3))
    backend.add_metric("OPEN", 2, day=TODAY - timedelta(hours=1), dimensions={"EMAIL_IDENTITY": "example.com"})
    assert counts(ses) == {-3: 5, 0: 11}
    assert counts(ses, ISP="Gmail") == {0: 11}
    assert counts(ses, metric="OPEN", EMAIL_IDENTITY="example.com") == {-1: 2}


def test_a_start_within_a_day_includes_the_day(backend: Backend, ses: Any) -> None:
    backend.add_metric("SEND", 1)
    within = {**query(), "StartDate": TODAY + timedelta(hours=12)}
    assert ses.batch_get_metric_data(Queries=[within])["Results"][0]["Values"] == [1]


def test_each_query_has_its_result(backend: Backend, ses: Any) -> None:
    backend.add_metric("SEND", 1)
    answer = ses.batch_get_metric_data(Queries=[query(number, "SEND" if number else "OPEN") for number in range(10)])
    assert {result["Id"]: result["Values"] for result in answer["Results"]} == {
        "q0": [],
        **{f"q{number}": [1] for number in range(1, 10)},
    }
    assert answer["Errors"] == []


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"EndDate": TODAY - timedelta(days=30)}, "Query q1: the start date must be before the end date."),
        ({"EndDate": TODAY + timedelta(days=31)}, "Query q1: the interval must not be longer than 60 days."),
        ({"Dimensions": {"ISP": "Unknown ISP"}}, "Query q1: there are no metrics of recipients whose ISP is unknown."),
        ({"Id": "q0"}, "The query ids are not unique."),
        ({"Dimensions": {}}, "Value at 'queries.2.member.dimensions' failed"),
        ({"Metric": "JOY"}, "Value at 'queries.2.member.metric' failed"),
        ({"Namespace": "AWS"}, "Value at 'queries.2.member.namespace' failed"),
    ],
)
def test_one_invalid_query_fails_the_whole_call(ses: Any, bad: Any, words: str) -> None:
    status, code, message = refusal(ses.batch_get_metric_data, Queries=[query(0), {**query(1), **bad}])
    assert (status, code) == (400, "BadRequestException")
    assert words in message


def test_more_than_ten_queries(ses: Any) -> None:
    message = refusal(ses.batch_get_metric_data, Queries=[query(number) for number in range(11)])[2]
    assert message.endswith("'queries' failed to satisfy constraint: Member must have length less than or equal to 10")
