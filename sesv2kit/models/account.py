"""The account: its status, quotas, details and settings in one region."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from sesv2kit.models.common import SuppressionConditionThreshold, SuppressionListReason, VdmAttributes
from sesv2kit.operation import Operation, Repeat
from sesv2kit.shapes import Request, Response, Shape


class SendQuota(Shape):
    """How much the account may send in this region, and how much it has sent.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendQuota.html
    """

    max24_hour_send: float | None = None
    """How many mails, counted by recipient, may go out in any 24 hours; -1: any number. None: not stated."""

    max_send_rate: float | None = None
    """How many mails, counted by recipient, may go out each second; short bursts above pass. None: not stated."""

    sent_last24_hours: float | None = None
    """How many mails went out in the last 24 hours. None: not stated."""


class SuppressionValidationAttributes(Shape):
    """Checks of recipients before sending, for the whole account.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SuppressionValidationAttributes.html
    """

    condition_threshold: SuppressionConditionThreshold
    """Whether addresses are checked (Auto Validation), and which of them pass."""


class SuppressionAttributes(Shape):
    """Which addresses SES keeps the account from sending to.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SuppressionAttributes.html
    """

    suppressed_reasons: list[SuppressionListReason | str] = []
    """What puts an address on the account's suppression list. Empty: nothing does."""

    validation_attributes: SuppressionValidationAttributes | None = None
    """Checks of recipients before sending. None: not set."""


MailType = Literal["MARKETING", "TRANSACTIONAL"]
"""What most of the account's mail is: offers and news, or replies to what a customer did."""

ContactLanguage = Literal["EN", "JA"]
"""The language AWS writes in about the account: English or Japanese."""

ReviewStatus = Literal["PENDING", "FAILED", "GRANTED", "DENIED"] | str
"""How a review of the account ended, or `PENDING`; `FAILED`: AWS never received it, so ask again."""


class ReviewDetails(Shape):
    """Where AWS's review of the account details stands.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ReviewDetails.html
    """

    status: ReviewStatus | None = None
    """Outcome of the latest review; `GRANTED` brings production access. None: not stated."""

    case_id: str | None = None
    """Number of the AWS Support case. None: there is no case."""


class AccountDetails(Shape):
    """What the owner told AWS about the account, by `put_account_details`.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_AccountDetails.html
    """

    mail_type: MailType | str | None = None
    """What most of the mail is. None: not stated."""

    website_url: str | None = Field(default=None, repr=False)
    """Address of the sender's website. None: not stated."""

    contact_language: ContactLanguage | str | None = None
    """Language of AWS's messages about the review. None: not stated."""

    use_case_description: str | None = Field(default=None, repr=False)
    """The owner's words on what is sent, and to whom. None: not stated."""

    additional_contact_email_addresses: list[str] = Field(default=[], repr=False)
    """Who else gets AWS's messages about the account, besides its owner."""

    review_details: ReviewDetails | None = None
    """AWS's review of these details. None: there was none."""


PricingPlan = Literal["NONE", "ESSENTIALS", "PRO", "ENTERPRISE"]
"""What AWS bills the account by. `NONE`: no plan."""


class PricingAttributes(Shape):
    """The plan that AWS bills by, now and next.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PricingAttributes.html
    """

    current_plan: PricingPlan | str | None = None
    """Plan in force. None: not stated."""

    next_plan: PricingPlan | str | None = None
    """Plan that replaces it when the next month begins. None: no change is due."""


AccountSharedPoolDeliveryMode = Literal["GLOBAL", "REGIONAL"]
"""Whose shared IPs deliver mail: `REGIONAL`, only this region's; `GLOBAL`, other regions' too where that helps."""


class DeliveryAttributes(Shape):
    """How mail from shared IPs leaves the account in this region.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeliveryAttributes.html
    """

    shared_pool_delivery_mode: AccountSharedPoolDeliveryMode | str | None = None
    """Whether shared IPs of other regions may deliver (`GLOBAL`) or not (`REGIONAL`). None: not stated."""


class GetAccountRequest(Request):
    """Arguments of `account.get_account`."""


class GetAccountResponse(Response):
    """Answer of `account.get_account`."""

    dedicated_ip_auto_warmup_enabled: bool | None = None
    """Whether new dedicated IPs start with little mail and get more over weeks; on by default. None: not stated."""

    enforcement_status: str | None = None
    """Reputation: `HEALTHY`, `PROBATION` (under review) or `SHUTDOWN` (AWS stopped sending). None: not stated."""

    production_access_enabled: bool | None = None
    """False: sandbox, mail goes only to verified addresses and the mailbox simulator. None: not stated."""

    send_quota: SendQuota | None = None
    """Limits on sending and their use. None: not stated."""

    sending_enabled: bool | None = None
    """Whether the account can send in this region; `put_account_sending_attributes` pauses it. None: not stated."""

    suppression_attributes: SuppressionAttributes | None = None
    """Settings of the account's suppression list. None: not stated."""

    details: AccountDetails | None = None
    """What the owner told AWS about the account. None: never submitted."""

    vdm_attributes: VdmAttributes | None = None
    """Virtual Deliverability Manager settings. None: never set."""

    pricing_attributes: PricingAttributes | None = None
    """Plan in force and any scheduled change. None: not stated."""

    delivery_attributes: DeliveryAttributes | None = None
    """How mail from shared IPs leaves the account. None: not stated."""


GET_ACCOUNT = Operation(
    name="GetAccount",
    request=GetAccountRequest,
    response=GetAccountResponse,
    repeat=Repeat.SAFE,
)


class PutAccountDedicatedIpWarmupAttributesRequest(Request):
    """Arguments of `account.put_account_dedicated_ip_warmup_attributes`."""

    auto_warmup_enabled: bool | None = None
    """Whether new dedicated IPs in this region start with little mail and get more. None: SES takes it for False."""


class PutAccountDedicatedIpWarmupAttributesResponse(Response):
    """Answer of `account.put_account_dedicated_ip_warmup_attributes`."""


PUT_ACCOUNT_DEDICATED_IP_WARMUP_ATTRIBUTES = Operation(
    name="PutAccountDedicatedIpWarmupAttributes",
    request=PutAccountDedicatedIpWarmupAttributesRequest,
    response=PutAccountDedicatedIpWarmupAttributesResponse,
    repeat=Repeat.SAFE,
)


class PutAccountDeliveryAttributesRequest(Request):
    """Arguments of `account.put_account_delivery_attributes`."""

    shared_pool_delivery_mode: AccountSharedPoolDeliveryMode
    """`GLOBAL`: shared IPs of other regions in the same partition may deliver too; `REGIONAL`: they may not."""


class PutAccountDeliveryAttributesResponse(Response):
    """Answer of `account.put_account_delivery_attributes`."""


PUT_ACCOUNT_DELIVERY_ATTRIBUTES = Operation(
    name="PutAccountDeliveryAttributes",
    request=PutAccountDeliveryAttributesRequest,
    response=PutAccountDeliveryAttributesResponse,
    repeat=Repeat.SAFE,
)


class PutAccountDetailsRequest(Request):
    """Arguments of `account.put_account_details`."""

    mail_type: MailType
    """What most of the mail is: offers and news (`MARKETING`), or replies to a customer's act (`TRANSACTIONAL`)."""

    website_url: Annotated[
        str, Field(min_length=1, max_length=1000, pattern=r"^(([^:/?#]+):)?(//([^/?#]*))?([^?#]*)(\?([^#]*))?(#(.*))?")
    ] = Field(repr=False)
    """Where reviewers see who sends: 1 to 1,000 characters, `https://example.com`."""

    contact_language: ContactLanguage | None = None
    """Language AWS answers in. None: AWS chooses."""

    use_case_description: Annotated[str, Field(max_length=5000)] | None = Field(default=None, repr=False)
    """For the reviewers: what is sent, to whom, how they agreed; up to 5,000 characters. None: nothing said."""

    additional_contact_email_addresses: (
        Annotated[
            Sequence[Annotated[str, Field(min_length=6, max_length=254, pattern=r"^(.+)@(.+)$")]],
            Field(min_length=1, max_length=4),
        ]
        | None
    ) = Field(default=None, repr=False)
    """1 to 4 addresses (6 to 254 characters) that AWS also writes to. None: only the account's own."""

    production_access_enabled: bool | None = None
    """True: ask to leave the sandbox, which AWS reviews. None: not asked."""


class PutAccountDetailsResponse(Response):
    """Answer of `account.put_account_details`."""


PUT_ACCOUNT_DETAILS = Operation(
    name="PutAccountDetails",
    request=PutAccountDetailsRequest,
    response=PutAccountDetailsResponse,
    repeat=Repeat.UNSAFE,
    if_unknown="account.get_account().details.review_details, where a review that was opened stands",
)


class PutAccountPricingAttributesRequest(Request):
    """Arguments of `account.put_account_pricing_attributes`."""

    plan: PricingPlan
    """Plan to move to; `NONE` leaves all plans."""


class PutAccountPricingAttributesResponse(Response):
    """Answer of `account.put_account_pricing_attributes`."""


PUT_ACCOUNT_PRICING_ATTRIBUTES = Operation(
    name="PutAccountPricingAttributes",
    request=PutAccountPricingAttributesRequest,
    response=PutAccountPricingAttributesResponse,
    repeat=Repeat.SAFE,
)


class PutAccountSendingAttributesRequest(Request):
    """Arguments of `account.put_account_sending_attributes`."""

    sending_enabled: bool | None = None
    """False pauses all sending in this region. None: pauses too, for SES takes it for False."""


class PutAccountSendingAttributesResponse(Response):
    """Answer of `account.put_account_sending_attributes`."""


PUT_ACCOUNT_SENDING_ATTRIBUTES = Operation(
    name="PutAccountSendingAttributes",
    request=PutAccountSendingAttributesRequest,
    response=PutAccountSendingAttributesResponse,
    repeat=Repeat.SAFE,
)


class PutAccountSuppressionAttributesRequest(Request):
    """Arguments of `account.put_account_suppression_attributes`."""

    suppressed_reasons: Sequence[SuppressionListReason] | None = None
    """What puts an address on the list from now on; empty: nothing. None: left out, which SES may take for empty."""

    validation_attributes: SuppressionValidationAttributes | None = None
    """Checks of recipients before sending. None: left out; AWS does not say whether old ones stay."""


class PutAccountSuppressionAttributesResponse(Response):
    """Answer of `account.put_account_suppression_attributes`."""


PUT_ACCOUNT_SUPPRESSION_ATTRIBUTES = Operation(
    name="PutAccountSuppressionAttributes",
    request=PutAccountSuppressionAttributesRequest,
    response=PutAccountSuppressionAttributesResponse,
    repeat=Repeat.SAFE,
)
