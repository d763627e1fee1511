"""After a fork the child must not use its parent's locks, which may be held for ever, nor its sockets."""

import contextlib
import logging
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


_guards: "list[Guard]" = []
"""In the order in which a fork takes them, that of their making. Whoever holds one may wait for a later one."""


class Guard:
    """A reentrant lock that a fork waits for, around code that takes locks of other libraries.

    Such a lock, held by another thread at the fork, would stay locked in the child for ever.
    """

    def __init__(self) -> None:
        self.lock: Any = threading.RLock()
        renew_in_children(self)
        _guards.append(self)

    def renew(self) -> None:
        """In a forked child: let go of the lock, which the forking thread took; or replace it, if it could not."""
        try:
            self.lock.release()
        except RuntimeError:
            self.replace()

    def replace(self) -> None:
        """Use another lock: a thread of the parent has this one, and is not here."""
        self.lock = threading.RLock()

    def acquire(self) -> None:
        """Wait for the lock, before a fork."""
        self.lock.acquire(timeout=_PATIENCE)

    def release(self) -> None:
        """Let go of it, in the parent."""
        with contextlib.suppress(RuntimeError):  # raised when `acquire` timed out
            self.lock.release()


IMPORTING = Guard()
"""Held while a call imports a module or makes a boto3 client: Python never renews the lock on a module in a child."""

_PATIENCE = 10.0
"""Seconds a fork waits at most, in case the holder of the lock waits for the forking thread."""


def _renew_all() -> None:
    for holder in list(_held):
        holder.renew()


def _acquire_all() -> None:
    for guard in _guards:
        guard.acquire()


def _release_all() -> None:
    for guard in reversed(_guards):
        guard.release()


# A fork asks those who registered last first. logging takes its lock then: had it registered after us, whoever imports
# would wait for that lock while the fork waits for him.
logging.getLogger("sesv2kit")

if hasattr(os, "register_at_fork"):  # not on Windows, which does not fork
    os.register_at_fork(before=_acquire_all, after_in_parent=_release_all, after_in_child=_renew_all)
