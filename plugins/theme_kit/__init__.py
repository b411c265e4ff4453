"""Theme kit: what a theme may ask of the build – its own settings (`theme.toml`), a catalogue of words
(`words.toml`), and its style sheets joined into one file whose name changes with its content.
"""

from .hooks import register

__all__ = ["register"]
