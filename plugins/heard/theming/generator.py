"""Prepares Jinja for a theme, and writes the joined style sheet and the scripts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from pelican import Pelican

from heard.library.facets import site_root
from heard.library.outputs import File, Output
from heard.library.writing import OutputGenerator, Written
from heard.settings import Setting, refuse
from heard.text.names import capitalized, settle_language
from heard.text.problems import Problem
from heard.theming.i18n import fill, number_words, plain_data
from heard.theming.theme import ThemeError, join_styles, overlaid, read_scripts, read_theme

SETTINGS = (
    Setting(
        "THEME_STRINGS", dict, {}, "Interface texts laid over the theme's, as strings.toml nests them."
    ),
)


def initialized(pelican: Pelican) -> None:
    """Turn autoescape on for a theme written for it, and hand templates the catalogue of interface texts.

    Autoescape is decided by the theme, because Pelican's own themes would show their HTML as text.
    """
    settings = pelican.settings
    settle_language(settings)
    try:
        facts = read_theme(pelican.theme, settings["DEFAULT_LANG"])
        settings["STORY_THEME_FILES"] = {"": join_styles(facts), **read_scripts(facts)}
    except ThemeError as error:
        refuse([Problem("theme-wrong", "theme", 0, str(error))])
    # A run reads each template once, and does not ask the disk for a newer one at every inclusion.
    own = {"auto_reload": False} | ({"autoescape": True} if facts.autoescape else {})
    settings["JINJA_ENVIRONMENT"] = {**own, **settings["JINJA_ENVIRONMENT"]}
    strings = plain_data(overlaid(facts.strings, settings.get("THEME_STRINGS") or {}))
    settings["JINJA_GLOBALS"] = {
        **settings["JINJA_GLOBALS"],
        "strings": strings,
        "number_words": partial(number_words, strings),
        # Macros are imported without the context of the page, which makes them three times as fast;
        # what they need of the site is therefore global.
        "site_root": site_root(settings["SITEURL"]),
        "DEFAULT_LANG": settings["DEFAULT_LANG"],
        "show_drafts": bool(settings.get("STORY_SHOW_DRAFTS")),
    }
    settings["JINJA_FILTERS"] = {
        **settings["JINJA_FILTERS"],
        "fill": fill,
        "capital": partial(capitalized, lang=settings["DEFAULT_LANG"]),
    }


class StylesGenerator(OutputGenerator):
    """Joins the theme's style sheets; pages know the addresses as `stylesheet` and `scripts`."""

    def generate_context(self) -> None:
        """Put the address of the joined style sheet, and those of the scripts by name, into the context."""
        folder = self.settings["THEME_STATIC_DIR"]
        made: dict[str, tuple[str, str]] = self.settings["STORY_THEME_FILES"]
        addresses = {name: f"{folder}/{file}" for name, (file, _text) in made.items() if file}
        self.context["stylesheet"] = addresses.pop("", "")
        self.context["scripts"] = addresses
        self.files = {f"{folder}/{file}": text for file, text in made.values() if file}

    def outputs(self, _written: Written) -> Iterator[Output]:
        """Yield them."""
        for address, text in self.files.items():
            yield File(address, text, partial(text.encode, "utf-8"))


GENERATOR = StylesGenerator
