"""Email templates."""

from sesv2kit._workflows.rendering import RenderingError
from sesv2kit.testing.mail.message import mime_message
from sesv2kit.testing.mail.render import render_content, template_data
from sesv2kit.testing.operations._checks import check_unassociated
from sesv2kit.testing.paging import Listing
from sesv2kit.testing.protocol.errors import already_exists, bad_request
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.state import State
from sesv2kit.testing.state.finding import find_template
from sesv2kit.testing.state.templates import Template


def create_email_template(state: State, request: Json) -> None:
    """Store a template. Its syntax is checked only when it is rendered."""
    name, tags = request["TemplateName"], request.get("Tags", [])
    if name in state.templates:
        raise already_exists(f"Template {name} already exists for account id {state.account_id}.")
    state.templates[name] = Template(name, request["TemplateContent"], state.clock.now(), tags)


def delete_email_template(state: State, request: Json) -> None:
    """Delete a template that no tenant uses."""
    template = find_template(state, request["TemplateName"])
    check_unassociated(state, state.arn(f"template/{template.name}"))
    del state.templates[template.name]


def get_email_template(state: State, request: Json) -> Json:
    """The template's source."""
    template = find_template(state, request["TemplateName"])
    return {"TemplateName": template.name, "TemplateContent": template.content, "Tags": template.tags}


def list_email_templates(state: State, request: Json) -> Listing[Template]:
    """The names and dates, sorted by name."""
    return Listing(
        member="TemplatesMetadata",
        rows=state.templates,
        show=lambda template: {"TemplateName": template.name, "CreatedTimestamp": template.created},
        default=10,
        maximum=100,
    )


def test_render_email_template(state: State, request: Json) -> Json:
    """The MIME message rendered from the template and the data. Every variable must be present."""
    template = find_template(state, request["TemplateName"])
    try:
        content = render_content(template.content, template_data(request["TemplateData"]), strict=True)
    except RenderingError as error:
        raise bad_request(str(error)) from None
    return {"RenderedTemplate": mime_message(content, state.clock.now()).decode()}


def update_email_template(state: State, request: Json) -> None:
    """Replace the template's content completely."""
    find_template(state, request["TemplateName"]).content = request["TemplateContent"]
