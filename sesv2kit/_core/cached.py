"""`functools.cached_property` without its lock."""

import functools
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    cached_property = functools.cached_property
else:

    class cached_property(functools.cached_property):
        """A property that is computed once for each object.

        In Python 3.11 functools holds one lock for all objects of a class while the value of one is computed. A process
        forked meanwhile would wait for that lock for ever. Here two threads may both compute the value, and get the
        same one.
        """

        def __get__(self, instance: Any, owner: Any = None) -> Any:
            if instance is None:
                return self
            values = vars(instance)
            if self.attrname not in values:
                values.setdefault(self.attrname, self.func(instance))
            return values[self.attrname]
