"""Every method of `client.reputation`: its request, and its response or error."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sesv2kit.errors import BadRequestError, ConflictError, NotFoundError, ServiceError
from sesv2kit.models.reputation import ReputationEntity, StatusRecord
from tests.services.conftest import Stubbed, refused

ARN = "arn:aws:ses:us-east-1:123456789012:tenant/acme/tn-1"
POLICY = "arn:aws:ses:us-east-1:aws:reputation-policy/standard"
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)

ENTITY = {"reputation_entity_type": "RESOURCE", "reputation_entity_reference": ARN}
ENTITY_ON_WIRE = {"ReputationEntityType": "RESOURCE", "ReputationEntityReference": ARN}
FULL_ON_WIRE = {
    **ENTITY_ON_WIRE,
    "ReputationManagementPolicy": POLICY,
    "CustomerManagedStatus": {"Status": "REINSTATED", "Cause": "we fixed it", "LastUpdatedTimestamp": NOON},
    "AwsSesManagedStatus": {"Status": "ENABLED"},
    "SendingStatusAggregate": "REINSTATED",
    "ReputationImpact": "LOW",
}
FULL = ReputationEntity(
    reputation_entity_reference=ARN,
    reputation_entity_type="RESOURCE",
    reputation_management_policy=POLICY,
    customer_managed_status=StatusRecord(status="REINSTATED", cause="we fixed it", last_updated_timestamp=NOON),
    aws_ses_managed_status=StatusRecord(status="ENABLED", cause=None, last_updated_timestamp=None),
    sending_status_aggregate="REINSTATED",
    reputation_impact="LOW",
)
CALLS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (
        "update_reputation_entity_customer_managed_status",
        {**ENTITY, "sending_status": "DISABLED"},
        {**ENTITY_ON_WIRE, "SendingStatus": "DISABLED"},
    ),
    (
        "update_reputation_entity_policy",
        {**ENTITY, "reputation_entity_policy": POLICY},
        {**ENTITY_ON_WIRE, "ReputationEntityPolicy": POLICY},
    ),
]


@pytest.mark.parametrize(("method", "arguments", "wire"), CALLS)
def test_an_update_sends_its_arguments_and_answers_empty(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], wire: dict[str, Any]
) -> None:
    stubbed.check_change(stubbed.client.reputation, method, arguments, wire)


@pytest.mark.parametrize(
    ("answer", "entity"),
    [
        ({"ReputationEntity": FULL_ON_WIRE}, FULL),
        ({"ReputationEntity": {}}, ReputationEntity()),
        ({}, None),
    ],
    ids=["full", "empty", "none"],
)
def test_get(stubbed: Stubbed, answer: dict[str, Any], entity: ReputationEntity | None) -> None:
    stubbed.expect("get_reputation_entity", ENTITY_ON_WIRE, answer)
    found = stubbed.client.reputation.get_reputation_entity(
        reputation_entity_reference=ARN, reputation_entity_type="RESOURCE"
    )
    assert found.reputation_entity == entity


def test_list(stubbed: Stubbed) -> None:
    chosen = {
        "ENTITY_TYPE": "RESOURCE",
        "REPUTATION_IMPACT": "HIGH",
        "SENDING_STATUS": "ENABLED",
        "ENTITY_REFERENCE_PREFIX": "arn:aws:ses:",
    }
    method, wanted = "list_reputation_entities", {"Filter": chosen, "PageSize": 2}
    stubbed.expect(
        method, {**wanted, "NextToken": "here"}, {"ReputationEntities": [FULL_ON_WIRE], "NextToken": "there"}
    )
    stubbed.expect(method, {**wanted, "NextToken": "there"}, {"ReputationEntities": [{"ReputationImpact": "GRAVE"}]})
    first, second = stubbed.client.reputation.list_reputation_entities(
        filter={
            "ENTITY_TYPE": "RESOURCE",
            "REPUTATION_IMPACT": "HIGH",
            "SENDING_STATUS": "ENABLED",
            "ENTITY_REFERENCE_PREFIX": "arn:aws:ses:",
        },
        next_token="here",
        page_size=2,
    )
    assert first == FULL
    assert (second.reputation_impact, second.customer_managed_status) == ("GRAVE", None)


def test_list_stops_at_its_limit_without_another_call(stubbed: Stubbed) -> None:
    stubbed.expect("list_reputation_entities", {}, {"ReputationEntities": [{}, {}], "NextToken": "more"})
    assert len(list(stubbed.client.reputation.list_reputation_entities(limit=2))) == 2


@pytest.mark.parametrize(
    ("method", "arguments", "code", "status", "expected"),
    [
        ("get_reputation_entity", ENTITY, "NotFoundException", 404, NotFoundError),
        ("list_reputation_entities", {}, "BadRequestException", 400, BadRequestError),
        *[(method, arguments, "ConflictException", 409, ConflictError) for method, arguments, _ in CALLS],
    ],
)
def test_an_error_becomes_its_class(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], code: str, status: int, expected: type[ServiceError]
) -> None:
    stubbed.check_error(stubbed.client.reputation, method, arguments, code, status, expected)


@pytest.mark.parametrize(
    ("method", "arguments", "argument"),
    [
        ("get_reputation_entity", {**ENTITY, "reputation_entity_reference": ""}, "reputation_entity_reference"),
        ("get_reputation_entity", {**ENTITY, "reputation_entity_type": "TENANT"}, "reputation_entity_type"),
        ("list_reputation_entities", {"filter": {"STATUS": "ENABLED"}}, "filter.STATUS"),
        ("list_reputation_entities", {"filter": {"SENDING_STATUS": ""}}, "filter.SENDING_STATUS"),
        (
            "list_reputation_entities",
            {"filter": {"ENTITY_REFERENCE_PREFIX": "x" * 513}},
            "filter.ENTITY_REFERENCE_PREFIX",
        ),
        ("list_reputation_entities", {"page_size": 0}, "page_size"),
        (CALLS[0][0], {**CALLS[0][1], "reputation_entity_reference": ""}, "reputation_entity_reference"),
        (CALLS[0][0], {**CALLS[0][1], "sending_status": "PAUSED"}, "sending_status"),
        (CALLS[1][0], {**CALLS[1][1], "reputation_entity_type": "TENANT"}, "reputation_entity_type"),
        (CALLS[1][0], {**CALLS[1][1], "reputation_entity_policy": ""}, "reputation_entity_policy"),
    ],
)
def test_invalid_arguments_are_not_sent(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], argument: str
) -> None:
    assert refused(getattr(stubbed.client.reputation, method), **arguments) == [argument]
