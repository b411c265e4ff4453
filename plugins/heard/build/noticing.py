"""What a build looks at, from its first import on: files, folders, and what it looks for and does not find.

A process that a build forks notes in a file that it shares with the first one. What cannot be foreseen – a
program started, a connection, a file written elsewhere – is noted as a reason to believe nothing.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from heard.build.hearing import tell
from heard.build.stamps import (
    NO_FILES,
    SETTLED,
    UNKNOWN,
    State,
    folder_stamp,
    is_same,
    names_in,
    stamp_of,
    state_now,
    state_of,
)

_FOREIGN_STARTS = ("multiprocessing.popen_spawn_posix", "multiprocessing.popen_forkserver")
"""Modules that start processes without Python telling of it."""


class Notice:
    """What one process and those that it forks look at, until `stop`."""

    def __init__(self) -> None:
        self.began = time.time_ns()
        self.unforeseeable: set[str] = set()
        self._seen: dict[str, State] = {}
        self._listed: dict[str, list[str]] = {}
        self._changed: dict[str, bool] = {}
        self._ours: tuple[str, ...] = NO_FILES
        self.is_deaf = False
        self._is_child = False
        self._shared = tempfile.TemporaryFile(mode="a+b", buffering=0)  # noqa: SIM115
        os.register_at_fork(after_in_child=self._be_a_child)
        self._end = tell(self)
        for folder in sys.path:  # a module is looked for in a list of names that Python may already have
            if os.path.isdir(folder or os.curdir):
                self.note_names(folder or os.curdir)
        self.note("/etc/localtime", is_read=True)  # the system looks there, not Python

    def leave_out(self, paths: Iterable[str]) -> None:
        """Name what the build itself writes: files and folders that are no reason for another build."""
        both = {form for path in paths for form in (os.path.abspath(path), os.path.realpath(path))}
        self._ours += tuple(sorted(both))

    def look_over(self, folders: Iterable[str]) -> None:
        """Note all that lies in some folders, whether the build will open it or not."""
        for folder in folders:
            for here, inside, names in os.walk(folder):
                hidden = [one for one in inside if one.startswith(".") or self.is_ours(here, one)]
                inside[:] = [one for one in inside if one not in hidden]
                for name in names:
                    self.note(os.path.join(here, name))

    def is_ours(self, folder: str, name: str = "") -> bool:
        """Whether builds write a path, or Python does."""
        path = os.path.join(folder, name) if name else folder
        if "__pycache__" in path:
            return True
        return path.startswith(self._ours) and any(
            path == one or path.startswith(one.rstrip("/") + "/") for one in self._ours
        )

    def _leads_to_ours(self, path: str) -> bool:
        return any(one.startswith(f"{path}{os.sep}") for one in self._ours)

    def stop(self) -> None:
        """Note nothing more."""
        self.is_deaf = True
        self._end()

    @property
    def ours(self) -> list[str]:
        """What the build itself writes."""
        return list(self._ours)

    def everything(self) -> tuple[dict[str, State], dict[str, tuple[list[int], list[str]]], str]:
        """Files and folders as they were when they were looked at, and why that cannot be relied on, if so.

        A folder has a stamp, taken before its names are looked at once more.
        """
        self.stop()
        self._gather()
        self._add_modules()
        passing = [path for path, was in self._changed.items() if not was and not os.path.lexists(path)]
        self._ours += tuple(passing)  # temporary files
        seen = {path: state for path, state in self._seen.items() if not self.is_ours(path)}
        listed = {
            path: (folder_stamp(path), [one for one in names if not self.is_ours(path, one.rstrip("/"))])
            for path, names in self._listed.items()
            if not self.is_ours(path)
        }
        return seen, listed, self._doubt(seen, listed)

    # -- while it lasts ------------------------------------------------------------------------------

    def note(self, path: str, is_read: bool = False) -> None:
        """Note a path before it is looked at; of a young file that is read, its bytes count, too."""
        if self.is_deaf or (path in self._seen and not is_read):
            return
        full = os.path.abspath(path)
        known = self._seen.get(full)
        if (known is not None and (not is_read or len(known) != 5)) or self.is_ours(full):
            return
        self.is_deaf = True
        try:
            state = state_of(full) if is_read else stamp_of(full)
            if known is not None and not is_same(state, known):
                self.note_doubt(f"{full} changed")
            if state != known:
                self._seen[full] = state
                self._share(["seen", full, state])
        finally:
            self.is_deaf = False

    def note_names(self, folder: Any) -> None:
        """Note the names in a folder before they are looked at."""
        if isinstance(folder, int):
            try:
                folder = os.readlink(f"/proc/self/fd/{folder}")
            except OSError:
                self.note_doubt("a folder that is given as a number")
                return
        full = os.path.abspath(os.fsdecode(folder))
        if full in self._listed or self.is_ours(full):
            return
        self.is_deaf = True
        try:
            self._listed[full] = names = names_in(full, self.is_ours) or []
            self._share(["listed", full, names])
        finally:
            self.is_deaf = False
        self.note(full)

    def note_change(self, path: Any) -> None:
        """Note that a path is about to be changed; what is there only for a while is no doubt."""
        if isinstance(path, (str, bytes)):
            full = os.path.abspath(os.fsdecode(path))
            if full not in self._changed and not self.is_ours(full):
                self._changed[full] = was_there = stamp_of(full) != []
                self._share(["changed", full, was_there])

    def note_doubt(self, event: str) -> None:
        """Note what nobody can foresee."""
        if event not in self.unforeseeable:
            self.unforeseeable.add(event)
            self._share(["event", event])

    # -- other processes -----------------------------------------------------------------------------

    def _be_a_child(self) -> None:
        self._is_child = True

    def _share(self, news: list[Any]) -> None:
        if self._is_child:
            with suppress(OSError):
                os.write(self._shared.fileno(), json.dumps(news).encode() + b"\n")

    def _gather(self) -> None:
        self._shared.seek(0)
        for line in self._shared.read().splitlines():
            try:
                kind, name, *more = json.loads(line)
            except ValueError:
                self.unforeseeable.add("a process that was cut off")
                continue
            if kind == "seen":
                known = self._seen.setdefault(name, more[0])
                if not is_same(more[0], known):
                    self.unforeseeable.add(f"{name} changed")
                elif len(more[0]) > len(known):
                    self._seen[name] = more[0]
            elif kind == "listed":
                self._listed.setdefault(name, more[0])
            elif kind == "changed":
                self._changed.setdefault(name, more[0])
            else:
                self.unforeseeable.add(name)
        self._shared.close()

    # -- the end -------------------------------------------------------------------------------------

    def _add_modules(self) -> None:
        """Add the files of what was imported before this began; if they are old enough to be believed."""
        for name, module in list(sys.modules.items()):
            path = getattr(module, "__file__", None)
            if name in _FOREIGN_STARTS:
                self.unforeseeable.add(name)
            if isinstance(path, str) and os.path.isabs(path) and path not in self._seen:
                self._seen[path] = state = state_of(path)
                if len(state) < 5 or max(state[1:3]) > self.began - SETTLED:
                    self.unforeseeable.add(f"{path}, imported just after it was saved")

    def _doubt(self, seen: dict[str, State], listed: dict[str, tuple[list[int], list[str]]]) -> str:
        if self.unforeseeable:
            return sorted(self.unforeseeable)[0]
        for path in sorted(self._changed):
            if not self._leads_to_ours(path) and not self.is_ours(path):
                return f"{path} was written"
        for path, state in seen.items():
            now = state_now(path, state)
            if not state and now == ["folder"] and self._leads_to_ours(path):
                seen[path] = now  # the folder that the new site lies in
            elif state == UNKNOWN or not is_same(now, state):
                return f"{path} changed"
        for path, (_stamp, names) in listed.items():
            if names != (names_in(path, self.is_ours) or []):
                return f"{path} changed"
        return ""
