"""Email addresses as SES reads them."""

import re

from sesv2kit.testing.mail.parts import one_line
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

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_NAMED = re.compile(rf"(?P<name>(?:{_QUOTED}|[^\"<])*)<(?P<address>[^<>]*)>\s*", re.DOTALL)
_LAST_ANGLE = re.compile(r"(?P<name>.*)<(?P<address>[^<>]*)>\s*", re.DOTALL)
_COMMENTED = re.compile(r"(?:\([^()]*\)\s*)?(?P<address>[^\s()](?:[^()]*[^\s()])?)\s*(?:\([^()]*\))?", re.DOTALL)
_ATOMS = re.compile(r"[\w!#$%&'*+/=?^`{|}~.-]+", re.ASCII)


def bare_address(text: str) -> str:
    """The one address in `text`, which may carry a display name. Refuses what SES refuses."""
    if re.search(r"[\r\n]", text):
        raise bad_request("Address contains a line break")
    name, address = _split(text)
    local, at, domain = address.rpartition("@")
    if re.search(r"<|@[^\s,;]*\s*[,;]", re.sub(_QUOTED, "", name)):
        raise bad_request("Only one address is allowed")
    if not (local and at and domain):
        raise bad_request("Missing final '@domain'")
    if re.search(r"[,;]", re.sub(_QUOTED, "", local)):
        raise bad_request("Only one address is allowed")
    if not re.fullmatch(r"[A-Za-z0-9.-]+", domain):
        raise bad_request("Domain contains illegal character")
    if any(not label or label.startswith("-") or label.endswith("-") for label in domain.split(".")):
        raise bad_request("Domain contains an empty label, or one that begins or ends with a hyphen")
    quoted = re.fullmatch(_QUOTED, local) is not None
    if len(local) > 64 or ("@" in local and not quoted):
        raise bad_request("Local address is too long, or contains '@'")
    if re.search(r"[\s\x00-\x1f\x7f]", local):
        raise bad_request("Local address contains control or whitespace")
    if not local.isascii():
        raise bad_request("Local address contains non-ASCII characters")
    if not quoted and not _ATOMS.fullmatch(local):
        raise bad_request("Local address contains illegal character")
    if not name.isascii():
        raise bad_request("Display name contains non-ASCII characters, which must be encoded as in RFC 2047")
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", name):
        raise bad_request("Display name contains control characters")
    return address


def has_special_name(text: str) -> bool:
    """Whether a display name has characters, such as commas, that may stand there only within quotes."""
    name, _ = _split(text)
    return bool(re.search(r"[,;:@<>\[\]\\\"]", re.sub(rf"{_QUOTED}|\([^()]*\)", "", name)))


def written_address(text: str) -> str:
    """An accepted address as it stands in a header: a display name that needs quotes gets them."""
    if not has_special_name(text):
        return one_line(text)
    name, address = _split(one_line(text))
    escaped = re.sub(r'([\\"])', r"\\\1", name)
    return f'"{escaped}" <{address}>'


def _split(text: str) -> tuple[str, str]:
    """The display name, as it is written, and the address."""
    text = text.strip()
    if named := _NAMED.fullmatch(text) or _LAST_ANGLE.fullmatch(text):
        return named["name"].strip(), named["address"].strip()
    commented = _COMMENTED.fullmatch(text)
    return "", commented["address"] if commented else text


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
