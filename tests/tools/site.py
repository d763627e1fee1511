"""Prepare the Markdown of the site, in site/source: `nox -s docs` then builds it.

Pages of docs/ link to files of the repository. On the site, these are pages that show the file. The pages of the
reference name modules and classes: mkdocstrings puts their docstrings there, with what `tests.tools.facts` knows.
`llms.txt` lists all pages for programs, `operations.txt` all operations.
"""

import ast
import os
import re
import shutil
from pathlib import Path, PurePosixPath

from sesv2kit import catalog
from tests.tools import aws, facts, reference

PROJECT = Path(__file__).parents[2]
DOCS = PROJECT / "docs"
SOURCE = PROJECT / "site" / "source"

SHOWN_ELSEWHERE = {"CHANGELOG.md": "changelog.md"}
"""Files of the repository that are pages of their own, by the name of the page."""

SERVICES = sorted({reference.domain(one) for service in aws.SERVICES for one in catalog.operations(service).values()})
"""The attributes of a client."""

PARTS = {
    "clients": ("Clients and settings", "client.SESv2 aio.client.AsyncSESv2 config"),
    "errors": ("Errors", "errors"),
    "calls": (
        "Operations, lists and reports of attempts",
        "operation catalog paging aio.paging observing shapes.bases shapes.facets shapes.untyped",
    ),
    "mail": ("Emails", "mail"),
    "bulk": ("Bulk sends and many calls", "bulk aio.bulk many aio.many"),
    "plans": ("Plans and their results", "plans aio.plans"),
    "results": (
        "Results of workflows",
        "health domains destinations tenancy templating suppressing contacting series",
    ),
    "events": ("Events", "events.reading events.types events.envelopes events.sns events.files events.state"),
    "event_structures": ("Structures of events", "events.structures"),
    "journal": ("Idempotency keys", "journal.protocol journal.base journal.sqlite journal.redis journal.dynamodb"),
    "limiters": ("Rate limiters", "limits.memory limits.redis aio.limits aio.redis"),
    "arns": ("ARNs", "arns"),
    "django": ("Email backend for Django", "django"),
    "testing": (
        "Local SES",
        "testing.mock testing.backend testing.faults testing.mail.message testing.mail.parts testing.mail.records "
        "testing.notifying.endpoints testing.protocol.clock testing.state.account testing.server.http "
        "testing.journals testing.plugin",
    ),
}
"""Pages of the reference beside services and models: their titles, and modules or classes."""

_FENCED = re.compile(r"^(```+).*?^\1$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(\[[\w-]+\.md)?\]\((?!https?:|#|mailto:)([^)#\s]+)(#[^)\s]*)?\)")
"""A link to a file of the repository: its text if that is the name of a page, the file, and the anchor."""


def page_of(path: str) -> str:
    """The page that shows a file or folder of the repository, outside of docs/."""
    return SHOWN_ELSEWHERE.get(path, f"files/{path}.md")


class Pages:
    """The pages of the site, written one by one."""

    def __init__(self, folder: Path, project: Path = PROJECT) -> None:
        self._folder = folder
        self._project = project
        self._docs = project / "docs"
        self._shown: dict[str, None] = {}

    def write(self, name: str, text: str) -> None:
        """Write a page."""
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def add(self, name: str, path: Path) -> None:
        """Write the page of a Markdown file of the repository; what it links to there is shown as well."""
        text, pieces, end = path.read_text(), list[str](), 0
        for fenced in _FENCED.finditer(text):  # the code of a page has no links
            pieces += [self._linked(text[end : fenced.start()], name, path), fenced[0]]
            end = fenced.end()
        self.write(name, "".join([*pieces, self._linked(text[end:], name, path)]))

    def _linked(self, text: str, name: str, path: Path) -> str:
        """The text with its links as they are on the site, where the page has the name."""

        def link(match: re.Match[str]) -> str:
            shown, linked, anchor = match.groups(default="")
            target = (path.parent / linked).resolve()
            if not target.exists():
                return match[0]  # an error of the strict build
            relative = os.path.relpath(self._page(target), PurePosixPath(name).parent)
            # The site has pages with titles, and no files.
            shown = shown and "[" + target.read_text().partition("\n")[0].removeprefix("# ")
            return f"{shown}]({relative}{anchor})"

        return _LINK.sub(link, text)

    def _page(self, target: Path) -> PurePosixPath:
        if target.is_relative_to(self._docs):
            page = PurePosixPath(target.relative_to(self._docs))
            return page / "index.md" if target.is_dir() else page
        shown = target.relative_to(self._project).as_posix()
        if shown not in SHOWN_ELSEWHERE:
            self._shown.setdefault(shown)
        return PurePosixPath(page_of(shown))

    def show_files(self) -> None:
        """Write a page for each file and folder that a page links to."""
        for shown in self._shown:
            path = self._project / shown
            if path.is_dir():
                files = [file for file in sorted(path.rglob("*.py")) if file.stat().st_size]
                names = [file.relative_to(path).as_posix() for file in files]
                listed = [f"- [{name}]({path.name}/{name}.md)" for name in names]
                self.write(page_of(shown), "\n".join([f"# {shown}", "", *listed, ""]))
            else:
                files = [path]
            for file in files:
                name = file.relative_to(self._project).as_posix()
                code = file.read_text().rstrip("\n")
                head = UNSEARCHED if name.startswith("tests/") else ""
                self.write(page_of(name), f"{head}# {name}\n\n````python\n{code}\n````\n")


def summary(path: Path) -> tuple[str, str]:
    """The heading of a page, and its first sentence; empty if it begins with something else."""
    heading, _, text = path.read_text().removeprefix(HIDDEN).removeprefix(WIDE).removeprefix(UNSEARCHED).partition("\n")
    paragraphs = (" ".join(one.split()) for one in text.strip().split("\n\n") if not one.startswith("## "))
    paragraph = next(paragraphs, "")
    if paragraph.startswith("::: "):
        paragraph = described(paragraph.split()[1])
    words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", paragraph)
    sentence = re.match(r"[A-Z`].*?[.](?= |$)", words) if not words.startswith("``") else None
    return heading.removeprefix("# "), sentence[0] if sentence else ""


HIDDEN = "---\nhide: [navigation, toc]\n---\n\n"
"""For the home page, which has room for two columns."""

UNSEARCHED = "---\nsearch:\n  exclude: true\n---\n\n"
"""For programs that a page links to, and that nobody searches for."""

WIDE = "---\nhide: [toc]\n---\n\n"
"""For a page with a wide table and few sections."""


def described(module: str) -> str:
    """The first paragraph of the docstring of a module, or of a class's module."""
    module = module.rpartition(".")[0] if module.rpartition(".")[2][0].isupper() else module
    source = (PROJECT / f"{module.replace('.', '/')}.py").read_text()  # its import may need an extra
    paragraph = (ast.get_docstring(ast.parse(source)) or "").partition("\n\n")[0]
    return " ".join(paragraph.split())


def write_reference(pages: Pages) -> None:
    """Write the pages of the reference."""
    overview = ["# Reference", "", "Everything public, from the docstrings that editors show.", "", "## Services", ""]
    overview += ["| attribute of the client | models | subject |", "| --- | --- | --- |"]
    for name in SERVICES:
        subject = described(f"sesv2kit.models.{name}")
        overview.append(f"| [`ses.{name}`](services/{name}.md) | [models](models/{name}.md) | {subject} |")
        (service,) = {path.rpartition(".")[0] for path in facts.operations() if path.split(".")[2] == name}
        awaited = "`AsyncSESv2` has the same methods, to be awaited; lists are read with `async for`."
        models = f"[Models](../models/{name}.md) has the members of requests and responses."
        pages.write(
            f"reference/services/{name}.md",
            f"# ses.{name}\n\n{subject}\n\n{awaited} {models}\n\n::: {service}{ANCHOR}\n",
        )
    for name in [*SERVICES, "common"]:
        pages.write(f"reference/models/{name}.md", f"# Models: {name}\n\n::: sesv2kit.models.{name}\n")
    overview += ["", f"[Models of several services](models/common.md): {described('sesv2kit.models.common')}"]
    overview += ["", "## All else", ""]
    for name, (heading, parts) in PARTS.items():
        overview.append(f"- [{heading}]({name}.md)")
        shown = [f"::: sesv2kit.{part}{options(part)}" for part in parts.split()]
        pages.write(f"reference/{name}.md", "\n\n".join([f"# {heading}", *shown, ""]))
    overview += ["", "[Operations](../operations.md) and [limits](../limits.md) are lists to search in; "]
    overview += ["[operations.txt](../operations.txt) has the operations as plain text.", ""]
    pages.write("reference/index.md", "\n".join(overview))


ANCHOR = "\n    options:\n      show_root_toc_entry: true"
"""An anchor for a class without a heading of its own."""


def options(part: str) -> str:
    """What mkdocstrings shows of a part beyond its members: a class's name; of errors, what they derive from."""
    if part.rpartition(".")[2][0].isupper():
        return "\n    options:\n      show_root_heading: true\n      show_root_toc_entry: true"
    return "\n    options:\n      show_bases: true" if part == "errors" else ""


def linked_operations(text: str) -> str:
    """docs/operations.md for the width of the site: an operation's names are one cell, its method is linked to the
    reference, and an arrow leads to the type of a list's items."""
    words = "- **→**: the method returns an iterator over the items of all pages, which have the type behind the arrow."
    text = re.sub(r"- \*\*paged\*\*: .*", words, text)
    text = text.replace("| AWS name | method | paged |", "| operation |")
    text = text.replace("| --- | --- | --- | --- | --- |", "| --- | --- | --- |")
    for path, operation in facts.operations().items():
        row = rf"\| (\[{operation.name}\]\(.*?\)) \| `.*?` \| (.*?) \|"
        text = re.sub(row, rf"| \1<br>{facts.code(operation.method, path)} → \2 |", text)
    return text.replace(" →  |", " |")


def linked_limits(text: str) -> str:
    """docs/limits.md with its members and structures linked to the reference."""
    paths = {model.__name__: facts.path_of(model) for model in facts.models() if "pinpoint" not in model.__module__}

    def link(match: re.Match[str]) -> str:
        model, dot, member = match[1].partition(".")
        return facts.code(match[1], f"{paths[model]}{dot}{member}") if model in paths else match[0]

    return re.sub(r"`([A-Z]\w*(?:\.[a-z]\w*)?)`", link, text)


def write_texts(pages: Pages, folder: Path) -> None:
    """Write llms.txt and operations.txt."""
    lines = ["# sesv2kit", "", f"> {summary(folder / 'index.md')[1]}", "", "## Pages", ""]
    for path in sorted(folder.rglob("*.md"), key=lambda path: (str(path.parent), path)):
        heading, sentence = summary(path)
        name = path.relative_to(folder).with_suffix(".html").as_posix()
        lines.append(f"- [{heading}]({name})" + (f": {sentence}" if sentence else ""))
    lines += ["", "## Plain text", "", "- [operations.txt](operations.txt): every operation, one a line", ""]
    pages.write("llms.txt", "\n".join(lines))
    columns = "AWS name, method, request, response, rates, whether it is safe to repeat, IAM action"
    operations = [f"# {columns}"]
    for method, one in facts.operations().items():
        rates = ", ".join(map(reference.rate, one.rates)) or "-"
        names = (one.name, f"ses.{method.split('.')[2]}.{one.method}", one.request.__name__, one.response.__name__)
        action = reference.IAM_ACTIONS.get(one.name, f"ses:{one.name}")
        operations.append("\t".join([*names, rates, one.repeat.value, action]))
    pages.write("operations.txt", "\n".join([*operations, ""]))


def prepare(folder: Path) -> None:
    """Write the Markdown of the whole site."""
    shutil.rmtree(folder, ignore_errors=True)
    pages = Pages(folder)
    for path in sorted(DOCS.rglob("*")):
        name = path.relative_to(DOCS).as_posix()
        if path.suffix == ".md":
            pages.add(name, path)
        elif path.is_file():
            pages.write(name, path.read_text())
    pages.write("index.md", HIDDEN + (folder / "index.md").read_text())
    pages.write("operations.md", linked_operations((folder / "operations.md").read_text()))
    pages.write("limits.md", WIDE + linked_limits((folder / "limits.md").read_text()))
    decisions = sorted((DOCS / "decisions").glob("*.md"))
    listed = [f"- [{summary(path)[0]}]({path.name})" for path in decisions]
    pages.write("decisions/index.md", "\n".join(["# Decisions", "", "Why it is built this way.", "", *listed, ""]))
    for file, name in SHOWN_ELSEWHERE.items():
        pages.add(name, PROJECT / file)
    pages.show_files()
    write_reference(pages)
    write_texts(pages, folder)


if __name__ == "__main__":
    prepare(SOURCE)
