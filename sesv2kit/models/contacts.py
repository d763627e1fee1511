"""The contact list: its contacts, its topics, and the contacts' preferences by topic."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import BaseModel

from sesv2kit.models.common import ContactListName, EmailAddress, PageSize, Tag, TagList, json_text
from sesv2kit.operation import Operation, PagedOperation, Repeat
from sesv2kit.shapes import (
    ABSENT,
    Accepts,
    Converted,
    Documented,
    InPath,
    MultiLine,
    Request,
    Response,
    Shape,
    Timestamp,
)

_GUIDE = "https://docs.aws.amazon.com/ses/latest/dg/sending-email-list-management.html"

AttributesData = Annotated[
    str | Mapping[str, Any] | BaseModel, Converted(str, partial(json_text, source=_GUIDE)), MultiLine()
]
"""Attributes of a contact, sent as the JSON text of an object."""

SubscriptionStatus = Literal["OPT_IN", "OPT_OUT"]
"""Whether a contact is subscribed to a topic."""


class TopicPreference(Shape):
    """The preference of one contact for one topic.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_TopicPreference.html
    """

    topic_name: str
    """The topic's `topic_name` in the list."""

    subscription_status: SubscriptionStatus | str
    """Whether the contact is subscribed to it."""


class CreateContactRequest(Request):
    """Arguments of `contacts.create_contact`."""

    contact_list_name: InPath[ContactListName]
    """The list to add the contact to; it must exist."""

    email_address: EmailAddress
    """The address to add; an address can be on the list once."""

    topic_preferences: Sequence[TopicPreference] | None = None
    """Preferences by topic. None: the default of each topic applies."""

    unsubscribe_all: bool | None = None
    """True: unsubscribed from all topics, in spite of the preferences. None: treated as False."""

    attributes_data: Accepts[AttributesData | None, str | None] = ABSENT
    """Attributes to store with the contact: a mapping, a Pydantic model or JSON text of an object. None: no
    attributes."""


class CreateContactResponse(Response):
    """Response of `contacts.create_contact`."""


CREATE_CONTACT = Operation(
    name="CreateContact",
    request=CreateContactRequest,
    response=CreateContactResponse,
    repeat=Repeat.SAFE,
)


class Topic(Shape):
    """A subject that contacts can subscribe to, such as a newsletter.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Topic.html
    """

    topic_name: str
    """Name by which preferences, filters and sends refer to it; contacts do not see it."""

    display_name: str
    """Name that contacts see on the preferences page."""

    description: Annotated[str, MultiLine()] | None = None
    """A sentence for contacts on what to expect, shown with the display name. None: no description."""

    default_subscription_status: SubscriptionStatus | str
    """Status of contacts without a preference of their own."""


Topics = Annotated[Sequence[Topic], Documented("at most 20 topics", source=_GUIDE, maximum=20)]
"""The topics of a list."""


class CreateContactListRequest(Request):
    """Arguments of `contacts.create_contact_list`."""

    contact_list_name: ContactListName
    """Name by which sends, imports and contacts refer to it."""

    topics: Topics | None = None
    """Topics that contacts can subscribe to, at most 20. None: contacts can only unsubscribe from the list as a
    whole."""

    description: Annotated[str, MultiLine()] | None = None
    """A note on the list's purpose. None: no note."""

    tags: TagList | None = None
    """Tags for the new list, at most 50. None: no tags."""


class CreateContactListResponse(Response):
    """Response of `contacts.create_contact_list`."""


CREATE_CONTACT_LIST = Operation(
    name="CreateContactList",
    request=CreateContactListRequest,
    response=CreateContactListResponse,
    repeat=Repeat.SAFE,
)


class DeleteContactRequest(Request):
    """Arguments of `contacts.delete_contact`."""

    contact_list_name: InPath[ContactListName]
    """The list to remove the contact from."""

    email_address: InPath[EmailAddress]
    """The address to remove; its preferences and attributes are deleted too."""


class DeleteContactResponse(Response):
    """Response of `contacts.delete_contact`."""


DELETE_CONTACT = Operation(
    name="DeleteContact",
    request=DeleteContactRequest,
    response=DeleteContactResponse,
    repeat=Repeat.SAFE,
)


class DeleteContactListRequest(Request):
    """Arguments of `contacts.delete_contact_list`."""

    contact_list_name: InPath[ContactListName]
    """The list to delete, with all its contacts."""


class DeleteContactListResponse(Response):
    """Response of `contacts.delete_contact_list`."""


DELETE_CONTACT_LIST = Operation(
    name="DeleteContactList",
    request=DeleteContactListRequest,
    response=DeleteContactListResponse,
    repeat=Repeat.SAFE,
)


class GetContactRequest(Request):
    """Arguments of `contacts.get_contact`."""

    contact_list_name: InPath[ContactListName]
    """The list to look in."""

    email_address: InPath[EmailAddress]
    """The address to look up."""


class GetContactResponse(Response):
    """Response of `contacts.get_contact`."""

    contact_list_name: str | None = None
    """The list that has the contact. None: not returned."""

    email_address: str | None = None
    """The address as stored. None: not returned."""

    topic_preferences: list[TopicPreference] = []
    """Preferences set by the contact or on its behalf. Empty: no preferences."""

    topic_default_preferences: list[TopicPreference] = []
    """Defaults of the list, for topics without a preference."""

    unsubscribe_all: bool | None = None
    """True: unsubscribed from all topics, in spite of the preferences. None: not returned."""

    attributes_data: str | None = None
    """Attributes of the contact, as JSON text. None: no attributes."""

    created_timestamp: Timestamp | None = None
    """When the contact was added. None: not returned."""

    last_updated_timestamp: Timestamp | None = None
    """When its preferences or attributes last changed. None: not returned."""


GET_CONTACT = Operation(
    name="GetContact",
    request=GetContactRequest,
    response=GetContactResponse,
    repeat=Repeat.SAFE,
)


class GetContactListRequest(Request):
    """Arguments of `contacts.get_contact_list`."""

    contact_list_name: InPath[ContactListName]
    """The list to look up."""


class GetContactListResponse(Response):
    """Response of `contacts.get_contact_list`."""

    contact_list_name: str | None = None
    """The requested name. None: not returned."""

    topics: list[Topic] = []
    """Topics that contacts can subscribe to, at most 20."""

    description: str | None = None
    """The note on its purpose. None: no note."""

    created_timestamp: Timestamp | None = None
    """When the list was created. None: not returned."""

    last_updated_timestamp: Timestamp | None = None
    """When the list itself (not its contacts) last changed. None: not returned."""

    tags: list[Tag] = []
    """Its tags. Empty: no tags."""


GET_CONTACT_LIST = Operation(
    name="GetContactList",
    request=GetContactListRequest,
    response=GetContactListResponse,
    repeat=Repeat.SAFE,
)


class ContactList(Shape):
    """A contact list in brief, without its topics.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ContactList.html
    """

    contact_list_name: str | None = None
    """Name by which to read, change or delete it. None: not returned."""

    last_updated_timestamp: Timestamp | None = None
    """When the list itself (not its contacts) last changed. None: not returned."""


class ListContactListsRequest(Request):
    """Arguments of `contacts.list_contact_lists`."""

    page_size: PageSize | None = None
    """Lists per page; an account has at most one. None: SES decides."""

    next_token: str | None = None
    """`next_token` of an earlier page of the same list, to continue from there. None: the first page."""


class ListContactListsResponse(Response):
    """Response of `contacts.list_contact_lists`."""

    contact_lists: list[ContactList] = []
    """The account's list in this region, if it has one."""

    next_token: str | None = None
    """Token of the next page. None: this is the last page."""


LIST_CONTACT_LISTS = PagedOperation(
    name="ListContactLists",
    request=ListContactListsRequest,
    response=ListContactListsResponse,
    repeat=Repeat.SAFE,
    items="contact_lists",
    item=ContactList,
)


class TopicFilter(Shape):
    """The topic of a filter's status.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_TopicFilter.html
    """

    topic_name: str | None = None
    """The topic's `topic_name`. None: any topic."""

    use_default_if_preference_unavailable: bool | None = None
    """True: the topic's default applies to contacts without a preference. None: only preferences are compared."""


class ListContactsFilter(Shape):
    """Which contacts to list, by subscription status.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListContactsFilter.html
    """

    filtered_status: SubscriptionStatus | None = None
    """The status a contact must have. None: either."""

    topic_filter: TopicFilter | None = None
    """The topic it must have that status for. None: any topic."""


class Contact(Shape):
    """A contact in a list, without its attributes.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Contact.html
    """

    email_address: str | None = None
    """The address by which to read, change or delete it. None: not returned."""

    topic_preferences: list[TopicPreference] = []
    """Preferences set by the contact or on its behalf. Empty: no preferences."""

    topic_default_preferences: list[TopicPreference] = []
    """Defaults of the list, for topics without a preference."""

    unsubscribe_all: bool | None = None
    """True: unsubscribed from all topics, in spite of the preferences. None: not returned."""

    last_updated_timestamp: Timestamp | None = None
    """When its preferences or attributes last changed. None: not returned."""


class ListContactsRequest(Request):
    """Arguments of `contacts.list_contacts`."""

    contact_list_name: InPath[ContactListName]
    """The list whose contacts to return."""

    filter: ListContactsFilter | None = None
    """Only contacts with this status. None: all."""

    page_size: PageSize | None = None
    """Contacts per page; AWS states no maximum, SES has rejected more than 1,000. None: SES decides."""

    next_token: str | None = None
    """`next_token` of an earlier page of the same list, to continue from there. None: the first page."""


class ListContactsResponse(Response):
    """Response of `contacts.list_contacts`."""

    contacts: list[Contact] = []
    """Contacts of this page. With a filter it is often empty although more pages follow."""

    next_token: str | None = None
    """Token of the next page. None: this is the last page."""


LIST_CONTACTS = PagedOperation(
    name="ListContacts",
    request=ListContactsRequest,
    response=ListContactsResponse,
    repeat=Repeat.SAFE,
    items="contacts",
    item=Contact,
)


class UpdateContactRequest(Request):
    """Arguments of `contacts.update_contact`."""

    contact_list_name: InPath[ContactListName]
    """The list the contact is on."""

    email_address: InPath[EmailAddress]
    """The contact to change; the address itself cannot change."""

    topic_preferences: Sequence[TopicPreference]
    """All preferences by topic, including unchanged ones. AWS documents that those not given are removed; probes saw
    them kept."""

    unsubscribe_all: bool
    """True: unsubscribed from all topics, in spite of the preferences. Required: SES would take its absence as False,
    which subscribes the contact again."""

    attributes_data: Accepts[AttributesData | None, str | None]
    """All attributes to keep: a mapping, a Pydantic model or JSON text of an object. None: all attributes are
    removed."""


class UpdateContactResponse(Response):
    """Response of `contacts.update_contact`."""


UPDATE_CONTACT = Operation(
    name="UpdateContact",
    request=UpdateContactRequest,
    response=UpdateContactResponse,
    repeat=Repeat.SAFE,
)


class UpdateContactListRequest(Request):
    """Arguments of `contacts.update_contact_list`."""

    contact_list_name: InPath[ContactListName]
    """The list to change; the name itself cannot change."""

    topics: Topics
    """All topics of the list, at most 20, including unchanged ones; empty: all topics are removed."""

    description: Annotated[str, MultiLine()] | None
    """The new note on its purpose. None: the note is removed."""


class UpdateContactListResponse(Response):
    """Response of `contacts.update_contact_list`."""


UPDATE_CONTACT_LIST = Operation(
    name="UpdateContactList",
    request=UpdateContactListRequest,
    response=UpdateContactListResponse,
    repeat=Repeat.SAFE,
)
