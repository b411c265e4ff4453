"""`heard build`: what changed is made anew in the site; a whole site is made beside it and swapped in.

Files with errors are left out and named; the rest is built. Nothing is written before all of it could be
made, and a whole site changes the live output only at the very end, by rename.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from hashlib import blake2b
from pathlib import Path
from sqlite3 import DatabaseError
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

import heard
from heard.build import folders, unchanged
from heard.build.report import as_text
from heard.build.run import Run, Settings, run
from heard.build.unchanged import Asked
from heard.text.exits import BROKEN, Refusal
from heard.text.progress import progress_line
from heard.text.terminal import plural, shown

if TYPE_CHECKING:
    from heard.facts.build import Report

Say = Callable[[str], None]
WAITING = "Another build into this folder is under way; waiting for it."


class BuildRequest(Struct, frozen=True):
    """What is asked for: a conf file, and what this run changes of it."""

    conf: Path
    content: Path | None = None
    output: Path | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    debug: bool = False
    explain: str = ""
    """A page or source for which to say why it was made anew, or not."""
    timings: bool = False
    """Whether to say how long each stage took."""
    whole: bool = False
    """Whether to make everything anew."""

    def overrides(self) -> dict[str, Any]:
        """The settings that this run changes."""
        settings = dict(self.changes)
        if self.content is not None:
            if not self.content.is_dir():
                hint = "--path names the folder with the stories."
                raise Refusal(f"There is no folder {self.content}; {hint}")
            settings["PATH"] = os.path.abspath(self.content)  # noqa: PTH100 – `..` is resolved, links are not
            settings.setdefault("MENUITEMS", ())  # those of the settings name pages of another folder
        if self.output is not None:
            settings["OUTPUT_PATH"] = str(self.output.absolute())
        return settings


def build(order: BuildRequest, say: Say = print, asked: Asked | None = None) -> int:
    """Build and report; the exit code. With `asked`, the next build can tell if nothing changed."""
    began = time.time()
    with ExitStack() as held:

        def lock(output: Path) -> None:
            held.enter_context(folders.one_at_a_time(lambda: say(WAITING), output))

        if asked:
            unchanged.forget(asked)
        result, output, report = build_in_place(order, say, lock)
        problems = list(as_text(result.problems))
        for line in problems:
            say(line)
        if result.stopped or output is None:
            say(f"Nothing was built{f'; {shown(output)}/ is as it was' if output else ''}.")
            return result.exit_code
        if asked and report is not None:
            told = [*problems, f"Nothing has changed: {shown(output)}/ is as the last build left it."]
            unchanged.note(asked, began, result.settings, output, told, result.exit_code)
    if report is None:
        say(f"{_what(result)}, in {shown(output)}/ after {result.seconds:.1f} s.")
        return result.exit_code
    if report.whole:
        say(f"Everything was made anew. {report.whole}")
    if order.explain:
        say(report.explain(order.explain))
    if order.timings:
        say(", ".join(f"{name} {seconds:.2f} s" for name, seconds in report.timings.items()))
    say(f"{_what(result)}: {report.line()}, in {shown(output)}/ after {result.seconds:.1f} s.")
    return result.exit_code


def build_in_place(
    order: BuildRequest,
    say: Say,
    lock: Callable[[Path], None] = lambda output: None,
    aside: Path | None = None,
) -> tuple[Run, Path | None, Report | None]:
    """Bring the output folder up to date: the run, the folder, and what was made.

    The report is None where Pelican made the site, or nothing came of it. `lock` is called with the output
    folder before anything is written; `aside` is where pages go that a mistake in their source takes away.
    """
    from heard.facts.store import DamagedStore

    output: Path | None = None
    reports: list[Report] = []
    is_damaged = False

    def prepare(settings: Settings) -> None:
        nonlocal output
        settings["DELETE_OUTPUT_DIRECTORY"] = False  # it is ours to empty, and the marker must stay
        if is_damaged:
            return  # all of this was done before
        output = Path(settings["OUTPUT_PATH"])
        check_folders(output, settings, order.conf)
        lock(output)
        folders.put_back(output)
        say(f"Building {shown(Path(settings['PATH']))}/ into {shown(output)}/")

    def work(pelican: Any) -> None:
        nonlocal is_damaged
        assert output is not None
        try:
            report = make_site(pelican, output, say, order.whole, aside)
        except DamagedStore:
            is_damaged = True
            raise
        reports.extend([report] if report else [])

    result = run(order.conf, order.overrides(), prepare, order.debug, work)
    if is_damaged:
        result = run(order.conf, order.overrides(), prepare, order.debug, work)
    if result.stopped and output is not None:
        folders.remove(folders.beside(output, "new"))
    if not reports or result.stopped:
        return result, output, None
    return replace(result, stories=reports[0].stories, pages=reports[0].pages), output, reports[0]


def make_site(
    pelican: Any, output: Path, say: Say, whole: bool = False, aside: Path | None = None
) -> Report | None:
    """Make a site from facts. Where a plugin or theme wants Pelican's own objects, it does; then None.

    Raises DamagedStore once what is kept of it cannot be read.
    """
    from msgspec import MsgspecError

    from heard.facts.build import Place, build_site
    from heard.facts.gathering import generator_of
    from heard.facts.guests import reason_for_pelican
    from heard.facts.store import DamagedStore, Store
    from heard.plugin import modules_of

    generator = generator_of(pelican)
    if reason := reason_for_pelican(generator, Path(heard.theme())):
        say(f"Pelican makes every page. {reason}")
        pelican.output_path = pelican.settings["OUTPUT_PATH"] = str(folders.start(output))
        pelican.run()
        folders.swap_in(output)
        return None
    store = Store(store_path(pelican.settings, output))
    try:
        place = Place(output, lambda: folders.start(output), lambda: folders.swap_in(output), aside)
        return build_site(generator, modules_of(pelican.settings), store, place, whole)
    except (DatabaseError, MsgspecError) as error:
        store.discard()
        raise DamagedStore from error
    finally:
        store.close()


def store_path(settings: Mapping[str, Any], output: Path) -> Path:
    """Return the file in which a build leaves its rows for the next one into the same folder."""
    name = blake2b(str(output.absolute()).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return Path(settings["CACHE_PATH"]) / "heard" / f"site-{name}.sqlite3"


def build_beside(order: BuildRequest, say: Say) -> tuple[Run, Path | None]:
    """Have Pelican build beside the output: the run, and the folder to be replaced, if it got so far."""
    output: Path | None = None

    def prepare(settings: Settings) -> None:
        nonlocal output
        output = Path(settings["OUTPUT_PATH"])
        check_folders(output, settings, order.conf)
        say(f"Building {shown(Path(settings['PATH']))}/ into {shown(output)}/")
        settings["OUTPUT_PATH"] = str(folders.start(output))
        settings["DELETE_OUTPUT_DIRECTORY"] = False  # it is new, and the marker must stay

    with progress_line():
        result = run(order.conf, order.overrides(), prepare, order.debug)
    if result.stopped and output is not None:
        folders.remove(folders.beside(output, "new"))
    return result, output


def check_folders(output: Path, settings: Settings, conf: Path) -> None:
    """Raise Refusal unless the output folder keeps away from everything that is not output."""
    sources = [("the content folder", Path(settings["PATH"]))]
    sources.append(("the theme", Path(settings["THEME"])))
    sources.extend(("the plugins", Path(path)) for path in settings.get("PLUGIN_PATHS") or ())
    sources.append(("the plugins", Path(__file__).resolve().parents[2]))
    folders.check_output(output, sources, conf.absolute().parent)


def swap(output: Path, say: Say) -> int:
    """Put the new site in place; 0, or the exit code when the file system refuses."""
    try:
        folders.swap_in(output)
    except OSError as error:
        say(f"The new site could not be moved to {shown(output)}: {error.strerror}.")
        say(f"It stands in {shown(folders.beside(output, 'new'))}/.")
        return BROKEN
    return 0


def _what(result: Run) -> str:
    left_out = len(result.problems.left_out)
    text = f"{plural(result.stories, 'story')} on {plural(result.pages, 'page')}"
    return f"{text}, {plural(left_out, 'file')} left out" if left_out else text
