"""Methods of `client.dedicated_ips`."""

from collections.abc import Sequence

from sesv2kit.models.common import Tag
from sesv2kit.models.dedicated_ips import (
    CREATE_DEDICATED_IP_POOL,
    DELETE_DEDICATED_IP_POOL,
    GET_DEDICATED_IP,
    GET_DEDICATED_IP_POOL,
    GET_DEDICATED_IPS,
    LIST_DEDICATED_IP_POOLS,
    PUT_DEDICATED_IP_IN_POOL,
    PUT_DEDICATED_IP_POOL_SCALING_ATTRIBUTES,
    PUT_DEDICATED_IP_WARMUP_ATTRIBUTES,
    CreateDedicatedIpPoolResponse,
    DedicatedIp,
    DeleteDedicatedIpPoolResponse,
    GetDedicatedIpPoolResponse,
    GetDedicatedIpResponse,
    GetDedicatedIpsResponse,
    ListDedicatedIpPoolsResponse,
    PutDedicatedIpInPoolResponse,
    PutDedicatedIpPoolScalingAttributesResponse,
    PutDedicatedIpWarmupAttributesResponse,
    ScalingMode,
)
from sesv2kit.paging import PageIterator
from sesv2kit.services._base import Service


class DedicatedIps(Service):
    """IP addresses that only this account sends from, their pools and their warm-up.

    AWS bills them per month, in managed pools also by the volume of mail. Single addresses are leased and returned in
    the console or through AWS Support, not with this API.
    """

    def create_dedicated_ip_pool(
        self,
        *,
        pool_name: str,
        tags: Sequence[Tag] | None = None,
        scaling_mode: ScalingMode | None = None,
    ) -> CreateDedicatedIpPoolResponse:
        """Create a pool of dedicated IPs.

        Configuration sets use it once their delivery options name it. SES adds IPs to a managed pool, and bills it.

        Args:
            pool_name: Name by which configuration sets refer to it; not yet taken in this region.
            tags: Tags for the new pool, at most 50. None: no tags.
            scaling_mode: Who manages the pool; `MANAGED` cannot be changed back. None: `STANDARD`.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            AlreadyExistsError: A pool of that name exists; after a retry, probably the one just created.
            LimitExceededError: The region has reached the limit of pools: 50.
            ConcurrentModificationError: Another request was changing it at the same time.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateDedicatedIpPool.html
        """
        return self._call(CREATE_DEDICATED_IP_POOL, pool_name=pool_name, tags=tags, scaling_mode=scaling_mode)

    def delete_dedicated_ip_pool(
        self,
        *,
        pool_name: str,
    ) -> DeleteDedicatedIpPoolResponse:
        """Delete a pool of dedicated IPs.

        Args:
            pool_name: The pool to delete; move the addresses you want to keep to another one first.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: The pool does not exist. After a retry, it usually means that the first attempt succeeded.
            ConcurrentModificationError: Another request was changing it at the same time.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteDedicatedIpPool.html
        """
        return self._call(DELETE_DEDICATED_IP_POOL, pool_name=pool_name)

    def get_dedicated_ip(
        self,
        *,
        ip: str,
    ) -> GetDedicatedIpResponse:
        """Look up one dedicated IP: its pool and its warm-up.

        Args:
            ip: The address to look up, `192.0.2.1`; it must be leased to this account.

        Returns:
            The address, in the attribute `dedicated_ip`.

        Raises:
            NotFoundError: The account does not lease that address.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetDedicatedIp.html
        """
        return self._call(GET_DEDICATED_IP, ip=ip)

    def get_dedicated_ip_pool(
        self,
        *,
        pool_name: str,
    ) -> GetDedicatedIpPoolResponse:
        """Look up a pool and who manages it, you or SES.

        Args:
            pool_name: The pool to look up.

        Returns:
            The pool, in the attribute `dedicated_ip_pool`.

        Raises:
            NotFoundError: The pool does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetDedicatedIpPool.html
        """
        return self._call(GET_DEDICATED_IP_POOL, pool_name=pool_name)

    def get_dedicated_ips(
        self,
        *,
        pool_name: str | None = None,
        next_token: str | None = None,
        page_size: int | None = None,
        limit: int | None = None,
    ) -> PageIterator[DedicatedIp, GetDedicatedIpsResponse]:
        """List the account's dedicated IPs in this region, or those of one pool.

        Args:
            pool_name: Only the addresses of this pool. None: all of the account in this region.
            next_token: `next_token` of an earlier page of the same list, to continue from there. None: the first
                page.
            page_size: Maximum number of items per page: at least 1; SES has rejected more than 1000. None: SES
                decides.
            limit: Maximum number of items to return. None: all.

        Returns:
            The addresses with pool and warm-up. Each page is fetched when the iterator reaches it.

        Raises:
            NotFoundError: The pool does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetDedicatedIps.html
        """
        return self._paginate(GET_DEDICATED_IPS, limit, pool_name=pool_name, next_token=next_token, page_size=page_size)

    def list_dedicated_ip_pools(
        self,
        *,
        next_token: str | None = None,
        page_size: int | None = None,
        limit: int | None = None,
    ) -> PageIterator[str, ListDedicatedIpPoolsResponse]:
        """List the names of the account's pools in this region.

        Args:
            next_token: `next_token` of an earlier page, to continue from there. None: the first page.
            page_size: Maximum number of names per page: at least 1; SES has rejected more than 1000. None: SES
                decides.
            limit: Maximum number of items to return. None: all.

        Returns:
            The names. Each page is fetched when the iterator reaches it.

        Raises:
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListDedicatedIpPools.html
        """
        return self._paginate(LIST_DEDICATED_IP_POOLS, limit, next_token=next_token, page_size=page_size)

    def put_dedicated_ip_in_pool(
        self,
        *,
        ip: str,
        destination_pool_name: str,
    ) -> PutDedicatedIpInPoolResponse:
        """Move a dedicated IP to another pool.

        Args:
            ip: The address to move, `192.0.2.1`; it must be leased to this account.
            destination_pool_name: The new pool, which must exist; the address leaves its current pool.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: The account does not lease that address, or the pool does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutDedicatedIpInPool.html
        """
        return self._call(PUT_DEDICATED_IP_IN_POOL, ip=ip, destination_pool_name=destination_pool_name)

    def put_dedicated_ip_pool_scaling_attributes(
        self,
        *,
        pool_name: str,
        scaling_mode: ScalingMode,
    ) -> PutDedicatedIpPoolScalingAttributesResponse:
        """Change a pool to one that SES manages. This cannot be undone.

        SES then adds, warms up and removes its IPs, and bills it by the volume of mail.

        Args:
            pool_name: The pool to change.
            scaling_mode: `MANAGED`: SES manages it from now on. SES rejects `STANDARD` for a managed pool.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: The pool does not exist.
            ConcurrentModificationError: Another request was changing it at the same time.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutDedicatedIpPoolScalingAttributes.html
        """
        return self._call(PUT_DEDICATED_IP_POOL_SCALING_ATTRIBUTES, pool_name=pool_name, scaling_mode=scaling_mode)

    def put_dedicated_ip_warmup_attributes(
        self,
        *,
        ip: str,
        warmup_percentage: int,
    ) -> PutDedicatedIpWarmupAttributesResponse:
        """Set the progress of a dedicated IP's warm-up, to resume it or to end it.

        If the figure is too high for a new IP, mailbox providers defer or reject its mail.

        Args:
            ip: The address to change, `192.0.2.1`; it must be leased to this account.
            warmup_percentage: Progress of its warm-up in percent, 0 to 100; 100 ends it.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: The account does not lease that address.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutDedicatedIpWarmupAttributes.html
        """
        return self._call(PUT_DEDICATED_IP_WARMUP_ATTRIBUTES, ip=ip, warmup_percentage=warmup_percentage)
