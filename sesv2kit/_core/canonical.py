"""Requests as bytes that are equal if their meaning is, and what a raw email in one says in its headers."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from email import message_from_bytes
from email.message import Message as EmailMessage
from typing import Any, cast


def canonical(operation: str, wire: Mapping[str, Any]) -> bytes:
    """A request as bytes, which are equal for requests with the same meaning."""
    return json.dumps([operation, _plain("", wire)], sort_keys=True, separators=(",", ":")).encode()


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(key, one) for key, one in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        each = [_plain("", one) for one in cast("Sequence[Any]", value)]
        if name.endswith(("Tags", "Headers")):  # lists of names and values, whatever their order
            each.sort(key=lambda one: str(one.get("Name", "")).lower())
        return each
    if isinstance(value, bytes | bytearray):
        if name == "Data":
            try:
                return _mime(bytes(value))
            except RecursionError:  # parts nested too deeply for Python's parser, which SES refuses
                pass
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, str) and name.endswith("TemplateData"):
        try:
            return json.dumps(json.loads(value), sort_keys=True)  # whatever the order of its keys
        except (ValueError, RecursionError):
            return value
    return value if isinstance(value, str | int | float | bool | None) else str(value)


_VOLATILE = {"content-id", "content-type", "date", "dkim-signature", "message-id", "mime-version"}
"""Headers that differ each time the same email is built. Content-Type has a random boundary; the types are compared
part by part."""


def _mime(data: bytes) -> Any:
    """A MIME message without its random content: boundaries, date, and the ids of the message and of its parts."""
    message = message_from_bytes(data)
    headers = [[name.lower(), str(value)] for name, value in message.items() if name.lower() not in _VOLATILE]
    ids = [id for part in message.walk() if (id := str(part["Content-ID"] or "").strip(" <>"))]
    parts: list[Any] = []
    for part in message.walk():
        content: Any = part.get_payload(decode=True)
        if isinstance(content, bytes):
            if part.get_content_maintype() == "text":
                for number, one in enumerate(ids):
                    content = content.replace(one.encode(errors="replace"), b"cid:%d" % number)
            content = hashlib.sha256(content).hexdigest()
        parts.append([part.get_content_type(), part.get_filename(), content])
    return [headers, parts]


def raw_headers(wire: Mapping[str, Any]) -> EmailMessage:
    """The headers of the raw email in a request; none if it has none."""
    data: bytes | None = wire.get("Content", {}).get("Raw", {}).get("Data")
    return EmailMessage() if data is None else message_from_bytes(re.split(rb"\r?\n\r?\n", data, maxsplit=1)[0])


def raw_tags(headers: EmailMessage) -> list[dict[str, str]]:
    """The message tags in X-SES-MESSAGE-TAGS, `name=value, name=value`."""
    pairs = [one.partition("=") for line in headers.get_all("X-SES-MESSAGE-TAGS", ()) for one in str(line).split(",")]
    return [{"Name": name.strip(), "Value": value.strip()} for name, equals, value in pairs if equals]
