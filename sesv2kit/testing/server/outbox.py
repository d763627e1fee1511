"""The part of the control API for sent emails: the outbox as JSON, one email as MIME, and deleting emails."""

import base64
import re
from collections.abc import Mapping
from dataclasses import asdict, fields

from sesv2kit.testing.engine import Engine, Reply, json_reply
from sesv2kit.testing.mail.message import SentMail
from sesv2kit.testing.protocol.errors import bad_request, not_found
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.server import mails
from sesv2kit.testing.server.inbox.page import download
from sesv2kit.testing.state import State

FILTERS = frozenset(field.name for field in fields(mails.Filter))
"""The query parameters of a request about emails."""

PAGING = frozenset({"start", "limit"})
"""Further query parameters of a list of emails."""

_LIMIT = 100
_MAX_LIMIT = 1000


def listed(engine: Engine, query: Mapping[str, str], document: Json) -> Json:
    """A page of the emails that match a query, oldest first."""
    start = _number(query, "start", 0, 10**9)
    limit = _number(query, "limit", _LIMIT, _MAX_LIMIT)
    wanted = mails.Filter.of(query)
    page = mails.page(wanted.states(engine.states()), wanted, start=start, size=limit)
    end = start + len(page.mails)
    return {
        "mails": [mail_json(state, mail) for state, mail in page.mails],
        "total": page.total,
        "next": end if page.mails and end < page.total else None,
    }


def delete(engine: Engine, query: Mapping[str, str], document: Json) -> Json:
    """Delete the emails that match a query."""
    wanted = mails.Filter.of(query)
    return {"deleted": mails.delete(wanted.states(engine.states()), wanted)}


def message(engine: Engine, method: str, message_id: str) -> Reply:
    """One email: return it as its recipients get it, or delete it."""
    found = mails.find(engine.states(), message_id)
    if found is None:
        raise not_found(f"No mail has the message id {message_id}.")
    state, mail = found
    if method == "DELETE":
        mails.delete_one(state, message_id)
        return json_reply(200, {"deleted": 1})
    return download(f"{message_id}.eml", "message/rfc822", mail.raw)


def _number(query: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = query.get(name, str(default))
    if not re.fullmatch("[0-9]{1,10}", text) or int(text) > most:
        raise bad_request(f"{name} must be a number from 0 to {most}, not {text}.")
    return int(text)


def mail_json(state: State, mail: SentMail) -> Json:
    """An email in the form of the API."""
    return {
        "account_id": state.account_id,
        "region_name": state.region,
        **{field.name: getattr(mail, field.name) for field in fields(mail) if field.name != "content"},
        "tags": dict(mail.tags),
        "timestamp": mail.timestamp.isoformat(),
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "headers": [{"name": name, "value": value} for name, value in mail.header_items],
        "attachments": [
            {**asdict(each), "content": base64.b64encode(each.content).decode()} for each in mail.attachments
        ],
    }
