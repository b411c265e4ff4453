"""Writing only what differs: a file that holds these bytes already keeps its time.

Who polls a site, or copies it to a server, then sees what changed and nothing else.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path


class Draft(io.StringIO):
    """A text file that is handed on when it is closed, to be written if that changes anything."""

    def __init__(
        self,
        path: str,
        encoding: str,
        done: Callable[[str, bytes], None],
    ) -> None:
        super().__init__()
        self._path, self._encoding, self._done = path, encoding, done
        self._failed = False

    def __exit__(self, kind: object, *details: object) -> None:
        self._failed = kind is not None
        self.close()

    def close(self) -> None:
        """Hand on what was collected; nothing after an error in the block."""
        if not self.closed and not self._failed:
            octets = self.getvalue().encode(self._encoding)
            self._done(self._path, octets)
        super().close()


def write_changed(path: Path, octets: bytes, previous: Path | None = None) -> bool:
    """Make a file hold these bytes; whether anything had to be written.

    `previous` is the same file of the site before: where its bytes are these, both names get one file.
    """
    if _holds(path, octets):
        return False
    if previous is not None and previous != path and _holds(previous, octets) and link(previous, path):
        return False
    if path.is_file() and path.stat().st_nlink > 1:
        path.unlink()  # else the site before would change with it
    path.write_bytes(octets)
    return True


def _holds(path: Path, octets: bytes) -> bool:
    try:
        return path.is_file() and path.stat().st_size == len(octets) and path.read_bytes() == octets
    except OSError:
        return False


def put_in_place(before: Path, path: Path) -> bool:
    """See to it that a file of the site before stands in the new one; whether it does."""
    return os.path.abspath(path) == str(before) or link(before, path)


def link(previous: Path, path: Path) -> bool:
    """Give a file of the site before its place in the new one; whether that worked."""
    try:
        if path.exists():
            path.unlink()
        path.parent.mkdir(parents=True, exist_ok=True)
        os.link(previous, path)
    except OSError:
        return False
    return True


def stamp(path: Path) -> tuple[int, int, int] | None:
    """Time, size and place of a file, by which it is known to be the one that was written."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino)
