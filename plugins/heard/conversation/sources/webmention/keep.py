"""Comment files from webmentions: written, changed with their source, and emptied when that is gone.

What somebody here decided stays: a status, a text that was edited, a file that was deleted.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from msgspec import structs

from heard.conversation.comment_file import CommentFile, comment_text
from heard.conversation.comment_folder import emptied, is_emptied, stored_from
from heard.conversation.sources.webmention.feed import Claim
from heard.conversation.sources.webmention.source import Said, moment_of
from heard.conversation.sources.webmention.state import Received
from heard.library.command_context import CommandContext
from heard.text.dates import day_moment

PLATFORM = "webmention"


@dataclass(frozen=True, slots=True)
class Case:
    """One mention to look at: its comment file, and what is known of it."""

    path: str
    claim: Claim
    known: Received | None = None

    @property
    def story_id(self) -> str:
        """The story that it mentions."""
        return PurePosixPath(self.path).parent.name


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


def keep(context: CommandContext, case: Case, said: Said) -> StoredMention:
    """What to do with a source that links here."""
    known, now = case.known, _comment_now(context, case)
    fresh = _comment(context, case, said)
    record = Received(case.claim.source, case.claim.target, said.digest, digest_of(fresh))
    if now is None:
        if (context.content / case.path).exists():
            return StoredMention("left alone: its file cannot be read", known)
        if known and not known.gone:
            return StoredMention("deleted here, and left so", known)
        return StoredMention("new", record, fresh)
    as_it_is = structs.replace(record, written=digest_of(now))
    if known is None:  # a file that no state tells of is somebody's own
        return StoredMention("here already", as_it_is)
    if known.gone:
        if not is_emptied(now):
            return StoredMention("restored here, and left so", known)
        if known.put_aside:
            return StoredMention(f"{now.status} here, and left so", as_it_is)
        return StoredMention("back again", record, fresh)
    if known.remote == said.digest:
        return StoredMention("unchanged", known)
    seen = structs.replace(known, remote=said.digest)
    if now.status in ("spam", "removed"):
        return StoredMention(f"{now.status} here, and left so", seen)
    if digest_of(now) != known.written:
        return StoredMention("changed there, but edited here; left alone", seen)
    # What was approved was another text: nobody gets words onto the page that no one here has read.
    date = fresh.date if said.date else now.date
    changed = replace(fresh, date=date, parent=now.parent, told_as=now.told_as)
    word = "changed there; it waits for you again" if now.status == "approved" else "changed there"
    return StoredMention(word, structs.replace(record, written=digest_of(changed)), changed)


def take_back(context: CommandContext, case: Case) -> StoredMention:
    """What to do with a known mention whose source is gone, or has no link here any more."""
    assert case.known is not None
    known, now = case.known, _comment_now(context, case)
    if known.gone or now is None:
        return StoredMention("gone", structs.replace(known, gone=True))
    gone = structs.replace(known, gone=True, put_aside=now.status in ("spam", "removed"))
    if digest_of(now) != known.written:
        return StoredMention("taken back there: kept your edit", gone)
    left = emptied(now)
    rest = CommentFile(
        id=now.id,
        story_id=now.story_id,
        source=case.path,
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


def digest_of(comment: CommentFile) -> str:
    """A digest of what a comment says; its status is a matter of whoever looks after the site."""
    text = comment_text(replace(comment, status="pending", parent=None, told_as=None, unattributed=False))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def _comment_now(context: CommandContext, case: Case) -> CommentFile | None:
    """The comment that is there now; None where there is none, or none that can be read."""
    stored = stored_from(context.content / case.path, case.path)
    return stored.comment if stored else None


def _comment(context: CommandContext, case: Case, said: Said) -> CommentFile:
    dates = (moment_of(said.date), moment_of(case.claim.received), day_moment(context.today))
    modified = moment_of(said.modified)
    return CommentFile(
        id=comment_id(case.claim.source),
        story_id=case.story_id,
        source=case.path,
        author=said.author,
        date=next(one for one in dates if one and one.first and one.first <= context.today),
        body=said.body,
        url=said.url,
        modified=modified if modified and modified.first and modified.first <= context.today else None,
        kind=said.kind,
        format=said.format,
        platform=PLATFORM,
        original=case.claim.source,
        status="pending",
    )
