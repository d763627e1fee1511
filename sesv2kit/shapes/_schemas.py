"""What the strict and the tolerant schema of a model have in common."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any, cast

from pydantic_core import CoreSchema, PydanticCustomError, core_schema

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


def _from_base64(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        raise PydanticCustomError("base64", "must be base64, with the alphabet that has + and /") from None


def _to_base64(value: Any) -> str:
    return b64encode(value).decode()


def bytes_schema(schema: Any) -> CoreSchema:
    return core_schema.json_or_python_schema(
        core_schema.no_info_after_validator_function(_from_base64, core_schema.str_schema()),
        # From Python a str is refused: nothing shows whether it is base64.
        cast("CoreSchema", {**schema, "strict": True}),
        serialization=core_schema.plain_serializer_function_ser_schema(
            _to_base64, return_schema=core_schema.str_schema(), when_used="json"
        ),
    )


def is_enum(schema: Any) -> bool:
    return schema["type"] == "literal" or (
        schema["type"] == "union" and all(choice["type"] in ("literal", "str") for choice in schema["choices"])
    )


def changed(schema: Any, change: Callable[[Any], Any]) -> Any:
    """The schema, with the one of the model itself changed. Model validators wrap that one."""
    if schema["type"] == "model":
        return change(schema)
    return {**schema, "schema": changed(schema["schema"], change)}


def with_fields(model: Any, change: Callable[[Any], Any]) -> Any:
    fields = {name: {**field, "schema": change(field)} for name, field in model["schema"]["fields"].items()}
    return {**model, "schema": {**model["schema"], "fields": fields}}


def reference(ref: str) -> CoreSchema:
    # Metadata keeps it a reference. Otherwise Pydantic would inline a definition that is used once, and a response that
    # contains the structure could not refer to it.
    return core_schema.definition_reference_schema(ref, metadata={"sesv2kit_kept": True})
