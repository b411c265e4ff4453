"""Who has which file of the site: an article or page, or a file that its owner brings along."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from unicodedata import normalize

PAGES = ("articles", "hidden_articles", "pages", "hidden_pages", "draft_pages")


def holders(context: Mapping[str, Any], names: tuple[str, ...] = PAGES) -> dict[str, str]:
    """Which source has which page of the site."""
    return {
        one.save_as: one.get_relative_source_path()
        for name in names
        for content in context.get(name, ())
        for one in with_languages(content)
    }


def asked_addresses(context: Mapping[str, Any]) -> set[str]:
    """The files that articles and pages ask for themselves, by `save_as`."""
    contents = (
        one for name in PAGES for content in context.get(name, ()) for one in with_languages(content)
    )
    return {one.save_as for one in contents if hasattr(one, "override_save_as")}


def files_brought(context: Mapping[str, Any]) -> dict[str, str]:
    """Files of the site that the owner brings along: static ones, and templates of the owner's own."""
    brought = {}
    for template in context["DIRECT_TEMPLATES"]:
        save_as = context.get(f"{template.upper()}_SAVE_AS", f"{template}.html")
        brought[save_as] = f"the template {template}.html"
    brought |= {save_as: template for template, save_as in context["TEMPLATE_PAGES"].items()}
    for static in context.get("staticfiles", ()):
        was_asked = static._output_location_referenced  # whoever asks, an {attach} link can move it no more
        brought[static.save_as] = static.get_relative_source_path()
        static._output_location_referenced = was_asked
    return {posixpath.normpath(save_as): source for save_as, source in brought.items() if save_as}


def owner_of(context: Mapping[str, Any], save_as: str) -> str | None:
    """The owner's own source of a file of the site (`robots.txt`), or None.

    Ask while files are written, when all is read: what an owner brings along is never replaced by ours.
    """
    return files_brought(context).get(save_as) or holders(context).get(save_as)


def case_twins(places: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str, str]]:
    """Yield each file of the site that differs from an earlier one by case alone, with both their sources.

    `places` are files, each with its source. A disk of Windows or macOS has room for one of the two.
    """
    first: dict[str, tuple[str, str]] = {}
    for save_as, source in places:
        key = normalize("NFC", save_as).casefold()
        earlier, its_source = first.setdefault(key, (save_as, source))
        if earlier != save_as:
            yield save_as, source, earlier, its_source


def with_languages(content: Any) -> tuple[Any, ...]:
    """An article or page and its other languages."""
    return (*content.translations, content)
