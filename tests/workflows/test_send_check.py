"""`sending.send(check=True)`: what is looked up, how often, and together with idempotency keys."""

import asyncio
import threading
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from sesv2kit import AsyncSESv2, ClientConfig, SESv2, SqliteJournal, models
from sesv2kit._workflows.checking import Checked
from sesv2kit._workflows.variables import names_always_printed
from sesv2kit.errors import JournalError, MessageRejectedError, NotFoundError, PreflightError, RequestInvalidError
from sesv2kit.journal import KeyId
from sesv2kit.testing import Backend

SHOP = "shop@shop.example"


@pytest.fixture
def ses_backend(ses_backend: Backend) -> Backend:
    ses_backend.verify_identity("shop.example")
    return ses_backend


def mail(**changes: Any) -> dict[str, Any]:
    return {"from_email_address": SHOP, "to": "ann@mail.example", "subject": "Hi", "text": "Hello"} | changes


def templated(**changes: Any) -> dict[str, Any]:
    return {"from_email_address": SHOP, "to": "ann@mail.example", "template_name": "welcome", "check": True} | changes


def template(client: SESv2, text: str = "Hello") -> None:
    content = models.EmailTemplateContent(subject="Hi", text=text)
    client.templates.create_email_template(template_name="welcome", template_content=content)


def needed(text: str) -> set[str]:
    """What is demanded of the data for a template."""
    return {*names_always_printed(models.EmailTemplateContent(text=text))}


# How often.


def test_threads_that_begin_together_look_up_once(sesv2: SESv2, ses_backend: Backend) -> None:
    gate = threading.Barrier(8)

    def send() -> None:
        gate.wait()
        sesv2.sending.send(**mail(check=True))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ses_backend.outbox) == 8
    found = ses_backend.requests.count("GetEmailIdentity")
    assert found == 2  # of the address, which is no identity, and of its domain


def test_tasks_that_begin_together_look_up_once(async_sesv2: AsyncSESv2, ses_backend: Backend) -> None:
    async def main() -> None:
        await asyncio.gather(*(async_sesv2.sending.send(**mail(check=True)) for _ in range(8)))

    for _ in range(2):  # in an event loop of its own each
        asyncio.run(main())
    assert len(ses_backend.outbox) == 16
    assert ses_backend.requests.count("GetEmailIdentity") == 2


def test_a_copy_of_the_client_does_not_look_up_again(sesv2: SESv2, ses_backend: Backend) -> None:
    for _ in range(3):
        sesv2.options(timeout=30).sending.send(**mail(check=True))
    assert ses_backend.requests.count("GetEmailIdentity") == 2


def test_addresses_of_a_verified_domain_share_what_was_found(sesv2: SESv2, ses_backend: Backend) -> None:
    for name in ("ann", "bob", "eve"):
        sesv2.sending.send(**mail(from_email_address=f"{name}@shop.example", check=True))
    assert ses_backend.requests.count("GetEmailIdentity") == 2


def test_what_did_not_exist_is_looked_up_again(sesv2: SESv2, ses_backend: Backend) -> None:
    with pytest.raises(PreflightError):
        sesv2.sending.send(**templated())
    template(sesv2)
    sesv2.sending.send(**templated())
    assert len(ses_backend.outbox) == 1


def test_a_send_that_fails_shows_that_something_changed(sesv2: SESv2, ses_backend: Backend) -> None:
    template(sesv2)
    sesv2.sending.send(**templated())
    sesv2.templates.delete_email_template(template_name="welcome")
    with pytest.raises(NotFoundError):  # what was found is believed
        sesv2.sending.send(**templated())
    with pytest.raises(PreflightError, match="does not exist"):
        sesv2.sending.send(**templated())


def test_an_identity_that_was_deleted_is_looked_up_again(sesv2: SESv2, ses_backend: Backend) -> None:
    sesv2.sending.send(**mail(check=True))
    sesv2.identities.delete_email_identity(email_identity="shop.example")
    with pytest.raises(MessageRejectedError):
        sesv2.sending.send(**mail(check=True))
    with pytest.raises(PreflightError, match="no identity"):
        sesv2.sending.send(**mail(check=True))


def test_what_is_kept_is_bounded() -> None:
    checked = Checked()
    for number in range(5000):
        checked.found("identity", f"{number}.example")
    assert len(vars(checked)["_found"]) <= 1000
    assert checked.knows("identity", "4999.example")


# What.


def whole(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in ({"From": f"Shop <{SHOP}>", "To": "ann@mail.example"} | headers).items():
        message[name.replace("_", "-")] = value
    message.set_content("Hello")
    return message


def test_the_sender_and_the_set_of_a_message_are_looked_up(sesv2: SESv2, ses_backend: Backend) -> None:
    sesv2.sending.send(message=whole(), check=True)
    with pytest.raises(PreflightError) as caught:
        sesv2.sending.send(message=whole(From="a@other.example", X_SES_CONFIGURATION_SET="none"), check=True)
    assert [problem.argument for problem in caught.value.problems] == ["from_email_address", "configuration_set_name"]
    assert len(ses_backend.outbox) == 1


@pytest.mark.parametrize(
    "text",
    [
        "{{this}} {{true}} {{null}} {{@index}}",
        "{{!-- {{a}} and }} --}}{{! b }}",
        "\\{{a}}",
        "{{lookup a b}} {{log a}}",
        "{{#a}}b{{/a}}",
        "{{{{raw}}}} {{a}} {{{{/raw}}}}",
        "{{#if a}}b{{^}}{{c}}{{/if}}",
        "{{#each a}}{{b}}{{else}}{{c}}{{/each}}",
        "{{~! a ~}}",
        "{{ 'a' }} {{5}}",
    ],
)
def test_what_is_no_variable_is_not_demanded(text: str) -> None:
    assert needed(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "{{~a~}}",
        "{{{ a }}}",
        "{{& a}}",
        "{{#if b}}x{{^}}y{{/if}}{{a}}",
        "{{a/b}}",
        "{{\na\n}}",
        "{{this.a}}",
        "{{@root.a}}",
    ],
)
def test_variables_are_found_in_any_form(text: str) -> None:
    assert needed(text) == {"a"}


def test_a_variable_may_have_a_hyphen() -> None:
    assert needed("{{first-name}} {{[two words].a}} {{b.[0].c}}") == {"first-name", "two words", "b"}


def test_a_template_that_cannot_be_rendered(sesv2: SESv2, ses_backend: Backend) -> None:
    template(sesv2, "Hello\n{{#if a}}")
    with pytest.raises(PreflightError, match="template_name: cannot be rendered: line 2 of its text") as told:
        sesv2.sending.send(**templated())
    assert [one.argument for one in told.value.problems] == ["template_name"]
    assert not ses_backend.outbox


def test_further_members_are_not_for_what_is_looked_up(sesv2: SESv2, ses_backend: Backend) -> None:
    client = sesv2.options(extra={"NewMember": "x"})
    with pytest.raises(RequestInvalidError, match="SendEmail was not sent"):  # which has no such member either
        client.sending.send(**mail(check=True))
    assert set(ses_backend.requests) == {"GetEmailIdentity"}


# With idempotency keys.


@pytest.fixture
def journal(tmp_path: Path) -> Any:
    with SqliteJournal(tmp_path / "sent.db") as journal:
        yield journal


def test_an_accepted_email_is_replayed_though_its_template_is_gone(
    sesv2: SESv2, ses_backend: Backend, journal: SqliteJournal
) -> None:
    template(sesv2)
    arguments = templated(idempotency_key="order-1", journal=journal)
    assert not sesv2.sending.send(**arguments).replayed
    sesv2.templates.delete_email_template(template_name="welcome")
    again = SESv2("us-east-1")
    ses_backend.requests.clear()
    assert again.sending.send(**arguments).replayed
    assert not ses_backend.requests


def test_an_accepted_email_is_replayed_by_the_asynchronous_client(
    sesv2: SESv2, async_sesv2: AsyncSESv2, ses_backend: Backend, journal: SqliteJournal
) -> None:
    template(sesv2)
    arguments = templated(idempotency_key="order-1", journal=journal)
    sesv2.sending.send(**arguments)
    sesv2.templates.delete_email_template(template_name="welcome")
    ses_backend.requests.clear()
    assert asyncio.run(async_sesv2.sending.send(**arguments)).replayed
    assert not ses_backend.requests


def test_a_key_whose_email_failed_the_check_is_free(sesv2: SESv2, ses_backend: Backend, journal: SqliteJournal) -> None:
    arguments = templated(idempotency_key="order-1", journal=journal)
    with pytest.raises(PreflightError):
        sesv2.sending.send(**arguments)
    template(sesv2)
    assert not sesv2.sending.send(**arguments).replayed


def test_a_wrong_key_is_refused_before_anything_is_looked_up(sesv2: SESv2, ses_backend: Backend) -> None:
    with pytest.raises(RequestInvalidError, match="journal"):
        sesv2.sending.send(**mail(check=True, idempotency_key="order-1"))
    assert not ses_backend.requests


def test_a_journal_that_cannot_be_read_sends_nothing(
    sesv2: SESv2, ses_backend: Backend, journal: SqliteJournal
) -> None:
    class Broken(SqliteJournal):
        def get(self, key: str | KeyId) -> Any:
            raise OSError

    with Broken(journal.path.with_name("broken.db")) as broken, pytest.raises(JournalError, match="OSError"):
        sesv2.sending.send(**mail(check=True, idempotency_key="order-1", journal=broken))
    assert not ses_backend.requests


@pytest.mark.parametrize("argument", ["email_tags", "headers"])
def test_the_order_of_tags_and_headers_is_no_other_email(
    sesv2: SESv2, ses_backend: Backend, journal: SqliteJournal, argument: str
) -> None:
    pairs = {"X-A": "1", "x-b": "2"}
    for each, replayed in ((pairs, False), (dict(reversed(pairs.items())), True)):
        result = sesv2.sending.send(**mail(**{argument: each}), idempotency_key="order-1", journal=journal)
        assert result.replayed == replayed
    assert len(ses_backend.outbox) == 1


def test_a_message_built_again_is_the_same_email(sesv2: SESv2, ses_backend: Backend, journal: SqliteJournal) -> None:
    config = ClientConfig(journal=journal)
    client = SESv2("us-east-1", config=config)
    for number, replayed in ((1, False), (2, True)):
        message = whole(Date=f"Mon, 0{number} Jan 2029 10:00:00 +0000", Message_ID=f"<{number}@shop.example>")
        message.add_alternative("<p>Hello</p>", subtype="html")  # with a boundary by chance
        message.add_attachment(b"x", maintype="application", subtype="pdf", filename="a.pdf")
        assert client.sending.send(message=message, idempotency_key="order-1").replayed == replayed
    assert len(ses_backend.outbox) == 1
