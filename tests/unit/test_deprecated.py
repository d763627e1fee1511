"""Former names of modules' public names and of methods work until 1.0, with a warning."""

import importlib

import pytest

from sesv2kit import Limit


@pytest.mark.parametrize(
    ("module", "former", "name"),
    [
        ("sesv2kit.paging", "Place", "Position"),
        ("sesv2kit.limits.redis", "Fleet", "RedisSlots"),
        ("sesv2kit.limits.redis", "Question", "ReserveArguments"),
    ],
)
def test_a_former_name_of_a_module_works_with_a_warning(module: str, former: str, name: str) -> None:
    found = importlib.import_module(module)
    with pytest.warns(DeprecationWarning, match=rf"{module}\.{former} is now {module}\.{name};"):
        assert getattr(found, former) is getattr(found, name)
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        found.Nothing  # noqa: B018  # what is tested


def test_the_former_name_of_time_after_works_with_a_warning() -> None:
    limit = Limit("a", 2.0, full_rate=8.0)
    with pytest.warns(DeprecationWarning, match=r"\.moment_after is now \.time_after"):
        assert limit.moment_after(1.0, 4) == limit.time_after(1.0, 4)
