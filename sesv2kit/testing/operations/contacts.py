"""The account's contact list: its topics, and its contacts with their preferences."""

from collections.abc import Sequence

from sesv2kit.testing.paging import Listing
from sesv2kit.testing.protocol.errors import Refused, already_exists, bad_request, not_found
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.state import State
from sesv2kit.testing.state.contacts import Contact, ContactList
from sesv2kit.testing.state.finding import find_contact_list

_MAX_TOPICS = 20


def create_contact(state: State, request: Json) -> None:
    """Add a contact to the list."""
    _check_choices(request)
    found, address = find_contact_list(state, request["ContactListName"]), request["EmailAddress"]
    choices = _choices(found, request)
    if address in found.contacts:
        raise already_exists(f"{address} already exists in List.")
    now = state.clock.now()
    contact = found.contacts[address] = Contact(address, created=now, updated=now, choices=choices)
    contact.unsubscribed = request.get("UnsubscribeAll", False)
    contact.attributes = request.get("AttributesData")


def create_contact_list(state: State, request: Json) -> None:
    """Create the list. An account has at most one."""
    name, topics, tags = request["ContactListName"], request.get("Topics", []), request.get("Tags", [])
    _check_topics(topics)
    if state.contact_lists:
        raise Refused("LimitExceededException", "A maximum of 1 Lists allowed per account.")
    now = state.clock.now()
    state.contact_lists[name] = ContactList(
        name, created=now, updated=now, topics=topics, description=request.get("Description"), tags=tags
    )


def delete_contact(state: State, request: Json) -> None:
    """Remove a contact from the list."""
    found = find_contact_list(state, request["ContactListName"])
    del found.contacts[_find(found, request["EmailAddress"]).address]


def delete_contact_list(state: State, request: Json) -> None:
    """Delete the list with its contacts."""
    del state.contact_lists[find_contact_list(state, request["ContactListName"]).name]


def get_contact(state: State, request: Json) -> Json:
    """The contact with its attributes."""
    found = find_contact_list(state, request["ContactListName"])
    contact = _find(found, request["EmailAddress"])
    return {
        "ContactListName": found.name,
        **_summary(found, contact),
        "AttributesData": contact.attributes,
        "CreatedTimestamp": contact.created,
    }


def get_contact_list(state: State, request: Json) -> Json:
    """The list with its topics."""
    found = find_contact_list(state, request["ContactListName"])
    return {
        "ContactListName": found.name,
        "Topics": found.topics,
        "Description": found.description,
        "CreatedTimestamp": found.created,
        "LastUpdatedTimestamp": found.updated,
        "Tags": found.tags,
    }


def list_contact_lists(state: State, request: Json) -> Listing[ContactList]:
    """The list, if there is one."""
    return Listing(
        member="ContactLists",
        rows=state.contact_lists,
        show=lambda found: {"ContactListName": found.name, "LastUpdatedTimestamp": found.updated},
        default=50,
        maximum=1000,
    )


def list_contacts(state: State, request: Json) -> Listing[Contact]:
    """The contacts, sorted by address. AWS filters after it has cut the pages, so a page may be empty although more
    follow."""
    found, filters = find_contact_list(state, request["ContactListName"]), request.get("Filter", {})
    wanted, topic_filter = filters.get("FilteredStatus"), filters.get("TopicFilter", {})
    topic = topic_filter.get("TopicName")
    if topic is not None:
        _check_known(found, [topic])
    with_default = topic_filter.get("UseDefaultIfPreferenceUnavailable", False)
    return Listing(
        member="Contacts",
        rows=found.contacts,
        show=lambda contact: _summary(found, contact),
        keep=lambda contact: wanted is None or wanted == _status(found, contact, topic, with_default),
        filters_late=True,
        default=50,
        maximum=1000,
    )


def update_contact(state: State, request: Json) -> None:
    """Change a contact: preferences one by one, everything else as a whole.

    According to AWS's documentation, a preference that is not repeated is removed. Probes of AWS saw it kept, as here.
    """
    _check_choices(request)
    found = find_contact_list(state, request["ContactListName"])
    contact = _find(found, request["EmailAddress"])
    contact.choices.update(_choices(found, request))
    contact.unsubscribed = request.get("UnsubscribeAll", False)
    contact.attributes = request.get("AttributesData")
    contact.updated = state.clock.now()


def update_contact_list(state: State, request: Json) -> None:
    """Replace topics and description as a whole. Preferences for a removed topic are removed."""
    topics = request.get("Topics", [])
    _check_topics(topics)
    found = find_contact_list(state, request["ContactListName"])
    found.topics, found.description, found.updated = topics, request.get("Description"), state.clock.now()
    left = _names(found)
    for contact in found.contacts.values():
        contact.choices = {topic: status for topic, status in contact.choices.items() if topic in left}


def _find(found: ContactList, address: str) -> Contact:
    if address not in found.contacts:
        raise not_found(f"{address} doesn't exist in List.")
    return found.contacts[address]


def _names(found: ContactList) -> list[str]:
    return [topic["TopicName"] for topic in found.topics]


def _check_topics(topics: Sequence[Json]) -> None:
    names = [topic["TopicName"] for topic in topics]
    if len(names) > _MAX_TOPICS:
        raise bad_request(f"A contact list can have at most {_MAX_TOPICS} topics, not {len(names)}.")
    if len(set(names)) < len(names):
        raise bad_request("Each topic name can be used only once.")


def _check_known(found: ContactList, topics: Sequence[str]) -> None:
    for topic in topics:
        if topic not in _names(found):
            raise bad_request(f"List: {found.name} doesn't contain Topic: {topic}")


def _check_choices(request: Json) -> None:
    topics = [choice["TopicName"] for choice in request.get("TopicPreferences", [])]
    if len(set(topics)) < len(topics):
        raise bad_request("There can be only one preference for each topic.")


def _choices(found: ContactList, request: Json) -> dict[str, str]:
    """The request's preferences by topic. Each topic must be in the list."""
    choices = {choice["TopicName"]: choice["SubscriptionStatus"] for choice in request.get("TopicPreferences", [])}
    _check_known(found, list(choices))
    return choices


def _status(found: ContactList, contact: Contact, topic: str | None, with_default: bool) -> str | None:
    """A contact's preference for a topic, or for the whole list. None: it has none."""
    if contact.unsubscribed:
        return "OPT_OUT"
    if topic is None:
        return "OPT_IN"
    return contact.choices.get(topic, _defaults(found).get(topic) if with_default else None)


def _defaults(found: ContactList) -> dict[str, str]:
    return {topic["TopicName"]: topic["DefaultSubscriptionStatus"] for topic in found.topics}


def _summary(found: ContactList, contact: Contact) -> Json:
    defaults = {topic: status for topic, status in _defaults(found).items() if topic not in contact.choices}
    return {
        "EmailAddress": contact.address,
        "TopicPreferences": _preferences(contact.choices),
        "TopicDefaultPreferences": _preferences(defaults),
        "UnsubscribeAll": contact.unsubscribed,
        "LastUpdatedTimestamp": contact.updated,
    }


def _preferences(statuses: dict[str, str]) -> list[Json]:
    return [{"TopicName": topic, "SubscriptionStatus": status} for topic, status in statuses.items()]
