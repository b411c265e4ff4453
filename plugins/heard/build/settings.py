"""Settings of the commands: what `heard digest` needs to send mail.

`run.py` declares them, because the commands are no part of a site; then they are checked with all others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heard.build.addresses import AddressError, address_of, is_loopback
from heard.settings import Setting
from heard.text.names import did_you_mean

SECURITY = {"none": 25, "starttls": 587, "tls": 465}
"""How a connection is kept from being read, and the port that goes with it."""
_SMTP_KINDS = {"host": str, "port": int, "security": str, "user": str}
LONGEST_URL = 300


def _readers(value: list[Any] | tuple[Any, ...]) -> str | None:
    for one in value:
        if not isinstance(one, str):
            return f"must hold addresses, not {one!r}"
        try:
            address_of(one)
        except AddressError as error:
            return f"is wrong: {error}"
    return None


def _smtp(value: Mapping[Any, Any]) -> str | None:
    for key, setting in value.items():
        if key not in _SMTP_KINDS:
            return f"has no key {key!r}. {did_you_mean(str(key), _SMTP_KINDS)}".rstrip(" .")
        if not isinstance(setting, _SMTP_KINDS[key]) or isinstance(setting, bool):
            return f'needs {"a whole number" if key == "port" else "a text"} as "{key}", not {setting!r}'
    security = value.get("security", "starttls")
    if security not in SECURITY:
        return f'knows {", ".join(SECURITY)} as "security", not {security!r}'
    if value and not value.get("host"):
        return 'needs a "host"'
    if not 0 < value.get("port", 1) < 65536:
        return f"has no such port: {value['port']}"
    if security == "none" and value.get("user") and not is_loopback(value["host"]):
        return 'would send the password for all to read: use "security": "starttls" or "tls"'
    return None


def _unsubscribe(value: str | list[Any] | tuple[Any, ...]) -> str | None:
    for one in [value] if value and isinstance(value, str) else value:
        if not isinstance(one, str) or not one.startswith(("https://", "http://", "mailto:")):
            return f"must begin with https:// or mailto:, not {one!r}"
        if not one.isascii() or not one.isprintable() or set(one) & set(" <>\"',"):
            return f"holds what no address holds: {one!r}"
        if len(one) > LONGEST_URL:
            return f"is longer than {LONGEST_URL} characters"
    return None


DESK_SETTINGS = (
    Setting(
        "DIGEST_FROM",
        str,
        "",
        "Who the mail of `heard digest` comes from: 'Heard <stories@heard.example>'.",
        lambda value: _readers([value]) if value else None,
    ),
    Setting("DIGEST_TO", (list, tuple), [], "Who gets it: a list of addresses.", _readers),
    Setting(
        "DIGEST_SMTP",
        dict,
        {},
        'The mail server: {"host": …, "port": …, "security": "none", "starttls" or "tls", "user": …}; '
        "the password stands in the environment, as DIGEST_SMTP_PASSWORD.",
        _smtp,
    ),
    Setting(
        "DIGEST_UNSUBSCRIBE",
        (str, list, tuple),
        "",
        "Where a reader gets off the list: a URL or mailto:, or both; {address} is the reader's.",
        _unsubscribe,
    ),
)
