"""The code of docs/webhooks.md runs, prints what is shown, and its table lists the examples.

Its first two blocks are a program with Flask and its test: see test_webhooks.py.
"""

from queue import Queue
from typing import Any

import pytest

from sesv2kit import SESv2
from sesv2kit.events import fetching, sns
from sesv2kit.testing import Backend, serve
from tests.docs.pages import BLOCK, ROOT, check_page, page, rows
from tests.events.records import ANN, BOUNCE, compact
from tests.events.records import sns as notification
from tests.events.signing import MESSAGES, signer
from tests.unit.support import environment

__all__ = ["environment"]

BLOCKS = [code for code, _ in BLOCK.findall(page("webhooks"))]
WEBHOOK, WEBHOOK_TEST, HANDLE, *_ = BLOCKS


def test_the_code_runs_and_prints_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    check_page("webhooks", capsys, first=2)


def test_a_message_of_the_server_names_the_certificate(capsys: pytest.CaptureFixture[str]) -> None:
    names = check_page("webhooks", capsys, first=2)
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


def test_a_webhook_takes_fifteen_lines() -> None:
    assert len(WEBHOOK.splitlines()) <= 15


def test_the_status_says_whether_sns_sends_a_message_again(
    monkeypatch: pytest.MonkeyPatch, sesv2: SESv2, ses_backend: Backend
) -> None:
    visited: list[str] = []

    def fetch(url: str) -> bytes:
        visited.append(url.partition("?")[0])
        return signer().pem

    monkeypatch.setattr(fetching, "fetch", fetch)
    names: dict[str, Any] = {"__name__": "webhooks_page"}
    exec(compile(HANDLE, "webhooks.md", "exec"), names)

    def handle(body: bytes) -> int:
        status: int = names["handle"](sesv2, body)
        return status

    genuine = compact(signer().signed(notification(compact(BOUNCE)))).encode()
    ses_backend.faults.add("unavailable", "PutSuppressedDestination", times=None)
    assert handle(genuine) == 503
    ses_backend.faults.clear()
    assert handle(genuine) == 200
    assert [one.email_address for one in sesv2.suppression.list_suppressed_destinations()] == [ANN]
    assert handle(genuine.replace(b"ann@", b"bob@")) == 403
    assert handle(b"Hello") == 400
    visited.clear()
    assert handle(compact(signer().signed(MESSAGES["SubscriptionConfirmation"])).encode()) == 200
    assert visited == ["https://sns.us-east-1.amazonaws.com/"]

    def fails(url: str) -> bytes:
        raise fetching.FetchError("HTTP status 500")

    monkeypatch.setattr(fetching, "fetch", fails)
    other = {**notification("{}"), "SigningCertURL": notification("")["SigningCertURL"].replace("0.pem", "1.pem")}
    assert handle(compact(signer().signed(other)).encode()) == 503


@pytest.mark.parametrize(
    "stated",
    [
        f"at most {fetching.LARGEST // 1024} kB, within {fetching.TIMEOUT:g} s",
        f"At most {sns._MOST_KEPT} certificates are kept, for {sns._KEPT_FOR / 3600:g} hours",  # pyright: ignore[reportPrivateUsage]  # the page states them
    ],
)
def test_figures(stated: str) -> None:
    assert stated in " ".join(page("webhooks").split())
