"""After a fork the child must not use its parent's locks, which may be held for ever, nor its sockets."""

import os
import weakref
from typing import Protocol


class Renewable(Protocol):
    """Something that holds locks or sockets."""

    def renew(self) -> None:
        """Make them anew. Called in a child process before any other code of it runs."""
        ...


_held: weakref.WeakSet[Renewable] = weakref.WeakSet()


def renew_in_children(holder: Renewable) -> None:
    """Have `holder.renew()` called in every child that is forked while it exists."""
    _held.add(holder)


def _renew_all() -> None:
    for holder in list(_held):
        holder.renew()


if hasattr(os, "register_at_fork"):  # not on Windows, which does not fork
    os.register_at_fork(after_in_child=_renew_all)
