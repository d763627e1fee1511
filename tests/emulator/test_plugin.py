"""The pytest plugin, in separate runs of pytest."""

import subprocess
import sys
import tomllib
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import pytest

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.slow

MODULE = "sesv2kit.testing.plugin"

INSTALLED = any(found.value == MODULE for found in entry_points(group="pytest11"))
"""Whether pytest finds the plugin by itself, which needs an installed entry point."""

ARGUMENTS = [] if INSTALLED else ["-p", MODULE]

TESTS = """
import boto3, pytest
from sesv2kit import SESv2
from sesv2kit.testing import Backend

@pytest.fixture
def sender(ses_backend: Backend) -> str:
    ses_backend.verify_identity("shop.example")
    return "hello@shop.example"

@pytest.mark.parametrize("number", range(2))
def test_each_test_begins_with_nothing(sesv2: SESv2, ses_backend: Backend, number: int) -> None:
    assert list(sesv2.tenants.list_tenants()) == []
    assert ses_backend.requests == ["ListTenants"]
    sesv2.tenants.create_tenant(tenant_name="acme")
    ses_backend.faults.add("unavailable", times=None)
    ses_backend.clock.advance(86_400)

def test_both_fixtures_are_of_one_local_ses(sesv2: SESv2, ses_backend: Backend, sender: str) -> None:
    assert sesv2.boto3_client.meta.region_name == ses_backend.region_name == "us-east-1"
    content = {"Simple": {"Subject": {"Data": "Hello"}, "Body": {"Text": {"Data": "Hi"}}}}
    destination = {"ToAddresses": ["ann@mail.example"]}
    boto3.client("sesv2", region_name="us-east-1").send_email(
        FromEmailAddress=sender, Destination=destination, Content=content
    )
    assert ses_backend.outbox[0].subject == "Hello"

def test_without_them_nothing_is_caught() -> None:
    from moto.core.models import botocore_stubber
    assert not botocore_stubber.enabled
"""

EARLY = """
import sys
import boto3

client = boto3.client("sesv2", region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b")
assert "moto" not in sys.modules

def test_a_client_that_was_made_before(ses_backend):
    client.create_tenant(TenantName="acme")
    assert ses_backend.for_region("eu-west-1").requests == ["CreateTenant"]
"""

ASYNCHRONOUS = """
import asyncio, threading
import pytest
from sesv2kit import AsyncSESv2
from sesv2kit.testing import Backend

@pytest.mark.parametrize("number", range(2))
def test_on_a_loop_of_its_own(async_sesv2: AsyncSESv2, ses_backend: Backend, number: int) -> None:
    async def main():
        assert [tenant async for tenant in async_sesv2.tenants.list_tenants()] == []
        await async_sesv2.tenants.create_tenant(tenant_name="acme")
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("sesv2kit")]
    asyncio.run(main())
    assert ses_backend.requests == ["ListTenants", "CreateTenant"]
"""

WITHOUT_THE_EXTRA = """
import sys
sys.modules[{missing!r}] = None

def test_skipped(sesv2):
    raise AssertionError

def test_skipped_too(ses_backend):
    raise AssertionError

def test_runs():
    pass
"""


def test_fixtures(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TESTS)
    pytester.runpytest_inprocess(*ARGUMENTS, "-W", "error").assert_outcomes(passed=4)


def test_the_asynchronous_client_needs_no_plugin_and_is_closed(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(ASYNCHRONOUS)
    pytester.runpytest_inprocess(*ARGUMENTS, "-W", "error").assert_outcomes(passed=2)


def test_a_client_from_before_moto_is_caught_too(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(EARLY)
    pytester.runpytest_subprocess(*ARGUMENTS).assert_outcomes(passed=1)


@pytest.mark.parametrize("missing", ["moto", "dotpromptz_handlebars"])
def test_without_the_extra_tests_are_skipped_and_told_why(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    pytester.makepyfile(WITHOUT_THE_EXTRA.format(missing=missing))
    result = pytester.runpytest_subprocess(*ARGUMENTS, "-rs")
    result.assert_outcomes(passed=1, skipped=2)
    result.stdout.fnmatch_lines(["*SKIPPED*needs moto and a template engine: pip install ?sesv2kit*testing*"])


def test_pytest_lists_the_fixtures_with_their_words(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_inprocess(*ARGUMENTS, "--fixtures")
    result.stdout.fnmatch_lines(
        ["ses_backend -- *", "*A local SES for this test only*", "sesv2 -- *", "async_sesv2 -- *"]
    )


def test_importing_it_loads_nothing_else() -> None:
    program = f"""
import sys, pytest
before = set(sys.modules)
import {MODULE}
print(*sorted(set(sys.modules) - before))
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["sesv2kit", "sesv2kit.testing", MODULE]


def test_its_entry_point() -> None:
    project = tomllib.loads(PYPROJECT.read_text())["project"]
    declared: dict[str, str] = project["entry-points"]["pytest11"]
    assert declared == {"sesv2kit": MODULE}
    plugin = EntryPoint("sesv2kit", declared["sesv2kit"], "pytest11").load()
    assert {"ses_backend", "sesv2"} <= set(vars(plugin))
