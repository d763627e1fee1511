"""Formats the results: for the terminal, and as the tables and the chart of docs/performance.md. The page has only
ratios, because times depend on the machine.
"""

import importlib.metadata
import os
import platform
import re
import statistics
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from tests.benchmarks.cases import PEERS
from tests.benchmarks.harness import ROOT, WIDE, Ratio, Result

PAGE = ROOT / "docs" / "performance.md"
CHART = ROOT / "docs" / "performance.svg"
BEGIN, END = "<!-- printed by nox -s bench -->\n", "<!-- end of what is printed -->"

TITLES = {peer.key: peer.title for peer in PEERS}
COMPARED = ("validated", "capo", "ours", "ours_async")


def text(result: Result) -> str:
    """A case on the terminal: milliseconds of each peer's CPU time, and ratios."""
    lines = [result.case.title]
    for key, seconds in result.seconds.items():
        line = f"  {TITLES[key]:26} {statistics.median(seconds) * 1000:9.3f} ms"
        bases = [base for base in ("plain", "capo", "floor") if key.startswith("ours") or base == "plain"]
        for base in bases if key != "plain" else ():
            if ratio := result.ratio(key, base):
                line += f"   {_cell(ratio)} of {TITLES[base]}"
        if key in result.growth:
            line += f"   peak + {_megabytes(result.growth[key])}"
        lines.append(line)
    if result.repeats:
        wide = f", and they still do ({result.spread:.0%})" if result.spread > WIDE else ""
        lines.append(f"  measured {result.repeats + 1} times, as the quartiles differed by more than {WIDE:.0%}{wide}")
    return "\n".join(lines)


def noise_text(noise: Ratio) -> str:
    """What the machine's noise is, for the terminal."""
    spread, load = f"{noise.low:.2f} to {noise.high:.2f}", os.getloadavg()[0]
    return f"noise of this machine: the same work takes {spread} of its median (load average {load:.1f})"


def _cell(ratio: Ratio | None) -> str:
    return f"{ratio.median:.2f} ({ratio.low:.2f} to {ratio.high:.2f})" if ratio else "-"


def _megabytes(size: int) -> str:
    return f"{size / 2**20:.1f} MB"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def tables(results: Sequence[Result]) -> str:
    """The ratios of all cases, and the memory of the cases that measure it."""
    lines = [
        _row(["CPU time, boto3's = 1", *(TITLES[key] for key in COMPARED), "sesv2kit, capo-sesv2's = 1"]),
        _row(["---"] * (len(COMPARED) + 2)),
    ]
    for result in results:
        ratios = [*(result.ratio(key, "plain") for key in COMPARED), result.ratio("ours", "capo")]
        lines.append(_row([result.case.title, *map(_cell, ratios)]))
    for result in results:
        if result.growth:
            lines += [
                "",
                _row([result.case.title, "CPU time, Pydantic's alone = 1", "peak of memory over the first page's"]),
                _row(["---"] * 3),
                *(
                    _row([TITLES[key], _cell(result.ratio(key, "floor")), _megabytes(size)])
                    for key, size in result.growth.items()
                ),
            ]
    return "\n".join(lines)


def circumstances() -> str:
    """Versions, date and hardware of the measurement, without details that identify the machine."""
    versions = [f"{name} {importlib.metadata.version(name)}" for name in ("boto3", "botocore", "pydantic")]
    capo = next(peer.requirement for peer in PEERS if peer.key == "capo")
    return (
        f"Measured on {datetime.now(UTC):%d %B %Y} with sesv2kit {importlib.metadata.version('sesv2kit')}, "
        f"{', '.join(versions)} and {(capo or '').replace('==', ' ')}, under {platform.python_implementation()} "
        f"{platform.python_version()} on {platform.system()}, {os.cpu_count()} cores of {_processor()}; load average "
        f"at the end {os.getloadavg()[1]:.1f}. Each figure is a median of the "
        "rounds, with the quartiles in brackets."
    )


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*: (.+)$", facts.read_text(), re.MULTILINE) if facts.exists() else None
    return found[1] if found else platform.machine()


def write_page(results: Sequence[Result]) -> None:
    """Write tables, circumstances and chart into docs/performance.md."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    printed = f"\n![The ratios as bars]({CHART.name})\n\n{tables(results)}\n\n{circumstances()}\n\n"
    PAGE.write_text(before + BEGIN + printed + END + after)
    CHART.write_text(chart(results))


COLOURS: Mapping[str, str] = {"validated": "#9aa0a6", "capo": "#e8a33d", "ours": "#2f7ed8", "ours_async": "#8ab8ee"}
LEFT, WIDTH, BAR, GAP, TOP = 320, 420, 8, 12, 40
STYLE = "text{font:12px sans-serif;fill:#24292f}@media(prefers-color-scheme:dark){text{fill:#e6edf3}}"


def chart(results: Sequence[Result]) -> str:
    """The ratios as bars, with a line for boto3."""
    ratios = {(at, key): result.ratio(key, "plain") for at, result in enumerate(results) for key in COMPARED}
    scale = WIDTH / max(1.0, *(ratio.high for ratio in ratios.values() if ratio))
    group = BAR * len(COMPARED) + GAP
    height = TOP + group * len(results) + 8
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 70} {height}" role="img">',
        f"<title>CPU time as a share of boto3's</title><style>{STYLE}</style>",
    ]
    for at, key in enumerate(COMPARED):
        x = LEFT - 200 + at * 175
        parts.append(f'<rect x="{x}" y="6" width="10" height="10" fill="{COLOURS[key]}"/>')
        parts.append(f'<text x="{x + 15}" y="15">{escape(TITLES[key])}</text>')
    for at, result in enumerate(results):
        top = TOP + at * group
        middle = top + BAR * len(COMPARED) / 2 + 4
        parts.append(f'<text x="{LEFT - 8}" y="{middle:g}" text-anchor="end">{escape(result.case.title)}</text>')
        for place, key in enumerate(COMPARED):
            if ratio := ratios[at, key]:
                size, y = f'width="{ratio.median * scale:.1f}" height="{BAR - 1}"', top + place * BAR
                parts.append(f'<rect x="{LEFT}" y="{y}" {size} fill="{COLOURS[key]}"/>')
        if ratio := ratios[at, "ours"]:
            parts.append(f'<text x="{LEFT + WIDTH + 12}" y="{middle:g}">{ratio.median:.2f}</text>')
    parts.append(f'<text x="{LEFT + WIDTH + 12}" y="{TOP - 10}">{TITLES["ours"]}</text>')
    one = LEFT + scale
    parts.append(f'<path d="M{one:.1f} {TOP - 6}V{height - 8}" stroke="#cf222e" stroke-dasharray="4 3"/>')
    parts.append(f'<text x="{one:.1f}" y="{TOP - 10}" text-anchor="middle">boto3</text></svg>')
    return "\n".join(parts) + "\n"
