"""Stamps: by what a file is known to be as it was – when it was changed, its size, and what it holds."""

from __future__ import annotations

import time
from pathlib import Path

from heard.library.spelling import mark_of

SETTLED = 2_000_000_000
"""Nanoseconds after which a file system surely gives a changed file another time."""


def look(path: Path, known: bytes, began: int) -> tuple[bytes, bool]:
    """Return the stamp of a file, and whether it holds what it held at a known stamp.

    Its bytes are read where it has another time or size, or was changed so shortly before the build
    `began` (nanoseconds since 1970) that its time might not show it. The stamp of a file that cannot
    be read is empty.
    """
    try:
        status = path.stat()
    except OSError:
        return b"", False
    times = status.st_mtime_ns.to_bytes(8, "big", signed=True) + status.st_size.to_bytes(8, "big")
    if known[:16] == times and status.st_mtime_ns < began - SETTLED:
        return known, True
    try:
        stamp = times + mark_of(path.read_bytes())
    except OSError:  # whoever reads it tells
        return b"", False
    return stamp, stamp[16:] == known[16:]


def times_of(path: Path) -> tuple[int, int, bytes]:
    """Return when a file was changed and its size; for one changed just now, also the mark of its bytes.

    Raises OSError where there is none.
    """
    status = path.stat()
    is_settled = status.st_mtime_ns < time.time_ns() - SETTLED
    return status.st_mtime_ns, status.st_size, b"" if is_settled else mark_of(path.read_bytes())
