"""Which sources are as they were when they were last read.

A file whose time, size and place on the disk are the same is not read again. Times are coarse, so that
is believed only of a file that had been left alone for a while when its time was noted; any other is
compared by its content.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from heard.engine.canon import digest

SETTLED = 2_000_000_000
"""Nanoseconds after which a file's time is believed: file systems count in up to two seconds."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a row says of its source: when it is fresh."""

    stamp: tuple[int, ...]
    content: str
    files: tuple[tuple[str, str], ...]

    def line(self) -> bytes:
        """As the first line of a row."""
        return json.dumps([self.stamp, self.content, self.files]).encode() + b"\n"


def split(row: bytes) -> tuple[Header, bytes]:
    """The header and the rest of a row. Raises ValueError."""
    line, _, rest = row.partition(b"\n")
    stamp, content, files = json.loads(line)
    return Header(tuple(stamp), content, tuple((name, value) for name, value in files)), rest


def stamp_of(path: str) -> tuple[int, ...]:
    """Time, size and place of a file; empty where it changed so lately that it may change unseen."""
    found = os.stat(path)
    if time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) < SETTLED:
        return ()
    return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


class Files:
    """Contents of files by their fingerprint, each looked at once in a build.

    `by_time` says that the time of a file counts as well (`DEFAULT_DATE = "fs"` dates a story by it).
    """

    def __init__(self, by_time: bool = False) -> None:
        self._known: dict[str, str] = {}
        self._by_time = by_time

    def content(self, path: str) -> str:
        """The fingerprint of a file; empty where it cannot be read."""
        if path not in self._known:
            try:
                self._known[path] = digest(Path(path).read_bytes()).hex()
            except OSError:
                self._known[path] = ""
        return self._known[path]

    def header(self, path: str, others: Iterable[str]) -> Header:
        """What to note of a source and of the files that were opened while it was read."""
        try:
            stamp = stamp_of(path)
        except OSError:
            stamp = ()
        files = tuple((other, self.content(other)) for other in sorted(others))
        return Header(stamp, self.content(path), files)

    def is_fresh(self, path: str, header: Header) -> bool:
        """Whether a source and all that was opened with it are as they were."""
        try:
            found = os.stat(path)
        except OSError:
            return False
        stamp = (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)
        if header.stamp != stamp and (self._by_time or header.content != self.content(path)):
            return False
        return all(self.content(other) == content for other, content in header.files)
