"""Task lists whose boxes have a name: their text becomes the label of the box."""

from __future__ import annotations

import xml.etree.ElementTree as etree

from markdown import Markdown

from heard.content.nesting import LISTING

_BLOCKS = frozenset("ul ol p div pre blockquote table dl hr h1 h2 h3 h4 h5 h6".split())


def label_tasks(root: etree.Element, _md: Markdown) -> None:
    """Put the text of each task into a label, in lists that `pymdownx.tasklist` has marked."""
    for item in root.iter("li"):
        if "task-list-item" in item.get("class", "").split():
            _wrap(item if (item.text or "").strip() else item[0])


def _wrap(holder: etree.Element) -> None:
    label = etree.Element("label")
    label.text, holder.text = holder.text, None
    listing = LISTING.search(label.text or "")
    if listing:
        label.text, label.tail = label.text[: listing.start()], label.text[listing.start() :]  # type: ignore[index]
        holder.insert(0, label)
        return
    while len(holder) and holder[0].tag not in _BLOCKS:
        child = holder[0]
        holder.remove(child)
        label.append(child)
    holder.insert(0, label)
