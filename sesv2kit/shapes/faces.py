"""The strict and the tolerant schema of a model, both made from the one that Pydantic makes of its annotations."""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar, Literal, NoReturn, cast

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.errors import PydanticInvalidForJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, PydanticOmit, core_schema

Generate = Callable[[Any], CoreSchema]
"""Pydantic's function that makes the schema of an annotation."""

Origin = tuple[str, str]
"""A structure in AWS's model: boto3's name of the service, and AWS's name of the structure."""

OPEN = ":open"
"""Suffix of the name of a model's tolerant schema. The strict one has none."""

TOLERANT = "sesv2kit_tolerant"
"""Key in a schema's metadata for a tolerant form of its own."""

LINES = "sesv2kit_lines"
"""Key in the metadata of a schema whose text may have more than one line."""

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


# The strict schema.


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


def _from_base64(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        raise PydanticCustomError("base64", "must be base64, with the alphabet that has + and /") from None


def _to_base64(value: Any) -> str:
    return b64encode(value).decode()


def _bytes(schema: Any) -> CoreSchema:
    return core_schema.json_or_python_schema(
        core_schema.no_info_after_validator_function(_from_base64, core_schema.str_schema()),
        # From Python a str is refused: nothing shows whether it is base64.
        cast("CoreSchema", {**schema, "strict": True}),
        serialization=core_schema.plain_serializer_function_ser_schema(
            _to_base64, return_schema=core_schema.str_schema(), when_used="json"
        ),
    )


def _as_list(value: Any) -> Any:
    if value.__class__ is list:
        return value
    is_text = isinstance(value, (str, bytes, bytearray))  # the list's own check refuses what is not a list
    return list(cast("Any", value)) if isinstance(value, Sequence) and not is_text else value


def _is_enum(schema: Any) -> bool:
    return schema["type"] == "literal" or (
        schema["type"] == "union" and all(choice["type"] in ("literal", "str") for choice in schema["choices"])
    )


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
    if _is_enum(schema):
        literal = next((each for each in schema.get("choices", ()) if each["type"] == "literal"), schema)
        return generate(Annotated[str, _Enum(literal, place)])
    match schema["type"]:
        case "str" if not place.lines:
            return _one_line(schema)
        case "bytes":
            return _bytes(schema)
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


def _changed(schema: Any, change: Callable[[Any], Any]) -> Any:
    """The schema, with the one of the model itself changed. Model validators wrap that one."""
    if schema["type"] == "model":
        return change(schema)
    return {**schema, "schema": _changed(schema["schema"], change)}


def _with_fields(model: Any, change: Callable[[Any], Any]) -> Any:
    fields = {name: {**field, "schema": change(field)} for name, field in model["schema"]["fields"].items()}
    return {**model, "schema": {**model["schema"], "fields": fields}}


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

    return _changed(schema, lambda model: _with_fields(model, check))


# The tolerant schema.

_BOUNDS = {"min_length", "max_length", "pattern", "ge", "gt", "le", "lt", "strict"}


def _opened(schema: Any) -> Any:
    """The tolerant form of a member's schema: no bounds, any text for enums, and none of our functions."""
    if TOLERANT in schema.get("metadata", {}):
        return schema["metadata"][TOLERANT]
    if _is_enum(schema):
        return core_schema.str_schema()
    match schema["type"]:
        case "definition-ref":
            return _reference(schema["schema_ref"] + OPEN)
        case "bytes":
            return _bytes(schema)
        case "nullable":
            return {**schema, "schema": _opened(schema["schema"])}
        case "default" | "function-before" | "function-after":
            return _opened(schema["schema"])
        case "json-or-python":
            return _opened(schema["json_schema"])
        case "list":
            return core_schema.list_schema(_opened(schema["items_schema"]), fail_fast=True)
        case "dict":
            values: Any = core_schema.dict_schema(core_schema.str_schema(), _opened(schema["values_schema"]))
            return {**values, "fail_fast": True}
        case _:
            return {key: value for key, value in schema.items() if key not in _BOUNDS}


def _opened_field(field: Any) -> Any:
    schema, opened = field["schema"], _opened(field["schema"])
    if schema["type"] != "default":
        return opened
    # Lists and maps are empty, never None. A tolerant form that a member brings says itself what null is.
    is_own = TOLERANT in schema["schema"].get("metadata", {})
    may_be_none = not is_own and opened["type"] not in ("nullable", "list", "dict")
    return {**schema, "schema": core_schema.nullable_schema(opened) if may_be_none else opened}


def tolerant(schema: Any) -> CoreSchema:
    """The schema that accepts whatever the service returns, except gaps where the type has no None."""
    model = schema
    while model["type"] != "model":  # model validators wrap it
        model = model["schema"]
    model = _with_fields(model, _opened_field)
    # Errors then have locations in the document, where `_null_what_misfits` puts null.
    config = {**model["config"], "extra_fields_behavior": "allow", "loc_by_alias": True}
    config.pop("str_min_length", None)  # JSON text has no lone surrogates to check for
    metadata = {"pydantic_js_functions": [_without_json_schema]}
    return cast("CoreSchema", {**model, "config": config, "ref": schema["ref"] + OPEN, "metadata": metadata})


def _without_json_schema(_: CoreSchema, handler: GetJsonSchemaHandler) -> NoReturn:
    """Keep the tolerant schema out of JSON schemas: FastAPI lists every definition, with or without a use.

    Raises:
        PydanticInvalidForJsonSchema: Always. Pydantic then leaves the definition out.
    """
    raise PydanticInvalidForJsonSchema("the strict schema describes the structure")


def checked_face(schema: Any) -> Any:
    """The strict schema inside one that `two_faced` made. None: it is another kind of schema."""
    inner = schema
    while inner["type"] in ("function-before", "function-wrap", "function-after"):
        inner = inner["schema"]
    return inner["steps"][0] if inner["type"] == "chain" else None


def two_faced(
    schema: Any, origin: Origin, generate: Generate, again: core_schema.WithInfoValidatorFunction | None = None
) -> CoreSchema:
    """The schema of a model that is checked whenever it is built, and serialised tolerantly.

    Args:
        schema: The schema that Pydantic made.
        origin: The structure in AWS's model.
        generate: Pydantic's maker of schemas.
        again: Reads a JSON document that does not fit. Given for a response, which is tolerant in JSON at every depth.
    """
    ref: str = schema["ref"]
    opened = ref + OPEN
    plain = {key: value for key, value in schema.items() if key != "ref"}
    checked = strict(plain, origin, generate, lines=again is not None)
    # The first step checks. The second accepts any instance: it is there because the last step serialises instances.
    written = core_schema.lax_or_strict_schema(core_schema.any_schema(), _reference(opened))
    if again is None:
        # Inside the model's own validators: if those are not outermost, pydantic-core uses the class's validator, which
        # has them too, for the model, and runs them twice.
        both: Any = {**_changed(checked, lambda model: core_schema.chain_schema([model, written])), "ref": ref}
    else:
        reread = core_schema.with_info_plain_validator_function(again)
        read = core_schema.union_schema(
            [_reference(opened), reread],
            mode="left_to_right",
            custom_error_type="no_json_object",  # one error, at the response's own place
            custom_error_message="Input should be a JSON object",
        )
        both = core_schema.json_or_python_schema(
            core_schema.lax_or_strict_schema(read, _reference(opened)),  # which serialises by the second one
            core_schema.chain_schema([checked, written]),
            ref=ref,
        )
    return core_schema.definitions_schema(both, [tolerant(schema)])


# Names. JSON and dumps have ours; only what is sent has AWS's.


def by_our_names(schema: Any) -> Any:
    """The schema of a model whose JSON schema has our names."""

    def renamed(model: Any) -> Any:
        fields = {name: {**field, "validation_alias": name} for name, field in model["schema"]["fields"].items()}
        return {**model, "schema": {**model["schema"], "fields": fields}}

    return _changed(schema, renamed)


_KEPT = ("extra_fields_behavior",)
"""The settings of a model that writing needs."""

_WRITTEN = {"lax-or-strict": "strict_schema", "json-or-python": "python_schema"}
"""The part of a schema that writes, where it is not its only part."""


def _holds_structure(schema: Any) -> bool:
    """Whether a schema contains that of a model, at any depth."""
    match schema:
        case {"type": "model" | "definition-ref"}:
            return True
        case dict():
            return any(map(_holds_structure, cast("dict[str, Any]", schema).values()))
        case list() | tuple():
            return any(map(_holds_structure, cast("list[Any]", schema)))
        case _:
            return False


def by_wire_names(schema: Any) -> CoreSchema:
    """The schema of a built model, reduced to what writes its instances, with AWS's names. For a serializer alone.

    Raises:
        TypeError: A structure stands where this function does not know how it is written.
    """
    known = {each["ref"]: each for each in schema.get("definitions", ())}
    definitions: dict[str, Any] = {}

    def written(inner: Any) -> Any:
        if "serialization" in inner:
            return {**inner, "schema": core_schema.any_schema()} if "schema" in inner else inner
        match inner["type"]:
            case "definitions":
                known.update((each["ref"], each) for each in inner["definitions"])
                return written(inner["schema"])
            case "definition-ref":
                ref = inner["schema_ref"]
                if ref not in definitions:
                    definitions[ref] = None  # while it is made: a structure may hold itself
                    definitions[ref] = {**written(known[ref]), "ref": ref}
                return core_schema.definition_reference_schema(ref)
            case "model":
                names = inner["schema"]["fields"].items()
                fields = {
                    name: core_schema.model_field(
                        written(field["schema"]), serialization_alias=field["validation_alias"]
                    )
                    for name, field in names
                }
                extra: Any = {key: inner["config"][key] for key in _KEPT if key in inner["config"]}
                # With its own class, pydantic-core would take the serializer that the class has.
                return core_schema.model_schema(BaseModel, core_schema.model_fields_schema(fields), config=extra)
            case "chain":
                return written(inner["steps"][-1])
            case (
                "lax-or-strict" | "json-or-python" | "default" | "function-before" | "function-wrap" | "function-after"
            ):
                return written(inner[_WRITTEN.get(inner["type"], "schema")])
            case "nullable":
                return core_schema.nullable_schema(written(inner["schema"]))
            case "list":
                return core_schema.list_schema(written(inner["items_schema"]))
            case "dict":
                return core_schema.dict_schema(core_schema.any_schema(), written(inner["values_schema"]))
            case kind if _holds_structure(inner):
                # Its own serializer would write it with our names, and SES ignores names that it does not know.
                raise TypeError(f"a structure inside a {kind!r} schema cannot be written with AWS's names")
            case _:
                return core_schema.any_schema()

    root = written(schema)
    return core_schema.definitions_schema(root, [*definitions.values()])


def _reference(ref: str) -> CoreSchema:
    # Metadata keeps it a reference. Otherwise Pydantic would inline a definition that is used once, and a response that
    # contains the structure could not refer to it.
    return core_schema.definition_reference_schema(ref, metadata={"sesv2kit_kept": True})


Reading = Literal["quick", "every", "gaps"]
"""How a response is read apart: up to the first misfit in each list and map, with every misfit, or with nulls and gaps
where the type has no None."""


class Apart:
    """Stands for a response that is read by only one of its tolerant schemas, so that errors name every place.

    With gaps, a member that has no default and is missing is no attribute of the instance. A null element of a list or
    a map is an empty structure, list or map; a null scalar is left out.
    """

    model: ClassVar[Any]
    """The response."""

    reading: ClassVar[Reading]
    """How it is read."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        response: Any = handler.generate_schema(cls.model)
        opened = response["schema_ref"] + OPEN
        if cls.reading == "quick":
            return _reference(opened)
        change = _gaps_field if cls.reading == "gaps" else _with_every_misfit
        copies = _Copies(f":{cls.reading}", change, handler.resolve_ref_schema)
        root = copies.of(opened)
        return core_schema.definitions_schema(root, [*copies.definitions.values()])


Refer = Callable[[str], CoreSchema]
"""Makes a reference to the copy of the schema that another reference names."""


class _Copies:
    """Copies of tolerant schemas, all with the same change.

    Args:
        ending: Suffix of the names of the copies.
        change: Makes the schema of a member in a copy.
        resolve: Finds the schema that a reference names.
    """

    def __init__(self, ending: str, change: Callable[[Any, Refer], Any], resolve: Callable[[Any], Any]) -> None:
        self._ending = ending
        self._change = change
        self._resolve = resolve
        self.definitions: dict[str, Any] = {}

    def of(self, ref: str) -> CoreSchema:
        """A reference to the copy of a schema, with copies of all that it refers to."""
        if ref not in self.definitions:
            self.definitions[ref] = None
            model: Any = self._resolve(core_schema.definition_reference_schema(ref))
            fields = _with_fields(model, lambda field: self._change(field["schema"], self.of))
            self.definitions[ref] = {**fields, "ref": ref + self._ending}
        return core_schema.definition_reference_schema(ref + self._ending)


# Listing every misfit. The tolerant schema stops at the first one in a list, because an error takes hundreds of times
# as much memory as the misfit itself.


def _with_every_misfit(schema: Any, refer: Refer) -> Any:
    match schema["type"]:
        case "definition-ref":
            return refer(schema["schema_ref"])
        case "nullable" | "default":
            return {**schema, "schema": _with_every_misfit(schema["schema"], refer)}
        case "list":
            return {**schema, "fail_fast": False, "items_schema": _with_every_misfit(schema["items_schema"], refer)}
        case "dict":
            return {**schema, "fail_fast": False, "values_schema": _with_every_misfit(schema["values_schema"], refer)}
        case _:
            return schema


# Gaps: members that are missing, or null, where the type has no None. They have a schema of their own, for a second
# reading, because it is slower.


def _left_out() -> Any:
    def leave_out(_: Any) -> NoReturn:
        raise PydanticOmit

    return core_schema.no_info_plain_validator_function(leave_out)


def _or_null(schema: Any, *instead: Any) -> Any:
    """The schema, and what to do with null."""
    return core_schema.union_schema(
        [schema, core_schema.chain_schema([core_schema.none_schema(), *instead])], mode="left_to_right"
    )


def _empty(kind: type[Any]) -> Any:
    return core_schema.no_info_plain_validator_function(lambda _: kind())


def _gaps_field(schema: Any, refer: Refer) -> Any:
    if schema["type"] != "default":
        value = _or_null(_gaps_value(schema, refer), _left_out())
        return core_schema.with_default_schema(value, default=None, validate_default=True)
    value = _gaps_value(schema["schema"], refer)
    kinds = {"list": list, "dict": dict}
    kind = kinds.get(value["type"])
    return {**schema, "schema": _or_null(value, _empty(kind)) if kind else value}


def _gaps_value(schema: Any, refer: Refer) -> Any:
    match schema["type"]:
        case "definition-ref":
            return refer(schema["schema_ref"])
        case "nullable":
            return {**schema, "schema": _gaps_value(schema["schema"], refer)}
        case "list":
            return {**schema, "items_schema": _gaps_element(schema["items_schema"], refer)}
        case "dict":
            return {**schema, "values_schema": _gaps_element(schema["values_schema"], refer)}
        case _:
            return schema


def _gaps_element(schema: Any, refer: Refer) -> Any:
    value = _gaps_value(schema, refer)
    match value["type"]:
        case "nullable":
            return value
        case "definition-ref":
            return _or_null(value, _empty(dict), {**value})
        case "list" | "dict" as kind:
            return _or_null(value, _empty(list if kind == "list" else dict))
        case _:
            return _or_null(value, _left_out())
