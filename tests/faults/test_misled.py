"""What hooks, proxies, wrappers and botocore's own repeats do to an attempt does not change what is true of it."""

import asyncio
import concurrent.futures
import signal
import traceback
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import boto3
import botocore.session
import pytest
from botocore.config import Config
from botocore.credentials import RefreshableCredentials
from botocore.exceptions import ClientError

from sesv2kit import AsyncSESv2, ClientConfig
from sesv2kit.errors import (
    AccessDeniedError,
    ApiRateExceededError,
    BadRequestError,
    ConnectError,
    CredentialsError,
    NoResponseError,
    NotFoundError,
    OutcomeUnknownError,
    ResponseUnreadableError,
)
from sesv2kit.models.account import GET_ACCOUNT
from sesv2kit.models.sending import SEND_EMAIL
from sesv2kit.models.suppression import PUT_SUPPRESSED_DESTINATION
from sesv2kit.models.templates import DELETE_EMAIL_TEMPLATE
from tests.faults.cases import OK
from tests.faults.server import Answer, End, Seen, Server, answer, refusal
from tests.unit.credential_sources import Home
from tests.unit.support import SEND, FakeClock, client_of, make, session

pytestmark = pytest.mark.usefixtures("clock")


def notes(error: BaseException) -> str:
    return " ".join(getattr(error, "__notes__", []))


@pytest.mark.parametrize("how", ["status", "raise"])
def test_a_hook_that_makes_an_error_of_a_success_sends_once(how: str) -> None:
    def hook(http_response: Any, parsed: dict[str, Any], **_: Any) -> None:
        parsed["Error"] = {"Code": "TooManyRequestsException", "Message": "slow"}
        if how == "raise":
            raise ClientError(parsed, "SendEmail")  # type: ignore[arg-type]  # a hook's own
        http_response.status_code = 429

    with Server(lambda _: OK) as server, client_of(server.url) as client:
        client.boto3_client.meta.events.register("after-call.sesv2.SendEmail", hook)
        with pytest.raises(ClientError if how == "raise" else OutcomeUnknownError):
            client.call(SEND_EMAIL, SEND)
        assert len(server.seen) == 1


def test_a_hook_that_makes_a_success_of_a_refusal_hides_nothing() -> None:
    def hook(http_response: Any, **_: Any) -> None:
        http_response.status_code = 200

    with Server(lambda _: refusal(403, "AccessDeniedException")) as server, client_of(server.url) as client:
        client.boto3_client.meta.events.register("after-call.sesv2.GetAccount", hook)
        with pytest.raises(AccessDeniedError):
            client.call(GET_ACCOUNT)


@pytest.mark.parametrize("second", [refusal(429, "TooManyRequestsException"), refusal(400, "BadRequestException")])
@pytest.mark.parametrize("first", [answer(b"", 500), Answer(b"", End.CLOSE)], ids=["failed", "lost"])
def test_a_refusal_of_botocores_own_repeat_does_not_hide_the_first_try(first: Answer, second: Answer) -> None:
    config = Config(retries={"mode": "standard", "total_max_attempts": 2})
    with (
        Server([first, second, OK]) as server,
        client_of(server.url, config, allow_client_retries=True) as client,
    ):
        with pytest.raises(OutcomeUnknownError):
            client.call(SEND_EMAIL, SEND)
        assert len(server.seen) == 2


def test_a_refusal_of_botocores_own_repeat_after_a_refusal_is_one() -> None:
    config = Config(retries={"mode": "standard", "total_max_attempts": 2})
    throttled, refused = refusal(429, "TooManyRequestsException"), refusal(400, "BadRequestException")
    with (
        Server([throttled, refused]) as server,
        client_of(server.url, config, allow_client_retries=True) as client,
        pytest.raises(BadRequestError),
    ):
        client.call(SEND_EMAIL, SEND)


def test_a_raw_call_with_early_hints_does_not_shift_the_responses() -> None:
    """The final response to the raw call must not become the next send's."""

    class Late(Server):
        def _answer(self, one: Any, stream: Any, number: int) -> bool:
            self.late = late.setdefault(id(one), [])
            for response in self.late:
                one.sendall(response)
            return super()._answer(one, stream, number)

    late: dict[int, list[bytes]] = {}

    def script(seen: Seen) -> Answer:
        if b"raw" in seen.body:
            server.late.append(answer({"MessageId": "raw"}).wire)
            return Answer(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        return answer({"MessageId": "ours"})

    raw: dict[str, Any] = {"Simple": {"Subject": {"Data": "raw"}, "Body": {"Text": {"Data": "raw"}}}}
    with Late(script) as server, client_of(server.url) as client:
        client.boto3_client.send_email(FromEmailAddress="a@x.example", Content=raw)
        assert client.call(SEND_EMAIL, SEND).message_id == "ours"


@pytest.mark.usefixtures("each_client")
def test_a_404_that_is_not_the_services_is_no_deletion() -> None:
    page = answer(b"<html>404</html>", 404, {"Content-Type": "text/html"})
    with Server([answer(b"", 500), page]) as server, client_of(server.url) as client:
        with pytest.raises(NotFoundError):
            client.call(DELETE_EMAIL_TEMPLATE, {"template_name": "x"})
        assert len(server.seen) == 2


@pytest.mark.usefixtures("each_client")
def test_a_success_with_the_body_of_an_error_is_none() -> None:
    body = {"__type": "ThrottlingException", "message": "no"}
    with Server(lambda _: answer(body)) as server, client_of(server.url) as client:
        with pytest.raises(ResponseUnreadableError, match="body of an error"):
            client.call(PUT_SUPPRESSED_DESTINATION, {"email_address": "a@x.example", "reason": "BOUNCE"})
        with pytest.raises(ResponseUnreadableError, match="body of an error"):
            client.call("PutSuppressedDestination", {"EmailAddress": "a@x.example", "Reason": "BOUNCE"})


def test_a_wrapper_that_sends_in_another_thread_does_not_make_it_not_sent() -> None:
    with Server([Answer(b"", End.CLOSE), OK]) as server, ThreadPoolExecutor(1) as pool:
        client = client_of(server.url)
        one = client.boto3_client
        send = one.send_email
        object.__setattr__(one, "send_email", lambda **wire: pool.submit(send, **wire).result())
        with pytest.raises(OutcomeUnknownError):
            client.call(SEND_EMAIL, SEND)
        assert len(server.seen) == 1


@pytest.mark.parametrize("event", ["before-send.sesv2.PutSuppressedDestination", "before-send"])
def test_a_hook_that_catches_what_ended_its_own_call_does_not_unmark_ours(event: str) -> None:
    """botocore tells nobody of a KeyboardInterrupt, so what was noted for the inner call stays noted."""

    def interrupted(**_: Any) -> None:
        raise KeyboardInterrupt

    def hook(**_: Any) -> None:
        events = client.boto3_client.meta.events
        events.unregister(event, hook)
        events.register("before-send.sesv2.GetAccount", interrupted)
        with pytest.raises(KeyboardInterrupt):
            client.boto3_client.get_account()

    put = {"email_address": "a@x.example", "reason": "BOUNCE"}
    with Server(lambda _: answer(b"<html>sign in</html>")) as server, client_of(server.url) as client:
        client.boto3_client.meta.events.register(event, hook)
        with pytest.raises(ResponseUnreadableError):
            client.options(max_attempts=1).call(PUT_SUPPRESSED_DESTINATION, put)
        assert len(server.seen) == 1


def test_a_response_that_breaks_botocores_parser_is_read_although_a_hook_unmarked_our_call() -> None:
    """The same, with an error whose body botocore dies of: without the mark only "no response" would be known."""

    def interrupted(**_: Any) -> None:
        raise KeyboardInterrupt

    def hook(**_: Any) -> None:
        events.unregister("before-send.sesv2.SendEmail", hook)
        with pytest.raises(KeyboardInterrupt):
            client.boto3_client.get_account()

    with Server(lambda _: answer(b'{"message": 5}', 403)) as server, client_of(server.url) as client:
        events = client.boto3_client.meta.events
        events.register("before-send.sesv2.GetAccount", interrupted)
        events.register("before-send.sesv2.SendEmail", hook)
        with pytest.raises(AccessDeniedError):
            client.call(SEND_EMAIL, SEND)
        assert len(server.seen) == 1


@pytest.mark.parametrize("kind", [asyncio.CancelledError, concurrent.futures.CancelledError])
@pytest.mark.parametrize("phase", ["before-call", "after-call"])
def test_a_hook_that_raises_a_cancellation_is_told_apart_from_one(phase: str, kind: type[BaseException]) -> None:
    """On an event loop it comes out as if the task had been cancelled: its one note says what is true."""

    def hook(**_: Any) -> None:
        raise kind

    async def send(url: str) -> list[str]:
        async with AsyncSESv2(
            "us-east-1", session=session(), endpoint_url=url, config=ClientConfig(pacing=False)
        ) as ses:
            ses.boto3_client.meta.events.register(f"{phase}.sesv2.SendEmail", hook)
            try:
                await ses.call(SEND_EMAIL, SEND)
            except asyncio.CancelledError as cancelled:
                return cast("Any", cancelled).__notes__ if hasattr(cancelled, "__notes__") else []
        raise AssertionError("not cancelled")

    with Server(lambda _: OK) as server:
        noted = asyncio.run(send(server.url))
        assert len(server.seen) == (0 if phase == "before-call" else 1)
    answered = ["SendEmail received a response, HTTP 200 (request id id-1, MessageId 1)."]
    assert noted == ([] if phase == "before-call" else answered)


@pytest.mark.usefixtures("each_client")
def test_a_hook_that_raises_stop_iteration_ends_the_call() -> None:
    def hook(**_: Any) -> None:
        raise StopIteration("own")

    with Server(lambda _: OK) as server, client_of(server.url) as client:
        client.boto3_client.meta.events.register("after-call.sesv2.SendEmail", hook)
        with pytest.raises(RuntimeError, match="StopIteration") as caught:
            client.call(SEND_EMAIL, SEND)
        assert isinstance(caught.value.__cause__, StopIteration)
        assert len(server.seen) == 1


@pytest.mark.parametrize("status", [408, 460, 499])
def test_a_proxy_whose_caller_had_gone_knows_no_outcome(status: int) -> None:
    with Server([answer(b"", status), OK]) as server, client_of(server.url) as client:
        with pytest.raises(OutcomeUnknownError):
            client.call(SEND_EMAIL, SEND)
        assert len(server.seen) == 1


# Signals


@contextmanager
def handled(handler: Any) -> Generator[None]:
    before = signal.signal(signal.SIGUSR1, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGUSR1, before)


class Deadline(TimeoutError):
    """As a program raises it out of a signal handler."""


def interrupt(number: int, frame: Any) -> None:
    raise Deadline


@pytest.mark.parametrize("when", [1, 2], ids=["first", "repeat"])
def test_a_signal_while_credentials_are_refreshed_is_no_failure_of_theirs(when: int) -> None:
    """botocore signs its own repeat anew: then the first try may have been carried out."""
    asked: list[int] = []

    class Refreshed(RefreshableCredentials):
        def refresh_needed(self, refresh_in: int | None = None) -> bool:
            return refresh_in != 0  # always, and they are not expired

    def refresh() -> dict[str, str]:
        asked.append(1)
        if len(asked) == when:
            signal.raise_signal(signal.SIGUSR1)
        return {"access_key": "AK", "secret_key": "s", "token": "t", "expiry_time": "2100-01-01T00:00:00Z"}

    core: Any = botocore.session.get_session()
    core._credentials = Refreshed("AK", "s", "t", datetime(2100, 1, 1, tzinfo=UTC), refresh, "vault")
    config = Config(retries={"mode": "standard", "total_max_attempts": 2})
    settings = ClientConfig(pacing=False, allow_client_retries=True)
    with Server([answer(b"", 500), OK]) as server, handled(interrupt):
        own = boto3.Session(botocore_session=core, region_name="us-east-1")
        with make(session=own, endpoint_url=server.url, boto_config=config, config=settings) as client:
            with pytest.raises(Deadline) as caught:
                client.call(SEND_EMAIL, SEND)
            client.boto3_client.close()
        assert len(server.seen) == when - 1
    assert ("may or may not have been carried out" in notes(caught.value)) == (when == 2)


@pytest.mark.parametrize("first", [OK, answer(b"", 500)], ids=["success", "failure"])
def test_an_observer_that_is_interrupted_hides_nothing(first: Answer) -> None:
    def observer(report: Any) -> None:
        raise KeyboardInterrupt

    with Server([first]) as server, client_of(server.url, on_attempt=observer) as client:
        with pytest.raises(KeyboardInterrupt) as caught:
            client.call(SEND_EMAIL, SEND)
        assert len(server.seen) == 1
    status = "200 (request id id-1, MessageId 1)" if first is OK else "500 (request id id-1)"
    assert notes(caught.value) == f"SendEmail received a response, HTTP {status}."


# Credentials


SECRET = "very-secret"
UNFIT = {
    "a surrogate in the key": ("AK\udc80" + SECRET, SECRET, None),
    "a line break in the key": (f"AK\n{SECRET}", SECRET, None),
    "a surrogate in the secret": ("AK", f"{SECRET}\udc80", None),
    "a surrogate in the token": ("AK", SECRET, f"{SECRET}\udc80"),
    "a line break in the token": ("AK", SECRET, f"t\r\nX-Evil: {SECRET}"),
}


@pytest.mark.usefixtures("each_client")
@pytest.mark.parametrize(("key", "secret", "token"), UNFIT.values(), ids=UNFIT)
def test_credentials_that_cannot_be_used_are_named_and_not_shown(key: str, secret: str, token: str | None) -> None:
    with Server(lambda _: OK) as server:
        own = boto3.Session(key, secret, token, region_name="us-east-1")
        client = make(session=own, endpoint_url=server.url, config=ClientConfig(pacing=False))
        with pytest.raises(CredentialsError, match="credentials") as caught:
            client.call(SEND_EMAIL, SEND)
        client.close()
        assert server.seen == []
    assert SECRET not in "".join(traceback.format_exception(caught.value))


PRINTED = {
    "numbers for keys": """echo '{"Version": 1, "AccessKeyId": 5, "SecretAccessKey": 6}'""",
    "an error": f"sh -c 'echo {SECRET} >&2; exit 3'",
}


@pytest.mark.usefixtures("each_client")
@pytest.mark.parametrize("process", PRINTED.values(), ids=PRINTED)
def test_what_a_credential_process_prints_is_not_shown(
    process: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path, monkeypatch)
    home.config.write_text(f"[profile mail]\ncredential_process = {process}\n")
    with Server(lambda _: OK) as server, make("us-east-1", profile_name="mail", endpoint_url=server.url) as client:
        with pytest.raises(CredentialsError, match="credential") as caught:
            client.call(GET_ACCOUNT, {})
        assert server.seen == []
    assert SECRET not in "".join(traceback.format_exception(caught.value))


class Refreshing:
    """Credentials of a program's own, which asks another service for them."""

    method, token = "vault", None

    def __init__(self, error: Exception) -> None:
        self.error = error

    def get_frozen_credentials(self) -> None:
        raise self.error

    def get_deferred_property(self, name: str) -> Any:
        return lambda: None


@pytest.mark.usefixtures("each_client")
@pytest.mark.parametrize(
    "error",
    [
        ConnectError("no", operation="GetTenant"),
        NoResponseError("no", operation="GetTenant"),
        ApiRateExceededError("no", operation="GetTenant"),
        ValueError(SECRET),
    ],
    ids=lambda one: type(one).__name__,
)
def test_what_credentials_of_a_programs_own_raise_is_a_failure_of_theirs(error: Exception, clock: FakeClock) -> None:
    core: Any = botocore.session.get_session()
    core._credentials = Refreshing(error)
    with Server(lambda _: OK) as server:
        own = boto3.Session(botocore_session=core, region_name="us-east-1")
        client = make(session=own, endpoint_url=server.url, config=ClientConfig(pacing=False))
        with pytest.raises(CredentialsError, match="vault") as caught:
            client.call(SEND_EMAIL, SEND)
        client.close()
        assert (server.connections, clock.sleeps) == (0, [])
    assert (caught.value.provider, caught.value.__cause__) == ("vault", error)
    assert SECRET not in str(caught.value)
