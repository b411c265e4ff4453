"""The goals: what was meant to be reached, and whether it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .figures import exponent, median, percentile, ratio
from .results import OURS, STOCK, TUNED, UNRELATED, Record, Size

STRUCTURE = ("new", "value", "date", "comment", "reply")
OF_CONTENT = ("body", "title", *STRUCTURE, "draft", "definition")


@dataclass(frozen=True, slots=True)
class Measurements:
    """The newest measurements by number of stories. A number that was not measured is None."""

    sizes: Mapping[int, Size]
    edits: Mapping[int, Record]
    """Of the laboratory."""

    def beside(self, stories: int, other: str, what: str = "seconds") -> float | None:
        """Our share of another generator's time from nothing, if it made the same site."""
        size = self.sizes.get(stories)
        if size is None or not size.comparable(other):
            return None
        return ratio(*(size.numbers(name, "clean", what) for name in (OURS, other)))

    def memory(self, stories: int) -> float | None:
        """Gigabytes that a whole build needs."""
        size = self.sizes.get(stories)
        return size.generators[OURS]["peak"] / 1e9 or None if size else None

    def growth(self, name: str, few: int, many: int) -> float | None:
        """The exponent of a generator's builds from nothing between two numbers of stories."""
        sizes = [self.sizes[count] for count in (few, many) if count in self.sizes]
        times = [times for size in sizes if (times := size.numbers(name, "clean"))]
        return exponent(few, median(times[0]), many, median(times[1])) if len(times) == 2 else None

    def edit(self, stories: int, *names: str, what: str = "cpu", of: str = OURS) -> float | None:
        """The most that one of some edits took: seconds of processor time, or gigabytes."""
        edits = self.edits.get(stories, {}).get("edits", {})
        found = [edits[name][of][what] for name in names if of in edits.get(name, ())]
        return max(found) / (1e9 if what == "peak" else 1) if found else None

    def edit_beside(self, stories: int, name: str, other: str) -> float | None:
        """Our share of the processor time of another generator's build after an edit."""
        ours, theirs = (self.edit(stories, name, of=one) for one in (OURS, other))
        return ours / theirs if ours and theirs else None

    def save(self, stories: int, name: str, share: float) -> float | None:
        """Seconds until the whole site is right in so many of the saves of a served site."""
        times = self.edits.get(stories, {}).get("serving", {}).get("saves", {}).get(name)
        return percentile([seconds for seconds, _cpu in times], share) if times else None

    def served_growth(self, stories: int) -> float | None:
        """How much larger the serving process is after many saves, as a share."""
        memory = self.edits.get(stories, {}).get("serving", {}).get("memory", {})
        return memory["200"] / memory["20"] - 1 if "200" in memory else None


GOALS: tuple[tuple[str, float, Callable[[Measurements], float | None]], ...] = (
    ("1,000 stories from nothing: processor time beside Hugo", 1.5, lambda m: m.beside(1000, TUNED, "cpu")),
    ("… time beside Hugo", 1.6, lambda m: m.beside(1000, TUNED)),
    ("… time beside stock Pelican", 1.0, lambda m: m.beside(1000, STOCK)),
    ("10,000 from nothing: time beside Hugo without related", 1.6, lambda m: m.beside(10_000, UNRELATED)),
    ("… time beside stock Pelican", 0.7, lambda m: m.beside(10_000, STOCK)),
    ("… memory in gigabytes", 0.4, lambda m: m.memory(10_000)),
    ("100,000 from nothing: memory in gigabytes", 1.2, lambda m: m.memory(100_000)),
    ("… growth from 10,000 on, as an exponent", 1.03, lambda m: m.growth(OURS, 10_000, 100_000)),
    ("1,000 stories: any edit of content, in seconds", 0.5, lambda m: m.edit(1000, *OF_CONTENT)),
    ("10,000: nothing changed", 0.25, lambda m: m.edit(10_000, "nothing")),
    ("… a body", 0.6, lambda m: m.edit(10_000, "body")),
    ("… beside Hugo without related", 1 / 25, lambda m: m.edit_beside(10_000, "body", UNRELATED)),
    ("… a title", 1.0, lambda m: m.edit(10_000, "title")),
    ("… a new story, value, date, comment, reply", 1.2, lambda m: m.edit(10_000, *STRUCTURE)),
    ("… memory of any of these, in gigabytes", 0.15, lambda m: m.edit(10_000, *OF_CONTENT, what="peak")),
    ("100,000: a body", 1.5, lambda m: m.edit(100_000, "body")),
    ("… a new story, value, date, comment, reply", 5.0, lambda m: m.edit(100_000, *STRUCTURE)),
    ("Serving 10,000: a body saved, half of the saves within", 0.08, lambda m: m.save(10_000, "body", 0.5)),
    ("… 95 in 100", 0.3, lambda m: m.save(10_000, "body", 0.95)),
    ("… a title saved, half of the saves", 0.25, lambda m: m.save(10_000, "title", 0.5)),
    ("… 95 in 100", 0.6, lambda m: m.save(10_000, "title", 0.95)),
    ("Serving 1,000: growth of the process by 180 saves", 0.05, lambda m: m.served_growth(1000)),
)
"""Each in words, with its limit. What an edit takes is processor time of a fresh process, in seconds."""
