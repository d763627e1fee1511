# Written by `python -m tests.tools.twin` from sesv2kit/services/tags.py. Change that one.
"""Methods of `client.tags`."""

from collections.abc import Sequence

from sesv2kit.aio.services._base import AsyncService
from sesv2kit.models.common import Tag
from sesv2kit.models.tags import (
    LIST_TAGS_FOR_RESOURCE,
    TAG_RESOURCE,
    UNTAG_RESOURCE,
    ListTagsForResourceResponse,
    TagResourceResponse,
    UntagResourceResponse,
)


class AsyncTags(AsyncService):
    """Tags of existing resources; new resources can be created with tags."""

    async def list_tags_for_resource(
        self,
        *,
        resource_arn: str,
    ) -> ListTagsForResourceResponse:
        """Look up the tags of a resource.

        Args:
            resource_arn: ARN of an identity, configuration set, tenant or other resource in this region.

        Returns:
            All of its tags; this operation has no pages.

        Raises:
            NotFoundError: The resource does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListTagsForResource.html
        """
        return await self._call(LIST_TAGS_FOR_RESOURCE, resource_arn=resource_arn)

    async def tag_resource(
        self,
        *,
        resource_arn: str,
        tags: Sequence[Tag],
    ) -> TagResourceResponse:
        """Add tags to a resource, or give new values to tags it has.

        Tags with other keys stay.

        Args:
            resource_arn: ARN of an identity, configuration set, tenant or other resource in this region.
            tags: Tags to add; an existing key gets the new value. A resource can have 50.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            ConcurrentModificationError: Another request was changing it at the same time.
            NotFoundError: The resource does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_TagResource.html
        """
        return await self._call(TAG_RESOURCE, resource_arn=resource_arn, tags=tags)

    async def untag_resource(
        self,
        *,
        resource_arn: str,
        tag_keys: Sequence[str],
    ) -> UntagResourceResponse:
        """Remove tags from a resource.

        Args:
            resource_arn: ARN of an identity, configuration set, tenant or other resource in this region.
            tag_keys: Keys of the tags to remove, at least one.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            ConcurrentModificationError: Another request was changing it at the same time.
            NotFoundError: The resource does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UntagResource.html
        """
        return await self._call(UNTAG_RESOURCE, resource_arn=resource_arn, tag_keys=tag_keys)
