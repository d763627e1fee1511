"""Templates as in a folder: `templates.plan_changes`."""

import errno
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from sesv2kit._workflows.caller import Caller
from sesv2kit._workflows.templates import checked, stored_content
from sesv2kit._workflows.variables import variables_of
from sesv2kit.errors import AlreadyExistsError, NotFoundError, Problem, RequestInvalidError, TemplateInvalidError
from sesv2kit.models.common import API, EmailTemplateContent
from sesv2kit.models.templates import (
    CREATE_EMAIL_TEMPLATE,
    DELETE_EMAIL_TEMPLATE,
    LIST_EMAIL_TEMPLATES,
    UPDATE_EMAIL_TEMPLATE,
    ListEmailTemplatesRequest,
)
from sesv2kit.templating import PARTS, Part, TemplateChange

_CONTENT = API + "API_EmailTemplateContent.html"

_PAGE = "docs/templates.md of sesv2kit"

_LARGEST = 8 * 1024 * 1024
"""Most bytes of a file that is read. SES allows far fewer."""

_FILES: Mapping[str, Part] = {"subject.txt": "subject", "body.txt": "text", "body.html": "html"}


async def changes(caller: Caller, folder: "str | os.PathLike[str]", delete: bool) -> list[TemplateChange]:
    """What differs between a folder and SES; see `Templates.plan_changes`."""
    wanted = await caller.blocking(lambda: _read(folder, delete))
    found: list[TemplateChange] = []
    for name, content in wanted.items():
        try:
            stored = await stored_content(caller, name)
        except NotFoundError:
            found.append(TemplateChange("create", name, content, _differing(content, None)))
            continue
        differing = _differing(content, stored)
        if differing:
            found.append(TemplateChange("update", name, content, differing))
    if delete:
        found += [TemplateChange("delete", name) for name in await _names(caller) if name not in wanted]
    return found


def _differing(content: EmailTemplateContent, stored: EmailTemplateContent | None) -> tuple[Part, ...]:
    return tuple(part for part in PARTS if _part(content, part) != _part(stored, part))


def _part(content: EmailTemplateContent | None, part: Part) -> str:
    """A part to compare: emails have line ends of their own, and an empty part is as good as none."""
    text: str | None = getattr(content, part, None)
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")


async def _names(caller: Caller) -> list[str]:
    from sesv2kit.paging import PageWalk

    walk = PageWalk(LIST_EMAIL_TEMPLATES, ListEmailTemplatesRequest(page_size=100))
    names: list[str] = []
    while walk.request is not None:
        page = await caller.look_up(LIST_EMAIL_TEMPLATES, {"page_size": 100, "next_token": walk.token})
        names += [one.template_name for one in walk.take(page) if one.template_name is not None]
    return names


async def make(caller: Caller, change: TemplateChange) -> None:
    """Make a change. It does not matter whether it was made before, or half of it."""
    content = {"template_name": change.template_name, "template_content": change.template_content}
    match change.action:
        case "create":
            try:
                await caller.call(CREATE_EMAIL_TEMPLATE, content)
            except AlreadyExistsError:  # since it was planned: by somebody, or by an attempt whose response was lost
                await caller.call(UPDATE_EMAIL_TEMPLATE, content)
        case "update":
            try:
                await caller.call(UPDATE_EMAIL_TEMPLATE, content)
            except NotFoundError:  # deleted since it was planned
                await caller.call(CREATE_EMAIL_TEMPLATE, content)
        case "delete":
            with suppress(NotFoundError):
                await caller.call(DELETE_EMAIL_TEMPLATE, {"template_name": change.template_name})


def _read(folder: "str | os.PathLike[str]", delete: bool) -> dict[str, EmailTemplateContent]:
    """The templates in a folder, by name.

    Raises:
        RequestInvalidError: `delete` is wrong, a file is none of a template, or a template is wrong.
    """
    problems: list[Problem] = []
    templates: dict[str, EmailTemplateContent] = {}
    if not isinstance(delete, bool):  # pyright: ignore[reportUnnecessaryIsInstance]  # not every caller is type-checked
        problems.append(Problem("delete", "must be True or False", _PAGE))
    for place in _places(folder, problems):
        try:
            templates[place.name] = _template(place)
        except RequestInvalidError as error:
            problems += error.problems
    if problems:
        raise RequestInvalidError("plan_changes", problems)
    return templates


def _places(folder: "str | os.PathLike[str]", problems: list[Problem]) -> list[Path]:
    """The folders of the templates."""
    places: list[Path] = []
    try:
        if os.fspath(folder) == "":
            raise FileNotFoundError  # pathlib takes it as the current folder
        for place in sorted(Path(folder).iterdir()):
            if not _is_hidden(place):
                try:
                    is_folder = stat.S_ISDIR(place.stat().st_mode)
                except OSError as error:  # such as a link to nothing: with `delete`, its template would be deleted
                    problems.append(_unreadable(place.name, error))
                else:
                    places += [place] if is_folder else []
    except (OSError, TypeError, ValueError) as error:  # ValueError: a name that no file can have
        problems.append(Problem("folder", f"cannot be read: {type(error).__name__}", _PAGE))
    else:
        if not places and not problems:  # with `delete`, a wrong folder would delete every template
            problems.append(Problem("folder", "has no template: each is a folder with its files", _PAGE))
    return places


def _is_hidden(place: Path) -> bool:
    return place.name.startswith(".")


def _template(place: Path) -> EmailTemplateContent:
    """The template in a folder.

    Raises:
        RequestInvalidError: It is wrong.
    """
    problems: list[Problem] = []
    parts = _parts_in(place, problems)
    if "subject" in parts:
        parts["subject"] = parts["subject"].rstrip("\n")
    elif not problems:
        problems.append(_problem(place.name, "has no subject.txt"))
    if not problems and parts.keys() == {"subject"}:
        problems.append(_problem(place.name, "has no body.txt and no body.html"))
    if problems:
        raise RequestInvalidError("plan_changes", problems)
    try:
        content = checked("plan_changes", parts, place.name)
        variables_of(content)
    except RequestInvalidError as error:
        problems = [_problem(place.name, f"{one.argument}: {one.message}", one.source) for one in error.problems]
    except TemplateInvalidError as error:
        file = next(file for file, part in _FILES.items() if part == error.part)
        message = f"cannot be rendered: line {error.line}: {error.reason}"
        problems = [_problem(f"{place.name}/{file}", message, _CONTENT)]
    else:
        return content
    raise RequestInvalidError("plan_changes", problems)


def _parts_in(place: Path, problems: list[Problem]) -> dict[str, str]:
    """The parts whose files can be read."""
    parts: dict[str, str] = {}
    try:
        paths = sorted(place.iterdir())
    except OSError as error:
        problems.append(_unreadable(place.name, error))
        return parts
    for path in paths:
        name, where = _FILES.get(path.name), f"{place.name}/{path.name}"
        if name is not None:
            try:
                parts[name] = _text(path)
            except UnicodeDecodeError:
                problems.append(_problem(where, "is not UTF-8"))
            except OSError as error:
                problems.append(_unreadable(where, error))
        elif not _is_hidden(path):
            problems.append(_problem(where, f"is no file of a template: those are {', '.join(_FILES)}"))
    return parts


def _text(path: Path) -> str:
    """The text of a file.

    Raises:
        OSError: It is none, or cannot be read.
        UnicodeDecodeError: It is not UTF-8.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):  # to read from a pipe would take forever
        raise OSError(errno.EINVAL, "is no file")
    if found.st_size > _LARGEST:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return path.read_text(encoding="utf-8-sig")


def _unreadable(where: str, error: OSError) -> Problem:
    return _problem(where, f"cannot be read: {error.strerror}")


def _problem(where: str, message: str, source: str = _PAGE) -> Problem:
    return Problem(f"folder: {where}", message, source)
