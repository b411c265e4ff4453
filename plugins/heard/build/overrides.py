"""`--set KEY=VALUE`: settings for one run, as JSON, and which setting names there are."""

from __future__ import annotations

import json
import re
import shlex
from ast import literal_eval
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pelican.settings import DEFAULT_CONFIG

from heard.settings import PREFIXES, declared, setting_meant
from heard.text.exits import Refusal
from heard.text.problems import Problem

# Settings that Pelican reads but has no default for (docs: settings, feeds, basic settings).
_PELICAN_TOO = frozenset(
    "AUTHOR AUTHORS_SAVE_AS CATEGORIES_SAVE_AS TAGS_SAVE_AS ARCHIVES_SAVE_AS DEBUG DEFAULT_DATE "
    "DISPLAY_CATEGORIES_ON_MENU DISPLAY_PAGES_ON_MENU FEED_ATOM FEED_ATOM_URL FEED_RSS "
    "FEED_RSS_URL FEED_ALL_ATOM_URL FEED_ALL_RSS FEED_ALL_RSS_URL FEED_DOMAIN "
    "AUTHOR_FEED_ATOM_URL AUTHOR_FEED_RSS_URL CATEGORY_FEED_ATOM_URL CATEGORY_FEED_RSS "
    "CATEGORY_FEED_RSS_URL TAG_FEED_ATOM TAG_FEED_ATOM_URL TAG_FEED_RSS TAG_FEED_RSS_URL "
    "TRANSLATION_FEED_ATOM_URL TRANSLATION_FEED_RSS TRANSLATION_FEED_RSS_URL LINKS MENUITEMS "
    "SITESUBTITLE SOCIAL THEME TIMEZONE".split()
)


def parse_settings(given: Iterable[str]) -> dict[str, Any]:
    """`['KEY=JSON', …]` as a dictionary. Raises Refusal with how to write it instead."""
    settings: dict[str, Any] = {}
    for text in given:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals or not name:
            raise Refusal(f"--set {text}: write KEY=VALUE, as in --set DEFAULT_PAGINATION=20.")
        if not name.isidentifier() or name != name.upper():
            capitals = re.sub(r"\W", "_", name).upper() or "DEFAULT_PAGINATION"
            raise Refusal(f"--set {text}: settings are written in capitals, as {capitals}.")
        try:
            settings[name] = json.loads(value)
        except json.JSONDecodeError:
            raise Refusal(_how_to_quote(name, value)) from None
    return settings


def unknown_names(given: Iterable[str], conf: Callable[[], Iterable[str]]) -> Iterator[Problem]:
    """A warning for each name nobody declares: neither Pelican, nor a plugin, nor the conf file.

    Names with a prefix of Heard are left to the library, which refuses unknown ones. `conf`
    gives the names in the conf file; it is asked only when nobody else knows a name.
    """
    known = {*DEFAULT_CONFIG, *_PELICAN_TOO, *(setting.name for setting in declared())}
    strange = [name for name in given if name not in known and not name.startswith(PREFIXES)]
    if strange:
        known.update(conf())
    for name in strange:
        if name not in known:
            hint = setting_meant(name, known) or "The theme may still use it."
            message = f"Neither Pelican nor a plugin knows a setting {name}."
            yield Problem("setting-unknown", "--set", 0, message, hint, "warning")


def _how_to_quote(name: str, value: str) -> str:
    """What to type: people forget quotes, or write Python's words and Python's quotes."""
    try:
        better = json.dumps(literal_eval(value), ensure_ascii=False)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        better = json.dumps(value, ensure_ascii=False)
    right = shlex.quote(f"{name}={better}")
    return f"--set {name}={value}: the value must be JSON. Write: --set {right}"
