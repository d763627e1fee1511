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

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_COMMENT = re.compile(r"\([^()]*\)")


def bare_address(text: str) -> str:
    """The one address in `text`, which may have a display name. Refuses what SES refuses."""
    if re.search(r"[\r\n]", text):
        raise bad_request("Address contains a line break")
    name, address = _split(text)
    local, at, domain = address.rpartition("@")
    unquoted = _QUOTED.sub("", name)
    if "<" in unquoted or re.search(r"@[^\s,;@]*\s*[,;]", unquoted):
        raise bad_request("Only one address is allowed")
    if not (local and at and domain):
        raise bad_request("Missing final '@domain'")
    unquoted = _QUOTED.sub("", local)
    if "," in unquoted or ";" in unquoted:
        raise bad_request("Only one address is allowed")
    if not re.fullmatch(r"[A-Za-z0-9.-]+", domain):
        raise bad_request("Domain contains illegal character")
    if any(not label or label.startswith("-") or label.endswith("-") for label in domain.split(".")):
        raise bad_request("Domain contains an empty label, or one that begins or ends with a hyphen")
    quoted = _QUOTED.fullmatch(local) is not None
    if len(local) > 64 or ("@" in local and not quoted):
        raise bad_request("Local address is too long, or contains '@'")
    if re.search(r"[\s\x00-\x1f\x7f]", local):
        raise bad_request("Local address contains control or whitespace")
    if not local.isascii():
        raise bad_request("Local address contains non-ASCII characters")
    if not quoted and not re.fullmatch(r"[\w!#$%&'*+/=?^`{|}~.-]+", local, re.ASCII):
        raise bad_request("Local address contains illegal character")
    if not name.isascii():
        raise bad_request("Display name contains non-ASCII characters, which must be encoded as in RFC 2047")
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", name):
        raise bad_request("Display name contains control characters")
    return address


def has_special_name(text: str) -> bool:
    """Whether a display name has characters, such as commas, that must be quoted there."""
    name, _ = _split(text)
    unquoted = _COMMENT.sub("", _QUOTED.sub("", name))
    return re.search(r"[(),;:@<>\[\]\\\"]", unquoted) is not None


def written_address(text: str) -> str:
    """An accepted address as written in a header. A display name gets quotes if it needs them; an empty one is
    dropped."""
    name, address = _split(one_line(text))
    if not name.strip('" '):
        return address
    has_dot = "." in name and not re.search(r'[()"]|=\?', name)
    if not has_dot and not has_special_name(text):
        return one_line(text)
    escaped = re.sub(r'([\\"])', r"\\\1", name)
    return f'"{escaped}" <{address}>'


def _split(text: str) -> tuple[str, str]:
    """The display name, as it is written, and the address."""
    text = text.strip()
    if text.endswith(">") and "<" in text:
        name, _, address = text[:-1].rpartition("<")
        return name.strip(), address.strip()
    if text.endswith(")") and "(" in text:
        text = text[: text.rindex("(")].strip()
    if text.startswith("(") and ")" in text:
        text = text[text.index(")") + 1 :].strip()
    return "", text


def key(name: str) -> str:
    """A form that is equal for all spellings of an address or a domain: the domain in lower case."""
    local, at, domain = name.rpartition("@")
    folded = f"{local}{at}{domain.lower()}"
    return name if folded == name else folded  # usually the same string, which saves memory


def is_simulator(address: str) -> bool:
    """Whether it is an address of the mailbox simulator."""
    return domain_of(address) == _SIMULATOR


def bounces(address: str) -> bool:
    """Whether the mailbox simulator refuses mail to it."""
    return is_simulator(address) and _simulated(address) in _BOUNCING


def complains(address: str) -> bool:
    """Whether the mailbox simulator accepts mail to it and reports it as spam."""
    return is_simulator(address) and _simulated(address) == "complaint"


def is_away(address: str) -> bool:
    """Whether the mailbox simulator accepts mail to it and sends an out-of-office reply."""
    return is_simulator(address) and _simulated(address) == "ooto"


def domain_of(address: str) -> str:
    """The domain of an address, in lower case."""
    return address.rpartition("@")[2].lower()


def is_globally_suppressed(address: str) -> bool:
    """Whether the mailbox simulator bounces mail to it as if it were on SES's global suppression list."""
    return is_simulator(address) and _simulated(address) == "suppressionlist"


def isp(address: str) -> str | None:
    """The ISP of the address in metrics."""
    return _ISPS.get(domain_of(address))


def _simulated(address: str) -> str:
    """The behaviour that an address of the mailbox simulator has: its local part without a label."""
    return address.partition("@")[0].partition("+")[0].lower()
