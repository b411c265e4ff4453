"""Settings of theming."""

from __future__ import annotations

from heard.settings import Setting

THEME_SETTINGS = (
    Setting(
        "THEME_STRINGS", dict, {}, "Interface texts laid over the theme's, as strings.toml nests them."
    ),
)
