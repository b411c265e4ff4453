"""The library: all stories of a site, what is derived from them, and every term they share.

It is built once, after all files are read, and never changes. A `Card` is what any page needs to
show a story; a `Term` is a value, outcome word, company, series, teller, tag, category or year with
the cards of its stories. Lists are tuples, newest first; an undated story is older than all others.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from heard.library.spelling import spelled
from heard.model.ledger import Ledger
from heard.model.records import Definition, Lesson, Story, ValueMention


class TermRef(Struct, frozen=True):
    """The name and address of a term. `url` is relative to the site, empty where it has no page."""

    facet: str
    slug: str
    name: str
    url: str = ""


class ValueRef(Struct, frozen=True):
    """A value of one story: the term, and how the story mentions it."""

    term: TermRef
    mention: ValueMention

    @property
    def stance(self) -> str:
        """Honoured · breached · tested · about."""
        return self.mention.stance


class LessonRef(Struct, frozen=True):
    """A lesson with its own address and, for lists, the card of its story."""

    lesson: Lesson
    url: str
    audience: TermRef | None = None


class SeriesPlace(Struct, frozen=True):
    """Where a story stands in its series: `number` of `total` (planned, or as many as there are)."""

    term: TermRef
    number: int
    total: int


class Heading(Struct, frozen=True):
    """What is shown of a story where only its name leads there. `url` is relative to the site."""

    id: str
    title: str
    url: str
    lang: str


class Card:
    """A story with everything that any page or feed shows of it. `url` is relative to the site.

    A record like the others: nothing is set after it is made. It is no dataclass, because what pages are
    made of is written down card by card, not each time with all that a card holds (`library/spelling.py`).
    """

    __slots__ = (
        "_mark",
        "category",
        "company",
        "id",
        "ledger",
        "lessons",
        "outcome",
        "series",
        "sort_key",
        "story",
        "story_mark",
        "tag_names",
        "tags",
        "tellers",
        "url",
        "values",
    )

    def __init__(
        self,
        story: Story,
        url: str,
        ledger: Ledger | None = None,
        values: tuple[ValueRef, ...] = (),
        tellers: tuple[TermRef, ...] = (),
        tags: tuple[TermRef, ...] = (),
        category: TermRef | None = None,
        company: TermRef | None = None,
        outcome: TermRef | None = None,
        series: SeriesPlace | None = None,
        lessons: tuple[LessonRef, ...] = (),
        tag_names: tuple[str, ...] = (),
        story_mark: bytes = b"",
    ) -> None:
        self.id = story.id
        """The permanent identity."""
        self.story, self.url, self.ledger = story, url, ledger
        self.values, self.tellers, self.tags = values, tellers, tags
        self.category, self.company, self.outcome = category, company, outcome
        self.series, self.lessons = series, lessons
        self.tag_names = tag_names
        """The tags as the story writes them, in the order of `tags`."""
        self.story_mark = story_mark
        """All that the story says, in 16 bytes; empty where nobody knows it yet."""
        self._mark = b""
        self.sort_key = (story.date.sort_time().isoformat(), story.id)
        """Orders stories in time; the identity breaks ties, so that the order never depends on files."""

    @property
    def title(self) -> str:
        """The title, as plain text."""
        return self.story.title

    @property
    def heading(self) -> Heading:
        """What is shown where only its name leads there."""
        return Heading(self.story.id, self.story.title, self.url, self.story.lang)

    @property
    def mark(self) -> bytes:
        """All that it holds, in 16 bytes: two cards with one mark are the same."""
        if not self._mark:
            values, lessons = (
                [ref.term for ref in self.values],
                [(ref.url, ref.audience) for ref in self.lessons],
            )
            story = self.story_mark or self.story  # which says the rest of its values and lessons
            self._mark = spelled((story, values, lessons, *self._rest()))
        return self._mark

    def _rest(self) -> tuple[object, ...]:
        terms = (self.category, self.company, self.outcome, self.series)
        return self.url, self.ledger, self.tellers, self.tags, *terms, self.tag_names

    def facts(self) -> tuple[object, ...]:
        """Return all that it holds, in a fixed order."""
        return self.story, self.values, self.lessons, *self._rest()

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Card) and self.facts() == other.facts())

    def __hash__(self) -> int:
        return hash(self.story.id)

    def __repr__(self) -> str:
        return f"Card({self.story.id!r})"


class _Named(Struct, frozen=True):
    """What a term is called, with and without its stories."""

    ref: TermRef

    @property
    def name(self) -> str:
        """The name as pages show it."""
        return self.ref.name

    @property
    def slug(self) -> str:
        """Its part of the address."""
        return self.ref.slug

    @property
    def url(self) -> str:
        """Its address, relative to the site; empty where it has no page."""
        return self.ref.url


class TermHead(_Named, frozen=True):
    """A term without its stories: all that a page says of it beside, or without, their list.

    `newest` is its newest story, where the place shows it. A page that is given a head, not a term, stays
    as it is when one of the term's other stories changes.
    """

    count: int
    definition: Definition | None = None
    newest: Card | None = None


class Term(_Named, frozen=True):
    """One value, company, teller … with the stories that name it, newest first."""

    cards: tuple[Card, ...]
    definition: Definition | None = None
    save_as: str = ""

    @property
    def count(self) -> int:
        """How many stories name it."""
        return len(self.cards)

    @property
    def head(self) -> TermHead:
        """The term without its stories."""
        return TermHead(self.ref, self.count, self.definition)

    @property
    def entry(self) -> TermHead:
        """The same with its newest story, as an index shows it."""
        return TermHead(self.ref, self.count, newest=next(iter(self.cards), None))


class LessonEntry(Struct, frozen=True):
    """A lesson in a list of lessons, with the card of its story."""

    ref: LessonRef
    card: Card


class Library(Struct, frozen=True):
    """All published stories as of one day.

    `cards` are the listed stories, newest first; `translations` maps a story's id to the cards of
    its other languages, which have pages but stand in no list. `terms` maps a facet's name to its
    terms, sorted by name. `hidden` stories have a page of their own and stand nowhere else. `withheld`
    are drafts and future stories, which no page may show: they are here only so that a link to one of
    them can be reported.
    """

    as_of: date
    cards: tuple[Card, ...] = ()
    translations: Mapping[str, tuple[Card, ...]] = field(default_factory=dict)
    terms: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)
    lessons: tuple[LessonEntry, ...] = ()
    by_id: Mapping[str, Card] = field(default_factory=dict)
    hidden: Mapping[str, Card] = field(default_factory=dict)
    withheld: tuple[Story, ...] = ()

    def card(self, story_id: str) -> Card:
        """The card of a story that has a page, hidden ones too. Raises KeyError for an unknown identity."""
        return self.hidden[story_id] if story_id in self.hidden else self.by_id[story_id]

    @property
    def pages(self) -> tuple[Card, ...]:
        """The cards of all stories that have a page: listed, translations and hidden."""
        return (*self.by_id.values(), *self.hidden.values())

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all stories, published or not."""
        return frozenset((*self.by_id, *self.hidden, *(story.id for story in self.withheld)))

    def facet(self, name: str) -> tuple[Term, ...]:
        """The terms of a facet, sorted by name."""
        return self.terms.get(name, ())

    def term(self, facet: str, slug: str) -> Term | None:
        """One term, or None."""
        return next((term for term in self.facet(facet) if term.slug == slug), None)

    def languages(self, story_id: str) -> tuple[Card, ...]:
        """The other languages of a story."""
        return self.translations.get(story_id, ())

    @property
    def open_loops(self) -> tuple[Card, ...]:
        """Stories in which somebody still owes the next step, longest wait first, undated last."""
        waiting = [card for card in self.cards if card.ledger and card.ledger.is_open]
        return tuple(
            sorted(
                waiting,
                key=lambda card: (
                    -(card.ledger.days if card.ledger and card.ledger.days is not None else -1),
                    card.story.id,
                ),
            )
        )
