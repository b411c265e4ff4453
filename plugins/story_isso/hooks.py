"""Where live comments listen to Pelican: only for their settings."""

from __future__ import annotations

from ..stories.settings import declare
from .settings import ISSO_SETTINGS


def register() -> None:
    """Make the settings known."""
    declare(ISSO_SETTINGS)
