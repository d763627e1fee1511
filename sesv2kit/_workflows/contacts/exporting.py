"""The contacts of a list as a file: `contacts.export`."""

from collections.abc import Callable
from typing import IO, Any

from sesv2kit._workflows.caller import Caller
from sesv2kit._workflows.contacts.members import PAGE_SIZE, text_of, topics_of
from sesv2kit._workflows.listing import Pages
from sesv2kit.errors import NotFoundError, Problem, RequestInvalidError
from sesv2kit.models.contacts import GET_CONTACT, LIST_CONTACTS, Contact


async def export(caller: Caller, contact_list_name: str, file: IO[str], attributes: bool) -> int:
    """See `Contacts.export`."""
    try:
        file.write("")
    except (AttributeError, TypeError, ValueError):  # no file, of bytes, closed or open for reading
        rule = "must be a text file that is open for writing"
        raise RequestInvalidError("export", [Problem("file", rule, "sesv2kit")]) from None
    pages = Pages(caller, LIST_CONTACTS, {"contact_list_name": contact_list_name, "page_size": PAGE_SIZE})
    count = 0
    while (items := await pages.next()) is not None:
        lines: list[str] = []
        for one in items:
            data: str | None = None
            if attributes:
                arguments = {"contact_list_name": contact_list_name, "email_address": one.email_address}
                try:
                    data = (await caller.look_up(GET_CONTACT, arguments)).attributes_data
                except NotFoundError:  # deleted since the page was read
                    continue
            lines.append(text_of(_exported(one, data)) + "\n")
        count += len(lines)
        await caller.blocking(_writing(file, lines))
    return count


def _exported(contact: Contact, attributes: str | None) -> dict[str, Any]:
    record: dict[str, Any] = {"emailAddress": contact.email_address}
    if contact.topic_preferences:
        record["topicPreferences"] = [
            {"topicName": name, "subscriptionStatus": status} for name, status in topics_of(contact).items()
        ]
    record["unsubscribeAll"] = bool(contact.unsubscribe_all)
    if attributes is not None:
        record["attributesData"] = attributes
    return record


def _writing(file: IO[str], lines: list[str]) -> Callable[[], None]:
    def write() -> None:
        file.writelines(lines)

    return write
