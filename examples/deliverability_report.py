"""How the mail of the last 90 days was received, for each mailbox provider: a table, a warning, and a picture.

uv run --group reports examples/deliverability_report.py report.png
"""

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sesv2kit import MetricSeries, SESv2
from sesv2kit.series import ALL_METRICS, KNOWN_ISPS
from sesv2kit.testing import Backend, mock_sesv2


def report(path: Path) -> MetricSeries:
    """Print the report, and draw its picture."""
    today = datetime.now(UTC).date()  # it is not over, so it is left out: end_date is not included
    found = SESv2("us-east-1").metrics.series(
        ALL_METRICS, start_date=today - timedelta(days=90), end_date=today, dimensions={"ISP": KNOWN_ISPS}
    )
    print(found)
    for rate in found.rates():
        if rate.rate == "permanent_bounce" and rate.value is not None and rate.value > 0.02:
            print(f"too many addresses of {rate.dimensions['ISP']} do not exist: {rate.value:.1%}")
    found.plot(path, rates=True, title="Deliverability by mailbox provider")
    return found


def seed(backend: Backend, today: date) -> None:
    """Mail of 90 days, of which Yahoo returns more for some days."""
    for back in range(1, 91):
        day = today - timedelta(days=back)
        for isp, size in {"Gmail": 900, "Hotmail": 400, "Yahoo": 250}.items():
            sent = size + back * 37 % 90
            bounced = sent // (12 if isp == "Yahoo" and 20 < back < 60 else 120)
            counts = [sent, sent - bounced, bounced, 0, sent - bounced, back % 3 == 0, *[sent - bounced, sent // 4] * 2]
            for metric, count in zip(ALL_METRICS, counts, strict=True):
                backend.add_metric(metric, count, day=day, dimensions={"ISP": isp})


if __name__ == "__main__":
    with mock_sesv2() as backend, TemporaryDirectory() as folder:
        backend.enable_vdm()
        seed(backend, datetime.now(UTC).date())
        report(Path(*sys.argv[1:2] or (folder, "report.png")))
