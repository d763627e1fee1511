"""Every method of `client.tags`: its request, and its response or error."""

from typing import Any

import pytest

from sesv2kit.errors import BadRequestError, NotFoundError, ServiceError
from sesv2kit.models.common import Tag
from tests.services.conftest import Stubbed, refused

ARN = "arn:aws:ses:us-east-1:123456789012:identity/example.com"
RESOURCE = {"resource_arn": ARN}
TAGS = [Tag(key="team", value="crm"), Tag(key="empty", value="")]
TAGS_ON_WIRE = [{"Key": "team", "Value": "crm"}, {"Key": "empty", "Value": ""}]


def test_list(stubbed: Stubbed) -> None:
    stubbed.expect("list_tags_for_resource", {"ResourceArn": ARN}, {"Tags": TAGS_ON_WIRE})
    assert stubbed.client.tags.list_tags_for_resource(resource_arn=ARN).tags == TAGS


def test_tag(stubbed: Stubbed) -> None:
    stubbed.expect("tag_resource", {"ResourceArn": ARN, "Tags": TAGS_ON_WIRE})
    answer = stubbed.client.tags.tag_resource(resource_arn=ARN, tags=TAGS)
    assert (answer.model_dump(), answer.metadata.attempts) == ({}, 1)


def test_untag(stubbed: Stubbed) -> None:
    stubbed.expect("untag_resource", {"ResourceArn": ARN, "TagKeys": ["team", "empty"]})
    answer = stubbed.client.tags.untag_resource(resource_arn=ARN, tag_keys=["team", "empty"])
    assert (answer.model_dump(), answer.metadata.attempts) == ({}, 1)


def test_50_tags_at_their_limits_are_sent(stubbed: Stubbed) -> None:
    tags = [Tag(key=f"{number:0128}", value="x" * 256) for number in range(50)]
    on_wire = [{"Key": tag.key, "Value": tag.value} for tag in tags]
    stubbed.expect("tag_resource", {"ResourceArn": ARN, "Tags": on_wire})
    assert stubbed.client.tags.tag_resource(resource_arn=ARN, tags=tags).metadata.attempts == 1


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("list_tags_for_resource", RESOURCE),
        ("tag_resource", {**RESOURCE, "tags": TAGS}),
        ("untag_resource", {**RESOURCE, "tag_keys": ["team"]}),
    ],
)
@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [("NotFoundException", 404, NotFoundError), ("BadRequestException", 400, BadRequestError)],
)
def test_an_error_becomes_its_class(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], code: str, status: int, expected: type[ServiceError]
) -> None:
    stubbed.check_error(stubbed.client.tags, method, arguments, code, status, expected)


@pytest.mark.parametrize(
    ("method", "arguments", "argument"),
    [
        ("list_tags_for_resource", {"resource_arn": ""}, "resource_arn"),
        ("tag_resource", {"resource_arn": "", "tags": TAGS}, "resource_arn"),
        ("tag_resource", {**RESOURCE, "tags": [Tag(key=str(n), value="") for n in range(51)]}, "tags"),
        ("tag_resource", {**RESOURCE, "tags": [{"key": "", "value": "x"}]}, "tags.0.key"),
        ("tag_resource", {**RESOURCE, "tags": [{"key": "a" * 129, "value": "x"}]}, "tags.0.key"),
        ("tag_resource", {**RESOURCE, "tags": [{"key": "aws:team", "value": "x"}]}, "tags.0.key"),
        ("tag_resource", {**RESOURCE, "tags": [{"key": "team", "value": "x" * 257}]}, "tags.0.value"),
        ("untag_resource", {**RESOURCE, "tag_keys": []}, "tag_keys"),
        ("untag_resource", {**RESOURCE, "tag_keys": ["team", ""]}, "tag_keys.1"),
        ("untag_resource", {"resource_arn": "", "tag_keys": ["team"]}, "resource_arn"),
    ],
)
def test_invalid_arguments_are_not_sent(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], argument: str
) -> None:
    assert refused(getattr(stubbed.client.tags, method), **arguments) == [argument]
