"""All facet pages: which template, at which address, with which variables.

One table lists the facets; everything else follows from the library. Nothing is rendered here, so a
plan can be counted and compared in a test.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from msgspec import Struct

from heard.library.facets import Addresses, facet
from heard.library.library import Card, LessonEntry, Library, Term, TermHead, TermRef
from heard.library.lists import Grouping, Part, by_month, in_one_group, of_lessons, of_stories, parts_of
from heard.library.outputs import Page
from heard.model import vocabulary
from heard.pages.facets.views import Views, by_stance
from heard.text.dates import Moment, parse_moment


class FacetPages(Struct, frozen=True):
    """How one facet's pages are made: its templates, what a term page gets, how its list is grouped.

    `variable` is the name under which Pelican's own templates know the term.
    """

    facet: str
    template: str
    index_template: str
    extras: Callable[[Views, Term], dict[str, Any]] = lambda views, term: views.of_any(term)
    grouping: Callable[[Term], Grouping] = lambda _term: in_one_group
    is_cut: bool = True
    """Whether a long list is cut into pages; the parts of a series stand on one."""


TABLE = (
    FacetPages("value", "value", "values", Views.of_value, by_stance),
    FacetPages("outcome", "outcome", "outcomes"),
    FacetPages("company", "company", "companies", Views.of_company),
    FacetPages("series", "series", "series_list", Views.of_series, is_cut=False),
    FacetPages("teller", "author", "authors"),
    FacetPages("tag", "tag", "tags"),
    FacetPages("category", "category", "categories"),
    FacetPages("year", "period_archives", "archives", grouping=lambda _term: by_month),
)


def plan_pages(library: Library, views: Views, addresses: Addresses, per_page: int) -> Iterator[Page]:
    """Every page of every facet, home first. A page without a file is one the owner does not want."""
    home = addresses.of_home()
    for part in parts_of(library.cards, home, per_page) if home.save_as else ():
        yield _list_page("index", part, in_one_group, views.home() if part.number is None else {})
    for entry in TABLE:
        yield from _facet_pages(entry, library, views, addresses, per_page)
    for period, pair, cards in _periods(library, addresses):
        for part in parts_of(cards, pair, per_page):
            yield _list_page("period_archives", part, in_one_group, {"period": period})
    yield from _lesson_pages(library, views, addresses, per_page)


def pelicans_lists(
    library: Library, addresses: Addresses, home_name: str, index_names: Mapping[str, str]
) -> Iterator[tuple[str, str, tuple[str, str], int]]:
    """Yield the template, name, address and length of each list that stock Pelican makes."""
    yield "index", home_name, addresses.of_home(), len(library.cards)
    for entry in TABLE:
        name = entry.facet
        if facet(name).is_pelicans:
            # Pelican gives its direct templates all stories, and an owner may have them paginated.
            index_name, length = index_names.get(name, name), len(library.cards)
            yield entry.index_template, index_name, addresses.of_index(name), length
            for term in library.facet(name):
                yield entry.template, term.name, (term.url, term.save_as), term.count
    for period, pair, cards in _periods(library, addresses):
        yield "period_archives", period.text, pair, len(cards)


def _periods(
    library: Library, addresses: Addresses
) -> Iterator[tuple[Moment, tuple[str, str], tuple[Card, ...]]]:
    """Yield each month and day that has a page by an owner's settings: when, its address, its stories.

    A story of which only the year is known is in no month. Stories that share a file share a page.
    """
    taken = {term.save_as for term in library.facet("year")}
    for setting, length in (("MONTH_ARCHIVE", len("2024-01")), ("DAY_ARCHIVE", len("2024-01-31"))):
        if not addresses.of_period(setting, date.min).save_as:
            continue
        cards_of: dict[tuple[str, str], list[Card]] = defaultdict(list)
        for card in library.cards:
            first, last = card.story.date.first, card.story.date.last
            if first and last and first.isoformat()[:length] == last.isoformat()[:length]:
                cards_of[addresses.of_period(setting, first)].append(card)
        for pair, cards in cards_of.items():
            if pair[1] and pair[1] not in taken:
                taken.add(pair[1])
                first = cards[0].story.date.first
                assert first is not None
                yield parse_moment(first.isoformat()[:length]), pair, tuple(cards)


def _facet_pages(
    entry: FacetPages, library: Library, views: Views, addresses: Addresses, per_page: int
) -> Iterator[Page]:
    terms = library.facet(entry.facet)
    url, save_as = addresses.of_index(entry.facet)
    if save_as:
        yield Page(
            entry.index_template,
            url,
            save_as,
            {"terms": tuple(term.entry for term in terms), "facet": entry.facet},
        )
    for term in terms:
        if not term.save_as:
            continue
        pair = (term.url, term.save_as)
        extras = entry.extras(views, term)
        length = per_page if entry.is_cut else max(1, term.count)
        more = {"opposite": views.opposite(term)} if entry.facet == "value" else {}
        grouping = entry.grouping(term)
        for part in parts_of(term.cards, pair, length):
            # Numbered pages do not change with what comes later.
            is_first = part.number is None
            head = {"term": term.head if is_first else TermHead(term.ref, part.total, term.definition)}
            yield _list_page(entry.template, part, grouping, head | more | (extras if is_first else {}))


def _list_page(template: str, part: Part[Card], grouping: Grouping, more: dict[str, Any]) -> Page:
    """One page of a list of stories, with what it shows beside the list."""

    def variables() -> dict[str, Any]:
        return {"listing": of_stories(part, grouping), **more}

    return Page(template, *part.address, variables, (part.made_of(part.entries), more))


def _lesson_pages(library: Library, views: Views, addresses: Addresses, per_page: int) -> Iterator[Page]:
    by_role: dict[str | None, list[LessonEntry]] = defaultdict(list)
    for entry in library.lessons:
        by_role[entry.ref.lesson.audience].append(entry)
    audiences = tuple(
        TermHead(TermRef("lesson", role, role, addresses.of_lessons(role).url), len(by_role[role]))
        for role in vocabulary.AUDIENCES
        if by_role[role]
    )
    of_roles = ((role, by_role[role.slug]) for role in audiences)
    for audience, entries in ((None, library.lessons), *of_roles):
        address = addresses.of_lessons(audience.slug if audience else None)
        for part in parts_of(entries, address, per_page) if address.save_as else ():
            variables = {
                "listing": of_lessons(part),
                "audience": audience and TermHead(audience.ref, part.total),
                # A numbered page does not change with what comes later.
                "audiences": audiences
                if part.number is None
                else tuple(TermHead(role.ref, 0) for role in audiences),
            }
            yield Page("lessons", *part.address, variables)
    # A translation's lessons stand in no list, but each has its page: the translation links there.
    for story_id in sorted(library.by_id):
        card = library.by_id[story_id]
        for number, ref in enumerate(card.lessons):
            url, save_as = addresses.of_lesson(card.id, ref.lesson.id if number else None)
            if save_as:
                entry = LessonEntry(ref, card)
                near = views.near_lessons(card)
                made_of = (
                    number,
                    b"".join([one.mark for one in (card, *(other.card for other in near))]),
                    [other.ref.lesson.id for other in near],
                )
                yield Page("lesson", url, save_as, partial(views.of_lesson, entry, near), made_of)


def index_urls(addresses: Addresses) -> dict[str, str]:
    """The address of each index page that exists, by facet; `lesson` and `story` (all stories) included."""
    pairs = {entry.facet: addresses.of_index(entry.facet) for entry in TABLE}
    pairs["story"] = addresses.of_home()
    pairs["lesson"] = addresses.of_lessons()
    return {name: url for name, (url, save_as) in pairs.items() if save_as}
