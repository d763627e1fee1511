"""Arguments become a request, or one error that lists every problem: argument, rule and source, without values."""

import re
import sys
from datetime import UTC, datetime, timedelta
from types import FrameType
from typing import Any

import pytest

from sesv2kit._core.arguments import validated
from sesv2kit.errors import RequestInvalidError
from sesv2kit.models.common import Body, Content, EmailContent, Message
from sesv2kit.models.metrics import BATCH_GET_METRIC_DATA
from sesv2kit.models.sending import SEND_EMAIL, Destination
from sesv2kit.models.suppression import LIST_SUPPRESSED_DESTINATIONS, PUT_SUPPRESSED_DESTINATION
from sesv2kit.models.tenants import CREATE_TENANT, GET_TENANT, GetTenantRequest
from sesv2kit.models.vdm import LIST_RECOMMENDATIONS
from sesv2kit.operation import Operation

AWARE = datetime(2026, 1, 1, tzinfo=UTC)
QUERY: dict[str, Any] = {"id": "q", "namespace": "VDM", "metric": "SEND", "start_date": AWARE, "end_date": AWARE}
TAG = {"key": "secret", "value": "secret"}

WRONG: list[tuple[str, Operation[Any, Any], Any, list[tuple[str, str, str]]]] = [
    (
        "a space",
        CREATE_TENANT,
        {"tenant_name": "a secret"},
        [("tenant_name", "1 to 64 characters", "API_CreateTenant.")],
    ),
    (
        "too long",
        CREATE_TENANT,
        {"tenant_name": "x" * 65},
        [("tenant_name", "1 to 64 characters", "API_CreateTenant.")],
    ),
    ("empty", GET_TENANT, {"tenant_name": ""}, [("tenant_name", "at least 1 character", "API_GetTenant.")]),
    ("missing", GET_TENANT, {}, [("tenant_name", "is required", "API_GetTenant.")]),
    ("None", GET_TENANT, {"tenant_name": None}, [("tenant_name", "valid string", "API_GetTenant.")]),
    ("unknown", GET_TENANT, {"tenant_name": "a", "xyz": 1}, [("xyz", "^no such argument$", "API_GetTenant.")]),
    (
        "misspelt",
        GET_TENANT,
        {"tenant_nam": "secret"},
        [("tenant_name", "is required", "API_"), ("tenant_nam", "did you mean tenant_name\\?$", "API_GetTenant.")],
    ),
    (
        "misspelt inside",
        CREATE_TENANT,
        {"tenant_name": "a", "tags": [TAG, {**TAG, "valeu": "secret"}]},
        [("tags.1.valeu", "did you mean value", "API_CreateTenant.")],
    ),
    (
        "reason",
        PUT_SUPPRESSED_DESTINATION,
        {"email_address": "a@secret.example", "reason": "SECRET"},
        [("reason", "'BOUNCE' or 'COMPLAINT'", "API_PutSuppressedDestination.")],
    ),
    ("page size", LIST_SUPPRESSED_DESTINATIONS, {"page_size": 0}, [("page_size", "at least 1", "API_List")]),
    ("page size 101", LIST_RECOMMENDATIONS, {"page_size": 101}, [("page_size", "must be 1 to 100", "API_List")]),
    (
        "naive",
        LIST_SUPPRESSED_DESTINATIONS,
        {"start_date": datetime(2026, 1, 1)},
        [("start_date", "must be timezone-aware", "API_List")],
    ),
    (
        "many at once",
        BATCH_GET_METRIC_DATA,
        {"queries": [{**QUERY, "id": "", "metric": "SECRET"}, {**QUERY, "start_date": datetime(2026, 1, 1)}]},
        [
            ("queries.0.id", "at least 1 character", "API_BatchGetMetricData."),
            ("queries.0.metric", "should be 'SEND'", "API_BatchGetMetricData."),
            ("queries.1.start_date", "timezone-aware", "API_BatchGetMetricData."),
        ],
    ),
    ("11 queries", BATCH_GET_METRIC_DATA, {"queries": [QUERY] * 11}, [("queries", "at most 10 items", "API_Batch")]),
    (
        "61 days",
        BATCH_GET_METRIC_DATA,
        {"queries": [{**QUERY, "end_date": AWARE + timedelta(61)}]},
        [("queries.0", "at most 60 days", "vdm-dashboard.html")],
    ),
    ("a key", LIST_RECOMMENDATIONS, {"filter": {"a@secret.example": "x"}}, [("filter.(key)", "'TYPE'", "API_List")]),
    (
        "an address for a name",
        SEND_EMAIL,
        {"content": {"raw": {"data": b"x"}}, "destination": {"a@secret.example": "Secret"}},
        [("destination.(key)", "no such argument", "API_SendEmail.")],
    ),
    ("nothing", GET_TENANT, None, [("", "valid dictionary or instance of GetTenantRequest", "API_GetTenant.")]),
    ("text", GET_TENANT, "secret", [("", "valid dictionary", "API_GetTenant.")]),
    ("a list", GET_TENANT, ["secret"], [("", "valid dictionary", "API_GetTenant.")]),
    ("another request", CREATE_TENANT, GetTenantRequest(tenant_name="secret"), [("", "valid dictionary", "API_Cre")]),
]


@pytest.mark.parametrize(
    ("operation", "arguments", "problems"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG]
)
def test_problems_are_named(
    operation: Operation[Any, Any], arguments: Any, problems: list[tuple[str, str, str]]
) -> None:
    with pytest.raises(RequestInvalidError) as caught:
        validated(operation, arguments)
    error = caught.value
    assert [problem.argument for problem in error.problems] == [argument for argument, *_ in problems]
    for problem, (_, message, source) in zip(error.problems, problems, strict=True):
        assert re.search(message, problem.message)
        assert source in problem.source
    assert error.operation == operation.name
    assert "secret" not in str(error).lower()
    assert error.__cause__ is None
    assert error.__context__ is None


def test_a_request_is_taken_as_it_is() -> None:
    request = GetTenantRequest(tenant_name="a")
    assert validated(GET_TENANT, request) is request


@pytest.mark.parametrize("arguments", [{"tenant_name": "a"}, {"TenantName": "a"}])
def test_both_spellings_are_understood(arguments: dict[str, str]) -> None:
    assert validated(GET_TENANT, arguments) == GetTenantRequest(tenant_name="a")


def test_problems_bear_our_names_whatever_was_used() -> None:
    with pytest.raises(RequestInvalidError) as caught:
        validated(CREATE_TENANT, {"TenantName": "", "Tags": [{"Key": "", "Value": "v"}]})
    assert [problem.argument for problem in caught.value.problems] == ["tenant_name", "tags.0.key"]


def test_a_content_that_is_already_a_model_is_not_validated_again() -> None:
    content = EmailContent(simple=Message(subject=Content(data="a"), body=Body(text=Content(data="b"))))
    destination = Destination(to_addresses=["a@b.example"])
    arguments = {"from_email_address": "a@b.example", "destination": destination, "content": content}
    validated(SEND_EMAIL, arguments)  # builds the model
    called: list[str] = []

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            called.append(frame.f_code.co_qualname)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        request = validated(SEND_EMAIL, arguments)
    finally:
        sys.setprofile(before)
    assert request.content is content
    assert not {"EmailContent._check_form", "Destination._check_recipients", "_raw_content", "_destination"} & {*called}
    assert called.count("Converted._convert") == 2  # so the call was watched
