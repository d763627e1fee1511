"""Objects that cannot be copied, because a copy would have its own connections, locks or counts."""

from typing import ClassVar, NoReturn, SupportsIndex


class Shared:
    """Base class of objects that cannot be pickled or copied."""

    _instead: ClassVar[str]
    """What to do instead, in sentences."""

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        raise TypeError(f"{type(self).__name__} cannot be pickled or copied. {self._instead}")


CLIENT = (
    "It has connections, locks and rates of its own: pass on the same object, and make one in each process. options() "
    "returns one with other settings."
)
"""What to do instead with a client."""

SERVICE = "It belongs to its client: pass on the same object, and make a client in each process."
"""What to do instead with a part of a client."""

LIST = "Pass on the next_token of its cursor, with which another call resumes the list."
"""What to do instead with a list or its cursor."""
