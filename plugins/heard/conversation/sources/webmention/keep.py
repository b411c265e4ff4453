"""Comment files from webmentions: written, changed with their source, and emptied when that is gone.

What somebody here decided stays: a status, a text that was edited, a file that was deleted.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from heard.content.front_matter import read_source
from heard.content.parser import Rules
from heard.conversation.comment_file import CommentFile, comment_text, read_comment, write_comment
from heard.conversation.comment_folder import emptied, is_emptied
from heard.conversation.sources.webmention.source import Said, moment_of
from heard.conversation.sources.webmention.state import Received
from heard.text.dates import day_moment

PLATFORM = "webmention"


@dataclass(frozen=True, slots=True)
class MentionStore:
    """Where comments lie: the content folder, the folder of comments in it, the day, the language."""

    content: Path
    folder: str
    today: date
    lang: str = "en"

    def path(self, story_id: str, source: str) -> str:
        """The file of a mention, below the content folder: the same for ever for one source."""
        return f"{self.folder}/{story_id}/{comment_id(source)}.md"

    def read(self, path: str) -> CommentFile | None:
        """The comment that is there now; None where there is none, or none that can be read."""
        try:
            octets = (self.content / path).read_bytes()
        except OSError:
            return None
        rules = Rules(as_of=self.today, default_lang=self.lang)
        return read_comment(read_source(octets), path, rules)[0]

    def exists(self, path: str) -> bool:
        """Whether there is a file, readable or not."""
        return (self.content / path).exists()


@dataclass(frozen=True, slots=True)
class StoredMention:
    """What became of a mention: a word for people, and what the state shall remember of it."""

    word: str
    record: Received | None
    comment: CommentFile | None = None
    """What is to be written; None where nothing is."""


def comment_id(source: str) -> str:
    """The id of a mention: that of its source, whatever it says today."""
    return f"wm-{hashlib.sha256(source.partition('#')[0].encode()).hexdigest()[:12]}"


def keep(
    shelf: MentionStore,
    path: str,
    known: Received | None,
    source: str,
    target: str,
    said: Said,
    received: str,
) -> StoredMention:
    """What to do with a source that links here."""
    now = shelf.read(path)
    fresh = _comment(shelf, path, source, said, received)
    record = Received(source, target, said.digest, digest_of(fresh))
    if now is None:
        if shelf.exists(path):
            return StoredMention("left alone: its file cannot be read", known)
        if known and not known.gone:
            return StoredMention("deleted here, and left so", known)
        return StoredMention("new", record, fresh)
    if known is None:  # a file that no state tells of is somebody's own
        return StoredMention("here already", replace(record, written=digest_of(now)))
    if known.gone:
        if not is_emptied(now):
            return StoredMention("restored here, and left so", known)
        if known.put_aside:
            return StoredMention(f"{now.status} here, and left so", replace(record, written=digest_of(now)))
        return StoredMention("back again", record, fresh)
    if known.remote == said.digest:
        return StoredMention("unchanged", known)
    if now.status in ("spam", "removed"):
        return StoredMention(f"{now.status} here, and left so", replace(known, remote=said.digest))
    if digest_of(now) != known.written:
        return StoredMention(
            "changed there, but edited here; left alone", replace(known, remote=said.digest)
        )
    # What was approved was another text: nobody gets words onto the page that no one here has read.
    changed = replace(fresh, date=now.date if not said.date else fresh.date)
    changed = replace(changed, parent=now.parent, told_as=now.told_as)
    word = "changed there; it waits for you again" if now.status == "approved" else "changed there"
    return StoredMention(word, replace(record, written=digest_of(changed)), changed)


def take_back(shelf: MentionStore, path: str, known: Received) -> StoredMention:
    """What to do with a mention whose source is gone, or has no link here any more."""
    now = shelf.read(path)
    if known.gone or now is None:
        return StoredMention("gone", replace(known, gone=True))
    gone = replace(known, gone=True, put_aside=now.status in ("spam", "removed"))
    if digest_of(now) != known.written:
        return StoredMention("taken back there: kept your edit", gone)
    left = emptied(now)
    rest = CommentFile(
        id=now.id,
        story_id=now.story_id,
        source=path,
        author="",
        date=now.date,
        parent=now.parent,
        kind=now.kind,
        platform=now.platform,
        original=now.original,
        status=left["status"],
        body=left["body"],
    )
    word = "removed" if rest.status == "removed" else "emptied, as it was never shown"
    return StoredMention(f"taken back there: {word}", gone, rest)


def write(shelf: MentionStore, comment: CommentFile) -> Path:
    """Write the file of a comment. Raises OSError."""
    return write_comment(shelf.content, comment)


def digest_of(comment: CommentFile) -> str:
    """A digest of what a comment says; its status is a matter of whoever looks after the site."""
    text = comment_text(replace(comment, status="pending", parent=None, told_as=None, unattributed=False))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def _comment(shelf: MentionStore, path: str, source: str, said: Said, received: str) -> CommentFile:
    dates = (moment_of(said.date), moment_of(received), day_moment(shelf.today))
    date_of = next(one for one in dates if one and one.first and one.first <= shelf.today)
    modified = moment_of(said.modified)
    if modified and (not modified.first or modified.first > shelf.today):
        modified = None
    given: dict[str, Any] = {
        "author": said.author,
        "url": said.url,
        "modified": modified,
        "kind": said.kind,
        "format": said.format,
        "body": said.body,
    }
    return CommentFile(
        id=comment_id(source),
        story_id=Path(path).parent.name,
        source=path,
        date=date_of,
        platform=PLATFORM,
        original=source,
        status="pending",
        **given,
    )
