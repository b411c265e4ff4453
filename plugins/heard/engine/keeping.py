"""Values that a plugin works out, kept for the next build: worked out anew only from something else.

A plugin finds `keep` in the setting ENGINE_KEEP – None where there is no engine, or nothing is kept – and
says under which names values are kept and what each is made of: all that the work looks at, as bytes. Where
that is the same as in the build before, and so is all code, the value is given back without the work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from heard.engine.canon import digest
from heard.engine.packing import Unpackable, pack, unpack
from heard.engine.report import Report
from heard.engine.store import Store
from heard.engine.values import SIZE
from heard.engine.workers import shared

Asked = tuple[str, bytes, Callable[[], Any]]
"""A name, what its value is made of, and the work that comes to it."""


class Keeping:
    """The values of one build. Rows are loaded when the first is asked for."""

    def __init__(
        self,
        store: Store,
        report: Report,
        space: str,
        settings: Mapping[str, Any],
        code: Callable[[], bytes],
        workers: int = 1,
        fork_from: int = 0,
    ) -> None:
        self._store, self._report, self._space, self._settings = store, report, space, settings
        self._code_of = code
        self._workers, self._fork_from = workers, fork_from
        self._code = b""
        self._rows: dict[str, bytes] | None = None
        self._asked: set[str] = set()
        self._new: dict[str, bytes] = {}

    def keep(self, asked: Sequence[Asked]) -> list[Any]:
        """The values of names, as they were kept or as their work returns them, in the order asked.

        A name begins with that of its plugin, and is asked for once in a build. Values are texts, numbers,
        dates and frozen records, alone or in tuples, lists, sets and dictionaries; others are not kept.
        Where there are many, several processes work: what the work changes elsewhere is lost.
        """
        if self._rows is None:
            self._rows, self._code = self._store.load(self._space), self._code_of()
        seen = [digest(self._code + made_of) for _name, made_of, _work in asked]
        found = [self._kept(name, seen[at]) for at, (name, _made_of, _work) in enumerate(asked)]
        missing = [at for at, one in enumerate(found) if one is None]
        elsewhere = self._elsewhere([asked[at] for at in missing])
        values = [one[0] if one is not None else None for one in found]
        for number, at in enumerate(missing):
            values[at] = self._worked_out(asked[at], seen[at], elsewhere.get(number))
        return values

    def _kept(self, name: str, seen: bytes) -> tuple[Any] | None:
        """The value as it was kept, in a tuple of its own."""
        assert self._rows is not None
        self._asked.add(name)
        row = self._rows.get(name)
        if row is None or row[:SIZE] != seen:
            return None
        try:
            return (unpack(row[SIZE:], self._settings),)
        except Unpackable:
            return None

    def _worked_out(self, asked: Asked, seen: bytes, packed: bytes | None) -> Any:
        """The value, which another process may have `packed`."""
        name, _made_of, work = asked
        self._report.worked_out.add(name)
        if packed is not None:
            with suppress(Unpackable):
                value = unpack(packed, self._settings)
                self._new[name] = seen + packed
                return value
        value = work()
        try:
            self._new[name] = seen + pack(value, self._settings)
        except Unpackable as error:
            self._asked.discard(name)  # what was kept under its name goes
            self._report.note(f"{name} is worked out in each build, because it holds {error}.")
        return value

    def _elsewhere(self, asked: Sequence[Asked]) -> dict[int, bytes | None]:
        """What several processes work out, packed, by its place; nothing where few is asked."""
        if self._workers == 1 or len(asked) < max(self._fork_from, 2):
            return {}
        return shared(lambda number: self._packed(asked[number]), len(asked), self._workers)

    def _packed(self, asked: Asked) -> bytes | None:
        try:
            return pack(asked[2](), self._settings)
        except Exception:  # the first process works it out again, and shows what is wrong
            return None

    def save(self) -> None:
        """Keep what is new, and forget what nobody asked for."""
        if self._rows is None:
            self._rows = self._store.load(self._space)
        self._store.save(self._space, self._new, set(self._rows) - self._asked)
