"""How the local SES says no: one exception, named by the code that goes on the wire."""

from sesv2kit.testing.protocol.assumptions import Assumption


class Refused(Exception):
    """An operation's refusal. The engine turns it into AWS's error answer."""

    def __init__(
        self, code: str, message: str, unconfirmed: Assumption | None = None, *, null_message: bool = False
    ) -> None:
        """Refuse with AWS's `code` and `message`; `unconfirmed` is the assumption that the refusal rests on.

        `null_message`: AWS answers with the message null, and the local SES too.
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
