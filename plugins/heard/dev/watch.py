"""What was saved: bursts of changed files under the folders of a site, told at once and then all together.

Folders are watched with everything in them. The conf file is watched by way of its folder, because
editors save by putting a new file in the place of the old one.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterable
from pathlib import Path

import watchfiles

from heard.content.layout import is_ignored

Changes = frozenset[Path]
STEP = 2
"""Milliseconds between two looks at what the system has noted; a burst ends when two looks see the same."""
QUIET = 0.1
"""Seconds without a further burst after which what was saved is built: many files are saved one by one."""
LONGEST = 0.5
"""Seconds after which it is built in any case."""


class Watch:
    """Watches until it is closed. Each burst of saves is kept for `next`."""

    def __init__(self, folders: Iterable[Path], conf: Path) -> None:
        self._changes: queue.SimpleQueue[Changes] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._conf = conf.absolute()
        existing = [folder.resolve() for folder in folders if folder.is_dir()]
        self._threads = [
            threading.Thread(target=self._watch, args=asked, daemon=True)
            for asked in ((_outermost(existing), True), ([self._conf.parent], False))
        ]
        for thread in self._threads:
            thread.start()

    def next(self) -> Changes:
        """Wait for a burst of saves, and for what is saved right after it."""
        found, end = set(self._changes.get()), time.monotonic() + LONGEST
        while time.monotonic() < end:
            try:
                found |= self._changes.get(timeout=QUIET)
            except queue.Empty:
                break
        return frozenset(found)

    def close(self) -> None:
        """Stop watching."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=2)

    def _watch(self, folders: list[Path], deep: bool) -> None:
        for burst in watchfiles.watch(
            *folders,
            watch_filter=None if deep else self._is_conf,
            debounce=400,
            step=STEP if deep else 10,
            rust_timeout=200,
            yield_on_timeout=False,
            stop_event=self._stop,
            recursive=deep,
        ):
            changed = frozenset(Path(path) for _change, path in burst if is_source(Path(path), folders))
            if changed:
                self._changes.put(changed)

    def _is_conf(self, _change: watchfiles.Change, path: str) -> bool:
        changed = Path(path)
        return changed.parent == self._conf.parent and changed.suffix == ".py"


def is_source(path: Path, folders: Iterable[Path]) -> bool:
    """Whether a change of this file can change the site: no editor's leavings, no bytecode."""
    above = next((folder for folder in folders if path.is_relative_to(folder)), path.parent)
    parts = path.relative_to(above).parts
    return not (any(map(is_ignored, parts)) or path.suffix == ".pyc")


def _outermost(folders: Iterable[Path]) -> list[Path]:
    """Folders without those that lie in another of them."""
    found: list[Path] = []
    for folder in sorted(set(folders)):
        if not any(folder.is_relative_to(other) for other in found):
            found.append(folder)
    return found
