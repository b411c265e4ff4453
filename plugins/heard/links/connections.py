"""Everything that ties one story to others, ready for its page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from msgspec import Struct

from heard.library.library import Card, Library
from heard.links.bodies import Body, Keep, at_once
from heard.links.related import RelatedIndex, Suggestion
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


def connect(
    library: Library,
    bodies: Mapping[str, Body],
    targets: Targets,
    withheld: Targets,
    side_url: str,
    keep: Keep = at_once,
) -> tuple[dict[str, Connections], list[Problem]]:
    """The connections of every story, translations included.

    `bodies` are those of unresolved HTML with completed links, `side_url` is the address pattern of
    two-sided pages, and `keep` keeps values between builds. Order of files, and of stories, makes no
    difference.
    """
    everything = [library.by_id[story_id] for story_id in sorted(library.by_id)]
    relations, problems = resolve_relations(everything, targets, withheld)
    backlinks, linked = _backlinks(everything, bodies, targets)
    evidence, cited, more = _evidence(everything, targets, withheld)
    words = {card.id: bodies[card.id].words for card in library.cards if card.id in bodies}
    index = RelatedIndex(library.cards, words, keep)
    series = {term.slug: frozenset(card.id for card in term.cards) for term in library.facet("series")}
    above = {
        card.id: _already_shown(
            card, relations.get(card.id, ()), backlinks, linked, evidence, cited, series
        )
        for card in library.cards
    }
    related = index.suggest(above)
    found = {}
    for card in everything:
        ties = relations.get(card.id, ())
        sides = tuple(
            Side(tie.card, side_url.format(slug=side_slug(card, tie.card)))
            for tie in ties
            if tie.rel == "other-side-of"
        )
        found[card.id] = Connections(
            relations=ties,
            sides=sides,
            backlinks=backlinks.get(card.id, ()),
            evidence=evidence.get(card.id, ()),
            cited_in=cited.get(card.id, ()),
            related=related.get(card.id, ()),
            unlinked=tuple(relation for relation in card.story.relates if relation.unlinked),
        )
    return found, problems + more


def connect_hidden(
    library: Library, targets: Targets, withheld: Targets
) -> tuple[dict[str, Connections], list[Problem]]:
    """What the pages of hidden stories say of others; no other page says anything of them."""
    hidden = [library.hidden[story_id] for story_id in sorted(library.hidden)]
    evidence, _cited, problems = _evidence(hidden, targets, withheld)
    found = {}
    for card in hidden:
        relations, wrong = resolve_relations((card,), targets, withheld)
        problems += wrong
        found[card.id] = Connections(
            relations=relations.get(card.id, ()),
            evidence=evidence[card.id],
            unlinked=tuple(relation for relation in card.story.relates if relation.unlinked),
        )
    return found, problems


def _backlinks(
    cards: list[Card], bodies: Mapping[str, Body], targets: Targets
) -> tuple[dict[str, tuple[Backlink, ...]], dict[str, set[str]]]:
    """Story id → who links there, newest first; and whom each story links."""
    linked: dict[str, set[str]] = defaultdict(set)
    found: dict[str, list[Backlink]] = defaultdict(list)
    for card in cards:
        for link in bodies[card.id].links if card.id in bodies else ():
            other = targets.of_address(link.href)
            if other is None or other.id == card.id or other.id in linked[card.id]:
                continue
            linked[card.id].add(other.id)
            found[other.id].append(Backlink(card, link.sentence))
    ordered = {
        story_id: tuple(sorted(entries, key=lambda b: b.card.sort_key, reverse=True))
        for story_id, entries in found.items()
    }
    return ordered, linked


def _evidence(
    cards: list[Card], targets: Targets, withheld: Targets
) -> tuple[dict[str, tuple[Card, ...]], dict[str, tuple[Card, ...]], list[Problem]]:
    given: dict[str, tuple[Card, ...]] = {}
    cited: dict[str, dict[str, Card]] = defaultdict(dict)
    problems = []
    for card in cards:
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


def _already_shown(
    card: Card,
    ties: tuple[RelatedBy, ...],
    backlinks: Mapping[str, tuple[Backlink, ...]],
    linked: Mapping[str, set[str]],
    evidence: Mapping[str, tuple[Card, ...]],
    cited: Mapping[str, tuple[Card, ...]],
    series: Mapping[str, Collection[str]],
) -> set[str]:
    """Stories that the page shows above: a suggestion never repeats one of them."""
    shown = {tie.card.id for tie in ties}
    shown |= {backlink.card.id for backlink in backlinks.get(card.id, ())}
    shown |= linked.get(card.id, set())
    shown |= {other.id for other in (*evidence.get(card.id, ()), *cited.get(card.id, ()))}
    if card.series:
        shown |= set(series.get(card.series.term.slug, ()))
    return shown


def loose_ends(library: Library) -> tuple[LooseEnd, ...]:
    """Every unlinked reference, in the order of the stories, newest first."""
    return tuple(
        LooseEnd(card, relation.unlinked, relation.rel, relation.note)
        for card in library.cards
        for relation in card.story.relates
        if relation.unlinked
    )
