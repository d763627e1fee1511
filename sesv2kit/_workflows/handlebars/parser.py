"""Parses templates.

The grammar is that of handlebars.js 4. White space around tags is left out, because nothing here depends on it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NoReturn

from sesv2kit._workflows.handlebars.tree import Block, Call, Expression, Include, Literal, Path, Print, Program
from sesv2kit.errors import TemplateInvalidError
from sesv2kit.templating import Part

DEEPEST = 100
"""How deep blocks may be nested in each other, and how many names a path may have."""


@dataclass(slots=True)
class _Open:
    """A block that is not closed yet."""

    kind: str
    """`#`, `^`, `#*`, `#>`; empty for the whole template."""
    call: Call
    line: int
    parameters: tuple[str, ...] = ()
    body: Program = field(default_factory=Program)
    otherwise: Program | None = None
    is_chained: bool = False
    """Whether it was opened by `{{else if ...}}`, so that the outer block's end closes it."""

    @property
    def program(self) -> Program:
        """Where the next tag belongs."""
        return self.body if self.otherwise is None else self.otherwise


_COMMENT_END = re.compile(r"--~?\}\}")
_SPACE = re.compile(r"\s*")
_ELSE = re.compile(r"else\b")
_ID = re.compile(r"[^\s!\"#%-,./;->@\[-\^`{-~]+")
_SPACES = " \t\n\r\f\v"
_NAME_ENDS = frozenset("=~}/.)]|" + _SPACES)
_NUMBER_ENDS = frozenset("~})]" + _SPACES)
_AS = re.compile(r"as\s+\|")
_LITERALS = {"true": True, "false": False, "null": None, "undefined": None}


def parse(source: str, part: Part) -> Program:
    """The tags of a template.

    Args:
        source: The template.
        part: Which part of an email it is.

    Raises:
        TemplateInvalidError: It is no Handlebars.
    """
    return _Parser(source, part).template()


class _Parser:
    """Goes through a template once, from its begin to its end."""

    def __init__(self, source: str, part: Part) -> None:
        self._source = source
        self._part = part
        self._at = 0
        self._line, self._counted = 1, 0
        self._open = [_Open("", Call(Literal(None)), 1)]
        self._kinds: dict[str, Callable[[], None]] = {
            "!": self._comment,
            "{": partial(self._print, "}"),
            "&": self._print,
            "#>": partial(self._begin, "#>"),
            "#*": partial(self._begin, "#*"),
            "#": partial(self._begin, "#"),
            "^": self._caret,
            "/": self._end,
            ">": self._include,
            "*": self._decorate,
        }
        """What reads a tag that begins with a sign."""

    def template(self) -> Program:
        """The whole template."""
        source = self._source
        while (start := source.find("{{", self._at)) >= 0:
            self._line += source.count("\n", self._counted, start)
            self._counted = start
            slashes = start - len(source[self._at : start].rstrip("\\")) - self._at
            if slashes == 1:  # the braces are text
                self._at = start + 2
            else:
                self._at = start + 2
                self._tag()
        if len(self._open) > 1:
            self._line = self._open[-1].line
            self._refuse(f"the block {{{{#{self._open[-1].call.text}}}}} is not closed")
        return self._open[0].body

    def _refuse(self, reason: str) -> NoReturn:
        raise TemplateInvalidError(reason, part=self._part, line=self._line)

    def _tag(self) -> None:
        """Read the tag whose first two braces were read."""
        if self._source.startswith("{{", self._at):
            self._raw()
            return
        self._take("~")
        for sign, read in self._kinds.items():
            if self._take(sign):
                read()
                return
        if self._is_else():
            self._otherwise()
        else:
            self._print()

    def _is_else(self) -> bool:
        """Whether this is a tag with `else`. Then the place is behind the word."""
        begin = self._at
        self._skip()
        found = _ELSE.match(self._source, self._at)
        self._at = found.end() if found else begin
        return found is not None

    def _is_end(self) -> bool:
        """Whether the tag ends here."""
        self._skip()
        return self._source.startswith(("}}", "~}}"), self._at)

    def _take(self, text: str) -> bool:
        """Go behind a text, if it stands here."""
        if not self._source.startswith(text, self._at):
            return False
        self._at += len(text)
        return True

    def _skip(self) -> None:
        """Go behind white space."""
        found = _SPACE.match(self._source, self._at)
        self._at = found.end() if found else self._at

    def _close(self, brace: str = "") -> None:
        """Go behind the end of a tag."""
        self._skip()
        if brace and not self._take(brace):
            self._refuse("a tag that begins with three braces must end with three")
        self._take("~")
        if not self._take("}}"):
            self._refuse("a tag is malformed or not closed")

    # Tags.

    def _raw(self) -> None:
        """Skip a raw block: its content is text."""
        self._at += 2
        end = self._source.find("}}}}", self._at)
        words = self._source[self._at : max(end, 0)].split(None, 1)
        if not words:
            self._refuse("a raw block has no name, or its tag is not closed")
        close = "{{{{/" + words[0] + "}}}}"
        found = self._source.find(close, end)
        if found < 0:
            self._refuse("a raw block is not closed")
        self._at = found + len(close)

    def _comment(self) -> None:
        if self._take("--"):
            found = _COMMENT_END.search(self._source, self._at)
            end = found.end() if found else 0
        else:
            end = self._source.find("}}", self._at) + 2
        if end < self._at:
            self._refuse("a comment is not closed")
        self._at = end

    def _include(self) -> None:
        self._add(Include(self._call(), self._line))
        self._close()

    def _decorate(self) -> None:
        self._refuse("SES has no decorators but {{#*inline}}")

    def _caret(self) -> None:
        if self._is_end():
            self._otherwise()
        else:
            self._begin("^")

    def _print(self, brace: str = "") -> None:
        call = self._call()
        if isinstance(call.name, Call):
            self._refuse("parentheses stand only around the arguments of a helper")
        self._close(brace)
        self._add(Print(call, self._line))

    def _add(self, node: Print | Block | Include) -> None:
        self._open[-1].program.nodes.append(node)

    def _begin(self, kind: str, *, is_chained: bool = False) -> None:
        call = self._call()
        if isinstance(call.name, Call) and kind != "#>":
            self._refuse("a block must have a name")
        if kind == "#*" and not (call.text == "inline" and call.arguments and isinstance(call.arguments[0], Literal)):
            self._refuse('SES has no decorators but {{#*inline "name"}}')
        parameters = self._parameters()
        self._close()
        self._open.append(_Open(kind, call, self._line, parameters, is_chained=is_chained))
        if len(self._open) > DEEPEST:
            self._refuse(f"blocks are nested deeper than {DEEPEST}")

    def _otherwise(self) -> None:
        block = self._open[-1]
        if block.kind not in ("#", "^") or block.otherwise is not None:
            self._refuse("{{else}} belongs to no block")
        block.otherwise = Program()
        if self._is_end():
            self._close()
        else:
            self._begin("#", is_chained=True)

    def _end(self) -> None:
        self._skip()
        name = self._name()
        self._close()
        while self._open[-1].is_chained:
            self._finish(self._open.pop())
        block = self._open[-1]
        if not block.kind or block.call.name != name:
            opened = f", but {{{{{block.kind}{block.call.text}}}}} of line {block.line} is open" if block.kind else ""
            self._refuse(f"{{{{/{name.text if isinstance(name, Path) else ''}}}}} closes no block{opened}")
        self._finish(self._open.pop())

    def _finish(self, block: _Open) -> None:
        match block.kind, block.call.arguments:
            case "#*", [Literal(value), *_]:
                self._open[-1].program.partials[str(value)] = block.body
            case "#>", _:
                self._add(Include(block.call, block.line, block.body))
            case _:
                bodies = [block.body, block.otherwise or Program()]
                body, otherwise = bodies if block.kind == "#" else reversed(bodies)
                self._add(Block(block.call, block.line, block.parameters, body, otherwise))

    # What is in a tag.

    def _call(self, depth: int = 0) -> Call:
        """A name and its arguments."""
        self._skip()
        name = self._expression(depth) if self._source.startswith("(", self._at) else self._name()
        arguments: list[Expression] = []
        options: list[tuple[str, Expression]] = []
        while True:
            self._skip()
            if self._at >= len(self._source) or self._source[self._at] in "}~)|" or self._is_as():
                return Call(name, tuple(arguments), tuple(options))
            option = self._option()
            value = self._expression(depth)
            if option is not None:
                options.append((option, value))
            elif options:
                self._refuse("an argument without a name stands behind one with a name")
            else:
                arguments.append(value)

    def _is_as(self) -> bool:
        return _AS.match(self._source, self._at) is not None

    def _option(self) -> str | None:
        """The name of an argument. None: it has none."""
        begin = self._at
        name = self._id()
        if name is not None:
            self._skip()
            if self._take("="):
                self._skip()
                return name
        self._at = begin
        return None

    def _expression(self, depth: int) -> Expression:
        if self._take("("):
            if depth >= DEEPEST:
                self._refuse(f"parentheses are nested deeper than {DEEPEST}")
            call = self._call(depth + 1)
            if not self._take(")"):
                self._refuse("a parenthesis is not closed")
            return call
        return self._name()

    def _name(self) -> Path | Literal:
        """A path or a literal."""
        quote = self._source[self._at : self._at + 1]
        if quote in ("'", '"'):
            return Literal(self._until(quote))
        number = self._number()
        if number is not None:
            return Literal(number)
        begin = self._at
        is_data = self._take("@")
        segments = [self._segment()]
        while self._at < len(self._source) and self._source[self._at] in "./":
            self._at += 1
            if self._number() is not None:
                self._refuse("an index stands in brackets, such as items.[0]")
            segments.append(self._segment())
            if len(segments) > DEEPEST:
                self._refuse(f"a path has more than {DEEPEST} names")
        text = self._source[begin : self._at]
        if text in _LITERALS:
            return Literal(_LITERALS[text])
        return self._path(text, segments, is_data=is_data)

    def _path(self, text: str, segments: Sequence[tuple[str, bool]], *, is_data: bool) -> Path:
        up, parts = 0, list[str]()
        for name, is_quoted in segments:
            if is_quoted or name not in ("..", ".", "this"):
                parts.append(name)
            elif parts:
                self._refuse(f"`{name}` stands behind a name")
            elif name == "..":
                up += 1
        is_scoped = segments[0] in ((".", False), ("this", False))
        return Path(text, tuple(parts), up, is_data, is_scoped)

    def _segment(self) -> tuple[str, bool]:
        """One name of a path, and whether it stands in brackets."""
        if self._source.startswith("[", self._at):
            return self._until("]"), True
        for dots in ("..", "."):
            if self._take(dots):
                return dots, False
        name = self._id()
        if name is None:
            self._refuse("a tag is malformed or not closed")
        return name, False

    def _id(self) -> str | None:
        """A plain name. None: here is none."""
        found = _ID.match(self._source, self._at)
        if found is None or self._source[found.end() : found.end() + 1] not in _NAME_ENDS:
            return None
        self._at = found.end()
        return found[0]

    def _number(self) -> float | None:
        """A number. None: here is none."""
        begin = self._at
        whole = _ID.match(self._source, begin)
        if whole is None or not _is_digits(whole[0].removeprefix("-")):
            return None
        end = whole.end()
        fraction = _ID.match(self._source, end + 1) if self._source.startswith(".", end) else None
        if fraction is not None and _is_digits(fraction[0]):
            end = fraction.end()
        if self._source[end : end + 1] not in _NUMBER_ENDS:
            return None
        self._at = end
        return float(self._source[begin:end])

    def _until(self, quote: str) -> str:
        """The text in quotes or brackets."""
        begin = self._at + 1
        end = self._source.find(quote, begin)
        while end > 0 and self._source[end - 1] == "\\":
            end = self._source.find(quote, end + 1)
        if end < 0:
            self._refuse("a text in quotes or brackets is not closed")
        self._at = end + 1
        return self._source[begin:end].replace("\\" + quote, quote)

    def _parameters(self) -> tuple[str, ...]:
        """The names after `as`, such as `as |item index|`."""
        found = _AS.match(self._source, self._at)
        if found is None:
            return ()
        self._at = found.end()
        names: list[str] = []
        self._skip()
        while not self._take("|"):
            name = self._id()
            if name is None:
                self._refuse("names after `as` must stand between two |")
            names.append(name)
            self._skip()
        return tuple(names)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()
