"""`python -m sesv2kit` prints the sending status and quotas of the account in a region."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sesv2kit import SESv2
from sesv2kit.errors import SESv2Error

if TYPE_CHECKING:
    from sesv2kit.models.account import GetAccountResponse, SendQuota

UNKNOWN = "not stated"
"""Printed for a member that is missing in the response."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the account's status.

    Args:
        arguments: The command line. None: this process's own.

    Returns:
        The exit code: 0, or 1 if the status cannot be read.
    """
    parser = argparse.ArgumentParser(
        prog="python -m sesv2kit", description="Show the SES account that this environment's credentials belong to."
    )
    parser.add_argument("--region", help="AWS region, such as eu-west-1; by default as boto3 finds it")
    parser.add_argument("--profile", help="profile of the AWS configuration files")
    options = parser.parse_args(arguments)
    try:
        with SESv2(options.region, profile_name=options.profile) as client:
            account = client.account.get_account()
            region = client.boto3_client.meta.region_name
    except SESv2Error as error:
        print("sesv2kit:", " ".join(str(error).split()), file=sys.stderr)
        return 1
    for name, value in status(region, account):
        print(f"{name:<18}{value}")
    return 0


def status(region: str, account: "GetAccountResponse") -> Iterator[tuple[str, str]]:
    """The lines to print, each a name and a value."""
    yield "region", region
    yield "sending", choice(account.sending_enabled, "enabled", "paused")
    yield "access", choice(account.production_access_enabled, "production", "sandbox: verified recipients only")
    yield "enforcement", account.enforcement_status or UNKNOWN
    quota = account.send_quota
    yield "sent in 24 h", UNKNOWN if quota is None else sent(quota)
    rate = None if quota is None else quota.max_send_rate
    yield "sending rate", UNKNOWN if rate is None else f"{rate:g} per second"


def choice(value: bool | None, yes: str, no: str) -> str:
    """The word for True, False or a missing value."""
    if value is None:
        return UNKNOWN
    return yes if value else no


def sent(quota: "SendQuota") -> str:
    """How much of the daily quota is used: `1,200 of 50,000 (2.4 %)`."""
    used, most = quota.sent_last24_hours, quota.max24_hour_send
    if most is not None and most < 0:
        return f"{number(used)}, no limit"
    share = f" ({100 * used / most:.1f} %)" if most and used is not None else ""
    return f"{number(used)} of {number(most)}{share}"


def number(value: float | None) -> str:
    """A count with thousands separators."""
    return UNKNOWN if value is None else f"{value:,.0f}"


if __name__ == "__main__":
    sys.exit(main())
