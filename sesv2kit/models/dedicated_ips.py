"""?"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from sesv2kit.models.common import *
from sesv2kit.operation import Operation, PagedOperation, RateLimit, Repeat
from sesv2kit.shapes import Documented, Request, Response, Shape, Timestamp


ScalingMode = Literal["STANDARD", "MANAGED"]
"""?"""

class CreateDedicatedIpPoolRequest(Request):
    """Arguments of `dedicated_ips.create_dedicated_ip_pool`."""

    pool_name: str
    """?"""

    tags: Sequence[Tag] | None = None
    """?"""

    scaling_mode: ScalingMode | None = None
    """?"""


class CreateDedicatedIpPoolResponse(Response):
    """Answer of `dedicated_ips.create_dedicated_ip_pool`."""


CREATE_DEDICATED_IP_POOL = Operation(
    name="CreateDedicatedIpPool",
    request=CreateDedicatedIpPoolRequest,
    response=CreateDedicatedIpPoolResponse,
    repeat=Repeat.?,
)


class DeleteDedicatedIpPoolRequest(Request):
    """Arguments of `dedicated_ips.delete_dedicated_ip_pool`."""

    pool_name: str
    """?"""


class DeleteDedicatedIpPoolResponse(Response):
    """Answer of `dedicated_ips.delete_dedicated_ip_pool`."""


DELETE_DEDICATED_IP_POOL = Operation(
    name="DeleteDedicatedIpPool",
    request=DeleteDedicatedIpPoolRequest,
    response=DeleteDedicatedIpPoolResponse,
    repeat=Repeat.?,
)


WarmupStatus = Literal["IN_PROGRESS", "DONE", "NOT_APPLICABLE"] | str
"""?"""

class DedicatedIp(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DedicatedIp.html
    """

    ip: str
    """?"""

    warmup_status: WarmupStatus
    """?"""

    warmup_percentage: int
    """?"""

    pool_name: str | None = None
    """?"""


class GetDedicatedIpRequest(Request):
    """Arguments of `dedicated_ips.get_dedicated_ip`."""

    ip: str
    """?"""


class GetDedicatedIpResponse(Response):
    """Answer of `dedicated_ips.get_dedicated_ip`."""

    dedicated_ip: DedicatedIp | None = None
    """?"""


GET_DEDICATED_IP = Operation(
    name="GetDedicatedIp",
    request=GetDedicatedIpRequest,
    response=GetDedicatedIpResponse,
    repeat=Repeat.SAFE,
)


class DedicatedIpPool(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DedicatedIpPool.html
    """

    pool_name: str
    """?"""

    scaling_mode: ScalingMode
    """?"""


class GetDedicatedIpPoolRequest(Request):
    """Arguments of `dedicated_ips.get_dedicated_ip_pool`."""

    pool_name: str
    """?"""


class GetDedicatedIpPoolResponse(Response):
    """Answer of `dedicated_ips.get_dedicated_ip_pool`."""

    dedicated_ip_pool: DedicatedIpPool | None = None
    """?"""


GET_DEDICATED_IP_POOL = Operation(
    name="GetDedicatedIpPool",
    request=GetDedicatedIpPoolRequest,
    response=GetDedicatedIpPoolResponse,
    repeat=Repeat.SAFE,
)


class GetDedicatedIpsRequest(Request):
    """Arguments of `dedicated_ips.get_dedicated_ips`."""

    pool_name: str | None = None
    """?"""

    next_token: str | None = None
    """?"""

    page_size: PageSize | None = None
    """?"""


class GetDedicatedIpsResponse(Response):
    """Answer of `dedicated_ips.get_dedicated_ips`."""

    dedicated_ips: list[DedicatedIp] = []
    """?"""

    next_token: str | None = None
    """?"""


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
    """?"""

    page_size: PageSize | None = None
    """?"""


class ListDedicatedIpPoolsResponse(Response):
    """Answer of `dedicated_ips.list_dedicated_ip_pools`."""

    dedicated_ip_pools: list[str] = []
    """?"""

    next_token: str | None = None
    """?"""


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

    ip: str
    """?"""

    destination_pool_name: str
    """?"""


class PutDedicatedIpInPoolResponse(Response):
    """Answer of `dedicated_ips.put_dedicated_ip_in_pool`."""


PUT_DEDICATED_IP_IN_POOL = Operation(
    name="PutDedicatedIpInPool",
    request=PutDedicatedIpInPoolRequest,
    response=PutDedicatedIpInPoolResponse,
    repeat=Repeat.?,
)


class PutDedicatedIpPoolScalingAttributesRequest(Request):
    """Arguments of `dedicated_ips.put_dedicated_ip_pool_scaling_attributes`."""

    pool_name: str
    """?"""

    scaling_mode: ScalingMode
    """?"""


class PutDedicatedIpPoolScalingAttributesResponse(Response):
    """Answer of `dedicated_ips.put_dedicated_ip_pool_scaling_attributes`."""


PUT_DEDICATED_IP_POOL_SCALING_ATTRIBUTES = Operation(
    name="PutDedicatedIpPoolScalingAttributes",
    request=PutDedicatedIpPoolScalingAttributesRequest,
    response=PutDedicatedIpPoolScalingAttributesResponse,
    repeat=Repeat.?,
)


class PutDedicatedIpWarmupAttributesRequest(Request):
    """Arguments of `dedicated_ips.put_dedicated_ip_warmup_attributes`."""

    ip: str
    """?"""

    warmup_percentage: int
    """?"""


class PutDedicatedIpWarmupAttributesResponse(Response):
    """Answer of `dedicated_ips.put_dedicated_ip_warmup_attributes`."""


PUT_DEDICATED_IP_WARMUP_ATTRIBUTES = Operation(
    name="PutDedicatedIpWarmupAttributes",
    request=PutDedicatedIpWarmupAttributesRequest,
    response=PutDedicatedIpWarmupAttributesResponse,
    repeat=Repeat.?,
)


