# Written by `python -m tests.tools.twin` from sesv2kit/services/account.py. Change that one.
"""The account's status and settings."""

from collections.abc import Sequence

from sesv2kit.aio.services._base import AsyncService
from sesv2kit.models.account import (
    GET_ACCOUNT,
    PUT_ACCOUNT_DEDICATED_IP_WARMUP_ATTRIBUTES,
    PUT_ACCOUNT_DELIVERY_ATTRIBUTES,
    PUT_ACCOUNT_DETAILS,
    PUT_ACCOUNT_PRICING_ATTRIBUTES,
    PUT_ACCOUNT_SENDING_ATTRIBUTES,
    PUT_ACCOUNT_SUPPRESSION_ATTRIBUTES,
    AccountSharedPoolDeliveryMode,
    ContactLanguage,
    GetAccountResponse,
    MailType,
    PricingPlan,
    PutAccountDedicatedIpWarmupAttributesResponse,
    PutAccountDeliveryAttributesResponse,
    PutAccountDetailsResponse,
    PutAccountPricingAttributesResponse,
    PutAccountSendingAttributesResponse,
    PutAccountSuppressionAttributesResponse,
    SuppressionValidationAttributes,
)
from sesv2kit.models.common import SuppressionListReason


class AsyncAccount(AsyncService):
    """The account: its status, quotas and settings, and what AWS was told about it. Each region has its own."""

    async def get_account(self) -> GetAccountResponse:
        """Look up the account's status, quotas and settings in this region.

        Returns:
            Whether and how much the account may send, its review, and its suppression, VDM, pricing and delivery
            settings.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html
        """
        return await self._call(GET_ACCOUNT)

    async def put_account_dedicated_ip_warmup_attributes(
        self,
        *,
        auto_warmup_enabled: bool | None = None,
    ) -> PutAccountDedicatedIpWarmupAttributesResponse:
        """Switch the automatic warm-up of new dedicated IPs on or off.

        Args:
            auto_warmup_enabled: Whether new dedicated IPs in this region start with little mail and get more.
                None: SES takes it for False.

        Returns:
            An empty answer.

        Raises:
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountDedicatedIpWarmupAttributes.html
        """
        return await self._call(PUT_ACCOUNT_DEDICATED_IP_WARMUP_ATTRIBUTES, auto_warmup_enabled=auto_warmup_enabled)

    async def put_account_delivery_attributes(
        self,
        *,
        shared_pool_delivery_mode: AccountSharedPoolDeliveryMode,
    ) -> PutAccountDeliveryAttributesResponse:
        """Choose whether shared IPs of other regions may deliver the account's mail.

        Takes effect within minutes, and for mail that is sent from then on. A configuration set may have a mode of its
        own, which goes before the account's.

        Args:
            shared_pool_delivery_mode: `GLOBAL`: shared IPs of other regions in the same partition may deliver too;
                `REGIONAL`: they may not.

        Returns:
            An empty answer.

        Raises:
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountDeliveryAttributes.html
        """
        return await self._call(PUT_ACCOUNT_DELIVERY_ATTRIBUTES, shared_pool_delivery_mode=shared_pool_delivery_mode)

    async def put_account_details(
        self,
        *,
        mail_type: MailType,
        website_url: str,
        contact_language: ContactLanguage | None = None,
        use_case_description: str | None = None,
        additional_contact_email_addresses: Sequence[str] | None = None,
        production_access_enabled: bool | None = None,
    ) -> PutAccountDetailsResponse:
        """Tell AWS what the account sends, and ask for production access if wanted.

        Replaces what was submitted before. AWS reviews it; the `details` of `get_account` show how that stands. Not
        repeated when its outcome is unknown: a second call could open a second review.

        Args:
            mail_type: What most of the mail is: offers and news (`MARKETING`), or replies to a customer's act
                (`TRANSACTIONAL`).
            website_url: Where reviewers see who sends: 1 to 1,000 characters, `https://example.com`.
            contact_language: Language AWS answers in. None: AWS chooses.
            use_case_description: For the reviewers: what is sent, to whom, how they agreed; up to 5,000
                characters. None: nothing said.
            additional_contact_email_addresses: 1 to 4 addresses (6 to 254 characters) that AWS also writes to.
                None: only the account's own.
            production_access_enabled: True: ask to leave the sandbox, which AWS reviews. None: not asked.

        Returns:
            An empty answer.

        Raises:
            ConflictError: A review of earlier details is still under way.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountDetails.html
        """
        return await self._call(
            PUT_ACCOUNT_DETAILS,
            mail_type=mail_type,
            website_url=website_url,
            contact_language=contact_language,
            use_case_description=use_case_description,
            additional_contact_email_addresses=additional_contact_email_addresses,
            production_access_enabled=production_access_enabled,
        )

    async def put_account_pricing_attributes(
        self,
        *,
        plan: PricingPlan,
    ) -> PutAccountPricingAttributesResponse:
        """Choose the plan that AWS bills the account by.

        The change may wait until the next month; the `pricing_attributes` of `get_account` show both plans.

        Args:
            plan: Plan to move to; `NONE` leaves all plans.

        Returns:
            An empty answer.

        Raises:
            ConflictError: A change that is still under way stands against it.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountPricingAttributes.html
        """
        return await self._call(PUT_ACCOUNT_PRICING_ATTRIBUTES, plan=plan)

    async def put_account_sending_attributes(
        self,
        *,
        sending_enabled: bool | None = None,
    ) -> PutAccountSendingAttributesResponse:
        """Pause the account's sending in this region, or resume it.

        Sends are refused with `SendingPausedError` meanwhile. What AWS itself has paused cannot be resumed here.

        Args:
            sending_enabled: False pauses all sending in this region. None: pauses too, for SES takes it for False.

        Returns:
            An empty answer.

        Raises:
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountSendingAttributes.html
        """
        return await self._call(PUT_ACCOUNT_SENDING_ATTRIBUTES, sending_enabled=sending_enabled)

    async def put_account_suppression_attributes(
        self,
        *,
        suppressed_reasons: Sequence[SuppressionListReason] | None = None,
        validation_attributes: SuppressionValidationAttributes | None = None,
    ) -> PutAccountSuppressionAttributesResponse:
        """Replace the settings of the account's suppression list.

        They apply to what happens from now on: addresses on the list stay there. A configuration set or a tenant can
        have settings of its own in their place.

        Args:
            suppressed_reasons: What puts an address on the list from now on; empty: nothing. None: left out, which
                SES may take for empty.
            validation_attributes: Checks of recipients before sending. None: left out; AWS does not say whether
                old ones stay.

        Returns:
            An empty answer.

        Raises:
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountSuppressionAttributes.html
        """
        return await self._call(
            PUT_ACCOUNT_SUPPRESSION_ATTRIBUTES,
            suppressed_reasons=suppressed_reasons,
            validation_attributes=validation_attributes,
        )
