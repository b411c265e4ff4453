"""What is shown: the newest good build, and before it the pages that were made at once.

A page that is made at once lies in a folder of its own, so that no build ever takes it for one of its own
pages; it goes when the build is there that began after the save, whatever came of that build.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from heard.dev.server import SiteServer, State
from heard.dev.watch import Changes

FEW = 8
"""More files than this are no save of one story, however an editor goes about it."""
Make = Callable[[list[str], str], str]
"""Makes the page of the saved files below a folder, and names it; empty where that cannot be."""


class Quick:
    """Shows pages as they are saved and builds as they end. The two come from two threads."""

    def __init__(self, server: SiteServer, folder: Path, make: Make) -> None:
        self._server, self._folder, self._make = server, folder, make
        self._lock = threading.Lock()
        self._built: tuple[Path, ...] = ()
        self._pages: list[Path] = []
        """Folders of pages made at once, the newest first."""
        self._covered: tuple[Path, ...] = ()
        """Those of them that the build under way knows of."""
        self._leaving: tuple[Path, ...] = ()
        self._saved: set[Path] = set()
        """Files that open pages show already, and that no build knows of yet."""
        self._count = 0
        self._others = self._others_begun = self._others_built = 0
        """Saves that were not made at once: how many there were, were being built, and are built."""
        self._is_more = False
        """Whether what is being built is more than style sheets and pages that are shown already."""
        self._number = self._restyled = 0

    def saved(self, changes: Changes) -> None:
        """Show the page of a source that was saved, if that is all that there is to show."""
        page = ""
        self._count += 1
        folder = self._folder / f"quick-{self._count}"
        # While anything else waits to be built, a page would be made of what is no longer so.
        if len(changes) <= FEW and self._others == self._others_built:
            page = self._make(sorted(map(str, changes)), str(folder))
        with self._lock:
            if not page:
                self._others += 1
                self._saved -= changes
                return
            self._saved |= changes
            self._pages.insert(0, folder)
            self._number += 1
            self._tell(self._server.state.problems, provisional=True)

    def begin(self, changes: Changes) -> None:
        """Note that a build begins, which knows of all that was saved so far."""
        with self._lock:
            self._covered = tuple(self._pages)
            self._others_begun = self._others
            more = {path for path in changes - self._saved if path.suffix != ".css"}
            self._is_more |= not changes or bool(more)
            self._saved -= changes

    def built(self, folders: Sequence[Path], problems: tuple[dict[str, Any], ...]) -> None:
        """Show what was built."""
        with self._lock:
            self._built = tuple(folders)
            self._others_built = self._others_begun
            self._number += 1
            if self._is_more:
                self._restyled = self._number
            self._is_more = False
            self._drop()
            self._tell(problems)

    def broke_off(self, problems: tuple[dict[str, Any], ...]) -> None:
        """Show the build before, and why there is no other."""
        with self._lock:
            self._number += bool(self._covered)
            self._drop()
            self._tell(problems)

    def _drop(self) -> None:
        for folder in self._leaving:
            shutil.rmtree(folder, ignore_errors=True)
        self._leaving = self._covered  # they may still be being read
        self._pages = [folder for folder in self._pages if folder not in self._covered]
        self._covered = ()

    def _tell(self, problems: tuple[dict[str, Any], ...], provisional: bool = False) -> None:
        folders = (*self._pages, *self._built)
        self._server.show(State(self._number, folders, problems, self._restyled, provisional))
