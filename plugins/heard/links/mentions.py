"""Links between stories as they stand in bodies, each with the sentence that holds it."""

from __future__ import annotations

from html.parser import HTMLParser

from msgspec import Struct

from heard.links.sentences import MAX_LENGTH, quote, sentence_ends
from heard.text.excerpt import BLOCKS, FOOTNOTE_MARKS

SILENT = frozenset(("script", "style", "svg", "template"))


class Link(Struct, frozen=True, array_like=True):
    """A link as it stands: its address, its text, and the text of the block around it."""

    href: str
    text: str
    sentence: str


class _Collector(HTMLParser):
    """Walks HTML and remembers, for each block of text, where its links begin and end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[Link] = []
        self._text: list[str] = []
        self._length = 0
        self._open: tuple[str, int] | None = None
        self._spans: list[tuple[str, int, int]] = []
        self._silent = 0
        self._in_mark = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self._end_block()
        elif tag == "br":
            self._say(" ")
        elif tag in SILENT:
            self._silent += 1
        elif tag == "a":
            found = dict(attrs)
            self._open = (found.get("href") or "", self._length)
            self._in_mark = not FOOTNOTE_MARKS.isdisjoint((found.get("class") or "").split())

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self._end_block()
        elif tag in SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "a" and self._open is not None:
            if not self._in_mark:
                self._spans.append((*self._open, self._length))
            self._open, self._in_mark = None, False

    def handle_data(self, data: str) -> None:
        if not self._silent and not self._in_mark:
            self._say(data)

    def close(self) -> None:
        super().close()
        self._end_block()

    def _say(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)

    def _end_block(self) -> None:
        text = "".join(self._text)
        if self._open is not None and text[self._open[1] :].strip():  # a link around whole blocks
            self._spans.append((*self._open, self._length))
            self._open = None
        ends = sentence_ends(text) if self._spans else ()  # once, also where a paragraph has 200 links
        for href, start, end in self._spans:
            shown = " ".join(text[start:end].split())
            self.links.append(Link(href, shown, quote(text, start, end, MAX_LENGTH, ends)))
        self._text, self._spans, self._length = [], [], 0
        self._open = (self._open[0], 0) if self._open else None


def links_in(html: str) -> tuple[Link, ...]:
    """All links of a body in order, with their sentences."""
    if "href" not in html:
        return ()
    collector = _Collector()
    collector.feed(html)
    collector.close()
    return tuple(collector.links)
