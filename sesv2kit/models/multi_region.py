"""Multi-region endpoints, also called global endpoints: they spread the sending over two regions."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from sesv2kit.models.common import API, TagList
from sesv2kit.operation import Operation, PagedOperation, Repeat
from sesv2kit.shapes import Documented, InPath, Request, Response, Shape, Timestamp

EndpointName = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[\w\-_]+$")]
"""Name of a multi-region endpoint."""


class RouteDetails(Shape):
    """The region that a new endpoint sends from besides the one it is created in.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_RouteDetails.html
    """

    region: str
    """Secondary region, `eu-west-1`: another than the client's own."""


class Details(Shape):
    """Where a new endpoint shall send from.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Details.html
    """

    routes_details: Annotated[
        Sequence[RouteDetails],
        Documented("exactly one route", source=API + "API_Details.html", minimum=1, maximum=1),
    ]
    """The secondary region: exactly one entry. The primary region is not listed."""


Status = Literal["CREATING", "READY", "FAILED", "DELETING"] | str
"""Where an endpoint is in its life; only a `READY` one sends. `FAILED`: it could not be set up."""


class CreateMultiRegionEndpointRequest(Request):
    """Arguments of `multi_region.create_multi_region_endpoint`."""

    endpoint_name: EndpointName
    """What to manage it by: 1 to 64 letters, digits, _ and -. Sends take its id instead."""

    details: Details
    """The secondary region; the client's own region becomes the primary one."""

    tags: TagList | None = None
    """Labels for the new endpoint, at most 50. None: no labels."""


class CreateMultiRegionEndpointResponse(Response):
    """Answer of `multi_region.create_multi_region_endpoint`."""

    status: Status | None = None
    """How far it is, `CREATING` as a rule. None: not stated."""

    endpoint_id: str | None = None
    """What to give sends as `endpoint_id` once it is `READY`. None: not stated."""


CREATE_MULTI_REGION_ENDPOINT = Operation(
    name="CreateMultiRegionEndpoint",
    request=CreateMultiRegionEndpointRequest,
    response=CreateMultiRegionEndpointResponse,
    repeat=Repeat.UNSAFE,
    if_unknown="multi_region.list_multi_region_endpoints, for its name",
)


class DeleteMultiRegionEndpointRequest(Request):
    """Arguments of `multi_region.delete_multi_region_endpoint`."""

    endpoint_name: InPath[EndpointName]
    """Which one goes; the client must be in its primary region."""


class DeleteMultiRegionEndpointResponse(Response):
    """Answer of `multi_region.delete_multi_region_endpoint`."""

    status: Status | None = None
    """How far it is, `DELETING` as a rule. None: not stated."""


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
    """Its name, `eu-west-1`."""


class GetMultiRegionEndpointRequest(Request):
    """Arguments of `multi_region.get_multi_region_endpoint`."""

    endpoint_name: InPath[EndpointName]
    """Which one to look up; the client must be in its primary region."""


class GetMultiRegionEndpointResponse(Response):
    """Answer of `multi_region.get_multi_region_endpoint`."""

    endpoint_name: str | None = None
    """The name that was asked for. None: not stated."""

    endpoint_id: str | None = None
    """What to give sends as `endpoint_id`. None: not stated."""

    routes: list[Route] = []
    """Regions that it sends from."""

    status: Status | None = None
    """Whether it is ready to send. None: not stated."""

    created_timestamp: Timestamp | None = None
    """When it was created. None: not stated."""

    last_updated_timestamp: Timestamp | None = None
    """When SES last changed it, such as its status. None: not stated."""


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
    """What to look it up or delete it by. None: not stated."""

    status: Status | None = None
    """Whether it is ready to send. None: not stated."""

    endpoint_id: str | None = None
    """What to give sends as `endpoint_id`. None: not stated."""

    regions: list[str] = []
    """Both its regions, the primary one and the other."""

    created_timestamp: Timestamp | None = None
    """When it was created. None: not stated."""

    last_updated_timestamp: Timestamp | None = None
    """When SES last changed it, such as its status. None: not stated."""


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
    """Where to go on: the token of an earlier page, Base64 of up to 5,000 characters. None: at the start."""

    page_size: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Endpoints a page, 1 to 1,000. None: SES decides."""


class ListMultiRegionEndpointsResponse(Response):
    """Answer of `multi_region.list_multi_region_endpoints`."""

    multi_region_endpoints: list[MultiRegionEndpoint] = []
    """This page's endpoints."""

    next_token: str | None = None
    """Token of the page that follows. None: this is the last."""


LIST_MULTI_REGION_ENDPOINTS = PagedOperation(
    name="ListMultiRegionEndpoints",
    request=ListMultiRegionEndpointsRequest,
    response=ListMultiRegionEndpointsResponse,
    repeat=Repeat.SAFE,
    items="multi_region_endpoints",
    item=MultiRegionEndpoint,
)
