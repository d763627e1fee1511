"""No text makes a regular expression of the SDK or of the local SES take steps out of proportion to its length.

The length of texts from others (a service's error, a header, an email) is not limited.
"""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache, reduce
from operator import or_
from typing import Any, NamedTuple

import pytest

from sesv2kit._core.hints import CAUSES
from tests.every import every
from tests.meta.source import Source, sources
from tests.tools.backtracking import Steps, TooManySteps, hostile_texts

FUNCTIONS = {"search", "match", "fullmatch", "findall", "finditer", "sub", "split"}

_MATCHED_ONCE = "only with fullmatch, so not from each place of the text"

BOUNDED = {
    "shapes.addresses": {
        r"""((?:[^"(),:;<>@\[\\\]]|x|\((?:[^()\\]|\\.)*\))*)<([^<>]*)>""": _MATCHED_ONCE,
        r"""([^\s"(),:;<>@\[\\\]\x00-\x20\x7f]+|x)@([^\s"(),:;<>@\[\\\]]+|\[[0-9A-Za-z.:-]+\])""": _MATCHED_ONCE,
        r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*|\[.*\]": _MATCHED_ONCE,
    },
    "testing.server.inbox.contents": {
        r"(?is)<(style|script|title)\b.*?</\1\s*>|<[^>]*>": "the first 4,000 characters of HTML"
    },
}
"""Expressions whose steps may grow faster than the text, by module, and what limits them all the same."""


class Expression(NamedTuple):
    """A regular expression in use."""

    where: str
    how: str
    pattern: str
    flags: int


@cache
def expressions() -> list[Expression]:
    return sorted(set(_expressions()))


def _expressions() -> Iterator[Expression]:
    for source in sources():
        yield from written(source)
    for cause in CAUSES:
        if cause.words:
            yield Expression("hints", "search", cause.words, re.IGNORECASE)


def written(source: Source) -> Iterator[Expression]:
    """The expressions in a module. Compiled ones may be used in any way; `search` takes the most steps."""
    for node in ast.walk(source.tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=how), args=[first, *others]) if (
                how in FUNCTIONS or how == "compile"
            ):
                flags = [
                    value for value in (*others, *(one.value for one in node.keywords)) if "re." in ast.unparse(value)
                ]
                named = [
                    getattr(re, name) for flag in flags for name in re.findall(r"re\.([A-Z]+)\b", ast.unparse(flag))
                ]
                for pattern in text(first):
                    yield Expression(
                        source.name, "finditer" if how == "compile" else how, pattern, reduce(or_, named, 0)
                    )
            case ast.Call(func=ast.Name(id=called), keywords=keywords) if called != "Field":  # its engine is Rust's
                for keyword in keywords:
                    if keyword.arg == "pattern":
                        for pattern in text(keyword.value):
                            yield Expression(source.name, "fullmatch", pattern, 0)
            case _:
                pass


def text(node: ast.expr) -> Iterator[str]:
    """The text of a literal; values that are inserted at run time are replaced by a letter."""
    match node:
        case ast.Constant(value=str(value)):
            yield value
        case ast.Constant(value=bytes(value)):
            yield value.decode("latin-1")
        case ast.JoinedStr(values=values):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in values)
        case _:
            pass


SHORT, LONG = 70, 140
PROPORTIONATE = 2.6
"""The factor by which the steps may grow when the text doubles; quadratic growth would be 4."""
FEW = 4 * LONG
"""A number of steps that is fast enough, whatever their growth."""


@pytest.fixture(autouse=True)
def deep() -> Iterator[None]:
    """Repetitions are counted by recursion."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(10_000)
    yield
    sys.setrecursionlimit(before)


def disproportion(how: str, pattern: str, flags: int) -> str | None:
    """A text for which an expression takes disproportionately many steps. None: none of the tried ones."""
    steps = Steps(pattern, flags)
    for begin, unit, end in hostile_texts(pattern, flags):
        try:
            many = steps.of(how, begin + unit * (LONG // len(unit)) + end)
            if many > FEW and many > PROPORTIONATE * steps.of(how, begin + unit * (SHORT // len(unit)) + end):
                return f"{begin!r} + {unit!r} * n + {end!r}"
        except TooManySteps:
            return f"{begin!r} + {unit!r} * n + {end!r}, without end"
    return None


@pytest.mark.slow
def test_steps_are_in_proportion_to_the_text() -> None:
    def check(expression: Expression) -> None:
        assert disproportion(expression.how, expression.pattern, expression.flags) is None

    unbounded = [one for one in expressions() if one.pattern not in BOUNDED.get(one.where, {})]
    every(((f"{one.where}: {one.pattern}", one) for one in unbounded), check)


def test_those_that_are_bounded_otherwise_are_in_use() -> None:
    assert {(where, pattern) for where, patterns in BOUNDED.items() for pattern in patterns} <= {
        (one.where, one.pattern) for one in expressions()
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("how", "pattern"),
    [
        ("search", r"not authorized to perform.*explicit deny"),
        ("search", r"Credential=(?P<key>[^/]+)/\d+/(?:(?P<region>[^/]+)/)?(?P<service>[^/]+)/aws4_request"),
        ("search", r"because no (?P<policy>[\w -]+?) allows"),
        ("fullmatch", r"[\s\S]*<[\x00-\x7f]+>\s*|[\x00-\x7f]*"),
        ("fullmatch", r"^s3:\/\/([^\/]+)\/(.*?([^\/]+)\/?)$"),
        ("fullmatch", r"(a+)+b"),
        ("search", r"x*y"),
    ],
)
def test_what_grows_faster_is_found(how: str, pattern: str) -> None:
    assert disproportion(how, pattern, re.DOTALL) is not None


MATCHES: list[tuple[str, int, list[str]]] = [
    (r"(a|ab)(c|bcd)(d*)", 0, ["abcd", "abcde", "acd", "xabcd"]),
    (r"^\d{2,3}?x*$", 0, ["12", "123x", "1x", "12\n"]),
    (r"(?i)(\w+) \1", 0, ["ab ab", "ab ac", "AB ab"]),
    (r"(?<=b)c|(?!a)z\b", 0, ["bc", "az", "z", "c"]),
    (r"[^a-c\s]+", re.DOTALL, ["abc", "x y", "", "é"]),
    (r"(?:a?)*?b", 0, ["aab", "b", "aa"]),
]


@pytest.mark.parametrize(("pattern", "flags", "texts"), MATCHES)
def test_what_is_counted_is_what_re_does(pattern: str, flags: int, texts: list[str]) -> None:
    counted: Any = Steps(pattern, flags)
    for each in texts:
        for how in ("match", "fullmatch", "search"):
            assert counted.finds(how, each) == bool(getattr(re, how)(pattern, each, flags)), (how, each)
