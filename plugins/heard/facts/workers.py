"""Work shared out to processes: each takes contiguous pieces, and what it answers comes back in order.

A forked process sees all that was read without a copy being made. Where there is no fork, where threads
run, or where a process ends early, the work is done in this process: its result is the same.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from multiprocessing import get_all_start_methods, get_context
from typing import Any, TypeVar

Answer = TypeVar("Answer")
PIECES = 6
"""So many pieces for each process: they do not all take the same time."""
FEWEST = 200
"""For less than so many, starting processes takes longer than it saves."""
_work: Callable[[int, int], Any] | None = None
"""What forked processes do; they see it because they are forked."""


def processors() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def shared(work: Callable[[int, int], Answer], length: int, processes: int) -> list[Answer]:
    """Return what `work(start, end)` answers for pieces that cover a length, in order."""
    pieces = _pieces(length, processes * PIECES if processes > 1 else 1)
    can_fork = "fork" in get_all_start_methods() and threading.active_count() == 1
    with _collecting():
        if processes == 1 or not can_fork or length < FEWEST:
            return [work(start, end) for start, end in pieces]
        return _forked(work, pieces, processes)


@contextmanager
def _collecting() -> Iterator[None]:
    """Collect what the work leaves behind, and nothing that was there before: that stays shared."""
    was_enabled = gc.isenabled()
    gc.freeze()
    gc.enable()
    try:
        yield
    finally:
        gc.unfreeze()
        if not was_enabled:
            gc.disable()


def _forked(
    work: Callable[[int, int], Answer], pieces: list[tuple[int, int]], processes: int
) -> list[Answer]:
    from concurrent.futures import process  # here, because an edit shares nothing out

    global _work
    _work = work
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    try:
        with process.ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
            return list(pool.map(_piece, pieces))
    except process.BrokenProcessPool:
        return [work(start, end) for start, end in pieces]
    finally:
        _work = None


def _piece(piece: tuple[int, int]) -> Any:
    assert _work is not None
    return _work(*piece)


def _pieces(length: int, count: int) -> list[tuple[int, int]]:
    """Return the starts and ends of at most so many pieces of nearly one size."""
    count = max(1, min(count, length))
    ends = [length * number // count for number in range(count + 1)]
    return list(pairwise(ends))
