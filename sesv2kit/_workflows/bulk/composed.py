"""Emails with their own content, each of which SendEmail sends."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from email.message import Message as MimeMessage
from typing import Any, ClassVar, cast

from sesv2kit._workflows.bulk.items import Item
from sesv2kit._workflows.bulk.kinds import Facts, Kind, Rendering, read_json, simulators
from sesv2kit._workflows.checking import sender
from sesv2kit._workflows.compose import Mail, recipients
from sesv2kit.bulk import BulkEntry, BulkMessage, Rehearsal
from sesv2kit.errors import BadRequestError, MessageRejectedError, NotFoundError
from sesv2kit.models.sending import SEND_EMAIL, BulkEmailEntry, Destination, SendEmailRequest
from sesv2kit.operation import Operation

_MEMBERS = tuple(one.name for one in fields(BulkMessage) if one.name != "key")


class Composed(Kind):
    """Emails with their own content."""

    operation: ClassVar[Operation[Any, Any]] = SEND_EMAIL
    """See `Kind`."""

    most_entries: ClassVar[int] = 1
    """See `Kind`."""

    def __init__(self, *, from_email_address: Any, email_tags: Any, **others: Any) -> None:
        """See `Sending.send_each`.

        Raises:
            RequestInvalidError: An argument is invalid.
        """
        self._from = from_email_address
        self._tags = email_tags
        self._others = others
        sender = "from@example.com" if from_email_address is None else from_email_address
        self._request(BulkMessage("to@example.com", subject="x", text="x", from_email_address=sender))

    def read(self, one: Any) -> tuple[SendEmailRequest, str | None]:
        """See `Kind`."""
        if isinstance(one, MimeMessage):
            one = BulkMessage(message=cast("Any", one))
        elif isinstance(one, Mapping):
            one = self.made(BulkMessage, cast("Mapping[str, Any]", one))
        if isinstance(one, BulkEntry | BulkEmailEntry):
            message = f"must not be a {type(one).__name__}, which has no content of its own: use send_bulk for it"
            raise self.invalid("entries", message)
        if not isinstance(one, BulkMessage):
            expected = "a BulkMessage, an EmailMessage or a mapping"
            raise self.invalid("entries", f"must each be {expected}, not a {type(one).__name__}")
        return self._request(one), one.key

    def _request(self, message: BulkMessage) -> SendEmailRequest:
        given: dict[str, Any] = {name: getattr(message, name) for name in _MEMBERS}
        if given["from_email_address"] is None and given["message"] is None:
            given["from_email_address"] = self._from
        if given["email_tags"] is None:
            given["email_tags"] = self._tags
        return Mail(**given, **self._others).request()

    def recipients(self, entry: SendEmailRequest) -> Sequence[str]:
        """See `Kind`."""
        return recipients(entry)

    def request(self, entries: Sequence[Any]) -> SendEmailRequest:
        """See `Kind`."""
        return cast("SendEmailRequest", entries[0])

    def simulated(self, entry: SendEmailRequest, outcome: Rehearsal, index: int) -> SendEmailRequest:
        """See `Kind`."""
        to = Destination(to_addresses=simulators(self.recipients(entry), outcome, index))
        # SES would put these addresses on the contact list.
        return entry.model_copy(update={"destination": to, "list_management_options": None})

    def facts(self, items: Sequence[Item[Any]]) -> Facts:
        """See `Kind`."""
        requests = [(item.index, cast("SendEmailRequest", item.entry)) for item in items]
        templates = [(index, request.content.template) for index, request in requests]
        return Facts(
            list(dict.fromkeys((sender(request), request.from_email_address_identity_arn) for _, request in requests)),
            [Rendering(index, one, read_json(one.template_data)) for index, one in templates if one is not None],
            self._others.get("configuration_set_name"),
            self._others.get("tenant_name"),
        )

    def concerns_entry(self, error: BaseException, item: Item[Any]) -> bool:
        """See `Kind`."""
        if isinstance(error, NotFoundError):
            return cast("SendEmailRequest", item.entry).content.template is not None
        return isinstance(error, BadRequestError | MessageRejectedError)
