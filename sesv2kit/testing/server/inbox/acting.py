"""Carries out the forms of the inbox: deletes emails, and makes events of recipients."""

from collections.abc import Mapping

from sesv2kit.testing.backend import AddedEventType, Backend
from sesv2kit.testing.engine import Engine, Reply
from sesv2kit.testing.mail.message import SentMail
from sesv2kit.testing.mail.records import recipients
from sesv2kit.testing.notifying.endpoints import PostError
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.server import mails
from sesv2kit.testing.server.inbox import listing, showing
from sesv2kit.testing.server.inbox.contents import unsubscribing
from sesv2kit.testing.server.inbox.page import PATH, redirect
from sesv2kit.testing.state import State

_EVENTS: Mapping[str, tuple[AddedEventType, Json | None]] = {
    "open": ("OPEN", None),
    "bounce": ("BOUNCE", {"Bounce": {"BounceType": "PERMANENT", "BounceSubType": "General"}}),
    "transient-bounce": ("BOUNCE", {"Bounce": {"BounceType": "TRANSIENT", "BounceSubType": "General"}}),
    "complaint": ("COMPLAINT", {"Complaint": {"ComplaintFeedbackType": "abuse"}}),
    "delay": ("DELIVERY_DELAY", None),
}
"""The events that buttons make, and their details."""

_ONE_CLICK = b"List-Unsubscribe=One-Click"
"""The body of the request with which a mail program unsubscribes (RFC 8058)."""


def on_list(engine: Engine, query: Mapping[str, str], form: Mapping[str, str]) -> Reply:
    """Delete the emails of the list, including those of its other pages."""
    if form.get("action") != "delete":
        return listing.respond(engine, query, "The form has no known button.")
    wanted = mails.Filter.of(query)
    mails.delete(wanted.states(engine.states()), wanted)
    return redirect(PATH)


def on_mail(engine: Engine, state: State, mail: SentMail, query: Mapping[str, str], form: Mapping[str, str]) -> Reply:
    """Carry out a button on the page of an email, and show the page again."""
    backend, action = Backend(engine, state.account_id, state.region), form.get("action", "")
    everyone = recipients(mail)
    to = form.get("destination", everyone[0])
    if to not in everyone:
        return showing.respond(engine, state, mail, query, problem=f"{to} is not a recipient of this email.")
    try:
        if action == "delete":
            mails.delete_one(state, mail.message_id)
            return redirect(PATH)
        elif link := form.get("link"):
            backend.add_event(mail.message_id, "CLICK", destination=to, link=link)
        elif action in _EVENTS:
            kind, details = _EVENTS[action]
            backend.add_event(mail.message_id, kind, destination=to, details=details)
        elif action == "unsubscribe" and mail.contact_list_name:
            backend.add_event(mail.message_id, "SUBSCRIPTION", destination=to)
        elif action == "unsubscribe":
            return showing.respond(engine, state, mail, query, told=_unsubscribed(engine, mail))
        else:
            raise ValueError("The form has no known button")
    except ValueError as error:
        return showing.respond(engine, state, mail, query, problem=f"{error}.")
    return redirect(showing.path(mail.message_id, query))


def _unsubscribed(engine: Engine, mail: SentMail) -> str:
    """Send the request with which a mail program unsubscribes, and return a message with the result.

    Raises:
        ValueError: The email does not support it, or there was no response.
    """
    link = unsubscribing(mail).one_click
    if link is None:
        raise ValueError("This email does not support one-click unsubscribe")
    try:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        status = engine.topics.connections().post(link, headers, _ONE_CLICK)
    except PostError as error:
        raise ValueError(f"The POST to {link} failed: {error}") from None
    return f"The POST to {link} got the status {status}."
