"""The minimum cost of a typed page: `http.client` and Pydantic's JSON parser on our models, and nothing else."""

import http.client
import itertools
from collections import deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from sesv2kit.models.suppression import ListSuppressedDestinationsResponse


class Peer:
    def __init__(self, url: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc)
        self.items = self.every_item()

    def every_item(self) -> Iterator[Any]:
        path = first = "/v2/email/suppression/addresses?PageSize=1000"
        while True:
            self.connection.request("GET", path)
            page = ListSuppressedDestinationsResponse.model_validate_json(self.connection.getresponse().read())
            yield from page.suppressed_destination_summaries
            if page.next_token is None:
                return
            path = f"{first}&NextToken={page.next_token}"

    def walk(self) -> None:
        deque(itertools.islice(self.items, 1000), maxlen=0)
