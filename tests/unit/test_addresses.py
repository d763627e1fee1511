"""Every address is checked and written as SES takes it; one that SES could not send to is refused."""

import sys
from email.header import decode_header, make_header
from email.utils import parseaddr
from typing import Any

import pytest

from sesv2kit.errors import RequestInvalidError
from sesv2kit.models import SEND_EMAIL, SendEmailRequest
from sesv2kit.shapes.addresses import address, identity, mailbox
from tests.conformance.facts import APIS
from tests.conformance.test_hostile_text import Line, kind_of, line, refusal, sample, steps, texts
from tests.tools import aws, ours
from tests.unit.support import SEND, client_of

__all__ = ["line"]

WITH_NAME = {
    "SendEmail.FromEmailAddress",
    "SendEmail.Destination.ToAddresses[]",
    "SendEmail.Destination.CcAddresses[]",
    "SendEmail.Destination.BccAddresses[]",
    "SendEmail.ReplyToAddresses[]",
    "SendEmail.FeedbackForwardingEmailAddress",
    "SendBulkEmail.FromEmailAddress",
    "SendBulkEmail.BulkEmailEntries[].Destination.ToAddresses[]",
    "SendBulkEmail.BulkEmailEntries[].Destination.CcAddresses[]",
    "SendBulkEmail.BulkEmailEntries[].Destination.BccAddresses[]",
    "SendBulkEmail.ReplyToAddresses[]",
    "SendBulkEmail.FeedbackForwardingEmailAddress",
    "CreateCustomVerificationEmailTemplate.FromEmailAddress",
    "UpdateCustomVerificationEmailTemplate.FromEmailAddress",
    "CreateDeliverabilityTestReport.FromEmailAddress",
}
"""Where a display name may stand before the address."""

UNCHECKED = {
    "GetEmailAddressInsights.EmailAddress",  # SES checks the syntax and tells what is wrong
    "GetDomainStatisticsReport.Domain",  # a domain only
}
"""Where anything may be given."""


ADDRESSES = [
    (api, fact)
    for api in APIS
    for fact in texts(api)
    if kind_of(api, fact) in {"EmailAddress", "AdditionalContactEmailAddress", "Identity"}
]
"""Every address and identity in a request, from AWS's model."""

NO_ADDRESSES = [
    "Team: secret@x.example, b@x.example;",
    "Team: secret@x.example;",
    "secret@@b.example",
    "secret@b@c.example",
    "secret@x.example, b@x.example",
    "<secret@x.example",
    "secret@x.example>",
    "secret@",
    "@secret.example",
    "secret@x..example",
    "secret@-.example,",
    "secret@x.example;",
    "sec ret@x.example",
    "secret@x.example (comment)",
    "s\u00e9cret@x.example",
    "Ann <s\u00e9cret@x.example>",
    "secret@x\u00e9..example",
    "Doe, Ann <secret@x.example>",
    "secret@x.example <secret@x.example>",
    '"Ann <secret@x.example>',
    "Ann <secret@x.example> <b@x.example>",
]


def test_every_address_of_awss_model_is_looked_at() -> None:
    assert {fact for _, fact in ADDRESSES} >= WITH_NAME | UNCHECKED
    assert len(ADDRESSES) > 40


@pytest.mark.parametrize(("api", "fact"), ADDRESSES)
def test_every_address_member_of_every_operation_is_checked(api: aws.Api, fact: str, line: Line) -> None:
    name, _, path = fact.partition(".")
    wrong = [*NO_ADDRESSES, *([] if fact in WITH_NAME else ["<secret@x.example>", "Ann <secret@x.example>"])]
    for text in wrong if fact not in UNCHECKED else ():
        arguments = sample(api.operations[name].request, steps(f".{path}"), text)
        error = refusal(line.direct, ours.operations(api.service)[name], arguments)
        top = aws.attribute(steps(f".{path}")[0][1:])
        (about,) = [one for one in error.problems if one.argument.partition(".")[0] == top]
        assert "address" in about.message or "match pattern" in about.message  # AWS's own pattern, which is looser
        assert about.source.startswith("https://")
        assert "secret" not in str(error)
    assert line.server.seen == []


@pytest.mark.parametrize("write", [address, mailbox, identity])
@pytest.mark.parametrize(
    "text",
    [
        "a@x.example",
        "A.b+c=d/e'f@X.example",
        ".a..b.@x.example",
        "root@localhost",
        '"a b"@x.example',
        '"a@b"@x.example',
        "a@[192.0.2.1]",
        "a@[IPv6:2001:db8::1]",
        "a@xn--bcher-kva.example",
        "a@under_score.example",
    ],
)
def test_an_address_is_sent_as_it_is(text: str, write: Any) -> None:
    assert write(text) == text
    assert write(f" {text}\t") == text


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("Ann <a@x.example>", "Ann <a@x.example>"),
        ('"Doe, Ann" <a@x.example>', '"Doe, Ann" <a@x.example>'),
        (r'"a \" < b" <a@x.example>', r'"a \" < b" <a@x.example>'),
        ("Dr. Ann Doe (shop) <a@x.example>", "Dr. Ann Doe (shop) <a@x.example>"),
        ("=?utf-8?q?J=C3=B6rg?= <a@x.example>", "=?utf-8?q?J=C3=B6rg?= <a@x.example>"),
        ("<a@x.example>", "a@x.example"),
        ("Ann<a@x.example>", "Ann <a@x.example>"),
        ("Ann <a@b\u00fccher.example>", "Ann <a@xn--bcher-kva.example>"),
        ("J\u00f6rg <a@x.example>", "=?utf-8?b?SsO2cmc=?= <a@x.example>"),
        ('"D\u00f6e, J\u00f6rg" <a@x.example>', "=?utf-8?b?RMO2ZSwgSsO2cmc=?= <a@x.example>"),
        ("\u65e5\u672c <a@\u65e5\u672c.example>", "=?utf-8?b?5pel5pys?= <a@xn--wgv71a.example>"),
    ],
)
def test_names_are_encoded_words_and_domains_punycode(given: str, sent: str) -> None:
    assert mailbox(given) == sent


@pytest.mark.parametrize(
    "name", ["J\u00f6rg", "\u65e5\u672c" * 40, "a" * 100 + "\u00fc", "\u00fc b", 'x \u00fc "y, z"', "\U0001f600" * 30]
)
def test_an_encoded_name_reads_the_same(name: str) -> None:
    sent = mailbox(f"{name} <a@x.example>")
    words = sent.removesuffix(" <a@x.example>").split(" ")
    assert all(len(word) <= 75 and word.startswith("=?utf-8?") for word in words)
    assert str(make_header(decode_header(" ".join(words)))) == name.replace('"', "")
    assert parseaddr(sent)[1] == "a@x.example"


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("b\u00fccher.example", "xn--bcher-kva.example"),
        ("a@B\u00dcCHER.example", "a@xn--bcher-kva.example"),
        ("stra\u00dfe.example", "xn--strae-oqa.example"),  # Python's own codec makes strasse.example of it
        ("shop.example", "shop.example"),
    ],
)
def test_an_identity_is_a_domain_or_an_address(given: str, sent: str) -> None:
    assert identity(given) == sent


def test_without_idna_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "idna", None)
    with client_of("http://127.0.0.1:1") as client, pytest.raises(RequestInvalidError) as caught:
        client.call(SEND_EMAIL, SEND | {"destination": "a@b\u00fccher.example"})
    (problem,) = caught.value.problems
    assert problem.argument == "destination.to_addresses.0"
    assert 'pip install "sesv2kit[idna]"' in problem.message
    assert "Punycode" in problem.message


def test_the_refusal_says_why() -> None:
    words = {
        "\u00fc@x.example": "ASCII only before the @: SES cannot send to any other",
        "Doe, Ann <a@x.example>": 'double quotes: "Doe, Ann" <ann@mail.example>',
        "a@x..example": "a valid domain",
    }
    for text, word in words.items():
        with pytest.raises(ValueError, match=word):
            SendEmailRequest.model_validate(SEND | {"from_email_address": text})
