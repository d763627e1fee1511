"""Operations by name, extra members, and declarations of a user's own."""

from typing import Any, assert_type

from pydantic import Field

from sesv2kit import (
    AsyncPageIterator,
    AsyncSESv2,
    Operation,
    PagedOperation,
    PageIterator,
    RateLimit,
    Repeat,
    SESv2,
    UntypedResponse,
)
from sesv2kit.models.configuration_sets import CREATE_CONFIGURATION_SET, CreateConfigurationSetResponse
from sesv2kit.models.tenants import LIST_TENANTS, ListTenantsResponse, TenantInfo
from sesv2kit.shapes import Request, Response, ResponseMetadata

client = SESv2()

answer = client.call("NewOperation", {"Member": 1}, service="pinpoint-email", repeat=Repeat.SAFE)
assert_type(answer, UntypedResponse)
assert_type(answer["Member"], Any)
assert_type(answer.metadata, ResponseMetadata)
assert_type(client.call("NewOperation"), UntypedResponse)
assert_type(client.paginate("ListNewThings", items="Things"), PageIterator[Any, UntypedResponse])

extra = {"DeliveryOptions": {"NewMember": "value"}}
assert_type(client.call(CREATE_CONFIGURATION_SET, {}, extra=extra), CreateConfigurationSetResponse)
assert_type(client.paginate(LIST_TENANTS, extra=extra), PageIterator[TenantInfo, ListTenantsResponse])
assert_type(client.options(extra=extra), SESv2)


class NewRequest(Request):
    """A user's own request."""

    name: str
    next_token: str | None = None


class NewResponse(Response):
    """A user's own response."""

    things: list[str] = Field(default=[])
    next_token: str | None = None


NEW = Operation(
    name="NewOperation", request=NewRequest, response=NewResponse, repeat=Repeat.UNSAFE, rates=(RateLimit(1.0),)
)
NEW_LIST = PagedOperation(
    name="NewList", request=NewRequest, response=NewResponse, repeat=Repeat.SAFE, items="things", item=str
)
assert_type(client.call(NEW, NewRequest(name="a")), NewResponse)
assert_type(client.paginate(NEW_LIST, {"name": "a"}), PageIterator[str, NewResponse])


async def asynchronous(client: AsyncSESv2) -> None:
    """The same, awaited."""
    assert_type(await client.call("NewOperation"), UntypedResponse)
    assert_type(await client.call(NEW, NewRequest(name="a"), extra=extra), NewResponse)
    assert_type(client.paginate("ListNewThings", items="Things"), AsyncPageIterator[Any, UntypedResponse])
