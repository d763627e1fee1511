"""The commands `sesv2kit events`: events of SES in files."""

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from sesv2kit._cli import output
from sesv2kit._cli.app import App, command
from sesv2kit._cli.main import group
from sesv2kit._cli.output import FINDINGS, Report

if TYPE_CHECKING:
    from sesv2kit.errors import EventParseError
    from sesv2kit.events import Event

events: click.Group = group("events", "Read events that SES has published.")
"""The group of these commands."""


@command(events, "show")
@click.argument("file", type=click.File("rb"))
@click.option(
    "--type", "types", multiple=True, metavar="NAME", help="Only events of this type, such as Bounce (repeatable)."
)
def show(app: App, file: Any, types: tuple[str, ...]) -> Report:
    """List the events in FILE, one line each; - is the standard input.

    FILE may have any form in which events are stored: lines of JSON, records of SNS, SQS, EventBridge or Firehose.
    Lines that are not events are reported, and the exit code is 1.
    """
    from sesv2kit.events import iter_lines

    unread: list[EventParseError] = []
    found = [
        one
        for one in iter_lines(file, on_error=unread.append)
        if not types or str(one.event_type).lower() in map(str.lower, types)
    ]
    for error in unread:
        app.note(f"{error}")
    rows = [_row(event) for event in found]
    counts = ", ".join(f"{count} {kind}" for kind, count in Counter(str(one.event_type) for one in found).most_common())
    app.note(f"{len(found)} events{f': {counts}' if counts else ''}; {len(unread)} lines not read")
    data = {"events": [_members(event) for event in found], "unread": unread}
    columns = ("time", "type", "recipients", "detail", "message id")
    return Report(data, output.table(columns, rows), FINDINGS if unread else output.DONE)


def _members(event: "Event") -> dict[str, Any]:
    return {
        "event_type": event.event_type,
        "time": event.time,
        "message_id": event.message_id,
        "recipients": event.recipients,
        "detail": _detail(event),
    }


def _row(event: "Event") -> tuple[object, ...]:
    time = event.time
    return (
        None if time is None else time.isoformat(timespec="seconds"),
        event.event_type,
        " ".join(event.recipients),
        _detail(event),
        event.message_id,
    )


def _detail(event: "Event") -> str | None:
    """Why a message was not delivered, who complained, what was clicked."""
    for structure, members in (
        ("bounce", ("bounce_type", "bounce_sub_type")),
        ("complaint", ("complaint_feedback_type", "complaint_sub_type")),
        ("delivery_delay", ("delay_type",)),
        ("reject", ("reason",)),
        ("click", ("link",)),
        ("failure", ("template_name", "error_message")),
    ):
        found = getattr(event, structure, None)
        if found is not None:
            return " ".join(str(value) for name in members if (value := getattr(found, name, None)))
    return None
