"""Strict and tolerant shapes, and rule 4: a 2xx body that is a JSON object is never refused, and nothing is lost."""

import ast
import copy
import json
import logging
import pickle
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from sesv2kit.errors import MemberUnreadError
from sesv2kit.models.account import GetAccountResponse
from sesv2kit.models.common import MessageHeader, Tag
from sesv2kit.models.configuration_sets import GetConfigurationSetEventDestinationsResponse
from sesv2kit.models.dedicated_ips import ListDedicatedIpPoolsResponse
from sesv2kit.models.deliverability import GetBlacklistReportsResponse
from sesv2kit.models.metrics import BatchGetMetricDataQuery, BatchGetMetricDataResponse
from sesv2kit.models.sending import SendBulkEmailResponse, SendEmailRequest, SendEmailResponse
from sesv2kit.models.suppression import (
    GetSuppressedDestinationResponse,
    ListSuppressedDestinationsRequest,
    ListSuppressedDestinationsResponse,
    PutSuppressedDestinationRequest,
    SuppressedDestinationSummary,
)
from sesv2kit.models.templates import GetEmailTemplateResponse, ListEmailTemplatesResponse
from sesv2kit.models.tenants import CreateTenantResponse, GetTenantResponse, ListTenantsResponse, TenantInfo
from sesv2kit.models.vdm import ListRecommendationsResponse
from sesv2kit.shapes import Documented, Response, ResponseMetadata, Shape, _misfits
from sesv2kit.shapes.facets import wire_name
from tests.meta.source import shipped
from tests.profiles import examples

RESPONSES: list[type[Response]] = [
    BatchGetMetricDataResponse,
    CreateTenantResponse,
    GetAccountResponse,
    GetEmailTemplateResponse,
    GetSuppressedDestinationResponse,
    GetTenantResponse,
    ListEmailTemplatesResponse,
    ListRecommendationsResponse,
    ListSuppressedDestinationsResponse,
    SendBulkEmailResponse,
    SendEmailResponse,
]


def read(model: type[Response], document: Any) -> tuple[Any, tuple[str, ...]]:
    return model.from_body(document if isinstance(document, bytes) else json.dumps(document).encode())


@pytest.mark.parametrize(
    ("attribute", "member"),
    [
        ("tenant_name", "TenantName"),
        ("max_24_hour_send", "Max24HourSend"),
        ("website_url", "WebsiteURL"),
        ("soa_record", "SOARecord"),
        ("global_", "Global"),
    ],
)
def test_wire_names(attribute: str, member: str) -> None:
    assert wire_name(attribute) == member


# Built in Python.

LIMITED = Documented("2 to 3 of a-z", "https://x", minimum=2, maximum=3, pattern="[a-z]*")


@pytest.mark.parametrize(
    ("limit", "value", "kept"),
    [
        (LIMITED, "ab", True),
        (LIMITED, "abc", True),
        (LIMITED, "a", False),
        (LIMITED, "abcd", False),
        (LIMITED, "AB", False),
        (LIMITED, "ab\n", False),
        (Documented("1 or 2", "https://x", minimum=1, maximum=2), 2, True),
        (Documented("1 or 2", "https://x", minimum=1, maximum=2), 0, False),
        (Documented("1 or 2", "https://x", minimum=1, maximum=2), 2.1, False),
        (Documented("at most 1", "https://x", maximum=1), [1, 2], False),
        (Documented("at least 1", "https://x", minimum=1), {}, False),
    ],
)
def test_documented_limits(limit: Documented, value: Any, kept: bool) -> None:
    if kept:
        assert limit.check(value) is value
        return
    with pytest.raises(ValueError, match="must be") as caught:
        limit.check(value)
    assert str(caught.value) == f"must be {limit.limit} (source: https://x)"


STRICT: list[tuple[type[Shape], dict[str, Any], str]] = [
    (Tag, {"key": "secret", "value": "secret", "Secrets": 1}, "extra_forbidden"),
    (Tag, {"key": "secret"}, "missing"),
    (Tag, {"key": "", "value": "secret"}, "documented_limit"),
    (Tag, {"key": "aws:secret", "value": ""}, "documented_limit"),
    (Tag, {"key": "secret", "value": None}, "string_type"),
    (Tag, {"key": 5, "value": "secret"}, "string_type"),
    (MessageHeader, {"name": "secret:", "value": "x"}, "string_pattern_mismatch"),
    (MessageHeader, {"name": "secret", "value": "x\r\nBcc: secret"}, "documented_limit"),
    (MessageHeader, {"name": "n" * 126, "value": "v" * 871}, "documented_limit"),
    (PutSuppressedDestinationRequest, {"email_address": "a@secret.example", "reason": "SECRET"}, "literal_error"),
    (ListSuppressedDestinationsRequest, {"page_size": 0}, "documented_limit"),
    (ListSuppressedDestinationsRequest, {"start_date": datetime(2026, 1, 1)}, "timezone_aware"),
]


@pytest.mark.parametrize(("model", "arguments", "kind"), STRICT)
@pytest.mark.parametrize("by_wire_name", [False, True])
def test_python_is_checked(model: type[Shape], arguments: dict[str, Any], kind: str, by_wire_name: bool) -> None:
    given = {wire_name(name): value for name, value in arguments.items()} if by_wire_name else arguments
    with pytest.raises(ValidationError) as caught:
        model(**given)
    assert [details["type"] for details in caught.value.errors()] == [kind]
    assert "secret" not in str(caught.value).lower().replace("secrets\n", "")


def test_requests_are_strict_from_json_too() -> None:
    with pytest.raises(ValidationError):
        PutSuppressedDestinationRequest.model_validate_json('{"EmailAddress": "x@secret.example", "Reason": "NEW"}')
    with pytest.raises(ValidationError):
        ListSuppressedDestinationsRequest.model_validate_json('{"Novelty": 1}')


def test_shapes_are_frozen_and_change_as_copies() -> None:
    tag = Tag(key="team", value="mail")
    with pytest.raises(ValidationError):
        tag.key = "x"  # type: ignore[misc]  # this is tested
    assert tag.model_copy(update={"value": "post"}) == Tag(key="team", value="post")
    assert hash(tag) == hash(Tag(key="team", value="mail"))


def test_a_request_on_its_way_bears_awss_names_and_no_unset_members() -> None:
    request = SendEmailRequest.model_validate(
        {"content": {"raw": {"data": b"x"}}, "destination": "a@b.example", "email_tags": [{"Name": "n", "value": "v"}]}
    )
    assert request.to_wire() == {
        "Content": {"Raw": {"Data": b"x"}},
        "Destination": {"ToAddresses": ["a@b.example"]},
        "EmailTags": [{"Name": "n", "Value": "v"}],
    }


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 1, 1, 12, tzinfo=UTC),
        datetime(2026, 1, 1, 14, tzinfo=timezone(timedelta(hours=2))),
        "2026-01-01T05:00:00-07:00",
    ],
)
def test_moments_leave_in_utc(moment: Any) -> None:
    """boto3 sends the local time of any other zone as if it were UTC."""
    sent = ListSuppressedDestinationsRequest.model_validate({"start_date": moment}).to_wire()["StartDate"]
    assert (sent, sent.tzinfo) == (datetime(2026, 1, 1, 12, tzinfo=UTC), UTC)


# Read from JSON.

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (1767268800, NOON),
        (1767268800.25, NOON.replace(microsecond=250000)),
        ("2026-01-01T12:00:00Z", NOON),
        ("2026-01-01T14:00:00+02:00", NOON),
        ("2026-01-01T12:00:00", NOON),
        (-1, datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (None, None),
    ],
)
def test_moments_arrive_in_utc(moment: Any, expected: datetime | None) -> None:
    response, unread = read(CreateTenantResponse, {"CreatedTimestamp": moment})
    assert (response.created_timestamp, unread) == (expected, ())
    assert expected is None or response.created_timestamp.utcoffset() == timedelta(0)


NO_MOMENTS: list[Any] = [{}, [], {"datetime": 1}, {"Datetime": None}, "soon", True, 1e300, 10**400]
SUPPRESSED = "suppressed_destination"
BULK = "bulk_email_entry_results"
UNREAD = object()
"""Reading the attribute raises."""


def value(response: Response, name: str) -> Any:
    try:
        return getattr(response, name)
    except MemberUnreadError:
        return UNREAD


TOLERATED: list[tuple[str, type[Response], Any, dict[str, Any], tuple[str, ...]]] = [
    ("unknown enum text", CreateTenantResponse, {"SendingStatus": "NEW"}, {"sending_status": "NEW"}, ()),
    ("empty enum text", CreateTenantResponse, {"SendingStatus": ""}, {"sending_status": ""}, ()),
    ("null", CreateTenantResponse, {"TenantName": None, "Tags": None}, {"tenant_name": None, "tags": []}, ()),
    ("nothing", CreateTenantResponse, {}, {"tenant_name": None, "tags": []}, ()),
    ("text for a number", CreateTenantResponse, {"TenantName": 5}, {"tenant_name": None}, ("TenantName",)),
    ("object for text", CreateTenantResponse, {"TenantName": {}}, {"tenant_name": None}, ("TenantName",)),
    *(
        (
            "no moment",
            CreateTenantResponse,
            {"CreatedTimestamp": odd},
            {"created_timestamp": None},
            ("CreatedTimestamp",),
        )
        for odd in NO_MOMENTS
    ),
    ("object for a list", CreateTenantResponse, {"Tags": {"Key": 1}}, {"tags": []}, ("Tags",)),
    ("text for a list", ListTenantsResponse, {"Tenants": "x"}, {"tenants": []}, ("Tenants",)),
    ("a list that must be there missing", SendBulkEmailResponse, {}, {BULK: UNREAD}, ("BulkEmailEntryResults",)),
    (
        "a list that must be there null",
        SendBulkEmailResponse,
        {"BulkEmailEntryResults": None},
        {BULK: UNREAD},
        ("BulkEmailEntryResults",),
    ),
    (
        "object for a list that must be there",
        SendBulkEmailResponse,
        {"BulkEmailEntryResults": {}},
        {BULK: UNREAD},
        ("BulkEmailEntryResults",),
    ),
    (
        "a list that must be there null inside",
        GetConfigurationSetEventDestinationsResponse,
        {"EventDestinations": [{"Name": "n", "MatchingEventTypes": None}]},
        {},
        ("EventDestinations.0.MatchingEventTypes",),
    ),
    ("list for an object", GetTenantResponse, {"Tenant": [1]}, {"tenant": None}, ("Tenant",)),
    (
        "a required member missing",
        GetSuppressedDestinationResponse,
        {},
        {SUPPRESSED: UNREAD},
        ("SuppressedDestination",),
    ),
    (
        "a required member null",
        GetSuppressedDestinationResponse,
        {"SuppressedDestination": None},
        {SUPPRESSED: UNREAD},
        ("SuppressedDestination",),
    ),
    (
        "a required member of a wrong type",
        GetSuppressedDestinationResponse,
        {"SuppressedDestination": 5},
        {SUPPRESSED: UNREAD},
        ("SuppressedDestination",),
    ),
    (
        "a required member missing in a list",
        ListSuppressedDestinationsResponse,
        {"SuppressedDestinationSummaries": [{"EmailAddress": "a@b.example", "LastUpdateTime": 0}]},
        {},
        ("SuppressedDestinationSummaries.0.Reason",),
    ),
    ("a bound broken", CreateTenantResponse, {"Tags": [{"Key": "", "Value": "v" * 999}]}, {}, ()),
    (
        "elements that are none",
        BatchGetMetricDataResponse,
        {"Results": [{"Timestamps": [0, None, "x"], "Values": [None, 1, "y"]}]},
        {},
        ("Results.0.Timestamps.2", "Results.0.Values.2"),
    ),
    (
        "errors at every depth at once",
        ListTenantsResponse,
        {"Tenants": [{"TenantName": 1, "CreatedTimestamp": {}}, 2], "NextToken": 3},
        {"next_token": None},
        ("Tenants.0.TenantName", "Tenants.0.CreatedTimestamp", "Tenants.1", "NextToken"),
    ),
    (
        "a duplicate key: the last counts",
        CreateTenantResponse,
        b'{"TenantName":1,"TenantName":"b"}',
        {"tenant_name": "b"},
        (),
    ),
    ("a lone surrogate", CreateTenantResponse, b'{"TenantName":"a\\ud800"}', {"tenant_name": "a?"}, ()),
    (
        "a lone surrogate, a wrong type and a null list",
        CreateTenantResponse,
        b'{"TenantName":"a\\udfff","TenantId":5,"Tags":null}',
        {"tenant_name": "a?", "tenant_id": None, "tags": []},
        ("TenantId",),
    ),
    ("a number of 5,000 digits", CreateTenantResponse, b'{"TenantId":' + b"9" * 5000 + b"}", {}, ("TenantId",)),
    ("a byte order mark", CreateTenantResponse, b'\xef\xbb\xbf{"TenantName":"a"}', {"tenant_name": "a"}, ()),
    ("names in our spelling", CreateTenantResponse, {"tenant_name": []}, {"tenant_name": None}, ()),
    (
        "a member in both spellings",
        ListTenantsResponse,
        {"Tenants": [False], "tenants": []},
        {"tenants": [TenantInfo()]},
        ("Tenants.0",),
    ),
]


@pytest.mark.parametrize(
    ("model", "document", "expected", "unread"), [row[1:] for row in TOLERATED], ids=[row[0] for row in TOLERATED]
)
def test_odd_answers_are_taken(
    model: type[Response],
    document: Any,
    expected: dict[str, Any],
    unread: tuple[str, ...],
    caplog: pytest.LogCaptureFixture,
) -> None:
    response, missing = read(model, document)
    assert {name: value(response, name) for name in expected} == expected
    assert set(missing) == set(unread)
    logged = [f"{model.__name__}: missing or unreadable: {', '.join(missing)}"] if missing else []
    assert [record.getMessage() for record in caplog.records] == logged
    assert all(record.levelno == logging.WARNING for record in caplog.records)


def test_elements_keep_their_places() -> None:
    document = {"BulkEmailEntryResults": [None, 5, {"Status": "SUCCESS"}, "x", {"Status": "NOVEL"}]}
    response, unread = read(SendBulkEmailResponse, document)
    results = response.bulk_email_entry_results
    assert [result.status for result in results] == [None, None, "SUCCESS", None, "NOVEL"]
    assert unread == ("BulkEmailEntryResults.0", "BulkEmailEntryResults.1", "BulkEmailEntryResults.3")


def test_pairs_stay_pairs_and_other_scalars_are_what_their_type_says() -> None:
    """A list whose type does not include None has no null; lists whose indices correspond keep their positions."""
    response, unread = read(BatchGetMetricDataResponse, {"Results": [{"Timestamps": [0, None], "Values": [None, 1]}]})
    assert (response.results[0].timestamps[1], response.results[0].values) == (None, [None, 1])
    assert unread == ()
    pools, unread = read(ListDedicatedIpPoolsResponse, {"DedicatedIpPools": ["a", None, 5, "b"]})
    assert (pools.dedicated_ip_pools, unread) == (["a", "b"], ("DedicatedIpPools.1", "DedicatedIpPools.2"))


def test_unknown_members_are_kept_at_every_depth() -> None:
    document = {"New": {"A": [1, {"B": None}]}, "Tenants": [{"TenantName": "a", "Newer": [2]}], "metadata": 1}
    response, unread = read(ListTenantsResponse, document)
    assert unread == ()
    assert response.model_extra == {"New": {"A": [1, {"B": None}]}, "metadata": 1}
    assert response.tenants[0].model_extra == {"Newer": [2]}
    assert response.metadata == ResponseMetadata()


# What a user reads from a cache.

CACHED: list[tuple[type[Response], str, dict[str, Any], tuple[str, ...]]] = [
    (
        CreateTenantResponse,
        '{"tenant_name": 5, "CreatedTimestamp": {}, "tags": 1, "new": 1}',
        {"tenant_name": None, "created_timestamp": None, "tags": []},
        ("TenantName", "CreatedTimestamp", "Tags"),
    ),
    (
        GetSuppressedDestinationResponse,
        '{"suppressed_destination": 5}',
        {SUPPRESSED: UNREAD},
        ("SuppressedDestination",),
    ),
    (
        ListSuppressedDestinationsResponse,
        '{"suppressed_destination_summaries": [{"EmailAddress": "a@b.example", "reason": 1}], "next_token": []}',
        {"next_token": None},
        (
            "SuppressedDestinationSummaries.0.Reason",
            "SuppressedDestinationSummaries.0.LastUpdateTime",
            "NextToken",
        ),
    ),
    (SendBulkEmailResponse, "{}", {BULK: UNREAD}, ("BulkEmailEntryResults",)),
    (GetAccountResponse, '{"sending_enabled": null, "send_quota": null}', {"sending_enabled": None}, ()),
]


@pytest.mark.parametrize(("model", "document", "members", "unread"), CACHED)
def test_a_document_that_a_user_reads_is_as_tolerantly_read_as_a_response_of_the_service(
    model: type[Response], document: str, members: dict[str, Any], unread: tuple[str, ...], caplog: Any
) -> None:
    held = TypeAdapter(dict[str, model]).validate_json(f'{{"key": {document}}}')  # type: ignore[valid-type]  # at run time
    for response in (model.model_validate_json(document), held["key"]):
        assert {name: value(response, name) for name in members} == members
        assert response.metadata.unread == unread
        again = model.model_validate_json(response.model_dump_json())
        assert again == response
        # What is None in the dump was read. What the dump lacks is missing once more.
        assert set(again.metadata.unread) == {path for path in unread if raises(response, path)}
    assert not caplog.records  # the cache was read, not the wire


def raises(response: Any, path: str) -> bool:
    """Whether reading the member at a wire path raises."""
    for step in path.split("."):
        if step.isdecimal():
            response = response[int(step)]
            continue
        name = next(one for one in type(response).model_fields if wire_name(one) == step)
        if not hasattr(response, name):
            return True
        response = getattr(response, name)
    return False


@pytest.mark.parametrize("document", ["", "[]", "null", "5", '"x"', "{", '{"a":' * 1000])
def test_only_what_is_no_json_object_is_refused_of_a_user(document: str) -> None:
    for model in (SendEmailResponse, ListTenantsResponse):
        with pytest.raises(ValidationError) as caught:
            model.model_validate_json(document)
        (details,) = caught.value.errors()
        assert details["loc"] == ()
        assert details["type"] in {"json_invalid", "no_json_object"}


def test_the_place_of_a_response_in_another_model_is_told_by_its_own_names_only() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(dict[str, list[SendEmailResponse]]).validate_json('{"key": [{}, 5]}')
    (details,) = caught.value.errors()
    assert (details["loc"], details["msg"]) == (("key", 1), "Input should be a JSON object")


# How much is looked at.


def test_a_member_with_too_many_problems_is_one_problem(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[int] = []
    described = _misfits._described  # pyright: ignore[reportPrivateUsage]  # what is counted

    def counted(*given: Any) -> tuple[str, bool]:
        told.append(1)
        return described(*given)

    monkeypatch.setattr(_misfits, "_described", counted)
    document = {"Tenants": [1] * 20_000, "NextToken": 5, "New": [1] * 20_000}
    response, unread = read(ListTenantsResponse, document)
    assert (response.tenants, response.next_token, unread) == ([], None, ("Tenants", "NextToken"))
    assert len(told) < 5
    results, unread = read(SendBulkEmailResponse, {"BulkEmailEntryResults": [1] * 10_001})
    assert (value(results, BULK), unread) == (UNREAD, ("BulkEmailEntryResults",))
    again = ListTenantsResponse.model_validate_json(json.dumps(document))
    assert (again, again.metadata.unread) == (response, ("Tenants", "NextToken"))
    _, unread = read(SendBulkEmailResponse, {"BulkEmailEntryResults": [1] * 10_000})
    assert len(unread) == 10_000  # as many as are told one by one
    assert max(len(record.getMessage()) for record in caplog.records) < 1000
    assert "and 9980 more" in caplog.text


def test_problems_in_a_very_long_response_are_not_noted_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """To note one takes hundreds of times as much memory as it takes in the response."""
    noted: list[int] = []
    misfit = _misfits._misfit  # pyright: ignore[reportPrivateUsage]  # what is counted

    def counted(*given: Any) -> ValidationError | None:
        error = misfit(*given)
        noted.append(0 if error is None else error.error_count())
        return error

    monkeypatch.setattr(_misfits, "_misfit", counted)
    many = 1000
    monkeypatch.setattr(_misfits, "_MOST_VALUES", many)
    response, unread = read(ListTenantsResponse, {"Tenants": [1] * many, "NextToken": 5, "New": [{"a": 1}] * 9})
    assert (response.tenants, response.next_token, unread) == ([], None, ("Tenants", "NextToken"))
    assert response.model_extra == {"New": [{"a": 1}] * 9}
    again = ListTenantsResponse.model_validate_json(json.dumps({"tenants": [1] * many, "next_token": None}))
    assert (again.tenants, again.next_token, again.metadata.unread) == ([], None, ("Tenants",))
    reports, unread = read(GetBlacklistReportsResponse, {"BlacklistReport": {"a": [1] * many, "b": [1] * many}})
    assert (value(reports, "blacklist_report"), unread) == (UNREAD, ("BlacklistReport",))
    assert 0 < max(noted) < 5


def test_a_very_long_response_that_fits_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    many = 1000
    monkeypatch.setattr(_misfits, "_MOST_VALUES", many)
    response, unread = read(ListTenantsResponse, {"Tenants": [{}] * many, "NextToken": 5, "New": [1] * many})
    assert (len(response.tenants), response.next_token, unread) == (many, None, ("NextToken",))


def test_the_first_reading_stops_at_the_first_problem_of_a_list() -> None:
    reader = _misfits._reader(GetBlacklistReportsResponse, "quick")  # pyright: ignore[reportPrivateUsage]  # a reading
    for report in ({"a": [1] * 1000}, {str(number): [1] * 1000 for number in range(1000)}):
        with pytest.raises(ValidationError) as caught:
            reader.model_validate_json(json.dumps({"BlacklistReport": report}))
        assert caught.value.error_count() == 1


NO_OBJECT = [
    b"",
    b" ",
    b"<html></html>",
    b"{",
    b'{"MessageId": "1"',
    b'{"MessageId": "1"} x',
    b"[]",
    b"[{}]",
    b"null",
    b'"x"',
    b"5",
    b"\xff{}",
    b'{"MessageId": "\xff"}',
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"MessageId": "a\x00"}',
]


@pytest.mark.parametrize("body", NO_OBJECT, ids=lambda body: repr(body[:20]))
def test_no_object_is_no_answer(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w") as caught:
        SendEmailResponse.from_body(body)
    assert not isinstance(caught.value, ValidationError)


@pytest.mark.parametrize("depth", range(150, 1100, 50))
def test_depth_ends_in_an_answer_or_a_value_error(depth: int) -> None:
    body = b'{"New":' * depth + b"1" + b"}" * depth
    if depth <= 200:
        assert SendEmailResponse.from_body(body)[1] == ()
    else:
        with pytest.raises(ValueError, match="JSON"):
            SendEmailResponse.from_body(body)


FULL = b"""{
    "Tenants": [{"TenantName": "a", "CreatedTimestamp": 1767268800.5, "SendingStatus": "NOVEL", "New": {"B": [1]}},
        null],
    "NextToken": "t",
    "Newer": {"Big": 1e999, "Long": 123456789012345678901234567890, "Text": "\\u00fc\\u2028"}
}"""


@pytest.mark.parametrize(
    "changed",
    [
        lambda one: type(one).model_validate_json(one.model_dump_json()),
        lambda one: type(one).model_validate_json(to_json(one.to_wire(), inf_nan_mode="constants")),
        lambda one: pickle.loads(pickle.dumps(one)),
        copy.copy,
        copy.deepcopy,
        lambda one: one.model_copy(),
    ],
    ids=["JSON", "JSON in AWS's names", "pickle", "copy", "deepcopy", "model_copy"],
)
def test_round_trips(changed: Any) -> None:
    response, _ = ListTenantsResponse.from_body(FULL)
    vars(response)["metadata"] = ResponseMetadata("id", 200, 1, 0.5, FULL, ())
    again = changed(response)
    assert again == response
    assert again.model_extra == response.model_extra != {}
    assert again.tenants[0].model_extra == {"New": {"B": [1]}}
    assert again.tenants[0].created_timestamp == response.tenants[0].created_timestamp


@pytest.mark.parametrize("changed", [lambda one: pickle.loads(pickle.dumps(one)), copy.copy, copy.deepcopy])
def test_metadata_goes_along_and_counts_for_nothing(changed: Any) -> None:
    response, _ = ListTenantsResponse.from_body(FULL)
    other, _ = ListTenantsResponse.from_body(FULL)
    vars(response)["metadata"] = ResponseMetadata("id", 200, 1, 0.5, FULL, ())
    assert changed(response).metadata == response.metadata
    assert response == other
    assert "metadata" not in response.model_dump()


def attributes(model: type[Shape]) -> set[str]:
    """Every attribute name in a model and the shapes inside it."""
    names = set(model.model_fields)
    parts = [field.annotation for field in model.model_fields.values()]
    while parts:
        part = parts.pop()
        parts.extend(get_args(part))
        if isinstance(part, type) and issubclass(part, Shape):
            names |= attributes(part)
    return names


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=4)
    | st.sampled_from(["2026-01-01T00:00:00Z", 1767268800, "\ud800", "ENABLED"])
)


def documents(model: type[Response], *, odd_names: bool) -> st.SearchStrategy[dict[str, Any]]:
    """JSON objects that resemble a model.

    Args:
        model: The model.
        odd_names: Whether attribute names and the like may be members.
    """
    ours = sorted(attributes(model))
    keys = st.sampled_from([wire_name(name) for name in ours]) | st.text("xyz", max_size=2)
    if odd_names:
        keys |= st.sampled_from([*ours, "datetime", "Datetime", "metadata", "model_config", "__class__"])
    values = st.recursive(
        SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4), max_leaves=12
    )
    return st.dictionaries(keys, values, max_size=5)


@pytest.mark.parametrize("model", RESPONSES)
def test_any_object_is_an_answer(model: type[Response]) -> None:
    @examples(40)
    @given(documents(model, odd_names=True))
    def check(document: dict[str, Any]) -> None:
        response, _ = read(model, document)
        for name in model.model_fields:
            if model.model_fields[name].default == []:
                assert isinstance(getattr(response, name), list)
        assert repr(response)
        text = json.dumps(document, ensure_ascii=False).encode(errors="replace")
        assert repr(model.model_validate_json(text))

    check()


def test_no_reading_uses_pydantics_cache_of_strings() -> None:
    """Its lock, held by another thread at a fork, would stay locked in the child."""
    models: list[type[Shape]] = [Shape, *RESPONSES]
    assert {model.model_config.get("cache_strings") for model in models} == {"none"}
    reader = _misfits._reader(GetTenantResponse, "every")  # pyright: ignore[reportPrivateUsage]  # it reads odd responses
    assert reader.model_config.get("cache_strings") == "none"
    calls = [
        ast.unparse(node)
        for source in shipped()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "from_json"
    ]
    assert calls
    assert all("cache_strings=False" in call for call in calls)


@pytest.mark.parametrize("model", RESPONSES)
def test_any_answer_survives_being_cached(model: type[Response]) -> None:
    @examples(40)
    @given(documents(model, odd_names=False))
    def check(document: dict[str, Any]) -> None:
        response, unread = read(model, document)
        kept = model.model_validate_json(json.dumps(document, ensure_ascii=False).encode(errors="replace"))
        assert (kept, kept.metadata.unread) == (response, unread)
        assert model.model_validate_json(response.model_dump_json()) == response
        assert pickle.loads(pickle.dumps(response)) == response
        assert copy.deepcopy(response) == response

    check()


@examples(200)
@given(st.binary(max_size=40) | st.text('{}[]":,0.eE-\\ud8 \n', max_size=20).map(lambda text: text.encode()))
def test_any_bytes_are_an_answer_or_a_value_error(body: bytes) -> None:
    try:
        response, _ = SendEmailResponse.from_body(body)
    except ValueError:
        return
    assert isinstance(json.loads(body), dict)
    assert isinstance(response, SendEmailResponse)


def test_a_shape_of_requests_keeps_its_json_schema_strict() -> None:
    """The JSON schema of arguments must match what Python accepts."""
    schema = BatchGetMetricDataQuery.model_json_schema()
    assert schema["additionalProperties"] is False
    assert "SEND" in schema["properties"]["metric"]["enum"]


def test_only_what_is_read_under_a_response_is_open() -> None:
    item = b'{"EmailAddress": "a@b.example", "Reason": "NOVEL", "LastUpdateTime": 0}'
    page = b'{"SuppressedDestinationSummaries": [' + item + b"]}"
    (summary,) = ListSuppressedDestinationsResponse.model_validate_json(page).suppressed_destination_summaries
    assert str(summary.reason) == "NOVEL"
    models: list[tuple[type[Shape], bytes]] = [
        (SuppressedDestinationSummary, item),
        (ListSuppressedDestinationsResponse, page),
    ]
    for model, document in models:
        with pytest.raises(ValidationError):
            model.model_validate(json.loads(document))
    with pytest.raises(ValidationError):
        SuppressedDestinationSummary.model_validate_json(item)
