"""The entries of a template, which SendBulkEmail sends."""

import re
from collections.abc import Mapping, Sequence
from email.message import Message as MimeMessage
from typing import Any, ClassVar, cast

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from sesv2kit._core.arguments import validated
from sesv2kit._workflows.bulk.items import MAX_ENTRIES, Item
from sesv2kit._workflows.bulk.kinds import Facts, Kind, Rendering, read_json, simulators
from sesv2kit._workflows.compose import pairs
from sesv2kit.bulk import BulkEntry, BulkMessage, Rehearsal
from sesv2kit.errors import Problem, RequestInvalidError
from sesv2kit.models.common import Template, json_text
from sesv2kit.models.sending import (
    SEND_BULK_EMAIL,
    BulkEmailEntry,
    Destination,
    ReplacementEmailContent,
    ReplacementTemplate,
    SendBulkEmailRequest,
)
from sesv2kit.operation import Operation
from sesv2kit.shapes import addresses
from sesv2kit.shapes.bases import assembled

_ADDRESS = re.compile(addresses.USUAL)

_USUAL_LENGTH = 65_536
"""Characters of the usual template data. Less than the limit: the model knows that."""


def _usual(one: BulkEntry) -> BulkEmailEntry | None:
    """An entry of the usual form: one address, and a dict of data. None: it is of another form, or invalid.

    Most entries of a long run have it. `BulkEmailEntry` would take three times as long to check it.
    """
    address, data = one.destination, one.template_data
    if type(address) is not str or type(data) is not dict or one.headers is not None:
        return None
    if one.email_tags is not None or _ADDRESS.fullmatch(address) is None:
        return None
    try:
        text: str = json_text(data, source="")
    except PydanticCustomError:
        return None
    if len(text) > _USUAL_LENGTH:
        return None
    template = assembled(ReplacementTemplate, {"replacement_template_data": text}, {"replacement_template_data"})
    content = assembled(ReplacementEmailContent, {"replacement_template": template}, {"replacement_template"})
    to = {"to_addresses": [address], "cc_addresses": None, "bcc_addresses": None}
    members = {
        "destination": assembled(Destination, to, {"to_addresses"}),
        "replacement_email_content": content,
        "replacement_tags": None,
        "replacement_headers": None,
    }
    return assembled(BulkEmailEntry, members, {"destination", "replacement_email_content"})


class Templated(Kind):
    """The entries of a template."""

    operation: ClassVar[Operation[Any, Any]] = SEND_BULK_EMAIL
    """See `Kind`."""

    most_entries: ClassVar[int] = MAX_ENTRIES
    """See `Kind`."""

    def __init__(
        self,
        *,
        from_email_address: Any,
        template_name: Any,
        template_content: Any,
        template_data: Any,
        headers: Any,
        attachments: Any,
        email_tags: Any,
        reply_to_addresses: Any,
        **others: Any,
    ) -> None:
        """See `Sending.send_bulk`.

        Raises:
            RequestInvalidError: An argument is invalid.
        """
        problems: list[Problem] = []
        if from_email_address is None:
            problems.append(Problem("from_email_address", "is required", SEND_BULK_EMAIL.reference))
        if template_name is None and template_content is None:
            problems.append(Problem("template_name or template_content", "is required", SEND_BULK_EMAIL.reference))
        if problems:
            raise RequestInvalidError(SEND_BULK_EMAIL.name, problems)
        template = {
            "template_name": template_name,
            "template_content": template_content,
            "template_data": template_data,
            "headers": pairs(headers),
            "attachments": attachments,
        }
        listed = [reply_to_addresses] if isinstance(reply_to_addresses, str) else reply_to_addresses
        common: dict[str, Any] = {
            "from_email_address": from_email_address,
            "reply_to_addresses": listed,
            "default_email_tags": pairs(email_tags),
            "default_content": {"template": {name: value for name, value in template.items() if value is not None}},
            **others,
        }
        common = {name: value for name, value in common.items() if value is not None}
        # What all calls have in common is checked and made once.
        checked = validated(SEND_BULK_EMAIL, {**common, "bulk_email_entries": [{"destination": "to@example.com"}]})
        self._common = {name: getattr(checked, name) for name in checked.model_fields_set - {"bulk_email_entries"}}

    def read(self, one: Any) -> tuple[BulkEmailEntry, str | None]:
        """See `Kind`."""
        if one.__class__ is not BulkEntry:
            if isinstance(one, BulkEmailEntry):
                return self._checked(one), None
            one = self._entry(one)
        if (usual := _usual(one)) is not None:
            return usual, one.key
        members: dict[str, Any] = {"destination": one.destination}
        if one.template_data is not None:
            data = {"replacement_template_data": one.template_data}
            members["replacement_email_content"] = {"replacement_template": data}
        if one.headers is not None:
            members["replacement_headers"] = pairs(one.headers)
        if one.email_tags is not None:
            members["replacement_tags"] = pairs(one.email_tags)
        return self._checked(members), one.key

    def _entry(self, one: Any) -> BulkEntry:
        if isinstance(one, str):
            return BulkEntry(one)
        if isinstance(one, Mapping):
            return BulkEntry(**cast("Mapping[str, Any]", one))
        if isinstance(one, BulkEntry):
            return one
        if isinstance(one, BulkMessage | MimeMessage):
            name = type(cast("Any", one)).__name__
            message = f"must not be a {name}, which has content of its own: send_each sends those"
        else:
            expected = "a BulkEntry, a BulkEmailEntry, an address or a mapping"
            message = f"must each be {expected}, not a {type(one).__name__}"
        raise self.invalid("entries", message)

    def _checked(self, members: Any) -> BulkEmailEntry:
        try:
            return BulkEmailEntry.model_validate(members)
        except ValidationError:
            pass
        # It says the same in our words, with limit and source.
        return self.request([members]).bulk_email_entries[0]

    def recipients(self, entry: BulkEmailEntry) -> Sequence[str]:
        """See `Kind`."""
        destination = entry.destination
        to, cc, bcc = destination.to_addresses or [], destination.cc_addresses, destination.bcc_addresses
        return [*to, *(cc or ()), *(bcc or ())] if cc or bcc else to

    def request(self, entries: Sequence[Any]) -> SendBulkEmailRequest:
        """See `Kind`."""
        return validated(SEND_BULK_EMAIL, {**self._common, "bulk_email_entries": [*entries]})

    def simulated(self, entry: BulkEmailEntry, outcome: Rehearsal, index: int) -> BulkEmailEntry:
        """See `Kind`."""
        to = Destination(to_addresses=simulators(self.recipients(entry), outcome, index))
        return entry.model_copy(update={"destination": to})

    def facts(self, items: Sequence[Item[Any]]) -> Facts:
        """See `Kind`."""
        common = self._common
        template: Template = common["default_content"].template
        default = read_json(template.template_data)
        renderings: list[Rendering] = []
        for item in items:
            content = cast("BulkEmailEntry", item.entry).replacement_email_content
            own = None if content is None else content.replacement_template
            data = read_json(None if own is None else own.replacement_template_data)
            renderings.append(Rendering(item.index, template, {**default, **data}))
        return Facts(
            [(common["from_email_address"], common.get("from_email_address_identity_arn"))],
            renderings,
            common.get("configuration_set_name"),
            common.get("tenant_name"),
        )

    def concerns_entry(self, error: BaseException, item: Item[Any]) -> bool:
        """See `Kind`."""
        return False
