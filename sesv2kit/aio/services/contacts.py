# Written by `python -m tests.tools.twin` from sesv2kit/services/contacts.py. Change that one.
"""The contact list."""

from collections.abc import Iterable, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any

from pydantic import BaseModel

from sesv2kit.aio.paging import AsyncPageIterator
from sesv2kit.aio.services._base import AsyncService
from sesv2kit.contacting import ContactEntry, ContactImport, ContactPatch, ExistingContacts, SubscriptionChoice
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

if TYPE_CHECKING:
    from botocore.client import BaseClient


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

    async def export(
        self,
        *,
        contact_list_name: str,
        file: IO[str],
        attributes: bool = True,
    ) -> int:
        """Write all contacts of a list to a file, in the form in which imports read them: a JSON object per line.

        Contacts that are added or deleted meanwhile may be missing or not.

        Args:
            contact_list_name: The list.
            file: A text file that is open for writing; its encoding should be UTF-8.
            attributes: Whether to write the attributes, too. SES needs a request for each contact for them. False: they
                are missing, and an import of the file that replaces contacts removes them.

        Returns:
            The number of contacts that were written.

        Raises:
            NotFoundError: The list does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/dg/sending-email-list-management.html
        """
        from sesv2kit._workflows.contacts.exporting import export

        return await self._run(lambda caller: export(caller, contact_list_name, file, attributes))

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

    async def import_many(
        self,
        *,
        contact_list_name: str,
        contacts: Iterable[ContactEntry | Mapping[str, Any] | BaseModel | str],
        s3_url: str,
        s3_client: "BaseClient",
        existing: ExistingContacts = "skip",
        timeout: float | None = None,
    ) -> ContactImport:
        """Import any number of contacts. To call it again is harmless.

        They are written to files in S3, which SES reads: at most 1,000,000 contacts from a file. Further files get
        `.2`, `.3` ... behind the URL. A call ends when SES has read all of them. The files stay in S3.

        Args:
            contact_list_name: The list; it must exist.
            contacts: The contacts: `ContactEntry`, a mapping or a Pydantic model with its members, or an address. They
                are read one by one, on the asynchronous client in another thread.
            s3_url: Where to write the file, `s3://bucket/key`. SES must be able to read it.
            s3_client: A boto3 client for `s3` that may write it.
            existing: What to do with contacts that are on the list. "skip": they stay as they are; the list's addresses
                are read first, and kept in memory. "replace": all they have is replaced, their unsubscription too.
            timeout: Seconds to wait for the import of each file. None: until it ends.

        Returns:
            Counts, the entries that are not valid, and where SES explains what it did not import.

        Raises:
            NotFoundError: The list does not exist.
            WaitFailedError: An import failed as a whole, because SES cannot read the file for example.
            WaitTimeoutError: An import is still running.
            OutcomeUnknownError: The response to the start of an import was lost. To call again is harmless.
            AccessDeniedError: The credentials may not do this.
            ConfigurationError: `s3_client` is no client for S3.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/dg/sending-email-list-management.html
        """
        from sesv2kit._workflows.contacts.importing import import_many

        return await self._run(
            lambda caller: import_many(caller, contact_list_name, contacts, s3_url, s3_client, existing, timeout)
        )

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

    async def patch(
        self,
        *,
        contact_list_name: str,
        email_address: str,
        topics: Mapping[str, SubscriptionChoice] | None = None,
        unsubscribe_all: bool | None = None,
        attributes: Mapping[str, Any] | None = None,
        create: bool = False,
    ) -> ContactPatch:
        """Change a contact, and keep everything that is not named. To call it again is harmless.

        SES replaces a contact as a whole: it is read, changed and written. SES offers no way to notice that somebody
        else changed it in between; then that change is lost. Let one program at a time change a contact.

        After a change the contact is read until SES shows it, for 30 seconds at most, so that a call that follows
        does not bring back what was before.

        Args:
            contact_list_name: The list that the contact is on.
            email_address: The contact.
            topics: Preferences to set, by topic: `{"news": "OPT_OUT"}`. None: they stay.
            unsubscribe_all: True: unsubscribe from all topics. False: the preferences apply again. None: it stays.
            attributes: Attributes to set, by name; the value None removes one. Those inside of a value are replaced.
                None: they stay.
            create: Whether to add the contact if it is not on the list.

        Returns:
            What was changed.

        Raises:
            NotFoundError: The list or, without `create`, the contact does not exist.
            BadRequestError: The list has no such topic.
            ResponseUnreadableError: A part of the contact cannot be read, and would be lost.
            RequestInvalidError: An argument is invalid, and nothing was sent; or `attributes` was given, those that the
                contact has are no JSON object, and nothing was changed.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UpdateContact.html
        """
        from sesv2kit._workflows.contacts.patching import Patch

        work = Patch("patch", contact_list_name, email_address, topics, unsubscribe_all, attributes, create)
        return await self._run(work.apply)

    async def unsubscribe(
        self,
        *,
        contact_list_name: str,
        email_address: str,
        topic_name: str | None = None,
    ) -> ContactPatch:
        """Unsubscribe an address from one topic or from all, and keep everything else. To call it again is harmless.

        An address that is not on the list is added, so that sends with `list_management_options` respect it, too.
        See `patch` on what happens when two programs change a contact at once.

        Args:
            contact_list_name: The list.
            email_address: The address.
            topic_name: The topic. None: all topics.

        Returns:
            What was changed.

        Raises:
            NotFoundError: The list does not exist.
            BadRequestError: The list has no such topic.
            ResponseUnreadableError: A part of the contact cannot be read, and would be lost.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UpdateContact.html
        """
        from sesv2kit._workflows.contacts.patching import unsubscribing

        return await self._run(unsubscribing(contact_list_name, email_address, topic_name).apply)

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
