"""What the templates of a story and of an owner's page are given."""

from __future__ import annotations

from typing import Any

from heard.library.library import Card
from heard.library.outputs import Body


def of_story(card: Card, body: Body, summary: str, is_hidden: bool, own_address: str) -> dict[str, Any]:
    """Return the variables of `article.html`; `summary` is HTML."""
    return {"card": card, "summary": summary, **of_page(body, is_hidden, own_address)}


def of_page(body: Body, is_hidden: bool, own_address: str) -> dict[str, Any]:
    """Return the variables of `page.html`, which gets the `page` as well."""
    return {"content": body, "is_hidden": is_hidden, "own_address": own_address}
