"""Where the exchange listens to Pelican."""

from __future__ import annotations

from ..stories.settings import declare
from .settings import EXCHANGE_SETTINGS


def register() -> None:
    """Connect the exchange to Pelican."""
    declare(EXCHANGE_SETTINGS)
