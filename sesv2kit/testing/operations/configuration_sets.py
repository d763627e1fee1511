"""Configuration sets. `PutConfigurationSetVdmOptions` is in `vdm`."""

import re

from sesv2kit.testing.operations._checks import check_limit, check_unassociated
from sesv2kit.testing.paging import Listing
from sesv2kit.testing.protocol.arns import check_partition
from sesv2kit.testing.protocol.assumptions import (
    EMPTY_SUPPRESSION_OPTIONS,
    EVENT_BUS_ACCOUNT,
    EVENT_DESTINATION_ONE_KIND,
    HTTPS_POLICY_ALONE,
    SENDING_POOL_400,
)
from sesv2kit.testing.protocol.errors import Refused, already_exists, bad_request, not_found
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.protocol.names import name_contains
from sesv2kit.testing.sending.publishing import publish_setup
from sesv2kit.testing.state import State
from sesv2kit.testing.state.configuration_sets import ConfigurationSet
from sesv2kit.testing.state.finding import (
    covering_identities,
    find_configuration_set,
    find_dedicated_ip_pool,
    is_sending_pool,
)

_DESTINATIONS = {
    "KinesisFirehoseDestination": {
        "IamRoleArn": r"iam::\d+:role/.+",
        "DeliveryStreamArn": r"firehose:[\w-]+:\d+:deliverystream/.+",
    },
    "CloudWatchDestination": {},
    "SnsDestination": {"TopicArn": r"sns:[\w-]+:\d+:[\w.-]+"},
    "EventBridgeDestination": {"EventBusArn": r"events:[\w-]+:\d+:event-bus/default"},
    "PinpointDestination": {"ApplicationArn": r"mobiletargeting:[\w-]+:\d+:apps/\w+"},
}
"""The kinds of event destinations, with the form of their ARNs after the partition."""


def create_configuration_set(state: State, request: Json) -> None:
    """Create a configuration set with the options given."""
    options = dict(request)
    name, tags = options.pop("ConfigurationSetName"), options.pop("Tags", [])
    # Options other than these three are shown only after they have been set.
    options["DeliveryOptions"] = _delivery(state, options.get("DeliveryOptions", {}))
    options.setdefault("ReputationOptions", {}).setdefault("ReputationMetricsEnabled", False)
    # An absent option means enabled, but an option without its boolean means false.
    options.setdefault("SendingOptions", {"SendingEnabled": True}).setdefault("SendingEnabled", False)
    if "SuppressionOptions" in options:
        if not options["SuppressionOptions"] and state.assumes(EMPTY_SUPPRESSION_OPTIONS):
            raise Refused("InternalFailure", "", EMPTY_SUPPRESSION_OPTIONS)
        options["SuppressionOptions"] = _suppression(options["SuppressionOptions"])
    if "TrackingOptions" in options:
        options["TrackingOptions"] = _tracking(state, options["TrackingOptions"])
    _check_security(options.get("MessageSecurityOptions", {}))
    if name in state.configuration_sets:
        raise already_exists(f"Configuration set <{name}> already exists.")
    check_limit(state.configuration_sets, 10_000, "configuration sets")
    state.configuration_sets[name] = ConfigurationSet(name, options, tags)


def create_configuration_set_event_destination(state: State, request: Json) -> None:
    """Add an event destination."""
    name, definition = request["EventDestinationName"], request["EventDestination"]
    _check_destination(state, definition)
    found = find_configuration_set(state, request["ConfigurationSetName"])
    if name in found.event_destinations:
        raise already_exists(f"Event destination <{name}> already exists in configuration set <{found.name}>.")
    check_limit(found.event_destinations, 10, "event destinations of one configuration set")
    found.event_destinations[name] = definition
    publish_setup(state, definition)


def delete_configuration_set(state: State, request: Json) -> None:
    """Delete a configuration set that no tenant uses, with its event destinations."""
    name = find_configuration_set(state, request["ConfigurationSetName"]).name
    check_unassociated(state, state.arn(f"configuration-set/{name}"))
    del state.configuration_sets[name]


def delete_configuration_set_event_destination(state: State, request: Json) -> None:
    """Delete an event destination."""
    found = _find_with_destination(state, request)
    del found.event_destinations[request["EventDestinationName"]]


def get_configuration_set(state: State, request: Json) -> Json:
    """The options that have been set, and the three that always exist."""
    found = find_configuration_set(state, request["ConfigurationSetName"])
    return {"ConfigurationSetName": found.name, **found.options, "Tags": found.tags}


def get_configuration_set_event_destinations(state: State, request: Json) -> Json:
    """The event destinations, oldest first."""
    found = find_configuration_set(state, request["ConfigurationSetName"])
    return {
        "EventDestinations": [
            {"Name": name, "Enabled": False, **definition} for name, definition in found.event_destinations.items()
        ]
    }


def list_configuration_sets(state: State, request: Json) -> Listing[ConfigurationSet]:
    """The names, sorted."""
    part = request.get("Filter", {}).get("CONFIGURATION_SET_NAME_CONTAINS")
    return Listing(
        member="ConfigurationSets",
        rows=state.configuration_sets,
        show=lambda found: found.name,
        keep=lambda found: name_contains(found.name, part, state.assumes),
        default=50,
        maximum=1000,
    )


def put_configuration_set_archiving_options(state: State, request: Json) -> None:
    """Set the archive; if it is absent, the options are unset."""
    options = find_configuration_set(state, request["ConfigurationSetName"]).options
    options["ArchivingOptions"] = _given(request) or None


def put_configuration_set_delivery_options(state: State, request: Json) -> None:
    """Replace the delivery options. If the pool is absent, the set sends through shared addresses again.

    Only the mode of the shared pool stays as it was if it is absent.
    """
    options = find_configuration_set(state, request["ConfigurationSetName"]).options
    mode = options["DeliveryOptions"].get("SharedPoolDeliveryMode")
    kept = {} if mode is None else {"SharedPoolDeliveryMode": mode}
    options["DeliveryOptions"] = _delivery(state, {**kept, **_given(request)})


def put_configuration_set_reputation_options(state: State, request: Json) -> None:
    """Turn reputation metrics on; if the boolean is absent, off."""
    options = find_configuration_set(state, request["ConfigurationSetName"]).options
    options["ReputationOptions"]["ReputationMetricsEnabled"] = request.get("ReputationMetricsEnabled", False)


def put_configuration_set_sending_options(state: State, request: Json) -> None:
    """Turn sending on, which resets the reputation metrics; if the boolean is absent, off."""
    options = find_configuration_set(state, request["ConfigurationSetName"]).options
    before, enabled = options["SendingOptions"]["SendingEnabled"], request.get("SendingEnabled", False)
    options["SendingOptions"] = {"SendingEnabled": enabled}
    if enabled and not before:
        options["ReputationOptions"]["LastFreshStart"] = state.clock.now()


def put_configuration_set_suppression_options(state: State, request: Json) -> None:
    """Set which suppression list applies, and for which reasons."""
    options = find_configuration_set(state, request["ConfigurationSetName"]).options
    options["SuppressionOptions"] = _suppression(_given(request))


def put_configuration_set_tracking_options(state: State, request: Json) -> None:
    """Set the domain of tracked links; if it is absent, the options are unset."""
    given = _given(request)
    if "HttpsPolicy" in given and "CustomRedirectDomain" not in given and state.assumes(HTTPS_POLICY_ALONE):
        raise bad_request("CustomRedirectDomain must be specified.", HTTPS_POLICY_ALONE)
    options = find_configuration_set(state, request["ConfigurationSetName"]).options
    options["TrackingOptions"] = _tracking(state, given) if given else None


def update_configuration_set(state: State, request: Json) -> None:
    """Change the message security options that are given, and no others."""
    given = request.get("MessageSecurityOptions", {})
    _check_security(given)
    options = find_configuration_set(state, request["ConfigurationSetName"]).options
    if given:
        options["MessageSecurityOptions"] = {**options.get("MessageSecurityOptions", {}), **given}


def update_configuration_set_event_destination(state: State, request: Json) -> None:
    """Replace an event destination completely."""
    _check_destination(state, request["EventDestination"])
    found = _find_with_destination(state, request)
    found.event_destinations[request["EventDestinationName"]] = request["EventDestination"]


def _given(request: Json) -> Json:
    return {name: value for name, value in request.items() if name != "ConfigurationSetName"}


def _delivery(state: State, given: Json) -> Json:
    """The options as stored. The pool must exist when it is set."""
    pool = given.get("SendingPoolName")
    if pool is not None and not is_sending_pool(state, pool):
        if state.assumes(SENDING_POOL_400):
            blank = "sendingPoolName can't be blank."
            raise bad_request(f"SendingPool <{pool}> doesn't exist" if pool.strip() else blank, SENDING_POOL_400)
        find_dedicated_ip_pool(state, pool)
    return {"TlsPolicy": "OPTIONAL", **given}


def _suppression(given: Json) -> Json:
    """The options as stored. Without a scope, absent reasons are an empty list, so that nothing is filtered."""
    return given if "SuppressionScope" in given else {"SuppressedReasons": [], **given}


def _tracking(state: State, given: Json) -> Json:
    """The options as stored. Their domain must be verified, or a subdomain of a verified one."""
    domain = given.get("CustomRedirectDomain")
    if domain is not None:
        covering = covering_identities(state, domain)
        if "@" in domain or not any(identity.verified for identity in covering):
            raise bad_request(f"Domain <{domain}> is not verified under this account.")
    return given


def _check_security(given: Json) -> None:
    if "SigningScheme" in given and len(given["SigningScheme"]) != 1:
        raise bad_request("SigningScheme must have exactly one of DefaultScheme and SmimeScheme.")


def _find_with_destination(state: State, request: Json) -> ConfigurationSet:
    """The configuration set of the request. Refuses if it does not have the event destination of the request."""
    found, name = find_configuration_set(state, request["ConfigurationSetName"]), request["EventDestinationName"]
    if name not in found.event_destinations:
        raise not_found(f"Event destination <{name}> does not exist in configuration set <{found.name}>.")
    return found


def _check_destination(state: State, definition: Json) -> None:
    if not definition.get("MatchingEventTypes"):
        raise bad_request("An event destination must have at least one event type.")
    kinds = [kind for kind in _DESTINATIONS if kind in definition]
    if len(kinds) != 1 and state.assumes(EVENT_DESTINATION_ONE_KIND):
        one_of = f"An event destination must have exactly one of {', '.join(_DESTINATIONS)}."
        raise bad_request(one_of, EVENT_DESTINATION_ONE_KIND)
    for kind in kinds:
        for member, form in _DESTINATIONS[kind].items():
            if member in definition[kind]:
                _check_arn(state, member, definition[kind][member], form)
    dimensions = definition.get("CloudWatchDestination", {}).get("DimensionConfigurations", ())
    if len(dimensions) > 10:
        raise bad_request("A CloudWatch destination can have at most 10 dimensions.")
    for dimension in dimensions:
        # SES's own tags, such as ses:configuration-set, are allowed as dimension names too.
        if not re.fullmatch(r"[A-Za-z0-9_:-]{1,255}", dimension["DimensionName"]):
            raise bad_request(f"Invalid dimension name <{dimension['DimensionName']}>.")
        if not re.fullmatch(r"[A-Za-z0-9_@.-]{1,255}", dimension["DefaultDimensionValue"]):
            raise bad_request(f"Invalid default dimension value <{dimension['DefaultDimensionValue']}>.")


def _check_arn(state: State, member: str, arn: str, form: str) -> None:
    """Refuse an ARN of another form or partition, and an event bus that is not the account's own."""
    found = re.fullmatch(rf"arn:(?P<partition>[\w-]+):{form}", arn)
    if found is None:
        raise bad_request(f"Invalid {member} <{arn}>.")
    check_partition(state, arn, found["partition"])
    is_own = arn.split(":")[3:5] == [state.region, state.account_id]
    if member == "EventBusArn" and not is_own and state.assumes(EVENT_BUS_ACCOUNT):
        own = f"the default event bus of account {state.account_id} in region {state.region}"
        raise bad_request(f"Invalid {member} <{arn}>: it is not {own}.", EVENT_BUS_ACCOUNT)
