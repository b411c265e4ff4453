"""Settings of webmentions."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from heard.content.fields import is_web_address
from heard.settings import Setting


def _endpoint(value: str) -> str | None:
    return None if not value or is_web_address(value) else f'must be a full web address, not "{value}"'


def _without_token(value: str) -> str | None:
    if _endpoint(value):
        return _endpoint(value)
    named = {name.lower() for name, _value in parse_qsl(urlsplit(value).query, True)}
    return (
        "must not hold the token: put it into the environment, as WEBMENTION_TOKEN"
        if "token" in named
        else None
    )


SETTINGS: tuple[Setting, ...] = (
    Setting("WEBMENTION_ENDPOINT", str, "", "Where pages say that webmentions are taken.", _endpoint),
    Setting("PINGBACK_ENDPOINT", str, "", "Where pages say that pingbacks are taken.", _endpoint),
    Setting(
        "WEBMENTION_API",
        str,
        "",
        "The list of received webmentions, as webmention.io gives it; the token stands in the environment.",
        _without_token,
    ),
)
