"""Locks and connections that a forked child must not inherit.

A child has only the thread that forked. A lock that another thread of the parent held during the fork stays locked in
the child for ever.
"""

import contextlib
import logging
import os
import threading
import weakref
from importlib import import_module
from typing import Any, Protocol

# These two have hooks of their own for forks. A fork calls the hooks in the reverse order of their registration, and
# calls only those that were registered when it began. So theirs must come before ours: we wait for other threads, which
# may take the locks that these hooks take, or import the modules.
logger: logging.Logger = logging.getLogger("sesv2kit")
import_module("concurrent.futures.thread")


class Holder(Protocol):
    """Something with locks, connections or threads."""

    def renew(self) -> None:
        """Replace them. Called in a child process before any other code of it runs."""
        ...


class Pausing(Protocol):
    """Something of which a child must inherit nothing, not even open sockets that it never uses."""

    def pause(self, patience: float) -> None:
        """Wait until no thread uses it, at most `patience` seconds, and close it. Called before a fork."""
        ...

    def go_on(self) -> None:
        """Allow its use again. Called after the fork, in the parent."""
        ...


_held: weakref.WeakSet[Holder] = weakref.WeakSet()
_pausing: weakref.WeakSet[Pausing] = weakref.WeakSet()
_paused: list[Pausing] = []


def renew_in_children(holder: Holder) -> None:
    """Call `holder.renew()` in every child that is forked while `holder` exists."""
    _held.add(holder)


def pause_in_forks(one: Pausing) -> None:
    """Pause `one` before every fork while it exists."""
    with IMPORTING.lock:  # a fork holds it while it iterates over them
        _pausing.add(one)


class Lock:
    """A lock that is replaced in a forked child. Use it as `with name.lock:`.

    It is not a context manager itself: a signal handler could raise between its taking the lock and its releasing it.
    """

    def __init__(self) -> None:
        self.lock: Any = self._new()
        renew_in_children(self)

    def _new(self) -> Any:
        return threading.Lock()

    def renew(self) -> None:
        """Use another lock, in a forked child."""
        self.lock = self._new()


class Reentrant(Lock):
    """A lock that its thread may take again, as a signal handler does that has interrupted it."""

    def _new(self) -> Any:
        return threading.RLock()


_guards: "list[Guard]" = []
"""All guards, in the order in which they were made. A fork acquires them in this order, so code that holds one may wait
for a later one."""


class Guard(Lock):
    """A reentrant lock that a fork waits for, around code that takes locks of other libraries."""

    def __init__(self) -> None:
        super().__init__()
        _guards.append(self)

    def _new(self) -> Any:
        return threading.RLock()

    def renew(self) -> None:
        """In a forked child: release the lock, which the forking thread took; or replace it, if the fork could not take
        it."""
        try:
            self.lock.release()
        except RuntimeError:
            super().renew()

    def release(self) -> None:
        """Release it after the fork, in the parent."""
        with contextlib.suppress(RuntimeError):  # the fork could not take it
            self.lock.release()


IMPORTING = Guard()
"""Held while a call imports a module or makes a boto3 client: Python never renews the lock on a module in a child."""

_PATIENCE = 10.0
"""The longest that a fork waits, in seconds: the holder of the lock may be waiting for the forking thread."""


def _acquire_all() -> None:
    taken = [guard.lock.acquire(timeout=_PATIENCE) for guard in _guards]
    if not all(taken):
        logger.warning(
            "A fork no longer waits for another thread, which has been making its first call for %g s. The child may "
            "hang at its own first call: fork before threads make calls, or start processes with the method spawn",
            _PATIENCE,
        )
    _paused[:] = _pausing
    for one in _paused:
        one.pause(_PATIENCE)


def _release_all() -> None:
    while _paused:
        _paused.pop().go_on()
    for guard in reversed(_guards):
        guard.release()


def _renew_all() -> None:
    _paused.clear()
    for holder in list(_held):
        holder.renew()


if hasattr(os, "register_at_fork"):  # not on Windows, which does not fork
    os.register_at_fork(before=_acquire_all, after_in_parent=_release_all, after_in_child=_renew_all)
