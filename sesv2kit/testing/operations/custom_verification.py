"""Custom verification emails: templates of emails that ask someone to confirm an address, and sending them."""

from urllib.parse import urlencode

from sesv2kit.testing.mail.addresses import bare_address, key
from sesv2kit.testing.mail.parts import Content
from sesv2kit.testing.operations._checks import check_limit
from sesv2kit.testing.operations.identities import create_email_identity
from sesv2kit.testing.paging import Listing
from sesv2kit.testing.protocol.errors import Refused, already_exists, bad_request, not_found
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.sending.delivery import Recipients, admit, deliver
from sesv2kit.testing.state import State
from sesv2kit.testing.state.custom_verification import CustomVerificationTemplate
from sesv2kit.testing.state.finding import covering_identities, find_custom_verification_template

_MAX_SIZE = 10 * 1024 * 1024


def create_custom_verification_email_template(state: State, request: Json) -> None:
    """Store a template. Its sender must be verified."""
    content = dict(request)
    name, tags = content.pop("TemplateName"), content.pop("Tags", [])
    _check(state, content)
    if name in state.custom_verification_templates:
        raise already_exists(f"Custom verification email template {name} already exists.")
    check_limit(state.custom_verification_templates, 50, "custom verification email templates")
    state.custom_verification_templates[name] = CustomVerificationTemplate(name, content, tags)


def delete_custom_verification_email_template(state: State, request: Json) -> None:
    """Delete a template."""
    del state.custom_verification_templates[find_custom_verification_template(state, request["TemplateName"]).name]


def get_custom_verification_email_template(state: State, request: Json) -> Json:
    """The complete template."""
    template = find_custom_verification_template(state, request["TemplateName"])
    return {"TemplateName": template.name, **template.content, "Tags": template.tags}


def list_custom_verification_email_templates(state: State, request: Json) -> Listing[CustomVerificationTemplate]:
    """The templates without their bodies and tags, sorted by name."""
    return Listing(
        member="CustomVerificationEmailTemplates",
        rows=state.custom_verification_templates,
        show=lambda template: {"TemplateName": template.name, **_without_body(template.content)},
        default=50,
        maximum=50,
    )


def send_custom_verification_email(state: State, request: Json) -> Json:
    """Send the template with a link to an address, which becomes a pending identity unless it is verified."""
    address = request["EmailAddress"]
    template = find_custom_verification_template(state, request["TemplateName"])
    if not state.account.production_access:
        raise bad_request(f"Account {state.account_id} has no production access, which custom verification needs.")
    if state.account.enforcement_status == "SHUTDOWN":  # for which this operation has no error of its own
        raise Refused("SendingPausedException", f"Sending is paused for account {state.account_id}.")
    sender = admit(state, request, template.content["FromEmailAddress"], None)
    content = Content(
        subject=template.content["TemplateSubject"],
        html=f'{template.content["TemplateContent"]}\n<p><a href="{_link(state, address)}">Confirm</a></p>',
    )
    mail = deliver(state, sender, Recipients(to=(address,)), content, ())
    identity = state.identities.get(key(address))
    if identity is None:
        create_email_identity(state, {"EmailIdentity": address})
    else:
        identity.requested = state.clock.now()
    return {"MessageId": mail.message_id}


def update_custom_verification_email_template(state: State, request: Json) -> None:
    """Replace everything but the tags. The sender must be verified."""
    content = {name: value for name, value in request.items() if name != "TemplateName"}
    template = find_custom_verification_template(state, request["TemplateName"])
    _check(state, content)
    template.content = content


def _check(state: State, content: Json) -> None:
    """Refuse a sender that is not verified, and a body of 10 MB or more."""
    if len(content["TemplateContent"].encode("utf-8", "surrogatepass")) >= _MAX_SIZE:
        raise bad_request("A custom verification email must be smaller than 10 MB.")
    address = bare_address(content["FromEmailAddress"])
    identities = list(covering_identities(state, address))
    if not identities:
        raise not_found(f"Email identity {address} does not exist.")
    if not any(identity.verified for identity in identities):
        raise bad_request(f"Email address {address} is not verified.")


def _without_body(content: Json) -> Json:
    return {name: value for name, value in content.items() if name != "TemplateContent"}


def _link(state: State, address: str) -> str:
    """The link for the owner of the address. No server handles it: use `Backend.verify_identity`."""
    query = {"Context": state.account_id, "Identity.IdentityName": address, "Identity.IdentityType": "EmailAddress"}
    return f"https://email-verification.{state.region}.amazonaws.com/?{urlencode(query)}".replace("&", "&amp;")
