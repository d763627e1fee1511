"""What annotations of members are made of: documented limits, accepted forms, path members, datetimes; wire names."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar, cast

from pydantic import AwareDatetime, BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.alias_generators import to_pascal
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sesv2kit.shapes._schemas import LINES, TOLERANT

_IRREGULAR_NAMES = {
    "website_url": "WebsiteURL",
    "success_redirection_url": "SuccessRedirectionURL",
    "failure_redirection_url": "FailureRedirectionURL",
    "soa_record": "SOARecord",
    "global_": "Global",
}
"""The attributes whose wire name is not their PascalCase form."""


def wire_name(attribute: str) -> str:
    """The member name AWS uses for an attribute of ours: `TenantName` for `tenant_name`."""
    return _IRREGULAR_NAMES.get(attribute) or to_pascal(attribute)


if TYPE_CHECKING:
    _GivenT_contra = TypeVar("_GivenT_contra", contravariant=True)
    _HeldT_co = TypeVar("_HeldT_co", covariant=True)

    class Accepts(Generic[_GivenT_contra, _HeldT_co]):
        """A member that is given in one of several forms, and read in one.

        Type checkers take the first type for the argument of the constructor, and the second one for the attribute.
        """

        def __get__(self, instance: object, owner: Any = None, /) -> _HeldT_co: ...

        def __set__(self, instance: object, value: _GivenT_contra, /) -> None: ...

else:

    class Accepts:
        """`Accepts[given, held]` is the annotation `given`. Type checkers use the second one, too."""

        def __class_getitem__(cls, types: tuple[Any, Any]) -> Any:
            return types[0]


ABSENT: Any = None
"""The default None of such a member, whose type a type checker would compare with None."""


_BOUNDS = {
    "array": ("minItems", "maxItems"),
    "integer": ("minimum", "maximum"),
    "number": ("minimum", "maximum"),
    "object": ("minProperties", "maxProperties"),
    "string": ("minLength", "maxLength"),
}
"""By type: what JSON Schema calls the bounds of its values."""


def _holds_bytes(schema: Any) -> bool:
    """Whether a schema is that of bytes, which are longer in JSON: base64."""
    if schema["type"] == "json-or-python":
        return _holds_bytes(schema["python_schema"])
    return schema["type"] == "bytes" or ("schema" in schema and _holds_bytes(schema["schema"]))


@dataclass(frozen=True, slots=True)
class Documented:
    """A limit that AWS states in prose, not in its model. Checked on requests, never on responses."""

    limit: str
    """The limit in words that complete "must be ..."."""

    source: str
    """Where AWS states it: a URL. Empty: the page of whichever operation has the member."""

    minimum: float | None = None
    """Smallest number, or smallest length of anything that has one."""

    maximum: float | None = None
    """Largest number, or largest length."""

    pattern: str | None = None
    """A regular expression that the whole text matches."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        described = handler(schema)
        said = handler.resolve_ref_schema(described)
        least, most = _BOUNDS.get(said.get("type", ""), ("", ""))
        for keyword, limit in ((least, self.minimum), (most, self.maximum), ("pattern", self._described_pattern())):
            if keyword and limit is not None and not _holds_bytes(schema):
                said.setdefault(keyword, limit)
        return described

    def _described_pattern(self) -> str | None:
        return None if self.pattern is None else f"^(?:{self.pattern})$"

    def check(self, value: Any) -> Any:
        """The value, if it keeps the limit; otherwise an error without the value."""
        size: float = len(value) if hasattr(value, "__len__") else value
        too_small = self.minimum is not None and size < self.minimum
        too_large = self.maximum is not None and size > self.maximum
        if too_small or too_large or (self.pattern is not None and not re.fullmatch(self.pattern, value)):
            raise broken(self.limit, self.source)
        return value


def broken(limit: str, source: str) -> PydanticCustomError:
    """The error for a value that breaks a limit. `limit` completes "must be ...". The error does not contain the
    value."""
    words = "must be {limit} (source: {source})" if source else "must be {limit}"
    return PydanticCustomError("documented_limit", words, {"limit": limit, "source": source})


@dataclass(frozen=True, slots=True)
class Normalised(Documented):
    """A text that is sent in one form and may be given in others. `pattern` is the usual form, taken as it is."""

    normalise: Callable[[str], str] = str
    """Makes the form that is sent of any other text, or raises what `broken` returns."""

    _usual: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_usual", re.compile(self.pattern or ""))

    def _described_pattern(self) -> None:
        """None, since text in other forms is taken, too."""

    def check(self, value: str) -> str:
        """The text as it is sent."""
        return value if self._usual.fullmatch(value) else self.normalise(value)


@dataclass(frozen=True, slots=True)
class Converted:
    """A member that may be passed in friendlier forms than the one that is sent. Its annotation lists them."""

    to: Any
    """The type that is sent."""

    convert: Callable[[Any], Any]
    """Converts a friendlier form, and returns anything else unchanged, for the type's own check."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler.generate_schema(self.to)
        if not issubclass(self.to, BaseModel):
            return core_schema.no_info_before_validator_function(self.convert, schema)
        return core_schema.no_info_wrap_validator_function(self._convert, schema)

    def _convert(self, value: Any, check: Callable[[Any], Any]) -> Any:
        # A ready instance was checked when it was built.
        return value if value.__class__ is self.to else check(self.convert(value))


class MultiLine:
    """Marks a text that may have more than one line. All other text in requests is refused with CR, LF or NUL."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema: Any = handler(source)
        return cast("CoreSchema", {**schema, "metadata": {**schema.get("metadata", {}), LINES: True}})


_ANY = TypeVar("_ANY")

_RESOLVED_AWAY = re.compile(
    r"[\x00-\x1f\x7f-\x9f]|(?:^|[/\\]|%(?:25)*(?:2f|5c))(?:\.|%(?:25)*2e){1,2}(?:[/\\]|%(?:25)*(?:2f|5c)|\Z)",
    re.IGNORECASE,
)
"""Control characters, and the segments `.` and `..`, percent-encoded any number of times or not at all."""


IN_PATH = (
    "without . or .. between slashes and without control characters: it is a part of the URL's path, where a . or .. "
    "would name another resource"
)
"""The rule for a member that travels in the path of the URL, in words that complete "must be ..."."""

PATH_SOURCE = "https://www.rfc-editor.org/rfc/rfc3986#section-5.2.4"
"""The rules by which paths are resolved."""


def leaves_its_path(value: str) -> bool:
    """Whether a path with this value in it would be the path of another resource."""
    return _RESOLVED_AWAY.search(value) is not None


class _PathRule:
    """The rule for a member that travels in the path of the URL."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def check(self, value: str) -> str:
        """The value, if a path with it is that of this resource."""
        if leaves_its_path(value):
            raise broken(IN_PATH, PATH_SOURCE)
        return value


InPath = Annotated[_ANY, _PathRule()]
"""A member that travels in the path of the URL. botocore percent-encodes all but letters, digits and `-_.~`, signs the
path with its segments `.` and `..` resolved, and urllib3 sends the path so through a proxy."""


def _to_utc(moment: datetime) -> datetime:
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("must be within the years 1 to 9999 in UTC") from None


class TimestampSchema:
    """The schemas of a moment: timezone-aware and in UTC; from JSON tolerantly."""

    def __init__(self, convert: Callable[[Any], Any] | None = None) -> None:
        """Choose which forms are read.

        Args:
            convert: Makes an ordinary form of another one in JSON, or raises ValueError. None: there is no other.
        """
        self._convert = convert

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        # boto3 would send the wall time of any other zone as if it were UTC.
        checked: Any = core_schema.no_info_after_validator_function(_to_utc, handler(source))
        other: CoreSchema = core_schema.datetime_schema()
        if self._convert is not None:
            other = core_schema.no_info_before_validator_function(self._convert, other)
        # Epoch seconds, and text that ends in Z, are UTC already, and no Python code runs for them.
        tolerant = core_schema.union_schema(
            [
                core_schema.datetime_schema(tz_constraint=0),
                core_schema.no_info_after_validator_function(_to_utc, other),
            ],
            mode="left_to_right",
            custom_error_type="datetime_type",  # one error for both branches, at the member's own place
        )
        return cast("CoreSchema", {**checked, "metadata": {TOLERANT: tolerant}})


Timestamp = Annotated[AwareDatetime, TimestampSchema()]
"""A datetime in UTC. In requests it must be timezone-aware (naive ones are refused); in responses it always is."""
