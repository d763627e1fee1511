"""Arguments and result of `sending.send` that are not structures of AWS: addresses with names, unsubscribe links, the
result."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from sesv2kit.shapes import addresses

if TYPE_CHECKING:
    from sesv2kit.shapes import ResponseMetadata

__all__ = ["ONE_CLICK", "UNSUBSCRIBE", "Address", "SendResult", "Unsubscribe"]


def __dir__() -> list[str]:
    return __all__


_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_WORDS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_HTTPS = re.compile(r"https://[!-.0-;=@-~][!-;=?-~]*")

_LONGEST = 996 - len("List-Unsubscribe")
"""Maximum number of characters of the header."""

ONE_CLICK = "https://www.rfc-editor.org/rfc/rfc8058#section-3.1"
"""Source of one-click unsubscribe."""

UNSUBSCRIBE = "https://www.rfc-editor.org/rfc/rfc2369#section-3.2"
"""Source of the header List-Unsubscribe."""


class Address(str):
    """An email address with a display name, as text that every argument for an address accepts.

    `Address("ann@mail.example", "Doe, Ann")` is the text `"Doe, Ann" <ann@mail.example>`. A name is quoted where it
    must be, and encoded (RFC 2047) if it is not ASCII. A domain that is not ASCII becomes Punycode, which needs the
    extra `sesv2kit[idna]`.

    Args:
        email_address: The address itself. It must be ASCII before the `@`, because SES sends to no others.
        display_name: The name that recipients see. None, empty or only spaces: there is no name.

    Raises:
        TypeError: An argument is not text.
        ValueError: The address is malformed, or the name contains control characters or lone surrogates.

    Source: https://www.rfc-editor.org/rfc/rfc5322#section-3.4
    """

    __slots__ = ("display_name", "email_address")

    email_address: str
    """The address itself, as it is sent."""

    display_name: str | None
    """The name without leading and trailing spaces. None: there is no name."""

    def __new__(cls, email_address: str, display_name: str | None = None) -> Self:
        """See the class."""
        _check_text(email_address=email_address)
        if display_name is not None:
            _check_text(display_name=display_name)
            display_name = display_name.strip(" ") or None
        try:
            address = addresses.address(email_address)
        except ValueError as error:  # without the address
            raise ValueError(f"email_address: {error}") from None
        if display_name and _CONTROL.search(display_name):
            raise ValueError(
                "display_name must be without control characters and lone surrogates "
                "(source: https://www.rfc-editor.org/rfc/rfc5322#section-3.2.5)"
            )
        self = super().__new__(cls, f"{_phrase(display_name)} <{address}>" if display_name else address)
        self.email_address = address
        self.display_name = display_name
        return self

    def __reduce__(self) -> tuple[type[Self], tuple[str, str | None]]:
        return type(self), (self.email_address, self.display_name)


def _check_text(**arguments: object) -> None:
    for name, value in arguments.items():
        if not isinstance(value, str):
            raise TypeError(f"{name} must be text, not {type(value).__name__}")


def _phrase(name: str) -> str:
    """A display name as written before `<...>`."""
    if not name.isascii() or "=?" in name:  # such a name would be decoded by mail programs
        return addresses.encoded(name)
    return name if _WORDS.fullmatch(name) else '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """The unsubscribe headers of an email: List-Unsubscribe and, for one click, List-Unsubscribe-Post.

    With `list_management_options` SES writes these headers itself, so `send` accepts only one of the two.

    Raises:
        TypeError: An argument is not text.
        ValueError: Neither is given, `url` is not an https URL of ASCII characters, `mailto` is not an address, or they
            are too long for a header.

    Source: https://www.rfc-editor.org/rfc/rfc8058
    """

    url: str | None = None
    """URL at which a POST request unsubscribes without confirmation; https, and percent-encoded. It should contain an
    opaque token, not the address. None: there is no one-click link."""

    mailto: str | None = None
    """Address to which a request to unsubscribe is sent by email, `leave@mail.example` or
    `leave@mail.example?subject=TOKEN`. None: there is none."""

    def __post_init__(self) -> None:
        if self.url is None and self.mailto is None:
            raise ValueError(f"Unsubscribe needs url, mailto or both (source: {UNSUBSCRIBE})")
        _check_text(
            **{name: value for name, value in (("url", self.url), ("mailto", self.mailto)) if value is not None}
        )
        if self.url is not None and not _HTTPS.fullmatch(self.url):
            raise ValueError(
                f"url must be an https URL of printable ASCII characters without spaces, < and > (source: {ONE_CLICK})"
            )
        if self.mailto is not None:
            address, _, query = self.mailto.removeprefix("mailto:").partition("?")
            if not re.fullmatch(addresses.USUAL, address) or not re.fullmatch(r"[!-;=?-~]*", query):
                raise ValueError(
                    "mailto must be one address, and percent-encoded behind a question mark "
                    "(source: https://www.rfc-editor.org/rfc/rfc6068)"
                )
        if len(self.headers["List-Unsubscribe"]) > _LONGEST:
            raise ValueError(
                f"url and mailto must be shorter: with their brackets they have at most {_LONGEST} characters "
                "(source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageHeader.html)"
            )

    @property
    def headers(self) -> dict[str, str]:
        """The headers by name."""
        places = [self.url] if self.url else []
        if self.mailto:
            places.append(self.mailto if self.mailto.startswith("mailto:") else f"mailto:{self.mailto}")
        found = {"List-Unsubscribe": ", ".join(f"<{place}>" for place in places)}
        if self.url:
            found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return found


@dataclass(frozen=True, slots=True)
class SendResult:
    """An accepted email. Accepted means that SES will try to deliver it; events report what happens to it."""

    message_id: str | None
    """SES's id of the email, which its events contain. It is not the Message-ID header. None: the idempotency key was
    resolved as sent, without the id."""

    rfc_message_id: str | None
    """The header Message-ID that recipients see, with its angle brackets, for In-Reply-To and References of a later
    email. SES replaces a Message-ID of the message. None: the email was sent through a multi-region endpoint, and SES
    does not return the region; or `message_id` is None."""

    recipients: tuple[str, ...] = field(repr=False)
    """Addresses in to, cc and bcc, without display names, as they were sent."""

    replayed: bool
    """Whether an earlier call with the same idempotency key sent the email, and this one sent nothing."""

    metadata: "ResponseMetadata" = field(repr=False)
    """Request id, number of attempts and waiting time of the call."""
