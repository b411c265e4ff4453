"""Lists cut into pages that are numbered from the oldest entry.

Page n always shows the same entries: publishing touches only the newest page of a list, and an address
never shifts under a reader. The newest page has the list's own address and no number; it holds what
is left over, between one page and just under two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

from msgspec import Struct

from heard.library.facets import page_of_list
from heard.library.library import Card, LessonEntry

Entry = TypeVar("Entry")


class Slice(Struct, Generic[Entry], frozen=True):
    """One page of a list: its entries newest first, its number (None for the newest page)."""

    entries: tuple[Entry, ...]
    number: int | None


class Group(NamedTuple):
    """Some of a page's cards under one name, which the theme puts into words."""

    name: str
    cards: tuple[Card, ...]


class Listing(Struct, frozen=True):
    """A page of a list as templates see it. `older` and `newer` are addresses or None.

    `total` counts the entries of the whole list on its first page (`number` is None). A numbered page does
    not change with what comes later: there it counts those of the page.
    """

    total: int
    number: int | None
    older: str | None
    newer: str | None
    cards: tuple[Card, ...] = ()
    groups: tuple[Group, ...] = ()
    lessons: tuple[LessonEntry, ...] = ()


Grouping = Callable[[tuple[Card, ...]], tuple[Group, ...]]


def cut(entries: Sequence[Entry], per_page: int) -> tuple[Slice[Entry], ...]:
    """A list (newest first) as pages, the newest first. An empty list is one empty page."""
    full = max(0, len(entries) // per_page - 1)
    newest = len(entries) - full * per_page
    slices = [Slice(tuple(entries[:newest]), None)]
    for number in range(full, 0, -1):
        start = newest + (full - number) * per_page
        slices.append(Slice(tuple(entries[start : start + per_page]), number))
    return tuple(slices)


def addresses(pair: tuple[str, str], slices: Sequence[Slice[Entry]]) -> list[tuple[str, str]]:
    """URL and file of each page of a list whose newest page has the given ones."""
    return [pair if s.number is None else page_of_list(pair, s.number) for s in slices]


class Part(Struct, Generic[Entry], frozen=True):
    """One page of a list before it is shown: its address, and what makes its `Listing`."""

    address: tuple[str, str]
    total: int
    number: int | None
    older: str | None
    newer: str | None
    entries: tuple[Entry, ...]

    def made_of(self, cards: Iterable[Card]) -> object:
        """Return what stands for it; `cards` are those of its entries."""
        return self.total, self.number, self.older, self.newer, b"".join([card.mark for card in cards])


def of_stories(part: Part[Card], grouping: Grouping) -> Listing:
    """Return a page of a list of stories as templates see it."""
    cards = part.entries
    return Listing(part.total, part.number, part.older, part.newer, cards, grouping(cards))


def of_lessons(part: Part[LessonEntry]) -> Listing:
    """Return a page of a list of lessons as templates see it."""
    return Listing(part.total, part.number, part.older, part.newer, lessons=part.entries)


def waiting_listings(
    cards: Sequence[Card], pair: tuple[str, str], per_page: int, grouping: Grouping
) -> list[tuple[tuple[str, str], Listing]]:
    """Each page of a list that begins with its oldest entry: the first has the list's own address."""
    parts = [tuple(cards[at : at + per_page]) for at in range(0, len(cards), per_page)] or [()]
    pairs = [pair, *(page_of_list(pair, number) for number in range(2, len(parts) + 1))]
    return [
        (
            pairs[at],
            Listing(
                total=len(part) if at else len(cards),
                number=at + 1 if at else None,
                older=pairs[at - 1][0] if at else None,
                newer=pairs[at + 1][0] if at + 1 < len(parts) else None,
                cards=part,
                groups=grouping(part),
            ),
        )
        for at, part in enumerate(parts)
    ]


def parts_of(entries: Sequence[Entry], pair: tuple[str, str], per_page: int) -> list[Part[Entry]]:
    """Return each page of a list whose newest page has the address."""
    slices = cut(entries, per_page)
    pairs = addresses(pair, slices)
    return [
        Part(
            pairs[at],
            len(entries) if one.number is None else len(one.entries),
            one.number,
            pairs[at + 1][0] if at + 1 < len(slices) else None,
            pairs[at - 1][0] if at else None,
            one.entries,
        )
        for at, one in enumerate(slices)
    ]


def in_one_group(cards: tuple[Card, ...]) -> tuple[Group, ...]:
    """All cards together."""
    return (Group("", cards),) if cards else ()


def by_month(cards: tuple[Card, ...]) -> tuple[Group, ...]:
    """Cards of one year by month, newest first; those of which only the year is known come last."""
    groups: dict[str, list[Card]] = {}
    for card in cards:
        groups.setdefault(_month(card), []).append(card)
    names = sorted((name for name in groups if name), key=int, reverse=True)
    names += [""] if "" in groups else []
    return tuple(Group(name, tuple(groups[name])) for name in names)


def _month(card: Card) -> str:
    """The number of the month as text; empty where no single month is known."""
    first, last = card.story.date.first, card.story.date.last
    if first is None or last is None or (first.year, first.month) != (last.year, last.month):
        return ""
    return str(first.month)
