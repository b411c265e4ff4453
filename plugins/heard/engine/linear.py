"""Two steps of Pelican that compare each article with each, which takes minutes at 100,000 articles.

Pelican's own functions are still called, with less, so that names, order and warnings stay theirs; where
a class of articles defines `__eq__`, they do it all. The tests compare both.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from heard.engine.witness import identity

Archives = dict[str, list[dict[str, Any]]]
"""Granularity → its periods, each with its articles in two orders, its names, address and file."""


def archives_by_period(
    plainly: Callable[..., Archives],
    sorted_articles: Sequence[Any],
    articles: Sequence[Any],
    settings: dict[str, Any],
) -> Archives:
    """What Pelican's `ArticlesGenerator._build_period_archives` (pelican/generators.py, 4.12) returns.

    It asks a list, for each article and period, whether the article is of the period.
    """
    places = {identity(article): place for place, article in enumerate(articles)}
    if _may_be_equal((*articles, *sorted_articles)) or len(places) < len(articles):
        return plainly(sorted_articles, articles, settings)
    found = plainly(sorted_articles, [], settings)
    for periods in found.values():
        for period in periods:
            inside = {identity(article): article for article in period["dates"]}
            chosen = (one for key, one in inside.items() if key in places)
            period["articles"] = sorted(chosen, key=lambda article: places[identity(article)])
    return found


def translations_by_group(
    plainly: Callable[..., tuple[list[Any], list[Any]]],
    content_list: list[Any],
    translation_id: str | Collection[str] | None = None,
) -> tuple[list[Any], list[Any]]:
    """What Pelican's `process_translations` (pelican/utils.py, 4.12) returns, and notes in contents.

    It looks for each article in the list of all originals. Nobody's original is in another group, so
    each group is given to it alone.
    """
    if not translation_id or _may_be_equal(content_list):
        return plainly(content_list, translation_id)
    try:
        key = attrgetter(*([translation_id] if isinstance(translation_id, str) else translation_id))
        content_list.sort(key=key)
    except (TypeError, AttributeError):
        return plainly(content_list, translation_id)  # it says what is wrong
    index, translations = [], []
    for _key, group in groupby(content_list, key):
        originals, others = plainly(list(group), translation_id)
        index += originals
        translations += others
    return index, translations


def _may_be_equal(articles: Iterable[Any]) -> bool:
    """Whether some article may be equal to another one."""
    kinds: set[Any] = {type(article) for article in articles}
    return any(kind.__eq__ is not object.__eq__ for kind in kinds)
