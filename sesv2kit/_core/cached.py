"""A property that is computed once for each object, without the lock of `functools.cached_property`."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

T = TypeVar("T")


class cached_property(Generic[T]):
    """A property that is computed once for each object.

    In Python 3.11, functools holds one lock for all objects of a class while it computes the value of one. A process
    forked meanwhile would wait for that lock for ever. Here two threads may both compute the value, and get the same
    one. It has no public attributes either. Some editors would offer them together with those of the value.
    """

    def __init__(self, function: Callable[[Any], T]) -> None:
        self._function = function
        self._name = function.__name__
        self.__doc__ = function.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: Any = None) -> T:
        if instance is None:
            return cast("T", self)
        values = vars(instance)
        if self._name not in values:
            values.setdefault(self._name, self._function(instance))
        value: T = values[self._name]
        return value

    if TYPE_CHECKING:
        # As in typeshed: it is not defined at run time, but the value may be replaced.
        def __set__(self, instance: object, value: T) -> None: ...
