"""The account's status in the older Amazon Pinpoint Email API; `sesv2kit.models.account` is the current one."""

from sesv2kit.operation import Operation, Repeat
from sesv2kit.shapes import Request, Response, Shape


class SendQuota(Shape):
    """How much the account may send in this region, and how much it has sent.

    Source: https://docs.aws.amazon.com/pinpoint-email/latest/APIReference/API_SendQuota.html
    """

    max24_hour_send: float | None = None
    """Emails that may be sent in any 24 hours; 200 in the sandbox. None: not returned."""

    max_send_rate: float | None = None
    """Emails per second; 1 in the sandbox. None: not returned."""

    sent_last24_hours: float | None = None
    """Emails sent in the last 24 hours. None: not returned."""


class GetAccountRequest(Request):
    """Arguments of `pinpoint_email.get_account`."""


class GetAccountResponse(Response):
    """Response of `pinpoint_email.get_account`."""

    send_quota: SendQuota | None = None
    """Limits on sending and their use. None: not returned."""

    sending_enabled: bool | None = None
    """Whether the account can send in this region. None: not returned."""

    dedicated_ip_auto_warmup_enabled: bool | None = None
    """Whether new dedicated IPs are warmed up: little mail at first, more over weeks. None: not returned."""

    enforcement_status: str | None = None
    """Reputation: `HEALTHY`, `PROBATION` (under review) or `SHUTDOWN` (AWS stopped sending). None: not returned."""

    production_access_enabled: bool | None = None
    """False: sandbox, which sends to verified identities only. None: not returned."""


GET_ACCOUNT = Operation(
    name="GetAccount",
    request=GetAccountRequest,
    response=GetAccountResponse,
    repeat=Repeat.SAFE,
    service="pinpoint-email",
)
