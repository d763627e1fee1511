"""Refuses requests of other web pages, whose scripts a browser on this machine runs."""

import re
from ipaddress import ip_address


def objection(origin: str | None, host: str | None, served_at: str) -> str | None:
    """Why a request must be refused, by its headers Origin and Host. None: there is no reason.

    Browsers send the origin of a page, except where page and server have the same host. A foreign host name that
    resolves to the loopback interface is an attack (DNS rebinding): the page pretends to have the same host.
    """
    if origin is not None and origin.partition("://")[2] != host:
        return (
            f"This server accepts no requests of web pages of other origins, such as {origin}: only of its own pages."
        )
    if host is not None and is_local(served_at) and not is_local(host):
        return (
            f"This server listens on this machine only, and Host: {host} is not a name of this machine. Call it "
            f"http://{served_at} or http://localhost, or start it with --host 0.0.0.0 to be called by any name."
        )
    return None


def is_local(host: str) -> bool:
    """Whether a host, with its port or without, is this machine by name or address."""
    name = re.sub(r":[0-9]*$", "", host).strip("[]").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
