"""Where the facets listen to Pelican."""

from __future__ import annotations

import logging
from pathlib import Path

from pelican import Pelican
from pelican.generators import Generator

from heard.pages.facets.generator import TAKEN_OVER, FacetGenerator, take_over_lists
from heard.pages.facets.settings import FACET_LIST_SETTINGS
from heard.text.problems import Problem

logger = logging.getLogger(__name__)

MARK = "value"
"""A template that only a theme made for stories has."""


SETTINGS = FACET_LIST_SETTINGS


def initialized(pelican: Pelican) -> None:
    """Note for the library that terms have pages, and take over the direct templates that are lists.

    Another theme's lists expect Pelican's variables; with such a theme everything stays as Pelican has it.
    """
    settings = pelican.settings
    folders = [*settings["THEME_TEMPLATES_OVERRIDES"], Path(pelican.theme) / "templates"]
    if not any((Path(folder) / f"{MARK}.html").is_file() for folder in folders):
        hint = 'Set THEME = "heard", or copy its templates into THEME_TEMPLATES_OVERRIDES.'
        message = f"the theme has no template {MARK}.html; there are no pages by value, outcome or lesson."
        logger.warning("%s", Problem("template-missing", "theme", 0, message, hint, "warning"))
        settings["STORY_FACET_PAGES"] = False
        return
    settings["STORY_FACET_PAGES"] = True
    settings["DIRECT_TEMPLATES"] = [name for name in settings["DIRECT_TEMPLATES"] if name not in TAKEN_OVER]


def get_generators(pelican: Pelican) -> type[Generator] | None:
    """Add the generator of the facet pages."""
    return FacetGenerator if pelican.settings["STORY_FACET_PAGES"] else None


def all_generators_finalized(generators: list[Generator]) -> None:
    """Hand the templates their functions; keep Pelican from making the same pages."""
    if generators[0].settings["STORY_FACET_PAGES"]:
        take_over_lists(generators)
