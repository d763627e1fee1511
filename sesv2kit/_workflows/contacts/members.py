"""The members of a contact, by the names that our arguments have."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from sesv2kit._core.arguments import validated
from sesv2kit.errors import Problem, RequestInvalidError
from sesv2kit.models.contacts import CREATE_CONTACT, Contact, CreateContactRequest, GetContactResponse

SOURCE = "https://docs.aws.amazon.com/ses/latest/dg/sending-email-list-management.html"

PAGE_SIZE = 1000
"""Contacts of a page."""


def contact_of(
    method: str,
    contact_list_name: str,
    email_address: Any,
    topics: Any,
    unsubscribe_all: Any,
    attributes: Any,
) -> CreateContactRequest:
    """A contact, with our names of its members.

    Raises:
        RequestInvalidError: One is wrong.
    """
    if topics is not None and not isinstance(topics, Mapping):
        raise RequestInvalidError(method, [Problem("topics", "must be a mapping", SOURCE)])
    choices = cast("Mapping[str, Any]", topics or {})
    wrong = [name for name, status in choices.items() if status not in ("OPT_IN", "OPT_OUT") or not name]
    if wrong:
        rule = "must have names of topics, each with OPT_IN or OPT_OUT"
        raise RequestInvalidError(method, [Problem("topics", rule, CREATE_CONTACT.reference)])
    arguments = {
        "contact_list_name": contact_list_name,
        "email_address": email_address,
        "topic_preferences": [{"topic_name": name, "subscription_status": choices[name]} for name in choices],
        "unsubscribe_all": unsubscribe_all,
        "attributes_data": attributes,
    }
    try:
        return validated(CREATE_CONTACT, arguments)
    except RequestInvalidError as error:
        problems = [replace(one, argument=_renamed(one.argument)) for one in error.problems]
    raise RequestInvalidError(method, problems)


def _renamed(argument: str) -> str:
    return argument.replace("attributes_data", "attributes").replace("topic_preferences", "topics")


def topics_of(found: GetContactResponse | Contact) -> dict[str, str]:
    """The preferences by topic."""
    return {one.topic_name: one.subscription_status for one in found.topic_preferences}


def text_of(members: Mapping[str, Any]) -> str:
    return json.dumps(members, ensure_ascii=False)
