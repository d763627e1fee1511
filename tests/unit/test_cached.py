"""The property that is computed once: what it has besides, and what help() says of it."""

import pydoc

from sesv2kit import SESv2
from sesv2kit._core.cached import cached_property


class Thing:
    """Has such a property."""

    computed = 0

    @cached_property
    def size(self) -> int:
        """How large it is."""
        self.computed += 1
        return 5


def test_it_is_computed_once_and_may_be_replaced() -> None:
    thing = Thing()
    assert (thing.size, thing.size, thing.computed) == (5, 5, 1)
    thing.size = 7
    assert thing.size == 7
    assert Thing().size == 5


def test_no_public_name_is_offered_beside_those_of_the_value() -> None:
    """Some editors offer both. `functools.cached_property` has `attrname`, `func` and `lock`."""
    assert [name for name in dir(vars(Thing)["size"]) if not name.startswith("_")] == []


def test_help_says_what_it_is() -> None:
    text = pydoc.plain(pydoc.render_doc(SESv2))
    assert "Tenants and the resources associated with them." in text
