"""Settings and findings of the Virtual Deliverability Manager (VDM)."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from sesv2kit.models.common import API, ConfigurationSetName, RecommendationImpact, VdmAttributes, VdmOptions
from sesv2kit.operation import Operation, PagedOperation, RateLimit, Repeat
from sesv2kit.shapes import Documented, InPath, Request, Response, Shape, Timestamp

ListRecommendationsFilterKey = Literal["TYPE", "IMPACT", "STATUS", "RESOURCE_ARN"]
"""What recommendations can be filtered by: one key alone, or `STATUS` with `IMPACT` or with `TYPE`."""

RecommendationType = Literal["DKIM", "DMARC", "SPF", "BIMI", "COMPLAINT", "BOUNCE", "FEEDBACK_3P", "IP_LISTING"] | str
"""What a recommendation is about: a mail authentication standard, a rate that is too high, feedback or a blocklist."""

RecommendationStatus = Literal["OPEN", "FIXED"] | str
"""Whether there is still something to do."""

_COMBINATIONS = Documented(
    "one key alone, or STATUS with IMPACT or with TYPE",
    source=API + "API_ListRecommendations.html",
    pattern=r"\w+|IMPACT STATUS|STATUS TYPE",
)


def _documented_combination(
    filters: Mapping[ListRecommendationsFilterKey, str],
) -> Mapping[ListRecommendationsFilterKey, str]:
    _COMBINATIONS.check(" ".join(sorted(filters)))
    return filters


class Recommendation(Shape):
    """A finding of the VDM about how mail of one resource is set up or received.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Recommendation.html
    """

    resource_arn: str | None = None
    """ARN of the identity, tenant or other resource it concerns. None: not set."""

    type: RecommendationType | None = None
    """What it is about, such as `DKIM`. None: not set."""

    description: str | None = None
    """Code of the precise finding within its type, such as `DKIM1`; not a text for people. None: not set."""

    status: RecommendationStatus | None = None
    """`OPEN` until SES sees that the cause is gone, then `FIXED`. None: not set."""

    created_timestamp: Timestamp | None = None
    """When SES first met the cause. None: not set."""

    last_updated_timestamp: Timestamp | None = None
    """When its status, or anything else in it, last changed. None: not set."""

    impact: RecommendationImpact | None = None
    """How much it weighs on delivery. None: not set."""


class ListRecommendationsRequest(Request):
    """Arguments of `vdm.list_recommendations`."""

    filter: (
        Annotated[
            Mapping[ListRecommendationsFilterKey, Annotated[str, Field(min_length=1, max_length=512)]],
            Field(min_length=1, max_length=2),
            AfterValidator(_documented_combination),
        ]
        | None
    ) = None
    """Values to match by key: one key alone, or `STATUS` with `IMPACT` or with `TYPE`. None: everything."""

    next_token: str | None = None
    """Where to go on: the token of an earlier page, asked for with the same arguments. None: at the start."""

    page_size: (
        Annotated[int, Documented("1 to 100", source=API + "API_ListRecommendations.html", minimum=1, maximum=100)]
        | None
    ) = None
    """Recommendations a page, 1 to 100. None: SES decides."""


class ListRecommendationsResponse(Response):
    """Answer of `vdm.list_recommendations`."""

    recommendations: list[Recommendation] = []
    """The recommendations of this page; it may be empty though more pages follow."""

    next_token: str | None = None
    """Token of the page after this one. None: this was the last."""


LIST_RECOMMENDATIONS = PagedOperation(
    name="ListRecommendations",
    request=ListRecommendationsRequest,
    response=ListRecommendationsResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(1.0),),
    items="recommendations",
    item=Recommendation,
    needs_vdm=True,
)


class PutAccountVdmAttributesRequest(Request):
    """Arguments of `vdm.put_account_vdm_attributes`."""

    vdm_attributes: VdmAttributes
    """The switch for the whole VDM, and those for its dashboard and its guardian."""


class PutAccountVdmAttributesResponse(Response):
    """Answer of `vdm.put_account_vdm_attributes`."""


PUT_ACCOUNT_VDM_ATTRIBUTES = Operation(
    name="PutAccountVdmAttributes",
    request=PutAccountVdmAttributesRequest,
    response=PutAccountVdmAttributesResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(1.0),),
)


class PutConfigurationSetVdmOptionsRequest(Request):
    """Arguments of `vdm.put_configuration_set_vdm_options`."""

    configuration_set_name: InPath[ConfigurationSetName]
    """The set whose mail is to differ from the account: 1 to 64 characters out of `A-Z`, `a-z`, `0-9`, `_`, `-`."""

    vdm_options: VdmOptions | None = None
    """What differs for this set. None: an empty request; AWS does not say whether that clears what was set."""


class PutConfigurationSetVdmOptionsResponse(Response):
    """Answer of `vdm.put_configuration_set_vdm_options`."""


PUT_CONFIGURATION_SET_VDM_OPTIONS = Operation(
    name="PutConfigurationSetVdmOptions",
    request=PutConfigurationSetVdmOptionsRequest,
    response=PutConfigurationSetVdmOptionsResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(1.0),),
)
