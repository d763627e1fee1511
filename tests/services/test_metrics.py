"""client.metrics: requests, responses, and arguments that are refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sesv2kit.errors import NotFoundError
from sesv2kit.models.metrics import BATCH_GET_METRIC_DATA, BatchGetMetricDataQuery, BatchGetMetricDataRequest
from tests.services.conftest import Stubbed, refused

START = datetime(2026, 5, 1, tzinfo=UTC)
END = START + timedelta(days=60)
"""The latest allowed end of an interval from START."""


def query(id: str = "q") -> BatchGetMetricDataQuery:
    return BatchGetMetricDataQuery(id=id, namespace="VDM", metric="SEND", start_date=START, end_date=END)


def wire_query(id: str = "q", **other: Any) -> dict[str, Any]:
    base = {"Id": id, "Namespace": "VDM", "Metric": "SEND", "StartDate": START, "EndDate": END}
    return {**base, **other}


def test_all_of_a_query_goes_out_and_results_come_back(stubbed: Stubbed) -> None:
    dimensions = {"ISP": "Gmail", "EMAIL_IDENTITY": "example.com", "TENANT_NAME": "acme"}
    params = {"Queries": [wire_query("opens", Metric="OPEN", Dimensions=dimensions), wire_query("sends")]}
    day = START + timedelta(days=3)
    answer = {
        "Results": [{"Id": "sends", "Timestamps": [day, START], "Values": [7, 0]}],
        "Errors": [{"Id": "opens", "Code": "ACCESS_DENIED", "Message": "no"}],
    }
    stubbed.expect("batch_get_metric_data", params, answer)
    got = stubbed.client.metrics.batch_get_metric_data(
        queries=[
            BatchGetMetricDataQuery(
                id="opens",
                namespace="VDM",
                metric="OPEN",
                dimensions={"ISP": "Gmail", "EMAIL_IDENTITY": "example.com", "TENANT_NAME": "acme"},
                start_date=START,
                end_date=END,
            ),
            query("sends"),
        ]
    )
    (result,), (error,) = got.results, got.errors
    assert (result.id, result.timestamps, result.values) == ("sends", [day, START], [7, 0])
    assert (error.id, error.code, error.message) == ("opens", "ACCESS_DENIED", "no")


def test_an_answer_without_results(stubbed: Stubbed) -> None:
    stubbed.expect("batch_get_metric_data", {"Queries": [wire_query()]}, {})
    got = stubbed.client.metrics.batch_get_metric_data(queries=[query()])
    assert (got.results, got.errors) == ([], [])


def test_while_the_vdm_is_off(stubbed: Stubbed) -> None:
    stubbed.expect_error("batch_get_metric_data", "NotFoundException", 404)
    with pytest.raises(NotFoundError):
        stubbed.client.metrics.batch_get_metric_data(queries=[query()])


@pytest.mark.parametrize(
    ("queries", "wrong"),
    [
        ([], "queries"),
        ([wire_query(str(number)) for number in range(11)], "queries"),
        ([wire_query("a"), wire_query("b"), wire_query("a")], "queries"),
        ([wire_query(""), wire_query("b")], "queries.0.id"),
        ([wire_query("x" * 256)], "queries.0.id"),
        ([wire_query(Namespace="SES")], "queries.0.namespace"),
        ([wire_query(Metric="SENT")], "queries.0.metric"),
        ([wire_query(Dimensions={})], "queries.0.dimensions"),
        ([wire_query(Dimensions={"COUNTRY": "ES"})], "queries.0.dimensions.COUNTRY"),
        (
            [wire_query(Dimensions={"ISP": "a", "EMAIL_IDENTITY": "b", "TENANT_NAME": "c", "CONFIGURATION_SET": "d"})],
            "queries.0.dimensions",
        ),
        ([wire_query(StartDate=datetime(2026, 5, 1))], "queries.0.start_date"),
        ([wire_query("a"), wire_query("b", EndDate=END + timedelta(seconds=1))], "queries.1"),
    ],
)
def test_refused_before_sending(stubbed: Stubbed, queries: Any, wrong: str) -> None:
    assert refused(stubbed.client.metrics.batch_get_metric_data, queries=queries) == [wrong]


def test_a_call_takes_one_call_and_all_its_queries_from_the_rates() -> None:
    request = BatchGetMetricDataRequest(queries=[query("a"), query("b"), query("c")])
    taken = {
        rate.unit: (rate.per_second, 1 if rate.cost is None else rate.cost(request))
        for rate in BATCH_GET_METRIC_DATA.rates
    }
    assert taken == {"calls": (16.0, 1), "queries": (160.0, 3)}
