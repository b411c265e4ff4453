"""What is kept between builds: rows of bytes in one SQLite file, each with its own checksum.

SQLite keeps two builds at once, and a build that is killed, from harming the file. A file that is no
such file, is cut short, or is of another version is noticed, said in one line, and begun anew; a folder
that cannot be written is said in one line, and the build goes on without keeping anything.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from heard.engine.canon import digest

VERSION = 1
FILE = "kept.sqlite"
WAIT = 30.0
"""Seconds to wait for another build that is just writing."""
SPACES = 6
"""So many spaces of one kind are kept: a site built in two ways in turn stays fast in both."""
_TABLES = """
CREATE TABLE rows (space, name, body, checksum, PRIMARY KEY (space, name)) WITHOUT ROWID;
CREATE TABLE spaces (space TEXT PRIMARY KEY, used INTEGER) WITHOUT ROWID;
"""
Say = Callable[[str], None]
Change = tuple[str, Mapping[str, bytes], Collection[str]]
"""What to keep of a space, and what to drop."""


class Store:
    """The file of kept rows. It never raises for a broken file: then nothing is kept."""

    def __init__(self, folder: Path, say: Say) -> None:
        self._path = folder / FILE
        self._say = say
        self._told: set[str] = set()
        self._usable = True

    def load(self, space: str) -> dict[str, bytes]:
        """All rows of a space that are whole."""
        found: dict[str, bytes] = {}
        broken = 0

        def read(file: sqlite3.Connection) -> None:
            nonlocal broken
            rows = file.execute("SELECT name, body, checksum FROM rows WHERE space = ?", (space,))
            for name, body, checksum in rows:
                if (
                    isinstance(name, str)
                    and isinstance(body, bytes)
                    and checksum == _check(space, name, body)
                ):
                    found[name] = body
                else:
                    broken += 1

        if self._path.is_file():
            self._with_file(read)
        if broken:
            self._once(
                f"{broken} of the rows kept in {self._path} are damaged; what they held is made anew."
            )
        return found

    def save(self, space: str, changed: Mapping[str, bytes], gone: Iterable[str] = ()) -> None:
        """Keep rows, drop others, in one step; the spaces longest not used go."""
        self.save_together([(space, changed, tuple(gone))])

    def save_together(self, changes: Iterable[Change]) -> None:
        """Change several spaces in one step: all or, where the build is killed, none."""
        wanted = [(space, kept, gone) for space, kept, gone in changes if kept or gone]
        if not wanted:
            return

        def write(file: sqlite3.Connection) -> None:
            file.execute("BEGIN IMMEDIATE")
            for space, kept, gone in wanted:
                _change(file, space, kept, gone)
            file.execute("COMMIT")

        self._with_file(write)

    def _with_file(self, work: Callable[[sqlite3.Connection], None]) -> None:
        for attempt in (1, 2):
            if not self._usable:
                return
            file: sqlite3.Connection | None = None
            try:
                file = self._open()
                work(file)
                return
            except sqlite3.OperationalError as error:
                if not _is_broken(error):
                    self._usable = False
                    self._once(f"What was built cannot be kept in {self._path.parent} ({error}).")
                    return
                self._begin_anew(str(error), attempt)
            except sqlite3.DatabaseError as error:
                self._begin_anew(str(error), attempt)
            except OSError as error:
                self._usable = False
                self._once(f"What was built cannot be kept in {self._path.parent} ({error.strerror}).")
            finally:
                if file is not None:
                    file.close()

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = sqlite3.connect(self._path, timeout=WAIT, isolation_level=None)
        try:
            # A crash of the machine may cost the file, which is then begun anew; a kill does not.
            file.execute("PRAGMA synchronous = OFF")
            version = file.execute("PRAGMA user_version").fetchone()[0]
            if version != VERSION:
                self._prepare(file)
        except BaseException:
            file.close()
            raise
        return file

    def _prepare(self, file: sqlite3.Connection) -> None:
        file.execute("BEGIN IMMEDIATE")
        if file.execute("PRAGMA user_version").fetchone()[0] != VERSION:  # else another build was first
            if file.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                file.execute("ROLLBACK")
                raise sqlite3.DatabaseError("it is of another version")
            for statement in _TABLES.strip().splitlines():
                file.execute(statement)
            file.execute(f"PRAGMA user_version = {VERSION}")
        file.execute("COMMIT")

    def _begin_anew(self, why: str, attempt: int) -> None:
        self._once(f"What was kept in {self._path} cannot be used ({why}); it is made anew.")
        if attempt == 2:
            self._usable = False
            return
        for ending in ("", "-journal", "-wal", "-shm"):
            with suppress(OSError):
                self._path.with_name(self._path.name + ending).unlink(missing_ok=True)

    def _once(self, text: str) -> None:
        if text not in self._told:
            self._told.add(text)
            self._say(text)


def _change(file: sqlite3.Connection, space: str, kept: Mapping[str, bytes], gone: Collection[str]) -> None:
    rows = ((space, name, body, _check(space, name, body)) for name, body in kept.items())
    file.executemany("INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?)", rows)
    file.executemany("DELETE FROM rows WHERE space = ? AND name = ?", ((space, name) for name in gone))
    file.execute("INSERT OR REPLACE INTO spaces SELECT ?, 1 + coalesce(max(used), 0) FROM spaces", (space,))
    kind = space.partition(" ")[0]
    old = file.execute(
        "SELECT space FROM spaces WHERE space LIKE ? ORDER BY used DESC LIMIT -1 OFFSET ?",
        (f"{kind} %", SPACES),
    ).fetchall()
    file.executemany("DELETE FROM rows WHERE space = ?", old)
    file.executemany("DELETE FROM spaces WHERE space = ?", old)


def _is_broken(error: sqlite3.OperationalError) -> bool:
    """Whether the file is at fault, not the folder it lies in or another build that holds it."""
    return str(error).startswith(("no such table", "no such column", "table ", "malformed"))


def _check(space: str, name: str, body: bytes) -> bytes:
    return digest(f"{space}\0{name}\0".encode("utf-8", "surrogatepass") + body)
