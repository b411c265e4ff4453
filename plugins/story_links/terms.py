"""What a text is about: its rarest telling words, by TF-IDF over all stories."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]{4,24}")
KEPT = 12
MAX_SHARE = 0.08
"""A word that stands in a larger share of the stories says little about any of them."""
MIN_STORIES = 2


def words_of(text: str) -> Counter[str]:
    """How often each word of four letters or more stands in a text, in lower case."""
    counts: Counter[str] = Counter()
    for word, count in Counter(_WORD.findall(text.lower())).items():
        counts[_stem(word)] += count
    return counts


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    """English plurals and possessives folded, which is enough for a comparison of themes."""
    if len(word) > 5 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def telling_words(
    texts: Mapping[str, Counter[str]], limit: int = KEPT
) -> dict[str, tuple[tuple[str, float], ...]]:
    """For each story its telling words with their weight (unit length), the weightiest first.

    Cost grows with the number of words, not with the number of pairs.
    """
    stories = len(texts)
    seen: Counter[str] = Counter()
    for counts in texts.values():
        seen.update(counts.keys())
    most = max(MIN_STORIES, int(stories * MAX_SHARE))
    weight = {
        word: math.log(stories / count) for word, count in seen.items() if MIN_STORIES <= count <= most
    }
    told = {}
    for story_id, counts in texts.items():
        scored = [
            (word, (1 + math.log(count)) * weight[word]) for word, count in counts.items() if word in weight
        ]
        scored.sort(key=lambda pair: (-pair[1], pair[0]))
        told[story_id] = _unit(scored[:limit])
    return told


def _unit(scored: Sequence[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    length = math.sqrt(sum(score * score for _word, score in scored)) or 1.0
    return tuple((word, score / length) for word, score in scored)
