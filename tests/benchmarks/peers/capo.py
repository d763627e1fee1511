"""capo-sesv2: typed dictionaries over an HTTP stack of its own."""

import importlib
import itertools
import json
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.benchmarks.mail import AT_ONCE, END, NAMES, QUERIES, RAW, SENDER, START, TEXT


class Peer:
    def __init__(self, url: str) -> None:
        self.client: Any = importlib.import_module("capo_sesv2").SESv2Client(endpoint=url)
        self.pool = ThreadPoolExecutor(AT_ONCE)
        pages = self.client.iter_list_suppressed_destinations(page_size=1000)
        self.items = (item for page in pages for item in page["suppressed_destination_summaries"])

    def suppressed(self) -> Any:
        return self.client.list_suppressed_destinations(page_size=1000)

    def recommendations(self) -> Any:
        return self.client.list_recommendations(page_size=100)

    def tenants(self) -> Any:
        return self.client.list_tenants(page_size=100)

    def identities(self) -> Any:
        return self.client.list_email_identities(page_size=1000)

    def account(self) -> Any:
        return self.client.get_account()

    def at_once(self) -> Any:
        return list(self.pool.map(lambda _: self.account(), range(AT_ONCE)))

    def identity(self) -> Any:
        return self.client.get_email_identity(email_identity="example.com")

    def send_simple(self) -> Any:
        return self.client.send_email(
            from_email_address=SENDER,
            destination={"to_addresses": ["name-0@example.net"]},
            content={"simple": {"subject": {"data": "Hello"}, "body": {"text": {"data": TEXT}}}},
        )

    def send_raw(self) -> Any:
        return self.client.send_email(content={"raw": {"data": RAW}})

    def send_bulk(self) -> Any:
        return self.client.send_bulk_email(
            from_email_address=SENDER,
            default_content={"template": {"template_name": "news", "template_data": json.dumps({"name": "reader"})}},
            bulk_email_entries=[
                {
                    "destination": {"to_addresses": [f"{name}@example.net"]},
                    "replacement_email_content": {
                        "replacement_template": {"replacement_template_data": json.dumps({"name": name})}
                    },
                }
                for name in NAMES
            ],
        )

    def metrics(self) -> Any:
        return self.client.batch_get_metric_data(
            queries=[
                {
                    "id": name,
                    "namespace": "VDM",
                    "metric": metric,
                    "dimensions": {"ISP": isp},
                    "start_date": START,
                    "end_date": END,
                }
                for name, metric, isp in QUERIES
            ]
        )

    def walk(self) -> None:
        deque(itertools.islice(self.items, 1000), maxlen=0)
