"""Reading a site for a task that is no build: its stories, its settings, its day."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from heard.build.build import BuildRequest, Say
from heard.build.report import as_text
from heard.build.run import Run, Settings, read_quietly, run
from heard.library.command_context import READS_COMMENTS, CommandContext
from heard.library.library import Library
from heard.text.exits import Refusal
from heard.text.progress import progress_line

Prepare = Callable[[Settings], None]


def as_published(settings: Settings) -> None:
    """Read only what a publish would show: the rest has no address to keep, and is nobody's news."""
    settings["STORY_SHOW_DRAFTS"] = False


def run_into(folder: Path, order: BuildRequest, prepare: Prepare = lambda _: None) -> Run:
    """Have Pelican make a site in a folder that is thrown away.

    `prepare` sees the settings as they were read; it may still change them, or refuse.
    """
    elsewhere = {"OUTPUT_PATH": str(folder), "DELETE_OUTPUT_DIRECTORY": False}
    with progress_line():
        return run(order.conf, {**order.overrides(), **elsewhere}, prepare, order.debug)


def dry_run(order: BuildRequest, prepare: Prepare = as_published) -> Run:
    """Read a site, for what its run has to say of it."""
    with tempfile.TemporaryDirectory(prefix="heard-") as folder:
        return run_into(Path(folder, "site"), order, prepare)


def library_of(result: Run, say: Say) -> Library | None:
    """The library of a run; None where it did not get so far, after saying why.

    Raises Refusal for a site that is made without Heard.
    """
    if result.stopped:
        for line in as_text(result.problems):
            say(line)
        return None
    library = result.settings.get("STORY_LIBRARY")
    if not isinstance(library, Library):
        raise Refusal("There are no stories: heard is not in PLUGINS.")
    return library


def context_for(order: BuildRequest, say: Say = print, with_comments: bool = True) -> CommandContext:
    """The site, read. Raises Refusal when it cannot be read at all.

    Without `with_comments`, their files stay closed: there may be very many.
    """
    before = READS_COMMENTS.set(with_comments)
    try:
        result = dry_run(order)
    finally:
        READS_COMMENTS.reset(before)
    lines: list[str] = []
    library = library_of(result, lines.append)
    if library is None:
        raise Refusal("\n".join(lines))
    return CommandContext(
        content=Path(result.settings["PATH"]),
        output=Path(read_quietly(order.conf, order.overrides())["OUTPUT_PATH"]),
        settings=result.settings,
        library=library,
        today=result.settings["STORY_TODAY"],
        say=say,
    )
