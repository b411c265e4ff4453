"""The story pages of the built site: what each links to, and a fingerprint of what it says."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from heard.content.addresses import file_of
from heard.content.fields import is_web_address
from heard.content.hyperlinks import joined
from heard.library.library import Card, Library
from heard.text.excerpt import VOID
from heard.text.exits import Refusal

ANSWERS = frozenset({"u-in-reply-to", "u-like-of", "u-repost-of", "u-bookmark-of"})
"""Links of an entry that say what it answers (microformats2, h-entry)."""


class Page(Struct, frozen=True):
    """A published story: its address, the links of its own text, a digest of that text, and its file."""

    url: str
    targets: tuple[str, ...]
    digest: str
    file: str


def story_pages(library: Library, output: Path, site: str) -> list[Page]:
    """Every published story as it was built. Raises Refusal where it was built for another address."""
    cards = sorted(library.by_id.values(), key=lambda card: card.url)
    return [page for card in cards if (page := _page(card, output, site))]


def _page(card: Card, output: Path, site: str) -> Page | None:
    path = output / _file(card)
    try:
        html = path.read_text("utf-8", "replace")
    except OSError:
        return None
    url = f"{site}/{card.url}"
    reader = _Reader()
    reader.feed(html)
    if reader.address not in ("", url):
        hint = "Build it first, with the same --conf or --set."
        raise Refusal(f"{_file(card)} was built for {reader.address}, not for {url}. {hint}")
    found = (joined(url, link) for link in reader.links if link)
    wanted = (link for link in found if is_web_address(link) and _host(link) != _host(site))
    return Page(url, tuple(dict.fromkeys(wanted)), reader.said.hexdigest()[:32], card.story.source)


def _file(card: Card) -> str:
    """The file of a page: the one that its story asks for, else the one that its address tells."""
    return card.story.save_as or file_of(unquote(card.url))


def _host(url: str) -> str:
    return urlsplit(url).netloc.casefold()


class _Reader(HTMLParser):
    """Reads the links of a story's own `e-content`, and those that say what it answers; a digest of what
    that says; and the address that the page gives itself.

    Comments lie in the entry too, each an `h-cite`: what strangers linked to is theirs.
    """

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.address = ""
        self.said = hashlib.sha256()
        self._open: list[tuple[str, str]] = []  # element, and what it begins: entry, body, other

    @property
    def _inside(self) -> list[str]:
        return [what for _name, what in self._open if what]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in reversed(attrs)}
        classes, inside = attributes.get("class", "").split(), self._inside
        if attributes.get("property") == "og:url":
            self.address = attributes.get("content", "")
        if inside == ["entry", "body"]:
            self._say(repr((tag, sorted(attributes.items()))))
        is_answer = inside == ["entry"] and not ANSWERS.isdisjoint(classes)
        if tag == "a" and (is_answer or inside == ["entry", "body"]):
            self.links.append(attributes.get("href", "").strip())
        if tag not in VOID:
            self._open.append((tag, _begins(classes, inside)))

    def handle_endtag(self, tag: str) -> None:
        at = next((at for at in reversed(range(len(self._open))) if self._open[at][0] == tag), None)
        if at is not None:
            del self._open[at:]

    def handle_data(self, data: str) -> None:
        if self._inside == ["entry", "body"]:
            self._say(" ".join(data.split()))

    def _say(self, text: str) -> None:
        self.said.update(text.encode("utf-8", "replace"))


def _begins(classes: list[str], inside: list[str]) -> str:
    if not inside:
        return "entry" if "h-entry" in classes else ""
    if any(name.startswith("h-") for name in classes) and "body" not in inside:
        return "other"
    return "body" if "e-content" in classes and inside == ["entry"] else ""


def site_address(settings: Mapping[str, Any], allow_private: bool) -> str:
    """The address of the site, without a slash at its end. Raises Refusal where nobody else finds it."""
    site = str(settings.get("SITEURL") or "").rstrip("/")
    host = (urlsplit(site).hostname or "") if is_web_address(site) else ""
    is_loopback = host.startswith("127.") or host in ("localhost", "::1", "0.0.0.0")
    if not host or (is_loopback and not allow_private):
        who = ": this computer only" if host else ", which nobody finds"
        raise Refusal(f'SITEURL is "{site}"{who}. Use --conf publishconf.py, or set SITEURL.')
    return site
