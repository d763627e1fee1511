"""The inbox page: what it shows of an email, and that the content of an email stays in its frame."""

import re
import tracemalloc
from email.header import Header
from pathlib import Path
from urllib.parse import unquote
from urllib.request import urlopen

import pytest

from sesv2kit.testing import serve
from sesv2kit.testing.engine import Engine, Request
from sesv2kit.testing.mail.parts import clean
from sesv2kit.testing.operations import configuration_sets, tenants
from sesv2kit.testing.server import inbox
from sesv2kit.testing.server.control import respond

from .inbox_pages import ACCOUNT, REGION, Page, backend, check_page, engine, get, send

__all__ = ["engine"]

PICTURE = b"\x89PNG\r\n\x1a\n"

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style></pre><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    "&lt;script&gt;",
    "\u202egnp.exe",
    "a\r\nSet-Cookie: x=1",
    "\ud800",
]


class TestList:
    def test_an_empty_inbox(self, engine: Engine) -> None:
        assert "No mail yet" in check_page(get(engine)).text

    def test_the_newest_comes_first(self, engine: Engine) -> None:
        ids = []
        for number in range(3):
            ids.append(send(engine, f"mail {number}"))
            backend(engine).clock.advance(60)
        page = check_page(get(engine, "/"))
        assert [link for link in page.links if len(link) > len("/_inbox")] == [f"/_inbox/{each}" for each in ids[::-1]]
        assert page.text.index("mail 2") < page.text.index("mail 0")
        assert "3 mails" in page.text
        assert "Bo <bo@x.com>" in page.text

    def test_pages(self, engine: Engine) -> None:
        for number in range(51):
            send(engine, f"mail {number}.")
        first = check_page(get(engine))
        assert ("mail 1." in first.text, "mail 0." in first.text, first.links[-1]) == (True, False, "/_inbox?page=2")
        second = check_page(get(engine, query="page=2"))
        assert ("mail 0." in second.text, second.links[-1]) == (True, "/_inbox")
        assert "mail 50." in check_page(get(engine, query="page=<script>")).text

    def test_troubles_and_settings_are_shown(self, engine: Engine) -> None:
        backend(engine).suppress("bo@x.com")
        send(engine)
        send(engine, Destination={"ToAddresses": ["bounce@simulator.amazonses.com"]})
        assert {"suppressed", "bounced"} <= set(re.findall(r"\w+", check_page(get(engine)).text))

    def test_accounts_are_named_where_there_are_several(self, engine: Engine) -> None:
        send(engine)
        assert ACCOUNT not in check_page(get(engine)).text
        backend(engine, "111111111111").verify_identity("example.com")
        send(engine, account="111111111111")
        assert {ACCOUNT, "111111111111"} <= set(re.findall(r"\d+", check_page(get(engine)).text))


class TestMail:
    def test_everything_about_it(self, engine: Engine) -> None:
        state = engine.state(ACCOUNT, REGION)
        configuration_sets.create_configuration_set(state, {"ConfigurationSetName": "news"})
        tenants.create_tenant(state, {"TenantName": "acme"})
        for resource in ("identity/example.com", "configuration-set/news"):
            association = {"TenantName": "acme", "ResourceArn": state.arn(resource)}
            tenants.create_tenant_resource_association(state, association)
        message_id = send(
            engine,
            "Grüße",
            Body={"Text": {"Data": "plain words"}, "Html": {"Data": "<b>bold words</b>"}},
            Headers=[{"Name": "X-Kind", "Value": "greeting"}],
            Attachments=[{"FileName": "a.pdf", "RawContent": b"%PDF", "ContentType": "application/pdf"}],
            EmailTags=[{"Name": "campaign", "Value": "spring"}],
            TenantName="acme",
            ConfigurationSetName="news",
        )
        page = check_page(get(engine, f"/{message_id}"))
        for words in (
            "Grüße|Ann <ann@example.com>|Bo <bo@x.com>|tenant acme|configuration set news|campaign|spring|X-Kind"
            "|greeting|plain words|a.pdf|application/pdf|4 B|Send|Delivery|bo@x.com"
        ).split("|"):
            assert words in page.text
        assert "bold words" not in page.text
        (frame,) = page.all("iframe")
        assert frame["src"] == f"/_inbox/{message_id}/html"
        assert frame["sandbox"] == "allow-popups allow-popups-to-escape-sandbox"
        assert f"/_outbox/{message_id}" in page.links

    def test_encoded_names_are_shown_as_their_readers_see_them(self, engine: Engine) -> None:
        bo, ann = "=?utf-8?q?B=C3=B6?= <bo@x.com>", "=?utf-8?b?w4RubmU=?= <ann@example.com>"
        message_id = send(engine, Destination={"ToAddresses": [bo]}, FromEmailAddress=ann, ReplyToAddresses=[ann])
        page = check_page(get(engine, f"/{message_id}"))
        assert "Bö <bo@x.com>" in page.text
        assert page.text.count("Änne <ann@example.com>") >= 2
        assert "=?" not in page.text
        assert "Bö <bo@x.com>" in check_page(get(engine)).text

    @pytest.mark.parametrize(
        ("html", "height"), [("<p>Hi</p>", "short"), ("<p>word " * 100, "middle"), ("<img>" * 4, "long")]
    )
    def test_the_frame_is_about_as_high_as_the_mail(self, engine: Engine, html: str, height: str) -> None:
        """A page without scripts cannot measure it. A frame that is too high is an empty white screen on a phone."""
        (frame,) = check_page(get(engine, f"/{send(engine, Body={'Html': {'Data': html}})}")).all("iframe")
        assert frame["class"] == height
        style = (Path(str(inbox.__file__)).parent / "inbox.css").read_text()
        for media in (style.partition("@media (max-width")[0], style.partition("@media (max-width")[2]):
            assert re.search(r"iframe\.short { height: \d+rem; }", media)

    def test_labels_have_a_line_of_their_own_on_a_phone(self) -> None:
        style = (Path(str(inbox.__file__)).parent / "inbox.css").read_text()
        assert "dl div { display: block;" in style.partition("@media (max-width")[2]

    def test_what_became_of_it(self, engine: Engine) -> None:
        message_id = send(engine, Destination={"ToAddresses": ["complaint@simulator.amazonses.com"]})
        assert {"Send", "Delivery", "Complaint"} <= set(re.findall(r"\w+", Page(get(engine, f"/{message_id}")).text))

    def test_plain_mail_has_no_frame(self, engine: Engine) -> None:
        page = check_page(get(engine, f"/{send(engine)}"))
        assert (page.all("iframe"), len(page.all("pre"))) == ([], 1)

    @pytest.mark.parametrize("path", ["/ghost", "/ghost/html", "/{}/html", "/{}/files/0", "/{}/files/x", "/{}/x/../.."])
    def test_what_is_not_there(self, engine: Engine, path: str) -> None:
        reply = get(engine, path.format(send(engine)))
        assert reply.status == 404
        check_page(reply)

    @pytest.mark.parametrize(("method", "path"), [("PUT", ""), ("DELETE", "/{}"), ("POST", "/{}/html")])
    def test_methods_that_it_does_not_have(self, engine: Engine, method: str, path: str) -> None:
        path = f"/_inbox{path.format(send(engine))}"
        assert respond(engine, Request(method, path, body=b"{}")).status == 405
        assert len(backend(engine).outbox) == 1
        assert respond(engine, Request("HEAD", "/_inbox")).status == 200


class TestHostileMail:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_texts_stay_texts(self, engine: Engine, text: str) -> None:
        name = re.sub(r'["\r\n]', "", text)
        name = name if name.isascii() else Header(clean(name), "utf-8").encode()
        message_id = send(
            engine,
            text,
            Body={"Text": {"Data": text}},
            Attachments=[{"FileName": f"{text}.txt", "RawContent": b"x", "ContentType": text}],
            Destination={"ToAddresses": [f'"{name}" <bo@x.com>']},
            FromEmailAddress=f'"{name}" <ann@example.com>',
        )
        for reply in (get(engine), get(engine, f"/{message_id}")):
            shown = text.encode(errors="replace").decode().splitlines()[0]
            assert shown in check_page(reply).text

    @pytest.mark.parametrize("text", HOSTILE)
    def test_headers_of_raw_mail(self, engine: Engine, text: str) -> None:
        raw = f"From: ann@example.com\nSubject: {text}\nX: {text}\n\nbody".encode("utf-8", "surrogatepass")
        content = {"Raw": {"Data": raw}}
        message_id = send(engine, Content=content)
        check_page(get(engine))
        check_page(get(engine, f"/{message_id}"))

    def test_the_html_is_alone_in_a_sandbox(self, engine: Engine) -> None:
        html = "<script>parent.x = 1</script><form action=/_reset method=post><input type=submit></form>"
        reply = get(engine, f"/{send(engine, Body={'Html': {'Data': html}})}/html")
        policy = reply.headers["Content-Security-Policy"].split(";")
        directives = {name: values for name, _, values in (each.strip().partition(" ") for each in policy)}
        assert directives["sandbox"] == "allow-popups allow-popups-to-escape-sandbox"
        assert directives["default-src"] == "'none'"
        assert "script-src" not in directives
        assert (directives["form-action"], directives["base-uri"]) == ("'none'", "'none'")
        assert directives["img-src"] == "data:"
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert html in reply.body.decode()  # shown unchanged: the policy confines it

    @pytest.mark.parametrize(
        ("name", "saved_as"),
        [
            ("../../etc/passwd.txt", "passwd.txt"),
            ("C:\\Windows\\evil.zip", "evil.zip"),
            ('a"; filename="b.zip\r\nX: y', 'a"; filename="b.zipX: y'),
            ("\u202egnp.zip", "gnp.zip"),
            ("a/.\u202e", "file"),
            ("\ud800ü.txt", "ü.txt"),
        ],
    )
    def test_file_names(self, engine: Engine, name: str, saved_as: str) -> None:
        file = {"FileName": name, "RawContent": b"<script>", "ContentType": "text/html"}
        reply = get(engine, f"/{send(engine, Attachments=[file])}/files/0")
        disposition = reply.headers["Content-Disposition"]
        assert re.fullmatch(r"attachment; filename\*=UTF-8''[\w.%~-]+", disposition, re.ASCII)
        assert unquote(disposition.partition("''")[2]) == saved_as
        assert (reply.headers["Content-Type"], reply.body) == ("application/octet-stream", b"<script>")
        assert reply.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def embedded(engine: Engine, content_type: str) -> str:
    picture = {
        "FileName": "p.png",
        "RawContent": PICTURE,
        "ContentType": content_type,
        "ContentId": "logo",
        "ContentTransferEncoding": "BASE64",
    }
    body = {"Html": {"Data": '<img src="cid:logo"><img src="cid:ghost">'}}
    return get(engine, f"/{send(engine, Body=body, Attachments=[picture])}/html").body.decode()


def test_pictures_of_the_mail_are_shown(engine: Engine) -> None:
    html = embedded(engine, "image/png")
    assert '<img src="data:image/png;base64,iVBORw0KGgo="><img src="cid:ghost">' in html


LARGEST = 20 * 2**20


def test_a_page_has_room_for_so_many_pictures(engine: Engine) -> None:
    """One picture that was referenced thousands of times took gigabytes."""
    picture = {
        "FileName": "p.png",
        "RawContent": PICTURE * 125_000,
        "ContentType": "image/png",
        "ContentId": "logo",
        "ContentTransferEncoding": "BASE64",
    }
    small = {"FileName": "q.png", "RawContent": PICTURE, "ContentType": "image/png", "ContentId": "small"}
    html = '<img src="cid:logo">' * 3000 + '<img src="cid:small">'
    message_id = send(engine, Body={"Html": {"Data": html}}, Attachments=[picture, small])
    tracemalloc.start()
    try:
        body = get(engine, f"/{message_id}/html").body
        assert tracemalloc.get_traced_memory()[1] < 6 * LARGEST
    finally:
        tracemalloc.stop()
    assert LARGEST - 2 * len(PICTURE) * 125_000 < len(body) <= LARGEST
    assert body.count(b"data:image/png;base64,") + body.count(b'"cid:logo"') == 3001
    assert b'"cid:small"' not in body  # a small one still fits


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["Html", "Text"])
def test_a_mail_that_no_page_can_show_is_to_be_downloaded(engine: Engine, kind: str) -> None:
    message_id = send(engine, Body={kind: {"Data": '"' * (LARGEST + 1)}})
    reply = get(engine, f"/{message_id}" + ("/html" if kind == "Html" else ""))
    assert reply.status == 413
    assert check_page(reply).links == ["/_inbox", f"/_outbox/{message_id}"]
    assert len(get(engine).body) < 100_000


def test_the_list_shows_a_part_of_what_is_long(engine: Engine) -> None:
    for _ in range(3):
        send(engine, subject="x" * 100_000)
    page = check_page(get(engine))
    assert page.text.count("x" * 1000) == 3
    assert len(page.text) < 10_000


def test_what_is_no_picture_is_not(engine: Engine) -> None:
    assert "data:" not in embedded(engine, "text/html")
    assert "data:" not in embedded(engine, 'image/png"><script>')


def test_files_of_a_raw_mail(engine: Engine) -> None:
    binary = {"FileName": "ä.bin", "RawContent": b"\x00\xff", "ContentTransferEncoding": "BASE64"}
    send(engine, Attachments=[binary, {"FileName": "b.txt", "RawContent": b"b"}])
    raw = backend(engine).outbox[0].raw
    forwarded = raw.replace(b"Content-Type: application/octet-stream", b"Content-Type: message/rfc822", 1)
    message_id = send(engine, Content={"Raw": {"Data": raw}})
    assert [(file.file_name, file.content) for file in backend(engine).outbox[1].attachments] == [
        ("ä.bin", b"\x00\xff"),
        ("b.txt", b"b"),
    ]
    assert get(engine, f"/{message_id}/files/1").body == b"b"
    assert get(engine, f"/{send(engine, Content={'Raw': {'Data': forwarded}})}").status == 200


def test_the_server_has_it() -> None:
    with serve() as server, urlopen(f"{server.endpoint_url}/_inbox") as response:
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"
        assert b"No mail yet" in response.read()


@pytest.mark.parametrize(
    "part",
    [
        b"Content-Type: message/rfc822\r\n\r\nX: \xff\r\n\r\nbody",
        b"Content-Disposition: attachment; filename*=klingon''%ff%zz\r\n\r\nbody",
        b"Content-Type: multipart/mixed; boundary=none\r\n\r\nbody",
        b'Content-Disposition: attachment; filename="\xff"\r\nContent-ID: <\xff>\r\n\r\nbody',
    ],
)
def test_malformed_parts_of_a_raw_mail(engine: Engine, part: bytes) -> None:
    head = b"From: ann@example.com\r\nTo: bo@x.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    raw = head + b"--b\r\n\r\ntext\r\n--b\r\n" + part + b"\r\n--b--\r\n"
    message_id = send(engine, Content={"Raw": {"Data": raw}})
    check_page(get(engine, f"/{message_id}"))
    for number in range(len(backend(engine).outbox[0].attachments)):
        assert get(engine, f"/{message_id}/files/{number}").status == 200
