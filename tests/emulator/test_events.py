"""Events of emails, their destinations, and the addresses of the mailbox simulator."""

import json
import re
from typing import Any

import pytest

from sesv2kit.testing import Backend, EventRecord

from .conftest import SESSION
from .helpers import simple

ALL_TYPES = "SEND REJECT BOUNCE COMPLAINT DELIVERY OPEN CLICK RENDERING_FAILURE DELIVERY_DELAY SUBSCRIPTION".split()
TOPIC = "arn:aws:sns:us-east-1:123456789012:events"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture(autouse=True)
def _configured(ses: Any, sender: str) -> None:
    ses.create_configuration_set(ConfigurationSetName="main")


def destination(ses: Any, name: str, *types: str, enabled: bool = True, topic: str = TOPIC) -> None:
    definition = {"Enabled": enabled, "MatchingEventTypes": types, "SnsDestination": {"TopicArn": topic}}
    ses.create_configuration_set_event_destination(
        ConfigurationSetName="main", EventDestinationName=name, EventDestination=definition
    )


def send(ses: Any, *to: str, content: Any = None, **members: Any) -> str:
    sent = ses.send_email(
        FromEmailAddress="Ann <ann@example.com>",
        Destination={"ToAddresses": list(to)},
        Content=content or simple(),
        **{"ConfigurationSetName": "main", **members},
    )
    message_id: str = sent["MessageId"]
    return message_id


def types(backend: Backend) -> list[str]:
    return [event.type for event in backend.events]


def last(backend: Backend) -> Any:
    """The specific part of the last event."""
    (name,) = backend.events[-1].record.keys() - {"eventType", "mail"}
    return backend.events[-1].record[name]


def suppressed(ses: Any) -> dict[str, str]:
    entries = ses.list_suppressed_destinations()["SuppressedDestinationSummaries"]
    return {entry["EmailAddress"]: entry["Reason"] for entry in entries}


class TestRecords:
    def test_the_form_of_a_delivery(self, backend: Backend, ses: Any) -> None:
        tags = [{"Name": "campaign", "Value": "spring"}]
        message_id = send(ses, "Bo <bo@x.com>", EmailTags=tags, ReplyToAddresses=["re@example.com"])
        record = json.loads(json.dumps(backend.events[-1].record))
        assert list(record) == ["eventType", "mail", "delivery"]
        assert record["eventType"] == "Delivery"
        mail = record["mail"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", mail["timestamp"])
        assert {name: mail[name] for name in ("source", "sourceArn", "sendingAccountId", "messageId")} == {
            "source": "Ann <ann@example.com>",
            "sourceArn": "arn:aws:ses:us-east-1:123456789012:identity/example.com",
            "sendingAccountId": "123456789012",
            "messageId": message_id,
        }
        assert (mail["destination"], mail["headersTruncated"]) == (["bo@x.com"], False)
        assert {"name": "Subject", "value": "Hello"} in mail["headers"]
        assert mail["commonHeaders"].pop("date")
        assert mail["commonHeaders"] == {
            "from": ["Ann <ann@example.com>"],
            "replyTo": ["re@example.com"],
            "to": ["Bo <bo@x.com>"],
            "messageId": message_id,
            "subject": "Hello",
        }
        assert {name: mail["tags"][name] for name in ("campaign", "ses:configuration-set", "ses:from-domain")} == {
            "campaign": ["spring"],
            "ses:configuration-set": ["main"],
            "ses:from-domain": ["example.com"],
        }
        assert record["delivery"]["recipients"] == ["bo@x.com"]
        assert record["delivery"]["timestamp"] == mail["timestamp"]

    def test_one_send_and_one_end_for_each_recipient(self, backend: Backend, ses: Any) -> None:
        backend.suppress("cy@x.com")
        send(ses, "bo@x.com", "cy@x.com")
        first, second, third = backend.events
        assert isinstance(first, EventRecord)
        assert (first.type, first.recipients, first.record["send"]) == ("SEND", ("bo@x.com", "cy@x.com"), {})
        assert (second.type, second.recipients) == ("DELIVERY", ("bo@x.com",))
        assert (third.type, third.recipients) == ("BOUNCE", ("cy@x.com",))
        assert third.record["bounce"]["bounceSubType"] == "OnAccountSuppressionList"
        assert third.record["mail"]["destination"] == ["bo@x.com", "cy@x.com"]

    def test_long_headers_are_cut(self, backend: Backend, ses: Any) -> None:
        lines = b"".join(b"X-%d: %s\r\n" % (number, b"x" * 900) for number in range(20))
        raw = b"From: ann@example.com\r\nX: \xff\r\n" + lines + b"\r\nbody"
        send(ses, "bo@x.com", content={"Raw": {"Data": raw}})
        mail = json.loads(json.dumps(backend.events[-1].record))["mail"]
        assert mail["headersTruncated"] is True
        assert 10 < len(mail["headers"]) < 20

    def test_a_rendering_failure(self, backend: Backend, ses: Any) -> None:
        ses.create_email_template(TemplateName="hi", TemplateContent={"Subject": "Hi {{name}}", "Text": "t"})
        send(ses, "bo@x.com", content={"Template": {"TemplateName": "hi", "TemplateData": "{}"}})
        (event,) = backend.events
        assert event.record["eventType"] == "Rendering Failure"
        reason = "Attribute 'name' is not present in the rendering data."
        assert event.record["failure"] == {"errorMessage": reason, "templateName": "hi"}
        assert "headers" not in event.record["mail"]

    def test_a_bulk_entry_s_rendering_failure_names_the_template(self, backend: Backend, ses: Any) -> None:
        ses.create_email_template(TemplateName="hi", TemplateContent={"Subject": "Hi {{name}}", "Text": "t"})
        ses.send_bulk_email(
            FromEmailAddress="ann@example.com",
            DefaultContent={"Template": {"TemplateName": "hi", "TemplateData": "{}"}},
            BulkEmailEntries=[{"Destination": {"ToAddresses": ["bo@x.com"]}}],
        )
        assert last(backend)["templateName"] == "hi"

    @pytest.mark.parametrize("kind", ["attachment", "raw", "text"])
    def test_a_virus_is_rejected(self, backend: Backend, ses: Any, kind: str) -> None:
        content = simple(text=EICAR.decode() if kind == "text" else "Hi")
        if kind == "attachment":
            content["Simple"]["Attachments"] = [{"FileName": "a.txt", "RawContent": EICAR}]
        if kind == "raw":
            content["Simple"]["Attachments"] = [{"FileName": "a.txt", "RawContent": EICAR}]
            send(ses, "bo@x.com", content=content)
            content = {"Raw": {"Data": backend.outbox[-1].raw}}
            backend.events.clear()
        backend.enable_vdm()
        message_id = send(ses, "bo@x.com", content=content)
        assert types(backend) == ["SEND", "REJECT"]
        assert last(backend) == {"reason": "Bad content"}
        assert (backend.outbox[-1].rejected, backend.outbox[-1].delivered_to) == ("Bad content", ())
        (insight,) = ses.get_message_insights(MessageId=message_id)["Insights"]
        assert [event["Type"] for event in insight["Events"]] == ["REJECT"]

    @pytest.mark.parametrize(
        ("html", "tags"),
        [
            (
                '<a ses:tags="kind:news;place:top;" href="https://x.com/a?b&amp;c">a</a>',
                {"kind": ["news"], "place": ["top"]},
            ),
            ("<a href='https://x.com/a?b&amp;c' ses:tags='kind:news;kind:old'>a</a>", {"kind": ["news", "old"]}),
            ('<a ses:tags="kind:other" href="https://y.com">b</a><a href="https://x.com/a?b&amp;c">a</a>', None),
            ('<a ses:tags=";odd;:" href="https://x.com/a?b&amp;c">a</a>', None),
        ],
    )
    def test_a_click_has_the_tags_of_the_link(self, backend: Backend, ses: Any, html: str, tags: Any) -> None:
        content = {"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Html": {"Data": html}}}}
        backend.add_event(send(ses, "bo@x.com", content=content), "CLICK", link="https://x.com/a?b&c")
        assert last(backend)["linkTags"] == tags


class TestSimulator:
    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("success", ["SEND", "DELIVERY"]),
            ("ooto", ["SEND", "DELIVERY", "BOUNCE"]),
            ("bounce", ["SEND", "BOUNCE"]),
            ("suppressionlist", ["SEND", "BOUNCE"]),
            ("complaint", ["SEND", "DELIVERY", "COMPLAINT"]),
            ("Complaint+label", ["SEND", "DELIVERY", "COMPLAINT"]),
        ],
    )
    def test_events(self, backend: Backend, ses: Any, name: str, expected: list[str]) -> None:
        send(ses, f"{name}@simulator.amazonses.com")
        assert types(backend) == expected

    def test_what_a_bounce_tells(self, backend: Backend, ses: Any) -> None:
        send(ses, "bounce@simulator.amazonses.com")
        details = last(backend)
        (recipient,) = details["bouncedRecipients"]
        assert (details["bounceType"], details["bounceSubType"]) == ("Permanent", "General")
        assert (recipient["action"], recipient["status"]) == ("failed", "5.1.1")
        send(ses, "suppressionlist@simulator.amazonses.com")
        assert (last(backend)["bounceType"], last(backend)["bounceSubType"]) == ("Permanent", "General")
        send(ses, "ooto@simulator.amazonses.com")
        assert (last(backend)["bounceType"], last(backend)["bounceSubType"]) == ("Transient", "General")
        assert last(backend)["bouncedRecipients"] == [{"emailAddress": "ooto@simulator.amazonses.com"}]

    def test_what_a_complaint_tells(self, backend: Backend, ses: Any) -> None:
        send(ses, "complaint@simulator.amazonses.com")
        assert last(backend)["complaintFeedbackType"] == "abuse"
        assert last(backend)["complainedRecipients"] == [{"emailAddress": "complaint@simulator.amazonses.com"}]
        assert backend.outbox[0].complained == ("complaint@simulator.amazonses.com",)

    def test_bounces_and_complaints_go_onto_the_suppression_list(self, backend: Backend, ses: Any) -> None:
        for name in ("success", "ooto", "bounce", "complaint", "suppressionlist"):
            send(ses, f"{name}@simulator.amazonses.com")
        expected = {"bounce@simulator.amazonses.com": "BOUNCE", "complaint@simulator.amazonses.com": "COMPLAINT"}
        assert suppressed(ses) == expected
        send(ses, "bounce@simulator.amazonses.com")
        assert last(backend)["bounceSubType"] == "OnAccountSuppressionList"

    @pytest.mark.parametrize(
        ("type", "details", "reason"),
        [
            ("BOUNCE", None, "BOUNCE"),
            ("BOUNCE", {"Bounce": {"BounceSubType": "NoEmail"}}, "BOUNCE"),
            ("BOUNCE", {"Bounce": {"BounceType": "TRANSIENT"}}, None),
            ("BOUNCE", {"Bounce": {"BounceType": "UNDETERMINED"}}, None),
            ("COMPLAINT", None, "COMPLAINT"),
            ("DELIVERY_DELAY", None, None),
        ],
    )
    def test_added_ones_go_there_too(
        self, backend: Backend, ses: Any, type: Any, details: Any, reason: str | None
    ) -> None:
        message_id = send(ses, "bo@x.com", "cy@y.com")
        backend.add_event(message_id, type, destination="cy@y.com", details=details)
        assert suppressed(ses) == ({} if reason is None else {"cy@y.com": reason})

    def test_an_added_bounce_is_a_permanent_one(self, backend: Backend, ses: Any) -> None:
        message_id = send(ses, "bo@x.com")
        backend.add_event(message_id, "BOUNCE")
        assert (last(backend)["bounceType"], last(backend)["bounceSubType"]) == ("Permanent", "General")
        send(ses, "bo@x.com")
        assert last(backend)["bounceSubType"] == "OnAccountSuppressionList"

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"message_id": "nope"}, "no email with the message id 'nope' was sent in us-east-1"),
            (
                {"destination": "other@x.com"},
                r"'other@x.com' is no recipient of this email, which went to \['bo@x.com'\]",
            ),
            ({"details": {"bounceType": "Transient"}}, "details: bounceType: EventDetails has no such member"),
            ({"details": {"Bounce": {"Type": "x"}}}, "details: Bounce.Type: EventDetails has no such member"),
        ],
    )
    def test_what_cannot_have_happened_is_refused(
        self, backend: Backend, ses: Any, given: dict[str, Any], words: str
    ) -> None:
        message_id = send(ses, "bo@x.com")
        with pytest.raises(ValueError, match=words):
            backend.add_event(given.pop("message_id", message_id), "BOUNCE", **given)
        assert suppressed(ses) == {}

    def test_only_for_the_account_s_reasons(self, ses: Any) -> None:
        ses.put_account_suppression_attributes(SuppressedReasons=["COMPLAINT"])
        send(ses, "bounce@simulator.amazonses.com", "complaint@simulator.amazonses.com")
        assert suppressed(ses) == {"complaint@simulator.amazonses.com": "COMPLAINT"}
        ses.put_configuration_set_suppression_options(ConfigurationSetName="main", SuppressedReasons=[])
        send(ses, "complaint+two@simulator.amazonses.com")
        assert len(suppressed(ses)) == 1


class TestDestinations:
    def test_those_that_want_the_type_are_told(self, backend: Backend, ses: Any) -> None:
        destination(ses, "all", *ALL_TYPES)
        destination(ses, "bounces", "BOUNCE")
        destination(ses, "off", *ALL_TYPES, enabled=False)
        send(ses, "bounce@simulator.amazonses.com")
        assert [event.destinations for event in backend.events] == [("all",), ("all", "bounces")]

    def test_only_those_of_the_mail_s_configuration_set(self, backend: Backend, ses: Any) -> None:
        destination(ses, "all", *ALL_TYPES)
        ses.create_configuration_set(ConfigurationSetName="other")
        send(ses, "bo@x.com", ConfigurationSetName="other")
        ses.send_email(FromEmailAddress="ann@example.com", Destination={"ToAddresses": ["bo@x.com"]}, Content=simple())
        assert {event.destinations for event in backend.events} == {()}

    def test_added_events_are_published(self, backend: Backend, ses: Any) -> None:
        destination(ses, "all", *ALL_TYPES)
        ses.create_contact_list(ContactListName="all")
        options = {"ContactListName": "all"}
        message_id = send(ses, "bo@x.com", content=simple(text="See https://x.com/a"), ListManagementOptions=options)
        backend.add_event(message_id, "DELIVERY_DELAY")
        assert last(backend)["delayType"] == "TransientCommunicationFailure"
        details = {"BounceType": "TRANSIENT", "BounceSubType": "MailboxFull", "DiagnosticCode": "smtp; 452 full"}
        backend.add_event(message_id, "BOUNCE", details={"Bounce": details})
        assert (last(backend)["bounceType"], last(backend)["bounceSubType"]) == ("Transient", "MailboxFull")
        assert last(backend)["bouncedRecipients"][0]["diagnosticCode"] == "smtp; 452 full"
        backend.add_event(message_id, "COMPLAINT", details={"Complaint": {"ComplaintFeedbackType": "not-spam"}})
        assert last(backend)["complaintFeedbackType"] == "not-spam"
        backend.add_event(message_id, "OPEN")
        assert "link" not in last(backend)
        backend.add_event(message_id, "CLICK")
        assert last(backend)["link"] == "https://x.com/a"
        backend.add_event(message_id, "SUBSCRIPTION")
        assert [event.destinations for event in backend.events] == [("all",)] * 8
        assert [event.record["eventType"] for event in backend.events[2:]] == [
            "DeliveryDelay",
            "Bounce",
            "Complaint",
            "Open",
            "Click",
            "Subscription",
        ]

    def test_an_sns_topic_of_moto_s_gets_the_record(self, backend: Backend, ses: Any) -> None:
        sns, sqs = (SESSION.client(name, region_name="us-east-1") for name in ("sns", "sqs"))
        topic = sns.create_topic(Name="events")["TopicArn"]
        queue = sqs.create_queue(QueueName="events")["QueueUrl"]
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint="arn:aws:sqs:us-east-1:123456789012:events")
        destination(ses, "sns", "DELIVERY", topic=topic)
        destination(ses, "nowhere", "DELIVERY", topic=f"{topic}-that-is-not-there")
        send(ses, "bo@x.com")
        _, message = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
        body = json.loads(message["Body"])
        assert body["Subject"] == "Amazon SES Email Event Notification"
        assert json.loads(body["Message"]) == backend.events[-1].record
        assert backend.events[-1].destinations == ("sns", "nowhere")

    def test_reset_forgets_them(self, backend: Backend, ses: Any) -> None:
        send(ses, "bo@x.com")
        backend.reset()
        assert backend.events == []
