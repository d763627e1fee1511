"""The tools print what is to be pasted, and write nothing."""

import ast
import copy
import json
from pathlib import Path
from typing import Any

import pytest

from tests.conformance import baseline
from tests.tools import aws, drift, scaffold


@pytest.mark.parametrize("target", [*aws.DOMAINS, "common"])
def test_skeletons_are_python(target: str) -> None:
    service = aws.api_of(target)
    api = aws.Api(service, baseline.recorded().models[service])
    ast.parse(scaffold.skeleton(api, target).replace("Repeat.?", "Repeat.SAFE"))
    if target != "common":
        ast.parse(f"class Service:\n{scaffold.skeleton(api, target, service=True)}")


def _grown() -> dict[str, Any]:
    model: dict[str, Any] = copy.deepcopy(baseline.recorded().models[aws.SESV2])
    shapes = model["shapes"]
    shapes["Seal"] = {"type": "structure", "members": {"Wax": {"shape": "Wax"}}}
    shapes["Wax"] = {"type": "string", "enum": ["RED", "GREEN"]}
    shapes["Tenant"]["members"]["Seal"] = {"shape": "Seal"}
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
        "# method break_seal, for services/?.py\n    def break_seal(\n        self,\n        *,\n        seal: Seal,\n",
        "# member Tenant.Seal, for models/tenants.py",
        "    seal: Seal | None = None\n",
        "# values MAYBE of FeatureStatus",
    ):
        assert expected in printed
    assert "class Tenant(" not in printed


def test_no_drift_from_the_baseline() -> None:
    assert list(drift.lacking(aws.Api(aws.SESV2, baseline.recorded().models[aws.SESV2]))) == []
