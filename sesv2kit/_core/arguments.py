"""Makes a request model from arguments, or raises one error that names every problem with them."""

import difflib
from collections.abc import Mapping
from typing import Any, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticSerializationError

from sesv2kit.errors import Problem, RequestInvalidError
from sesv2kit.operation import Operation, PagedOperation, RequestT, ResponseT
from sesv2kit.shapes import Request
from sesv2kit.shapes.bases import UNCHECKED, nested
from sesv2kit.shapes.facets import wire_name


def validated(operation: Operation[RequestT, ResponseT], request: RequestT | Mapping[str, Any]) -> RequestT:
    """The request model for an operation.

    Args:
        operation: The operation.
        request: The model itself, or a mapping of arguments with our names or AWS's.

    Raises:
        RequestInvalidError: The arguments are invalid.
        TypeError: `operation` is not a declaration of an operation.
    """
    try:
        model = cast("type[Request]", operation.request)
    except AttributeError:
        check_operation(operation)
        raise
    problems: list[Problem]
    try:
        if isinstance(request, model):
            if UNCHECKED not in request.__dict__:
                return request
            request = request.to_wire()
        return cast("RequestT", model.model_validate(request))
    except PydanticSerializationError:
        problems = [Problem("", "have a value of the wrong type", operation.reference)]
    except ValidationError as error:
        problems = [_problem(operation, details) for details in error.errors(include_url=False)]
    # Raised outside of `except`: with Pydantic's error as its context, a traceback would print everything twice.
    raise RequestInvalidError(operation.name, problems)


def check_operation(operation: object) -> None:
    """Check that this is the declaration of an operation.

    Raises:
        TypeError: It is not.
    """
    if not isinstance(operation, Operation):
        what = f"the class {operation.__name__}" if isinstance(operation, type) else type(operation).__name__
        raise TypeError(
            f"operation must be an Operation, such as GET_TENANT of sesv2kit.models, or AWS's name of one, not {what}"
        )


def check_pages(operation: object) -> None:
    """Check that this is the declaration of an operation that returns pages.

    Raises:
        TypeError: It is not.
    """
    check_operation(operation)
    if not isinstance(operation, PagedOperation):
        raise TypeError(f"{cast('Any', operation).name} has no pages: use call()")


def check_limit(operation: str, limit: int | None) -> None:
    """Check the `limit` of a list.

    Args:
        operation: AWS's name of the operation.
        limit: The largest number of items. None: all.

    Raises:
        RequestInvalidError: It is not a whole number, or negative.
    """
    if limit is not None and (not isinstance(limit, int) or limit < 0):  # pyright: ignore[reportUnnecessaryIsInstance]  # not every caller is type-checked
        problem = Problem("limit", "must be a whole number, 0 or more", "sesv2kit")
        raise RequestInvalidError(operation, [problem])


def _problem(operation: Operation[Any, Any], details: Any) -> Problem:
    context: Mapping[str, Any] = details.get("ctx", {})
    location = [str(step) for step in details["loc"] if step != "[key]"]  # Pydantic's mark of an invalid key of a map
    message: str = details["msg"]
    match details["type"]:
        case "extra_forbidden":
            message = "no such argument" + _suggestion(operation.request, location)
        case "missing":
            message = "is required"
        case "timezone_aware":
            message = "must be timezone-aware: a naive datetime would be sent as if it were UTC"
        case "string_unicode" | "string_type" if isinstance(details["input"], str):
            message = "contains a lone surrogate, which is not valid Unicode"
        case "documented_limit":
            message = f"must be {context['limit']}"
        case "literal_error":
            message += _near(details["input"], context["expected"])
        case _:
            message = message.removeprefix("Value error, ")
    # A key of a map is the caller's text and may be an address: mask everything that is not an argument's name.
    argument = ".".join(step if step.isidentifier() or step.isdecimal() else "(key)" for step in location)
    return Problem(argument, message, context.get("source") or operation.reference)


def _near(value: Any, expected: str) -> str:
    """A suggestion of the enum value that was probably meant. It does not repeat the wrong one, which may be an
    address."""
    listed = [text.strip("'") for text in expected.replace(" or ", ", ").split(", ")]
    near = difflib.get_close_matches(value.upper(), listed, 1, cutoff=0.7) if isinstance(value, str) else []
    return f"; did you mean '{near[0]}'?" if near else ""


def _suggestion(model: type[BaseModel], location: list[str]) -> str:
    """A suggestion of the attribute that an unknown name was probably meant to be."""
    for step in location[:-1]:
        field = model.model_fields.get(step)
        if field is not None:
            model = nested(field.annotation) or model
    near = difflib.get_close_matches(location[-1], list(model.model_fields), 1, cutoff=0.5)
    if near == [location[-1]]:
        return f": {wire_name(near[0])} is the same member, and is given too"
    if near:
        return f"; did you mean {near[0]}?"
    return "; pass members that only botocore knows in extra=" if location[-1][:1].isupper() else ""
