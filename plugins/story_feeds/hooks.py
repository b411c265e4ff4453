"""Where the feeds listen to Pelican."""

from __future__ import annotations

from pelican import Pelican
from pelican.generators import Generator
from pelican.plugins import signals

from ..stories.settings import declare
from .generator import FeedGenerator, take_over_feed
from .settings import FEED_SETTINGS


def register() -> None:
    """Connect the feeds to Pelican."""
    declare(FEED_SETTINGS)
    signals.get_generators.connect(make_feeds)
    signals.all_generators_finalized.connect(replace_pelicans_feed)


def make_feeds(_pelican: Pelican) -> type[Generator]:
    """Add the generator of the feeds."""
    return FeedGenerator


def replace_pelicans_feed(generators: list[Generator]) -> None:
    """Ours stand at the same addresses as Pelican's."""
    take_over_feed(generators)
