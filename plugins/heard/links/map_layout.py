"""The map: values as places, stories around the values they name. Laid out when the site is built.

Values stand on a circle, neighbours that share many stories beside each other; a story stands near the
middle of its values. Every step is arithmetic on sorted names, so the same stories give the same map on
any machine. It stays legible with hundreds of stories, because stories cluster by value.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import combinations

from msgspec import Struct

from heard.library.library import Card, Library, Term, TermHead

SIZE = 1000
RADIUS = 380
"""Of the circle of values, in units of the view box."""
GOLDEN = math.pi * (3 - math.sqrt(5))
NEAREST, WIDEST = 13.0, 30.0
"""How near two stories may stand: the more there are, the nearer."""
MARGIN = 20
MOST_LINES = 400
MOST_STORIES = 500
"""More dots than this are dust; the newest are shown, and the page says so."""


class ValueDot(Struct, frozen=True):
    """A value on the map; `anchor` is start, middle or end: where its name stands.

    `cards` are those of its stories that are drawn, `more` counts the others.
    """

    term: TermHead
    x: float
    y: float
    r: float
    label_x: float
    label_y: float
    anchor: str
    cards: tuple[Card, ...] = ()
    more: int = 0


class StoryDot(Struct, frozen=True):
    """A story on the map."""

    card: Card
    x: float
    y: float


class Line(Struct, frozen=True):
    """A tie between two stories, or between a story and its value (`kind`)."""

    kind: str
    x1: float
    y1: float
    x2: float
    y2: float


class StoryMap(Struct, frozen=True):
    """All dots and lines, in the order in which they are drawn and read."""

    size: int
    values: tuple[ValueDot, ...] = ()
    stories: tuple[StoryDot, ...] = ()
    lines: tuple[Line, ...] = ()
    left_out: int = 0
    """Stories that have no place: they name no value, or are older than the newest 500."""


def lay_out(library: Library, tied: Callable[[str], Iterable[str]]) -> StoryMap:
    """The map of a library; `tied` names those to whom relations and links tie a story."""
    terms = [term for term in library.facet("value") if term.count]
    order = around_the_circle(terms)
    angle = {term.slug: 2 * math.pi * at / len(order) - math.pi / 2 for at, term in enumerate(order)}
    newest = library.cards[:MOST_STORIES]
    drawn = {card.id for card in newest}
    values = tuple(_value_dot(term, angle[term.slug], drawn) for term in order)
    places = _story_places(newest, angle)
    stories = tuple(StoryDot(card, *places[card.id]) for card in newest if card.id in places)
    left_out = len(library.cards) - len(stories)
    return StoryMap(SIZE, values, stories, _lines(library, tied, places, values), left_out)


def around_the_circle(terms: Sequence[Term]) -> list[Term]:
    """Values in an order that puts those named together beside each other: nearest neighbour next."""
    together: Counter[tuple[str, str]] = Counter()
    for card in {card.id: card for term in terms for card in term.cards}.values():
        slugs = sorted({ref.term.slug for ref in card.values})
        together.update(combinations(slugs, 2))
    left = {term.slug: term for term in terms}
    if not left:
        return []
    at = min(left, key=lambda slug: (-left[slug].count, slug))
    order = [left.pop(at)]
    while left:
        here = order[-1].slug
        at = min(left, key=lambda s: (-together[min(s, here), max(s, here)], -left[s].count, s))
        order.append(left.pop(at))
    return order


def _value_dot(term: Term, angle: float, drawn: Collection[str]) -> ValueDot:
    x, y = SIZE / 2 + RADIUS * math.cos(angle), SIZE / 2 + RADIUS * math.sin(angle)
    r = 8 + 3 * math.sqrt(min(term.count, MOST_STORIES))
    out = r + 10
    lx, ly = x + out * math.cos(angle), y + out * math.sin(angle)
    side = math.cos(angle)
    anchor = "middle" if abs(side) < 0.35 else "start" if side > 0 else "end"
    cards = tuple(card for card in term.cards if card.id in drawn)
    x, y, r, lx, ly = (round(number, 1) for number in (x, y, r, lx, ly))
    return ValueDot(term.head, x, y, r, lx, ly, anchor, cards, term.count - len(cards))


def _story_places(cards: Sequence[Card], angle: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Stories with the same values share a cluster and spiral out from its middle."""
    clusters: dict[tuple[str, ...], list[Card]] = defaultdict(list)
    for card in cards:
        slugs = tuple(sorted({ref.term.slug for ref in card.values if ref.term.slug in angle}))
        if slugs:
            clusters[slugs].append(card)
    places: dict[str, tuple[float, float]] = {}
    taken = _Taken(step_of(len(cards)))
    for slugs in sorted(clusters):
        middle_x = sum(math.cos(angle[slug]) for slug in slugs) / len(slugs)
        middle_y = sum(math.sin(angle[slug]) for slug in slugs) / len(slugs)
        reach = RADIUS * (0.72 if len(slugs) == 1 else 0.8)
        start = (SIZE / 2 + middle_x * reach, SIZE / 2 + middle_y * reach)
        for card in sorted(clusters[slugs], key=lambda c: c.sort_key):
            places[card.id] = _free_place(start, taken)
            taken.add(*places[card.id])
    return places


def step_of(stories: int) -> float:
    """The distance between neighbouring stories on a map of so many."""
    return max(NEAREST, min(WIDEST, 300 / math.sqrt(max(1, stories))))


class _Taken:
    """Places that are taken, kept in cells of one step so that only neighbours are looked at."""

    def __init__(self, step: float) -> None:
        self.step = step
        self._cells: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
        self.count = 0

    def add(self, x: float, y: float) -> None:
        self._cells[int(x // self.step), int(y // self.step)].append((x, y))
        self.count += 1

    def is_free(self, x: float, y: float) -> bool:
        column, row = int(x // self.step), int(y // self.step)
        near = (
            place
            for i in (column - 1, column, column + 1)
            for j in (row - 1, row, row + 1)
            for place in self._cells.get((i, j), ())
        )
        return all((x - a) ** 2 + (y - b) ** 2 >= self.step * self.step * 0.9 for a, b in near)


def _free_place(start: tuple[float, float], taken: _Taken) -> tuple[float, float]:
    """The first place on a spiral from `start` on the map where no other story stands."""
    x, y = start
    for step in range(16 * taken.count + 64):
        distance, turn = taken.step * math.sqrt(step), GOLDEN * step
        x, y = start[0] + distance * math.cos(turn), start[1] + distance * math.sin(turn)
        if min(x, y) >= MARGIN and max(x, y) <= SIZE - MARGIN and taken.is_free(x, y):
            break
    return round(x, 1), round(y, 1)


def _lines(
    library: Library,
    tied: Callable[[str], Iterable[str]],
    places: Mapping[str, tuple[float, float]],
    values: Sequence[ValueDot],
) -> tuple[Line, ...]:
    """Ties between stories, each once; with few stories also those to their values."""
    lines: dict[tuple[str, str], Line] = {}
    for name in places:
        for other in tied(name):
            pair = (min(name, other), max(name, other))
            if pair not in lines and other in places:
                lines[pair] = Line("story", *places[pair[0]], *places[pair[1]])
    found = [lines[pair] for pair in sorted(lines)]
    dots = {dot.term.slug: dot for dot in values}
    threads = [
        Line("value", *places[card.id], dots[ref.term.slug].x, dots[ref.term.slug].y)
        for card in library.cards
        if card.id in places
        for ref in card.values
        if ref.term.slug in dots
    ]
    return tuple((threads if len(threads) <= MOST_LINES else []) + found[:MOST_LINES])
