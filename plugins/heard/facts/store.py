"""What one build leaves for the next, in a file of SQLite: sources as they were read, texts, pages, files.

Each table has one row a key. An edit writes its rows in one transaction at its end, and before that only
the names of what it is about to write, as `intent`: one that breaks off leaves what the build before it
knew. A whole build empties the store first.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from heard.links.kept import KINDS

SCHEMA = 4
TABLES = {
    "fact": ("name", "value"),
    "source": ("path", "stamp", "record"),
    "body": ("path", "html"),
    "text": ("path", "made_of", "mark", "asks", "pictures", "fields"),
    "html": ("path", "html", "answers"),
    "comment": ("path", "stamp", "record"),
    **dict.fromkeys(KINDS, ("name", "row")),
    "output": ("save_as", "mark", "asked"),
    "answer": ("name", "marks"),
    "intent": ("save_as",),
}
"""The columns of each table; the first is the key."""
_AT_ONCE = 500
"""So many keys one question to SQLite names."""


class DamagedStore(Exception):
    """What was kept could not be read, and is thrown away: everything has to be made anew."""


class Store:
    """The rows of one output folder. Raises nothing for a damaged file: it is begun anew."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._database = self._open()
        except (sqlite3.Error, OSError):
            self._database = self._begin_anew()

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        rows = sqlite3.connect(self.path, timeout=60, isolation_level=None, check_same_thread=False)
        try:
            (version,) = rows.execute("PRAGMA user_version").fetchone()
            if version != SCHEMA:
                _make_tables(rows)
            rows.execute("PRAGMA synchronous=NORMAL")
            rows.execute(f"PRAGMA user_version = {SCHEMA}")  # a file that cannot be written says so here
            for table in TABLES:  # and a damaged one here
                rows.execute(f"{_question(table)} LIMIT 1").fetchall()
        except sqlite3.Error:
            rows.close()
            raise
        return rows

    def _begin_anew(self) -> sqlite3.Connection:
        """Begin with an empty file; where none can be written, in memory."""
        self._remove_files()
        with suppress(sqlite3.Error, OSError):
            return self._open()
        rows = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        _make_tables(rows)
        return rows

    def clear(self) -> None:
        """Forget everything: the next build makes everything anew."""
        _make_tables(self._database)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def discard(self) -> None:
        """Let go of the file and remove it."""
        self.close()
        self._remove_files()

    def _remove_files(self) -> None:
        for ending in ("", "-journal", "-wal", "-shm"):
            with suppress(OSError):
                Path(f"{self.path}{ending}").unlink()

    # -- reading ------------------------------------------------------------------------------------

    def fact(self, name: str) -> bytes:
        """Return one of the few facts about the build itself; empty where it is not known."""
        row = self.row("fact", name)
        return bytes(row[0]) if row else b""

    def rows(self, table: str) -> Iterator[tuple[Any, ...]]:
        """Yield all rows of a table, the key first."""
        return iter(self._database.execute(_question(table)))

    def keys(self, table: str) -> Iterator[str]:
        """Yield the keys of a table."""
        return (key for (key,) in self._database.execute(f"SELECT {TABLES[table][0]} FROM {table}"))

    def row(self, table: str, key: str) -> tuple[Any, ...] | None:
        """Return the row of a key without the key, or None."""
        name, *others = TABLES[table]
        question = f"SELECT {', '.join(others)} FROM {table} WHERE {name} = ?"
        row: tuple[Any, ...] | None = self._database.execute(question, (key,)).fetchone()
        return row

    def some(self, table: str, keys: Iterable[str], what: str) -> Iterator[tuple[str, Any]]:
        """Yield a column, or what SQLite says of it, of the rows of some keys that are there."""
        name, wanted = TABLES[table][0], list(keys)
        for at in range(0, len(wanted), _AT_ONCE):
            those = wanted[at : at + _AT_ONCE]
            places = ", ".join("?" * len(those))
            yield from self._database.execute(
                f"SELECT {name}, {what} FROM {table} WHERE {name} IN ({places})", those
            )

    def html(self, table: str, key: str) -> str:
        """Return the HTML of a `body` or `html` row. Raises KeyError where there is none."""
        row = self.row(table, key)
        if row is None:
            raise KeyError(key)
        return str(row[0])

    def is_asked(self, name: str) -> bool:
        """Whether any text asks by a name."""
        rows = self._database.execute("SELECT asks FROM text WHERE instr(asks, ?)", (name,))
        return any(name in asks.split("\n") for (asks,) in rows)

    def showing(self, path: str) -> Iterator[tuple[str, int]]:
        """Yield the outputs that show the text of a source, with the number of texts that they show."""
        question = f"text {path}"
        rows = self._database.execute(
            "SELECT save_as, asked FROM output WHERE instr(asked, ?)", (question,)
        )
        for save_as, asked in rows.fetchall():
            lines = asked.split("\n")
            if question in lines:
                yield save_as, sum(line.startswith("text ") for line in lines)

    # -- writing ------------------------------------------------------------------------------------

    def put(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Put rows in the place of those with the same keys."""
        places = ", ".join("?" * len(TABLES[table]))
        self._database.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({places})", rows)

    def drop(self, table: str, keys: Iterable[str]) -> None:
        """Remove the rows of some keys."""
        self._database.executemany(
            f"DELETE FROM {table} WHERE {TABLES[table][0]} = ?", ((key,) for key in keys)
        )

    def transaction(self) -> closing[_Transaction]:
        """Return a context: what is written inside is there as a whole, or not at all."""
        return closing(_Transaction(self._database))

    def state(self) -> Mapping[str, dict[str, tuple[Any, ...]]]:
        """Return every row of every table, for tests that compare two stores."""
        return {table: {row[0]: row[1:] for row in self.rows(table)} for table in TABLES}


class _Transaction:
    def __init__(self, rows: sqlite3.Connection) -> None:
        self._rows, self._is_done = rows, False
        rows.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make it last."""
        self._rows.execute("COMMIT")
        self._is_done = True

    def close(self) -> None:
        """End it; what was not committed is undone."""
        if not self._is_done:
            self._rows.execute("ROLLBACK")


def _question(table: str) -> str:
    return f"SELECT {', '.join(TABLES[table])} FROM {table}"


def _make_tables(rows: sqlite3.Connection) -> None:
    """Make the tables, all of them empty."""
    for table, (key, *others) in TABLES.items():
        rows.execute(f"DROP TABLE IF EXISTS {table}")
        rows.execute(f"CREATE TABLE {table} ({', '.join([f'{key} TEXT PRIMARY KEY', *others])})")
    rows.execute(f"PRAGMA user_version = {SCHEMA}")
