"""`[[id]]` and `[[id|text]]` in Markdown, and references in other generators' spelling.

Both become `<a href="story:TARGET">`; which story is meant is found when all are read (`rewriting.py`).
Code spans and listings are left alone, because Markdown takes them out before links are looked for.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.util import AtomicString

SCHEME = "story:"
FOREIGN = "story-ref:"
"""Marks another generator's reference: one that leads nowhere is a warning, not the writer's slip."""
PRIORITY = 175
"""After code spans (190) and escapes (180), before Markdown's own links (170 and less)."""
WIKI_LINK = (
    r"\[\[(?P<target>[^\[\]|\n]{0,300})(?:\|(?P<text>[^\[\]]{0,500}))?\]\]"
    r"(?!\(|\[[^\[])"  # `[[1]](https://…)` and `[[1]][ref]` are Markdown's own links
)
_LINK_BEFORE = re.compile(r"(?:\]\(|\]:|href=)\s*[<\"']?\Z")


class _WikiLink(InlineProcessor):
    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element, int, int]:
        link = etree.Element("a")
        link.set("href", SCHEME + quote(m["target"].strip(), safe="/.-_~"))
        link.text = (m["text"] or "").strip() or None
        if link.text is None:
            link.set("data-story", "title")  # an empty element would be dropped
            link.text = AtomicString(m["target"].strip())  # a name, in which nothing is markup
        return link, m.start(0), m.end(0)


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
