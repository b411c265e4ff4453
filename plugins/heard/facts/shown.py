"""Stories and an owner's pages in the order of Pelican, and what their templates are given."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from heard.library.library import Card
from heard.library.outputs import Body


def articles_of(generator: Any) -> Iterator[Any]:
    """Yield the articles of an ArticlesGenerator in the order in which Pelican writes them."""
    return chain(
        generator.translations,
        generator.articles,
        generator.hidden_translations,
        generator.hidden_articles,
    )


def pages_of(generator: Any) -> Iterator[Any]:
    """Yield the pages of a PagesGenerator in the order in which Pelican writes them."""
    return chain(
        generator.translations,
        generator.pages,
        generator.hidden_translations,
        generator.hidden_pages,
        generator.draft_translations,
        generator.draft_pages,
    )


def of_story(card: Card, body: Body, summary: str, is_hidden: bool, own_address: str) -> dict[str, Any]:
    """Return the variables of `article.html`; `summary` is HTML."""
    return {"card": card, "summary": summary, **of_page(body, is_hidden, own_address)}


def of_page(body: Body, is_hidden: bool, own_address: str) -> dict[str, Any]:
    """Return the variables of `page.html`, which gets the `page` as well."""
    return {"content": body, "is_hidden": is_hidden, "own_address": own_address}
