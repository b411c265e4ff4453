"""A story as it is compared with others: what is looked up for every pair, worked out once a story.

In an edit only those are worked out again whose own words and terms changed, and those with a word that
many more or fewer stories have than before, so that it weighs otherwise.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import msgspec
from msgspec import Struct

from heard.library.library import Card
from heard.links.bodies import Bodies
from heard.links.kept import Kept, marked, number_of
from heard.links.terms import rarity, settled, telling, telling_words, words_of

COMMON = 0.3
"""A word that stands in a larger share of the bodies is common."""
LESSON_WORDS = 8
"""So many words of its lessons, the rarest, find others for a story."""

Feature = tuple[str, str]
"""A kind of `judging.WEIGHTS` and the slug or word that stories share."""


class Profile(Struct, frozen=True, array_like=True, dict=True):
    """All that a comparison of two stories looks at, and nothing else.

    `time` orders stories, `outcome` is a word, `values` map slugs to stances. `lessons` are the words of
    its lessons and `lesson` those that are not common, with their rarity; `theme` are telling words with
    their weight (unit length).
    """

    time: str
    id: str
    outcome: str
    channel: str
    values: dict[str, str]
    company: str
    tellers: tuple[str, ...]
    tags: tuple[str, ...]
    lessons: tuple[str, ...]
    theme: dict[str, float]
    lesson: dict[str, int]

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


_ENCODER, _DECODER = msgspec.json.Encoder(), msgspec.json.Decoder(Profile)
SHORT, _SHORT = 2**32 - 1, "I"
"""A short number of a story is the lower half of its number, 4 bytes in a row."""
Marks = tuple[bytes, bytes]
"""Of the card and body of a story, and of what both say that counts in a comparison."""
Change = tuple[Profile | None, Profile | None]
"""A profile before and now; None for no such story."""


class Profiles:
    """The profiles of all listed stories, by their ids, each there once it was loaded.

    `numbers` stand for the stories, and `before` are their marks in the last build.
    """

    def __init__(
        self,
        cards: Sequence[Card],
        bodies: Bodies,
        numbers: Mapping[str, int],
        before: Mapping[str, Marks],
        kept: Kept,
    ) -> None:
        self._kept, self._bodies, self._numbers = kept, bodies, numbers
        self._cards = {card.id: card for card in cards}
        self._total = settled(len(cards))
        self._tells, self._weighs = telling(self._total), _weighing(self._total)
        self._read: dict[str, Profile] = {}
        self.marks = {card.id: _marks(card, bodies, before.get(card.id, (b"", b""))) for card in cards}
        self.changes: dict[str, Change] = {}
        """The profiles that are not as they were."""
        nothing = (b"", b"")
        fresh = [name for name, (_, says) in self.marks.items() if before.get(name, nothing)[1] != says]
        self._renew(fresh, [name for name in before if name not in self.marks])

    def load(self, story_ids: Iterable[str]) -> None:
        """Take those that are as they were from what was kept."""
        rows = self._kept.some("profile", (one for one in story_ids if one not in self._read))
        self._read.update((name, _DECODER.decode(row)) for name, row in rows.items())

    def __getitem__(self, story_id: str) -> Profile:
        """Return one that was loaded."""
        return self._read[story_id]

    def _renew(self, fresh: list[str], gone: list[str]) -> None:
        """Work out those that may differ, and keep them."""
        rows = self._kept.some("profile", [*fresh, *gone])
        before = {name: _DECODER.decode(row) for name, row in rows.items()}
        said = self._bodies.before(before)
        bodies, lessons = Census("word", self._kept), Census("lesson", self._kept)
        for name in (*fresh, *gone):
            card, known = self._cards.get(name), before.get(name)
            number = self._numbers.get(name) or number_of(name)
            bodies.move(number, said[name].words if known else (), self._bodies.words(name) if card else ())
            lessons.move(number, known.lessons if known else (), _words_of_lessons(card) if card else ())
        others = self._with_moved_words(bodies, lessons) - set(fresh)
        before_others = self._kept.some("profile", others)
        rows |= before_others
        before.update((name, _DECODER.decode(row)) for name, row in before_others.items())
        self._bodies.load(others)
        for name in (*fresh, *sorted(others)):
            self._read[name] = profile = self._profile(self._cards[name], bodies)
            if (octets := _ENCODER.encode(profile)) != rows.get(name):
                self._kept.put("profile", name, octets)
                self.changes[name] = before.get(name), profile
        for name in gone:
            self._kept.put("profile", name, b"")
            self.changes[name] = before[name], None

    def _with_moved_words(self, bodies: Census, lessons: Census) -> set[str]:
        """Return the stories with a word that tells more or less than before, in its body or a lesson."""
        steps, total = bodies.settle(), str(self._total).encode()
        lessons.settle()
        if self._kept.some("names", ("total",)).get("total") != total:  # all shares are others
            self._kept.put("names", "total", total)
            return set(self._cards)
        numbers: set[int] = set()
        for census, weight in ((bodies, self._tells), (lessons, self._weighs)):
            moved = (word for word, (a, b) in steps.items() if weight.get(a) != weight.get(b))
            numbers |= census.holders(moved)
        if not numbers:
            return set()
        return {name for name in self._cards if self._numbers[name] & SHORT in numbers}

    def _profile(self, card: Card, bodies: Census) -> Profile:
        words, lessons = self._bodies.words(card.id), _words_of_lessons(card)
        seen = bodies.counts((*words, *lessons))
        tells = {word: self._tells[n] for word in words if (n := seen[word]) in self._tells}
        weighs = {word: self._weighs[n] for word in lessons if (n := seen[word]) in self._weighs}
        return Profile(
            *card.sort_key,
            card.outcome.slug if card.outcome else "",
            card.story.channel or "",
            {ref.term.slug: ref.stance for ref in card.values},
            card.company.slug if card.company else "",
            tuple(ref.slug for ref in card.tellers),
            tuple(ref.slug for ref in card.tags),
            lessons,
            telling_words(words, tells),
            weighs,
        )


def is_profiled_as_before(
    kept: Kept, story_id: str, old: Mapping[str, int], new: Mapping[str, int]
) -> bool:
    """Return whether other words in a body leave all profiles as they are; keep who has which."""
    total = int(kept.some("names", ("total",))["total"])
    tells, weighs = telling(total), _weighing(total)
    census = Census("word", kept)
    census.move(number_of(story_id), old, new)
    steps = census.settle().values()
    if any((tells.get(a), weighs.get(a)) != (tells.get(b), weighs.get(b)) for a, b in steps):
        return False
    seen = census.counts(new)
    theme = telling_words(new, {word: tells[n] for word in new if (n := seen[word]) in tells})
    return theme == _DECODER.decode(kept.some("profile", (story_id,))[story_id]).theme


def _weighing(total: int) -> dict[int, int]:
    """How rare a word of a lesson is; words that everybody uses say nothing.

    How common a word is, is counted in the bodies, where there is enough text to count.
    """
    most = int(max(2, total * COMMON))
    return {count: rarity(max(1, count)) for count in range(most + 1)}


def _words_of_lessons(card: Card) -> tuple[str, ...]:
    return tuple(words_of(" ".join(ref.lesson.text for ref in card.lessons))) if card.lessons else ()


def _marks(card: Card, bodies: Bodies, before: Marks) -> Marks:
    """Return the marks of a story; that of what it says is worked out where card or body changed."""
    seen = card.mark + bodies.marks.get(card.id, b"")
    return before if before[0] == seen else (seen, _mark(card, bodies.marks.get(card.id, b"")))


def _mark(card: Card, body: bytes) -> bytes:
    """Return the mark of all that a story says of itself."""
    said = (
        card.sort_key,
        card.outcome and card.outcome.slug,
        card.story.channel,
        [(ref.term.slug, ref.stance) for ref in card.values],
        card.company and card.company.slug,
        [ref.slug for ref in card.tellers],
        [ref.slug for ref in card.tags],
        [ref.lesson.text for ref in card.lessons],
    )
    return marked(repr(said).encode("utf-8", "surrogatepass")) + body


class Census:
    """Which stories have each word: a row of short numbers a word, which are as many as there are stories.

    Two stories may share a short number: one of them is then worked out for nothing.
    """

    def __init__(self, kind: str, kept: Kept) -> None:
        self._kind, self._kept = kind, kept
        self._gone: dict[str, list[int]] = defaultdict(list)
        self._come: dict[str, list[int]] = defaultdict(list)
        self._rows: dict[str, bytes] = {}
        self._counts: dict[str, int] = {}

    def move(self, number: int, before: Iterable[str], now: Iterable[str]) -> None:
        """Note that a story has other words than before."""
        had, has = set(before), set(now)
        for words, moved in ((had - has, self._gone), (has - had, self._come)):
            for word in words:
                moved[word].append(number & SHORT)

    def settle(self) -> dict[str, tuple[int, int]]:
        """Keep what was noted; return how many stories had and have each of these words."""
        steps = {}
        words = self._gone.keys() | self._come.keys()
        known = self._kept.some(self._kind, words)
        for word in words:
            row = array(_SHORT, known.get(word, b""))
            before = len(row)
            for number in self._gone.get(word, ()):
                del row[bisect_left(row, number)]
            if row:
                for number in self._come.get(word, ()):
                    insort(row, number)
            else:
                row = array(_SHORT, sorted(self._come[word]))
            self._rows[word], self._counts[word] = row.tobytes(), len(row)
            self._kept.put(self._kind, word, self._rows[word])
            steps[word] = before, len(row)
        return steps

    def holders(self, words: Iterable[str]) -> set[int]:
        """Return the short numbers of the stories that have any of some words."""
        rows = self._kept.some(self._kind, wanted := list(words))
        return {
            number for word in wanted for number in array(_SHORT, self._rows.get(word, rows.get(word, b"")))
        }

    def counts(self, words: Iterable[str]) -> Mapping[str, int]:
        """Return how many stories have each of some words."""
        missing = [word for word in words if word not in self._counts]
        self._counts.update(dict.fromkeys(missing, 0))
        for word, size in self._kept.sizes(self._kind, missing).items():
            self._counts[word] = size // 4
        return self._counts
