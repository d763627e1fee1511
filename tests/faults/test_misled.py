"""What hooks, proxies, wrappers and botocore's own repeats do to an attempt does not change what is true of it."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sesv2kit import ClientConfig
from sesv2kit.errors import (
    AccessDeniedError,
    BadRequestError,
    CredentialsError,
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
from tests.unit.support import SEND, client_of, make

pytestmark = pytest.mark.usefixtures("clock")


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


def test_a_hook_that_catches_what_ended_its_own_call_does_not_unmark_ours() -> None:
    """botocore tells nobody of a KeyboardInterrupt, so what was noted for the inner call stays noted."""

    def interrupted(**_: Any) -> None:
        raise KeyboardInterrupt

    def hook(**_: Any) -> None:
        events = client.boto3_client.meta.events
        events.unregister("before-send.sesv2.PutSuppressedDestination", hook)
        events.register("before-send.sesv2.GetAccount", interrupted)
        with pytest.raises(KeyboardInterrupt):
            client.boto3_client.get_account()

    put = {"email_address": "a@x.example", "reason": "BOUNCE"}
    with Server(lambda _: answer(b"<html>sign in</html>")) as server, client_of(server.url) as client:
        client.boto3_client.meta.events.register("before-send.sesv2.PutSuppressedDestination", hook)
        with pytest.raises(ResponseUnreadableError):
            client.options(max_attempts=1).call(PUT_SUPPRESSED_DESTINATION, put)
        assert len(server.seen) == 1


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


def test_credentials_that_cannot_sign_are_named_and_not_shown() -> None:
    with Server(lambda _: OK) as server:
        session = boto3.Session("AKIDEXAMPLE", "a\udc80b", region_name="us-east-1")
        client = make(session=session, endpoint_url=server.url, config=ClientConfig(pacing=False))
        with pytest.raises(CredentialsError, match="cannot be signed") as caught:
            client.call(GET_ACCOUNT)
        assert server.seen == []
    assert caught.value.__cause__ is None
