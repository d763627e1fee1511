"""The pages of the site: home and quickstart run, the navigation is complete, links lead somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from sesv2kit import SESv2, models
from sesv2kit.models import EmailTemplateContent
from sesv2kit.testing import mock_sesv2
from tests.tools import facts, reference, site
from tests.unit.support import environment

__all__ = ["environment"]

API = "https://docs.aws.amazon.com/ses/latest/APIReference-V2/"
HOME = (site.DOCS / "index.md").read_text()
QUICKSTART = (site.DOCS / "quickstart.md").read_text()


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", HOME, re.DOTALL), ids=["boto3", "sesv2kit"])
def test_both_halves_of_the_home_page_do_the_same(block: str, capsys: pytest.CaptureFixture[str]) -> None:
    with mock_sesv2() as backend:
        backend.verify_identity("shop.example")
        SESv2("us-east-1").templates.create_email_template(
            template_name="welcome", template_content=EmailTemplateContent(subject="Hi {{name}}", text="Hello")
        )
        for number in range(1500):
            backend.suppress(f"{number}@mail.example", "BOUNCE")
        exec(compile(block, "index.md", "exec"), {})
        assert [(sent.subject, sent.to) for sent in backend.outbox] == [("Hi Ann", ("ann@mail.example",))]
    assert len(capsys.readouterr().out.splitlines()) == 1500


def test_the_quickstart_prints_what_it_shows(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    *blocks, last = re.findall(r"```python\n(.*?)```(?:\n\n```text\n(.*?)```)?", QUICKSTART, re.DOTALL)
    try:
        for block, shown in blocks:
            exec(block, names)
            assert capsys.readouterr().out == shown
    finally:
        exec(last[0], names)  # it closes the local SES, which otherwise would serve the tests after this one
    assert sum(bool(shown) for _, shown in blocks) == 7


def pages_of(nav: Any) -> Iterator[str]:
    """The pages that a navigation lists."""
    match nav:
        case str():
            yield nav
        case dict():
            yield from pages_of([*nav.values()])
        case _:
            for entry in nav:
                yield from pages_of(entry)


def test_every_page_is_in_the_navigation(tmp_path: Path) -> None:
    listed = [*pages_of(yaml.safe_load((site.PROJECT / "mkdocs.yml").read_text())["nav"])]
    assert len(listed) == len(set(listed))
    site.prepare(tmp_path)
    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.md")}
    shown_by_others = {name for name in written if re.match(r"files/|decisions/\d", name)}
    assert written - shown_by_others == {*listed}, "change nav in mkdocs.yml"


def test_links_show_the_titles_of_pages_and_not_the_names_of_their_files(tmp_path: Path) -> None:
    site.prepare(tmp_path)
    assert "see [Pacing](pacing.md)" in " ".join(
        (tmp_path / "credentials.md").read_text().replace("See", "see").split()
    )
    names = re.compile(r"\[[\w-]+\.md\]\(")
    assert [path.name for path in tmp_path.rglob("*.md") if names.search(path.read_text())] == []


def test_home_and_readme_lead_to_every_page() -> None:
    pages = {path.name for path in site.DOCS.glob("*.md")} - {"index.md"}
    of_contributors = {"contributing.md"}
    assert pages - of_contributors - {*re.findall(r"\]\((\w+\.md)", HOME)} == set(), "link it from docs/index.md"
    readme = (site.PROJECT / "README.md").read_text()
    assert pages - {*re.findall(r"\]\(docs/(\w+\.md)", readme)} == set(), "link it from README.md"


INSIDE = {
    "aio": {"caller", "driving", "threads", "transport"},
    "events": {"fetching"},
    "shapes": {"addresses", "faces", "keys", "mail", "words"},
}
"""Modules from which no user imports anything."""


def test_every_public_module_is_in_the_reference() -> None:
    shown = {re.sub(r"\.[A-Z]\w+", "", part) for _, parts in site.PARTS.values() for part in parts.split()}
    package = site.PROJECT / "sesv2kit"
    for folder in (".", "aio", "events", "journal", "limits", "shapes"):
        prefix = "" if folder == "." else f"{folder}."
        modules = {path.stem for path in (package / folder).glob("[a-z]*.py")} - INSIDE.get(folder, set())
        assert {f"{prefix}{module}" for module in modules} <= shown, "add it to PARTS of tests/tools/site.py"


def test_the_lists_of_operations_and_limits_lead_to_the_reference() -> None:
    rows = site.linked_operations(reference.page("operations")).splitlines()
    assert "| operation | rate | repeat |" in rows
    method = "[`get_tenant`][sesv2kit.services.tenants.Tenants.get_tenant]"
    assert f"| [GetTenant]({API}API_GetTenant.html)<br>{method} |  | safe |" in rows
    method = "[`list_tenants`][sesv2kit.services.tenants.Tenants.list_tenants]"
    assert f"| [ListTenants]({API}API_ListTenants.html)<br>{method} → `TenantInfo` |  | safe |" in rows
    assert {row.count(" | ") for row in rows if row.startswith("| ")} == {2}
    limits = site.linked_limits(reference.page("limits"))
    assert "[`TagResourceRequest.tags`][sesv2kit.models.tags.TagResourceRequest.tags]" in limits
    assert "| [`Destination`][sesv2kit.models.sending.Destination] |" in limits
    assert "`ClientConfig(pacing=False)`" in limits


def test_programs_find_every_page_and_every_operation(tmp_path: Path) -> None:
    site.prepare(tmp_path)
    listed = re.findall(r"^- \[.*\]\((.*?)\)", (tmp_path / "llms.txt").read_text(), re.MULTILINE)
    pages = [path.relative_to(tmp_path).with_suffix(".html").as_posix() for path in tmp_path.rglob("*.md")]
    assert sorted(listed) == sorted([*pages, "operations.txt"])
    first, *lines = (tmp_path / "operations.txt").read_text().splitlines()
    assert [line.split("\t")[0] for line in lines] == [one.name for one in facts.operations().values()]
    assert {line.count("\t") for line in lines} == {first.count(", ")}


@pytest.mark.parametrize(
    ("model", "member", "added"),
    [
        (
            models.CreateTenantRequest,
            "tenant_name",
            f"AWS: [`TenantName`]({API}API_CreateTenant.html). Must be: "
            f"1 to 64 characters from A-Z, a-z, 0-9, \\_ and - ([API_CreateTenant]({API}API_CreateTenant.html)).",
        ),
        (models.CreateTenantResponse, "tenant_name", f"AWS: [`TenantName`]({API}API_CreateTenant.html)."),
        (
            models.DeliveryOptions,
            "max_delivery_seconds",
            f"AWS: [`MaxDeliverySeconds`]({API}API_DeliveryOptions.html). Must be: 300 to 50400.",
        ),
        (
            models.Template,
            "template_data",
            f"AWS: [`TemplateData`]({API}API_Template.html). Must be: at most 262144 characters.",
        ),
    ],
)
def test_a_member_is_shown_with_its_name_at_aws_and_its_limits(model: type[BaseModel], member: str, added: str) -> None:
    assert facts.of_member(model, member) == added


def test_a_model_is_shown_with_its_operation_and_the_limits_of_several_members() -> None:
    assert facts.of_model(models.GetAccountResponse) == f"AWS: [GetAccount]({API}API_GetAccount.html)."
    limit = "1 to 50 recipients, to, cc and bcc together"
    assert facts.of_model(models.Destination).startswith(f"Must be: {limit} ([quotas](")


def test_a_method_is_shown_with_its_models_rate_and_permission() -> None:
    path = "sesv2kit.services.suppression.Suppression.list_suppressed_destinations"
    assert facts.of_method(facts.operations()[path]) == (
        f"AWS: [ListSuppressedDestinations]({API}API_ListSuppressedDestinations.html)"
        " · request [`ListSuppressedDestinationsRequest`]"
        "[sesv2kit.models.suppression.ListSuppressedDestinationsRequest]"
        " · response [`ListSuppressedDestinationsResponse`]"
        "[sesv2kit.models.suppression.ListSuppressedDestinationsResponse]"
        " · paged, items [`SuppressedDestinationSummary`][sesv2kit.models.suppression.SuppressedDestinationSummary]"
        " · safe to repeat · IAM action ses:ListSuppressedDestinations"
    )


def test_every_structure_is_shown_with_a_page_of_aws() -> None:
    assert [model.__name__ for model in facts.models() if facts.page_of(model) is None] == []
