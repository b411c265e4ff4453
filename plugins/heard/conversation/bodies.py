"""What a comment says, as HTML that is safe to show: cleaned, and otherwise verbatim.

A body is Markdown, HTML, or text exactly as it was typed. Of Markdown, what a remark does not need is not
interpreted and stays as it was typed: headings (`#1` is a number), pictures, links by reference. What
platforms for comments do is done: a line break stays one, `~~words~~` are struck out, an address is a link.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree

from markdown import Markdown
from markdown.inlinepatterns import SimpleTagInlineProcessor

from heard.content.front_matter import CONTROL
from heard.conversation.links import ADDRESS, LINK, Address, Link
from heard.text.excerpt import has_words, plain_text
from heard.text.sanitise import clean_html

_PARAGRAPHS = re.compile(r"\n(?:[ \t]*\n)+")
_STRUCK = r"(~~)(?=\S)([^~\n]{1,1000})(?<=\S)~~"
BLOCKS = ("hashheader", "setextheader", "reference")
INLINE = ("reference", "short_reference", "image_link", "image_reference", "short_image_ref")
"""Of Markdown's processors, those that a remark does without."""


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
        self._forms: dict[str, Callable[[str], str]] = {
            "markdown": self._of_markdown,
            "html": str,
            "text": of_text,
        }

    def html(self, body: str, form: str) -> str:
        """The HTML of a body; `form` is a word of `comment_file.FORMATS`.

        Links lead out of the site by a complete address or not at all: a stranger's half address would
        be a broken link of ours. Where no words are left, there is nothing: a tag alone says nothing.
        """
        try:
            made = self._forms[form](body)
        except RecursionError:  # nested deeper than Markdown can follow: nobody reads that as Markdown
            made = of_text(body)
        cleaned = CONTROL.sub("", clean_html(made, complete_links=True)).strip()
        return cleaned if has_words(plain_text(cleaned)) else ""

    def _of_markdown(self, body: str) -> str:
        self._markdown.reset()
        return self._markdown.convert(body)


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
