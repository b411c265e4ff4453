"""Archives of years, months and days, without comparing each article with each.

Pelican's `ArticlesGenerator._build_period_archives` (pelican/generators.py, 4.12) asks a list for each
article whether it is of a period, which takes minutes at 100,000 articles. It is called here without
articles, and they are filled in. The tests compare both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Archives = dict[str, list[dict[str, Any]]]
"""Granularity → its periods, each with its articles in two orders, its names, address and file."""


def archives_by_period(
    plainly: Callable[..., Archives],
    sorted_articles: Sequence[Any],
    articles: Sequence[Any],
    settings: dict[str, Any],
) -> Archives:
    """What Pelican's own function, `plainly`, returns for the same arguments."""
    places = {id(article): place for place, article in enumerate(articles)}
    kinds: set[Any] = {type(article) for article in articles}
    compares = any(kind.__eq__ is not object.__eq__ for kind in kinds)
    if compares or len(places) < len(articles):  # equal is then not the same as identical
        return plainly(sorted_articles, articles, settings)
    found = plainly(sorted_articles, [], settings)
    for periods in found.values():
        for period in periods:
            inside = {id(article): article for article in period["dates"] if id(article) in places}
            period["articles"] = sorted(inside.values(), key=lambda article: places[id(article)])
    return found
