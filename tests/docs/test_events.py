"""The code of docs/events.md runs, and its tables are those of the code."""

import ast
import gzip
import json
import re
import runpy
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
import pytest

from sesv2kit import ClientConfig, RetryPolicy, SESv2
from sesv2kit.events import BaseEvent, MailEvent, MessageState, parse
from sesv2kit.testing import Backend
from tests.events.records import ANN, BO, BOUNCE, ID, RECORDS, bounced, compact, complained, record, sqs_for_lambda
from tests.events.test_forms import FORMS
from tests.events.test_questions import CATEGORIES

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
PAGE = (ROOT / "docs" / "events.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
SET_UP, WORKER, FOR_EVER, WORKER_TEST, LAMBDA, READ, FILE, STATE = BLOCKS


def run(block: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "events_page"}
    exec(compile(block, "events.md", "exec"), names)
    return names


def rows(columns: int, before: str) -> list[tuple[str, ...]]:
    """The rows of the first table after a text, without its code marks."""
    table = PAGE[PAGE.index(before) :].split("| --- ", 1)[1].split("\n\n")[0].split("\n")[1:]
    found = [tuple(cell.strip().replace("`", "") for cell in row.strip("|").split(" | ")) for row in table]
    assert {len(row) for row in found} == {columns}
    return found


def test_reading() -> None:
    handle = run(READ)["handle"]
    assert handle(compact(BOUNCE)) == [ANN]
    assert handle(compact(record("Bounce", "bounce", bounced("Transient")))) == []
    assert handle(compact(record("Bounce", "bounce", bounced("Permanent", "OnAccountSuppressionList")))) == []
    assert handle(compact(record("Complaint", "complaint", complained(ANN)))) == [ANN]
    assert handle(compact(record("Complaint", "complaint", complained(ANN, BO)))) == []
    assert handle(compact(RECORDS["Open"])) == []


def test_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    Path("events.gz").write_bytes(gzip.compress("\n".join([*map(compact, RECORDS.values()), "Hello"]).encode()))
    assert run(FILE)["found"] == dict.fromkeys(CATEGORIES.values(), 1)
    assert capsys.readouterr().out.startswith("Line 11: ")


def test_state() -> None:
    stored: dict[str, str] = {}
    remember = run(STATE)["remember"]
    for kind in ("Complaint", "Delivery", "Send"):
        remember(stored, compact(RECORDS[kind]))
    assert MessageState.model_validate_json(stored[ID]).recipients[ANN].status == "complained"


# The worker and the function.


def test_a_worker_takes_fifteen_lines() -> None:
    assert len(WORKER.splitlines()) <= 15


def importable(monkeypatch: pytest.MonkeyPatch, **blocks: str) -> None:
    """Make modules of blocks, as a reader makes files."""
    for name, block in blocks.items():
        module = ModuleType(name)
        monkeypatch.setitem(sys.modules, name, module)
        exec(compile(block, f"{name}.py", "exec"), vars(module))


def test_the_test_of_the_worker_passes(sesv2: SESv2, ses_backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    importable(monkeypatch, set_up=SET_UP, worker=WORKER)
    run(WORKER_TEST)["test_a_bounced_address_is_suppressed"](sesv2, ses_backend)


def test_the_test_of_the_worker_fails_without_its_work(
    sesv2: SESv2, ses_backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    importable(monkeypatch, set_up=SET_UP, worker=WORKER.replace("parse(message.body)", "[]"))
    with pytest.raises(ValueError, match="not enough values to unpack"):
        run(WORKER_TEST)["test_a_bounced_address_is_suppressed"](sesv2, ses_backend)


def test_set_up_twice_is_harmless(sesv2: SESv2, capsys: pytest.CaptureFixture[str]) -> None:
    set_up = run(SET_UP)["set_up"]
    for change in ("create", "unchanged"):
        queue = set_up(sesv2, boto3.Session(region_name="us-east-1"))
        assert capsys.readouterr().out.startswith(f"{change:<10} event destination to-sns of shop\n")
    assert json.loads(queue.attributes["Policy"])["Statement"] == [
        {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": queue.attributes["QueueArn"],
            "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:sns:us-east-1:123456789012:ses-events"}},
        }
    ]


def test_worker_leaves_what_fails(sesv2: SESv2, ses_backend: Backend, capsys: pytest.CaptureFixture[str]) -> None:
    aws: Any = boto3.Session(region_name="us-east-1")
    queue = aws.resource("sqs").create_queue(QueueName="ses-events", Attributes={"VisibilityTimeout": "0"})
    queue.send_message(MessageBody=compact(BOUNCE))
    queue.send_message(MessageBody="Hello")
    work = run(WORKER)["work"]
    ses_backend.faults.add("api_rate", "PutSuppressedDestination")
    work(SESv2("us-east-1", config=ClientConfig(retry=RetryPolicy(max_attempts=1))), queue)
    assert queue.attributes["ApproximateNumberOfMessages"] == "2"
    assert not list(sesv2.suppression.list_suppressed_destinations())
    for _ in range(2):
        work(sesv2, queue)
    assert [one.email_address for one in sesv2.suppression.list_suppressed_destinations()] == [ANN]
    assert [one.body for one in queue.receive_messages()] == ["Hello"]
    assert "TooManyRequests" in capsys.readouterr().out


def test_worker_for_ever(sesv2: SESv2, ses_backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    aws: Any = boto3
    queue = aws.resource("sqs").create_queue(QueueName="ses-events")
    rounds: list[tuple[SESv2, Any]] = []

    def work(ses: SESv2, queue: Any) -> None:
        rounds.append((ses, queue))
        if len(rounds) == 3:
            raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "worker", SimpleNamespace(work=work))
    with pytest.raises(KeyboardInterrupt):
        run(FOR_EVER)
    assert [(type(ses), given.url) for ses, given in rounds] == [(SESv2, queue.url)] * 3


def test_function(sesv2: SESv2, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    handler = run(LAMBDA)["handler"]
    batch = {"Records": [sqs_for_lambda(compact(BOUNCE), 1), sqs_for_lambda("Hello", 2)]}
    assert handler(batch, None) == {"batchItemFailures": [{"itemIdentifier": "sqs-2"}]}
    assert [one.email_address for one in sesv2.suppression.list_suppressed_destinations()] == [ANN]
    assert capsys.readouterr().out


@pytest.mark.parametrize("name", ["worker", "lambda"])
def test_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(EXAMPLES / f"events_{name}.py"), run_name="__main__")
    told = capsys.readouterr().out.splitlines()
    assert "suppressed: ['bounce@simulator.amazonses.com']" in told
    assert ("dead letters: ['no event']" if name == "worker" else "2 messages, 1 failed") in told


# Tables.


def test_table_of_forms() -> None:
    assert {name: ast.literal_eval(forms) for name, forms in rows(2, "These forms are read")} == {
        name: forms for name, (_, forms) in FORMS.items()
    }


def test_table_of_events() -> None:
    found = rows(5, "## Questions")
    assert [row[0] for row in found] == [*RECORDS]
    for kind, cls, category, recipients, time in found:
        (event,) = parse(RECORDS[kind])
        assert isinstance(event, MailEvent)
        assert type(event).__name__ == cls
        assert event.category in re.split(", | or ", category)
        assert (event.time == event.mail.timestamp) == (time == "of the email")
        both = {**RECORDS[kind], "mail": {**RECORDS[kind]["mail"], "destination": [ANN, BO]}}
        (event,) = parse(both)
        assert len(event.recipients) == {"all of the email": 2, "the only one of the email": 0}.get(recipients, 1)


def test_table_of_questions() -> None:
    questions = {name for name, value in vars(BaseEvent).items() if isinstance(value, property)}
    listed = [row[0] for row in rows(2, "`not-spam`, which takes")]
    assert len(listed) == len(set(listed))
    assert set(listed) == {name for name in questions if not name.startswith("_")} - {"unread"}


def test_table_of_suppression() -> None:
    subtypes = {row[0]: row[1] for row in rows(2, "| `dedup_key`")}
    for subtype, by in subtypes.items():
        (event,) = parse(record("Bounce", "bounce", bounced("Permanent", subtype)))
        assert event.suppressed_by == by
    from sesv2kit.events import types

    assert subtypes == types._SUPPRESSED_BY  # pyright: ignore[reportPrivateUsage]  # the page states all
