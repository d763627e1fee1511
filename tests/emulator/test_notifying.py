"""Where events go: endpoints of HTTP, queues, EventBridge and Firehose, and what a webhook sees of SNS."""

import asyncio
import contextlib
import http.client
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from sesv2kit import AsyncSESv2, SESv2
from sesv2kit.errors import EventVerificationError
from sesv2kit.events import BounceEvent, MailEvent, SetupEvent, SnsConfirmationEvent, parse, sns
from sesv2kit.models import Body, Content, EmailContent, Message
from sesv2kit.testing import Backend, Server, SnsPost, mock_sesv2, serve
from sesv2kit.testing.notifying import signing
from sesv2kit.testing.notifying.endpoints import Connections, PostError
from tests.unit.support import environment

from .conftest import SESSION, make_client
from .helpers import simple
from .over_http import ask

__all__ = ["environment"]

TOPIC = "arn:aws:sns:us-east-1:123456789012:events"
TYPES = ["SEND", "REJECT", "BOUNCE", "COMPLAINT", "DELIVERY", "OPEN", "CLICK", "DELIVERY_DELAY"]
WAIT = 20.0
"""Seconds after which a test that hangs fails."""

Got = tuple[Mapping[str, str], bytes]


class Webhook:
    """A server of a user, in a thread for each request."""

    def __init__(self, respond: Callable[[Mapping[str, str], bytes], int]) -> None:
        self.got: Queue[Got] = Queue()
        self.respond = respond
        webhook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()} | {"path": self.path}
                status = webhook.respond(headers, body)
                webhook.got.put((headers, body))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/ses"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> "Webhook":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def next(self) -> dict[str, Any]:
        """The next message."""
        document: dict[str, Any] = json.loads(self.got.get(timeout=WAIT)[1])
        return document


def accepts(headers: Mapping[str, str], body: bytes) -> int:
    """A webhook that confirms."""
    message = sns.verify(body, topic_arns=[TOPIC], trust=signing.certificate())
    if message.type == "SubscriptionConfirmation":
        sns.confirm_subscription(message)
    return 200


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    with Webhook(accepts) as webhook:
        yield webhook


def prepare(backend: Backend, ses: Any, topic: str = TOPIC, **kind: Any) -> None:
    backend.verify_identity("example.com")
    ses.create_configuration_set(ConfigurationSetName="main")
    definition = {"Enabled": True, "MatchingEventTypes": TYPES, **(kind or {"SnsDestination": {"TopicArn": topic}})}
    ses.create_configuration_set_event_destination(
        ConfigurationSetName="main", EventDestinationName="events", EventDestination=definition
    )


def send(ses: Any, to: str = "bounce@simulator.amazonses.com") -> str:
    sent = ses.send_email(
        FromEmailAddress="ann@example.com",
        Destination={"ToAddresses": [to]},
        Content=simple(),
        ConfigurationSetName="main",
    )
    message_id: str = sent["MessageId"]
    return message_id


def kinds(posts: list[SnsPost]) -> list[Any]:
    """The types of the events of emails among the requests."""
    return [event.event_type for post in posts for event in parse(post.body) if isinstance(event, MailEvent)]


# In process.


@pytest.mark.parametrize("version", ["1", "2"])
def test_webhook_confirms_and_verifies_events(backend: Backend, ses: Any, webhook: Webhook, version: Any) -> None:
    backend.subscribe(TOPIC, webhook.url, signature_version=version)
    prepare(backend, ses)
    send(ses)
    assert [post.status for post in backend.posts] == [200] * 4
    messages = [
        sns.verify(post.body, topic_arns=[TOPIC], trust=backend.sns_certificate, max_age=timedelta(minutes=1))
        for post in backend.posts
    ]
    assert {message.signature_version for message in messages} == {version}
    confirmation, setup, sent, bounced = (parse(message)[0] for message in messages)
    assert isinstance(confirmation, SnsConfirmationEvent)
    assert isinstance(setup, SetupEvent)
    assert (sent.event_type, bounced.event_type) == ("Send", "Bounce")
    assert isinstance(bounced, BounceEvent)
    assert bounced.envelope.verified
    assert bounced.permanent_failures == ("bounce@simulator.amazonses.com",)
    assert messages[2].subject == messages[3].subject == "Amazon SES Email Event Notification"
    assert messages[1].subject is None
    assert messages[3].message == json.dumps(backend.events[-1].record) + "\n"


def test_requests_are_those_of_sns(backend: Backend, ses: Any, webhook: Webhook) -> None:
    arn = backend.subscribe(TOPIC, webhook.url)
    prepare(backend, ses)
    (confirmation, _), (notification, body) = webhook.got.get(timeout=WAIT), webhook.got.get(timeout=WAIT)
    assert confirmation["x-amz-sns-message-type"] == "SubscriptionConfirmation"
    assert "x-amz-sns-subscription-arn" not in confirmation
    document = json.loads(body)
    expected = {
        "x-amz-sns-message-type": "Notification",
        "x-amz-sns-message-id": document["MessageId"],
        "x-amz-sns-topic-arn": TOPIC,
        "x-amz-sns-subscription-arn": arn,
        "content-type": "text/plain; charset=UTF-8",
        "user-agent": "Amazon Simple Notification Service Agent",
        "path": "/ses",
    }
    assert {name: notification.get(name) for name in expected} == expected
    assert "x-amz-sns-rawdelivery" not in notification
    assert set(document) == {
        *("Type", "MessageId", "TopicArn", "Message", "Timestamp"),
        *("SignatureVersion", "Signature", "SigningCertURL", "UnsubscribeURL"),
    }


def test_nothing_is_sent_before_the_subscription_is_confirmed(backend: Backend, ses: Any) -> None:
    with Webhook(lambda headers, body: 200) as silent:
        arn = backend.subscribe(TOPIC, silent.url)
        prepare(backend, ses)
        send(ses)
        assert [post.type for post in backend.posts] == ["SubscriptionConfirmation"]
        assert backend.subscribe(TOPIC, silent.url) == arn
        assert [post.type for post in backend.posts] == ["SubscriptionConfirmation"] * 2
        silent.respond = accepts
        backend.subscribe(TOPIC, silent.url)
        send(ses)
        assert kinds(backend.posts) == ["Send", "Bounce"]
        backend.subscribe(TOPIC, silent.url)
        assert [post.type for post in backend.posts][-1] == "Notification"


def test_function_is_an_endpoint(backend: Backend, ses: Any) -> None:
    got: list[str] = []

    def endpoint(headers: Mapping[str, str], body: bytes) -> int:
        for event in parse(sns.verify(body, topic_arns=[TOPIC], trust=backend.sns_certificate)):
            got.append(event.event_type or "")
            if isinstance(event, BounceEvent):
                send(ses, "admin@x.com")  # an endpoint may send, too
        return accepts(headers, body)

    backend.subscribe(TOPIC, endpoint)
    prepare(backend, ses)
    send(ses)
    assert got[2:] == ["Send", "Bounce", "Send", "Delivery"]
    assert backend.posts[-1].endpoint.endswith("endpoint")


def test_endpoint_may_use_the_client_that_sends(backend: Backend, ses: Any) -> None:
    prepare(backend, ses)
    with SESv2("us-east-1", session=SESSION) as client:

        def endpoint(headers: Mapping[str, str], body: bytes) -> int:
            message = sns.verify(body, topic_arns=[TOPIC], trust=backend.sns_certificate)
            client.suppression.add_from_events(parse(message))
            assert client.account.get_account().production_access_enabled
            return accepts(headers, body)

        backend.subscribe(TOPIC, endpoint)
        text = EmailContent(simple=Message(subject=Content(data="Hi"), body=Body(text=Content(data="Hi"))))
        sent = client.sending.send_email(
            from_email_address="ann@example.com",
            destination="bo@x.com",
            content=text,
            configuration_set_name="main",
        )
        bounced: Any = {"Bounce": {"BounceType": "PERMANENT"}}
        backend.add_event(backend.outbox[0].message_id, "BOUNCE", details=bounced)
        assert [one.email_address for one in client.suppression.list_suppressed_destinations()] == ["bo@x.com"]
        assert sent.message_id == backend.outbox[0].message_id
    assert all(post.delivered for post in backend.posts)


def test_asynchronous_client_sends_while_its_loop_serves(backend: Backend, ses: Any, webhook: Webhook) -> None:
    prepare(backend, ses)
    backend.subscribe(TOPIC, webhook.url)

    async def work() -> None:
        async with AsyncSESv2("us-east-1", session=SESSION) as client:
            text = EmailContent(simple=Message(subject=Content(data="Hi"), body=Body(text=Content(data="Hi"))))
            send_email = partial(
                client.sending.send_email,
                from_email_address="ann@example.com",
                content=text,
                configuration_set_name="main",
            )
            await asyncio.gather(*(send_email(destination=f"u{number}@x.com") for number in range(20)))

    asyncio.run(work())
    assert sorted(kinds(backend.posts)) == ["Delivery"] * 20 + ["Send"] * 20


def test_failed_requests_are_made_again(backend: Backend, ses: Any, webhook: Webhook) -> None:
    statuses = iter([500, 429, 302, 500])
    backend.subscribe(TOPIC, webhook.url)
    prepare(backend, ses)
    backend.posts.clear()
    webhook.respond = lambda headers, body: next(statuses)
    backend.add_event(send_quietly(ses, webhook), "OPEN")
    for passed in (19, 1, 20, 20, 20, 200):
        assert not any(post.delivered for post in backend.posts)
        backend.clock.advance(passed)
    assert [(post.attempt, post.status) for post in backend.posts] == [(1, 500), (2, 429), (3, 302), (4, 500)]
    assert len({post.message_id for post in backend.posts}) == 1
    moments = [post.timestamp - backend.posts[0].timestamp for post in backend.posts]
    assert moments == [timedelta(seconds=seconds) for seconds in (0, 20, 40, 60)]


def send_quietly(ses: Any, webhook: Webhook) -> str:
    """Send without telling anybody."""
    ses.put_configuration_set_sending_options(ConfigurationSetName="main", SendingEnabled=True)
    name = {"ConfigurationSetName": "main", "EventDestinationName": "events"}
    definition = {"Enabled": True, "MatchingEventTypes": ["OPEN"], "SnsDestination": {"TopicArn": TOPIC}}
    ses.update_configuration_set_event_destination(**name, EventDestination=definition)
    return send(ses, "bo@x.com")


def test_refused_requests_are_not_made_again(backend: Backend, ses: Any, webhook: Webhook) -> None:
    backend.subscribe(TOPIC, webhook.url)
    prepare(backend, ses)
    webhook.respond = lambda headers, body: 403
    backend.posts.clear()
    send(ses)
    backend.clock.advance(1000)
    assert [(post.attempt, post.status) for post in backend.posts] == [(1, 403)] * 2


def test_no_response_is_a_failure(backend: Backend, ses: Any, webhook: Webhook) -> None:
    backend.subscribe(TOPIC, webhook.url)
    prepare(backend, ses)
    webhook.__exit__()
    backend.posts.clear()
    send(ses)
    backend.clock.advance(20)
    assert [(post.attempt, post.status, post.error) for post in backend.posts] == [
        *[(1, None, "no response: ConnectionRefusedError")] * 2,
        *[(2, None, "no response: ConnectionRefusedError")] * 2,
    ]


def test_exception_of_a_function_is_a_failure(backend: Backend, ses: Any, capsys: pytest.CaptureFixture[str]) -> None:
    def endpoint(headers: Mapping[str, str], body: bytes) -> int:
        raise LookupError("the mistake of a user")

    backend.subscribe(TOPIC, endpoint)
    assert backend.posts[0].error == "it raised LookupError"
    assert "the mistake of a user" in capsys.readouterr().err
    backend.clock.advance(20)
    assert [post.attempt for post in backend.posts] == [1, 2]


def test_events_arrive_twice_on_demand(backend: Backend, ses: Any, webhook: Webhook) -> None:
    backend.subscribe(TOPIC, webhook.url)
    prepare(backend, ses)
    backend.posts.clear()
    fault = backend.faults.add("redelivered")
    send(ses)
    assert kinds(backend.posts) == ["Send", "Send", "Bounce"]
    first, second, _ = backend.posts
    assert (first.message_id, first.body) == (second.message_id, second.body)
    assert fault.fired == 1
    assert backend.requests.count("SendEmail") == 1
    one, other = (parse(post.body)[0] for post in (first, second))
    assert one.dedup_key == other.dedup_key


def test_events_without_destinations_leave_the_fault(backend: Backend, ses: Any) -> None:
    backend.verify_identity("example.com")
    ses.create_configuration_set(ConfigurationSetName="main")
    fault = backend.faults.add("redelivered")
    send(ses)
    assert fault.fired == 0
    with pytest.raises(ValueError, match="redelivered applies to events, not to operations"):
        backend.faults.add("redelivered", "SendEmail")


def test_raw_delivery_is_the_event_alone(backend: Backend, ses: Any, webhook: Webhook) -> None:
    webhook.respond = lambda headers, body: 200 if "x-amz-sns-rawdelivery" in headers else accepts(headers, body)
    backend.subscribe(TOPIC, webhook.url, raw_message_delivery=True)
    prepare(backend, ses)
    send(ses)
    assert json.loads(backend.posts[-1].body) == backend.events[-1].record
    assert backend.posts[-1].headers["x-amz-sns-rawdelivery"] == "true"
    assert parse(backend.posts[-1].body)[0].event_type == "Bounce"


def test_unsubscribing_is_told_and_does_not_subscribe_again(backend: Backend, ses: Any, webhook: Webhook) -> None:
    backend.subscribe(TOPIC, webhook.url)
    prepare(backend, ses)
    with urlopen(json.loads(backend.posts[-1].body)["UnsubscribeURL"]) as response:
        assert response.status == 200
    farewell = backend.posts[-1]
    assert (farewell.type, farewell.status) == ("UnsubscribeConfirmation", 200)
    sns.verify(farewell.body, topic_arns=[TOPIC], trust=backend.sns_certificate)
    send(ses)
    assert backend.posts[-1] is farewell
    with urlopen(json.loads(farewell.body)["SubscribeURL"]) as response:  # what nobody should visit
        assert response.status == 200
    send(ses)
    assert kinds(backend.posts)[-1] == "Bounce"


def test_confirmation_uses_no_proxy(backend: Backend, webhook: Webhook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    backend.subscribe(TOPIC, webhook.url)
    assert backend.posts[0].status == 200


def test_wrong_links_lead_nowhere(backend: Backend, webhook: Webhook) -> None:
    backend.subscribe(TOPIC, webhook.url)
    url = urlsplit(json.loads(backend.posts[0].body)["SubscribeURL"])
    for path, status in {
        f"/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=no": 400,
        "/?Action=Unsubscribe&SubscriptionArn=no": 404,
        "/?Action=Publish": 404,
        "/SimpleNotificationService-0.pem": 404,
        signing.certificate_path(): 200,
    }.items():
        with contextlib.closing(http.client.HTTPConnection(url.netloc, timeout=10)) as connection:
            connection.request("GET", path)
            assert connection.getresponse().status == status


def test_messages_verify_with_the_certificate_only(backend: Backend, webhook: Webhook) -> None:
    backend.subscribe(TOPIC, webhook.url)
    body = backend.posts[0].body
    with pytest.raises(EventVerificationError, match="SigningCertURL is not that of a certificate of SNS"):
        sns.verify(body, topic_arns=[TOPIC])
    with pytest.raises(EventVerificationError, match="signature does not match its content"):
        sns.verify(body.replace(b"Confirm that", b"Confirm now"), topic_arns=[TOPIC], trust=backend.sns_certificate)


def test_signatures_hold_at_any_time_of_the_clock(backend: Backend, webhook: Webhook) -> None:
    backend.clock.advance(timedelta(days=50 * 365))
    backend.subscribe(TOPIC, webhook.url)
    assert backend.posts[0].status == 200


def test_reset_forgets_subscriptions(backend: Backend, ses: Any, webhook: Webhook) -> None:
    backend.subscribe(TOPIC, webhook.url)
    backend.reset()
    prepare(backend, ses)
    send(ses)
    assert backend.posts == []


# Only this machine.


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/ses",
        "http://10.0.0.1/ses",
        "http://0.0.0.0/ses",
        "http://[::]/ses",
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1.example.com/ses",
        "http://localhost.example.com/ses",
        "http://localhost@example.com/ses",
        "http://2130706433/ses",
        "https://[::ffff:10.0.0.1]/ses",
        "ftp://127.0.0.1/ses",
        "file:///etc/passwd",
        "http:///ses",
        "http://127.0.0.1:99999/ses",
        "nonsense",
    ],
)
def test_no_request_leaves_this_machine(backend: Backend, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    def refuses(connection: http.client.HTTPConnection) -> None:
        raise AssertionError(f"it would have gone to {connection.host}")

    for kind in (http.client.HTTPConnection, http.client.HTTPSConnection):
        monkeypatch.setattr(kind, "connect", refuses)
    with pytest.raises(ValueError, match="nothing can be sent to the endpoint"):
        backend.subscribe(TOPIC, url)
    client = SESSION.client("sns", region_name="us-east-1")
    client.create_topic(Name="events")
    client.subscribe(TopicArn=TOPIC, Protocol="http", Endpoint=url)
    assert [(post.status, post.error is None) for post in backend.posts] == [(None, False)]


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://127.1.2.3:8/", "https://localhost/", "http://[::1]:80/"])
def test_addresses_of_this_machine_are_known(url: str) -> None:
    Connections().check(url)


def test_another_machine_can_be_allowed() -> None:
    connections = Connections(["Webhook.internal"])
    connections.check("http://webhook.INTERNAL:8000/ses")
    with pytest.raises(PostError):
        connections.check("http://other.internal/ses")
    with mock_sesv2(deliver_to=["webhook.internal"]) as backend, serve(deliver_to=["webhook.internal"]) as server:
        for each in (backend, server.backend):
            assert each._engine.topics._connections.allowed_hosts == {"webhook.internal"}  # pyright: ignore[reportPrivateUsage]  # nothing may be sent there


@pytest.mark.parametrize("topic", ["", "events", "arn:aws:sqs:us-east-1:123456789012:q", TOPIC + "\n"])
def test_topic_needs_an_arn(backend: Backend, webhook: Webhook, topic: str) -> None:
    with pytest.raises(ValueError, match="is not the ARN of an SNS topic"):
        backend.subscribe(topic, webhook.url)


def test_signature_version_is_one_of_two(backend: Backend, webhook: Webhook) -> None:
    version: Any = "3"
    with pytest.raises(ValueError, match="signature_version must be one of 1, 2"):
        backend.subscribe(TOPIC, webhook.url, signature_version=version)


def test_password_is_sent_only_when_asked_and_shown_nowhere(backend: Backend) -> None:
    statuses = iter([401, 200])
    with Webhook(lambda headers, body: next(statuses)) as careful:
        backend.subscribe(TOPIC, careful.url.replace("http://", "http://ann:se%20cret@"))
        (first, _), (second, _) = careful.got.get(timeout=WAIT), careful.got.get(timeout=WAIT)
    assert ("authorization" in first, second["authorization"]) == (False, "Basic YW5uOnNlIGNyZXQ=")
    assert backend.posts[0].endpoint == careful.url
    assert backend.posts[0].status == 200


# moto's services.


def client(name: str) -> Any:
    return SESSION.client(name, region_name="us-east-1")


def received(queue: str) -> list[Any]:
    found = client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
    return [message["Body"] for message in found]


def queue_of(topic: str, **attributes: str) -> str:
    """A queue that is subscribed to a topic."""
    url: str = client("sqs").create_queue(QueueName="events")["QueueUrl"]
    arn = "arn:aws:sqs:us-east-1:123456789012:events"
    client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes=attributes)
    return url


@pytest.mark.parametrize("version", ["1", "2"])
def test_queue_gets_signed_messages(backend: Backend, ses: Any, version: str) -> None:
    topic = client("sns").create_topic(Name="events", Attributes={"SignatureVersion": version})["TopicArn"]
    queue = queue_of(topic)
    prepare(backend, ses)
    backend.faults.add("redelivered")
    send(ses)
    messages = [sns.verify(body, topic_arns=[TOPIC], trust=backend.sns_certificate) for body in received(queue)]
    assert [parse(message)[0].event_type for message in messages[1:]] == ["Send", "Send", "Bounce"]
    assert messages[1].message_id == messages[2].message_id
    assert {message.signature_version for message in messages} == {version}


def test_queue_gets_raw_messages(backend: Backend, ses: Any) -> None:
    topic = client("sns").create_topic(Name="events")["TopicArn"]
    queue = queue_of(topic, RawMessageDelivery="true")
    prepare(backend, ses)
    send(ses)
    assert [json.loads(body) for body in received(queue)[1:]] == [event.record for event in backend.events]


def test_topic_has_any_number_of_subscribers(backend: Backend, ses: Any) -> None:
    topic = client("sns").create_topic(Name="events")["TopicArn"]
    for number in range(101):
        arn = f"arn:aws:sqs:us-east-1:123456789012:q{number}"
        client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    queue = client("sqs").create_queue(QueueName="q100")["QueueUrl"]
    prepare(backend, ses)
    assert len(received(queue)) == 1


def test_filters_of_a_topic_apply(backend: Backend, ses: Any, webhook: Webhook) -> None:
    topic = client("sns").create_topic(Name="events")["TopicArn"]
    chosen = {"FilterPolicyScope": "MessageBody", "FilterPolicy": '{"eventType": ["Bounce"]}'}
    client("sns").subscribe(TopicArn=topic, Protocol="http", Endpoint=webhook.url, Attributes=chosen)
    queue = queue_of(topic, **chosen)
    prepare(backend, ses)
    send(ses)
    assert kinds(backend.posts) == ["Bounce"]
    assert [json.loads(json.loads(body)["Message"])["eventType"] for body in received(queue)] == ["Bounce"]


def test_endpoint_subscribes_and_leaves_through_sns(backend: Backend, ses: Any, webhook: Webhook) -> None:
    topic = client("sns").create_topic(Name="events", Attributes={"SignatureVersion": "2"})["TopicArn"]
    asked = {"TopicArn": topic, "Protocol": "http", "Endpoint": webhook.url, "ReturnSubscriptionArn": True}
    webhook.respond = lambda headers, body: 200
    arn = client("sns").subscribe(**asked)["SubscriptionArn"]
    pending = client("sns").get_subscription_attributes(SubscriptionArn=arn)["Attributes"]["PendingConfirmation"]
    assert pending.lower() == "true"
    confirmation = sns.verify(backend.posts[0].body, topic_arns=[TOPIC], trust=backend.sns_certificate)
    assert confirmation.signature_version == "2"
    client("sns").confirm_subscription(TopicArn=topic, Token=confirmation.token)
    pending = client("sns").get_subscription_attributes(SubscriptionArn=arn)["Attributes"]["PendingConfirmation"]
    assert pending.lower() == "false"
    prepare(backend, ses)
    send(ses)
    assert kinds(backend.posts) == ["Send", "Bounce"]
    assert backend.posts[-1].subscription_arn == arn
    client("sns").unsubscribe(SubscriptionArn=arn)
    assert backend.posts[-1].type == "UnsubscribeConfirmation"
    send(ses)
    assert kinds(backend.posts) == ["Send", "Bounce"]


def test_link_removes_a_subscription_of_sns(backend: Backend, ses: Any, webhook: Webhook) -> None:
    topic = client("sns").create_topic(Name="events")["TopicArn"]
    client("sns").subscribe(TopicArn=topic, Protocol="http", Endpoint=webhook.url)
    prepare(backend, ses)
    with urlopen(json.loads(backend.posts[-1].body)["UnsubscribeURL"]) as response:
        assert response.status == 200
    assert client("sns").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"] == []


def test_eventbridge_passes_events_to_its_targets(backend: Backend, ses: Any) -> None:
    queue = client("sqs").create_queue(QueueName="events")["QueueUrl"]
    events = client("events")
    events.put_rule(Name="bounces", EventPattern='{"source": ["aws.ses"], "detail-type": ["Email Bounced"]}')
    events.put_rule(Name="off", EventPattern='{"source": ["aws.ses"]}', State="DISABLED")
    for rule in ("bounces", "off"):
        target = {"Id": "queue", "Arn": "arn:aws:sqs:us-east-1:123456789012:events"}
        events.put_targets(Rule=rule, Targets=[target])
    events.put_rule(Name="odd", EventPattern='{"source": ["aws.ses"]}')
    function = {"Id": "function", "Arn": "arn:aws:lambda:us-east-1:123456789012:function:f"}
    events.put_targets(Rule="odd", Targets=[function])
    bus = "arn:aws:events:us-east-1:123456789012:event-bus/default"
    prepare(backend, ses, EventBridgeDestination={"EventBusArn": bus})
    backend.faults.add("redelivered", times=2)
    send(ses)
    bodies = received(queue)
    assert len(bodies) == 2
    assert bodies[0] == bodies[1]
    document = json.loads(bodies[0])
    assert document["detail"] == backend.events[-1].record
    (event,) = parse(document)
    assert isinstance(event, BounceEvent)
    assert event.envelope.forms == ("EventBridge event",)
    assert (event.envelope.account, event.envelope.region) == ("123456789012", "us-east-1")
    assert event.envelope.resources == (backend.arn("configuration-set/main"),)
    assert event.envelope.time == event.mail.timestamp.replace(microsecond=0)


def test_detail_type_of_each_event(backend: Backend, ses: Any) -> None:
    prepare(backend, ses)
    for kind in ("OPEN", "CLICK", "DELIVERY_DELAY", "COMPLAINT"):
        backend.add_event(send(ses, "bo@x.com"), kind, link="https://x.com" if kind == "CLICK" else None)
    send(ses)
    assert {event.type: event.detail_type for event in backend.events} == {
        "SEND": "Email Sent",
        "DELIVERY": "Email Delivered",
        "OPEN": "Email Opened",
        "CLICK": "Email Clicked",
        "DELIVERY_DELAY": "Email Delivery Delayed",
        "COMPLAINT": "Email Complaint Received",
        "BOUNCE": "Email Bounced",
    }


def test_firehose_writes_lines_to_its_bucket(backend: Backend, ses: Any) -> None:
    client("s3").create_bucket(Bucket="box")
    role = "arn:aws:iam::123456789012:role/firehose"
    client("firehose").create_delivery_stream(
        DeliveryStreamName="events",
        ExtendedS3DestinationConfiguration={"RoleARN": role, "BucketARN": "arn:aws:s3:::box"},
    )
    stream = "arn:aws:firehose:us-east-1:123456789012:deliverystream/events"
    prepare(backend, ses, KinesisFirehoseDestination={"IamRoleArn": role, "DeliveryStreamArn": stream})
    send(ses)
    keys = [each["Key"] for each in client("s3").list_objects_v2(Bucket="box")["Contents"]]
    content = b"".join(client("s3").get_object(Bucket="box", Key=key)["Body"].read() for key in keys)
    assert content.count(b"\n") == 2
    assert {event.event_type for event in parse(content)} == {"Send", "Bounce"}


@pytest.mark.parametrize(
    "kind",
    [
        {"SnsDestination": {"TopicArn": "arn:aws:sns:us-east-1:123456789012:none"}},
        {"EventBridgeDestination": {"EventBusArn": "arn:aws:events:us-east-1:123456789012:event-bus/default"}},
        {
            "KinesisFirehoseDestination": {
                "IamRoleArn": "arn:aws:iam::123456789012:role/firehose",
                "DeliveryStreamArn": "arn:aws:firehose:us-east-1:123456789012:deliverystream/none",
            }
        },
        {"CloudWatchDestination": {"DimensionConfigurations": []}},
    ],
)
def test_send_succeeds_where_nobody_listens(backend: Backend, ses: Any, kind: dict[str, Any]) -> None:
    prepare(backend, ses, **kind)
    send(ses)
    assert backend.events[-1].destinations == ("events",)


# The server.


@pytest.fixture
def server() -> Iterator[Server]:
    with serve() as server:
        yield server


def test_server_posts_to_a_webhook(server: Server, webhook: Webhook) -> None:
    ses = make_client(endpoint_url=server.endpoint_url)
    prepare(server.backend, ses)
    status, answer = ask(server, "POST", "/_subscriptions", {"topic_arn": TOPIC, "endpoint": webhook.url})
    assert status == 200
    assert webhook.next()["Type"] == "SubscriptionConfirmation"
    (subscription,) = ask(server, "GET", "/_subscriptions")[1]["subscriptions"]
    assert subscription == {
        "subscription_arn": answer["subscription_arn"],
        "topic_arn": TOPIC,
        "endpoint": webhook.url,
        "signature_version": "1",
        "raw_message_delivery": False,
        "confirmed": True,
    }
    ask(server, "POST", "/_faults", {"kind": "redelivered"})
    message_id = send(ses)
    documents = [webhook.next() for _ in range(3)]
    assert [json.loads(each["Message"])["eventType"] for each in documents] == ["Send", "Send", "Bounce"]
    assert documents[0] == documents[1]
    assert documents[0]["UnsubscribeURL"].startswith(server.endpoint_url)
    with urlopen(documents[0]["SigningCertURL"]) as response:
        assert response.read() == signing.pem()
    added = {"message_id": message_id, "type": "CLICK", "link": "https://x.com/a"}
    assert ask(server, "POST", "/_events", added) == (200, {})
    assert json.loads(webhook.next()["Message"])["click"]["link"] == "https://x.com/a"
    posts = ask(server, "GET", "/_posts")[1]["posts"]
    assert [post["type"] for post in posts[:2]] == ["SubscriptionConfirmation", "Notification"]
    assert ask(server, "GET", "/_posts?region=eu-west-1")[1]["posts"] == []


def test_server_does_not_wait_for_an_endpoint(server: Server) -> None:
    """The one who sends may be the one who has to respond."""
    ses, go_on = make_client(endpoint_url=server.endpoint_url), threading.Event()

    def respond(headers: Mapping[str, str], body: bytes) -> int:
        if b"eventType" in body:
            assert go_on.wait(WAIT)
        return accepts(headers, body)

    with Webhook(respond) as slow:
        prepare(server.backend, ses)
        server.backend.subscribe(TOPIC, slow.url)
        assert slow.next()["Type"] == "SubscriptionConfirmation"
        send(ses)
        send(ses)
        go_on.set()
        kinds = [json.loads(slow.next()["Message"])["eventType"] for _ in range(4)]
    assert kinds == ["Send", "Bounce", "Send", "Bounce"]


def test_server_ends_while_an_endpoint_is_silent() -> None:
    go_on, asked = threading.Event(), threading.Event()

    def respond(headers: Mapping[str, str], body: bytes) -> int:
        asked.set()
        go_on.wait(WAIT)
        return 200

    with Webhook(respond) as silent:
        with serve() as server:
            server.backend.subscribe(TOPIC, silent.url)
            assert asked.wait(WAIT)
            threads = {thread.name for thread in threading.enumerate()}
            assert "sesv2kit-sns" in threads
        assert not go_on.is_set()
        assert "sesv2kit-sns" not in {thread.name for thread in threading.enumerate()}
        go_on.set()


@pytest.mark.parametrize(
    ("path", "document", "message"),
    [
        ("/_subscriptions", {"topic_arn": TOPIC}, "A subscription needs endpoint."),
        ("/_subscriptions", {"topic_arn": TOPIC, "endpoint": 1}, "endpoint must be a str."),
        ("/_subscriptions", {"topic_arn": TOPIC, "endpoint": "http://x.com"}, "x.com is not this machine"),
        ("/_subscriptions", {"topic_arn": "t", "endpoint": "http://127.0.0.1"}, "'t' is not the ARN of an SNS topic."),
        ("/_subscriptions", {"url": "http://127.0.0.1"}, "A subscription has no url; it has topic_arn, endpoint"),
        ("/_events", {"message_id": "m"}, "An event needs type."),
        ("/_events", {"message_id": "m", "type": "OPEN"}, "No mail has the message id m."),
    ],
)
def test_server_says_what_is_wrong(server: Server, path: str, document: Any, message: str) -> None:
    status, answer = ask(server, "POST", path, document)
    assert status == (404 if "No mail" in message else 400)
    assert message in answer["message"]


def test_server_says_what_is_wrong_with_an_event(server: Server) -> None:
    ses = make_client(endpoint_url=server.endpoint_url)
    prepare(server.backend, ses)
    message_id = send(ses)
    status, answer = ask(server, "POST", "/_events", {"message_id": message_id, "type": "SEND"})
    assert (status, "type must be one of BOUNCE" in answer["message"]) == (400, True)
