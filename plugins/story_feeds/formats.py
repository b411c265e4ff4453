"""RSS 2.0 and Atom 1.0 on top of feedgenerator.

Sources: https://cyber.harvard.edu/rss/rss.html, RFC 4287, and for the modules
http://purl.org/rss/1.0/modules/content/ and http://purl.org/dc/elements/1.1/.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from feedgenerator import Atom1Feed, Rss201rev2Feed

from .entries import FeedEntry

NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)
"""Atom demands a date of every entry; an undated story gets this one, which never moves."""


@dataclass(frozen=True, slots=True)
class FeedFacts:
    """What a feed says of itself; `name` makes its permanent identity."""

    name: str
    title: str
    description: str
    site: str
    url: str
    lang: str


class _Stable:
    """The date of a feed is that of its newest entry, never the clock's."""

    items: list[dict[str, Any]]

    def latest_post_date(self) -> datetime:
        """The newest date of any entry."""
        dates = [item.get("updateddate") or item.get("pubdate") for item in self.items]
        return max((date for date in dates if date), default=NO_DATE)


class RssFeed(_Stable, Rss201rev2Feed):
    """RSS 2.0 with the full text in `content:encoded`."""

    def rss_attributes(self) -> dict[str, str]:
        """The namespaces of all entries, declared once."""
        return {
            **super().rss_attributes(),
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        }

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """One entry: author, categories with their facet, full text."""
        # feedgenerator's categories have no domain, and its dc:creator repeats the namespace.
        super().add_item_elements(handler, {**item, "author_name": None, "categories": ()})
        if item["author_name"]:
            handler.addQuickElement("dc:creator", item["author_name"])
        for category in item["terms"]:
            handler.addQuickElement("category", category.name, {"domain": category.domain})
        handler.addQuickElement("content:encoded", item["content"])


class AtomFeed(_Stable, Atom1Feed):
    """Atom 1.0 with the full text in `content`."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """One entry, with categories that name their facet."""
        super().add_item_elements(handler, {**item, "categories": ()})
        for category in item["terms"]:
            attributes = {"term": category.name, "scheme": category.domain}
            handler.addQuickElement("category", "", attributes)

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        """The language of an entry."""
        return {**super().item_attributes(item), "xml:lang": item["lang"]}


def rss(facts: FeedFacts, entries: Sequence[FeedEntry]) -> str:
    """The feed as RSS 2.0."""
    return _written(RssFeed, facts, entries)


def atom(facts: FeedFacts, entries: Sequence[FeedEntry]) -> str:
    """The feed as Atom 1.0."""
    return _written(AtomFeed, facts, entries)


def _written(kind: type[Any], facts: FeedFacts, entries: Sequence[FeedEntry]) -> str:
    feed = kind(
        title=facts.title,
        link=facts.site,
        description=facts.description,
        subtitle=facts.description if kind is AtomFeed else None,
        language=facts.lang,
        feed_url=facts.url,
        feed_guid=f"urn:story:feed:{facts.name}",
    )
    for entry in entries:
        is_atom = kind is AtomFeed
        feed.add_item(
            title=entry.title,
            link=entry.link,
            description=entry.summary,
            content=entry.content,
            author_name=entry.author or (facts.title if is_atom else None),
            pubdate=entry.published,
            updateddate=entry.updated or (NO_DATE if is_atom else None),
            unique_id=entry.identity,
            unique_id_is_permalink=False,
            terms=entry.categories,
            lang=entry.lang,
        )
    text = StringIO()
    feed.write(text, "utf-8")
    return text.getvalue()
