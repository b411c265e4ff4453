"""What is new for a reader: new stories, outcomes that changed, loops that became overdue.

Nothing here reads a file or a clock. The rule, once:

- What has a date is new when that day is the day asked for or a later one.
- What is older, or undated, is new when it first appeared on that day or later. When it appeared is
  known only once a digest was sent, and never of what was there before the first one.
- What a reader was sent is never new again.
- A story that is new itself stands once, with its outcome as it is; its earlier steps are not news.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct, field

from heard.library.changes import BecameOverdue, OutcomeChange, all_outcome_changes, all_overdue
from heard.library.library import Card, Library, Term, TermRef
from heard.text.exits import Refusal
from heard.text.names import did_you_mean, slug_of

Entry = Card | OutcomeChange | BecameOverdue


class Choice(Struct, frozen=True):
    """The terms of which a story must have at least one, and the stories that have; without terms, all."""

    terms: tuple[TermRef, ...] = ()
    story_ids: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """The same for the same terms, in whatever order they were given."""
        return " ".join(sorted({f"{term.facet}:{term.slug}" for term in self.terms})) or "everything"

    def takes(self, card: Card) -> bool:
        """Whether a story belongs to it."""
        return not self.terms or card.id in self.story_ids


class OutcomeNews(Struct, frozen=True):
    """What came of a story lately: from `before` to `change.word`, in one step or in several."""

    before: str
    change: OutcomeChange

    @property
    def card(self) -> Card:
        """The story."""
        return self.change.card


class Digest(Struct, frozen=True):
    """What one message tells. `identities` are of all that counts as told by it."""

    since: date
    as_of: date
    choice: Choice = field(default_factory=Choice)
    stories: tuple[Card, ...] = ()
    outcomes: tuple[OutcomeNews, ...] = ()
    overdue: tuple[BecameOverdue, ...] = ()
    identities: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """How many entries it has."""
        return len(self.stories) + len(self.outcomes) + len(self.overdue)


def choose(library: Library, asked: Mapping[str, Iterable[str]]) -> Choice:
    """The terms that were asked for, by name, slug or alias. Raises Refusal for one that no story has."""
    found: dict[TermRef, Term] = {}
    for facet, names in asked.items():
        spellings: dict[str, Term] = {}
        for term in library.facet(facet):
            aliases = term.definition.aliases if term.definition else ()
            for name in (*aliases, term.name, term.slug):
                spellings[slug_of(name, facet)] = term
        for name in names:
            chosen = spellings.get(slug_of(name, facet))
            if chosen is None:
                hint = did_you_mean(name, sorted({one.slug for one in spellings.values()}))
                raise Refusal(f"--{facet} {name}: no story has it. {hint}".strip())
            found[chosen.ref] = chosen
    return Choice(tuple(found), frozenset(card.id for term in found.values() for card in term.cards))


def select(
    library: Library,
    choice: Choice,
    since: date,
    sent: Collection[str] = (),
    appeared: Mapping[str, date | None] | None = None,
) -> Digest:
    """The digest of one reader, or of all who stand at the same place, who were sent the same.

    `appeared` gives the day on which each identity was first seen, None for what was there from the start;
    it is None as a whole before the first digest.
    """

    def is_new(identity: str, on: date | None) -> bool:
        if identity in sent:
            return False
        if on is not None and on >= since:
            return True
        if appeared is None:
            return False
        day = appeared.get(identity, library.as_of)
        return day is not None and day >= since

    new = [
        (entry, card, identity)
        for entry, card, identity, day in _all_entries(library)
        if choice.takes(card) and is_new(identity, day)
    ]
    fresh = {card.id for entry, card, _identity in new if entry is card}
    rest = [entry for entry, card, _identity in new if card.id not in fresh]
    return Digest(
        since,
        library.as_of,
        choice,
        tuple(entry for entry, _card, _identity in new if isinstance(entry, Card)),
        _one_a_story(entry for entry in rest if isinstance(entry, OutcomeChange)),
        tuple(entry for entry in rest if isinstance(entry, BecameOverdue)),
        tuple(identity for _entry, _card, identity in new),
    )


def all_identities(library: Library) -> tuple[str, ...]:
    """The identity of everything that a digest could tell today."""
    return tuple(identity for _entry, _card, identity, _day in _all_entries(library))


def _all_entries(library: Library) -> Iterator[tuple[Entry, Card, str, date | None]]:
    """Yield everything that a digest could tell: with its story, its identity and its day."""
    for card in library.cards:
        yield card, card, card.story.identity, card.story.date.first
    for change in all_outcome_changes(library):
        yield change, change.card, change.identity, change.on.first
    for late in all_overdue(library):
        yield late, late.card, late.identity, late.on


def _one_a_story(changes: Iterable[OutcomeChange]) -> tuple[OutcomeNews, ...]:
    """Several steps of one story as one piece of news. The changes come newest first."""
    news: dict[str, OutcomeNews] = {}
    for change in changes:
        latest = news[change.card.id].change if change.card.id in news else change
        news[change.card.id] = OutcomeNews(change.before, latest)
    return tuple(news.values())
