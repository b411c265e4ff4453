"""Settings of theming."""

from __future__ import annotations

from heard.settings import Setting

THEME_SETTINGS = (
    Setting("THEME_WORDS", dict, {}, "Words laid over the theme's catalogue, as words.toml nests them."),
)
