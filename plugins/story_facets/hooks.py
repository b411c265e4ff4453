"""Where the facets listen to Pelican."""

from __future__ import annotations

from pelican import Pelican
from pelican.generators import Generator
from pelican.plugins import signals

from ..stories.settings import declare
from .generator import TAKEN_OVER, FacetGenerator, take_over_lists
from .settings import FACET_LIST_SETTINGS


def register() -> None:
    """Connect the facets to Pelican."""
    declare(FACET_LIST_SETTINGS)
    signals.initialized.connect(announce_pages)
    signals.get_generators.connect(make_facet_pages)
    signals.all_generators_finalized.connect(prepare_templates)


def announce_pages(pelican: Pelican) -> None:
    """Tell the kernel that terms have pages, and take over the direct templates that are lists."""
    settings = pelican.settings
    settings["STORY_FACET_PAGES"] = True
    settings["DIRECT_TEMPLATES"] = [name for name in settings["DIRECT_TEMPLATES"] if name not in TAKEN_OVER]


def make_facet_pages(_pelican: Pelican) -> type[Generator]:
    """Add the generator of the facet pages."""
    return FacetGenerator


def prepare_templates(generators: list[Generator]) -> None:
    """Hand the templates their functions; keep Pelican from making the same pages."""
    take_over_lists(generators)
