"""List management: emails to one contact of a list, the unsubscribe link, and the effect of the link."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sesv2kit.testing.mail.message import SentMail
from sesv2kit.testing.mail.mime import with_headers
from sesv2kit.testing.mail.parts import Content
from sesv2kit.testing.mail.records import subscription
from sesv2kit.testing.protocol.errors import not_found
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.state import State
from sesv2kit.testing.state.contacts import Contact, ContactList
from sesv2kit.testing.state.finding import find_contact_list

UNSUBSCRIBE_URL = "amazonSESUnsubscribeUrl"
"""The name in double braces that the link replaces."""

_PLACEHOLDER = f"{{{{{UNSUBSCRIBE_URL}}}}}"
_MAX_LINKS = 2


@dataclass(frozen=True, slots=True)
class Mailing:
    """The contact list of an email to one contact, with its topic if it has one."""

    contact_list: ContactList
    topic_name: str | None

    def opted_out(self, state: State, address: str) -> bool:
        """Whether the contact opted out. A recipient that is not a contact yet becomes one."""
        contacts = self.contact_list.contacts
        if address not in contacts:
            now = state.clock.now()
            contacts[address] = Contact(address, created=now, updated=now)
        contact = contacts[address]
        return contact.unsubscribed or _choices(self.contact_list, contact).get(self.topic_name or "") == "OPT_OUT"


def find_mailing(state: State, addresses: Sequence[str], options: Json) -> Mailing | None:
    """The list and topic of ListManagementOptions, which must exist. None: the email has several recipients."""
    found = find_contact_list(state, options["ContactListName"])
    topic = options.get("TopicName")
    if topic is not None and topic not in _defaults(found):
        raise not_found(f"List {found.name} does not have a topic with name: {topic}.")
    return Mailing(found, topic) if len(addresses) == 1 else None


def with_unsubscribe_link(state: State, content: Content) -> Content:
    """The content with the link in place of at most two placeholders, and with the List-Unsubscribe headers.

    No server handles the link: tests call UpdateContact, or `Backend.add_event`.
    """
    # Without "=" and "+", so that it does not change in quoted-printable text.
    url = f"https://unsubscribe.{state.region}.amazonaws.com/{secrets.token_hex(20)}"
    headers = [("List-Unsubscribe", f"<{url}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")]
    if content.mime is not None:
        linked = content.mime.replace(_PLACEHOLDER.encode(), url.encode(), _MAX_LINKS)
        return Content.from_mime(with_headers(linked, headers))
    text, left = _linked(content.text, url, _MAX_LINKS)
    html, _ = _linked(content.html, url, left)
    names = [name.lower() for name, _ in headers]
    own = [(name, value) for name, value in content.headers if name.lower() not in names]
    return replace(content, text=text, html=html, headers=[*own, *headers])


def unsubscribe(state: State, mail: SentMail, address: str) -> Json:
    """Unsubscribe, as the link of an email does. Returns the details of the event.

    Raises:
        ValueError: The email has no unsubscribe link, or its contact was deleted.
    """
    found = state.contact_lists.get(mail.contact_list_name or "")
    contact = found.contacts.get(address) if found else None
    if found is None or contact is None:
        raise ValueError(
            f"{address} cannot unsubscribe: only mail to one contact with ListManagementOptions can be unsubscribed"
        )
    before = _preferences(found, contact)
    if mail.topic_name is None:
        contact.unsubscribed = True
    else:
        contact.choices[mail.topic_name] = "OPT_OUT"
    contact.updated = now = state.clock.now()
    return subscription(found.name, now, _preferences(found, contact), before)


def _linked(text: str | None, url: str, links: int) -> tuple[str | None, int]:
    """A body with the link in its first placeholders, and how many links remain for other bodies."""
    if text is None:
        return None, links
    return text.replace(_PLACEHOLDER, url, links), max(0, links - text.count(_PLACEHOLDER))


def _defaults(found: ContactList) -> dict[str, str]:
    return {topic["TopicName"]: topic["DefaultSubscriptionStatus"] for topic in found.topics}


def _choices(found: ContactList, contact: Contact) -> dict[str, str]:
    return {**_defaults(found), **contact.choices}


def _preferences(found: ContactList, contact: Contact) -> Json:
    """A contact's preferences, in the form of events."""
    defaults = {name: status for name, status in _defaults(found).items() if name not in contact.choices}
    return {
        "unsubscribeAll": contact.unsubscribed,
        "topicSubscriptionStatus": _statuses(contact.choices),
        "topicDefaultSubscriptionStatus": _statuses(defaults),
    }


def _statuses(statuses: dict[str, str]) -> list[Json]:
    spelt = {"OPT_IN": "OptIn", "OPT_OUT": "OptOut"}
    return [{"topicName": name, "subscriptionStatus": spelt[status]} for name, status in statuses.items()]
