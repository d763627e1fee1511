"""What import jobs read: each record of a file becomes the call that would do the same."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from sesv2kit.testing import wire
from sesv2kit.testing.backend import contacts, suppression
from sesv2kit.testing.errors import Refused, bad_request
from sesv2kit.testing.model import Json, service_model
from sesv2kit.testing.rules import find_contact_list
from sesv2kit.testing.state import State

_MAX_SUPPRESSED = 100_000
_MAX_CONTACTS = 1_000_000
_PREFERENCE = "topicPreferences."


def apply(state: State, content: bytes, data_format: str, destination: Json) -> tuple[int, list[Json]]:
    """Put every record into effect. Gives how many there are, and those refused, each with its reason.

    Refuses a file that cannot be read at all.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise bad_request("The file is not UTF-8.") from None
    to_contacts: Json | None = destination.get("ContactListDestination")
    lines = [line for line in text.splitlines() if line.strip()]
    maximum = _MAX_CONTACTS if to_contacts else _MAX_SUPPRESSED
    if len(lines) > maximum:
        raise bad_request(f"The file has more than {maximum} records.")
    if to_contacts:
        name, action = to_contacts["ContactListName"], to_contacts["ContactListImportAction"]
        find_contact_list(state, name)
        change: Callable[[Json], None] = lambda record: _contact(state, name, action, record)  # noqa: E731
        read = _contacts_csv
    else:
        action = destination["SuppressionListDestination"]["SuppressionListImportAction"]
        change = lambda record: _suppressed(state, action, record)  # noqa: E731
        read = _suppressed_csv
    records = map(_json, lines) if data_format == "JSON" else read(text)
    ...
