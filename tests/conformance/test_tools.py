"""The tools print code to paste, and write no files."""

import ast
import copy
import inspect
import json
import textwrap
from pathlib import Path
from typing import Any

import pytest

import sesv2kit
from sesv2kit.services.tenants import Tenants
from sesv2kit.testing.operations import OPERATIONS
from tests.conformance import baseline
from tests.tools import aws, drift, scaffold


@pytest.mark.parametrize("target", [*aws.DOMAINS, "common"])
def test_skeletons_are_python(target: str) -> None:
    service = aws.api_of(target)
    api = aws.Api(service, baseline.recorded().models[service])
    ast.parse(scaffold.skeleton(api, target).replace("Repeat.?", "Repeat.SAFE"))
    if target != "common":
        ast.parse(f"class Service:\n{scaffold.skeleton(api, target, 'service')}")
        ast.parse(_filled(scaffold.skeleton(api, target, "local_ses")))


RECORDED = aws.Api(aws.SESV2, baseline.recorded().models[aws.SESV2])


def test_the_functions_of_the_local_ses_have_the_form_of_their_skeletons() -> None:
    for operation in RECORDED.operations.values():
        (skeleton,) = ast.parse(_filled("\n".join(scaffold.local(operation)))).body
        (function,) = ast.parse(textwrap.dedent(inspect.getsource(OPERATIONS[operation.method]))).body
        assert isinstance(skeleton, ast.FunctionDef)
        assert isinstance(function, ast.FunctionDef)
        assert (function.name, ast.dump(function.args)) == (skeleton.name, ast.dump(skeleton.args))
        gives = [ast.unparse(one.returns).partition("[")[0] if one.returns else "" for one in (function, skeleton)]
        assert gives[0] == gives[1], operation.name


def test_a_skeleton_of_the_local_ses() -> None:
    assert scaffold.skeleton(RECORDED, "CreateTenantResourceAssociation", "local_ses").splitlines() == [
        "def create_tenant_resource_association(state: State, request: Json) -> None:",
        '    """?"""',
        '    tenant_name = request["TenantName"]',
        '    resource_arn = request["ResourceArn"]',
        "    # It may refuse with AlreadyExistsException, NotFoundException.",
        "    ?",
    ]
    assert scaffold.skeleton(RECORDED, "CreateMultiRegionEndpoint", "local_ses").splitlines()[-6:] == [
        '    tags = request.get("Tags", [])',
        "    # It may refuse with LimitExceededException, AlreadyExistsException.",
        "    return {",
        '        "Status": ?,',
        '        "EndpointId": ?,',
        "    }",
    ]
    assert scaffold.skeleton(RECORDED, "ListTenants", "local_ses").splitlines() == [
        "def list_tenants(state: State, request: Json) -> Listing[?]:",
        '    """?"""',
        '    filter = request.get("Filter", {})',
        '    return Listing(member="Tenants", rows=state.?, show=lambda found: ?, default=?, maximum=?)',
    ]


def test_the_names_that_a_method_needs_are_those_that_the_services_import() -> None:
    for domain, names in aws.DOMAINS.items():
        if aws.api_of(domain) == aws.SESV2:
            needed = {one for name in names for one in scaffold.imported(RECORDED.operations[name])}
            tree = ast.parse((Path(sesv2kit.__file__).parent / f"services/{domain}.py").read_text())
            imported = {
                alias.name
                for node in ast.walk(tree)
                if isinstance(node, ast.ImportFrom) and f"{node.module}".startswith("sesv2kit.models")
                for alias in node.names
            }
            assert needed <= imported, domain  # other forms of arguments have their own names


def test_one_part_of_a_skeleton_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    for option, first in (("--service", "    def get_tenant("), ("--local-ses", "def get_tenant(state")):
        scaffold.main(["GetTenant", option])
        assert capsys.readouterr().out.startswith(first)
    scaffold.main(["GetTenant"])
    assert "class GetTenantRequest(Request):" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        scaffold.main(["GetTenant", "--service", "--local-ses"])


def _filled(skeleton: str) -> str:
    return skeleton.replace("state.?", "state").replace("?", "...")


def _grown() -> dict[str, Any]:
    model: dict[str, Any] = copy.deepcopy(baseline.recorded().models[aws.SESV2])
    shapes = model["shapes"]
    shapes["Seal"] = {"type": "structure", "members": {"Wax": {"shape": "Wax"}}}
    shapes["Wax"] = {"type": "string", "enum": ["RED", "GREEN"]}
    for holder in ("CreateTenantRequest", "Tenant"):
        shapes[holder]["members"]["Seal"] = {"shape": "Seal"}
    shapes["FeatureStatus"]["enum"].append("MAYBE")
    shapes["TenantName"]["min"] = 2
    shapes["BreakSealRequest"] = {
        "type": "structure",
        "required": ["Seal"],
        "members": {"Note": {"shape": "Charset"}, "Seal": {"shape": "Seal"}},
    }
    shapes["BreakSealResponse"] = {"type": "structure", "members": {}}
    model["operations"]["BreakSeal"] = {
        "input": {"shape": "BreakSealRequest"},
        "output": {"shape": "BreakSealResponse"},
        "errors": [{"shape": "NotFoundException"}],
        "documentation": "<p>You can execute this operation no more than 5 times per second.</p>",
    }
    return model


def test_drift(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for service, version, model in (
        (aws.SESV2, "2019-09-27", _grown()),
        ("pinpoint-email", "2018-07-26", baseline.recorded().models["pinpoint-email"]),
    ):
        (tmp_path / service / version).mkdir(parents=True)
        (tmp_path / service / version / "service-2.json").write_text(json.dumps(model))
    drift.main([str(tmp_path)])
    printed = capsys.readouterr().out
    for expected in (
        "shapes.TenantName.min = 2, it was 1\n",
        '# enum Wax, for models/common.py\nWax = Literal["RED", "GREEN"]\n',
        "# structure Seal, for models/common.py\nclass Seal(Shape):\n",
        "# operation BreakSeal, for models/?.py\nclass BreakSealRequest(Request):\n",
        '    name="BreakSeal",\n',
        "    rates=(RateLimit(5.0),),\n",
        "# domain of BreakSeal: choose it in DOMAINS of tests/tools/aws.py, then run this again",
        "# method break_seal, for services/?.py, which imports BREAK_SEAL, BreakSealResponse, Seal\n",
        "    def break_seal(\n        self,\n        *,\n        seal: Seal,\n",
        "# function break_seal, for testing/operations/?.py\ndef break_seal(state: State, request: Json) -> None:\n",
        '    note = request.get("Note")\n    seal = request["Seal"]\n'
        "    # It may refuse with NotFoundException.\n    ?\n",
        "# member Tenant.Seal, for models/tenants.py, get_tenant of testing/operations/tenants.py\n",
        "# member CreateTenantRequest.Seal, for models/tenants.py, create_tenant of services/tenants.py, "
        "create_tenant of\n"
        "#   testing/operations/tenants.py\n",
        "    seal: Seal | None = None\n",
        "# values MAYBE of FeatureStatus",
        "# lines for CHANGELOG.md\n- `?.break_seal`: ?\n- `CreateTenantRequest.seal`: ?\n"
        "- `FeatureStatus` may be `MAYBE`: ?\n- `Tenant.seal`: ?\n",
    ):
        assert expected in printed
    assert "class Tenant(" not in printed


@pytest.mark.parametrize("service", aws.SERVICES)
def test_no_drift_from_the_baseline(service: str) -> None:
    api = aws.Api(service, baseline.recorded().models[service])
    assert list(drift.lacking(api)) == []
    assert list(drift.news(api, api)) == []


def test_what_is_pasted_is_not_printed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(Tenants, "get_tenant")
    monkeypatch.setattr(drift, "OPERATIONS", OPERATIONS.keys() - {"list_tenants"})
    titles = [piece.split(",")[0] for piece in drift.lacking(RECORDED)]
    assert titles == ["# method get_tenant", "# function list_tenants"]
