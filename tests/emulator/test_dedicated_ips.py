"""Dedicated IP addresses and their pools."""

from datetime import timedelta
from typing import Any

import pytest

from sesv2kit.testing import Backend

from .helpers import pages, refusal

DEFAULT = "ses-default-dedicated-pool"
NO_POOL = (404, "NotFoundException", "Dedicated IP pool <ghost> does not exist.")
NO_IP = (404, "NotFoundException", "Dedicated IP <192.0.2.9> does not exist.")


def address(ses: Any, ip: str = "192.0.2.1") -> Any:
    return ses.get_dedicated_ip(Ip=ip)["DedicatedIp"]


def addresses(ses: Any, **members: Any) -> list[str]:
    return [found["Ip"] for page in pages(ses.get_dedicated_ips, **members) for found in page["DedicatedIps"]]


def pool(ses: Any, name: str) -> Any:
    return ses.get_dedicated_ip_pool(PoolName=name)["DedicatedIpPool"]


def test_a_pool_is_standard_unless_it_is_to_be_managed(ses: Any) -> None:
    ses.create_dedicated_ip_pool(PoolName="fast")
    ses.create_dedicated_ip_pool(PoolName="auto", ScalingMode="MANAGED")
    assert pool(ses, "fast") == {"PoolName": "fast", "ScalingMode": "STANDARD"}
    assert pool(ses, "auto") == {"PoolName": "auto", "ScalingMode": "MANAGED"}


@pytest.mark.parametrize("name", ["fast", DEFAULT, "ses-shared-pool"])
def test_a_duplicate(ses: Any, name: str) -> None:
    ses.create_dedicated_ip_pool(PoolName="fast")
    assert refusal(ses.create_dedicated_ip_pool, PoolName=name) == (
        400,
        "AlreadyExistsException",
        f"Dedicated IP pool <{name}> already exists.",
    )


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"PoolName": "a b"}, "Invalid dedicated IP pool name <a b>"),
        ({"PoolName": "a", "ScalingMode": "HUGE"}, "Member must satisfy enum value set: [STANDARD, MANAGED"),
        ({"PoolName": "a", "Tags": [{"Key": "aws:k", "Value": "v"}]}, "reserved prefix"),
        ({}, "Value at 'poolName' failed to satisfy constraint: Member must not be null"),
    ],
)
def test_an_invalid_pool(ses: Any, members: Any, words: str) -> None:
    status, code, message = refusal(ses.create_dedicated_ip_pool, **members)
    assert (status, code) == (400, "BadRequestException")
    assert words in message


def test_pools_are_listed_by_name_up_to_fifty(ses: Any) -> None:
    assert ses.list_dedicated_ip_pools()["DedicatedIpPools"] == []
    names = [f"pool-{number:02}" for number in range(50)]
    for name in reversed(names):
        ses.create_dedicated_ip_pool(PoolName=name)
    assert ses.list_dedicated_ip_pools()["DedicatedIpPools"] == names
    listed = [name for page in pages(ses.list_dedicated_ip_pools, PageSize=20) for name in page["DedicatedIpPools"]]
    assert listed == names
    assert refusal(ses.create_dedicated_ip_pool, PoolName="one-more") == (
        400,
        "LimitExceededException",
        "There can be no more than 50 dedicated IP pools.",
    )


@pytest.mark.parametrize("operation", ["get_dedicated_ips", "list_dedicated_ip_pools"])
@pytest.mark.parametrize("size", [0, 1001])
def test_an_invalid_page_size(ses: Any, operation: str, size: int) -> None:
    status, code, message = refusal(getattr(ses, operation), PageSize=size)
    assert (status, code) == (400, "BadRequestException")
    assert "'pageSize'" in message


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("delete_dedicated_ip_pool", {}),
        ("get_dedicated_ip_pool", {}),
        ("get_dedicated_ips", {}),
        ("put_dedicated_ip_pool_scaling_attributes", {"ScalingMode": "MANAGED"}),
    ],
)
def test_an_unknown_pool(ses: Any, operation: str, members: Any) -> None:
    assert refusal(getattr(ses, operation), PoolName="ghost", **members) == NO_POOL


def test_addresses_are_in_the_default_pool_unless_they_are_in_another(backend: Backend, ses: Any) -> None:
    assert addresses(ses) == []
    ses.create_dedicated_ip_pool(PoolName="fast")
    for ip in ("192.0.2.2", "192.0.2.1"):
        backend.add_dedicated_ip(ip)
    backend.add_dedicated_ip("192.0.2.3", pool_name="fast")
    assert addresses(ses) == addresses(ses, PageSize=1) == ["192.0.2.1", "192.0.2.2", "192.0.2.3"]
    assert addresses(ses, PoolName="fast") == ["192.0.2.3"]
    assert addresses(ses, PoolName=DEFAULT) == ["192.0.2.1", "192.0.2.2"]
    ses.put_dedicated_ip_in_pool(Ip="192.0.2.1", DestinationPoolName="fast")
    assert addresses(ses, PoolName="fast") == ["192.0.2.1", "192.0.2.3"]
    ses.put_dedicated_ip_in_pool(Ip="192.0.2.3", DestinationPoolName=DEFAULT)
    assert address(ses, "192.0.2.3")["PoolName"] == DEFAULT


def test_an_unknown_address_or_destination(backend: Backend, ses: Any) -> None:
    backend.add_dedicated_ip("192.0.2.1")
    assert refusal(ses.get_dedicated_ip, Ip="192.0.2.9") == NO_IP
    assert refusal(ses.put_dedicated_ip_in_pool, Ip="192.0.2.9", DestinationPoolName=DEFAULT) == NO_IP
    assert refusal(ses.put_dedicated_ip_warmup_attributes, Ip="192.0.2.9", WarmupPercentage=1) == NO_IP
    assert refusal(ses.put_dedicated_ip_in_pool, Ip="192.0.2.1", DestinationPoolName="ghost") == NO_POOL
    assert "'destinationPoolName'" in refusal(ses.put_dedicated_ip_in_pool, Ip="192.0.2.1")[2]


def test_a_deleted_pool_leaves_its_addresses_in_the_default_one(backend: Backend, ses: Any) -> None:
    ses.create_dedicated_ip_pool(PoolName="fast")
    backend.add_dedicated_ip("192.0.2.1", pool_name="fast")
    backend.add_dedicated_ip("192.0.2.2")
    ses.delete_dedicated_ip_pool(PoolName="fast")
    assert addresses(ses, PoolName=DEFAULT) == ["192.0.2.1", "192.0.2.2"]
    assert ses.list_dedicated_ip_pools()["DedicatedIpPools"] == []


class TestManagedPools:
    @pytest.fixture(autouse=True)
    def managed(self, backend: Backend, ses: Any) -> None:
        ses.create_dedicated_ip_pool(PoolName="auto")
        backend.add_dedicated_ip("192.0.2.1", pool_name="auto", warmup_percentage=30)
        ses.put_dedicated_ip_pool_scaling_attributes(PoolName="auto", ScalingMode="MANAGED")

    def test_there_is_no_way_back(self, ses: Any) -> None:
        assert pool(ses, "auto")["ScalingMode"] == "MANAGED"
        ses.put_dedicated_ip_pool_scaling_attributes(PoolName="auto", ScalingMode="MANAGED")
        assert refusal(ses.put_dedicated_ip_pool_scaling_attributes, PoolName="auto", ScalingMode="STANDARD") == (
            400,
            "BadRequestException",
            "Dedicated IP pool <auto> is MANAGED and cannot become STANDARD.",
        )
        invalid = refusal(ses.put_dedicated_ip_pool_scaling_attributes, PoolName="auto", ScalingMode="TINY")
        assert "enum value set" in invalid[2]

    def test_ses_warms_the_addresses_up_itself(self, ses: Any) -> None:
        assert address(ses) == {
            "Ip": "192.0.2.1",
            "WarmupStatus": "NOT_APPLICABLE",
            "WarmupPercentage": -1,
            "PoolName": "auto",
        }
        assert refusal(ses.put_dedicated_ip_warmup_attributes, Ip="192.0.2.1", WarmupPercentage=50) == (
            400,
            "BadRequestException",
            "Dedicated IP <192.0.2.1> is in pool <auto>, which SES manages.",
        )

    def test_ses_chooses_the_addresses_itself(self, backend: Backend, ses: Any) -> None:
        out = refusal(ses.put_dedicated_ip_in_pool, Ip="192.0.2.1", DestinationPoolName=DEFAULT)
        assert out == (400, "BadRequestException", "Dedicated IP <192.0.2.1> is in pool <auto>, which SES manages.")
        backend.add_dedicated_ip("192.0.2.2")
        into = refusal(ses.put_dedicated_ip_in_pool, Ip="192.0.2.2", DestinationPoolName="auto")
        assert into[:2] == (400, "BadRequestException")
        assert into[2].startswith("Dedicated IP pool <auto> is managed by SES")

    def test_the_addresses_go_with_the_pool(self, ses: Any) -> None:
        ses.delete_dedicated_ip_pool(PoolName="auto")
        assert addresses(ses) == []


class TestWarmup:
    @pytest.fixture(autouse=True)
    def leased(self, backend: Backend) -> None:
        backend.add_dedicated_ip("192.0.2.1")

    def shown(self, ses: Any) -> tuple[str, int]:
        found = address(ses)
        return found["WarmupStatus"], found["WarmupPercentage"]

    def test_it_takes_45_days(self, backend: Backend, ses: Any) -> None:
        assert self.shown(ses) == ("IN_PROGRESS", 0)
        backend.clock.advance(timedelta(days=22.5))
        assert self.shown(ses) == ("IN_PROGRESS", 50)
        backend.clock.advance(timedelta(days=22.6))
        assert self.shown(ses) == ("DONE", 100)
        backend.clock.advance(timedelta(days=10))
        assert self.shown(ses) == ("DONE", 100)

    def test_it_goes_on_from_what_was_put(self, backend: Backend, ses: Any) -> None:
        backend.clock.advance(timedelta(days=10))
        ses.put_dedicated_ip_warmup_attributes(Ip="192.0.2.1", WarmupPercentage=80)
        assert self.shown(ses) == ("IN_PROGRESS", 80)
        backend.clock.advance(timedelta(days=4.5))
        assert self.shown(ses) == ("IN_PROGRESS", 90)
        ses.put_dedicated_ip_warmup_attributes(Ip="192.0.2.1", WarmupPercentage=100)
        assert self.shown(ses) == ("DONE", 100)

    def test_it_stands_still_while_the_account_has_turned_it_off(self, backend: Backend, ses: Any) -> None:
        backend.clock.advance(timedelta(days=9))
        ses.put_account_dedicated_ip_warmup_attributes(AutoWarmupEnabled=False)
        backend.clock.advance(timedelta(days=9))
        ses.put_account_dedicated_ip_warmup_attributes(AutoWarmupEnabled=True)
        assert self.shown(ses) == ("IN_PROGRESS", 20)
        backend.clock.advance(timedelta(days=9))
        assert self.shown(ses) == ("IN_PROGRESS", 40)

    @pytest.mark.parametrize("percentage", [0, 100])
    def test_it_can_be_nothing_or_all(self, backend: Backend, ses: Any, percentage: int) -> None:
        backend.add_dedicated_ip("192.0.2.1", warmup_percentage=50)
        ses.put_dedicated_ip_warmup_attributes(Ip="192.0.2.1", WarmupPercentage=percentage)
        assert self.shown(ses)[1] == percentage

    @pytest.mark.parametrize("percentage", [-1, 101])
    def test_it_is_a_percentage(self, ses: Any, percentage: int) -> None:
        assert refusal(ses.put_dedicated_ip_warmup_attributes, Ip="192.0.2.1", WarmupPercentage=percentage) == (
            400,
            "BadRequestException",
            f"WarmupPercentage must be between 0 and 100, not {percentage}.",
        )
