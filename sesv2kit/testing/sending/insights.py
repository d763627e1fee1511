"""The events of an email for each recipient, in insights and exports."""

from collections.abc import Sequence

from sesv2kit.testing.mail.addresses import is_simulator
from sesv2kit.testing.mail.message import SentMail
from sesv2kit.testing.mail.records import recipients
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.sending.publishing import suppression_subtype, unsubscribed_subtype
from sesv2kit.testing.state import State
from sesv2kit.testing.state.insights import InsightsEvent


def insights_events(state: State, mail: SentMail, destination: str) -> Sequence[InsightsEvent]:
    """The events of an email for `destination`, oldest first.

    Events after the send are recorded only for emails to one recipient, and not for the mailbox simulator.
    """
    if mail.rendering_error:
        return [_event("RENDERING_FAILURE", mail, destination)]
    if mail.rejected:
        return [_event("REJECT", mail, destination)]
    found = [_event("SEND", mail, destination)]
    if len(recipients(mail)) == 1 and not is_simulator(destination):
        if destination in mail.delivered_to:
            found.append(_event("DELIVERY", mail, destination))
        elif mail.suppressed_for.get(destination) == "COMPLAINT":
            details = {"Complaint": {"ComplaintSubType": suppression_subtype(mail)}}
            found.append(_event("COMPLAINT", mail, destination, details))
        elif destination in mail.suppressed or destination in mail.unsubscribed:
            subtype = unsubscribed_subtype(state) if destination in mail.unsubscribed else suppression_subtype(mail)
            details = {"Bounce": {"BounceType": "PERMANENT", "BounceSubType": subtype}}
            found.append(_event("BOUNCE", mail, destination, details))
    added = (event for event in state.insights_events.get(mail.message_id, ()) if event.destination == destination)
    return sorted([*found, *added], key=lambda event: event.time)


def _event(kind: str, mail: SentMail, destination: str, details: Json | None = None) -> InsightsEvent:
    return InsightsEvent(type=kind, destination=destination, time=mail.timestamp, details=details)
