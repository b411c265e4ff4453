"""`heard adopt`: what a blog made for stock Pelican keeps when it is built with these plugins."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heard.build.build import BuildRequest, Say
from heard.build.report import as_text
from heard.cli.adopt_build import BOOT, HEARD, PLUGINS, STOCK
from heard.cli.adopt_compare import Built, Comparison, Feed, Gone, compare, group_of
from heard.text import exits
from heard.text.exits import Refusal
from heard.text.problems import Problem, Problems
from heard.text.terminal import plural, shown, strip_control_chars, to_stderr

MOST_LISTED = 20
"""So many files of a group are listed; the rest is counted (`--all` lists them)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one build."""

    built: Built
    problems: Problems
    left_out: int
    stopped: int
    lines: tuple[str, ...]
    """What the owner has to write to have this site; empty where it is written."""
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Adoption:
    """A blog as stock Pelican and as we build it, and what became of each file."""

    stock: Outcome
    heard: Outcome
    comparison: Comparison
    conf: str


def adopt(
    order: BuildRequest,
    format_: str = "text",
    all_: bool = False,
    say: Say = print,
    tell: Say = to_stderr,
) -> int:
    """Build a site twice, compare, and say what is kept, led on, gone and new; the exit code.

    It is 1 if anything is gone that no message tells of. Nothing is left behind. `tell` gets what is
    no result.
    """
    if not order.conf.is_file():
        raise Refusal(f"There is no settings file {shown(order.conf)}.")
    with tempfile.TemporaryDirectory(prefix="heard-adopt-") as folder:
        tell(f"Building the site of {shown(order.conf)} with stock Pelican and with Heard …")
        builds = {which: _start(which, order, Path(folder)) for which in (STOCK, HEARD)}
        for process in builds.values():
            process.wait()
        stock, heard = (_outcome(which, Path(folder)) for which in builds)
        if stock.stopped:
            told = sorted(stock.problems, key=lambda problem: problem.code == "pelican")  # a log's last
            reason = told[0].text if told else "It does not say why."
            hint = """If it is the theme, leave it out: --set THEME='"notmyidea"'"""
            raise Refusal(f"Stock Pelican cannot build this site: {reason} {hint}")
        if heard.stopped:
            for line in as_text(heard.problems):
                say(line)
            return heard.stopped
        adoption = Adoption(
            stock, heard, compare(stock.built, heard.built, heard.problems), order.conf.name
        )
        lines = [as_json(adoption)] if format_ == "json" else as_lines(adoption, all_)
        for line in lines:
            say(line)
    return exits.FINE if adoption.comparison.is_well else exits.CONTENT


def as_json(adoption: Adoption) -> str:
    """Everything as one JSON object."""
    comparison = adoption.comparison
    return json.dumps(
        {
            "kept": list(comparison.kept),
            "led_on": dict(comparison.led_on),
            "gone": [
                {"path": one.path, "source": one.source, "message": one.message} for one in comparison.gone
            ],
            "new": list(comparison.new),
            "feeds": [
                {"path": feed.path, "kept": feed.kept, "changed": feed.changed, "gone": list(feed.gone)}
                for feed in comparison.feeds
            ],
            "problems": [json.loads(problem.as_json()) for problem in adoption.heard.problems],
            "notes": list(adoption.heard.notes),
            "settings": list(adoption.heard.lines),
        },
        ensure_ascii=False,
        indent=1,
    )


def as_lines(adoption: Adoption, all_: bool = False) -> Iterator[str]:
    """The report for a terminal."""
    comparison, stock, heard = adoption.comparison, adoption.stock.built, adoption.heard.built
    most = sys.maxsize if all_ else MOST_LISTED
    for note in adoption.heard.notes:
        yield strip_control_chars(note)
    yield ""
    yield f"Kept: {_counted(comparison.kept, stock)}"
    yield f"Led on: {_counted(comparison.led_on, stock)}"
    yield from _some((f"{path} leads to {to}" for path, to in comparison.led_on.items()), most)
    unsaid = comparison.unsaid
    of_which = f"; of {len(unsaid):,} no message tells" if unsaid else ""
    yield f"Gone: {_counted([one.path for one in comparison.gone], stock)}{of_which}"
    yield from _some((_line_of(one) for one in sorted(comparison.gone, key=_said_last)), most)
    yield f"New: {_counted(comparison.new, heard)}"
    yield from _some(_by_folder(comparison.new), most)
    themes = stock.count_theme_files(), heard.count_theme_files()
    yield f"Files of the theme, not compared: {themes[0]:,} of the former one, {themes[1]:,} of ours"
    changed = [feed for feed in comparison.feeds if not feed.is_as_it_was]
    yield (
        f"Feeds: {plural(len(comparison.feeds) - len(changed), 'feed')} with the same entries, "
        f"{len(changed):,} with others"
    )
    yield from _some((_line_of_feed(feed) for feed in changed), most)
    if any(feed.changed for feed in changed):
        yield '  STORY_FEED_IDS = "pelican" keeps the ids that subscribers know.'
    yield ""
    yield from as_text(adoption.heard.problems)
    if adoption.heard.lines:
        yield ""
        yield f"To have this site, write in {adoption.conf}:"
        yield ""
        yield from (f"    {line}" for line in adoption.heard.lines)


def _counted(paths: Iterable[str], built: Built) -> str:
    """`317 stories, 4 pages, 40 lists`, or `nothing`."""
    numbers = Counter(group_of(path, built) for path in paths)
    singular = {"stories": "story", "pages": "page", "lists": "list", "feeds": "feed", "files": "file"}
    return ", ".join(plural(numbers[name], one) for name, one in singular.items() if numbers[name]) or (
        "nothing"
    )


def _some(lines: Iterable[str], most: int) -> Iterator[str]:
    everything = list(lines)
    yield from (f"  {strip_control_chars(line)}" for line in everything[:most])
    if len(everything) > most:
        yield f"  … and {len(everything) - most:,} more (--all lists them)"


def _said_last(one: Gone) -> tuple[bool, str]:
    return bool(one.message), one.path


def _line_of(one: Gone) -> str:
    source = f" (from {one.source})" if one.source else ""
    return f"{one.path}{source}: {one.message or 'no message tells why'}"


def _line_of_feed(feed: Feed) -> str:
    parts = []
    if feed.changed:
        parts.append(f"{plural(feed.changed, 'entry')} under another id")
    if feed.gone:
        parts.append(f"{plural(len(feed.gone), 'entry')} missing, the first {feed.gone[0]}")
    return f"{feed.path}: {', '.join([*parts, f'{feed.kept:,} as before'])}"


def _by_folder(paths: Iterable[str]) -> Iterator[str]:
    """The files that are alone in their place by name, the others by their first folder."""
    numbers = Counter(path.split("/")[0] if "/" in path else path for path in paths)
    for name, number in sorted(numbers.items()):
        yield name if number == 1 and "." in name else f"{name}/: {plural(number, 'file')}"


def _start(which: str, order: BuildRequest, folder: Path) -> subprocess.Popen[str]:
    """Begin one build in a process of its own, in the folder where the owner would."""
    conf = order.conf.absolute()
    wish = {
        "which": which,
        "conf": str(conf),
        "changes": order.overrides(),
        "output": str(folder / which),
        "cache": str(folder / f"{which}-cache"),
        "result": str(folder / f"{which}.json"),
        "debug": order.debug,
    }
    file = folder / f"{which}-wish.json"
    file.write_text(json.dumps(wish), "utf-8")
    with (folder / f"{which}.log").open("w") as log:
        return subprocess.Popen(
            [sys.executable, "-c", BOOT, str(PLUGINS), str(file)],
            cwd=conf.parent,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
        )


def _outcome(which: str, folder: Path) -> Outcome:
    """What came of one build. Raises Refusal where it could not begin or broke off."""
    file = folder / f"{which}.json"
    if not file.is_file():
        log = (folder / f"{which}.log").read_text("utf-8", "replace").strip().splitlines()
        raise Refusal(f"The build broke off: {strip_control_chars(log[-1]) if log else 'without a word'}")
    result: Mapping[str, Any] = json.loads(file.read_text("utf-8"))
    if refusal := result.get("refusal"):
        raise Refusal(refusal)
    built = Built(
        folder / which,
        str(result["address"]),
        {path: (kind, _shown(source)) for path, (kind, source) in result["made_from"].items()},
        str(result["theme_files"]),
        tuple(result["ignored"]),
    )
    problems = Problems()
    problems.extend(Problem(**{**told, "path": _shown(told["path"])}) for told in result["problems"])
    notes = [
        f"The plugin {name} cannot be loaded here; both sites are built without it."
        for name in result["broken"]
    ]
    if result["theme_missing"]:
        missing = result["theme_missing"]
        notes.append(f"There is no theme {missing}; stock Pelican is given its own, notmyidea.")
    return Outcome(
        built, problems, result["left_out"], result["stopped"], tuple(result["lines"]), tuple(notes)
    )


def _shown(path: str) -> str:
    """A path of the other process as it is said here."""
    return shown(Path(path)) if Path(path).is_absolute() else path
