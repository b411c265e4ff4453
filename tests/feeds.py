"""Feeds read back, whatever their format: what tests of feeds and of real programs ask of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from html import unescape
from urllib.parse import unquote, urlsplit

from helpers import strict_xml
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
MEDIA = "{http://search.yahoo.com/mrss/}content"
FORMS = {".rss.xml": "RSS", ".atom.xml": "ATOM", ".json": "JSON"}
_ADDRESS = re.compile(r'\b(href|src|poster|cite|srcset)="([^"]*)"')


@dataclass(frozen=True)
class Item:
    """One entry as a program takes it."""

    identity: str
    title: str
    link: str
    html: str
    published: datetime | None
    node: object = field(repr=False, default=None)


@dataclass(frozen=True)
class Feed:
    """One file: its entries in their order, and its links by relation."""

    path: str
    form: str
    title: str
    items: tuple[Item, ...]
    links: Mapping[str, str]
    addresses: tuple[str, ...]
    """Every address in it, but for those in the HTML of its entries."""
    root: object = field(repr=False, default=None)

    @property
    def ids(self) -> list[str]:
        """The identities of its entries."""
        return [item.identity for item in self.items]

    def item(self, identity: str) -> Item:
        """One entry."""
        return next(item for item in self.items if item.identity == identity)


def form_of(path: str) -> str | None:
    """The format of a file of the output; None for what is no feed."""
    is_feed = path.startswith("feeds/")
    return next((form for ending, form in FORMS.items() if is_feed and path.endswith(ending)), None)


def read_feed(path: str, octets: bytes) -> Feed:
    """A feed by a parser that forgives nothing."""
    form = form_of(path)
    if form == "JSON":
        return _json(path, json.loads(octets))
    return (_rss if form == "RSS" else _atom)(path, strict_xml(octets))


def read_feeds(tree: Mapping[str, bytes]) -> dict[str, Feed]:
    """Every feed of an output."""
    return {path: read_feed(path, octets) for path, octets in tree.items() if form_of(path)}


def _rss(path: str, root: etree._Element) -> Feed:
    items = tuple(
        Item(
            node.findtext("guid"),
            node.findtext("title"),
            node.findtext("link"),
            node.findtext(CONTENT) or "",
            parsedate_to_datetime(node.findtext("pubDate")) if node.find("pubDate") is not None else None,
            node,
        )
        for node in root.iter("item")
    )
    links = {node.get("rel"): node.get("href") for node in root.iter(f"{ATOM}link")}
    addresses = [node.text for name in ("link", "comments") for node in root.iter(name)]
    addresses += [node.get("url") for name in ("enclosure", MEDIA) for node in root.iter(name)]
    addresses += [node.get("domain") for node in root.iter("category")]
    return Feed(
        path, "RSS", root.findtext("channel/title"), items, links, (*addresses, *links.values()), root
    )


def _atom(path: str, root: etree._Element) -> Feed:
    items = tuple(
        Item(
            node.findtext(f"{ATOM}id"),
            node.findtext(f"{ATOM}title"),
            node.find(f"{ATOM}link[@rel='alternate']").get("href"),
            node.findtext(f"{ATOM}content") or "",
            datetime.fromisoformat(node.findtext(f"{ATOM}published"))
            if node.find(f"{ATOM}published") is not None
            else None,
            node,
        )
        for node in root.iter(f"{ATOM}entry")
    )
    links = {node.get("rel"): node.get("href") for node in root.findall(f"{ATOM}link")}
    addresses = [node.get("href") for node in root.iter(f"{ATOM}link")]
    addresses += [node.get("scheme") for node in root.iter(f"{ATOM}category")]
    return Feed(path, "ATOM", root.findtext(f"{ATOM}title"), items, links, tuple(addresses), root)


def _json(path: str, root: dict) -> Feed:
    items = tuple(
        Item(
            node["id"],
            node.get("title", ""),
            node["url"],
            node.get("content_html", ""),
            datetime.fromisoformat(node["date_published"]) if "date_published" in node else None,
            node,
        )
        for node in root["items"]
    )
    links = {"self": root["feed_url"], "alternate": root["home_page_url"]}
    links |= {"prev-archive": root["next_url"]} if "next_url" in root else {}
    links |= {"hub": root["hubs"][0]["url"]} if "hubs" in root else {}
    addresses = [item.link for item in items] + [node["image"] for node in root["items"] if "image" in node]
    addresses += [one["url"] for node in root["items"] for one in node.get("attachments", ())]
    return Feed(path, "JSON", root["title"], items, links, (*addresses, *links.values()), root)


def addresses_in(html: str) -> Iterator[str]:
    """Every address in HTML."""
    for name, value in _ADDRESS.findall(html):
        text = unescape(value)
        yield from (part.split()[0] for part in text.split(", ")) if name == "srcset" else [text]


def file_of(address: str, site: str) -> str | None:
    """The file of the output that an address of the site leads to; None for one outside."""
    if not address.startswith(site.rstrip("/") + "/"):
        return None
    path = unquote(urlsplit(address[len(site.rstrip("/")) + 1 :]).path)
    return f"{path}index.html" if not path or path.endswith("/") else path
