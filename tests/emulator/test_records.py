"""Every event record that the local SES makes is read by `events.parse`, and has the members that AWS's have.

What AWS's records have is known from its documentation and from recordings.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, get_args

import pytest

from sesv2kit.events import MailEvent, parse
from sesv2kit.models.common import EventType
from sesv2kit.testing import Backend
from sesv2kit.testing.backend import AddedEventType

from .helpers import simple

EICAR = r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SIMULATOR = "simulator.amazonses.com"

MAIL = {"timestamp", "source", "sendingAccountId", "messageId", "destination", "headersTruncated", "tags"}
HEADERS = {"headers", "commonHeaders"}
TAGS = {"ses:operation", "ses:configuration-set", "ses:source-ip", "ses:from-domain", "ses:caller-identity"}
BOUNCE = {"bounceType", "bounceSubType", "bouncedRecipients", "timestamp", "feedbackId"}
RECIPIENT = {"emailAddress", "action", "status", "diagnosticCode"}
COMPLAINT = {"complainedRecipients", "timestamp", "feedbackId", "complaintSubType"}
FEEDBACK = {"userAgent", "complaintFeedbackType", "arrivalDate"}
SEEN = {"ipAddress", "timestamp", "userAgent"}

Make = Callable[[Backend, Any], None]


def send(ses: Any, to: str = "bo@x.com", content: Any = None, **members: Any) -> str:
    sent = ses.send_email(
        FromEmailAddress="Ann <ann@example.com>",
        Destination={"ToAddresses": to.split()},
        Content=content or simple(text="See https://x.com/a"),
        **{"ConfigurationSetName": "main", "EmailTags": [{"Name": "campaign", "Value": "spring"}], **members},
    )
    message_id: str = sent["MessageId"]
    return message_id


def sends(to: str = "bo@x.com", content: Any = None, **members: Any) -> Make:
    return lambda backend, ses: (send(ses, to, content, **members), None)[1]


def adds(kind: AddedEventType, **members: Any) -> Make:
    return lambda backend, ses: backend.add_event(send(ses), kind, **members)


def added_bounce(kind: str, sub_kind: str | None = None) -> Make:
    about = {"BounceType": kind, "DiagnosticCode": "smtp; 452 full"}
    return adds("BOUNCE", details={"Bounce": about if sub_kind is None else {**about, "BounceSubType": sub_kind}})


def suppressed(reason: Any, tenant: str | None = None) -> Make:
    def make(backend: Backend, ses: Any) -> None:
        backend.suppress("bo@x.com", reason, tenant_name=tenant)
        send(ses, **({} if tenant is None else {"TenantName": tenant}))

    return make


def unsubscribes(backend: Backend, ses: Any) -> None:
    backend.add_event(send(ses, ListManagementOptions={"ContactListName": "all", "TopicName": "news"}), "SUBSCRIPTION")


def unsubscribed(backend: Backend, ses: Any) -> None:
    ses.create_contact(ContactListName="all", EmailAddress="bo@x.com", UnsubscribeAll=True)
    send(ses, ListManagementOptions={"ContactListName": "all"})


TEMPLATE = {"Template": {"TemplateName": "hi", "TemplateData": '{"name": "Bo"}'}}
RAW = {"Raw": {"Data": b"Subject: Hi\r\nFrom: ann@example.com\r\n\r\nHi"}}

RECORDS: Mapping[str, tuple[Make, str, str, set[str]]] = {
    "send": (sends(), "Send", "send", set[str]()),
    "send of a template": (sends(content=TEMPLATE), "Send", "send", set[str]()),
    "send of a raw email": (sends(content=RAW), "Send", "send", set[str]()),
    "rendering failure": (
        sends(content={"Template": {"TemplateName": "hi", "TemplateData": "{}"}}),
        "Rendering Failure",
        "failure",
        {"errorMessage", "templateName"},
    ),
    "reject": (sends(content=simple(text=EICAR)), "Reject", "reject", {"reason"}),
    "delivery": (
        sends(),
        "Delivery",
        "delivery",
        {"timestamp", "processingTimeMillis", "recipients", "smtpResponse", "reportingMTA", "remoteMtaIp"},
    ),
    "bounce": (sends(f"bounce@{SIMULATOR}"), "Bounce", "bounce", {*BOUNCE, "reportingMTA", "remoteMtaIp"}),
    "bounce of SES's own list": (sends(f"suppressionlist@{SIMULATOR}"), "Bounce", "bounce", {*BOUNCE, "reportingMTA"}),
    "out of office": (sends(f"ooto@{SIMULATOR}"), "Bounce", "bounce", BOUNCE),
    "account's list": (suppressed("BOUNCE"), "Bounce", "bounce", {*BOUNCE, "reportingMTA"}),
    "tenant's list": (suppressed("BOUNCE", "acme"), "Bounce", "bounce", {*BOUNCE, "reportingMTA"}),
    "unsubscribed": (unsubscribed, "Bounce", "bounce", {*BOUNCE, "reportingMTA"}),
    "permanent bounce": (added_bounce("PERMANENT", "NoEmail"), "Bounce", "bounce", {*BOUNCE, "reportingMTA"}),
    "transient bounce": (added_bounce("TRANSIENT", "MailboxFull"), "Bounce", "bounce", {*BOUNCE, "reportingMTA"}),
    "undetermined bounce": (added_bounce("UNDETERMINED"), "Bounce", "bounce", {*BOUNCE, "reportingMTA"}),
    "bounce without details": (adds("BOUNCE"), "Bounce", "bounce", {*BOUNCE, "reportingMTA"}),
    "complaint": (sends(f"complaint@{SIMULATOR}"), "Complaint", "complaint", COMPLAINT | FEEDBACK),
    "account's list, of a complaint": (suppressed("COMPLAINT"), "Complaint", "complaint", COMPLAINT),
    "tenant's list, of a complaint": (suppressed("COMPLAINT", "acme"), "Complaint", "complaint", COMPLAINT),
    "complaint taken back": (
        adds("COMPLAINT", details={"Complaint": {"ComplaintFeedbackType": "not-spam"}}),
        "Complaint",
        "complaint",
        COMPLAINT | FEEDBACK,
    ),
    "complaint without details": (adds("COMPLAINT"), "Complaint", "complaint", COMPLAINT),
    "delay": (
        adds("DELIVERY_DELAY"),
        "DeliveryDelay",
        "deliveryDelay",
        {"delayType", "delayedRecipients", "expirationTime", "timestamp", "reportingMTA"},
    ),
    "open": (adds("OPEN"), "Open", "open", SEEN),
    "click": (adds("CLICK"), "Click", "click", {*SEEN, "link", "linkTags"}),
    "subscription": (
        unsubscribes,
        "Subscription",
        "subscription",
        {"contactList", "timestamp", "source", "newTopicPreferences", "oldTopicPreferences"},
    ),
}
"""How each is made, its type, its member, and what that must have."""


@pytest.fixture(autouse=True)
def _configured(backend: Backend, ses: Any, sender: str) -> None:
    ses.create_configuration_set(ConfigurationSetName="main")
    ses.create_email_template(TemplateName="hi", TemplateContent={"Subject": "Hi {{name}}", "Text": "t"})
    topic = {"TopicName": "news", "DisplayName": "News", "DefaultSubscriptionStatus": "OPT_IN"}
    ses.create_contact_list(ContactListName="all", Topics=[topic])
    ses.create_tenant(TenantName="acme")
    ses.put_tenant_suppression_attributes(
        TenantName="acme", SuppressionScope="TENANT", SuppressedReasons=["BOUNCE", "COMPLAINT"]
    )
    for resource in ("identity/example.com", "configuration-set/main"):
        ses.create_tenant_resource_association(TenantName="acme", ResourceArn=backend.arn(resource))


def made(backend: Backend, ses: Any, name: str) -> dict[str, Any]:
    make, kind, _, _ = RECORDS[name]
    make(backend, ses)
    found = [json.loads(json.dumps(event.record)) for event in backend.events]
    record: dict[str, Any] = [record for record in found if record["eventType"] == kind][-1]
    return record


@pytest.mark.parametrize("name", RECORDS)
def test_record_has_what_records_of_aws_have(backend: Backend, ses: Any, name: str) -> None:
    record, (_, kind, member, required) = made(backend, ses, name), RECORDS[name]
    assert set(record) == {"eventType", "mail", member}
    details, mail = record[member], record["mail"]
    assert required <= set(details)
    without_headers = kind in ("Rendering Failure", "DeliveryDelay")
    assert set(mail) - {"sourceArn"} == (MAIL if without_headers else MAIL | HEADERS)
    assert ("sourceArn" in mail) == (kind not in ("Open", "Click") and name != "send of a template")
    assert set(mail["tags"]) >= TAGS | {"campaign"}
    assert all(isinstance(values, list) for values in mail["tags"].values())
    assert ("ses:tenant-name" in mail["tags"]) == name.startswith("tenant's")
    assert ("ses:outgoing-ip" in mail["tags"]) == ("ses:outgoing-tls-version" in mail["tags"]) == (kind == "Delivery")
    if not without_headers:
        has_subject = {"subject" in mail["commonHeaders"], any(each["name"] == "Subject" for each in mail["headers"])}
        assert has_subject == {name != "send of a template"}
    if kind == "Bounce":
        (recipient,) = details["bouncedRecipients"]
        away = name == "out of office"
        no_text = away or name in ("unsubscribed", "bounce without details")
        assert set(recipient) == ({"emailAddress"} if away else RECIPIENT - ({"diagnosticCode"} if no_text else set()))
        assert ("reportingMTA" in details) == (not away)
        never_left = name in ("account's list", "tenant's list", "unsubscribed")
        assert ("remoteMtaIp" in details) == (not away and not never_left)


@pytest.mark.parametrize("name", RECORDS)
def test_record_is_read_back_whole(backend: Backend, ses: Any, name: str) -> None:
    record, (_, kind, member, _) = made(backend, ses, name), RECORDS[name]
    (event,) = parse(record)
    assert isinstance(event, MailEvent)
    assert (event.event_type, event.unread, event.model_extra or {}) == (kind, (), {})
    assert event.message_id == record["mail"]["messageId"]
    assert event.configuration_set == "main"
    assert event.tenant == ("acme" if name.startswith("tenant's") else None)
    again = event.to_wire(mode="json")
    nulls = {name for name, value in record[member].items() if value is None}
    assert again[member].keys() | nulls == record[member].keys()


def test_each_type_of_the_model_is_among_them() -> None:
    kinds = {kind.upper().replace(" ", "") for _, kind, _, _ in RECORDS.values()}
    assert kinds == {kind.replace("_", "") for kind in get_args(EventType)}


def test_complaint_names_everybody_at_the_provider_that_got_the_mail(backend: Backend, ses: Any) -> None:
    backend.suppress("di@x.com")
    backend.add_event(send(ses, "bo@x.com cy@X.com di@x.com el@y.com"), "COMPLAINT")
    event = backend.events[-1]
    assert event.recipients == ("bo@x.com", "cy@X.com")
    named = [{"emailAddress": "bo@x.com"}, {"emailAddress": "cy@X.com"}]
    assert event.record["complaint"]["complainedRecipients"] == named


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (sends(), "SendEmail"),
        (sends(content=RAW), "SendRawEmail"),
        (sends(content=TEMPLATE), "SendTemplatedEmail"),
    ],
)
def test_operation_is_among_the_tags(backend: Backend, ses: Any, make: Make, expected: str) -> None:
    make(backend, ses)
    assert backend.events[0].record["mail"]["tags"]["ses:operation"] == [expected]
