"""Python's collector of cycles, while a build runs: what is old stays, so it is not looked through again.

What a build reads lives until its end. The collector goes through all of it whenever it has grown by a
quarter: a sixth of the time after an edit at 10,000 stories, and it finds nothing. Young objects, among
which templates leave their cycles, are collected as ever (CPython, `Modules/gcmodule.c`).
"""

from __future__ import annotations

import gc

_SELDOM = 1000
"""So many collections of the middle generation before one of all, which usually follows ten."""
_usual: list[tuple[int, int, int]] = []


def spare_what_is_old() -> None:
    """Leave old objects alone, nearly always."""
    if not _usual:  # else a build broke off
        _usual.append(gc.get_threshold())
    young, middle, old = _usual[0]
    gc.set_threshold(young, middle, max(old, _SELDOM))


def collect_as_usual() -> None:
    """Collect as this process was set up."""
    while _usual:
        gc.set_threshold(*_usual.pop())
