"""Metrics by day: which calls are made, what is zero, what is unknown, and the rates."""

import copy
import itertools
import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from sesv2kit import MetricSeries, SESv2
from sesv2kit._workflows import series as workflow
from sesv2kit.errors import (
    AccessDeniedError,
    BadRequestError,
    InternalServiceError,
    NoResponseError,
    NotFoundError,
    RequestInvalidError,
    TooManyRequestsError,
)
from sesv2kit.models.common import Metric, VdmAttributes
from sesv2kit.models.metrics import BatchGetMetricDataQuery, BatchGetMetricDataRequest
from sesv2kit.series import ALL_METRICS, KNOWN_ISPS, RATES, DailyCounts, MetricRate, SeriesFailure
from sesv2kit.testing import Backend
from tests.faults.server import Answer, End, Seen, Server, answer, refusal
from tests.unit.support import FakeClock, client_of, clock, each_client, environment, make

__all__ = ["clock", "each_client", "environment"]

DAY = timedelta(days=1)
SECONDS = 86400
"""A day on the wire."""

FIRST = date(2026, 3, 1)
WEEK = {"start_date": FIRST, "end_date": FIRST + timedelta(days=7)}
QUARTER = {"start_date": FIRST, "end_date": FIRST + timedelta(days=90)}
ISPS = {"ISP": ["Gmail", "Yahoo"]}

Fetch = Callable[..., MetricSeries]


@pytest.fixture
def backend(ses_backend: Backend) -> Backend:
    ses_backend.enable_vdm()
    ses_backend.enforce_rates = True
    return ses_backend


@pytest.fixture
def fetch(each_client: str, backend: Backend) -> Iterator[Fetch]:
    """`metrics.series` of each client."""
    with make("us-east-1") as client:
        yield client.metrics.series


def calls(backend: Backend) -> int:
    return backend.requests.count("BatchGetMetricData")


# Which calls are made.


def test_72_series_over_90_days_take_15_calls(fetch: Fetch, backend: Backend) -> None:
    identities = [f"shop{number}.example" for number in range(6)]
    dimensions = {"EMAIL_IDENTITY": identities, "ISP": ["Gmail", "Yahoo", "Icloud"]}
    for day in (0, 59, 60, 89):
        backend.add_metric("SEND", day + 1, day=FIRST + timedelta(days=day), dimensions={"ISP": "Gmail"})
    found = fetch(["SEND", "DELIVERY", "OPEN", "CLICK"], **QUARTER, dimensions=dimensions)
    assert (len(found), calls(backend)) == (72, 15)
    assert {len(one.counts) for one in found} == {90}
    found = fetch("SEND", **QUARTER, dimensions={"ISP": "Gmail"})
    assert [(day, count) for day, count in enumerate(found.series[0].counts) if count] == [
        (0, 1),
        (59, 60),
        (60, 61),
        (89, 90),
    ]


def test_calls_keep_to_the_rates_of_aws(fetch: Fetch, backend: Backend) -> None:
    """The local SES refuses what is above them; a refused call would be repeated."""
    before = backend.clock.monotonic()
    dimensions = {"EMAIL_IDENTITY": [f"shop{number}.example" for number in range(100)]}
    assert not fetch(ALL_METRICS, **WEEK, dimensions=dimensions).failed
    assert calls(backend) == 100
    assert backend.clock.monotonic() - before == pytest.approx(99 / (16 * 0.98))


def test_the_limits_are_those_of_the_request() -> None:
    def query(number: int = 0, days: int = 1, dimensions: Any = None) -> BatchGetMetricDataQuery:
        start = datetime(2026, 1, 1, tzinfo=UTC)
        end = start + timedelta(days=days)
        return BatchGetMetricDataQuery(
            id=str(number), namespace="VDM", metric="SEND", start_date=start, end_date=end, dimensions=dimensions
        )

    names = ["EMAIL_IDENTITY", "CONFIGURATION_SET", "ISP", "TENANT_NAME"]
    most = dict.fromkeys(names[: workflow.MAX_DIMENSIONS], "x")
    queries = [query(number, workflow.MAX_DAYS, most) for number in range(workflow.MAX_QUERIES)]
    BatchGetMetricDataRequest(queries=queries)
    with pytest.raises(ValidationError):
        BatchGetMetricDataRequest(queries=[*queries, query(99)])
    with pytest.raises(ValidationError):
        query(days=workflow.MAX_DAYS + 1)
    with pytest.raises(ValidationError):
        query(dimensions=dict.fromkeys(names[: workflow.MAX_DIMENSIONS + 1], "x"))


def test_values_given_twice_count_once(fetch: Fetch, backend: Backend) -> None:
    found = fetch(["SEND", "SEND"], **WEEK, dimensions={"ISP": ["Gmail", "Gmail"]})
    assert [(one.metric, one.dimensions) for one in found] == [("SEND", {"ISP": "Gmail"})]


def test_the_order_is_that_of_the_arguments(fetch: Fetch) -> None:
    found = fetch(["OPEN", "SEND"], **WEEK, dimensions={"TENANT_NAME": ("b", "a"), "ISP": "Gmail"})
    assert [(one.metric, *one.dimensions.values()) for one in found] == [
        ("OPEN", "b", "Gmail"),
        ("OPEN", "a", "Gmail"),
        ("SEND", "b", "Gmail"),
        ("SEND", "a", "Gmail"),
    ]


# Days.


def test_days_without_emails_are_zero_and_the_end_is_not_included(fetch: Fetch, backend: Backend) -> None:
    for day in (-1, 0, 2, 6, 7):
        backend.add_metric("SEND", 10 + day, day=FIRST + timedelta(days=day))
    found = fetch("SEND", **WEEK)
    (one,) = found
    assert one.counts == (10, 0, 12, 0, 0, 0, 16)
    assert one.days[0] == FIRST
    assert one.days[-1] == FIRST + timedelta(days=6)
    assert (one.total, one.dimensions, one.failures, found.failed) == (38, {}, (), ())
    assert str(found).startswith("2026-03-01 to 2026-03-07, 7 UTC days (end_date 2026-03-08 is not included)\n")


def test_midnight_utc_is_a_day_in_any_zone(fetch: Fetch, backend: Backend) -> None:
    east = timezone(timedelta(hours=5))
    backend.add_metric("SEND", 3, day=FIRST)
    (one,) = fetch("SEND", start_date=datetime(2026, 3, 1, 5, tzinfo=east), end_date=datetime(2026, 3, 2, tzinfo=UTC))
    assert (one.start_date, one.counts) == (FIRST, (3,))


# What failed is unknown.


def test_queries_that_failed_inside_ses_are_sent_again(fetch: Fetch, backend: Backend) -> None:
    backend.add_metric("SEND", 7, day=FIRST, dimensions={"ISP": "Gmail"})
    backend.faults.add("half_failed_metrics", times=2)
    found = fetch(ALL_METRICS, **WEEK, dimensions=ISPS)  # 20 queries, of which 10 fail
    assert found.failed == ()
    assert found.get("SEND", {"ISP": "Gmail"}).total == 7
    assert calls(backend) == 3  # the ten go together


def test_queries_that_keep_failing_are_unknown_and_not_zero(fetch: Fetch, backend: Backend) -> None:
    backend.add_metric("SEND", 7, day=FIRST)
    backend.faults.add("half_failed_metrics", times=None)
    found = fetch(["SEND", "DELIVERY"], **WEEK)
    assert [(one.metric, one.total) for one in found] == [("SEND", None), ("DELIVERY", 0)]
    (failed,) = found.failed
    assert failed.counts == (None,) * 7
    (failure,) = failed.failures
    assert (failure.code, failure.start_date, failure.end_date) == ("INTERNAL_FAILURE", *WEEK.values())
    assert (calls(backend), failure.error) == (3, None)
    assert found.rates()[0].value is None
    assert "unknown: SEND, 2026-03-01 to 2026-03-07: INTERNAL_FAILURE: A fault" in str(found)


def test_missing_permissions_are_not_tried_again(fetch: Fetch, backend: Backend) -> None:
    backend.faults.add("half_failed_metrics", status="ACCESS_DENIED", times=None)
    (one,) = fetch("SEND", **WEEK)
    assert ([failure.code for failure in one.failures], calls(backend)) == (["ACCESS_DENIED"], 1)


def test_a_query_that_ses_finds_wrong_costs_only_its_own_series(fetch: Fetch, backend: Backend) -> None:
    """SES refuses the whole call for it."""
    backend.add_metric("SEND", 7, day=FIRST, dimensions={"ISP": "Gmail"})
    isps = [*KNOWN_ISPS, "Unknown ISP"]
    found = fetch(["SEND", "DELIVERY"], **WEEK, dimensions={"ISP": isps})
    assert [(one.metric, *one.dimensions.values()) for one in found.failed] == [
        ("SEND", "Unknown ISP"),
        ("DELIVERY", "Unknown ISP"),
    ]
    assert {failure.code for one in found.failed for failure in one.failures} == {"BadRequestException"}
    assert isinstance(found.failed[0].failures[0].error, BadRequestError)
    assert found.get("SEND", {"ISP": "Gmail"}).total == 7


def test_queries_like_a_wrong_one_go_alone(fetch: Fetch, backend: Backend) -> None:
    isps = ["Gmail", "Unknown ISP", "Yahoo", "Icloud", "Aol"]
    found = fetch(ALL_METRICS, **QUARTER, dimensions={"ISP": isps})  # 100 queries, of which 20 are wrong
    assert len(found.failed) == 10
    assert calls(backend) < 10 + 20 + 8
    assert [(one.start_date, one.end_date) for one in found.failed[0].failures] == [tuple(QUARTER.values())]


def test_if_all_is_wrong_the_error_is_raised_soon(fetch: Fetch, backend: Backend) -> None:
    with pytest.raises(BadRequestError):
        fetch(ALL_METRICS, **QUARTER, dimensions={"ISP": ["Unknown ISP"]})
    assert calls(backend) < 20


def test_while_the_vdm_is_off_the_error_says_so(fetch: Fetch, backend: Backend, sesv2: SESv2) -> None:
    sesv2.vdm.put_account_vdm_attributes(vdm_attributes=VdmAttributes(vdm_enabled="DISABLED"))
    with pytest.raises(NotFoundError, match="Virtual Deliverability Manager"):
        fetch(ALL_METRICS, **WEEK)
    assert calls(backend) == 1


# Responses that the local SES does not give.


def results(seen: Seen) -> list[Any]:
    """A result for each query: one email on its first day."""
    return [{"Id": one["Id"], "Timestamps": [one["StartDate"]], "Values": [1]} for one in seen.json["Queries"]]


def served(change: Callable[[int, list[Any]], Any], *args: Any, **kwargs: Any) -> tuple[MetricSeries, Server]:
    """The series from a server that changes the results of each call, which it numbers; or sends another response."""
    numbers = itertools.count(1)

    def respond(seen: Seen) -> Answer:
        found = change(next(numbers), results(seen))
        return found if isinstance(found, Answer) else answer({"Results": found, "Errors": []})

    with Server(respond) as server, client_of(server.url) as client:
        return client.metrics.series(*args, **kwargs), server


THIRTY = {"ISP": [f"isp{number}" for number in range(30)]}
"""Three calls."""

FAILED: Mapping[str, tuple[Answer, str, type[Exception]]] = {
    "refused": (refusal(400, "AccessDeniedException"), "AccessDeniedException", AccessDeniedError),
    "failed": (refusal(500, "InternalServiceErrorException"), "InternalServiceErrorException", InternalServiceError),
    "throttled": (
        refusal(429, "TooManyRequestsException", "Rate exceeded"),
        "TooManyRequestsException",
        TooManyRequestsError,
    ),
    "lost": (Answer(end=End.RESET), "NoResponseError", NoResponseError),
}


@pytest.mark.usefixtures("each_client", "clock")
@pytest.mark.parametrize("how", FAILED)
def test_after_a_failed_call_what_was_read_is_kept(how: str) -> None:
    failing, code, error = FAILED[how]
    found, _ = served(lambda call, good: good if call == 1 else failing, "SEND", **WEEK, dimensions=THIRTY)
    assert [one.total for one in found] == [1] * 10 + [None] * 20
    codes = [failure.code for one in found for failure in one.failures]
    assert codes == [code] * 10 + ["NOT_TRIED"] * 10
    assert isinstance(found.series[10].failures[0].error, error)
    assert found.series[20].failures[0].error is None


@pytest.mark.usefixtures("each_client", "clock")
@pytest.mark.parametrize("how", FAILED)
def test_if_nothing_was_read_the_error_is_raised(how: str) -> None:
    with pytest.raises(FAILED[how][2]):
        served(lambda call, good: FAILED[how][0], "SEND", **WEEK, dimensions=THIRTY)


@pytest.mark.usefixtures("each_client", "clock")
def test_results_and_days_come_in_any_order() -> None:
    def change(call: int, good: list[Any]) -> list[Any]:
        for number, one in enumerate(good):
            (start,) = one["Timestamps"]
            one.update(Timestamps=[start + 2 * SECONDS, start + SECONDS, start], Values=[3, 2, number])
        return good[::-1]

    found, _ = served(change, "SEND", **WEEK, dimensions=ISPS)
    assert [one.counts for one in found] == [(0, 2, 3, 0, 0, 0, 0), (1, 2, 3, 0, 0, 0, 0)]


@pytest.mark.usefixtures("each_client", "clock")
def test_days_that_were_not_asked_for_do_not_count() -> None:
    """Where two queries meet, a day would count twice if SES included the end of the first one."""

    def change(call: int, good: list[Any]) -> list[Any]:
        for one in good:
            (start,) = one["Timestamps"]
            one.update(Timestamps=[start - SECONDS, start, start + 60 * SECONDS], Values=[100, 1, 100])
        return good

    found, _ = served(change, "SEND", **QUARTER)
    assert [(day, count) for day, count in enumerate(found.series[0].counts) if count] == [(0, 1), (60, 1)]


UNREADABLE: Mapping[str, dict[str, Any]] = {
    "a value that is no number": {"Values": ["many"]},
    "a value of null": {"Values": [None]},
    "a moment that is none": {"Timestamps": ["soon"]},
    "more values than days": {"Values": [1, 2]},
    "fewer values than days": {"Values": []},
    "no lists": {"Timestamps": 1, "Values": 1},
}


@pytest.mark.usefixtures("each_client", "clock")
@pytest.mark.parametrize("what", UNREADABLE)
def test_figures_that_cannot_be_read_are_unknown_and_not_zero(what: str) -> None:
    def change(call: int, good: list[Any]) -> list[Any]:
        return [{**good[0], **UNREADABLE[what]}, *good[1:]]

    found, server = served(change, "SEND", **WEEK, dimensions=ISPS)
    assert [one.total for one in found] == [None, 1]
    assert [failure.code for failure in found.series[0].failures] == ["UNREADABLE"]
    assert len(server.seen) == 1


@pytest.mark.usefixtures("each_client")
def test_a_query_without_result_and_error_is_sent_again(clock: FakeClock) -> None:
    found, server = served(lambda call, good: good[1:], "SEND", **WEEK, dimensions=ISPS)
    assert [one.total for one in found] == [None, 1]
    assert [failure.code for failure in found.series[0].failures] == ["NO_RESULT"]
    assert [len(one.json["Queries"]) for one in server.seen] == [2, 1, 1]
    assert clock.sleeps == list(workflow.PAUSES)


@pytest.mark.usefixtures("each_client", "clock")
def test_a_query_of_a_long_series_that_fails_leaves_the_other_days() -> None:
    found, _ = served(lambda call, good: good[1:] if len(good) > 1 else [], "SEND", **QUARTER)
    (one,) = found
    assert one.counts == (None,) * 60 + (1,) + (0,) * 29
    assert [(each.start_date, each.end_date) for each in one.failures] == [(FIRST, FIRST + timedelta(days=60))]
    assert (one.total, found.failed) == (None, (one,))


# Arguments.

WRONG: Mapping[str, tuple[Any, dict[str, Any], str]] = {
    "no metric": ([], {}, "metrics: must have at least one value"),
    "an unknown metric": (["SENT"], {}, "metrics.0: Input should be .*did you mean 'SEND'"),
    "a list in a list": ([["SEND"]], {}, "metrics.0: Input should be"),
    "no metrics at all": (None, {}, "metrics.0: Input should be"),
    "no value": ("SEND", {"dimensions": {"ISP": []}}, "dimensions.ISP: must have at least one value"),
    "an empty value": ("SEND", {"dimensions": {"ISP": ["Gmail", ""]}}, "dimensions.ISP: must not be empty"),
    "a value that is no text": ("SEND", {"dimensions": {"ISP": [1]}}, "dimensions.ISP: Input should be a valid string"),
    "a line break": ("SEND", {"dimensions": {"ISP": "a\nb"}}, "dimensions.ISP: .*line"),
    "an unknown dimension": ("SEND", {"dimensions": {"isp": "Gmail"}}, "dimensions.isp: .*did you mean 'ISP'"),
    "too many dimensions": (
        "SEND",
        {"dimensions": dict.fromkeys(["ISP", "TENANT_NAME", "EMAIL_IDENTITY", "CONFIGURATION_SET"], "x")},
        "dimensions: must have at most 3 dimensions",
    ),
    "no mapping": ("SEND", {"dimensions": ["ISP"]}, "dimensions: must be a mapping"),
    "no days": ("SEND", {"end_date": FIRST}, "end_date: must be after start_date: it is the day after the last one"),
    "the wrong way round": ("SEND", {"end_date": date(2026, 2, 1)}, "end_date: must be after start_date"),
    "a naive datetime": ("SEND", {"start_date": datetime(2026, 3, 1)}, "start_date: must be a date, or a datetime at"),
    "a time of day": ("SEND", {"start_date": datetime(2026, 3, 1, 12, tzinfo=UTC)}, "start_date: must be a date, or"),
    "before year 1": (
        "SEND",
        {"start_date": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5)))},
        "start_date: must be a date, or",
    ),
    "a text": ("SEND", {"start_date": "2026-03-01"}, "start_date: must be a date, or"),
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_arguments_are_refused_before_anything_is_sent(what: str, fetch: Fetch, backend: Backend) -> None:
    metrics, arguments, message = WRONG[what]
    with pytest.raises(RequestInvalidError, match=message) as caught:
        fetch(metrics, **{**WEEK, **arguments})
    assert caught.value.operation == "series"
    assert calls(backend) == 0


def test_all_problems_are_told_and_no_value(fetch: Fetch) -> None:
    with pytest.raises(RequestInvalidError) as caught:
        fetch(["ann@mail.example"], start_date=1, end_date=2, dimensions={"ann@mail.example": "x", "ISP": ""})
    found = [problem.argument for problem in caught.value.problems]
    assert found == ["metrics.0", "dimensions.(key)", "dimensions.ISP", "start_date", "end_date"]
    assert "ann@" not in str(caught.value)


# What is made of the counts.


def counted(metric: Metric, *counts: int | None, isp: str = "Gmail") -> DailyCounts:
    failures = tuple(
        SeriesFailure(FIRST + day * DAY, FIRST + (day + 1) * DAY, "INTERNAL_FAILURE", "no")
        for day, count in enumerate(counts)
        if count is None
    )
    return DailyCounts(metric, {"ISP": isp}, FIRST, counts, failures)


def of(*series: DailyCounts) -> MetricSeries:
    return MetricSeries(FIRST, FIRST + len(series[0].counts) * DAY, series)


def test_rates_have_the_denominators_of_aws() -> None:
    sizes: dict[Metric, int] = {
        "SEND": 1000,
        "DELIVERY": 900,
        "PERMANENT_BOUNCE": 40,
        "TRANSIENT_BOUNCE": 60,
        "DELIVERY_COMPLAINT": 500,
        "COMPLAINT": 1,
        "DELIVERY_OPEN": 400,
        "OPEN": 100,
        "DELIVERY_CLICK": 200,
        "CLICK": 20,
    }
    found = of(*(counted(metric, size) for metric, size in sizes.items()))
    assert {one.rate: one.value for one in found.rates()} == {
        "delivery": 0.9,
        "permanent_bounce": 0.04,
        "transient_bounce": 0.06,
        "complaint": 0.002,
        "open": 0.25,
        "click": 0.1,
    }


def test_there_is_no_rate_without_denominator_and_none_of_what_is_unknown() -> None:
    found = of(counted("SEND", 10, 0, None, 5, 0), counted("PERMANENT_BOUNCE", 1, 0, 1, None, 2))
    assert [one.value for one in found.rates(daily=True)] == [0.1, None, None, None, None]
    assert [one.day for one in found.rates(daily=True)] == [FIRST + number * DAY for number in range(5)]
    assert found.rates() == (MetricRate("permanent_bounce", {"ISP": "Gmail"}, None, None, None),)
    assert found.rates()[0].value is None


def test_a_rate_is_a_line_of_text() -> None:
    rate = MetricRate("permanent_bounce", {"ISP": "Gmail"}, None, 1, 80)
    assert str(rate) == "permanent_bounce          1.25 %  ISP=Gmail"
    assert str(replace(rate, day=FIRST, dimensions={})) == f"permanent_bounce          1.25 %  {FIRST}"
    assert str(replace(rate, denominator=0, dimensions={})) == "permanent_bounce       not known"


def test_rates_need_both_metrics() -> None:
    assert of(counted("OPEN", 1), counted("SEND", 2)).rates() == ()


def test_all_metrics_are_those_of_aws() -> None:
    assert sorted(ALL_METRICS) == sorted(get_args(Metric))
    assert set(ALL_METRICS) == {metric for pair in RATES.values() for metric in pair}


def test_rows() -> None:
    found = of(counted("SEND", 5, None))
    assert found.rows() == [
        {"day": FIRST, "metric": "SEND", "ISP": "Gmail", "count": 5, "failure": None},
        {"day": FIRST + DAY, "metric": "SEND", "ISP": "Gmail", "count": None, "failure": "INTERNAL_FAILURE"},
    ]


def test_it_prints_as_tables() -> None:
    found = of(
        counted("SEND", 1000, 2000),
        counted("SEND", 0, 0, isp="NetEase"),
        counted("SEND", 5, None, isp="Yahoo"),
        counted("PERMANENT_BOUNCE", 30, 0),
        counted("PERMANENT_BOUNCE", 0, 0, isp="NetEase"),
        counted("PERMANENT_BOUNCE", 0, None, isp="Yahoo"),
    )
    assert str(found).splitlines() == [
        "2026-03-01 to 2026-03-02, 2 UTC days (end_date 2026-03-03 is not included)",
        "ISP       SEND  PERMANENT_BOUNCE",
        "Gmail    3,000                30",
        "NetEase      0                 0",
        "Yahoo        ?                 ?",
        "",
        "ISP      permanent_bounce",
        "Gmail               1.00%",
        "NetEase                 -",
        "Yahoo                   ?",
        "unknown: Yahoo SEND PERMANENT_BOUNCE, 2026-03-02 to 2026-03-02: INTERNAL_FAILURE: no",
    ]


def test_what_was_not_asked_for_is_a_key_error() -> None:
    found = of(counted("SEND", 5))
    assert found.get("SEND", {"ISP": "Gmail"}).total == 5
    with pytest.raises(KeyError):
        found.get("SEND")
    with pytest.raises(KeyError):
        found.get("OPEN", {"ISP": "Gmail"})


def test_it_can_be_copied_compared_and_pickled() -> None:
    found = of(counted("SEND", 5, None))
    assert pickle.loads(pickle.dumps(found)) == copy.deepcopy(found) == found


class NotATime(datetime):
    """As pandas' NaT, which is a datetime."""

    def astimezone(self, tz: Any = None) -> Any:
        return self

    def utcoffset(self) -> Any:
        raise ValueError("NaTType does not support utcoffset")


def test_a_time_that_is_none_is_refused(sesv2: SESv2) -> None:
    with pytest.raises(RequestInvalidError, match="start_date: must be a date"):
        sesv2.metrics.series("SEND", start_date=NotATime(2026, 3, 1), end_date=FIRST)
