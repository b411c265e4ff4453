"""What a build looks at, from its first import on: files, folders, and what it looks for and does not find.

Python tells of each file that is opened and each folder that is listed; of a question about a path – is it
there, how old is it – it tells nothing, so the functions that ask stand behind ours while this lasts. A
process that a build forks notes in a file that it shares with the first one. What cannot be foreseen – a
program started, a connection, a file written elsewhere – is noted as a reason to believe nothing.
"""

from __future__ import annotations

import fcntl
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from .stamps import SETTLED, UNKNOWN, State, folder_stamp, is_same, names_in, stamp_of, state_now, state_of

_UNFORESEEABLE = ("subprocess.", "socket.", "urllib.", "os.system", "os.exec", "os.posix_spawn", "os.spawn")
_CHANGES = {
    **dict.fromkeys(("os.mkdir", "os.utime", "os.chmod", "os.chown", "os.truncate", "shutil.rmtree"), 1),
    **dict.fromkeys(("os.rename", "os.link", "os.symlink"), 2),
}
"""Events that change what is on the disk, and how many of their words are paths."""
_FOREIGN_STARTS = ("multiprocessing.popen_spawn_posix", "multiprocessing.popen_forkserver")
"""Modules that start processes without Python telling of it."""
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND
_ALWAYS_THERE = ("/dev/", "/proc/", "/sys/")
_QUESTIONS = ("stat", "lstat", "access")


class Notice:
    """What one process and those that it forks look at, until `stop`."""

    def __init__(self) -> None:
        self.began = time.time_ns()
        self.unforeseeable: set[str] = set()
        self._seen: dict[str, State] = {}
        self._listed: dict[str, list[str]] = {}
        self._changed: set[str] = set()
        self._ours: tuple[str, ...] = _ALWAYS_THERE
        self._is_noting, self._is_busy, self._is_child = True, False, False
        self._shared = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
        fcntl.fcntl(self._shared, fcntl.F_SETFL, os.O_APPEND)
        os.register_at_fork(after_in_child=self._be_a_child)
        self._plain = {name: getattr(os, name) for name in _QUESTIONS}
        for name, plain in self._plain.items():
            self._put(plain, self._asking(plain), name)
        sys.addaudithook(self._hear)
        for folder in sys.path:  # a module is looked for in a list of names that Python may already have
            if os.path.isdir(folder or os.curdir):
                self._list(folder or os.curdir)

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
                    self._note(os.path.join(here, name))

    def is_ours(self, folder: str, name: str = "") -> bool:
        """Whether builds write a path, or Python does."""
        path = os.path.join(folder, name) if name else folder
        if "__pycache__" in path:
            return True
        return path.startswith(self._ours) and any(
            path == one or path.startswith(one.rstrip("/") + "/") for one in self._ours
        )

    def stop(self) -> None:
        """Note nothing more."""
        if self._is_noting:
            self._is_noting = False
            for name, plain in self._plain.items():
                self._put(getattr(os, name), plain, name)

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
        seen = {path: state for path, state in self._seen.items() if not self.is_ours(path)}
        listed = {
            path: (folder_stamp(path), [one for one in names if not self.is_ours(path, one.rstrip("/"))])
            for path, names in self._listed.items()
            if not self.is_ours(path)
        }
        return seen, listed, self._doubt(seen, listed)

    # -- while it lasts ------------------------------------------------------------------------------

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        if not self._is_noting or self._is_busy:
            return
        if event == "open":
            self._hear_open(*args)
        elif event in ("os.listdir", "os.scandir"):
            self._list(args[0] if args[0] is not None else os.curdir)
        elif event in _CHANGES:
            # With a folder given as a number, the name counts from there; `rmtree` has told the folder.
            if event == "os.truncate" or not isinstance(args[-1], int) or args[-1] < 0:
                for path in args[: _CHANGES[event]]:
                    self._change(path)
        elif event == "sqlite3.connect":
            self._change(args[0])
        elif event.startswith(_UNFORESEEABLE):
            self._doubt_it(event)

    def _hear_open(self, path: Any, mode: Any, flags: Any) -> None:
        if not isinstance(path, (str, bytes)):
            return
        by_flags = isinstance(flags, int) and bool(flags & _WRITES)
        if not by_flags and not (isinstance(mode, str) and set(mode) & set("wax+")):
            self._note(_source_of(os.fsdecode(path)), is_read=True)
        elif stamp_of(os.fsdecode(path)) != ["folder"]:  # else a temporary file without a name
            self._change(path)

    def _asking(self, plain: Callable[..., Any]) -> Callable[..., Any]:
        def ask(path: Any, *args: Any, **named: Any) -> Any:
            if named.get("dir_fd") is None and not isinstance(path, int) and self._is_noting:
                self._note(os.fsdecode(path))
            return plain(path, *args, **named)

        return ask

    def _note(self, path: str, is_read: bool = False) -> None:
        """Note a path before it is looked at; of a young file that is read, its bytes count, too."""
        if self._is_busy or (path in self._seen and not is_read):
            return
        full = os.path.abspath(path)
        known = self._seen.get(full)
        if (known is not None and (not is_read or len(known) != 5)) or self.is_ours(full):
            return
        self._is_busy = True
        try:
            state = state_of(full) if is_read else stamp_of(full)
            if known is not None and not is_same(state, known):
                self._doubt_it(f"{full} changed")
            if state != known:
                self._seen[full] = state
                self._share(["seen", full, state])
        finally:
            self._is_busy = False

    def _list(self, path: Any) -> None:
        if isinstance(path, int):
            return  # only of a folder that is being removed
        full = os.path.abspath(os.fsdecode(path))
        if full in self._listed:
            return
        self._is_busy = True
        try:
            self._listed[full] = names = names_in(full, self.is_ours) or []
            self._share(["listed", full, names])
        finally:
            self._is_busy = False
        self._note(full)

    def _change(self, path: Any) -> None:
        if isinstance(path, (str, bytes)):
            full = os.path.abspath(os.fsdecode(path))
            if full not in self._changed and not self.is_ours(full):
                self._changed.add(full)
                self._share(["changed", full])

    def _doubt_it(self, event: str) -> None:
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
                self._changed.add(name)
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
            if not self.is_ours(path) and os.path.lexists(path):
                return f"{path} was written"
        for path, state in seen.items():
            if state == UNKNOWN or not is_same(state_now(path, state), state):
                return f"{path} changed"
        for path, (_stamp, names) in listed.items():
            if names != (names_in(path, self.is_ours) or []):
                return f"{path} changed"
        return ""

    @staticmethod
    def _put(before: Any, after: Any, name: str) -> None:
        """Let another function answer; `shutil` looks for it in these sets."""
        setattr(os, name, after)
        for functions in (os.supports_fd, os.supports_dir_fd, os.supports_follow_symlinks):
            if before in functions:
                functions.add(after)
                if getattr(before, "__module__", "") == __name__:
                    functions.discard(before)


def _source_of(path: str) -> str:
    """The source of a compiled module; any other path as it is."""
    if path.endswith(".pyc") and f"{os.sep}__pycache__{os.sep}" in path:
        folder, _, name = path.rpartition(f"{os.sep}__pycache__{os.sep}")
        return os.path.join(folder, name.partition(".")[0] + ".py")
    return path
