"""The stories that share a feature, in the order of time: who is near whom, and what a feature weighs."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from msgspec import Struct

from heard.links.judging import WEIGHTS
from heard.links.kept import Kept, number_of, packed, unpacked
from heard.links.profiles import Change, Feature
from heard.links.terms import rarity

REACH = 40
"""So many neighbours in each list a story meets."""
RAREST_TERM = 7
"""How rare a term of one story is, in doublings: a term of 128 stories or more is a common one."""


class Lists:
    """An inverted list for each feature, of places in time; `numbers` are those of all stories in order."""

    def __init__(self, numbers: Sequence[int], kept: Kept) -> None:
        self._numbers, self._kept = numbers, kept
        self._places = {number: place for place, number in enumerate(numbers)}
        self._lists: dict[Feature, list[int]] = {}
        self._weights: dict[Feature, float] = {}

    def load(self, features: Iterable[Feature]) -> None:
        """Take the lists of some features that are as they were."""
        missing = {_name(one): one for one in features if one not in self._lists}
        for name, row in self._kept.some("list", missing).items():
            self._lists[missing[name]] = [self._places[number] for number in unpacked(row)]

    def near(self, feature: Feature, place: int) -> Sequence[int]:
        """Return the nearest stories in a list, and the story itself."""
        return _around(self._lists[feature], bisect_left(self._lists[feature], place))

    def weights(self, features: Iterable[Feature]) -> dict[Feature, float]:
        """Return what features weigh: rarity counts from 3 for a term of two stories to 1 of many."""
        wanted = list(features)
        missing = {_name(one): one for one in wanted if one not in self._weights}
        sizes = self._kept.sizes("list", missing) if missing else {}
        for name, feature in missing.items():
            members = self._lists.get(feature)
            count = len(members) if members is not None else sizes[name] // 8
            self._weights[feature] = _weight(feature[0], count)
        return {feature: self._weights[feature] for feature in wanted}

    def change(self, changes: Mapping[str, Change]) -> list[Difference]:
        """Bring the lists up to date and keep them; return those that are not as they were."""
        gone: dict[Feature, set[int]] = defaultdict(set)
        come: dict[Feature, set[int]] = defaultdict(set)
        for name, (before, now) in changes.items():
            had, has = (set(one.features) if one else set() for one in (before, now))
            if before and now and before.time == now.time:
                had, has = had - has, has - had
            number = number_of(name)
            for features, moved in ((had, gone), (has, come)):
                for feature in features:
                    moved[feature].add(number)
        return [self._changed(one, gone[one], come[one]) for one in {**gone, **come}]

    def _changed(self, feature: Feature, gone: set[int], come: set[int]) -> Difference:
        name = _name(feature)
        before = unpacked(self._kept.some("list", (name,)).get(name, b""))
        places = [self._places[number] for number in before if number not in gone]
        self._lists[feature] = sorted([*places, *(self._places[number] for number in come)])
        now = packed(self._numbers[place] for place in self._lists[feature])
        self._kept.put("list", name, now)
        return Difference(feature[0], before, unpacked(now), gone | come)


class Difference(Struct, frozen=True):
    """A list that is not as it was: the numbers of its stories `before` and `now`, and those that moved."""

    kind: str
    before: array[int]
    now: array[int]
    moved: Set[int]

    @property
    def is_weighed_anew(self) -> bool:
        """Whether the feature weighs more or less than before, or did not exist."""
        return not self.before or _weight(self.kind, len(self.before)) != _weight(self.kind, len(self.now))

    def neighbours(self) -> Iterator[tuple[int, set[int], set[int]]]:
        """Yield each story that stays where it was, with the neighbours that it lost and gained."""
        stood = {number: at for at, number in enumerate(self.before)}
        stands = {number: at for at, number in enumerate(self.now)}
        reach = REACH // 2 + len(self.moved)
        near: set[int] = set()
        for number in self.moved:
            at = [stands[number]] if number in stands else []
            if number in stood:
                after = (one for one in self.before[stood[number] :] if one not in self.moved)
                at.append(stands.get(next(after, -1), len(self.now)))
            for place in at:
                near.update(range(max(0, place - reach), min(len(self.now), place + reach + 1)))
        for place in sorted(near):
            number = self.now[place]
            if number not in self.moved:
                before, now = set(_around(self.before, stood[number])), set(_around(self.now, place))
                if before != now:
                    yield number, before - now, now - before


def _around(members: Sequence[int], at: int) -> Sequence[int]:
    return members[max(0, at - REACH // 2) : at + REACH // 2 + 1]


def _weight(kind: str, count: int) -> float:
    return WEIGHTS[kind] * (1 + min(2.0, rarity(count, RAREST_TERM) * math.log(2) / 2))


def _name(feature: Feature) -> str:
    return " ".join(feature)
