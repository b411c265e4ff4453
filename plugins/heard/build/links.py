"""The links and anchors of one HTML page or stylesheet, as written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from heard.content.hyperlinks import ADDRESSES, SETS

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


class Page(HTMLParser):
    """What an HTML page links to, what can be linked to in it, and its `<base>` where it has one."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[Link] = []
        self.anchors: set[str] = set()
        self.base = ""
        self._in_style = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the addresses and the anchors of one element."""
        given = {name: value or "" for name, value in attrs}
        line = self.getpos()[0]
        self._in_style = tag == "style"
        self.anchors |= {given[name] for name in ("id", "name")[: 1 + (tag == "a")] if name in given}
        if tag == "base":
            self.base = given.pop("href", "")
        if tag == "meta" and given.get("property", given.get("name")) in _META:
            self.links.append(Link(given.get("content", ""), line, tag, "content"))
        for name, value in given.items():
            if name in ADDRESSES:
                self.links.append(Link(value, line, tag, name))
            elif name in SETS:
                candidates = (words.split()[0] for words in re.split(r",\s+", value) if words.strip())
                self.links += [Link(url.rstrip(","), line, tag, name) for url in candidates]
            elif name == "style" and "url(" in value:
                self.links += links_of_styles(value, line, tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element without an end."""
        self.handle_starttag(tag, attrs)
        self._in_style = False

    def handle_endtag(self, tag: str) -> None:
        """Note that an element ends."""
        self._in_style = False

    def handle_data(self, data: str) -> None:
        """Note the addresses in a style sheet within the page."""
        if self._in_style:
            self.links += links_of_styles(data, self.getpos()[0], "style")


def links_of_styles(css: str, first_line: int = 1, tag: str = "url") -> list[Link]:
    """The addresses in a stylesheet."""
    css = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), css)
    return [
        Link(
            "".join(filter(None, match.groups())),
            css.count("\n", 0, match.start()) + first_line,
            tag,
            "url",
        )
        for match in _STYLE_URL.finditer(css)
    ]
