"""Prepare the Markdown of the site, in site/source: `nox -s docs` then builds it.

Pages of docs/ link to files of the repository. On the site, these are pages that show the file.
"""

import os
import re
import shutil
from pathlib import Path, PurePosixPath

PROJECT = Path(__file__).parents[2]
DOCS = PROJECT / "docs"
SOURCE = PROJECT / "site" / "source"

SHOWN_ELSEWHERE = {"CHANGELOG.md": "changelog.md"}
"""Files of the repository that are pages of their own, by the name of the page."""

_FENCED = re.compile(r"^(```+).*?^\1$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)(#[^)\s]*)?\)")


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
            target = (path.parent / match[1]).resolve()
            if not target.exists():
                return match[0]  # an error of the strict build
            relative = os.path.relpath(self._page(target), PurePosixPath(name).parent)
            return f"]({relative}{match[2] or ''})"

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
                self.write(page_of(name), f"# {name}\n\n````python\n{code}\n````\n")


def title(path: Path) -> str:
    """The first heading of a page."""
    return path.read_text().partition("\n")[0].removeprefix("# ")


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
    decisions = sorted((DOCS / "decisions").glob("*.md"))
    hidden = "---\nhide: [navigation, toc]\n---\n\n"
    pages.write("index.md", hidden + (folder / "index.md").read_text())
    listed = [f"- [{title(path)}]({path.name})" for path in decisions]
    pages.write("decisions/index.md", "\n".join(["# Decisions", "", "Why it is built this way.", "", *listed, ""]))
    for file, name in SHOWN_ELSEWHERE.items():
        pages.add(name, PROJECT / file)
    pages.show_files()


if __name__ == "__main__":
    prepare(SOURCE)
