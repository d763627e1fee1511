"""Charts of metrics by day: `MetricSeries.plot`."""

from collections.abc import Mapping
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

from sesv2kit.series import RATES, DailyCounts, MetricSeries

if TYPE_CHECKING:
    from sesv2kit.models.common import Metric

Panels: TypeAlias = "dict[str, tuple[Metric, Metric | None]]"
"""By title of a panel: its metric, and the metric that it is divided by. None: it is not divided."""

MAX_LINES = 12
"""Maximum lines of a panel; more could not be distinguished."""

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
"""Colours that colour-blind people can distinguish too, without those that are weak on white.

Source: https://jfly.uni-koeln.de/color/
"""

STYLES = ("-", ":")
"""Line styles: for the first use of the colours, and for the second."""


def drawn(series: MetricSeries, *, rates: bool, title: str | None) -> Any:
    """The figure: a `matplotlib.figure.Figure`. It is not made with pyplot, which would keep a reference to it.

    Raises:
        ValueError: There are no rates.
    """
    cells = sorted((found for _, found in series.by_dimensions()), key=_size, reverse=True)
    cells = [found for found in cells if _size(found) or _is_incomplete(found)] or cells[:1]
    panels = _rates(cells[0]) if rates else _counts(cells[0])
    columns = 1 if len(panels) <= 3 else 2
    rows = -(-len(panels) // columns)
    # Imported by name, because matplotlib may not be installed where types are checked.
    figure = import_module("matplotlib.figure").Figure(
        figsize=(6.0 * columns + 2.5, 2.3 * rows + 1.0), layout="constrained"
    )
    axes = list(figure.subplots(rows, columns, sharex=True, squeeze=False).flat)
    for ax, (name, (metric, of)) in zip(axes, panels.items(), strict=False):
        for number, found in enumerate(cells[:MAX_LINES]):
            ax.plot(
                found[metric].days,
                _values(found[metric], None if of is None else found[of]),
                color=COLOURS[number % len(COLOURS)],
                linestyle=STYLES[number // len(COLOURS)],
                linewidth=1.4,
                marker=".",  # otherwise a day between two unknown ones would be invisible
                markersize=3,
            )
        _dress(ax, name, is_rate=rates)
    for ax in axes[len(panels) :]:
        ax.remove()
    for ax in axes[len(panels) - columns : len(panels)]:  # the lowest panels, below which one may have been removed
        ax.set_xlabel("day (UTC)", fontsize=9)
        ax.xaxis.set_tick_params(labelbottom=True)
    _name_lines(figure, axes[0].lines, cells)
    figure.suptitle(title or f"{series.start_date} to {series.end_date - timedelta(days=1)}", fontsize=12)
    return figure


def _size(found: "Mapping[Metric, DailyCounts]") -> int:
    return max(sum(count or 0 for count in one.counts) for one in found.values())


def _is_incomplete(found: "Mapping[Metric, DailyCounts]") -> bool:
    return any(one.failures for one in found.values())


def _counts(found: "Mapping[Metric, DailyCounts]") -> "Panels":
    return {metric: (metric, None) for metric in found}


def _rates(found: "Mapping[Metric, DailyCounts]") -> "Panels":
    panels: Panels = {
        f"{name.replace('_', ' ')} rate: {metric} / {of}": (metric, of)
        for name, (metric, of) in RATES.items()
        if metric in found and of in found
    }
    if not panels:
        pairs = ", ".join(" and ".join(pair) for pair in RATES.values())
        raise ValueError(f"plot(rates=True) needs the two metrics of a rate: {pairs}")
    return panels


def _values(above: DailyCounts, below: DailyCounts | None) -> list[float]:
    """The value of each day. NaN, which matplotlib does not draw, if there is none."""
    if below is None:
        return [float("nan") if count is None else count for count in above.counts]
    pairs = zip(above.counts, below.counts, strict=True)
    return [float("nan") if count is None or not of else count / of for count, of in pairs]


def _dress(ax: Any, name: str, *, is_rate: bool) -> None:
    dates, ticker = import_module("matplotlib.dates"), import_module("matplotlib.ticker")
    ax.set_title(name, fontsize=10, loc="left")
    ax.set_ylabel("share" if is_rate else "emails per day", fontsize=9)
    ax.yaxis.set_major_formatter(ticker.PercentFormatter(1.0) if is_rate else ticker.StrMethodFormatter("{x:,.0f}"))
    if not is_rate:
        ax.yaxis.set_major_locator(ticker.MaxNLocator(nbins=5, integer=True))
    locator = dates.AutoDateLocator()
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator, show_offset=False))
    highest = max((value for line in ax.lines for value in line.get_ydata() if value > 0), default=1.0)
    ax.set_ylim(0, highest * 1.06)
    ax.tick_params(labelsize=8)
    ax.grid(alpha=0.3)
    ax.spines[["top", "right"]].set_visible(False)


def _name_lines(figure: Any, lines: Any, cells: "list[dict[Metric, DailyCounts]]") -> None:
    """Add a legend, except for one complete line."""
    labels = [_label(found) for found in cells[:MAX_LINES]]
    hidden = len(cells) - len(labels)
    if labels != ["all emails"]:
        figure.legend(
            list(lines),
            labels,
            loc="outside right upper",
            fontsize=9,
            frameon=False,
            title=f"{len(labels)} of {len(cells)} lines:\nthose with the most emails" if hidden else None,
            title_fontsize=9,
        )


def _label(found: "Mapping[Metric, DailyCounts]") -> str:
    one = next(iter(found.values()))
    name = ", ".join(one.dimensions.values()) or "all emails"
    return f"{name} (gaps: unknown)" if _is_incomplete(found) else name
