"""The result of `metrics.series`: counts by UTC day, and the rates computed from them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import import_module
from os import PathLike
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, TypeAlias, get_args

if TYPE_CHECKING:
    from sesv2kit.errors import SESv2Error
    from sesv2kit.models.common import Metric, MetricDimensionName

__all__ = [
    "ALL_METRICS",
    "KNOWN_ISPS",
    "RATES",
    "DailyCounts",
    "KnownIsp",
    "MetricRate",
    "MetricSeries",
    "RateName",
    "SeriesFailure",
]


def __dir__() -> list[str]:
    return __all__


KnownIsp: TypeAlias = Literal[
    "Aol", "Comcast", "ExchangeOnline", "Gmail", "Gmx", "Hotmail", "Icloud", "NetEase", "Tencent", "Yahoo"
]
"""A mailbox provider, spelt as the dimension `ISP` needs it. `Hotmail` includes Microsoft's Outlook.com.

AWS publishes no list. Other spellings, such as `Outlook` or `iCloud`, are valid but count no emails.

Source: https://github.com/PostHog/posthog/pull/94781
"""

KNOWN_ISPS: tuple[KnownIsp, ...] = get_args(KnownIsp)
"""The spellings of mailbox providers that are known to count emails: `dimensions={"ISP": KNOWN_ISPS}`."""

RateName: TypeAlias = Literal["delivery", "permanent_bounce", "transient_bounce", "complaint", "open", "click"]
"""A rate that VDM's dashboard shows."""

RATES: "Mapping[RateName, tuple[Metric, Metric]]" = {
    "delivery": ("DELIVERY", "SEND"),
    "permanent_bounce": ("PERMANENT_BOUNCE", "SEND"),
    "transient_bounce": ("TRANSIENT_BOUNCE", "SEND"),
    "complaint": ("COMPLAINT", "DELIVERY_COMPLAINT"),
    "open": ("OPEN", "DELIVERY_OPEN"),
    "click": ("CLICK", "DELIVERY_CLICK"),
}
"""The numerator and denominator of each rate. Complaints, opens and clicks are known only for a part of the deliveries:
those to providers that report complaints to SES, and those that are tracked. AWS has separate metrics for these parts.

Source: https://docs.aws.amazon.com/ses/latest/dg/vdm-dashboard.html
"""

ALL_METRICS: "tuple[Metric, ...]" = tuple(dict.fromkeys(metric for pair in RATES.values() for metric in reversed(pair)))
"""All metrics of AWS. `RATES` uses all of them."""


@dataclass(frozen=True, slots=True)
class SeriesFailure:
    """Why some days of a metric are unknown."""

    start_date: date
    """The first of these days, in UTC."""

    end_date: date
    """The day after the last of these days."""

    code: str
    """The cause.

    - `INTERNAL_FAILURE`: SES could not carry out the query, and still could not when it was tried again.
    - `ACCESS_DENIED`: the credentials may not read these figures.
    - `NO_RESULT`: the response contains neither figures nor an error for the query, also when it was tried again.
    - `UNREADABLE`: the figures in the response could not be read.
    - `NOT_TRIED`: an earlier call failed, so the query was not sent.
    - Otherwise the code of the error that the whole call failed with, such as `BadRequestException`; or its class, such
      as `NoResponseError`, if there is no code.
    """

    message: str | None = None
    """SES's explanation. None: there is none."""

    error: "SESv2Error | None" = field(default=None, compare=False)
    """The error that the call failed with. None: the call succeeded, and only the query failed."""


@dataclass(frozen=True, slots=True)
class DailyCounts:
    """One metric of the mail with certain dimensions: one count for each UTC day."""

    metric: "Metric"
    """The metric, such as `SEND`."""

    dimensions: "Mapping[MetricDimensionName, str]"
    """Dimensions of the counted mail, such as `{"ISP": "Gmail"}`. Empty: all mail of the account."""

    start_date: date
    """The day of the first count, in UTC."""

    counts: tuple[int | None, ...]
    """One count for each day, in order. 0: SES counted nothing on that day. None: the count is not known, see
    `failures`."""

    failures: tuple[SeriesFailure, ...] = ()
    """Why days are unknown. Empty: all are known."""

    @property
    def days(self) -> tuple[date, ...]:
        """The days of `counts`."""
        return tuple(self.start_date + timedelta(days=number) for number in range(len(self.counts)))

    @property
    def total(self) -> int | None:
        """The sum of all days. None: at least one day is unknown."""
        known = [count for count in self.counts if count is not None]
        return sum(known) if len(known) == len(self.counts) else None


@dataclass(frozen=True, slots=True)
class MetricRate:
    """A rate of the mail with certain dimensions."""

    rate: RateName
    """The rate. `RATES` has its numerator and denominator."""

    dimensions: "Mapping[MetricDimensionName, str]"
    """Dimensions of the mail. Empty: all mail of the account."""

    day: date | None
    """The UTC day. None: all days together."""

    numerator: int | None
    """The numerator. None: it is not known."""

    denominator: int | None
    """The denominator. None: it is not known."""

    @property
    def value(self) -> float | None:
        """The rate; 0.02 is 2 %. None: a count is not known, or the denominator is 0.

        It can be above 1 on a single day, because bounces, complaints, opens and clicks may come days after the email.
        """
        if self.numerator is None or not self.denominator:
            return None
        return self.numerator / self.denominator

    def __str__(self) -> str:
        """A line: its name, its value in percent, the day and the dimensions."""
        value = "not known" if self.value is None else f"{100 * self.value:.2f} %"
        where = [*([f"{self.day}"] if self.day else []), *(f"{name}={of}" for name, of in self.dimensions.items())]
        return f"{self.rate:<22}{value:>10}  {' '.join(where)}".rstrip()


@dataclass(frozen=True, slots=True)
class MetricSeries:
    """Metrics by UTC day, one `DailyCounts` for each metric and combination of dimensions. Printed, it is a table.

    Iterating goes over the `DailyCounts`.
    """

    start_date: date
    """The first day, in UTC."""

    end_date: date
    """The day after the last day: it is not included."""

    series: tuple[DailyCounts, ...]
    """The counts: by metric, and then by dimensions, in the order of the arguments."""

    def __iter__(self) -> Iterator[DailyCounts]:
        return iter(self.series)

    def __len__(self) -> int:
        return len(self.series)

    @property
    def failed(self) -> tuple[DailyCounts, ...]:
        """The counts with unknown days."""
        return tuple(one for one in self.series if one.failures)

    def get(self, metric: "Metric", dimensions: "Mapping[MetricDimensionName, str] | None" = None) -> DailyCounts:
        """The counts of one metric.

        Args:
            metric: The metric.
            dimensions: The value of each requested dimension. None: no dimensions were requested.

        Raises:
            KeyError: It was not requested.
        """
        wanted = dict(dimensions or {})
        for one in self.series:
            if one.metric == metric and one.dimensions == wanted:
                return one
        raise KeyError(metric, wanted)

    def by_dimensions(self) -> "list[tuple[Mapping[MetricDimensionName, str], dict[Metric, DailyCounts]]]":
        """Each combination of dimensions, with its counts by metric."""
        cells: dict[tuple[str, ...], dict[Metric, DailyCounts]] = {}
        for one in self.series:
            cells.setdefault(tuple(one.dimensions.values()), {})[one.metric] = one
        return [(next(iter(found.values())).dimensions, found) for found in cells.values()]

    def rates(self, *, daily: bool = False) -> tuple[MetricRate, ...]:
        """The rates of `RATES` whose two metrics were requested, for each combination of dimensions.

        Args:
            daily: Whether to return a rate for each day, instead of one for all days together.
        """
        return tuple(self._rates(daily))

    def rows(self) -> list[dict[str, Any]]:
        """One dictionary for each count: `day`, `metric`, each dimension by AWS's name, `count` and `failure`.

        `count` is None if it is not known. `failure` is then the code of the `SeriesFailure`, otherwise None.
        """
        rows: list[dict[str, Any]] = []
        for one in self.series:
            kind = dict[str, Any]([("metric", one.metric), *one.dimensions.items()])
            for day, count in zip(one.days, one.counts, strict=True):
                rows.append({"day": day, **kind, "count": count, "failure": _failure(one, day)})
        return rows

    def to_pandas(self) -> Any:
        """The `rows()` as a `pandas.DataFrame`.

        `day` has the type `datetime64[ns, UTC]`, `count` has `Int64`, and the others are `string`. A count that is not
        known is `<NA>`.

        Raises:
            ImportError: pandas is not installed: `pip install "sesv2kit[pandas]"`.
        """
        pandas = _library("pandas", "to_pandas", extra="pandas")
        types = {"day": "datetime64[ns, UTC]", "count": "Int64"}
        frame = pandas.DataFrame(self.rows(), columns=self._columns())
        frame["day"] = pandas.to_datetime(frame["day"], utc=True)
        return frame.astype({name: types.get(name, "string") for name in frame.columns})

    def to_polars(self) -> Any:
        """The `rows()` as a `polars.DataFrame`.

        `day` has the type `Date`, `count` has `Int64`, and the others are `String`. A count that is not known is null.

        Raises:
            ImportError: polars is not installed: `pip install "sesv2kit[polars]"`.
        """
        polars = _library("polars", "to_polars", extra="polars")
        types = {"day": polars.Date, "count": polars.Int64}
        return polars.DataFrame(self.rows(), {name: types.get(name, polars.String) for name in self._columns()})

    def plot(self, path: "str | PathLike[str] | BinaryIO", *, rates: bool = False, title: str | None = None) -> None:
        """Draw the counts, or the rates, into a file: a panel for each, and a line for each combination of dimensions.

        A day that is unknown is a gap in its line, and the legend marks the line as incomplete. A panel has at most 12
        lines: those with the most emails, and none without emails. The legend says how many are omitted.

        Args:
            path: The file to write. Its suffix says which format: `.png`, `.svg` or `.pdf`. An open file gets a PNG.
            rates: Whether to draw the rates of each day, instead of the counts.
            title: The title. None: the days.

        Raises:
            ImportError: matplotlib is not installed: `pip install "sesv2kit[plot]"`.
            ValueError: There are no rates, because the metrics for them were not requested.
        """
        from sesv2kit._workflows import plotting

        _library("matplotlib", "plot", extra="plot")
        plotting.drawn(self, rates=rates, title=title).savefig(path, dpi=150)

    def __str__(self) -> str:
        """Tables of the totals and of the rates, and a line for each failure. `?`: unknown; `-`: no rate."""
        return "\n".join(self._lines())

    def _rates(self, daily: bool) -> Iterator[MetricRate]:
        for dimensions, found in self.by_dimensions():
            for name, (metric, of) in RATES.items():
                if metric not in found or of not in found:
                    continue
                above, below = found[metric], found[of]
                if not daily:
                    yield MetricRate(name, dimensions, None, above.total, below.total)
                    continue
                for day, numerator, denominator in zip(above.days, above.counts, below.counts, strict=True):
                    yield MetricRate(name, dimensions, day, numerator, denominator)

    def _columns(self) -> list[str]:
        names = self.series[0].dimensions if self.series else ()
        return ["day", "metric", *names, "count", "failure"]

    def _lines(self) -> Iterator[str]:
        last = self.end_date - timedelta(days=1)
        length = (self.end_date - self.start_date).days
        days = f"{length} UTC day{'' if length == 1 else 's'}"
        yield f"{self.start_date} to {last}, {days} (end_date {self.end_date} is not included)"
        cells = self.by_dimensions()
        names = list(cells[0][0]) if cells else []
        metrics = list(cells[0][1]) if cells else []
        counts = [[*dimensions.values(), *(_count(found[one].total) for one in metrics)] for dimensions, found in cells]
        yield from _table([*names, *metrics], counts, len(names))
        shares: dict[tuple[str, ...], list[MetricRate]] = {}
        for rate in self._rates(daily=False):
            shares.setdefault(tuple(rate.dimensions.values()), []).append(rate)
        if shares:
            yield ""
            heads = [one.rate for one in next(iter(shares.values()))]
            lines = [[*values, *(_percent(one) for one in found)] for values, found in shares.items()]
            yield from _table([*names, *heads], lines, len(names))
        yield from self._unknown()

    def _unknown(self) -> Iterator[str]:
        """A line for each reason why counts are unknown, with all metrics that it concerns."""
        metrics: dict[tuple[str, ...], list[str]] = {}
        for one in self.failed:
            for failure in one.failures:
                why = failure.code + (f": {failure.message}" if failure.message else "")
                days = f"{failure.start_date} to {failure.end_date - timedelta(days=1)}"
                metrics.setdefault((", ".join(one.dimensions.values()), days, why), []).append(one.metric)
        for (values, days, why), names in metrics.items():
            yield f"unknown: {' '.join(filter(None, (values, *names)))}, {days}: {why}"


def _failure(one: DailyCounts, day: date) -> str | None:
    return next((each.code for each in one.failures if each.start_date <= day < each.end_date), None)


def _count(total: int | None) -> str:
    return "?" if total is None else f"{total:,}"


def _percent(rate: MetricRate) -> str:
    if rate.numerator is None or rate.denominator is None:
        return "?"
    return "-" if rate.value is None else f"{rate.value:.2%}"


def _table(heads: list[str], lines: list[list[str]], left: int) -> Iterator[str]:
    """Lines of equal width; the first `left` columns are text, the others numbers."""
    widths = [max(map(len, column)) for column in zip(heads, *lines, strict=True)]
    for line in (heads, *lines):
        cells = [
            text.ljust(width) if number < left else text.rjust(width)
            for number, (text, width) in enumerate(zip(line, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _library(module: str, method: str, *, extra: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        name = module.partition(".")[0]
        raise ImportError(f'{method} needs {name}: pip install "sesv2kit[{extra}]"') from error
