"""A worker that is stopped between a send and its acknowledgement: it gets the job again, and the email goes out once.

uv run examples/queue_worker.py
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import boto3

from sesv2kit import ClientConfig, SESv2, SqliteJournal
from sesv2kit.errors import KeyInProgressError, OutcomeUnknownError
from sesv2kit.models import Body, Content, EmailContent, Message
from sesv2kit.testing import mock_sesv2

SENDER = "hello@shop.example"


class Stopped(Exception):
    """Stands for a deployment, a spot instance that is taken away, or a lack of memory."""


def work(queue: Any, ses: SESv2, *, stopped: bool = False) -> None:
    """Take one job from the queue, send its email, and delete the job."""
    for job in queue.receive_messages(VisibilityTimeout=0):  # 0: it is delivered again at once
        order = json.loads(job.body)
        text = Content(data=f"Order {order['id']} is on its way.")
        try:
            sent = ses.sending.send_email(
                from_email_address=SENDER,
                destination=order["email"],
                content=EmailContent(simple=Message(subject=Content(data="Your order"), body=Body(text=text))),
                idempotency_key=f"on-its-way/{order['id']}",
            )
        except KeyInProgressError:
            print("another worker is sending it: leave the job in the queue")
            return
        except OutcomeUnknownError as error:
            print(f"for a person: look at {error.where_to_look}")
            return
        if stopped:
            raise Stopped
        print(f"order {order['id']}: {sent.message_id}{' (sent before)' if sent.metadata.replayed else ''}")
        job.delete()


def main() -> None:
    """Let a worker be stopped, and another one get its job."""
    with TemporaryDirectory() as folder, mock_sesv2() as backend, SqliteJournal(Path(folder, "sent.db")) as journal:
        backend.verify_identity("shop.example")
        aws: Any = boto3.Session(region_name="us-east-1")
        queue = aws.resource("sqs").create_queue(QueueName="jobs")
        queue.send_message(MessageBody=json.dumps({"id": 17, "email": "ann@mail.example"}))
        config = ClientConfig(journal=journal)
        try:
            work(queue, SESv2("us-east-1", config=config), stopped=True)
        except Stopped:
            print("the worker was stopped after the send; its job is still in the queue")
        work(queue, SESv2("us-east-1", config=config))
        assert len(backend.outbox) == 1
        print(f"emails sent: {len(backend.outbox)}")


if __name__ == "__main__":
    main()
