"""The tree that a template is parsed into."""

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Path:
    """A name such as `user.name`, `../team`, `this` or `@index`."""

    text: str
    """As written."""
    parts: tuple[str, ...]
    """Names to look up, one in the other. Empty: the context itself."""
    up: int = 0
    """How many blocks further out the lookup begins."""
    is_data: bool = False
    """Whether it begins with `@`."""
    is_scoped: bool = False
    """Whether it begins with `this` or `.`, so that it means no block parameter and no helper."""

    @property
    def helper(self) -> str | None:
        """The name of the helper that this may mean. None: it can mean none."""
        return None if self.up or self.is_data or self.is_scoped or len(self.parts) != 1 else self.parts[0]


@dataclass(frozen=True, slots=True)
class Literal:
    """A text, a number, a truth value or null."""

    value: str | float | bool | None
    """What it stands for."""


@dataclass(frozen=True, slots=True)
class Call:
    """What stands in a tag: a name, and perhaps arguments for a helper of that name."""

    name: "Expression"
    """A path, but for a partial whose name is computed."""
    arguments: "tuple[Expression, ...]" = ()
    """The arguments without names."""
    options: "tuple[tuple[str, Expression], ...]" = ()
    """The arguments with names."""

    @property
    def text(self) -> str:
        """The name as written."""
        return self.name.text if isinstance(self.name, Path) else ""


Expression: TypeAlias = Path | Literal | Call
"""What has a value."""


@dataclass(frozen=True, slots=True)
class Print:
    """A tag that is replaced by a value."""

    call: Call
    """The value."""
    line: int
    """Number of its line, from 1."""


@dataclass(frozen=True, slots=True)
class Block:
    """`{{#name ...}} ... {{else}} ... {{/name}}`."""

    call: Call
    """The helper and its arguments, or a path."""
    line: int
    """Number of its line, from 1."""
    parameters: tuple[str, ...]
    """Names after `as`."""
    body: "Program"
    """What is rendered if the value is there."""
    otherwise: "Program"
    """What is rendered if not."""


@dataclass(frozen=True, slots=True)
class Include:
    """`{{> name}}`, or `{{#> name}} ... {{/name}}` with a content."""

    call: Call
    """The name, the data, and members to add to it."""
    line: int
    """Number of its line, from 1."""
    content: "Program | None" = None
    """What the partial may include, and what is rendered if there is no such partial. None: nothing."""


@dataclass(slots=True)
class Program:
    """A template, or what is inside of a block."""

    nodes: list[Print | Block | Include] = field(default_factory=list[Print | Block | Include])
    """Its tags, in order."""
    partials: "dict[str, Program]" = field(default_factory=dict[str, "Program"])
    """The inline partials defined here, which may be included before their definition, too."""
