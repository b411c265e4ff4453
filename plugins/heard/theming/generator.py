"""Writes the joined style sheet and the scripts."""

from __future__ import annotations

from pathlib import Path

from pelican.generators import Generator
from pelican.writers import Writer

from heard.theming.theme import join_styles, read_scripts, read_theme


class StylesGenerator(Generator):
    """Joins the theme's style sheets; pages know the addresses as `stylesheet` and `scripts`."""

    def generate_context(self) -> None:
        """Put the address of the joined style sheet, and those of the scripts by name, into the context."""
        facts = read_theme(self.theme)
        folder = self.settings["THEME_STATIC_DIR"]
        name, text = join_styles(facts)
        self.context["stylesheet"] = f"{folder}/{name}" if name else ""
        self.files = {self.context["stylesheet"]: text} if name else {}
        scripts = read_scripts(facts)
        self.context["scripts"] = {key: f"{folder}/{file}" for key, (file, _text) in scripts.items()}
        self.files |= {f"{folder}/{file}": text for file, text in scripts.values()}

    def generate_output(self, _writer: Writer) -> None:
        """Write them."""
        for address, text in self.files.items():
            path = Path(self.output_path) / address
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
