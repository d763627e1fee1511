"""The tolerant schema of a model: whatever the service returns is read by it."""

from typing import Any, NoReturn, cast

from pydantic import GetJsonSchemaHandler
from pydantic.errors import PydanticInvalidForJsonSchema
from pydantic_core import CoreSchema, core_schema

from sesv2kit.shapes._schemas import OPEN, TOLERANT, bytes_schema, is_enum, reference, with_fields

_BOUNDS = {"min_length", "max_length", "pattern", "ge", "gt", "le", "lt", "strict"}


def _opened(schema: Any) -> Any:
    """The tolerant form of a member's schema: no bounds, any text for enums, and none of our functions."""
    if TOLERANT in schema.get("metadata", {}):
        return schema["metadata"][TOLERANT]
    if is_enum(schema):
        return core_schema.str_schema()
    match schema["type"]:
        case "definition-ref":
            return reference(schema["schema_ref"] + OPEN)
        case "bytes":
            return bytes_schema(schema)
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
    model = with_fields(model, _opened_field)
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
