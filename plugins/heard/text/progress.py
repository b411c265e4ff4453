"""A line on the terminal while something takes long: what is being done, and how far it is.

Code that works for long calls `show`; a command that a person waits for puts its work into `progress_line`.
Where that is missing, where nobody looks at a terminal, and for what ends soon, nothing is shown.
No thread redraws the line: a build may fork.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 2.0
"""Seconds after which a person wants to know."""
PAUSE = 0.1
"""Seconds between two drawings."""
_lines: list[_Line] = []


@contextmanager
def progress_line(after: float = PATIENCE, stream: TextIO | None = None) -> Iterator[None]:
    """Show what `show` is told while the work lasts, once it has lasted `after` seconds."""
    stream = stream or sys.stderr
    if _lines or not stream.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    line = _Line(stream, after)
    _lines.append(line)
    try:
        yield
    finally:
        _lines.remove(line)
        line.clear()


def show(doing: str, done: int = 0, total: int | None = None) -> None:
    """Say what is being done, and how much of it, if somebody waits for it."""
    for line in _lines:
        line.show(doing, done, total)


def clear() -> None:
    """Take the line away before something is printed; the next `show` brings it back."""
    for line in _lines:
        line.clear()


class _Line:
    def __init__(self, stream: TextIO, after: float) -> None:
        self._stream = stream
        self._due = time.monotonic() + after
        self._process = os.getpid()
        self._drawn: Progress | None = None

    def show(self, doing: str, done: int, total: int | None) -> None:
        now = time.monotonic()
        if now < self._due or os.getpid() != self._process:
            return
        self._due = now + PAUSE
        if self._drawn is None:
            self._drawn = _begin(self._stream)
        count = f"{done:,}" if total is None else f"{done:,} of {total:,}"
        task = self._drawn.task_ids[0]
        self._drawn.update(task, description=f"{doing} …", count=count if done else "", refresh=True)

    def clear(self) -> None:
        if self._drawn is not None and os.getpid() == self._process:
            self._drawn.stop()
            self._drawn = None


def _begin(stream: TextIO) -> Progress:
    from rich.console import Console
    from rich.progress import Progress, TextColumn, TimeElapsedColumn

    progress = Progress(
        TextColumn("{task.description}", markup=False),
        TextColumn("{task.fields[count]}", markup=False),
        TimeElapsedColumn(),
        console=Console(file=stream, force_terminal=True),
        auto_refresh=False,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    progress.add_task("", total=None, count="")
    progress.start()
    return progress
