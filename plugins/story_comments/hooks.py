"""Where the comments listen to Pelican."""

from __future__ import annotations

from pelican import Pelican
from pelican.generators import Generator
from pelican.plugins import signals

from ..stories.settings import declare
from .generator import CommentGenerator, check_stories
from .settings import COMMENT_SETTINGS


def register() -> None:
    """Connect the comments to Pelican."""
    declare(COMMENT_SETTINGS)
    signals.get_generators.connect(read_comments)
    signals.all_generators_finalized.connect(check_comments)


def read_comments(_pelican: Pelican) -> type[Generator]:
    """Add the generator that reads the comments."""
    return CommentGenerator


def check_comments(generators: list[Generator]) -> None:
    """Report comments that belong to no story."""
    check_stories(generators)
