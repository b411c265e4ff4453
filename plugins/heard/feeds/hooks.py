"""Where the feeds listen to Pelican."""

from __future__ import annotations

from pelican import Pelican
from pelican.generators import Generator

from heard.feeds.generator import FeedGenerator, announce_feeds
from heard.feeds.settings import FEED_SETTINGS

SETTINGS = FEED_SETTINGS


def get_generators(_pelican: Pelican) -> type[Generator]:
    """Add the generator of the feeds."""
    return FeedGenerator


def all_generators_finalized(generators: list[Generator]) -> None:
    """Plan the feeds before pages are written, so that each page can name those it belongs to."""
    announce_feeds(generators)
