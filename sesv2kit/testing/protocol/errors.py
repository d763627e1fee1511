"""Errors of the local SES: one exception class, with AWS's error code."""

from sesv2kit.testing.protocol.assumptions import Assumption


class Refused(Exception):
    """An operation's error. The engine turns it into an error response of AWS."""

    def __init__(
        self, code: str, message: str, unconfirmed: Assumption | None = None, *, null_message: bool = False
    ) -> None:
        """Make an error with AWS's `code` and `message`; `unconfirmed` is the assumption that causes it.

        `null_message`: AWS returns the message null, and the local SES does too.
        """
        message = message if unconfirmed is None else f"{message} {unconfirmed.note}".lstrip()
        super().__init__(message)
        self.code = code
        self.message = message
        self.null_message = null_message


def bad_request(message: str, unconfirmed: Assumption | None = None) -> Refused:
    """400: the request breaks one of the service's rules."""
    return Refused("BadRequestException", message, unconfirmed)


def not_found(message: str, unconfirmed: Assumption | None = None) -> Refused:
    """404: something the request names does not exist."""
    return Refused("NotFoundException", message, unconfirmed)


def already_exists(message: str) -> Refused:
    """400: the name is taken."""
    return Refused("AlreadyExistsException", message)
