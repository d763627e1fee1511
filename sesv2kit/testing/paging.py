"""Pages of lists: tables in key order, and tokens that resume after a key.

A token contains the last key of its page. The next page begins after that key, even if entries were added or deleted
since.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

from sesv2kit.testing.protocol.errors import Refused, bad_request
from sesv2kit.testing.protocol.model import Json, Operation
from sesv2kit.testing.state.sorted_dict import SortedDict

V = TypeVar("V")

_SIGNATURE_LENGTH = 16


@dataclass(frozen=True, kw_only=True)
class Listing(Generic[V]):
    """The response of a list operation, with all rows. The engine cuts out the requested page."""

    member: str
    """The member of the response that contains the list."""
    rows: SortedDict[V]
    show: Callable[[V], Any]
    """Makes the row of the response."""
    keep: Callable[[V], bool] = lambda _: True
    """The request's filter."""
    filters_late: bool = False
    """Whether the filter is applied after a page was cut. Such a page can be short, or empty although more follow."""
    default: int
    """Rows in a page if the request has no PageSize."""
    maximum: int
    """The largest PageSize."""


class Pager:
    """Cuts pages, and signs the tokens of the next pages."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def page(self, listing: Listing[Any], operation: Operation, request: Json, account: str, region: str) -> Json:
        """The page of `listing` that `request` names, with a NextToken if more rows follow."""
        size: int = request.get("PageSize", listing.default)
        if not 1 <= size <= listing.maximum:
            bound = "greater than or equal to 1" if size < 1 else f"less than or equal to {listing.maximum}"
            raise bad_request(
                "1 validation error detected: Value at 'pageSize' failed to satisfy constraint: "
                f"Member must have value {bound}"
            )
        filters = {name: value for name, value in request.items() if name not in ("NextToken", "PageSize")}
        scope = json.dumps([operation.name, account, region, filters], sort_keys=True, default=str)
        token: str | None = request.get("NextToken")
        start = "" if token is None else self._last_key(token, scope)
        found = ((key, row) for key, row in listing.rows.after(start) if listing.filters_late or listing.keep(row))
        rows = list(islice(found, size))
        page: Json = {listing.member: [listing.show(row) for _, row in rows if listing.keep(row)]}
        if next(found, None):
            page["NextToken"] = self._token(rows[-1][0], scope)
        return page

    def _token(self, key: str, scope: str) -> str:
        return base64.b64encode(self._signature(key, scope) + key.encode()).decode()

    def _last_key(self, token: str, scope: str) -> str:
        try:
            content = base64.b64decode(token, validate=True)
            key = content[_SIGNATURE_LENGTH:].decode()
        except (binascii.Error, ValueError):
            content, key = b"", ""
        if not hmac.compare_digest(content[:_SIGNATURE_LENGTH], self._signature(key, scope)):
            raise Refused("InvalidNextTokenException", "The next token is invalid.")
        return key

    def _signature(self, key: str, scope: str) -> bytes:
        return hmac.digest(self._secret, f"{scope}{key}".encode(), hashlib.sha256)[:_SIGNATURE_LENGTH]
