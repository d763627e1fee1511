"""The lock under which validators are built."""

import threading

import pydantic.main
from pydantic import BaseModel

from sesv2kit._core import fork

_PYDANTICS = "_rebuild_lock"
"""The lock that Pydantic has since 2.14, in its module `main`."""


class Building(fork.Guard):
    """Held while a validator is built."""

    def __init__(self) -> None:
        self._models = threading.local()
        super().__init__()
        # Pydantic's own lock, where it has one. Code that rebuilds a model which contains ours takes that one first.
        # With two locks, taken in different orders, two threads could wait for each other for ever.
        self.lock = vars(pydantic.main).get(_PYDANTICS, self.lock)

    def renew(self) -> None:
        """Let Pydantic use the same lock again, if it was replaced."""
        super().renew()
        if _PYDANTICS in vars(pydantic.main):
            setattr(pydantic.main, _PYDANTICS, self.lock)

    @property
    def models(self) -> list[type[BaseModel]]:
        """The responses that this thread is building now, outermost first."""
        found: list[type[BaseModel]] = self._models.__dict__.setdefault("found", [])
        return found


BUILDING = Building()
