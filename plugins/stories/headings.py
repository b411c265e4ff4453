"""Headings of a body, put under the title of its page.

The page has the only `h1`. A body's headings begin at `h2` and skip no level, whatever numbers its
writer used, so that a screen reader's outline is whole (WCAG 2.2, technique G141). What stood on one
level before stands on one level after.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

TOP = 2
DEEPEST = 6
_HEADING = re.compile(r"h([1-6])")


def outline(levels: list[int]) -> list[int]:
    """The levels of a body's headings, from `TOP` on and without a gap."""
    found: list[int] = []
    open_levels: list[int] = []
    for level in levels:
        while open_levels and open_levels[-1] >= level:
            open_levels.pop()
        open_levels.append(level)
        found.append(min(DEEPEST, TOP + len(open_levels) - 1))
    return found


class _Outline(Treeprocessor):
    def run(self, root: etree.Element) -> None:
        """Give each heading its place in the outline."""
        headings = [element for element in root.iter() if _HEADING.fullmatch(str(element.tag))]
        levels = outline([int(str(element.tag)[1]) for element in headings])
        for element, level in zip(headings, levels, strict=True):
            element.tag = f"h{level}"


class Headings(Extension):
    """The Markdown extension."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Work before extensions that read headings, such as a table of contents (priority 5)."""
        md.treeprocessors.register(_Outline(md), "story-headings", 15)
