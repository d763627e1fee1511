"""The command `sesv2kit metrics`: sends, deliveries, bounces and so on by day."""

from datetime import UTC, datetime, timedelta
from typing import Any

import click

from sesv2kit._cli.app import App, command
from sesv2kit._cli.main import cli
from sesv2kit._cli.output import DONE, FINDINGS, Report

_METRICS = ["SEND", "DELIVERY", "PERMANENT_BOUNCE", "TRANSIENT_BOUNCE", "COMPLAINT"]
_DAY = click.DateTime(["%Y-%m-%d"])


@command(cli)
@click.option("--metric", "metrics_", multiple=True, metavar="NAME", help="Name of a metric in AWS's API (repeatable).")
@click.option("--start", type=_DAY, help="First day, in UTC; by default seven days ago.")
@click.option("--end", type=_DAY, help="Day after the last one, in UTC; by default today.")
@click.option(
    "--dimension",
    "dimensions",
    multiple=True,
    metavar="NAME=VALUE",
    help="Dimension and value, such as ISP=Gmail (repeatable).",
)
@click.option("--rates", is_flag=True, help="Show rates instead of counts.")
@click.option("--plot", type=click.Path(dir_okay=False), metavar="FILE", help="Also draw a chart.")
def metrics(
    app: App,
    metrics_: tuple[str, ...],
    start: datetime | None,
    end: datetime | None,
    dimensions: tuple[str, ...],
    rates: bool,
    plot: str | None,
) -> Report:
    """Show metrics by day. This needs the Virtual Deliverability Manager. Exit code 1: some values are unknown."""
    today = datetime.now(UTC).date()
    wanted: dict[str, list[str]] = {}
    for one in dimensions:
        name, equals, value = one.partition("=")
        if not equals:
            raise click.UsageError(f"--dimension must be like ISP=Gmail, not {one}")
        wanted.setdefault(name, []).append(value)
    names: Any = [*metrics_] or _METRICS
    given: Any = wanted or None
    with app.client() as client:
        found = client.metrics.series(
            names,
            start_date=start.date() if start else today - timedelta(days=7),
            end_date=end.date() if end else today,
            dimensions=given,
        )
    if plot is not None:
        found.plot(plot, rates=rates)
    shown = found.rates() if rates else ()
    rows = [{"rate": one.rate, "dimensions": dict(one.dimensions), "day": one.day, "value": one.value} for one in shown]
    text = "\n".join(map(str, shown)) if rates else str(found)
    return Report(rows if rates else found.rows(), text, FINDINGS if found.failed else DONE)
