"""What holds for every page of every site: run over each site that any test builds.

Each page is parsed once. A breach is one line, `page: what is wrong`; a test that needs a site which
breaks one of these says so with `@pytest.mark.breaks_invariants("reason")`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree

WORDLESS = ("None", "Undefined")
"""Words that stand alone only where a template showed what is not there."""
_SHORTCODE = re.compile(r"[{|](?:filename|static|attach|tag|category|author|index)[}|]")
_HERE = "http://site.invalid"
_ADDRESSES = {"href", "src", "poster", "data", "action"}
_QUOTED = frozenset({"pre", "code", "samp", "kbd"})
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


class Page(HTMLParser):
    """The facts of one page that the invariants ask for."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.ids: list[str] = []
        self.headings = 0
        self.texts: list[str] = []
        self.scripts: list[str] = []
        self.live = False
        self.facts = ""
        self.comments = 0
        self.total = ""
        self.titles = 0
        self._in: list[str] = []
        self._of = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self._in.append(tag)
        self.headings += tag == "h1"
        self.titles += tag == "title" and "svg" not in self._in
        found = dict(attrs)
        if tag == "script" and found.get("type") != "application/ld+json":
            self.scripts.append(found.get("src") or "inline")
        self._of = "facts" if tag == "script" and found.get("type") else ""
        if "comments" in self.ids and found.get("class") == "total" and not self.total:
            self._of = "total"
        self.comments += "u-comment" in (found.get("class") or "").split()
        self.live |= "data-live" in found
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name in _ADDRESSES:
                self.links.append(value or "")
            elif name == "srcset":
                self.links += [part.split()[0] for part in (value or "").split(",") if part.strip()]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._in:
            del self._in[len(self._in) - 1 - self._in[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if self._of:
            setattr(self, self._of, data)
            self._of = ""
            return
        if not _QUOTED.intersection(self._in):
            self.texts.append(data)


@lru_cache(maxsize=2000)
def page_of(text: str) -> Page:
    """The facts of a page, read once: small sites have most of their pages in common."""
    return Page(text)


class Site:
    """A built folder, with its pages parsed once."""

    def __init__(self, output: Path, siteurl: str) -> None:
        self.output = output
        site = urlsplit(siteurl)
        self.host, self.root = site.netloc, site.path.rstrip("/") + "/"
        files = [path for path in sorted(output.rglob("*")) if path.is_file()]
        self.files = {path.relative_to(output).as_posix() for path in files}
        self.html = {
            name: (output / name).read_text("utf-8") for name in self.files if name.endswith(".html")
        }
        self.pages = {name: page_of(text) for name, text in sorted(self.html.items())}
        self.feeds = sorted(n for n in self.files if n.endswith(".xml"))

    def target(self, name: str, link: str) -> tuple[str, str] | None:
        """The file and fragment that a link of a page leads to; None for what is outside the site."""
        here = _HERE + self.root + name.removesuffix("index.html")
        full = urlsplit(urljoin(here, link.strip()))
        if full.scheme not in ("http", "https") or full.netloc not in ("site.invalid", self.host):
            return None
        path = unquote(full.path or "/")
        if not path.startswith(self.root):
            return f"outside of {self.root}", ""
        path = path[len(self.root) :]
        return path + "index.html" if path.endswith("/") or not path else path, unquote(full.fragment)


def breaches(output: Path, siteurl: str = "", local: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Every breach in a built site, as its kind and a line. `local` are folders nobody needs to know."""
    site = Site(output, siteurl)
    found = []
    for name, page in site.pages.items():
        breaks = [*_of_page(page), *_of_words(page), *_of_links(site, name, page)]
        breaks += [("local", path) for path in local if path in site.html[name]]
        found += [(kind, f"{name}: {kind}: {wrong}") for kind, wrong in breaks]
    return found + [("feed", f"{name}: {wrong}") for name in site.feeds for wrong in _of_feed(site, name)]


def _of_page(page: Page) -> Iterator[tuple[str, str]]:
    if page.headings != 1:
        yield "heading", f"{page.headings} h1 instead of one"
    if page.titles != 1:
        yield "title", f"{page.titles} title elements instead of one"
    ours = [
        s for s in page.scripts if page.live and re.search(r"/theme/conversation\.[0-9a-f]{10}\.js$", s)
    ]
    if page.scripts != ours:
        yield "script", f"only a page with a live conversation has a script: {page.scripts}"
    if page.facts:
        yield from _of_facts(page)
    twice = sorted({one for one in page.ids if page.ids.count(one) > 1 or not one})
    if twice:
        yield "id", f"empty, or more than once in the page: {twice}"


def _of_facts(page: Page) -> Iterator[tuple[str, str]]:
    """What is told to machines and what is told to people is what is shown."""
    try:
        told = json.loads(page.facts)["@graph"][0]
    except ValueError:
        yield "facts", "the JSON-LD is no JSON"
        return
    numbers = {told["commentCount"], len(told.get("comment", ())), page.comments}
    shown = re.search(r"\d+", page.total)
    if len(numbers) != 1 or (shown and int(shown[0]) != page.comments):
        yield "count", f"{page.comments} comments are shown; told are {page.total!r} and {sorted(numbers)}"


def _of_words(page: Page) -> Iterator[tuple[str, str]]:
    for text in page.texts:
        if text.strip() in WORDLESS:
            yield "nothing", f"the text {text.strip()!r}"
    for match in _SHORTCODE.finditer(" ".join((*page.links, *page.texts))):
        yield "unresolved", match[0]


def _of_links(site: Site, name: str, page: Page) -> Iterator[tuple[str, str]]:
    for link in dict.fromkeys(page.links):
        found = site.target(name, link)
        if found is None:
            continue
        file, fragment = found
        if file not in site.files:
            yield "link", f"{link} leads nowhere ({file})"
        elif fragment and file in site.pages and fragment not in site.pages[file].ids:
            yield "fragment", f"{link} leads to an id that is not there"


def _of_sitemap(site: Site, name: str, root: Any) -> Iterator[str]:
    """Every address of a sitemap is that of a file, and stands there once."""
    addresses = [loc.text for loc in root.iter(f"{SITEMAP}loc")]
    for address in addresses:
        file, _fragment = site.target("index.html", address) or ("", "")
        if file not in site.files:
            yield f"{address} is not there"
    if len(set(addresses)) < len(addresses):
        yield "an address stands twice"


def _of_feed(site: Site, name: str) -> Iterator[str]:
    octets = (site.output / name).read_bytes()
    try:
        root = etree.fromstring(octets, etree.XMLParser(recover=False, resolve_entities=False))
    except etree.XMLSyntaxError as error:
        yield f"no well-formed XML: {error}"
        return
    yield from _of_sitemap(site, name, root)
    if root.tag not in ("rss", f"{ATOM}feed"):
        return
    if root.tag == "rss":
        identities = [guid.text for guid in root.iter("guid")]
        entries = list(root.iter("item"))
    else:
        entries = list(root.iter(f"{ATOM}entry"))
        identities = [entry.findtext(f"{ATOM}id") for entry in entries]
    if len(set(identities)) != len(entries) or None in identities:
        yield f"{len(entries)} entries with {len(set(identities))} identities"
