"""The Virtual Deliverability Manager: its settings and recommendations."""

from sesv2kit.testing.operations._checks import check_vdm
from sesv2kit.testing.paging import Listing
from sesv2kit.testing.protocol.errors import bad_request
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.state import State
from sesv2kit.testing.state.finding import find_configuration_set
from sesv2kit.testing.state.vdm import Recommendation

_COMBINATIONS = ({"STATUS", "IMPACT"}, {"STATUS", "TYPE"})
_VALUES = {
    "TYPE": ("DKIM", "DMARC", "SPF", "BIMI", "COMPLAINT", "BOUNCE", "FEEDBACK_3P", "IP_LISTING"),
    "IMPACT": ("LOW", "HIGH"),
    "STATUS": ("OPEN", "FIXED"),
}


def list_recommendations(state: State, request: Json) -> Listing[Recommendation]:
    """The recommendations that match the filter, oldest first."""
    check_vdm(state)
    filters: dict[str, str] = request.get("Filter", {})
    if len(filters) > 1 and set(filters) not in _COMBINATIONS:
        raise bad_request(f"The filters {' and '.join(sorted(filters))} cannot be combined.")
    for key, value in filters.items():
        if value not in _VALUES.get(key, (value,)):
            raise bad_request(f"Invalid value <{value}> of filter {key}.")
    return Listing(
        member="Recommendations",
        rows=state.recommendations,
        show=_show,
        keep=lambda found: all(value == _filterable(found)[key] for key, value in filters.items()),
        default=100,
        maximum=100,
    )


def put_account_vdm_attributes(state: State, request: Json) -> None:
    """Turn the Virtual Deliverability Manager on or off."""
    attributes: Json = request["VdmAttributes"]
    # The settings of its parts exist only while it is on.
    enabled = attributes["VdmEnabled"] == "ENABLED"
    state.account.vdm_attributes = attributes if enabled else {"VdmEnabled": "DISABLED"}


def put_configuration_set_vdm_options(state: State, request: Json) -> None:
    """Set a configuration set's options; if they are absent, unset them."""
    options = find_configuration_set(state, request["ConfigurationSetName"]).options
    options["VdmOptions"] = request.get("VdmOptions")


def _filterable(found: Recommendation) -> dict[str, str]:
    return {
        "TYPE": found.type,
        "IMPACT": found.impact,
        "STATUS": found.status,
        "RESOURCE_ARN": found.resource_arn,
    }


def _show(found: Recommendation) -> Json:
    return {
        "ResourceArn": found.resource_arn,
        "Type": found.type,
        "Description": found.description,
        "Status": found.status,
        "CreatedTimestamp": found.created,
        "LastUpdatedTimestamp": found.last_updated,
        "Impact": found.impact,
    }
