# Written by `python -m tests.tools.twin` from sesv2kit/services/account.py. Change that one.
"""The account's status and settings."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sesv2kit.aio.services._base import AsyncService
from sesv2kit.health import HealthReport
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

if TYPE_CHECKING:
    from sesv2kit.journal import AsyncJournal, Journal


class AsyncAccount(AsyncService):
    """The account's status, quotas, settings and details. Each region has its own."""

    async def get_account(self) -> GetAccountResponse:
        """Look up the account's status, quotas and settings in this region.

        Returns:
            Whether and how much the account may send, AWS's review, and suppression, VDM, pricing and delivery
            settings.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html
        """
        return await self._call(GET_ACCOUNT)

    async def get_account_id(self) -> str:
        """The id of the AWS account that the client works for, 12 digits, for ARNs.

        STS is called once for a client, in the client's region and with its credentials; every IAM identity may call
        it. With `ClientConfig(account_id=...)` no request is sent.

        Returns:
            The account id.

        Raises:
            ConfigurationError: STS cannot be called, because the client was made with `boto3_client=` or
                `endpoint_url=`: set `ClientConfig(account_id=...)`.
            AuthenticationError: The credentials are not valid.
            ConnectError: STS cannot be reached.
            NoResponseError: STS did not respond.

        Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
        """
        return await self._run(lambda caller: caller.account_id())

    async def health(self, *, identities: Sequence[str] | None = None, cloudwatch_client: Any = None) -> HealthReport:
        """Find problems of the account in this region, and those that are likely soon. Only requests that read are
        sent.

        It checks the account's status and quota, the bounce and complaint rates that AWS reviews, the event
        destinations of configuration sets, and the verification, DKIM and MAIL FROM of identities. If the VDM is
        enabled, it includes its open recommendations. It sends two requests for each configuration set and one for each
        identity, within the rate limits.

        Args:
            identities: The identities to check. None: all of this region.
            cloudwatch_client: A boto3 client for CloudWatch in this region. None: one with the session and credentials
                of this client.

        Returns:
            The quota, the rates and the findings. Anything that cannot be read, or must not be read with these
            credentials, is a finding `not_known`; it is not estimated from other figures.

        Raises:
            RequestInvalidError: An argument is invalid; nothing was sent.
            AccessDeniedError: GetAccount is not allowed.
            ServiceError: GetAccount failed in another way.
            TransportError: GetAccount got no usable response.
            AuthenticationError: The credentials are not valid, or expired meanwhile.

        Source: https://docs.aws.amazon.com/ses/latest/dg/reputation-dashboard-dg.html
        """
        from sesv2kit._workflows.health import report

        return await self._run(lambda caller: report(caller, identities, cloudwatch_client))

    async def put_account_dedicated_ip_warmup_attributes(
        self,
        *,
        auto_warmup_enabled: bool,
    ) -> PutAccountDedicatedIpWarmupAttributesResponse:
        """Switch the automatic warm-up of new dedicated IPs on or off.

        Args:
            auto_warmup_enabled: Whether new dedicated IPs in this region are warmed up: little mail at first, then
                more. Required: SES would take its absence as False.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountDedicatedIpWarmupAttributes.html
        """
        return await self._call(PUT_ACCOUNT_DEDICATED_IP_WARMUP_ATTRIBUTES, auto_warmup_enabled=auto_warmup_enabled)

    async def put_account_delivery_attributes(
        self,
        *,
        shared_pool_delivery_mode: AccountSharedPoolDeliveryMode,
    ) -> PutAccountDeliveryAttributesResponse:
        """Set whether shared IPs of other regions may deliver the account's mail.

        Takes effect within minutes, for mail that is sent after that. A configuration set can have its own mode, which
        takes precedence.

        Args:
            shared_pool_delivery_mode: `GLOBAL`: shared IPs of other regions in the same partition may deliver too;
                `REGIONAL`: they may not.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            RequestInvalidError: An argument is invalid; nothing was sent.

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
        idempotency_key: str | None = None,
        journal: "Journal | AsyncJournal | None" = None,
        wait: float | None = None,
    ) -> PutAccountDetailsResponse:
        """Submit the account's details to AWS, and request production access if wanted.

        Replaces earlier details. AWS reviews them; the `details` of `get_account` show the status. Not repeated when
        its outcome is unknown, because a second call could open a second review.

        Args:
            mail_type: Kind of most mail: offers and news (`MARKETING`), or responses to what a customer did
                (`TRANSACTIONAL`).
            website_url: The sender's website, for the reviewers: 1 to 1,000 characters, `https://example.com`.
            contact_language: Language of AWS's messages. None: AWS chooses.
            use_case_description: For the reviewers: what is sent, to which recipients, and how they agreed; up to
                5,000 characters. None: nothing.
            additional_contact_email_addresses: 1 to 4 addresses (6 to 254 characters) that AWS also writes to.
                None: only the account's own.
            production_access_enabled: True: request to leave the sandbox, which AWS reviews. None: production
                access is not requested.
            idempotency_key: Text that identifies this one request, at most 255 characters: however often it is called
                with it, the request is accepted once. See docs/idempotency.md. None: no such protection.
            journal: Journal of idempotency keys. None: that of `ClientConfig(journal=...)`.
            wait: Seconds to wait for another call with this key that is in progress. None: do not wait.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            ConflictError: A review of earlier details is not finished.
            KeyInProgressError: Another call with this key is in progress.
            KeyReusedError: The key was used with other arguments.
            JournalError: The journal cannot be used; nothing was sent.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountDetails.html
        """
        return await self._call_once(
            PUT_ACCOUNT_DETAILS,
            idempotency_key,
            journal,
            wait,
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
        """Choose the pricing plan of the account.

        The change may take effect next month; the `pricing_attributes` of `get_account` show both plans.

        Args:
            plan: Plan to change to. `NONE`: no plan.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            ConflictError: An earlier change is not finished.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountPricingAttributes.html
        """
        return await self._call(PUT_ACCOUNT_PRICING_ATTRIBUTES, plan=plan)

    async def put_account_sending_attributes(
        self,
        *,
        sending_enabled: bool,
    ) -> PutAccountSendingAttributesResponse:
        """Pause the account's sending in this region, or resume it.

        Sends of a paused account raise `SendingPausedError`. Sending that AWS itself paused cannot be resumed here.

        Args:
            sending_enabled: False pauses all sending in this region. Required: SES would take its absence as False.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountSendingAttributes.html
        """
        return await self._call(PUT_ACCOUNT_SENDING_ATTRIBUTES, sending_enabled=sending_enabled)

    async def put_account_suppression_attributes(
        self,
        *,
        suppressed_reasons: Sequence[SuppressionListReason],
        validation_attributes: SuppressionValidationAttributes | None,
    ) -> PutAccountSuppressionAttributesResponse:
        """Replace the settings of the account's suppression list.

        They apply to future events: addresses on the list stay there. A configuration set or a tenant can have its own
        settings instead.

        Args:
            suppressed_reasons: What adds an address to the list from now on; empty: nothing. Required: SES may take
                its absence as empty.
            validation_attributes: Checks of recipients before sending. None: not sent; AWS does not say whether the
                current checks stay.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountSuppressionAttributes.html
        """
        return await self._call(
            PUT_ACCOUNT_SUPPRESSION_ATTRIBUTES,
            suppressed_reasons=suppressed_reasons,
            validation_attributes=validation_attributes,
        )
