"""The account as the older Amazon Pinpoint Email API shows it; `sesv2kit.models.account` is the current one."""

from sesv2kit.operation import Operation, Repeat
from sesv2kit.shapes import Request, Response, Shape


class SendQuota(Shape):
    """How much the account may send in this region, and how much it has sent.

    Source: https://docs.aws.amazon.com/pinpoint-email/latest/APIReference/API_SendQuota.html
    """

    max24_hour_send: float | None = None
    """How many mails may go out in any 24 hours; 200 in the sandbox. None: not stated."""

    max_send_rate: float | None = None
    """How many mails may go out each second; 1 in the sandbox. None: not stated."""

    sent_last24_hours: float | None = None
    """How many mails went out in the last 24 hours. None: not stated."""


class GetAccountRequest(Request):
    """Arguments of `pinpoint_email.get_account`."""


class GetAccountResponse(Response):
    """Answer of `pinpoint_email.get_account`."""

    send_quota: SendQuota | None = None
    """Limits on sending and their use. None: not stated."""

    sending_enabled: bool | None = None
    """Whether the account can send in this region. None: not stated."""

    dedicated_ip_auto_warmup_enabled: bool | None = None
    """Whether new dedicated IPs start with little mail and get more over weeks. None: not stated."""

    enforcement_status: str | None = None
    """Reputation: `HEALTHY`, `PROBATION` (under review) or `SHUTDOWN` (AWS stopped sending). None: not stated."""

    production_access_enabled: bool | None = None
    """False: sandbox, mail goes to verified identities only. None: not stated."""


GET_ACCOUNT = Operation(
    name="GetAccount",
    request=GetAccountRequest,
    response=GetAccountResponse,
    repeat=Repeat.SAFE,
    service="pinpoint-email",
)
