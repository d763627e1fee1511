"""The commands `sesv2kit journal`: idempotency keys, and those with an unknown outcome."""

import os
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sesv2kit._cli import output
from sesv2kit._cli.app import App, command
from sesv2kit._cli.main import group
from sesv2kit._cli.output import FINDINGS, REFUSED, Report

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesv2kit.journal import JournalRecord
    from sesv2kit.journal.dynamodb import DynamoDBJournal
    from sesv2kit.journal.redis import RedisJournal
    from sesv2kit.journal.sqlite import SqliteJournal

journal: click.Group = group("journal", "Show and change a journal of idempotency keys.")
"""The group of these commands."""

_SECRET = "SESV2KIT_JOURNAL_SECRET"
_STATES = ["unknown", "claimed", "accepted", "refused", "released"]


def _store(function: "Callable[..., Any]") -> "Callable[..., Any]":
    """Adds the options that name the journal."""
    place = "A SQLite file, redis://..., rediss://..., or dynamodb:TABLE."
    function = click.option("--namespace", default="default", show_default=True, help="Namespace of the keys.")(
        function
    )
    return click.option(
        "--journal", "place", required=True, envvar="SESV2KIT_JOURNAL", show_envvar=True, metavar="PLACE", help=place
    )(function)


def _opened(place: str, namespace: str) -> "SqliteJournal | RedisJournal | DynamoDBJournal":
    secret = os.environ.get(_SECRET)
    if place.startswith(("redis://", "rediss://", "unix://")):
        from sesv2kit.journal.redis import RedisJournal

        return RedisJournal(place, namespace=namespace, secret=secret)
    if place.startswith("dynamodb:"):
        from sesv2kit.journal.dynamodb import DynamoDBJournal

        return DynamoDBJournal(place.removeprefix("dynamodb:"), namespace=namespace, secret=secret)
    from sesv2kit.journal.sqlite import SqliteJournal

    if not Path(place).exists():
        raise FileNotFoundError(f"there is no journal {place}")
    return SqliteJournal(place, namespace=namespace, secret=secret)


@command(journal, "show")
@_store
@click.option(
    "--state", type=click.Choice(["unknown", "claimed", "accepted", "refused", "released"]), help="Only these."
)
@click.argument("keys", nargs=-1)
def show(app: App, place: str, namespace: str, state: str | None, keys: tuple[str, ...]) -> Report:
    """List keys, or look up KEYS. Exit code 1: the outcome of at least one is unknown."""
    with closing(_opened(place, namespace)) as opened:
        found = [opened.get(_key(key)) for key in keys] if keys else [*opened.iterate()]
    records = [one for one in found if one is not None and _fits(one, state)]
    missing = sum(one is None for one in found)
    if missing:
        app.note(f"{missing} of {len(keys)} keys are not in the journal")
    rows = [(one.key or one.id, _state(one), one.operation, _moment(one.claimed_at), one.outcome) for one in records]
    unknown = sum(one.is_unknown for one in records)
    app.note(f"{len(records)} keys, the outcome of {unknown} is unknown")
    table = output.table(("key or id", "state", "operation", "claimed at", "result"), rows)
    data = [{**output.plain(one), "state": _state(one)} for one in records]
    return Report(data, table, FINDINGS if unknown else output.DONE)


@command(journal, "resolve")
@_store
@click.argument("key")
@click.argument("resolution", type=click.Choice(["sent", "not-sent"]))
@click.option("--message-id", metavar="ID", help="With `sent`: the message id from SES.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
def resolve(
    app: App, place: str, namespace: str, key: str, resolution: str, message_id: str | None, yes: bool
) -> Report:
    """Record the outcome of KEY, which is unknown: it was sent, or it was not sent and may be sent again.

    KEY is the key itself or its id of 43 characters, which `journal show` and the message tag sesv2kit-key contain.
    """
    with closing(_opened(place, namespace)) as opened:
        record = opened.get(_key(key))
        if record is None:
            raise click.UsageError("the journal has no such key")
        means = "will be sent again when it is used" if resolution == "not-sent" else "will not be sent again"
        plan = f"{record.key or record.id}: {_state(record)} -> {resolution}; its request {means}"
        if not app.confirm(plan, yes=yes):
            return Report(output.plain(record), "nothing was changed; use --yes to confirm", REFUSED)
        response = None if message_id is None else {"MessageId": message_id}
        changed = opened.resolve(record.id, "sent" if resolution == "sent" else "not_sent", response=response)
    return Report(changed, f"{changed.key or changed.id}: {_state(changed)}")


@command(journal, "prune")
@_store
@click.option("--days", type=click.IntRange(min=1), required=True, help="Delete keys that ended longer ago than this.")
@click.option("--unknown", is_flag=True, help="Also keys whose outcome is unknown.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
def prune(app: App, place: str, namespace: str, days: int, unknown: bool, yes: bool) -> Report:
    """Delete old keys. If a deleted key is used again, its request is sent again."""
    before = datetime.now(UTC) - timedelta(days=days)
    with closing(_opened(place, namespace)) as opened:
        plan = f"delete the keys of {namespace} that ended before {_moment(before)}"
        if not app.confirm(plan, yes=yes):
            return Report({"pruned": 0}, "nothing was changed; use --yes to confirm", REFUSED)
        count = opened.prune(before=before, unknown=unknown)
    return Report({"pruned": count}, f"{count} keys deleted")


def _key(text: str) -> str:
    """A key, or a `KeyId` if it looks like one."""
    import re

    from sesv2kit.journal import KeyId

    return KeyId(text) if re.fullmatch(r"[A-Za-z0-9_-]{43}", text) else text


def _fits(record: "JournalRecord", state: str | None) -> bool:
    return state in (None, _state(record), record.state if state == "claimed" else None)


def _state(record: "JournalRecord") -> str:
    return "unknown" if record.is_unknown else record.state


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
