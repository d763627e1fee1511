"""Multi-region endpoints."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sesv2kit.models.common import Tag
from sesv2kit.models.multi_region import (
    CREATE_MULTI_REGION_ENDPOINT,
    DELETE_MULTI_REGION_ENDPOINT,
    GET_MULTI_REGION_ENDPOINT,
    LIST_MULTI_REGION_ENDPOINTS,
    CreateMultiRegionEndpointResponse,
    DeleteMultiRegionEndpointResponse,
    Details,
    GetMultiRegionEndpointResponse,
    ListMultiRegionEndpointsResponse,
    MultiRegionEndpoint,
)
from sesv2kit.paging import PageIterator
from sesv2kit.services._base import Service

if TYPE_CHECKING:
    from sesv2kit.journal import Journal


class MultiRegion(Service):
    """Multi-region (global) endpoints, which distribute mail over two regions.

    An endpoint is managed from its primary region only, the one it was created in. Sending through one needs the AWS
    CRT (`botocore[crt]`).
    """

    def create_multi_region_endpoint(
        self,
        *,
        endpoint_name: str,
        details: Details,
        tags: Sequence[Tag] | None = None,
        idempotency_key: str | None = None,
        journal: "Journal | None" = None,
        wait: float | None = None,
    ) -> CreateMultiRegionEndpointResponse:
        """Create an endpoint that distributes mail over this region and another.

        Both regions get an equal share. Not repeated when its outcome is unknown; `get_multi_region_endpoint` shows
        whether the endpoint was created.

        Args:
            endpoint_name: Name by which to manage it: 1 to 64 letters, digits, _ and -. Sends take its id instead.
            details: The secondary region; the client's own region becomes the primary one.
            tags: Tags for the new endpoint, at most 50. None: no tags.
            idempotency_key: Text that identifies this one request, at most 255 characters: however often it is called
                with it, the request is accepted once. See docs/idempotency.md. None: no such protection.
            journal: Journal of idempotency keys. None: that of `ClientConfig(journal=...)`.
            wait: Seconds to wait for another call with this key that is in progress. None: do not wait.

        Returns:
            The endpoint's id and status; wait until `get_multi_region_endpoint` says `READY`.

        Raises:
            LimitExceededError: The account has reached the limit of endpoints.
            AlreadyExistsError: The name is taken.
            OutcomeUnknownError: The endpoint may or may not have been created; the request was not repeated.
            KeyInProgressError: Another call with this key is in progress.
            KeyReusedError: The key was used with other arguments.
            JournalError: The journal cannot be used; nothing was sent.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateMultiRegionEndpoint.html
        """
        return self._call_once(
            CREATE_MULTI_REGION_ENDPOINT,
            idempotency_key,
            journal,
            wait,
            endpoint_name=endpoint_name,
            details=details,
            tags=tags,
        )

    def delete_multi_region_endpoint(
        self,
        *,
        endpoint_name: str,
    ) -> DeleteMultiRegionEndpointResponse:
        """Delete an endpoint of this region, permanently.

        Deletion continues in the background, with the status `DELETING`. Sends can no longer use its id.

        Args:
            endpoint_name: The endpoint to delete; the client must be in its primary region.

        Returns:
            The endpoint's status.

        Raises:
            NotFoundError: There is no such endpoint in this region (an earlier attempt may have deleted it).
            ConcurrentModificationError: The endpoint is being changed by another request.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteMultiRegionEndpoint.html
        """
        return self._call(DELETE_MULTI_REGION_ENDPOINT, endpoint_name=endpoint_name)

    def get_multi_region_endpoint(
        self,
        *,
        endpoint_name: str,
    ) -> GetMultiRegionEndpointResponse:
        """Look up an endpoint of this region.

        Args:
            endpoint_name: The endpoint to look up; the client must be in its primary region.

        Returns:
            Its id, status and regions.

        Raises:
            NotFoundError: There is no such endpoint in this region.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetMultiRegionEndpoint.html
        """
        return self._call(GET_MULTI_REGION_ENDPOINT, endpoint_name=endpoint_name)

    def list_multi_region_endpoints(
        self,
        *,
        next_token: str | None = None,
        page_size: int | None = None,
        limit: int | None = None,
    ) -> PageIterator[MultiRegionEndpoint, ListMultiRegionEndpointsResponse]:
        """List the endpoints whose primary region is this one.

        Args:
            next_token: `next_token` of an earlier page, to continue from there: Base64, at most 5,000 characters.
                None: the first page.
            page_size: Endpoints per page, 1 to 1,000. None: SES decides.
            limit: Maximum number of items to return. None: all.

        Returns:
            The endpoints with their ids, status and regions. Each page is fetched when the iterator reaches it.

        Raises:
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListMultiRegionEndpoints.html
        """
        return self._paginate(LIST_MULTI_REGION_ENDPOINTS, limit, next_token=next_token, page_size=page_size)

    def wait_until_ready(
        self,
        *,
        endpoint_name: str,
        timeout: float | None,
    ) -> GetMultiRegionEndpointResponse:
        """Wait until an endpoint of this region is `READY`.

        It is looked up after 1 second, then after longer and longer delays of at most a minute. Temporary failures,
        such as throttling, do not end the wait.

        Args:
            endpoint_name: The endpoint to wait for; the client must be in its primary region.
            timeout: Seconds to wait; 0: one lookup. The last call may take longer. None: until it is ready or has
                failed.

        Returns:
            The endpoint: its id, status and regions.

        Raises:
            WaitFailedError: It could not be created, or is being deleted.
            WaitTimeoutError: It is still being created.
            NotFoundError: There is no such endpoint. This is raised after 30 seconds, because SES may not return a new
                one at once.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetMultiRegionEndpoint.html
        """
        from sesv2kit._workflows import waiting

        return self._run(lambda caller: waiting.endpoint(caller, endpoint_name, timeout))
