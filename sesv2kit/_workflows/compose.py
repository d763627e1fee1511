"""One email out of plain arguments: `sending.send`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from email.message import Message as MimeMessage
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any, cast

from sesv2kit._core import clock
from sesv2kit._core.arguments import validated
from sesv2kit._workflows.caller import Caller
from sesv2kit.errors import NotFoundError, PreflightError, Problem, RequestInvalidError
from sesv2kit.mail import SendResult, Unsubscribe
from sesv2kit.models.common import API
from sesv2kit.models.configuration_sets import GET_CONFIGURATION_SET
from sesv2kit.models.identities import GET_EMAIL_IDENTITY
from sesv2kit.models.sending import (
    SEND_EMAIL,
    SendEmailRequest,
)
from sesv2kit.models.templates import GET_EMAIL_TEMPLATE
from sesv2kit.shapes import mail as headers

if TYPE_CHECKING:
    from sesv2kit.models.common import RawMessage, Template
    from sesv2kit.operation import Operation

_REFERENCE = SEND_EMAIL.reference
_LISTS = "https://docs.aws.amazon.com/ses/latest/dg/sending-email-subscription-management.html"

_OURS = (
    ("content.simple.body.", ""),
    ("content.simple.", ""),
    ("content.template.", ""),
    ("content.raw.data", "message"),
    ("content", "message"),
    ("destination.to_addresses", "to"),
    ("destination.cc_addresses", "cc"),
    ("destination.bcc_addresses", "bcc"),
    ("destination", "to, cc and bcc"),
)
"""Arguments of SendEmail, and what they are called in `send`."""

_OBEYED = {
    "X-SES-CONFIGURATION-SET": "configuration_set_name",
    "X-SES-MESSAGE-TAGS": "email_tags",
    "X-SES-TENANT": "tenant_name",
    "X-SES-LIST-MANAGEMENT-OPTIONS": "list_management_options",
    "X-SES-FROM-ARN": "from_email_address_identity_arn",
    "X-SES-SOURCE-ARN": "from_email_address_identity_arn",
    "X-SES-RETURN-PATH-ARN": "feedback_forwarding_email_address_identity_arn",
}
"""Headers of a message that SES obeys and takes out, and the arguments that say the same."""

_OBEYED_SOURCE = "https://docs.aws.amazon.com/ses/latest/dg/header-fields.html"

_MESSAGE = "https://docs.python.org/3/library/email.message.html"

_COMPOSED = ("to", "cc", "bcc", "subject", "text", "html", "attachments", "headers", "unsubscribe")
_TEMPLATED = ("template_name", "template_data")
_MADE_OF = {*_COMPOSED, *_TEMPLATED, "message"}


class Mail:
    """An email before it is a request, from the arguments of `Sending.send`, by their names."""

    def __init__(self, **given: Any) -> None:
        self._given = given
        self._others = {name: value for name, value in given.items() if name not in _MADE_OF}

    def request(self) -> SendEmailRequest:
        """The request to send it.

        Raises:
            RequestInvalidError: It cannot be sent so.
        """
        given = self._given
        problems = list(self._problems())
        if problems:
            raise RequestInvalidError(SEND_EMAIL.name, problems)
        arguments = {
            **self._others,
            "content": self._content(),
            "reply_to_addresses": _listed(given["reply_to_addresses"]),
            "email_tags": _pairs(given["email_tags"]),
        }
        if given["message"] is None:
            arguments["destination"] = {
                "to_addresses": _listed(given["to"]),
                "cc_addresses": _listed(given["cc"]),
                "bcc_addresses": _listed(given["bcc"]),
            }
        try:
            return validated(SEND_EMAIL, arguments)
        except RequestInvalidError as error:
            renamed = [replace(problem, argument=_ours(problem.argument)) for problem in error.problems]
        raise RequestInvalidError(SEND_EMAIL.name, renamed)

    def _problems(self) -> Iterator[Problem]:
        """What is wrong with the arguments together. What is wrong with one of them alone, its model knows."""
        given = self._given
        if given["message"] is not None:
            beside = [name for name in (*_COMPOSED, *_TEMPLATED) if given[name] is not None]
            if beside:
                yield Problem("message", f"is a whole email: {_and(beside)} must not be given beside it", "sesv2kit")
            if not isinstance(given["message"], MimeMessage):
                yield Problem("message", "must be an email.message.EmailMessage", _MESSAGE)
                return
            for header, name in _OBEYED.items():
                if given[name] is not None and header in given["message"]:
                    yield Problem(name, f"must not be given beside the header {header} of message", _OBEYED_SOURCE)
            if not any(header in given["message"] for header in ("To", "Cc", "Bcc")):
                yield Problem("message", "has no recipient in To, Cc and Bcc", _REFERENCE)
            return
        if given["from_email_address"] is None:
            yield Problem("from_email_address", "is required", _REFERENCE)
        if not (given["to"] or given["cc"] or given["bcc"]):
            yield Problem("to, cc and bcc", "have no recipient", API + "API_Destination.html")
        yield from self._problems_of_content()
        if given["unsubscribe"] is not None:
            yield from self._problems_of_unsubscribe()

    def _problems_of_content(self) -> Iterator[Problem]:
        given = self._given
        if given["template_name"] is not None:
            beside = [name for name in ("subject", "text", "html") if given[name] is not None]
            if beside:
                yield Problem("template_name", f"is for emails without {_and(beside)} of their own", _REFERENCE)
            return
        if given["template_data"] is not None:
            yield Problem("template_data", "must be given together with template_name only", _REFERENCE)
        if given["subject"] is None:
            yield Problem("subject", "is required", API + "API_Message.html")
        if given["text"] is None and given["html"] is None:
            yield Problem("text, html and template_name", "are not given: one is required", _REFERENCE)

    def _problems_of_unsubscribe(self) -> Iterator[Problem]:
        given = self._given
        if not isinstance(given["unsubscribe"], Unsubscribe):
            yield Problem("unsubscribe", "must be a sesv2kit.Unsubscribe", "sesv2kit")
        if given["list_management_options"] is not None:
            message = "must not be given with list_management_options: SES then writes the headers itself"
            yield Problem("unsubscribe", message, _LISTS)
        added: Any = given["headers"] or ()
        for each in added:
            name = str(each if isinstance(added, Mapping) else getattr(each, "name", ""))
            if name.lower() in ("list-unsubscribe", "list-unsubscribe-post"):
                yield Problem("headers", f"must not contain {name} beside unsubscribe", "sesv2kit")

    def _content(self) -> Any:
        given = self._given
        if given["message"] is not None:
            return given["message"]
        added = _pairs(given["headers"])
        if given["unsubscribe"] is not None:
            added = [*(added or ()), *cast("list[Any]", _pairs(given["unsubscribe"].headers))]
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


def _listed(addresses: Sequence[str] | str | None) -> Sequence[str] | None:
    return [addresses] if isinstance(addresses, str) else addresses


def _pairs(values: Mapping[str, str] | Sequence[Any] | None) -> Sequence[Any] | None:
    if isinstance(values, Mapping):
        return [{"name": name, "value": value} for name, value in values.items()]
    return values


def _and(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _ours(argument: str) -> str:
    for theirs, ours in _OURS:
        if argument.startswith(theirs):
            return ours + argument[len(theirs) :]
    return argument


def recipients(request: SendEmailRequest) -> tuple[str, ...]:
    """Addresses that a request sends to, without names."""
    destination = request.destination
    if destination is None:  # those of the headers, none of which is Bcc
        raw = cast("RawMessage", request.content.raw)
        return tuple(headers.recipients(headers.head(raw.data), "To", "Cc"))
    fields = (destination.to_addresses, destination.cc_addresses, destination.bcc_addresses)
    return tuple(each if each[-1] != ">" else each[each.rindex("<") + 1 : -1] for some in fields for each in some or ())


def _rfc_message_id(message_id: str, region: str) -> str:
    return f"<{message_id}@{'email' if region == 'us-east-1' else region}.amazonses.com>"


async def send(
    caller: Caller,
    mail: Mail,
    checked: "Checked | None",
    *,
    idempotency_key: str | None,
    journal: Any,
    wait: float | None,
) -> SendResult:
    """Send one email; see `Sending.send`. `checked` is None if nothing shall be looked up before."""
    request = mail.request()
    if checked is not None:
        await _check(caller, request, checked)
    response = await caller.call(SEND_EMAIL, request, idempotency_key=idempotency_key, journal=journal, wait=wait)
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


# What is looked up before a send, by choice.

_KEPT = 900.0
"""Seconds for which what was found is believed."""

_EXPRESSION = re.compile(r"\{\{([^{}]*)\}\}")


class Checked:
    """What was looked up before earlier sends of the same client, and found in order."""

    def __init__(self) -> None:
        self._until: dict[tuple[str, str], float] = {}
        self.variables: dict[str, frozenset[str]] = {}
        """What the templates need, by name."""

    def knows(self, kind: str, name: str) -> bool:
        """Whether this was found in order lately."""
        return self._until.get((kind, name), 0.0) > clock.current().monotonic()

    def found(self, kind: str, name: str) -> None:
        """This is in order."""
        self._until[kind, name] = clock.current().monotonic() + _KEPT


async def _check(caller: Caller, request: SendEmailRequest, checked: Checked) -> None:
    problems: list[Problem] = []
    sender = request.from_email_address
    if sender is not None and request.from_email_address_identity_arn is None:
        await _check_sender(caller, parseaddr(sender)[1], checked, problems)
    template = request.content.template
    if template is not None and template.template_name is not None:
        await _check_template(caller, template, checked, problems)
    name = request.configuration_set_name
    if name is not None and not checked.knows("configuration set", name):
        found = await _found(caller, GET_CONFIGURATION_SET, {"configuration_set_name": name})
        if found is None:
            problems.append(Problem("configuration_set_name", "does not exist", GET_CONFIGURATION_SET.reference))
        elif found.sending_options is not None and found.sending_options.sending_enabled is False:
            message = "has its sending switched off"
            problems.append(Problem("configuration_set_name", message, GET_CONFIGURATION_SET.reference))
        else:
            checked.found("configuration set", name)
    if problems:
        raise PreflightError(problems)


async def _check_sender(caller: Caller, address: str, checked: Checked, problems: list[Problem]) -> None:
    if checked.knows("sender", address):
        return
    labels = address.rpartition("@")[2].split(".")
    domains = [".".join(labels[start:]) for start in range(max(1, len(labels) - 1))]
    for identity in (address, *domains):
        found = await _found(caller, GET_EMAIL_IDENTITY, {"email_identity": identity})
        if found is not None and found.verified_for_sending_status:
            checked.found("sender", address)
            return
    message = "is of no identity that is verified for sending in this region"
    problems.append(Problem("from_email_address", message, GET_EMAIL_IDENTITY.reference))


async def _check_template(caller: Caller, template: "Template", checked: Checked, problems: list[Problem]) -> None:
    name = cast("str", template.template_name)
    if not checked.knows("template", name):
        found = await _found(caller, GET_EMAIL_TEMPLATE, {"template_name": name})
        if found is None:
            problems.append(Problem("template_name", "does not exist", GET_EMAIL_TEMPLATE.reference))
            return
        content = found.template_content
        checked.variables[name] = frozenset(needed(content.subject, content.text, content.html))
        checked.found("template", name)
    given: Any = template.template_data or "{}"
    from pydantic_core import from_json

    missing = sorted(checked.variables[name] - set(from_json(given, cache_strings=False)))
    if missing:
        message = f"lacks what the template needs: {', '.join(missing)}"
        problems.append(Problem("template_data", message, API + "API_Template.html"))


def needed(*parts: str | None) -> Iterator[str]:
    """The variables that a template always replaces: those outside of blocks such as `{{#if}}`."""
    for part in parts:
        depth = 0
        for inner in _EXPRESSION.findall(part or ""):
            expression: str = inner.strip()
            mark = expression[:1]
            if mark in ("#", "^"):
                depth += 1
            elif mark == "/":
                depth -= 1
            elif not depth and (first := re.split(r"[./\[\s]", expression.lstrip("& "))[0]).isidentifier():
                yield first


async def _found(caller: Caller, operation: "Operation[Any, Any]", arguments: Mapping[str, Any]) -> Any:
    """The response, or None if there is no such thing."""
    try:
        return await caller.call(operation, arguments)
    except NotFoundError:
        return None
