"""Pages of lists that stock Pelican would write and we do not: further pages, numbered from the newest.

Our lists are numbered from the oldest story, in a folder of their own (`page/<n>/`). A blog that is adopted
had `index2.html`, or whatever its PAGINATION_PATTERNS say; such an address leads to the list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from heard.library.facets import Addresses
from heard.library.library import Library
from heard.pages.facets.pages import periods

FurtherPages = Callable[[str, tuple[str, str], int], Iterable[str]]
"""Gives the files of Pelican's further pages of a list, by its template, address and length."""
TEMPLATES = {"teller": "author", "tag": "tag", "category": "category", "year": "period_archives"}
INDEX_TEMPLATES = {"teller": "authors", "tag": "tags", "category": "categories", "year": "archives"}


class FormerPage(NamedTuple):
    """A page that stock Pelican would write: its file, and the name and address of its list."""

    save_as: str
    name: str
    url: str


def former_pages(
    library: Library,
    addresses: Addresses,
    home: tuple[str, tuple[str, str]],
    index_names: Mapping[str, str],
    further_pages: FurtherPages,
) -> Iterator[FormerPage]:
    """Yield the further pages of every list; `home` is the name and address of the first page."""
    for template, name, pair, length in _lists(library, addresses, home, index_names):
        if pair[1]:
            for save_as in further_pages(template, pair, length):
                yield FormerPage(save_as, name, pair[0])


def _lists(
    library: Library,
    addresses: Addresses,
    home: tuple[str, tuple[str, str]],
    index_names: Mapping[str, str],
) -> Iterator[tuple[str, str, tuple[str, str], int]]:
    """Yield the template, name, address and length of each list that stock Pelican makes."""
    yield "index", *home, len(library.cards)
    for facet, template in TEMPLATES.items():
        # Pelican gives its direct templates all stories, and an owner may have them paginated.
        name = index_names.get(facet, facet)
        yield INDEX_TEMPLATES[facet], name, addresses.of_index(facet), len(library.cards)
        for term in library.facet(facet):
            yield template, term.name, (term.url, term.save_as), term.count
    for period, pair, cards in periods(library, addresses):
        yield "period_archives", period.text, pair, len(cards)
