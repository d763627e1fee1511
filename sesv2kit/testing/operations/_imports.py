"""The input of import jobs: each record of a file becomes the API call that does the same."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, cast

from sesv2kit.testing.operations import contacts, suppression
from sesv2kit.testing.protocol import wire
from sesv2kit.testing.protocol.checks import check
from sesv2kit.testing.protocol.errors import Refused, bad_request
from sesv2kit.testing.protocol.model import Json, service_model
from sesv2kit.testing.state import State
from sesv2kit.testing.state.finding import find_contact_list

_MAX_SUPPRESSED = 100_000
_MAX_CONTACTS = 1_000_000
_PREFERENCE = "topicPreferences."


def apply(state: State, content: bytes, data_format: str, destination: Json) -> tuple[int, list[Json]]:
    """Apply every record. Returns the number of records, and those that were refused, each with its reason.

    Refuses a file that cannot be read at all.
    """
    for_contacts: Json | None = destination.get("ContactListDestination")
    if for_contacts:
        name = find_contact_list(state, for_contacts["ContactListName"]).name
        change = partial(_change_contact, state, name, for_contacts["ContactListImportAction"])
    else:
        action = destination["SuppressionListDestination"]["SuppressionListImportAction"]
        change = partial(_change_suppressed, state, action)
    records, read = _records(content, data_format, bool(for_contacts))
    maximum = _MAX_CONTACTS if for_contacts else _MAX_SUPPRESSED
    if len(records) > maximum:
        raise bad_request(f"The file has {len(records)} records, more than the maximum of {maximum}.")
    failed: list[Json] = []
    for record in records:
        try:
            change(read(record))
        except Refused as refused:
            failed.append({"Record": record, "Reason": refused.message})
    return len(records), failed


def _records(
    content: bytes, data_format: str, for_contacts: bool
) -> tuple[Sequence[Any], Callable[[Any], Mapping[str, Any]]]:
    """The file's records, and the function that reads a record."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise bad_request("The file is not in UTF-8.") from None
    if data_format == "JSON":
        # Not `splitlines`: JSON may have U+2028 and other line ends of Unicode within a text.
        return [line for line in text.split("\n") if line.strip()], _read_json
    try:
        # RFC 4180: a quoted field may contain line ends.
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if any(map(str.strip, row))]
    except csv.Error as error:
        raise bad_request(f"The file is not CSV: {error}.") from None
    if not for_contacts:
        return rows, _read_suppressed
    columns = [column.strip() for column in rows[0]] if rows else []
    if "emailAddress" not in columns:
        raise bad_request("The first line must name the columns, emailAddress among them.")
    return rows[1:], partial(_read_contact, columns)


def _read_json(line: str) -> Mapping[str, Any]:
    try:
        record: object = json.loads(line)
    except (ValueError, RecursionError):
        raise bad_request("The line is not valid JSON.") from None
    if not isinstance(record, dict):
        raise bad_request("The line is not a JSON object.")
    return cast(Json, _in_wire_form(cast(Json, record)))


def _in_wire_form(value: Any) -> Any:
    """The value with the member names of the API: in files, names begin with a lower-case letter."""
    match value:
        case dict():
            entries = cast(Json, value)
            return {name[:1].upper() + name[1:]: _in_wire_form(entry) for name, entry in entries.items()}
        case [*items]:
            return [_in_wire_form(item) for item in items]
        case _:
            return value


def _read_suppressed(row: Sequence[str]) -> Mapping[str, Any]:
    return dict(zip(("EmailAddress", "Reason"), (cell.strip() for cell in row), strict=False))


def _read_contact(columns: Sequence[str], row: Sequence[str]) -> Mapping[str, Any]:
    cells = {column: cell.strip() for column, cell in zip(columns, row, strict=False) if cell.strip()}
    topics = {name: status for name, status in cells.items() if name.startswith(_PREFERENCE)}
    record: Json = {name: cell for name, cell in cells.items() if name not in topics}
    if "unsubscribeAll" in record:
        text = record["unsubscribeAll"]
        record["unsubscribeAll"] = {"true": True, "false": False}.get(text.lower(), text)
    if topics:
        record["topicPreferences"] = [
            {"topicName": name.removeprefix(_PREFERENCE), "subscriptionStatus": status}
            for name, status in topics.items()
        ]
    return cast(Json, _in_wire_form(record))


def _change_contact(state: State, list_name: str, action: str, record: Mapping[str, Any]) -> None:
    """Remove a contact from the list, or add it, replacing the one with the same address."""
    uri = {"ContactListName": list_name, "EmailAddress": str(record.get("EmailAddress", ""))}
    if action == "DELETE":
        contacts.delete_contact(state, _request(state, "delete_contact", uri, record))
        return
    request = _request(state, "create_contact", uri, record)
    others = state.contact_lists[list_name].contacts
    before = others.pop(request["EmailAddress"], None)
    try:
        contacts.create_contact(state, request)
    except Refused:
        if before:
            others[before.address] = before
        raise


def _change_suppressed(state: State, action: str, record: Mapping[str, Any]) -> None:
    if action == "DELETE":
        uri = {"EmailAddress": str(record.get("EmailAddress", ""))}
        suppression.delete_suppressed_destination(state, _request(state, "delete_suppressed_destination", uri, record))
    else:
        account_wide = {name: value for name, value in record.items() if name != "TenantName"}
        suppression.put_suppressed_destination(state, _request(state, "put_suppressed_destination", {}, account_wide))


def _request(state: State, method_name: str, uri: Mapping[str, str], record: Mapping[str, Any]) -> Json:
    """The members of the API call that a record means, checked like those of a request."""
    operation = service_model().operations[method_name]
    members = wire.parse(operation, uri, "", json.dumps(record).encode(), state.assumes)
    check(operation, members, state.assumes)
    return members
