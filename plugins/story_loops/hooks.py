"""Where the loops listen to Pelican."""

from __future__ import annotations

from pelican import Pelican
from pelican.generators import Generator
from pelican.plugins import signals

from ..stories.settings import declare
from .generator import LoopGenerator, prepare_templates
from .settings import LOOP_SETTINGS


def register() -> None:
    """Connect the loops to Pelican."""
    declare(LOOP_SETTINGS)
    signals.get_generators.connect(make_loop_pages)
    signals.all_generators_finalized.connect(find_open_loops)


def make_loop_pages(_pelican: Pelican) -> type[Generator]:
    """Add the generator of the open loops."""
    return LoopGenerator


def find_open_loops(generators: list[Generator]) -> None:
    """Find what is still owed, for every page."""
    prepare_templates(generators)
