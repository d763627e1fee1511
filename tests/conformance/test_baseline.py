"""The baseline is consistent, and the installed botocore removes nothing of it."""

import copy
from typing import Any

import pytest

from tests.conformance import baseline
from tests.conformance.baseline import Baseline, Difference, difference
from tests.tools import aws


@pytest.fixture
def model() -> Any:
    """A copy of the recorded model, to alter."""
    return copy.deepcopy(baseline.recorded().models[aws.SESV2])


@pytest.mark.parametrize("service", aws.SERVICES)
def test_installed_botocore_breaks_nothing(service: str) -> None:
    recorded, installed = baseline.recorded(), baseline.of_installed()
    assert broken_between(recorded, installed, service) == []
    if installed.botocore == recorded.botocore:
        assert installed == recorded


def broken_between(one: Baseline, other: Baseline, service: str) -> list[str]:
    """The changes and removals of the newer model. A botocore older than the baseline's may lack later additions."""
    older, newer = sorted((one, other), key=lambda of: baseline.release(of.botocore))
    return difference(older.models[service], newer.models[service]).broken


@pytest.mark.parametrize(("botocore", "breaks"), [("1.9.115", False), ("99.0.1", True)])
def test_only_an_older_botocore_may_lack_something(model: Any, botocore: str, breaks: bool) -> None:
    del model["shapes"]["Tenant"]["members"]["TenantId"]
    other = Baseline(botocore, {}, {aws.SESV2: model})
    assert bool(broken_between(baseline.recorded(), other, aws.SESV2)) is breaks


@pytest.mark.parametrize("botocore", ["1.9.115", "99.0.1"])
def test_no_botocore_may_differ(model: Any, botocore: str) -> None:
    model["shapes"]["TenantName"]["max"] = 65
    assert broken_between(baseline.recorded(), Baseline(botocore, {}, {aws.SESV2: model}), aws.SESV2)


def test_every_operation_has_one_domain() -> None:
    listed = [name for domain, names in aws.DOMAINS.items() if aws.api_of(domain) == aws.SESV2 for name in names]
    assert sorted(listed) == sorted(baseline.recorded().models[aws.SESV2]["operations"])


def test_additions_are_reported_and_break_nothing(model: Any) -> None:
    old = copy.deepcopy(model)
    shapes = model["shapes"]
    shapes["Seal"] = {"type": "structure", "members": {"Wax": {"shape": "TenantId"}}}
    shapes["Tenant"]["members"]["Seal"] = {"shape": "Seal"}
    shapes["Tenant"]["required"] = ["Seal"]
    shapes["FeatureStatus"]["enum"].insert(0, "MAYBE")
    model["operations"]["GetTenant"]["errors"].append({"shape": "ConflictException"})
    assert difference(old, model) == Difference(
        added=[
            'operations.GetTenant.errors.{"shape": "ConflictException"} = True',
            'shapes.FeatureStatus.enum."MAYBE" = True',
            "shapes.Seal.members.Wax.shape = TenantId",
            "shapes.Seal.type = structure",
            "shapes.Tenant.members.Seal.required = True",
            "shapes.Tenant.members.Seal.shape = Seal",
        ],
        broken=[],
    )


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("operations.GetTenant", None),
        ("operations.GetTenant.errors", []),
        ("operations.GetTenant.rates", [1.0]),
        ("shapes.Tenant", None),
        ("shapes.Tenant.members.TenantId", None),
        ("shapes.Tenant.members.TenantId", {"shape": "TenantName"}),
        ("shapes.Tenant.required", ["TenantId"]),
        ("shapes.CreateTenantRequest.required", []),
        ("shapes.TenantName.min", 2),
        ("shapes.TenantName.max", 64),
        ("shapes.TenantName.sensitive", True),
        ("shapes.FeatureStatus.enum", ["ENABLED"]),
        ("shapes.GetEmailTemplateRequest.members.TemplateName.location", "querystring"),
    ],
)
def test_removals_and_changes_break(model: Any, path: str, value: Any) -> None:
    old = copy.deepcopy(model)
    *parents, last = path.split(".")
    owner = model
    for parent in parents:
        owner = owner[parent]
    if value is None:
        del owner[last]
    else:
        owner[last] = value
    result = difference(old, model)
    assert result.added == []
    assert result.broken
