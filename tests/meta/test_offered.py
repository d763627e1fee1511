"""The names that `dir()` has, and so Python's prompt, IPython and notebooks offer: no imports, no machinery.

tests/typing/test_editors.py asks what editors offer.
"""

import ast
import inspect
import pkgutil
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import pytest
from pydantic import BaseModel

import sesv2kit
from sesv2kit import AsyncSESv2, SESv2
from sesv2kit._core.cached import cached_property
from sesv2kit.shapes import Document, Request, Response, Shape
from sesv2kit.shapes.words import attribute_docs

MODULES = [
    import_module(f"sesv2kit.{found.name}")
    for found in pkgutil.iter_modules(sesv2kit.__path__)
    if not found.name.startswith("_") and found.name not in ("aio", "services")
    if found.name != "django" or find_spec("django")
]
"""All that a user imports from; the classes of `aio` and `services` are names of `sesv2kit` itself."""

CLASSES = list(
    {
        value: None
        for module in (sesv2kit, *MODULES)
        for name in module.__all__
        if isinstance(value := getattr(module, name), type) and not issubclass(value, Shape)
    }
)
"""All public classes but the models, whose members tests/unit/test_words.py checks."""

NOT_OFFERED = {
    "bulk": {"recipients_key"},
    "errors": {"denied", "error_class"},
    "operation": {"SERVICES", "member_of", "method_name"},
}
"""What other modules of the package use."""


def public(names: Iterable[str]) -> set[str]:
    """Those that are offered."""
    return {name for name in names if not name.startswith("_")}


def defined(module: ModuleType) -> set[str]:
    """What a module itself defines, without type variables."""
    names: set[str] = set()
    for node in ast.parse(inspect.getsource(module)).body:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
                names.add(name)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if not (isinstance(value, ast.Call) and ast.unparse(value.func) == "TypeVar"):
                    names.add(name)
            case _:
                pass
    return public(names)


@pytest.mark.parametrize("module", [sesv2kit, *MODULES], ids=lambda module: module.__name__)
def test_a_module_offers_what_it_says(module: ModuleType) -> None:
    assert public(dir(module)) == public(module.__all__)


@pytest.mark.parametrize("name", ["SqliteJournal", "RedisJournal", "DynamoDBJournal", "RedisLimiter"])
def test_a_store_is_imported_from_its_module_too(name: str) -> None:
    module = import_module("sesv2kit.journal" if name.endswith("Journal") else "sesv2kit.limits")
    assert getattr(module, name) is getattr(sesv2kit, name)


@pytest.mark.parametrize(
    "module", [one for one in MODULES if not hasattr(one, "__path__")], ids=lambda module: module.__name__
)
def test_a_module_says_what_it_defines(module: ModuleType) -> None:
    internal = NOT_OFFERED.get(module.__name__.removeprefix("sesv2kit."), set())
    assert defined(module) == public(module.__all__) | internal


@pytest.mark.parametrize("cls", [SESv2, AsyncSESv2])
def test_a_client_offers_services_and_its_own_methods(cls: type[Any]) -> None:
    client = cls("us-east-1")
    services = {name for name, value in vars(cls).items() if isinstance(value, cached_property)}
    end = "close" if cls is SESv2 else "aclose"
    assert public(dir(client)) == services | {"boto3_client", "call", "options", "paginate", "region_name", end}
    for name in services:
        service = getattr(client, name)
        for offered in public(dir(service)):
            method = getattr(service, offered)
            assert inspect.isroutine(method)
            assert method.__module__ == type(service).__module__


def documented(cls: type[Any]) -> Iterator[str]:
    """The names of a class that have a docstring, those of its bases in the package included."""
    for one in cls.__mro__:
        if one.__module__.startswith("sesv2kit"):
            yield from attribute_docs(import_module(one.__module__)).get(one.__name__, {})
            yield from vars(one).get("__slots__", ())  # documented where they are set
            for name, value in vars(one).items():
                if inspect.getdoc(getattr(value, "__func__", value)):
                    yield name


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: f"{cls.__module__}.{cls.__qualname__}")
def test_a_class_offers_what_is_documented(cls: type[Any]) -> None:
    inherited = {name for base in cls.__mro__ if not base.__module__.startswith("sesv2kit") for name in dir(base)}
    assert public(dir(cls)) - inherited - {*documented(cls)} == set()


@pytest.mark.parametrize("cls", [Shape, Request, Document, Response])
def test_a_model_offers_its_members_and_little_else(cls: type[Shape]) -> None:
    own = {"to_wire"} | ({"from_body"} if issubclass(cls, Document) else set())
    assert public(dir(cls)) - {*dir(BaseModel)} == own | ({"metadata"} if cls is Response else set())


@pytest.mark.parametrize("cls", [SESv2, AsyncSESv2])
def test_the_description_of_an_argument_is_found_by_its_name(cls: type[Any]) -> None:
    """pyright shows the first line of a docstring with the name and a colon, wherever: `x_tags: ` for `tags`, too."""
    client = cls("us-east-1")
    wrong: list[str] = []
    for service in [name for name, value in vars(cls).items() if isinstance(value, cached_property)]:
        for name, method in inspect.getmembers(getattr(client, service), inspect.ismethod):
            for argument in () if name.startswith("_") else inspect.signature(method).parameters:
                lines = [line.strip() for line in (inspect.getdoc(method) or "").splitlines()]
                shown = next((line for line in lines if f"{argument}: " in line), "")
                if not shown.startswith(f"{argument}: "):
                    wrong.append(f"{service}.{name}({argument}): {shown}")
    assert wrong == []
