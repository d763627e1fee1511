"""One email from plain arguments: `sending.send`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from email.message import Message as MimeMessage
from typing import TYPE_CHECKING, Any, cast

from sesv2kit._core.arguments import validated
from sesv2kit._workflows import checking
from sesv2kit._workflows.caller import Caller
from sesv2kit.errors import (
    MessageRejectedError,
    NotFoundError,
    Problem,
    RequestInvalidError,
    SendingPausedError,
)
from sesv2kit.mail import SendResult, Unsubscribe
from sesv2kit.models.common import API, QUOTAS
from sesv2kit.models.sending import (
    SEND_EMAIL,
    SendEmailRequest,
)
from sesv2kit.shapes import _raw_mail as headers
from sesv2kit.shapes.addresses import bare

if TYPE_CHECKING:
    from sesv2kit.models.common import RawMessage

_REFERENCE = SEND_EMAIL.reference
_MOST = 50
_LISTS = "https://docs.aws.amazon.com/ses/latest/dg/sending-email-subscription-management.html"

_OURS = {
    "content.simple.subject": "subject",
    "content.simple.body.text": "text",
    "content.simple.body.html": "html",
    "content.simple.body": "text, html and template_name",
    "content.simple.headers": "headers",
    "content.simple.attachments": "attachments",
    "content.simple": "attachments, text and html",
    "content.template.template_name": "template_name",
    "content.template.template_data": "template_data",
    "content.template.headers": "headers",
    "content.template.attachments": "attachments",
    "content.template": "attachments",
    "content": "message",
    "destination.to_addresses": "to",
    "destination.cc_addresses": "cc",
    "destination.bcc_addresses": "bcc",
    "destination": "to, cc and bcc",
    "reply_to_addresses": "reply_to_addresses",
}
"""Arguments of SendEmail, and their names in `send`: the first that matches."""

_WHOLE = {"subject", "text", "html", "message"}
"""Arguments of `send` without members of their own."""

OBEYED = {
    "X-SES-CONFIGURATION-SET": "configuration_set_name",
    "X-SES-MESSAGE-TAGS": "email_tags",
    "X-SES-TENANT": "tenant_name",
    "X-SES-LIST-MANAGEMENT-OPTIONS": "list_management_options",
    "X-SES-FROM-ARN": "from_email_address_identity_arn",
    "X-SES-SOURCE-ARN": "from_email_address_identity_arn",
    "X-SES-RETURN-PATH-ARN": "feedback_forwarding_email_address_identity_arn",
}
"""Headers of a message that SES uses and removes, and the arguments with the same meaning."""

_OBEYED_SOURCE = "https://docs.aws.amazon.com/ses/latest/dg/header-fields.html"

_UNSUBSCRIBING = {name.lower(): name for name in ("List-Unsubscribe", "List-Unsubscribe-Post")}

_MESSAGE = "https://docs.python.org/3/library/email.message.html"

_RAW = API + "API_RawMessage.html"

_COMPOSED = (
    "to",
    "cc",
    "bcc",
    "subject",
    "text",
    "html",
    "attachments",
    "reply_to_addresses",
    "headers",
    "unsubscribe",
)
_TEMPLATED = ("template_name", "template_data")
_MADE_OF = {*_COMPOSED, *_TEMPLATED, "message"}

_MISSED = {"subject", "to, cc and bcc", "text, html and template_name"}
"""Arguments whose absence the model of an email reports too."""

_NOTHING = {"raw": {"data": b""}}
"""Replaces a message of a wrong type, so that the other arguments are checked too."""


class Mail:
    """The arguments of `Sending.send` by name, to be made into a request."""

    def __init__(self, **given: Any) -> None:
        self._given = given
        self._others = {name: value for name, value in given.items() if name not in _MADE_OF}

    def request(self) -> SendEmailRequest:
        """The request to send it.

        Raises:
            RequestInvalidError: It is invalid. The error has all problems of single arguments and of their combination.
        """
        problems = list(self._problems())
        try:
            request = validated(SEND_EMAIL, self._arguments())
        except RequestInvalidError as error:
            problems += self._further(error.problems, {problem.argument for problem in problems})
        else:
            if not problems:
                return request
        raise RequestInvalidError(SEND_EMAIL.name, problems)

    def _arguments(self) -> dict[str, Any]:
        """The arguments of SendEmail. A value of a wrong type is passed on, and the model refuses it."""
        given = self._given
        arguments = {**self._others, "content": self._content(), "email_tags": pairs(given["email_tags"])}
        if given["message"] is None:
            arguments["reply_to_addresses"] = _listed(given["reply_to_addresses"])
            arguments["destination"] = {
                "to_addresses": _listed(given["to"]),
                "cc_addresses": _listed(given["cc"]),
                "bcc_addresses": _listed(given["bcc"]),
            }
        return arguments

    def _problems(self) -> Iterator[Problem]:
        """The problems of the combination of arguments. The model checks each argument."""
        given = self._given
        if given["message"] is not None:
            yield from self._problems_of_message()
            return
        if given["from_email_address"] is None:
            yield Problem("from_email_address", "is required", _REFERENCE)
        if all(map(_is_empty, (given["to"], given["cc"], given["bcc"]))):
            yield Problem("to, cc and bcc", "have no recipient", API + "API_Destination.html")
        yield from self._problems_of_content()
        if given["headers"] is not None:
            yield from self._problems_of_headers()
        if given["unsubscribe"] is not None and not isinstance(given["unsubscribe"], Unsubscribe):
            yield Problem("unsubscribe", "must be a sesv2kit.Unsubscribe", "sesv2kit")
        if given["list_management_options"] is not None:
            if given["unsubscribe"] is not None:
                message = "must not be given with list_management_options: SES then writes the headers itself"
                yield Problem("unsubscribe", message, _LISTS)
            if sum(map(_count, (given["to"], given["cc"], given["bcc"]))) > 1:
                yield Problem("list_management_options", "must not be given with more than one recipient", _LISTS)

    def _problems_of_content(self) -> Iterator[Problem]:
        given = self._given
        if given["template_name"] is not None:
            beside = [name for name in ("subject", "text", "html") if given[name] is not None]
            if beside:
                yield Problem("template_name", f"must not be given together with {_and(beside)}", _REFERENCE)
            return
        if given["template_data"] is not None:
            yield Problem("template_data", "must be given only together with template_name", _REFERENCE)
        if given["subject"] is None:
            yield Problem("subject", "is required", API + "API_Message.html")
        if given["text"] is None and given["html"] is None:
            yield Problem("text, html and template_name", "are not given: one is required", _REFERENCE)

    def _problems_of_headers(self) -> Iterator[Problem]:
        given = self._given
        for name in _names(given["headers"]):
            instead = OBEYED.get(name.upper())
            if instead:
                yield Problem("headers", f"must not contain {name}: use {instead}", _OBEYED_SOURCE)
            elif name.lower() in _UNSUBSCRIBING:
                if given["unsubscribe"] is not None:
                    yield Problem("headers", f"must not contain {name} together with unsubscribe", "sesv2kit")
                if given["list_management_options"] is not None:
                    message = (
                        f"must not contain {name} together with list_management_options: SES then writes it itself"
                    )
                    yield Problem("headers", message, _LISTS)

    def _problems_of_message(self) -> Iterator[Problem]:
        given, message = self._given, self._given["message"]
        beside = [name for name in (*_COMPOSED, *_TEMPLATED) if given[name] is not None]
        if beside:
            yield Problem("message", f"is a complete email: {_and(beside)} must not be given in addition", "sesv2kit")
        if not _is_message(message):
            yield Problem("message", "must be an email.message.EmailMessage", _MESSAGE)
            return
        for header, name in OBEYED.items():
            if given[name] is not None and header in message:
                yield Problem(name, f"must not be given in addition to the header {header} of message", _OBEYED_SOURCE)
        if given["list_management_options"] is not None:
            for header in _UNSUBSCRIBING.values():
                if header in message:
                    text = (
                        f"must not have the header {header} together with list_management_options: "
                        "SES then writes it itself"
                    )
                    yield Problem("message", text, _LISTS)
        if not str(message.get("From", "")).strip():
            yield Problem("message", "must have a sender in its From header", _RAW)
        found = headers.addresses_of(message, "To", "Cc", "Bcc")
        if not found:
            yield Problem("message", "must have a recipient in To, Cc or Bcc", _REFERENCE)
        elif any("@" not in one for one in found):
            yield Problem("message", "must have only readable addresses in To, Cc and Bcc", headers.ADDRESSES)
        elif len(found) > _MOST:
            yield Problem("message", f"must have 1 to {_MOST} recipients, To, Cc and Bcc together", QUOTAS)

    def _further(self, found: Sequence[Problem], named: set[str]) -> Iterator[Problem]:
        """Problems of SendEmail's arguments, without those that only follow from problems already named."""
        for problem in found:
            renamed = self._renamed(problem)
            if renamed.argument not in named or (problem.argument and renamed.argument not in _MISSED):
                yield renamed

    def _renamed(self, problem: Problem) -> Problem:
        """A problem of SendEmail's arguments, with the argument names of `send`."""
        argument, given = problem.argument, self._given
        if not argument and given["message"] is not None:
            return replace(problem, argument="message")
        for theirs, ours in _OURS.items():
            if argument == theirs or argument.startswith(theirs + "."):
                rest = argument[len(theirs) :]
                if ours in _WHOLE or isinstance(given.get(ours), str):
                    rest = ""
                return replace(problem, argument=ours + rest)
        return problem

    def _content(self) -> Any:
        given = self._given
        if given["message"] is not None:
            return given["message"] if _is_message(given["message"]) else _NOTHING
        added = pairs(given["headers"])
        if isinstance(given["unsubscribe"], Unsubscribe):
            own = cast("list[Any]", pairs(given["unsubscribe"].headers))
            if added is None or _is_list(added):
                added = [*(added or ()), *own]
        if given["template_name"] is not None:
            return {
                "template": {
                    "template_name": given["template_name"],
                    "template_data": given["template_data"],
                    "headers": added,
                    "attachments": given["attachments"],
                }
            }
        body = {}
        if given["text"] is not None:
            body["text"] = {"data": given["text"]}
        if given["html"] is not None:
            body["html"] = {"data": given["html"]}
        return {
            "simple": {
                "subject": {"data": given["subject"]},
                "body": body,
                "headers": added,
                "attachments": given["attachments"],
            }
        }


def _is_message(value: Any) -> bool:
    return isinstance(value, MimeMessage)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray)


def _is_empty(addresses: Any) -> bool:
    return addresses is None or (isinstance(addresses, Sequence) and not len(cast("Any", addresses)))


def _count(addresses: Any) -> int:
    return len(addresses) if _is_list(addresses) else int(isinstance(addresses, str))


def _names(added: Any) -> list[str]:
    """The names of headers, in any form that `send` accepts."""
    if isinstance(added, Mapping):
        return [*map(str, cast("Any", added))]
    return [str(_name(header)) for header in added] if _is_list(added) else []


def _name(header: Any) -> Any:
    if isinstance(header, Mapping):
        members = cast("Mapping[str, Any]", header)
        return members.get("name") or members.get("Name")
    return getattr(header, "name", "")


def _listed(addresses: Sequence[str] | str | None) -> Sequence[str] | None:
    return [addresses] if isinstance(addresses, str) else addresses


def pairs(values: Mapping[str, str] | Sequence[Any] | None) -> Sequence[Any] | None:
    """Headers or tags as AWS's list."""
    if isinstance(values, Mapping):
        return [{"name": name, "value": value} for name, value in values.items()]
    return values


def _and(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def recipients(request: SendEmailRequest) -> tuple[str, ...]:
    """The recipients of a request, without display names."""
    destination = request.destination
    if destination is None:  # those of the headers, which contain no Bcc
        raw = cast("RawMessage", request.content.raw)
        return tuple(headers.recipients(headers.head(raw.data), "To", "Cc"))
    fields = (destination.to_addresses, destination.cc_addresses, destination.bcc_addresses)
    return tuple(bare(each) for some in fields for each in some or ())


def _rfc_message_id(message_id: str, region: str) -> str:
    return f"<{message_id}@{'email' if region == 'us-east-1' else region}.amazonses.com>"


async def send(
    caller: Caller,
    mail: Mail,
    *,
    check: bool,
    idempotency_key: str | None,
    journal: Any,
    wait: float | None,
) -> SendResult:
    """Send one email; see `Sending.send`."""
    problems: Sequence[Problem] = ()
    request: Any = None
    try:
        request = mail.request()
    except RequestInvalidError as error:
        problems = error.problems
    keyed = None
    if (problems or check) and not (idempotency_key is None and journal is None and wait is None):
        try:
            keyed = caller.keyed(SEND_EMAIL, idempotency_key, journal, wait)
        except RequestInvalidError as error:
            problems = [*problems, *error.problems]
    if problems:
        raise RequestInvalidError(SEND_EMAIL.name, problems)
    checked = None
    # If an earlier call used the key, its result is returned without a check, even if resources have changed since.
    if check and (keyed is None or not await caller.is_used(keyed)):
        checked = cast("checking.Checked", caller.kept.setdefault(checking.__name__, checking.Checked()))
        await checking.check(caller, request, checked)
    try:
        response = await caller.call(SEND_EMAIL, request, idempotency_key=idempotency_key, journal=journal, wait=wait)
    except (NotFoundError, MessageRejectedError, SendingPausedError):
        if checked is not None:
            checked.forget()
        raise
    message_id = response.message_id
    return SendResult(
        message_id=message_id,
        rfc_message_id=_rfc_message_id(message_id, caller.region_name)
        if message_id and not request.endpoint_id
        else None,
        recipients=recipients(request),
        replayed=response.metadata.replayed,
        metadata=response.metadata,
    )
