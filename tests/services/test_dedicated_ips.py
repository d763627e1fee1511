"""Every method of `client.dedicated_ips`: its request, and its response or error."""

from typing import Any

import pytest

from sesv2kit.errors import (
    AlreadyExistsError,
    BadRequestError,
    LimitExceededError,
    NotFoundError,
    ServiceError,
)
from sesv2kit.models.common import Tag
from sesv2kit.models.dedicated_ips import DedicatedIp, DedicatedIpPool
from tests.services.conftest import Stubbed, refused

IP = "192.0.2.1"
ADDRESS = DedicatedIp(ip=IP, warmup_status="IN_PROGRESS", warmup_percentage=40, pool_name="fast")
ADDRESS_ON_WIRE = {"Ip": IP, "WarmupStatus": "IN_PROGRESS", "WarmupPercentage": 40, "PoolName": "fast"}
MANAGED = DedicatedIp(ip="192.0.2.2", warmup_status="NOT_APPLICABLE", warmup_percentage=-1)
MANAGED_ON_WIRE = {"Ip": "192.0.2.2", "WarmupStatus": "NOT_APPLICABLE", "WarmupPercentage": -1}

POOL = {"pool_name": "fast"}
ADDRESSED = {"ip": IP}


def test_get_dedicated_ip(stubbed: Stubbed) -> None:
    stubbed.expect("get_dedicated_ip", {"Ip": IP}, {"DedicatedIp": ADDRESS_ON_WIRE})
    assert stubbed.client.dedicated_ips.get_dedicated_ip(ip=IP).dedicated_ip == ADDRESS


def test_get_dedicated_ip_pool(stubbed: Stubbed) -> None:
    pool = {"PoolName": "fast", "ScalingMode": "MANAGED"}
    stubbed.expect("get_dedicated_ip_pool", {"PoolName": "fast"}, {"DedicatedIpPool": pool})
    answer = stubbed.client.dedicated_ips.get_dedicated_ip_pool(pool_name="fast")
    assert answer.dedicated_ip_pool == DedicatedIpPool(pool_name="fast", scaling_mode="MANAGED")


def test_get_dedicated_ips(stubbed: Stubbed) -> None:
    wanted = {"PoolName": "fast", "PageSize": 1}
    first = {"DedicatedIps": [ADDRESS_ON_WIRE], "NextToken": "there"}
    stubbed.expect("get_dedicated_ips", {**wanted, "NextToken": "here"}, first)
    stubbed.expect("get_dedicated_ips", {**wanted, "NextToken": "there"}, {"DedicatedIps": [MANAGED_ON_WIRE]})
    addresses = stubbed.client.dedicated_ips.get_dedicated_ips(pool_name="fast", next_token="here", page_size=1)
    assert list(addresses) == [ADDRESS, MANAGED]


def test_list_dedicated_ip_pools(stubbed: Stubbed) -> None:
    first = {"DedicatedIpPools": ["fast"], "NextToken": "there"}
    stubbed.expect("list_dedicated_ip_pools", {"PageSize": 1, "NextToken": "here"}, first)
    stubbed.expect("list_dedicated_ip_pools", {"PageSize": 1, "NextToken": "there"}, {"DedicatedIpPools": ["slow"]})
    names = stubbed.client.dedicated_ips.list_dedicated_ip_pools(next_token="here", page_size=1)
    assert list(names) == ["fast", "slow"]


@pytest.mark.parametrize(
    ("method", "page"),
    [
        ("get_dedicated_ips", {"DedicatedIps": [ADDRESS_ON_WIRE, MANAGED_ON_WIRE]}),
        ("list_dedicated_ip_pools", {"DedicatedIpPools": ["fast", "slow"]}),
    ],
)
def test_a_list_stops_at_its_limit_without_another_call(stubbed: Stubbed, method: str, page: dict[str, Any]) -> None:
    stubbed.expect(method, {}, {**page, "NextToken": "more"})
    assert len(list(getattr(stubbed.client.dedicated_ips, method)(limit=2))) == 2


@pytest.mark.parametrize(
    ("method", "arguments", "wire"),
    [
        (
            "create_dedicated_ip_pool",
            {**POOL, "tags": [Tag(key="team", value="crm")], "scaling_mode": "MANAGED"},
            {"PoolName": "fast", "Tags": [{"Key": "team", "Value": "crm"}], "ScalingMode": "MANAGED"},
        ),
        ("create_dedicated_ip_pool", POOL, {"PoolName": "fast"}),
        ("delete_dedicated_ip_pool", POOL, {"PoolName": "fast"}),
        (
            "put_dedicated_ip_in_pool",
            {**ADDRESSED, "destination_pool_name": "slow"},
            {"Ip": IP, "DestinationPoolName": "slow"},
        ),
        (
            "put_dedicated_ip_pool_scaling_attributes",
            {**POOL, "scaling_mode": "MANAGED"},
            {"PoolName": "fast", "ScalingMode": "MANAGED"},
        ),
        (
            "put_dedicated_ip_warmup_attributes",
            {**ADDRESSED, "warmup_percentage": 0},
            {"Ip": IP, "WarmupPercentage": 0},
        ),
        (
            "put_dedicated_ip_warmup_attributes",
            {**ADDRESSED, "warmup_percentage": 100},
            {"Ip": IP, "WarmupPercentage": 100},
        ),
    ],
)
def test_a_change_sends_its_arguments_and_answers_empty(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], wire: dict[str, Any]
) -> None:
    stubbed.check_change(stubbed.client.dedicated_ips, method, arguments, wire)


@pytest.mark.parametrize(
    ("method", "arguments", "code", "status", "expected"),
    [
        ("create_dedicated_ip_pool", POOL, "AlreadyExistsException", 400, AlreadyExistsError),
        ("create_dedicated_ip_pool", POOL, "LimitExceededException", 400, LimitExceededError),
        ("delete_dedicated_ip_pool", POOL, "NotFoundException", 404, NotFoundError),
        ("get_dedicated_ip", ADDRESSED, "NotFoundException", 404, NotFoundError),
        ("get_dedicated_ip_pool", POOL, "NotFoundException", 404, NotFoundError),
        ("get_dedicated_ips", POOL, "NotFoundException", 404, NotFoundError),
        ("list_dedicated_ip_pools", {}, "BadRequestException", 400, BadRequestError),
        (
            "put_dedicated_ip_in_pool",
            {**ADDRESSED, "destination_pool_name": "slow"},
            "NotFoundException",
            404,
            NotFoundError,
        ),
        (
            "put_dedicated_ip_pool_scaling_attributes",
            {**POOL, "scaling_mode": "STANDARD"},
            "BadRequestException",
            400,
            BadRequestError,
        ),
        (
            "put_dedicated_ip_warmup_attributes",
            {**ADDRESSED, "warmup_percentage": 1},
            "NotFoundException",
            404,
            NotFoundError,
        ),
    ],
)
def test_an_error_becomes_its_class(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], code: str, status: int, expected: type[ServiceError]
) -> None:
    stubbed.check_error(stubbed.client.dedicated_ips, method, arguments, code, status, expected)


@pytest.mark.parametrize(
    ("method", "arguments", "argument"),
    [
        ("create_dedicated_ip_pool", {"pool_name": ""}, "pool_name"),
        ("create_dedicated_ip_pool", {**POOL, "scaling_mode": "AUTO"}, "scaling_mode"),
        ("create_dedicated_ip_pool", {**POOL, "tags": [Tag(key=str(n), value="") for n in range(51)]}, "tags"),
        ("delete_dedicated_ip_pool", {"pool_name": ""}, "pool_name"),
        ("get_dedicated_ip", {"ip": ""}, "ip"),
        ("get_dedicated_ip_pool", {"pool_name": ""}, "pool_name"),
        ("get_dedicated_ips", {"pool_name": ""}, "pool_name"),
        ("get_dedicated_ips", {"page_size": 0}, "page_size"),
        ("list_dedicated_ip_pools", {"page_size": 0}, "page_size"),
        ("put_dedicated_ip_in_pool", {"ip": "", "destination_pool_name": "slow"}, "ip"),
        ("put_dedicated_ip_in_pool", {**ADDRESSED, "destination_pool_name": ""}, "destination_pool_name"),
        ("put_dedicated_ip_pool_scaling_attributes", {**POOL, "scaling_mode": "managed"}, "scaling_mode"),
        ("put_dedicated_ip_warmup_attributes", {**ADDRESSED, "warmup_percentage": -1}, "warmup_percentage"),
        ("put_dedicated_ip_warmup_attributes", {**ADDRESSED, "warmup_percentage": 101}, "warmup_percentage"),
        ("put_dedicated_ip_warmup_attributes", {"ip": "", "warmup_percentage": 1}, "ip"),
    ],
)
def test_invalid_arguments_are_not_sent(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], argument: str
) -> None:
    assert refused(getattr(stubbed.client.dedicated_ips, method), **arguments) == [argument]
