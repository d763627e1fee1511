"""How the local SES says no: one exception, named by the code that goes on the wire."""


class Refused(Exception):
    """An operation's refusal. The engine turns it into AWS's error answer."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def bad_request(message: str) -> Refused:
    """400: the request breaks one of the service's rules."""
    return Refused("BadRequestException", message)


def not_found(message: str) -> Refused:
    """404: something the request names does not exist."""
    return Refused("NotFoundException", message)


def already_exists(message: str) -> Refused:
    """400: the name is taken."""
    return Refused("AlreadyExistsException", message)
