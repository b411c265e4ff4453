"""Our own steps in the tree that Markdown makes of a text: headings, task lists, attribute lists."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.toc import remove_fnrefs, render_inner_html, strip_tags
from pymdownx.slugs import slugify

from heard.content.nesting import LISTING

TOP = 2
DEEPEST = 6
IDS_OF_PAGES = frozenset(
    "after all comments comments-head disqus_thread feed-address isso-thread list live live-note "
    "mail-address main origin others remark42 replies-head same-values some takeaway".split()
)
"""Ids that the theme uses around a body: a heading with such a name gets a number."""
_HEADING = re.compile(r"h([1-6])")
_BLOCKS = frozenset("ul ol p div pre blockquote table dl hr h1 h2 h3 h4 h5 h6".split())
_slug = slugify(case="lower")


def _headings(root: etree.Element) -> list[etree.Element]:
    return [element for element in root.iter() if _HEADING.fullmatch(str(element.tag))]


def set_outline(root: etree.Element) -> None:
    """Put the headings of a body under the title of its page, which is the only `h1`.

    They begin at `h2` and skip no level, whatever numbers their writer used, so that a screen reader's
    outline is whole (WCAG 2.2, technique G141). What stood on one level before stands on one level after.
    """
    above: list[int] = []
    for heading in _headings(root):
        level = int(str(heading.tag)[1])
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        heading.tag = f"h{min(DEEPEST, TOP + len(above) - 1)}"


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


def label_tasks(root: etree.Element) -> None:
    """Put the text of each task into a label of its box, in lists that `pymdownx.tasklist` has marked."""
    for item in root.iter("li"):
        if "task-list-item" in item.get("class", "").split():
            _label(item if (item.text or "").strip() else item[0])


def _label(holder: etree.Element) -> None:
    text, holder.text = holder.text or "", None
    label = etree.Element("label")
    if listing := LISTING.search(text):
        label.text, label.tail = text[: listing.start()], text[listing.start() :]
    else:
        label.text = text
        while len(holder) and holder[0].tag not in _BLOCKS:
            child = holder[0]
            holder.remove(child)
            label.append(child)
    holder.insert(0, label)


_ITEM = (
    r"(?:[.#][\w-][^\s{}=\"'%<>]*"
    r"|[A-Za-z_@:][\w:.@-]*=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s{}=\"'<>]+))"
)
_LIST = (
    rf"\{{(?:\:[ ]*(?=[^\}}\n ])|[ ]*(?={_ITEM}(?:[ ]+{_ITEM})*[ ]*\}}))"
    r"((?:\"[^\"\n]*\"|'[^'\n]*'|[^\n}\"'])*)\}"
)


class Attributes(AttrListTreeprocessor):
    """Attribute lists: `{: …}`, `{#id}`, `{.class}`, `{key=value}` and nothing else that stands in braces.

    Python-Markdown's own step takes any words in braces for attributes: a sentence that ends in
    `{so to say}` loses them.
    """

    BASE_RE = _LIST  # type: ignore[misc]
    HEADER_RE = re.compile(rf"[ ]+{_LIST}[ ]*$")  # type: ignore[misc]
    BLOCK_RE = re.compile(rf"\n[ ]*{_LIST}[ ]*$")  # type: ignore[misc]
    INLINE_RE = re.compile(rf"^{_LIST}")  # type: ignore[misc]
