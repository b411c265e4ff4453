"""Typed relations: targets found, inverses computed, mistakes named.

The inverse is never written by hand: where A answers B, B is answered by A. The symmetric ones stand on
both sides once, also when both files name them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec import Struct

from heard.library.library import Card
from heard.links.targets import Targets
from heard.model.records import Relation
from heard.model.vocabulary import RELATIONS
from heard.text.problems import Problem

RANK = (
    "answers",
    "answered-by",
    "other-side-of",
    "follows",
    "followed-by",
    "same-case",
    "contradicts",
    "retells",
    "retold-in",
    "thanks",
    "thanked-in",
    "inspired-by",
    "inspired",
    "reflects-on",
    "reflected-in",
)
"""The order in which a page shows them."""


class RelatedBy(Struct, frozen=True):
    """One relation as one of its two stories shows it."""

    rel: str
    card: Card
    note: str | None = None


Relations = dict[str, tuple[RelatedBy, ...]]
"""Story id → its relations, given and computed, in the order of `RANK`, then of time."""


def resolve_relations(
    cards: Iterable[Card], targets: Targets, withheld: Targets
) -> tuple[Relations, list[Problem]]:
    """All relations with their inverses, and the problems of those that cannot be."""
    found: dict[str, dict[tuple[str, str], RelatedBy]] = defaultdict(dict)
    problems: list[Problem] = []
    for card in cards:
        for relation in card.story.relates:
            if relation.to is None:
                continue
            other = targets.find(relation.to, card.story.source)
            wrong = _wrong(card, relation, other, targets, withheld)
            if wrong or other is None:
                problems.extend([wrong] if wrong else [])
                continue
            inverse = RELATIONS[relation.rel]
            _keep(found[card.id], RelatedBy(relation.rel, other, relation.note), given=True)
            _keep(found[other.id], RelatedBy(inverse, card, relation.note), given=False)
    problems += _cycles(found)
    ordered = {
        story_id: tuple(
            sorted(entries.values(), key=lambda r: (RANK.index(r.rel), r.card.sort_key), reverse=False)
        )
        for story_id, entries in found.items()
    }
    return ordered, problems


def _keep(entries: dict[tuple[str, str], RelatedBy], related: RelatedBy, *, given: bool) -> None:
    """A note in the story's own file wins over that of the other side, and any note over none."""
    key = (related.rel, related.card.id)
    if key not in entries or (related.note and (given or not entries[key].note)):
        entries[key] = related


def _wrong(
    card: Card, relation: Relation, other: Card | None, targets: Targets, withheld: Targets
) -> Problem | None:
    place = (card.story.source, relation.line)
    to = relation.to or ""
    held_back = withheld.find(to, card.story.source) if other is None else None
    if held_back and held_back.url:
        message = f'"{relation.rel}" names "{to}", a hidden story, which no other page shows.'
        return Problem("link-hidden", *place, message, "Link to it in the text, or publish it.", "warning")
    if held_back:
        message = f'"{relation.rel}" names "{to}", which is not published.'
        hint = "Publish it, or use `unlinked`."
        return Problem("link-draft", *place, message, hint)
    if other is None:
        near = targets.nearest_id(to)
        message = f'"{relation.rel}" names "{to}", and there is no such story.'
        hint = f'Did you mean "{near}"?' if near else "Use `unlinked` for what is not here."
        return Problem("relation-target", *place, message, hint)
    if other.id == card.id:
        return Problem("relation-self", *place, f"the story {relation.rel} itself.", "Name another one.")
    return None


def _cycles(found: Mapping[str, Mapping[tuple[str, str], RelatedBy]]) -> list[Problem]:
    """Stories that follow each other in a circle, told once at the first of them."""
    follows = {
        story_id: sorted(r.card.id for r in entries.values() if r.rel == "follows")
        for story_id, entries in found.items()
    }
    cards = {r.card.id: r.card for entries in found.values() for r in entries.values()}
    problems: list[Problem] = []
    done: set[str] = set()
    for start in sorted(follows):
        path: list[str] = []
        stack = [(start, 0)]
        while stack:
            node, depth = stack.pop()
            del path[depth:]
            if node in path:
                circle = path[path.index(node) :]
                story = cards[min(circle)].story
                message = f"stories follow each other in a circle: {' → '.join([*circle, node])}."
                line = story.lines.get("relates", 1)
                problems.append(
                    Problem("relation-cycle", story.source, line, message, "Remove one `follows`.")
                )
                continue
            if node in done:
                continue
            done.add(node)
            path.append(node)
            stack += [(other, len(path)) for other in follows.get(node, ())]
    return problems
