"""Reads the approved comments of an Isso over the web, where its database is out of reach.

Source: Isso's interface, `POST /count` and `GET /?uri=…&plain=1` (isso-comments.de/docs/reference). It has
no way to ask for all threads, so it is asked for those that this site's stories could have.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from heard.conversation.sources.isso.snapshot import IssoError, Row, Snapshot, row_of, snapshot_of
from heard.text.exits import Refusal
from heard.text.progress import show
from heard.text.terminal import strip_control_chars

TIMEOUT = 20.0
"""Seconds that Isso may stay silent."""
MOST = 20_000_000
"""Octets of one answer that are read."""
ASKED_AT_ONCE = 500
AGENT = "Heard (heard comments-pull)"


class _NoRedirect(HTTPRedirectHandler):
    """An Isso that moved must be named anew: its answers become files here."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def read_api(url: str, threads: Sequence[str]) -> Snapshot:
    """The approved comments of the threads that have some. Raises Refusal and IssoError."""
    if not _is_address(url):
        raise Refusal(f"--url {strip_control_chars(url)}: must be the http(s):// address of an Isso.")
    root = url.rstrip("/")
    rows: list[Row] = []
    for number, thread in enumerate(_with_comments(root, threads), 1):
        show("asking Isso for comments", number)
        answer = _ask(f"{root}/?{urlencode({'uri': thread, 'plain': 1})}")
        if not isinstance(answer, Mapping):
            raise IssoError(f"{root} does not answer as Isso does.")
        rows += _rows(answer, thread, root)
    return snapshot_of(rows)


def _is_address(url: str) -> bool:
    """Whether somebody can be asked at an address."""
    try:
        parts = urlsplit(url)
        port = parts.port  # raises for one that is no number, or none of TCP
    except ValueError:
        return False
    is_clean = not re.search(r"[\s\x00-\x20\x7f]", url)
    return is_clean and parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0


def _with_comments(root: str, threads: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(threads), ASKED_AT_ONCE):
        some = list(threads[start : start + ASKED_AT_ONCE])
        counts = _ask(f"{root}/count", some)
        if not isinstance(counts, list) or len(counts) != len(some):
            raise IssoError(f"{root} does not answer as Isso does.")
        yield from (thread for thread, count in zip(some, counts, strict=True) if count)


def _rows(answer: Mapping[str, Any], thread: str, root: str) -> Iterator[Row]:
    for reply in answer.get("replies") or ():
        try:
            yield row_of(reply, thread)
        except (KeyError, TypeError, ValueError) as error:
            raise IssoError(f"{root} does not answer as Isso does.") from error
        yield from _rows(reply, thread, root)


def _ask(url: str, content: object = None) -> Any:
    body = None if content is None else json.dumps(content).encode()
    headers = {"User-Agent": AGENT, "Accept": "application/json", "Content-Type": "application/json"}
    request = Request(url, body, headers, method="POST" if body else "GET")
    place = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}"
    try:
        with build_opener(_NoRedirect).open(request, timeout=TIMEOUT) as answer:
            octets = answer.read(MOST + 1)
    except HTTPError as error:
        with error:
            raise IssoError(f"{place} answers {error.code} {error.reason}.") from error
    except HTTPException as error:  # what answers speaks no HTTP, or stops in the middle of a word
        raise IssoError(f"{place} does not answer as Isso does ({type(error).__name__}).") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise IssoError(f"{place} cannot be reached: {reason or type(error).__name__}.") from error
    if len(octets) > MOST:
        raise IssoError(f"{place} sends more than {MOST:,} octets.")
    try:
        return json.loads(octets)
    except (ValueError, RecursionError) as error:
        raise IssoError(f"{place} does not answer as Isso does.") from error
