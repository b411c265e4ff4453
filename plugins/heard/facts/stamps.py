"""Stamps: by what a file is known to be as it was – when it was changed, its size, and what it holds."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

import msgspec

from heard.library.spelling import mark_of
from heard.text.files import below

SETTLED = 2_000_000_000
"""Nanoseconds after which a file system surely gives a changed file another time."""
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(list[tuple[str, int, int]])


class Tree:
    """The files that a site is made from, as they were before any of them was read."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._began = time.time_ns()
        self._files = {path: (changed, size) for path, changed, size in below(map(str, folders))}

    def look(self, path: str, known: bytes) -> tuple[bytes, bool]:
        """Return the stamp of a file, and whether it holds what it held at a known stamp.

        Its bytes are read where it has another time or size, or was changed so shortly before that its time
        might not show it. The stamp of a file that cannot be read is empty.
        """
        try:
            changed, size = self._files.get(path) or _times(Path(path))
            times = changed.to_bytes(8, "big", signed=True) + size.to_bytes(8, "big")
            if known[:16] == times and self._is_settled(changed):
                return known, True
            stamp = times + mark_of(Path(path).read_bytes())
        except OSError:  # whoever reads it tells
            return b"", False
        return stamp, stamp[16:] == known[16:]

    def _is_settled(self, changed: int) -> bool:
        return changed < self._began - SETTLED

    def kept(self) -> bytes:
        """Return all of it for the next build."""
        return _ENCODER.encode(
            [
                (path, changed if self._is_settled(changed) else 0, size)
                for path, (changed, size) in self._files.items()
            ]
        )

    def changed_since(self, kept: bytes) -> list[str] | None:
        """Return the files that may hold something else than before; None if one came or went."""
        before = {path: (changed, size) for path, changed, size in _DECODER.decode(kept)} if kept else {}
        if before.keys() != self._files.keys():
            return None
        return [path for path, times in self._files.items() if before[path] != times]


def times_of(path: Path) -> tuple[int, int, bytes]:
    """Return when a file was changed and its size; for one changed just now, also the mark of its bytes.

    Raises OSError where there is none.
    """
    changed, size = _times(path)
    is_settled = changed < time.time_ns() - SETTLED
    return changed, size, b"" if is_settled else mark_of(path.read_bytes())


def _times(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size
