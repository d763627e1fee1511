"""boto3 by itself: dictionaries."""

import itertools
import json
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.benchmarks.mail import AT_ONCE, END, NAMES, QUERIES, RAW, SENDER, START, TEXT


class Peer:
    def __init__(self, url: str) -> None:
        import boto3
        from botocore.config import Config

        config = Config(max_pool_connections=AT_ONCE)
        self.client: Any = boto3.client("sesv2", endpoint_url=url, config=config)
        self.pool = ThreadPoolExecutor(AT_ONCE)
        self.items = self.every_item()

    def suppressed(self) -> Any:
        return self.client.list_suppressed_destinations(PageSize=1000)

    def recommendations(self) -> Any:
        return self.client.list_recommendations(PageSize=100)

    def tenants(self) -> Any:
        return self.client.list_tenants(PageSize=100)

    def identities(self) -> Any:
        return self.client.list_email_identities(PageSize=1000)

    def account(self) -> Any:
        return self.client.get_account()

    def at_once(self) -> Any:
        return list(self.pool.map(lambda _: self.account(), range(AT_ONCE)))

    def identity(self) -> Any:
        return self.client.get_email_identity(EmailIdentity="example.com")

    def send_simple(self) -> Any:
        return self.client.send_email(
            FromEmailAddress=SENDER,
            Destination={"ToAddresses": ["name-0@example.net"]},
            Content={"Simple": {"Subject": {"Data": "Hello"}, "Body": {"Text": {"Data": TEXT}}}},
        )

    def send_raw(self) -> Any:
        return self.client.send_email(Content={"Raw": {"Data": RAW}})

    def send_bulk(self) -> Any:
        return self.client.send_bulk_email(
            FromEmailAddress=SENDER,
            DefaultContent={"Template": {"TemplateName": "news", "TemplateData": json.dumps({"name": "reader"})}},
            BulkEmailEntries=[
                {
                    "Destination": {"ToAddresses": [f"{name}@example.net"]},
                    "ReplacementEmailContent": {
                        "ReplacementTemplate": {"ReplacementTemplateData": json.dumps({"name": name})}
                    },
                }
                for name in NAMES
            ],
        )

    def metrics(self) -> Any:
        return self.client.batch_get_metric_data(
            Queries=[
                {
                    "Id": name,
                    "Namespace": "VDM",
                    "Metric": metric,
                    "Dimensions": {"ISP": isp},
                    "StartDate": START,
                    "EndDate": END,
                }
                for name, metric, isp in QUERIES
            ]
        )

    def every_item(self) -> Iterator[Any]:
        """boto3 has no paginator for this list."""
        token: dict[str, str] = {}
        while True:
            page = self.client.list_suppressed_destinations(PageSize=1000, **token)
            yield from page["SuppressedDestinationSummaries"]
            if "NextToken" not in page:
                return
            token = {"NextToken": page["NextToken"]}

    def walk(self) -> None:
        deque(itertools.islice(self.items, 1000), maxlen=0)
