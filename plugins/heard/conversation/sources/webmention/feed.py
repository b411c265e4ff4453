"""The list of webmentions that a service received for this site, from its API or from a file.

Both forms of webmention.io are read: JF2 (`children` with `wm-source`, `wm-target`), and the older one
(`links` with `source`, `target`). What a service says of a mention is only a claim; each source is
looked at before anything is kept.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from msgspec import Struct

from heard.content.fields import is_web_address
from heard.conversation.sources.safe_http import JSON_SIZE, Answer, Client, FetchError, decoded, one_line

PER_PAGE = 100
PAGES = 200
"""Pages that are asked for at most: twenty thousand mentions."""


class FeedError(Exception):
    """The list cannot be read; the message says why."""


class Claim(Struct, frozen=True):
    """One mention as the service tells it: which page links to which of ours, and since when it knows."""

    source: str
    target: str
    received: str = ""


def read_file(path: Path) -> tuple[list[Claim], int]:
    """The mentions of a file and how many entries were none. Raises FeedError."""
    try:
        octets = path.read_bytes()
    except OSError as error:
        raise FeedError(f"{path} cannot be read: {error.strerror}.") from error
    claims = [_claim(entry) for entry in _entries(octets, str(path))]
    return list(dict.fromkeys(filter(None, claims))), claims.count(None)


def read_api(client: Client, address: str, token: str) -> tuple[list[Claim], int]:
    """All mentions that an API has, page by page, and how many entries were none. Raises FeedError."""
    claims: dict[Claim, None] = {}
    wrong = 0
    host = urlsplit(address).netloc
    for page in range(PAGES):
        answer = _page(
            client, _with(address, {"page": str(page), "per-page": str(PER_PAGE), "token": token})
        )
        found = [_claim(entry) for entry in _entries(answer.body, host, answer)]
        fresh = [one for one in found if one and one not in claims]
        wrong += found.count(None)
        claims.update(dict.fromkeys(fresh))
        if not fresh:  # the end, or a service that knows no pages and said the same again
            break
    return list(claims), wrong


def _page(client: Client, url: str) -> Answer:
    host = urlsplit(url).netloc  # the address holds the token, which belongs in no message
    try:
        answer = client.get(url, JSON_SIZE, "application/json")
    except FetchError as error:
        raise FeedError(f"{host}: {error}") from error
    if not answer.is_fine:
        hint = " Is WEBMENTION_TOKEN in the environment right?" if answer.status in (401, 403) else ""
        raise FeedError(f"{host} answers {answer.status}.{hint}")
    if answer.cut:
        raise FeedError(f"{host} sends more than {JSON_SIZE >> 20} MiB in one page.")
    return answer


def _with(address: str, query: dict[str, str]) -> str:
    """The address with these in its query; a page that it asks for itself gives way."""
    parts = urlsplit(address)
    kept = [(name, value) for name, value in parse_qsl(parts.query, True) if name not in query]
    kept += [(name, value) for name, value in query.items() if value]
    return urlunsplit(parts._replace(query=urlencode(kept), fragment=""))


def _entries(octets: bytes, where: str, answer: Answer | None = None) -> list[Any]:
    text = decoded(octets, answer.header("Content-Type") if answer else "")
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        raise FeedError(f"{where}:{error.lineno}: is not valid JSON: {error.msg}.") from error
    except (ValueError, RecursionError) as error:
        raise FeedError(f"{where} is nested too deeply or holds absurd numbers.") from error
    if isinstance(given, dict):
        for name in ("children", "links"):
            if isinstance(given.get(name), list):
                return list(given[name])
    raise FeedError(f'{where} has neither "children" nor "links": it is no list of webmentions.')


def _claim(entry: Any) -> Claim | None:
    """An entry as a claim; None for one that names no two web addresses, or that is private."""
    if not isinstance(entry, dict) or entry.get("wm-private") is True or entry.get("private") is True:
        return None
    source, target = (_address(entry.get(f"wm-{name}", entry.get(name))) for name in ("source", "target"))
    received = entry.get("wm-received") or entry.get("verified_date") or ""
    return Claim(source, target, str(received)[:40]) if source and target else None


def _address(given: Any) -> str:
    if not isinstance(given, str) or len(given) > 2000 or one_line(given, 2000) != given:
        return ""
    return given if is_web_address(given) else ""
