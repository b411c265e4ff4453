"""Writes the joined style sheet."""

from __future__ import annotations

from pathlib import Path

from pelican.generators import Generator
from pelican.writers import Writer

from .theme import join_styles, read_theme


class StylesGenerator(Generator):
    """Joins the theme's style sheets; pages know the address as `stylesheet`."""

    def generate_context(self) -> None:
        """Put the address of the joined style sheet into the context."""
        name, self.text = join_styles(read_theme(self.theme))
        self.address = f"{self.settings['THEME_STATIC_DIR']}/{name}" if name else ""
        self.context["stylesheet"] = self.address

    def generate_output(self, _writer: Writer) -> None:
        """Write it."""
        if self.address:
            path = Path(self.output_path) / self.address
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.text, "utf-8")
