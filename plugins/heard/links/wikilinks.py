"""`[[id]]`, `[[id|text]]` and `![[picture.png]]` in Markdown, and references in other generators' spelling.

They become `<a href="story:TARGET">`, or pictures and links to `story-file:NAME`; what is meant is found
when all is read (`rewriting.py`, and `bodylinks.py` of `content`). Code spans and listings are left alone,
because Markdown takes them out before links are looked for. `[[https://…|text]]` is a plain link at once.
"""

from __future__ import annotations

import posixpath
import re
import xml.etree.ElementTree as etree
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.util import ETX, INLINE_PLACEHOLDER_RE, STX, AtomicString

from heard.content.bodylinks import NAMED
from heard.content.hyperlinks import valid_address

SCHEME = "story:"
FOREIGN = "story-ref:"
"""Marks another generator's reference: one that leads nowhere is a warning, not the writer's slip."""
PRIORITY = 175
"""After code spans (190) and escapes (180), before Markdown's own links (170 and less)."""
WIKI_LINK = (
    r"(?:(?P<embed>!)|(?<![A-Za-z0-9_]))\[\[(?!\s+[-!\"'$(=])"  # `a[[0]]` and `[[ -f x ]]` are code
    r"(?P<inside>[^\[\]]{0,900})\]\]"
    r"(?!\(|\[[^\[])"  # `[[1]](https://…)` and `[[1]][ref]` are Markdown's own links
)
LONGEST_TARGET, LONGEST_TEXT = 300, 500
_BAR_OR_STASHED = re.compile(rf"\||{INLINE_PLACEHOLDER_RE.pattern}")
_ESCAPED = re.compile(f"{STX}(\\d+){ETX}")
"""What Markdown has made of an escaped character by now, and put aside."""
_AS_TYPED = re.compile(
    r"<(code|pre|kbd|samp|tt|script|style|textarea|svg|math)\b[^>]*>(?:(?!</\1\b).)*\Z"
    r"|<[a-zA-Z/!][^<>]*\Z|<!--(?:(?!-->).)*\Z",
    re.DOTALL | re.IGNORECASE,
)
"""A text that ends in a piece of HTML whose content is shown as it is, in a tag, or in a comment."""
_LINK_BEFORE = re.compile(r"(?:\]\(|\]:|href=)\s*[<\"']?\Z")
_PICTURE = frozenset("avif bmp gif ico jpeg jpg jxl png svg tif tiff webp".split())
_VIDEO = frozenset("m4v mov mp4 ogv webm".split())
_AUDIO = frozenset("aac flac m4a mp3 oga ogg opus wav".split())
_DOCUMENT = frozenset("csv doc docx epub gpx ics json ods odt pdf ppt pptx txt xls xlsx xml zip".split())
FILES = _PICTURE | _VIDEO | _AUDIO | _DOCUMENT
"""Endings of the names of files that no story is made from."""
_ADDRESS = re.compile(r"(?:https?|ftp)://\S|mailto:\S", re.IGNORECASE)
_SIZE = re.compile(r"\s*(\d{1,5})(?:x(\d{1,5}))?\s*")


class _WikiLink(InlineProcessor):
    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element, int, int] | tuple[None, None, None]:
        before = data[: m.start(0)]
        parts = self._parts(m["inside"])
        if parts is None or ("<" in before and _AS_TYPED.search(before)):
            return None, None, None
        target, text = parts
        if _ADDRESS.match(target):
            return _linked_outside(target, text), m.start(0), m.end(0)
        kind = target.rpartition(".")[2].lower()
        is_file = kind in FILES and "." in target
        if is_file and m["embed"] and kind not in _DOCUMENT:
            element = _embedded(target, self._plain(text), kind)
        else:
            element = _linked(target, text, NAMED if is_file else SCHEME)
        return element, m.start(0), m.end(0)

    def _parts(self, inside: str) -> tuple[str, str] | None:
        """Target and text on both sides of the first bar; None where the target is not a name.

        In a table, Obsidian writes the bar with a backslash before it.
        """
        stash: dict[str, Any] = self.md.treeprocessors["inline"].stashed_nodes  # type: ignore[attr-defined]
        at = end = len(inside)
        for match in _BAR_OR_STASHED.finditer(inside):
            if match[0] == "|" or stash.get(match[1]) == f"{STX}{ord('|')}{ETX}":
                at, end = match.span()
                break
            if not isinstance(stash.get(match[1]), str):  # code
                return None
        target, text = self._plain(inside[:at]).removesuffix("\\"), inside[end:]
        if not inside.strip() or "\n" in target or STX in target:
            return None
        if len(target) > LONGEST_TARGET or len(text) > LONGEST_TEXT:
            return None
        return target.strip(), text.strip()

    def _plain(self, text: str) -> str:
        """A text with the characters and the code that Markdown has put aside."""
        return _ESCAPED.sub(lambda escaped: chr(int(escaped[1])), self.unescape(text))


def _linked(target: str, text: str, scheme: str) -> etree.Element:
    """A link with the text, or with the target for a text."""
    link = etree.Element("a")
    link.set("href", _address(target, scheme))
    link.text = text or AtomicString(target)  # a name, in which nothing is markup
    if not text and scheme == SCHEME:
        link.set("data-story", "title")
    return link


def _linked_outside(target: str, text: str) -> etree.Element:
    """A link to an address of the web, as older wikis have it; a text may follow after a blank, too."""
    address, _blank, words = target.partition(" ")
    link = etree.Element("a")
    link.set("href", valid_address(address))
    link.text = text or AtomicString(words.strip() or address)
    return link


def _embedded(name: str, text: str, kind: str) -> etree.Element:
    """A picture, film or sound. The text says what a picture shows, or how large it is shown, or both.

    Without a text it is the name of the file, as in Obsidian: an empty one would say that it shows nothing.
    """
    tag = "img" if kind in _PICTURE else "video" if kind in _VIDEO else "audio"
    element = etree.Element(tag)
    element.set("src", _address(name, NAMED))
    *texts, last = text.split("|")
    size = _SIZE.fullmatch(last)
    if size is None:
        texts.append(last)
    elif tag != "audio":
        for side, pixels in zip(("width", "height"), size.groups(), strict=True):
            if pixels:
                element.set(side, pixels)
    if tag == "img":
        shown = "|".join(texts).strip()
        element.set("alt", AtomicString(shown or posixpath.splitext(posixpath.basename(name))[0]))
    else:
        element.set("controls", "controls")
    return element


def _address(target: str, scheme: str) -> str:
    return scheme + quote(target, safe="/.-_~", errors="replace")


class _ForeignReferences(Preprocessor):
    def __init__(self, md: Markdown, patterns: Sequence[re.Pattern[str]]) -> None:
        super().__init__(md)
        self.patterns = patterns

    def run(self, lines: list[str]) -> list[str]:
        """Put `story-ref:TARGET` in place of each reference that is the target of a link."""
        text = "\n".join(lines)
        for pattern in self.patterns:
            text = pattern.sub(_marked, text)
        return text.split("\n")


def _marked(match: re.Match[str]) -> str:
    """The mark, or, where it would show in a text about such references, what stands there."""
    if not _LINK_BEFORE.search(match.string, max(0, match.start() - 20), match.start()):
        return match[0]
    return FOREIGN + quote(match["target"].strip(), safe="/.-_~")


class StoryLinks(Extension):
    """The Markdown extension; `patterns` are regular expressions with a group `target`."""

    def __init__(self, patterns: Sequence[str] = (), **options: Any) -> None:
        super().__init__(**options)
        self.patterns = [re.compile(pattern) for pattern in patterns]

    def extendMarkdown(self, md: Markdown) -> None:
        """Add the link, and the preprocessor where there are patterns."""
        md.inlinePatterns.register(_WikiLink(WIKI_LINK, md), "story-link", PRIORITY)
        if self.patterns:
            md.preprocessors.register(_ForeignReferences(md, self.patterns), "story-references", 24)
