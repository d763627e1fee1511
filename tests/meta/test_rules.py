"""The five rules of the design, as far as the source code shows them."""

import ast
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from importlib import import_module

import pytest

import sesv2kit
from sesv2kit import catalog
from sesv2kit._core.cached import cached_property
from sesv2kit.client import SESv2
from tests.meta.source import PROJECT, Source, each, eager, imports, is_for_checkers, shipped, sources
from tests.tools import aws

DOMAINS = sorted({path.stem for path in (PROJECT / "sesv2kit/models").glob("*.py")} - {"__init__", "common"})

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


# Rule 2: one name everywhere.


@pytest.mark.parametrize("domain", DOMAINS)
def test_stem(domain: str) -> None:
    cls = getattr(import_module(f"sesv2kit.services.{domain}"), aws.class_name(domain))
    assert (PROJECT / f"tests/services/test_{domain}.py").is_file()
    assert isinstance(vars(SESv2)[domain], cached_property)
    assert isinstance(getattr(SESv2(region_name="us-east-1"), domain), cls)
    assert getattr(sesv2kit, cls.__name__) is cls


def test_no_service_without_models() -> None:
    services = {source.name.removeprefix("services.") for source in sources() if source.name.startswith("services.")}
    assert services - {"_base"} == set(DOMAINS)


# Rule 3: only ports do I/O or sleep.

IO_MODULES = set("boto3 dns http redis requests select socket sqlite3 ssl subprocess time urllib urllib3".split())
IO_CALLS = {"input", "open", "print", "read_bytes", "read_text", "sleep", "write_bytes", "write_text"}
MAY = {
    "__main__": {"print"},
    "_cli.output": {"print"},  # of rich
    "_cli.suppression": {"read_text"},  # a file that the user names
    "aio.redis": {"redis"},
    "aio.transport": {"sleep"},
    "_boto.connection": {"urllib"},
    "_boto.sessions": {"boto3", "read_bytes"},  # creates the boto3 client at first use, of botocore's files
    "_boto.tables": {"boto3"},  # creates the client of another service at first use
    "_boto.transport": {"sleep"},  # on the call's clock
    "_core.course": {"sleep"},  # its port's
    "_core.clock": {"sleep", "time"},
    "_boto.failures": {"urllib"},
    "_boto.receiving": {"http"},  # a response from a socket
    "_boto.sender": {"http", "socket", "ssl", "urllib", "urllib3"},  # sends the requests of calls
    "_boto.tracebacks": {"http", "urllib3"},  # distinguishes their errors
    "_core.keyed": {"sleep"},  # its port's
    "_workflows.series": {"sleep"},  # its caller's
    "_workflows.bulk.calls": {"sleep"},  # its caller's
    "_workflows.caller": {"sleep"},  # on the current clock
    "_workflows.waiting": {"sleep"},  # its caller's
    "_workflows.dns_check": {"dns"},  # in a thread, or where the caller may block
    "_workflows.suppression_export": {"open", "read_bytes", "write_bytes"},  # the exported file
    "_workflows.suppression_import": {"sleep", "write_bytes"},  # its caller's; the files
    "aio.caller": {"sleep"},
    "journal.redis": {"redis"},  # a claim is a write
    "journal.sqlite": {"open", "read_text", "sqlite3"},  # a claim is a write, and the kind of file system is looked up
    "events.fetching": {"http", "open", "urllib"},  # certificates of SNS, confirmations
    "events.sns": {"urllib"},  # quotes a parameter
    "models.common": {"open"},  # Attachment.from_path
    "_workflows.template_folder": {"read_text"},  # templates in a folder
    "limits.redis": {"redis"},  # a slot that processes share needs a request
}


def io(tree: ast.AST) -> Iterator[str]:
    """The modules and functions for I/O and sleep that code uses."""
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


@each(shipped)
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


@pytest.mark.parametrize("package", ["boto3", "cryptography", "dns", "dotpromptz_handlebars", "redis", "rich"])
def test_it_is_imported_late(package: str) -> None:
    for source in shipped():
        assert not any(name.split(".")[0] == package for name in imports(eager(source.tree))), source.name


# Imports follow the layers.

LAYERS = (
    {
        "_core.cached",
        "_core.clock",
        "_core.deprecated",
        "_core.driving",
        "_core.fork",
        "_core.shared",
    },  # about the process, independent of our modules
    {"limits", "shapes", "journal"},  # of the journal this is the protocol
    {
        "errors",
        "many",
        "series",
        "domains",
        "observing",
        "operation",
        "config",
        "mail",
        "suppressing",
        "destinations",
        "health",
        "bulk",
        "plans",
        "arns",
        "contacting",
        "tenancy",
        "templating",
    },
    {"models", "events"},
    {"journal.base", "journal.sqlite", "journal.redis"},
    {"_core"},
    {"_boto"},
    {"_workflows"},
    {"paging", "services", "client", "aio", "", "__main__", "_cli", "catalog", "django"},
    {"journal.dynamodb"},
)
"""A module imports only its own layer and the layers above it in this list."""

WITHIN = {
    "operation": set[str](),
    "errors": set[str](),
    "observing": set[str](),
    "config": {"observing"},
    "mail": set[str](),
    "suppressing": {"errors"},
    "bulk": set[str](),
    "destinations": set[str](),
    "health": set[str](),
    "plans": set[str](),
    "arns": set[str](),
    "contacting": set[str](),
    "tenancy": set[str](),
    "domains": set[str](),
    "series": set[str](),
    "templating": {"errors"},
    "many": set[str](),
    "paging": set[str](),
    "services": {"services", "paging"},
    "client": {"paging"},
    "aio": {"aio", "paging"},
    "": set[str](),
    "__main__": {"_cli", "client"},
    "_cli": {"_cli", "client", ""},
    "catalog": set[str](),
    "django": {"client"},
    "journal": {"journal"},
}
"""Allowed imports within a layer."""


def layer(name: str) -> int:
    """That of the longest part of the name which has one."""
    for number, members in enumerate(LAYERS):
        if name in members:
            return number
    return layer(name.rpartition(".")[0])


def own(names: Iterator[str]) -> set[str]:
    """The modules of the package among imported names; a name of the package itself stands for the module it is in."""
    found = {name.removeprefix("sesv2kit.") for name in names if name.startswith("sesv2kit.")}
    return {getattr(getattr(sesv2kit, name, None), "__module__", name).removeprefix("sesv2kit.") for name in found}


def too_high(name: str, imported: set[str]) -> set[str]:
    """The imports of a module that break the layers."""
    area, number = name.partition(".")[0], layer(name)
    allowed = WITHIN.get(area, {area})
    return {
        one
        for one in imported
        if layer(one) > number or (layer(one) == number and one.partition(".")[0] not in allowed)
    }


def lowest(names: set[str]) -> set[str]:
    """`_core.fork.IMPORTING` stands for `_core.fork`, which has a layer of its own."""
    return {next((one for one in LAYERS[0] if (name + ".").startswith(one + ".")), name) for name in names}


@each(shipped)
def test_dependencies(source: Source) -> None:
    imported = lowest(own(imports(eager(source.tree))))
    assert too_high(source.name, imported) == set()
    if source.area in ("models", "services"):
        domain = source.name.partition(".")[2]
        assert {name.split(".")[1] for name in imported if name.startswith("models.")} <= {"common", domain}


@pytest.mark.parametrize(
    ("name", "imported", "against"),
    [
        ("shapes.bases", {"_core.fork", "shapes.faces"}, set[str]()),
        ("shapes.bases", {"_core.call"}, {"_core.call"}),
        ("_core.course", {"_boto.transport"}, {"_boto.transport"}),
        ("_boto.exchange", {"_core.call", "models.account"}, set[str]()),
        ("operation", {"config"}, {"config"}),
        ("client", {"aio.client"}, {"aio.client"}),
        ("config", {"journal.Journal", "journal.sqlite.SqliteJournal"}, {"journal.sqlite.SqliteJournal"}),
        ("events.reading", {"events.types", "shapes.bases", "errors"}, set[str]()),
        ("events.reading", {"models.common"}, {"models.common"}),
    ],
)
def test_layers_are_seen(name: str, imported: set[str], against: set[str]) -> None:
    assert too_high(name, imported) == against


def test_the_picture_of_the_rooms_is_that_of_the_layers() -> None:
    page = (PROJECT / "docs/contributing.md").read_text()
    picture = re.findall(r"^[a-z_].*$", page.split("```text\n", 2)[1].split("```")[0], re.MULTILINE)
    rooms = [{room.strip("/").replace("/", ".") for room in re.split(r"\s{4,}", line)[0].split()} for line in picture]
    internal = {"", "__main__", "catalog", "_core.cached", "_core.shared"}
    assert rooms == [*(layer - internal for layer in LAYERS), {"testing"}]


BOTO = ("boto3", "botocore", "urllib3")


@each(shipped)
def test_boto3_and_botocore_are_met_in_one_place(source: Source) -> None:
    loaded = set[str]()

    def collect(node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            if not is_for_checkers(child):
                if isinstance(child, ast.Import | ast.ImportFrom):
                    loaded.update(name for name in imports(child) if name.partition(".")[0] in BOTO)
                collect(child)

    collect(source.tree)
    if source.name == "errors":  # our errors derive from botocore's ClientError
        loaded -= {"botocore.exceptions.ClientError"}
    assert source.area == "_boto" or loaded == set()


@each(shipped)
def test_nothing_imports_the_local_ses_or_the_catalog(source: Source) -> None:
    used = {name.partition(".")[0] for name in own(imports(source.tree))}
    assert source.name == "_cli.local" or not used & {"catalog", "testing"}


SUSPENDS = (ast.AsyncFor, ast.AsyncWith, ast.Await)


OF_COURSE = {
    "_core.course": (
        "await port.",
        "await _try(",
        "await _turn(",
        "await _slots(",
        "await _wait(",
        "await call.keyed.look(",
        "await call.keyed.hold(",
    ),
    "_core.keyed": ("await port.", "await self._", "await proceed(", "await get("),
    "_core.keyed_entries": ("await self._",),
    "events.sns": ("await asyncio.to_thread(",),
    "_workflows.reconcile": ("await caller.", "await _asked(", "await cast("),
    "_workflows.caller": ("await caller.", "await keyed.is_used(", "await do("),
    "_workflows.suppress": ("await caller.",),
    "_workflows.destinations": ("await caller.", "await _found("),
    "_workflows.checking": ("await caller.", "await _check", "await looked_up("),
    "_workflows.compose": ("await caller.", "await checking."),
    "_workflows.plans": ("await make(",),
    "_workflows.tenants.ensuring": ("await caller.", "await self.", "await self._", "await patiently("),
    "_workflows.tenants.offboarding": ("await caller.", "await self._", "await listed(", "await patiently("),
    "_workflows.tenants.preflight": ("await _", "await listed(", "await looked_up("),
    "_workflows.tenants.work": ("await caller.", "await work.", "await listed(", "await looked_up("),
    "_workflows.listing": ("await self._caller.", "await pages."),
    "_workflows.contacts.patching": (
        "await caller.",
        "await looked_up(",
        "await self._",
        "await waiting.",
        "await lag.",
    ),
    "_workflows.contacts.importing": ("await caller.", "await waiting.", "await pages.", "await _known("),
    "_workflows.contacts.exporting": ("await caller.", "await pages."),
    "_workflows.waiting": ("await caller.", "await (caller.", "await lag.", "await wait_until("),
    "_workflows.health": ("await caller.", "await check.", "await self.", "await listed("),
    "_workflows.dns_check": ("await caller.", "await identities.records("),
    "_workflows.dns_records": ("await looked_up(",),
    "_workflows.identities": (
        "await caller.",
        "await looked_up(",
        "await _",
        "await dns_records.",
        "await wait_until(",
    ),
    "_workflows.series": ("await caller.",),
    "_workflows.templates": ("await caller.", "await stored_content("),
    "_workflows.template_folder": ("await caller.", "await listed(", "await stored_content("),
    "_workflows.bulk.calls": ("await self._caller.", "await preflight(", "await reconcile("),
    "_workflows.bulk.preflight": ("await self._", "await _Preflight("),
    "_workflows.suppression": (
        "await caller.",
        "await pages.",
        "await self._caller.call(",
        "await check_tenant(",
        "await _put(",
        "await _delete(",
    ),
    "_workflows.suppression_export": ("await caller.", "await pages.", "await _next("),
    "_workflows.suppression_import": ("await caller.", "await pages.", "await waiting.", "await _"),
    "_workflows.each": ("await self._make(",),
}
"""What suspends in coroutines over a port or a caller, and in a thread."""


@each(shipped)
def test_only_aio_suspends(source: Source) -> None:
    """The loop of a call is a coroutine over a port. With the blocking port it never suspends."""
    if source.area not in ("", "aio"):
        awaited = {ast.unparse(node) for node in ast.walk(source.tree) if isinstance(node, SUSPENDS)}
        of_course = {one for one in awaited if one.startswith(OF_COURSE.get(source.name, ("nothing",)))}
        assert awaited == of_course
        assert not {name.partition(".")[0] for name in own(imports(source.tree))} & {"aio"}
        assert source.name == "events.sns" or not any(name.startswith("asyncio") for name in imports(source.tree))


def test_one_loop_goes_over_attempts() -> None:
    """Only the loop repeats a request: only it calls a port's `send`, and only the two ports call `attempt`."""
    callers: Counter[str] = Counter()
    for source in shipped():
        for node in ast.walk(source.tree):
            match node:
                case (
                    ast.Attribute(value=ast.Name(id="port"), attr="send")
                    | ast.Attribute(value=ast.Name(id="self"), attr="attempt")
                    | ast.Attribute(value=ast.Attribute(attr="_blocking"), attr="attempt")
                ):
                    callers[source.name] += 1
                case _:
                    pass
    assert callers == {"_core.course": 1, "_boto.transport": 2, "aio.transport": 1}


@each(sources)
def test_no_cached_property_has_a_lock(source: Source) -> None:
    """That of functools has, in Python 3.11, and a forked child waits for it for ever: ours is in `_core.cached`."""
    assert "functools.cached_property" not in set(imports(source.tree))


# Modules that an import loads.

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
    """By name of a service class: the models that its import adds. "": the models that importing the package loads."""
    command = [sys.executable, "-c", LOADS, *map(aws.class_name, DOMAINS)]
    loaded: dict[str, list[str]] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return loaded


def test_importing_the_package_loads_neither_boto3_nor_pydantic_nor_asyncio(loads: dict[str, list[str]]) -> None:
    assert loads[""] == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_importing_a_service_loads_its_own_models(domain: str, loads: dict[str, list[str]]) -> None:
    assert set(loads[aws.class_name(domain)]) - {"sesv2kit.models.common"} == {f"sesv2kit.models.{domain}"}


FIRST_CALL = """
import sys
from tests.benchmarks import harness

with harness.server() as url:
    before = {*sys.modules}
    from sesv2kit import SESv2
    with SESv2("us-east-1", endpoint_url=url) as client:
        client.account.get_account()
print(*sorted(sys.modules.keys() - before))
"""

NOT_AT_FIRST = {
    "asyncio",
    "boto3",
    "s3transfer",
    "tenacity",
    "sesv2kit._boto.unlisted",
    "sesv2kit._core.keyed",
    "sesv2kit._workflows",
    "sesv2kit.aio",
    "sesv2kit.catalog",
    "sesv2kit.events",
    "sesv2kit.journal",
}


def test_a_first_call_loads_no_more_than_it_uses(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    done = subprocess.run([sys.executable, "-c", FIRST_CALL], check=True, capture_output=True, text=True, cwd=PROJECT)
    loaded = done.stdout.split()
    assert not {name for name in loaded if any(f"{name}.".startswith(f"{one}.") for one in NOT_AT_FIRST)}
    models = {name for name in loaded if name.startswith("sesv2kit.models.")}
    assert models == {"sesv2kit.models.account", "sesv2kit.models.common"}


BUILT = """
import sys
from pydantic import BaseModel
from tests.benchmarks import harness

def below(model):
    return {model, *(one for each in model.__subclasses__() for one in below(each))}

with harness.server() as url:
    from sesv2kit import SESv2
    with SESv2("us-east-1", endpoint_url=url) as client:
        client.account.get_account()
built = [one for one in below(BaseModel) if one.__pydantic_complete__]
print(*sorted(one.__name__ for one in built if one.__module__.startswith("sesv2kit.models")))
"""


def test_a_first_call_builds_the_models_of_its_operation_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    done = subprocess.run([sys.executable, "-c", BUILT], check=True, capture_output=True, text=True, cwd=PROJECT)
    assert done.stdout.split() == ["GetAccountRequest", "GetAccountResponse"]


def test_events_are_read_without_boto3_cryptography_and_the_network() -> None:
    code = "import sys, sesv2kit.events as e; e.parse({'eventType': 'Send', 'mail': {}}); print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    unwanted = {
        "asyncio",
        "boto3",
        "botocore.session",
        "cryptography",
        "http.client",
        "ssl",
        "urllib.request",
        "urllib3",
    }
    assert unwanted & set(loaded) == set()
    assert not any(name.startswith("sesv2kit.models") for name in loaded)
