"""Metrics by day for pandas, polars and matplotlib."""

import io
import math
import runpy
import sys
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest

from sesv2kit import MetricSeries
from sesv2kit._workflows import plotting
from sesv2kit.models.common import Metric
from sesv2kit.series import DailyCounts, SeriesFailure
from tests.docs.pages import run_page

PROJECT = Path(__file__).parents[2]
FIRST, DAY = date(2026, 3, 1), timedelta(days=1)


def counted(metric: Metric, isp: str, *counts: int | None) -> DailyCounts:
    failures = tuple(
        SeriesFailure(FIRST + day * DAY, FIRST + (day + 1) * DAY, "INTERNAL_FAILURE")
        for day, count in enumerate(counts)
        if count is None
    )
    return DailyCounts(metric, {"ISP": isp}, FIRST, counts, failures)


def of(*series: DailyCounts) -> MetricSeries:
    return MetricSeries(FIRST, FIRST + len(series[0].counts) * DAY, series)


FOUND = of(
    counted("SEND", "Gmail", 10, 0, None),
    counted("SEND", "Yahoo", 40, 50, 60),
    counted("PERMANENT_BOUNCE", "Gmail", 1, 0, None),
    counted("PERMANENT_BOUNCE", "Yahoo", 2, 0, 3),
)
COLUMNS = ["day", "metric", "ISP", "count", "failure"]


def test_pandas() -> None:
    frame = FOUND.to_pandas()
    assert list(frame.columns) == COLUMNS
    assert [str(frame[name].dtype) for name in COLUMNS] == [
        "datetime64[ns, UTC]",
        "string",
        "string",
        "Int64",
        "string",
    ]
    assert frame["day"].dt.date.tolist() == [FIRST, FIRST + DAY, FIRST + 2 * DAY] * 4
    assert frame["count"].isna().tolist() == [False, False, True, *[False] * 3] * 2
    by_isp = frame.groupby("ISP")["count"].sum()
    assert by_isp["Yahoo"] == 155


def test_polars() -> None:
    frame = FOUND.to_polars()
    assert frame.columns == COLUMNS
    assert [str(one) for one in frame.dtypes] == ["Date", "String", "String", "Int64", "String"]
    assert frame["count"].to_list() == [10, 0, None, 40, 50, 60, 1, 0, None, 2, 0, 3]
    assert frame["failure"].null_count() == 10


@pytest.mark.parametrize(
    ("method", "library", "extra"),
    [("to_pandas", "pandas", "pandas"), ("to_polars", "polars", "polars"), ("plot", "matplotlib", "plot")],
)
def test_a_missing_library_is_named_with_its_extra(
    method: str, library: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    arguments = [io.BytesIO()] if method == "plot" else []
    with pytest.raises(ImportError, match=rf'^{method} needs {library}: pip install "sesv2kit\[{extra}\]"$'):
        getattr(FOUND, method)(*arguments)


# Pictures.


def panels(found: MetricSeries, *, rates: bool = False) -> dict[str, list[list[float]]]:
    """What the lines of each panel show, by its title."""
    figure = plotting.drawn(found, rates=rates, title=None)
    return {ax.get_title(loc="left"): [list(line.get_ydata()) for line in ax.lines] for ax in figure.axes}


def legend(found: MetricSeries) -> list[str]:
    (one,) = plotting.drawn(found, rates=False, title=None).legends
    return [text.get_text() for text in one.get_texts()]


def test_a_day_that_is_unknown_is_a_gap_and_the_legend_says_so() -> None:
    yahoo, gmail = panels(FOUND)["SEND"]  # those with the most emails come first
    assert yahoo == [40, 50, 60]
    assert gmail[:2] == [10, 0]
    assert math.isnan(gmail[2])
    assert legend(FOUND) == ["Yahoo", "Gmail (gaps: unknown)"]


def test_rates_have_a_gap_where_nothing_was_sent() -> None:
    shown = panels(FOUND, rates=True)
    assert list(shown) == ["permanent bounce rate: PERMANENT_BOUNCE / SEND"]
    yahoo, gmail = shown["permanent bounce rate: PERMANENT_BOUNCE / SEND"]
    assert yahoo == [0.05, 0, 0.05]
    assert gmail[0] == 0.1
    assert all(map(math.isnan, gmail[1:]))


def test_there_must_be_rates_to_draw() -> None:
    with pytest.raises(ValueError, match=r"plot\(rates=True\) needs the two metrics of a rate: DELIVERY and SEND, "):
        of(counted("SEND", "Gmail", 1)).plot(io.BytesIO(), rates=True)


def test_a_picture_says_what_it_leaves_out() -> None:
    found = of(*(counted("SEND", f"isp{number:02}", number + 1) for number in range(20)))
    (one,) = plotting.drawn(found, rates=False, title=None).legends
    assert one.get_title().get_text() == "12 of 20 lines:\nthose with the most emails"
    assert legend(found) == [f"isp{number:02}" for number in range(19, 7, -1)]


def test_what_has_no_emails_has_no_line_but_what_is_unknown_has() -> None:
    found = of(counted("SEND", "Gmail", 5), counted("SEND", "Gmx", 0), counted("SEND", "Yahoo", None))
    assert legend(found) == ["Gmail", "Yahoo (gaps: unknown)"]


def test_lines_differ_in_more_than_one_shade() -> None:
    found = of(*(counted("SEND", f"isp{number:02}", number + 1) for number in range(12)))
    (ax,) = plotting.drawn(found, rates=False, title=None).axes
    assert len({(line.get_color(), line.get_linestyle()) for line in ax.lines}) == 12


def test_axes_are_labelled() -> None:
    figure = plotting.drawn(FOUND, rates=False, title="March")
    assert figure.get_suptitle() == "March"
    assert [ax.get_ylabel() for ax in figure.axes] == ["emails per day"] * 2
    assert figure.axes[-1].get_xlabel() == "day (UTC)"
    assert plotting.drawn(FOUND, rates=False, title=None).get_suptitle() == "2026-03-01 to 2026-03-03"


@pytest.mark.parametrize("counts", [(900, 901, None), (0, 0), (None, None)])
def test_counts_begin_at_zero_and_end_below_the_top(counts: tuple[int | None, ...]) -> None:
    (ax,) = plotting.drawn(of(counted("SEND", "Gmail", *counts)), rates=False, title=None).axes
    highest = max((count for count in counts if count), default=1)
    assert ax.get_ylim() == (0, pytest.approx(highest * 1.06))


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_the_suffix_says_the_format(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"report.{suffix}"
    FOUND.plot(path)
    start = path.read_bytes()[:5]
    assert {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[suffix] in start


def test_an_open_file_gets_a_png_and_pyplot_is_not_loaded() -> None:
    file = io.BytesIO()
    nothing = of(counted("SEND", "Gmail", 0, 0))
    nothing.plot(file)
    assert file.getvalue().startswith(b"\x89PNG")
    assert "matplotlib.pyplot" not in sys.modules


# What users read.


def test_the_code_of_the_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    outputs: list[tuple[str, str]] = []
    run_page("metrics", lambda shown: outputs.append((shown, capsys.readouterr().out)))
    assert [printed for shown, printed in outputs if shown] == [shown for shown, _ in outputs if shown] != []
    assert {path.name for path in tmp_path.iterdir()} == {"counts.png", "rates.svg"}


def test_the_example_writes_its_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "report.png"
    example = PROJECT / "examples/deliverability_report.py"
    monkeypatch.setattr(sys, "argv", [str(example), str(path)])
    runpy.run_path(str(example), run_name="__main__")
    picture = import_module("matplotlib.image").imread(path)
    assert picture.shape[0] > 500
    assert "Gmail" in capsys.readouterr().out
