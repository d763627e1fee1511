"""The commands of docs/cli.md print what the page shows."""

import re
import shlex
from pathlib import Path
from typing import Any

import click
import pytest

from sesv2kit import ClientConfig, SESv2, SqliteJournal
from sesv2kit._cli.commands import cli
from sesv2kit.errors import OutcomeUnknownError
from sesv2kit.testing import Backend
from tests.cli.conftest import Run, endpoint, run, ses

__all__ = ["endpoint", "run", "ses"]

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text()
CHANGING = (r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", r"[0-9a-f]{16}-[0-9a-f-]{36}-\d{6}")


def fixed(text: str) -> str:
    """A text without what differs from run to run."""
    for pattern in CHANGING:
        text = re.sub(pattern, "CHANGING", text)
    return text


@pytest.fixture
def state(ses: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the page assumes to be there."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wanted.csv").write_text("new@mail.example\n")
    message: Any = {"from_email_address": "news@shop.example", "to": "ann@mail.example", "subject": "s", "text": "t"}
    with (
        SESv2(config=ClientConfig(pacing=False)) as client,
        SqliteJournal("keys.db", keep_keys=True) as journal,
    ):
        for address in ("ann@mail.example", "cy@mail.example"):
            client.suppression.put_suppressed_destination(email_address=address, reason="BOUNCE")
        ses.faults.add("disconnect", "SendEmail")
        with pytest.raises(OutcomeUnknownError):
            client.sending.send(**message, idempotency_key="order-2", journal=journal)
    ses.clock.advance(90_000)


def test_the_commands_print_what_the_page_shows(run: Run, state: None) -> None:
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL):
        for command, shown in re.findall(r"^\$ sesv2kit (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            done = run(*shlex.split(command))
            assert fixed(done.out) == fixed(shown), f"{command}\n{done.err}"


def test_every_command_is_on_the_page() -> None:
    rows = re.findall(r"^\| `([a-z-]+) ?([a-z, -]*)` \|", PAGE.split("## Somebody")[0], re.MULTILINE)
    listed = {name: sorted(filter(None, subcommands.split(", "))) for name, subcommands in rows}
    groups = {
        name: sorted(command.commands) if isinstance(command, click.Group) else []
        for name, command in cli.commands.items()
    }
    assert listed == groups
