"""Theme kit: what a theme may ask of the build – its own settings (`theme.toml`), a catalogue of words
(`words.toml`), and its style sheets joined into one file, and its scripts; the names of both change with
their content.
"""

from heard.theming.hooks import register

__all__ = ["register"]
