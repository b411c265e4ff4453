"""Where the facts for machines listen to Pelican."""

from __future__ import annotations

from functools import partial
from typing import Any

from pelican.generators import Generator
from pelican.plugins import signals

from ..stories.library import Card
from .jsonld import Graph, Place, story_graph


def register() -> None:
    """Connect the facts for machines to Pelican."""
    signals.all_generators_finalized.connect(offer_facts)


def offer_facts(generators: list[Generator]) -> None:
    """Give templates a function that tells a story to machines."""
    context = generators[0].context
    site = Place(context["SITENAME"], str(context["SITEURL"]).rstrip("/") + "/")
    context["story_facts"] = partial(story_facts, context, site)


def story_facts(context: dict[str, Any], site: Place, card: Card) -> Graph:
    """What a story page tells machines, with the comments that are in the context when it is written."""
    return story_graph(card, context.get("threads", {}).get(card.id, ()), site)
