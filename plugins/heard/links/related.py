"""Related stories, each with the reason in words.

What counts is what makes these stories special: a shared value (more when it is rare, more when it fared
the same or the very opposite), a lesson alike with another outcome (the contrast is the point), the same
company, the same theme. Each feature keeps an inverted list of its stories in the order of time, and a
story meets only its nearest `REACH` neighbours in each list: the work grows with the number of
stories, not with the number of pairs.

Of each story is kept who was worth comparing and what came of it. In an edit this is worked out again only
where a neighbour in a list came, went or has changed, and with that may be worth comparing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from heard.library.library import Card, TermRef
from heard.links.bodies import Bodies
from heard.links.judging import Verdict, Why, judge
from heard.links.kept import Kept, marked, number_of, packed, unpacked
from heard.links.lists import Difference, Lists
from heard.links.profiles import Feature, Profile, Profiles

MOST = 6
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


Judged = tuple[float, str, tuple[Why, ...]]
"""A story that is worth suggesting: its points, its id, and why."""


class _Row(Struct, frozen=True, array_like=True, gc=False):
    """What is kept of a story: marks of its card and body, of what both say of it, and of whom its page
    shows above; the numbers of those who were compared, and what the least of them promised (nothing where
    there were few); the numbers of those who are suggested, with a mark of the reasons.
    """

    seen: bytes
    says: bytes
    shown: bytes
    compared: bytes
    least: float
    near: bytes
    reasons: bytes


_ENCODER, _DECODER = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(_Row)


def with_body(row: bytes, mark: bytes) -> bytes:
    """Return the row of a story with another body, of which all that is compared is the same."""
    known = _DECODER.decode(row)
    seen, says = known.seen[: -len(mark)] + mark, known.says[: -len(mark)] + mark
    return _ENCODER.encode(msgspec.structs.replace(known, seen=seen, says=says))


_NEW = _Row(b"", b"", b"", b"", 0.0, b"", b"")
_JUDGED, _JUDGED_OF = msgspec.json.Encoder(), msgspec.json.Decoder(tuple[Judged, ...])


class Related:
    """The related stories of all listed stories.

    `numbers` stand for the stories. `shown` is a mark of those whom the page of a story shows already: they
    are not suggested, and `without` names them. A tag alone relates nobody: with many common tags on a
    story it would read like chance.
    """

    def __init__(
        self,
        cards: Sequence[Card],
        bodies: Bodies,
        numbers: Mapping[str, int],
        shown: Mapping[str, bytes],
        without: Callable[[str], Collection[str]],
        kept: Kept,
    ) -> None:
        self._kept, self._without = kept, without
        ordered = sorted(cards, key=lambda card: card.sort_key)
        self._cards = {card.id: card for card in ordered}
        self._numbers = [numbers[card.id] for card in ordered]
        self._ids = [card.id for card in ordered]
        self._places = {name: place for place, name in enumerate(self._ids)}
        self._names = dict(zip(self._numbers, self._ids, strict=True))
        known = {name: _DECODER.decode(row) for name, row in kept.all("related")}
        says = {name: (row.seen, row.says) for name, row in known.items()}
        self._profiles = Profiles(ordered, bodies, numbers, says, kept)
        self._lists = Lists(self._numbers, kept)
        self._found: dict[str, bytes] = {}
        self._rows = self._renew(known, shown)

    def _renew(self, known: Mapping[str, _Row], shown: Mapping[str, bytes]) -> dict[str, _Row]:
        """Find and compare candidates where either may differ from the last build; keep what came of it."""
        changes = {name: change for name, change in self._profiles.changes.items() if change[1]}
        differences = self._lists.change(self._profiles.changes)
        again = {name for name, (before, now) in changes.items() if _is_moved(before, now)}
        again |= {
            name for name in self._ids if name not in known or known[name].shown != shown.get(name, b"")
        }
        judged = set(changes)
        for one in differences:
            if one.is_weighed_anew:
                members = {self._names[number] for number in one.now}
                again |= members
                judged |= members if one.kind in JUDGED else set()
        again |= self._with_other_neighbours(differences, known, again)
        rows = {name: known.get(name, _NEW) for name in self._ids}
        for name, (compared, least) in self._all_candidates(sorted(again)).items():
            rows[name] = replace(rows[name], compared=compared, least=least)
        changed = {number_of(name) for name in changes}
        for name, verdicts in self._all_judged(known, rows, judged, changed):
            self._found[name] = _JUDGED.encode(verdicts) if verdicts else b""
            self._kept.put("near", name, self._found[name])
            best = _varied(verdicts)
            near = packed(self._numbers[self._places[other]] for _score, other, _reasons in best)
            rows[name] = replace(rows[name], near=near, reasons=marked(_JUDGED.encode(best)))
        return self._keep(known, rows, shown)

    def _keep(
        self, known: Mapping[str, _Row], rows: dict[str, _Row], shown: Mapping[str, bytes]
    ) -> dict[str, _Row]:
        for name, row in rows.items():
            marks = (*self._profiles.marks[name], shown.get(name, b""))
            if row is not known.get(name) or (row.seen, row.says, row.shown) != marks:
                seen, says, above = marks
                rows[name] = replace(row, seen=seen, says=says, shown=above)
                self._kept.put("related", name, _ENCODER.encode(rows[name]))
        for name in known.keys() - rows.keys():
            self._kept.put("related", name, b"")
            self._kept.put("near", name, b"")
        return rows

    # -- what came of it ----------------------------------------------------------------------------

    def mark(self, story_id: str) -> bytes:
        """Return what stands for the suggestions of a story, beside its own card."""
        row = self._rows.get(story_id, _NEW)
        return b"".join([row.reasons, *[self._cards[self._names[one]].mark for one in unpacked(row.near)]])

    def suggestions(self, story_id: str) -> tuple[Suggestion, ...]:
        """Return at most six related stories, best first; ties go to the newer, then by id."""
        terms = _terms(self._cards[story_id]) if story_id in self._cards else {}
        return tuple(
            Suggestion(self._cards[name], tuple(_reason(why, terms) for why in reasons))
            for _score, name, reasons in _varied(self._verdicts((story_id,)).get(story_id, ()))
        )

    def _verdicts(self, names: Sequence[str]) -> dict[str, tuple[Judged, ...]]:
        """Return who is worth suggesting to some stories, as it was kept or found."""
        missing = [name for name in names if name in self._cards and name not in self._found]
        rows = self._kept.some("near", missing)
        rows |= {name: self._found[name] for name in names if name in self._found}
        return {name: _JUDGED_OF.decode(row) for name, row in rows.items() if row}

    # -- who is worth comparing ---------------------------------------------------------------------

    def _with_other_neighbours(
        self, differences: Iterable[Difference], known: Mapping[str, _Row], again: Collection[str]
    ) -> set[str]:
        """Return the stories that may have other candidates because of who came or went near them."""
        found: set[str] = set()
        doubtful: dict[str, set[str]] = defaultdict(set)
        for difference in differences:
            for number, lost, gained in () if difference.is_weighed_anew else difference.neighbours():
                name = self._names[number]
                if name in again or name in found:
                    continue
                row = known[name]
                is_few = bool(gained) and not row.least
                if is_few or not (lost | gained).isdisjoint(unpacked(row.compared)):
                    found.add(name)
                else:
                    doubtful[name] |= {self._names[other] for other in gained}
        self._profiles.load({*doubtful, *(name for others in doubtful.values() for name in others)})
        return found | {
            name
            for name, others in doubtful.items()
            if name not in found
            and any(self._promise(name, other) >= known[name].least for other in others)
        }

    def _promise(self, name: str, other: str) -> float:
        """Return how much another story promises, or more than that."""
        theirs = set(self._profiles[other].features)
        shared = [feature for feature in self._profiles[name].features if feature in theirs]
        return sum(self._lists.weights(shared).values())

    def _all_candidates(self, names: Sequence[str]) -> dict[str, tuple[bytes, float]]:
        """Find the few stories that promise the most for each, and what the least of them promises."""
        self._profiles.load(names)
        self._lists.load(feature for name in names for feature in self._profiles[name].features)
        return {name: self._candidates(name) for name in names}

    def _candidates(self, name: str) -> tuple[bytes, float]:
        place = self._places[name]
        promise: dict[int, float] = defaultdict(float)
        features = self._profiles[name].features
        weights = self._lists.weights(features)
        for feature in features:
            weight = weights[feature]
            for other in self._lists.near(feature, place):
                promise[other] += weight
        for one in (name, *self._without(name)):
            promise.pop(self._places.get(one, place), None)
        if len(promise) > COMPARED:
            least = sorted(promise.values())[-COMPARED]
            promise = {other: points for other, points in promise.items() if points >= least}
        best = sorted(promise, key=lambda other: (-promise[other], -other))[:COMPARED]
        least = promise[best[-1]] if len(best) == COMPARED else 0.0
        return packed(sorted(self._numbers[other] for other in best)), least

    # -- comparing ----------------------------------------------------------------------------------

    def _all_judged(
        self, known: Mapping[str, _Row], rows: Mapping[str, _Row], anew: Set[str], changed: Set[int]
    ) -> Iterator[tuple[str, tuple[Judged, ...]]]:
        """Yield who is worth suggesting to each story for which that may differ.

        Pairs are judged `anew` where the story itself is, or the candidate is `changed` or new to it.
        """
        waiting: dict[str, set[int]] = {}
        for name, row in rows.items():
            if name in anew:
                waiting[name] = set(unpacked(row.compared))
            elif row is not known[name] or (changed and not changed.isdisjoint(unpacked(row.compared))):
                now, before = set(unpacked(row.compared)), set(unpacked(known[name].compared))
                if now != before or not changed.isdisjoint(now):
                    waiting[name] = (now - before) | (now & changed)
        self._profiles.load(waiting)
        self._profiles.load({self._names[number] for numbers in waiting.values() for number in numbers})
        kept = self._verdicts([name for name in waiting if name not in anew])
        for name, numbers in waiting.items():
            judged = self._judged(name, sorted(self._names[number] for number in numbers))
            others = {self._names[one] for one in unpacked(rows[name].compared) if one not in numbers}
            judged += [verdict for verdict in kept.get(name, ()) if verdict[1] in others]
            judged.sort(key=lambda verdict: (-verdict[0], -self._places[verdict[1]]))
            yield name, tuple(judged)

    def _judged(self, name: str, others: Iterable[str]) -> list[Judged]:
        """Return those of some stories that are worth suggesting to one."""
        profile = self._profiles[name]
        weights = self._lists.weights(one for one in profile.features if one[0] in JUDGED)
        judged = []
        for other in others:
            score, reasons = self._compare(profile, self._profiles[other], weights)
            score = round(score, DIGITS)
            if score >= LEAST and reasons and reasons[0][0] != "tag":  # which comes last
                judged.append((score, other, reasons))
        return judged

    def _compare(self, profile: Profile, other: Profile, weights: Mapping[Feature, float]) -> Verdict:
        return judge(profile, other, weights)


def _is_moved(before: Profile | None, now: Profile | None) -> bool:
    """Whether a story has other features than before, or stands elsewhere in time."""
    return before is None or now is None or (before.time, before.features) != (now.time, now.features)


def _reason(why: Why, terms: Mapping[Feature, TermRef]) -> Reason:
    return Reason(why[0], tuple(terms[why[0], slug] for slug in why[1]), *why[2:])


def _terms(card: Card) -> dict[Feature, TermRef]:
    """The terms of a story by their kind and slug."""
    found = {("value", ref.term.slug): ref.term for ref in card.values}
    found |= {("teller", ref.slug): ref for ref in card.tellers}
    found |= {("tag", ref.slug): ref for ref in card.tags}
    return found | ({("company", card.company.slug): card.company} if card.company else {})


def _varied(judged: Sequence[Judged]) -> tuple[Judged, ...]:
    """The best six; a repeated reason is worth less each time, as six times one value tells little."""
    left = list(judged)
    chosen: list[Judged] = []
    told: Counter[tuple[str, tuple[str, ...]]] = Counter()
    while left and len(chosen) < MOST:
        worth = [score * REPEATED ** told[reasons[0][:2]] for score, _name, reasons in left]
        best = left.pop(worth.index(max(worth)))
        told[best[2][0][:2]] += 1
        chosen.append(best)
    return tuple(chosen)
