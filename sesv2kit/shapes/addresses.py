"""Email addresses in the form that SES accepts: display names in RFC 2047, domains in Punycode, everything else in
ASCII."""

import re

from sesv2kit.shapes.facets import broken

NON_ASCII = "https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Destination.html"
"""The page of AWS's API reference about non-ASCII characters in addresses."""

SYNTAX = "https://www.rfc-editor.org/rfc/rfc5322#section-3.4"
"""Source of the syntax of addresses."""

ADDRESS = "one email address without display name, such as ann@mail.example"
"""The rule for an address without display name, as text that completes "must be ..."."""

MAILBOX = (
    "one email address, such as ann@mail.example or Ann <ann@mail.example>; a display name that contains one of "
    '@ , ; : ( ) [ ] or \\ must be in double quotes: "Doe, Ann" <ann@mail.example>'
)
"""The rule for an address with or without display name, as text that completes "must be ..."."""

IDENTITY = "one email address without display name, or a domain"
"""The rule for an identity, as text that completes "must be ..."."""

SEVERAL = "one email address; where several are possible, they are given as a list"
"""Why several addresses in one text are refused, as text that completes "must be ..."."""

NAME = "an address whose display name has no control characters"
"""Why a display name is refused, as text that completes "must be ..."."""

LOCAL_PART = "an address with ASCII only before the @: SES cannot send to any other"
"""Why an address of other characters is refused, as text that completes "must be ..."."""

DOMAIN = "an address with a valid domain behind the @"
"""Why a domain is refused, as text that completes "must be ..."."""

NEEDS_IDNA = (
    "an address with its domain in Punycode, such as xn--bcher-kva.example; sesv2kit converts domains if the package "
    'idna is installed: pip install "sesv2kit[idna]"'
)
"""What to do without the package, as text that completes "must be ..."."""

USUAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*"
"""The usual form of an address."""

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_QUOTED_LINE = r'"(?:[^"\\\x00-\x1f\x7f]|\\[^\x00-\x1f\x7f])*"'
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_ADDRESS = re.compile(
    rf'([^\s"(),:;<>@\[\\\]\x00-\x20\x7f]+|{_QUOTED_LINE})@([^\s"(),:;<>@\[\\\]]+|\[[0-9A-Za-z.:-]+\])'
)
_ASCII_DOMAIN = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*|\[.*\]")
_MAILBOX = re.compile(rf'((?:[^"(),:;<>@\[\\\]]|{_QUOTED}|\((?:[^()\\]|\\.)*\))*)<([^<>]*)>')


def address(given: str) -> str:
    """An address without display name, in the form that is sent.

    Raises:
        PydanticCustomError: It is not an address, or SES cannot send to it.
    """
    return _address(given, ADDRESS)


def mailbox(given: str) -> str:
    """An address with or without display name, in the form that is sent.

    Raises:
        PydanticCustomError: It is not an address, or SES cannot send to it.
    """
    parts = _MAILBOX.fullmatch(given.strip())
    if parts is None:
        several = given.count("@") > 1 and ("," in given or ";" in given)
        return _address(given, SEVERAL if several else MAILBOX)
    name, inner = parts[1].strip(), _address(parts[2], MAILBOX)
    if _CONTROL.search(name):
        raise broken(NAME, SYNTAX)
    if name in ("", '""'):
        return inner
    return f"{name if name.isascii() else encoded(name)} <{inner}>"


def identity(given: str) -> str:
    """An address or a domain, in the form that is sent.

    Raises:
        PydanticCustomError: It is neither.
    """
    if "@" in given:
        return _address(given, IDENTITY)
    return given if given.isascii() else _punycode(given)


def _address(given: str, rule: str) -> str:
    parts = _ADDRESS.fullmatch(given.strip())
    if parts is None:
        raise broken(rule, SYNTAX)
    local, domain = parts.groups()
    if not local.isascii():
        raise broken(LOCAL_PART, NON_ASCII)
    if not domain.isascii():
        domain = _punycode(domain)
    elif not _ASCII_DOMAIN.fullmatch(domain):
        raise broken(DOMAIN, SYNTAX)
    return f"{local}@{domain}"


def _punycode(domain: str) -> str:
    try:
        # Not Python's own codec: it follows the rules of 2003, which give another domain for some letters.
        import idna
    except ImportError:
        raise broken(NEEDS_IDNA, NON_ASCII) from None
    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        raise broken(DOMAIN, SYNTAX) from None


def encoded(name: str) -> str:
    """A display name as encoded words, without quotes."""
    from email.charset import BASE64, Charset
    from itertools import repeat

    def unquoted(quoted: re.Match[str]) -> str:
        return re.sub(r"\\(.)", r"\1", quoted[0][1:-1])

    charset = Charset("utf-8")
    charset.header_encoding = BASE64
    words = charset.header_encode_lines(re.sub(_QUOTED, unquoted, name), repeat(75))
    return " ".join(filter(None, words))


def bare(mailbox: str) -> str:
    """An address without its display name."""
    return mailbox if mailbox[-1] != ">" else mailbox[mailbox.rindex("<") + 1 : -1]
