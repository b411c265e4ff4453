"""Where the facts for machines listen to Pelican."""

from __future__ import annotations

from functools import partial
from typing import Any

from pelican import Pelican
from pelican.generators import Generator

from heard.library.library import Card
from heard.pages.meta.generator import MetaGenerator
from heard.pages.meta.jsonld import Graph, Place, story_graph


def get_generators(_pelican: Pelican) -> type[Generator]:
    """Add the generator of sitemap, robots.txt and favicon.ico."""
    return MetaGenerator


def all_generators_finalized(generators: list[Generator]) -> None:
    """Give templates a function that tells a story to machines."""
    context = generators[0].context
    site = Place(context["SITENAME"], str(context["SITEURL"]).rstrip("/") + "/")
    context["story_facts"] = partial(story_facts, context, site)


def story_facts(context: dict[str, Any], site: Place, card: Card) -> Graph:
    """What a story page tells machines, with the comments that are in the context when it is written."""
    return story_graph(card, context.get("threads", {}).get(card.id, ()), site)
