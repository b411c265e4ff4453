"""Reads Isso's database while Isso may be running; nothing is ever written into it.

Only the columns named here are asked for, so that an e-mail address or an IP address is never even read.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from heard.conversation.sources.isso.snapshot import IssoError, Snapshot, row_of, snapshot_of
from heard.text.exits import Refusal

PATIENCE = 5.0
"""Seconds to wait for a database that Isso is just writing to."""
_COLUMNS = ("id", "tid", "parent", "created", "modified", "mode", "text", "author", "website")
_ROWS = f"""
    SELECT threads.uri, threads.title, {", ".join(f"comments.{name}" for name in _COLUMNS)}
    FROM comments INNER JOIN threads ON comments.tid = threads.id
"""


def read_database(path: Path, shown: str) -> Snapshot:
    """Everything in the database at one moment.

    `shown` is how messages call the file. Raises Refusal where there is not a database of Isso, and
    IssoError where there is one that cannot be read.
    """
    if not path.is_file():
        hint = "Start one with heard comments-serve, or name another file with --db."
        raise Refusal(f"There is not a database of Isso at {shown}. {hint}")
    try:
        with closing(_connect(path)) as connection:
            connection.execute("BEGIN")  # one moment for all that is read
            if not _is_isso(connection):
                raise Refusal(f"{shown} is not a database of Isso: it has no comments as Isso keeps them.")
            rows = [
                row_of(dict(found), found["uri"], found["title"]) for found in connection.execute(_ROWS)
            ]
            return snapshot_of(rows, _fingerprint(connection))
    except (sqlite3.Error, TypeError, ValueError) as error:
        raise IssoError(str(error)) from error


def _connect(path: Path) -> sqlite3.Connection:
    # Source: sqlite.org/uri.html. `as_uri` writes ? and # of a file name so that they stay in it.
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=PATIENCE)
    connection.isolation_level = None
    connection.row_factory = sqlite3.Row
    connection.text_factory = lambda octets: octets.decode("utf-8", "replace")
    return connection


def _is_isso(connection: sqlite3.Connection) -> bool:
    comments = {row[1] for row in connection.execute("PRAGMA table_info(comments)")}
    threads = {row[1] for row in connection.execute("PRAGMA table_info(threads)")}
    return comments.issuperset(_COLUMNS) and threads.issuperset(("id", "uri", "title"))


def _fingerprint(connection: sqlite3.Connection) -> str:
    """What tells this database from one that took its place: a hash of the key Isso made for it.

    The key itself is a secret and goes nowhere.
    """
    if not list(connection.execute("PRAGMA table_info(preferences)")):
        return ""
    found = connection.execute("SELECT value FROM preferences WHERE key = 'session-key'").fetchone()
    return hashlib.sha256(f"isso {found[0]}".encode()).hexdigest()[:16] if found else ""
