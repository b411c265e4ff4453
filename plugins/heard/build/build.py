"""`heard build`: a site beside the live one, swapped in when it is whole.

Files with errors are left out and named; the rest is built. The live output changes only at the
very end, by rename, so that a build that breaks off leaves it as it was.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from heard.build import folders, remembering
from heard.build.noticing import Notice
from heard.build.report import as_text
from heard.build.run import Run, Settings, run
from heard.build.untouched import Wish
from heard.text.exits import BROKEN, Refusal
from heard.text.progress import progress_line
from heard.text.terminal import plural, shown

Say = Callable[[str], None]
Witness = tuple[Wish, Notice]
"""What this build was asked for as it was typed, and who notes what it looks at."""
WAITING = "Another build into this folder is under way; waiting for it."


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What is asked for: a conf file, and what this run changes of it."""

    conf: Path
    content: Path | None = None
    output: Path | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    debug: bool = False
    explain: str = ""
    """A page or source for which to say why it was made anew, or not."""

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


def build(order: BuildRequest, say: Say = print, witness: Witness | None = None) -> int:
    """Build, report, swap in; the exit code. With a witness, the next build can tell if nothing changed."""
    with ExitStack() as held:

        def lock(output: Path) -> None:
            held.enter_context(folders.one_at_a_time(lambda: say(WAITING), output))

        result, output = build_beside(order, say, witness, lock)
        problems = list(as_text(result.problems))
        for line in problems:
            say(line)
        if result.stopped or output is None:
            say(f"Nothing was built{f'; {shown(output)}/ is as it was' if output else ''}.")
            return result.exit_code
        code = swap(output, say)
        if code:
            return code
        doubt = ""
        if witness:
            lines_again = [
                *problems,
                f"Nothing has changed: {shown(output)}/ is as the last build left it.",
            ]
            doubt = remembering.remember(*witness, result.settings, output, lines_again, result.exit_code)
    for line in work_done(result, order.explain):
        say(line)
    if doubt and (order.explain or order.debug):
        say(f"The next build will look at everything again: {doubt}.")
    say(f"{_what(result)}, in {shown(output)}/ after {result.seconds:.1f} s.")
    return result.exit_code


def work_done(result: Run, explain: str) -> list[str]:
    """What the build engine did and what kept it from its work; why, for one page."""
    report = result.settings.get("ENGINE_REPORT")
    if report is None:
        return ["The build engine is off: everything was made anew."] if explain else []
    lines = [f"{report.summary()}.", *report.notes]
    return lines + (report.explain(explain) if explain else [])


def build_beside(
    order: BuildRequest,
    say: Say,
    witness: Witness | None = None,
    lock: Callable[[Path], None] = lambda output: None,
) -> tuple[Run, Path | None]:
    """Build beside the output; the run, and the folder that it shall replace, if it got so far.

    `lock` is called with the output folder before anything is written.
    """
    output: Path | None = None

    def prepare(settings: Settings) -> None:
        nonlocal output
        output = Path(settings["OUTPUT_PATH"])
        check_folders(output, settings, order.conf)
        lock(output)
        say(f"Building {shown(Path(settings['PATH']))}/ into {shown(output)}/")
        if witness:
            remembering.begin(*witness, settings, output)
        settings["OUTPUT_PATH"] = str(folders.start(output))
        settings["ENGINE_PREVIOUS"] = str(output.resolve())
        settings["ENGINE_KEEP_PAGES"] = True
        settings["DELETE_OUTPUT_DIRECTORY"] = False  # it is new, and the marker must stay

    with progress_line():
        result = run(order.conf, order.overrides(), prepare, order.debug)
    if witness:
        witness[1].stop()
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
