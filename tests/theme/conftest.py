"""A Jinja environment as the build makes it, but strict about what is undefined."""

from __future__ import annotations

from functools import partial

import pytest
from conftest import ROOT
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from heard.text.names import capitalized
from heard.theming.i18n import fill, number_words, plain_data
from heard.theming.theme import ThemeFacts, read_theme


@pytest.fixture(scope="session")
def facts() -> ThemeFacts:
    """What the theme says of itself."""
    return read_theme(ROOT / "theme")


@pytest.fixture(scope="session")
def environment(facts: ThemeFacts) -> Environment:
    """Templates, macros and examples, with the globals of a built site."""
    folders = [str(ROOT / "theme" / name) for name in ("examples", "templates")]
    made = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    strings = plain_data(facts.strings)
    made.globals |= {
        "strings": strings,
        "number_words": partial(number_words, strings),
        "site_root": "/blog",
        "DEFAULT_LANG": "en",
        "show_drafts": True,
    }
    made.filters |= {"fill": fill, "capital": partial(capitalized, lang="en")}
    return made
