"""sesv2kit: Pydantic models straight from the bytes of the response."""

import itertools
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sesv2kit import ClientConfig, SESv2
from sesv2kit.limits import Limit, MemoryLimiter, Reservation
from sesv2kit.models.common import Body, Content, EmailContent, Message, RawMessage, Template
from sesv2kit.models.identities import LIST_EMAIL_IDENTITIES
from sesv2kit.models.metrics import BatchGetMetricDataQuery
from sesv2kit.models.sending import (
    BulkEmailContent,
    BulkEmailEntry,
    ReplacementEmailContent,
    ReplacementTemplate,
)
from sesv2kit.models.suppression import LIST_SUPPRESSED_DESTINATIONS
from sesv2kit.models.tenants import LIST_TENANTS
from sesv2kit.models.vdm import LIST_RECOMMENDATIONS
from tests.benchmarks.mail import AT_ONCE, END, NAMES, QUERIES, RAW, SENDER, START, TEXT


class Unhurried(MemoryLimiter):
    """Reserves slots as usual, on a clock so fast that it never waits."""

    def reserve(
        self, costs: Sequence[tuple[Limit, float]], now: float, timeout: float | None = None
    ) -> Reservation | None:
        return super().reserve(costs, now * 1e6, timeout)


def settings() -> ClientConfig:
    return ClientConfig(send_rate=50, limiter=Unhurried(), max_connections=AT_ONCE)


def simple() -> dict[str, Any]:
    message = Message(subject=Content(data="Hello"), body=Body(text=Content(data=TEXT)))
    return {
        "from_email_address": SENDER,
        "destination": "name-0@example.net",
        "content": EmailContent(simple=message),
    }


def raw() -> dict[str, Any]:
    return {"content": EmailContent(raw=RawMessage(data=RAW))}


def bulk() -> dict[str, Any]:
    return {
        "from_email_address": SENDER,
        "default_content": BulkEmailContent(template=Template(template_name="news", template_data={"name": "reader"})),
        "bulk_email_entries": [
            BulkEmailEntry(
                destination=f"{name}@example.net",
                replacement_email_content=ReplacementEmailContent(
                    replacement_template=ReplacementTemplate(replacement_template_data={"name": name})
                ),
            )
            for name in NAMES
        ],
    }


def queries() -> list[BatchGetMetricDataQuery]:
    return [
        BatchGetMetricDataQuery(
            id=name, namespace="VDM", metric=metric, dimensions={"ISP": isp}, start_date=START, end_date=END
        )
        for name, metric, isp in QUERIES
    ]


class Peer:
    def __init__(self, url: str) -> None:
        self.client = SESv2(endpoint_url=url, config=settings())
        self.pool = ThreadPoolExecutor(AT_ONCE)
        self.items = iter(self.client.suppression.list_suppressed_destinations(page_size=1000))

    def suppressed(self) -> Any:
        return self.client.call(LIST_SUPPRESSED_DESTINATIONS, {"page_size": 1000})

    def recommendations(self) -> Any:
        return self.client.call(LIST_RECOMMENDATIONS, {"page_size": 100})

    def tenants(self) -> Any:
        return self.client.call(LIST_TENANTS, {"page_size": 100})

    def identities(self) -> Any:
        return self.client.call(LIST_EMAIL_IDENTITIES, {"page_size": 1000})

    def account(self) -> Any:
        return self.client.account.get_account()

    def at_once(self) -> Any:
        return list(self.pool.map(lambda _: self.account(), range(AT_ONCE)))

    def identity(self) -> Any:
        return self.client.identities.get_email_identity(email_identity="example.com")

    def send_simple(self) -> Any:
        return self.client.sending.send_email(**simple())

    def send_raw(self) -> Any:
        return self.client.sending.send_email(**raw())

    def send_bulk(self) -> Any:
        return self.client.sending.send_bulk_email(**bulk())

    def metrics(self) -> Any:
        return self.client.metrics.batch_get_metric_data(queries=queries())

    def walk(self) -> None:
        deque(itertools.islice(self.items, 1000), maxlen=0)
