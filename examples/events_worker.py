"""A worker of an SQS queue: it suppresses addresses that bounced. What it cannot handle ends among the dead letters.

uv run examples/events_worker.py
"""

import json
from typing import Any

import boto3

from sesv2kit import SESv2
from sesv2kit.errors import SESv2Error
from sesv2kit.events import parse
from sesv2kit.models import EventDestinationDefinition, SnsDestination
from sesv2kit.testing import mock_sesv2

SENDER, BOUNCING = "hello@shop.example", "bounce@simulator.amazonses.com"


def set_up(ses: SESv2, aws: Any) -> tuple[Any, Any]:
    """Lead events through a topic to a queue. Returns it and the queue of the dead letters. Harmless to run again."""
    sns, sqs = aws.client("sns"), aws.resource("sqs")
    topic_arn = sns.create_topic(Name="ses-events")["TopicArn"]
    dead = sqs.create_queue(QueueName="ses-events-dead", Attributes={"MessageRetentionPeriod": "1209600"})  # 14 days
    queue = sqs.create_queue(QueueName="ses-events")
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue.attributes["QueueArn"],
        "Condition": {"ArnEquals": {"aws:SourceArn": topic_arn}},
    }
    settings = {
        "Policy": json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        "RedrivePolicy": json.dumps({"deadLetterTargetArn": dead.attributes["QueueArn"], "maxReceiveCount": 3}),
        "VisibilityTimeout": "120",  # seconds: more than the worker needs for the messages that it receives at once
    }
    queue.set_attributes(Attributes=settings)
    sns.subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=queue.attributes["QueueArn"])
    to_sns = EventDestinationDefinition(
        enabled=True, matching_event_types=["BOUNCE", "COMPLAINT"], sns_destination=SnsDestination(topic_arn=topic_arn)
    )
    ses.configuration_sets.ensure_event_destination(
        configuration_set_name="shop", event_destination_name="to-sns", event_destination=to_sns, sns_client=sns
    )
    return queue, dead


def work(ses: SESv2, queue: Any, **settings: int) -> int:
    """Handle up to ten messages. Each is deleted once it is handled, so that nothing is lost. Returns how many."""
    messages = queue.receive_messages(MaxNumberOfMessages=10, WaitTimeSeconds=20, **settings)
    for message in messages:
        try:
            ses.suppression.add_from_events(parse(message.body), trusted=True).raise_for_failures()
        except SESv2Error as error:  # it comes again after the visibility timeout
            print(f"left in the queue: {type(error).__name__}")
        else:
            message.delete()
    return len(messages)


def main() -> None:
    with mock_sesv2() as backend, SESv2("us-east-1") as ses:
        backend.verify_identity("shop.example")
        # Otherwise SES itself would suppress the address.
        ses.account.put_account_suppression_attributes(suppressed_reasons=[], validation_attributes=None)
        ses.configuration_sets.create_configuration_set(configuration_set_name="shop")
        queue, dead = set_up(ses, boto3.Session(region_name="us-east-1"))
        ses.sending.send(from_email_address=SENDER, to=BOUNCING, subject="Hi", text="Hi", configuration_set_name="shop")
        queue.send_message(MessageBody="no event")
        for _ in range(3):
            work(ses, queue, VisibilityTimeout=0)  # 0 seconds: it comes again at once
        print("suppressed:", [one.email_address for one in ses.suppression.list_suppressed_destinations()])
        queue.receive_messages()  # SQS moves a message when it would be received once too often
        print("dead letters:", [message.body for message in dead.receive_messages()])


if __name__ == "__main__":
    main()
