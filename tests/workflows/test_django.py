"""The email backend for Django, with Django itself."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.mime.text import MIMEText
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection, send_mail
from django.utils.functional import empty

from sesv2kit import ClientConfig, SESv2, SqliteJournal
from sesv2kit.django import EmailBackend
from sesv2kit.errors import (
    MessageRejectedError,
    OutcomeUnknownError,
    RequestInvalidError,
    SESv2Error,
)
from sesv2kit.testing import Backend

if TYPE_CHECKING:
    from collections.abc import Generator

# Newer versions of Django prefer the setting MAILERS, and deprecate what most projects have.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::PendingDeprecationWarning"),
]

FROM = "hello@shop.example"
TO = "ann@mail.example"


@contextmanager
def django_settings(**given: Any) -> "Generator[None]":
    """Django's settings, also where another test has configured them for the whole process."""
    before = settings._wrapped
    settings._wrapped = empty
    settings.configure(**given)
    try:
        yield
    finally:
        settings._wrapped = before


@pytest.fixture
def configured(ses_backend: Backend) -> Iterator[dict[str, Any]]:
    """SESV2KIT, which tests may change; shop.example is verified."""
    ses_backend.verify_identity("shop.example")
    options: dict[str, Any] = {"region_name": "us-east-1"}
    backend = "sesv2kit.django.EmailBackend"
    with django_settings(EMAIL_BACKEND=backend, DEFAULT_FROM_EMAIL=FROM, SESV2KIT=options):
        yield options


@pytest.fixture(autouse=True)
def _configured(configured: dict[str, Any]) -> None:
    """For tests that change nothing."""


def mail(**options: Any) -> Any:
    options.setdefault("to", [TO])
    return EmailMessage("Hello", "Hello Ann", **options)


# What is sent.


def test_send_mail(ses_backend: Backend) -> None:
    assert send_mail("Grüße", "Hello", None, ["Änn <ann@mail.example>"], html_message="<p>Hello</p>") == 1
    (sent,) = ses_backend.outbox
    assert (sent.subject, sent.to) == ("Grüße", (TO,))
    assert (str(sent.text).strip(), str(sent.html).strip()) == (
        "Hello",
        "<p>Hello</p>",
    )  # Django 6 ends them with a line
    assert sent.headers["To"] == "Änn <ann@mail.example>"


def test_attachments_headers_and_all_kinds_of_recipients(ses_backend: Backend) -> None:
    message = EmailMultiAlternatives(
        "Invoice",
        "Attached.",
        f"Shöp <{FROM}>",
        [TO],
        bcc=["cid@mail.example"],
        cc=["Bob <bob@mail.example>"],
        reply_to=["help@shop.example"],
        headers={"X-Order": "17"},
    )
    message.attach_alternative("<p>Attached.</p>", "text/html")
    message.attach("name ü.txt", "17 €", "text/plain")
    message.attach("data.bin", b"\0\1", "application/octet-stream")
    message.attach(MIMEText("own", "csv"))
    assert message.send() == 1
    (sent,) = ses_backend.outbox
    assert (sent.to, sent.cc, sent.bcc) == ((TO,), ("bob@mail.example",), ("cid@mail.example",))
    assert (sent.headers["X-Order"], sent.headers["Reply-To"]) == ("17", "help@shop.example")
    assert "cid@mail.example" not in str(sent.headers)
    assert [(one.file_name, one.content.rstrip()) for one in sent.attachments][:2] == [
        ("name ü.txt", "17 €".encode()),
        ("data.bin", b"\0\1"),
    ]


def test_recipients_are_djangos_where_a_header_shows_others(ses_backend: Backend) -> None:
    mail(to=[TO], headers={"To": "list@shop.example"}).send()
    (sent,) = ses_backend.outbox
    assert (sent.to, sent.headers["To"]) == ((TO,), "list@shop.example")


def test_a_line_that_begins_with_from_stays_as_it_is(ses_backend: Backend) -> None:
    EmailMessage("Hello", "From here on\n", to=[TO]).send()
    assert ses_backend.outbox[0].text == "From here on\r\n"


def test_nobody_to_send_to(ses_backend: Backend) -> None:
    assert get_connection().send_messages([mail(to=[]), mail(to=[""])]) == 0
    assert not ses_backend.requests


@pytest.mark.parametrize("field", ["to", "cc", "bcc"])
@pytest.mark.parametrize(
    "text",
    [f"{TO}, bob@mail.example", f"{TO};bob@mail.example", f"{TO} bob@mail.example", f"{TO}\nBcc: bob@mail.example"],
)
def test_no_recipient_is_left_out_where_one_text_lists_several(field: str, text: str, ses_backend: Backend) -> None:
    with pytest.raises((RequestInvalidError, ValueError)):
        mail(**{"to": ["cid@mail.example"], field: [text]}).send()
    assert not ses_backend.requests


# Options.


def test_settings_hold_for_all_messages_and_options_for_one(ses_backend: Backend, configured: dict[str, Any]) -> None:
    for name in ("all", "one"):
        OWN.configuration_sets.create_configuration_set(configuration_set_name=name)
    configured.update(configuration_set_name="all", email_tags={"app": "shop", "kind": "any"})
    mail().send()
    message = mail()
    message.ses_options = {"configuration_set_name": "one", "email_tags": {"kind": "invoice"}}
    message.send()
    assert [(one.configuration_set_name, one.tags["app"], one.tags["kind"]) for one in ses_backend.outbox] == [
        ("all", "shop", "any"),
        ("one", "shop", "invoice"),
    ]


def test_headers_of_ses_win_over_settings(ses_backend: Backend, configured: dict[str, Any]) -> None:
    OWN.configuration_sets.create_configuration_set(configuration_set_name="mine")
    configured.update(configuration_set_name="missing", email_tags={"app": "shop"})
    mail(headers={"X-SES-CONFIGURATION-SET": "mine", "X-SES-MESSAGE-TAGS": "kind=invoice"}).send()
    (sent,) = ses_backend.outbox
    assert sent.configuration_set_name == "mine"
    assert sent.tags["kind"] == "invoice"
    assert "app" not in sent.tags


@pytest.mark.parametrize(
    ("attributes", "named"),
    [
        ({"ses_options": {"tenant": "acme"}}, "ses_options.tenant"),
        ({"ses_options": {"tenant_name": "acme"}, "extra_headers": {"X-SES-TENANT": "b"}}, "ses_options.tenant_name"),
        (
            {"ses_options": {"from_email_address_identity_arn": "a"}, "extra_headers": {"X-SES-FROM-ARN": "b"}},
            "ses_options.from_email_address_identity_arn",
        ),
        ({"tags": ["welcome"]}, "message.tags"),
        ({"merge_data": {TO: {}}}, "message.merge_data"),
    ],
)
def test_what_would_have_no_effect_is_refused(attributes: dict[str, Any], named: str, ses_backend: Backend) -> None:
    message = mail()
    vars(message).update(attributes)
    with pytest.raises(RequestInvalidError) as error:
        message.send()
    assert [problem.argument for problem in error.value.problems] == [named]
    assert not ses_backend.requests


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ("acme", "ses_options"),
        ([("tenant_name", "acme")], "ses_options"),
        (5, "ses_options"),
        ({"email_tags": ["welcome"]}, "ses_options.email_tags"),
        ({"email_tags": [{"name": "kind", "value": "welcome"}]}, "ses_options.email_tags"),
        ({"email_tags": "welcome"}, "ses_options.email_tags"),
    ],
)
def test_options_of_another_type_are_the_messages_error(options: Any, named: str, ses_backend: Backend) -> None:
    wrong, right = mail(), mail()
    wrong.ses_options = options
    assert get_connection(fail_silently=True).send_messages([wrong, right]) == 1
    assert [problem.argument for problem in wrong.ses_error.problems] == [named]
    assert len(ses_backend.outbox) == 1


def test_tags_of_none_are_no_tags(ses_backend: Backend, configured: dict[str, Any]) -> None:
    configured["email_tags"] = None
    message = mail()
    message.ses_options = {"email_tags": None}
    assert message.send() == 1


def test_more_recipients_than_ses_takes(ses_backend: Backend) -> None:
    with pytest.raises(RequestInvalidError, match="50"):
        mail(bcc=[f"{number}@mail.example" for number in range(50)]).send()
    assert not ses_backend.requests


def test_an_empty_login_is_none() -> None:
    """`get_connection(username=settings.EMAIL_HOST_USER)` passes "" where a project has no SMTP server."""
    assert EmailBackend(username="", password="").client is EmailBackend().client


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"region": "us-east-1"}, "region is unknown"),
        ({"idempotency_key": "1"}, "idempotency_key is for a message"),
        ({"client": SESv2, "region_name": "us-east-1"}, "region_name must not be given with client"),
        ({"email_tags": ["shop"]}, "email_tags must be a dictionary"),
        ({"email_tags": "shop"}, "email_tags must be a dictionary"),
        ({"region_name": ["us-east-1"]}, "region_name must be text"),
        ({"region_name": 5}, "region_name must be text"),
        ({"endpoint_url": {}}, "endpoint_url must be text"),
        ({"username": "ann", "password": "secret"}, "username and password must not be given: SES has no login"),
    ],
)
def test_settings_that_are_wrong(given: dict[str, Any], named: str, configured: dict[str, Any]) -> None:
    configured.clear()
    with pytest.raises(ImproperlyConfigured, match=named) as error:
        EmailBackend(**given)
    assert "secret" not in str(error.value)


def test_a_setting_that_is_no_dictionary() -> None:
    with django_settings(SESV2KIT="us-east-1"), pytest.raises(ImproperlyConfigured, match="must be a dictionary"):
        EmailBackend()


# The client.


def test_the_setting_mailers(ses_backend: Backend) -> None:
    options: dict[str, Any] = {"region_name": "us-east-1", "email_tags": {"app": "shop"}, "fail_silently": True}
    backend = EmailBackend(alias="shop", **options)  # as the mailers of Django 6.1 make it, of their OPTIONS
    assert backend.send_messages([mail(from_email="x@other.example"), mail()]) == 1
    assert ses_backend.outbox[0].tags["app"] == "shop"


def test_making_a_backend_is_no_use_of_what_django_drops(recwarn: pytest.WarningsRecorder) -> None:
    assert EmailBackend(fail_silently=True).fail_silently
    assert not recwarn


def test_backends_share_one_client_for_the_same_settings() -> None:
    assert EmailBackend().client is EmailBackend(region_name="us-east-1").client
    assert EmailBackend(region_name="eu-west-1").client is not EmailBackend().client
    assert EmailBackend(config=ClientConfig(send_rate=5)).client is not EmailBackend().client


def test_equal_configs_share_one_client() -> None:
    first, again = (EmailBackend(config=ClientConfig(send_rate=5)) for _ in range(2))
    assert first.client is again.client


OWN = SESv2("us-east-1")


def own() -> SESv2:
    return OWN


@pytest.mark.parametrize("given", [OWN, own, f"{__name__}.own", f"{__name__}.OWN"])
def test_a_client_of_ones_own(given: Any, configured: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, __name__, sys.modules[own.__module__])
    configured.clear()
    assert EmailBackend(client=given).client is OWN


def test_a_client_that_is_none(configured: dict[str, Any]) -> None:
    configured.clear()
    with pytest.raises(ImproperlyConfigured, match="client must be"):
        assert EmailBackend(client=lambda: "ses").client


def test_a_function_makes_one_client_for_all_messages(ses_backend: Backend, configured: dict[str, Any]) -> None:
    made: list[SESv2] = []

    def make() -> SESv2:
        made.append(SESv2("us-east-1"))
        return made[-1]

    configured.clear()
    configured["client"] = make
    for _ in range(2):
        assert get_connection().send_messages([mail(), mail()]) == 2
    assert len(made) == 1


def test_a_function_that_raised_is_called_again(ses_backend: Backend, configured: dict[str, Any]) -> None:
    errors = [OSError("no secret yet")]

    def make() -> SESv2:
        if errors:
            raise errors.pop()
        return OWN

    configured.clear()
    configured["client"] = make
    with pytest.raises(OSError, match="no secret yet"):
        mail().send()
    assert mail().send() == 1


# What came of it.


def test_each_message_has_its_result(ses_backend: Backend) -> None:
    messages = [mail(), mail(from_email="x@other.example"), mail()]
    with pytest.raises(MessageRejectedError) as error:
        get_connection().send_messages(messages)
    assert error.value.__notes__ == ["1 of 3 messages were sent before this one"]
    first, second, third = messages
    assert first.ses_result.message_id == ses_backend.outbox[0].message_id
    assert (second.ses_result, second.ses_error) == (None, error.value)
    assert (third.ses_result, third.ses_error) == (None, None)


def test_an_error_of_django_says_how_many_were_sent_before_it() -> None:
    messages = [mail(), mail(headers={"X-Order": "17\n18"}), mail()]
    with pytest.raises(ValueError, match="line") as error:
        get_connection(fail_silently=True).send_messages(messages)
    assert error.value.__notes__ == ["1 of 3 messages were sent before this one"]


def test_failing_silently(ses_backend: Backend, caplog: pytest.LogCaptureFixture) -> None:
    messages = [mail(from_email="x@other.example"), mail()]
    assert get_connection(fail_silently=True).send_messages(messages) == 1
    assert isinstance(messages[0].ses_error, SESv2Error)
    (record,) = [one for one in caplog.records if one.name == "sesv2kit.django"]
    assert TO not in record.getMessage()


def test_a_lost_response_is_not_sent_again(ses_backend: Backend) -> None:
    ses_backend.faults.add("disconnect", "SendEmail")
    message = mail()
    with pytest.raises(OutcomeUnknownError):
        message.send()
    assert len(ses_backend.outbox) == 1
    assert isinstance(message.ses_error, OutcomeUnknownError)


def test_a_key_sends_once(ses_backend: Backend, configured: dict[str, Any], tmp_path: Path) -> None:
    configured["config"] = ClientConfig(journal=SqliteJournal(tmp_path / "keys.sqlite"))
    told: list[bool] = []
    for _ in range(2):  # Django writes another Date, Message-ID and boundary each time
        message: Any = EmailMultiAlternatives("Welcome", "Hello", to=[TO])
        message.attach_alternative("<p>Hello</p>", "text/html")
        message.ses_options = {"idempotency_key": "welcome-17"}
        assert message.send() == 1
        told.append(message.ses_result.metadata.replayed)
    assert told == [False, True]
    assert len(ses_backend.outbox) == 1


def test_djangos_own_errors_are_raised_always() -> None:
    with pytest.raises(ValueError, match="line"):
        EmailMessage("Hello\nBcc: x@mail.example", "", to=[TO]).send(fail_silently=True)


def test_without_django_it_says_what_to_install() -> None:
    code = "import sys; sys.modules['django'] = None\nimport sesv2kit.django"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == 'ImportError: the email backend needs Django: pip install "sesv2kit[django]"'
