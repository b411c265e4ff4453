"""How near two stories are, and why: each thing that they share is worth points and may be a reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from heard.links.profiles import Feature, Profile

WEIGHTS = {
    "value": 1.0,
    "teller": 0.7,
    "lesson": 2.2,
    "company": 1.4,
    "tag": 0.2,
    "channel": 0.1,
    "theme": 3.2,
}
SAME_STANCE, OPPOSITE_STANCE = 1.25, 1.4
_OPPOSITES = {("honoured", "breached"), ("breached", "honoured")}
LESSON_ALIKE = 0.3
THEME_ALIKE = 0.22

Why = tuple[str, tuple[str, ...], bool, bool, str, tuple[str, ...]]
"""A reason in plain values: kind, slugs of its terms, contrast, alike, stance, words."""
Verdict = tuple[float, tuple[Why, ...]]
"""Points and reasons."""
NOTHING: Verdict = (0.0, ())


def judge(mine: Profile, theirs: Profile, weights: Mapping[Feature, float]) -> Verdict:
    """What the two share. `weights` are those of the values, the company and the tags of the first."""
    reasons: tuple[Why, ...] = ()
    score = 0.0
    both = mine.lesson.keys() & theirs.lesson.keys() if mine.lesson and theirs.lesson else ()
    if len(both) > 1:
        score, reasons = _lesson(mine, theirs, both)
    if not mine.slugs.isdisjoint(theirs.slugs):
        points, found = _values(mine, theirs, weights)
        score, reasons = score + points, reasons + found
    if mine.company and mine.company == theirs.company:
        score += weights["company", mine.company] / 2
        reasons += (("company", (mine.company,), False, False, "", ()),)
    if mine.tellers and (shared := tuple(slug for slug in mine.tellers if slug in theirs.tellers)):
        score += WEIGHTS["teller"]  # the same voice again
        reasons += (("teller", shared, False, False, "", ()),)
    if not mine.words.isdisjoint(theirs.words):
        points, found = _theme(mine, theirs)
        score, reasons = score + points, reasons + found
    if mine.tags and (shared := tuple(slug for slug in mine.tags if slug in theirs.tags)):
        score += sum(weights["tag", slug] / 2 for slug in shared)
        reasons += (("tag", shared[:2], False, False, "", ()),)
    if mine.channel and mine.channel == theirs.channel:
        score += WEIGHTS["channel"]
    return score, reasons


def _lesson(mine: Profile, theirs: Profile, both: Collection[str]) -> Verdict:
    shared = sum(mine.lesson[word] for word in both)  # whole numbers, whose order makes no difference
    alike = shared / (mine.lesson_sum + theirs.lesson_sum - shared)
    if alike < LESSON_ALIKE:
        return NOTHING
    contrast = bool(mine.outcome and theirs.outcome and mine.outcome != theirs.outcome)
    points = WEIGHTS["lesson"] * alike * (1.5 if contrast else 1.0)
    return points, (("lesson", (), contrast, False, "", ()),)


def _values(mine: Profile, theirs: Profile, weights: Mapping[Feature, float]) -> Verdict:
    """One reason for each way in which shared values fared there."""
    fared: dict[tuple[bool, bool, str], list[tuple[float, str]]] = defaultdict(list)
    count = 0
    for slug, here in mine.values.items():
        there = theirs.values.get(slug)
        if there is None:
            continue
        count += 1
        opposite = (here, there) in _OPPOSITES
        points = weights["value", slug] / 2
        points *= OPPOSITE_STANCE if opposite else SAME_STANCE if here == there else 1.0
        fared[opposite, here == there != "about", there].append((points, slug))
    if count == 1:  # as it mostly is
        (((opposite, alike, stance), ((points, slug),)),) = fared.items()
        return points, (("value", (slug,), opposite, alike, stance, ()),)
    for terms in fared.values():
        terms.sort(key=lambda pair: (-pair[0], pair[1]))
    groups = sorted(fared.items(), key=lambda group: (-sum(p for p, _ in group[1]), group[0]))
    reasons = tuple(
        ("value", tuple(slug for _, slug in terms), opposite, alike, stance, ())
        for (opposite, alike, stance), terms in groups
    )
    return sum(p for terms in fared.values() for p, _ in terms), reasons


def _theme(mine: Profile, theirs: Profile) -> Verdict:
    other = theirs.theme
    shared = [(weight * other[word], word) for word, weight in mine.theme.items() if word in other]
    alike = sum([weight for weight, _word in shared])
    if alike < THEME_ALIKE or len(shared) < 2:
        return WEIGHTS["theme"] * alike / 2, ()
    shared.sort(key=lambda pair: (-pair[0], pair[1]))
    words = tuple(word for _weight, word in shared[:3])
    return WEIGHTS["theme"] * alike, (("theme", (), False, False, "", words),)
