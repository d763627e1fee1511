"""Tenants with what they need to send, whether they could send, and without it again."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from sesv2kit import ClientConfig, TenantChange
from sesv2kit._workflows.waiting import LAG
from sesv2kit.errors import (
    AccessDeniedError,
    BadRequestError,
    ConfigurationError,
    ConnectError,
    LimitExceededError,
    NoResponseError,
    NotFoundError,
    PreflightError,
    RequestInvalidError,
    ResponseUnreadableError,
    TenantNotAssociatedError,
)
from sesv2kit.models import EmailTemplateContent, SuppressionOptions, Tag, TenantSuppressionAttributes
from sesv2kit.testing import Backend
from sesv2kit.testing.protocol.errors import Refused
from tests.aio import blocking
from tests.every import every
from tests.faults.server import Answer, End, Server, answer

ACCOUNT = "arn:aws:ses:us-east-1:123456789012:"
ALL = ["identity/shop.example", "configuration-set/shop", "template/welcome"]
OWN = TenantSuppressionAttributes(suppression_scope="TENANT", suppressed_reasons=["BOUNCE", "COMPLAINT"])
SEND: dict[str, Any] = {
    "from_email_address": "Shop <news@shop.example>",
    "configuration_set_name": "shop",
    "template_name": "welcome",
}


@pytest.fixture(params=blocking.BOTH)
def ses(request: pytest.FixtureRequest, ses_backend: Backend) -> Iterator[Any]:
    with request.param("us-east-1") as client:
        ses_backend.verify_identity("shop.example")
        client.configuration_sets.create_configuration_set(configuration_set_name="shop")
        content = EmailTemplateContent(subject="Hello {{name}}", text="Hello {{name}}")
        client.templates.create_email_template(template_name="welcome", template_content=content)
        ses_backend.requests.clear()
        yield client


def applied(plan: Any) -> Any:
    result = plan.apply()
    return blocking.run(result) if inspect.iscoroutine(result) else result


def actions(changes: Any) -> list[tuple[str, str | None]]:
    return [(one.action, one.resource) for one in changes]


def written(backend: Backend) -> list[str]:
    return [one for one in backend.requests if not one.startswith(("Get", "List"))]


def associated(ses: Any, tenant_name: str = "acme") -> set[str]:
    return {
        one.resource_arn.removeprefix(ACCOUNT) for one in ses.tenants.list_tenant_resources(tenant_name=tenant_name)
    }


def mailed(ses: Any) -> Any:
    return ses.sending.send(
        from_email_address="news@shop.example",
        to="ann@mail.example",
        subject="Hello",
        text="Hello",
        configuration_set_name="shop",
        tenant_name="acme",
    )


# A tenant as wanted.


def test_a_tenant_is_set_up_mailed_for_and_taken_down(ses: Any, ses_backend: Backend) -> None:
    ses.tenants.ensure(tenant_name="acme", resources=ALL)
    assert ses.tenants.preflight(tenant_name="acme", **SEND).is_ok
    mailed(ses)
    assert ses_backend.outbox[0].tenant_name == "acme"
    ses.tenants.offboard(tenant_name="acme", delete_resources=["configuration-set/shop", "template/welcome"])
    assert list(ses.tenants.list_tenants()) == []
    assert list(ses.configuration_sets.list_configuration_sets()) == []
    assert [one.identity_name for one in ses.identities.list_email_identities()] == ["shop.example"]


def test_what_it_changed_is_returned_and_the_second_time_nothing_is(ses: Any, ses_backend: Backend) -> None:
    wanted: dict[str, Any] = {
        "tenant_name": "acme",
        "resources": ALL,
        "suppression_attributes": OWN,
        "tags": [Tag(key="plan", value="gold")],
    }
    result = ses.tenants.ensure(**wanted)
    assert actions(result.accepted) == [("create_tenant", None), *(("associate", one) for one in ALL)]
    assert str(result).splitlines()[:2] == [
        "accepted   create tenant acme",
        "accepted   associate identity/shop.example with tenant acme",
    ]
    assert associated(ses) == set(ALL)
    tenant = ses.tenants.get_tenant(tenant_name="acme").tenant
    assert (tenant.suppression_attributes, tenant.tags) == (OWN, [Tag(key="plan", value="gold")])
    ses_backend.requests.clear()
    assert ses.tenants.ensure(**wanted).results == ()
    assert written(ses_backend) == []


def test_only_what_differs_is_changed_and_nothing_is_removed(ses: Any, ses_backend: Backend) -> None:
    tags = [Tag(key="plan", value="gold"), Tag(key="team", value="7")]
    ses.tenants.ensure(tenant_name="acme", resources=ALL[:2], tags=tags)
    ses_backend.requests.clear()
    result = ses.tenants.ensure(
        tenant_name="acme",
        resources=ALL[2:],
        suppression_attributes=OWN,
        tags=[Tag(key="plan", value="silver"), tags[1]],
    )
    assert list(result.accepted) == [
        TenantChange("put_suppression_attributes", "acme"),
        TenantChange("tag", "acme", tag_keys=("plan",)),
        TenantChange("associate", "acme", ALL[2]),
    ]
    assert associated(ses) == set(ALL)
    tenant = ses.tenants.get_tenant(tenant_name="acme").tenant
    assert {one.key: one.value for one in tenant.tags} == {"plan": "silver", "team": "7"}
    assert ses.tenants.ensure(tenant_name="acme").results == ()
    assert ses.tenants.get_tenant(tenant_name="acme").tenant.suppression_attributes == OWN


def test_the_order_of_reasons_is_no_difference(ses: Any) -> None:
    ses.tenants.ensure(tenant_name="acme", suppression_attributes=OWN)
    other = OWN.model_copy(update={"suppressed_reasons": ["COMPLAINT", "BOUNCE"]})
    assert ses.tenants.ensure(tenant_name="acme", suppression_attributes=other).results == ()


def test_resources_are_arns_or_their_ends_each_once(ses: Any, ses_backend: Backend) -> None:
    given = [f"{ACCOUNT}identity/shop.example", "identity/Shop.Example", *ALL, f"{ACCOUNT}template/welcome"]
    assert len(ses.tenants.ensure(tenant_name="acme", resources=given).accepted) == 4
    assert ses.tenants.ensure(tenant_name="acme", resources=given).results == ()
    assert "GetCallerIdentity" not in ses_backend.requests


def test_the_resources_of_a_refused_send_can_be_associated(ses: Any) -> None:
    ses.tenants.ensure(tenant_name="acme")
    with pytest.raises(TenantNotAssociatedError) as refused:
        mailed(ses)
    ses.tenants.ensure(tenant_name="acme", resources=refused.value.missing_arns)
    mailed(ses)


def test_a_plan_changes_nothing_until_it_is_applied(ses: Any, ses_backend: Backend) -> None:
    plan = ses.tenants.plan_ensure(tenant_name="acme", resources=ALL[:2])
    assert str(plan).splitlines() == [
        "create tenant acme",
        "associate identity/shop.example with tenant acme",
        "associate configuration-set/shop with tenant acme",
    ]
    assert written(ses_backend) == []
    assert len(applied(plan).accepted) == 3
    assert len(applied(plan).accepted) == 3  # a plan that was applied before is no error
    assert ses.tenants.plan_ensure(tenant_name="acme", resources=ALL[:2]).is_empty


def test_a_plan_whose_tenant_cannot_be_created_tries_nothing_else(ses: Any, ses_backend: Backend) -> None:
    plan = ses.tenants.plan_ensure(tenant_name="acme", resources=ALL)
    ses_backend.faults.add("daily_quota", "SendEmail")  # of no concern
    before = ses_backend.clock.monotonic()
    with refusing("create_tenant", "LimitExceededException"):
        result = applied(plan)
    assert [one.outcome for one in result.results] == ["refused"] * 4
    with pytest.raises(LimitExceededError):
        result.raise_for_failures()
    assert written(ses_backend) == ["CreateTenant"]
    assert ses_backend.clock.monotonic() == before


class refusing:
    """The local SES refuses an operation."""

    def __init__(self, operation: str, code: str) -> None:
        from sesv2kit.testing.operations import OPERATIONS

        self._operations: Any = OPERATIONS
        self._operation, self._code = operation, code

    def __enter__(self) -> None:
        self._original = self._operations[self._operation]

        def refuse(*_: Any) -> Any:
            raise Refused(self._code, "no")

        self._operations[self._operation] = refuse

    def __exit__(self, *_: object) -> None:
        self._operations[self._operation] = self._original


# Faults.

LOST = ["timeout", "disconnect", "truncated"]
ENSURE = ["CreateTenant", "CreateTenantResourceAssociation", "TagResource", "PutTenantSuppressionAttributes"]


@pytest.mark.parametrize("kind", LOST)
@pytest.mark.parametrize("operation", ["CreateTenant", "CreateTenantResourceAssociation"])
def test_a_lost_response_is_ours(ses: Any, ses_backend: Backend, operation: str, kind: Any) -> None:
    ses_backend.faults.add(kind, operation)
    assert len(ses.tenants.ensure(tenant_name="acme", resources=ALL, suppression_attributes=OWN).accepted) == 4
    assert ses.tenants.ensure(tenant_name="acme", resources=ALL, suppression_attributes=OWN).results == ()


def test_throttles_and_failures_of_every_request_are_waited_through(ses: Any, ses_backend: Backend) -> None:
    ses.tenants.ensure(tenant_name="acme")
    for operation in ("GetTenant", "ListTenantResources", *ENSURE[1:]):
        ses_backend.faults.add("api_rate", operation)
        ses_backend.faults.add("unavailable", operation, carried_out=True)
    wanted: dict[str, Any] = {"resources": ALL, "suppression_attributes": OWN, "tags": [Tag(key="plan", value="gold")]}
    ses.tenants.ensure(tenant_name="acme", **wanted)
    assert ses.tenants.ensure(tenant_name="acme", **wanted).results == ()
    assert associated(ses) == set(ALL)
    assert all(fault.fired for fault in ses_backend.faults)


def test_a_call_that_was_interrupted_is_continued_by_the_next(ses: Any, ses_backend: Backend) -> None:
    for number in range(len(ALL)):
        ses_backend.faults.clear()
        ses_backend.faults.add("internal_error", ENSURE[min(number, 1)], times=None)
        with pytest.raises(Exception, match="internal error"):
            ses.tenants.ensure(tenant_name="acme", resources=ALL)
        ses_backend.faults.clear()
        ses.tenants.ensure(tenant_name="acme", resources=ALL[:number])
    assert actions(ses.tenants.ensure(tenant_name="acme", resources=ALL).accepted) == [("associate", ALL[2])]


@pytest.mark.parametrize("seconds", [2, 20])
def test_reads_may_lag(ses: Any, ses_backend: Backend, seconds: int) -> None:
    ses_backend.faults.add("lag", "CreateTenant", seconds=seconds)
    ses.tenants.ensure(tenant_name="acme", suppression_attributes=OWN)
    wanted = OWN.model_copy(update={"suppressed_reasons": ["BOUNCE"]})
    ses.tenants.ensure(tenant_name="acme", resources=ALL, suppression_attributes=wanted)
    assert associated(ses) == set(ALL)
    assert ses.tenants.get_tenant(tenant_name="acme").tenant.suppression_attributes == wanted


def test_a_resource_that_ses_does_not_know_yet_is_waited_for(ses: Any, ses_backend: Backend) -> None:
    from sesv2kit.testing.operations import OPERATIONS

    operations: Any = OPERATIONS
    original = operations["create_tenant_resource_association"]
    known = ses_backend.clock.monotonic() + 10

    def late(state: Any, request: Any) -> Any:
        if ses_backend.clock.monotonic() < known:
            raise Refused("NotFoundException", "The requested tenant <acme> does not exist.")
        return original(state, request)

    operations["create_tenant_resource_association"] = late
    try:
        ses.tenants.ensure(tenant_name="acme", resources=ALL)
    finally:
        operations["create_tenant_resource_association"] = original
    assert associated(ses) == set(ALL)


def test_a_resource_that_does_not_exist_is_searched_for_a_while(ses: Any, ses_backend: Backend) -> None:
    before = ses_backend.clock.monotonic()
    with pytest.raises(NotFoundError):
        ses.tenants.ensure(tenant_name="acme", resources=["identity/other.example"])
    assert LAG <= ses_backend.clock.monotonic() - before < 2 * LAG


def test_permissions_that_are_missing_are_not_waited_for(ses: Any, ses_backend: Backend) -> None:
    with refusing("create_tenant_resource_association", "AccessDeniedException"), pytest.raises(AccessDeniedError):
        ses.tenants.ensure(tenant_name="acme", resources=ALL)
    assert written(ses_backend) == ["CreateTenant", "CreateTenantResourceAssociation"]


# Arguments.


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"tenant_name": "a b"}, "tenant_name"),
    ({"tenant_name": ""}, "tenant_name"),
    ({"resources": "identity/shop.example"}, "resources"),
    ({"resources": [*ALL, "shop.example"]}, "resources.3"),
    ({"resources": ["bucket/shop"]}, "resources.0"),
    ({"resources": ["identity/"]}, "resources.0"),
    ({"resources": ["identity/ann@"]}, "resources.0"),
    ({"resources": [5]}, "resources.0"),
    ({"resources": ["arn:aws:s3:::shop"]}, "resources.0"),
    ({"resources": [ALL[0], "arn:aws:ses:eu-west-1:123456789012:template/welcome"]}, "resources.1"),
    ({"tags": [{"key": "", "value": "x"}]}, "tags.0.key"),
    ({"tags": "gold"}, "tags"),
    ({"suppression_attributes": TenantSuppressionAttributes(suppression_scope="TENANT")}, "suppression_attributes"),
    ({"suppression_attributes": SuppressionOptions(suppressed_reasons=[])}, "suppression_attributes"),
]


def test_wrong_arguments_send_nothing(ses: Any, ses_backend: Backend) -> None:
    def check(case: tuple[dict[str, Any], str]) -> None:
        arguments, argument = case
        for method in (ses.tenants.ensure, ses.tenants.plan_ensure):
            with pytest.raises(RequestInvalidError) as refused:
                method(**{"tenant_name": "acme", **arguments})
            assert refused.value.problems[0].argument == argument
            assert refused.value.operation in ("ensure", "plan_ensure")

    every(((case[1], case) for case in WRONG), check)
    assert ses_backend.requests == []


# Before a send.


def test_every_missing_association_is_named_before_a_send_is_refused(ses: Any, ses_backend: Backend) -> None:
    ses.tenants.ensure(tenant_name="acme")
    ses_backend.requests.clear()
    preflight = ses.tenants.preflight(tenant_name="acme", **SEND)
    assert (preflight.missing, preflight.resources, preflight.is_ok) == (tuple(ALL), tuple(ALL), False)
    assert str(preflight).splitlines()[0] == (
        "identity/shop.example: the tenant may not send with it: tenants.ensure(resources=[...]) associates it"
    )
    assert written(ses_backend) == []
    ses.tenants.ensure(tenant_name="acme", resources=preflight.missing)
    assert str(ses.tenants.preflight(tenant_name="acme", **SEND)) == "no problems"


def test_the_problems_of_a_preflight_are_raised_without_an_address(ses: Any) -> None:
    ses.tenants.ensure(tenant_name="acme")
    preflight = ses.tenants.preflight(tenant_name="acme", from_email_address="ann@mail.example")
    with pytest.raises(PreflightError) as caught:
        preflight.raise_for_problems()
    assert [one.argument for one in caught.value.problems] == ["from_email_address"]
    assert "ann@" not in str(caught.value)
    with pytest.raises(PreflightError) as caught:
        ses.tenants.preflight(tenant_name="nobody", **SEND).raise_for_problems()
    arguments = ["tenant_name", "from_email_address", "configuration_set_name", "template_name"]
    assert [one.argument for one in caught.value.problems] == arguments
    ses.tenants.ensure(tenant_name="acme", resources=ALL)
    ses.tenants.preflight(tenant_name="acme", **SEND).raise_for_problems()


def test_the_default_configuration_set_of_the_identity_counts(ses: Any) -> None:
    ses.tenants.ensure(tenant_name="acme", resources=ALL[:1])
    sender = {"tenant_name": "acme", "from_email_address": "news@shop.example"}
    assert [one.kind for one in ses.tenants.preflight(**sender).problems] == ["configuration_set_required"]
    ses.identities.put_email_identity_configuration_set_attributes(
        email_identity="shop.example", configuration_set_name="shop"
    )
    assert ses.tenants.preflight(**sender).missing == ("configuration-set/shop",)


@pytest.mark.parametrize("sender", ["news@Shop.Example", "a@eu.shop.example", '"News, daily" <x@eu.news.shop.example>'])
def test_a_domain_covers_its_addresses_and_subdomains(ses: Any, sender: str) -> None:
    ses.tenants.ensure(tenant_name="acme", resources=ALL)
    assert ses.tenants.preflight(tenant_name="acme", **{**SEND, "from_email_address": sender}).is_ok


def test_the_narrowest_verified_identity_counts(ses: Any, ses_backend: Backend) -> None:
    ses.tenants.ensure(tenant_name="acme", resources=ALL)
    ses.identities.create_email_identity(email_identity="news@shop.example")
    assert ses.tenants.preflight(tenant_name="acme", **SEND).is_ok
    ses_backend.verify_identity("news@shop.example")
    assert ses.tenants.preflight(tenant_name="acme", **SEND).missing == ("identity/news@shop.example",)


def paused(ses: Any, backend: Backend) -> None:
    ses.configuration_sets.put_configuration_set_sending_options(configuration_set_name="shop", sending_enabled=False)


PROBLEMS: dict[str, tuple[Callable[[Any, Backend], Any], dict[str, Any], str | None]] = {
    "tenant_not_found": (lambda ses, backend: None, {"tenant_name": "other"}, None),
    "tenant_paused": (lambda ses, backend: backend.set_sending_status("acme", "DISABLED"), {}, None),
    "identity_not_found": (lambda ses, backend: None, {"from_email_address": "a@other.example"}, None),
    "identity_not_verified": (
        lambda ses, backend: ses.identities.create_email_identity(email_identity="new.example"),
        {"from_email_address": "a@new.example"},
        "identity/new.example",
    ),
    "configuration_set_not_found": (
        lambda ses, backend: None,
        {"configuration_set_name": "x"},
        "configuration-set/x",
    ),
    "configuration_set_paused": (paused, {}, "configuration-set/shop"),
    "template_not_found": (lambda ses, backend: None, {"template_name": "x"}, "template/x"),
}


@pytest.mark.parametrize("kind", PROBLEMS)
def test_other_reasons_for_a_refusal(ses: Any, ses_backend: Backend, kind: str) -> None:
    arrange, arguments, resource = PROBLEMS[kind]
    ses.tenants.ensure(tenant_name="acme", resources=ALL)
    arrange(ses, ses_backend)
    preflight = ses.tenants.preflight(**{"tenant_name": "acme", **SEND, **arguments})
    assert (preflight.problems[0].kind, preflight.problems[0].resource) == (kind, resource)
    assert preflight.problems[0].remedy
    assert {one.kind for one in preflight.problems[1:]} <= {"not_associated"}


WRONG_SENDS: list[tuple[dict[str, Any], str]] = [
    ({"tenant_name": ""}, "tenant_name"),
    ({"from_email_address": "shop.example"}, "from_email_address"),
    ({"from_email_address": None}, "from_email_address"),
    ({"configuration_set_name": "a b"}, "configuration_set_name"),
    ({"template_name": ""}, "template_name"),
]


def test_wrong_arguments_of_a_preflight_send_nothing(ses: Any, ses_backend: Backend) -> None:
    def check(case: tuple[dict[str, Any], str]) -> None:
        arguments, argument = case
        with pytest.raises(RequestInvalidError) as refused:
            ses.tenants.preflight(**{"tenant_name": "acme", **SEND, **arguments})
        assert [one.argument for one in refused.value.problems] == [argument]
        assert "shop.example" not in str(refused.value)

    every(((case[1], case) for case in WRONG_SENDS), check)
    assert ses_backend.requests == []


# Offboarding.


def test_a_plan_says_what_goes_and_in_which_order(ses: Any, ses_backend: Backend) -> None:
    ses.tenants.ensure(tenant_name="acme", resources=ALL)
    ses_backend.requests.clear()
    plan = ses.tenants.plan_offboard(
        tenant_name="acme", delete_resources=["template/welcome", f"{ACCOUNT}configuration-set/shop", ALL[0]]
    )
    assert str(plan).splitlines() == [
        "dissociate configuration-set/shop from tenant acme",
        "dissociate identity/shop.example from tenant acme",
        "dissociate template/welcome from tenant acme",
        "delete identity/shop.example",
        "delete configuration-set/shop",
        "delete template/welcome",
        "delete tenant acme",
    ]
    assert written(ses_backend) == []
    assert len(applied(plan).accepted) == 7
    assert len(applied(plan).failed) == 0
    assert ses.tenants.plan_offboard(tenant_name="acme", delete_resources=ALL).is_empty


def test_a_tenant_that_is_gone_is_no_error(ses: Any, ses_backend: Backend) -> None:
    assert ses.tenants.offboard(tenant_name="acme").results == ()
    assert written(ses_backend) == []


def test_what_another_tenant_uses_is_never_deleted(ses: Any, ses_backend: Backend) -> None:
    for name in ("acme", "other"):
        ses.tenants.ensure(tenant_name=name, resources=ALL[:2])
    ses_backend.requests.clear()
    with pytest.raises(RequestInvalidError, match="in use by another tenant") as refused:
        ses.tenants.offboard(tenant_name="acme", delete_resources=["template/welcome", ALL[0], ALL[1]])
    assert [one.argument for one in refused.value.problems] == ["delete_resources.1", "delete_resources.2"]
    assert written(ses_backend) == []
    ses.tenants.offboard(tenant_name="acme")
    assert associated(ses, "other") == set(ALL[:2])


def test_what_another_tenant_began_to_use_meanwhile_stays(ses: Any, ses_backend: Backend) -> None:
    ses.tenants.ensure(tenant_name="acme", resources=ALL)
    plan = ses.tenants.plan_offboard(tenant_name="acme", delete_resources=ALL[:1])
    ses.tenants.ensure(tenant_name="other", resources=ALL[:1])
    result = applied(plan)
    assert [(one.change.action, one.outcome) for one in result.failed] == [("delete_resource", "refused")]
    assert isinstance(result.failed[0].error, BadRequestError)
    assert associated(ses, "other") == set(ALL[:1])


@pytest.mark.parametrize("kind", LOST)
def test_lost_responses_of_deletions_are_ours(ses: Any, ses_backend: Backend, kind: Any) -> None:
    ses.tenants.ensure(tenant_name="acme", resources=ALL)
    for operation in (
        "DeleteTenantResourceAssociation",
        "DeleteEmailIdentity",
        "DeleteConfigurationSet",
        "DeleteEmailTemplate",
        "DeleteTenant",
    ):
        ses_backend.faults.add(kind, operation)
    assert len(ses.tenants.offboard(tenant_name="acme", delete_resources=ALL).accepted) == 7
    assert ses.tenants.offboard(tenant_name="acme", delete_resources=ALL).results == ()


@pytest.mark.parametrize("operation", ["DeleteTenantResourceAssociation", "DeleteConfigurationSet", "DeleteTenant"])
def test_offboarding_that_was_interrupted_is_continued(ses: Any, ses_backend: Backend, operation: str) -> None:
    ses.tenants.ensure(tenant_name="acme", resources=ALL)
    ses_backend.faults.add("internal_error", operation, times=None)
    with pytest.raises(Exception, match="internal error"):
        ses.tenants.offboard(tenant_name="acme", delete_resources=ALL)
    ses_backend.faults.clear()
    ses.tenants.offboard(tenant_name="acme", delete_resources=ALL)
    assert list(ses.tenants.list_tenants()) == []
    assert list(ses.templates.list_email_templates()) == []


def test_reads_that_lag_do_not_keep_a_tenant(ses: Any, ses_backend: Backend) -> None:
    ses_backend.faults.add("lag", "CreateTenantResourceAssociation", times=3, seconds=5)
    ses.tenants.ensure(tenant_name="acme", resources=ALL)
    ses.tenants.offboard(tenant_name="acme")
    ses_backend.clock.advance(60)
    assert list(ses.tenants.list_tenants()) == []
    ses_backend.faults.add("lag", "DeleteTenant", seconds=5)
    ses.tenants.ensure(tenant_name="acme", resources=ALL)
    ses.tenants.offboard(tenant_name="acme")
    assert ses.tenants.offboard(tenant_name="acme").failed == ()


def test_the_account_is_asked_for_only_where_no_tenant_tells_it(ses: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ses.tenants.ensure(tenant_name="acme", resources=ALL)
    monkeypatch.setattr("sesv2kit._boto.connection.Connection.account_id", lambda self: 1 / 0)
    ses.tenants.plan_offboard(tenant_name="acme", delete_resources=ALL)
    with pytest.raises(ZeroDivisionError):
        ses.tenants.plan_offboard(tenant_name="other", delete_resources=ALL)


WRONG_ENDS: list[tuple[dict[str, Any], str]] = [
    ({"tenant_name": "a b"}, "tenant_name"),
    ({"delete_resources": "identity/shop.example"}, "delete_resources"),
    ({"delete_resources": ["tenant/acme"]}, "delete_resources.0"),
    ({"delete_resources": ["arn:aws:ses:eu-west-1:123456789012:template/welcome"]}, "delete_resources.0"),
]


def test_wrong_arguments_of_offboarding_send_nothing(ses: Any, ses_backend: Backend) -> None:
    def check(case: tuple[dict[str, Any], str]) -> None:
        arguments, argument = case
        with pytest.raises(RequestInvalidError) as refused:
            ses.tenants.offboard(**{"tenant_name": "acme", **arguments})
        assert [one.argument for one in refused.value.problems] == [argument]

    every(((case[1], case) for case in WRONG_ENDS), check)
    assert ses_backend.requests == []


# The account.


@pytest.fixture(params=blocking.BOTH)
def make(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
def sts(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Answer]]:
    """A server of STS on this machine, and its responses."""
    for name, value in {"ACCESS_KEY_ID": "key", "SECRET_ACCESS_KEY": "secret", "MAX_ATTEMPTS": "2"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    script: list[Answer] = []
    with Server(lambda seen: script.pop(0)) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", server.url)
        yield script


IDENTITY = answer(
    b"<GetCallerIdentityResponse xmlns='https://sts.amazonaws.com/doc/2011-06-15/'><GetCallerIdentityResult>"
    b"<Account>210987654321</Account></GetCallerIdentityResult></GetCallerIdentityResponse>",
    headers={"Content-Type": "text/xml"},
)


DENIED = answer(
    b"<ErrorResponse xmlns='https://sts.amazonaws.com/doc/2011-06-15/'><Error><Type>Sender</Type>"
    b"<Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>",
    403,
)


def test_sts_is_asked_once(make: Any, sts: list[Answer]) -> None:
    sts += [IDENTITY]
    with make("us-east-1") as client:
        assert [client.account.get_account_id() for _ in range(3)] == ["210987654321"] * 3
        assert client.options(timeout=5).account.get_account_id() == "210987654321"


def test_the_account_that_is_given_is_not_asked_for(make: Any, sts: list[Answer]) -> None:
    config = ClientConfig(account_id="210987654321")
    with make("us-east-1", endpoint_url="http://127.0.0.1:9", config=config) as client:
        assert client.account.get_account_id() == "210987654321"


@pytest.mark.parametrize("wrong", ["21098765432", "acme", 210987654321, ""])
def test_an_account_that_is_none_is_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match="account_id must be 12 digits"):
        ClientConfig(account_id=wrong)


def test_endpoints_and_clients_of_ses_say_nothing_of_sts(make: Any, sts: list[Answer]) -> None:
    given = boto3.client("sesv2", "us-east-1", config=Config(retries={"total_max_attempts": 1}))
    for one in ({"boto3_client": given}, {"endpoint_url": "http://127.0.0.1:9", "region_name": "us-east-1"}):
        with make(**one) as client, pytest.raises(ConfigurationError, match=r"ClientConfig\(account_id=\.\.\.\)"):
            client.account.get_account_id()


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (DENIED, AccessDeniedError),
        (answer(b"<html>"), ResponseUnreadableError),
        (answer(IDENTITY.wire.partition(b"\r\n\r\n")[2].replace(b"Account", b"Arn")), ResponseUnreadableError),
        (Answer(end=End.RESET), NoResponseError),
    ],
)
def test_errors_of_sts_are_ours(make: Any, sts: list[Answer], response: Answer, error: type[Exception]) -> None:
    sts += [response] * 10
    with make("us-east-1") as client, pytest.raises(error) as caught:
        client.account.get_account_id()
    assert "GetCallerIdentity" in str(caught.value)


def test_sts_that_cannot_be_reached(make: Any, sts: list[Answer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9")
    with make("us-east-1") as client, pytest.raises(ConnectError, match="GetCallerIdentity was not sent"):
        client.account.get_account_id()
