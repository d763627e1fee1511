"""Email addresses as SES reads them."""

import re
from email.utils import getaddresses

from sesv2kit.testing.protocol.errors import bad_request

_SIMULATOR = "simulator.amazonses.com"
_BOUNCING = ("bounce", "suppressionlist")

_ISPS = {
    "aol.com": "Aol",
    "comcast.net": "Comcast",
    "163.com": "NetEase",
    "gmail.com": "Gmail",
    "gmx.com": "Gmx",
    "gmx.de": "Gmx",
    "gmx.net": "Gmx",
    "googlemail.com": "Gmail",
    "hotmail.com": "Hotmail",
    "icloud.com": "Icloud",
    "live.com": "Hotmail",
    "me.com": "Icloud",
    "outlook.com": "Hotmail",
    "qq.com": "Tencent",
    "yahoo.com": "Yahoo",
}


def bare_address(text: str) -> str:
    """The one address in `text`, which may carry a display name. Refuses what SES refuses."""
    if re.search(r"[\r\n]", text):
        raise bad_request("Address contains a line break")
    addresses = [address for _, address in getaddresses([text]) if address]
    if len(addresses) > 1:
        raise bad_request("Only one address is allowed")
    address = addresses[0] if addresses else text
    local, at, domain = address.rpartition("@")
    if not (local and at and domain):
        raise bad_request("Missing final '@domain'")
    if not re.fullmatch(r"[A-Za-z0-9.-]+", domain):
        raise bad_request("Domain contains illegal character")
    if any(not label or label.startswith("-") or label.endswith("-") for label in domain.split(".")):
        raise bad_request("Domain contains an empty label, or one that begins or ends with a hyphen")
    if len(local) > 64 or ("@" in local and not local.startswith('"')):
        raise bad_request("Local address is too long, or contains '@'")
    if re.search(r"[\s\x00-\x1f\x7f]", local):
        raise bad_request("Local address contains control or whitespace")
    if not local.isascii():
        raise bad_request("Local address contains non-ASCII characters")
    return address


def key(name: str) -> str:
    """The form in which two spellings of an address or a domain are equal: domains have no case."""
    local, at, domain = name.rpartition("@")
    folded = f"{local}{at}{domain.lower()}"
    return name if folded == name else folded  # of a million, most need no second string


def is_simulator(address: str) -> bool:
    """Whether it is one of the mailbox simulator's."""
    return _domain(address) == _SIMULATOR


def bounces(address: str) -> bool:
    """Whether the mailbox simulator refuses mail to it."""
    return is_simulator(address) and _simulated(address) in _BOUNCING


def complains(address: str) -> bool:
    """Whether the mailbox simulator takes mail to it and reports it as spam."""
    return is_simulator(address) and _simulated(address) == "complaint"


def is_globally_suppressed(address: str) -> bool:
    """Whether the mailbox simulator bounces mail to it as if SES itself had it on a list."""
    return is_simulator(address) and _simulated(address) == "suppressionlist"


def isp(address: str) -> str | None:
    """The ISP under which metrics count the address."""
    return _ISPS.get(_domain(address))


def _simulated(address: str) -> str:
    """What one of the simulator's addresses simulates: its local part without a label."""
    return address.partition("@")[0].partition("+")[0].lower()


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
