"""What a whole build spends on one of each kind: a story that is read, a page, an entry of a feed.

    python -m bench.parts SETTINGS ROUNDS

A site is built whole again and again in one process. Of each page, story and entry the shortest time
counts, so that other work of the machine does not show. Prints JSON: milliseconds of processor time, also
of the stages of a build.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

from .forms.heard import ROOT
from .results import Record

sys.path.insert(0, str(ROOT / "plugins"))

from heard.build.build import BuildRequest, build_in_place
from heard.facts.making import Maker
from heard.facts.reading import Reading
from heard.feeds.entries import key_of
from heard.feeds.making import Entries
from heard.library.outputs import Page

Part = tuple[str, Hashable]
"""What is timed: its kind, and which one it is."""
SEAMS: tuple[tuple[type, str, Callable[..., Part]], ...] = (
    (Reading, "read_file", lambda _reading, kind, path: (f"{kind} read", path)),
    (Maker, "make", lambda _maker, output: (_kind(output), output.save_as)),
    (Entries, "entry", lambda _entries, source: ("entry of a feed", key_of(source))),
)
"""The methods that are timed, and what a call of each counts for."""


def _kind(output: Any) -> str:
    if isinstance(output, Page):
        return "page of a story" if output.template == "article" else "other page"
    return "feed" if output.save_as.startswith("feeds/") else "other file"


def timed(method: Callable[..., Any], part_of: Callable[..., Part], spent: Counter[Part]) -> Any:
    """A method that adds the processor time of its calls, with all that they call, to what was spent."""

    @wraps(method)
    def call(*arguments: Any) -> Any:
        began = time.thread_time()
        try:
            return method(*arguments)
        finally:
            spent[part_of(*arguments)] += time.thread_time() - began  # type: ignore[assignment]

    return call


@contextmanager
def patched(spent: Counter[Part]) -> Iterator[None]:
    """Time the calls of all seams."""
    before = [(owner, name, getattr(owner, name)) for owner, name, _part in SEAMS]
    for owner, name, part_of in SEAMS:
        setattr(owner, name, timed(getattr(owner, name), part_of, spent))
    try:
        yield
    finally:
        for owner, name, method in before:
            setattr(owner, name, method)


def fastest(rounds: list[Counter[Part]]) -> dict[str, float]:
    """Milliseconds of one of each kind: of each one the shortest time, of these the mean."""
    times: dict[str, list[float]] = {}
    for part in rounds[0]:
        times.setdefault(part[0], []).append(min(spent[part] for spent in rounds))
    return {kind: round(1000 * sum(those) / len(those), 3) for kind, those in times.items()}


def measure(conf: Path, rounds: int) -> Record:
    """Build so many times; what was spent on one of each kind, and on each stage of a build."""
    spent: Counter[Part] = Counter()
    each: list[Counter[Part]] = []
    stages: list[dict[str, float]] = []
    order = BuildRequest(conf, changes={"HEARD_WORKERS": 1}, whole=True)
    with patched(spent):
        for _round in range(rounds):
            spent.clear()
            result, _output, report = build_in_place(order, lambda text: None)
            if report is None:
                raise SystemExit("\n".join(map(str, result.problems)))
            each.append(spent.copy())
            stages.append(report.timings)
    shortest = {name: round(1000 * min(one[name] for one in stages), 1) for name in stages[0]}
    return {"parts": fastest(each), "stages": shortest}


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
