"""Our texts are plain field English, and share no eight consecutive words with AWS's documentation."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from tests.meta.source import Source, comments, docstrings, each, sources, texts
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


HOUSE_WORDS = {
    r"answer(?:s|ed|ing)?": "response, to return",
    r"roads?|twins?|mend(?:s|ed)?": "connection, asynchronous copy, to fix",
    r"carriers?": "transport, server",
    r"in force": "current",
    r"what bec(?:ame|omes) of": "result, outcome",
    r"none the less|all the same|as ever|anew": "nevertheless, again; or say what happens",
    r"for good": "permanently",
    r"(?:a|raw|one|each|this) mail(?!\s+(?:from|manager|program|provider|server))|mails": "email",
    r"hears?|heard|tells?|told": "to get, to return, to report",
    r"whom|whoever|nobody|somebody|anybody|everybody": "name who: the caller, SES, another thread",
    r"beside": "in addition to, next to",
    r"moments?": "time, datetime",
    r"gone|begun": "deleted, closed, started",
    r"lives?": "is in, is defined in",
    r"(?:calls|emails|messages|one|queries|recipients|requests) a second": "per second",
    r"(?<!there )(?:is|are) no(?! (?:larger|longer|more|other)\b)": "is not a",
    r"so spelt": "in this spelling",
    r"room": "space, time left",
    r"stands?|stood": "means, is in, must be",
}
"""Words that a reader who does not know this project stumbles over, and what to write instead."""

_HOUSE_WORD = re.compile(rf"(?<![\w.-])(?:{'|'.join(f'(?:{word})' for word in HOUSE_WORDS)})(?![\w-])", re.IGNORECASE)
_CODE = re.compile(r"`[^`]*`|https?://\S+|<[^>]*>|\{[^}]*\}")
_FOREIGN = re.compile(r"local \w+ =|redis\.call|\b(?:SELECT|UPDATE|INSERT|DELETE|SET) ")


def house_words(text: str) -> list[str]:
    """The words of a text that are forbidden. Code spans, URLs, and scripts in other languages are exempt."""
    if _FOREIGN.search(text):
        return []
    return [found[0] for found in _HOUSE_WORD.finditer(_CODE.sub(" ", text))]


@each(sources)
def test_texts_use_the_words_of_the_field(source: Source) -> None:
    if source.name.startswith("aio.services."):  # generated from the services
        return
    found = [
        f"line {line}: {word}"
        for line, text in (*texts(source.tree), *comments(source.path))
        for word in house_words(text)
    ]
    assert found == []


def test_a_house_word_is_seen() -> None:
    assert house_words("What became of a mail is told to whoever asks.") == [
        "What became of",
        "a mail",
        "told",
        "whoever",
    ]
    assert house_words("It is no URL, and 14 calls a second are no problem.") == ["is no", "calls a second", "are no"]


def test_code_and_terms_of_the_field_are_no_house_words() -> None:
    assert house_words("There is no `road`; a mail program uses MAIL FROM, and is no longer throttled.") == []
