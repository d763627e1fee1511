"""`sesv2kit suppression`: the account's suppression list, or a tenant's."""

import csv
import sys
from collections.abc import Iterator, Sized
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sesv2kit._cli import output
from sesv2kit._cli.app import App, command, progress_of
from sesv2kit._cli.main import group
from sesv2kit._cli.output import DONE, FINDINGS, INTERRUPTED, REFUSED, UNKNOWN, Report

if TYPE_CHECKING:
    from sesv2kit.many import ManyResult, ManyRun

suppression: click.Group = group("suppression", "Look after suppression lists.")
"""The group of these commands."""

_TENANT = click.option("--tenant", metavar="NAME", help="Tenant whose list is meant; by default the account's.")
_REASON = click.option(
    "--reason", type=click.Choice(["BOUNCE", "COMPLAINT"]), help="Reason of addresses that the file gives none."
)
_YES = click.option("--yes", is_flag=True, help="Do not ask.")


@command(suppression, "export")
@_TENANT
@click.option("--format", "format_", type=click.Choice(["csv", "jsonl"]), default="csv", show_default=True)
@click.argument("file", type=click.Path(dir_okay=False))
def export(app: App, file: str, tenant: str | None, format_: Any) -> Report:
    """Write the list to FILE. The same command continues an export that was stopped."""
    with app.client() as client, progress_of(app, "addresses") as progress:
        done = client.suppression.export(file, format=format_, tenant_name=tenant, progress=progress)
    return Report(done, f"{done.rows} {'address' if done.rows == 1 else 'addresses'} in {file}")


@command(suppression, "find")
@_TENANT
@click.option("--scan", is_flag=True, help="Read the whole list if no usual spelling is on it.")
@click.argument("address")
def find(app: App, address: str, tenant: str | None, scan: bool) -> Report:
    """Look up ADDRESS. Exit code 1: it is not on the list."""
    with app.client() as client:
        found = client.suppression.find(address, tenant_name=tenant, scan=scan)
    if found is None:
        note = "" if scan else " so spelt; --scan reads the whole list"
        return Report(None, f"not on the list{note}", FINDINGS)
    time = found.last_update_time.isoformat(timespec="seconds")
    return Report(found, f"{found.email_address}  {found.reason}  {time}")


@command(suppression, "add")
@_TENANT
@_REASON
@_YES
@click.argument("addresses", nargs=-1)
@click.option("--file", type=click.Path(exists=True, allow_dash=True), help="CSV with addresses, and reasons beside.")
def add(app: App, addresses: tuple[str, ...], file: str | None, tenant: str | None, reason: Any, yes: bool) -> Report:
    """Put ADDRESSES, or those of a file, on the list."""
    items = [*addresses, *_read(file)]
    if not app.confirm(f"put {_counted(items)} on the list", yes=yes):
        return Report(None, "nothing was changed: give --yes", REFUSED)
    with app.client() as client, progress_of(app, "addresses", len(items)) as progress:
        run = client.suppression.add_many(
            items, reason=reason, tenant_name=tenant, progress=lambda summary: progress(summary.done)
        )
        return _of_run(app, run)


@command(suppression, "remove")
@_TENANT
@_YES
@click.argument("addresses", nargs=-1)
@click.option("--file", type=click.Path(exists=True, allow_dash=True), help="CSV with addresses in its first column.")
def remove(app: App, addresses: tuple[str, ...], file: str | None, tenant: str | None, yes: bool) -> Report:
    """Take ADDRESSES, or those of a file, off the list, as they are spelt on it."""
    items = [*addresses, *_read(file)]
    if not app.confirm(f"take {_counted(items)} off the list", yes=yes):
        return Report(None, "nothing was changed: give --yes", REFUSED)
    with app.client() as client, progress_of(app, "addresses", len(items)) as progress:
        run = client.suppression.remove_many(items, tenant_name=tenant, progress=lambda summary: progress(summary.done))
        return _of_run(app, run)


@command(suppression, "plan")
@_TENANT
@_REASON
@click.option("--remove", is_flag=True, help="Also take addresses off that bounced and are not in FILE.")
@click.option("--apply", "apply_", is_flag=True, help="Make the changes after asking.")
@_YES
@click.argument("file", type=click.Path(exists=True, allow_dash=True))
def plan(app: App, file: str, tenant: str | None, reason: Any, remove: bool, apply_: bool, yes: bool) -> Report:
    """Compare the list with FILE, a CSV of addresses and reasons. Exit code 1: it differs."""
    with app.client() as client:
        changes = client.suppression.plan_changes(_read(file), reason=reason, tenant_name=tenant, remove=remove)
        return app.plan(changes, apply=apply_, yes=yes)


def _counted(items: Sized) -> str:
    return "1 address" if len(items) == 1 else f"{len(items)} addresses"


def _read(file: str | None) -> Iterator[str | tuple[str, ...]]:
    """The rows of a CSV file: an address, or an address and a reason."""
    if file is None:
        return
    text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    for row in csv.reader(text.splitlines()):
        cells = [cell.strip() for cell in row if cell.strip()]
        if cells and cells[0].lower() not in ("email", "email_address", "address"):
            yield cells[0] if len(cells) == 1 else tuple(cells[:2])


def _of_run(app: App, run: "ManyRun[Any]") -> Report:
    """What became of each item. Those that are not accepted are listed."""
    failed: list[ManyResult[Any]] = []
    interrupted = False
    try:
        with run:
            failed.extend(one for one in run if one.outcome != "accepted")
    except KeyboardInterrupt:
        interrupted = True
        app.note("interrupted: run the same command again to go on")
    for one in failed:
        told = "" if one.error is None else f": {output.said(one.error)}"
        app.note(f"{one.outcome}: {one.item}{told}")
    summary = run.summary
    code = UNKNOWN if summary.unknown else REFUSED if summary.refused or summary.not_tried else DONE
    if code == DONE and summary.not_found:
        code = FINDINGS
    if interrupted:
        code = INTERRUPTED
    counts = ("accepted", "not_found", "refused", "unknown", "not_tried")
    text = ", ".join(f"{getattr(summary, name)} {name.replace('_', ' ')}" for name in counts if getattr(summary, name))
    items = [{"item": one.item, "outcome": one.outcome, "error": one.error} for one in failed]
    data = {**{name: getattr(summary, name) for name in counts}, "failed": items}
    return Report(data, text or "no addresses", code)
