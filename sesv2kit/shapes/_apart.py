"""Copies of the tolerant schema for a second reading: with every misfit, or with gaps.

Gaps are members that are missing, or null, where the type has no None. They have a schema of their own because it is
slower. The tolerant schema stops at the first misfit in a list, because an error takes hundreds of times as much memory
as the misfit itself.
"""

from collections.abc import Callable
from typing import Any, ClassVar, Literal, NoReturn

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticOmit, core_schema

from sesv2kit.shapes._schemas import OPEN, reference, with_fields

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
            return reference(opened)
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
            fields = with_fields(model, lambda field: self._change(field["schema"], self.of))
            self.definitions[ref] = {**fields, "ref": ref + self._ending}
        return core_schema.definition_reference_schema(ref + self._ending)


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
