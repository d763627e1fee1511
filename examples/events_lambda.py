"""A Lambda function behind an SQS queue: it reports the messages that failed, and only these come again.

uv run examples/events_lambda.py

The function's event source mapping needs `FunctionResponseTypes=["ReportBatchItemFailures"]`. Without it a batch that
contains one failure counts as handled.
"""

import json
from typing import Any

import boto3

from sesv2kit import ClientConfig, RetryPolicy, SESv2
from sesv2kit.errors import SESv2Error
from sesv2kit.events import parse
from sesv2kit.testing import mock_sesv2

ses = SESv2("us-east-1", config=ClientConfig(retry=RetryPolicy(max_attempts=3)))  # once for each instance


def handler(batch: dict[str, Any], context: object) -> dict[str, Any]:
    """Suppress the addresses that bounced or complained."""
    failed: list[dict[str, str]] = []
    for record in batch["Records"]:
        try:
            ses.suppression.add_from_events(parse(record), trusted=True).raise_for_failures()
        except SESv2Error as error:
            print(f"message {record['messageId']}: {type(error).__name__}")
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def deliver(queue: Any) -> None:
    """What Lambda does: it calls the function with a batch, and deletes the messages that did not fail."""
    messages = queue.receive_messages(MaxNumberOfMessages=10)
    records = [
        {"messageId": one.message_id, "body": one.body, "eventSource": "aws:sqs", "eventSourceARN": "arn:..."}
        for one in messages
    ]
    failed = [one["itemIdentifier"] for one in handler({"Records": records}, None)["batchItemFailures"]]
    for message in messages:
        if message.message_id not in failed:
            message.delete()
    print(f"{len(messages)} messages, {len(failed)} failed")


def main() -> None:
    """Let an email bounce, and deliver its event together with a message that is none."""
    with mock_sesv2() as backend:
        backend.verify_identity("shop.example")
        # Otherwise SES itself would suppress the address.
        ses.account.put_account_suppression_attributes(suppressed_reasons=[], validation_attributes=None)
        ses.sending.send(
            from_email_address="hello@shop.example", to="bounce@simulator.amazonses.com", subject="Hello", text="Hi"
        )
        aws: Any = boto3.Session(region_name="us-east-1")
        queue = aws.resource("sqs").create_queue(QueueName="ses-events", Attributes={"VisibilityTimeout": "0"})
        queue.send_message(MessageBody=json.dumps(backend.events[-1].record))
        queue.send_message(MessageBody="no event")
        deliver(queue)
        deliver(queue)
        print("suppressed:", [one.email_address for one in ses.suppression.list_suppressed_destinations()])


if __name__ == "__main__":
    main()
