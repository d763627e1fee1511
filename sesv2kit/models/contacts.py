"""The contact list: who gets mail, and who has opted in to or out of which topic."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import BaseModel

from sesv2kit.models.common import ContactListName, EmailAddress, PageSize, Tag, TagList, json_text
from sesv2kit.operation import Operation, PagedOperation, Repeat
from sesv2kit.shapes import Converted, Documented, InPath, Request, Response, Shape, Timestamp

_GUIDE = "https://docs.aws.amazon.com/ses/latest/dg/sending-email-list-management.html"

AttributesData = Annotated[str | Mapping[str, Any] | BaseModel, Converted(str, partial(json_text, source=_GUIDE))]
"""Attributes of a contact on their way to the wire, where they are JSON text of an object."""

SubscriptionStatus = Literal["OPT_IN", "OPT_OUT"]
"""Whether mail about a topic is wanted."""


class TopicPreference(Shape):
    """What one contact wants of one topic.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_TopicPreference.html
    """

    topic_name: str
    """Which topic, by the `topic_name` it has in the list."""

    subscription_status: SubscriptionStatus | str
    """Whether the contact gets mail about it."""


class CreateContactRequest(Request):
    """Arguments of `contacts.create_contact`."""

    contact_list_name: InPath[ContactListName]
    """The list to join; it must exist."""

    email_address: EmailAddress
    """Who joins; an address can be on the list once."""

    topic_preferences: Sequence[TopicPreference] | None = None
    """Choices by topic. None: the default of each topic applies."""

    unsubscribe_all: bool | None = None
    """True: no mail about any topic, whatever the preferences say. None: not unsubscribed."""

    attributes_data: AttributesData | None = None
    """What else to keep about the contact: a mapping, a Pydantic model or JSON text of an object. None: nothing."""


class CreateContactResponse(Response):
    """Answer of `contacts.create_contact`."""


CREATE_CONTACT = Operation(
    name="CreateContact",
    request=CreateContactRequest,
    response=CreateContactResponse,
    repeat=Repeat.SAFE,
)


class Topic(Shape):
    """A subject that contacts can choose to get mail about, such as a newsletter.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Topic.html
    """

    topic_name: str
    """What preferences, filters and sends call it by; contacts do not see it."""

    display_name: str
    """What contacts read on the page where they choose."""

    description: str | None = None
    """A sentence for contacts on what to expect, shown with the display name. None: nothing."""

    default_subscription_status: SubscriptionStatus | str
    """What holds for contacts who have not chosen."""


Topics = Annotated[Sequence[Topic], Documented("at most 20 topics", source=_GUIDE, maximum=20)]
"""The topics of a list."""


class CreateContactListRequest(Request):
    """Arguments of `contacts.create_contact_list`."""

    contact_list_name: ContactListName
    """What sends, imports and contacts will call it by."""

    topics: Topics | None = None
    """What contacts can choose from, 20 topics at most. None: they can only leave the list as a whole."""

    description: str | None = None
    """A note on the list's purpose. None: no note."""

    tags: TagList | None = None
    """Labels for the new list, at most 50. None: no tags."""


class CreateContactListResponse(Response):
    """Answer of `contacts.create_contact_list`."""


CREATE_CONTACT_LIST = Operation(
    name="CreateContactList",
    request=CreateContactListRequest,
    response=CreateContactListResponse,
    repeat=Repeat.SAFE,
)


class DeleteContactRequest(Request):
    """Arguments of `contacts.delete_contact`."""

    contact_list_name: InPath[ContactListName]
    """The list to leave."""

    email_address: InPath[EmailAddress]
    """Who leaves; preferences and attributes go too."""


class DeleteContactResponse(Response):
    """Answer of `contacts.delete_contact`."""


DELETE_CONTACT = Operation(
    name="DeleteContact",
    request=DeleteContactRequest,
    response=DeleteContactResponse,
    repeat=Repeat.SAFE,
)


class DeleteContactListRequest(Request):
    """Arguments of `contacts.delete_contact_list`."""

    contact_list_name: InPath[ContactListName]
    """Which list goes, with every contact on it."""


class DeleteContactListResponse(Response):
    """Answer of `contacts.delete_contact_list`."""


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
    """Whom to look up."""


class GetContactResponse(Response):
    """Answer of `contacts.get_contact`."""

    contact_list_name: str | None = None
    """The list that was looked in. None: not stated."""

    email_address: str | None = None
    """The address as stored. None: not stated."""

    topic_preferences: list[TopicPreference] = []
    """Choices the contact made, or that were made in its name. Empty: none."""

    topic_default_preferences: list[TopicPreference] = []
    """What holds for the topics without a choice, by the list's defaults."""

    unsubscribe_all: bool | None = None
    """True: no mail about any topic, whatever the preferences say. None: not stated."""

    attributes_data: str | None = None
    """What else is kept about the contact, as JSON text. None: nothing."""

    created_timestamp: Timestamp | None = None
    """When the contact joined the list. None: not stated."""

    last_updated_timestamp: Timestamp | None = None
    """When its preferences or attributes last changed. None: not stated."""


GET_CONTACT = Operation(
    name="GetContact",
    request=GetContactRequest,
    response=GetContactResponse,
    repeat=Repeat.SAFE,
)


class GetContactListRequest(Request):
    """Arguments of `contacts.get_contact_list`."""

    contact_list_name: InPath[ContactListName]
    """Which list to describe."""


class GetContactListResponse(Response):
    """Answer of `contacts.get_contact_list`."""

    contact_list_name: str | None = None
    """The name that was asked for. None: not stated."""

    topics: list[Topic] = []
    """What contacts can choose from; at most 20."""

    description: str | None = None
    """The note on its purpose. None: it has none."""

    created_timestamp: Timestamp | None = None
    """When the list was made. None: not stated."""

    last_updated_timestamp: Timestamp | None = None
    """When the list itself (not its contacts) last changed. None: not stated."""

    tags: list[Tag] = []
    """Its labels; empty when it has none."""


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
    """What to read, change or delete it by. None: not stated."""

    last_updated_timestamp: Timestamp | None = None
    """When the list itself (not its contacts) last changed. None: not stated."""


class ListContactListsRequest(Request):
    """Arguments of `contacts.list_contact_lists`."""

    page_size: PageSize | None = None
    """Lists a page; an account has one at most. None: SES decides."""

    next_token: str | None = None
    """Where to go on: the token of an earlier page, asked for with the same arguments. None: at the start."""


class ListContactListsResponse(Response):
    """Answer of `contacts.list_contact_lists`."""

    contact_lists: list[ContactList] = []
    """The account's list in this region, if it has one."""

    next_token: str | None = None
    """Token of the page after this one. None: this was the last."""


LIST_CONTACT_LISTS = PagedOperation(
    name="ListContactLists",
    request=ListContactListsRequest,
    response=ListContactListsResponse,
    repeat=Repeat.SAFE,
    items="contact_lists",
    item=ContactList,
)


class TopicFilter(Shape):
    """Which topic the status of a filter is about.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_TopicFilter.html
    """

    topic_name: str | None = None
    """The topic, by its `topic_name`. None: no particular one."""

    use_default_if_preference_unavailable: bool | None = None
    """True: who has not chosen is counted by the topic's default. None: only choices count."""


class ListContactsFilter(Shape):
    """Which contacts to list, by what they want.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListContactsFilter.html
    """

    filtered_status: SubscriptionStatus | None = None
    """The status a contact must have. None: either."""

    topic_filter: TopicFilter | None = None
    """The topic it must have that status for. None: not tied to one topic."""


class Contact(Shape):
    """A contact in a list, without its attributes.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Contact.html
    """

    email_address: str | None = None
    """The address to read, change or delete it by. None: not stated."""

    topic_preferences: list[TopicPreference] = []
    """Choices the contact made, or that were made in its name. Empty: none."""

    topic_default_preferences: list[TopicPreference] = []
    """What holds for the topics without a choice, by the list's defaults."""

    unsubscribe_all: bool | None = None
    """True: no mail about any topic, whatever the preferences say. None: not stated."""

    last_updated_timestamp: Timestamp | None = None
    """When its preferences or attributes last changed. None: not stated."""


class ListContactsRequest(Request):
    """Arguments of `contacts.list_contacts`."""

    contact_list_name: InPath[ContactListName]
    """The list to walk."""

    filter: ListContactsFilter | None = None
    """Only contacts who want, or do not want, mail about a topic. None: all."""

    page_size: PageSize | None = None
    """Contacts a page; AWS states no maximum, more than 1,000 has been refused. None: SES decides."""

    next_token: str | None = None
    """Where to go on: the token of an earlier page, asked for with the same arguments. None: at the start."""


class ListContactsResponse(Response):
    """Answer of `contacts.list_contacts`."""

    contacts: list[Contact] = []
    """The contacts of this page; with a filter it is often empty though more pages follow."""

    next_token: str | None = None
    """Token of the page after this one. None: this was the last."""


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
    """Whose entry to change; the address itself cannot change."""

    topic_preferences: Sequence[TopicPreference] | None = None
    """Choices by topic, the unchanged ones too: AWS removes what is not given. None: all are removed."""

    unsubscribe_all: bool | None = None
    """True: no mail about any topic, whatever the preferences say. None: taken for False, so give True to keep it."""

    attributes_data: AttributesData | None = None
    """All that shall be kept: a mapping, a Pydantic model or JSON text of an object. None: what was kept is wiped."""


class UpdateContactResponse(Response):
    """Answer of `contacts.update_contact`."""


UPDATE_CONTACT = Operation(
    name="UpdateContact",
    request=UpdateContactRequest,
    response=UpdateContactResponse,
    repeat=Repeat.SAFE,
)


class UpdateContactListRequest(Request):
    """Arguments of `contacts.update_contact_list`."""

    contact_list_name: InPath[ContactListName]
    """Which list to change; the name itself cannot change."""

    topics: Topics | None = None
    """All topics it shall have, 20 at most, the unchanged ones too. None: it has none from now on."""

    description: str | None = None
    """The new note on its purpose. None: no note from now on."""


class UpdateContactListResponse(Response):
    """Answer of `contacts.update_contact_list`."""


UPDATE_CONTACT_LIST = Operation(
    name="UpdateContactList",
    request=UpdateContactListRequest,
    response=UpdateContactListResponse,
    repeat=Repeat.SAFE,
)
