"""The account and region of a request, from its signature. The signature itself is not checked."""

import re
from collections.abc import Mapping

DEFAULT_ACCOUNT_ID = "123456789012"
DEFAULT_REGION = "us-east-1"

_SIGNATURE = re.compile(r"Credential=(?P<key>[^/=]+)/\d+/(?:(?P<region>[^/]+)/)?(?P<service>[^/]+)/aws4_request")


def signature(headers: Mapping[str, str | bytes]) -> re.Match[str] | None:
    """Access key, region (None in a signature for several) and service, as groups; None if nothing is signed."""
    value = headers.get("Authorization", "")
    return _SIGNATURE.search(value if isinstance(value, str) else value.decode())


def account_and_region(headers: Mapping[str, str]) -> tuple[str, str]:
    """The account and region of a request. An access key of 12 digits is the account's id."""
    signed = signature(headers)
    if signed is None:
        return DEFAULT_ACCOUNT_ID, DEFAULT_REGION
    own = re.fullmatch(r"\d{12}", signed["key"], re.ASCII)
    return signed["key"] if own else DEFAULT_ACCOUNT_ID, signed["region"] or DEFAULT_REGION
