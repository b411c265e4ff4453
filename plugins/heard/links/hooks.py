"""Where the links listen to Pelican."""

from __future__ import annotations

from pelican import Pelican
from pelican.generators import Generator

from heard.links.generator import LinkGenerator, tie_stories
from heard.links.settings import LINK_SETTINGS
from heard.links.wikilinks import StoryLinks

SETTINGS = LINK_SETTINGS


def initialized(pelican: Pelican) -> None:
    """Teach Markdown `[[id]]` and the references of other generators."""
    settings = pelican.settings
    markdown = dict(settings["MARKDOWN"])
    patterns = settings.get("STORY_LINK_PATTERNS") or ()
    markdown["extensions"] = [*markdown.get("extensions", []), StoryLinks(patterns)]
    settings["MARKDOWN"] = markdown


def get_generators(_pelican: Pelican) -> type[Generator]:
    """Add the generator of loose ends, two-sided pages and the map."""
    return LinkGenerator


def all_generators_finalized(generators: list[Generator]) -> None:
    """Complete the links of all bodies and tie the stories together."""
    tie_stories(generators)
