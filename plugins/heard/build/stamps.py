"""What can be said of a path at one moment, so that a later look can tell whether it is as it was.

A file is told by its times, size and place on the disk. Times are coarse, so they are believed only of a
file that had been left alone for a while; of any other its bytes count, too.

This module and those that it imports need nothing but Python: they run before anything else is loaded.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from hashlib import blake2b
from stat import S_ISDIR, S_ISREG
from typing import Any

SETTLED = 2_000_000_000
"""Nanoseconds after which a file's time is believed: file systems count in up to two seconds."""
_DEVICES = ("fd", "full", "null", "pts", "random", "stderr", "stdin", "stdout", "tty", "urandom", "zero")
NO_FILES = (*(f"/dev/{name}" for name in _DEVICES), "/proc/", "/sys/")
"""Beginnings of paths that are no files. `/dev/shm` is a folder as any other, where people do build."""
State = list[Any]
"""As JSON has it: nothing for what is not there, else its kind first."""
UNKNOWN: State = ["?"]
_stat, _lstat, _scandir = os.stat, os.lstat, os.scandir


def stamp_of(path: str) -> State:
    """The state of a path without its bytes: not there, a folder, a file, or what nobody can know."""
    try:
        found = _stat(path)
    except (OSError, ValueError):
        return []
    if S_ISDIR(found.st_mode):
        return ["folder"]
    if not S_ISREG(found.st_mode):
        return UNKNOWN
    return ["file", found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino]


def state_of(path: str) -> State:
    """The state of a path; of a file whose times are not to be believed, its bytes count, too."""
    state = stamp_of(path)
    if is_young(state):
        try:
            return [*state, content_of(path)]
        except OSError:
            return UNKNOWN
    return state


def is_young(state: State) -> bool:
    """Whether this is a file that may change without another time."""
    return len(state) > 1 and time.time_ns() - max(state[1:3]) < SETTLED


def state_now(path: str, before: State) -> State:
    """The state of a path that was looked at before; where its bytes counted, they are compared.

    Of a file that is as it was they count no longer, as soon as its times are to be believed.
    """
    now = stamp_of(path)
    if len(before) > len(now) > 1 and now == before[: len(now)]:
        try:
            if content_of(path) != before[-1]:
                return []
        except OSError:
            return []
        return before if is_young(now) else now
    return now


def is_same(now: State, before: State) -> bool:
    """Whether two states are those of one thing that nobody touched."""
    return now == before or (len(now) > 1 and now[:5] == before[:5])


def content_of(path: str) -> str:
    """The fingerprint of a file's bytes. Raises OSError."""
    with open(path, "rb") as file:
        return blake2b(file.read(), digest_size=16).hexdigest()


def names_in(folder: str, is_ours: Callable[[str], bool]) -> list[str] | None:
    """The names in a folder, without those that builds write; None where it cannot be listed."""
    try:
        with _scandir(folder) as entries:
            found = [(one.name, one.is_dir()) for one in entries]
    except OSError:
        return None
    kept = [one for one in found if not is_ours(os.path.join(folder, one[0]))]
    return sorted(f"{name}/" if is_folder else name for name, is_folder in kept)


def folder_stamp(folder: str) -> list[int]:
    """Time and place of a folder, which change with each name in it; empty where they are not believed."""
    try:
        found = _stat(folder)
    except OSError:
        return []
    if time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) < SETTLED:
        return []
    return [found.st_mtime_ns, found.st_ino]


def tree_of(folder: str) -> dict[str, list[int]]:
    """Every file and folder below a folder, and itself, each as it was left. Raises OSError."""
    found = {folder: left(folder)}
    waiting = [folder]
    while waiting:
        with _scandir(waiting.pop()) as entries:
            for one in entries:
                found[one.path] = left(one.path)
                if one.is_dir(follow_symlinks=False):
                    waiting.append(one.path)
    return found


def left(path: str) -> list[int]:
    """Times, size and place of what a build left; of a link, its own. Raises OSError."""
    found = _lstat(path)
    return [found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino]
