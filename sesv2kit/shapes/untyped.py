"""Requests and responses without a model, for operations that sesv2kit does not list."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Self, cast

from sesv2kit.shapes.bases import ResponseMetadata

NO_MEMBERS: Mapping[str, Any] = MappingProxyType({})
"""The request of a call without arguments."""


_NOT_RECEIVED = ResponseMetadata()


class _Members(Mapping[str, Any]):
    """Members by AWS's names, read-only. Equal to any mapping with the same members."""

    __slots__ = ("_members",)

    def __init__(self, members: Mapping[str, Any] = NO_MEMBERS) -> None:
        self._members = dict(members)

    def __getitem__(self, name: str) -> Any:
        return self._members[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)

    def __repr__(self) -> str:
        # The names only: the values may be addresses or content.
        return f"<{type(self).__name__}: {', '.join(self._members) or 'empty'}>"


class UntypedRequest(_Members):
    """The arguments of an operation in AWS's names and boto3's types."""

    def to_wire(self) -> dict[str, Any]:
        """The arguments for the boto3 method."""
        return dict(self._members)

    def changed(self, name: str, value: Any) -> Self:
        """A copy with another value for one member."""
        return type(self)({**self._members, name: value})


class UntypedResponse(_Members):
    """The response of an operation that was called by name: a read-only mapping with AWS's names.

    Values are those of boto3: datetimes are timezone-aware, blobs are bytes, and missing members are absent.
    """

    __slots__ = ("metadata",)

    def __init__(self, members: Mapping[str, Any] = NO_MEMBERS, metadata: ResponseMetadata = _NOT_RECEIVED) -> None:
        super().__init__(members)
        self.metadata: ResponseMetadata = metadata
        """Request id, status, attempts, waiting time and the raw body. Equality ignores it."""


def both(some: Mapping[str, Any] | None, more: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The members of two mappings; the second takes precedence. None: there are none."""
    return merged(some, more) if some and more else more or some


def merged(wire: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """A request's members merged with further ones, structure by structure."""
    result = dict(wire)
    for name, value in extra.items():
        inner = result.get(name)
        result[name] = merged(cast("dict[str, Any]", inner), value) if isinstance(inner, dict) else value
    return result
