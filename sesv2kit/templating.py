"""Results of the methods of `client.templates` that are not operations of SES: `variables`, `missing`, `preview`,
`check_rendering_events` and `plan_changes`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from sesv2kit.errors import BadRequestError
    from sesv2kit.models.common import EmailTemplateContent

__all__ = [
    "PARTS",
    "MissingVariable",
    "Needed",
    "Part",
    "PreviewDifference",
    "RenderedParts",
    "RenderingEvents",
    "TemplateChange",
    "TemplatePreview",
    "TemplateVariables",
    "Variable",
]


def __dir__() -> list[str]:
    return __all__


Part: TypeAlias = Literal["subject", "text", "html"]
"""A part of a template, named as in `EmailTemplateContent`."""

PARTS: Final[tuple[Part, ...]] = ("subject", "text", "html")
"""All parts."""

Needed: TypeAlias = Literal["always", "each_item", "sometimes", "never"]
"""In which case rendering fails without a variable.

- `always`: it is printed outside of all blocks.
- `each_item`: each item of a list needs it.
- `sometimes`: it is printed in a block that data may leave out, such as `{{#if}}`.
- `never`: it is only tested, or only its items are used: `{{#if}}` and `{{#each}}` treat a missing one as empty.
"""


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a template."""

    path: str
    """The path of its value in the template data. `user.name` is the member `name` of `user`, `orders[].sku` the member
    `sku` of each item of `orders`."""

    needed: Needed
    """In which case rendering fails without it."""

    parts: tuple[Part, ...]
    """The parts of the template that use it."""

    def __str__(self) -> str:
        """One line."""
        return f"{self.path}  {self.needed}  {', '.join(self.parts)}"


@dataclass(frozen=True, slots=True)
class TemplateVariables:
    """The variables of a template. Two are equal if the templates need the same data."""

    variables: tuple[Variable, ...]
    """All variables, in the order of their paths."""

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of all variables."""
        return tuple(one.path for one in self.variables)

    @property
    def required(self) -> tuple[str, ...]:
        """The paths of variables without which rendering always fails."""
        return tuple(one.path for one in self.variables if one.needed == "always")

    def __str__(self) -> str:
        """A table with one line for each variable."""
        width = max((len(one.path) for one in self.variables), default=0)
        lines = (f"{one.path:<{width}}  {one.needed:<9}  {', '.join(one.parts)}" for one in self.variables)
        return "\n".join(lines) or "no variables"


@dataclass(frozen=True, slots=True)
class MissingVariable:
    """A variable that a template prints and the template data lacks."""

    path: str
    """The path that the template uses: `user.name`, or `orders[1].sku` for the second item of `orders`. Items of an
    object are named by their keys. A path that begins with `@` or `..` does not exist in any data at this place."""

    part: Part
    """The first part of the template that prints it."""

    line: int
    """Number of the line in that part, from 1."""

    def __str__(self) -> str:
        """Path and place."""
        return f"{self.path} ({self.part}, line {self.line})"


@dataclass(frozen=True, slots=True)
class RenderedParts:
    """The rendered parts of a template. Lines end with a single newline, also if those of the email end with CRLF."""

    subject: str | None
    """The subject. None: the template has none."""

    text: str | None = field(repr=False)
    """The plain text body. None: the template has none."""

    html: str | None = field(repr=False)
    """The HTML body. None: the template has none."""


@dataclass(frozen=True, slots=True)
class PreviewDifference:
    """The first line of a part in which SES and the local engine differ."""

    part: Part
    """The part."""

    line: int
    """Number of the line, from 1."""

    ses: str | None = field(repr=False)
    """The line as SES renders it. None: SES's part ends before."""

    local: str | None = field(repr=False)
    """The line as the local engine renders it. None: its part ends before."""

    def __str__(self) -> str:
        """Both lines."""
        return f"{self.part}, line {self.line}: SES has {self.ses!r}, the local engine {self.local!r}"


@dataclass(frozen=True, slots=True)
class TemplatePreview:
    """A template rendered with some data by SES, and by the local engine if it is installed."""

    template_name: str
    """The template."""

    rendered: RenderedParts | None
    """The result of SES. None: SES refused, see `error`."""

    error: "BadRequestError | None" = None
    """Why SES does not render it, such as a variable without a value. None: SES renders it."""

    local: RenderedParts | None = None
    """The result of the local engine. None: it cannot render it, see `local_error`, or it is not installed."""

    local_error: str | None = None
    """Why the local engine does not render it. None: it renders it, or is not installed."""

    @property
    def differences(self) -> tuple[PreviewDifference, ...]:
        """The differences between SES and the local engine, one for each part. Empty: none, or one of them rendered
        nothing."""
        if self.rendered is None or self.local is None:
            return ()
        found = (_difference(part, getattr(self.rendered, part), getattr(self.local, part)) for part in PARTS)
        return tuple(one for one in found if one is not None)

    def raise_for_error(self) -> None:
        """Raise SES's error, if SES does not render the template.

        Raises:
            BadRequestError: SES does not render it.
        """
        if self.error is not None:
            raise self.error

    def __str__(self) -> str:
        """The email, or why there is none; then the differences."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        if self.rendered is None:
            yield f"SES does not render {self.template_name}: {self.error.message if self.error else ''}"
            if self.local is not None:
                yield "The local engine does."
        else:
            yield f"Subject: {self.rendered.subject or ''}"
            yield from ("", *(body for body in (self.rendered.text, self.rendered.html) if body is not None))
            if self.local_error is not None:
                yield f"The local engine does not render it: {self.local_error}"
            yield from (f"Difference in {one}" for one in self.differences)


def _difference(part: Part, ses: str | None, local: str | None) -> PreviewDifference | None:
    """The first line that differs. Line ends and empty lines at the end are ignored, because email transport changes
    them."""
    lines, others = ((text or "").rstrip().splitlines() for text in (ses, local))
    for number, (one, other) in enumerate(zip(lines, others, strict=False), start=1):
        if one != other:
            return PreviewDifference(part, number, one, other)
    shorter = min(len(lines), len(others))
    if len(lines) == len(others):
        return None
    return PreviewDifference(
        part,
        shorter + 1,
        lines[shorter] if shorter < len(lines) else None,
        others[shorter] if shorter < len(others) else None,
    )


@dataclass(frozen=True, slots=True)
class RenderingEvents:
    """The event destinations of a configuration set for rendering failures of accepted emails."""

    configuration_set_name: str
    """The configuration set."""

    event_destination_names: tuple[str, ...]
    """Its enabled event destinations for `RENDERING_FAILURE`."""

    disabled: tuple[str, ...] = ()
    """Its event destinations for `RENDERING_FAILURE` that are not enabled, so that they publish nothing."""

    @property
    def is_published(self) -> bool:
        """Whether a rendering failure is published anywhere."""
        return bool(self.event_destination_names)

    def __str__(self) -> str:
        """One line that says where, or what to do."""
        if self.is_published:
            where = f"to {', '.join(self.event_destination_names)}"
        elif self.disabled:
            where = f"nowhere: enable {' or '.join(self.disabled)}"
        else:
            where = "nowhere: add an event destination for it"
        return f"RENDERING_FAILURE of {self.configuration_set_name} goes {where}"


@dataclass(frozen=True, slots=True)
class TemplateChange:
    """A stored template that differs from a folder. Change of a plan of `templates.plan_changes`."""

    action: Literal["create", "update", "delete"]
    """The action: create a missing template, update a different one, or delete one that the folder does not have."""

    template_name: str
    """The template."""

    template_content: "EmailTemplateContent | None" = field(default=None, repr=False)
    """The wanted content. None: the template is deleted."""

    parts: tuple[Part, ...] = ()
    """The parts that differ from the stored template. Empty: the template is deleted."""

    def __str__(self) -> str:
        """One line."""
        return f"{self.action}  {self.template_name}" + (f": {', '.join(self.parts)}" if self.parts else "")
