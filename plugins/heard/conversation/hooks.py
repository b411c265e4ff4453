"""Where the comments listen to Pelican."""

from __future__ import annotations

from pelican import Pelican
from pelican.generators import Generator

from heard.conversation.generator import CommentGenerator, check_stories
from heard.conversation.providers import PROVIDERS, option_problems
from heard.conversation.settings import COMMENT_SETTINGS
from heard.settings import refuse

SETTINGS = COMMENT_SETTINGS


def initialized(pelican: Pelican) -> None:
    """Refuse options that the provider of live comments cannot use."""
    settings = pelican.settings
    provider, options = settings.get("COMMENTS_PROVIDER", "none"), settings.get("COMMENTS_OPTIONS", {})
    if provider in PROVIDERS and (found := list(option_problems(provider, options))):
        refuse(found)


def get_generators(_pelican: Pelican) -> type[Generator]:
    """Add the generator that reads the comments."""
    return CommentGenerator


def all_generators_finalized(generators: list[Generator]) -> None:
    """Report comments that belong to no story, and tie the others to lessons and stories."""
    check_stories(generators)
