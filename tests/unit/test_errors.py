"""The error classes: the class for a response, its text, and pickling."""

import ast
import copy
import dataclasses
import inspect
import pickle
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
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
    EventParseError,
    InternalServiceError,
    InvalidNextTokenError,
    KeyInProgressError,
    KeyReusedError,
    MemberUnreadError,
    MessageRejectedError,
    NotFoundError,
    OutcomeUnknownError,
    PaginationLoopError,
    PreflightError,
    Problem,
    RequestInvalidError,
    SendRateExceededError,
    ServiceError,
    SESv2Error,
    TemplateInvalidError,
    TenantNotAssociatedError,
    TransportError,
    UntrustedEventError,
    WaitError,
    error_class,
)
from sesv2kit.models.sending import SEND_EMAIL
from sesv2kit.models.tenants import GET_TENANT, GetTenantRequest, GetTenantResponse
from tests.conformance.facts import APIS
from tests.tools.aws import Api


def every(root: type[SESv2Error]) -> list[type[SESv2Error]]:
    return [root, *(below for child in root.__subclasses__() for below in every(child))]


ARN = "arn:aws:ses:us-east-1:123456789012"
LACKING = "Tenant <acme> is not associated with resources [{}]"


@pytest.mark.parametrize(
    ("code", "status", "message", "sends", "expected"),
    [
        ("NotFoundException", 404, "", False, NotFoundError),
        ("MessageRejected", 400, "", True, MessageRejectedError),
        ("ConcurrentModificationException", 500, "", False, ConcurrentModificationError),
        ("AccessDeniedException", 400, "", False, AccessDeniedError),
        ("AccessDenied", 400, "", False, AccessDeniedError),
        ("NotAuthorized", 400, "", False, AccessDeniedError),
        ("OptInRequired", 403, "", False, AccessDeniedError),
        ("AccessDeniedException", 403, LACKING.format(f"{ARN}:identity/x.example"), True, TenantNotAssociatedError),
        (None, 403, LACKING.format(f"{ARN}:identity/x.example"), True, TenantNotAssociatedError),
        ("AccessDeniedException", 403, LACKING.format(""), True, AccessDeniedError),
        ("BadRequestException", 400, LACKING.format(f"{ARN}:identity/x.example"), True, BadRequestError),
        ("AuthFailure", 401, "", False, AuthenticationError),
        ("ExpiredToken", 403, "", False, AuthenticationError),
        ("ExpiredTokenException", 403, "", False, AuthenticationError),
        ("IncompleteSignature", 400, "", False, AuthenticationError),
        ("InvalidClientTokenId", 403, "", False, AuthenticationError),
        ("InvalidSignatureException", 403, "", False, AuthenticationError),
        ("MissingAuthenticationToken", 403, "", False, AuthenticationError),
        ("MissingAuthenticationTokenException", 403, "", False, AuthenticationError),
        ("RequestExpired", 400, "", False, AuthenticationError),
        ("RequestInTheFuture", 403, "", False, AuthenticationError),
        ("RequestTimeTooSkewed", 403, "", False, AuthenticationError),
        ("SignatureDoesNotMatch", 403, "", False, AuthenticationError),
        ("UnrecognizedClientException", 403, "", False, AuthenticationError),
        ("RequestEntityTooLarge", 413, "", True, BadRequestError),
        ("RequestEntityTooLargeException", 413, "", True, BadRequestError),
        ("SerializationException", 400, "", False, BadRequestError),
        ("UnknownOperationException", 404, "", False, BadRequestError),
        ("ValidationError", 400, "", False, BadRequestError),
        ("ValidationException", 400, "", False, BadRequestError),
        ("RequestTimeout", 408, "", False, ServiceError),
        ("RequestTimeoutException", 408, "", False, ServiceError),
        ("InternalFailure", 500, "", False, InternalServiceError),
        ("ServiceUnavailable", 503, "", False, InternalServiceError),
        ("InternalServiceErrorException", 500, "", False, InternalServiceError),
        # With HTTP 5xx the status decides: these codes come with 4xx.
        ("BadRequestException", 500, "", False, InternalServiceError),
        ("ThrottlingException", 503, "Rate exceeded", False, InternalServiceError),
        ("ExpiredTokenException", 504, "", False, InternalServiceError),
        # Throttles: by their text, otherwise by the operation.
        ("TooManyRequestsException", 429, "Too many", False, ApiRateExceededError),
        ("TooManyRequestsException", 429, "Too many", True, SendRateExceededError),
        ("TooManyRequestsException", 429, "Rate exceeded", True, ApiRateExceededError),
        ("ThrottlingException", 400, "Maximum sending rate exceeded.", True, SendRateExceededError),
        ("ThrottlingException", 400, "Daily message quota exceeded.", True, DailyQuotaExceededError),
        ("Throttling", 400, "DAILY QUOTA", False, DailyQuotaExceededError),
        # No code, or an unknown one: by the status.
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


@pytest.mark.parametrize("api", APIS, ids=[api.service for api in APIS])
def test_every_modelled_error_has_a_class_of_its_name(api: Api) -> None:
    for code in (name for name, shape in api.shapes.items() if shape.is_error):
        cls = error_class(code, 418, "", sends=False)
        assert issubclass(cls, ServiceError), code
        assert cls is not ServiceError, code
        stem = code.removesuffix("Exception").removesuffix("Error")
        assert stem in {one.__name__.removesuffix("Error") for one in cls.__mro__}, code


def made(cls: type[SESv2Error]) -> SESv2Error:
    """An error with all details."""
    details: dict[str, Any] = {"operation": "GetTenant", "attempts": 3, "status": 418, "request_id": "id-1"}
    if issubclass(cls, ServiceError):
        response = {"Error": {"Code": "C", "Message": "m"}, "ResponseMetadata": {"HTTPStatusCode": 418}}
        return cls(
            "words",
            **details,
            code="C",
            region="us-east-1",
            endpoint="email.example",
            hint="do this",
            response=response,
        )
    if issubclass(cls, OutcomeUnknownError):
        request = GetTenantRequest(tenant_name="acme")
        return cls("words", **details, request=request, sent_at=datetime(2026, 1, 1, tzinfo=UTC), where_to_look="there")
    if issubclass(cls, TransportError):
        return cls("words", **details, body=b"\xff")
    if issubclass(cls, RequestInvalidError):
        return cls("GetTenant", [Problem("tenant_name", "is required", "https://x")])
    if issubclass(cls, KeyInProgressError):
        return cls("words", lease_left=2.5)
    if issubclass(cls, KeyReusedError):
        return cls("words", operation="SendEmail")
    if issubclass(cls, MemberUnreadError):
        return cls("SuppressedDestination", "last_update_time")
    if issubclass(cls, PreflightError):
        return cls([Problem("template_name", "does not exist", "https://x")])
    if issubclass(cls, TemplateInvalidError):
        return cls("words", part="html", line=3)
    if issubclass(cls, UntrustedEventError):
        return cls()
    if issubclass(cls, EventParseError):
        return cls(("SQS record", "text"), "it is no JSON", line=3)
    if issubclass(cls, WaitError):
        return cls("words", response=GetTenantResponse(), waited=2.5)
    return cls("words")


@pytest.mark.parametrize("cls", every(SESv2Error))
@pytest.mark.parametrize("moved", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_errors_travel_whole(cls: type[SESv2Error], moved: Any) -> None:
    error = made(cls)
    again = moved(error)
    assert type(again) is cls
    assert (str(again), again.args, vars(again)) == (str(error), error.args, vars(error))


def test_the_request_of_an_unknown_outcome_by_its_operation() -> None:
    error = made(OutcomeUnknownError)
    assert isinstance(error, OutcomeUnknownError)
    assert error.request_of(GET_TENANT) is error.request
    assert error.request_of(SEND_EMAIL) is None


def test_where_to_look_has_its_former_name() -> None:
    held: list[tuple[Any, str]] = [(made(OutcomeUnknownError), "there"), (SEND_EMAIL, SEND_EMAIL.where_to_look)]
    for one, place in held:
        with pytest.warns(DeprecationWarning, match=r"\.if_unknown is now \.where_to_look"):
            assert one.if_unknown == place
    with pytest.warns(DeprecationWarning, match=r"Operation\(if_unknown=\.\.\.\) is now where_to_look="):
        assert dataclasses.replace(held[1][0], if_unknown="here").where_to_look == "here"


@pytest.mark.parametrize("cls", every(ServiceError))
def test_service_errors_are_botocores_too(cls: type[ServiceError]) -> None:
    error: Any = made(cls)
    assert isinstance(error, ClientError)
    error = cast("Any", error)
    assert error.response["Error"]["Code"] == "C"
    assert error.operation_name == "GetTenant"


def test_the_text_of_a_service_error() -> None:
    assert str(made(InvalidNextTokenError)) == (
        "GetTenant failed in us-east-1 at email.example: C: words (request id id-1)\nHint: do this"
    )
    bare = ServiceError("words", operation="GetTenant", status=418)
    assert str(bare) == "GetTenant failed in an unknown region: HTTP 418: words"


USER = "arn:aws:sts::123456789012:assumed-role/mailer/i-1"
IDENTITY = f"{ARN}:identity/ann@x.example"


@pytest.mark.parametrize(
    ("message", "action", "resource"),
    [
        (
            f"User: {USER} is not authorized to perform: ses:SendEmail on resource: {IDENTITY} because no "
            "identity-based policy allows the ses:SendEmail action",
            "ses:SendEmail",
            IDENTITY,
        ),
        (
            f"User `{USER}' is not authorized to perform `ses:SendRawEmail' on resource `{IDENTITY}'",
            "ses:SendRawEmail",
            IDENTITY,
        ),
        (
            f"User: {USER} is not authorized to perform: ses:GetAccount on resource: * with an explicit deny in a "
            "service control policy",
            "ses:GetAccount",
            "*",
        ),
        (f"User: {USER} is not authorized to perform: iam:PassRole", "iam:PassRole", None),
        ("User: anonymous is not authorized to perform this", None, None),
        (LACKING.format(IDENTITY), None, None),
        ("", None, None),
    ],
)
def test_a_denied_action_is_read_from_the_words(message: str, action: str | None, resource: str | None) -> None:
    error = AccessDeniedError(message, operation="SendEmail")
    assert (error.action, error.resource) == (action, resource)


@pytest.mark.parametrize(
    ("message", "arns"),
    [
        (
            LACKING.format(f"{IDENTITY}, {ARN}:configuration-set/news, {ARN}:template/hi"),
            ("identity/ann@x.example", "configuration-set/news", "template/hi"),
        ),
        (LACKING.format(f"'{IDENTITY}','{ARN}:template/hi'"), ("identity/ann@x.example", "template/hi")),
        (
            f"Resource {ARN}:configuration-set/news is not associated with tenant {ARN}:tenant/acme/tn-1.",
            ("configuration-set/news",),
        ),
        (f"Not associated with tenant acme: {IDENTITY}.", ("identity/ann@x.example",)),
        # Not a resource of SES, or another error.
        (f"Tenant {ARN}:tenant/acme/tn-1 is not associated.", ()),
        ("Not associated: arn:aws:iam::1:role/identity/x", ()),
        (f"User: {USER} is not authorized to perform: ses:SendEmail on resource: {IDENTITY} associated with x", ()),
        (f"No access to {IDENTITY}", ()),
        ("", ()),
    ],
)
def test_what_a_tenant_lacks_is_read_from_the_words(message: str, arns: tuple[str, ...]) -> None:
    cls = error_class("AccessDeniedException", 403, message, sends=True)
    assert cls is (TenantNotAssociatedError if arns else AccessDeniedError)
    error = TenantNotAssociatedError(message, operation="SendEmail")
    for one in (error, copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert one.missing_arns == tuple(f"{ARN}:{arn}" for arn in arns)


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
    named = {name: one for name, one in vars(errors).items() if name.endswith("Error") and not name.startswith("_")}
    public = {name: one for name, one in named.items() if isinstance(one, type)}
    assert set(public.values()) == set(every(SESv2Error))
    assert not issubclass(ConfigurationError, ValueError)
    assert not issubclass(PaginationLoopError, TransportError)
    assert all(one.__doc__ for one in public.values())


def test_type_checkers_see_what_client_error_has() -> None:
    source = ast.parse(Path(errors.__file__).read_text())
    [seen] = [one for one in ast.walk(source) if isinstance(one, ast.ClassDef) and one.name == "_ClientError"]
    real = {*vars(ClientError({}, "GetTenant")), *(name for name in vars(ClientError) if not name.startswith("_"))}
    assert {ast.unparse(one.target) for one in seen.body if isinstance(one, ast.AnnAssign)} == real
    [constructor] = [one for one in seen.body if isinstance(one, ast.FunctionDef)]
    assert [one.arg for one in constructor.args.args] == [*inspect.signature(ClientError.__init__).parameters]


def test_every_attribute_has_its_words() -> None:
    """Attributes that constructors set; tests/meta checks the others."""
    bare: list[str] = []
    for function in ast.walk(ast.parse(Path(errors.__file__).read_text())):
        if not isinstance(function, ast.FunctionDef) or function.name != "__init__":
            continue
        for node, following in pairwise((*function.body, ast.Pass())):
            match node:
                case ast.Assign(targets=[target]) | ast.AnnAssign(target=target) if isinstance(target, ast.Attribute):
                    is_documented = isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant)
                    bare += [] if is_documented else [target.attr]
                case _:
                    pass
    assert bare == []
