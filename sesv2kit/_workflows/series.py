"""Metrics by day, of any number and length: `metrics.series`."""

import contextlib
import itertools
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sesv2kit._core.arguments import validated
from sesv2kit._workflows.caller import Caller
from sesv2kit.errors import (
    BadRequestError,
    ConfigurationError,
    Problem,
    RequestInvalidError,
    ServiceError,
    SESv2Error,
    TransportError,
)
from sesv2kit.models.common import API, Metric, MetricDimensionName
from sesv2kit.models.metrics import BATCH_GET_METRIC_DATA, BatchGetMetricDataResponse, MetricDataResult
from sesv2kit.series import DailyCounts, MetricSeries, SeriesFailure

MAX_QUERIES = 10
"""Maximum queries of a call."""

MAX_DAYS = 60
"""Maximum days of a query."""

MAX_DIMENSIONS = 3
"""Maximum dimensions of a query."""

PAUSES = (1.0, 4.0)
"""Seconds to wait before failed queries are sent for the second and the third time."""

_AGAIN = {"INTERNAL_FAILURE", "NO_RESULT"}
"""Codes of failed queries that may succeed when they are sent again."""

_SOURCE = API + "API_BatchGetMetricDataQuery.html"

Kind = tuple[Metric, Mapping[MetricDimensionName, str]]
"""A series: its metric, and the dimensions of the counted mail."""


async def series(caller: Caller, metrics: Any, start_date: Any, end_date: Any, dimensions: Any) -> MetricSeries:
    """Fetch the counts; see `Metrics.series`."""
    plan = _plan(metrics, start_date, end_date, dimensions)
    for pause in (0.0, *PAUSES):
        if pause:
            await caller.sleep(pause)
        while batch := plan.next_batch():
            try:
                response = await caller.call(BATCH_GET_METRIC_DATA, plan.request(batch))
            except (ServiceError, TransportError, ConfigurationError) as error:
                if plan.failed(batch, error):
                    raise
            else:
                plan.read(batch, response)
        if not plan.try_again():
            break
    return plan.result()


@dataclass(frozen=True, slots=True)
class Part:
    """A query: consecutive days of one series."""

    series: int
    """The number of the series."""
    first: int
    """The number of its first day within the series."""
    length: int
    """How many days it has."""


class Plan:
    """The queries for the series, and their results. No I/O."""

    def __init__(self, kinds: Sequence[Kind], start: date, days: int) -> None:
        self._kinds, self._start, self._days = kinds, start, days
        self._counts: list[list[int | None]] = [[None] * days for _ in kinds]
        self._failures: dict[Part, SeriesFailure] = {}
        self._batches: deque[list[Part]] = deque()
        self._has_read = self._is_over = False
        self._queue(
            Part(number, first, min(MAX_DAYS, days - first))
            for number in range(len(kinds))
            for first in range(0, days, MAX_DAYS)
        )
        self._first_batch = len(self._batches[0])

    def _queue(self, parts: Iterable[Part]) -> None:
        rest = iter(parts)
        while batch := list(itertools.islice(rest, MAX_QUERIES)):
            self._batches.append(batch)

    def next_batch(self) -> list[Part] | None:
        """The queries of the next call. None: there are no more."""
        return self._batches.popleft() if self._batches else None

    def request(self, batch: Sequence[Part]) -> dict[str, Any]:
        """The arguments of a call. The id of a query is its number in the call."""
        queries = list[dict[str, Any]]()
        for number, part in enumerate(batch):
            metric, dimensions = self._kinds[part.series]
            days = self._day(part.first), self._day(part.first + part.length)
            queries.append(_query(str(number), metric, dimensions, *days))
        return {"queries": queries}

    def read(self, batch: Sequence[Part], response: BatchGetMetricDataResponse) -> None:
        """Read the counts and errors of a response."""
        self._has_read = True
        # A list that could not be read is empty, but an empty list means that there were no emails.
        unread = {tuple(path.split(".")[:2]) for path in response.metadata.unread}
        results = {
            result.id: None if ("Results", str(number)) in unread else result
            for number, result in enumerate(response.results)
        }
        errors = {error.id: error for error in response.errors}
        for number, part in enumerate(batch):
            error = errors.get(str(number))
            if error is not None:
                self._failures[part] = self._failure(part, error.code or "NO_RESULT", error.message)
            elif str(number) not in results:
                self._failures[part] = self._failure(part, "NO_RESULT")
            elif (counts := self._counted(part, results[str(number)])) is None:
                self._failures[part] = self._failure(part, "UNREADABLE")
            else:
                self._counts[part.series][part.first : part.first + part.length] = counts
                self._failures.pop(part, None)

    def _counted(self, part: Part, result: MetricDataResult | None) -> list[int] | None:
        """The counts of a query; SES omits days without emails. None: they cannot be read."""
        if result is None or len(result.timestamps) != len(result.values):
            return None
        counts = [0] * part.length
        for moment, value in zip(result.timestamps, result.values, strict=True):
            if moment is None or value is None:
                return None
            number = (moment.astimezone(UTC).date() - self._day(part.first)).days
            if 0 <= number < part.length:  # any other day belongs to another query, and must not be counted twice
                counts[number] += value
        return counts

    def failed(self, batch: Sequence[Part], error: SESv2Error) -> bool:
        """Process the error of a whole call.

        SES refuses a whole call because of one invalid query, and does not say which. So a refused call is made again
        in halves, until the call has only that query. Other queries with the same dimensions are then sent in calls of
        their own too. After any other error, no further call is made: the client has repeated the call already.

        Returns:
            Whether to raise the error, because nothing could be read.
        """
        is_of_a_query = isinstance(error, BadRequestError)
        if is_of_a_query and len(batch) > 1:
            half = len(batch) // 2
            self._batches.extendleft((list(batch[half:]), list(batch[:half])))
            return False
        code = (error.code if isinstance(error, ServiceError) else None) or type(error).__name__
        message = error.message if isinstance(error, ServiceError) else str(error)
        for part in batch:
            self._failures[part] = self._failure(part, code, message, error)
        if is_of_a_query:
            self._set_apart(batch[0])
        else:
            self._is_over = True
            for part in itertools.chain.from_iterable(self._batches):
                self._failures.setdefault(part, self._failure(part, "NOT_TRIED"))
            self._batches.clear()
        return not self._has_read and (self._is_over or len(self._failures) == self._first_batch)

    def _set_apart(self, refused: Part) -> None:
        """Send queries with the same dimensions in calls of their own: they may be invalid for the same reason."""
        dimensions = self._kinds[refused.series][1]
        batches, self._batches = self._batches, deque()
        alone: list[Part] = []
        for batch in batches:
            apart = [part for part in batch if self._kinds[part.series][1] == dimensions]
            alone += apart
            if len(apart) < len(batch):
                self._batches.append([part for part in batch if part not in apart])
        self._batches.extend([part] for part in alone)

    def try_again(self) -> bool:
        """Queue the queries that may succeed when they are sent again. False: there are none."""
        if not self._is_over:
            self._queue(part for part, failure in self._failures.items() if failure.code in _AGAIN)
        return bool(self._batches)

    def result(self) -> MetricSeries:
        """The series, as far as they are known."""
        failures: list[list[SeriesFailure]] = [[] for _ in self._kinds]
        for part in sorted(self._failures, key=lambda one: one.first):
            failure, before = self._failures[part], failures[part.series]
            if before and (before[-1].end_date, before[-1].code) == (failure.start_date, failure.code):
                failure = replace(before.pop(), end_date=failure.end_date)
            before.append(failure)
        series = (
            DailyCounts(*kind, self._start, tuple(counts), tuple(failures))
            for kind, counts, failures in zip(self._kinds, self._counts, failures, strict=True)
        )
        return MetricSeries(self._start, self._day(self._days), tuple(series))

    def _day(self, number: int) -> date:
        return self._start + timedelta(days=number)

    def _failure(
        self, part: Part, code: str, message: str | None = None, error: SESv2Error | None = None
    ) -> SeriesFailure:
        return SeriesFailure(self._day(part.first), self._day(part.first + part.length), code, message, error)


def _query(id: str, metric: Any, dimensions: Mapping[Any, Any], start: date, end: date) -> dict[str, Any]:
    return {
        "id": id,
        "namespace": "VDM",
        "metric": metric,
        "dimensions": dimensions or None,
        "start_date": datetime.combine(start, time(), UTC),
        "end_date": datetime.combine(end, time(), UTC),
    }


# Arguments.


def _plan(metrics: Any, start_date: Any, end_date: Any, dimensions: Any) -> Plan:
    """The plan for the arguments.

    Raises:
        RequestInvalidError: They are invalid.
    """
    problems: list[Problem] = []
    metrics = _listed(metrics)
    problems += _none_of("metrics", metrics)
    for number, metric in enumerate(metrics):
        problems += _problems(f"metrics.{number}", metric, {})
    values: dict[Any, list[Any]] = {}
    if hasattr(dimensions, "items"):
        values = {name: _listed(given) for name, given in dimensions.items()}
    elif dimensions is not None:
        problems.append(Problem("dimensions", "must be a mapping of dimensions to their values", _SOURCE))
    if len(values) > MAX_DIMENSIONS:
        problems.append(Problem("dimensions", f"must have at most {MAX_DIMENSIONS} dimensions", _SOURCE))
    for name, listed in values.items():
        argument = f"dimensions.{name if str(name).isidentifier() else '(key)'}"  # any other text may be an address
        problems += _none_of(argument, listed)
        for value in listed:
            if value == "":
                problems.append(Problem(argument, "must not be empty", _SOURCE))
            problems += _problems(argument, "SEND", {name: value})
    start, end = _day("start_date", start_date, problems), _day("end_date", end_date, problems)
    if start and end and start >= end:
        what = "must be after start_date: it is the day after the last one, and is not included"
        problems.append(Problem("end_date", what, _SOURCE))
    if problems or not start or not end:
        raise RequestInvalidError("series", list(dict.fromkeys(problems)))
    each = itertools.product(*(list(dict.fromkeys(listed)) for listed in values.values()))
    cells = [dict(zip(values, cell, strict=True)) for cell in each]
    return Plan(list(itertools.product(dict.fromkeys(metrics), cells)), start, (end - start).days)


def _listed(given: Any) -> list[Any]:
    """The values as a list. A single value may be given without a list."""
    return list(given) if hasattr(given, "__iter__") and not isinstance(given, str) else [given]


def _none_of(argument: str, values: Sequence[Any]) -> Iterator[Problem]:
    if not values:
        yield Problem(argument, "must have at least one value", _SOURCE)


def _problems(argument: str, metric: Any, dimensions: Mapping[Any, Any]) -> Iterator[Problem]:
    """The problems of a metric, or of a dimension and its value."""
    query = _query("0", metric, dimensions, date(2026, 1, 1), date(2026, 1, 2))
    try:
        validated(BATCH_GET_METRIC_DATA, {"queries": [query]})
    except RequestInvalidError as error:
        for one in error.problems:
            yield Problem(argument, one.message, _SOURCE)


def _day(argument: str, given: Any, problems: list[Problem]) -> date | None:
    """The UTC day. None: there is a problem."""
    if isinstance(given, datetime):
        with contextlib.suppress(OverflowError, TypeError, ValueError):  # years before 1 and after 9999, pandas' NaT
            moment = given.astimezone(UTC)
            if given.utcoffset() is not None and moment.time() == time():
                return moment.date()
    elif isinstance(given, date):
        return given
    problems.append(Problem(argument, "must be a date, or a datetime at midnight UTC: counts are per UTC day", _SOURCE))
    return None
