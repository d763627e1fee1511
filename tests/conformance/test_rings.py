"""When AWS moves: a later botocore that adds something is reported, one that removes or changes something is refused.

Each test runs pytest with a model of its own in place of the installed botocore's.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conformance import baseline
from tests.meta.source import PROJECT
from tests.tools import aws

pytestmark = pytest.mark.slow

LATER = "99.0.0"
"""The version of the later botocore."""


def grow(model: Any) -> None:
    """Add one thing of each kind: operations, shapes, members, values of enums, errors."""
    shapes, operations = model["shapes"], model["operations"]
    shapes["Wax"] = {"type": "string", "enum": ["RED", "GREEN"]}
    shapes["Seal"] = {"type": "structure", "members": {"Wax": {"shape": "Wax"}}}
    shapes["SealedException"] = {"type": "structure", "error": {"httpStatusCode": 409}, "exception": True}
    shapes["BreakSealRequest"] = {"type": "structure", "members": {"Seal": {"shape": "Seal"}}, "required": ["Seal"]}
    shapes["BreakSealResponse"] = {"type": "structure", "members": {"Seal": {"shape": "Seal"}}}
    operations["BreakSeal"] = {
        "name": "BreakSeal",
        "http": {"method": "POST", "requestUri": "/v2/email/seals"},
        "input": {"shape": "BreakSealRequest"},
        "output": {"shape": "BreakSealResponse"},
        "errors": [{"shape": "SealedException"}],
    }
    operations["PollSeals"] = {"name": "PollSeals", "http": {"method": "GET", "requestUri": "/v2/email/seals"}}
    operations["GetTenant"]["errors"].append({"shape": "SealedException"})
    for name in ("Tenant", "GetAccountResponse", "SendEmailRequest", "ListTenantsRequest"):
        shapes[name]["members"]["Seal"] = {"shape": "Seal"}
    shapes["FeatureStatus"]["enum"].append("SEALED")


ADDED = [
    "operations.BreakSeal.input.shape = BreakSealRequest",
    "operations.PollSeals, of which nothing is stated",
    'operations.GetTenant.errors.{"shape": "SealedException"} = True',
    "shapes.Seal.members.Wax.shape = Wax",
    "shapes.Tenant.members.Seal.shape = Seal",
    "shapes.SendEmailRequest.members.Seal.shape = Seal",
    'shapes.FeatureStatus.enum."SEALED" = True',
]


def shrink(model: Any) -> None:
    """Remove an operation, a member and a value of an enum, and change a type."""
    shapes = model["shapes"]
    del model["operations"]["GetTenant"]
    del shapes["Tenant"]["members"]["TenantId"]
    shapes["FeatureStatus"]["enum"].remove("ENABLED")
    shapes["MaxItems"]["type"] = "string"


BROKEN = [
    "operations.GetTenant.output.shape = gone",
    "shapes.Tenant.members.TenantId.shape = gone",
    'shapes.FeatureStatus.enum."ENABLED" = gone',
    "shapes.MaxItems.type = string, it was integer",
]


def outcome(home: Path, alter: Callable[[Any], None], *arguments: str) -> tuple[int, str]:
    """The exit code and the output of pytest with the later botocore."""
    model = aws.description()
    alter(model)
    folder = home / ".aws" / "models" / aws.SESV2 / "2019-09-27"  # botocore prefers it to its own data
    folder.mkdir(parents=True)
    (folder / "service-2.json").write_text(json.dumps(model))
    (home / "later.py").write_text(f"import botocore\n\nbotocore.__version__ = {LATER!r}\n")
    environ = {**os.environ, "HOME": str(home), "PYTHONPATH": str(home)}
    command = [sys.executable, "-m", "pytest", "-p", "later", "-p", "no:cacheprovider", "-o", "addopts=", "-vv"]
    done = subprocess.run([*command, *arguments], cwd=PROJECT, env=environ, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


OLDER = baseline.older_than_recorded()


@pytest.mark.skipif(OLDER, reason="the installed botocore is older than the baseline's, so nothing later is made of it")
def test_what_is_added_is_reported_and_breaks_nothing(tmp_path: Path) -> None:
    tested = ["conformance/test_answers.py", "conformance/test_baseline.py", "unit/test_errors.py"]
    quick = "not wrong_type and not unknown_members"  # which enumerate like the others
    code, printed = outcome(tmp_path, grow, "-k", quick, *(f"tests/{file}" for file in tested))
    assert code == 0, printed
    ran, report = printed.split(f"botocore {LATER} adds to sesv2 of {baseline.recorded().botocore}")
    assert "::test_a_full_body[GetTenant] PASSED" in ran
    assert "BreakSeal" not in ran
    assert [line for line in ADDED if line not in report] == []


def test_what_is_removed_or_changed_is_refused(tmp_path: Path) -> None:
    code, printed = outcome(tmp_path, shrink, "tests/conformance/test_baseline.py")
    assert code == pytest.ExitCode.TESTS_FAILED, printed
    assert "test_baseline.py::test_installed_botocore_breaks_nothing[sesv2] FAILED" in printed
    assert [line for line in BROKEN if line not in printed] == []
