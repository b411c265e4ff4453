"""What a theme may ask of the build – its own settings (`theme.toml`), a catalogue of interface texts
(`strings.toml`), and its style sheets joined into one file, and its scripts; the names of both change with
their content.
"""

from heard import register_part

register = register_part
