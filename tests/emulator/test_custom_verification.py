"""Custom verification emails: their templates, and sending them."""

from datetime import timedelta
from typing import Any

import pytest

from sesv2kit.testing import Backend

from .helpers import pages, refusal

CONTENT = {
    "FromEmailAddress": "Ann <ann@example.com>",
    "TemplateSubject": "Please confirm",
    "TemplateContent": "<h1>Hello</h1>",
    "SuccessRedirectionURL": "https://example.com/welcome",
    "FailureRedirectionURL": "https://example.com/sorry",
}
NO_TEMPLATE = (404, "NotFoundException", "Custom verification email template ghost does not exist.")


def create(ses: Any, name: str = "confirm", **members: Any) -> None:
    ses.create_custom_verification_email_template(**{"TemplateName": name, **CONTENT, **members})


def template(ses: Any, name: str = "confirm") -> Any:
    answer = ses.get_custom_verification_email_template(TemplateName=name)
    del answer["ResponseMetadata"]
    return answer


def update(ses: Any, name: str = "confirm", **members: Any) -> None:
    ses.update_custom_verification_email_template(**{"TemplateName": name, **CONTENT, **members})


class TestTemplates:
    def test_their_life(self, ses: Any, sender: str) -> None:
        tags = [{"Key": "k", "Value": "v"}]
        create(ses, Tags=tags)
        assert template(ses) == {"TemplateName": "confirm", **CONTENT, "Tags": tags}
        update(ses, TemplateSubject="Is it you?")
        assert template(ses) == {"TemplateName": "confirm", **CONTENT, "TemplateSubject": "Is it you?", "Tags": tags}
        ses.delete_custom_verification_email_template(TemplateName="confirm")
        assert refusal(ses.get_custom_verification_email_template, TemplateName="confirm")[0] == 404

    def test_an_unknown_one(self, ses: Any, sender: str) -> None:
        assert refusal(ses.get_custom_verification_email_template, TemplateName="ghost") == NO_TEMPLATE
        assert refusal(ses.delete_custom_verification_email_template, TemplateName="ghost") == NO_TEMPLATE
        assert refusal(update, ses, "ghost") == NO_TEMPLATE

    def test_a_duplicate(self, ses: Any, sender: str) -> None:
        create(ses)
        assert refusal(create, ses) == (
            400,
            "AlreadyExistsException",
            "Custom verification email template confirm already exists.",
        )

    def test_fifty_are_listed_by_name_and_there_are_no_more(self, ses: Any, sender: str) -> None:
        names = [f"t{number:02}" for number in range(50)]
        for name in reversed(names):
            create(ses, name)
        call = ses.list_custom_verification_email_templates
        walk = pages(call, PageSize=20)
        listed = [found for page in walk for found in page["CustomVerificationEmailTemplates"]]
        assert listed == call()["CustomVerificationEmailTemplates"]
        assert [found["TemplateName"] for found in listed] == names
        shown = {name: value for name, value in CONTENT.items() if name != "TemplateContent"}
        assert listed[0] == {"TemplateName": "t00", **shown}
        assert refusal(create, ses, "one-more") == (
            400,
            "LimitExceededException",
            "There can be no more than 50 custom verification email templates.",
        )

    @pytest.mark.parametrize("size", [0, 51])
    def test_an_invalid_page_size(self, ses: Any, size: int) -> None:
        status, code, message = refusal(ses.list_custom_verification_email_templates, PageSize=size)
        assert (status, code) == (400, "BadRequestException")
        assert "'pageSize'" in message

    def test_the_sender_must_be_verified(self, ses: Any, sender: str) -> None:
        create(ses)
        ses.create_email_identity(EmailIdentity="pending.com")
        for write in (create, update):
            assert refusal(write, ses, FromEmailAddress="a@nobody.com") == (
                404,
                "NotFoundException",
                "Email identity a@nobody.com does not exist.",
            )
            assert refusal(write, ses, FromEmailAddress="a@pending.com") == (
                400,
                "BadRequestException",
                "Email address a@pending.com is not verified.",
            )
            assert refusal(write, ses, FromEmailAddress="nobody")[:2] == (400, "BadRequestException")

    def test_the_body_must_be_smaller_than_10_mb(self, ses: Any, sender: str) -> None:
        create(ses, TemplateContent="x" * (10 * 1024 * 1024 - 1))
        for write in (create, update):
            assert refusal(write, ses, TemplateContent="é" * (5 * 1024 * 1024)) == (
                400,
                "BadRequestException",
                "A custom verification email must be smaller than 10 MB.",
            )

    def test_invalid_input(self, ses: Any) -> None:
        status, code, message = refusal(ses.create_custom_verification_email_template, TemplateName="")
        assert (status, code) == (400, "BadRequestException")
        assert message.startswith("6 validation errors detected: ")
        message = refusal(ses.update_custom_verification_email_template, TemplateName="t")[2]
        assert message.startswith("5 validation errors detected: ")
        assert "reserved prefix" in refusal(create, ses, Tags=[{"Key": "aws:k", "Value": "v"}])[2]


class TestSending:
    @pytest.fixture(autouse=True)
    def stored(self, ses: Any, sender: str) -> None:
        create(ses)

    def send(self, ses: Any, address: str = "bo@x.com", **members: Any) -> Any:
        given = {"EmailAddress": address, "TemplateName": "confirm", **members}
        return ses.send_custom_verification_email(**given)["MessageId"]

    def identities(self, ses: Any) -> dict[str, str]:
        listed = ses.list_email_identities()["EmailIdentities"]
        return {found["IdentityName"]: found["VerificationStatus"] for found in listed}

    def test_the_mail_is_in_the_outbox_and_the_address_is_pending(self, backend: Backend, ses: Any) -> None:
        message_id = self.send(ses)
        (mail,) = backend.outbox
        assert (mail.message_id, mail.from_address, mail.to) == (message_id, "Ann <ann@example.com>", ("bo@x.com",))
        assert (mail.subject, mail.delivered_to) == ("Please confirm", ("bo@x.com",))
        assert mail.html is not None
        assert mail.html.startswith("<h1>Hello</h1>\n")
        assert "https://email-verification.us-east-1.amazonaws.com/?Context=123456789012" in mail.html
        assert "Identity.IdentityName=bo%40x.com" in mail.html
        assert self.identities(ses) == {"bo@x.com": "PENDING", "example.com": "SUCCESS"}
        backend.verify_identity("bo@x.com")
        self.send(ses)
        assert self.identities(ses)["bo@x.com"] == "SUCCESS"

    def test_a_second_mail_begins_the_verification_again(self, backend: Backend, ses: Any) -> None:
        self.send(ses)
        backend.clock.advance(timedelta(hours=25))
        assert self.identities(ses)["bo@x.com"] == "FAILED"
        self.send(ses, "bo@X.com")
        assert self.identities(ses)["bo@x.com"] == "PENDING"
        assert len(backend.outbox) == 2

    def test_the_sandbox_has_no_custom_verification(self, backend: Backend, ses: Any) -> None:
        backend.account.production_access = False
        status, code, message = refusal(self.send, ses)
        assert (status, code) == (400, "BadRequestException")
        assert "has no production access" in message
        assert backend.outbox == []
        assert self.identities(ses) == {"example.com": "SUCCESS"}

    def test_the_configuration_set_applies(self, backend: Backend, ses: Any) -> None:
        absent = (404, "NotFoundException", "Configuration set <main> does not exist.")
        assert refusal(self.send, ses, ConfigurationSetName="main") == absent
        ses.create_configuration_set(ConfigurationSetName="main")
        self.send(ses, ConfigurationSetName="main")
        assert backend.outbox[0].configuration_set_name == "main"
        ses.put_configuration_set_sending_options(ConfigurationSetName="main")
        assert refusal(self.send, ses, ConfigurationSetName="main")[1] == "SendingPausedException"

    def test_it_is_a_send_like_any_other(self, backend: Backend, ses: Any) -> None:
        backend.suppress("bo@x.com")
        self.send(ses)
        assert (backend.outbox[0].suppressed, backend.outbox[0].delivered_to) == (("bo@x.com",), ())
        assert ses.get_account()["SendQuota"]["SentLast24Hours"] == 1
        backend.enforce_quotas = True
        backend.account.max24_hour_send = 1
        assert refusal(self.send, ses, "cy@x.com")[:2] == (429, "TooManyRequestsException")
        assert "cy@x.com" not in self.identities(ses)

    def test_a_suspended_account_counts_as_paused(self, backend: Backend, ses: Any) -> None:
        backend.account.enforcement_status = "SHUTDOWN"
        assert refusal(self.send, ses)[:2] == (400, "SendingPausedException")
        backend.account.enforcement_status = "HEALTHY"
        backend.account.sending_enabled = False
        assert refusal(self.send, ses)[:2] == (400, "SendingPausedException")

    def test_a_sender_that_is_gone(self, ses: Any) -> None:
        ses.delete_email_identity(EmailIdentity="example.com")
        assert refusal(self.send, ses)[:2] == (400, "MessageRejected")

    def test_an_unknown_template(self, ses: Any) -> None:
        assert refusal(self.send, ses, TemplateName="ghost") == NO_TEMPLATE

    @pytest.mark.parametrize("address", ["x.com", "Bo <bo@x.com>", "b o@x.com"])
    def test_an_invalid_address(self, backend: Backend, ses: Any, address: str) -> None:
        assert refusal(self.send, ses, address)[:2] == (400, "BadRequestException")
        assert backend.outbox == []
        assert self.identities(ses) == {"example.com": "SUCCESS"}

    def test_invalid_input(self, ses: Any) -> None:
        message = refusal(ses.send_custom_verification_email)[2]
        assert message.startswith("2 validation errors detected: ")
