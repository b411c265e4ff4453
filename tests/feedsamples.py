"""One entry and one feed, to be changed by a test."""

from datetime import UTC, datetime
from typing import Any

from heard.feeds.entries import FeedEntry
from heard.feeds.formats import FeedFacts

ON = datetime(2024, 5, 1, 9, tzinfo=UTC)


def entry(**changes: Any) -> FeedEntry:
    """An entry of a story."""
    given: dict[str, Any] = {
        "identity": "urn:story:call",
        "title": "The call",
        "link": "https://h.example/stories/call/",
        "summary": "I rang.",
        "content": "<p>I rang at nine.</p>",
        "author": "Ada",
        "lang": "en",
        "published": ON,
        "updated": ON,
    }
    return FeedEntry(**{**given, **changes})


def facts(**changes: Any) -> FeedFacts:
    """What a feed says of itself."""
    given: dict[str, Any] = {
        "identity": "https://h.example/feeds/all",
        "title": "Heard",
        "description": "What came of it.",
        "site": "https://h.example/",
        "url": "https://h.example/feeds/all",
        "lang": "en",
    }
    return FeedFacts(**{**given, **changes})
