"""Variables and previews of templates, and who hears of emails that could not be rendered."""

from collections.abc import Mapping
from email.message import EmailMessage
from importlib.util import find_spec
from typing import Any

from pydantic_core import from_json

from sesv2kit._core.arguments import validated
from sesv2kit._workflows import rendering
from sesv2kit._workflows.caller import Caller
from sesv2kit._workflows.listing import whole
from sesv2kit._workflows.variables import missing_in, parsed, variables_of
from sesv2kit.errors import (
    BadRequestError,
    RequestInvalidError,
)
from sesv2kit.models.common import EmailTemplateContent
from sesv2kit.models.configuration_sets import GET_CONFIGURATION_SET_EVENT_DESTINATIONS
from sesv2kit.models.templates import (
    CREATE_EMAIL_TEMPLATE,
    GET_EMAIL_TEMPLATE,
    TEST_RENDER_EMAIL_TEMPLATE,
    TestRenderEmailTemplateRequest,
)
from sesv2kit.templating import (
    PARTS,
    MissingVariable,
    RenderedParts,
    RenderingEvents,
    TemplatePreview,
    TemplateVariables,
)


def variables(template_content: Any) -> TemplateVariables:
    """The variables of a template; see `Templates.variables`."""
    return variables_of(checked("variables", template_content))


def checked(method: str, template_content: Any, template_name: str = "-") -> EmailTemplateContent:
    """Check a template's content as that of a new one."""
    try:
        arguments = {"template_name": template_name, "template_content": template_content}
        return validated(CREATE_EMAIL_TEMPLATE, arguments).template_content
    except RequestInvalidError as error:
        raise RequestInvalidError(method, error.problems) from None


def _to_render(method: str, arguments: Mapping[str, Any]) -> TestRenderEmailTemplateRequest:
    try:
        return validated(TEST_RENDER_EMAIL_TEMPLATE, arguments)
    except RequestInvalidError as error:
        raise RequestInvalidError(method, error.problems) from None


async def missing(caller: Caller, arguments: Mapping[str, Any]) -> tuple[MissingVariable, ...]:
    """The variables that have no value; see `Templates.missing`."""
    request = _to_render("missing", arguments)
    found = await stored_content(caller, request.template_name)
    data = from_json(request.template_data, cache_strings=False)
    # A long loop takes as long here as in a rendering: not in the event loop.
    return await caller.blocking(lambda: missing_in(parsed(found), data))


async def stored_content(caller: Caller, template_name: str) -> EmailTemplateContent:
    """The content of a stored template.

    Raises:
        NotFoundError: There is no such template.
        ResponseUnreadableError: A part of it could not be read.
    """
    found = await caller.look_up(GET_EMAIL_TEMPLATE, {"template_name": template_name})
    return whole(GET_EMAIL_TEMPLATE, found, "TemplateContent").template_content


# Previews.


async def preview(caller: Caller, arguments: Mapping[str, Any]) -> TemplatePreview:
    """What SES makes of a template; see `Templates.preview`."""
    request = _to_render("preview", arguments)
    rendered = local = error = local_error = None
    if find_spec("dotpromptz_handlebars") is not None:
        content = await stored_content(caller, request.template_name)
        data = from_json(request.template_data, cache_strings=False)
        try:
            local = await caller.blocking(lambda: _rendered(content, data))
        except rendering.RenderingError as refused:
            local_error = str(refused)
    try:
        response = await caller.look_up(TEST_RENDER_EMAIL_TEMPLATE, dict(arguments))
    except BadRequestError as refused:
        error = refused
    else:
        rendered = _parts(response.message)
    return TemplatePreview(request.template_name, rendered, error, local, local_error)


def _rendered(content: EmailTemplateContent, data: Any) -> RenderedParts:
    sources = {part: getattr(content, part) for part in PARTS}
    subject, text, html = (
        None if source is None else rendering.render(source, data, strict=True).replace("\r\n", "\n")
        for source in sources.values()
    )
    return RenderedParts(subject, text, html)


def _parts(message: EmailMessage) -> RenderedParts:
    subject = message["Subject"]
    return RenderedParts(None if subject is None else str(subject), _body(message, "plain"), _body(message, "html"))


def _body(message: EmailMessage, subtype: str) -> str | None:
    """A body of an email as text. None: it has no such body."""
    body = message.get_body((subtype,))
    if body is None:
        return None
    content: Any = body.get_payload(decode=True)
    charset = body.get_content_charset("utf-8")
    try:
        text: str = content.decode(charset, errors="replace")
    except (LookupError, ValueError):  # there is no such charset, or it refuses to replace
        text = content.decode(errors="replace")
    return text.replace("\r\n", "\n")


# Events.


async def check_rendering_events(caller: Caller, configuration_set_name: str) -> RenderingEvents:
    """Where rendering failures are published; see `Templates.check_rendering_events`."""
    arguments = {"configuration_set_name": configuration_set_name}
    try:
        validated(GET_CONFIGURATION_SET_EVENT_DESTINATIONS, arguments)
    except RequestInvalidError as error:
        raise RequestInvalidError("check_rendering_events", error.problems) from None
    operation = GET_CONFIGURATION_SET_EVENT_DESTINATIONS
    listed = whole(operation, await caller.look_up(operation, arguments), "EventDestinations")
    matching = [one for one in listed.event_destinations if "RENDERING_FAILURE" in one.matching_event_types]
    return RenderingEvents(
        configuration_set_name,
        tuple(one.name for one in matching if one.enabled),
        tuple(one.name for one in matching if not one.enabled),
    )
