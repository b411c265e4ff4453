"""What a comment says, as HTML that is safe to show: cleaned, and otherwise verbatim.

A body is Markdown, HTML, or text exactly as it was typed. Of Markdown, what a remark does not need is not
interpreted and stays as it was typed: headings (`#1` is a number), pictures, links by reference. What
platforms for comments do is done: a line break stays one, `~~words~~` are struck out, an address is a link.

Where an address ends is decided as on GitHub: brackets that belong together are part of it, punctuation
behind it is not. Sources: CommonMark 0.31, 6.3 (links); GitHub Flavored Markdown 0.29, 6.9 (autolinks). No
pattern takes longer for a hostile remark than for a friendly one: Markdown's own would need minutes for
100 kB of opening brackets.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor
from markdown.util import AtomicString

from heard.content.front_matter import CONTROL
from heard.text.excerpt import has_words, plain_text
from heard.text.sanitise import clean_html

_PARAGRAPHS = re.compile(r"\n(?:[ \t]*\n)+")
_STRUCK = r"(~~)(?=\S)([^~\n]{1,1000})(?<=\S)~~"
BLOCKS = ("hashheader", "setextheader", "reference")
INLINE = ("reference", "short_reference", "image_link", "image_reference", "short_image_ref")
"""Of Markdown's processors, those that a remark does without."""


LONGEST = 2_000
_KEPT = re.compile("\x02klzzwxh:(\\d{1,9})\x03")
"""Stands for what Markdown has read already: a sign that stood behind a backslash, or code."""
LINK = r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]{0,200}\]){1,300})\]\((?=<?(?i:https?://|mailto:))"
"""A link up to its address; the words may hold brackets."""
ADDRESS = (
    r"(?<![^\W_])(?<![/=<.])(?<!=[\"'])(?<!= [\"'])(?i:https?)://"
    rf"(?:[^\s<>\"`\]\x02\x03。、，！？；：「」『』【】《》（）“”„«»]|\](?!\()|{_KEPT.pattern}){{1,{LONGEST}}}"
)
_AFTER = re.compile(r"(?:\s{1,9}(?:\"([^\"\n]{0,300})\"|'([^'\n]{0,300})'))?\s{0,9}\)")
"""What follows the address of a link: perhaps a title, then the end."""
_PAIRS = {")": "(", "]": "[", "}": "{"}
_BEHIND = "?!.,:;*_~'…([{"
Found = tuple[ElementTree.Element | None, int | None, int | None]
_NOTHING: Found = (None, None, None)


class Link(InlineProcessor):
    """`[words](https://…)`, with the words read on as Markdown."""

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        """The link and where it stood."""
        address, at = _target(data, m.end(0))
        after = _AFTER.match(data, at) if address else None
        if after is None:
            return _NOTHING
        link = ElementTree.Element("a", {"href": self.unescape(address)})
        if title := after[1] or after[2]:
            link.set("title", self.unescape(title))
        link.text = m[1]
        return link, m.start(0), after.end(0)


class Address(InlineProcessor):
    """`https://…` as it stands, without the full stop behind it."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        """The link and where it stood."""
        address = whole_address(self._without_code(m[0]))
        if len(m[0]) >= LONGEST or not re.search(r"://[^\W_]", address):
            return _NOTHING
        end = m.start(0) + len(address)
        address = self.unescape(address)
        link = ElementTree.Element("a", {"href": address})
        link.text = AtomicString(address)
        return link, m.start(0), end

    def _without_code(self, text: str) -> str:
        """An address up to the code behind it."""
        nodes = self.md.treeprocessors["inline"].stashed_nodes  # type: ignore[attr-defined]
        for kept in _KEPT.finditer(text):
            if not isinstance(nodes.get(kept[1]), str):
                return text[: kept.start()]
        return text


def whole_address(text: str) -> str:
    """An address without what only stands behind it: punctuation, brackets that began before it."""
    opened = dict.fromkeys(_PAIRS.values(), 0)
    for at, sign in enumerate(text):
        if sign in opened:
            opened[sign] += 1
        elif sign in _PAIRS:
            if not opened[_PAIRS[sign]]:
                text = text[:at]
                break
            opened[_PAIRS[sign]] -= 1
    return text.rstrip(_BEHIND)


def _target(data: str, at: int) -> tuple[str, int]:
    """The address of a link from a place on, and where it ends; empty where it does not."""
    if data[at] == "<":
        end = data.find(">", at, at + LONGEST)
        address = data[at + 1 : end] if end > 0 else ""
        return ("", at) if "\n" in address or "<" in address else (address.replace(" ", "%20"), end + 1)
    depth = 0
    for end in range(at, min(len(data), at + LONGEST)):
        sign = data[end]
        if sign.isspace() or sign in "<>" or (sign == ")" and not depth):
            return (data[at:end], end) if not depth else ("", at)
        depth += (sign == "(") - (sign == ")")
    return "", at


class Bodies:
    """Turns bodies of comments into HTML; one for all comments of a site."""

    def __init__(self) -> None:
        self._markdown = Markdown(output_format="html", extensions=["nl2br", "fenced_code"])
        for name in BLOCKS:
            self._markdown.parser.blockprocessors.deregister(name)
        for name in INLINE:
            self._markdown.inlinePatterns.deregister(name)
        self._markdown.inlinePatterns.register(Link(LINK, self._markdown), "link", 160)
        self._markdown.inlinePatterns.register(Address(ADDRESS, self._markdown), "address", 118)
        struck = SimpleTagInlineProcessor(_STRUCK, "del")
        self._markdown.inlinePatterns.register(struck, "struck", 65)

    def html(self, body: str, form: str) -> str:
        """The HTML of a body; `form` is a word of `comment_file.FORMATS`.

        Links lead out of the site by a complete address or not at all: a stranger's half address would
        be a broken link of ours. Where no words are left, there is nothing: a tag alone says nothing.
        """
        self._markdown.reset()
        try:
            made = self._markdown.convert(body) if form == "markdown" else body
            made = of_text(body) if form == "text" else made
        except RecursionError:  # nested deeper than Markdown can follow: nobody reads that as Markdown
            made = of_text(body)
        cleaned = CONTROL.sub("", clean_html(made, complete_links=True)).strip()
        return cleaned if has_words(plain_text(cleaned)) else ""


def of_text(body: str) -> str:
    """Text as it was typed: an empty line parts paragraphs, every other line break stays one."""
    return "\n".join(_paragraph(part) for part in _PARAGRAPHS.split(body.strip("\n")) if part.strip())


def _paragraph(text: str) -> str:
    first, *others = text.split("\n")
    paragraph = ElementTree.Element("p")
    paragraph.text = first
    for line in others:
        broken = ElementTree.SubElement(paragraph, "br")
        broken.tail = line
    return ElementTree.tostring(paragraph, "unicode", "html")
