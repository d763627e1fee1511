"""The catalog: every operation there is, for tests and documentation. The client never imports it."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any, cast

from sesv2kit import models
from sesv2kit.operation import Operation


def operations(service: str = "sesv2") -> dict[str, Operation[Any, Any]]:
    """Every operation declared in `sesv2kit.models`, by wire name, in alphabetical order.

    Args:
        service: The boto3 service they belong to.
    """
    found: dict[str, Operation[Any, Any]] = {}
    for info in iter_modules(models.__path__, f"{models.__name__}."):
        for value in vars(import_module(info.name)).values():
            if isinstance(value, Operation):
                operation = cast("Operation[Any, Any]", value)
                if operation.service == service:
                    found[operation.name] = operation
    return dict(sorted(found.items()))
