"""?"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from sesv2kit.models.common import *
from sesv2kit.operation import Operation, PagedOperation, RateLimit, Repeat
from sesv2kit.shapes import Documented, Request, Response, Shape, Timestamp


class ListTagsForResourceRequest(Request):
    """Arguments of `tags.list_tags_for_resource`."""

    resource_arn: AmazonResourceName
    """?"""


class ListTagsForResourceResponse(Response):
    """Answer of `tags.list_tags_for_resource`."""

    tags: list[Tag]
    """?"""


LIST_TAGS_FOR_RESOURCE = Operation(
    name="ListTagsForResource",
    request=ListTagsForResourceRequest,
    response=ListTagsForResourceResponse,
    repeat=Repeat.SAFE,
)


class TagResourceRequest(Request):
    """Arguments of `tags.tag_resource`."""

    resource_arn: AmazonResourceName
    """?"""

    tags: Sequence[Tag]
    """?"""


class TagResourceResponse(Response):
    """Answer of `tags.tag_resource`."""


TAG_RESOURCE = Operation(
    name="TagResource",
    request=TagResourceRequest,
    response=TagResourceResponse,
    repeat=Repeat.?,
)


class UntagResourceRequest(Request):
    """Arguments of `tags.untag_resource`."""

    resource_arn: AmazonResourceName
    """?"""

    tag_keys: Sequence[TagKey]
    """?"""


class UntagResourceResponse(Response):
    """Answer of `tags.untag_resource`."""


UNTAG_RESOURCE = Operation(
    name="UntagResource",
    request=UntagResourceRequest,
    response=UntagResourceResponse,
    repeat=Repeat.?,
)


