"""sesv2kit, asynchronous."""

import asyncio
from typing import Any

from sesv2kit import AsyncSESv2
from sesv2kit.models.identities import LIST_EMAIL_IDENTITIES
from sesv2kit.models.suppression import LIST_SUPPRESSED_DESTINATIONS
from sesv2kit.models.tenants import LIST_TENANTS
from sesv2kit.models.vdm import LIST_RECOMMENDATIONS
from tests.benchmarks.mail import AT_ONCE
from tests.benchmarks.peers.ours import bulk, queries, raw, settings, simple


class Peer:
    def __init__(self, url: str) -> None:
        self.client = AsyncSESv2(endpoint_url=url, config=settings())
        self.items = aiter(self.client.suppression.list_suppressed_destinations(page_size=1000))

    async def suppressed(self) -> Any:
        return await self.client.call(LIST_SUPPRESSED_DESTINATIONS, {"page_size": 1000})

    async def recommendations(self) -> Any:
        return await self.client.call(LIST_RECOMMENDATIONS, {"page_size": 100})

    async def tenants(self) -> Any:
        return await self.client.call(LIST_TENANTS, {"page_size": 100})

    async def identities(self) -> Any:
        return await self.client.call(LIST_EMAIL_IDENTITIES, {"page_size": 1000})

    async def account(self) -> Any:
        return await self.client.account.get_account()

    async def at_once(self) -> Any:
        return await asyncio.gather(*(self.account() for _ in range(AT_ONCE)))

    async def identity(self) -> Any:
        return await self.client.identities.get_email_identity(email_identity="example.com")

    async def send_simple(self) -> Any:
        return await self.client.sending.send_email(**simple())

    async def send_raw(self) -> Any:
        return await self.client.sending.send_email(**raw())

    async def send_bulk(self) -> Any:
        return await self.client.sending.send_bulk_email(**bulk())

    async def metrics(self) -> Any:
        return await self.client.metrics.batch_get_metric_data(queries=queries())

    async def walk(self) -> None:
        count = 0
        async for _ in self.items:
            count += 1
            if count == 1000:
                break
