"""Where the replies listen to Pelican."""

from __future__ import annotations

from pelican import Pelican
from pelican.generators import Generator

from heard.conversation.replies.generator import ReplyGenerator, check_stories


def get_generators(_pelican: Pelican) -> type[Generator]:
    """Add the generator that prepares the replies for pages."""
    return ReplyGenerator


def all_generators_finalized(generators: list[Generator]) -> None:
    """Report replies to no story, and lessons that no reply says."""
    check_stories(generators)
