"""The commands over workflows: what they change is shown first, and made only with a consent."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sesv2kit import Plan, SESv2
from sesv2kit.testing import Backend, mock_sesv2, serve
from tests.cli.conftest import Run


@pytest.fixture(params=["in process", pytest.param("over HTTP", marks=pytest.mark.slow)])
def ses(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, endpoint: list[str]) -> Iterator[Backend]:
    """The local SES, also behind `--endpoint-url`."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "123456789012")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "any")
    monkeypatch.setenv("NO_COLOR", "1")
    if request.param == "in process":
        with mock_sesv2() as backend:
            backend.verify_identity("shop.example")
            yield backend
    else:
        with serve() as server:
            endpoint += ["--endpoint-url", server.endpoint_url]
            server.backend.verify_identity("shop.example")
            yield server.backend


@pytest.fixture
def client(ses: Backend, endpoint: list[str]) -> Any:
    with SESv2("us-east-1", endpoint_url=endpoint[1] if endpoint else None) as client:
        yield client


def listed(client: Any) -> dict[str, str]:
    return {one.email_address: one.reason for one in client.suppression.list_suppressed_destinations()}


def test_health(ses: Backend, run: Run, endpoint: list[str]) -> None:
    # An endpoint is for SES alone: CloudWatch is not asked, and the rates are not known.
    assert run("health").exit_code == (1 if endpoint else 0)
    ses.account.production_access = False
    done = run("health")
    assert done.exit_code == 1
    assert "WARNING   account: it sends to verified recipients only" in done.out
    [finding] = [one for one in run("health", "--json").document["data"]["findings"] if one["severity"] == "warning"]
    assert finding["kind"] == "sandbox"


def test_addresses_are_added_found_exported_and_removed(client: Any, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "bounced.csv"
    file.write_text("email_address,reason\nann@mail.example,BOUNCE\nBo@mail.example,COMPLAINT\n")
    assert run("suppression", "add", "--file", str(file)).exit_code == 3
    assert listed(client) == {}
    done = run("suppression", "add", "--file", str(file), "--yes")
    assert (done.exit_code, done.out.splitlines()[-1]) == (0, "2 accepted")
    assert listed(client) == {"ann@mail.example": "BOUNCE", "Bo@mail.example": "COMPLAINT"}
    assert run("suppression", "find", "ann@MAIL.example").out.startswith("ann@mail.example  BOUNCE  20")
    assert (run("suppression", "find", "bo@mail.example").exit_code, run("suppression", "find", "x@y.example").out) == (
        1,
        "not on the list so spelt; --scan reads the whole list\n",
    )
    assert run("suppression", "find", "bo@mail.example", "--scan").exit_code == 0
    exported = tmp_path / "list.csv"
    assert run("suppression", "export", str(exported)).out == f"2 addresses in {exported}\n"
    assert run("suppression", "plan", str(exported)).out == "no changes\n"
    done = run("suppression", "remove", "ann@mail.example", "nobody@mail.example", "--yes", "--json")
    assert (done.exit_code, done.document["data"]["accepted"], done.document["data"]["not_found"]) == (1, 1, 1)
    assert listed(client) == {"Bo@mail.example": "COMPLAINT"}


def test_an_address_that_is_refused_does_not_stop_the_others(client: Any, run: Run) -> None:
    done = run("suppression", "add", "no address", "ann@mail.example", "--reason", "BOUNCE", "--yes")
    assert (done.exit_code, done.out.splitlines()[-1]) == (3, "1 accepted, 1 refused")
    assert "refused: no address" in done.err


def test_a_plan_is_applied_only_when_asked(client: Any, run: Run, tmp_path: Path) -> None:
    client.suppression.put_suppressed_destination(email_address="old@mail.example", reason="BOUNCE")
    file = tmp_path / "wanted.csv"
    file.write_text("ann@mail.example\n")
    shown = run("suppression", "plan", str(file), "--reason", "BOUNCE", "--remove")
    assert shown.exit_code == 1
    assert "ann@mail.example" in shown.out
    assert "old@mail.example" in shown.out
    asked = run("suppression", "plan", str(file), "--reason", "BOUNCE", "--remove", "--apply")
    assert (asked.exit_code, asked.out.splitlines()[-1]) == (3, "nothing was changed: give --yes")
    done = run("suppression", "plan", str(file), "--reason", "BOUNCE", "--remove", "--apply", "--yes")
    assert done.exit_code == 0
    assert listed(client) == {"ann@mail.example": "BOUNCE"}


def test_records_of_a_domain(client: Any, run: Run) -> None:
    client.identities.create_email_identity(email_identity="new.example")
    assert "_domainkey.new.example" in run("domain", "records", "new.example").out
    assert " IN CNAME " in run("domain", "records", "new.example", "--format", "zone").out.replace("\t", " ")
    assert json.loads(run("domain", "records", "new.example", "--format", "route53").out)["Changes"]
    assert run("domain", "records", "gone.example").exit_code == 3
    assert run("domain", "wait", "new.example", "--timeout", "0").exit_code == 4
    assert run("domain", "wait", "shop.example").out == "shop.example is verified\n"


def test_metrics(ses: Backend, run: Run) -> None:
    assert run("metrics").exit_code == 3  # VDM is off
    ses.enable_vdm()
    done = run("metrics", "--start", "2026-11-01", "--end", "2026-11-03", "--metric", "SEND")
    assert (done.exit_code, "2026-11-02" in done.out) == (0, True)
    assert run("metrics", "--rates").exit_code == 0
    assert run("metrics", "--dimension", "ISP").exit_code == 2


def test_templates(client: Any, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "welcome"
    folder.mkdir(parents=True)
    (folder / "subject.txt").write_text("Hello {{name}}")
    (folder / "body.txt").write_text("Hello {{name}}, {{city}}")
    assert run("templates", "plan", str(folder.parent)).exit_code == 1
    assert run("templates", "plan", str(folder.parent), "--apply", "--yes").exit_code == 0
    assert run("templates", "plan", str(folder.parent)).out == "no changes\n"
    done = run("templates", "preview", "welcome", "--data", '{"name": "Ann"}')
    assert done.exit_code == 1
    assert "missing: city" in done.err
    assert run("templates", "preview", "welcome", "--data", '{"name": "Ann", "city": "Ulm"}').exit_code == 0
    assert run("templates", "preview", "welcome", "--data", "{").exit_code == 2


def test_tenants(client: Any, run: Run) -> None:
    client.configuration_sets.create_configuration_set(configuration_set_name="shop")
    resources = ["--resource", "identity/shop.example", "--resource", "configuration-set/shop"]
    refused = run("tenants", "ensure", "acme", *resources)
    assert refused.exit_code == 3
    assert refused.out.startswith("create tenant acme\n")
    assert list(client.tenants.list_tenants()) == []
    assert run("tenants", "ensure", "acme", *resources, "--yes").exit_code == 0
    sends = ["--from", "news@shop.example", "--configuration-set", "shop"]
    assert run("tenants", "preflight", "acme", *sends).exit_code == 0
    assert run("tenants", "preflight", "acme", *sends, "--template", "none").exit_code == 1
    assert run("tenants", "offboard", "acme", "--yes").exit_code == 0
    assert list(client.tenants.list_tenants()) == []


def test_a_lost_response_of_a_plan_is_unknown(client: Any, run: Run, ses: Backend, tmp_path: Path) -> None:
    ses.faults.add("unavailable", "PutSuppressedDestination", times=None)
    done = run("suppression", "add", "ann@mail.example", "--reason", "BOUNCE", "--yes", "--json")
    assert (done.exit_code, done.document["exit_code"]) == (4, 4)


def test_ctrl_c_while_a_plan_is_applied_says_how_far_it_came(
    run: Run, ses: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply = Plan.apply

    def interrupted(plan: Plan[Any], *, progress: Any) -> Any:
        apply(plan, progress=progress)
        raise KeyboardInterrupt

    monkeypatch.setattr(Plan, "apply", interrupted)
    file = tmp_path / "wanted.csv"
    file.write_text("ann@mail.example\nbob@mail.example\n")
    done = run("suppression", "plan", str(file), "--reason", "BOUNCE", "--apply", "--yes")
    assert done.exit_code == 130
    assert done.err == "2 of 2 changes were tried; the same command plans the rest\nsesv2kit: interrupted\n"
