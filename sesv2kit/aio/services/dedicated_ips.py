# Written by `python -m tests.tools.twin` from sesv2kit/services/dedicated_ips.py. Change that one.
"""Methods of `client.dedicated_ips`."""

from collections.abc import Sequence

from sesv2kit.aio.paging import AsyncPageIterator
from sesv2kit.aio.services._base import AsyncService
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


class AsyncDedicatedIps(AsyncService):
    """IP addresses that only this account sends from, their pools and their warm-up.

    AWS bills them by the month, in managed pools by the volume of mail too. Single ones are not leased and given back
    here, but in the console or through AWS Support.
    """

    async def create_dedicated_ip_pool(
        self,
        *,
        pool_name: str,
        tags: Sequence[Tag] | None = None,
        scaling_mode: ScalingMode | None = None,
    ) -> CreateDedicatedIpPoolResponse:
        """Create a pool of dedicated IPs.

        Configuration sets send from it once their delivery options name it. A managed pool fills itself, and is billed.

        Args:
            pool_name: What configuration sets will call it by; not yet taken in this region.
            tags: Labels for the new pool, at most 50. None: no tags.
            scaling_mode: Who runs the pool; from `MANAGED` there is no way back. None: `STANDARD`.

        Returns:
            An empty answer.

        Raises:
            AlreadyExistsError: A pool of that name exists; on a retry, probably the one just created.
            LimitExceededError: The region holds as many pools as the account may have: 50.
            ConcurrentModificationError: Another change was under way at the same moment.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateDedicatedIpPool.html
        """
        return await self._call(CREATE_DEDICATED_IP_POOL, pool_name=pool_name, tags=tags, scaling_mode=scaling_mode)

    async def delete_dedicated_ip_pool(
        self,
        *,
        pool_name: str,
    ) -> DeleteDedicatedIpPoolResponse:
        """Delete a pool of dedicated IPs.

        Args:
            pool_name: The pool to delete; move the addresses you want to keep to another one first.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: The pool does not exist. On a retry it means: done.
            ConcurrentModificationError: Another change was under way at the same moment.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteDedicatedIpPool.html
        """
        return await self._call(DELETE_DEDICATED_IP_POOL, pool_name=pool_name)

    async def get_dedicated_ip(
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
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetDedicatedIp.html
        """
        return await self._call(GET_DEDICATED_IP, ip=ip)

    async def get_dedicated_ip_pool(
        self,
        *,
        pool_name: str,
    ) -> GetDedicatedIpPoolResponse:
        """Look up who runs a pool, you or SES.

        Args:
            pool_name: The pool to look up.

        Returns:
            The pool, in the attribute `dedicated_ip_pool`.

        Raises:
            NotFoundError: The pool does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetDedicatedIpPool.html
        """
        return await self._call(GET_DEDICATED_IP_POOL, pool_name=pool_name)

    def get_dedicated_ips(
        self,
        *,
        pool_name: str | None = None,
        next_token: str | None = None,
        page_size: int | None = None,
        limit: int | None = None,
    ) -> AsyncPageIterator[DedicatedIp, GetDedicatedIpsResponse]:
        """Walk the account's dedicated IPs in this region, or those of one pool.

        Args:
            pool_name: Only the addresses of this pool. None: all of the account in this region.
            next_token: Where to go on: the `next_token` of an earlier page for the same arguments. None: at the
                start.
            page_size: Items a page may hold: at least 1; more than 1000 has been refused. None: SES decides.
            limit: How many items to give at most. None: all.

        Returns:
            The addresses with pool and warm-up; a call is made whenever a page is used up.

        Raises:
            NotFoundError: The pool does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetDedicatedIps.html
        """
        return self._paginate(GET_DEDICATED_IPS, limit, pool_name=pool_name, next_token=next_token, page_size=page_size)

    def list_dedicated_ip_pools(
        self,
        *,
        next_token: str | None = None,
        page_size: int | None = None,
        limit: int | None = None,
    ) -> AsyncPageIterator[str, ListDedicatedIpPoolsResponse]:
        """Walk the names of the account's pools in this region.

        Args:
            next_token: Where to go on: the `next_token` of an earlier page. None: at the start.
            page_size: Names a page may hold: at least 1; more than 1000 has been refused. None: SES decides.
            limit: How many items to give at most. None: all.

        Returns:
            The names; a call is made whenever a page is used up.

        Raises:
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListDedicatedIpPools.html
        """
        return self._paginate(LIST_DEDICATED_IP_POOLS, limit, next_token=next_token, page_size=page_size)

    async def put_dedicated_ip_in_pool(
        self,
        *,
        ip: str,
        destination_pool_name: str,
    ) -> PutDedicatedIpInPoolResponse:
        """Move a dedicated IP to another pool.

        Args:
            ip: The address to move, `192.0.2.1`; it must be leased to this account.
            destination_pool_name: The pool it goes to, which must exist; it leaves the one it is in.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: The account does not lease that address, or the pool does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutDedicatedIpInPool.html
        """
        return await self._call(PUT_DEDICATED_IP_IN_POOL, ip=ip, destination_pool_name=destination_pool_name)

    async def put_dedicated_ip_pool_scaling_attributes(
        self,
        *,
        pool_name: str,
        scaling_mode: ScalingMode,
    ) -> PutDedicatedIpPoolScalingAttributesResponse:
        """Hand a pool over to SES. It cannot be taken back.

        SES then adds, warms up and removes its IPs by itself, and bills it by the volume of mail.

        Args:
            pool_name: The pool to hand over.
            scaling_mode: `MANAGED`: SES runs it from now on. `STANDARD` is refused for a managed pool.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: The pool does not exist.
            ConcurrentModificationError: Another change was under way at the same moment.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutDedicatedIpPoolScalingAttributes.html
        """
        return await self._call(
            PUT_DEDICATED_IP_POOL_SCALING_ATTRIBUTES, pool_name=pool_name, scaling_mode=scaling_mode
        )

    async def put_dedicated_ip_warmup_attributes(
        self,
        *,
        ip: str,
        warmup_percentage: int,
    ) -> PutDedicatedIpWarmupAttributesResponse:
        """Set how far the warm-up of a dedicated IP has come, to resume it or to end it.

        Too high a figure for an unknown IP makes mailbox providers defer or refuse its mail.

        Args:
            ip: The address to set, `192.0.2.1`; it must be leased to this account.
            warmup_percentage: Where its warm-up stands, 0 to 100; at 100 it is over.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: The account does not lease that address.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutDedicatedIpWarmupAttributes.html
        """
        return await self._call(PUT_DEDICATED_IP_WARMUP_ATTRIBUTES, ip=ip, warmup_percentage=warmup_percentage)
