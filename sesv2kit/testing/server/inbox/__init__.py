"""The inbox pages of the server: sent mail as its recipients see it, for people to look at and to try webhooks with.

Whatever is in a mail is hostile. Texts are escaped; the HTML body is a document of its own in a sandboxed frame, whose
policy forbids scripts, forms and, unless asked, everything from elsewhere; files are handed out to be saved, never to
be shown. The pages work without a script. They have one, which their policy names by its digest, to bring them up to
date.
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
        return render(405, "Not allowed", "<p class=empty>The inbox has pages to GET and forms to POST.</p>")
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
                # As a file of no known type, whatever it says that it is.
                return download(file_name(file), "application/octet-stream", file.content)
        case _:
            pass
    return showing.missing()


def _act(engine: Engine, message_id: str, query: dict[str, str], content: bytes) -> Reply:
    """Do what a form of the list or of a mail's page asks for."""
    try:
        form = dict(parse_qsl(content.decode("utf-8", "replace"), max_num_fields=20))
    except ValueError:
        return render(400, "Unreadable", "<p class=empty>This is no form of the inbox.</p>")
    if not message_id:
        return acting.on_list(engine, query, form)
    found = mails.find(engine.states(), message_id)
    return showing.missing() if found is None else acting.on_mail(engine, *found, query, form)
