"""The strict and the tolerant schema of a model, both made from the one that Pydantic makes of its annotations."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, NoReturn, cast

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, PydanticOmit, core_schema

from sesv2kit.installed import enum_values

Generate = Callable[[Any], CoreSchema]
"""Pydantic's maker of schemas for annotations."""

OPEN = ":open"
"""Ends the name under which the tolerant schema of a model is defined, beside the strict one."""

TOLERANT = "sesv2kit_tolerant"
"""The key in a schema's metadata under which it brings a tolerant form of its own."""

NOTING = object()
"""The validation context in which a null or missing value that has no None in its type is an error, to be noted."""

GAP = "sesv2kit_gap"
"""The type of that error."""

VALUE, NULL = "(value)", "(null)"
"""Steps in the location of an error that are no steps in the document: it was tried as a value, or as a null."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in AWS's model a part of a member stands."""

    structure: str
    member: str
    steps: tuple[str, ...] = ()

    def inside(self, step: str) -> "_Place":
        return _Place(self.structure, self.member, (*self.steps, step))


# The strict face.


@dataclass(frozen=True, slots=True)
class _Enum:
    """Takes the listed values, and those that only the installed botocore lists."""

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
        if value in enum_values(self.place.structure, self.place.member, self.place.steps):
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
        schema,
        serialization=core_schema.plain_serializer_function_ser_schema(
            _to_base64, return_schema=core_schema.str_schema(), when_used="json"
        ),
    )


def _as_list(value: Any) -> Any:
    if value.__class__ is list:
        return value
    is_text = isinstance(value, (str, bytes, bytearray))  # what is no list is refused by the list's own check
    return list(cast("Any", value)) if isinstance(value, Sequence) and not is_text else value


def _is_enum(schema: Any) -> bool:
    return schema["type"] == "literal" or (
        schema["type"] == "union" and all(choice["type"] in ("literal", "str") for choice in schema["choices"])
    )


def _checked(schema: Any, place: _Place, generate: Generate) -> Any:
    """The strict form of a member's schema: enums closed, bytes as base64 in JSON, sequences as lists."""
    if _is_enum(schema):
        literal = next((each for each in schema.get("choices", ()) if each["type"] == "literal"), schema)
        return generate(Annotated[str, _Enum(literal, place)])
    match schema["type"]:
        case "bytes":
            return _bytes(schema)
        case "json-or-python" if schema["python_schema"]["type"] == "chain":
            # Pydantic checks and writes sequences that are no lists in Python, one element at a time.
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
    """The schema with the one of the model itself changed, which model validators wrap."""
    if schema["type"] == "model":
        return change(schema)
    return {**schema, "schema": _changed(schema["schema"], change)}


def _with_fields(model: Any, change: Callable[[Any], Any]) -> Any:
    fields = {name: {**field, "schema": change(field)} for name, field in model["schema"]["fields"].items()}
    return {**model, "schema": {**model["schema"], "fields": fields}}


def strict(schema: Any, structure: str, generate: Generate) -> Any:
    """The schema that checks what is sent, from Python and from JSON alike.

    Args:
        schema: The schema that Pydantic made.
        structure: AWS's name of the structure.
        generate: Pydantic's maker of schemas.
    """

    def check(field: Any) -> Any:
        return _checked(field["schema"], _Place(structure, field["serialization_alias"]), generate)

    return _changed(schema, lambda model: _with_fields(model, check))


# The tolerant face.

_BOUNDS = {"min_length", "max_length", "pattern", "ge", "gt", "le", "lt", "strict"}


def _refuse(member: str, info: core_schema.ValidationInfo[Any]) -> None:
    if info.context is NOTING:
        raise PydanticCustomError(GAP, "is missing", {"member": member})


def _leave_out(member: str) -> Any:
    """A value that is not there at all: reading it raises, writing it skips it."""

    def leave_out(_: Any, info: core_schema.ValidationInfo[Any]) -> NoReturn:
        _refuse(member, info)
        raise PydanticOmit

    return core_schema.with_info_plain_validator_function(leave_out)


def _empty_noted(empty: type[Any]) -> Any:
    def make(_: Any, info: core_schema.ValidationInfo[Any]) -> Any:
        _refuse("", info)
        return empty()

    return core_schema.with_info_plain_validator_function(make)


def _or_null(schema: Any, *instead: Any) -> Any:
    """The schema, which has no None, and what to do with a null; instances are written by the schema alone."""
    null = core_schema.chain_schema([core_schema.none_schema(), *instead])
    either = core_schema.union_schema([(schema, VALUE), (null, NULL)], mode="left_to_right")
    return core_schema.lax_or_strict_schema(either, schema)


def _element(schema: Any) -> Any:
    """The tolerant schema of an element. A null one is an empty structure, list or map; a null scalar is left out."""
    opened = _opened(schema)
    match opened["type"]:
        case "nullable":
            return opened
        case "definition-ref":
            return _or_null(opened, _empty_noted(dict), _opened(schema))
        case "list" | "dict" as kind:
            return _or_null(opened, _empty_noted(list if kind == "list" else dict))
        case _:
            return _or_null(opened, _leave_out(""))


def _opened(schema: Any) -> Any:
    """The tolerant form of a member's schema: no bounds, enums as any text, no functions of ours."""
    if TOLERANT in schema.get("metadata", {}):
        return schema["metadata"][TOLERANT]
    if _is_enum(schema):
        return core_schema.str_schema()
    match schema["type"]:
        case "definition-ref":
            return _open(schema["schema_ref"])
        case "bytes":
            return _bytes(schema)
        case "nullable":
            return {**schema, "schema": _opened(schema["schema"])}
        case "default" | "function-before" | "function-after":
            return _opened(schema["schema"])
        case "json-or-python":
            return _opened(schema["json_schema"])
        case "list":
            return core_schema.list_schema(_element(schema["items_schema"]))
        case "dict":
            return core_schema.dict_schema(core_schema.str_schema(), _element(schema["values_schema"]))
        case _:
            return {key: value for key, value in schema.items() if key not in _BOUNDS}


def _opened_field(field: Any) -> Any:
    schema, opened = field["schema"], _opened(field["schema"])
    if schema["type"] != "default":  # it must be given: what lacks it has no such attribute
        left_out = _or_null(opened, _leave_out(field["serialization_alias"]))
        return core_schema.with_default_schema(left_out, default=None, validate_default=True)
    if opened["type"] in ("list", "dict"):  # empty, never None
        empty = core_schema.no_info_plain_validator_function(lambda _: [] if opened["type"] == "list" else {})
        return {**schema, "schema": _or_null(opened, empty)}
    return {**schema, "schema": opened if opened["type"] == "nullable" else core_schema.nullable_schema(opened)}


def tolerant(schema: Any) -> CoreSchema:
    """The schema that takes whatever the service answers."""
    found: list[Any] = []
    _changed(schema, lambda model: found.append(model) or model)
    model = _with_fields(found[0], _opened_field)
    # Errors then tell places in the document, by which `Response.from_body` finds them.
    config = {**model["config"], "extra_fields_behavior": "allow", "loc_by_alias": True}
    return cast("CoreSchema", {**model, "config": config, "ref": schema["ref"] + OPEN})


def two_faced(schema: Any, structure: str, generate: Generate, *, root: bool) -> CoreSchema:
    """The schema of a model that is checked wherever it is built; instances are written tolerantly.

    Args:
        schema: The schema that Pydantic made.
        structure: AWS's name of the structure.
        generate: Pydantic's maker of schemas.
        root: Whether JSON for it, with all that it holds, is read tolerantly.
    """
    ref: str = schema["ref"]
    checked = strict({key: value for key, value in schema.items() if key != "ref"}, structure, generate)
    # The first step checks. The second one takes any instance: it is there because the last step writes instances.
    written = core_schema.lax_or_strict_schema(core_schema.any_schema(), _open(ref))
    if root:
        both: CoreSchema = core_schema.json_or_python_schema(
            _open(ref), core_schema.chain_schema([checked, written]), ref=ref
        )
    else:
        both = core_schema.chain_schema([checked, written], ref=ref)
    return core_schema.definitions_schema(both, [tolerant(schema)])


def _open(ref: str) -> CoreSchema:
    # With metadata it stays a reference. Pydantic would put a definition that is used once in the place of its use, and
    # a response that holds the structure could not refer to it.
    return core_schema.definition_reference_schema(ref + OPEN, metadata={"sesv2kit_kept": True})
