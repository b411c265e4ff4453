"""Where webmentions listen to Pelican: only for their settings."""

from __future__ import annotations

from ..stories.settings import declare
from .settings import WEBMENTION_SETTINGS


def register() -> None:
    """Make the settings known."""
    declare(WEBMENTION_SETTINGS)
