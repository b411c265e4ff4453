"""All feeds of a site in one file that any reader imports. Source: http://opml.org/spec2.opml."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Iterable

from msgspec import Struct


class Outline(Struct, frozen=True):
    """One feed: its title, its address, and the page it belongs to."""

    title: str
    feed: str
    page: str


def write_opml(title: str, groups: Iterable[tuple[str, Iterable[Outline]]]) -> str:
    """The OPML of groups of feeds, in their order."""
    root = etree.Element("opml", {"version": "2.0"})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for name, outlines in groups:
        group = etree.SubElement(body, "outline", {"text": name})
        for outline in outlines:
            attributes = {
                "type": "rss",
                "text": outline.title,
                "title": outline.title,
                "xmlUrl": outline.feed,
                "htmlUrl": outline.page,
            }
            etree.SubElement(group, "outline", attributes)
    etree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + etree.tostring(root, "unicode") + "\n"
