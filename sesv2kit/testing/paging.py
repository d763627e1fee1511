"""Lists in pages: tables kept in key order, and tokens that resume by key.

A token names the last key handed out, so a walk goes on after it whatever was added or deleted in between.
"""

import base64
import binascii
import hashlib
import hmac
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Generic, TypeVar

from sesv2kit.testing.protocol.errors import Refused, bad_request
from sesv2kit.testing.protocol.model import Json, Operation

V = TypeVar("V")

_CHUNK = 1000
_SIGNATURE_LENGTH = 16


class SortedDict(MutableMapping[str, V], Generic[V]):
    """A mapping that iterates in the order of its keys and can start after any of them.

    The keys lie in chunks of bounded length: with a million of them a new one moves no more than with a thousand.
    Beside them lie their values, so that a walk over a huge mapping need not look up each.
    """

    def __init__(self) -> None:
        self._values: dict[str, V] = {}
        self._chunks: list[list[str]] = []
        self._rows: list[list[V]] = []

    def __getitem__(self, key: str) -> V:
        return self._values[key]

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(self._chunks)

    def __setitem__(self, key: str, value: V) -> None:
        if not self._chunks:
            self._chunks, self._rows = [[]], [[]]
        index = min(self._chunk_of(key), len(self._chunks) - 1) if self._values else 0
        place = bisect_left(self._chunks[index], key)
        if key in self._values:
            self._rows[index][place] = value
        else:
            self._insert(index, place, key, value)
        self._values[key] = value

    def __delitem__(self, key: str) -> None:
        del self._values[key]
        index = self._chunk_of(key)
        chunk = self._chunks[index]
        place = bisect_left(chunk, key)
        del chunk[place], self._rows[index][place]
        if not chunk:
            del self._chunks[index], self._rows[index]

    def after(self, key: str) -> Iterator[tuple[str, V]]:
        """The entries behind `key`, which need not be one of them; "" comes before all."""
        index = self._chunk_of(key)
        for chunk, rows in zip(self._chunks[index:], self._rows[index:], strict=True):
            start = bisect_right(chunk, key)
            yield from zip(chunk[start:], rows[start:], strict=True)

    def _chunk_of(self, key: str) -> int:
        """The first chunk that ends at or behind `key`: where it is, if it is anywhere."""
        return bisect_left(self._chunks, key, key=lambda chunk: chunk[-1])

    def _insert(self, index: int, place: int, key: str, value: V) -> None:
        chunk, rows = self._chunks[index], self._rows[index]
        chunk.insert(place, key)
        rows.insert(place, value)
        if len(chunk) > 2 * _CHUNK:
            self._chunks[index : index + 1] = [chunk[:_CHUNK], chunk[_CHUNK:]]
            self._rows[index : index + 1] = [rows[:_CHUNK], rows[_CHUNK:]]


@dataclass(frozen=True, kw_only=True)
class Listing(Generic[V]):
    """What a list operation answers: all its rows. The engine cuts the page that was asked for."""

    member: str
    """The answer's member that holds the list."""
    rows: SortedDict[V]
    show: Callable[[V], Any]
    """One row as the answer has it."""
    keep: Callable[[V], bool] = lambda _: True
    """The request's filter."""
    filters_late: bool = False
    """Whether the filter goes over a page that is already cut, so that it can be short, or empty with more to come."""
    default: int
    """Rows in a page when the request names no PageSize."""
    maximum: int
    """The largest PageSize."""


class Pager:
    """Cuts pages and signs the tokens between them."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def page(self, listing: Listing[Any], operation: Operation, request: Json, account: str, region: str) -> Json:
        """The page of `listing` that `request` asks for, with a NextToken if rows are left."""
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
        start = "" if token is None else self._last_key(token, scope, operation)
        found = ((key, row) for key, row in listing.rows.after(start) if listing.filters_late or listing.keep(row))
        rows = list(islice(found, size))
        page: Json = {listing.member: [listing.show(row) for _, row in rows if listing.keep(row)]}
        if next(found, None):
            page["NextToken"] = self._token(rows[-1][0], scope)
        return page

    def _token(self, key: str, scope: str) -> str:
        return base64.b64encode(self._signature(key, scope) + key.encode()).decode()

    def _last_key(self, token: str, scope: str, operation: Operation) -> str:
        try:
            content = base64.b64decode(token, validate=True)
            key = content[_SIGNATURE_LENGTH:].decode()
        except (binascii.Error, ValueError):
            content, key = b"", ""
        if not hmac.compare_digest(content[:_SIGNATURE_LENGTH], self._signature(key, scope)):
            code = "InvalidNextTokenException"
            raise Refused(code if code in operation.errors else "BadRequestException", "The next token is invalid.")
        return key

    def _signature(self, key: str, scope: str) -> bytes:
        return hmac.digest(self._secret, f"{scope}{key}".encode(), hashlib.sha256)[:_SIGNATURE_LENGTH]
