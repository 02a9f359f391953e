"""Which `Host` a request may name.

A page from elsewhere can point its own name at this machine and then read, as itself, what answers there (DNS
rebinding). The browser still sends that foreign name, so a request under a name that isn't ours is refused.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import Final

from flask import Flask, request
from werkzeug.exceptions import BadRequest

_HOST: Final = re.compile(r"(?:\[(?P<v6>[0-9a-fA-F:.]+)\]|(?P<name>[^\[\]:/@\s]+))(?::[0-9]{1,5})?\Z")


def is_ours(header: str, bound: str) -> bool:
    """Whether a `Host` header names this server.

    Args:
        header: a name or address, with or without a port.
        bound: the name or address that the server listens on.
    """
    match = _HOST.match(header)
    if match is None:
        return False
    name = (match["v6"] or match["name"]).lower().removesuffix(".")
    address, listening = _address(name), _address(bound)
    if address is not None and address.is_loopback:
        return True
    if listening is not None and listening.is_unspecified:
        # It listens on all addresses. Whoever writes one out needed no name, so none was pointed elsewhere.
        return address is not None or name in ("localhost", socket.gethostname().lower())
    return name in ("localhost", bound.lower()) or (address is not None and address == listening)


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def check_hosts(app: Flask, bound: str) -> None:
    """Make an application refuse requests that name another host; one that names none comes from no browser."""

    def check() -> None:
        header = request.headers.get("Host")
        if header is not None and not is_ours(header, bound):
            raise BadRequest("This server doesn't go by that name; use the address that it printed when it started.")

    app.before_request(check)
