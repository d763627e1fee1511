"""Tags of identities, configuration sets, tenants, pools and other resources."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from sesv2kit.models.common import AmazonResourceName, Tag, TagKey, TagList
from sesv2kit.operation import Operation, Repeat
from sesv2kit.shapes import Request, Response


class ListTagsForResourceRequest(Request):
    """Arguments of `tags.list_tags_for_resource`."""

    resource_arn: AmazonResourceName
    """ARN of an identity, configuration set, tenant or other resource in this region."""


class ListTagsForResourceResponse(Response):
    """Response of `tags.list_tags_for_resource`."""

    tags: list[Tag]
    """All tags of the resource. Empty: no tags."""


LIST_TAGS_FOR_RESOURCE = Operation(
    name="ListTagsForResource",
    request=ListTagsForResourceRequest,
    response=ListTagsForResourceResponse,
    repeat=Repeat.SAFE,
)


class TagResourceRequest(Request):
    """Arguments of `tags.tag_resource`."""

    resource_arn: AmazonResourceName
    """ARN of an identity, configuration set, tenant or other resource in this region."""

    tags: TagList
    """Tags to add; an existing key gets the new value. A resource can have 50."""


class TagResourceResponse(Response):
    """Response of `tags.tag_resource`."""


TAG_RESOURCE = Operation(
    name="TagResource",
    request=TagResourceRequest,
    response=TagResourceResponse,
    repeat=Repeat.SAFE,
)


class UntagResourceRequest(Request):
    """Arguments of `tags.untag_resource`."""

    resource_arn: AmazonResourceName
    """ARN of an identity, configuration set, tenant or other resource in this region."""

    tag_keys: Annotated[Sequence[TagKey], Field(min_length=1)]
    """Keys of the tags to remove, at least one."""


class UntagResourceResponse(Response):
    """Response of `tags.untag_resource`."""


UNTAG_RESOURCE = Operation(
    name="UntagResource",
    request=UntagResourceRequest,
    response=UntagResourceResponse,
    repeat=Repeat.SAFE,
)
