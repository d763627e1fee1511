"""What SNS sends to a webhook on this machine: a confirmation, a bounce that comes twice, and what is not genuine."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from sesv2kit import SESv2
from sesv2kit.models import EventDestinationDefinition, SnsDestination
from sesv2kit.testing import Backend

TOPIC = "arn:aws:sns:us-east-1:123456789012:ses-events"


def deliver(backend: Backend, post: Callable[[bytes], int]) -> None:
    """Print what a webhook responds. `post` sends it the body of a request and returns the status of the response."""
    ses = SESv2("us-east-1")
    backend.verify_identity("shop.example")
    # Otherwise SES itself would suppress the address.
    ses.account.put_account_suppression_attributes(suppressed_reasons=[], validation_attributes=None)
    ses.configuration_sets.create_configuration_set(configuration_set_name="shop")
    bounces = EventDestinationDefinition(
        enabled=True, matching_event_types=["BOUNCE"], sns_destination=SnsDestination(topic_arn=TOPIC)
    )
    ses.configuration_sets.ensure_event_destination(
        configuration_set_name="shop", event_destination_name="bounces", event_destination=bounces
    )
    backend.subscribe(TOPIC, lambda headers, body: post(body))
    backend.faults.add("redelivered")
    ses.sending.send(
        from_email_address="hello@shop.example",
        to="bounce@simulator.amazonses.com",
        subject="Hello",
        text="Hi",
        configuration_set_name="shop",
    )
    for request in backend.posts:
        print(f"response: {request.status} to a genuine {request.type}")
    print(f"response: {post(backend.posts[-1].body.replace(b'Permanent', b'Transient'))} to a forged Notification")
    print(f"response: {post(b'Hello')} to a stranger")


async def deliver_async(backend: Backend, post: Callable[[bytes], Coroutine[Any, Any, int]]) -> None:
    """The same for a webhook on this event loop, which runs on meanwhile."""
    loop = asyncio.get_running_loop()
    await asyncio.to_thread(deliver, backend, lambda body: asyncio.run_coroutine_threadsafe(post(body), loop).result())


def show(backend: Backend) -> None:
    """Print which requests to suppress an address there were, and what is suppressed."""
    print("requests to suppress:", backend.requests.count("PutSuppressedDestination"))
    print("suppressed:", [one.email_address for one in SESv2("us-east-1").suppression.list_suppressed_destinations()])
