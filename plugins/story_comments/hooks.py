"""Where the comments listen to Pelican."""

from __future__ import annotations

from pelican import Pelican
from pelican.generators import Generator
from pelican.plugins import signals

from ..stories.settings import declare, refuse
from .generator import CommentGenerator, check_stories
from .providers import PROVIDERS, option_problems
from .settings import COMMENT_SETTINGS


def register() -> None:
    """Connect the comments to Pelican."""
    declare(COMMENT_SETTINGS)
    signals.initialized.connect(check_options)
    signals.get_generators.connect(read_comments)
    signals.all_generators_finalized.connect(check_comments)


def check_options(pelican: Pelican) -> None:
    """Refuse options that the provider of live comments cannot use."""
    settings = pelican.settings
    provider, options = settings.get("COMMENTS_PROVIDER", "none"), settings.get("COMMENTS_OPTIONS", {})
    if provider in PROVIDERS and (found := list(option_problems(provider, options))):
        refuse(found)


def read_comments(_pelican: Pelican) -> type[Generator]:
    """Add the generator that reads the comments."""
    return CommentGenerator


def check_comments(generators: list[Generator]) -> None:
    """Report comments that belong to no story, and tie the others to lessons and stories."""
    check_stories(generators)
