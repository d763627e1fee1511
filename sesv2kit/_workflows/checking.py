"""Checks of the resources of a send: `sending.send(check=True)`."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

from sesv2kit._core import clock
from sesv2kit._workflows.caller import Caller, Turns, looked_up
from sesv2kit.errors import PreflightError, Problem, TemplateInvalidError
from sesv2kit.models.common import API
from sesv2kit.models.configuration_sets import GET_CONFIGURATION_SET
from sesv2kit.models.identities import GET_EMAIL_IDENTITY
from sesv2kit.models.sending import SendEmailRequest
from sesv2kit.models.templates import GET_EMAIL_TEMPLATE
from sesv2kit.shapes import _raw_mail as headers
from sesv2kit.shapes.addresses import bare

if TYPE_CHECKING:
    from sesv2kit.models.common import RawMessage

_KEPT = 900.0
"""Seconds for which a successful check is reused."""

_MOST_KEPT = 1000
"""How many successful checks are kept."""


class Checked:
    """The successful checks of earlier sends of a client and its copies."""

    def __init__(self) -> None:
        self.turns: Turns = Turns()
        """Lets one thread or task at a time make a check."""
        self._found: dict[tuple[str, str], tuple[float, frozenset[str]]] = {}

    def variables(self, kind: str, name: str) -> frozenset[str] | None:
        """The variables of a template that was checked recently; empty for other kinds. None: it was not checked
        recently."""
        until, variables = self._found.get((kind, name), (0.0, frozenset[str]()))
        return variables if until > clock.current().monotonic() else None

    def knows(self, kind: str, *names: str) -> bool:
        """Whether one of these was checked successfully in the last minutes."""
        return any(self.variables(kind, name) is not None for name in names)

    def found(self, kind: str, name: str, variables: Iterable[str] = ()) -> None:
        """Note a successful check."""
        if len(self._found) >= _MOST_KEPT:
            self.forget()
        self._found[kind, name] = (clock.current().monotonic() + _KEPT, frozenset(variables))

    def forget(self) -> None:
        """Drop all successful checks, because the error of a send shows that something has changed."""
        self._found = {}


async def check(caller: Caller, request: SendEmailRequest, checked: Checked) -> None:
    """Check the resources of a send: identity, template and configuration set.

    Raises:
        PreflightError: The send would fail because of one of them.
    """
    identities = _identities(request)
    template = request.content.template
    template_name = template.template_name if template is not None else None
    configuration_set_name = _configuration_set_name(request)
    problems: list[Problem] = []

    async def look_up() -> None:
        if identities and not checked.knows("identity", *identities):
            await _check_identities(caller, identities, checked, problems)
        if template_name is not None and not checked.knows("template", template_name):
            await _check_template(caller, template_name, checked, problems)
        if configuration_set_name is not None and not checked.knows("configuration set", configuration_set_name):
            await _check_configuration_set(caller, configuration_set_name, checked, problems)

    known = (
        (not identities or checked.knows("identity", *identities))
        and (template_name is None or checked.knows("template", template_name))
        and (configuration_set_name is None or checked.knows("configuration set", configuration_set_name))
    )
    if not known:
        await caller.one_at_a_time(checked.turns, look_up)
    if template is not None and template_name is not None:
        from pydantic_core import from_json

        given: Any = from_json(cast("Any", template.template_data) or "{}", cache_strings=False)
        missing = sorted((checked.variables("template", template_name) or frozenset()) - set(given))
        if missing:
            message = f"lacks what the template needs: {', '.join(missing)}"
            problems.append(Problem("template_data", message, API + "API_Template.html"))
    if problems:
        raise PreflightError(problems)


def _identities(request: SendEmailRequest) -> list[str]:
    """The possible identities of the sender in this account, one of which must be verified: the address, its domain,
    parent domains."""
    return [] if request.from_email_address_identity_arn is not None else identities(sender(request))


def sender(request: SendEmailRequest) -> str:
    """The sender's address of a request, without display name."""
    if request.from_email_address is not None:
        return bare(request.from_email_address)
    return headers.recipients(headers.head(cast("RawMessage", request.content.raw).data), "From")[0]


def identities(email_address: str) -> list[str]:
    """The identities with which an address may send: itself, its domain, and parent domains."""
    labels = email_address.rpartition("@")[2].split(".")
    return [email_address, *(".".join(labels[start:]) for start in range(max(1, len(labels) - 1)))]


def _configuration_set_name(request: SendEmailRequest) -> str | None:
    if request.configuration_set_name is not None or request.content.raw is None:
        return request.configuration_set_name
    return headers.value(headers.head(request.content.raw.data), "X-SES-CONFIGURATION-SET")


async def _check_identities(
    caller: Caller, identities: Sequence[str], checked: Checked, problems: list[Problem]
) -> None:
    for identity in identities:
        found = await looked_up(caller, GET_EMAIL_IDENTITY, {"email_identity": identity})
        if found is not None and found.verified_for_sending_status:
            checked.found("identity", identity)
            return
    message = "has no identity that is verified for sending in this region"
    problems.append(Problem("from_email_address", message, GET_EMAIL_IDENTITY.reference))


async def _check_template(caller: Caller, name: str, checked: Checked, problems: list[Problem]) -> None:
    from sesv2kit._workflows.variables import names_always_printed

    found = await looked_up(caller, GET_EMAIL_TEMPLATE, {"template_name": name})
    if found is None:
        problems.append(Problem("template_name", "does not exist", GET_EMAIL_TEMPLATE.reference))
        return
    try:
        names = await caller.blocking(lambda: names_always_printed(found.template_content))
    except TemplateInvalidError as error:
        message = f"cannot be rendered: line {error.line} of its {error.part}: {error.reason}"
        problems.append(Problem("template_name", message, API + "API_Template.html"))
    else:
        checked.found("template", name, names)


async def _check_configuration_set(caller: Caller, name: str, checked: Checked, problems: list[Problem]) -> None:
    found = await looked_up(caller, GET_CONFIGURATION_SET, {"configuration_set_name": name})
    if found is None:
        problems.append(Problem("configuration_set_name", "does not exist", GET_CONFIGURATION_SET.reference))
    elif found.sending_options is not None and found.sending_options.sending_enabled is False:
        message = "is paused: it cannot send"
        problems.append(Problem("configuration_set_name", message, GET_CONFIGURATION_SET.reference))
    else:
        checked.found("configuration set", name)
