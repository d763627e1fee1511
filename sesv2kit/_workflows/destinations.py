"""Event destinations as wanted: `configuration_sets.ensure_event_destination`."""

import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from sesv2kit import arns
from sesv2kit._boto.topics import Topic
from sesv2kit._core.arguments import validated
from sesv2kit._workflows.caller import Caller
from sesv2kit.destinations import EventDestinationPlan
from sesv2kit.errors import AlreadyExistsError, ConfigurationError, Problem, RequestInvalidError
from sesv2kit.models.configuration_sets import (
    CREATE_CONFIGURATION_SET_EVENT_DESTINATION,
    GET_CONFIGURATION_SET_EVENT_DESTINATIONS,
    UPDATE_CONFIGURATION_SET_EVENT_DESTINATION,
    CloudWatchDestination,
    CreateConfigurationSetEventDestinationRequest,
    EventDestination,
    EventDestinationDefinition,
)

_POLICY_SOURCE = "https://docs.aws.amazon.com/ses/latest/dg/configure-sns-notifications.html"
_TYPES_SOURCE = "https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EventDestinationDefinition.html"


async def plan(
    caller: Caller, arguments: Mapping[str, Any], sns_client: Any, source_account: str | None
) -> EventDestinationPlan:
    """The changes; see `ConfigurationSets.plan_event_destination`."""
    found, _ = await _found(caller, _checked(arguments), sns_client, source_account)
    return found


async def ensure(
    caller: Caller, arguments: Mapping[str, Any], sns_client: Any, source_account: str | None
) -> EventDestinationPlan:
    """Make the changes; see `ConfigurationSets.ensure_event_destination`."""
    request = _checked(arguments)
    found, policy = await _found(caller, request, sns_client, source_account)
    if policy is not None:  # before the destination: SES publishes a test message to the topic
        topic = _topic(request, sns_client)
        await caller.blocking(lambda: topic.replace_policy(policy))
    operation = UPDATE_CONFIGURATION_SET_EVENT_DESTINATION
    if found.destination == "create":
        try:
            await caller.call(CREATE_CONFIGURATION_SET_EVENT_DESTINATION, arguments)
        except (
            AlreadyExistsError
        ):  # created in the meantime, by another program or by an attempt whose response was lost
            await caller.call(operation, arguments)
    elif found.destination == "update":
        await caller.call(operation, arguments)
    return found


def _checked(arguments: Mapping[str, Any]) -> CreateConfigurationSetEventDestinationRequest:
    request = validated(CREATE_CONFIGURATION_SET_EVENT_DESTINATION, arguments)
    if not request.event_destination.matching_event_types:
        raise _invalid(
            "event_destination.matching_event_types", "at least one kind of event is required", _TYPES_SOURCE
        )
    return request


def _invalid(argument: str, message: str, source: str) -> RequestInvalidError:
    return RequestInvalidError("ensure_event_destination", [Problem(argument, message, source)])


async def _found(
    caller: Caller,
    request: CreateConfigurationSetEventDestinationRequest,
    sns_client: Any,
    source_account: str | None,
) -> tuple[EventDestinationPlan, str | None]:
    """The changes, and the topic's new policy. None: the policy stays."""
    topic = None if sns_client is None else _topic(request, sns_client)
    if source_account is not None and (topic is None or not re.fullmatch("[0-9]{12}", source_account)):
        raise _invalid("source_account", "must be 12 digits, and needs sns_client", _POLICY_SOURCE)
    listed = await caller.call(
        GET_CONFIGURATION_SET_EVENT_DESTINATIONS, {"configuration_set_name": request.configuration_set_name}
    )
    there = {one.name: one for one in listed.event_destinations}.get(request.event_destination_name)
    differing = () if there is None else differences(request.event_destination, there)
    statement = policy = None
    if topic is not None:
        statement = _statement(request, caller.region_name, source_account)
        policy = with_statement(await caller.blocking(topic.policy), statement)
    found = EventDestinationPlan(
        request.configuration_set_name,
        request.event_destination_name,
        "create" if there is None else "update" if differing else "unchanged",
        differing,
        None if topic is None else "unchanged" if policy is None else "add",
        None if policy is None else statement,
    )
    return found, policy


# The destination.


def differences(wanted: EventDestinationDefinition, found: EventDestination) -> tuple[str, ...]:
    """The members that differ. Members that only SES returns are not compared, because they cannot be requested."""
    return tuple(
        name
        for name in EventDestinationDefinition.model_fields
        if _comparable(name, getattr(wanted, name)) != _comparable(name, getattr(found, name))
    )


def _comparable(name: str, value: Any) -> object:
    """A value in which lists that SES treats as sets have a fixed order."""
    if name == "matching_event_types":
        return frozenset(value)
    if isinstance(value, CloudWatchDestination):
        return {one.dimension_name: _comparable("", one) for one in value.dimension_configurations}
    return {one: getattr(value, one) for one in type(value).model_fields} if isinstance(value, BaseModel) else value


# The topic's policy.

_TOPIC = re.compile(r"arn:aws[a-z-]*:sns:[a-z0-9-]+:(?P<account>[0-9]{12}):[A-Za-z0-9_.-]+")


def _topic_arn(request: CreateConfigurationSetEventDestinationRequest) -> re.Match[str]:
    destination = request.event_destination.sns_destination
    if destination is None:
        raise _invalid("sns_client", "needs an sns_destination in event_destination", _POLICY_SOURCE)
    arn = _TOPIC.fullmatch(destination.topic_arn)
    if arn is None:
        raise _invalid("event_destination.sns_destination.topic_arn", "must be the ARN of a topic", _POLICY_SOURCE)
    return arn


def _topic(request: CreateConfigurationSetEventDestinationRequest, sns_client: Any) -> Topic:
    return Topic(sns_client, _topic_arn(request)[0])


def _statement(
    request: CreateConfigurationSetEventDestinationRequest, region: str, source_account: str | None
) -> dict[str, Any]:
    arn = _topic_arn(request)
    account = source_account or arn["account"]
    source_arn = arns.configuration_set(request.configuration_set_name, region_name=region, account_id=account)
    return {
        "Effect": "Allow",
        "Principal": {"Service": "ses.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": arn[0],
        "Condition": {"StringEquals": {"AWS:SourceAccount": account, "AWS:SourceArn": source_arn}},
    }


def with_statement(policy: str | None, statement: Mapping[str, Any]) -> str | None:
    """The policy with one more statement, otherwise unchanged. None: the policy allows it already.

    Raises:
        ConfigurationError: The policy cannot be read.
    """
    try:
        whole = json.loads(policy) if policy else {"Version": "2012-10-17"}
        statements = _listed(whole.get("Statement", []))
        is_allowed = any(_allows(one, statement) for one in statements)
    except (ValueError, AttributeError):
        raise ConfigurationError("the topic's policy cannot be read, so nothing was changed") from None
    if is_allowed:
        return None
    return json.dumps({**whole, "Statement": [*statements, statement]}, ensure_ascii=False)


def _allows(found: Any, statement: Mapping[str, Any]) -> bool:
    """Whether a statement allows SES what `statement` allows. False if unsure: one more statement does no harm."""
    match found:
        case {"Effect": "Allow", "Principal": {"Service": services}, "Action": actions, "Resource": resources}:
            conditions = found.get("Condition", {})
        case _:
            return False
    return (
        statement["Principal"]["Service"] in _listed(services)
        and any(_is_like(str(one).lower(), statement["Action"].lower()) for one in _listed(actions))
        and any(_is_like(str(one), statement["Resource"]) for one in _listed(resources))
        and all(_holds(operator, tests, statement) for operator, tests in conditions.items())
    )


def _holds(operator: str, tests: Mapping[str, Any], statement: Mapping[str, Any]) -> bool:
    """Whether a condition of a policy is true for SES's requests."""
    known = {name.lower(): value for name, value in statement["Condition"]["StringEquals"].items()}
    if operator not in ("StringEquals", "StringLike", "ArnEquals", "ArnLike"):
        return False
    equals = str.__eq__ if operator == "StringEquals" else _is_like
    return all(
        name.lower() in known and any(equals(str(one), known[name.lower()]) for one in _listed(wanted))
        for name, wanted in tests.items()
    )


def _is_like(pattern: str, value: str) -> bool:
    """Whether a value matches a pattern of a policy, in which `*` and `?` are wildcards."""
    return bool(re.fullmatch(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), value))


def _listed(value: Any) -> list[Any]:
    """The values as a list. A policy may have a single value without a list."""
    match value:
        case [*values]:
            return values
        case _:
            return [value]
