"""What an Isso holds, as much of it as may leave it: no e-mail addresses, no IP addresses, no voters.

Rows come from Isso's database, which is read here while Isso may be running and never written to, or from
its web interface; nobody later needs to know which. Only the columns named here are asked for, so that an
e-mail address or an IP address is never even read.
Source: Isso 0.14, `isso/db/comments.py` (the modes) and `isso/views/comments.py` (names are escaped HTML).
"""

from __future__ import annotations

import hashlib
import html
import math
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from msgspec import Struct

from heard.content.fields import clean, holds_login, is_web_address
from heard.text.dates import UNDATED, Moment, minute_moment
from heard.text.exits import Refusal
from heard.text.names import without_mail_addresses

APPROVED, PENDING, DELETED = 1, 2, 4
STATUS_OF = {APPROVED: "approved", PENDING: "pending", DELETED: "removed"}

FOLDER, DATABASE = "isso", "comments.db"
"""The folder of the local Isso, below that of what commands record, and its database, which holds e-mail
and IP addresses: never commit it."""
PATIENCE = 5.0
"""Seconds to wait for a database that Isso is just writing to."""
_COLUMNS = ("id", "tid", "parent", "created", "modified", "mode", "text", "author", "website")
_ROWS = f"""
    SELECT threads.uri, threads.title, {", ".join(f"comments.{name}" for name in _COLUMNS)}
    FROM comments INNER JOIN threads ON comments.tid = threads.id
"""


class IssoError(Exception):
    """An Isso cannot be read now; the message says why."""


class Row(Struct, frozen=True):
    """One comment. `created` and `modified` are seconds since 1970; `text` is Markdown as it was typed.

    `number` alone names no comment for ever: SQLite gives the highest one again after a deletion.
    """

    number: int
    thread: str
    title: str
    parent: int | None
    created: float
    modified: float | None
    mode: int
    text: str
    author: str
    website: str

    @property
    def key(self) -> str:
        """What names the comment for ever."""
        return f"{self.number}@{self.created!r}"

    @property
    def status(self) -> str:
        """The status of its file; a mode that Isso may yet invent waits for the writer."""
        return STATUS_OF.get(self.mode, "pending")


def row_of(given: Mapping[str, Any], thread: object, title: object = "") -> Row:
    """A comment by the names that Isso gives its parts. Raises KeyError, TypeError or ValueError.

    What is no number counts as none: SQLite takes any value for one.
    """
    return Row(
        number=int(given["id"]),
        thread=_text(thread),
        title=_text(title),
        parent=int(_number(given["parent"])) or None,
        created=_number(given["created"]),
        modified=_number(given["modified"]) or None,
        mode=int(_number(given["mode"])),
        text=_text(given["text"]),
        author=_text(given["author"]),
        website=_text(given["website"]),
    )


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, bytes) else str(value)


class Snapshot(Struct, frozen=True):
    """All comments at one moment, oldest first. `database` tells one database from another; it is empty
    where that cannot be known, and then what is missing here proves nothing.
    """

    rows: tuple[Row, ...]
    database: str = ""


def snapshot_of(rows: Iterable[Row], database: str = "") -> Snapshot:
    """A snapshot in the order in which comments were written: an answer stands after what it answers."""
    return Snapshot(tuple(sorted(rows, key=lambda row: (row.created, row.number))), database)


def author_of(given: str) -> str:
    """The name as it was typed, without e-mail addresses: who typed nothing else stays anonymous."""
    return without_mail_addresses(clean(html.unescape(given)))


def website_of(given: str) -> str | None:
    """The author's page, if it is one on the web and hides no address or password."""
    url = html.unescape(given).strip()
    if url and "://" not in url and ":" not in url.split("/")[0]:
        url = f"http://{url}"
    return url if is_web_address(url) and not holds_login(url) else None


def moment_of(seconds: float | None, zone: tzinfo = UTC) -> Moment:
    """A time of Isso, to the minute and with its offset; undated where it is no time at all.

    Nobody wants to read seconds, and `Row.key` holds the exact moment. It is told in the site's
    own zone: in another one, what was said this evening would be dated tomorrow and wait a day for it.
    """
    if not seconds or not math.isfinite(seconds):
        return UNDATED
    try:
        return minute_moment(datetime.fromtimestamp(int(seconds), UTC), zone)
    except (OverflowError, OSError, ValueError):
        return UNDATED


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
