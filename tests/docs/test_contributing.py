"""docs/contributing.md shows the real output of the tools, and its tables are complete."""

import ast
import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from sesv2kit.testing.operations import OPERATIONS, account
from tests.conformance import baseline
from tests.tools import aws, drift, ours, scaffold

PROJECT = Path(__file__).parents[2]
PAGE = (PROJECT / "docs" / "contributing.md").read_text()
EXAMPLE = PAGE.partition("## Add an operation")[2].partition("## Checks")[0]
NEW = "PutAccountDeliveryAttributes"
NEW_SHAPES = {"SharedPoolDeliveryMode", "AccountSharedPoolDeliveryMode", "DeliveryAttributes"}
NEW_MEMBERS = {
    "DeliveryOptions.SharedPoolDeliveryMode",
    "GetAccountResponse.DeliveryAttributes",
    "PutConfigurationSetDeliveryOptionsRequest.SharedPoolDeliveryMode",
}


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", EXAMPLE, re.DOTALL)


@pytest.fixture
def before(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[aws.Api, aws.Api]]:
    """Our models and the baseline lack the additions of botocore 1.44.8. Returns AWS's model with and without them."""
    operations, named, member, method = ours.operations, ours.named, ours.member, ours.method
    lacked = {name: one for name, one in operations().items() if name != NEW}
    monkeypatch.setattr(ours, "operations", lambda service: lacked if service == aws.SESV2 else operations(service))
    monkeypatch.setattr(ours, "named", lambda shape: None if shape.name in NEW_SHAPES else named(shape))
    monkeypatch.setattr(
        ours, "member", lambda shape, name: None if f"{shape.name}.{name}" in NEW_MEMBERS else member(shape, name)
    )
    monkeypatch.setattr(ours, "method", lambda operation: None if operation.name == NEW else method(operation))
    monkeypatch.setattr(drift, "OPERATIONS", OPERATIONS.keys() - {aws.snake(NEW)})
    for found in (ours.covered, ours._named):  # pyright: ignore[reportPrivateUsage]  # they cache their results
        found.cache_clear()
    yield recorded(), without_the_new()
    for found in (ours.covered, ours._named):  # pyright: ignore[reportPrivateUsage]  # as above
        found.cache_clear()


def recorded() -> aws.Api:
    return aws.Api(aws.SESV2, baseline.recorded().models[aws.SESV2])


def without_the_new() -> aws.Api:
    older = recorded()
    del older.operations[NEW]
    for fact in NEW_MEMBERS:
        structure, member = fact.split(".")
        del older.shapes[structure].members[member]
    return older


def printed(after: aws.Api, older: aws.Api) -> str:
    pieces = [*drift.lacking(after), "# lines for CHANGELOG.md\n" + "\n".join(drift.news(older, after))]
    return f"sesv2 of botocore 1.44.8: 0 changes, {len(pieces) - 1} additions\n\n" + "\n".join(pieces)


def check_abridged(block: str, whole: str) -> None:
    """Every part between two "..." is in `whole`, one after another."""
    place = 0
    for part in re.split(r"^\.\.\.\n", block, flags=re.MULTILINE):
        found = whole.find(part.rstrip("\n"), place)
        assert found >= 0, part
        place = found + len(part.rstrip("\n"))


def test_the_drift_that_is_shown_is_printed(before: tuple[aws.Api, aws.Api], monkeypatch: pytest.MonkeyPatch) -> None:
    undecided, decided, _ = blocks("text")
    with monkeypatch.context() as finished:
        finished.setattr(scaffold, "_finished_docs", lambda operation: {})
        check_abridged(decided, printed(*before))
        domain = [name for name in aws.DOMAINS["account"] if name != NEW]
        finished.setattr(aws, "DOMAINS", {**aws.DOMAINS, "account": domain})
        check_abridged(undecided, printed(recorded(), without_the_new()))


def test_the_method_that_is_shown_is_printed() -> None:
    check_abridged(blocks("text")[2], scaffold.skeleton(recorded(), NEW, "service"))


def test_the_function_that_is_shown_is_the_real_one() -> None:
    (shown,) = blocks("python")
    assert shown in Path(account.__file__).read_text()


@pytest.mark.parametrize("command", re.findall(r"python -m (tests[\w.]+)", EXAMPLE))
def test_the_tools_that_are_named_are_there(command: str) -> None:
    source = (PROJECT / f"{command.replace('.', '/')}.py").read_text()
    assert 'if __name__ == "__main__":' in source


def sessions() -> Iterator[str]:
    for node in ast.parse((PROJECT / "noxfile.py").read_text()).body:
        if isinstance(node, ast.FunctionDef) and any("nox.session" in ast.unparse(one) for one in node.decorator_list):
            yield node.name


def test_every_session_of_nox_is_explained() -> None:
    assert sorted(re.findall(r"^\| `nox -s (\w+)` \|", PAGE, re.MULTILINE)) == sorted(sessions())


def test_every_folder_of_tests_is_explained() -> None:
    folders = {path.parent.relative_to(PROJECT / "tests").parts[0] for path in (PROJECT / "tests").glob("*/test_*.py")}
    assert set(re.findall(r"^\| `(\w+)/` \|", PAGE, re.MULTILINE)) == folders


def test_every_python_that_is_named_is_one_that_is_tested() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    (pythons,) = re.findall(r"^PYTHONS = (\[.*\])$", (PROJECT / "noxfile.py").read_text(), re.MULTILINE)
    tested: list[str] = ast.literal_eval(pythons)
    classified = re.findall(r"Programming Language :: Python :: (3\.\d+)", "\n".join(project["classifiers"]))
    assert classified == tested
    assert project["requires-python"] == f">={tested[0]}"
    assert f"{tested[0]} to {tested[-1]}" in PAGE
    pages = [*PROJECT.glob("docs/*.md"), PROJECT / "README.md"]
    named = chain.from_iterable(re.findall(r"Python (3\.\d+) or newer", page.read_text()) for page in pages)
    assert set(named) == {tested[0]}


@pytest.mark.parametrize("package", ["_core", "_boto", "_workflows"])
def test_the_picture_has_every_private_module(package: str) -> None:
    words = set(re.findall(r"[\w/]+", PAGE.partition("```text\n_core/clock")[2].partition("```")[0])) | {"_core/clock"}
    folder = PROJECT / "sesv2kit" / package
    modules = {path.stem for path in folder.glob("[!_]*.py")} | {
        f"{path.parent.name}/" for path in folder.glob("*/__init__.py")
    }
    assert [one for one in sorted(modules) if not {one, f"{package}/{one}"} & words] == []
