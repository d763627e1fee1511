"""Records of every kind of event, with the members that SES gives, and the envelopes around them.

The shapes are those of the recordings and official examples; addresses, ids and IP addresses are made up.
"""

import json
from base64 import b64encode
from typing import Any

Json = dict[str, Any]

ID = "0100019a2b3c4d5e-11111111-2222-3333-4444-555555555555-000000"
FEEDBACK_ID = "0100019a2b3c9999-66666666-7777-8888-9999-000000000000-000000"
TOPIC = "arn:aws:sns:us-east-1:123456789012:ses-events"
QUEUE = "arn:aws:sqs:eu-west-1:123456789012:ses-events"
ANN, BO = "ann@mail.example", "bo@mail.example"

TAGS = {
    "ses:operation": ["SendEmail"],
    "ses:configuration-set": ["shop"],
    "ses:source-ip": ["192.0.2.1"],
    "ses:from-domain": ["shop.example"],
    "ses:caller-identity": ["mailer"],
    "ses:tenant-name": ["acme"],
    "campaign": ["spring"],
}


def mail(*destination: str, **members: Any) -> Json:
    """The member `mail` of a configuration set's record."""
    to = list(destination or (ANN,))
    return {
        "timestamp": "2026-11-20T10:00:00.123Z",
        "source": "Shop <hello@shop.example>",
        "sourceArn": "arn:aws:ses:us-east-1:123456789012:identity/shop.example",
        "sendingAccountId": "123456789012",
        "messageId": ID,
        "destination": to,
        "headersTruncated": False,
        "headers": [
            {"name": "From", "value": "Shop <hello@shop.example>"},
            {"name": "To", "value": ", ".join(to)},
            {"name": "Subject", "value": "Your order"},
            {"name": "MIME-Version", "value": "1.0"},
            {"name": "X-SES-CONFIGURATION-SET", "value": ""},
        ],
        "commonHeaders": {
            "from": ["Shop <hello@shop.example>"],
            "to": to,
            "messageId": ID,
            "subject": "Your order",
        },
        "tags": TAGS,
        **members,
    }


def without_headers(whole: Json) -> Json:
    return {name: value for name, value in whole.items() if name not in ("headers", "commonHeaders")}


def bounced(
    kind: str = "Permanent", sub_kind: str = "General", *addresses: str, status: str = "5.1.1", **members: Any
) -> Json:
    """The member `bounce`."""
    return {
        "feedbackId": FEEDBACK_ID,
        "bounceType": kind,
        "bounceSubType": sub_kind,
        "bouncedRecipients": [
            {
                "emailAddress": one,
                "action": "failed",
                "status": status,
                "diagnosticCode": f"smtp; 550 {status} user unknown",
            }
            for one in addresses or (ANN,)
        ],
        "timestamp": "2026-11-20T10:00:01.456Z",
        "remoteMtaIp": "192.0.2.9",
        "reportingMTA": "dns; a1-23.smtp-out.amazonses.com",
        **members,
    }


def complained(*addresses: str, feedback: str | None = "abuse", **members: Any) -> Json:
    """The member `complaint`."""
    kind = {} if feedback is None else {"complaintFeedbackType": feedback}
    return {
        "feedbackId": FEEDBACK_ID,
        "complaintSubType": None,
        "complainedRecipients": [{"emailAddress": one} for one in addresses or (ANN,)],
        "timestamp": "2026-11-20T11:00:00.000Z",
        "userAgent": "Amazon SES Mailbox Simulator",
        **kind,
        "arrivalDate": "2026-11-20T10:00:02+02:00",
        **members,
    }


def delivered(*recipients: str, **members: Any) -> Json:
    """The member `delivery`."""
    return {
        "timestamp": "2026-11-20T10:00:01.456Z",
        "processingTimeMillis": 1333,
        "recipients": list(recipients or (ANN,)),
        "smtpResponse": "250 2.6.0 Message received",
        "remoteMtaIp": "192.0.2.9",
        "reportingMTA": "a1-23.smtp-out.amazonses.com",
        **members,
    }


OPENED: Json = {
    "timestamp": "2026-11-20T12:00:00.000Z",
    "userAgent": "Mozilla/5.0 (via ggpht.com GoogleImageProxy)",
    "ipAddress": "192.0.2.77",
}
CLICKED: Json = {**OPENED, "link": "https://shop.example/a?b=c", "linkTags": {"part": ["head"]}}


def preferences(*, everything: bool = False, **topics: str) -> Json:
    chosen = [{"topicName": name, "subscriptionStatus": status} for name, status in topics.items()]
    return {"unsubscribeAll": everything, "topicSubscriptionStatus": chosen}


def subscription(old: Json, new: Json) -> Json:
    return {
        "contactList": "readers",
        "timestamp": "2026-11-20T12:00:00.000Z",
        "source": "UnsubscribeHeader",
        "newTopicPreferences": new,
        "oldTopicPreferences": old,
    }


def record(event_type: str, member: str, detail: Any, about: Json | None = None) -> Json:
    return {"eventType": event_type, member: detail, "mail": mail() if about is None else about}


DELAYED: Json = {
    "timestamp": "2026-11-20T10:05:00.000Z",
    "delayType": "TransientCommunicationFailure",
    "expirationTime": "2026-11-21T00:00:00.000Z",
    "reportingMTA": "192.0.2.5",
    "delayedRecipients": [
        {"emailAddress": ANN, "status": "4.4.1", "diagnosticCode": "smtp; 421 4.4.1 Unable to connect to remote host"}
    ],
}

RECORDS: dict[str, Json] = {
    "Send": record("Send", "send", {}),
    "Delivery": record("Delivery", "delivery", delivered()),
    "Bounce": record("Bounce", "bounce", bounced()),
    "Complaint": record("Complaint", "complaint", complained()),
    "Reject": record("Reject", "reject", {"reason": "Bad content"}),
    "Open": record("Open", "open", OPENED, {key: one for key, one in mail().items() if key != "sourceArn"}),
    "Click": record("Click", "click", CLICKED),
    "Rendering Failure": record(
        "Rendering Failure",
        "failure",
        {"errorMessage": "Attribute 'name' is not present in the rendering data.", "templateName": "welcome"},
        without_headers(mail()),
    ),
    "DeliveryDelay": record("DeliveryDelay", "deliveryDelay", DELAYED, without_headers(mail())),
    "Subscription": record(
        "Subscription",
        "subscription",
        subscription(preferences(news="OptIn", offers="OptIn"), preferences(news="OptIn", offers="OptOut")),
    ),
}
"""One of each type that configuration sets publish."""

BOUNCE = RECORDS["Bounce"]

_LEGACY_MAIL: Json = {
    "timestamp": "2026-11-20T10:00:00.000Z",
    "source": "hello@shop.example",
    "sourceArn": "arn:aws:ses:us-east-1:123456789012:identity/shop.example",
    "sourceIp": "192.0.2.1",
    "callerIdentity": "mailer",
    "sendingAccountId": "123456789012",
    "messageId": ID,
    "destination": [ANN, BO],
}

NOTIFICATIONS: dict[str, Json] = {
    "Bounce": {"notificationType": "Bounce", "bounce": bounced(), "mail": _LEGACY_MAIL},
    "Complaint": {"notificationType": "Complaint", "complaint": complained(), "mail": _LEGACY_MAIL},
    "Delivery": {"notificationType": "Delivery", "mail": _LEGACY_MAIL, "delivery": delivered(ANN, BO)},
}
"""What identities publish."""

IDENTITY_SETUP = json.dumps(
    {
        "notificationType": "AmazonSnsSubscriptionSucceeded",
        "message": f"You have successfully subscribed your Amazon SNS topic '{TOPIC}' to receive 'Bounce' "
        "notifications from Amazon SES for identity 'shop.example'.",
    }
)
TOPIC_SETUP = "Successfully validated SNS topic for Amazon SES event publishing."


def compact(document: Any) -> str:
    """As SES writes it."""
    return json.dumps(document, separators=(",", ":"))


# Envelopes.


def sns(message: str, **members: Any) -> Json:
    return {
        "Type": "Notification",
        "MessageId": "aaaaaaaa-1111-5222-8333-444444444444",
        "TopicArn": TOPIC,
        "Subject": "Amazon SES Email Event Notification",
        "Message": message,
        "Timestamp": "2026-11-20T10:00:02.000Z",
        "SignatureVersion": "1",
        "Signature": "bm90IHNpZ25lZA==",
        "SigningCertURL": "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-" + "0" * 32 + ".pem",
        "UnsubscribeURL": "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=x",
        **members,
    }


def sns_for_lambda(message: str) -> Json:
    whole = sns(message, Subject=None, MessageAttributes={})
    inner = {name.replace("URL", "Url"): value for name, value in whole.items()}
    return {"EventSource": "aws:sns", "EventVersion": "1.0", "EventSubscriptionArn": f"{TOPIC}:1", "Sns": inner}


def sqs_for_lambda(body: str, number: int = 1) -> Json:
    return {
        "messageId": f"sqs-{number}",
        "receiptHandle": "handle",
        "body": body,
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "md5OfBody": "0" * 32,
        "eventSource": "aws:sqs",
        "eventSourceARN": QUEUE,
        "awsRegion": "eu-west-1",
    }


def eventbridge(detail: Any, detail_type: str = "Email Bounced", **members: Any) -> Json:
    return {
        "version": "0",
        "id": "bbbbbbbb-1111-2222-3333-444444444444",
        "detail-type": detail_type,
        "source": "aws.ses",
        "account": "123456789012",
        "time": "2026-11-20T10:00:03Z",
        "region": "us-west-2",
        "resources": ["arn:aws:ses:us-west-2:123456789012:configuration-set/bridged"],
        "detail": detail,
        **members,
    }


ADVISOR = eventbridge(
    {
        "version": "1.0.0",
        "data": "The DKIM record of shop.example is missing.",
        "metadata": {"impact": "HIGH", "type": "DKIM"},
    },
    "Advisor Recommendation Status Open",
    resources=["arn:aws:ses:us-west-2:123456789012:identity/shop.example"],
)
SENDING_STATUS = eventbridge(
    {
        "version": "1.0.0",
        "data": {
            "origin": "AWS_MANAGED",
            "record": {
                "status": "DISABLED",
                "cause": "High bounce rate",
                "lastUpdatedTimestamp": [2026, 11, 20, 9, 30, 15, 250000000],
            },
        },
    },
    "Sending Status Disabled",
    resources=["arn:aws:ses:us-west-2::tenant/acme/tn-1"],
)


def kinesis_for_lambda(data: bytes) -> Json:
    return {
        "kinesis": {"sequenceNumber": "495", "partitionKey": "1", "data": b64encode(data).decode()},
        "eventSource": "aws:kinesis",
        "eventSourceARN": "arn:aws:kinesis:us-east-1:123456789012:stream/events",
    }


def firehose_for_lambda(*data: bytes) -> Json:
    return {
        "invocationId": "cccc",
        "deliveryStreamArn": "arn:aws:firehose:us-east-1:123456789012:deliverystream/events",
        "region": "us-east-1",
        "records": [
            {
                "recordId": f"record-{number}",
                "approximateArrivalTimestamp": 1795168800000,
                "data": b64encode(one).decode(),
            }
            for number, one in enumerate(data)
        ],
    }


CONFIRMATION = {
    name: value for name, value in sns("You have chosen to subscribe to the topic.").items() if name != "Subject"
} | {
    "Type": "SubscriptionConfirmation",
    "Token": "f00d",
    "SubscribeURL": f"https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=f00d",
}
