"""What a pull changes: three sides of each comment – as it was pulled, as its file says, as Isso has it.

What only one side changed is taken. What the writer changed stays, whatever Isso says. What was pulled is
kept as a hash of each field: so neither change is lost, and what a reader deleted is not kept by the back
door. The file of these hashes is committed with the comments.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct, convert, to_builtins
from msgspec.structs import replace

from heard.conversation.comment_file import CommentFile, comment_text
from heard.conversation.comment_folder import (
    StoredComment,
    as_read,
    bare,
    source_of,
    stored_comments,
    with_changes,
)
from heard.conversation.sources.isso.snapshot import (
    DELETED,
    STATUS_OF,
    Row,
    Snapshot,
    author_of,
    moment_of,
    website_of,
)
from heard.library.command_context import CommandContext
from heard.text.dates import Moment
from heard.text.files import read_state, write_state

VERSION = 1
STATE_FILE = "isso.json"
FIELDS = ("author", "body", "in_reply_to", "modified", "status", "url")
MANY, SHARE = 3, 0.5
"""More than so many gone at once, and more than this share of all: an older copy of the database was put
in place, or it was emptied. Readers do not delete like that."""
PURGED_DAYS = 30
"""Isso itself throws away what nobody moderated for so long (its `purge-after`)."""
Place = tuple[str, str]
"""The story of a comment, and its id there."""


class Pulled(Struct, frozen=True, omit_defaults=True):
    """One comment that was pulled: `id` in the folder of `story`, last seen in the database `database`.

    `fields` holds hashes of `FIELDS`. `gone` says that its deletion was dealt with.
    """

    story: str
    id: str
    database: str
    fields: dict[str, str]
    gone: bool = False

    def __post_init__(self) -> None:
        if not self.fields.keys() >= set(FIELDS):
            raise ValueError("a field is missing")

    @property
    def place(self) -> Place:
        """Where its file belongs."""
        return self.story, self.id


State = Mapping[str, Pulled]
"""What was pulled, by the key of its row."""


def load(path: Path) -> State:
    """The state in a file; nothing where there is no file. Raises Refusal for one that is broken."""
    return read_state(path, VERSION, lambda content: convert(content["comments"], dict[str, Pulled])) or {}


def save(path: Path, state: State) -> None:
    """Write the state, sorted, so that a diff shows what happened. Raises OSError."""
    write_state(path, VERSION, {"comments": to_builtins(state, order="deterministic")})


class Step(Struct, frozen=True):
    """One thing to do: `kind` is new, changed, removed, kept, away, unreadable or doubtful.

    `text` is what to write to `source`; None where nothing is written. `what` names the fields.
    """

    kind: str
    source: str
    text: str | None = None
    what: tuple[str, ...] = ()


class Merge:
    """What a pull is to do, in `steps`; `state` is what to note of it.

    `story_of` gives the story of a thread. `deleted` says that what this Isso once held and is missing was
    meant to go. `strangers` are the threads that belong to no story, with their title and count.
    """

    def __init__(
        self,
        context: CommandContext,
        snapshot: Snapshot,
        state: State,
        story_of: Callable[[str], str | None],
        deleted: bool = False,
    ) -> None:
        self.steps: list[Step] = []
        self.state = dict(state)
        self.strangers: dict[str, tuple[str, int]] = {}
        self._snapshot, self._context = snapshot, context
        self._story_of, self._zone = story_of, ZoneInfo(context.settings.get("TIMEZONE") or "UTC")
        kept = stored_comments(context.content, context.settings)
        self._files = {(one.comment.story_id, one.comment.id): one for one in kept}
        placed = list(self._placed())  # all, before anything else: an answer knows what it answers
        ids = {row.number: before.id for row, before in placed}
        for row, before in placed:
            self._take(row, before, ids)
        self._miss(deleted)
        touched = sum(step.kind in ("new", "changed", "removed", "unreadable") for step in self.steps)
        self.alike = max(0, len(placed) - touched)

    def _placed(self) -> Iterator[tuple[Row, Pulled]]:
        """Yield each row with what was noted of it, or with the place it gets."""
        taken = {one.place for one in self.state.values()}
        # In the order in which they were written, an answer stands after what it answers.
        for row in sorted(self._snapshot.rows, key=lambda row: (row.created, row.number)):
            before = self.state.get(row.key)
            story = before.story if before else self._story_of(row.thread)
            if story is None:
                _title, count = self.strangers.get(row.thread, ("", 0))
                self.strangers[row.thread] = row.title, count + 1
                continue
            if before is None:
                before = Pulled(story, self._name(row, story, taken), "", dict.fromkeys(FIELDS, ""))
            taken.add(before.place)
            yield row, before

    def _name(self, row: Row, story: str, taken: set[Place]) -> str:
        """The id of a comment that nobody noted; another one may have had its number before.

        Where its file is here all the same, the state was lost, and what differs counts as the writer's.
        The name that tells the second of its writing goes first: files know the minute only.
        """
        first, second = f"isso-{row.number}", f"isso-{row.number}-{int(row.created)}"
        for name in (second, first):
            kept = self._files.get((story, name))
            if kept is None or kept.comment.platform != "isso" or (story, name) in taken:
                continue
            if _instant(kept.comment.date)[:16] == _instant(moment_of(row.created))[:16]:
                return name
        return second if (story, first) in self._files or (story, first) in taken else first

    def _take(self, row: Row, before: Pulled, ids: Mapping[int, str]) -> None:
        theirs = self._comment(row, before, ids)
        if theirs is None:
            self.steps.append(Step("unreadable", f"{row.thread}#{row.number}"))
            return
        is_known = row.key in self.state
        database = self._snapshot.database or before.database
        self.state[row.key] = Pulled(*before.place, database, _hashes(theirs))
        if kept := self._files.get(before.place):
            self._merge(before, theirs, kept, row.mode == DELETED)
        elif not is_known:
            self.steps.append(Step("new", theirs.source, comment_text(theirs)))
        elif not before.gone:  # the writer took the file away; it stays away
            self.steps.append(Step("away", theirs.source))

    def _comment(self, row: Row, place: Pulled, ids: Mapping[int, str]) -> CommentFile | None:
        """The comment as a file of it would be read; None where no file can hold it."""
        written = moment_of(row.created, self._zone)
        day = written.first.isoformat() if written.first else "undated"
        gone = row.mode == DELETED
        comment = CommentFile(
            id=place.id,
            story_id=place.story,
            source=source_of(self._context.settings, place.story, f"{day}-{place.id}"),
            author="" if gone else author_of(row.author),
            date=written,
            body="" if gone else row.text,
            parent=ids.get(row.parent) if row.parent else None,
            url=None if gone else website_of(row.website),
            status=STATUS_OF.get(row.mode, "pending"),  # a mode that Isso may yet invent waits
            modified=moment_of(row.modified, self._zone) if row.modified and not gone else None,
            platform="isso",
        )
        return as_read(comment_text(comment), comment.source)

    def _merge(self, before: Pulled, theirs: CommentFile, kept: StoredComment, gone: bool) -> None:
        ours, now = _values(kept.comment), _values(theirs)
        if gone:
            now["status"] = bare(kept.comment).status
        news = {
            name for name in FIELDS if now[name] != ours[name] and hash_of(now[name]) != before.fields[name]
        }
        untouched = {name for name in FIELDS if hash_of(ours[name]) == before.fields[name]}
        # What a reader deleted goes, whatever its status here is – but not the writer's own words.
        taken = news if gone and ("body" in untouched or not ours["body"]) else news & untouched
        if news - taken:
            self.steps.append(Step("kept", kept.comment.source, what=tuple(sorted(news - taken))))
        if taken and not (gone and news - taken):
            now["modified"] = theirs.modified.text if theirs.modified else ""
            self._write("removed" if gone else "changed", kept, {name: now[name] for name in sorted(taken)})

    def _miss(self, deleted: bool) -> None:
        """Deal with comments that were pulled before and are not in Isso any more.

        Only the database that once held a comment can say that it was deleted: one that was lost and begun
        anew says nothing, and neither does an answer over the web.
        """
        present, database = {row.key for row in self._snapshot.rows}, self._snapshot.database
        lost = {
            key: one
            for key, one in self.state.items()
            if key not in present and not one.gone and one.place in self._files
        }
        own = [key for key, one in lost.items() if database and one.database == database]
        known = sum(one.database == database and not one.gone for one in self.state.values())
        if deleted:
            believed = own if database else [*lost]
        else:
            doubtful = len(own) > MANY and len(own) > SHARE * known
            believed = [] if doubtful else [key for key in own if not self._is_purged(lost[key])]
        for key, one in lost.items():
            kept = self._files[one.place]
            if key not in believed:
                self.steps.append(Step("doubtful", kept.comment.source))
                continue
            theirs = bare(kept.comment)
            self._merge(one, theirs, kept, gone=True)
            fields = {**_hashes(theirs), "in_reply_to": one.fields["in_reply_to"]}
            self.state[key] = replace(one, fields=fields, gone=True)

    def _write(self, kind: str, kept: StoredComment, changes: Mapping[str, str]) -> None:
        """Change fields of a file; one without front matter between lines is the writer's own affair."""
        text = None
        with suppress(ValueError):
            text = with_changes(kept.text, changes)
        kind = kind if text is not None else "kept"
        self.steps.append(Step(kind, kept.comment.source, text, tuple(changes)))

    def _is_purged(self, one: Pulled) -> bool:
        """Whether Isso may have thrown it away by itself, before anybody read it."""
        comment = self._files[one.place].comment
        written = comment.date.first
        if comment.status != "pending" or written is None:
            return False
        return (self._context.today - written).days >= PURGED_DAYS


def hash_of(value: str) -> str:
    """How the value of a field stands in the state."""
    return hashlib.sha256(value.encode()).hexdigest()[:16]


def _hashes(comment: CommentFile) -> dict[str, str]:
    """How a comment stands in the state."""
    return {name: hash_of(value) for name, value in _values(comment).items()}


def _values(comment: CommentFile) -> dict[str, str]:
    """The fields that both sides may change, as texts."""
    return {
        "author": comment.author,
        "body": comment.body.strip(),
        "in_reply_to": comment.parent or "",
        "modified": _instant(comment.modified),
        "status": comment.status,
        "url": comment.url or "",
    }


def _instant(moment: Moment | None) -> str:
    """A moment, the same in every zone."""
    if moment is None or moment.at is None or moment.at.tzinfo is None:
        return moment.text if moment else ""
    return moment.at.astimezone(UTC).isoformat()
