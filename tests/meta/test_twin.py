"""The asynchronous services are what tests/tools/twin.py makes of the others."""

import inspect
import shutil
from collections.abc import Callable
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from sesv2kit import AsyncPageIterator, AsyncSESv2, PageIterator, SESv2
from tests.meta.source import PROJECT
from tests.tools import twin

SERVICES = [name for name, value in vars(SESv2).items() if isinstance(value, cached_property)]


def test_the_twins_are_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert twin.main(["--check"]) == 0, capsys.readouterr().out


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for part in ("services", "aio", "client.py"):
        there = tmp_path / "sesv2kit" / part
        source = PROJECT / "sesv2kit" / part
        shutil.copytree(source, there) if source.is_dir() else shutil.copy(source, there)
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


TAGS = "aio/services/tags.py"
BITES: dict[str, tuple[Callable[[Path], Any], list[str]]] = {
    "a word edited": (lambda package: change(package / TAGS, "Methods of", "Calls of"), [TAGS]),
    "a line missing": (lambda package: change(package / TAGS, "        self,\n", ""), [TAGS]),
    "a line more": (
        lambda package: change(package / TAGS, "        self,\n", "        self,\n        x: int,\n"),
        [TAGS],
    ),
    "a file missing": (lambda package: (package / TAGS).unlink(), [TAGS]),
    "a file too many": (lambda package: (package / "aio/services/own.py").touch(), ["aio/services/own.py"]),
    "a property edited": (lambda package: change(package / "aio/client.py", "AsyncTags(self)", "X"), ["aio/client.py"]),
    "an import missing": (
        lambda package: change(package / "aio/client.py", "    from sesv2kit.aio.services.vdm import AsyncVdm\n", ""),
        ["aio/client.py"],
    ),
    "the source edited": (lambda package: change(package / "services/tags.py", "Methods of", "Calls of"), [TAGS]),
    "a new method": (
        lambda package: change(package / "services/tags.py", "\n    def ", "\n    def x(self) -> int: ...\n    def "),
        [TAGS],
    ),
}


@pytest.mark.parametrize(("edit", "differing"), BITES.values(), ids=BITES)
def test_the_check_bites(edit: Callable[[Path], Any], differing: list[str], copy: Path) -> None:
    assert twin.differences(copy) == []
    edit(copy / "sesv2kit")
    assert twin.differences(copy) == [f"sesv2kit/{name}" for name in differing]


def test_a_rule_that_finds_nothing_is_an_error(monkeypatch: pytest.MonkeyPatch, copy: Path) -> None:
    monkeypatch.setattr(twin, "RULES", [*twin.RULES, twin.Rule("found nowhere", "")])
    with pytest.raises(ValueError, match="found nowhere"):
        twin.differences(copy)


def methods(cls: type) -> dict[str, inspect.Signature]:
    return {name: inspect.signature(value) for name, value in vars(cls).items() if inspect.isfunction(value)}


def taken(signature: inspect.Signature) -> dict[str, str]:
    """The parameters; the asynchronous ones take journals of both kinds."""
    return {
        name: str(parameter).replace("Journal | AsyncJournal", "Journal")
        for name, parameter in signature.parameters.items()
    }


@pytest.mark.parametrize("name", SERVICES)
def test_both_services_take_and_give_the_same(name: str) -> None:
    words = "".join(part.title() for part in name.split("_"))
    ours = getattr(import_module(f"sesv2kit.services.{name}"), words)
    twins = getattr(import_module(f"sesv2kit.aio.services.{name}"), f"Async{words}")
    assert isinstance(getattr(AsyncSESv2("us-east-1"), name), twins)
    assert methods(ours).keys() == methods(twins).keys()
    for method, signature in methods(ours).items():
        other = methods(twins)[method]
        assert taken(other) == taken(signature)
        gives: Any = signature.return_annotation
        paged = getattr(gives, "__origin__", None) is PageIterator
        assert inspect.iscoroutinefunction(getattr(twins, method)) is not paged
        assert other.return_annotation == (AsyncPageIterator[gives.__args__] if paged else gives)
        assert inspect.getdoc(getattr(twins, method)) == inspect.getdoc(getattr(ours, method))


def test_both_clients_take_the_same() -> None:
    """What the asynchronous one takes besides is a limiter that is awaited."""
    ours, theirs = inspect.signature(SESv2).parameters, {**inspect.signature(AsyncSESv2).parameters}
    del theirs["limiter"]
    assert theirs == ours
    public = {name for name in dir(SESv2) if not name.startswith("_")}
    assert public - {"close"} == {name for name in dir(AsyncSESv2) if not name.startswith("_")} - {"aclose"}
    for name in ("call", "paginate", "options"):
        pair = [taken(inspect.signature(getattr(cls, name))) for cls in (SESv2, AsyncSESv2)]
        assert pair[0] == pair[1]
