"""Renders templates as SES does, with an engine that is an optional library: Handlebars without HTML escaping and
without custom helpers."""

import functools
import re
from collections.abc import Callable
from typing import Any


class RenderingError(Exception):
    """The data lacks a variable of the template, or the template is not valid Handlebars."""


def render(source: str, data: Any, *, strict: bool) -> str:
    """`source` rendered with `data`. A variable that `data` lacks is an error if `strict`, or else empty.

    Raises:
        ImportError: The engine is not installed.
        RenderingError: It cannot be rendered.
    """
    from dotpromptz_handlebars import StrictModeError

    try:
        return _compiled(source, strict)(data)
    except StrictModeError as error:
        raise RenderingError(f"Attribute '{error.path}' is not present in the rendering data.") from None
    except (ValueError, IndexError) as error:  # the engine's text for a malformed template
        raise RenderingError(f"The template cannot be rendered: {error}") from None


_INLINE = re.compile(r"(?<!\\)((?:\\\\)*\{\{~?#\*)\s+")


@functools.lru_cache(maxsize=256)
def _compiled(source: str, strict: bool) -> Callable[[Any], str]:
    from dotpromptz_handlebars import Handlebars

    engine = Handlebars(escape_html=False, strict=strict)
    engine.register_helper("log", lambda arguments, options: "")  # the engine's own log function would print
    # The engine accepts only `{{#*inline "name"}}`; Handlebars, and SES's documentation, also allow a space there.
    return engine.compile(_INLINE.sub(r"\1", source))
