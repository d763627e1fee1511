"""A test of a later addition of AWS is skipped only if the installed botocore lacks it."""

import copy

import pytest

from tests.conformance import baseline
from tests.needs import lacks, needs
from tests.tools import aws


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> None:
    """The installed botocore lacks an operation and a member."""
    model = copy.deepcopy(baseline.recorded().models[aws.SESV2])
    del model["operations"]["GetTenant"]
    del model["shapes"]["Tenant"]["members"]["TenantId"]
    api = aws.Api(aws.SESV2, model)
    monkeypatch.setattr(aws, "installed", lambda: api)


@pytest.mark.usefixtures("older")
@pytest.mark.parametrize(
    ("fact", "lacking"),
    [("GetTenant", True), ("Tenant.TenantId", True), ("ListTenants", False), ("Tenant.TenantName", False)],
)
def test_only_what_is_lacking_is_skipped(fact: str, lacking: bool) -> None:
    assert lacks(fact) is lacking
    assert needs("ListTenants", fact).args == (lacking,)
    assert (fact in needs(fact).kwargs["reason"]) is lacking


@pytest.mark.parametrize("fact", ["GetTenent", "Tenant.Name", "Tenent.TenantName"])
def test_a_wrong_name_skips_nothing(fact: str) -> None:
    with pytest.raises(ValueError, match="no fact of the baseline"):
        needs(fact)
