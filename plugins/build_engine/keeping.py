"""Values that a plugin works out, kept for the next build: worked out anew only from something else.

A plugin finds `keep` in the setting ENGINE_KEEP – None where there is no engine, or nothing is kept – and
says under which name a value is kept and what it is made of: all that the work looks at, as bytes. Where
that is the same as in the build before, and so is all code, the value is given back without the work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from .canon import digest
from .packing import Unpackable, pack, unpack
from .report import Report
from .store import Store
from .values import SIZE

T = TypeVar("T")


class Keeping:
    """The values of one build. Rows are loaded when the first is asked for."""

    def __init__(
        self,
        store: Store,
        report: Report,
        space: str,
        settings: Mapping[str, Any],
        code: Callable[[], bytes],
    ) -> None:
        self._store, self._report, self._space, self._settings = store, report, space, settings
        self._code_of = code
        self._code = b""
        self._rows: dict[str, bytes] | None = None
        self._asked: set[str] = set()
        self._new: dict[str, bytes] = {}

    def keep(self, name: str, made_of: bytes, work: Callable[[], T]) -> T:
        """The value of a name, as it was kept or as `work` returns it.

        A name begins with that of its plugin, and is asked for once in a build. Values are texts, numbers,
        dates and frozen records, alone or in tuples, lists, sets and dictionaries; others are not kept.
        """
        if self._rows is None:
            self._rows, self._code = self._store.load(self._space), self._code_of()
        self._asked.add(name)
        seen = digest(self._code + made_of)
        row = self._rows.get(name)
        if row is not None and row[:SIZE] == seen:
            try:
                found: T = unpack(row[SIZE:], self._settings)
                return found
            except Unpackable:
                pass
        self._report.worked_out.add(name)
        value = work()
        try:
            self._new[name] = seen + pack(value, self._settings)
        except Unpackable as error:
            self._asked.discard(name)  # what was kept under its name goes
            self._report.note(f"{name} is worked out in each build, because it holds {error}.")
        return value

    def save(self) -> None:
        """Keep what is new, and forget what nobody asked for."""
        if self._rows is None:
            self._rows = self._store.load(self._space)
        self._store.save(self._space, self._new, set(self._rows) - self._asked)
