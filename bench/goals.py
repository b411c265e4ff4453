"""The goals: what was meant to be reached, as ratios within one run, and whether it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .figures import exponent, median, percentile, ratio
from .results import OURS, STOCK, TUNED, Size


@dataclass(frozen=True, slots=True)
class Goal:
    """A limit for a scenario at a number of stories: a share of another generator, or an own number."""

    text: str
    stories: int
    scenario: str
    other: str
    limit: float


GOALS = (
    Goal("Build 10,000 stories from nothing, beside Hugo", 10_000, "clean", TUNED, 0.85),
    Goal("Build 10,000 stories from nothing, beside stock Pelican", 10_000, "clean", STOCK, 0.17),
    Goal("Build 1,000 stories from nothing, beside Hugo", 1_000, "clean", TUNED, 1.2),
    Goal("Build 10,000 with the caches kept, beside Hugo", 10_000, "kept", TUNED, 0.4),
    Goal("Build after one body was edited, 10,000 stories, beside Hugo", 10_000, "body", TUNED, 0.05),
    Goal("… beside stock Pelican", 10_000, "body", STOCK, 0.01),
    Goal("Build after one title was edited, 10,000 stories, beside Hugo", 10_000, "title", TUNED, 0.1),
    Goal("Build when nothing changed, 10,000 stories, beside Hugo", 10_000, "nothing", TUNED, 1 / 30),
    Goal("Memory at 10,000 stories, beside Hugo", 10_000, "memory", TUNED, 0.3),
    Goal("Save a body while serving 10,000 stories, in seconds", 10_000, "serve-body", "", 0.03),
    Goal("Save a title while serving 10,000 stories, in seconds", 10_000, "serve-title", "", 0.1),
    Goal("Build 100,000 stories from nothing, beside Hugo", 100_000, "clean", TUNED, 0.65),
    Goal("Build 100,000 stories from nothing, beside stock Pelican", 100_000, "clean", STOCK, 1 / 18),
    Goal("Memory at 100,000 stories, in gigabytes", 100_000, "memory", "", 1.2),
    Goal("Growth from 10,000 to 100,000 stories, as an exponent", 100_000, "growth", "", 1.03),
)


def reached(goal: Goal, sizes: Sequence[Size]) -> float | None:
    """The number to put beside the limit; None where it was not measured, or not with equal sites."""
    size = next((size for size in sizes if size.stories == goal.stories), None)
    if size is None or (goal.other and not size.comparable(goal.other)):
        return None
    if goal.scenario == "memory":
        return _memory(goal, size)
    if goal.scenario == "growth":
        return growth(OURS, 10_000, goal.stories, sizes)
    ours = size.seconds(OURS, goal.scenario)
    if goal.other:
        return ratio(ours, size.seconds(goal.other, goal.scenario))
    return percentile(ours, 0.95) if ours else None


def growth(name: str, few: int, many: int, sizes: Sequence[Size]) -> float | None:
    """The exponent of a generator's clean builds between two numbers of stories."""
    times = {size.stories: size.seconds(name, "clean") for size in sizes}
    if not times.get(few) or not times.get(many):
        return None
    return exponent(few, median(times[few]), many, median(times[many]))


def _memory(goal: Goal, size: Size) -> float | None:
    ours = size.generators[OURS].get("peak", 0)
    if not goal.other:
        return float(ours) / 1e9 or None
    theirs = size.generators[goal.other].get("peak", 0)
    return ours / theirs if ours and theirs else None
