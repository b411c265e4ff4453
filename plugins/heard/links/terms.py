"""What a text is about: its rarest telling words, by TF-IDF over all stories.

How rare something is, is counted in doublings of the number of stories that have it. One story more or less
with a word is no step for most words, and the number of all stories does not count: what other stories are
about stays as it was.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]{4,24}")
KEPT = 12
MAX_SHARE = 0.08
"""A word that stands in a larger share of the stories says little about any of them."""
MIN_STORIES = 2
MOST_OFTEN = 100
"""A word that stands in a text more often counts as if it stood there so often."""
_OFTEN = tuple(1 + math.log(max(1, count)) for count in range(MOST_OFTEN + 1))


RAREST = 17
"""How rare a word is that one story alone has: as if there were 131,072 stories, however many there are."""


def rarity(count: int, rarest: int = RAREST) -> int:
    """How rare is what `count` stories have: `rarest`, less one for each doubling, but not below 0.

    The number of all stories makes no difference, so that a new story leaves the others as they are. It is
    worked out in whole numbers, the same on any machine.
    """
    return max(0, rarest - (((2 * count * count).bit_length() - 1) >> 1))


def settled(total: int) -> int:
    """The number of all stories as shares are taken of it: rounded down to a power of two, 0 for none."""
    return 1 << (total.bit_length() - 1) if total else 0


def words_of(text: str) -> dict[str, int]:
    """How often each word of four letters or more stands in a text, in lower case."""
    counts: dict[str, int] = {}
    for word, count in Counter(_WORD.findall(text.lower())).items():
        stem = _stem(word)
        counts[stem] = counts.get(stem, 0) + count
    return counts


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    """English plurals and possessives folded, which is enough for a comparison of themes."""
    if len(word) > 5 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def telling(total: int) -> dict[int, int]:
    """Return how much a word tells by the number of texts that have it, of `total` (as `settled`).

    Neither one text's own word nor a common one tells anything, and stands here.
    """
    most = max(MIN_STORIES, int(total * MAX_SHARE))
    return {count: rarity(count) for count in range(MIN_STORIES, most + 1)}


def telling_words(counts: Mapping[str, int], weight: Mapping[str, int]) -> dict[str, float]:
    """Return the telling words of one text with their weight (unit length), the weightiest first.

    Those that are surely not among the best are not sorted.
    """
    words = counts.keys() & weight.keys()
    scores = {word: _OFTEN[min(counts[word], MOST_OFTEN)] * weight[word] for word in words}
    if len(scores) > KEPT:
        least = max(sorted(scores.values())[-KEPT], 1.0)
        scores = {word: score for word, score in scores.items() if score >= least}
    told = sorted((-score, word) for word, score in scores.items() if score)[:KEPT]
    length = math.sqrt(sum(score * score for score, _word in told)) or 1.0
    return {word: -score / length for score, word in told}
