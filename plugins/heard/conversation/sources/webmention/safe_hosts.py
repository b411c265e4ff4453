"""Which hosts may be asked: those of the public internet, unless the owner allows the others.

An address that a stranger names may lead to the router, to a service of this computer, or to the metadata
of a cloud machine. A name is looked up once, its addresses are judged, and the connection goes to one of
these: a name that means something else a moment later (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

NAT64 = IPv6Network("64:ff9b::/96")
"""IPv4 within IPv6 (RFC 6052); RFC 4291, 3056 and 4380 have three more, which Python knows."""


class HostError(Exception):
    """The host cannot be asked, or must not; the message says why."""

    def __init__(self, message: str, is_final: bool = False) -> None:
        super().__init__(message)
        self.is_final = is_final


def addresses_of(host: str, port: int, allow_private: bool) -> list[tuple[int, Any]]:
    """Where to connect to: family and address of each that is allowed. Raises HostError.

    A resolver has no time limit of its own here; that of the system (some 30 seconds) ends it.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise HostError(f"{host} is not known: {getattr(error, 'strerror', None) or error}") from error
    allowed: list[tuple[int, Any]] = [
        (family, address)
        for family, _, _, _, address in found
        if allow_private or is_public(str(address[0]))
    ]
    if not allowed:
        raise HostError(f"{host} is no host of the public internet", is_final=True)
    return allowed


def is_public(text: str) -> bool:
    """Whether an IP address belongs to everybody: not private, local, reserved, or for many at once."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(_is_public(one) for one in (address, *_within(address)))


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    kept = (
        address.is_private,
        address.is_multicast,
        address.is_reserved and address not in NAT64,
        address.is_unspecified,
        address.is_loopback,
        address.is_link_local,
        isinstance(address, IPv6Address) and address.is_site_local,
    )
    is_carried = isinstance(address, IPv6Address) and (address.ipv4_mapped or address in NAT64)
    return bool(is_carried) or (not any(kept) and address.is_global)


def _within(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses that an IPv6 address leads to."""
    if isinstance(address, IPv4Address):
        return []
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in NAT64:
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [one for one in found if one is not None]
