"""Our docstrings share no eight consecutive words with AWS's documentation."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from tests.meta.source import Source, docstrings, each, sources
from tests.tools import aws

LENGTH = 8

Phrase = tuple[str, ...]

_EXEMPT = re.compile(
    r"""
      <code>.*?</code> | `[^`]*`      # code spans
    | https?://\S+
    | <[^>]*>                         # tags
    | \b\w*[\d_]\w*\b                 # numbers
    | \b\w*[a-z]\w*[A-Z]\w*\b         # names: camelCase, CamelCase
    | \b[A-Z]{2,}s?\b                 # and SHOUTING
    """,
    re.VERBOSE | re.DOTALL,
)


def phrases(text: str) -> Iterator[Phrase]:
    """All runs of LENGTH words, without names, code and numbers."""
    words = re.findall(r"[a-z]+(?:['\u2019-][a-z]+)*", _EXEMPT.sub(" ", text).lower())
    return (tuple(words[start : start + LENGTH]) for start in range(len(words) - LENGTH + 1))


@cache
def aws_phrases() -> frozenset[Phrase]:
    return frozenset(
        phrase for service in aws.SERVICES for text in _prose(aws.description(service)) for phrase in phrases(text)
    )


def _prose(node: Any) -> Iterator[str]:
    if aws.is_object(node):
        for key, value in node.items():
            if key == "documentation" and isinstance(value, str):
                yield value
            else:
                yield from _prose(value)


@each(sources)
def test_docstrings_share_no_phrase_with_aws(source: Source) -> None:
    shared = [
        f"line {line}: {' '.join(phrase)}"
        for line, text in docstrings(source.tree)
        for phrase in phrases(text)
        if phrase in aws_phrases()
    ]
    assert shared == []


def test_a_copied_sentence_is_seen() -> None:
    sentence = next(text for text in _prose(aws.description()) if len(list(phrases(text))) > 5)
    copied = re.sub("<[^>]*>", "", sentence).replace(" ", "\n    ", 3)
    assert any(phrase in aws_phrases() for phrase in phrases(f"Our own start, then: {copied}"))


def test_names_code_and_numbers_are_exempt() -> None:
    assert list(phrases("one two `three four` three SES four 50 GetTenant five six <b>seven</b> eight")) == [
        ("one", "two", "three", "four", "five", "six", "seven", "eight")
    ]
