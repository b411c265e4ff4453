"""`inv bench --report`: the page on speed, made of nothing but the results that are kept."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from . import chart, real_report, results
from .figures import median, ratio
from .goals import GOALS, Goal, growth, reached
from .results import OURS, STOCK, TUNED, Record, Size
from .scenarios import LABELS

ROOT = Path(__file__).resolve().parent.parent
PAGE = Path("content/pages/speed.md")
BUSY = 0.4
"""The load a core, before anything is built, from which on the page warns."""
PICTURE = Path("content/images/speed.svg")
FORMER_ENGINE = "2026-11-28"
"""The day on which builds began to work in another way; what was measured before says so."""


def write(root: Path = ROOT, folder: Path = results.FOLDER) -> list[Path]:
    """Write the page and, where there are two sizes or more, the picture."""
    found = results.read_all(folder)
    sizes = results.newest(found)
    written = {root / PAGE: page(sizes, results.newest_real(found))}
    if len(sizes) > 1:
        written[root / PICTURE] = picture(sizes)
    for path, text in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(written)


def page(sizes: Sequence[Size], real: Record | None = None) -> str:
    """The page in Markdown."""
    posts = ["## Real posts", *real_report.section(real, _words, _time, _memory)] if real else []
    if not sizes and posts:
        return "\n\n".join([_words("head"), *posts, _words("yourself")]) + "\n"
    if not sizes:
        return f"{_words('head')}\n\n{_words('none')}\n"
    blocks = [_measured(sizes)]
    for size in sizes:
        blocks += [f"## {size.stories:,} stories", *_tables(size)]
    if len(sizes) > 1:
        blocks += ["## How the time grows", *_growth(sizes)]
    blocks += posts
    blocks += ["## What was meant to be reached", *_goals(sizes)]
    blocks += ["## What was not equal", *_unequal(sizes[-1])]
    return "\n\n".join([_words("head"), *blocks, _words("yourself")]) + "\n"


def picture(sizes: Sequence[Size]) -> str:
    """The growth of each generator that was measured at more than one size."""
    lines: dict[str, dict[int, float]] = {}
    for size in sizes:
        for name, found in size.generators.items():
            if size.seconds(name, "clean"):
                lines.setdefault(found["label"], {})[size.stories] = median(size.seconds(name, "clean"))
    grown = {label: line for label, line in lines.items() if len(line) > 1}
    return chart.draw(grown, "How building time grows with the number of stories")


def _measured(sizes: Sequence[Size]) -> str:
    newest = sizes[-1]
    versions = dict.fromkeys(
        f"{found['label']} {found['version']}"
        for size in sizes
        for name, found in size.generators.items()
        if name != OURS
    )
    machine = newest.run["machine"]
    told = _words("measured").format(
        days=" and ".join(sorted({size.run["day"] for size in sizes})),
        revision=newest.run["revision"],
        rounds=newest.run["rounds"],
        versions=", ".join(versions),
        **machine,
    )
    if min(size.run["day"] for size in sizes) < FORMER_ENGINE:
        told += f"\n\n{_words('former').format(day=FORMER_ENGINE)}"
    if machine["load_before"] < BUSY * machine["cores"]:
        return told
    waiting = f"{machine['load_before']:.1f}"
    return f"{told}\n\n{_words('busy').format(waiting=waiting, cores=machine['cores'])}"


def _tables(size: Size) -> Iterator[str]:
    clean = [name for name in size.generators if size.seconds(name, "clean")]
    rows = ["| from nothing | time | beside Hugo | beside stock Pelican |", "|---|--:|--:|--:|"]
    for name in clean:
        label = size.generators[name]["label"]
        mark = "" if name == OURS or size.comparable(name) else " (not equal)"
        shares = " | ".join(_beside(size, name, other, "clean") for other in (TUNED, STOCK))
        rows.append(f"| {label}{mark} | {_time(median(size.seconds(name, 'clean')))} | {shares} |")
    yield "\n".join(rows)
    rows = ["| from nothing | processor time | memory | pages | feeds |", "|---|--:|--:|--:|--:|"]
    for name in clean:
        found = size.generators[name]
        made, busy = found["made"], _time(median(size.cpu(name, "clean")))
        numbers = (busy, _memory(found["peak"]), f"{made['pages']:,}", f"{made['feeds']:,}")
        rows.append(f"| {found['label']} | {' | '.join(numbers)} |")
    yield "\n".join(rows)
    for is_serving in (False, True):  # apart, and short names only: a phone is narrow
        yield from _other_times(size, [name for name in LABELS if name.startswith("serve") == is_serving])


def _other_times(size: Size, scenarios: Sequence[str]) -> Iterator[str]:
    """A row for each generator, a column for each scenario in which ours was measured."""
    told = [name for name in scenarios if name != "clean" and size.seconds(OURS, name)]
    if not told:
        return
    first, _, _ = LABELS[told[0]].rpartition(": ")
    heads = [LABELS[name].removeprefix(f"{first}: ") for name in told]
    rows = [f"| {first} | {' | '.join(heads)} |", "|---|" + "--:|" * len(told)]
    for name, found in size.generators.items():
        times = [size.seconds(name, scenario) for scenario in told]
        if any(times):
            cells = (_time(median(one)) if one else "–" for one in times)
            rows.append(f"| {found['label']} | {' | '.join(cells)} |")
    yield "\n".join(rows)


def _growth(sizes: Sequence[Size]) -> Iterator[str]:
    few, many = sizes[0].stories, sizes[-1].stories
    yield _words("growth")
    yield f"![Lines of building time from {few:,} to {many:,} stories]({{static}}/images/{PICTURE.name})"
    rows = [f"| from {few:,} to {many:,} stories | grows by |", "|---|--:|"]
    for name, found in sizes[-1].generators.items():
        number = growth(name, few, many, sizes)
        if number is not None:
            rows.append(f"| {found['label']} | {number:.2f} |")
    yield "\n".join(rows)


def _goals(sizes: Sequence[Size]) -> Iterator[str]:
    told = [(goal, reached(goal, sizes)) for goal in GOALS]
    met = sum(1 for goal, number in told if number is not None and number <= goal.limit)
    unknown = sum(1 for _goal, number in told if number is None)
    missed = len(told) - met - unknown
    counts = _words("goals").format(all=len(told), met=_are(met), missed=_are(missed), open=_are(unknown))
    yield f"{counts} {_words('missed')}" if missed else counts
    rows = ["| goal | at most | measured | |", "|---|--:|--:|---|"]
    rows += [f"| {goal.text} | {goal.limit:.3g} | {_verdict(goal, number)} |" for goal, number in told]
    yield "\n".join(rows)


def _are(count: int) -> str:
    return f"{count} is" if count == 1 else f"{count} are"


def _verdict(goal: Goal, number: float | None) -> str:
    if number is None:
        return "– | not measured"
    return f"{number:.3g} | {'reached' if number <= goal.limit else '**missed**'}"


def _unequal(size: Size) -> Iterator[str]:
    ours = size.generators[OURS]["made"]
    points = []
    for name, found in size.generators.items():
        label, made = found["label"], found["made"]
        if found["failed"]:
            points.append(f"- {label} could not be measured.")
        points += [
            f"- {label}: {reason}; its times must not be put beside ours." for reason in found["unlike"]
        ]
        if name != OURS and made:
            feeds = f"{made['feeds']:,} feeds in place of {ours['feeds']:,}"
            points.append(f"- {label}: {feeds}. {_caveats().get(name, '')}".rstrip())
    yield _words("equal").format(stories=f"{size.stories:,}")
    yield "\n".join(points)
    yield _words("only_ours")


@cache
def _wording() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).resolve().parent / "wording.toml").read_text("utf-8"))


def _words(name: str) -> str:
    text: str = _wording()[name]
    return text.strip()


def _caveats() -> dict[str, str]:
    found: dict[str, str] = _wording()["caveats"]
    return found


def _beside(size: Size, name: str, other: str, scenario: str) -> str:
    found = ratio(size.seconds(name, scenario), size.seconds(other, scenario))
    return f"{found:.2f}\u00a0×" if found is not None else "–"


def _time(seconds: float) -> str:
    if seconds < 1:
        return f"{1000 * seconds:.0f}\u00a0ms"
    if seconds < 120:
        return f"{seconds:.1f}\u00a0s"
    return f"{seconds / 60:.1f}\u00a0min"


def _memory(size: int) -> str:
    return f"{size / 1e9:.1f}\u00a0GB" if size >= 1e9 else f"{size / 1e6:.0f}\u00a0MB"
