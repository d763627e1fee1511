"""Former names of arguments and attributes. They work until 1.0, with a warning."""

import warnings
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

ClassT = TypeVar("ClassT", bound=type)


def renamed_arguments(**names: str) -> Callable[[ClassT], ClassT]:
    """Make a dataclass accept and show some of its fields under their former names: `renamed_arguments(old="new")`."""

    def accepting(cls: ClassT) -> ClassT:
        own = cast("Any", cls)
        original = own.__init__

        @wraps(original)
        def __init__(self: Any, *args: Any, **given: Any) -> None:
            for old in names.keys() & given.keys():
                warn(f"{cls.__name__}({old}=...)", f"{names[old]}=")
                given[names[old]] = given.pop(old)
            original(self, *args, **given)

        own.__init__ = __init__
        for old, new in names.items():
            setattr(own, old, former(old, new))
        return cls

    return accepting


def former(old: str, new: str) -> property:
    """A property that reads an attribute under its former name."""

    def read(self: Any) -> Any:
        warn(f".{old}", f".{new}")
        return getattr(self, new)

    return property(read, doc=f"Former name of `{new}`.")


def renamed_names(module: str, **names: Any) -> Callable[[str], Any]:
    """A `__getattr__` for a module some of whose names have changed: `renamed_names(__name__, Old=New)`."""

    def __getattr__(name: str) -> Any:
        if name not in names:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        warn(f"{module}.{name}", f"{module}.{names[name].__name__}")
        return names[name]

    return __getattr__


def warn(old: str, new: str) -> None:
    """Warn, with the line that called this function's caller."""
    warnings.warn(f"sesv2kit: {old} is now {new}; the former name ends with 1.0", DeprecationWarning, stacklevel=3)
