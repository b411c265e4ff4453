"""Where identities listen to Pelican."""

from __future__ import annotations

from pelican import Pelican
from pelican.generators import Generator

from heard.identity.generator import IdentityGenerator
from heard.identity.settings import IDENTITY_SETTINGS

SETTINGS = IDENTITY_SETTINGS


def get_generators(_pelican: Pelican) -> type[Generator]:
    """Add the generator that compares identities and writes redirects."""
    return IdentityGenerator


def all_generators_finalized(generators: list[Generator]) -> None:
    """Put our generator at the end of Pelican's own list, whatever the order of plugins.

    A redirect may only stand where nothing else does, and that shows when everything else is written.
    """
    generators.sort(key=lambda generator: isinstance(generator, IdentityGenerator))
