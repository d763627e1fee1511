"""Names of members in schemas. JSON and dumps have ours; only what is sent has AWS's."""

from typing import Any, cast

from pydantic import BaseModel
from pydantic_core import CoreSchema, core_schema

from sesv2kit.shapes._schemas import changed


def by_our_names(schema: Any) -> Any:
    """The schema of a model whose JSON schema has our names."""

    def renamed(model: Any) -> Any:
        fields = {name: {**field, "validation_alias": name} for name, field in model["schema"]["fields"].items()}
        return {**model, "schema": {**model["schema"], "fields": fields}}

    return changed(schema, renamed)


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
