"""The code of docs/iam.md runs, and its policies allow what the methods that they name ask for, and no more.

The policies below "Read everything" are printed: see test_reference.py.
"""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sesv2kit import SESv2, arns, catalog
from sesv2kit.events import parse
from sesv2kit.models import EmailTemplateContent
from sesv2kit.testing import Backend
from tests.docs.pages import check_page, page
from tests.docs.test_permissions import documented
from tests.events.records import BOUNCE, compact
from tests.tools import aws, reference
from tests.unit.support import environment

__all__ = ["environment"]

POLICIES = re.compile(r"```json\n(.*?)```", re.DOTALL)
KNOWN = {
    action
    for service in aws.SERVICES
    for one in catalog.operations(service).values()
    for action in reference.actions(one)
}


def section(heading: str) -> str:
    return page("iam").split(f"\n## {heading}\n")[1].split("\n## ")[0]


def allowed(heading: str) -> list[set[str]]:
    """The actions of each policy below a heading."""
    return [set(json.loads(text)["Statement"][0]["Action"]) for text in POLICIES.findall(section(heading))]


def test_the_code_runs_and_prints_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    check_page("iam", capsys)


def test_every_policy_is_one_of_known_actions() -> None:
    found = [json.loads(text) for text in POLICIES.findall(page("iam"))]
    assert len(found) > 20
    for one in found:
        assert one["Version"] == "2012-10-17"
        for statement in one["Statement"]:
            assert set(statement["Action"]) <= KNOWN


def test_a_policy_fits_into_iam() -> None:
    """AWS allows 6,144 characters in a managed policy, without white space."""
    assert max(len(re.sub(r"\s", "", text)) for text in POLICIES.findall(page("iam"))) <= 6144


@pytest.fixture
def asked(sesv2: SESv2, ses_backend: Backend) -> Callable[..., set[str]]:
    """Makes calls, and returns the actions of the requests that were sent."""
    ses_backend.verify_identity("shop.example")
    ses_backend.enable_vdm()
    sesv2.configuration_sets.create_configuration_set(configuration_set_name="shop")
    news = EmailTemplateContent(subject="News", text="News")
    sesv2.templates.create_email_template(template_name="news", template_content=news)

    def asked(*calls: Callable[[], Any]) -> set[str]:
        ses_backend.requests.clear()
        for call in calls:
            call()
        return {f"ses:{name}" for name in ses_backend.requests}

    return asked


EMAIL: dict[str, Any] = {"from_email_address": "a@shop.example", "configuration_set_name": "shop"}


def test_sending(sesv2: SESv2, asked: Callable[..., set[str]]) -> None:
    sends, looks = allowed("Send")
    simple: dict[str, Any] = {**EMAIL, "to": "ann@mail.example", "subject": "Hello", "text": "Hi"}
    run = sesv2.sending.send_bulk(["ann@mail.example"], **EMAIL, template_name="news")
    assert asked(lambda: sesv2.sending.send(**simple), run.wait) == sends - {"ses:SendRawEmail"}
    raw = {one for one in reference.actions(catalog.operations()["SendEmail"]) if one.endswith("RawEmail")}
    assert sends & {"ses:SendRawEmail"} == raw
    again = sesv2.sending.send_bulk(["ann@mail.example"], **EMAIL, template_name="news")
    checked = asked(lambda: sesv2.sending.send(**simple, check=True), again.preflight)
    assert checked - {"ses:SendEmail"} == looks


def test_sending_from_one_domain(sesv2: SESv2, asked: Callable[..., set[str]]) -> None:
    (text,) = POLICIES.findall(section("Send from one domain only"))
    sends, looks = json.loads(text)["Statement"]
    run = sesv2.sending.send_bulk(["ann@mail.example"], **EMAIL, template_name="news")
    simple: dict[str, Any] = {**EMAIL, "to": "ann@mail.example", "subject": "Hello", "text": "Hi"}
    assert asked(lambda: sesv2.sending.send(**simple), run.wait) == {*sends["Action"], *looks["Action"]}
    where: dict[str, Any] = {"region_name": "eu-west-1", "account_id": "123456789012"}
    assert sends["Resource"] == [
        arns.configuration_set("shop", **where),
        arns.identity("shop.example", **where),
        arns.template("*", **where),
    ]


def test_suppression(sesv2: SESv2, asked: Callable[..., set[str]], tmp_path: Path) -> None:
    suppression = sesv2.suppression
    assert [
        asked(
            suppression.add_many(["ann@mail.example"], reason="BOUNCE").wait,
            suppression.remove_many(["ann@mail.example"]).wait,
            lambda: suppression.find("ann@mail.example", scan=True),
            lambda: suppression.plan_changes([("eve@mail.example", "BOUNCE")], remove=True).apply(),
            lambda: suppression.export(tmp_path / "list.csv"),
            lambda: suppression.add_from_events(parse(compact(BOUNCE)), trusted=True),
        )
    ] == allowed("Suppression lists")


def test_templates(sesv2: SESv2, asked: Callable[..., set[str]], tmp_path: Path) -> None:
    def folder(text: str, *names: str) -> Path:
        path = tmp_path / text
        for name in names:
            (path / name).mkdir(parents=True)
            (path / name / "subject.txt").write_text(text)
            (path / name / "body.txt").write_text(text)
        return path

    templates = sesv2.templates
    assert [
        asked(
            lambda: templates.plan_changes(folder=folder("first", "one", "two")).apply(),
            lambda: templates.plan_changes(folder=folder("second", "one"), delete=True).apply(),
            lambda: templates.preview(template_name="one", template_data={}),
            lambda: templates.missing(template_name="one", template_data={}),
        )
    ] == allowed("Templates")


def test_metrics(sesv2: SESv2, ses_backend: Backend, asked: Callable[..., set[str]]) -> None:
    today = ses_backend.clock.now().date()
    assert [
        asked(lambda: sesv2.metrics.series(["SEND"], start_date=today - timedelta(days=3), end_date=today))
    ] == allowed("Metrics")


@pytest.mark.parametrize(("heading", "name"), [("Tenants", "tenants"), ("Domains", "domains")])
def test_methods_whose_actions_are_on_a_page_of_their_own(heading: str, name: str) -> None:
    service = "identities" if name == "domains" else name
    needed = {method: actions for method, actions in documented(page(name)).items() if method.startswith(f"{service}.")}
    assert allowed(heading) == [{f"ses:{action}" for actions in needed.values() for action in actions}]
