"""What term pages say beyond their list: stances, values that appear together, parts of a series."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from itertools import islice
from typing import Any

from msgspec import Struct

from heard.library.library import Card, Heading, LessonEntry, Library, Term, TermRef
from heard.library.lists import Group, Grouping
from heard.model import vocabulary
from heard.text.names import slug_of

TOGETHER = 8
SAME_VALUES = 4
RAIL_VALUES = 10
RAIL_OPEN = 6
TERM_RAIL = 6
"""Open loops and lessons beside a term's list: the first few; the list has the rest."""


class Neighbours(Struct, frozen=True):
    """The stories just before and after one in time, or None at the ends."""

    older: Heading | None = None
    newer: Heading | None = None


class Views:
    """Answers to the questions templates ask of a library, each worked out once."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._at = {card.id: number for number, card in enumerate(library.cards)}
        self._terms = {(facet, term.slug): term for facet in library.terms for term in library.terms[facet]}
        self._parts = {term.slug: _parts_of(term) for term in library.facet("series")}
        self._open = library.open_loops
        self._place_open = {card.id: place for place, card in enumerate(self._open)}
        self._stances: dict[str, Counter[str]] = defaultdict(Counter)
        self._with: dict[str, Counter[str]] = defaultdict(Counter)
        """How often a value fared how, and how often which other one is named beside it."""
        self._lessons: dict[str, list[LessonEntry]] = defaultdict(list)
        """The lessons of the stories that name a value, newest first."""
        for entry in library.lessons:
            for value in entry.card.values:
                self._lessons[value.term.slug].append(entry)
        for card in library.cards:
            for ref in card.values:
                self._stances[ref.term.slug][ref.stance] += 1
                for other in card.values:
                    if other is not ref:
                        self._with[ref.term.slug][other.term.slug] += 1

    def neighbours(self, card: Card) -> Neighbours:
        """The next older and the next newer story; none for a translation."""
        at = self._at.get(card.id)
        if at is None:
            return Neighbours()
        cards = self.library.cards
        return Neighbours(
            older=cards[at + 1].heading if at + 1 < len(cards) else None,
            newer=cards[at - 1].heading if at else None,
        )

    def series_of(self, card: Card) -> tuple[tuple[int, Heading | None], ...]:
        """All parts of the series a story belongs to; a part nobody wrote yet has no heading."""
        parts = self._parts.get(card.series.term.slug, ()) if card.series else ()
        return tuple((number, part.heading if part else None) for number, part in parts)

    # -- what each kind of term page gets -----------------------------------------------------------

    def of_value(self, term: Term) -> dict[str, Any]:
        """Stances with counts, values named in the same stories, loops, lessons."""
        stances = self._stances[term.slug]
        return {
            "stances": tuple((stance, stances[stance]) for stance in vocabulary.STANCES if stances[stance]),
            "together": self._together(term),
            **self.of_any(term),
        }

    def of_company(self, term: Term) -> dict[str, Any]:
        """Its stories by outcome word in the order of the ledger, each with its cards; loops, lessons."""
        found: dict[str, list[Card]] = {}
        for card in term.cards:
            if card.outcome:
                found.setdefault(card.outcome.slug, []).append(card)
        stages = tuple(
            (outcome.ref, tuple(found[outcome.slug]))
            for outcome in self.library.facet("outcome")
            if outcome.slug in found
        )
        return {"stages": stages, **self.of_any(term)}

    def of_series(self, term: Term) -> dict[str, Any]:
        """Its parts, how many of how many are there, and its state."""
        parts = self._parts[term.slug]
        done = sum(1 for _number, card in parts if card)
        planned = term.definition.planned if term.definition else None
        state = term.definition.state if term.definition else None
        return {
            "parts": parts,
            "progress": (done, planned),
            "state": state or ("finished" if planned and done >= planned else "ongoing"),
        }

    def of_any(self, term: Term) -> dict[str, Any]:
        """The first open loops and lessons of a term's stories."""
        places = self._place_open
        waiting = sorted(places.keys() & {card.id for card in term.cards}, key=places.__getitem__)
        lessons = (LessonEntry(ref, card) for card in term.cards for ref in card.lessons)
        return {
            "term_open": tuple(self._open[places[name]] for name in waiting[:TERM_RAIL]),
            "term_lessons": tuple(islice(lessons, TERM_RAIL)),
        }

    def opposite(self, term: Term) -> TermRef | None:
        """Return the value that a definition calls the opposite of this one."""
        name = term.definition and term.definition.opposite
        if not name:
            return None
        other = self._terms.get(("value", slug_of(name)))
        return other.ref if other else TermRef("value", slug_of(name), name)

    def _together(self, term: Term) -> tuple[tuple[TermRef, int], ...]:
        counts = self._with[term.slug]
        found = sorted(counts, key=lambda slug: (-counts[slug], slug))[:TOGETHER]
        return tuple((self._terms["value", slug].ref, counts[slug]) for slug in found)

    # -- home and lessons -------------------------------------------------------------------------

    def home(self) -> dict[str, Any]:
        """The rail beside the newest stories."""
        values = (term.head for term in self.library.facet("value") if term.count)
        return {
            "rail_values": tuple(sorted(values, key=lambda t: (-t.count, t.slug))[:RAIL_VALUES]),
            "rail_open": self._open[:RAIL_OPEN],
            "rail_lesson": next(iter(self.library.lessons), None),
        }

    def near_lessons(self, card: Card) -> list[LessonEntry]:
        """Return some lessons of older stories that share a value.

        Older ones: the page of a lesson does not change by what is told later.
        """
        near: dict[tuple[str, str], LessonEntry] = {}
        for value in card.values:
            entries = self._lessons[value.term.slug]
            start = bisect_left(entries, True, key=lambda entry: entry.card.sort_key < card.sort_key)
            for other in entries[start : start + SAME_VALUES]:
                if len(near) < SAME_VALUES:
                    near.setdefault((other.card.id, other.ref.lesson.id), other)
        return list(near.values())

    def of_lesson(self, entry: LessonEntry, near: list[LessonEntry]) -> dict[str, Any]:
        """A lesson, further ones of its story, and those near it."""
        others = tuple(LessonEntry(ref, entry.card) for ref in entry.card.lessons if ref is not entry.ref)
        return {"entry": entry, "others": others, "same_values": tuple(near)}


def _parts_of(series: Term) -> tuple[tuple[int, Card | None], ...]:
    """The parts of a series in order; gaps and planned parts have no card."""
    placed: list[tuple[int, Card | None]] = [
        (card.series.number, card) for card in series.cards if card.series
    ]
    planned = series.definition.planned if series.definition else None
    taken = {number for number, _card in placed}
    last = max([planned or 0, *taken])
    placed += [(number, None) for number in range(1, last + 1) if number not in taken]
    return tuple(sorted(placed, key=lambda part: (part[0], part[1].id if part[1] else "")))


def by_stance(term: Term) -> Grouping:
    """Groups the cards of a value page by how the value fared, in the order of the vocabulary."""

    def group(cards: tuple[Card, ...]) -> tuple[Group, ...]:
        found: dict[str, list[Card]] = {stance: [] for stance in vocabulary.STANCES}
        for card in cards:
            for ref in card.values:
                if ref.term.slug == term.slug:
                    found[ref.stance].append(card)
        return tuple(Group(stance, tuple(some)) for stance, some in found.items() if some)

    return group
