"""Webhooks for SNS: the first of docs/webhooks.md, and the examples with FastAPI, Flask and Django."""

import asyncio
import importlib.util
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient

from sesv2kit import SESv2
from sesv2kit.events import fetching, sns
from sesv2kit.testing import Backend
from tests.docs.test_events import EXAMPLES, importable, run
from tests.docs.test_webhooks_page import WEBHOOK, WEBHOOK_TEST
from tests.events.records import ANN, BOUNCE, compact
from tests.events.records import sns as notification
from tests.events.signing import MESSAGES, signer, stranger

GENUINE = compact(signer().signed(notification(compact(BOUNCE)), "2")).encode()
FORGED = compact(stranger().signed(notification(compact(BOUNCE)), "2")).encode()
OF_ANOTHER = compact(signer().signed(notification("{}", TopicArn="arn:aws:sns:us-east-1:123456789012:x"), "2")).encode()
NO_EVENT = compact(signer().signed(notification('{"hello":"world"}'), "2")).encode()
CONFIRMATION = compact(signer().signed(MESSAGES["SubscriptionConfirmation"], "2")).encode()

Post = Callable[[bytes], int]
"""Sends a body to a webhook. Returns the status of the response."""


def suppressed(ses: SESv2) -> list[str]:
    return [one.email_address for one in ses.suppression.list_suppressed_destinations()]


@pytest.fixture
def visited(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked of SNS; it gives the certificate of `signer`."""
    sns._CERTIFICATES.clear()  # pyright: ignore[reportPrivateUsage]  # of other tests
    asked: list[str] = []

    def fetch(url: str) -> bytes:
        asked.append(url.partition("?")[0])
        return signer().pem

    monkeypatch.setattr(fetching, "fetch", fetch)
    return asked


# The page.


@pytest.fixture
def on_the_page(sesv2: SESv2, monkeypatch: pytest.MonkeyPatch, visited: list[str]) -> Post:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    app = run(WEBHOOK)["app"]
    return lambda body: app.test_client().post("/ses-events", data=body).status_code


def test_the_webhook_of_the_page(on_the_page: Post, sesv2: SESv2, ses_backend: Backend, visited: list[str]) -> None:
    assert on_the_page(CONFIRMATION) == 200
    assert visited[-1] == "https://sns.us-east-1.amazonaws.com/"
    assert {on_the_page(body) for body in (FORGED, OF_ANOTHER, b"Hello")} == {500}
    assert suppressed(sesv2) == []
    ses_backend.faults.add("api_rate", "PutSuppressedDestination", times=None)
    assert on_the_page(GENUINE) == 500
    ses_backend.faults.clear()
    assert [on_the_page(GENUINE) for _ in range(2)] == [200, 200]
    assert suppressed(sesv2) == [ANN]


def test_the_test_of_the_webhook_passes(sesv2: SESv2, ses_backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    importable(monkeypatch, webhook=WEBHOOK)
    run(WEBHOOK_TEST)["test_a_bounced_address_is_suppressed"](sesv2, ses_backend, monkeypatch)


def test_the_test_of_the_webhook_fails_without_its_work(
    sesv2: SESv2, ses_backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    importable(monkeypatch, webhook=WEBHOOK.replace("parse(message)", "[]"))
    with pytest.raises(ValueError, match="not enough values to unpack"):
        run(WEBHOOK_TEST)["test_a_bounced_address_is_suppressed"](sesv2, ses_backend, monkeypatch)


# The examples.


def loaded(name: str) -> Any:
    """A new module of an example's code."""
    spec = importlib.util.spec_from_file_location(f"example_{name}", EXAMPLES / f"events_{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(EXAMPLES))
        patch.setitem(sys.modules, spec.name, module)
        spec.loader.exec_module(module)
    return module


loaded_once = cache(loaded)
"""Django can be configured once in a process."""


@contextmanager
def table(module: Any, *, exists: bool) -> Generator[None]:
    """Django's table, new and empty; or that there is none, and it is removed at the end."""
    from django.db import connection

    if exists:
        with connection.schema_editor() as editor:
            editor.create_model(module.HandledEvent)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(module.HandledEvent)


@contextmanager
def with_fastapi(folder: Path) -> Generator[tuple[Any, Post]]:
    module = loaded("fastapi")
    module.app.state.database = folder / "handled.db"

    async def send(body: bytes) -> int:
        transport = ASGITransport(module.app)
        async with module.lifespan(module.app), AsyncClient(transport=transport, base_url="http://app") as http:
            return (await http.post("/ses-events", content=body)).status_code

    yield module, lambda body: asyncio.run(send(body))


@contextmanager
def with_flask(folder: Path) -> Generator[tuple[Any, Post]]:
    module = loaded("flask")
    path = folder / "inbox.db"
    http = module.create_app(path).test_client()
    yield module, lambda body: http.post("/ses-events", data=body).status_code


@contextmanager
def with_django(folder: Path) -> Generator[tuple[Any, Post]]:
    del folder
    module = loaded_once("django")
    from django.test import RequestFactory

    def send(body: bytes) -> int:
        request = RequestFactory().post("/ses-events", body, content_type="text/plain")
        return int(module.webhook(request).status_code)

    with table(module, exists=True):
        yield module, send


FRAMEWORKS = {"fastapi": with_fastapi, "flask": with_flask, "django": with_django}


@pytest.fixture(params=FRAMEWORKS)
def served(request: pytest.FixtureRequest, tmp_path: Path, ses_backend: Backend, visited: list[str]) -> Iterator[Any]:
    """An example's module, and what sends requests to its webhook."""
    with FRAMEWORKS[request.param](tmp_path) as found:
        yield found


def work(module: ModuleType, folder: Path, ses: SESv2) -> None:
    """Flask's webhook only stores."""
    if hasattr(module, "work"):
        module.work(folder / "inbox.db", ses)


def test_it_confirms_its_subscription_and_no_other(served: tuple[Any, Post], visited: list[str]) -> None:
    _, post = served
    assert post(CONFIRMATION) == 200
    assert visited.count("https://sns.us-east-1.amazonaws.com/") == 1
    assert post(compact(stranger().signed(MESSAGES["SubscriptionConfirmation"], "2")).encode()) == 403
    assert post(compact(signer().signed(MESSAGES["UnsubscribeConfirmation"], "2")).encode()) == 200
    assert visited.count("https://sns.us-east-1.amazonaws.com/") == 1


def test_what_is_handled_comes_again_without_effect(
    served: tuple[Any, Post], sesv2: SESv2, ses_backend: Backend, tmp_path: Path
) -> None:
    module, post = served
    for _ in range(3):
        assert post(GENUINE) == 200
        work(module, tmp_path, sesv2)
    assert ses_backend.requests.count("PutSuppressedDestination") == 1
    assert suppressed(sesv2) == [ANN]


def test_what_fails_is_handled_when_it_comes_again(
    served: tuple[Any, Post], sesv2: SESv2, ses_backend: Backend, tmp_path: Path
) -> None:
    module, post = served
    ses_backend.faults.add("api_rate", "PutSuppressedDestination", times=None)
    assert post(GENUINE) == (200 if hasattr(module, "work") else 503)
    work(module, tmp_path, sesv2)
    assert suppressed(sesv2) == []
    ses_backend.faults.clear()
    assert post(GENUINE) == 200
    work(module, tmp_path, sesv2)
    assert suppressed(sesv2) == [ANN]


@pytest.mark.parametrize(
    ("body", "status"),
    [(FORGED, 403), (OF_ANOTHER, 403), (b"Hello", 400), (b"", 400), (b"\xff", 400)],
    ids=["forged", "of another topic", "text", "nothing", "no text"],
)
def test_what_is_not_of_the_topic_is_refused(
    served: tuple[Any, Post], sesv2: SESv2, tmp_path: Path, body: bytes, status: int
) -> None:
    module, post = served
    assert post(body) == status
    work(module, tmp_path, sesv2)
    assert suppressed(sesv2) == []


def test_a_message_that_is_no_event(served: tuple[Any, Post]) -> None:
    _, post = served
    assert post(NO_EVENT) == 400


def test_without_the_certificate_it_comes_again(served: tuple[Any, Post], monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(url: str) -> bytes:
        raise fetching.FetchError("HTTP status 500")

    monkeypatch.setattr(fetching, "fetch", fails)
    _, post = served
    assert post(GENUINE) == 503


def test_fastapi_responds_in_time(
    ses_backend: Backend, sesv2: SESv2, visited: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with with_fastapi(tmp_path) as (module, post):
        monkeypatch.setattr(module, "SECONDS", 0)
        assert post(GENUINE) == 503
        monkeypatch.setattr(module, "SECONDS", 60)
        assert post(GENUINE) == 200
    assert suppressed(sesv2) == [ANN]


def test_flask_reads_no_large_body(visited: list[str], tmp_path: Path) -> None:
    with with_flask(tmp_path) as (_, post):
        assert post(b" " * 600 * 1024) == 413


# What they print.

RESPONSES = ["200", "200", "200", "403", "400"]


def check_output(lines: list[str]) -> None:
    assert [line.split()[1] for line in lines if line.startswith("response:")] == RESPONSES
    assert lines[-2:] == ["requests to suppress: 1", "suppressed: ['bounce@simulator.amazonses.com']"]


def test_fastapi_prints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(loaded("fastapi").main(tmp_path))
    check_output(capsys.readouterr().out.splitlines())


def test_flask_prints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    loaded("flask").main(tmp_path / "inbox.db")
    lines = capsys.readouterr().out.splitlines()
    check_output(lines)
    assert "handled: 1" in lines


def test_django_prints(capsys: pytest.CaptureFixture[str]) -> None:
    module = loaded_once("django")
    with table(module, exists=False):
        module.main()
    check_output(capsys.readouterr().out.splitlines())
