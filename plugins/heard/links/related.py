"""Related stories, each with the reason in words.

What counts is what makes these stories special: a shared value (more when it is rare, more when it fared
the same or the very opposite), a lesson alike with another outcome (the contrast is the point), the same
company, the same theme. Each feature keeps an inverted list of its stories in the order of time, and a
story meets only its nearest `REACH` neighbours in each list: the work grows with the number of
stories, not with the number of pairs.

Where something keeps values between builds (`Keep`), two things are kept of each story: who is worth
comparing, by the neighbours in its lists, and what came of it, by the profiles of those who are compared.
Both are made of exactly what they are worked out from, so that what is the same need not be done again.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from itertools import accumulate

from msgspec import Struct

from heard.library.library import Card, TermRef
from heard.links.bodies import Asked, Keep, at_once
from heard.links.judging import WEIGHTS, Verdict, Why, judge
from heard.links.profiles import Feature, Profile, marked, profiles_of
from heard.links.terms import rarity

MOST = 6
REACH = 40
COMPARED = 30
"""So many candidates are compared in full; the rest share too little to be among the best six."""
LEAST = 1.0
"""Below this, "related" would be a courtesy."""
REPEATED = 0.8
"""What is left of a score when the same first reason was given before on the page."""
DIGITS = 2
"""Of a score; smaller differences say nothing, and time decides."""
JUDGED = frozenset(("value", "company", "tag"))
"""Kinds of features whose weights count where two stories are compared."""
RAREST_TERM = 7
"""How rare a term of one story is, in doublings: a term of 128 stories or more is a common one."""
_WIDE = 24
"""Bytes that hold a sum of `_List.sums` and its mark."""


class Reason(Struct, frozen=True):
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


class Suggestion(Struct, frozen=True):
    """A related story, and why."""

    card: Card
    reasons: tuple[Reason, ...]


Near = tuple[str, tuple[Why, ...]]
"""A suggestion in plain values: the id of the story, and why."""


class _List(Struct, frozen=True):
    """The stories that share a feature, by their numbers in time.

    A difference of two `sums` stands for the places of the stories between them.
    """

    members: Sequence[int]
    weight: float
    mark: int
    sums: Sequence[int]


class RelatedIndex:
    """Inverted lists over all listed stories; `words` maps a story's id to the words of its body."""

    def __init__(
        self, cards: Sequence[Card], words: Mapping[str, Mapping[str, int]], keep: Keep = at_once
    ) -> None:
        self._keep = keep
        ordered = sorted(cards, key=lambda card: card.sort_key)
        self._profiles = profiles_of(ordered, words)
        self._at = {card.id: number for number, card in enumerate(ordered)}
        self._namesakes: dict[str, list[str]] = defaultdict(list)
        """Stories by their slug, which a translation shares."""
        for card in ordered:
            self._namesakes[card.story.slug].append(card.id)
        shared: dict[Feature, list[int]] = defaultdict(list)
        self._stands: list[list[int]] = []
        """Where each story stands in the list of each of its features."""
        for number, profile in enumerate(self._profiles):
            self._stands.append([len(shared[feature]) for feature in profile.features])
            for feature in profile.features:
                shared[feature].append(number)
        places = [int.from_bytes(profile.place, "big") for profile in self._profiles]
        self._lists = {feature: self._list(feature, found, places) for feature, found in shared.items()}
        self._weights = {feature: found.weight for feature, found in self._lists.items()}
        self._reasons: dict[tuple[Why, tuple[int, ...]], Reason] = {}
        """Stories give few different reasons: each is made, kept and compared with the last build once."""

    def _list(self, feature: Feature, members: Sequence[int], places: Sequence[int]) -> _List:
        """Rarity counts from 3 for a term that two stories share down to 1 for one of many."""
        factor = 1 + min(2.0, rarity(len(members), RAREST_TERM) * math.log(2) / 2)
        weight = WEIGHTS[feature[0]] * factor
        sums = tuple(accumulate((places[number] for number in members), initial=0))
        return _List(members, weight, int.from_bytes(marked((feature, weight)), "big"), sums)

    def suggest(self, without: Mapping[str, Collection[str]]) -> dict[str, tuple[Suggestion, ...]]:
        """For each of these stories at most six related ones, best first; ties go to the newer, then by id.

        `without` are the ids of those that are not to be suggested. A tag alone relates nobody: with many
        common tags on a story it would read like chance.
        """
        found = {}
        for story_id, best in zip(without, self._all_best(self._all_near(without)), strict=True):
            terms = _terms(self._profile(story_id).card) if best else {}
            found[story_id] = tuple(self._suggestion(one, terms) for one in best)
        return found

    def _all_near(self, without: Mapping[str, Collection[str]]) -> dict[str, Sequence[str]]:
        """Who is worth comparing with each story."""
        asked: list[Asked] = []
        for story_id, shown in without.items():
            others = {*shown, *self._namesakes[self._profile(story_id).card.story.slug]}
            made_of = self._candidates_are_made_of(self._at[story_id], others)
            work = partial(self._candidates, self._at[story_id], others)
            asked.append((f"links candidates {story_id}", made_of, work))
        return dict(zip(without, self._keep(asked, tuple[str, ...]), strict=True))

    def _all_best(self, near: Mapping[str, Sequence[str]]) -> Sequence[Sequence[Near]]:
        """What came of each comparison."""
        asked: list[Asked] = []
        for story_id, names in near.items():
            profile, others = self._profile(story_id), [self._profile(name) for name in names]
            made_of, work = self._best_is_made_of(profile, others), partial(self._best, profile, others)
            asked.append((f"links related {story_id}", made_of, work))
        return self._keep(asked, tuple[Near, ...])

    def _profile(self, story_id: str) -> Profile:
        return self._profiles[self._at[story_id]]

    def _suggestion(self, near: Near, terms: Mapping[Feature, TermRef]) -> Suggestion:
        name, reasons = near
        return Suggestion(self._profile(name).card, tuple(self._reason(why, terms) for why in reasons))

    def _reason(self, why: Why, terms: Mapping[Feature, TermRef]) -> Reason:
        shared = tuple(terms[why[0], slug] for slug in why[1])
        key = why, tuple(map(id, shared))  # which the reason holds
        found = self._reasons.get(key)
        if found is None:
            found = self._reasons[key] = Reason(why[0], shared, *why[2:])
        return found

    # -- who is worth comparing ---------------------------------------------------------------------

    def _candidates(self, at: int, without: Collection[str]) -> tuple[str, ...]:
        """The few stories that share the most and the rarest features, by their ids."""
        profile = self._profiles[at]
        promise: dict[int, float] = defaultdict(float)
        for feature, stands in zip(profile.features, self._stands[at], strict=True):
            found = self._lists[feature]
            weight = found.weight
            for number in found.members[max(0, stands - REACH // 2) : stands + REACH // 2 + 1]:
                promise[number] += weight
        for name in without:
            promise.pop(self._at.get(name, at), None)
        if len(promise) > COMPARED:
            least = sorted(promise.values())[-COMPARED]
            promise = {number: points for number, points in promise.items() if points >= least}
        best = sorted(promise, key=lambda number: (-promise[number], -number))[:COMPARED]
        return tuple(self._profiles[number].id for number in best)

    def _candidates_are_made_of(self, at: int, without: Collection[str]) -> bytes:
        """The story, the weights of its features, who stands near it in their lists, who is left out."""
        profile = self._profiles[at]
        parts = [profile.place]
        for feature, stands in zip(profile.features, self._stands[at], strict=True):
            found = self._lists[feature]
            if len(found.members) > 1:
                sums = found.sums
                first, last = max(0, stands - REACH // 2), min(len(sums) - 1, stands + REACH // 2 + 1)
                parts.append((found.mark + sums[last] - sums[first]).to_bytes(_WIDE, "big"))
        return b"".join([*parts, marked(tuple(sorted(without)))])

    # -- what comes of it ---------------------------------------------------------------------------

    def _best(self, profile: Profile, others: Sequence[Profile]) -> tuple[Near, ...]:
        judged = []
        for other in others:
            score, reasons = self._compare(profile, other)
            score = round(score, DIGITS)
            if score >= LEAST and reasons and reasons[0][0] != "tag":  # which comes last
                judged.append((-score, -self._at[other.id], other.id, reasons))
        judged.sort()
        return tuple(_varied([(-score, name, reasons) for score, _at, name, reasons in judged]))

    def _best_is_made_of(self, profile: Profile, others: Sequence[Profile]) -> bytes:
        """The story with what weighs in it, and all who are compared, in their order."""
        weighs = [
            self._lists[feature].mark.to_bytes(_WIDE, "big")
            for feature in profile.features
            if feature[0] in JUDGED
        ]
        return b"".join([profile.mark, *weighs, *(other.mark for other in others)])

    def _compare(self, profile: Profile, other: Profile) -> Verdict:
        return judge(profile, other, self._weights)


def _terms(card: Card) -> dict[Feature, TermRef]:
    """The terms of a story by their kind and slug."""
    found = {("value", ref.term.slug): ref.term for ref in card.values}
    found |= {("teller", ref.slug): ref for ref in card.tellers}
    found |= {("tag", ref.slug): ref for ref in card.tags}
    return found | ({("company", card.company.slug): card.company} if card.company else {})


def _varied(judged: Sequence[tuple[float, str, tuple[Why, ...]]]) -> list[Near]:
    """The best six; a repeated reason is worth less each time, as six times one value tells little."""
    left = list(judged)
    chosen: list[Near] = []
    told: Counter[tuple[str, tuple[str, ...]]] = Counter()
    while left and len(chosen) < MOST:
        worth = [score * REPEATED ** told[reasons[0][:2]] for score, _name, reasons in left]
        _score, name, reasons = left.pop(worth.index(max(worth)))
        told[reasons[0][:2]] += 1
        chosen.append((name, reasons))
    return chosen
