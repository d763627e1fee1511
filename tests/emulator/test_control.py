"""The server's own API, to set up state and to inspect what happened, in any language."""

import base64
import contextlib
import http.client
import json
import re
import socket
from dataclasses import fields
from email.parser import BytesParser
from typing import Any
from urllib.request import urlopen

import pytest

from sesv2kit import SESv2, __version__
from sesv2kit.testing import Backend, SentMail, Server, serve
from sesv2kit.testing.mail import message, mime
from sesv2kit.testing.operations import OPERATIONS
from sesv2kit.testing.protocol.assumptions import ASSUMPTIONS
from sesv2kit.testing.state.account import Account
from tests.every import every
from tests.unit.support import environment

from .conftest import SESSION, make_client
from .helpers import refusal, simple
from .over_http import address, ask, backend, running, server, ses

__all__ = ["backend", "environment", "running", "server", "ses"]


def test_health(server: Server) -> None:
    assert ask(server, "GET", "/health") == (
        200,
        {"status": "ok", "version": __version__, "operations": len(OPERATIONS)},
    )
    assert ask(server, "GET", "/health/")[0] == 200


def test_reset(server: Server, backend: Backend, ses: Any) -> None:
    ses.create_tenant(TenantName="acme")
    backend.faults.add("unavailable")
    assert ask(server, "POST", "/_reset") == (200, {})
    assert ses.list_tenants()["Tenants"] == []
    assert backend.requests == ["ListTenants"]


def send(ses: Any, **members: Any) -> str:
    mail: dict[str, Any] = {
        "FromEmailAddress": "Ann <a@example.com>",
        "Destination": {"ToAddresses": ["bo@x.com"], "CcAddresses": ["bounce@simulator.amazonses.com"]},
        "Content": simple("Grüße", "Hi"),
    }
    message_id: str = ses.send_email(**{**mail, **members})["MessageId"]
    return message_id


def test_outbox(server: Server, backend: Backend, ses: Any) -> None:
    backend.verify_identity("example.com")
    backend.suppress("bo@x.com")
    content = simple("Grüße", "Hi")
    content["Simple"]["Headers"] = [{"Name": "X-Order", "Value": "7"}]
    content["Simple"]["Attachments"] = [
        {
            "FileName": "a.bin",
            "RawContent": b"\x00\xff",
            "ContentType": "image/png",
            "ContentTransferEncoding": "BASE64",
        }
    ]
    message_id = send(ses, Content=content, EmailTags=[{"Name": "k", "Value": "v"}])
    (mail,) = ask(server, "GET", "/_outbox")[1]["mails"]
    headers = mail.pop("headers")
    assert {"name": "X-Order", "value": "7"} in headers
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT.*\+00:00", mail.pop("timestamp"))
    expected = {
        "account_id": "123456789012",
        "region_name": "us-east-1",
        "message_id": message_id,
        "from_address": "Ann <a@example.com>",
        "to": ["bo@x.com"],
        "cc": ["bounce@simulator.amazonses.com"],
        "bcc": [],
        "reply_to": [],
        "tenant_name": None,
        "configuration_set_name": None,
        "tags": {"k": "v"},
        "delivered_to": [],
        "suppressed": ["bo@x.com"],
        "bounced": ["bounce@simulator.amazonses.com"],
        "rendering_error": None,
        "subject": "Grüße",
        "text": "Hi",
        "html": None,
        "attachments": [
            {
                "file_name": "a.bin",
                "content": base64.b64encode(b"\x00\xff").decode(),
                "content_type": "image/png",
                "disposition": "attachment",
                "content_id": None,
                "description": None,
                "transfer_encoding": "base64",
            }
        ],
    }
    assert {name: mail.get(name) for name in expected} == expected
    assert {field.name for field in fields(SentMail)} - {"content"} <= {*mail, "timestamp"}


def test_the_outbox_writes_no_mail_as_mime(
    server: Server, backend: Backend, ses: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It took 2 ms a mail: each was written and parsed for its headers, attachments included."""
    written: list[Any] = []
    backend.verify_identity("example.com")

    def count(*parts: Any) -> bytes:
        written.append(parts)
        return mime.written(*parts)

    monkeypatch.setattr(message, "written", count)
    monkeypatch.setattr("email.message_from_bytes", lambda *parts, **policy: written.append(parts))
    content = simple()
    content["Simple"]["Attachments"] = [{"FileName": "a.txt", "RawContent": b"a"}]
    for _ in range(5):
        send(ses, Content=content)
    mails = ask(server, "GET", "/_outbox")[1]["mails"]
    ask(server, "GET", "/_events")
    assert written == []
    assert b"Subject: Hello" in backend.outbox[0].raw
    assert len(written) == 1
    kept = [(header["name"], header["value"]) for header in mails[0]["headers"]]
    parsed = BytesParser().parsebytes(backend.outbox[0].raw)
    assert kept == [(name, " ".join(value.split())) for name, value in parsed.raw_items()]


@pytest.mark.parametrize("line", [b"X: \xff", b"Cc: >a,,<", b"Message-ID: <,", b"Content-Type: multipart/mixed", b"X"])
def test_outbox_with_malformed_mail(server: Server, backend: Backend, ses: Any, line: bytes) -> None:
    backend.verify_identity("example.com")
    raw = line + b"\r\nFrom: a@example.com\r\n\r\nbody \xff"
    message_id = send(ses, Content={"Raw": {"Data": raw}})
    (mail,) = ask(server, "GET", "/_outbox")[1]["mails"]
    assert mail["message_id"] == message_id
    json.dumps(mail, ensure_ascii=False).encode()  # it contains only text


def test_a_mail_as_its_recipients_get_it(server: Server, backend: Backend, ses: Any) -> None:
    backend.verify_identity("example.com")
    raw = b"From: a@example.com\r\nSubject: raw\r\n\r\n\xff"
    path = f"/_outbox/{send(ses, Content={'Raw': {'Data': raw}})}"
    connection = http.client.HTTPConnection(*address(server), timeout=10)
    with contextlib.closing(connection):
        connection.request("GET", path)
        answer = connection.getresponse()
        assert (answer.status, answer.headers["Content-Type"]) == (200, "message/rfc822")
        message = answer.read()
        assert message.startswith(b"From: a@example.com\r\nSubject: raw\r\n")
        assert message.endswith(b"\r\n\r\n\xff")
        # A browser saves it, runs none of its scripts and gives no other page access to it.
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{path.rpartition('/')[2]}.eml"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert ask(server, "GET", "/_outbox/..%2F..%2Fetc%2Fpasswd")[0] == 404


def test_looks_can_be_narrowed(server: Server, backend: Backend) -> None:
    places = [("123456789012", "us-east-1"), ("111122223333", "us-east-1"), ("123456789012", "eu-west-1")]
    for account, region in reversed(places):
        backend.for_account(account).for_region(region).verify_identity("example.com")
    for account, region in places:
        key = {"aws_access_key_id": account, "aws_secret_access_key": "x"}
        send(make_client(region, endpoint_url=server.endpoint_url, **key))

    def seen(query: str) -> list[tuple[str, str]]:
        mails = ask(server, "GET", f"/_outbox{query}")[1]["mails"]
        assert ask(server, "GET", f"/_requests{query}")[1] == {"requests": ["SendEmail"] * len(mails)}
        return [(mail["account_id"][:4], mail["region_name"]) for mail in mails]

    assert seen("") == [("1234", "us-east-1"), ("1111", "us-east-1"), ("1234", "eu-west-1")]
    assert seen("?region=eu-west-1") == [("1234", "eu-west-1")]
    assert seen("?account=111122223333") == [("1111", "us-east-1")]
    assert seen("?account=111122223333&region=eu-west-1") == []


def test_faults(server: Server, ses: Any) -> None:
    asked = {"kind": "unavailable", "operations": ["GetAccount"], "times": 2, "carried_out": True}
    status, fault = ask(server, "POST", "/_faults", asked)
    expected = {**asked, "seconds": None, "status": None, "account_id": None, "region_name": None, "fired": 0}
    assert (status, fault) == (200, expected)
    assert refusal(ses.get_account)[0] == 503
    assert ask(server, "GET", "/_faults") == (200, {"faults": [{**expected, "fired": 1}]})
    assert ask(server, "DELETE", "/_faults") == (200, {})
    ses.get_account()
    assert ask(server, "GET", "/_faults")[1] == {"faults": []}


def test_faults_of_one_account_in_one_region(server: Server, backend: Backend, ses: Any) -> None:
    query = "?account=111122223333&region=eu-west-1"
    ask(server, "POST", f"/_faults{query}", {"kind": "unavailable", "times": None})
    ses.get_account()
    assert len(backend.for_account("111122223333").for_region("eu-west-1").faults) == 1
    assert len(backend.faults) == 0


def test_identities(server: Server, backend: Backend, ses: Any) -> None:
    assert ask(server, "POST", "/_identities", {"name": "example.com"}) == (200, {})
    assert ask(server, "POST", "/_identities?region=eu-west-1", {"name": "example.org"}) == (200, {})
    send(ses)
    assert [one["IdentityName"] for one in ses.list_email_identities()["EmailIdentities"]] == ["example.com"]


def test_account(server: Server, backend: Backend, ses: Any) -> None:
    fresh = ask(server, "GET", "/_account")[1]
    assert fresh == {
        **{name: getattr(Account(), name) for name in fresh if not name.startswith("enforce_")},
        "enforce_quotas": False,
        "enforce_rates": False,
    }
    wish = {"production_access": False, "max_send_rate": 5, "enforce_quotas": True, "enforce_rates": True}
    assert ask(server, "PUT", "/_account", wish) == (200, {**fresh, **wish})
    assert (backend.enforce_quotas, backend.enforce_rates) == (True, True)
    assert ses.get_account()["SendQuota"]["MaxSendRate"] == 1.0
    assert ask(server, "GET", "/_account?region=eu-west-1")[1] == fresh


@pytest.mark.parametrize("path", ["/health", "/_outbox", "/_outbox/ID", "/_outbox/nothing", "/_account", "/_reset"])
def test_head_is_get_without_the_body(server: Server, backend: Backend, ses: Any, path: str) -> None:
    backend.verify_identity("example.com")
    path = path.replace("ID", send(ses))
    answers: list[tuple[int, str | None, str | None]] = []
    connection = http.client.HTTPConnection(*address(server), timeout=10)
    with contextlib.closing(connection):
        for method in ("GET", "HEAD", "GET"):  # a body after HEAD would be read as the start of the next response
            connection.request(method, path)
            answer = connection.getresponse()
            answers.append((answer.status, answer.headers["Content-Type"], answer.headers["Content-Length"]))
            assert bool(answer.read()) == (method == "GET")
    assert len(set(answers)) == 1


OWN = "127.0.0.1:{port}"


WHO_ASKS: list[tuple[dict[str, str], int]] = [
    ({}, 200),
    ({"Host": "localhost:{port}"}, 200),
    ({"Host": "LocalHost"}, 200),
    ({"Host": "ses.localhost"}, 200),
    ({"Host": "127.9.9.9:1"}, 200),
    ({"Host": "[::1]:{port}"}, 200),
    ({"Host": "evil.example:{port}"}, 403),
    ({"Host": "localhost.evil.example"}, 403),
    ({"Host": "127.0.0.1.evil.example"}, 403),
    ({"Host": "evillocalhost"}, 403),
    ({"Host": "0.0.0.0:{port}"}, 403),
    ({"Host": "192.0.2.1"}, 403),
    ({"Host": ""}, 403),
    ({"Origin": f"http://{OWN}"}, 200),
    ({"Origin": f"https://{OWN}"}, 200),  # a proxy before it ended TLS
    ({"Origin": "http://localhost:{port}", "Host": "localhost:{port}"}, 200),
    ({"Origin": "http://localhost:{port}"}, 403),
    ({"Origin": "http://evil.localhost:{port}", "Host": "localhost:{port}"}, 403),
    ({"Origin": "http://127.0.0.1:1"}, 403),
    ({"Origin": "https://evil.example"}, 403),
    ({"Origin": "null"}, 403),  # a sandboxed frame, such as that of an email
    ({"Origin": ""}, 403),
    ({"Origin": "http://evil.example:{port}", "Host": "evil.example:{port}"}, 403),
]
"""Headers of a request, and the status that tells whether it is refused."""


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/_reset"),
        ("GET", "/_outbox"),
        ("GET", "/_inbox"),
        ("POST", "/_inbox"),
        ("POST", "/_inbox/ID"),
        ("DELETE", "/_outbox"),
        ("GET", "/"),
        ("GET", "/v2/email/tenants/acme"),
        ("POST", "/v2/email/tenants"),
        ("OPTIONS", "/v2/email/tenants"),
        ("GET", "/v1/email/account"),
        ("GET", "/nothing"),
    ],
)
def test_web_pages_of_others_are_refused(server: Server, backend: Backend, ses: Any, method: str, path: str) -> None:
    port = str(address(server)[1])

    def check(case: tuple[dict[str, str], int]) -> None:
        headers, status = case
        backend.reset()
        ses.create_tenant(TenantName="acme")
        connection = http.client.HTTPConnection(*address(server), timeout=10)
        with contextlib.closing(connection):
            connection.request(method, path, headers={name: value.format(port=port) for name, value in headers.items()})
            answer = connection.getresponse()
            assert (answer.status == 403, answer.read() == b"") == (status == 403, False)
        if status == 403:
            assert backend.requests == ["CreateTenant"]
        elif path == "/_reset":
            assert backend.requests == []

    every(((f"{headers}", (headers, status)) for headers, status in WHO_ASKS), check)


@pytest.mark.parametrize("path", ["", "/"])
def test_the_root_leads_to_the_inbox(server: Server, path: str) -> None:
    with urlopen(f"{server.endpoint_url}{path}") as page:
        assert page.url == f"{server.endpoint_url}/_inbox"
        assert b"No mail yet" in page.read()
    assert ask(server, "POST", "/", b"Action=SendEmail")[0] == 404  # SES v1's API is not here


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_clients_of_aws_call_it_by_its_usual_names(name: str, server: Server, backend: Backend) -> None:
    url = f"http://{name}:{address(server)[1]}"
    make_client(endpoint_url=url).create_tenant(TenantName="acme")
    with SESv2("us-east-1", session=SESSION, endpoint_url=url) as client:
        assert client.tenants.get_tenant(tenant_name="acme").tenant is not None
    assert backend.requests == ["CreateTenant", "GetTenant"]


def test_clients_of_aws_call_it_by_its_address_of_ip_6() -> None:
    try:
        with serve("::1") as server:
            make_client(endpoint_url=server.endpoint_url).create_tenant(TenantName="acme")
            assert server.backend.requests == ["CreateTenant"]
    except OSError as error:
        pytest.skip(f"no IPv6 here: {error}")


def test_a_client_of_aws_is_told_why_it_is_refused(server: Server, backend: Backend) -> None:
    client = make_client(endpoint_url=server.endpoint_url)

    def rename(request: Any, **_: Any) -> None:
        request.headers["Host"] = "ses.test:4579"

    client.meta.events.register("before-sign.sesv2", rename)
    status, code, message = refusal(client.get_account)
    assert (status, code) == (403, "Forbidden")
    assert "Host: ses.test:4579 is not a name of this machine" in message
    assert "--host 0.0.0.0" in message
    assert backend.requests == []


def test_a_refusal_says_whom_it_is_for(server: Server) -> None:
    assert ask(server, "GET", "/health", Origin="https://x.example")[1] == {
        "message": "This server accepts no requests of web pages of other origins, such as https://x.example: "
        "only of its own pages."
    }
    assert ask(server, "GET", "/health", Host="x.example")[1] == {
        "message": "This server listens on this machine only, and Host: x.example is not a name of this machine. "
        f"Call it {server.endpoint_url} or http://localhost, or start it with --host 0.0.0.0 to be called by any name."
    }


def test_old_clients_name_no_host(server: Server) -> None:
    with socket.create_connection(address(server), timeout=10) as connection:
        connection.sendall(b"GET /health HTTP/1.0\r\n\r\n")
        assert connection.recv(1000).startswith(b"HTTP/1.1 200 ")


def test_a_server_for_other_machines_goes_by_any_name() -> None:
    with serve("0.0.0.0") as server:
        port = address(server)[1]
        assert ask(server, "GET", "/health", Host=f"ses:{port}")[0] == 200
        assert ask(server, "GET", "/health", Host=f"ses:{port}", Origin=f"http://ses:{port}")[0] == 200
        for path in ("/health", "/v2/email/account"):
            assert ask(server, "GET", path, Host=f"ses:{port}")[0] == 200
            assert ask(server, "GET", path, Host=f"ses:{port}", Origin="http://evil.example")[0] == 403


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "words"),
    [
        ("GET", "/_reset", None, 405, "/_reset allows only POST."),
        ("PATCH", "/_faults", None, 405, "/_faults allows only DELETE and GET and POST."),
        (
            "GET",
            "/_nothing",
            None,
            404,
            "There is nothing at /_nothing. The paths are /_account, /_assume, /_events, /_faults",
        ),
        ("POST", "/_faults", b"{", 400, "The request body is not valid JSON."),
        ("POST", "/_faults", b"[" * 100_000, 400, "The request body is not valid JSON."),
        ("POST", "/_faults", b"\xff", 400, "The request body is not valid JSON."),
        ("POST", "/_faults", [], 400, "The request body is not a JSON object."),
        ("POST", "/_faults", {}, 400, "kind must be one of send_rate"),
        ("POST", "/_faults", {"kind": ["x"]}, 400, "kind must be one of send_rate"),
        ("POST", "/_faults", {"kind": "slow", "color": "red"}, 400, "A fault has no color; it has carried_out, kind"),
        ("POST", "/_faults", {"kind": "slow", "fired": 1}, 400, "A fault has no fired"),
        ("POST", "/_faults", {"kind": "slow", "operations": "SendEmail"}, 400, "operations must be a list of names."),
        ("POST", "/_faults", {"kind": "slow", "operations": [["x"]]}, 400, "SES v2 has no operation ['x']"),
        ("POST", "/_identities", {}, 400, "name must be an email address or a domain."),
        ("POST", "/_identities", {"name": "not a domain"}, 400, "not a domain"),
        (
            "PUT",
            "/_assume",
            {"arn": True},
            400,
            "assume: there is no assumption 'arn'; the names are address_configuration_set, ",
        ),
        ("PUT", "/_assume", {"arn_partition": 0}, 400, "assume: 'arn_partition' must be True or False, not 0."),
        ("PUT", "/_account", {"plan": "PRO"}, 400, "An account has no setting plan; it has production_access"),
        ("PUT", "/_account", {"max_send_rate": True}, 400, "max_send_rate must be a float."),
        ("PUT", "/_account", {"max_send_rate": float("inf")}, 400, "max_send_rate must be a float."),
        ("PUT", "/_account", {"production_access": 1}, 400, "production_access must be a bool."),
    ],
)
def test_wrong_requests_to_it_are_told_what_is_wrong(
    server: Server, backend: Backend, method: str, path: str, body: Any, status: int, words: str
) -> None:
    found, answer = ask(server, method, path, body)
    assert found == status
    assert words in answer["message"]
    assert len(backend.faults) == 0


def test_assumptions_are_shown_and_set(server: Server, backend: Backend, ses: Any) -> None:
    """As by `backend.assume`: for every account and region, and those that are not named hold."""
    ses.create_tenant(TenantName="Acme")
    every = dict.fromkeys(ASSUMPTIONS, True)
    assert ask(server, "GET", "/_assume") == (200, every)
    changed = every | {"name_filters_ignore_case": False}
    assert ask(server, "PUT", "/_assume", {"name_filters_ignore_case": False}) == (200, changed)
    assert ask(server, "GET", "/_assume") == (200, changed) == (200, backend.assume)
    assert ses.list_tenants(Filter={"TENANT_NAME_CONTAINS": "acme"})["Tenants"] == []
    assert ask(server, "PUT", "/_assume", {}) == (200, every)
    assert len(ses.list_tenants(Filter={"TENANT_NAME_CONTAINS": "acme"})["Tenants"]) == 1


def test_nothing_is_set_when_one_setting_is_wrong(server: Server, backend: Backend) -> None:
    ask(server, "PUT", "/_account", {"max_send_rate": 3, "production_access": "no"})
    assert backend.account.max_send_rate == Account().max_send_rate
