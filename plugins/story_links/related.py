"""Related stories, each with the reason in words.

What counts is what makes these stories special: a shared value (more when it is rare, more when it fared
the same or the very opposite), a lesson alike with another outcome (the contrast is the point), the same
company, the same theme. Each feature keeps an inverted list of its stories in the order of time, and a
story meets only its nearest `REACH` neighbours in each list: the work grows with the number of
stories, not with the number of pairs.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import islice

from ..stories.library import Card, TermRef
from .terms import telling_words, words_of

MOST = 6
REACH = 40
COMPARED = 30
"""So many candidates are compared in full; the rest share too little to be among the best six."""
LEAST = 1.0
"""Below this, "related" would be a courtesy."""
WEIGHTS = {
    "value": 1.0,
    "teller": 0.7,
    "lesson": 2.2,
    "company": 1.4,
    "tag": 0.2,
    "channel": 0.1,
    "theme": 3.2,
}
REPEATED = 0.8
"""What is left of a score when the same first reason was given before on the page."""
SAME_STANCE, OPPOSITE_STANCE = 1.25, 1.4
_OPPOSITES = {("honoured", "breached"), ("breached", "honoured")}
LESSON_ALIKE = 0.3
THEME_ALIKE = 0.22
COMMON = 0.3
"""A word that stands in a larger share of the bodies is common."""


Feature = tuple[str, str]
"""A kind of `WEIGHTS` and the slug or word that stories share."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a story is suggested; `kind` is lesson, value, company, teller, theme or tag.

    `terms` are those shared; of values, `stance` says how they fared in the other story, `alike` that they
    fared the same in both; `contrast` marks a lesson with another outcome, or values that fared the
    opposite way. `words` are the telling words of a shared theme.
    """

    kind: str
    terms: tuple[TermRef, ...] = ()
    contrast: bool = False
    alike: bool = False
    stance: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A related story, how near it is, and why."""

    card: Card
    score: float
    reasons: tuple[Reason, ...]


Verdict = tuple[float, tuple[Reason, ...]]
"""Points and reasons for one thing that two stories share."""


class RelatedIndex:
    """Inverted lists over all listed stories; `bodies` maps a story's id to its plain text."""

    def __init__(self, cards: Sequence[Card], bodies: Mapping[str, str]) -> None:
        self.cards = sorted(cards, key=lambda card: card.sort_key)
        self._at = {card.id: number for number, card in enumerate(self.cards)}
        words = {card.id: words_of(bodies.get(card.id, "")) for card in self.cards}
        self.themes = {story_id: dict(told) for story_id, told in telling_words(words).items()}
        self.lessons = self._lesson_words(words)
        self._features = {card.id: self._features_of(card) for card in self.cards}
        # What is looked up for every pair is worked out once a story.
        self._values_of = {card.id: {ref.term.slug: ref for ref in card.values} for card in self.cards}
        self._tags_of = {card.id: {ref.slug for ref in card.tags} for card in self.cards}
        self._tellers_of = {card.id: {ref.slug for ref in card.tellers} for card in self.cards}
        self._lists: dict[Feature, list[int]] = defaultdict(list)
        for number, card in enumerate(self.cards):
            for feature in self._features[card.id]:
                self._lists[feature].append(number)
        self._weights = {
            feature: WEIGHTS[feature[0]] * self._rarity(*feature) for feature in sorted(self._lists)
        }

    def _lesson_words(self, bodies: Mapping[str, Counter[str]]) -> dict[str, dict[str, float]]:
        """The words of each story's lessons with their rarity; words that everybody uses say nothing.

        How common a word is, is counted in the bodies, where there is enough text to count.
        """
        seen: Counter[str] = Counter()
        for body in bodies.values():
            seen.update(body.keys())
        total = len(self.cards) or 1
        most = max(2, total * COMMON)
        found = {}
        for card in self.cards:
            counts = words_of(" ".join(ref.lesson.text for ref in card.lessons))
            rare = {word: math.log(1 + total / max(1, seen[word])) for word in counts if seen[word] <= most}
            found[card.id] = rare
        return found

    def _features_of(self, card: Card) -> list[Feature]:
        found = [("value", ref.term.slug) for ref in card.values]
        found += [("tag", ref.slug) for ref in card.tags]
        found += [("teller", ref.slug) for ref in card.tellers]
        if card.company:
            found.append(("company", card.company.slug))
        if card.story.channel:
            found.append(("channel", card.story.channel))
        found += [("theme", word) for word in self.themes[card.id]]
        rare = sorted(self.lessons[card.id].items(), key=lambda pair: (-pair[1], pair[0]))[:8]
        found += [("lesson", word) for word, _rarity in rare]
        return found

    def suggest(self, card: Card, without: Collection[str] = ()) -> tuple[Suggestion, ...]:
        """At most six related stories, best first; ties go to the newer, then by id.

        A tag alone relates nobody: with many common tags on a story it would read like chance.
        """
        suggestions = []
        for number in self._candidates(card, without):
            other = self.cards[number]
            score, reasons = self._compare(card, other)
            if score >= LEAST and any(reason.kind != "tag" for reason in reasons):
                suggestions.append(Suggestion(other, round(score, 6), reasons))
        suggestions.sort(key=lambda s: (-s.score, -self._at[s.card.id]))
        return tuple(_varied(suggestions))

    def _candidates(self, card: Card, without: Collection[str]) -> list[int]:
        """The few stories worth comparing: those that share the most and the rarest features."""
        at = self._at[card.id]
        promise: dict[int, float] = defaultdict(float)
        for feature in self._features[card.id]:
            if feature[0] == "channel":
                continue  # too common to find anybody by; it only adds to other reasons
            members, weight = self._lists[feature], self._weights[feature]
            middle = bisect_left(members, at)
            for number in members[max(0, middle - REACH // 2) : middle + REACH // 2 + 1]:
                promise[number] += weight
        promise.pop(at, None)
        best = nsmallest(COMPARED + len(without), promise, key=lambda n: (-promise[n], -n))
        slug = card.story.slug  # a translation shares it
        kept = (n for n in best if self.cards[n].id not in without and self.cards[n].story.slug != slug)
        return list(islice(kept, COMPARED))

    # -- two stories --------------------------------------------------------------------------------

    def _compare(self, card: Card, other: Card) -> tuple[float, tuple[Reason, ...]]:
        reasons: list[Reason] = []
        score = 0.0
        judges = (
            self._lesson,
            self._values,
            self._company,
            self._teller,
            self._theme,
            self._tags,
            self._channel,
        )
        for judge in judges:
            points, found = judge(card, other)
            score += points
            reasons += found
        return score, tuple(reasons)

    def _rarity(self, kind: str, slug: str) -> float:
        """From about 1 for a term that every story has up to 3 for one that two share."""
        share = len(self._lists[kind, slug]) / max(1, len(self.cards))
        return 1 + min(2.0, math.log(1 / share) / 2) if share else 1.0

    def _lesson(self, card: Card, other: Card) -> Verdict:
        mine, theirs = self.lessons[card.id], self.lessons[other.id]
        if mine.keys().isdisjoint(theirs):
            return 0.0, ()
        both = sorted(mine.keys() & theirs.keys())  # a sum depends on its order in the last digit
        shared = sum(mine[word] for word in both)
        either = sum(mine.values()) + sum(theirs.values()) - shared
        alike = shared / either if either else 0.0
        if alike < LESSON_ALIKE or len(both) < 2:
            return 0.0, ()
        contrast = bool(card.outcome and other.outcome and card.outcome.slug != other.outcome.slug)
        points = WEIGHTS["lesson"] * alike * (1.5 if contrast else 1.0)
        return points, (Reason("lesson", contrast=contrast),)

    def _values(self, card: Card, other: Card) -> Verdict:
        """One reason for each way in which shared values fared there."""
        theirs = self._values_of[other.id]
        if theirs.keys().isdisjoint(self._values_of[card.id]):
            return 0.0, ()
        fared: dict[tuple[bool, bool, str], list[tuple[float, TermRef]]] = defaultdict(list)
        for ref in card.values:
            match = theirs.get(ref.term.slug)
            if match is None:
                continue
            opposite = (ref.stance, match.stance) in _OPPOSITES
            points = self._weights["value", ref.term.slug] / 2
            points *= OPPOSITE_STANCE if opposite else SAME_STANCE if ref.stance == match.stance else 1.0
            alike = ref.stance == match.stance != "about"
            fared[opposite, alike, match.stance].append((points, ref.term))
        for terms in fared.values():
            terms.sort(key=lambda pair: (-pair[0], pair[1].slug))
        groups = sorted(fared.items(), key=lambda group: (-sum(p for p, _ in group[1]), group[0]))
        reasons = tuple(
            Reason("value", tuple(ref for _, ref in terms), opposite, alike=alike, stance=stance)
            for (opposite, alike, stance), terms in groups
        )
        return sum(p for terms in fared.values() for p, _ in terms), reasons

    def _company(self, card: Card, other: Card) -> Verdict:
        if not (card.company and other.company and card.company.slug == other.company.slug):
            return 0.0, ()
        points = self._weights["company", card.company.slug] / 2
        return points, (Reason("company", (card.company,)),)

    def _teller(self, card: Card, other: Card) -> Verdict:
        """The same voice again."""
        theirs = self._tellers_of[other.id]
        shared = tuple(ref for ref in card.tellers if ref.slug in theirs)
        return (WEIGHTS["teller"], (Reason("teller", shared),)) if shared else (0.0, ())

    def _theme(self, card: Card, other: Card) -> Verdict:
        mine, theirs = self.themes[card.id], self.themes[other.id]
        if mine.keys().isdisjoint(theirs):
            return 0.0, ()
        shared = sorted(mine.keys() & theirs.keys(), key=lambda w: (-mine[w] * theirs[w], w))
        alike = sum(mine[word] * theirs[word] for word in shared)
        if alike < THEME_ALIKE or len(shared) < 2:
            return WEIGHTS["theme"] * alike / 2, ()
        return WEIGHTS["theme"] * alike, (Reason("theme", words=tuple(shared[:3])),)

    def _tags(self, card: Card, other: Card) -> Verdict:
        theirs = self._tags_of[other.id]
        shared = [ref for ref in card.tags if ref.slug in theirs]
        points = sum(self._weights["tag", ref.slug] / 2 for ref in shared)
        return points, (Reason("tag", tuple(shared[:2])),) if shared else ()

    def _channel(self, card: Card, other: Card) -> Verdict:
        same = card.story.channel and card.story.channel == other.story.channel
        return (WEIGHTS["channel"], ()) if same else (0.0, ())


def _varied(suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """The best six; a repeated reason is worth less each time, as six times one value tells little."""
    left = [(suggestion, _first_reason(suggestion)) for suggestion in suggestions]
    chosen: list[Suggestion] = []
    told: Counter[tuple[str, tuple[str, ...]]] = Counter()
    while left and len(chosen) < MOST:
        worth = [one.score * REPEATED ** told[reason] for one, reason in left]
        best, reason = left.pop(worth.index(max(worth)))
        told[reason] += 1
        chosen.append(best)
    return chosen


def _first_reason(suggestion: Suggestion) -> tuple[str, tuple[str, ...]]:
    reason = suggestion.reasons[0]
    return reason.kind, tuple(ref.slug for ref in reason.terms)
