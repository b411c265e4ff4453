"""Headings of a body, put under the title of its page, with the ids that GitHub gives them.

The page has the only `h1`. A body's headings begin at `h2` and skip no level, whatever numbers its
writer used, so that a screen reader's outline is whole (WCAG 2.2, technique G141). What stood on one
level before stands on one level after.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.extensions.toc import remove_fnrefs, render_inner_html, strip_tags
from pymdownx.slugs import slugify

TOP = 2
DEEPEST = 6
IDS_OF_PAGES = frozenset(
    "after all comments comments-head disqus_thread feed-address isso-thread list live live-note "
    "mail-address main origin others remark42 replies-head same-values some takeaway".split()
)
"""Ids that the theme uses around a body: a heading with such a name gets a number."""
_HEADING = re.compile(r"h([1-6])")
_slug = slugify(case="lower")


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


def _headings(root: etree.Element) -> list[etree.Element]:
    return [element for element in root.iter() if _HEADING.fullmatch(str(element.tag))]


def set_outline(root: etree.Element, _md: Markdown) -> None:
    """Give each heading its place in the outline."""
    headings = _headings(root)
    levels = outline([int(str(element.tag)[1]) for element in headings])
    for element, level in zip(headings, levels, strict=True):
        element.tag = f"h{level}"


def set_ids(root: etree.Element, md: Markdown) -> None:
    """Give each heading without an id the one that GitHub would give it."""
    used = {element.get("id", "") for element in root.iter()} | IDS_OF_PAGES
    for heading in _headings(root):
        if heading.get("id"):
            continue
        text = strip_tags(render_inner_html(remove_fnrefs(heading), md))
        slug = unique = _slug(html.unescape(text), "-")
        count = 0
        while unique in used:
            count += 1
            unique = f"{slug}-{count}"
        if slug:
            heading.set("id", unique)
            used.add(unique)
