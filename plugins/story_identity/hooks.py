"""Where identities listen to Pelican."""

from __future__ import annotations

from pelican import Pelican
from pelican.generators import Generator
from pelican.plugins import signals

from ..stories.settings import declare
from .generator import IdentityGenerator
from .settings import IDENTITY_SETTINGS


def register() -> None:
    """Connect identities to Pelican."""
    declare(IDENTITY_SETTINGS)
    signals.get_generators.connect(make_redirects)
    signals.all_generators_finalized.connect(write_redirects_last)


def make_redirects(_pelican: Pelican) -> type[Generator]:
    """Add the generator that compares identities and writes redirects."""
    return IdentityGenerator


def write_redirects_last(generators: list[Generator]) -> None:
    """Put our generator at the end of Pelican's own list, whatever the order of plugins.

    A redirect may only stand where nothing else does, and that shows when everything else is written.
    """
    generators.sort(key=lambda generator: isinstance(generator, IdentityGenerator))
