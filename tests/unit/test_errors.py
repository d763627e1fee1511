"""The error tree: which class an answer becomes, what its text tells, and that errors travel between processes."""

import copy
import pickle
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from sesv2kit import errors
from sesv2kit.errors import (
    AccessDeniedError,
    ApiRateExceededError,
    AuthenticationError,
    BadRequestError,
    ConcurrentModificationError,
    ConfigurationError,
    ConflictError,
    DailyQuotaExceededError,
    InternalServiceError,
    InvalidNextTokenError,
    MessageRejectedError,
    NotFoundError,
    PaginationLoopError,
    Problem,
    RequestInvalidError,
    SendRateExceededError,
    ServiceError,
    SESv2Error,
    TransportError,
    error_class,
)
from tests.unit.support import session


def every(root: type[SESv2Error]) -> list[type[SESv2Error]]:
    return [root, *(below for child in root.__subclasses__() for below in every(child))]


@pytest.mark.parametrize(
    ("code", "status", "message", "sends", "expected"),
    [
        ("NotFoundException", 404, "", False, NotFoundError),
        ("MessageRejected", 400, "", True, MessageRejectedError),
        ("ConcurrentModificationException", 500, "", False, ConcurrentModificationError),
        ("AccessDeniedException", 400, "", False, AccessDeniedError),
        ("ExpiredTokenException", 403, "", False, AuthenticationError),
        ("SignatureDoesNotMatch", 403, "", False, AuthenticationError),
        ("ValidationException", 400, "", False, BadRequestError),
        ("InternalServiceErrorException", 500, "", False, InternalServiceError),
        # Throttles: by their text, else by what was called.
        ("TooManyRequestsException", 429, "Too many", False, ApiRateExceededError),
        ("TooManyRequestsException", 429, "Too many", True, SendRateExceededError),
        ("TooManyRequestsException", 429, "Rate exceeded", True, ApiRateExceededError),
        ("ThrottlingException", 400, "Maximum sending rate exceeded.", True, SendRateExceededError),
        ("ThrottlingException", 400, "Daily message quota exceeded.", True, DailyQuotaExceededError),
        ("Throttling", 400, "DAILY QUOTA", False, DailyQuotaExceededError),
        # No code, or one nobody knows: by the status.
        (None, 400, "", False, BadRequestError),
        (None, 401, "", False, AuthenticationError),
        (None, 403, "", False, AccessDeniedError),
        (None, 404, "", False, NotFoundError),
        (None, 409, "", False, ConflictError),
        (None, 429, "", True, SendRateExceededError),
        (None, 418, "", False, ServiceError),
        (None, 302, "", False, ServiceError),
        (None, None, "", False, ServiceError),
        ("", 503, "", False, InternalServiceError),
        ("NovelException", 400, "", False, BadRequestError),
        ("NovelException", 599, "", False, InternalServiceError),
        ("NovelException", 402, "", False, ServiceError),
    ],
)
def test_the_class_of_an_answer(
    code: str | None, status: int | None, message: str, sends: bool, expected: type[ServiceError]
) -> None:
    assert error_class(code, status, message, sends=sends) is expected


@pytest.mark.parametrize("service", ["sesv2", "pinpoint-email"])
def test_every_modelled_error_has_a_class_of_its_name(service: str) -> None:
    boto3_session: Any = session()
    model = boto3_session.client(service).meta.service_model
    for shape in model.error_shapes:
        code: str = shape.metadata.get("error", {}).get("code", shape.name)
        cls = error_class(code, 418, "", sends=False)
        assert issubclass(cls, ServiceError), code
        assert cls is not ServiceError, code
        stem = code.removesuffix("Exception").removesuffix("Error")
        assert stem in {one.__name__.removesuffix("Error") for one in cls.__mro__}, code


def made(cls: type[SESv2Error]) -> SESv2Error:
    """An error with every detail it can have."""
    details: dict[str, Any] = {"operation": "GetTenant", "attempts": 3, "status": 418, "request_id": "id-1"}
    if issubclass(cls, ServiceError):
        response = {"Error": {"Code": "C", "Message": "m"}, "ResponseMetadata": {"HTTPStatusCode": 418}}
        return cls("words", **details, code="C", region="us-east-1", hint="do this", response=response)
    if issubclass(cls, TransportError):
        return cls("words", **details, body=b"\xff")
    if issubclass(cls, RequestInvalidError):
        return cls("GetTenant", [Problem("tenant_name", "is required", "https://x")])
    return cls("words")


@pytest.mark.parametrize("cls", every(SESv2Error))
@pytest.mark.parametrize("moved", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_errors_travel_whole(cls: type[SESv2Error], moved: Any) -> None:
    error = made(cls)
    again = moved(error)
    assert type(again) is cls
    assert (str(again), again.args, vars(again)) == (str(error), error.args, vars(error))


@pytest.mark.parametrize("cls", every(ServiceError))
def test_service_errors_are_botocores_too(cls: type[ServiceError]) -> None:
    error: Any = made(cls)
    assert isinstance(error, ClientError)
    error = cast("Any", error)
    assert error.response["Error"]["Code"] == "C"
    assert error.operation_name == "GetTenant"


def test_the_text_of_a_service_error() -> None:
    assert str(made(InvalidNextTokenError)) == (
        "GetTenant failed in us-east-1: C: words (request id id-1)\nHint: do this"
    )
    bare = ServiceError("words", operation="GetTenant", status=418)
    assert str(bare) == "GetTenant failed in an unknown region: HTTP 418: words"


def test_the_text_of_an_invalid_request_names_every_problem() -> None:
    problems = [Problem("a.0.b", "is required", "https://x"), Problem("", "must differ", "https://y")]
    error = RequestInvalidError("GetTenant", problems)
    assert str(error).splitlines() == [
        "GetTenant was not sent, its arguments are invalid:",
        "  a.0.b: is required (source: https://x)",
        "  (arguments): must differ (source: https://y)",
    ]
    assert isinstance(error, ValueError)
    assert error.problems == tuple(problems)


def test_the_tree_has_one_root_and_every_branch_a_meaning() -> None:
    public = {name: one for name, one in vars(errors).items() if isinstance(one, type) and name.endswith("Error")}
    public.pop("ClientError")
    assert set(public.values()) == set(every(SESv2Error))
    assert not issubclass(ConfigurationError, ValueError)
    assert not issubclass(PaginationLoopError, TransportError)
    assert all(one.__doc__ for one in public.values())
