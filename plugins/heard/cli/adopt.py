"""`heard adopt`: what a blog made for stock Pelican keeps when it is built with these plugins."""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from msgspec import to_builtins

from heard.build.build import BuildRequest, Say
from heard.build.report import as_text
from heard.cli.adopt_build import HEARD, STOCK, build_site
from heard.cli.adopt_compare import KINDS, Built, Comparison, Feed, Gone, compare, kind_of
from heard.text import exits
from heard.text.exits import Refusal
from heard.text.progress import progress_line, show
from heard.text.terminal import plural, shown, strip_control_chars, to_stderr

MOST_LISTED = 20
"""So many files of a group are listed; the rest is counted (`--all` lists them)."""


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
    with tempfile.TemporaryDirectory(prefix="heard-adopt-") as name:
        tell(f"Building the site of {shown(order.conf)} with stock Pelican and with Heard …")
        stock, heard = _built(order, Path(name))
        if stock.stopped:
            messages = sorted(stock.problems, key=lambda problem: problem.code == "pelican")  # a log's last
            reason = messages[0].text if messages else "It does not say why."
            hint = """If it is the theme, leave it out: --set THEME='"notmyidea"'"""
            raise Refusal(f"Stock Pelican cannot build this site: {reason} {hint}")
        if heard.stopped:
            for line in as_text(heard.problems):
                say(line)
            return heard.stopped
        comparison = compare(stock, heard)
        if format_ == "json":
            say(as_json(comparison, heard))
        else:
            for line in as_lines(comparison, stock, heard, order.conf.name, all_):
                say(line)
    return exits.FINE if comparison.is_well else exits.CONTENT


def as_json(comparison: Comparison, heard: Built) -> str:
    """Everything as one JSON object."""
    facts = {
        **to_builtins(comparison),
        "problems": [json.loads(problem.as_json()) for problem in heard.problems],
        "notes": heard.notes,
        "settings": heard.lines,
    }
    return json.dumps(facts, ensure_ascii=False, indent=1)


def as_lines(
    comparison: Comparison, stock: Built, heard: Built, conf: str, all_: bool = False
) -> Iterator[str]:
    """The report for a terminal."""
    most = sys.maxsize if all_ else MOST_LISTED
    for note in heard.notes:
        yield strip_control_chars(note)
    yield ""
    yield f"Kept: {_counted(comparison.kept, stock)}"
    yield f"Led on: {_counted(comparison.led_on, stock)}"
    yield from _some((f"{path} leads to {to}" for path, to in comparison.led_on.items()), most)
    unsaid = comparison.unsaid
    of_which = f"; of {len(unsaid):,} no message tells" if unsaid else ""
    yield f"Gone: {_counted([one.path for one in comparison.gone], stock)}{of_which}"
    yield from _some(
        (_line_of(one) for one in sorted(comparison.gone, key=lambda one: (bool(one.message), one.path))),
        most,
    )
    yield f"New: {_counted(comparison.new, heard)}"
    yield from _some(_by_folder(comparison.new), most)
    themes = stock.count_theme_files(), heard.count_theme_files()
    yield f"Files of the theme, not compared: {themes[0]:,} of the former one, {themes[1]:,} of ours"
    changed = [feed for feed in comparison.feeds if feed.changed or feed.gone]
    yield (
        f"Feeds: {plural(len(comparison.feeds) - len(changed), 'feed')} with the same entries, "
        f"{len(changed):,} with others"
    )
    yield from _some((_line_of_feed(feed) for feed in changed), most)
    if any(feed.changed for feed in changed):
        yield '  STORY_FEED_IDS = "pelican" keeps the ids that subscribers know.'
    yield ""
    yield from as_text(heard.problems)
    if heard.lines:
        yield ""
        yield f"To have this site, write in {conf}:"
        yield ""
        yield from (f"    {line}" for line in heard.lines)


def _counted(paths: Iterable[str], built: Built) -> str:
    """`317 stories, 4 pages, 40 lists`, or `nothing`."""
    numbers = Counter(kind_of(path, built) for path in paths)
    return ", ".join(plural(numbers[kind], kind) for kind in KINDS if numbers[kind]) or "nothing"


def _some(lines: Iterable[str], most: int) -> Iterator[str]:
    everything = list(lines)
    yield from (f"  {strip_control_chars(line)}" for line in everything[:most])
    if len(everything) > most:
        yield f"  … and {len(everything) - most:,} more (--all lists them)"


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


def _built(order: BuildRequest, folder: Path) -> Iterator[Built]:
    """What came of both builds, stock Pelican's first. Raises Refusal where one broke off."""
    with ProcessPoolExecutor(2, get_context("spawn"), max_tasks_per_child=1) as pool:
        arguments = order.conf.absolute(), order.overrides(), folder, order.debug
        builds = [pool.submit(build_site, which, *arguments) for which in (STOCK, HEARD)]
        with progress_line():
            while running := wait(builds, 0.2).not_done:
                show("building with stock Pelican and with Heard", len(builds) - len(running), len(builds))
        try:
            yield from (build.result() for build in builds)
        except BrokenProcessPool as error:
            said = "\n".join(log.read_text("utf-8", "replace") for log in folder.glob("*.log")).strip()
            last = strip_control_chars(said.rpartition("\n")[2]) or "without a word"
            raise Refusal(f"The build broke off: {last}") from error
