"""What holds for every page of every site: run over each site that any test builds.

Each page is parsed once. A breach is one line, `page: what is wrong`; a test that needs a site which
breaks one of these says so with `@pytest.mark.breaks_invariants("reason")`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
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


class Page(HTMLParser):
    """The facts of one page that the invariants ask for."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.ids: list[str] = []
        self.headings = 0
        self.texts: list[str] = []
        self.scripts = 0
        self.titles = 0
        self._in: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self._in.append(tag)
        self.headings += tag == "h1"
        self.titles += tag == "title" and "svg" not in self._in
        self.scripts += tag == "script"
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
        if not _QUOTED.intersection(self._in):
            self.texts.append(data)


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
        self.pages = {name: Page(text) for name, text in sorted(self.html.items())}
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
    if page.scripts:
        yield "script", "no page of this theme has a script element"
    twice = sorted({one for one in page.ids if page.ids.count(one) > 1 or not one})
    if twice:
        yield "id", f"empty, or more than once in the page: {twice}"


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


def _of_feed(site: Site, name: str) -> Iterator[str]:
    octets = (site.output / name).read_bytes()
    try:
        root = etree.fromstring(octets, etree.XMLParser(recover=False, resolve_entities=False))
    except etree.XMLSyntaxError as error:
        yield f"no well-formed XML: {error}"
        return
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
