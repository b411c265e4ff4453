"""What our XML feeds have in common: dates from the content, and entries that are written once for all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from io import StringIO
from typing import Any

from feedgenerator.django.utils.xmlutils import SimplerXMLGenerator

from heard.feeds.entries import FeedEntry

NO_DATE = datetime(1990, 1, 1, tzinfo=UTC)
"""Atom demands a date of every entry; an undated story gets this one, which never moves. It is the first
day that the W3C's validator does not call implausible."""
HISTORY = "http://purl.org/syndication/history/1.0"

Known = dict[int, tuple[FeedEntry, dict[tuple[str, ...], str]]]
"""Entries as they were written, by the entry's `id`, then by the format, its amount of text, and the author
where that is the feed's. An entry that stands in a dozen feeds is written once."""


def written_once(known: Known, entry: FeedEntry, form: tuple[str, ...], write: Callable[[], str]) -> str:
    """What `write` makes of an entry in a format: that of the time before, if there was one."""
    # The entry is kept with its forms, so that its id stays its own.
    _entry, forms = known.setdefault(id(entry), (entry, {}))
    if form not in forms:
        forms[form] = write()
    return forms[form]


class Stable:
    """The date of a feed is that of its newest entry, never the clock's."""

    element: str
    """The name of an entry."""
    items: list[dict[str, Any]]
    feed: dict[str, Any]

    def write_items(self, handler: Any) -> None:
        """Every entry, as it was written for the feed before."""
        known: Known = self.feed["known"]
        for item in self.items:
            form = self.element, self.feed["text"], item["author_name"] or ""
            handler.ignorableWhitespace(
                written_once(known, item["entry"], form, partial(self._written, item))
            )

    def _written(self, item: dict[str, Any]) -> str:
        text = StringIO()
        handler = SimplerXMLGenerator(text, "utf-8", short_empty_elements=True)
        handler.startElement(self.element, self.item_attributes(item))
        self.add_item_elements(handler, item)
        handler.endElement(self.element)
        return text.getvalue()

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        """The attributes of an entry."""
        found: dict[str, str] = super().item_attributes(item)  # type: ignore[misc]
        return found

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """What an entry says."""
        super().add_item_elements(handler, item)  # type: ignore[misc]

    def latest_post_date(self) -> datetime:
        """The newest date of any entry."""
        dates = [item.get("updateddate") or item.get("pubdate") for item in self.items]
        return max((date for date in dates if date), default=NO_DATE)

    def is_undated(self) -> bool:
        """Whether no entry has a date."""
        return not any(item.get("updateddate") or item.get("pubdate") for item in self.items)

    def write_links(self, handler: Any, element: str) -> None:
        """Hub and archives, as `atom:link` or `link`; RFC 5005 marks an archive as one."""
        for rel, href in self.feed["links"]:
            handler.addQuickElement(element, "", {"rel": rel, "href": href})
        if self.feed["is_archive"]:
            handler.addQuickElement("fh:archive", "", {"xmlns:fh": HISTORY})
