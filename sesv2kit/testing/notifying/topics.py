"""SNS topics, as far as the local SES needs them: the HTTP subscriptions, and the messages still to be sent to them.

In `mock_sesv2`, requests are made after the call that caused them, before the caller continues. A server makes them in
a thread, because the caller may itself be the endpoint.
"""

import secrets
import threading
import uuid
from collections import defaultdict, deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sesv2kit._core.clock import Clock
from sesv2kit.events.envelopes import SnsType
from sesv2kit.testing.notifying.endpoints import Connections, Endpoint, PostError, SnsPost
from sesv2kit.testing.notifying.messages import Message, as_json
from sesv2kit.testing.notifying.signing import SignatureVersion

_RETRIES = 3
_RETRY_AFTER = timedelta(seconds=20)
# What SNS does by default.
# Source: https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html

_AGENT = "Amazon Simple Notification Service Agent"


@dataclass(eq=False, kw_only=True)
class Subscription:
    """An endpoint that gets the messages of a topic after it has confirmed."""

    arn: str
    topic_arn: str
    endpoint: Endpoint
    signature_version: SignatureVersion = "1"
    raw_message_delivery: bool = False
    is_listed_elsewhere: bool = False
    """Whether it is a subscription in moto."""
    confirmed: bool = False
    ended: bool = False
    tokens: set[str] = field(default_factory=set[str])
    """The token that confirms it."""

    @property
    def shown_endpoint(self) -> str:
        """The endpoint as shown to users: a URL without user and password."""
        if isinstance(self.endpoint, str):
            scheme, separator, rest = self.endpoint.partition("://")
            authority, slash, path = rest.partition("/")
            return f"{scheme}{separator}{authority.rpartition('@')[2]}{slash}{path}"
        return getattr(self.endpoint, "__qualname__", type(self.endpoint).__qualname__)


@dataclass(frozen=True, kw_only=True)
class _Task:
    """A request to be made."""

    due: datetime
    subscription: Subscription
    message: Message
    attempt: int = 1


class Topics:
    """The subscriptions of all accounts and regions."""

    def __init__(self, clock: Clock) -> None:
        self.base_url: Callable[[], str] = lambda: "http://localhost"
        """URL to confirm and end subscriptions at, without a slash at the end. The mock or the server sets it."""
        self._clock = clock
        self._connections = Connections()
        self._subscriptions: dict[str, Subscription] = {}
        self._posts: defaultdict[tuple[str, str], list[SnsPost]] = defaultdict(list[SnsPost])
        self._tasks: deque[_Task] = deque()
        self._changed = threading.Condition()
        self._posting = threading.Lock()
        self._worker: threading.Thread | None = None
        self._stopped = False

    # Subscriptions.

    def allow(self, hosts: Collection[str]) -> None:
        """Also allow requests to these hosts."""
        self._connections.allowed_hosts.update(host.lower() for host in hosts)

    def connections(self) -> Connections:
        """New connections, for the same hosts."""
        return Connections(self._connections.allowed_hosts)

    def subscribe(self, subscription: Subscription) -> None:
        """Add a subscription, and send it a SubscriptionConfirmation.

        Raises:
            PostError: Requests to its endpoint are impossible or not allowed. Not raised for a subscription in moto.
        """
        if not subscription.is_listed_elsewhere:
            self._connections.check(subscription.endpoint)
        with self._changed:
            self._subscriptions[subscription.arn] = subscription
        text = f"Confirm that you want messages of {subscription.topic_arn}: visit the SubscribeURL."
        self._ask(subscription, "SubscriptionConfirmation", text)

    def subscriptions(self, account_id: str | None = None, region_name: str | None = None) -> list[Subscription]:
        """The subscriptions to topics of an account in a region, oldest first, without those that have ended."""
        with self._changed:
            found = list(self._subscriptions.values())
        return [
            each
            for each in found
            if not each.ended
            and account_id in (None, _place(each.topic_arn)[0])
            and region_name in (None, _place(each.topic_arn)[1])
        ]

    def find(self, arn: str) -> Subscription | None:
        """The subscription with this ARN, also one that has ended."""
        with self._changed:
            return self._subscriptions.get(arn)

    def confirm(self, topic_arn: str, token: str) -> str | None:
        """Confirm a subscription, or restore one that has ended. Returns its ARN. None: there is no such token."""
        with self._changed:
            for each in self._subscriptions.values():
                if each.topic_arn == topic_arn and token in each.tokens:
                    each.confirmed, each.ended = True, False
                    return each.arn
        return None

    def unsubscribe(self, arn: str) -> bool:
        """End a subscription and send its endpoint an UnsubscribeConfirmation. False: there is no such subscription."""
        found = self.find(arn)
        if found is None or found.ended:
            return False
        found.ended = True
        if found.confirmed:
            self._ask(found, "UnsubscribeConfirmation", f"You left {found.topic_arn}. The SubscribeURL undoes it.")
        return True

    def forget(self, arn: str) -> None:
        """Remove a subscription without notifying its endpoint."""
        with self._changed:
            self._subscriptions.pop(arn, None)

    def reset(self) -> None:
        """Remove all subscriptions and messages."""
        with self._changed:
            self._subscriptions.clear()
            self._posts.clear()
            self._tasks.clear()

    # Messages.

    def message(self, topic_arn: str, text: str, subject: str | None) -> Message:
        """A new message of a topic."""
        return Message(
            message_id=str(uuid.uuid4()),
            topic_arn=topic_arn,
            text=text,
            subject=subject,
            timestamp=self._clock.now(),
        )

    def publish(self, message: Message) -> None:
        """Queue a message for all confirmed subscriptions here. The next `deliver` sends it."""
        for each in self.subscriptions():
            if each.topic_arn == message.topic_arn and not each.is_listed_elsewhere:
                self.send(each, message)

    def send(self, subscription: Subscription, message: Message) -> None:
        """Queue a message for one confirmed subscription. The next `deliver` sends it."""
        if subscription.confirmed:
            self._add(_Task(due=self._clock.now(), subscription=subscription, message=message))

    def posts(self, account_id: str, region_name: str) -> list[SnsPost]:
        """The requests for topics of an account in a region."""
        with self._changed:
            return self._posts[account_id, region_name]

    def all_posts(self, account_id: str | None, region_name: str | None) -> list[SnsPost]:
        """The requests for topics of one account or all, in one region or all, oldest first."""
        with self._changed:
            found = [
                post
                for place, posts in self._posts.items()
                if account_id in (None, place[0]) and region_name in (None, place[1])
                for post in posts
            ]
        return sorted(found, key=lambda post: post.timestamp)

    # Requests.

    def deliver(self) -> None:
        """Make the requests that are due, in order. If another thread is making requests, leave them to it.

        Call it without holding a lock: an endpoint may call the local SES.
        """
        if self._worker is None:
            self._run()

    def start(self) -> None:
        """Start a thread that makes the requests."""
        self._worker = threading.Thread(target=self._work, daemon=True, name="sesv2kit-sns")
        self._worker.start()

    def stop(self) -> None:
        """End the thread."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._connections.close()
        if self._worker is not None:
            self._worker.join()

    def _ask(self, subscription: Subscription, type: SnsType, text: str) -> None:
        message = replace(self.message(subscription.topic_arn, text, None), type=type, token=secrets.token_hex(32))
        subscription.tokens.add(message.token)
        self._add(_Task(due=message.timestamp, subscription=subscription, message=message))

    def _add(self, task: _Task) -> None:
        with self._changed:
            self._tasks.append(task)
            self._changed.notify_all()

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._stopped and self._next() is None:
                    dues = [task.due for task in self._tasks]
                    wait = (min(dues) - self._clock.now()).total_seconds() if dues else None
                    self._changed.wait(wait)
                if self._stopped:
                    return
            self._run()

    def _run(self) -> None:
        while self._next() is not None:
            # The thread that has the lock checks again before it returns, so no request is missed.
            if not self._posting.acquire(blocking=False):
                return
            try:
                while not self._stopped and (task := self._taken()) is not None:
                    self._attempt(task)
            finally:
                self._posting.release()
            if self._stopped:
                return

    def _next(self) -> _Task | None:
        """The first task that is due."""
        if not self._tasks:
            return None
        with self._changed:
            now = self._clock.now()
            return next((task for task in self._tasks if task.due <= now), None)

    def _taken(self) -> _Task | None:
        with self._changed:
            task = self._next()
            if task is not None:
                self._tasks.remove(task)
            return task

    def _attempt(self, task: _Task) -> None:
        subscription, message, now = task.subscription, task.message, self._clock.now()
        is_raw = subscription.raw_message_delivery and message.type == "Notification"
        document = message.document(self.base_url(), subscription.arn, subscription.signature_version)
        body = (message.text if is_raw else as_json(document)).encode()
        headers = {
            "x-amz-sns-message-type": message.type,
            "x-amz-sns-message-id": message.message_id,
            "x-amz-sns-topic-arn": message.topic_arn,
            **({} if message.type == "SubscriptionConfirmation" else {"x-amz-sns-subscription-arn": subscription.arn}),
            **({"x-amz-sns-rawdelivery": "true"} if is_raw else {}),
            "Content-Type": "text/plain; charset=UTF-8",
            "User-Agent": _AGENT,
        }
        post = SnsPost(
            endpoint=subscription.shown_endpoint,
            subscription_arn=subscription.arn,
            type=message.type,
            message_id=message.message_id,
            attempt=task.attempt,
            timestamp=now,
            headers=headers,
            body=body,
        )
        try:
            post = replace(post, status=self._connections.post(subscription.endpoint, headers, body))
        except PostError as error:
            post = replace(post, error=str(error))
        with self._changed:
            self._posts[_place(message.topic_arn)].append(post)
        if not post.final and task.attempt <= _RETRIES:
            self._add(replace(task, attempt=task.attempt + 1, due=now + _RETRY_AFTER))


def _place(topic_arn: str) -> tuple[str, str]:
    """Account and region of a topic."""
    parts = topic_arn.split(":")
    return (parts[4], parts[3]) if len(parts) > 5 else ("", "")
