"""?"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from sesv2kit.models.common import *
from sesv2kit.operation import Operation, PagedOperation, RateLimit, Repeat
from sesv2kit.shapes import Documented, Request, Response, Shape, Timestamp


class RouteDetails(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_RouteDetails.html
    """

    region: str
    """?"""


class Details(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Details.html
    """

    routes_details: Sequence[RouteDetails]
    """?"""


Status = Literal["CREATING", "READY", "FAILED", "DELETING"] | str
"""?"""

class CreateMultiRegionEndpointRequest(Request):
    """Arguments of `multi_region.create_multi_region_endpoint`."""

    endpoint_name: Annotated[str, Field(min_length=1, max_length=64, pattern=r'^[\\w\\-_]+$')]
    """?"""

    details: Details
    """?"""

    tags: Sequence[Tag] | None = None
    """?"""


class CreateMultiRegionEndpointResponse(Response):
    """Answer of `multi_region.create_multi_region_endpoint`."""

    status: Status | None = None
    """?"""

    endpoint_id: str | None = None
    """?"""


CREATE_MULTI_REGION_ENDPOINT = Operation(
    name="CreateMultiRegionEndpoint",
    request=CreateMultiRegionEndpointRequest,
    response=CreateMultiRegionEndpointResponse,
    repeat=Repeat.?,
)


class DeleteMultiRegionEndpointRequest(Request):
    """Arguments of `multi_region.delete_multi_region_endpoint`."""

    endpoint_name: Annotated[str, Field(min_length=1, max_length=64, pattern=r'^[\\w\\-_]+$')]
    """?"""


class DeleteMultiRegionEndpointResponse(Response):
    """Answer of `multi_region.delete_multi_region_endpoint`."""

    status: Status | None = None
    """?"""


DELETE_MULTI_REGION_ENDPOINT = Operation(
    name="DeleteMultiRegionEndpoint",
    request=DeleteMultiRegionEndpointRequest,
    response=DeleteMultiRegionEndpointResponse,
    repeat=Repeat.?,
)


class Route(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Route.html
    """

    region: str
    """?"""


class GetMultiRegionEndpointRequest(Request):
    """Arguments of `multi_region.get_multi_region_endpoint`."""

    endpoint_name: Annotated[str, Field(min_length=1, max_length=64, pattern=r'^[\\w\\-_]+$')]
    """?"""


class GetMultiRegionEndpointResponse(Response):
    """Answer of `multi_region.get_multi_region_endpoint`."""

    endpoint_name: str | None = None
    """?"""

    endpoint_id: str | None = None
    """?"""

    routes: list[Route] = []
    """?"""

    status: Status | None = None
    """?"""

    created_timestamp: Timestamp | None = None
    """?"""

    last_updated_timestamp: Timestamp | None = None
    """?"""


GET_MULTI_REGION_ENDPOINT = Operation(
    name="GetMultiRegionEndpoint",
    request=GetMultiRegionEndpointRequest,
    response=GetMultiRegionEndpointResponse,
    repeat=Repeat.SAFE,
)


class MultiRegionEndpoint(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MultiRegionEndpoint.html
    """

    endpoint_name: str | None = None
    """?"""

    status: Status | None = None
    """?"""

    endpoint_id: str | None = None
    """?"""

    regions: list[str] = []
    """?"""

    created_timestamp: Timestamp | None = None
    """?"""

    last_updated_timestamp: Timestamp | None = None
    """?"""


class ListMultiRegionEndpointsRequest(Request):
    """Arguments of `multi_region.list_multi_region_endpoints`."""

    next_token: Annotated[str, Field(min_length=1, max_length=5000, pattern=r'^^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$')] | None = None
    """?"""

    page_size: Annotated[int, Field(ge=1, le=1000)] | None = None
    """?"""


class ListMultiRegionEndpointsResponse(Response):
    """Answer of `multi_region.list_multi_region_endpoints`."""

    multi_region_endpoints: list[MultiRegionEndpoint] = []
    """?"""

    next_token: str | None = None
    """?"""


LIST_MULTI_REGION_ENDPOINTS = PagedOperation(
    name="ListMultiRegionEndpoints",
    request=ListMultiRegionEndpointsRequest,
    response=ListMultiRegionEndpointsResponse,
    repeat=Repeat.SAFE,
    items="multi_region_endpoints",
    item=MultiRegionEndpoint,
)


