"""The strict and the tolerant schema of a model, both made from the one that Pydantic makes of its annotations."""

from typing import Any

from pydantic_core import CoreSchema, core_schema

from sesv2kit.shapes._schemas import OPEN, Generate, Origin, changed, reference
from sesv2kit.shapes._strict import strict
from sesv2kit.shapes._tolerant import tolerant


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
    written = core_schema.lax_or_strict_schema(core_schema.any_schema(), reference(opened))
    if again is None:
        # Inside the model's own validators: if those are not outermost, pydantic-core uses the class's validator, which
        # has them too, for the model, and runs them twice.
        both: Any = {**changed(checked, lambda model: core_schema.chain_schema([model, written])), "ref": ref}
    else:
        reread = core_schema.with_info_plain_validator_function(again)
        read = core_schema.union_schema(
            [reference(opened), reread],
            mode="left_to_right",
            custom_error_type="no_json_object",  # one error, at the response's own place
            custom_error_message="Input should be a JSON object",
        )
        both = core_schema.json_or_python_schema(
            core_schema.lax_or_strict_schema(read, reference(opened)),  # which serialises by the second one
            core_schema.chain_schema([checked, written]),
            ref=ref,
        )
    return core_schema.definitions_schema(both, [tolerant(schema)])
