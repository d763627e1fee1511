# Written by `python -m tests.tools.twin` from sesv2kit/services/vdm.py. Change that one.
"""The Virtual Deliverability Manager."""

from collections.abc import Mapping

from sesv2kit.aio.paging import AsyncPageIterator
from sesv2kit.aio.services._base import AsyncService
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


class AsyncVdm(AsyncService):
    """The Virtual Deliverability Manager (VDM): its switches and what it recommends.

    AWS bills for it by message while it is on. What it measures is at `client.metrics`.
    """

    def list_recommendations(
        self,
        *,
        filter: Mapping[ListRecommendationsFilterKey, str] | None = None,
        next_token: str | None = None,
        page_size: int | None = None,
        limit: int | None = None,
    ) -> AsyncPageIterator[Recommendation, ListRecommendationsResponse]:
        """Walk the recommendations for the account in this region.

        The findings about one tenant come with `filter={"RESOURCE_ARN": tenant_arn}`.

        Args:
            filter: Values to match by key: one key alone, or `STATUS` with `IMPACT` or with `TYPE`. None:
                everything.
            next_token: Where to go on: the token of an earlier page, asked for with the same arguments. None: at
                the start.
            page_size: Recommendations a page, 1 to 100. None: SES decides.
            limit: How many items to give at most. None: all.

        Returns:
            The recommendations; a call is made whenever a page is used up.

        Raises:
            NotFoundError: The VDM is off for the account.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListRecommendations.html
        """
        return self._paginate(LIST_RECOMMENDATIONS, limit, filter=filter, next_token=next_token, page_size=page_size)

    async def put_account_vdm_attributes(
        self,
        *,
        vdm_attributes: VdmAttributes,
    ) -> PutAccountVdmAttributesResponse:
        """Switch the VDM of the account on or off, and set its options. Billed while it is on.

        Args:
            vdm_attributes: The switch for the whole VDM, and those for its dashboard and its guardian.

        Returns:
            An empty answer.

        Raises:
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountVdmAttributes.html
        """
        return await self._call(PUT_ACCOUNT_VDM_ATTRIBUTES, vdm_attributes=vdm_attributes)

    async def put_configuration_set_vdm_options(
        self,
        *,
        configuration_set_name: str,
        vdm_options: VdmOptions | None = None,
    ) -> PutConfigurationSetVdmOptionsResponse:
        """Set VDM options for the mail of one configuration set, over those of the account.

        Args:
            configuration_set_name: The set whose mail is to differ from the account: 1 to 64 characters out of
                `A-Z`, `a-z`, `0-9`, `_`, `-`.
            vdm_options: What differs for this set. None: an empty request; AWS does not say whether that clears
                what was set.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: There is no such configuration set.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutConfigurationSetVdmOptions.html
        """
        return await self._call(
            PUT_CONFIGURATION_SET_VDM_OPTIONS, configuration_set_name=configuration_set_name, vdm_options=vdm_options
        )
