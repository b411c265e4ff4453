"""What a page that mentions us says: whether it really links here, who wrote it, when, and what.

Sources: W3C Webmention 3.2.2 (verification), microformats2 (h-entry, h-cite, h-card). mf2py reads the
microformats; it gets the page tidied, because it would take minutes for one that was made to hurt it.
"""

from __future__ import annotations

import hashlib
import json
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from typing import Any

from msgspec import Struct
from msgspec.structs import astuple

from heard.content.fields import clean, holds_login, is_web_address
from heard.content.hyperlinks import addresses_in, joined
from heard.conversation.sources.safe_http import Answer, tidy
from heard.text.dates import DateError, Moment, parse_moment
from heard.text.excerpt import shorten
from heard.text.exits import Refusal
from heard.text.names import without_mail_addresses
from heard.text.sanitise import clean_html

LONGEST = 2000
"""Characters of a text that are kept; the rest is read where it was said."""
NAME_LONGEST = 100
_KINDS = (
    ("in-reply-to", "remark"),
    ("like-of", "like"),
    ("repost-of", "repost"),
    ("bookmark-of", "bookmark"),
)
_VALUE = re.compile(r'<[a-z][^<>]* value="([^"]*)"')
"""That of a `data`, by which a page may say what it answers (microformats2, parsing of `u-`)."""
_TITLE = re.compile(r"<title>([^<]*)")
Ours = Callable[[str], bool]


class Said(Struct, frozen=True):
    """What the source says, cleaned. `kind` and `format` are words of `comment_file`."""

    kind: str = "mention"
    author: str = ""
    url: str | None = None
    date: str = ""
    modified: str = ""
    body: str = ""
    format: str = "text"

    @property
    def digest(self) -> str:
        """Changes when anything of it changes."""
        return hashlib.sha256(json.dumps(astuple(self)).encode()).hexdigest()[:32]


def links_here(answer: Answer, is_ours: Ours) -> bool:
    """Whether a page has a link that is ours; in a text that is no HTML, whether it names one."""
    if not answer.is_html:
        return any(is_ours(found) for found in re.findall(r"""https?://[^\s"'<>\\]{1,2000}""", answer.text))
    page = tidy(answer.text)
    links = (*(link.value for link in addresses_in(page)), *map(unescape, _VALUE.findall(page)))
    return any(is_ours(joined(answer.url, link.strip())) for link in links)


def read_source(answer: Answer, is_ours: Ours) -> Said:
    """What the page says of ours, from the h-entry that links here. Raises Refusal without mf2py."""
    page = tidy(answer.text)
    entries = list(_entries(_parsed(page, answer.url).get("items", ())))
    telling = [one for one in entries if _is_telling(one, is_ours)] or entries[:1]
    if not telling:
        title = _TITLE.search(page)
        return Said(body=shorten(clean(title[1]), LONGEST) if title and clean(title[1]) else answer.url)
    entry = telling[0]
    kind = next((word for name, word in _KINDS if any(map(is_ours, _urls(entry, name)))), "mention")
    author, url = _author(entry)
    body, form = _content(entry) if kind in ("remark", "mention") else ("", "text")
    if not body and kind in ("remark", "mention"):
        body = answer.url
    return Said(kind, author, url, _date(entry, "published"), _date(entry, "updated"), body, form)


def _parsed(page: str, url: str) -> dict[str, Any]:
    try:
        import mf2py
    except ImportError:
        hint = 'pip install "heard[webmention]", or pip install mf2py'
        raise Refusal(f"heard webmention-fetch needs one more package: {hint}.") from None
    try:
        with warnings.catch_warnings():  # of BeautifulSoup, about pages that look like something else
            warnings.simplefilter("ignore")
            found: dict[str, Any] = mf2py.parse(page, url=url, html_parser="html.parser")
    except Exception:  # a page of a stranger may break a parser in any way; then it has no microformats
        return {}
    return found


def _entries(items: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every h-entry of a page, those of its feeds too, in their order."""
    for item in items:
        if {"h-entry", "h-event", "h-review"} & set(item.get("type", ())):
            yield item.get("properties", {})
        yield from _entries(item.get("children", ()))


def _is_telling(entry: dict[str, Any], is_ours: Ours) -> bool:
    if any(is_ours(url) for name, _kind in _KINDS for url in _urls(entry, name)):
        return True
    return any(is_ours(link.value) for link in addresses_in(str(_first(entry, "content", "html"))))


def _urls(entry: dict[str, Any], name: str) -> Iterator[str]:
    for value in entry.get(name, ()):
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from (url for url in value.get("properties", {}).get("url", ()) if isinstance(url, str))
            yield str(value.get("value", ""))


def _author(entry: dict[str, Any]) -> tuple[str, str | None]:
    """Name and page. A mail address is nobody's name here: it would be shown to everybody."""
    given = next(iter(entry.get("author", ())), "")
    card = given.get("properties", {}) if isinstance(given, dict) else {"name": [given]}
    name = clean(str(_first(card, "name", "value")))
    urls = [url for url in card.get("url", ()) if isinstance(url, str)]
    if is_web_address(name):
        urls, name = [*urls, name], ""
    fit = (url for url in urls if is_web_address(url) and len(url) <= LONGEST and not holds_login(url))
    url = next(fit, None)
    return shorten(without_mail_addresses(name), NAME_LONGEST), clean(url) if url else None


def _content(entry: dict[str, Any]) -> tuple[str, str]:
    """The text and its format: HTML as it may be shown, or plain text where it is cut."""
    plain = str(_first(entry, "content", "value"))
    html = str(_first(entry, "content", "html"))
    if html.strip() and len(plain.strip()) <= LONGEST:
        cleaned = clean_html(html).strip()
        if plain.strip() and cleaned and len(cleaned) <= 4 * LONGEST:
            return cleaned, "html"
    for text in (plain, str(_first(entry, "summary", "value")), str(_first(entry, "name", "value"))):
        if text.strip():
            paragraphs = filter(None, map(clean, re.split(r"\n\s*\n", text)))
            return shorten("\n\n".join(paragraphs), LONGEST), "text"
    return "", "text"


def _first(entry: dict[str, Any], name: str, part: str) -> Any:
    value = next(iter(entry.get(name, ())), "")
    if isinstance(value, dict):
        return value.get(part, "") or ""
    return value if part == "value" else ""


def _date(entry: dict[str, Any], name: str) -> str:
    moment = moment_of(clean(str(_first(entry, name, "value"))))
    return moment.text if moment else ""


def moment_of(text: str) -> Moment | None:
    """A date of ISO 8601 that is precise to the day at least, or None."""
    try:
        moment = parse_moment(text.strip().upper()) if len(text) < 60 else None
    except DateError:
        return None
    return moment if moment and moment.has_day else None
