"""A story as it is compared with others: what is looked up for every pair, worked out once a story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from hashlib import blake2b

from msgspec import Struct

from heard.library.library import Card
from heard.links.terms import census, rarity, settled, telling_words, words_of

COMMON = 0.3
"""A word that stands in a larger share of the bodies is common."""
LESSON_WORDS = 8
"""So many words of its lessons, the rarest, find others for a story."""

Feature = tuple[str, str]
"""A kind of `judging.WEIGHTS` and the slug or word that stories share."""


class Profile(Struct, frozen=True, eq=False, dict=True):
    """All that a comparison of two stories looks at, and nothing else.

    `values` map slugs to stances, `theme` telling words to their weight (unit length), `lesson` the words
    of its lessons to their rarity.
    """

    card: Card
    values: Mapping[str, str]
    company: str
    tellers: tuple[str, ...]
    tags: tuple[str, ...]
    theme: Mapping[str, float]
    lesson: Mapping[str, int]

    @cached_property
    def id(self) -> str:
        """Its identity."""
        return self.card.id

    @cached_property
    def outcome(self) -> str:
        """The word of its outcome; empty where there is none."""
        return self.card.outcome.slug if self.card.outcome else ""

    @cached_property
    def channel(self) -> str:
        """Where it happened, as `phone`; empty where that is not said."""
        return self.card.story.channel or ""

    @cached_property
    def slugs(self) -> frozenset[str]:
        """Those of its values."""
        return frozenset(self.values)

    @cached_property
    def words(self) -> frozenset[str]:
        """Those of its theme."""
        return frozenset(self.theme)

    @cached_property
    def lesson_sum(self) -> int:
        """What the words of its lessons weigh together."""
        return sum(self.lesson.values())

    @cached_property
    def features(self) -> tuple[Feature, ...]:
        """By what others are found. A channel is too common; it only adds to other reasons."""
        found = [("value", slug) for slug in self.values]
        found += [("tag", slug) for slug in self.tags]
        found += [("teller", slug) for slug in self.tellers]
        if self.company:
            found.append(("company", self.company))
        found += [("theme", word) for word in self.theme]
        rare = sorted(self.lesson.items(), key=lambda pair: (-pair[1], pair[0]))[:LESSON_WORDS]
        found += [("lesson", word) for word, _rarity in rare]
        return tuple(dict.fromkeys(found))

    @cached_property
    def place(self) -> bytes:
        """Who it is and where it stands in time, in 16 bytes."""
        return marked(self.card.sort_key)

    @cached_property
    def mark(self) -> bytes:
        """All of it in 16 bytes: two profiles with one mark are the same."""
        return marked(
            (
                self.place.hex(),
                self.outcome,
                self.channel,
                tuple(self.values.items()),
                self.company,
                self.tellers,
                self.tags,
                tuple(self.theme.items()),
                tuple(self.lesson.items()),
            )
        )


def marked(plain: object) -> bytes:
    """Texts and numbers in tuples, in 16 bytes. Such values have one spelling, on any machine."""
    return blake2b(repr(plain).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def profiles_of(cards: Sequence[Card], words: Mapping[str, Mapping[str, int]]) -> list[Profile]:
    """The profiles of all listed stories; `words` are those of their bodies, by id."""
    bodies = {card.id: words.get(card.id, {}) for card in cards}
    seen = census(bodies)
    themes = telling_words(bodies, seen=seen)
    total = settled(len(cards))
    return [
        Profile(
            card,
            values={ref.term.slug: ref.stance for ref in card.values},
            company=card.company.slug if card.company else "",
            tellers=tuple(ref.slug for ref in card.tellers),
            tags=tuple(ref.slug for ref in card.tags),
            theme=dict(themes[card.id]),
            lesson=_lesson_words(card, seen, total),
        )
        for card in cards
    ]


def _lesson_words(card: Card, seen: Mapping[str, int], total: int) -> dict[str, int]:
    """The words of a story's lessons with their rarity; words that everybody uses say nothing.

    How common a word is, is counted in the bodies, where there is enough text to count.
    """
    most = max(2, total * COMMON)
    counts = words_of(" ".join(ref.lesson.text for ref in card.lessons)) if card.lessons else {}
    return {
        word: rarity(found)
        for word in counts
        if (known := seen.get(word, 0)) <= most
        for found in (max(1, known),)
    }
