"""One build at a time writes a folder: Pelican itself copies files without looking who else does."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec

CAN_LOCK = find_spec("fcntl") is not None
"""Elsewhere builds at once are left to their luck, as they are without the engine."""
if CAN_LOCK:
    import fcntl

_held: list[int] = []
"""The folder that this process has locked; at most one."""


def lock(folder: str, waiting: Callable[[], None]) -> None:
    """Lock a folder until `unlock` or the end of the process; `waiting` is called where another has it.

    The lock is on the folder itself, so that no file is left behind. What this process locked before, for
    a build that broke off, is let go. Where a folder cannot be locked (some network drives), nothing is.
    """
    unlock()
    if not CAN_LOCK:
        return
    with suppress(OSError):
        os.makedirs(folder, exist_ok=True)
        _held.append(os.open(folder, os.O_RDONLY))
        try:
            fcntl.flock(_held[0], fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(_held[0], fcntl.LOCK_EX)


def unlock() -> None:
    """Let go of the folder, in the name of forked processes, too."""
    while _held:
        descriptor = _held.pop()
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)
