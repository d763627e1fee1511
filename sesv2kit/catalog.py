"""A list of all declared operations, for tests and documentation. The client does not import it."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any, TypeGuard

from sesv2kit import models
from sesv2kit.operation import Operation

__all__ = ["operations"]


def __dir__() -> list[str]:
    return __all__


def operations(service: str = "sesv2") -> dict[str, Operation[Any, Any]]:
    """Every operation declared in `sesv2kit.models`, by AWS's name, in alphabetical order.

    Args:
        service: The boto3 service of the operations.
    """
    modules = [import_module(info.name) for info in iter_modules(models.__path__, f"{models.__name__}.")]
    declared = [value for module in modules for value in vars(module).values() if _is_operation(value)]
    return {one.name: one for one in sorted(declared, key=lambda one: one.name) if one.service == service}


def _is_operation(value: object) -> TypeGuard[Operation[Any, Any]]:
    return isinstance(value, Operation)
