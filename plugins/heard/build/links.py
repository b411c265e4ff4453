"""The links and anchors of one HTML page or stylesheet, as written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

_URLS = {
    "a": ("href",),
    "area": ("href",),
    "audio": ("src",),
    "embed": ("src",),
    "form": ("action",),
    "iframe": ("src",),
    "image": ("href", "xlink:href"),
    "img": ("src",),
    "input": ("src",),
    "link": ("href",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src",),
    "track": ("src",),
    "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
}
_META = ("og:image", "og:url", "twitter:image")
_STYLE_URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)'"\s]*))\s*\)""")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Link:
    """One address in a page, where it stands."""

    url: str
    line: int
    tag: str
    attribute: str


@dataclass(frozen=True, slots=True)
class Page:
    """What a page links to, what can be linked to in it, and its `<base>` where it has one."""

    links: tuple[Link, ...]
    anchors: frozenset[str] = frozenset()
    base: str = ""


def read_page(html: str) -> Page:
    """The links and anchors of an HTML page."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return Page(tuple(parser.links), frozenset(parser.anchors), parser.base)


def read_styles(css: str, first_line: int = 1, tag: str = "url") -> Page:
    """The addresses in a stylesheet."""
    css = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), css)
    found = []
    for match in _STYLE_URL.finditer(css):
        url = next((group for group in match.groups() if group is not None), "")
        found.append(Link(url, css.count("\n", 0, match.start()) + first_line, tag, "url"))
    return Page(tuple(found))


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[Link] = []
        self.anchors: set[str] = set()
        self.base = ""
        self.in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.in_style = tag == "style"
        if "id" in given:
            self.anchors.add(given["id"])
        if tag == "a" and "name" in given:
            self.anchors.add(given["name"])
        if tag == "base":
            self.base = given.get("href", "")
        if tag == "meta" and given.get("property", given.get("name")) in _META:
            self._add(given.get("content", ""), tag, "content")
        for attribute in _URLS.get(tag, ()):
            if attribute in given:
                self._add(given[attribute], tag, attribute)
        for attribute in ("srcset", "imagesrcset"):
            for candidate in re.split(r",\s+", given.get(attribute, "")):
                if candidate.strip():
                    self._add(candidate.split()[0].rstrip(","), tag, attribute)
        if "url(" in given.get("style", ""):
            self.links.extend(read_styles(given["style"], self.getpos()[0], tag).links)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.in_style = False

    def handle_endtag(self, tag: str) -> None:
        self.in_style = False

    def handle_data(self, data: str) -> None:
        if self.in_style:
            self.links.extend(read_styles(data, self.getpos()[0], "style").links)

    def _add(self, url: str, tag: str, attribute: str) -> None:
        self.links.append(Link(url, self.getpos()[0], tag, attribute))
