"""Insights about sent messages and about addresses."""

from datetime import timedelta
from typing import Any

import pytest

from sesv2kit.testing import Backend

from .helpers import refusal, simple


def send(ses: Any, *to: str, content: Any = None, **members: Any) -> str:
    sent = ses.send_email(
        FromEmailAddress="Ann <ann@example.com>",
        Destination={"ToAddresses": list(to)},
        Content=content or simple("Hello"),
        **members,
    )
    message_id: str = sent["MessageId"]
    return message_id


def verdicts(ses: Any, address: str) -> tuple[str, set[str]]:
    """The overall verdict, and the checks with the verdict HIGH."""
    found = ses.get_email_address_insights(EmailAddress=address)["MailboxValidation"]
    checks = {name: verdict["ConfidenceVerdict"] for name, verdict in found["Evaluations"].items()}
    assert set(checks.values()) <= {"HIGH", "LOW"}
    assert len(checks) == 6
    return found["IsValid"]["ConfidenceVerdict"], {name for name, verdict in checks.items() if verdict == "HIGH"}


class TestMessages:
    @pytest.fixture(autouse=True)
    def _enabled(self, backend: Backend, sender: str) -> None:
        backend.enable_vdm()

    def types(self, ses: Any, message_id: str) -> dict[str, list[str]]:
        """The types of events by recipient."""
        found = ses.get_message_insights(MessageId=message_id)["Insights"]
        return {each["Destination"]: [event["Type"] for event in each["Events"]] for each in found}

    def test_a_delivered_message(self, backend: Backend, ses: Any) -> None:
        ses.create_configuration_set(ConfigurationSetName="main")
        tags = [{"Name": "plan", "Value": "gold"}]
        message_id = send(ses, "Bob <b@gmail.com>", EmailTags=tags, ConfigurationSetName="main")
        found = ses.get_message_insights(MessageId=message_id)
        assert found["MessageId"] == message_id
        assert (found["FromEmailAddress"], found["Subject"]) == ("ann@example.com", "Hello")
        assert {tag["Name"]: tag["Value"] for tag in found["EmailTags"]} == {
            "plan": "gold",
            "ses:from-domain": "example.com",
            "ses:configuration-set": "main",
        }
        (insight,) = found["Insights"]
        assert (insight["Destination"], insight["Isp"]) == ("b@gmail.com", "Gmail")
        assert [set(event) for event in insight["Events"]] == [{"Timestamp", "Type"}] * 2
        assert [event["Type"] for event in insight["Events"]] == ["SEND", "DELIVERY"]
        assert abs(insight["Events"][0]["Timestamp"] - backend.clock.now()) < timedelta(milliseconds=1)

    def test_what_is_unknown_is_absent(self, ses: Any) -> None:
        found = ses.get_message_insights(MessageId=send(ses, "b@x.com", content=simple("")))
        assert "Subject" not in found
        assert "Isp" not in found["Insights"][0]

    def test_several_recipients_have_sends_only(self, ses: Any) -> None:
        assert self.types(ses, send(ses, "b@x.com", "c@x.com")) == {"b@x.com": ["SEND"], "c@x.com": ["SEND"]}

    def test_the_simulator_s_deliveries_and_bounces_are_left_out(self, ses: Any) -> None:
        for name in ("success", "bounce"):
            address = f"{name}@simulator.amazonses.com"
            assert self.types(ses, send(ses, address)) == {address: ["SEND"]}

    def test_a_suppressed_message(self, backend: Backend, ses: Any) -> None:
        backend.suppress("b@x.com")
        message_id = send(ses, "b@x.com")
        assert self.types(ses, message_id) == {"b@x.com": ["SEND", "BOUNCE"]}
        assert ses.get_message_insights(MessageId=message_id)["Insights"][0]["Events"][1]["Details"] == {
            "Bounce": {"BounceType": "PERMANENT", "BounceSubType": "OnAccountSuppressionList"}
        }

    def test_a_template_that_could_not_be_rendered(self, ses: Any) -> None:
        content = {"Template": {"TemplateContent": {"Subject": "{{#if x}}", "Text": "t"}, "TemplateData": "{}"}}
        assert self.types(ses, send(ses, "b@x.com", content=content)) == {"b@x.com": ["RENDERING_FAILURE"]}

    def test_each_entry_of_a_bulk_send(self, ses: Any) -> None:
        results = ses.send_bulk_email(
            FromEmailAddress="ann@example.com",
            DefaultContent={"Template": {"TemplateContent": {"Subject": "s"}, "TemplateData": "{}"}},
            BulkEmailEntries=[{"Destination": {"ToAddresses": [f"{name}@x.com"]}} for name in "bc"],
        )["BulkEmailEntryResults"]
        found = [self.types(ses, result["MessageId"]) for result in results]
        assert found == [{f"{name}@x.com": ["SEND", "DELIVERY"]} for name in "bc"]

    def test_added_events_join_the_story(self, backend: Backend, ses: Any) -> None:
        message_id = send(ses, "b@x.com")
        backend.clock.advance(60)
        backend.add_event(message_id, "CLICK", link="https://example.com/")
        backend.add_event(message_id, "OPEN", time=backend.clock.now() - timedelta(seconds=30))
        details = {"Complaint": {"ComplaintFeedbackType": "abuse"}}
        backend.add_event(message_id, "COMPLAINT", details=details)
        assert self.types(ses, message_id) == {"b@x.com": ["SEND", "DELIVERY", "OPEN", "CLICK", "COMPLAINT"]}
        events = ses.get_message_insights(MessageId=message_id)["Insights"][0]["Events"]
        assert events[-1]["Details"] == details
        assert events[-1]["Timestamp"] - events[0]["Timestamp"] == timedelta(seconds=60)

    def test_an_event_of_one_recipient(self, backend: Backend, ses: Any) -> None:
        message_id = send(ses, "b@x.com", "c@x.com")
        backend.add_event(message_id, "BOUNCE", destination="c@x.com")
        assert self.types(ses, message_id) == {"b@x.com": ["SEND"], "c@x.com": ["SEND", "BOUNCE"]}

    def test_they_outlive_the_outbox(self, backend: Backend, ses: Any) -> None:
        message_id = send(ses, "b@x.com")
        backend.outbox.clear()
        assert self.types(ses, message_id) == {"b@x.com": ["SEND", "DELIVERY"]}
        backend.reset()
        backend.enable_vdm()
        assert refusal(ses.get_message_insights, MessageId=message_id)[:2] == (404, "NotFoundException")

    def test_an_unknown_message(self, ses: Any) -> None:
        text = "Message ghost does not exist."
        assert refusal(ses.get_message_insights, MessageId="ghost") == (404, "NotFoundException", text)

    def test_they_need_the_virtual_deliverability_manager(self, ses: Any) -> None:
        message_id = send(ses, "b@x.com")
        ses.put_account_vdm_attributes(VdmAttributes={"VdmEnabled": "DISABLED"})
        assert (
            "you must enable Virtual Deliverability Manager"
            in refusal(ses.get_message_insights, MessageId=message_id)[2]
        )


class TestAddresses:
    @pytest.mark.parametrize(
        ("address", "overall", "high"),
        [
            ("ann.miller@gmail.com", "HIGH", "HasValidSyntax HasValidDnsRecords MailboxExists"),
            ("Info@acme.com", "MEDIUM", "HasValidSyntax HasValidDnsRecords MailboxExists IsRoleAddress"),
            ("support+eu@acme.com", "MEDIUM", "HasValidSyntax HasValidDnsRecords MailboxExists IsRoleAddress"),
            ("xkcdqwrtz@acme.com", "MEDIUM", "HasValidSyntax HasValidDnsRecords MailboxExists IsRandomInput"),
            ("a1b2c3d4@acme.com", "MEDIUM", "HasValidSyntax HasValidDnsRecords MailboxExists IsRandomInput"),
            ("ann@Mailinator.com", "LOW", "HasValidSyntax HasValidDnsRecords MailboxExists IsDisposable"),
            ("bounce@simulator.amazonses.com", "LOW", "HasValidSyntax HasValidDnsRecords"),
            ("success@simulator.amazonses.com", "HIGH", "HasValidSyntax HasValidDnsRecords MailboxExists"),
            ("ann@nowhere.invalid", "LOW", "HasValidSyntax"),
            ("ann@localhost", "LOW", "HasValidSyntax"),
            ("ann", "LOW", ""),
            ("Ann <ann@gmail.com>", "LOW", ""),
            ("ann@é.com", "LOW", ""),
        ],
    )
    def test_verdicts(self, ses: Any, address: str, overall: str, high: str) -> None:
        assert verdicts(ses, address) == verdicts(ses, address) == (overall, set(high.split()))

    def test_an_address_that_has_bounced(self, backend: Backend, ses: Any) -> None:
        backend.suppress("Ann@acme.com")
        backend.suppress("bob@acme.com", "COMPLAINT")
        assert verdicts(ses, "ann@acme.com") == ("LOW", {"HasValidSyntax", "HasValidDnsRecords"})
        assert verdicts(ses, "bob@acme.com")[0] == "HIGH"

    @pytest.mark.parametrize("members", [{}, {"EmailAddress": ""}, {"EmailAddress": " "}])
    def test_no_address(self, ses: Any, members: Any) -> None:
        assert refusal(ses.get_email_address_insights, **members)[:2] == (400, "BadRequestException")

    def test_it_needs_nothing_else(self, ses: Any) -> None:
        assert ses.get_account().get("VdmAttributes") is None
        assert verdicts(ses, "ann@acme.com")[0] == "HIGH"
