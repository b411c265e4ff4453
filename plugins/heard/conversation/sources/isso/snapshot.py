"""What an Isso holds, as much of it as may leave it: no e-mail addresses, no IP addresses, no voters.

Rows come from Isso's database, which is read here while Isso may be running and never written to, or from
its web interface, which gives no list of threads and is asked for those that this site's stories could
have; nobody later needs to know which. Only the columns named here are read, so that no e-mail address and
no IP address ever is.
Source: Isso 0.14, `isso/db/comments.py` (the modes) and `isso/views/comments.py` (names are escaped HTML);
`POST /count` and `GET /?uri=…&plain=1` (isso-comments.de/docs/reference).
"""

from __future__ import annotations

import hashlib
import html
import math
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, tzinfo
from http.client import HTTPException
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request

import msgspec
from msgspec import Struct

from heard.content.fields import clean, holds_login, is_web_address
from heard.conversation.sources.safe_http import TO_NAMED
from heard.text.dates import UNDATED, Moment, minute_moment
from heard.text.exits import Refusal
from heard.text.names import without_mail_addresses
from heard.text.progress import show
from heard.text.terminal import strip_control_chars

T = TypeVar("T")
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
TIMEOUT = 20.0
"""Seconds that Isso may stay silent."""
MOST = 20_000_000
"""Octets of one answer that are read."""
ASKED_AT_ONCE = 500
AGENT = "Heard (heard comments-pull)"


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
    """All comments at one moment. `database` tells one database from another; it is empty
    where that cannot be known, and then what is missing here proves nothing.
    """

    rows: tuple[Row, ...]
    database: str = ""


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


def read_api(url: str, threads: Sequence[str]) -> Snapshot:
    """The approved comments of the threads that have some. Raises Refusal and IssoError."""
    if not _is_address(url):
        raise Refusal(f"--url {strip_control_chars(url)}: must be the http(s):// address of an Isso.")
    root = url.rstrip("/")
    rows: list[Row] = []
    try:
        for number, thread in enumerate(_with_comments(root, threads), 1):
            show("asking Isso for comments", number)
            answer = _ask(f"{root}/?{urlencode({'uri': thread, 'plain': 1})}", dict[str, Any])
            rows += _rows(answer, thread)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise IssoError(f"{root} does not answer as Isso does.") from error
    return Snapshot(tuple(rows))


def _is_address(url: str) -> bool:
    """Whether somebody can be asked at an address."""
    try:
        parts = urlsplit(url)
        port = parts.port  # raises for one that is no number, or none of TCP
    except ValueError:
        return False
    is_clean = not re.search(r"[\s\x00-\x20\x7f]", url)
    return is_clean and parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0


def _with_comments(root: str, threads: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(threads), ASKED_AT_ONCE):
        some = list(threads[start : start + ASKED_AT_ONCE])
        counts = _ask(f"{root}/count", list[int], some)
        yield from (thread for thread, count in zip(some, counts, strict=True) if count)


def _rows(answer: Mapping[str, Any], thread: str) -> Iterator[Row]:
    for reply in answer.get("replies") or ():
        yield row_of(reply, thread)
        yield from _rows(reply, thread)


def _ask(url: str, kind: type[T], content: object = None) -> T:
    body = None if content is None else msgspec.json.encode(content)
    headers = {"User-Agent": AGENT, "Accept": "application/json", "Content-Type": "application/json"}
    request = Request(url, body, headers, method="POST" if body else "GET")
    place = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}"
    try:
        with TO_NAMED.open(request, timeout=TIMEOUT) as answer:
            octets = answer.read(MOST + 1)
    except HTTPError as error:
        with error:
            raise IssoError(f"{place} answers {error.code} {error.reason}.") from error
    except HTTPException as error:  # what answers speaks no HTTP, or stops in the middle of a word
        raise IssoError(f"{place} does not answer as Isso does ({type(error).__name__}).") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise IssoError(f"{place} cannot be reached: {reason or type(error).__name__}.") from error
    if len(octets) > MOST:
        raise IssoError(f"{place} sends more than {MOST:,} octets.")
    return msgspec.json.decode(octets, type=kind)


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
            return Snapshot(tuple(rows), _fingerprint(connection))
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
