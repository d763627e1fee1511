"""The inbox pages of the server. They show sent emails as recipients see them, and send events to webhooks.

The content of an email is untrusted. Texts are escaped. The HTML body is a separate document in a sandboxed frame,
whose policy forbids scripts, forms and, by default, remote content. Files can be saved only, not shown. The pages work
without a script. Their only script, which the policy allows by its digest, refreshes them.
"""

import re
from urllib.parse import parse_qsl, unquote

from sesv2kit.testing.engine import Engine, Reply, Request
from sesv2kit.testing.mail.message import SentMail
from sesv2kit.testing.server import mails
from sesv2kit.testing.server.inbox import acting, listing, showing
from sesv2kit.testing.server.inbox.contents import body, file_name
from sesv2kit.testing.server.inbox.page import COMMON, PATH, REVISION, download, render, revision


def is_inbox(path: str) -> bool:
    """Whether a request is for the inbox."""
    return path == PATH or path.startswith(f"{PATH}/")


def respond(engine: Engine, request: Request) -> Reply:
    """Respond to one request for a page, an HTML body or a file, or to a form of a page."""
    path = [unquote(segment) for segment in request.path.removeprefix(PATH).strip("/").split("/")]
    query = dict(parse_qsl(request.query))
    if request.method == "POST" and len(path) == 1:
        return _act(engine, path[0], query, request.body)
    if request.method not in ("GET", "HEAD"):
        return render(405, "Not allowed", "<p class=empty>The inbox allows only GET and POST.</p>")
    if path == [""]:
        return listing.respond(engine, query)
    if path == [REVISION]:
        return Reply(200, {**COMMON, "Content-Type": "text/plain"}, revision(engine).encode())
    found = mails.find(engine.states(), path[0])
    match found, path[1:]:
        case (state, mail), []:
            return showing.respond(engine, state, mail, query)
        case (_, SentMail(html=str(html)) as mail), ["html"]:
            return body(mail, html, remote_images=query.get("images") == "remote")
        case (_, mail), ["files", number] if re.fullmatch("[0-9]{1,4}", number):
            if int(number) < len(mail.attachments):
                file = mail.attachments[int(number)]
                # Always as a file of unknown type, not as the type that the email says.
                return download(file_name(file), "application/octet-stream", file.content)
        case _:
            pass
    return showing.missing()


def _act(engine: Engine, message_id: str, query: dict[str, str], content: bytes) -> Reply:
    """Carry out a form of the list or of an email's page."""
    try:
        form = dict(parse_qsl(content.decode("utf-8", "replace"), max_num_fields=20))
    except ValueError:
        return render(400, "Unreadable", "<p class=empty>This is not a form of the inbox.</p>")
    if not message_id:
        return acting.on_list(engine, query, form)
    found = mails.find(engine.states(), message_id)
    return showing.missing() if found is None else acting.on_mail(engine, *found, query, form)
