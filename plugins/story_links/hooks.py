"""Where the links listen to Pelican."""

from __future__ import annotations

from pelican import Pelican
from pelican.generators import Generator
from pelican.plugins import signals

from ..stories.settings import declare
from .generator import LinkGenerator, tie_stories
from .settings import LINK_SETTINGS
from .wikilinks import StoryLinks


def register() -> None:
    """Connect the links to Pelican."""
    declare(LINK_SETTINGS)
    signals.initialized.connect(read_wiki_links)
    signals.get_generators.connect(make_link_pages)
    signals.all_generators_finalized.connect(connect_stories)


def read_wiki_links(pelican: Pelican) -> None:
    """Teach Markdown `[[id]]` and the references of other generators."""
    settings = pelican.settings
    markdown = dict(settings["MARKDOWN"])
    patterns = settings.get("STORY_LINK_PATTERNS") or ()
    markdown["extensions"] = [*markdown.get("extensions", []), StoryLinks(patterns)]
    settings["MARKDOWN"] = markdown


def make_link_pages(_pelican: Pelican) -> type[Generator]:
    """Add the generator of loose ends, two-sided pages and the map."""
    return LinkGenerator


def connect_stories(generators: list[Generator]) -> None:
    """Complete the links of all bodies and tie the stories together."""
    tie_stories(generators)
