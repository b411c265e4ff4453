"""JSON Feed 1.1. Source: https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from heard.content.hyperlinks import valid_address
from heard.feeds.entries import FeedEntry
from heard.feeds.formats import FeedFacts, Known, written_once


def json_feed(facts: FeedFacts, entries: Sequence[FeedEntry], known: Known | None = None) -> str:
    """The feed as JSON Feed, with the same facts as the others; keys with nothing to say are left out.

    `known` is shared by all feeds of a site.
    """
    links = dict(facts.links)
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": facts.title,
        "home_page_url": facts.site,
        "feed_url": facts.url,
        "description": facts.description,
        "language": facts.lang,
        "next_url": links.get("prev-archive"),
        "hubs": [{"type": "WebSub", "url": links["hub"]}] if "hub" in links else None,
    }
    head = _spelled(_told(feed)).removesuffix("\n}")
    known = {} if known is None else known
    items = ",".join(
        "\n  " + written_once(known, entry, ("json", ""), partial(_indented, entry)) for entry in entries
    )
    return f'{head},\n "items": [{items}{chr(10) + " " if items else ""}]\n}}\n'


def _indented(entry: FeedEntry) -> str:
    """An entry as it stands in the list, where every line is indented by two."""
    return _spelled(_item(entry)).replace("\n", "\n  ")  # no text holds a bare line break in JSON


def _spelled(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _item(entry: FeedEntry) -> dict[str, Any]:
    return _told(
        {
            "id": entry.identity,
            "url": valid_address(entry.link),
            "title": entry.title,
            "content_html": entry.content,
            "summary": entry.summary,
            "image": entry.images[0].url if entry.images else None,
            "date_published": entry.published.isoformat() if entry.published else None,
            "date_modified": entry.updated.isoformat() if entry.updated else None,
            "authors": [{"name": entry.author}] if entry.author else None,
            "tags": list(dict.fromkeys(category.name for category in entry.categories)),
            "language": entry.lang,
            "attachments": [
                {"url": image.url, "mime_type": image.type, "size_in_bytes": image.length}
                for image in entry.images
                if image.length
            ],
        }
    )


def _told(facts: dict[str, Any]) -> dict[str, Any]:
    """What there is to say; an entry must have a content, even an empty one."""
    return {key: value for key, value in facts.items() if value or key == "content_html"}
