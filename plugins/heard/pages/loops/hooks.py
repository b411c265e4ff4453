"""Where the loops listen to Pelican."""

from __future__ import annotations

from pelican import Pelican
from pelican.generators import Generator

from heard.pages.loops.generator import LoopGenerator, prepare_templates
from heard.pages.loops.settings import LOOP_SETTINGS

SETTINGS = LOOP_SETTINGS


def get_generators(_pelican: Pelican) -> type[Generator]:
    """Add the generator of the open loops."""
    return LoopGenerator


def all_generators_finalized(generators: list[Generator]) -> None:
    """Find what is still owed, for every page."""
    prepare_templates(generators)
