"""What a pull changes: three sides of each comment – as it was pulled, as its file says, as Isso has it.

What only one side changed is taken. What the writer changed stays, whatever Isso says. Nothing here reads
or writes a file.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, tzinfo

from heard.conversation.comment_file import CommentFile, comment_text
from heard.conversation.comment_folder import StoredComment, as_read, emptied, with_changes
from heard.conversation.sources.isso.snapshot import (
    DELETED,
    Row,
    Snapshot,
    author_of,
    moment_of,
    website_of,
)
from heard.conversation.sources.isso.state import FIELDS, Pulled, State, hash_of
from heard.conversation.sources.isso.threads import story_of
from heard.text.dates import Moment

MANY, SHARE = 3, 0.5
"""More than so many gone at once, and more than this share of all: an older copy of the database was put
in place, or it was emptied. Readers do not delete like that."""
PURGED_DAYS = 30
"""Isso itself throws away what nobody moderated for so long (its `purge-after`)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: `kind` is new, changed, removed, kept, away, unreadable or doubtful.

    `text` is what to write to `source`; None where nothing is written. `what` names the fields.
    """

    kind: str
    source: str
    text: str | None = None
    what: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do, what to note, and the threads that belong to no story, with their title and count."""

    steps: tuple[Step, ...]
    state: State
    strangers: tuple[tuple[str, str, int], ...] = ()
    alike: int = 0


@dataclass(frozen=True, slots=True)
class Here:
    """Our side: the files, the names that threads may have, the folder of the comments, zone and day."""

    kept: Sequence[StoredComment]
    keys: Mapping[str, str]
    folder: str
    zone: tzinfo
    today: date


def plan(snapshot: Snapshot, state: State, here: Here, deleted: bool = False) -> Plan:
    """What a pull is to do. `deleted` says that what this Isso once held and is missing was meant to go."""
    files = {(one.comment.story_id, one.comment.id): one for one in here.kept}
    placed, strangers = _placed(snapshot, state, files, here)
    ids = {row.number: before.id for row, before, _is_new in placed}
    noted, steps = dict(state), list[Step]()
    for row, before, is_new in placed:
        theirs = _comment(row, before, ids, here)
        if theirs is None:
            steps.append(Step("unreadable", f"{row.thread}#{row.number}"))
            continue
        database = snapshot.database or before.database
        noted[row.key] = Pulled(before.story, before.id, database, _hashes(theirs))
        if is_new:
            steps.append(Step("new", theirs.source, comment_text(theirs)))
        else:
            steps += _merged(before, theirs, files.get((before.story, before.id)), row.mode == DELETED)
    steps += _missing(snapshot, noted, files, here, deleted)
    touched = sum(step.kind in ("new", "changed", "removed", "unreadable") for step in steps)
    return Plan(tuple(steps), noted, strangers, max(0, len(placed) - touched))


def _placed(
    snapshot: Snapshot, state: State, files: Mapping[tuple[str, str], StoredComment], here: Here
) -> tuple[list[tuple[Row, Pulled, bool]], tuple[tuple[str, str, int], ...]]:
    """Each row with what was noted of it, or with the place it gets and True; then the strangers.

    Places are given before anything else, so that an answer knows what it answers.
    """
    taken = {(one.story, one.id) for one in state.values()}
    found: list[tuple[Row, Pulled, bool]] = []
    strangers: dict[str, tuple[str, int]] = {}
    for row in snapshot.rows:
        before = state.get(row.key)
        story = before.story if before else story_of(row.thread, here.keys)
        if story is None:
            strangers[row.thread] = (row.title, strangers.get(row.thread, ("", 0))[1] + 1)
            continue
        name = before.id if before else _found_again(row, story, files, taken)
        is_new = name is None
        if name is None:
            first, second = _names(row)
            name = second if (story, first) in files or (story, first) in taken else first
        taken.add((story, name))
        found.append((row, before or Pulled(story, name, "", dict.fromkeys(FIELDS, "")), is_new))
    return found, tuple((name, *seen) for name, seen in sorted(strangers.items()))


def _comment(row: Row, place: Pulled, ids: Mapping[int, str], here: Here) -> CommentFile | None:
    """The comment as a file of it would be read; None where no file can hold it."""
    written = moment_of(row.created, here.zone)
    day = written.first.isoformat() if written.first else "undated"
    gone = row.mode == DELETED
    comment = CommentFile(
        id=place.id,
        story_id=place.story,
        source=f"{here.folder}/{place.story}/{day}-{place.id}.md",
        author="" if gone else author_of(row.author),
        date=written,
        body="" if gone else row.text,
        parent=ids.get(row.parent) if row.parent else None,
        url=None if gone else website_of(row.website),
        status=row.status,
        modified=moment_of(row.modified, here.zone) if row.modified and not gone else None,
        platform="isso",
    )
    return as_read(comment_text(comment), comment.source)


def _found_again(
    row: Row, story: str, files: Mapping[tuple[str, str], StoredComment], taken: Container[tuple[str, str]]
) -> str | None:
    """The id of a comment whose file is here although nobody noted it: the state was lost. What differs
    then counts as the writer's. The name that tells the second of its writing goes first: files know the
    minute only.
    """
    for name in reversed(_names(row)):
        kept = files.get((story, name))
        if kept is None or kept.comment.platform != "isso" or (story, name) in taken:
            continue
        if _minute(kept.comment.date) == _minute(moment_of(row.created)):
            return name
    return None


def _merged(before: Pulled, theirs: CommentFile, kept: StoredComment | None, gone: bool) -> list[Step]:
    if kept is None:  # the writer took the file away; it stays away
        return [] if before.gone else [Step("away", theirs.source)]
    source = kept.comment.source
    ours, now = _values(kept.comment), _values(theirs)
    if gone:
        now |= emptied(kept.comment)
    differ = {name for name in FIELDS if now[name] != ours[name]}
    news = {name for name in differ if hash_of(now[name]) != before.fields[name]}
    untouched = {name for name in FIELDS if hash_of(ours[name]) == before.fields[name]}
    # What a reader deleted goes, whatever the writer made of its status – but not the writer's own words.
    taken = news if gone and ("body" in untouched or not ours["body"]) else news & untouched
    steps = []
    if news - taken:
        steps.append(Step("kept", source, what=tuple(sorted(news - taken))))
    if taken and not (gone and news - taken):
        texts = {**now, "modified": theirs.modified.text if theirs.modified else ""}
        changes = {name: texts[name] for name in sorted(taken)}
        steps.append(_write("removed" if gone else "changed", kept, changes))
    return steps


def _missing(
    snapshot: Snapshot,
    noted: dict[str, Pulled],
    files: Mapping[tuple[str, str], StoredComment],
    here: Here,
    deleted: bool,
) -> list[Step]:
    """Steps for comments that were pulled before and are not in Isso any more.

    Only the database that once held a comment can say that it was deleted: one that was lost and begun
    anew says nothing, and neither does an answer over the web.
    """
    present = {row.key for row in snapshot.rows}
    lost = [
        key
        for key, one in noted.items()
        if key not in present and not one.gone and (one.story, one.id) in files
    ]
    own = [key for key in lost if snapshot.database and noted[key].database == snapshot.database]
    known = sum(one.database == snapshot.database and not one.gone for one in noted.values())
    doubtful = len(own) > MANY and len(own) > SHARE * known
    possible = own if snapshot.database else lost
    believed = possible if deleted else [] if doubtful else own
    steps = []
    for key in lost:
        one = noted[key]
        kept = files[one.story, one.id]
        if key not in believed or (not deleted and _purged(kept, here.today)):
            steps.append(Step("doubtful", kept.comment.source))
            continue
        left = {"author": "", "modified": "", "url": "", **emptied(kept.comment)}
        if hash_of(_values(kept.comment)["body"]) != one.fields["body"]:
            steps.append(Step("kept", kept.comment.source, what=("body",)))
        else:
            values = _values(kept.comment)
            needed = {name: value for name, value in left.items() if value != values[name]}
            steps.append(_write("removed", kept, needed))
        fields = {**one.fields, **{name: hash_of(value) for name, value in left.items()}}
        noted[key] = replace(one, fields=fields, gone=True)
    return steps


def _write(kind: str, kept: StoredComment, changes: Mapping[str, str]) -> Step:
    """A file with fields changed; one without front matter between lines is the writer's own affair."""
    try:
        text = with_changes(kept.text, changes)
    except ValueError:
        return Step("kept", kept.comment.source, what=tuple(changes))
    return Step(kind, kept.comment.source, text, tuple(changes))


def _purged(kept: StoredComment, today: date) -> bool:
    """Whether Isso may have thrown it away by itself, before anybody read it."""
    written = kept.comment.date.first
    if kept.comment.status != "pending" or written is None:
        return False
    return (today - written).days >= PURGED_DAYS


def _names(row: Row) -> tuple[str, str]:
    """The id of a comment, and the one that it gets where another one had its number before."""
    return f"isso-{row.number}", f"isso-{row.number}-{int(row.created)}"


def _hashes(comment: CommentFile) -> dict[str, str]:
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


def _minute(moment: Moment) -> str:
    """The same to the minute, as files hold it."""
    return _instant(moment)[:16]
