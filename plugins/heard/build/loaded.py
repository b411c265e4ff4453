"""What a process has loaded for good: as long as none of it changes, the process may go on using it.

Modules are known by their files; what else is opened while they are imported – a list of words, a
schema – is recorded by Python's own events, not guessed.
"""

from __future__ import annotations

import importlib
import os
import sys
import sysconfig
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from heard.build.hearing import is_write
from heard.build.stamps import NO_FILES, SETTLED

_INSTALLED = tuple(
    os.path.join(os.path.realpath(path), "")  # noqa: PTH118
    for name in ("stdlib", "platstdlib", "purelib", "platlib")
    if (path := sysconfig.get_path(name))
)
Stamp = tuple[int, ...]


class Loaded:
    """The files behind everything that was imported, as they were then."""

    def __init__(self) -> None:
        self._stamps: dict[str, Stamp] = {}
        self._opened: set[str] = set()
        self._is_noting = False
        sys.addaudithook(self._note)

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Note what is imported and opened in the block."""
        began = time.time_ns()
        self._opened.clear()
        self._is_noting = True
        try:
            yield
        finally:
            self._is_noting = False
            files = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
            for path in (files | self._opened) - {None} - self._stamps.keys():
                found = stamp(str(path))
                # One that changed so lately may have changed after it was read: never believed.
                self._stamps[str(path)] = found if max(found[:2], default=0) + SETTLED < began else ()

    def changed(self) -> str:
        """A file that is no longer as it was, or may not be; empty if there is none."""
        return next((path for path, known in self._stamps.items() if not known or stamp(path) != known), "")

    def _note(self, event: str, args: tuple[Any, ...]) -> None:
        if not self._is_noting or event != "open" or not isinstance(args[0], (str, bytes)):
            return
        path, mode, flags = args
        full = os.path.abspath(os.fsdecode(path))  # noqa: PTH100
        if not is_write(mode, flags) and not full.endswith(".pyc") and not full.startswith(NO_FILES):
            self._opened.add(full)


def stamp(path: str) -> Stamp:
    """Times, size and place of a file; zeros where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return (0, 0, 0, 0)
    return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


def load(names: Iterable[str]) -> None:
    """Import modules; one that cannot be imported is left to whoever needs it, and to its message."""
    for name in names:
        with suppress(Exception):
            importlib.import_module(name)


def installed(names: Iterable[str]) -> list[str]:
    """The modules among some that are installed: libraries, no part of a site that somebody edits."""
    found = []
    for name in sorted(names):
        file = getattr(sys.modules.get(name), "__file__", None)
        if isinstance(file, str) and os.path.realpath(file).startswith(_INSTALLED):
            found.append(name)
    return found
