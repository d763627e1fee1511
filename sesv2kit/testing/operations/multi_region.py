"""Multi-region endpoints, which send from this region and another. They are visible in this region only."""

import re
import secrets
import string
from datetime import timedelta

from sesv2kit.testing.paging import Listing
from sesv2kit.testing.protocol.errors import already_exists, bad_request
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.state import State, Task
from sesv2kit.testing.state.finding import find_multi_region_endpoint
from sesv2kit.testing.state.multi_region import MultiRegionEndpoint

_SETTING_UP = timedelta(minutes=1)
_TAKING_DOWN = timedelta(minutes=1)


def create_multi_region_endpoint(state: State, request: Json) -> Json:
    """Start to create an endpoint. It is ready a minute later."""
    name, routes, tags = request["EndpointName"], request["Details"]["RoutesDetails"], request.get("Tags", [])
    if len(routes) != 1:
        raise bad_request(f"RoutesDetails must have exactly one route, not {len(routes)}.")
    region = routes[0]["Region"]
    if not re.fullmatch(r"[a-z]{2,}(-[a-z]+)+-\d+", region):
        raise bad_request(f"Invalid region <{region}>.")
    if region == state.region:
        raise bad_request(f"The secondary region must be another than the primary region {region}.")
    if name in state.multi_region_endpoints:
        raise already_exists(f"Multi-region endpoint <{name}> already exists.")
    endpoint = state.multi_region_endpoints[name] = MultiRegionEndpoint(
        name, id=_id(), secondary_region=region, created=state.clock.now(), tags=tags
    )
    return {"Status": _status(state, endpoint), "EndpointId": endpoint.id}


def delete_multi_region_endpoint(state: State, request: Json) -> Json:
    """Start to delete an endpoint. It is deleted a minute later."""
    endpoint = find_multi_region_endpoint(state, request["EndpointName"])
    if endpoint.deleted is None:
        endpoint.deleted = state.clock.now()
        gone = endpoint.deleted + _TAKING_DOWN
        state.agenda.append(Task(gone, lambda: state.multi_region_endpoints.pop(endpoint.name)))
    return {"Status": _status(state, endpoint)}


def get_multi_region_endpoint(state: State, request: Json) -> Json:
    """The endpoint with its two regions."""
    endpoint = find_multi_region_endpoint(state, request["EndpointName"])
    return {**_summary(state, endpoint), "Routes": [{"Region": region} for region in _regions(state, endpoint)]}


def list_multi_region_endpoints(state: State, request: Json) -> Listing[MultiRegionEndpoint]:
    """The endpoints, sorted by name."""
    return Listing(
        member="MultiRegionEndpoints",
        rows=state.multi_region_endpoints,
        show=lambda endpoint: {**_summary(state, endpoint), "Regions": _regions(state, endpoint)},
        default=1000,
        maximum=1000,
    )


def _id() -> str:
    """An endpoint id: two groups of letters and digits, as in `abcdef12.g3h`."""
    first, second = ("".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(n)) for n in (8, 3))
    return f"{first}.{second}"


def _status(state: State, endpoint: MultiRegionEndpoint) -> str:
    if endpoint.deleted is not None:
        return "DELETING"
    return "READY" if state.clock.now() >= endpoint.created + _SETTING_UP else "CREATING"


def _regions(state: State, endpoint: MultiRegionEndpoint) -> list[str]:
    return [state.region, endpoint.secondary_region]


def _summary(state: State, endpoint: MultiRegionEndpoint) -> Json:
    status = _status(state, endpoint)
    changed = {"CREATING": endpoint.created, "READY": endpoint.created + _SETTING_UP, "DELETING": endpoint.deleted}
    return {
        "EndpointName": endpoint.name,
        "Status": status,
        "EndpointId": endpoint.id,
        "CreatedTimestamp": endpoint.created,
        "LastUpdatedTimestamp": changed[status],
    }
