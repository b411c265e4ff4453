"""Everything that ties one story to others, ready for its page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set

from msgspec import Struct

from heard.library.library import Card, Library
from heard.links.backlinks import Backlinks
from heard.links.bodies import Bodies
from heard.links.kept import Kept, Memory, marked
from heard.links.related import Related, Suggestion
from heard.links.relations import RelatedBy, resolve_relations
from heard.links.targets import Targets
from heard.model.records import Relation
from heard.text.problems import Problem


class Backlink(Struct, frozen=True):
    """A story that links here, with the sentence that holds the link."""

    card: Card
    sentence: str


class Side(Struct, frozen=True):
    """The other side of a story, and the page that shows both beside each other."""

    card: Card
    url: str


class Connections(Struct, frozen=True):
    """How one story is tied to others; empty tuples where it is not.

    `evidence` are the stories a reflection argues from, `cited_in` the reflections that argue from this
    one, `unlinked` references whose target is not known here.
    """

    relations: tuple[RelatedBy, ...] = ()
    sides: tuple[Side, ...] = ()
    backlinks: tuple[Backlink, ...] = ()
    evidence: tuple[Card, ...] = ()
    cited_in: tuple[Card, ...] = ()
    related: tuple[Suggestion, ...] = ()
    unlinked: tuple[Relation, ...] = ()


class LooseEnd(Struct, frozen=True):
    """A reference that a story makes to something that is not here."""

    card: Card
    text: str
    rel: str = ""
    note: str | None = None


_INSTEAD = "Link to it in the text, or publish it."


def side_slug(one: Card, other: Card) -> str:
    """The address part of a two-sided page: both ids in the order of the alphabet."""
    first, second = sorted((one.id, other.id))
    return f"{first}--{second}"


class AllConnections(Mapping[str, Connections]):
    """The connections of every story that has a page, each made when somebody asks for it.

    `bodies` are those with completed links, `side_url` is the address pattern of two-sided pages, `touched`
    are names that mean something else than in the last build. Order of files, and of stories, makes no
    difference.
    """

    def __init__(
        self,
        library: Library,
        bodies: Bodies,
        targets: Targets,
        withheld: Targets,
        side_url: str,
        touched: Set[str] = frozenset(),
        kept: Kept | None = None,
    ) -> None:
        kept = Memory() if kept is None else kept
        self._library, self._side_url = library, side_url
        everything = [library.by_id[story_id] for story_id in sorted(library.by_id)]
        hidden = [library.hidden[story_id] for story_id in sorted(library.hidden)]
        self._relations, self.problems = resolve_relations(everything, targets, withheld)
        self._links = Backlinks(everything, bodies, targets, touched, kept)
        self._evidence, self._cited, more = _evidence(everything, targets, withheld)
        self.problems += more
        self._groups = _groups(library)
        numbers = self._links.numbers
        self._related = Related(library.cards, bodies, numbers, self._shown(), self._already_shown, kept)
        of_hidden, _cited, more = _evidence(hidden, targets, withheld)
        self._evidence |= of_hidden
        self.problems += more
        for card in hidden:  # no other page says anything of them
            relations, wrong = resolve_relations((card,), targets, withheld)
            self._relations[card.id] = relations.get(card.id, ())
            self.problems += wrong
        self._made: dict[str, Connections] = {}

    def __iter__(self) -> Iterator[str]:
        yield from self._library.by_id
        yield from self._library.hidden

    def __len__(self) -> int:
        return len(self._library.by_id) + len(self._library.hidden)

    def __getitem__(self, story_id: str) -> Connections:
        """Return what ties one story to others."""
        if story_id not in self._made:
            self._made[story_id] = self._connections(self._library.card(story_id))
        return self._made[story_id]

    def _connections(self, card: Card) -> Connections:
        linking = sorted(map(self._library.card, self._links.linking.get(card.id, ())), key=_in_time)
        return Connections(
            relations=self._relations.get(card.id, ()),
            sides=self.sides(card) if card.id in self._library.by_id else (),
            backlinks=tuple(
                Backlink(other, self._links.sentence(other.id, card.id)) for other in reversed(linking)
            ),
            evidence=self._evidence.get(card.id, ()),
            cited_in=self._cited.get(card.id, ()),
            related=self._related.suggestions(card.id),
            unlinked=tuple(relation for relation in card.story.relates if relation.unlinked),
        )

    def mark(self, story_id: str) -> object:
        """Return what stands for the connections of a story: they are the same as long as that is."""
        own = self._library.card(story_id).mark + self._related.mark(story_id)
        linking = [
            (self._library.card(name).mark, sentence)
            for name, sentence in sorted(self._links.linking.get(story_id, {}).items())
        ]
        related_by = self._relations.get(story_id)
        return own, linking, related_by, self._evidence.get(story_id), self._cited.get(story_id)

    def sides(self, card: Card) -> tuple[Side, ...]:
        """Return the other sides of a story."""
        ties = self._relations.get(card.id, ())
        return tuple(
            Side(tie.card, self._side_url.format(slug=side_slug(card, tie.card)))
            for tie in ties
            if tie.rel == "other-side-of"
        )

    def pairs_of_sides(self) -> dict[str, tuple[Card, Card]]:
        """Return each pair of sides once, by its part of the address; the older story stands first."""
        cards = (self._library.by_id[name] for name in self._relations if name in self._library.by_id)
        pairs = {
            side_slug(card, side.card): sorted((card, side.card), key=_in_time)
            for card in cards
            for side in self.sides(card)
        }
        return {slug: (pairs[slug][0], pairs[slug][1]) for slug in sorted(pairs)}

    def tied(self, story_id: str) -> Iterator[str]:
        """Yield the ids of the stories that relations and links in bodies tie to a story."""
        yield from (tie.card.id for tie in self._relations.get(story_id, ()))
        yield from self._links.linking.get(story_id, ())

    # -- what a page shows above its suggestions ----------------------------------------------------

    def _shown(self) -> dict[str, bytes]:
        """Return a mark of those whom the page of a story shows already, where there are any."""
        names: dict[str, list[str]] = defaultdict(list)
        for name in self._relations.keys() | self._evidence.keys() | self._cited.keys():
            names[name] += self._given(name)
        for ties in (self._links.linked, self._links.linking):
            for name, others in ties.items():
                names[name] += others
        for groups in self._groups:
            for group, cards in groups.items():
                mark = marked("\n".join([group, *sorted(card.id for card in cards)]).encode())
                for card in cards:
                    names[card.id].append(mark.hex())
        return {name: "\n".join(sorted(set(those))).encode() for name, those in names.items()}

    def _given(self, story_id: str) -> list[str]:
        """Return the ids of those to whom relations and evidence tie a story."""
        cards = [tie.card for tie in self._relations.get(story_id, ())]
        cards += (*self._evidence.get(story_id, ()), *self._cited.get(story_id, ()))
        return [card.id for card in cards]

    def _already_shown(self, story_id: str) -> set[str]:
        """Return the ids of those whom the page of a story shows: no suggestion repeats one of them."""
        card = self._library.by_id[story_id]
        shown = {*self._given(story_id), *self._links.linked.get(story_id, ())}
        shown |= self._links.linking.get(story_id, {}).keys()
        series, namesakes = self._groups
        if card.series:
            shown |= {other.id for other in series.get(card.series.term.slug, ())}
        return shown | {other.id for other in namesakes.get(card.story.slug, ())}


def _in_time(card: Card) -> tuple[str, str]:
    return card.sort_key


Groups = Mapping[str, Sequence[Card]]


def _groups(library: Library) -> tuple[Groups, Groups]:
    """Return the parts of each series, and listed stories that share their slug, as translations do."""
    series = {term.slug: term.cards for term in library.facet("series")}
    by_slug: dict[str, list[Card]] = defaultdict(list)
    for card in library.cards:
        by_slug[card.story.slug].append(card)
    return series, {slug: cards for slug, cards in by_slug.items() if len(cards) > 1}


def _evidence(
    cards: list[Card], targets: Targets, withheld: Targets
) -> tuple[dict[str, tuple[Card, ...]], dict[str, tuple[Card, ...]], list[Problem]]:
    given: dict[str, tuple[Card, ...]] = {}
    cited: dict[str, dict[str, Card]] = defaultdict(dict)
    problems = []
    for card in cards:
        if not card.story.evidence:
            continue
        stories: dict[str, Card] = {}
        for name in card.story.evidence:
            other = targets.find(name, card.story.source)
            if other is None:
                problems.append(_no_evidence(card, name, targets, withheld))
            elif other.id != card.id:
                stories[other.id] = other
                cited[other.id][card.id] = card
        given[card.id] = tuple(stories.values())
    ordered = {
        story_id: tuple(sorted(by.values(), key=lambda c: c.sort_key, reverse=True))
        for story_id, by in cited.items()
    }
    return given, ordered, problems


def _no_evidence(card: Card, name: str, targets: Targets, withheld: Targets) -> Problem:
    line = card.story.lines.get("evidence", 1)
    held_back = withheld.find(name, card.story.source)
    if held_back and held_back.url:
        message = f'the evidence "{name}" is a hidden story, and stands in no list.'
        return Problem("link-hidden", card.story.source, line, message, _INSTEAD, "warning")
    if held_back:
        message = f'the evidence "{name}" is not published.'
        return Problem("link-draft", card.story.source, line, message, "Publish it, or leave it out.")
    near = targets.nearest_id(name)
    hint = f'Did you mean "{near}"?' if near else "Name a story of this site."
    message = f'the evidence "{name}" is no story here.'
    return Problem("evidence-missing", card.story.source, line, message, hint)


def loose_ends(library: Library) -> tuple[LooseEnd, ...]:
    """Every unlinked reference, in the order of the stories, newest first."""
    return tuple(
        LooseEnd(card, relation.unlinked, relation.rel, relation.note)
        for card in library.cards
        for relation in card.story.relates
        if relation.unlinked
    )
