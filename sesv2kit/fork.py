"""After a fork the child must not use its parent's locks, which may be held for ever, nor its sockets."""

import contextlib
import os
import threading
import weakref
from typing import Any, Protocol


class Renewable(Protocol):
    """Something that holds locks or sockets."""

    def renew(self) -> None:
        """Make them anew. Called in a child process before any other code of it runs."""
        ...


_held: weakref.WeakSet[Renewable] = weakref.WeakSet()


def renew_in_children(holder: Renewable) -> None:
    """Have `holder.renew()` called in every child that is forked while it exists."""
    _held.add(holder)


class Guard:
    """A reentrant lock that a fork waits for, around code that takes locks of other libraries.

    Such a lock, held by another thread at the fork, would stay locked in the child for ever.
    """

    def __init__(self) -> None:
        self.lock: Any = threading.RLock()
        renew_in_children(self)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(before=self._acquire, after_in_parent=self._release)

    def renew(self) -> None:
        """In a forked child: let go of the lock, which the forking thread took; or replace it, if it could not."""
        try:
            self.lock.release()
        except RuntimeError:
            self.replace()

    def replace(self) -> None:
        """Use another lock: a thread of the parent has this one, and is not here."""
        self.lock = threading.RLock()

    def _acquire(self) -> None:
        self.lock.acquire(timeout=_PATIENCE)

    def _release(self) -> None:
        with contextlib.suppress(RuntimeError):  # raised when `_acquire` timed out
            self.lock.release()


IMPORTING = Guard()
"""Held while a module is imported in the middle of a call: Python never renews the lock on a module in a child."""

_PATIENCE = 10.0
"""Seconds a fork waits at most, in case the holder of the lock waits for the forking thread."""


def _renew_all() -> None:
    for holder in list(_held):
        holder.renew()


if hasattr(os, "register_at_fork"):  # not on Windows, which does not fork
    os.register_at_fork(after_in_child=_renew_all)
