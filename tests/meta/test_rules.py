"""The five rules of the design, as far as the source shows them."""

import ast
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from importlib import import_module

import pytest

import sesv2kit
from sesv2kit import catalog
from sesv2kit.client import SESv2
from tests.meta.source import PROJECT, Source, eager, imports, is_for_checkers, shipped, sources
from tests.tools import aws

DOMAINS = sorted(source.name.removeprefix("models.") for source in sources() if source.name.startswith("models."))
DOMAINS.remove("common")

# Rule 1: an operation is one constant.


def test_wire_names_are_written_once() -> None:
    literals = Counter(
        node.value
        for source in shipped()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    declared = Counter(name for service in aws.SERVICES for name in catalog.operations(service))
    assert {name: literals[name] for name in declared} == declared


# Rule 2: one stem everywhere.


@pytest.mark.parametrize("domain", DOMAINS)
def test_stem(domain: str) -> None:
    cls = getattr(import_module(f"sesv2kit.services.{domain}"), aws.class_name(domain))
    assert (PROJECT / f"tests/services/test_{domain}.py").is_file()
    assert isinstance(vars(SESv2)[domain], cached_property)
    assert vars(SESv2)[domain].func.__annotations__["return"] == cls.__name__
    assert isinstance(getattr(SESv2(region_name="us-east-1"), domain), cls)
    assert getattr(sesv2kit, cls.__name__) is cls


def test_no_service_without_models() -> None:
    services = {source.name.removeprefix("services.") for source in sources() if source.name.startswith("services.")}
    assert services - {"_base"} == set(DOMAINS)


# Rule 3: only the transport does I/O or sleeps.

IO_MODULES = set("boto3 http redis requests select socket ssl subprocess time urllib urllib3".split())
IO_CALLS = {"input", "open", "print", "read_bytes", "read_text", "sleep", "write_bytes", "write_text"}
MAY = {
    "__main__": {"print"},
    "aio.rate_redis": {"redis"},
    "aio.transport": {"sleep"},
    "connection": {"boto3", "urllib"},  # makes the boto3 client, on first use
    "call": {"sleep"},
    "clock": {"sleep", "time"},
    "failures": {"http", "urllib", "urllib3"},  # tells their errors apart
    "rate_redis": {"redis"},  # a slot shared by processes cannot be had without asking
}


def io(tree: ast.AST) -> Iterator[str]:
    """The modules and functions for input, output and sleep that code uses."""
    for node in ast.iter_child_nodes(tree):
        if is_for_checkers(node):
            continue
        match node:
            case ast.Import() | ast.ImportFrom():
                yield from (name for full in imports(node) if (name := full.partition(".")[0]) in IO_MODULES)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in IO_CALLS:
                yield name
            case _:
                pass
        yield from io(node)


@pytest.mark.parametrize("source", shipped(), ids=lambda source: source.name)
def test_no_io_outside_the_transport(source: Source) -> None:
    assert set(io(source.tree)) <= MAY.get(source.name, set())


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import socket", "socket"),
        ("def f():\n    from time import sleep", "time"),
        ("import clock\nclock.sleep(1)", "sleep"),
        ("with open('x') as file: pass", "open"),
        ("if TYPE_CHECKING:\n    import boto3", None),
    ],
)
def test_io_is_seen(code: str, found: str | None) -> None:
    assert next(io(ast.parse(code)), None) == found


@pytest.mark.parametrize("package", ["boto3", "redis"])
def test_it_is_imported_late(package: str) -> None:
    for source in shipped():
        assert not any(name.split(".")[0] == package for name in imports(eager(source.tree))), source.name


# Dependencies point one way.

MAY_IMPORT = {
    "": set[str](),
    "__main__": {"client", "errors", "models"},
    "aio": {
        "aio",
        "call",
        "clock",
        "config",
        "connection",
        "errors",
        "fork",
        "models",
        "operation",
        "paging",
        "rate",
        "rate_redis",
        "retry",
        "shapes",
        "transport",
        "untyped",
        "validation",
    },
    "bodies": set[str](),
    "call": {"clock", "errors", "operation", "retry", "shapes", "untyped"},
    "catalog": {"models", "operation"},
    "client": {"config", "connection", "fork", "operation", "paging", "untyped", "validation"},
    "clock": set[str](),
    "connection": {"config", "errors", "exchange", "failures", "fork", "hints", "operation", "transport", "validation"},
    "config": {"events", "rate", "retry"},
    "errors": set[str](),
    "events": set[str](),
    "exchange": {"bodies", "call", "errors", "failures", "hints", "operation", "shapes", "untyped"},
    "failures": {"call", "clock", "errors", "hints", "operation", "shapes"},
    "faces": {"installed"},
    "fork": set[str](),
    "hints": {"errors", "operation"},
    "installed": {"fork"},
    "models": {"models", "operation", "shapes"},
    "operation": {"shapes", "untyped"},
    "pacing": {"call", "clock", "config", "errors", "fork", "operation", "rate", "shapes"},
    "paging": {"errors", "operation", "shapes", "untyped"},
    "rate": {"fork"},
    "rate_redis": {"fork", "rate"},
    "retry": {"errors", "fork", "operation"},
    "services": {"models", "operation", "paging", "services"},
    "shapes": {"faces", "fork"},
    "transport": {
        "call",
        "clock",
        "config",
        "errors",
        "events",
        "exchange",
        "fork",
        "operation",
        "pacing",
        "rate",
        "retry",
        "shapes",
        "untyped",
    },
    "unlisted": {"errors", "fork", "operation", "shapes", "untyped", "validation"},
    "untyped": {"shapes"},
    "validation": {"errors", "operation", "shapes"},
}
"""What a module, or a folder of them, may import from the package when it is imported itself."""


def own(names: Iterator[str]) -> set[str]:
    """The modules of the package among imported names; a name of the package itself stands for the module it is in."""
    found = {name.removeprefix("sesv2kit.") for name in names if name.startswith("sesv2kit.")}
    return {getattr(getattr(sesv2kit, name, None), "__module__", name).removeprefix("sesv2kit.") for name in found}


@pytest.mark.parametrize("source", shipped(), ids=lambda source: source.name)
def test_dependencies(source: Source) -> None:
    assert source.area in MAY_IMPORT, "say what it may import"
    imported = own(imports(eager(source.tree)))
    assert {name.partition(".")[0] for name in imported} <= MAY_IMPORT[source.area]
    if source.area in ("models", "services"):
        domain = source.name.partition(".")[2]
        assert {name.split(".")[1] for name in imported if name.startswith("models.")} <= {"common", domain}


@pytest.mark.parametrize("source", shipped(), ids=lambda source: source.name)
def test_nothing_imports_the_local_ses_or_the_catalog(source: Source) -> None:
    used = {name.partition(".")[0] for name in own(imports(source.tree))}
    assert not used & {"catalog", "testing"}


ASYNCHRONOUS = (ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith, ast.Await)


@pytest.mark.parametrize("source", shipped(), ids=lambda source: source.name)
def test_only_aio_is_asynchronous(source: Source) -> None:
    if source.area not in ("", "aio"):
        assert not any(isinstance(node, ASYNCHRONOUS) for node in ast.walk(source.tree))
        assert not {name.partition(".")[0] for name in own(imports(source.tree))} & {"aio"}
        assert not any(name.startswith("asyncio") for name in imports(source.tree))


# What an import loads.

LOADS = """
import json, sys

def loaded(prefix):
    return sorted(name for name in sys.modules if name.startswith(prefix))

import sesv2kit
found = {"": [name for prefix in ("asyncio", "boto", "pydantic", "sesv2kit.") for name in loaded(prefix)]}
for name in sys.argv[1:]:
    before = loaded("sesv2kit.models.")
    getattr(sesv2kit, name)
    found[name] = [module for module in loaded("sesv2kit.models.") if module not in before]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def loads() -> dict[str, list[str]]:
    """By name of a service class: the models that its import adds. Under "": what importing the package loads."""
    command = [sys.executable, "-c", LOADS, *map(aws.class_name, DOMAINS)]
    loaded: dict[str, list[str]] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return loaded


def test_importing_the_package_loads_neither_boto3_nor_pydantic_nor_asyncio(loads: dict[str, list[str]]) -> None:
    assert loads[""] == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_importing_a_service_loads_its_own_models(domain: str, loads: dict[str, list[str]]) -> None:
    assert set(loads[aws.class_name(domain)]) - {"sesv2kit.models.common"} == {f"sesv2kit.models.{domain}"}
