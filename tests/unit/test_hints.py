"""Hints of errors: a row for each cause, with the messages of AWS and of the local SES."""

import inspect
import re
import traceback
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, NamedTuple, cast

import botocore
import pytest
from botocore.client import ClientCreator
from botocore.config import Config
from botocore.stub import Stubber
from pydantic import BaseModel

from sesv2kit import ClientConfig, SESv2, catalog
from sesv2kit._boto.advice import MADE_FOR_BOTOCORE, unknown_members
from sesv2kit._core.hints import CAUSES, Refusal
from sesv2kit.errors import (
    AlreadyExistsError,
    ConfigurationError,
    NotFoundError,
    SendingPausedError,
    ServiceError,
    TenantNotAssociatedError,
)
from sesv2kit.models.account import GET_ACCOUNT, PUT_ACCOUNT_DELIVERY_ATTRIBUTES, GetAccountResponse
from sesv2kit.models.configuration_sets import (
    CREATE_CONFIGURATION_SET,
    DELETE_CONFIGURATION_SET,
    PUT_CONFIGURATION_SET_DELIVERY_OPTIONS,
)
from sesv2kit.models.identities import DELETE_EMAIL_IDENTITY
from sesv2kit.models.metrics import BATCH_GET_METRIC_DATA
from sesv2kit.models.sending import SEND_EMAIL
from sesv2kit.models.suppression import (
    DELETE_SUPPRESSED_DESTINATION,
    GET_SUPPRESSED_DESTINATION,
    LIST_SUPPRESSED_DESTINATIONS,
    PUT_SUPPRESSED_DESTINATION,
)
from sesv2kit.models.templates import DELETE_EMAIL_TEMPLATE
from sesv2kit.models.tenants import GET_TENANT
from sesv2kit.operation import Operation
from sesv2kit.testing import Backend, mock_sesv2
from sesv2kit.testing.operations import OPERATIONS
from tests.conformance import baseline
from tests.faults.server import Server, answer, refusal
from tests.sharing import LOAD_SERVICE_MODEL
from tests.unit.support import SEND, FakeClock, client_of, make, session

ARN = "arn:aws:ses:eu-west-1:123456789012"
DAY = datetime(2026, 1, 1, tzinfo=UTC)
USER = "arn:aws:iam::123456789012:user/mailer"


class Row(NamedTuple):
    """An error response, and what its hint must contain."""

    code: str | None
    message: str
    hint: str
    """A part of the hint. Empty: no hint."""
    status: int = 400
    operation: Operation[Any, Any] = SEND_EMAIL
    clock_ahead: float | None = None
    request: Mapping[str, Any] = MappingProxyType({})


ROWS = [
    # The sandbox, the region, and identities.
    Row(
        "MessageRejected",
        "Email address is not verified. The following identities failed the check in region EU-WEST-1: a@x.example",
        "per region; this request was sent to eu-west-1. Verify the sender with identities.create_email_identity()",
    ),
    Row("MessageRejected", "Email address is not verified.", "request production access with account.put_acc"),
    Row("MessageRejected", "Message contains a virus.", ""),
    Row(
        "MailFromDomainNotVerifiedException", "MAIL FROM domain <m.x.example> is not verified.", "publish the MX record"
    ),
    Row("BadRequestException", "Domain x.example is not verified for DKIM signing.", "identities.get_email_identity()"),
    Row(
        "BadRequestException",
        "Putting addresses on the suppression list needs production access.",
        "the account is in the sandbox of eu-west-1",
        operation=PUT_SUPPRESSED_DESTINATION,
    ),
    Row("BadRequestException", "Your account is in the Sandbox.", "request production access"),
    Row("NotFoundException", "Email identity x.example does not exist.", "this request was sent to eu-west-1", 404),
    Row("NotFoundException", "Template welcome does not exist.", "exist in one region", 404),
    Row("NotFoundException", "Configuration set <news> does not exist.", "exist in one region", 404),
    Row("NotFoundException", "The requested tenant <acme> does not exist.", "exist in one region", 404, GET_TENANT),
    Row("BadRequestException", "Configuration set doesn't exist", "this request was sent to eu-west-1"),
    # The suppression lists.
    Row(
        "NotFoundException",
        "Email address tenant@x.example does not exist on your suppression list.",
        "a suppression list of their own, region by region: this address is not on the one that was asked in eu-west-1",
        404,
        DELETE_SUPPRESSED_DESTINATION,
        request={"EmailAddress": "tenant@x.example", "TenantName": "acme"},
    ),
    Row(
        "NotFoundException",
        "Gone",
        "SES's own global list cannot be read or changed: a bounce's bounceSubType is Suppressed if the address is on "
        "that one, and OnAccountSuppressionList if it is on the account's",
        404,
        GET_SUPPRESSED_DESTINATION,
        request={"EmailAddress": "a@x.example"},
    ),
    Row(
        "NotFoundException",
        "The requested tenant <acme> does not exist.",
        "the tenant does not exist in eu-west-1",
        404,
        DELETE_SUPPRESSED_DESTINATION,
        request={"EmailAddress": "a@x.example", "TenantName": "acme"},
    ),
    Row(
        "NotFoundException",
        "Gone",
        "either the tenant does not exist in eu-west-1",
        404,
        DELETE_SUPPRESSED_DESTINATION,
        request={"EmailAddress": "a@x.example", "TenantName": "acme"},
    ),
    Row(
        "NotFoundException",
        "The requested tenant <acme> does not exist.",
        "this request was sent to eu-west-1",
        404,
        LIST_SUPPRESSED_DESTINATIONS,
    ),
    # Tenants.
    *(
        Row(
            "BadRequestException",
            f"Cannot delete {ARN}:{resource} because it has tenant associations. Remove all tenant associations and "
            "try again.",
            "tenants.list_resource_tenants() lists the tenants that use it",
            operation=operation,
        )
        for resource, operation in (
            ("identity/x.example", DELETE_EMAIL_IDENTITY),
            ("configuration-set/news", DELETE_CONFIGURATION_SET),
            ("template/welcome", DELETE_EMAIL_TEMPLATE),
        )
    ),
    Row("BadRequestException", "Missing required header 'From'.", ""),
    Row("BadRequestException", "Configuration set <sandbox> does not exist", "this request was sent to eu-west-1"),
    Row("BadRequestException", "Pool sandbox-pool is in use", ""),
    Row(
        "InvalidSignatureException",
        "Credential should be scoped to a valid region.",
        "region_name and endpoint_url do not match",
        403,
    ),
    Row("AccessDeniedException", f"{ARN}:identity/x.example is associated with another tenant", "", 403),
    # Permissions.
    Row(
        "AccessDeniedException",
        f"User: {USER} is not authorized to perform: ses:SendEmail on resource: {ARN}:identity/x.example because no "
        "identity-based policy allows the ses:SendEmail action",
        "allow ses:SendEmail in the caller's identity-based policy",
        403,
    ),
    Row(
        "AccessDeniedException",
        f"User `{USER}' is not authorized to perform `ses:SendRawEmail' on resource `{ARN}:identity/x.example'",
        "IAM policy: this call of SendEmail needs it in addition to ses:SendEmail",
        403,
    ),
    Row(
        "AccessDeniedException",
        f"User: {USER} is not authorized to perform: ses:GetAccount with an explicit deny in a service control policy",
        "a policy denies ses:GetAccount explicitly",
        403,
        GET_ACCOUNT,
    ),
    Row(
        "AccessDenied",
        f"User: {USER} is not authorized to perform: ses:GetAccount because no VPC endpoint policy allows the action",
        "in the caller's VPC endpoint policy",
        403,
        GET_ACCOUNT,
    ),
    Row("AccessDeniedException", "Access Denied", "", 403),
    Row(
        "AccessDeniedException",
        f"Tenant <acme> is not associated with resources [{ARN}:identity/x.example, {ARN}:configuration-set/news]",
        "tenants.ensure(tenant_name=..., resources=error.missing_arns) associates them with the tenant",
        403,
    ),
    # Credentials and the clock.
    Row("ExpiredTokenException", "The security token included in the request is expired", "have expired", 403),
    Row("ExpiredToken", "The provided token has expired.", "have expired", 403),
    Row("UnrecognizedClientException", "The security token included in the request is invalid.", "access key", 403),
    Row("InvalidClientTokenId", "The security token included in the request is invalid.", "in eu-west-1", 403),
    Row(
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided.",
        "the secret access key does not belong to the access key",
        403,
    ),
    Row(
        "InvalidSignatureException",
        "Signature expired: 20260101T000000Z is now earlier than 20260101T001500Z (20260101T002000Z - 5 min.)",
        "this machine's clock is 1200 s behind the service's",
        403,
        clock_ahead=-1200.4,
    ),
    Row(
        "SignatureDoesNotMatch",
        "Signature not yet current: 20260101T010000Z is still later than 20260101T005000Z (20260101T004500Z + 5 min.)",
        "this machine's clock is 900 s ahead of the service's",
        403,
        clock_ahead=900.0,
    ),
    Row("RequestExpired", "Request has expired.", "clock is more than five minutes off"),
    Row("RequestTimeTooSkewed", "The difference between the times is too large.", "1000 s ahead", 403, clock_ahead=1e3),
    Row("RequestInTheFuture", "", "301 s ahead", 403, clock_ahead=301.0),
    Row("InvalidSignatureException", "Signature expired: x", "was this machine suspended", 403, clock_ahead=-2.0),
    Row("IncompleteSignature", "Authorization header requires 'Signature' parameter.", "", 403),
    # Paused sending, and rates.
    Row("AccountSuspendedException", "Account 1 is suspended from sending.", "Support Center"),
    Row("SendingPausedException", "Sending is paused for account 1.", "account.put_account_sending_attributes("),
    Row(
        "SendingPausedException",
        "Sending is paused for configuration set <news>.",
        "configuration_sets.put_configuration_set_sending_options(",
    ),
    Row("SendingPausedException", "Sending is paused for tenant <acme>.", "enable the tenant"),
    Row("ThrottlingException", "Daily message quota exceeded.", "account.get_account().send_quota"),
    Row("ThrottlingException", "Maximum sending rate exceeded.", "ClientConfig(send_rate=...)"),
    Row("TooManyRequestsException", "Rate exceeded", "ClientConfig(rates={...})", 429, GET_TENANT),
    # The Virtual Deliverability Manager.
    Row(
        "NotFoundException",
        "The Virtual Deliverability Manager is not enabled for account 1.",
        "BatchGetMetricData needs the Virtual Deliverability Manager in eu-west-1",
        404,
        BATCH_GET_METRIC_DATA,
    ),
    # Not SES, or not as SES expects it.
    Row(None, "", "this is a redirect, which SES never sends: is email.example SES", 302),
    Row(None, "<html>Not Found</html>", "no error code, unlike those of SES: is email.example SES", 404),
    Row(None, "", "is there a proxy in front of it", 407),
    Row(None, "Bad gateway", "", 502),
    Row("UnknownOperationException", "", "email.example does not know this operation", 404),
    Row("RequestEntityTooLarge", "", "40 MB", 413),
    Row("InternalFailure", "", "", 500),
    Row("LimitExceededException", "Too many templates.", ""),
]


def refusal_of(row: Row, *, after_unknown: bool = False) -> Refusal:
    return Refusal(
        operation=row.operation,
        code=row.code,
        message=row.message,
        status=row.status,
        region="eu-west-1",
        endpoint="email.example",
        clock_ahead=row.clock_ahead,
        request=row.request,
        after_unknown=after_unknown,
    )


def hint_of(row: Row, *, after_unknown: bool = False) -> str | None:
    return refusal_of(row, after_unknown=after_unknown).error().hint


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.code} {row.message[:30]}")
def test_the_hint(row: Row) -> None:
    hint = hint_of(row)
    if row.hint:
        assert row.hint in (hint or "")
    else:
        assert hint is None


def test_every_cause_has_a_row() -> None:
    shown = {next((c.hint for c in CAUSES if c.explains(refusal_of(row))), None) for row in ROWS if row.code}
    assert {cause.hint for cause in CAUSES} - shown == set()


def test_what_hints_name_exists() -> None:
    text = "\n".join(cause.hint for cause in CAUSES)
    ses = SESv2("us-east-1")
    calls = re.findall(r"(\w+)\.(\w+)\((?:(\w+)=.*?)?\)(?:\.(\w+))?", text)
    assert len(calls) == text.count("(") - text.count("ClientConfig(") - text.count("(base64")
    for service, method, argument, attribute in calls:
        signature = inspect.signature(getattr(getattr(ses, service), method))
        assert not argument or argument in signature.parameters
        assert not attribute or attribute in GetAccountResponse.model_fields
    settings = re.findall(r"ClientConfig\((\w+)=", text)
    assert set(settings) <= {field.name for field in fields(ClientConfig)}


def test_a_refusal_after_a_lost_answer_may_be_our_own_doing() -> None:
    for code, cls in (("AlreadyExistsException", AlreadyExistsError), ("NotFoundException", NotFoundError)):
        row = Row(code, "no", "", 404, GET_TENANT)
        assert refusal_of(row).error_class is cls
        assert "an earlier attempt" in (hint_of(row, after_unknown=True) or "")
    assert "an earlier attempt" not in (hint_of(Row("BadRequestException", "", ""), after_unknown=True) or "")
    assert "no error code" in (hint_of(Row(None, "no", "", 404, GET_TENANT), after_unknown=True) or "")


def test_an_error_has_all_that_its_refusal_says() -> None:
    said: dict[str, Any] = {
        "code": "NotFoundException",
        "message": "gone",
        "status": 404,
        "request_id": "id-1",
        "attempts": 3,
        "region": "eu-west-1",
        "endpoint": "email.example",
        "retry_after": 2.0,
        "after_unknown": True,
        "response": {"Error": {"Code": "NotFoundException"}},
    }
    error = Refusal(operation=GET_TENANT, clock_ahead=1.0, **said).error()
    assert type(error) is NotFoundError
    assert {name: getattr(error, name) for name in said} == said
    assert (error.operation, {*vars(error)}) == ("GetTenant", {*said, "operation", "operation_name", "hint"})


def test_a_hint_quotes_nothing_of_what_the_service_said() -> None:
    """It may contain an address. Only the IAM action is quoted."""
    for row in ROWS:
        if row.code:
            assert hint_of(row._replace(message=row.message.replace("x.example", "secret@x.example"))) == hint_of(row)


# With real responses: through boto3, from a server, and from the local SES.


def test_an_error_tells_where_it_came_from(clock: FakeClock) -> None:
    date = "Thu, 01 Jan 2026 00:06:40 GMT"  # the fake clock stands at 00:16:40
    headers = {"x-amzn-ErrorType": "InvalidSignatureException", "Date": date}
    with (
        Server([answer({"message": "Signature not yet current: x"}, 403, headers)]) as server,
        client_of(server.url.replace("//", "//name:password@")) as client,
        pytest.raises(ServiceError) as caught,
    ):
        client.call(GET_ACCOUNT, {})
    endpoint = f"127.0.0.1:{server.port}"
    assert caught.value.endpoint == endpoint
    assert str(caught.value) == (
        f"GetAccount failed in us-east-1 at {endpoint}: InvalidSignatureException: Signature not yet current: x "
        "(request id id-1)\nHint: this machine's clock is 600 s ahead of the service's"
    )


@pytest.mark.parametrize("status", [400, 404, 500])
@pytest.mark.parametrize("body", [{"message": None}, {"Message": None}, {"message": ""}, {}, b"null"], ids=str)
@pytest.mark.usefixtures("each_client")
def test_an_error_without_a_message_says_so(body: Any, status: int, clock: FakeClock) -> None:
    code = "InternalFailure" if status == 500 else "BadRequestException"
    with (
        Server([answer(body, status, {"x-amzn-ErrorType": code})]) as server,
        client_of(server.url) as client,
        pytest.raises(ServiceError) as caught,
    ):
        client.options(max_attempts=1).call(GET_ACCOUNT, {})
    error = caught.value
    whole = "".join(traceback.format_exception(error))
    assert "None" not in re.sub(r"^ .*$", "", whole, flags=re.MULTILINE)  # lines of source code may have it
    assert f"{code} (without a message)" in str(error)
    response: Any = error.response
    assert (error.message, response["Error"]["Message"]) == ("", "")


def test_an_error_with_neither_code_nor_status_says_so() -> None:
    assert str(ServiceError("", operation="GetTenant")) == (
        "GetTenant failed in an unknown region: an error without a code (without a message)"
    )


def test_suppression_and_tenants_are_told_apart_with_the_local_ses() -> None:
    address, tenant = {"email_address": "a@x.example"}, {"tenant_name": "acme"}

    def nothing(client: SESv2, backend: Backend) -> None:
        pass

    def with_tenant(client: SESv2, backend: Backend) -> None:
        client.tenants.create_tenant(tenant_name="acme")

    assert "this address is not on the one" in (refused(DELETE_SUPPRESSED_DESTINATION, address, nothing).hint or "")
    given = {**address, **tenant}
    assert "this address is not on the one" in (refused(DELETE_SUPPRESSED_DESTINATION, given, with_tenant).hint or "")
    hint = refused(DELETE_SUPPRESSED_DESTINATION, given, nothing).hint or ""
    assert "the tenant does not exist in us-east-1" in hint
    assert "either" not in hint


def test_an_identity_that_serves_a_tenant_says_how_to_delete_it() -> None:
    def used(client: SESv2, backend: Backend) -> None:
        client.tenants.create_tenant(tenant_name="acme")
        client.tenants.create_tenant_resource_association(
            tenant_name="acme", resource_arn=f"arn:aws:ses:us-east-1:{backend.account_id}:identity/secret.example"
        )

    error = refused(DELETE_EMAIL_IDENTITY, {"email_identity": "secret.example"}, used)
    assert "tenants.delete_tenant_resource_association() removes it from one" in (error.hint or "")


@pytest.mark.parametrize("date", ["", "yesterday", "Thu, 01 Jan 2026 00:06:40", "Thu, 99 Jan 2026 00:06:40 GMT"])
def test_an_odd_date_tells_nothing_of_the_clock(date: str) -> None:
    headers = {"x-amzn-ErrorType": "RequestExpired", "Date": date}
    with (
        Server([answer({}, 400, headers)]) as server,
        client_of(server.url) as client,
        pytest.raises(ServiceError, match="clock is more than five minutes off"),
    ):
        client.call(GET_ACCOUNT, {})


def test_the_endpoint_is_the_one_that_was_asked() -> None:
    """Not the client's: a global endpoint has its own host, which botocore resolves for each call."""

    def elsewhere(params: dict[str, Any], **_: Any) -> None:
        params["url"] = params["url"].replace("ses.invalid", f"127.0.0.1:{server.port}")

    with Server([refusal(404, "NotFoundException")]) as server, client_of("http://ses.invalid") as client:
        client.boto3_client.meta.events.register("before-call.sesv2", elsewhere)
        with pytest.raises(NotFoundError) as caught:
            client.call(GET_TENANT, {"tenant_name": "a"})
    assert caught.value.endpoint == f"127.0.0.1:{server.port}"


def test_the_endpoint_of_a_stub_is_the_clients() -> None:
    client = client_of(None)
    with Stubber(client.boto3_client) as stubber:
        stubber.add_client_error("get_tenant", "NotFoundException", "gone", 404)
        with pytest.raises(NotFoundError) as caught:
            client.call(GET_TENANT, {"tenant_name": "a"})
    assert caught.value.endpoint == "email.us-east-1.amazonaws.com"


def refused(
    operation: Operation[Any, Any], request: dict[str, Any], arrange: Callable[[SESv2, Backend], None]
) -> ServiceError:
    """The error of the local SES for a request, after some setup."""
    with mock_sesv2() as backend:
        client = SESv2("us-east-1")
        backend.verify_identity("secret.example")
        arrange(client, backend)
        with pytest.raises(ServiceError) as caught:
            client.call(operation, request)
    return caught.value


def test_the_local_ses_names_what_a_tenant_lacks() -> None:
    def bare_tenant(client: SESv2, _: Backend) -> None:
        client.tenants.create_tenant(tenant_name="acme")
        client.configuration_sets.create_configuration_set(configuration_set_name="news")

    error = refused(SEND_EMAIL, {**SEND, "tenant_name": "acme", "configuration_set_name": "news"}, bare_tenant)
    assert type(error) is TenantNotAssociatedError
    arn = "arn:aws:ses:us-east-1:123456789012"
    assert error.missing_arns == (f"{arn}:identity/secret.example", f"{arn}:configuration-set/news")
    assert "missing_arns" in (error.hint or "")


def test_what_the_local_ses_needs_the_vdm_for_is_declared() -> None:
    needing = {method for method, function in OPERATIONS.items() if "check_vdm(state)" in inspect.getsource(function)}
    assert needing == {operation.method for operation in catalog.operations().values() if operation.needs_vdm}


def test_the_local_ses_without_the_vdm() -> None:
    query = {"id": "a", "namespace": "VDM", "metric": "SEND", "start_date": DAY, "end_date": DAY}
    error = refused(BATCH_GET_METRIC_DATA, {"queries": [query]}, lambda client, backend: None)
    assert type(error) is NotFoundError
    assert "needs the Virtual Deliverability Manager in us-east-1" in (error.hint or "")


def test_the_local_ses_in_the_sandbox() -> None:
    def sandbox(_: SESv2, backend: Backend) -> None:
        backend.account.production_access = False

    error = refused(SEND_EMAIL, {**SEND, "destination": "someone@else.example"}, sandbox)
    assert "While the account is in the sandbox" in (error.hint or "")
    put = {"email_address": "a@x.example", "reason": "BOUNCE"}
    assert "is in the sandbox of us-east-1" in (refused(PUT_SUPPRESSED_DESTINATION, put, sandbox).hint or "")


def test_the_local_ses_paused() -> None:
    def paused(client: SESv2, _: Backend) -> None:
        client.account.put_account_sending_attributes(sending_enabled=False)

    error = refused(SEND_EMAIL, SEND, paused)
    assert type(error) is SendingPausedError
    assert "put_account_sending_attributes(sending_enabled=True)" in (error.hint or "")


# A botocore that is too old.


def test_the_botocore_that_knows_everything_is_that_of_the_baseline() -> None:
    assert baseline.recorded().botocore == MADE_FOR_BOTOCORE


def older(*, validating: bool) -> SESv2:
    """A client whose botocore lacks operations, arguments and members."""
    settings = Config(retries={"total_max_attempts": 1}, parameter_validation=validating)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientCreator, "_load_service_model", LOAD_SERVICE_MODEL)  # the model is changed below
        boto3_client: Any = session().client("sesv2", endpoint_url="http://ses.invalid", config=settings)
    model = boto3_client.meta.service_model
    mail, put, create = (
        model.operation_model(name).input_shape.members
        for name in ("SendEmail", "PutConfigurationSetDeliveryOptions", "CreateConfigurationSet")
    )
    del mail["TenantName"], mail["Content"].members["Simple"].members["Headers"]
    for method in ("get_tenant", "put_account_delivery_attributes"):
        if hasattr(boto3_client, method):  # the oldest that is allowed has no delivery mode
            delattr(type(boto3_client), method)  # botocore makes a class for each client
    for members in (put, create["DeliveryOptions"].members):
        members.pop("SharedPoolDeliveryMode", None)
    return make(boto3_client=boto3_client)


NEW_MEMBER: dict[str, Any] = {
    "simple": {**SEND["content"]["simple"], "headers": [{"name": "X-Secret", "value": "secret"}]}
}


@pytest.mark.usefixtures("each_client")
@pytest.mark.parametrize("validating", [True, False])
@pytest.mark.parametrize(
    ("operation", "request_", "unknown"),
    [
        (PUT_ACCOUNT_DELIVERY_ATTRIBUTES, {"shared_pool_delivery_mode": "GLOBAL"}, "this operation"),
        (
            PUT_CONFIGURATION_SET_DELIVERY_OPTIONS,
            {
                "configuration_set_name": "secret",
                "tls_policy": None,
                "sending_pool_name": None,
                "max_delivery_seconds": None,
                "shared_pool_delivery_mode": "GLOBAL",
            },
            "SharedPoolDeliveryMode",
        ),
        (
            CREATE_CONFIGURATION_SET,
            {"configuration_set_name": "secret", "delivery_options": {"shared_pool_delivery_mode": "GLOBAL"}},
            "DeliveryOptions.SharedPoolDeliveryMode",
        ),
        (GET_TENANT, {"tenant_name": "secret"}, "this operation"),
        (SEND_EMAIL, {**SEND, "tenant_name": "secret"}, "TenantName"),
        (SEND_EMAIL, {**SEND, "content": NEW_MEMBER}, "Content.Simple.Headers"),
        (SEND_EMAIL, {**SEND, "content": NEW_MEMBER, "tenant_name": "s"}, "Content.Simple.Headers, TenantName"),
    ],
)
def test_an_old_botocore_is_named(
    operation: Operation[Any, Any],
    request_: dict[str, Any],
    unknown: str,
    validating: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(botocore, "__version__", "1.43.115")
    with pytest.raises(ConfigurationError) as caught:
        older(validating=validating).call(operation, request_)
    assert str(caught.value) == (
        f"{operation.name} was not sent: botocore {botocore.__version__} does not know {unknown}; botocore "
        f"{MADE_FOR_BOTOCORE} does: pip install --upgrade boto3"
    )
    assert "secret" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.usefixtures("each_client")
def test_an_old_botocore_serves_whoever_needs_nothing_new() -> None:
    client = older(validating=True)
    with Stubber(client.boto3_client) as stub:
        wire = {"ConfigurationSetName": "a", "TlsPolicy": "REQUIRE"}
        stub.add_response("put_configuration_set_delivery_options", {}, wire)
        client.configuration_sets.put_configuration_set_delivery_options(
            configuration_set_name="a", tls_policy="REQUIRE", sending_pool_name=None, max_delivery_seconds=None
        )
        stub.assert_no_pending_responses()


def test_unknown_members_are_found_in_lists_and_maps() -> None:
    shape = client_of(None).boto3_client.meta.service_model.operation_model("SendBulkEmail").input_shape
    entry = {"Destination": {"ToAddresses": ["a@x.example"], "New": 1}, "ReplacementTags": [{"Name": "a", "Newer": 2}]}
    wire = {"BulkEmailEntries": [{}, entry], "DefaultContent": {}}
    assert list(unknown_members(shape, wire)) == [
        "BulkEmailEntries.Destination.New",
        "BulkEmailEntries.ReplacementTags.Newer",
    ]


def meddling(params: dict[str, Any], **_: Any) -> None:
    params["FromEmailAddress"] = ["secret"]
    params["Content"] = {"Simple": {"Subject": {}, "Body": "secret\nsecret"}}


def test_what_a_hook_breaks_is_told_without_the_values() -> None:
    settings = Config(retries={"total_max_attempts": 1})
    client = SESv2(boto3_client=session().client("sesv2", config=settings))
    client.boto3_client.meta.events.register("before-parameter-build.sesv2", meddling)
    with pytest.raises(ConfigurationError) as caught:
        client.call(SEND_EMAIL, SEND)
    assert str(caught.value) == (
        "SendEmail was not sent: botocore's validation refuses FromEmailAddress, Content.Simple.Subject, "
        "Content.Simple.Body"
    )
    assert "secret" not in "".join(traceback.format_exception(caught.value))


def test_what_a_hook_breaks_of_an_old_botocore_is_told_without_the_values() -> None:
    client = older(validating=True)
    client.boto3_client.meta.events.register("before-parameter-build.sesv2", meddling)
    with pytest.raises(ConfigurationError, match="does not know TenantName") as caught:
        client.call(SEND_EMAIL, {**SEND, "tenant_name": "a"})
    assert "secret" not in "".join(traceback.format_exception(caught.value))


def test_a_key_error_of_a_hook_stays_its_own() -> None:
    def hook(**_: Any) -> None:
        raise KeyError("own")

    with client_of(None) as client:
        client.boto3_client.meta.events.register("before-parameter-build.sesv2", hook)
        with pytest.raises(KeyError, match="own"):
            client.call(GET_TENANT, {"tenant_name": "a"})


def test_where_to_look_needs_nothing_of_a_lost_response() -> None:
    """Such as a message id."""
    ses = SESv2("us-east-1")
    looked = 0
    for operation in catalog.operations().values():
        received = cast("type[BaseModel]", operation.response).model_fields
        for service, method in re.findall(r"\b(\w+)\.(\w+)\b", operation.where_to_look):
            if (found := getattr(getattr(ses, service, None), method, None)) is None:
                continue  # an attribute of a response
            parameters = inspect.signature(found).parameters.values()
            needed = {one.name for one in parameters if one.default is inspect.Parameter.empty}
            assert not needed & received.keys()
            looked += 1
    assert looked >= 7
