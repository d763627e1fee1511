"""Settings and recommendations of the Virtual Deliverability Manager (VDM)."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from sesv2kit.models.common import API, ConfigurationSetName, RecommendationImpact, VdmAttributes, VdmOptions
from sesv2kit.operation import Operation, PagedOperation, RateLimit, Repeat
from sesv2kit.shapes import Documented, InPath, Request, Response, Shape, Timestamp

ListRecommendationsFilterKey = Literal["TYPE", "IMPACT", "STATUS", "RESOURCE_ARN"]
"""Filters of recommendations: one key alone, or `STATUS` with `IMPACT` or with `TYPE`."""

RecommendationType = Literal["DKIM", "DMARC", "SPF", "BIMI", "COMPLAINT", "BOUNCE", "FEEDBACK_3P", "IP_LISTING"] | str
"""Subject of a recommendation: an authentication standard, a high rate, feedback or a blocklist."""

RecommendationStatus = Literal["OPEN", "FIXED"] | str
"""Whether the cause still exists."""

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
    """A finding of the VDM about the setup or the reception of one resource's mail.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Recommendation.html
    """

    resource_arn: str | None = None
    """ARN of the identity, tenant or other resource it concerns. None: not returned."""

    type: RecommendationType | None = None
    """What it is about, such as `DKIM`. None: not returned."""

    description: str | None = None
    """Code of the finding within its type, such as `DKIM1`; not a readable text. None: not returned."""

    status: RecommendationStatus | None = None
    """`OPEN` until SES detects that the cause is removed, then `FIXED`. None: not returned."""

    created_timestamp: Timestamp | None = None
    """When SES first detected the cause. None: not returned."""

    last_updated_timestamp: Timestamp | None = None
    """When it last changed. None: not returned."""

    impact: RecommendationImpact | None = None
    """How much it can harm deliverability. None: not returned."""


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
    """Value by key: one key alone, or `STATUS` with `IMPACT` or with `TYPE`. None: all."""

    next_token: str | None = None
    """`next_token` of an earlier page of the same list, to continue from there. None: the first page."""

    page_size: (
        Annotated[int, Documented("1 to 100", source=API + "API_ListRecommendations.html", minimum=1, maximum=100)]
        | None
    ) = None
    """Recommendations per page, 1 to 100. None: SES decides."""


class ListRecommendationsResponse(Response):
    """Response of `vdm.list_recommendations`."""

    recommendations: list[Recommendation] = []
    """Recommendations of this page. It may be empty although more pages follow."""

    next_token: str | None = None
    """Token of the next page. None: this is the last page."""


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
    """Whether the VDM is on, and the settings of its dashboard and guardian."""


class PutAccountVdmAttributesResponse(Response):
    """Response of `vdm.put_account_vdm_attributes`."""


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
    """The set to change: 1 to 64 characters of `A-Z`, `a-z`, `0-9`, `_`, `-`."""

    vdm_options: VdmOptions
    """Settings that replace the account's. Required: AWS does not say whether its absence clears earlier settings."""


class PutConfigurationSetVdmOptionsResponse(Response):
    """Response of `vdm.put_configuration_set_vdm_options`."""


PUT_CONFIGURATION_SET_VDM_OPTIONS = Operation(
    name="PutConfigurationSetVdmOptions",
    request=PutConfigurationSetVdmOptionsRequest,
    response=PutConfigurationSetVdmOptionsResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(1.0),),
)
