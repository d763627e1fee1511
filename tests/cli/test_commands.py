"""Every command does what it says, ends with its exit code, and prints one JSON document where it is asked to."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from sesv2kit import SESv2, SqliteJournal
from sesv2kit.errors import OutcomeUnknownError
from sesv2kit.testing import Backend
from tests.cli.conftest import Done, Run

BOUNCE = {
    "eventType": "Bounce",
    "mail": {"timestamp": "2026-11-01T12:00:00.000Z", "messageId": "m-1", "destination": ["ann@mail.example"]},
    "bounce": {
        "bounceType": "Permanent",
        "bounceSubType": "NoEmail",
        "bouncedRecipients": [{"emailAddress": "ann@mail.example"}],
        "timestamp": "2026-11-01T12:00:05.000Z",
        "feedbackId": "f-1",
    },
}


def test_status(ses: Backend, run: Run) -> None:
    done = run("status")
    assert (done.exit_code, done.err) == (0, "")
    assert "sending rate  14 per second" in done.out
    document = run("status", "--json").document
    assert {name: document[name] for name in ("version", "command", "exit_code", "error")} == {
        "version": 1,
        "command": "status",
        "exit_code": 0,
        "error": None,
    }
    assert document["data"]["account"]["send_quota"]["max_send_rate"] == 14.0


def test_without_a_command_it_is_status(ses: Backend, run: Run) -> None:
    assert run().out == run("status").out
    assert run("--region", "eu-west-1").out.startswith("region        eu-west-1")


def test_a_test_send(ses: Backend, run: Run) -> None:
    done = run("send-test", "--from", "news@shop.example")
    [sent] = ses.outbox
    assert (done.exit_code, done.out) == (0, f"accepted, message id {sent.message_id}\n")
    assert sent.to == ("success@simulator.amazonses.com",)


def test_a_refused_send_masks_addresses(ses: Backend, run: Run) -> None:
    done = run("send-test", "--from", "news@other.example")
    assert (done.exit_code, done.out) == (3, "")
    assert "n***@other.example" in done.err
    assert "news@" not in done.err
    assert "news@other.example" in run("send-test", "--from", "news@other.example", "--show-addresses").err


def test_a_send_whose_outcome_is_unknown(ses: Backend, run: Run) -> None:
    ses.faults.add("disconnect", "SendEmail")
    done = run("send-test", "--from", "news@shop.example", "--json")
    assert done.exit_code == done.document["exit_code"] == 4
    assert done.document["error"]["type"] == OutcomeUnknownError.__name__


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "No such command 'nonsense'"),
        (["status", "--regoin", "x"], "No such option"),
        (["send-test"], "Missing option '--from'"),
        (["send-test", "no address", "--from", "news@shop.example"], "to: must be one email address"),
        (["status", "--profile", "nobody"], "nobody"),
        (["events", "show", "nowhere.json"], "nowhere.json"),
        (["journal", "show", "--journal", "nowhere.db"], "there is no journal nowhere.db"),
    ],
)
def test_wrong_usage(ses: Backend, run: Run, arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert (done.exit_code, done.out) == (2, "")
    assert said in done.err
    assert not ses.requests


def test_events(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "events.json"
    file.write_text(json.dumps(BOUNCE) + "\n" + json.dumps({**BOUNCE, "eventType": "Send", "send": {}}) + "\n")
    done = run("events", "show", str(file))
    assert (done.exit_code, done.err) == (0, "2 events: 1 Bounce, 1 Send; 0 lines not read\n")
    assert "2026-11-01T12:00:05+00:00   Bounce   ann@mail.example   Permanent NoEmail   m-1" in done.out
    document = run("events", "show", str(file), "--type", "bounce", "--json").document
    assert [one["detail"] for one in document["data"]["events"]] == ["Permanent NoEmail"]


def test_lines_that_are_no_events_are_findings(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "events.json"
    file.write_text(json.dumps(BOUNCE) + '\n{"a": 1}\n')
    done = run("events", "show", str(file))
    assert done.exit_code == 1
    assert "Line 2: No event of SES" in done.err
    assert "ann@mail.example" in done.out


@pytest.fixture
def journal(tmp_path: Path, ses: Backend) -> str:
    """A journal with a key that is accepted, and one whose outcome is unknown."""
    path = str(tmp_path / "keys.db")
    client = SESv2()
    message: Any = {"from_email_address": "news@shop.example", "to": "ann@mail.example", "subject": "s", "text": "t"}
    with SqliteJournal(path, keep_keys=True) as journal:
        client.sending.send(**message, idempotency_key="order-1", journal=journal)
        ses.faults.add("disconnect", "SendEmail")
        with pytest.raises(OutcomeUnknownError):
            client.sending.send(**message, idempotency_key="order-2", journal=journal)
    ses.clock.advance(61)
    client.close()
    return path


def test_keys_are_shown(run: Run, journal: str) -> None:
    done = run("journal", "show", "--journal", journal)
    assert (done.exit_code, done.err) == (1, "2 keys, the outcome of 1 is unknown\n")
    [unknown] = run("journal", "show", "--journal", journal, "--state", "unknown", "--json").document["data"]
    assert (unknown["key"], unknown["state"]) == ("order-2", "unknown")
    assert run("journal", "show", "order-1", "--journal", journal).exit_code == 0
    assert "1 of 2 keys are not in the journal" in run("journal", "show", "order-1", "x", "--journal", journal).err


def test_a_key_is_resolved_only_with_consent(run: Run, journal: str) -> None:
    refused = run("journal", "resolve", "order-2", "sent", "--journal", journal)
    assert refused.exit_code == 3
    assert refused.out == (
        "order-2: unknown -> sent; its request will not be sent again\nnothing was changed: give --yes\n"
    )
    done = run("journal", "resolve", "order-2", "sent", "--message-id", "m-2", "--journal", journal, "--yes")
    assert (done.exit_code, done.out.splitlines()[-1]) == (0, "order-2: accepted")
    assert run("journal", "show", "--journal", journal).exit_code == 0
    assert run("journal", "resolve", "order-3", "sent", "--journal", journal, "--yes").exit_code == 2


def test_old_keys_are_forgotten(run: Run, journal: str) -> None:
    assert run("journal", "prune", "--days", "1", "--journal", journal).exit_code == 3
    done = run("journal", "prune", "--days", "1", "--journal", journal, "--yes", "--json")
    assert (done.exit_code, done.document["data"]) == (0, {"pruned": 0})


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["status"], "give --region, or set AWS_DEFAULT_REGION"),
        (["status", "--region", "us-east-1", "--profile", "none"], "check --profile, AWS_PROFILE"),
        (["send-test", "--from", "a@none.example", "--region", "us-east-1"], "see sesv2kit status"),
        (["suppression", "find", "no address", "--region", "us-east-1"], "such as ann@mail.example"),
    ],
)
def test_advice_is_in_options(
    ses: Backend, run: Run, endpoint: list[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str], advice: str
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    done = run(*arguments)
    assert advice in done.err
    assert advice in run(*arguments, "--json").document["error"]["message"]
    assert not re.search(r"\bpass \w+=|_name=", done.err)


def test_ctrl_c_before_a_command_has_begun(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sesv2kit.__main__.find_spec", interrupted)
    assert run("status") == Done(130, "", "sesv2kit: interrupted\n")
