"""The strict schema of a model: what is sent is checked by it, from Python and from JSON alike."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, cast

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from sesv2kit.shapes._schemas import LINES, Generate, Origin, bytes_schema, changed, is_enum, with_fields

ONE_LINE = "one line of text, without CR, LF and NUL"
"""The rule for all other text, in words that complete "must be ..."."""

ONE_LINE_SOURCE = "https://www.rfc-editor.org/rfc/rfc5322#section-2.2"
"""The rule that they end a header of an email."""

_NO_LINE_END = r"^[^\x00\r\n]*$"


@dataclass(frozen=True, slots=True)
class _Place:
    """The place of a part of a member in AWS's model."""

    origin: Origin
    member: str
    steps: tuple[str, ...] = ()
    lines: bool = False  # whether text may have more than one

    def inside(self, step: str) -> "_Place":
        return replace(self, steps=(*self.steps, step))


@dataclass(frozen=True, slots=True)
class _Enum:
    """Accepts the listed values, and those that only the installed botocore lists."""

    literal: Any
    place: _Place

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        known = core_schema.no_info_after_validator_function(self._known, core_schema.str_schema(strict=True))
        *first, last = map(repr, self.literal["expected"])
        expected = f"{', '.join(first)} or {last}" if first else last
        return core_schema.union_schema(
            [self.literal, known],
            mode="left_to_right",
            custom_error_type="literal_error",  # Pydantic's own text for a literal
            custom_error_context={"expected": expected},
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return handler(self.literal)

    def _known(self, value: str) -> str:
        from sesv2kit._boto.installed import enum_values  # here, so that only unlisted values load botocore

        if value in enum_values(*self.place.origin, self.place.member, self.place.steps):
            return value
        raise ValueError


def _as_list(value: Any) -> Any:
    if value.__class__ is list:
        return value
    is_text = isinstance(value, (str, bytes, bytearray))  # the list's own check refuses what is not a list
    return list(cast("Any", value)) if isinstance(value, Sequence) and not is_text else value


def _whole(pattern: str) -> str:
    r"""A pattern of AWS's for Rust's engine: against the whole text, and with `\w` and `\d` of ASCII, as in Java."""
    if re.search(r"\\[wd]", pattern):
        return f"^(?-u:{pattern})$"
    return pattern if pattern[0] == "^" and pattern[-1] == "$" else f"^(?:{pattern})$"


def _one_line(schema: Any) -> CoreSchema:
    # Its own step, in Rust, before AWS's own pattern, whose error would not tell the rule.
    given = schema

    def described(_: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return handler(given)  # whether it is read or written

    metadata = {"pydantic_js_functions": [described]}
    told = core_schema.custom_error_schema(
        core_schema.str_schema(pattern=_NO_LINE_END),
        custom_error_type="documented_limit",
        custom_error_message="must be {limit} (source: {source})",
        custom_error_context={"limit": ONE_LINE, "source": ONE_LINE_SOURCE},
        metadata=metadata,
    )
    if "pattern" not in schema:
        return core_schema.chain_schema([schema, told])
    own = {**schema.get("metadata", {}), **metadata}
    first: Any = {name: value for name, value in schema.items() if name != "pattern"} | {"metadata": own}
    last = core_schema.str_schema(pattern=_whole(schema["pattern"]), metadata=metadata)
    return core_schema.chain_schema([first, told, last])


def _checked(schema: Any, place: _Place, generate: Generate) -> Any:
    """The strict form of a member's schema: enums closed, bytes as base64 in JSON, text on one line, sequences as
    lists."""
    if LINES in schema.get("metadata", {}):
        place = replace(place, lines=True)
    if is_enum(schema):
        literal = next((each for each in schema.get("choices", ()) if each["type"] == "literal"), schema)
        return generate(Annotated[str, _Enum(literal, place)])
    match schema["type"]:
        case "str" if not place.lines:
            return _one_line(schema)
        case "bytes":
            return bytes_schema(schema)
        case "json-or-python" if schema["python_schema"]["type"] == "chain":
            # Pydantic's own check of other sequences runs in Python, one element at a time.
            items = _checked({**schema["json_schema"], "strict": True}, place, generate)
            return core_schema.no_info_before_validator_function(_as_list, items)
        case "list":
            return {**schema, "items_schema": _checked(schema["items_schema"], place.inside("member"), generate)}
        case "dict":
            keys, values = schema["keys_schema"], schema["values_schema"]
            return {
                **schema,
                "keys_schema": _checked(keys, place.inside("key"), generate),
                "values_schema": _checked(values, place.inside("value"), generate),
            }
        case _:
            inner = {"schema": _checked(schema["schema"], place, generate)} if "schema" in schema else {}
            return {**schema, **inner}


def strict(schema: Any, origin: Origin, generate: Generate, *, lines: bool = False) -> Any:
    """The schema that checks what is sent, from Python and from JSON alike.

    Args:
        schema: The schema that Pydantic made.
        origin: The structure in AWS's model.
        generate: Pydantic's maker of schemas.
        lines: Whether all text may have more than one line.
    """

    def check(field: Any) -> Any:
        return _checked(field["schema"], _Place(origin, field["validation_alias"], lines=lines), generate)

    return changed(schema, lambda model: with_fields(model, check))
