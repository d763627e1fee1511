"""The table of a fleet on AWS, on moto: conditional writes, and errors that name no item."""

import os
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse, HTTPHeaders

from sesv2kit.errors import JournalError, OutcomeUnknownError
from sesv2kit.journal import Claim
from sesv2kit.journal.dynamodb import DynamoDBJournal
from sesv2kit.journal.protocol import Scope
from tests.faults.server import Answer, Seen, Server, answer
from tests.unit.support import SEND, FakeClock, client_of

ACCEPTED = answer({"MessageId": "message-1"})


@pytest.mark.usefixtures("each_client")
def test_a_key_is_sent_once(dynamodb_table: str) -> None:
    with Server([ACCEPTED]) as server:
        client = client_of(server.url, journal=DynamoDBJournal(dynamodb_table))
        first = client.sending.send_email(**SEND, idempotency_key="order-1")
        again = client.sending.send_email(**SEND, idempotency_key="order-1")
        assert (first.metadata.replayed, again.metadata.replayed) == (False, True)
        assert len(server.seen) == 1


def test_a_claim_is_one_conditional_write(dynamodb_table: str) -> None:
    journal = DynamoDBJournal(dynamodb_table)
    journal.get("warm")
    asked: list[str] = []
    table: Any = journal._table  # pyright: ignore[reportPrivateUsage]  # its requests are counted
    table._made.meta.events.register("before-call.dynamodb", lambda model, params, **_: asked.append(model.name))
    claim = Claim(journal.scope.id_of("order-1"), "owner", "SendEmail", "digest")
    journal.claim([claim])
    assert asked == ["UpdateItem"]
    item = boto3.client("dynamodb", "us-east-1").get_item(
        TableName=dynamodb_table, Key={"id": {"S": f"default/{claim.id}"}}
    )["Item"]
    assert item["state"] == {"S": "claimed"}


def test_a_claim_that_fails_tells_of_the_moment_when_it_failed(dynamodb_table: str) -> None:
    """The other call releases its key right after: a second look would find it free, and nobody would send."""
    first, second = DynamoDBJournal(dynamodb_table), DynamoDBJournal(dynamodb_table)
    claims = [Claim(first.scope.id_of("order-1"), owner, "SendEmail", "digest") for owner in ("first", "second")]
    first.claim(claims[:1])
    second.get("warm")
    table: Any = second._table  # pyright: ignore[reportPrivateUsage]  # its requests are intercepted
    table._made.meta.events.register("before-call.dynamodb.GetItem", lambda **_: first.release(claims[:1]) and None)
    [record] = second.claim(claims[1:])
    assert (record.state, record.owner) == ("claimed", "first")
    assert record.lease_left > 0


def test_a_repeat_of_a_claim_by_boto3_is_the_same_claim(dynamodb_table: str) -> None:
    """boto3 repeats a request whose response was lost: the second one meets what the first one wrote."""
    journal = DynamoDBJournal(dynamodb_table)
    claim = Claim(journal.scope.id_of("order-1"), "owner", "SendEmail", "digest")
    [first], [second] = journal.claim([claim]), journal.claim([claim])
    assert (first.owner, first.generation) == (second.owner, second.generation) == ("owner", 1)


@pytest.mark.usefixtures("each_client")
@pytest.mark.usefixtures("dynamodb_table")
def test_a_table_that_is_not_there() -> None:
    with Server([ACCEPTED]) as server:
        client = client_of(server.url, journal=DynamoDBJournal("none"))
        with pytest.raises(JournalError, match="was not sent: DynamoDB cannot be used: ResourceNotFoundException"):
            client.sending.send_email(**SEND, idempotency_key="order-1")
        assert server.connections == 0


THROTTLED = {
    "Error": {"Code": "ProvisionedThroughputExceededException", "Message": "secret"},
    "ResponseMetadata": {"HTTPStatusCode": 400},
}


def throttle(journal: DynamoDBJournal, expression: str) -> None:
    """Let DynamoDB refuse the changes that have these words."""
    journal.get("warm")

    def refuse(params: Any, **_: Any) -> Any:
        return (AWSResponse("", 400, HTTPHeaders(), None), THROTTLED) if expression in str(params["body"]) else None

    table: Any = journal._table  # pyright: ignore[reportPrivateUsage]  # its requests are intercepted
    table._made.meta.events.register("before-call.dynamodb.UpdateItem", refuse)


@pytest.mark.usefixtures("each_client")
def test_a_table_that_is_throttled_at_the_claim(dynamodb_table: str) -> None:
    journal = DynamoDBJournal(dynamodb_table)
    throttle(journal, "if_not_exists")
    with Server([ACCEPTED]) as server:
        client = client_of(server.url, journal=journal)
        with pytest.raises(
            JournalError, match=r"was not sent: DynamoDB cannot be used: ProvisionedThroughputExceededException$"
        ):
            client.sending.send_email(**SEND, idempotency_key="order-1")
        assert server.connections == 0


@pytest.mark.usefixtures("each_client")
def test_a_table_that_is_throttled_at_the_settlement(
    dynamodb_table: str, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    journal = DynamoDBJournal(dynamodb_table)
    throttle(journal, "#outcome = :outcome")
    with Server([ACCEPTED]) as server:
        client = client_of(server.url, journal=journal)
        assert client.sending.send_email(**SEND, idempotency_key="order-1").message_id == "message-1"
        assert "its outcome could not be recorded in the journal: the journal failed (JournalError)" in caplog.text
        clock.time += 61
        with pytest.raises(OutcomeUnknownError):
            client.sending.send_email(**SEND, idempotency_key="order-1")
        assert len(server.seen) == 1


def test_no_item_expires(dynamodb_table: str) -> None:
    """DynamoDB can delete items by a time in seconds. What has that form must not be taken for such a time."""
    journal = DynamoDBJournal(dynamodb_table)
    journal.claim([Claim(journal.scope.id_of("order-1"), "owner", "SendEmail", "digest")])
    numbers = {
        name
        for item in boto3.client("dynamodb", "us-east-1").scan(TableName=dynamodb_table)["Items"]
        for name, value in item.items()
        if "N" in value
    }
    assert numbers == {"claimed_at", "leased_until", "generation"}  # docs/idempotency.md: no TTL on any of them


@pytest.mark.usefixtures("each_client")
def test_a_table_that_cannot_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with Server([ACCEPTED]) as server:
        journal = DynamoDBJournal("keys", region_name="us-east-1", endpoint_url="http://127.0.0.1:9")
        client = client_of(server.url, journal=journal)
        with pytest.raises(JournalError, match="was not sent: DynamoDB cannot be used: "):
            client.sending.send_email(**SEND, idempotency_key="order-1")
        assert server.connections == 0


@pytest.mark.usefixtures("each_client")
def test_no_region_no_credentials() -> None:
    with Server([ACCEPTED]) as server:
        client = client_of(server.url, journal=DynamoDBJournal("keys"))
        with pytest.raises(JournalError, match=r"was not sent: DynamoDB cannot be used: .*region"):
            client.sending.send_email(**SEND, idempotency_key="order-1")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_child_has_a_connection_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    known = {"id": {"S": "default/"}, "verifier": {"S": Scope().check}}

    def table(seen: Seen) -> Answer:
        return answer({"Attributes": known} if seen.headers["x-amz-target"].endswith(".UpdateItem") else {})

    with Server(table) as server:
        journal = DynamoDBJournal("keys", region_name="us-east-1", endpoint_url=server.url)
        assert journal.get("order-1") is None
        if (child := os.fork()) == 0:
            try:
                os._exit(0 if journal.get("order-1") is None else 1)
            finally:
                os._exit(2)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert journal.get("order-1") is None
        assert server.connections == 2
