"""Dedicated IPs: addresses that only this account sends from, their pools and their warm-up."""

from typing import Annotated, Literal

from pydantic import Field

from sesv2kit.models.common import API, PageSize, PoolName, TagList
from sesv2kit.operation import Operation, PagedOperation, Repeat
from sesv2kit.shapes import Documented, InPath, Request, Response, Shape

Ip = Annotated[str, Field(min_length=1)]
"""An IP address."""


ScalingMode = Literal["STANDARD", "MANAGED"]
"""Who manages a pool. `STANDARD`: you choose and warm up its IPs. `MANAGED`: SES adds and removes IPs as needed."""


class CreateDedicatedIpPoolRequest(Request):
    """Arguments of `dedicated_ips.create_dedicated_ip_pool`."""

    pool_name: PoolName
    """Name by which configuration sets refer to it; not yet taken in this region."""

    tags: TagList | None = None
    """Tags for the new pool, at most 50. None: no tags."""

    scaling_mode: ScalingMode | None = None
    """Who manages the pool; `MANAGED` cannot be changed back. None: `STANDARD`."""


class CreateDedicatedIpPoolResponse(Response):
    """Response of `dedicated_ips.create_dedicated_ip_pool`."""


CREATE_DEDICATED_IP_POOL = Operation(
    name="CreateDedicatedIpPool",
    request=CreateDedicatedIpPoolRequest,
    response=CreateDedicatedIpPoolResponse,
    repeat=Repeat.SAFE,
)


class DeleteDedicatedIpPoolRequest(Request):
    """Arguments of `dedicated_ips.delete_dedicated_ip_pool`."""

    pool_name: InPath[PoolName]
    """The pool to delete; move the addresses you want to keep to another one first."""


class DeleteDedicatedIpPoolResponse(Response):
    """Response of `dedicated_ips.delete_dedicated_ip_pool`."""


DELETE_DEDICATED_IP_POOL = Operation(
    name="DeleteDedicatedIpPool",
    request=DeleteDedicatedIpPoolRequest,
    response=DeleteDedicatedIpPoolResponse,
    repeat=Repeat.SAFE,
)


WarmupStatus = Literal["IN_PROGRESS", "DONE", "NOT_APPLICABLE"] | str
"""Warm-up status of an IP. `DONE`: it can be used in full. `NOT_APPLICABLE`: SES manages the pool."""


class DedicatedIp(Shape):
    """An IP address that only this account sends from.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DedicatedIp.html
    """

    ip: str
    """The address, IPv4: `192.0.2.1`."""

    warmup_status: WarmupStatus
    """Whether it is still warming up."""

    warmup_percentage: int
    """Progress of its warm-up in percent, 0 to 100; -1 if SES manages the pool."""

    pool_name: str | None = None
    """The pool it belongs to. None: not returned."""


class GetDedicatedIpRequest(Request):
    """Arguments of `dedicated_ips.get_dedicated_ip`."""

    ip: InPath[Ip]
    """The address to look up, `192.0.2.1`; it must be leased to this account."""


class GetDedicatedIpResponse(Response):
    """Response of `dedicated_ips.get_dedicated_ip`."""

    dedicated_ip: DedicatedIp | None = None
    """The address with its pool and warm-up. None: not returned."""


GET_DEDICATED_IP = Operation(
    name="GetDedicatedIp",
    request=GetDedicatedIpRequest,
    response=GetDedicatedIpResponse,
    repeat=Repeat.SAFE,
)


class DedicatedIpPool(Shape):
    """A pool of dedicated IPs, for use in configuration sets.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DedicatedIpPool.html
    """

    pool_name: str
    """Name by which configuration sets refer to it."""

    scaling_mode: ScalingMode | str
    """Who manages it, you or SES."""


class GetDedicatedIpPoolRequest(Request):
    """Arguments of `dedicated_ips.get_dedicated_ip_pool`."""

    pool_name: InPath[PoolName]
    """The pool to look up."""


class GetDedicatedIpPoolResponse(Response):
    """Response of `dedicated_ips.get_dedicated_ip_pool`."""

    dedicated_ip_pool: DedicatedIpPool | None = None
    """The pool and who manages it. None: not returned."""


GET_DEDICATED_IP_POOL = Operation(
    name="GetDedicatedIpPool",
    request=GetDedicatedIpPoolRequest,
    response=GetDedicatedIpPoolResponse,
    repeat=Repeat.SAFE,
)


class GetDedicatedIpsRequest(Request):
    """Arguments of `dedicated_ips.get_dedicated_ips`."""

    pool_name: PoolName | None = None
    """Only the addresses of this pool. None: all of the account in this region."""

    next_token: str | None = None
    """`next_token` of an earlier page of the same list, to continue from there. None: the first page."""

    page_size: PageSize | None = None
    """Maximum number of items per page: at least 1; SES has rejected more than 1000. None: SES decides."""


class GetDedicatedIpsResponse(Response):
    """Response of `dedicated_ips.get_dedicated_ips`."""

    dedicated_ips: list[DedicatedIp] = []
    """Addresses of this page."""

    next_token: str | None = None
    """Token of the next page. None: this is the last page."""


GET_DEDICATED_IPS = PagedOperation(
    name="GetDedicatedIps",
    request=GetDedicatedIpsRequest,
    response=GetDedicatedIpsResponse,
    repeat=Repeat.SAFE,
    items="dedicated_ips",
    item=DedicatedIp,
)


class ListDedicatedIpPoolsRequest(Request):
    """Arguments of `dedicated_ips.list_dedicated_ip_pools`."""

    next_token: str | None = None
    """`next_token` of an earlier page, to continue from there. None: the first page."""

    page_size: PageSize | None = None
    """Maximum number of names per page: at least 1; SES has rejected more than 1000. None: SES decides."""


class ListDedicatedIpPoolsResponse(Response):
    """Response of `dedicated_ips.list_dedicated_ip_pools`."""

    dedicated_ip_pools: list[str] = []
    """Names of this page's pools."""

    next_token: str | None = None
    """Token of the next page. None: this is the last page."""


LIST_DEDICATED_IP_POOLS = PagedOperation(
    name="ListDedicatedIpPools",
    request=ListDedicatedIpPoolsRequest,
    response=ListDedicatedIpPoolsResponse,
    repeat=Repeat.SAFE,
    items="dedicated_ip_pools",
    item=str,
)


class PutDedicatedIpInPoolRequest(Request):
    """Arguments of `dedicated_ips.put_dedicated_ip_in_pool`."""

    ip: InPath[Ip]
    """The address to move, `192.0.2.1`; it must be leased to this account."""

    destination_pool_name: PoolName
    """The new pool, which must exist; the address leaves its current pool."""


class PutDedicatedIpInPoolResponse(Response):
    """Response of `dedicated_ips.put_dedicated_ip_in_pool`."""


PUT_DEDICATED_IP_IN_POOL = Operation(
    name="PutDedicatedIpInPool",
    request=PutDedicatedIpInPoolRequest,
    response=PutDedicatedIpInPoolResponse,
    repeat=Repeat.SAFE,
)


class PutDedicatedIpPoolScalingAttributesRequest(Request):
    """Arguments of `dedicated_ips.put_dedicated_ip_pool_scaling_attributes`."""

    pool_name: InPath[PoolName]
    """The pool to change."""

    scaling_mode: ScalingMode
    """`MANAGED`: SES manages it from now on. SES rejects `STANDARD` for a managed pool."""


class PutDedicatedIpPoolScalingAttributesResponse(Response):
    """Response of `dedicated_ips.put_dedicated_ip_pool_scaling_attributes`."""


PUT_DEDICATED_IP_POOL_SCALING_ATTRIBUTES = Operation(
    name="PutDedicatedIpPoolScalingAttributes",
    request=PutDedicatedIpPoolScalingAttributesRequest,
    response=PutDedicatedIpPoolScalingAttributesResponse,
    repeat=Repeat.SAFE,
)


class PutDedicatedIpWarmupAttributesRequest(Request):
    """Arguments of `dedicated_ips.put_dedicated_ip_warmup_attributes`."""

    ip: InPath[Ip]
    """The address to change, `192.0.2.1`; it must be leased to this account."""

    warmup_percentage: Annotated[
        int, Documented("0 to 100", source=API + "API_DedicatedIp.html", minimum=0, maximum=100)
    ]
    """Progress of its warm-up in percent, 0 to 100; 100 ends it."""


class PutDedicatedIpWarmupAttributesResponse(Response):
    """Response of `dedicated_ips.put_dedicated_ip_warmup_attributes`."""


PUT_DEDICATED_IP_WARMUP_ATTRIBUTES = Operation(
    name="PutDedicatedIpWarmupAttributes",
    request=PutDedicatedIpWarmupAttributesRequest,
    response=PutDedicatedIpWarmupAttributesResponse,
    repeat=Repeat.SAFE,
)
