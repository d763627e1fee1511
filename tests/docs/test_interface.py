"""The record of the public interface shows every change that can break a program."""

from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.site

PRIVATE = """
class Base:
    def cancel(self) -> None: ...
    def _inside(self) -> None: ...
"""

PUBLIC = """
from dataclasses import dataclass
from typing import overload

from sesv2kit._base import Base

class Client(Base):
    def __init__(self, region_name: str) -> None: ...
    def __enter__(self) -> "Client": ...
    def __repr__(self) -> str: ...
    async def send(self) -> None: ...
    @overload
    def call(self, name: str) -> int: ...
    @overload
    def call(self, name: int) -> str: ...
    def call(self, name: object) -> object: ...

@dataclass
class Entry:
    address: str
    name: str
"""

Change = Callable[[str, str], tuple[list[str], list[str]]]


@pytest.fixture
def change(tmp_path: Path) -> Change:
    """What the record of a package with these two modules tells when words in them are replaced."""
    from tests.tools import interface  # it needs griffe, which the tests of the site alone have

    def record(public: str, private: str) -> list[str]:
        package = tmp_path / "sesv2kit"
        package.mkdir(exist_ok=True)
        (package / "__init__.py").write_text("")
        (package / "client.py").write_text(public)
        (package / "_base.py").write_text(private)
        return interface.interface(tmp_path)

    def change(old: str, new: str) -> tuple[list[str], list[str]]:
        assert old in PUBLIC + PRIVATE
        before = record(PUBLIC, PRIVATE)
        return interface.changes(before, record(PUBLIC.replace(old, new), PRIVATE.replace(old, new)))

    return change


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("region_name: str", "region: str"),
        ("__enter__", "_enter"),
        ("def cancel(self)", "def cancel(self, why: str)"),
        ("async def send", "def send"),
        ("name: int) -> str", "name: int) -> bytes"),
        ("    address: str\n    name: str", "    name: str\n    address: str"),
    ],
    ids=["constructor", "syntax", "inherited from a private class", "async", "overload", "order of arguments"],
)
def test_a_change_that_can_break_a_program_is_a_change_of_the_record(change: Change, old: str, new: str) -> None:
    gone, _ = change(old, new)
    assert gone


@pytest.mark.parametrize(
    ("old", "new"), [("__repr__", "__str__"), ("_inside", "_within")], ids=["text", "private method"]
)
def test_what_is_not_public_is_not_in_the_record(change: Change, old: str, new: str) -> None:
    assert change(old, new) == ([], [])
