"""Signatures of SNS, with keys made here: genuine ones pass, and each forged one is refused."""
# Each test begins without certificates.
# pyright: reportPrivateUsage=false

import asyncio
import json
import sys
from base64 import b64encode
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from sesv2kit._core import clock
from sesv2kit.errors import (
    CertificateUnavailableError,
    ConfigurationError,
    EventParseError,
    EventVerificationError,
    SubscriptionConfirmationError,
)
from sesv2kit.events import SnsMessage, fetching, parse, sns
from tests.events.records import BOUNCE, TOPIC, Json, compact, sns_for_lambda
from tests.events.records import sns as notification
from tests.events.signing import DAY, MESSAGES, PUBLISHED, SIGNED, certified, elliptic, rsa_key, signer, stranger

TRUST = signer().certificate
URL = notification("")["SigningCertURL"]


class Fetched:
    """Stands for the network: gives certificates, and counts."""

    def __init__(self) -> None:
        self.urls: list[str] = []
        self.bodies: dict[str, bytes | fetching.FetchError] = {URL: signer().pem}

    def __call__(self, url: str, *, direct: bool = False) -> bytes:
        self.urls.append(url)
        body = self.bodies.get(url, fetching.FetchError("HTTP status 404"))
        if isinstance(body, fetching.FetchError):
            raise body
        return body


@pytest.fixture(autouse=True)
def network(monkeypatch: pytest.MonkeyPatch) -> Fetched:
    fetched = Fetched()
    monkeypatch.setattr(fetching, "fetch", fetched)
    sns._CERTIFICATES.clear()
    return fetched


def verify(message: Any, **options: Any) -> SnsMessage:
    chosen: dict[str, Any] = {"topic_arns": [TOPIC], "trust": TRUST, **options}
    return sns.verify(message, **chosen)


def reason(message: Any, **options: Any) -> str:
    with pytest.raises(EventVerificationError) as caught:
        verify(message, **options)
    return caught.value.reason


# Genuine messages.


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("kind", MESSAGES)
def test_a_genuine_message_is_verified(kind: str, version: str, network: Fetched) -> None:
    document = signer().signed(MESSAGES[kind], version)
    for payload in (document, json.dumps(document), json.dumps(document, indent=2).encode()):
        message = verify(payload)
        assert message.verified
        assert message.by_trust
        assert message.type == document["Type"]
    assert network.urls == []
    message = verify(document, trust=None)
    assert (message.verified, message.by_trust) == (True, False)
    assert network.urls == [URL]


def test_the_events_of_a_verified_message_are_verified() -> None:
    message = verify(signer().signed(notification(compact(BOUNCE) + "\n")))
    (event,) = parse(message)
    assert event.envelope.verified
    assert event == parse(BOUNCE)[0]


def test_the_message_of_an_event_and_of_a_record_for_lambda_can_be_verified() -> None:
    document = signer().signed(notification(compact(BOUNCE)))
    (event,) = parse(document)
    assert event.envelope.sns
    assert not event.envelope.verified
    assert verify(event.envelope.sns).verified
    assert verify(event.envelope.sns) == verify(document)
    record = sns_for_lambda(compact(BOUNCE))
    signed = signer().signed({**notification(compact(BOUNCE)), "Subject": None})
    record["Sns"] |= {"Signature": signed["Signature"]}
    assert verify(record).verified
    assert verify(record["Sns"]).verified
    assert verify(record, trust=None).verified


def test_verify_async() -> None:
    document = signer().signed(notification("{}"), "2")
    message = asyncio.run(sns.verify_async(document, topic_arns=[TOPIC], trust=TRUST))
    assert message == verify(document)
    with pytest.raises(EventVerificationError):
        asyncio.run(sns.verify_async(notification("{}"), topic_arns=[TOPIC], trust=TRUST))


@pytest.mark.parametrize("topic", [TOPIC + ".fifo", TOPIC.replace("us-east-1", "ap-southeast-5")])
def test_topics_of_other_kinds(topic: str, network: Fetched) -> None:
    url = URL.replace("us-east-1", topic.split(":")[3])
    network.bodies[url] = signer().pem
    document = signer().signed(notification("{}", TopicArn=topic, SigningCertURL=url))
    assert verify(document, topic_arns=[topic], trust=None).verified


# Forged messages.


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("kind", MESSAGES)
def test_a_change_of_any_signed_member_is_seen(kind: str, version: str) -> None:
    document = signer().signed(MESSAGES[kind], version)
    other_topic = TOPIC + "-2"
    changes: dict[str, Any] = {
        "Message": document["Message"] + " ",
        "MessageId": "another",
        "Subject": None if document.get("Subject") else "new",
        "SubscribeURL": document.get("SubscribeURL", "") + "&x",
        "Timestamp": "2026-11-20T10:00:02.001Z",
        "Token": "other",
        "TopicArn": other_topic,
        "Type": next(one for one in SIGNED if one != document["Type"]),
    }
    for name in SIGNED[document["Type"]]:
        changed = {**document, name: changes[name]}
        assert "signature" in reason(changed, topic_arns=[TOPIC, other_topic]), name


def test_a_signature_of_somebody_else_is_refused(network: Fetched) -> None:
    for version in ("1", "2"):
        document = stranger().signed(notification("{}"), version)
        assert reason(document) == "its signature does not match its content"
        assert reason(document, trust=None) == "its signature does not match its content"


def test_the_version_of_a_signature_cannot_be_exchanged() -> None:
    for version, other in ("12", "21"):
        document = signer().signed(notification("{}"), version)
        assert reason({**document, "SignatureVersion": other}) == "its signature does not match its content"


@pytest.mark.parametrize("version", ["", "0", "3", "01", "\uff11", None, 1, ["1"]])
def test_other_versions_are_refused(version: Any) -> None:
    document = {**signer().signed(notification("{}")), "SignatureVersion": version}
    assert reason(document) == "its SignatureVersion is neither 1 nor 2"


@pytest.mark.parametrize("signature", ["", "AAAA", b64encode(b"\0" * 256).decode(), "*", "é", None, 5])
def test_odd_signatures_are_refused(signature: Any) -> None:
    assert "ignature" in reason({**signer().signed(notification("{}")), "Signature": signature})


def test_members_cannot_be_moved_into_each_other() -> None:
    """The signed text is the same; Subject has become a part of MessageId."""
    document = signer().signed(notification("{}", Subject="now"))
    moved = {**document, "MessageId": f"{document['MessageId']}\nSubject\nnow", "Subject": None}
    assert reason(moved) == "a member other than Message has several lines"


def test_messages_of_other_topics_are_refused() -> None:
    theirs = TOPIC.replace("123456789012", "999999999999")
    document = signer().signed(notification("{}", TopicArn=theirs))
    assert reason(document) == "its topic is not among topic_arns"
    assert verify(document, topic_arns={theirs}).verified


@pytest.mark.parametrize("topics", [[], (), TOPIC, [""], ["*"], [TOPIC, "arn:aws:sqs:us-east-1:123456789012:queue"]])
def test_topics_must_be_given(topics: Any) -> None:
    with pytest.raises(ConfigurationError, match="topic_arns="):
        verify(signer().signed(notification("{}")), topic_arns=topics)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        "Hello",
        "[]",
        "{}",
        {"Type": "Other"},
        {"Sns": 5},
        b"\xff",
        '{"a":1}{"b":2}',
        pytest.param("[" * 99_999, id="deep"),
    ],
)
def test_what_is_no_message_is_refused(payload: Any) -> None:
    with pytest.raises(EventParseError):
        verify(payload)


# Time.


@pytest.mark.parametrize("stamp", ["", "soon", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+23:00", None, 5])
def test_unreadable_times_are_refused(stamp: Any) -> None:
    assert reason(signer().signed(notification("{}", Timestamp=stamp))) == "its Timestamp is not readable"


@pytest.mark.parametrize(
    ("begin", "end", "valid"),
    [
        (-DAY, DAY, True),
        (timedelta(), timedelta(), True),
        (timedelta(seconds=1), DAY, False),
        (-DAY, timedelta(seconds=-1), False),
    ],
)
def test_the_certificate_must_be_valid_when_the_message_was_published(
    begin: timedelta, end: timedelta, valid: bool
) -> None:
    signing = certified(rsa_key(1), PUBLISHED + begin, PUBLISHED + end)
    document = signing.signed(notification("{}"))
    if valid:
        assert verify(document, trust=signing.certificate).verified
    else:
        assert "not valid" in reason(document, trust=signing.certificate)


class At(clock.SystemClock):
    """A clock that a test sets."""

    def __init__(self, moment: datetime = PUBLISHED) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()


@contextmanager
def at(moment: datetime) -> Generator[At]:
    here = At(moment)
    with clock.installed(here):
        yield here


def test_age_is_not_limited_unless_told() -> None:
    document = signer().signed(notification("{}"))
    hour = timedelta(hours=1)
    with at(PUBLISHED + 300 * DAY):
        assert verify(document).verified
        assert "ago" in reason(document, max_age=hour)
    with at(PUBLISHED + hour):
        assert verify(document, max_age=hour).verified
    with at(PUBLISHED - 2 * hour):
        assert "future" in reason(document, max_age=hour)


# The certificate.

HEX = "0" * 32
VISIBLE_URLS = f"""
http://sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem
HTTPS://sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem
ftp://sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem
file:///SimpleNotificationService-{HEX}.pem
data:,SimpleNotificationService-{HEX}.pem
//sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem
sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem
https:sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem
https:/sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem
https:///sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem
https:\\\\sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem
https://evil.example/SimpleNotificationService-{HEX}.pem
https://evil.example/sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem
https://evil.example#sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem
https://evil.example?sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem
https://evil.example\\sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem
https://sns.us-east-1.amazonaws.com.evil.example/SimpleNotificationService-{HEX}.pem
https://sns.us-east-1.amazonaws.comevil.example/SimpleNotificationService-{HEX}.pem
https://evilsns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem
https://evil.sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem
https://sns.us-east-1.evil.amazonaws.com/SimpleNotificationService-{HEX}.pem
https://sns.us-east-1xamazonaws.com/SimpleNotificationService-{HEX}.pem
https://snsxus-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem
https://amazonaws.com/SimpleNotificationService-{HEX}.pem
https://s3.amazonaws.com/SimpleNotificationService-{HEX}.pem
https://s3.us-east-1.amazonaws.com/sns/SimpleNotificationService-{HEX}.pem
https://sns.s3.amazonaws.com/SimpleNotificationService-{HEX}.pem
https://sns.s3-us-west-2.amazonaws.com/SimpleNotificationService-{HEX}.pem
https://sns.s3.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem
https://sns.s3-website-us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem
https://sns.us-west-2.amazonaws.com/SimpleNotificationService-{HEX}.pem
https://sns.us-east-1.amazonaws.com.cn/SimpleNotificationService-{HEX}.pem
https://sns.us-east-1.amazonaws.eu/SimpleNotificationService-{HEX}.pem
https://sns.amazonaws.com/SimpleNotificationService-{HEX}.pem
https://sns.us-east-1.api.aws/SimpleNotificationService-{HEX}.pem
https://sqs.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem
https://SNS.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem
https://sns.us-east-1.amazonaws.com./SimpleNotificationService-{HEX}.pem
https://sns.us-east-1.amazonaws.com:443/SimpleNotificationService-{HEX}.pem
https://sns.us-east-1.amazonaws.com:80/SimpleNotificationService-{HEX}.pem
https://sns.us-east-1.amazonaws.com:/SimpleNotificationService-{HEX}.pem
https://sns.us-east-1.amazonaws.com:@evil.example/SimpleNotificationService-{HEX}.pem
https://sns.us-east-1.amazonaws.com@evil.example/SimpleNotificationService-{HEX}.pem
https://user@sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem
https://user:secret@sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem
https://127.0.0.1/SimpleNotificationService-{HEX}.pem
https://[::1]/SimpleNotificationService-{HEX}.pem
https://169.254.169.254/SimpleNotificationService-{HEX}.pem
https://sns\u3002us-east-1\u3002amazonaws\u3002com/SimpleNotificationService-{HEX}.pem
https://sns.us-east-1.amazonaws\uff0ecom/SimpleNotificationService-{HEX}.pem
https://sn\u017f.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem
https://sns.us-east-1.amaz\u043enaws.com/SimpleNotificationService-{HEX}.pem
https://sns.us-east-1.amazonaws.com%2eevil.example/SimpleNotificationService-{HEX}.pem
https://sns.us-east-1.amazonaws.com%00.evil.example/SimpleNotificationService-{HEX}.pem
https://sns.us-east-1.amazonaws.com/../SimpleNotificationService-{HEX}.pem
https://sns.us-east-1.amazonaws.com//SimpleNotificationService-{HEX}.pem
https://sns.us-east-1.amazonaws.com/a/SimpleNotificationService-{HEX}.pem
https://sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem?a=b
https://sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem#a
https://sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem/
https://sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.pem%0a
https://sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}.PEM
https://sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}xpem
https://sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX}0.pem
https://sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX[1:]}.pem
https://sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX[1:]}G.pem
https://sns.us-east-1.amazonaws.com/SimpleNotificationService-{HEX[1:]}\u0661.pem
https://sns.us-east-1.amazonaws.com/SimpleNotificationService.pem
https://sns.us-east-1.amazonaws.com/?Action=Publish&TopicArn=x
https://sns.us-east-1.amazonaws.com/
""".split("\n")[1:-1]
EVIL_URLS = [
    *VISIBLE_URLS,
    "",
    " " + URL,
    URL + " ",
    URL + "\n",
    URL + "\r\nHost: evil.example",
    URL + "\0",
    "\t" + URL,
    URL + "\n" + URL,
]


def test_there_are_enough_evil_urls() -> None:
    assert len(set(EVIL_URLS)) >= 60
    assert URL not in EVIL_URLS


@pytest.mark.parametrize("url", EVIL_URLS)
def test_an_evil_url_is_refused_and_not_visited(url: str, network: Fetched) -> None:
    network.bodies = {url: signer().pem, url.strip(): signer().pem}
    document = signer().signed(notification("{}", SigningCertURL=url))
    assert reason(document, trust=None).startswith("its SigningCertURL is not that of a certificate of SNS")
    assert network.urls == []


@pytest.mark.parametrize(
    ("topic", "host"),
    [
        ("arn:aws:sns:us-east-1:123456789012:a", "sns.us-east-1.amazonaws.com"),
        ("arn:aws:sns:ap-southeast-5:123456789012:a", "sns.ap-southeast-5.amazonaws.com"),
        ("arn:aws-us-gov:sns:us-gov-west-1:123456789012:a", "sns.us-gov-west-1.amazonaws.com"),
        ("arn:aws-cn:sns:cn-north-1:123456789012:a", "sns.cn-north-1.amazonaws.com.cn"),
        ("arn:aws-eusc:sns:eusc-de-east-1:123456789012:a", "sns.eusc-de-east-1.amazonaws.eu"),
    ],
)
def test_the_host_is_that_of_the_topics_region(topic: str, host: str, network: Fetched) -> None:
    url = f"https://{host}/SimpleNotificationService-{HEX}.pem"
    network.bodies = {url: signer().pem, URL: signer().pem}
    document = signer().signed(notification("{}", TopicArn=topic, SigningCertURL=url))
    assert verify(document, topic_arns=[topic], trust=None).verified
    if "us-east-1" not in host:
        assert "region" in reason({**document, "SigningCertURL": URL}, topic_arns=[topic], trust=None)


@pytest.mark.parametrize(
    "topic",
    [
        "arn:aws:sns:s3-us-west-2:123456789012:a",
        "arn:aws:sns:evil.example/:123456789012:a",
        "arn:aws:sns::123456789012:a",
        "arn:aws-new:sns:us-east-1:123456789012:a",
        "arn:aws:sns:us-east-1:123456789012:a\n",
        "arn:aws:sns:us-east-1:12345678901:a",
        "arn:aws:sns:us-east-1:123456789012:a:subscription",
    ],
)
def test_odd_topics_are_refused(topic: str) -> None:
    with pytest.raises(ConfigurationError, match="topic_arns="):
        verify(signer().signed(notification("{}", TopicArn=topic)), topic_arns=[topic])


def test_a_certificate_that_does_not_come_is_another_error_and_is_asked_for_again(network: Fetched) -> None:
    document = signer().signed(notification("{}"))
    failures: list[bytes | fetching.FetchError] = [fetching.FetchError("HTTP status 302"), b"", b"-----BEGIN"]
    for failure in failures:
        network.bodies[URL] = failure
        with pytest.raises(CertificateUnavailableError, match="could not be fetched"):
            verify(document, trust=None)
    network.bodies[URL] = signer().pem
    assert verify(document, trust=None).verified
    assert len(network.urls) == len(failures) + 1


def test_a_certificate_is_fetched_once_in_some_hours(network: Fetched) -> None:
    document = signer().signed(notification("{}"))
    with at(PUBLISHED) as here:
        for _ in range(3):
            assert verify(document, trust=None).verified
        assert len(network.urls) == 1
        here.moment += timedelta(hours=7)
        assert verify(document, trust=None).verified
        assert len(network.urls) == 2


def test_few_certificates_are_kept(network: Fetched) -> None:
    for number in range(100):
        url = URL.replace(HEX, f"{number:032x}")
        network.bodies[url] = signer().pem
        verify(signer().signed(notification("{}", SigningCertURL=url)), trust=None)
    assert len(network.urls) == 100
    for number, fetched in ((99, 100), (69, 100), (0, 101)):
        verify(signer().signed(notification("{}", SigningCertURL=URL.replace(HEX, f"{number:032x}"))), trust=None)
        assert len(network.urls) == fetched


def test_nothing_is_fetched_for_a_message_that_is_refused_anyway(network: Fetched) -> None:
    document = signer().signed(notification("{}"))
    for changed in ({"TopicArn": "other"}, {"Timestamp": ""}, {"SignatureVersion": "3"}, {"Signature": "*"}):
        reason({**document, **changed}, trust=None)
    assert network.urls == []


def test_a_certificate_of_another_kind_is_refused() -> None:
    assert "RSA" in reason(signer().signed(notification("{}")), trust=elliptic().certificate)


# What the machine lacks.


class WithoutSha1(RSAPublicKey):
    """A key on a machine in FIPS mode."""

    def verify(self, signature: Any, data: Any, padding: Any, algorithm: Any) -> None:
        if algorithm.name == "sha1":
            raise UnsupportedAlgorithm("sha1 is not supported")
        signer().key.public_key().verify(signature, data, padding, algorithm)


WithoutSha1.__abstractmethods__ = frozenset()


class Fips:
    not_valid_before_utc = PUBLISHED - DAY
    not_valid_after_utc = PUBLISHED + DAY

    def public_key(self) -> Any:
        return WithoutSha1()  # type: ignore[abstract]  # only `verify` is called


def test_without_sha1_the_error_says_what_to_do() -> None:
    told = reason(signer().signed(notification("{}"), "1"), trust=Fips())
    assert "SHA1" in told
    assert "SignatureVersion to 2" in told
    assert verify(signer().signed(notification("{}"), "2"), trust=Fips()).verified


def test_without_cryptography_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "cryptography"]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError, match=r'pip install "sesv2kit\[events\]"'):
        verify(signer_of_before)


signer_of_before = signer().signed(notification("{}"))


# Confirmations.

CONFIRMATION = signer().signed(MESSAGES["SubscriptionConfirmation"])


def test_a_subscription_is_confirmed_at_sns_itself(network: Fetched) -> None:
    message = verify(CONFIRMATION, trust=None)
    expected = (
        "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription"
        "&TopicArn=arn%3Aaws%3Asns%3Aus-east-1%3A123456789012%3Ases-events&Token=f00d"
    )
    network.bodies[expected] = b"<ConfirmSubscriptionResponse/>"
    sns.confirm_subscription(message)
    assert network.urls == [URL, expected]


@pytest.mark.parametrize("url", ["https://evil.example/", "http://169.254.169.254/latest", "file:///etc/passwd", ""])
def test_the_url_of_a_message_is_not_visited(url: str, network: Fetched) -> None:
    message = verify(signer().signed({**MESSAGES["SubscriptionConfirmation"], "SubscribeURL": url}), trust=None)
    with pytest.raises(SubscriptionConfirmationError, match="404"):
        sns.confirm_subscription(message)
    assert network.urls[1:] == [
        "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription"
        "&TopicArn=arn%3Aaws%3Asns%3Aus-east-1%3A123456789012%3Ases-events&Token=f00d"
    ]


def test_what_is_not_verified_is_not_confirmed(network: Fetched) -> None:
    (event,) = parse(CONFIRMATION)
    assert event.envelope.sns
    with pytest.raises(EventVerificationError, match="verify"):
        sns.confirm_subscription(event.envelope.sns)
    assert network.urls == []


@pytest.mark.parametrize("kind", ["UnsubscribeConfirmation", "Notification"])
def test_other_messages_are_not_confirmed(kind: str, network: Fetched) -> None:
    message = verify(signer().signed(MESSAGES[kind]))
    with pytest.raises(SubscriptionConfirmationError, match=kind):
        sns.confirm_subscription(message)
    assert network.urls == []


def of_trust(url: str) -> Json:
    return signer().signed({**MESSAGES["SubscriptionConfirmation"], "SubscribeURL": url})


@pytest.mark.parametrize("host", ["127.0.0.1:8005", "localhost:8005", "[::1]:8005", "127.0.0.1"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_local_ses_is_confirmed_on_this_machine(scheme: str, host: str, network: Fetched) -> None:
    url = f"{scheme}://{host}/?Action=ConfirmSubscription&Token=f00d"
    network.bodies[url] = b""
    sns.confirm_subscription(verify(of_trust(url)))
    assert network.urls == [url]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "file:///etc/passwd",
        "http://evil.example/",
        "http://127.0.0.1@evil.example/",
        "http://127.0.0.1.evil.example/",
        "http://127.0.0.1:80@evil.example/",
        "http://localhost.evil.example/",
        "http://127.0.0.1\\@evil.example/",
        "http://169.254.169.254/",
        "ftp://127.0.0.1/",
        "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription",
    ],
)
def test_trust_leads_to_no_other_machine(url: str, network: Fetched) -> None:
    with pytest.raises(EventVerificationError, match="not this machine"):
        sns.confirm_subscription(verify(of_trust(url)))
    assert network.urls == []


def test_no_error_quotes_the_message() -> None:
    document = signer().signed(notification("ann@mail.example", Subject="secret"))
    for changed in ({"SigningCertURL": "https://secret.example"}, {"TopicArn": "secret"}, {"Signature": "secret*"}):
        with pytest.raises(EventVerificationError) as caught:
            verify({**document, **changed}, trust=None)
        assert "secret" not in str(caught.value)
        assert "ann@" not in str(caught.value)


def test_verified_is_said_of_what_was_verified_only() -> None:
    message = verify(signer().signed(notification("{}")))
    assert reason(replace(message, message="{ }")) == "its signature does not match its content"
