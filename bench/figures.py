"""Medians, ratios and growth: the few sums the bench does with its measurements."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

__all__ = ["exponent", "median", "percentile", "ratio", "spread"]


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float | None:
    """The median of the ratios round by round; None where there is no round of both.

    A machine that is slow for a minute is slow for both halves of a round, so that a ratio within a
    round says more than the ratio of two medians.
    """
    pairs = [mine / other for mine, other in zip(ours, theirs, strict=False) if other > 0]
    return median(pairs) if pairs else None


def exponent(few: int, before: float, many: int, after: float) -> float:
    """How time grows with the number of stories: 1 is in step with it, 2 with its square."""
    return math.log(after / before) / math.log(many / few)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def spread(values: Sequence[float]) -> float:
    """How far apart the smallest and the largest lie, as a share of the median."""
    return (max(values) - min(values)) / median(values)
