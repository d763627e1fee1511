"""Every check of the project. `uvx nox -l` lists them, `uvx nox -s lint` runs one."""

import os
import re
import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2025.10.16"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.error_on_missing_interpreters = False  # "where present": also in CI, where nox would insist
nox.options.sessions = ["lint", "types", "tests", "examples", "docs"]

os.environ.setdefault("UV_PYTHON_DOWNLOADS", "never")  # or uv would fetch the Pythons that are not present

PYTHONS = ["3.11", "3.12", "3.13"]

TESTED = ("dev", "browser", "frameworks", "opentelemetry", "recorders", "reports")
"""The dependency groups that tests and examples need."""

EVERYTHING = ("-m", "not clients and not registry and not site", "--hypothesis-profile=all")
"""For pytest: the tests that are slow, too, and all examples of Hypothesis."""

STRICT = ("python", "-W", "error", "-X", "dev")
"""Runs a program, and fails it for any warning."""

ANY_DATE = {"UV_EXCLUDE_NEWER": os.environ.get("UV_EXCLUDE_NEWER", "2099-01-01T00:00:00Z")}
"""For uv: lifts the date in pyproject.toml, unless whoever runs nox has chosen one."""


def install(session: nox.Session, *groups: str, options: tuple[str, ...] = (), any_date: bool = False) -> None:
    """Install the package for development, and some dependency groups; `any_date`: also what is too new otherwise."""
    # The extras are spelt out: through the group alone, lowest-direct would not see what they hold.
    extras = "cli,dns,events,idna,redis,rich,templates,testing"
    extras += (",django" if "frameworks" in groups else "") + (",pandas,plot,polars" if "reports" in groups else "")
    packages = ("--editable", f".[{extras}]", *(f"--group={group}" for group in groups))
    session.install(*options, *packages, env=ANY_DATE if any_date else {})


def versions(session: nox.Session) -> set[str]:
    """What is installed: `boto3==1.44.8` and so on."""
    return set(str(session.run("uv", "pip", "freeze", silent=True, external=True)).splitlines())


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The tests, on each Python."""
    install(session, *TESTED)
    session.run("pytest", *EVERYTHING, *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Style and common mistakes; `nox -s lint -- --fix` repairs what it can."""
    session.install("--group=lint")
    if session.posargs == ["--fix"]:
        session.run("ruff", "check", "--fix")
        session.run("ruff", "format")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session
@nox.parametrize("stubs", ["boto3-stubs", None, "boto3-stubs[sesv2]", "types-boto3[sesv2]"])
def types(session: nox.Session, stubs: str | None) -> None:
    """Types: of the code, of the public interface, and of programs that use it; then for users with other stubs."""
    if stubs == "boto3-stubs":  # ours, with everything else for development
        install(session, "dev", "types")
        session.run("mypy")
        session.run("pyright", "--project=pyproject.toml")  # or a pyrightconfig.json further up would win
    else:  # a user's: no extras
        session.install("--editable", ".", "--group=checkers", "--group=runner", *([stubs] if stubs else []))
    # nox puts the environment's bin first in PATH: --verifytypes finds the package only there.
    session.run("pyright", "--verifytypes", "sesv2kit", "--ignoreexternal")
    session.run("pytest", "--numprocesses=0", "tests/typing")  # each worker would run each checker


@nox.session
def conformance(session: nox.Session) -> None:
    """The models against the newest botocore's."""
    install(session, "dev", options=("--upgrade",), any_date=True)
    session.run("pytest", *EVERYTHING, "tests/conformance", *session.posargs)


@nox.session(python=PYTHONS[0], venv_backend="uv")
def minimums(session: nox.Session) -> None:
    """The tests on the lowest Python and the lowest versions that pyproject.toml allows."""
    install(session, *TESTED, options=("--resolution=lowest-direct",), any_date=True)
    session.run("pytest", *EVERYTHING, *session.posargs)


@nox.session(python=PYTHONS[0], venv_backend="uv")
def newest(session: nox.Session) -> None:
    """The tests that are not slow on the newest of everything, if anything came after the date in pyproject.toml.

    It tells what AWS and the other dependencies changed. With arguments for pytest it always runs.
    """
    install(session, *TESTED)
    dated = versions(session)
    install(session, *TESTED, options=("--upgrade",), any_date=True)
    newer = sorted(versions(session) - dated)
    session.log(f"newer than the date in pyproject.toml: {', '.join(newer) or 'nothing'}")
    if not newer and not session.posargs:
        session.skip("`nox -s tests` runs on these versions")
    session.run("pytest", *session.posargs)


@nox.session
def registry(session: nox.Session) -> None:
    """What the package registry gives at the date in pyproject.toml, and what where it is lifted."""
    install(session, "dev")
    session.run("pytest", "-m", "registry", "tests/meta", *session.posargs)


@nox.session(python=PYTHONS[0])
def release(session: nox.Session) -> None:
    """What a release uploads: sdist and wheel, checked, and the public interface against its record.

    The wheel is then installed and used on each Python. With `-- --record` it only records the public interface.
    """
    session.install("--group=release")
    session.run("python", "-m", "tests.tools.interface", *session.posargs)
    if session.posargs:
        return
    shutil.rmtree("dist", ignore_errors=True)
    session.run("python", "-m", "build", "--no-isolation")  # the sdist, and from it the wheel
    session.run("twine", "check", "--strict", "dist/*")
    session.run("check-wheel-contents", "dist")
    session.run("check-sdist", "--no-isolation")
    for python in PYTHONS:
        session.notify(f"wheel-{python}")


@nox.session(python=PYTHONS)
def wheel(session: nox.Session) -> None:
    """The wheel that `release` built, as users install it: alone, with the local SES, and under type checkers."""
    project = Path.cwd()
    (version,) = re.findall(r'^__version__ = "(.+)"$', Path("sesv2kit", "__init__.py").read_text(), re.MULTILINE)
    built = project / "dist" / f"sesv2kit-{version}-py3-none-any.whl"
    session.install(str(built))
    with session.chdir(session.create_tmp()):  # from where the checkout cannot be imported
        session.run(*STRICT, str(project / "tests" / "release" / "bare.py"))
        session.install(f"{built}[testing]")
        session.run(*STRICT, str(project / "examples" / "quickstart.py"))
    session.install("--group=checkers")
    with session.chdir(session.create_tmp()):
        program = project / "tests" / "typing" / "accepted" / "sending.py"
        session.run("python", "-c", "import shutil, sys; shutil.copy(*sys.argv[1:])", str(program), "program.py")
        session.run("mypy", "--strict", "program.py")
        session.run("pyright", "--warnings", "program.py")


@nox.session
def soak(session: nox.Session) -> None:
    """A hundred thousand calls through random faults, for at most five minutes."""
    install(session, "dev")
    session.run("python", "-m", "tests.faults.soak", *session.posargs)


@nox.session
def clients(session: nox.Session) -> None:
    """Real clients against the local SES: each is installed for itself, or skipped where it cannot be."""
    install(session, "dev")
    session.run("pytest", "-m", "clients", *session.posargs)


@nox.session
def examples(session: nox.Session) -> None:
    """Every example, on the local SES, and the tests of the one that has tests."""
    install(session, *TESTED)
    for example in sorted(Path("examples").glob("*.py")):
        session.run(*STRICT, str(example))
    session.run("pytest", "examples/testing_your_app")


@nox.session
def docs(session: nox.Session) -> None:
    """The site, into site/html; then its links, the size of its pages, and in Chromium, if present, its scripts."""
    install(session, "dev", "docs")
    session.run("python", "-m", "tests.tools.site")
    session.run("python", "-m", "zensical", "build", "--clean", "--strict")
    session.run("pytest", "-m", "site", "--numprocesses=0", "tests/docs", *session.posargs)


@nox.session
def drift(session: nox.Session) -> None:
    """What the newest botocore has that the models lack, with the skeleton to paste."""
    install(session, "dev", options=("--upgrade",), any_date=True)
    session.run("python", "-m", "tests.tools.drift", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """CPU time beside other clients', into docs/performance.md; `nox -s bench -- --quick` only prints."""
    install(session, "dev")
    session.run("python", "-m", "tests.benchmarks", *session.posargs)


@nox.session(python=PYTHONS)
def budgets(session: nox.Session) -> None:
    """Record anew, on each Python, how many function calls and how much memory a call may take."""
    install(session, "dev")
    session.run("python", "-m", "tests.benchmarks.budgets")
