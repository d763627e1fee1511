"""Whatever a caller passes and a service returns: a known error, or what AWS's model allows."""

import inspect
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, cast

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.validate import ParamValidator
from hypothesis import given
from hypothesis import strategies as st

from sesv2kit import ClientConfig, RetryPolicy, SESv2, catalog
from sesv2kit.errors import OutcomeUnknownError, RequestInvalidError, ResponseUnreadableError, ServiceError, SESv2Error
from sesv2kit.models.account import GET_ACCOUNT
from sesv2kit.models.sending import SEND_BULK_EMAIL, SEND_EMAIL
from sesv2kit.models.tenants import GET_TENANT, LIST_TENANTS
from sesv2kit.models.vdm import PUT_ACCOUNT_VDM_ATTRIBUTES
from sesv2kit.operation import Operation, Repeat
from sesv2kit.shapes.facets import wire_name
from tests.conformance.test_requests import NAMES, structure
from tests.profiles import examples
from tests.proofs import proofs, proofs_of

OPERATIONS = catalog.operations()

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=20)  # surrogates too
    | st.sampled_from(["", "a@b.example", "arn:aws:ses:us-east-1:1:identity/a", "ENABLED", "x" * 3000])
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)
OBJECTS = st.sampled_from(
    [b"\xff", datetime(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC), {1}, (1,), {None: 1}, object(), int, range(3)]
)
ANYTHING = JSON | OBJECTS | st.lists(OBJECTS, max_size=2) | st.dictionaries(st.text(max_size=8), OBJECTS, max_size=2)


class _Body:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self._content


class Service:
    """Returns given responses within this process, and checks the parameters that boto3 gets."""

    def __init__(self) -> None:
        session = boto3.Session("test", "test", region_name="us-east-1")
        config = ClientConfig(pacing=False, retry=RetryPolicy(max_attempts=1))
        self.client = SESv2(session=session, config=config)
        events: Any = self.client.boto3_client.meta.events
        events.register("before-parameter-build.sesv2", self._note)
        events.register("before-send.sesv2", self._answer)
        self.asked: list[tuple[dict[str, Any], Any]] = []
        self.status = 200
        self.headers: dict[str, str] = {}
        self.body = b"{}"
        self.proves = False

    def _note(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        self.asked.append(({**params}, model.input_shape))

    def _answer(self, request: Any, **_: Any) -> AWSResponse:
        body = json.dumps(proofs_of(request.body)).encode() if self.proves else self.body
        return AWSResponse(request.url, self.status, cast("Any", self.headers), cast("Any", _Body(body)))

    def answers(self, status: int, body: bytes | None, headers: Mapping[str, str] | None = None) -> None:
        """`body`: None for one that proves what was asked for."""
        self.status, self.body, self.headers = status, body or b"", dict(headers or {})
        self.proves = body is None


@pytest.fixture(scope="module")
def service() -> Service:
    return Service()


def check_refused_or_valid(service: Service, call: Any) -> None:
    """The call raises RequestInvalidError before boto3 is called, or calls it with parameters that AWS's model
    allows."""
    service.asked.clear()
    service.answers(200, None)
    try:
        call()
    except RequestInvalidError:
        assert service.asked == []
        return
    except ResponseUnreadableError:  # a page without the list that AWS always returns
        pass
    ((params, shape),) = service.asked
    assert ParamValidator().validate(params, shape).generate_report() == ""


def replaced(draw: st.DrawFn, value: Any) -> Any:
    """A copy of a request with one of its values, at any depth, replaced by anything."""
    if isinstance(value, dict) and value and draw(st.booleans()):
        key = draw(st.sampled_from(sorted(value)))
        return {**value, key: replaced(draw, value[key])}
    if isinstance(value, list) and value and draw(st.booleans()):
        return [replaced(draw, value[0]), *value[1:]]
    return draw(ANYTHING)


@pytest.mark.parametrize("name", NAMES)
def test_any_arguments(name: str, service: Service) -> None:
    operation = OPERATIONS[name]
    domain = operation.request.__module__.rpartition(".")[2]
    method = getattr(getattr(service.client, domain), operation.method)
    signature = inspect.signature(method).parameters.values()
    required = {one.name: ANYTHING for one in signature if one.default is inspect.Parameter.empty}
    optional = {one.name: ANYTHING for one in signature if one.name not in required}

    @examples(5)
    @given(st.fixed_dictionaries(required, optional=optional))
    def check_method(arguments: dict[str, Any]) -> None:
        check_refused_or_valid(service, lambda: next(iter(method(**arguments)), None))

    @examples(5)
    @given(st.composite(lambda draw: replaced(draw, draw(structure(cast("Any", operation.request)))))())
    def check_call(request: Any) -> None:
        check_refused_or_valid(service, lambda: service.client.call(operation, request))

    check_method()
    check_call()


KINDS: list[Operation[Any, Any]] = [
    GET_ACCOUNT,
    GET_TENANT,
    LIST_TENANTS,
    SEND_EMAIL,
    SEND_BULK_EMAIL,
    PUT_ACCOUNT_VDM_ATTRIBUTES,  # it gets no response
]
REQUESTS = {
    "GetTenant": {"tenant_name": "a"},
    "SendEmail": {"content": {"raw": {"data": b"x"}}},
    "SendBulkEmail": {
        "default_content": {"template": {"template_name": "a"}},
        "bulk_email_entries": [{"destination": "a@b.example"}],
    },
    "PutAccountVdmAttributes": {"vdm_attributes": {"vdm_enabled": "ENABLED"}},
}


@pytest.mark.parametrize("operation", KINDS, ids=lambda operation: operation.name)
def test_any_json_object_is_an_answer(operation: Operation[Any, Any], service: Service) -> None:
    members = st.sampled_from(answered(operation) or ["Any"])

    @examples(40)
    @given(st.dictionaries(members | st.text(max_size=8), JSON, max_size=5))
    def check(body: dict[str, Any]) -> None:
        if operation.proof:  # without which the outcome is unknown
            body[wire_name(operation.proof)] = proofs(1)[wire_name(operation.proof)]
        service.answers(200, json.dumps(body).encode())
        assert service.client.call(operation, REQUESTS.get(operation.name, {})).metadata.status == 200

    check()


def answered(operation: Operation[Any, Any]) -> list[str]:
    return [wire_name(name) for name in operation.response.model_fields]


def is_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except ValueError:
        return False


@pytest.mark.parametrize("operation", KINDS, ids=lambda operation: operation.name)
def test_anything_else_is_an_unknown_outcome(operation: Operation[Any, Any], service: Service) -> None:
    bodies = st.binary(max_size=40) | JSON.map(lambda value: json.dumps(value).encode())
    cut = st.builds(lambda value, end: json.dumps(value).encode()[:end], JSON, st.integers(0, 20))

    @examples(40)
    @given((bodies | cut).filter(lambda body: not is_object(body)))
    def check(body: bytes) -> None:
        service.answers(200, body)
        unread = OutcomeUnknownError if operation.repeat is Repeat.UNSAFE else ResponseUnreadableError
        if not operation.response.model_fields and not body.strip():
            service.client.call(operation, REQUESTS[operation.name])
            return
        with pytest.raises(unread) as caught:
            service.client.call(operation, REQUESTS.get(operation.name, {}))
        assert (caught.value.body, caught.value.status) == (body, 200)

    check()


@pytest.mark.parametrize("operation", KINDS, ids=lambda operation: operation.name)
def test_any_error_is_one_of_ours(operation: Operation[Any, Any], service: Service) -> None:
    words = st.sampled_from(
        ["", "ThrottlingException", "aws#NotFoundException:http://x", ":", "#", "500", "Mon, 01 Jan 2024 00:00:00 +9"]
    ) | st.from_regex(r"\A\w{3}, \d\d Jan \d{1,5} \d\d:00:00 [-+]\d{1,25}\Z", alphabet=st.characters(max_codepoint=127))
    members = st.sampled_from(["message", "Message", "__type", "code", "Code", "Error"])
    forms = st.dictionaries(members, words | JSON, max_size=3) | JSON

    @examples(40)
    @given(
        st.integers(300, 599),
        st.binary(max_size=30) | forms.map(lambda value: json.dumps(value).encode()),
        st.dictionaries(st.sampled_from(["x-amzn-errortype", "x-amzn-requestid", "retry-after", "date"]), words),
    )
    def check(status: int, body: bytes, headers: dict[str, str]) -> None:
        service.answers(status, body, headers)
        with pytest.raises(SESv2Error) as caught:
            service.client.call(operation, REQUESTS.get(operation.name, {}))
        assert isinstance(caught.value, ServiceError | OutcomeUnknownError)
        assert caught.value.status == status

    check()
