# Written by `python -m tests.tools.twin` from sesv2kit/services/contacts.py. Change that one.
"""The contact list."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from sesv2kit.aio.paging import AsyncPageIterator
from sesv2kit.aio.services._base import AsyncService
from sesv2kit.models.common import Tag
from sesv2kit.models.contacts import (
    CREATE_CONTACT,
    CREATE_CONTACT_LIST,
    DELETE_CONTACT,
    DELETE_CONTACT_LIST,
    GET_CONTACT,
    GET_CONTACT_LIST,
    LIST_CONTACT_LISTS,
    LIST_CONTACTS,
    UPDATE_CONTACT,
    UPDATE_CONTACT_LIST,
    Contact,
    ContactList,
    CreateContactListResponse,
    CreateContactResponse,
    DeleteContactListResponse,
    DeleteContactResponse,
    GetContactListResponse,
    GetContactResponse,
    ListContactListsResponse,
    ListContactsFilter,
    ListContactsResponse,
    Topic,
    TopicPreference,
    UpdateContactListResponse,
    UpdateContactResponse,
)


class AsyncContacts(AsyncService):
    """The contact list and the contacts on it. An account has one list in each region, with up to 20 topics.

    Sends obey the preferences kept here only if they name the list in `list_management_options`.
    """

    async def create_contact(
        self,
        *,
        contact_list_name: str,
        email_address: str,
        topic_preferences: Sequence[TopicPreference] | None = None,
        unsubscribe_all: bool | None = None,
        attributes_data: str | Mapping[str, Any] | BaseModel | None = None,
    ) -> CreateContactResponse:
        """Add a contact to the list.

        Args:
            contact_list_name: The list to join; it must exist.
            email_address: Who joins; an address can be on the list once.
            topic_preferences: Choices by topic. None: the default of each topic applies.
            unsubscribe_all: True: no mail about any topic, whatever the preferences say. None: not unsubscribed.
            attributes_data: What else to keep about the contact: a mapping, a Pydantic model or JSON text of an
                object. None: nothing.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: The list does not exist.
            AlreadyExistsError: The address is on the list (a first attempt may have put it there).
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateContact.html
        """
        return await self._call(
            CREATE_CONTACT,
            contact_list_name=contact_list_name,
            email_address=email_address,
            topic_preferences=topic_preferences,
            unsubscribe_all=unsubscribe_all,
            attributes_data=attributes_data,
        )

    async def create_contact_list(
        self,
        *,
        contact_list_name: str,
        topics: Sequence[Topic] | None = None,
        description: str | None = None,
        tags: Sequence[Tag] | None = None,
    ) -> CreateContactListResponse:
        """Create the account's contact list in this region.

        Args:
            contact_list_name: What sends, imports and contacts will call it by.
            topics: What contacts can choose from, 20 topics at most. None: they can only leave the list as a
                whole.
            description: A note on the list's purpose. None: no note.
            tags: Labels for the new list, at most 50. None: no tags.

        Returns:
            An empty answer.

        Raises:
            AlreadyExistsError: A list of that name exists; on a retry, probably the one just created.
            LimitExceededError: There is a list already; an account has one in each region.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateContactList.html
        """
        return await self._call(
            CREATE_CONTACT_LIST, contact_list_name=contact_list_name, topics=topics, description=description, tags=tags
        )

    async def delete_contact(
        self,
        *,
        contact_list_name: str,
        email_address: str,
    ) -> DeleteContactResponse:
        """Take a contact off the list, permanently.

        Its preferences go too: an address that comes back counts as one that never opted out.

        Args:
            contact_list_name: The list to leave.
            email_address: Who leaves; preferences and attributes go too.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: No such list, or the address is not on it (a first attempt may have removed it).
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteContact.html
        """
        return await self._call(DELETE_CONTACT, contact_list_name=contact_list_name, email_address=email_address)

    async def delete_contact_list(
        self,
        *,
        contact_list_name: str,
    ) -> DeleteContactListResponse:
        """Delete the list and all contacts on it, permanently.

        Args:
            contact_list_name: Which list goes, with every contact on it.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: There is no such list (a first attempt may have deleted it).
            ConcurrentModificationError: Another request is changing the list; try again later.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteContactList.html
        """
        return await self._call(DELETE_CONTACT_LIST, contact_list_name=contact_list_name)

    async def get_contact(
        self,
        *,
        contact_list_name: str,
        email_address: str,
    ) -> GetContactResponse:
        """Look up one contact: its preferences, attributes and dates.

        Args:
            contact_list_name: The list to look in.
            email_address: Whom to look up.

        Returns:
            The contact; its attributes are JSON text, as stored.

        Raises:
            NotFoundError: No such list, or the address is not on it.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetContact.html
        """
        return await self._call(GET_CONTACT, contact_list_name=contact_list_name, email_address=email_address)

    async def get_contact_list(
        self,
        *,
        contact_list_name: str,
    ) -> GetContactListResponse:
        """Describe the list: its topics, note, labels and dates.

        The contacts are not part of it; `list_contacts` walks them.

        Args:
            contact_list_name: Which list to describe.

        Returns:
            The list with its topics.

        Raises:
            NotFoundError: The list does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetContactList.html
        """
        return await self._call(GET_CONTACT_LIST, contact_list_name=contact_list_name)

    def list_contact_lists(
        self,
        *,
        page_size: int | None = None,
        next_token: str | None = None,
        limit: int | None = None,
    ) -> AsyncPageIterator[ContactList, ListContactListsResponse]:
        """Walk the contact lists of the region, of which there is one at most.

        Args:
            page_size: Lists a page; an account has one at most. None: SES decides.
            next_token: Where to go on: the token of an earlier page, asked for with the same arguments. None: at
                the start.
            limit: How many items to give at most. None: all.

        Returns:
            Name and last change of the list; a call is made whenever a page is used up.

        Raises:
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListContactLists.html
        """
        return self._paginate(LIST_CONTACT_LISTS, limit, page_size=page_size, next_token=next_token)

    def list_contacts(
        self,
        *,
        contact_list_name: str,
        filter: ListContactsFilter | None = None,
        page_size: int | None = None,
        next_token: str | None = None,
        limit: int | None = None,
    ) -> AsyncPageIterator[Contact, ListContactsResponse]:
        """Walk the contacts on the list, all or by what they want.

        With a filter SES may answer empty pages before the ones that hold something; the walk goes on over them.

        Args:
            contact_list_name: The list to walk.
            filter: Only contacts who want, or do not want, mail about a topic. None: all.
            page_size: Contacts a page; AWS states no maximum, more than 1,000 has been refused. None: SES decides.
            next_token: Where to go on: the token of an earlier page, asked for with the same arguments. None: at
                the start.
            limit: How many items to give at most. None: all.

        Returns:
            The contacts, without their attributes; a call is made whenever a page is used up.

        Raises:
            NotFoundError: The list does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListContacts.html
        """
        return self._paginate(
            LIST_CONTACTS,
            limit,
            contact_list_name=contact_list_name,
            filter=filter,
            page_size=page_size,
            next_token=next_token,
        )

    async def update_contact(
        self,
        *,
        contact_list_name: str,
        email_address: str,
        topic_preferences: Sequence[TopicPreference] | None = None,
        unsubscribe_all: bool | None = None,
        attributes_data: str | Mapping[str, Any] | BaseModel | None = None,
    ) -> UpdateContactResponse:
        """Replace what is kept about a contact.

        What is not given is lost, attributes and the wish for no mail too: read the contact, then give all of it back.

        Args:
            contact_list_name: The list the contact is on.
            email_address: Whose entry to change; the address itself cannot change.
            topic_preferences: Choices by topic, the unchanged ones too: AWS removes what is not given. None: all
                are removed.
            unsubscribe_all: True: no mail about any topic, whatever the preferences say. None: taken for False, so
                give True to keep it.
            attributes_data: All that shall be kept: a mapping, a Pydantic model or JSON text of an object. None:
                what was kept is wiped.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: No such list, or the address is not on it.
            ConcurrentModificationError: Another request is changing the contact; try again later.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UpdateContact.html
        """
        return await self._call(
            UPDATE_CONTACT,
            contact_list_name=contact_list_name,
            email_address=email_address,
            topic_preferences=topic_preferences,
            unsubscribe_all=unsubscribe_all,
            attributes_data=attributes_data,
        )

    async def update_contact_list(
        self,
        *,
        contact_list_name: str,
        topics: Sequence[Topic] | None = None,
        description: str | None = None,
    ) -> UpdateContactListResponse:
        """Replace the topics and the note of the list.

        What is not given is removed, topics included. Labels and contacts stay.

        Args:
            contact_list_name: Which list to change; the name itself cannot change.
            topics: All topics it shall have, 20 at most, the unchanged ones too. None: it has none from now on.
            description: The new note on its purpose. None: no note from now on.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: The list does not exist.
            ConcurrentModificationError: Another request is changing the list; try again later.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UpdateContactList.html
        """
        return await self._call(
            UPDATE_CONTACT_LIST, contact_list_name=contact_list_name, topics=topics, description=description
        )
