"""Where the feeds listen to Pelican."""

from __future__ import annotations

from pelican import Pelican
from pelican.generators import Generator
from pelican.plugins import signals

from ..stories.settings import declare
from .generator import FeedGenerator, announce_feeds
from .settings import FEED_SETTINGS


def register() -> None:
    """Connect the feeds to Pelican."""
    declare(FEED_SETTINGS)
    signals.get_generators.connect(make_feeds)
    signals.all_generators_finalized.connect(tell_pages_of_feeds)


def make_feeds(_pelican: Pelican) -> type[Generator]:
    """Add the generator of the feeds."""
    return FeedGenerator


def tell_pages_of_feeds(generators: list[Generator]) -> None:
    """Plan the feeds before pages are written, so that each page can name those it belongs to."""
    announce_feeds(generators)
