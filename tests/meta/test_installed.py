"""Which modules read the installed botocore's model, and that none uses private parts of botocore."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from tests.meta.source import PROJECT, parsed, shipped

TESTS = PROJECT / "tests"

LOOKS = {"Loader", "get_service_model", "load_service_model", "of_installed", "service_model"}
"""Names that read the model of the installed botocore, like `aws.installed` and `aws.description`."""

MAY_LOOK = {
    "conftest": "lists its additions at the end of a run",
    "conformance/baseline": "records it, and compares it with what is recorded",
    "conformance/test_baseline": "refuses what it removes or changes",
    "conformance/test_requests": "validates requests of operations that we list",
    "conformance/test_rings": "makes a later one of it",
    "conformance/test_tools": "prints its skeletons",
    "emulator/test_engine": "has the operations that the local SES implements",
    "emulator/test_faults": "looks up operations that we list",
    "emulator/helpers": "has the values that texts of errors list",
    "emulator/test_seeding": "has the values that can be seeded",
    "meta/test_wording": "compares its prose, which is not recorded",
    "tools/aws": "reads it",
    "tools/drift": "prints what it adds",
    "tools/scaffold": "prints its skeletons",
    "needs": "skips what an older one lacks",
    "sharing": "shares what clients read of it",
    "unit/test_faces": "adds an enum value to it",
    "unit/test_hints": "takes members out of it, as if it were older",
    "unit/test_sessions": "compares what a session holds of it",
    "unit/test_unlisted": "makes a later one of it",
}
"""The test modules that may read it, and why. Everything else enumerates the baseline."""


def name_of(path: Path) -> str:
    return path.relative_to(TESTS).with_suffix("").as_posix()


@cache
def modules() -> Mapping[str, ast.AST]:
    """The modules of the tests, by their names."""
    return {name_of(path): tree for path, tree in parsed(sorted(TESTS.rglob("*.py")))}


def looks(tree: ast.AST, *, at_import: bool = False) -> Iterator[int]:
    """The lines that use the installed model; `at_import`: only those that run when the module is imported."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.FunctionDef(decorator_list=decorators) | ast.AsyncFunctionDef(decorator_list=decorators) if (
                at_import
            ):
                for decorator in decorators:
                    yield from looks(ast.Expr(decorator))
                continue
            case ast.Attribute(value=ast.Name(id="aws"), attr="installed" | "description"):
                yield node.lineno
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in LOOKS:
                yield node.lineno
            case _:
                pass
        yield from looks(node, at_import=at_import)


def test_only_these_look_at_the_installed_model() -> None:
    found = {name: [*looks(tree)] for name, tree in modules().items() if name not in MAY_LOOK}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_no_test_is_enumerated_from_the_installed_model() -> None:
    found = {name: [*looks(tree, at_import=True)] for name, tree in modules().items()}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("code", "seen", "seen_at_import"),
    [
        ("API = aws.installed()", True, True),
        ("@pytest.mark.parametrize('name', sorted(service_model().operations))\ndef test_it(name): pass", True, True),
        ("class Case:\n    shapes = client.meta.service_model.shape_names", True, True),
        ("def test_it():\n    assert of_installed()", True, False),
        ("def test_it():\n    with clock.installed(one): pass", False, False),
    ],
)
def test_a_look_is_seen(code: str, seen: bool, seen_at_import: bool) -> None:
    tree = ast.parse(code)
    assert (bool(list(looks(tree))), bool(list(looks(tree, at_import=True)))) == (seen, seen_at_import)


USED = {
    "limits.redis": {"retry._retries"},  # redis-py's, looked up
    "aio.client": {"one._extra", "one._policy"},  # our own
    "_workflows.caller": {"client._connection", "client._extra", "client._send", "self._client._send"},
    "aio.caller": {
        "client._connection",
        "client._extra",
        "client._send",
        "self._client._send",
        "client._threads",
    },  # the same
    "client": {"one._extra", "one._policy"},
    "_workflows.plans": {"run._rest"},
    "_boto.sessions": {"session._session"},  # looked up, and not used if it does not exist
    # What botocore's HTTP session has chosen. botocore sends itself if it does not exist; see decision 19.
    "_boto.sender": {"client._endpoint", "session._proxy_config", "session._socket_options", "session._verify"},
    "_boto.refreshing": {"held._protected_refresh", "held._refresh_lock"},  # the same
}
"""Private attributes of other objects that the package uses."""


def private(tree: ast.AST) -> set[str]:
    """The private attributes that code uses, except of `self` and `cls`, or looks up by name."""
    looked_for = {
        f"{ast.unparse(node.args[0])}.{node.args[1].value!s}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "getattr"
        and isinstance(node.args[1], ast.Constant)
        and re.match(r"_[^_]", str(node.args[1].value))
    }
    return looked_for | {
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and not node.attr.endswith("__")
        and not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"))
    }


def test_the_package_uses_no_private_side_of_botocore() -> None:
    assert {source.name: used for source in shipped() if (used := private(source.tree))} == USED


def test_a_private_attribute_is_seen() -> None:
    code = "def f(self):\n    core = session._session\n    return self._core, core.__class__, getattr(core, '_x', 1)"
    assert private(ast.parse(code)) == {"session._session", "core._x"}
