"""What the last build worked out of stories, and leaves for this one."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Protocol

KINDS = ("names", "linking", "said", "word", "lesson", "profile", "list", "related", "near")
"""Rows that stand by a name, which is mostly the id of a story, a word or a feature."""


class Kept(Protocol):
    """Rows of the kinds above: as the last build left them, until this one ends."""

    def all(self, kind: str) -> Iterator[tuple[str, bytes]]:
        """Yield all rows of a kind with their names."""

    def some(self, kind: str, names: Iterable[str]) -> dict[str, bytes]:
        """Return the rows of some names; a name without a row is left out."""

    def sizes(self, kind: str, names: Iterable[str]) -> dict[str, int]:
        """Return how many bytes these rows have."""

    def put(self, kind: str, name: str, row: bytes) -> None:
        """Leave a row for the next build; an empty one is none."""


class Memory:
    """Rows in memory, for whoever keeps nothing."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, bytes]] = defaultdict(dict)
        self._new: list[tuple[str, str, bytes]] = []

    def all(self, kind: str) -> Iterator[tuple[str, bytes]]:
        """Yield all rows of a kind with their names."""
        return iter(self.rows[kind].items())

    def some(self, kind: str, names: Iterable[str]) -> dict[str, bytes]:
        """Return the rows of some names; a name without a row is left out."""
        rows = self.rows[kind]
        return {name: rows[name] for name in names if name in rows} if rows else {}

    def sizes(self, kind: str, names: Iterable[str]) -> dict[str, int]:
        """Return how many bytes these rows have."""
        return {name: len(row) for name, row in self.some(kind, names).items()}

    def put(self, kind: str, name: str, row: bytes) -> None:
        """Leave a row for the next build; an empty one is none."""
        self._new.append((kind, name, row))

    def save(self) -> None:
        """End a build."""
        for kind, name, row in self._new:
            self.rows[kind].pop(name, None)
            if row:
                self.rows[kind][name] = row
        self._new.clear()


def number_of(story_id: str) -> int:
    """Return the number by which rows name a story: the same in each build, whatever other stories say."""
    return int.from_bytes(blake2b(story_id.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def packed(numbers: Iterable[int]) -> bytes:
    """Return numbers of stories as a row."""
    return array("Q", numbers).tobytes()


def unpacked(row: bytes) -> array[int]:
    """Return the numbers of a row."""
    return array("Q", row)


def marked(plain: bytes) -> bytes:
    """Return some bytes in 16."""
    return blake2b(plain, digest_size=16).digest()
