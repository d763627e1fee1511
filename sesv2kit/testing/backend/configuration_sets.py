"""Configuration sets. `PutConfigurationSetVdmOptions` lives in `vdm`."""

from sesv2kit.testing.errors import already_exists
from sesv2kit.testing.model import Json
from sesv2kit.testing.paging import Listing
from sesv2kit.testing.rules import check_name, check_tags, check_unassociated, find_configuration_set
from sesv2kit.testing.state import ConfigurationSet, State


def create_configuration_set(state: State, request: Json) -> None:
    """Create a configuration set with the options given."""
    options = dict(request)
    name, tags = options.pop("ConfigurationSetName"), options.pop("Tags", [])
    check_name("configuration set", name)
    check_tags(tags)
    if name in state.configuration_sets:
        raise already_exists(f"Configuration set <{name}> already exists.")
    # The options beside these three are shown only once they have been set.
    options.setdefault("DeliveryOptions", {}).setdefault("TlsPolicy", "OPTIONAL")
    options.setdefault("ReputationOptions", {}).setdefault("ReputationMetricsEnabled", False)
    # An absent option means enabled, but an option without its boolean means false.
    options.setdefault("SendingOptions", {"SendingEnabled": True}).setdefault("SendingEnabled", False)
    if "SuppressionOptions" in options:
        options["SuppressionOptions"] = _suppression(options["SuppressionOptions"])
    state.configuration_sets[name] = ConfigurationSet(name, options, tags)


def delete_configuration_set(state: State, request: Json) -> None:
    """Delete a configuration set that no tenant uses."""
    name = find_configuration_set(state, request["ConfigurationSetName"]).name
    check_unassociated(state, state.arn(f"configuration-set/{name}"))
    del state.configuration_sets[name]


def get_configuration_set(state: State, request: Json) -> Json:
    """The options that have been set, and the three that always exist."""
    found = find_configuration_set(state, request["ConfigurationSetName"])
    return {"ConfigurationSetName": found.name, **found.options, "Tags": found.tags}


def list_configuration_sets(state: State, request: Json) -> Listing[ConfigurationSet]:
    """The names, sorted."""
    part = request.get("Filter", {}).get("CONFIGURATION_SET_NAME_CONTAINS", "")
    return Listing(
        member="ConfigurationSets",
        rows=state.configuration_sets,
        show=lambda found: found.name,
        keep=lambda found: part in found.name,
        default=50,
        maximum=1000,
    )


def put_configuration_set_sending_options(state: State, request: Json) -> None:
    """Turn sending on; without its boolean, off."""
    options = find_configuration_set(state, request["ConfigurationSetName"]).options
    options["SendingOptions"] = {"SendingEnabled": request.get("SendingEnabled", False)}


def put_configuration_set_suppression_options(state: State, request: Json) -> None:
    """Set which suppression list applies and the reasons that count."""
    options = find_configuration_set(state, request["ConfigurationSetName"]).options
    given = {name: value for name, value in request.items() if name != "ConfigurationSetName"}
    options["SuppressionOptions"] = _suppression(given)


def _suppression(given: Json) -> Json:
    """The options as kept: without a scope of their own, absent reasons are an empty list, which filters nothing."""
    return given if "SuppressionScope" in given else {"SuppressedReasons": [], **given}
