"""`inv bench --report`: the page on speed, made of nothing but the results that are kept."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from . import real_report, results
from .edits import LABELS as LABELS_OF_EDITS
from .figures import median, percentile, ratio
from .goals import GOALS, Measurements
from .results import OURS, STOCK, TUNED, UNRELATED, Record, Size
from .scenarios import LABELS

ROOT = Path(__file__).resolve().parent.parent
PAGE = Path("content/pages/speed.md")
BUSY = 0.4
"""The load a core, before anything is built, from which on the page warns."""
FORMER_ENGINE = "2026-11-28"
"""The day on which builds began to work in another way; what was measured before says so."""


def write(root: Path = ROOT, folder: Path = results.FOLDER) -> Path:
    """Write the page."""
    found = results.read_all(folder)
    others = (results.newest_with(what, found) for what in ("real", "laboratory"))
    text = page(results.newest(found), *others)
    (root / PAGE).parent.mkdir(parents=True, exist_ok=True)
    (root / PAGE).write_text(text, encoding="utf-8")
    return root / PAGE


def page(sizes: Sequence[Size], real: Record | None = None, edits: Record | None = None) -> str:
    """The page in Markdown, of builds from nothing, a run with real posts, and one of the laboratory."""
    blocks = [_measured(sizes)] if sizes else []
    for size in sizes:
        blocks += [f"## {size.stories:,} stories", *_tables(size)]
    if len(sizes) > 1:
        blocks += ["## How the time grows", *_growth(sizes)]
    if edits:
        blocks += ["## After an edit", *edits_section(edits)]
    if real:
        blocks += ["## Real posts", *real_report.section(real, _words, _time, _memory)]
    if sizes:
        blocks += ["## What was meant to be reached", *_goals(sizes, edits)]
        blocks += ["## What was not equal", *_unequal(sizes[-1])]
    return "\n\n".join([_words("head"), *(blocks or [_words("none")]), _words("yourself")]) + "\n"


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
    clean = [name for name in size.generators if size.numbers(name, "clean")]
    rows = ["| from nothing | time | beside Hugo | beside stock Pelican |", "|---|--:|--:|--:|"]
    for name in clean:
        label = size.generators[name]["label"]
        mark = "" if name == OURS or size.comparable(name) else " (not equal)"
        shares = " | ".join(_beside(size, name, other, "clean") for other in (TUNED, STOCK))
        rows.append(f"| {label}{mark} | {_time(median(size.numbers(name, 'clean')))} | {shares} |")
    yield "\n".join(rows)
    rows = ["| from nothing | processor time | memory | pages | feeds |", "|---|--:|--:|--:|--:|"]
    for name in clean:
        found = size.generators[name]
        made, busy = found["made"], _time(median(size.numbers(name, "clean", "cpu")))
        numbers = (busy, _memory(found["peak"]), f"{made['pages']:,}", f"{made['feeds']:,}")
        rows.append(f"| {found['label']} | {' | '.join(numbers)} |")
    yield "\n".join(rows)
    told = [name for name in LABELS if name != "clean" and size.numbers(OURS, name)]
    if told:
        rows = [f"| | {' | '.join(LABELS[name] for name in told)} |", "|---|" + "--:|" * len(told)]
        for name, found in size.generators.items():
            times = [size.numbers(name, scenario) for scenario in told]
            cells = (_time(median(one)) if one else "–" for one in times)
            rows.append(f"| {found['label']} | {' | '.join(cells)} |")
        yield "\n".join(rows)


def edits_section(run: Record) -> Iterator[str]:
    """What the laboratory measured: one of each kind, and a table for each number of stories."""
    parts = run["laboratory"].get("parts", {})
    listed = ", ".join(f"{kind} {milliseconds:.2f}\u00a0ms" for kind, milliseconds in parts.items())
    yield _words("edits").format(**run, parts=listed or "not measured")
    for size in run["laboratory"]["sizes"]:
        heads = (
            "processor time",
            "memory",
            "pages made",
            "other files",
            "written",
            "Hugo",
            "without related",
        )
        rows = [f"| {size['stories']:,} stories | {' | '.join(heads)} |", "|---|" + "--:|" * len(heads)]
        rows += [f"| {LABELS_OF_EDITS[name]} | {_edit_row(of)} |" for name, of in size["edits"].items()]
        yield "\n".join(rows)
        yield from _serving(**size["serving"]) if size.get("serving") else ()


def _edit_row(of: Record) -> str:
    ours = of.get(OURS, {})
    counts = ("–" if ours.get(one) is None else f"{ours[one]:,}" for one in ("pages", "files", "written"))
    own = (_time(ours["cpu"]), _memory(ours["peak"])) if ours else ("–", "–")
    return " | ".join(
        (*own, *counts, *(_time(of[one]["cpu"]) if one in of else "–" for one in (TUNED, UNRELATED)))
    )


def _serving(saves: Record, memory: Record) -> Iterator[str]:
    told = []
    for name, times in saves.items():
        seconds, cpu = zip(*times, strict=True)
        most = _time(percentile(seconds, 0.95))
        told.append(
            f"{name} {_time(median(seconds))}, 95 in 100 within {most}, processor {_time(median(cpu))}"
        )
    sizes = ", ".join(f"{_memory(size)} after {count} saves" for count, size in memory.items())
    yield f"While serving, from a save to the whole site: {'; '.join(told)}. The process: {sizes}."


def _growth(sizes: Sequence[Size]) -> Iterator[str]:
    few, many = sizes[0].stories, sizes[-1].stories
    measured = Measurements({size.stories: size for size in sizes}, {})
    yield _words("growth")
    rows = [f"| from {few:,} to {many:,} stories | grows by |", "|---|--:|"]
    for name, found in sizes[-1].generators.items():
        number = measured.growth(name, few, many)
        if number is not None:
            rows.append(f"| {found['label']} | {number:.2f} |")
    yield "\n".join(rows)


def _goals(sizes: Sequence[Size], edits: Record | None) -> Iterator[str]:
    by_size = {size["stories"]: size for size in (edits["laboratory"]["sizes"] if edits else ())}
    measured = Measurements({size.stories: size for size in sizes}, by_size)
    told = [(text, limit, number(measured)) for text, limit, number in GOALS]
    met = sum(1 for _text, limit, number in told if number is not None and number <= limit)
    unknown = sum(1 for *_goal, number in told if number is None)
    missed = len(told) - met - unknown
    counts = _words("goals").format(all=len(told), met=_are(met), missed=_are(missed), open=_are(unknown))
    yield f"{counts} {_words('missed')}" if missed else counts
    rows = ["| goal | at most | measured | |", "|---|--:|--:|---|"]
    rows += [f"| {text} | {limit:.3g} | {_verdict(limit, number)} |" for text, limit, number in told]
    yield "\n".join(rows)


def _are(count: int) -> str:
    return f"{count} is" if count == 1 else f"{count} are"


def _verdict(limit: float, number: float | None) -> str:
    if number is None:
        return "– | not measured"
    return f"{number:.3g} | {'reached' if number <= limit else '**missed**'}"


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
    found = ratio(size.numbers(name, scenario), size.numbers(other, scenario))
    return f"{found:.2f}\u00a0×" if found is not None else "–"


def _time(seconds: float) -> str:
    if seconds < 1:
        return f"{1000 * seconds:.0f}\u00a0ms"
    if seconds < 120:
        return f"{seconds:.1f}\u00a0s"
    return f"{seconds / 60:.1f}\u00a0min"


def _memory(size: int) -> str:
    return f"{size / 1e9:.1f}\u00a0GB" if size >= 1e9 else f"{size / 1e6:.0f}\u00a0MB"
