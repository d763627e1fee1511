"""The Virtual Deliverability Manager."""

from collections.abc import Mapping

from sesv2kit.models.common import VdmAttributes, VdmOptions
from sesv2kit.models.vdm import (
    LIST_RECOMMENDATIONS,
    PUT_ACCOUNT_VDM_ATTRIBUTES,
    PUT_CONFIGURATION_SET_VDM_OPTIONS,
    ListRecommendationsFilterKey,
    ListRecommendationsResponse,
    PutAccountVdmAttributesResponse,
    PutConfigurationSetVdmOptionsResponse,
    Recommendation,
)
from sesv2kit.paging import PageIterator
from sesv2kit.services._base import Service


class Vdm(Service):
    """The Virtual Deliverability Manager (VDM): its settings and recommendations.

    AWS bills it per message while it is on. Its metrics are in `client.metrics`.
    """

    def list_recommendations(
        self,
        *,
        filter: Mapping[ListRecommendationsFilterKey, str] | None = None,
        next_token: str | None = None,
        page_size: int | None = None,
        limit: int | None = None,
    ) -> PageIterator[Recommendation, ListRecommendationsResponse]:
        """List the recommendations for the account in this region.

        For the findings about one tenant, use `filter={"RESOURCE_ARN": tenant_arn}`.

        Args:
            filter: Value by key: one key alone, or `STATUS` with `IMPACT` or with `TYPE`. None: all.
            next_token: `next_token` of an earlier page of the same list, to continue from there. None: the first
                page.
            page_size: Recommendations per page, 1 to 100. None: SES decides.
            limit: Maximum number of items to return. None: all.

        Returns:
            The recommendations. Each page is fetched when the iterator reaches it.

        Raises:
            NotFoundError: The VDM is off for the account.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListRecommendations.html
        """
        return self._paginate(LIST_RECOMMENDATIONS, limit, filter=filter, next_token=next_token, page_size=page_size)

    def put_account_vdm_attributes(
        self,
        *,
        vdm_attributes: VdmAttributes,
    ) -> PutAccountVdmAttributesResponse:
        """Switch the VDM of the account on or off, and set its options. Billed while it is on.

        Args:
            vdm_attributes: Whether the VDM is on, and the settings of its dashboard and guardian.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountVdmAttributes.html
        """
        return self._call(PUT_ACCOUNT_VDM_ATTRIBUTES, vdm_attributes=vdm_attributes)

    def put_configuration_set_vdm_options(
        self,
        *,
        configuration_set_name: str,
        vdm_options: VdmOptions,
    ) -> PutConfigurationSetVdmOptionsResponse:
        """Set VDM options of one configuration set, which replace those of the account.

        Args:
            configuration_set_name: The set to change: 1 to 64 characters of `A-Z`, `a-z`, `0-9`, `_`, `-`.
            vdm_options: Settings that replace the account's. Required: AWS does not say whether its absence clears
                earlier settings.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: There is no such configuration set.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutConfigurationSetVdmOptions.html
        """
        return self._call(
            PUT_CONFIGURATION_SET_VDM_OPTIONS, configuration_set_name=configuration_set_name, vdm_options=vdm_options
        )
