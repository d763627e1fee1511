"""A mapping in the order of its keys, for lists that are read in pages."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, MutableMapping
from itertools import chain
from typing import Generic, TypeVar

V = TypeVar("V")

_CHUNK = 1000


class SortedDict(MutableMapping[str, V], Generic[V]):
    """A mapping that iterates in the order of its keys and can start after any of them.

    The keys are in chunks of bounded length, so that inserting a key takes no longer in a huge mapping. The values are
    next to the keys, so that iterating does not need a lookup for each key.
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
        """The entries after `key`, which need not be in the mapping. "": all entries."""
        index = self._chunk_of(key)
        for chunk, rows in zip(self._chunks[index:], self._rows[index:], strict=True):
            start = bisect_right(chunk, key)
            yield from zip(chunk[start:], rows[start:], strict=True)

    def _chunk_of(self, key: str) -> int:
        """The first chunk that ends at or after `key`: the one that contains it, if any does."""
        return bisect_left(self._chunks, key, key=lambda chunk: chunk[-1])

    def _insert(self, index: int, place: int, key: str, value: V) -> None:
        chunk, rows = self._chunks[index], self._rows[index]
        chunk.insert(place, key)
        rows.insert(place, value)
        if len(chunk) > 2 * _CHUNK:
            self._chunks[index : index + 1] = [chunk[:_CHUNK], chunk[_CHUNK:]]
            self._rows[index : index + 1] = [rows[:_CHUNK], rows[_CHUNK:]]
