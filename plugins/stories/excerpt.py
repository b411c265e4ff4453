"""Plain text out of rendered HTML: how long a body is to read, and how it begins."""

from __future__ import annotations

import unicodedata
from html.parser import HTMLParser

from .markup import text_of, walk

EXCERPT_LENGTH = 200
_QUOTES = str.maketrans("‘’‚“”„«»", '\'\'\'"""""')
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that look like a space: fillers of Hangul, the empty pattern of Braille."""
_SILENT = frozenset({"script", "style", "pre", "table", "figure", "svg", "head"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words = 0
        self.text: list[str] = []
        self.paragraphs: list[str] = []
        self._open: list[str] | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "p" and not self._silent:
            self._keep()
            self._open = []

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "p" and self._open is not None:
            self._keep()

    def handle_data(self, data: str) -> None:
        self.words += len(data.split())
        self.text.append(data)
        if self._open is not None and not self._silent:
            self._open.append(data)

    def close(self) -> None:
        super().close()
        self._keep()  # HTML need not close its last paragraph

    def _keep(self) -> None:
        text = " ".join("".join(self._open or []).split())
        if text and len(self.paragraphs) < 3:
            self.paragraphs.append(text)
        self._open = None


def minutes_of(words: int) -> int:
    """How long so many words take to read: whole minutes at 220 words a minute, at least one.

    A card holds the minutes, not the words: an edited body then leaves nearly all lists as they are.
    """
    return max(1, round(words / 220))


def measure(html: str) -> tuple[int, str]:
    """The minutes it takes to read, and the first paragraph that says something, in 200 characters."""
    reader = _Reader()
    walk(reader, html)
    return minutes_of(reader.words), shorten(reader.paragraphs[0]) if reader.paragraphs else ""


def says_verbatim(html: str, quotation: str) -> bool:
    """Whether the words of a quotation stand in rendered HTML exactly so.

    White space and the form of quotation marks do not count: Markdown changes them.
    """
    return _plain(quotation) in _plain(plain_text(html))


def plain_text(html: str) -> str:
    """All text of rendered HTML, as it stands."""
    text = text_of(html)
    if text is not None:
        return text
    reader = _Reader()
    walk(reader, html)
    return "".join(reader.text)


def has_words(text: str) -> bool:
    """Whether anything of a text can be seen: a letter, a number, a sign or an emoji."""
    return any(unicodedata.category(sign)[0] in "LNPS" and sign not in _BLANK for sign in text)


def _plain(text: str) -> str:
    return " ".join(text.translate(_QUOTES).split())


def shorten(text: str, length: int = EXCERPT_LENGTH) -> str:
    """A text of at most `length` characters, cut between words, with an ellipsis where it was cut."""
    if len(text) <= length:
        return text
    cut = text[: length - 1].rsplit(" ", 1)[0] if " " in text[: length - 1] else text[: length - 1]
    return cut.rstrip(" ,;:–—-") + "…"
