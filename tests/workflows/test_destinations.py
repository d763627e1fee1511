"""Event destinations as wanted: created, updated or left alone; and the topic policy that lets SES publish."""

import asyncio
import json
import threading
from typing import Any

import boto3
import pytest
from botocore.config import Config

from sesv2kit import AsyncSESv2, EventDestinationPlan, SESv2
from sesv2kit._boto.topics import Topic
from sesv2kit._workflows.destinations import with_statement
from sesv2kit.errors import (
    AccessDeniedError,
    ConfigurationError,
    ConnectError,
    CredentialsError,
    NoResponseError,
    NotFoundError,
    RequestInvalidError,
)
from sesv2kit.models.configuration_sets import (
    CloudWatchDestination,
    CloudWatchDimensionConfiguration,
    EventBridgeDestination,
    EventDestinationDefinition,
    SnsDestination,
)
from sesv2kit.testing import Backend
from tests.faults.server import Answer, End, Server, answer

TOPIC = "arn:aws:sns:us-east-1:123456789012:ses-events"
SET = "arn:aws:ses:us-east-1:123456789012:configuration-set/shop"
BUS = "arn:aws:events:us-east-1:123456789012:event-bus/default"
STATEMENT = {
    "Effect": "Allow",
    "Principal": {"Service": "ses.amazonaws.com"},
    "Action": "sns:Publish",
    "Resource": TOPIC,
    "Condition": {"StringEquals": {"AWS:SourceAccount": "123456789012", "AWS:SourceArn": SET}},
}


def to_sns(*types: str, enabled: bool = True) -> EventDestinationDefinition:
    return EventDestinationDefinition.model_validate(
        {
            "enabled": enabled,
            "matching_event_types": list(types or ("BOUNCE", "COMPLAINT")),
            "sns_destination": SnsDestination(topic_arn=TOPIC),
        }
    )


def to_metrics(*dimensions: str) -> EventDestinationDefinition:
    each = [
        CloudWatchDimensionConfiguration(
            dimension_name=name, dimension_value_source="MESSAGE_TAG", default_dimension_value="none"
        )
        for name in dimensions
    ]
    return EventDestinationDefinition(
        enabled=True,
        matching_event_types=["SEND"],
        cloud_watch_destination=CloudWatchDestination(dimension_configurations=each),
    )


@pytest.fixture
def ses(sesv2: SESv2) -> SESv2:
    sesv2.configuration_sets.create_configuration_set(configuration_set_name="shop")
    return sesv2


@pytest.fixture
def sns(ses_backend: Backend) -> Any:
    client = boto3.client("sns", "us-east-1")
    client.create_topic(Name="ses-events")
    return client


def ensured(ses: SESv2, definition: EventDestinationDefinition, **rest: Any) -> EventDestinationPlan:
    return ses.configuration_sets.ensure_event_destination(
        configuration_set_name="shop", event_destination_name="events", event_destination=definition, **rest
    )


def planned(ses: SESv2, definition: EventDestinationDefinition, **rest: Any) -> EventDestinationPlan:
    return ses.configuration_sets.plan_event_destination(
        configuration_set_name="shop", event_destination_name="events", event_destination=definition, **rest
    )


def sent(backend: Backend) -> list[str]:
    """What was asked of SES for event destinations, but for reading."""
    return [
        one.removesuffix("ConfigurationSetEventDestination")
        for one in backend.requests
        if one.endswith("EventDestination")
    ]


def policy_of(sns: Any) -> Any:
    return json.loads(sns.get_topic_attributes(TopicArn=TOPIC)["Attributes"]["Policy"])


# The destination.


def test_it_is_created_once_and_then_left_alone(ses: SESv2, ses_backend: Backend) -> None:
    assert [ensured(ses, to_sns()).destination for _ in range(3)] == ["create", "unchanged", "unchanged"]
    assert sent(ses_backend) == ["Create"]
    (found,) = ses.configuration_sets.get_configuration_set_event_destinations(
        configuration_set_name="shop"
    ).event_destinations
    assert (found.name, found.enabled, found.sns_destination) == ("events", True, SnsDestination(topic_arn=TOPIC))


@pytest.mark.parametrize(
    ("other", "differing"),
    [
        (to_sns("BOUNCE"), ["matching_event_types"]),
        (to_sns(enabled=False), ["enabled"]),
        (
            to_sns().model_copy(
                update={
                    "sns_destination": None,
                    "event_bridge_destination": EventBridgeDestination(event_bus_arn=BUS),
                }
            ),
            ["sns_destination", "event_bridge_destination"],
        ),
    ],
    ids=["types", "enabled", "destination"],
)
def test_what_differs_is_updated_once(
    ses: SESv2, ses_backend: Backend, other: EventDestinationDefinition, differing: list[str]
) -> None:
    ensured(ses, to_sns())
    update = ensured(ses, other)
    assert (update.destination, sorted(update.differences)) == ("update", sorted(differing))
    assert ensured(ses, other).is_empty
    assert sent(ses_backend) == ["Create", "Update"]


def test_order_is_no_difference(ses: SESv2) -> None:
    ensured(ses, to_sns("COMPLAINT", "BOUNCE"))
    assert ensured(ses, to_sns("BOUNCE", "COMPLAINT")).is_empty
    ensured(ses, to_metrics("campaign", "source"))
    assert ensured(ses, to_metrics("source", "campaign")).is_empty
    assert ensured(ses, to_metrics("source")).differences == ("cloud_watch_destination",)


def test_one_that_somebody_creates_meanwhile_becomes_as_wanted(
    ses: SESv2, ses_backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = SESv2.call

    def outrun(self: SESv2, operation: Any, request: Any, **rest: Any) -> Any:
        if operation.name.startswith("Create"):
            monkeypatch.undo()
            call(self, operation, {**request, "event_destination": to_sns("SEND")})
        return call(self, operation, request, **rest)

    monkeypatch.setattr(SESv2, "call", outrun)
    assert ensured(ses, to_sns()).destination == "create"
    assert ensured(ses, to_sns()).is_empty
    assert sent(ses_backend) == ["Create", "Create", "Update"]


def test_a_plan_changes_nothing(ses: SESv2, sns: Any, ses_backend: Backend) -> None:
    before = policy_of(sns)
    plan = planned(ses, to_sns(), sns_client=sns)
    assert (plan.destination, plan.topic_policy, plan.is_empty) == ("create", "add", False)
    assert str(plan).splitlines() == [
        "create     event destination events of shop",
        f"add        statement in the topic's policy: {json.dumps(STATEMENT)}",
    ]
    assert not sent(ses_backend)
    assert policy_of(sns) == before
    assert ensured(ses, to_sns(), sns_client=sns) == plan
    assert planned(ses, to_sns(), sns_client=sns).is_empty
    assert str(planned(ses, to_sns("BOUNCE"))) == "update     event destination events of shop: matching_event_types"


def test_there_is_no_such_set(sesv2: SESv2, sns: Any) -> None:
    before = policy_of(sns)
    with pytest.raises(NotFoundError):
        ensured(sesv2, to_sns(), sns_client=sns)
    assert policy_of(sns) == before


@pytest.mark.parametrize(
    ("definition", "rest", "argument"),
    [
        (
            EventDestinationDefinition(enabled=True, sns_destination=SnsDestination(topic_arn=TOPIC)),
            {},
            "matching_event_types",
        ),
        (to_metrics("campaign"), {"sns_client": True}, "sns_client"),
        (
            to_sns().model_copy(update={"sns_destination": SnsDestination(topic_arn=BUS)}),
            {"sns_client": True},
            "topic_arn",
        ),
        (to_sns(), {"source_account": "123456789012"}, "source_account"),
        (to_sns(), {"sns_client": True, "source_account": "shop"}, "source_account"),
    ],
)
def test_arguments_that_cannot_be_meant(
    ses: SESv2,
    sns: Any,
    ses_backend: Backend,
    definition: EventDestinationDefinition,
    rest: dict[str, Any],
    argument: str,
) -> None:
    asked = len(ses_backend.requests)
    if "sns_client" in rest:
        rest = {**rest, "sns_client": sns}
    with pytest.raises(RequestInvalidError) as refused:
        ensured(ses, definition, **rest)
    assert refused.value.problems[0].argument.endswith(argument)
    assert len(ses_backend.requests) == asked


@pytest.mark.parametrize("other", ["sns", boto3.client("sqs", "us-east-1")], ids=["text", "sqs"])
def test_a_client_for_another_service(ses: SESv2, other: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"must be a boto3 client for sns, not a (str|client for sqs)"):
        ensured(ses, to_sns(), sns_client=other)


# The policy.


def test_the_policy_is_touched_only_when_asked(ses: SESv2, sns: Any) -> None:
    before = policy_of(sns)
    assert ensured(ses, to_sns()).topic_policy is None
    assert policy_of(sns) == before


def test_a_statement_is_added_once_and_the_rest_stays(ses: SESv2, sns: Any) -> None:
    sns.add_permission(TopicArn=TOPIC, Label="partner", AWSAccountId=["210987654321"], ActionName=["Publish"])
    before = policy_of(sns)
    for _ in range(2):
        ensured(ses, to_sns(), sns_client=sns)
    assert policy_of(sns) == {**before, "Statement": [*before["Statement"], STATEMENT]}


def test_each_set_gets_a_statement(ses: SESv2, sns: Any) -> None:
    ensured(ses, to_sns(), sns_client=sns)
    ses.configuration_sets.create_configuration_set(configuration_set_name="news")
    ses.configuration_sets.ensure_event_destination(
        configuration_set_name="news", event_destination_name="e", event_destination=to_sns(), sns_client=sns
    )
    arns = [one["Condition"]["StringEquals"].get("AWS:SourceArn") for one in policy_of(sns)["Statement"]]
    assert arns == [None, SET, SET.replace("shop", "news")]


def test_another_account_sends(ses: SESv2, sns: Any) -> None:
    found = planned(ses, to_sns(), sns_client=sns, source_account="210987654321").policy_statement
    assert found is not None
    assert found["Condition"]["StringEquals"] == {
        "AWS:SourceAccount": "210987654321",
        "AWS:SourceArn": SET.replace("123456789012", "210987654321"),
    }


def test_the_policy_changes_before_the_destination(ses: SESv2, sns: Any, ses_backend: Backend) -> None:
    order: list[str] = []
    sns.meta.events.register(
        "before-call.sns.SetTopicAttributes", lambda **_: order.extend(["Policy", *sent(ses_backend)])
    )
    ensured(ses, to_sns(), sns_client=sns)
    assert order == ["Policy"]
    assert sent(ses_backend) == ["Create"]


def changed(**members: Any) -> dict[str, Any]:
    return {**STATEMENT, **members}


@pytest.mark.parametrize(
    "statement",
    [
        STATEMENT,
        changed(Sid="ours", Condition={}),
        {name: value for name, value in STATEMENT.items() if name != "Condition"},
        changed(Principal={"Service": ["events.amazonaws.com", "ses.amazonaws.com"]}),
        changed(Action=["SNS:GetTopicAttributes", "SNS:Publish"]),
        changed(Action="sns:*", Resource="*"),
        changed(Condition={"StringEquals": {"aws:sourceaccount": ["1", "123456789012"]}}),
        changed(Condition={"ArnLike": {"aws:SourceArn": SET.replace("shop", "*")}}),
        changed(Condition={"StringLike": {"AWS:SourceArn": "arn:aws:ses:*"}, "StringEquals": {"AWS:SourceArn": SET}}),
    ],
)
def test_a_policy_that_lets_ses_publish_stays(statement: dict[str, Any]) -> None:
    assert (
        with_statement(json.dumps({"Statement": [changed(Effect="Deny", Resource="x"), statement]}), STATEMENT) is None
    )
    assert with_statement(json.dumps({"Statement": statement}), STATEMENT) is None


@pytest.mark.parametrize(
    "statement",
    [
        changed(Effect="Deny"),
        changed(Principal="*"),
        changed(Principal={"AWS": "*"}),
        changed(Principal={"Service": "events.amazonaws.com"}),
        changed(Action="sns:Subscribe"),
        changed(Resource=TOPIC + "-2"),
        changed(Resource=TOPIC.replace("ses-events", "[s]es-events")),
        changed(Condition={"StringEquals": {"AWS:SourceAccount": "210987654321"}}),
        changed(Condition={"StringEquals": {"AWS:SourceArn": SET.replace("shop", "*")}}),
        changed(Condition={"ArnLike": {"AWS:SourceArn": SET.replace("shop", "shop2*")}}),
        changed(Condition={"StringLike": {"aws:PrincipalOrgID": "*"}}),
        changed(Condition={"StringNotEquals": {"AWS:SourceAccount": "123456789012"}}),
        "text",
    ],
)
def test_a_policy_that_does_not_gets_a_statement(statement: Any) -> None:
    whole = {"Version": "2008-10-17", "Id": "é", "Statement": [statement]}
    policy = with_statement(json.dumps(whole), STATEMENT)
    assert policy is not None
    assert json.loads(policy) == {**whole, "Statement": [statement, STATEMENT]}
    assert with_statement(policy, STATEMENT) is None


def test_no_policy_yet() -> None:
    policy = with_statement(None, STATEMENT)
    assert policy is not None
    assert json.loads(policy) == {"Version": "2012-10-17", "Statement": [STATEMENT]}


ODD = [changed(Condition=["x"]), changed(Condition={"StringEquals": "x"}), changed(Condition={"StringEquals": None})]


@pytest.mark.parametrize("policy", ["{", "[]", '"text"', "1", *(json.dumps({"Statement": odd}) for odd in ODD)])
def test_a_policy_that_nobody_can_read_stays(policy: str) -> None:
    with pytest.raises(ConfigurationError, match="nothing was changed"):
        with_statement(policy, STATEMENT)


# Failures of SNS.


def test_no_such_topic(ses: SESv2, ses_backend: Backend) -> None:
    with pytest.raises(NotFoundError) as told:
        ensured(ses, to_sns(), sns_client=boto3.client("sns", "us-east-1"))
    assert (told.value.operation, told.value.region, told.value.status) == ("GetTopicAttributes", "us-east-1", 404)
    assert not sent(ses_backend)


DENIED = (
    "<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>not allowed</Message></Error>"
    "<RequestId>r-1</RequestId></ErrorResponse>"
)


def topic_at(url: str, patience: float = 20.0, **keys: Any) -> Topic:
    """The topic, asked for once at another endpoint, which has some seconds to respond."""
    config = Config(retries={"total_max_attempts": 1}, connect_timeout=20, read_timeout=patience)
    client = boto3.Session(**keys).client("sns", "us-east-1", endpoint_url=url, config=config)
    return Topic(client, TOPIC)


KEYS: dict[str, Any] = {"aws_access_key_id": "a", "aws_secret_access_key": "b"}


def test_not_allowed() -> None:
    with (
        Server([answer(DENIED.encode(), 403)]) as server,
        pytest.raises(AccessDeniedError, match="not allowed") as told,
    ):
        topic_at(server.url, **KEYS).replace_policy("{}")
    error = told.value
    assert (error.operation, error.code, error.message) == ("SetTopicAttributes", "AuthorizationError", "not allowed")
    assert "sns:SetTopicAttributes" in (error.hint or "")


def test_no_response() -> None:
    with Server([Answer(end=End.STALL)]) as server, pytest.raises(NoResponseError, match="GetTopicAttributes"):
        topic_at(server.url, patience=0.2, **KEYS).policy()


def test_no_connection() -> None:
    with Server([answer()]) as server:
        server.stop_listening()
        with pytest.raises(ConnectError, match="GetTopicAttributes was not sent"):
            topic_at(server.url, **KEYS).policy()


def test_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("botocore.credentials.CredentialResolver.load_credentials", lambda _: None)
    with pytest.raises(CredentialsError, match="GetTopicAttributes was not sent"):
        topic_at("http://127.0.0.1:9").policy()


def test_what_botocore_refuses() -> None:
    with pytest.raises(ConfigurationError, match="SetTopicAttributes was not sent"):
        topic_at("http://127.0.0.1:9", **KEYS).replace_policy(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # as an error of ours would


# asyncio.


def test_awaited_and_sns_is_asked_in_threads(async_sesv2: AsyncSESv2, sns: Any) -> None:
    threads: set[int] = set()
    sns.meta.events.register("before-call.sns", lambda **_: threads.add(threading.get_ident()))

    async def main() -> tuple[EventDestinationPlan, EventDestinationPlan]:
        async with async_sesv2 as client:
            sets = client.configuration_sets
            await sets.create_configuration_set(configuration_set_name="shop")
            arguments: dict[str, Any] = {
                "configuration_set_name": "shop",
                "event_destination_name": "events",
                "event_destination": to_sns(),
                "sns_client": sns,
            }
            made = await sets.ensure_event_destination(**arguments)
            return made, await sets.plan_event_destination(**arguments)

    made, plan = asyncio.run(main())
    assert (made.destination, made.topic_policy, plan.is_empty) == ("create", "add", True)
    assert threading.get_ident() not in threads
