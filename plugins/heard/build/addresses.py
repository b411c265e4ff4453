"""Mail addresses, and texts that are safe in the head of a message.

A line break in a name or an address would begin a header of its own, so that a value could add
recipients to a message. An address with one is refused, a text loses it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from email.headerregistry import Address

LONGEST = 254
"""The longest address that mail servers pass on (RFC 5321, 4.5.3.1.3, less its angle brackets)."""
_LOOPBACK = re.compile(r"localhost|.*\.localhost|127(\.\d{1,3}){3}|::1|0\.0\.0\.0", re.IGNORECASE)


class AddressError(ValueError):
    """A text is not a mail address; the message says why, without the place."""


def address_of(text: str) -> Address:
    """One address, alone (`ada@example.org`) or named (`Ada <ada@example.org>`). Raises AddressError."""
    from email.policy import SMTP  # here, because few builds have a mail address to check

    if one_line(text) != text.strip():
        raise AddressError(f"{text!r} holds a line break or another control character")
    try:
        header: Any = SMTP.header_factory("From", text)
        found, wrong = header.addresses, header.defects
        named_groups = [group for group in header.groups if group.display_name is not None]
    except Exception as error:  # Python's parser falls over some texts in ways of its own
        raise AddressError(f"{text!r} is not a mail address") from error
    if len(found) != 1 or wrong or named_groups or not found[0].username or not found[0].domain:
        raise AddressError(f"{text!r} is not a mail address")
    address: Address = found[0]
    if not address.addr_spec.isascii():
        hint = "write the domain in its ASCII form (xn--…)"
        raise AddressError(f"{text!r} holds letters that not every mail server takes: {hint}")
    if len(address.addr_spec) > LONGEST or re.search(r"\s", address.addr_spec):
        raise AddressError(f"{text!r} is not a mail address")
    return address


def one_line(text: str) -> str:
    """A text on one line, without control characters: what may stand in a header."""
    spaced = "".join(" " if sign in "\t\r\n\v\f\x85\u2028\u2029" else sign for sign in text)
    return " ".join("".join(s for s in spaced if unicodedata.category(s) not in ("Cc", "Cs")).split())


def host_of(url: str) -> str:
    """The host of a web address, without its port; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Whether a host is this computer itself."""
    return bool(_LOOPBACK.fullmatch(host))
