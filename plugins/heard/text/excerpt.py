"""Plain text out of rendered HTML: how long a body is to read, and how it begins.

Words stand apart where a browser shows them apart: a block, a line break or a cell parts them, an
emphasis in a word or `<wbr>` does not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from html import unescape
from html.parser import HTMLParser
from itertools import zip_longest

from msgspec import Struct

BLOCKS = frozenset(
    "p li dd dt td th tr caption table blockquote h1 h2 h3 h4 h5 h6 hr figure figcaption div section "
    "article aside header footer nav main address details summary pre ul ol dl form fieldset legend".split()
)
"""Elements that words stand apart around."""
BREAKS = BLOCKS | {"br"}
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
FOOTNOTE_MARKS = frozenset(
    "footnote-ref footnote-reference footnote-backref footnote-back reversefootnote".split()
)
"""Classes of links to and from a footnote – a number or an arrow, no word of the sentence – as Markdown,
docutils, Pandoc, Goldmark and kramdown write them."""

EXCERPT_LENGTH = 200
WORDS_A_MINUTE, CHARACTERS_A_MINUTE = 220, 500
LONGEST_WORD = 40
"""A longer run without a space is taken for a script that writes none."""
_STRUCK = re.compile(r"<(del|s|strike)\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_LOOSE_END = " ,;:–—-"
"""What does not stand before an ellipsis."""
_QUOTES = str.maketrans("‘’‚“”„«»", '\'\'\'"""""')
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that look like a space: fillers of Hangul, the empty pattern of Braille."""
_UNSPACED = re.compile(
    "[\u0e01-\u0fff"  # Thai, Lao, Tibetan
    "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f"  # Burmese
    "\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\u1b00-\u1b7f\ua980-\ua9df"  # Khmer, Tai, Balinese, Javanese
    "\u2e80-\u2fff\u3001-\u312f\u31a0-\u31ff\u3300-\u4dbf\u4e00-\ua4cf\uf900-\ufaff"  # Han, Kana, Yi
    "\ufe30-\ufe4f\uff01-\uff9f\U0001aff0-\U0001b16f\U00020000-\U0003ffff]"
)
"""Scripts that write no space between words. Korean writes them, so it is not here."""

_SHOWN, _APART, _UNREAD = range(3)
"""Text that an excerpt may show; text that is read, but not there; text that nobody reads."""
_LEVELS = {
    **dict.fromkeys(
        "pre table caption figure figcaption details nav dialog form h1 h2 h3 h4 h5 h6 "
        "del s strike".split(),
        _APART,
    ),
    **dict.fromkeys(
        "head script style template noscript svg audio video canvas object iframe rt rp".split(), _UNREAD
    ),
}
_ASIDES = frozenset("footnotes footnote footnote-list toc admonition-title toctitle".split())
_MARK_ROLES = frozenset({"doc-noteref", "doc-backlink"})
_NOTE_ROLES = frozenset({"doc-endnotes", "doc-endnote", "doc-footnote", "doc-toc"})
_TELLING = re.compile(r"hidden|footnote|fnref|doc-|admonition|\"toc|<sup", re.IGNORECASE)
"""Stands in a body whose attributes say something about what is shown."""
_NAME = r"[a-zA-Z][a-zA-Z0-9-]*"
_TAG = re.compile(
    rf"<(?:/({_NAME})[ \n]*|({_NAME})"
    r'(?:[ \n]+[a-zA-Z_:][a-zA-Z0-9_:.-]*(?:="[^"]*")?)*[ \n]*/?)>'
)
"""A tag as Markdown writes it: an end tag, or one with its attributes in double quotes."""
_RAW = frozenset("script style textarea title iframe noembed noframes noscript xmp plaintext".split())
"""In these, `<` begins no tag, or does so in some versions of Python only."""
_ALIKE = frozenset({"li", "dt", "dd", "td", "th", "tr"})
"""Elements that the next of the same name ends."""
_PART = "\0"
"""Stands between texts that are to be kept apart."""
Attributes = list[tuple[str, str | None]]


class Cut(Struct, frozen=True):
    """How much of its first paragraph begins a body: 200 characters, or so many words; 0 is all of it."""

    words: int | None = None
    end: str = "…"
    """What follows where something is left out."""

    def of(self, text: str) -> str:
        """The beginning of a text."""
        if self.words is None:
            return shorten(text, end_mark=self.end)
        words = text.split()
        if not self.words or len(words) <= self.words:
            return text
        return " ".join(words[: self.words]).rstrip(_LOOSE_END) + self.end


class _Reader(HTMLParser):
    """Collects the text that is read, and what of it may be shown, by its paragraphs."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.read: list[str] = []
        self._paragraphs: list[list[str]] = [[]]
        """What stands outside of paragraphs, and then each of these."""
        self._at = 0
        self._open: list[tuple[str, int]] = []

    @property
    def begin(self) -> str:
        """Its first paragraph with words; where there is none, what stands in its lists."""
        outside, *paragraphs = self._paragraphs
        texts = (fold_spaces(_joined(pieces)) for pieces in (*paragraphs, outside))
        return next(filter(has_words, texts), "")

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if tag in BREAKS:
            if tag != "br":
                self._end("p")
            self._add(_PART, _SHOWN)
        if tag in VOID:
            return
        if tag in _ALIKE and self._open and self._open[-1][0] == tag:
            self._open.pop()
        level = max(self._level, _LEVELS.get(tag, _SHOWN), self._level_of(tag, attrs) if attrs else _SHOWN)
        self._open.append((tag, level))
        if tag == "p" and level == _SHOWN:
            self._at = len(self._paragraphs)
            self._paragraphs.append([])

    def handle_endtag(self, tag: str) -> None:
        self._end(tag)
        if tag in BREAKS:
            self._add(_PART, _SHOWN)

    def handle_data(self, data: str) -> None:
        self._add(data, self._level)

    @property
    def _level(self) -> int:
        return self._open[-1][1] if self._open else _SHOWN

    def _add(self, text: str, level: int) -> None:
        if level < _UNREAD:
            self.read.append(text)
        if level == _SHOWN:
            self._paragraphs[self._at].append(text)

    def _level_of(self, tag: str, attrs: Attributes) -> int:
        """What the attributes of an element say about its text."""
        found = {name: (value or "").lower() for name, value in attrs}
        classes, role = {*found.get("class", "").split()}, found.get("role")
        around = self._open[-1][0] if self._open else ""
        inside = found.get("href", "").startswith("#")
        if (
            "hidden" in found
            or classes & FOOTNOTE_MARKS
            or role in _MARK_ROLES
            or (tag == "sup" and found.get("id", "").startswith("fnref"))
            or (tag == "a" and inside and (around == "sup" or "footnote" in classes))
        ):
            return _UNREAD
        is_aside = found.get("aria-hidden") == "true" or role in _NOTE_ROLES or classes & _ASIDES
        return _APART if is_aside else _SHOWN

    def _end(self, tag: str) -> None:
        """Close the element of this name that was opened last, and what stands open in it."""
        at = next((at for at in reversed(range(len(self._open))) if self._open[at][0] == tag), None)
        if at is not None:
            if any(name == "p" for name, _level in self._open[at:]):
                self._at = 0
            del self._open[at:]


USUAL_CUT = Cut()


def reading_minutes(text: str) -> int:
    """How long a text takes to read, in whole minutes, at least one.

    Words count where there are words, characters where a script writes no spaces; both are added up. A
    card holds the minutes, not the words: an edited body then leaves nearly all lists as they are.
    """
    signs = _UNSPACED.findall(text)
    characters = sum(unicodedata.category(sign) != "Mn" for sign in signs)
    words = len((_UNSPACED.sub(" ", text) if signs else text).split())
    return max(1, round(words / WORDS_A_MINUTE + characters / CHARACTERS_A_MINUTE))


def measure(html: str, cut: Cut = USUAL_CUT) -> tuple[int, str]:
    """The minutes it takes to read, and how it begins.

    It begins with its first paragraph; where there is none, with what stands in its lists.
    """
    reader = _read(html)
    return reading_minutes(_joined(reader.read)), cut.of(reader.begin)


def says_verbatim(html: str, quotation: str) -> bool:
    """Whether the words of a quotation stand in rendered HTML exactly so.

    White space and the form of quotation marks do not count: Markdown changes them.
    """
    return _plain(quotation) in _plain(plain_text(html))


def plain_text(html: str) -> str:
    """All text of rendered HTML, words of two blocks apart, without the marks of footnotes."""
    text = text_of(html) if not _TELLING.search(html) else None
    return text if text is not None else _joined(_read(html).read)


def field_text(html: str) -> str:
    """The words of a field that is formatted, without those that are struck out."""
    return fold_spaces(plain_text(_STRUCK.sub("", html)))


def text_of(html: str) -> str | None:
    """The text between all tags, words of two blocks apart, or None where only a parser can tell.

    A text in which every `<` begins a tag as Markdown writes it is read several times as quickly.
    """
    pieces = _TAG.split(html)  # a text, the name of an end tag, that of a start tag; and so on
    names = [(end or start).lower() for end, start in zip(pieces[1::3], pieces[2::3], strict=True)]
    if "<" in "".join(pieces[::3]) or not _RAW.isdisjoint(names):
        return None
    texts: list[str] = []
    for text, name in zip_longest(pieces[::3], names):
        texts += (unescape(text) if "&" in text else text, _PART if name in BREAKS else "")
    return _joined(texts)


def _joined(pieces: Iterable[str]) -> str:
    """The pieces of a text; where they are parted, a line ends, unless space is there."""
    text = "".join(pieces)
    return re.sub(r"(?<=[^\s\0])\0+(?=[^\s\0])", "\n", text).replace(_PART, "")


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def fold_spaces(text: str) -> str:
    """A text with its white space folded."""
    return " ".join(text.split())


def has_words(text: str) -> bool:
    """Whether anything of a text can be seen: a letter, a number, a sign or an emoji."""
    return any(unicodedata.category(sign)[0] in "LNPS" and sign not in _BLANK for sign in text)


def _plain(text: str) -> str:
    return fold_spaces(text.translate(_QUOTES))


def shorten(text: str, length: int = EXCERPT_LENGTH, end_mark: str = "…") -> str:
    """A text of at most `length` characters, with an ellipsis where it was cut.

    It is cut between words; in a script without spaces between characters, marks stay with theirs.
    """
    if len(text) <= length:
        return text
    end = length - 1
    space = text.rfind(" ", max(0, end - LONGEST_WORD), end)
    if space > 0 and text[end] != " ":
        end = space
    while end > 1 and (unicodedata.category(text[end])[0] == "M" or "\u200d" in text[end - 1 : end + 1]):
        end -= 1
    return text[:end].rstrip(_LOOSE_END) + end_mark
