"""Where the replies listen to Pelican."""

from __future__ import annotations

from pelican import Pelican
from pelican.generators import Generator
from pelican.plugins import signals

from .generator import ReplyGenerator, check_stories


def register() -> None:
    """Connect the replies to Pelican."""
    signals.get_generators.connect(show_replies)
    signals.all_generators_finalized.connect(check_replies)


def show_replies(_pelican: Pelican) -> type[Generator]:
    """Add the generator that prepares the replies for pages."""
    return ReplyGenerator


def check_replies(generators: list[Generator]) -> None:
    """Report replies to no story, and lessons that no reply says."""
    check_stories(generators)
