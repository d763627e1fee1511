"""The pages of the site: home and quickstart run, the navigation is complete, links lead somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from sesv2kit import SESv2
from sesv2kit.models import EmailTemplateContent
from sesv2kit.testing import mock_sesv2
from tests.tools import site
from tests.unit.support import environment

__all__ = ["environment"]

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


def test_every_page_is_in_the_navigation() -> None:
    listed = [*pages_of(yaml.safe_load((site.PROJECT / "mkdocs.yml").read_text())["nav"])]
    assert len(listed) == len(set(listed))
    written = {path.name for path in site.DOCS.glob("*.md")}
    assert written <= {*listed}, "add it to nav of mkdocs.yml"


PAGE = """# Page

[a page](other.md#part), [an example](../examples/some.py), [a folder](../examples/many), [elsewhere](https://aws.example)
and [the changelog](../CHANGELOG.md)

```markdown
[code](../examples/some.py)
```

[decisions](decisions)
"""


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """The Markdown of a small project."""
    for name in ("examples/some.py", "examples/many/one.py", "examples/many/__init__.py", "CHANGELOG.md"):
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("" if "init" in name else f"print({name!r})\n")
    (tmp_path / "project/docs/decisions").mkdir(parents=True)
    (tmp_path / "project/docs/other.md").write_text("# Other\n")
    (tmp_path / "project/docs/page.md").write_text(PAGE)
    pages = site.Pages(tmp_path / "site", tmp_path / "project")
    pages.add("page.md", tmp_path / "project/docs/page.md")
    pages.show_files()
    return tmp_path / "site"


def test_links_to_the_repository_lead_to_pages(built: Path) -> None:
    page = (built / "page.md").read_text()
    links = re.findall(r"\]\((.*?)\)", page)
    assert links == [
        "other.md#part",
        "files/examples/some.py.md",
        "files/examples/many.md",
        "https://aws.example",
        "changelog.md",
        "../examples/some.py",  # in code
        "decisions/index.md",
    ]


def test_the_files_that_are_linked_are_shown(built: Path) -> None:
    assert "print('examples/some.py')" in (built / "files/examples/some.py.md").read_text()
    assert (built / "files/examples/many.md").read_text() == "# examples/many\n\n- [one.py](many/one.py.md)\n"
    assert "print('examples/many/one.py')" in (built / "files/examples/many/one.py.md").read_text()
    assert not (built / "files/examples/many/__init__.py.md").exists()
