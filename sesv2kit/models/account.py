"""The account: its status, quotas, details and settings in one region."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from sesv2kit.models.common import SuppressionConditionThreshold, SuppressionListReason, VdmAttributes
from sesv2kit.operation import Operation, Repeat
from sesv2kit.shapes import MultiLine, Normalised, Request, Response, Shape, addresses

_ContactAddress = Annotated[
    str,
    Field(min_length=6, max_length=254, pattern=r"^(.+)@(.+)$"),
    Normalised(addresses.ADDRESS, addresses.SYNTAX, pattern=addresses.USUAL, normalise=addresses.address),
]


class SendQuota(Shape):
    """How much the account may send in this region, and how much it has sent.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendQuota.html
    """

    max24_hour_send: float | None = None
    """Emails that may be sent in any 24 hours, counted per recipient; -1: unlimited. None: not returned."""

    max_send_rate: float | None = None
    """Emails per second, counted per recipient; SES accepts short bursts above it. None: not returned."""

    sent_last24_hours: float | None = None
    """Emails sent in the last 24 hours. None: not returned."""


class SuppressionValidationAttributes(Shape):
    """Checks of recipients before sending, for the whole account.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SuppressionValidationAttributes.html
    """

    condition_threshold: SuppressionConditionThreshold
    """Whether addresses are checked (Auto Validation), and which of them pass."""


class SuppressionAttributes(Shape):
    """Settings of the account's suppression list.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SuppressionAttributes.html
    """

    suppressed_reasons: list[SuppressionListReason | str] = []
    """What adds an address to the account's suppression list. Empty: nothing does."""

    validation_attributes: SuppressionValidationAttributes | None = None
    """Checks of recipients before sending. None: not set."""


MailType = Literal["MARKETING", "TRANSACTIONAL"]
"""Kind of most of the account's mail: offers and news, or responses to what a customer did."""

ContactLanguage = Literal["EN", "JA"]
"""Language of AWS's messages about the account: English or Japanese."""

ReviewStatus = Literal["PENDING", "FAILED", "GRANTED", "DENIED"] | str
"""Outcome of a review of the account, or `PENDING`. `FAILED`: AWS did not receive the request; send it again."""


class ReviewDetails(Shape):
    """Status of AWS's review of the account details.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ReviewDetails.html
    """

    status: ReviewStatus | None = None
    """Outcome of the latest review; `GRANTED` gives production access. None: not returned."""

    case_id: str | None = None
    """Id of the AWS Support case. None: there is no case."""


class AccountDetails(Shape):
    """The details about the account that its owner submitted with `put_account_details`.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_AccountDetails.html
    """

    mail_type: MailType | str | None = None
    """Kind of most mail. None: not returned."""

    website_url: str | None = Field(default=None, repr=False)
    """Address of the sender's website. None: not returned."""

    contact_language: ContactLanguage | str | None = None
    """Language of AWS's messages about the review. None: not returned."""

    use_case_description: str | None = Field(default=None, repr=False)
    """The owner's description of what is sent, and to which recipients. None: not returned."""

    additional_contact_email_addresses: list[str] = Field(default=[], repr=False)
    """Further addresses that receive AWS's messages about the account, besides the owner's."""

    review_details: ReviewDetails | None = None
    """AWS's review of these details. None: there was no review."""


PricingPlan = Literal["NONE", "ESSENTIALS", "PRO", "ENTERPRISE"]
"""The pricing plan of the account. `NONE`: no plan."""


class PricingAttributes(Shape):
    """The current pricing plan and the next one.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PricingAttributes.html
    """

    current_plan: PricingPlan | str | None = None
    """The current plan. None: not returned."""

    next_plan: PricingPlan | str | None = None
    """Plan that replaces it at the start of the next month. None: no change is scheduled."""


AccountSharedPoolDeliveryMode = Literal["GLOBAL", "REGIONAL"]
"""Which shared IPs deliver mail. `REGIONAL`: only this region's. `GLOBAL`: other regions' too where that helps."""


class DeliveryAttributes(Shape):
    """How mail is delivered from shared IPs in this region.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeliveryAttributes.html
    """

    shared_pool_delivery_mode: AccountSharedPoolDeliveryMode | str | None = None
    """Whether shared IPs of other regions may deliver (`GLOBAL`) or not (`REGIONAL`). None: not returned."""


class GetAccountRequest(Request):
    """Arguments of `account.get_account`."""


class GetAccountResponse(Response):
    """Response of `account.get_account`."""

    dedicated_ip_auto_warmup_enabled: bool | None = None
    """Whether new dedicated IPs are warmed up: little mail at first, more over weeks. On by default. None: not
    returned."""

    enforcement_status: str | None = None
    """Reputation: `HEALTHY`, `PROBATION` (under review) or `SHUTDOWN` (AWS stopped sending). None: not returned."""

    production_access_enabled: bool | None = None
    """False: sandbox, which sends only to verified addresses and the mailbox simulator. None: not returned."""

    send_quota: SendQuota | None = None
    """Limits on sending and their use. None: not returned."""

    sending_enabled: bool | None = None
    """Whether the account can send in this region; `put_account_sending_attributes` pauses it. None: not returned."""

    suppression_attributes: SuppressionAttributes | None = None
    """Settings of the account's suppression list. None: not returned."""

    details: AccountDetails | None = None
    """The details that the account's owner submitted. None: never submitted."""

    vdm_attributes: VdmAttributes | None = None
    """Virtual Deliverability Manager settings. None: never set."""

    pricing_attributes: PricingAttributes | None = None
    """The current plan and any scheduled change. None: not returned."""

    delivery_attributes: DeliveryAttributes | None = None
    """How mail is delivered from shared IPs. None: not returned."""


GET_ACCOUNT = Operation(
    name="GetAccount",
    request=GetAccountRequest,
    response=GetAccountResponse,
    repeat=Repeat.SAFE,
)


class PutAccountDedicatedIpWarmupAttributesRequest(Request):
    """Arguments of `account.put_account_dedicated_ip_warmup_attributes`."""

    auto_warmup_enabled: bool
    """Whether new dedicated IPs in this region are warmed up: little mail at first, then more. Required: SES would take
    its absence as False."""


class PutAccountDedicatedIpWarmupAttributesResponse(Response):
    """Response of `account.put_account_dedicated_ip_warmup_attributes`."""


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
    """Response of `account.put_account_delivery_attributes`."""


PUT_ACCOUNT_DELIVERY_ATTRIBUTES = Operation(
    name="PutAccountDeliveryAttributes",
    request=PutAccountDeliveryAttributesRequest,
    response=PutAccountDeliveryAttributesResponse,
    repeat=Repeat.SAFE,
)


class PutAccountDetailsRequest(Request):
    """Arguments of `account.put_account_details`."""

    mail_type: MailType
    """Kind of most mail: offers and news (`MARKETING`), or responses to what a customer did (`TRANSACTIONAL`)."""

    website_url: Annotated[
        str, Field(min_length=1, max_length=1000, pattern=r"^(([^:/?#]+):)?(//([^/?#]*))?([^?#]*)(\?([^#]*))?(#(.*))?")
    ] = Field(repr=False)
    """The sender's website, for the reviewers: 1 to 1,000 characters, `https://example.com`."""

    contact_language: ContactLanguage | None = None
    """Language of AWS's messages. None: AWS chooses."""

    use_case_description: Annotated[str, Field(max_length=5000), MultiLine()] | None = Field(default=None, repr=False)
    """For the reviewers: what is sent, to which recipients, and how they agreed; up to 5,000 characters. None:
    nothing."""

    additional_contact_email_addresses: (
        Annotated[
            Sequence[_ContactAddress],
            Field(min_length=1, max_length=4),
        ]
        | None
    ) = Field(default=None, repr=False)
    """1 to 4 addresses (6 to 254 characters) that AWS also writes to. None: only the account's own."""

    production_access_enabled: bool | None = None
    """True: request to leave the sandbox, which AWS reviews. None: production access is not requested."""


class PutAccountDetailsResponse(Response):
    """Response of `account.put_account_details`."""


PUT_ACCOUNT_DETAILS = Operation(
    name="PutAccountDetails",
    request=PutAccountDetailsRequest,
    response=PutAccountDetailsResponse,
    repeat=Repeat.UNSAFE,
    where_to_look="account.get_account().details.review_details, which shows a review that was opened",
)


class PutAccountPricingAttributesRequest(Request):
    """Arguments of `account.put_account_pricing_attributes`."""

    plan: PricingPlan
    """Plan to change to. `NONE`: no plan."""


class PutAccountPricingAttributesResponse(Response):
    """Response of `account.put_account_pricing_attributes`."""


PUT_ACCOUNT_PRICING_ATTRIBUTES = Operation(
    name="PutAccountPricingAttributes",
    request=PutAccountPricingAttributesRequest,
    response=PutAccountPricingAttributesResponse,
    repeat=Repeat.SAFE,
)


class PutAccountSendingAttributesRequest(Request):
    """Arguments of `account.put_account_sending_attributes`."""

    sending_enabled: bool
    """False pauses all sending in this region. Required: SES would take its absence as False."""


class PutAccountSendingAttributesResponse(Response):
    """Response of `account.put_account_sending_attributes`."""


PUT_ACCOUNT_SENDING_ATTRIBUTES = Operation(
    name="PutAccountSendingAttributes",
    request=PutAccountSendingAttributesRequest,
    response=PutAccountSendingAttributesResponse,
    repeat=Repeat.SAFE,
)


class PutAccountSuppressionAttributesRequest(Request):
    """Arguments of `account.put_account_suppression_attributes`."""

    suppressed_reasons: Sequence[SuppressionListReason]
    """What adds an address to the list from now on; empty: nothing. Required: SES may take its absence as empty."""

    validation_attributes: SuppressionValidationAttributes | None
    """Checks of recipients before sending. None: not sent; AWS does not say whether the current checks stay."""


class PutAccountSuppressionAttributesResponse(Response):
    """Response of `account.put_account_suppression_attributes`."""


PUT_ACCOUNT_SUPPRESSION_ATTRIBUTES = Operation(
    name="PutAccountSuppressionAttributes",
    request=PutAccountSuppressionAttributesRequest,
    response=PutAccountSuppressionAttributesResponse,
    repeat=Repeat.SAFE,
)
