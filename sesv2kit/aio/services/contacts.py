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

    The preferences apply only to sends that name the list in `list_management_options`.
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
            contact_list_name: The list to add the contact to; it must exist.
            email_address: The address to add; an address can be on the list once.
            topic_preferences: Preferences by topic. None: the default of each topic applies.
            unsubscribe_all: True: unsubscribed from all topics, whatever the preferences say. None: treated as
                False.
            attributes_data: Attributes to store with the contact: a mapping, a Pydantic model or JSON text of an
                object. None: no attributes.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: The list does not exist.
            AlreadyExistsError: The address is on the list (an earlier attempt may have added it).
            RequestInvalidError: An argument is invalid; nothing was sent.

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
            contact_list_name: Name by which sends, imports and contacts refer to it.
            topics: Topics that contacts can subscribe to, at most 20. None: contacts can only unsubscribe from the
                list as a whole.
            description: A note on the list's purpose. None: no note.
            tags: Tags for the new list, at most 50. None: no tags.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            AlreadyExistsError: A list of that name exists; after a retry, probably the one just created.
            LimitExceededError: There is a list already; an account has one in each region.
            RequestInvalidError: An argument is invalid; nothing was sent.

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
        """Remove a contact from the list, permanently.

        Its preferences are deleted too: if the address is added again, it counts as one that never opted out.

        Args:
            contact_list_name: The list to remove the contact from.
            email_address: The address to remove; its preferences and attributes are deleted too.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: No such list, or the address is not on it (an earlier attempt may have removed it).
            RequestInvalidError: An argument is invalid; nothing was sent.

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
            contact_list_name: The list to delete, with all its contacts.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: There is no such list (an earlier attempt may have deleted it).
            ConcurrentModificationError: Another request is changing the list; try again later.
            RequestInvalidError: An argument is invalid; nothing was sent.

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
            email_address: The address to look up.

        Returns:
            The contact; its attributes are JSON text, as stored.

        Raises:
            NotFoundError: No such list, or the address is not on it.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetContact.html
        """
        return await self._call(GET_CONTACT, contact_list_name=contact_list_name, email_address=email_address)

    async def get_contact_list(
        self,
        *,
        contact_list_name: str,
    ) -> GetContactListResponse:
        """Look up the list: its topics, note, tags and dates.

        The contacts are not included; `list_contacts` returns them.

        Args:
            contact_list_name: The list to look up.

        Returns:
            The list with its topics.

        Raises:
            NotFoundError: The list does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

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
        """List the contact lists of the region, of which there is at most one.

        Args:
            page_size: Lists per page; an account has at most one. None: SES decides.
            next_token: `next_token` of an earlier page of the same list, to continue from there. None: the first
                page.
            limit: Maximum number of items to return. None: all.

        Returns:
            Name and last change of the list. Each page is fetched when the iterator reaches it.

        Raises:
            RequestInvalidError: An argument is invalid; nothing was sent.

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
        """List the contacts on the list, all or by subscription status.

        With a filter, SES may return empty pages before others that have contacts; the iterator continues past them.

        Args:
            contact_list_name: The list whose contacts to return.
            filter: Only contacts with this status. None: all.
            page_size: Contacts per page; AWS states no maximum, SES has rejected more than 1,000. None: SES
                decides.
            next_token: `next_token` of an earlier page of the same list, to continue from there. None: the first
                page.
            limit: Maximum number of items to return. None: all.

        Returns:
            The contacts, without their attributes. Each page is fetched when the iterator reaches it.

        Raises:
            NotFoundError: The list does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

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
        topic_preferences: Sequence[TopicPreference],
        unsubscribe_all: bool,
        attributes_data: str | Mapping[str, Any] | BaseModel | None,
    ) -> UpdateContactResponse:
        """Replace the preferences and attributes of a contact.

        Give all values, the unchanged ones too: read the contact with `get_contact`, and pass on what should stay. A
        change that another program makes between the two calls is lost.

        Args:
            contact_list_name: The list the contact is on.
            email_address: The contact to change; the address itself cannot change.
            topic_preferences: All preferences by topic, the unchanged ones too. AWS documents that those not given are
                removed; probes saw them kept.
            unsubscribe_all: True: unsubscribed from all topics, whatever the preferences say. Required: SES would take
                its absence as False, which subscribes the contact again.
            attributes_data: All attributes to keep: a mapping, a Pydantic model or JSON text of an object. None:
                all attributes are removed.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: No such list, or the address is not on it.
            ConcurrentModificationError: Another request is changing the contact; try again later.
            RequestInvalidError: An argument is invalid; nothing was sent.

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
        topics: Sequence[Topic],
        description: str | None,
    ) -> UpdateContactListResponse:
        """Replace the topics and the note of the list.

        Give all topics, the unchanged ones too. Tags and contacts stay.

        Args:
            contact_list_name: The list to change; the name itself cannot change.
            topics: All topics of the list, at most 20, the unchanged ones too; empty: all topics are removed.
            description: The new note on its purpose. None: the note is removed.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: The list does not exist.
            ConcurrentModificationError: Another request is changing the list; try again later.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UpdateContactList.html
        """
        return await self._call(
            UPDATE_CONTACT_LIST, contact_list_name=contact_list_name, topics=topics, description=description
        )
