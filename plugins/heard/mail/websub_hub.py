"""One request to a WebSub hub."""

from __future__ import annotations

from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from heard.build.addresses import one_line

TIMEOUT = 15
"""Seconds that a hub may stay silent."""
AGENT = "Heard (heard websub-ping)"


class HubError(Exception):
    """The hub did not take it; `is_final` says that it will take no other feed either."""

    def __init__(self, message: str, is_final: bool = False) -> None:
        super().__init__(message)
        self.is_final = is_final


class _NoRedirect(HTTPRedirectHandler):
    """A redirect would turn the request into one that says nothing; a hub that moved must be set anew."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def publish(hub: str, feed: str) -> None:
    """Tell a hub that a feed changed. Raises HubError."""
    form = urlencode({"hub.mode": "publish", "hub.url": feed}).encode("ascii")
    request = Request(hub, form, {"User-Agent": AGENT}, method="POST")
    try:
        with build_opener(_NoRedirect).open(request, timeout=TIMEOUT):
            pass
    except HTTPError as error:
        with error:
            said = one_line(error.read(300).decode("utf-8", "replace"))
        where = error.headers.get("Location", "")
        moved = f" It has moved to {one_line(where)}." if where and 300 <= error.code < 400 else ""
        raise HubError(f"{error.code} {one_line(str(error.reason))}. {said}{moved}".strip()) from error
    except (URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise HubError(f"{one_line(str(reason)) or type(error).__name__}.", is_final=True) from error
