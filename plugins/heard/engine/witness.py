"""Which files a piece of work opened, and whether it did anything whose result cannot be foreseen.

Python tells an audit hook of every file that is opened, whoever opens it: an `include` directive, an
extension that reads snippets. So what a source depends on is recorded, not guessed. The clock, chance and
the environment make no such event; `content/pages` says what follows from that.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

UNFORESEEABLE = (
    "subprocess.",
    "socket.",
    "urllib.",
    "sqlite3.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "os.listdir",
    "os.scandir",
    "os.walk",
    "os.remove",
    "os.rename",
    "os.mkdir",
    "os.putenv",
    "glob.",
    "shutil.",
    "tempfile.",
)
"""Beginnings of events after which the same work may come to something else."""
identity: Callable[[object], int] = object.__hash__
"""Which object an object is, for work that asks it of thousands. The builtin `id` would tell the audit hook
each time, which costs four times as much and more while something is watched."""
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND


class Seen:
    """What was seen. `files` are absolute paths; `unforeseeable` names events."""

    def __init__(self) -> None:
        self.files: set[str] = set()
        self.unforeseeable: set[str] = set()
        self.events = 0
        """So many of either, the same ones counted again."""


_watching: Seen | None = None
_hooked = False
_LIBRARIES = tuple(
    os.path.realpath(path) + os.sep
    for path in {*sysconfig.get_paths().values(), sys.prefix, sys.base_prefix}
    if path
)


@contextmanager
def watching() -> Iterator[Seen]:
    """Watch what the work in this block opens. Libraries are not told: `code.py` knows their versions."""
    global _watching, _hooked
    if not _hooked:
        sys.addaudithook(_note)
        _hooked = True
    before, seen = _watching, Seen()
    _watching = seen
    try:
        yield seen
    finally:
        _watching = before


def events() -> int:
    """How many events were seen so far in what is being watched."""
    return 0 if _watching is None else _watching.events


def _note(event: str, args: tuple[Any, ...]) -> None:
    seen = _watching
    if seen is None:
        return
    if event == "open":
        path, mode, flags = args
        if isinstance(path, int):
            return
        seen.events += 1
        if (isinstance(flags, int) and flags & _WRITES) or (
            isinstance(mode, str) and set(mode) & set("wax+")
        ):
            seen.unforeseeable.add("a file was written")
            return
        full = os.path.abspath(os.fsdecode(path))
        if not full.startswith(_LIBRARIES) and not full.endswith((".pyc", ".py")):
            seen.files.add(full)
    elif event.startswith(UNFORESEEABLE) and not _looks_for_plugins(event):
        seen.events += 1
        seen.unforeseeable.add(event)


def _looks_for_plugins(event: str) -> bool:
    """Whether Python lists what is installed: Pygments has it do so for each language it does not know.

    What is installed counts by its versions (`code.py`).
    """
    return event == "os.listdir" and sys._getframe(2).f_globals.get("__name__") == "importlib.metadata"
