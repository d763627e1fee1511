"""Multi-region endpoints, also called global endpoints, which distribute sending over two regions."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from sesv2kit.models.common import API, TagList
from sesv2kit.operation import Operation, PagedOperation, Repeat
from sesv2kit.shapes import Documented, InPath, Request, Response, Shape, Timestamp

EndpointName = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[\w\-_]+$")]
"""Name of a multi-region endpoint."""


class RouteDetails(Shape):
    """The secondary region of a new endpoint.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_RouteDetails.html
    """

    region: str
    """Secondary region, `eu-west-1`; not the client's own."""


class Details(Shape):
    """Regions of a new endpoint.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Details.html
    """

    routes_details: Annotated[
        Sequence[RouteDetails],
        Documented("exactly one route", source=API + "API_Details.html", minimum=1, maximum=1),
    ]
    """The secondary region: exactly one entry. The primary region is not listed."""


Status = Literal["CREATING", "READY", "FAILED", "DELETING"] | str
"""Status of an endpoint. Only a `READY` one sends. `FAILED`: it could not be created."""


class CreateMultiRegionEndpointRequest(Request):
    """Arguments of `multi_region.create_multi_region_endpoint`."""

    endpoint_name: EndpointName
    """Name by which to manage it: 1 to 64 letters, digits, _ and -. Sends take its id instead."""

    details: Details
    """The secondary region; the client's own region becomes the primary one."""

    tags: TagList | None = None
    """Tags for the new endpoint, at most 50. None: no tags."""


class CreateMultiRegionEndpointResponse(Response):
    """Response of `multi_region.create_multi_region_endpoint`."""

    status: Status | None = None
    """Status, usually `CREATING`. None: not returned."""

    endpoint_id: str | None = None
    """Id for the `endpoint_id` of sends, once it is `READY`. None: not returned."""


CREATE_MULTI_REGION_ENDPOINT = Operation(
    name="CreateMultiRegionEndpoint",
    request=CreateMultiRegionEndpointRequest,
    response=CreateMultiRegionEndpointResponse,
    repeat=Repeat.UNSAFE,
    proof="endpoint_id",
    where_to_look="multi_region.list_multi_region_endpoints, for its name",
)


class DeleteMultiRegionEndpointRequest(Request):
    """Arguments of `multi_region.delete_multi_region_endpoint`."""

    endpoint_name: InPath[EndpointName]
    """The endpoint to delete; the client must be in its primary region."""


class DeleteMultiRegionEndpointResponse(Response):
    """Response of `multi_region.delete_multi_region_endpoint`."""

    status: Status | None = None
    """Status, usually `DELETING`. None: not returned."""


DELETE_MULTI_REGION_ENDPOINT = Operation(
    name="DeleteMultiRegionEndpoint",
    request=DeleteMultiRegionEndpointRequest,
    response=DeleteMultiRegionEndpointResponse,
    repeat=Repeat.SAFE,
)


class Route(Shape):
    """A region that an endpoint sends from.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Route.html
    """

    region: str
    """Name of the region, `eu-west-1`."""


class GetMultiRegionEndpointRequest(Request):
    """Arguments of `multi_region.get_multi_region_endpoint`."""

    endpoint_name: InPath[EndpointName]
    """The endpoint to look up; the client must be in its primary region."""


class GetMultiRegionEndpointResponse(Response):
    """Response of `multi_region.get_multi_region_endpoint`."""

    endpoint_name: str | None = None
    """The requested name. None: not returned."""

    endpoint_id: str | None = None
    """Id for the `endpoint_id` of sends. None: not returned."""

    routes: list[Route] = []
    """Regions that it sends from."""

    status: Status | None = None
    """Whether it is ready to send. None: not returned."""

    created_timestamp: Timestamp | None = None
    """When it was created. None: not returned."""

    last_updated_timestamp: Timestamp | None = None
    """When SES last changed it, such as its status. None: not returned."""


GET_MULTI_REGION_ENDPOINT = Operation(
    name="GetMultiRegionEndpoint",
    request=GetMultiRegionEndpointRequest,
    response=GetMultiRegionEndpointResponse,
    repeat=Repeat.SAFE,
)


class MultiRegionEndpoint(Shape):
    """A multi-region endpoint in a list.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MultiRegionEndpoint.html
    """

    endpoint_name: str | None = None
    """Name by which to look it up or delete it. None: not returned."""

    status: Status | None = None
    """Whether it is ready to send. None: not returned."""

    endpoint_id: str | None = None
    """Id for the `endpoint_id` of sends. None: not returned."""

    regions: list[str] = []
    """Its primary and its secondary region."""

    created_timestamp: Timestamp | None = None
    """When it was created. None: not returned."""

    last_updated_timestamp: Timestamp | None = None
    """When SES last changed it, such as its status. None: not returned."""


class ListMultiRegionEndpointsRequest(Request):
    """Arguments of `multi_region.list_multi_region_endpoints`."""

    next_token: (
        Annotated[
            str,
            Field(
                min_length=1,
                max_length=5000,
                pattern=r"^^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
            ),
        ]
        | None
    ) = None
    """`next_token` of an earlier page, to continue from there: Base64, at most 5,000 characters. None: the first
    page."""

    page_size: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Endpoints per page, 1 to 1,000. None: SES decides."""


class ListMultiRegionEndpointsResponse(Response):
    """Response of `multi_region.list_multi_region_endpoints`."""

    multi_region_endpoints: list[MultiRegionEndpoint] = []
    """Endpoints of this page."""

    next_token: str | None = None
    """Token of the next page. None: this is the last page."""


LIST_MULTI_REGION_ENDPOINTS = PagedOperation(
    name="ListMultiRegionEndpoints",
    request=ListMultiRegionEndpointsRequest,
    response=ListMultiRegionEndpointsResponse,
    repeat=Repeat.SAFE,
    items="multi_region_endpoints",
    item=MultiRegionEndpoint,
)
