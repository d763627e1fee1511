"""The code of docs/webhooks.md runs, prints what is shown, and its table lists the examples."""

from queue import Queue

import pytest

from sesv2kit.testing import serve
from tests.docs.pages import ROOT, check_page, rows
from tests.unit.support import environment

__all__ = ["environment"]


def test_the_code_runs_and_prints_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    check_page("webhooks", capsys)


def test_a_message_of_the_server_names_the_certificate(capsys: pytest.CaptureFixture[str]) -> None:
    names = check_page("webhooks", capsys)
    received: Queue[bytes] = Queue()
    with serve() as server:

        def endpoint(headers: object, body: bytes) -> int:
            received.put(body)
            return 200

        server.backend.subscribe(names["TOPIC"], endpoint)
        body = received.get(timeout=60)
        trust = names["local_certificate"](body, server.endpoint_url)
        assert names["local_certificate"](body, "http://127.0.0.1:1") is None
        assert names["local_certificate"](b"Hello") is None
    assert names["sns"].verify(body, topic_arns=[names["TOPIC"]], trust=trust).type == "SubscriptionConfirmation"


def test_every_example_of_events_is_listed() -> None:
    listed = [row[0].partition("(../")[2].rstrip(")") for row in rows("webhooks", "program")]
    assert sorted(listed) == sorted(f"examples/{path.name}" for path in (ROOT / "examples").glob("events_*.py"))
