"""The comment files as they lie in their folder: each with its text, for tasks that change some."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from heard.content.front_matter import files_in, read_source, with_body, with_field
from heard.content.layout import patterns_of
from heard.content.parser import Rules
from heard.conversation.comment_file import CommentFile, read_comment
from heard.text.dates import Moment
from heard.text.files import unix_lines

_RULES = Rules(as_of=date.max, default_lang="en")
"""A status is what the file says, even of a comment that waits for its day."""


class StoredComment(Struct, frozen=True):
    """A comment and its file: the text as it stands there, with line ends of Unix."""

    comment: CommentFile
    text: str
    path: Path

    @property
    def name(self) -> str:
        """How a person names it to a task."""
        return f"{self.comment.story_id}/{self.comment.id}"


def folder_name(settings: Mapping[str, Any]) -> str:
    """The folder of the comments, below the content folder; also for a site that shows none."""
    return str(settings.get("COMMENTS_PATH") or "comments")


def source_of(settings: Mapping[str, Any], story_id: str, name: str) -> str:
    """The path of a comment's file below the content folder."""
    return f"{folder_name(settings)}/{story_id}/{name}.md"


def stored_comments(
    content: Path, settings: Mapping[str, Any], story_id: str = "*"
) -> tuple[StoredComment, ...]:
    """The comments of all stories, or of one, whose files can be read; `heard check` names the others."""
    found = []
    for path in files_in(content / folder_name(settings), patterns_of(settings), story_id):
        kept = stored_from(path, path.relative_to(content).as_posix())
        if kept is not None:
            found.append(kept)
    return tuple(found)


def files_named(content: Path, settings: Mapping[str, Any], name: str) -> list[str]:
    """Where the comment with this id is, in whatever folder, by the names that tasks give to files."""
    paths = (content / folder_name(settings)).glob(f"*/*{name}.md")
    return sorted(path.relative_to(content).as_posix() for path in paths)


def stored_from(path: Path, source: str) -> StoredComment | None:
    """One comment; None where its file cannot be opened, or cannot be read as one."""
    try:
        octets = path.read_bytes()  # once, so that the comment is always what its text says
    except OSError:
        return None
    comment, _reading = read_comment(read_source(octets), source, _RULES)
    return StoredComment(comment, unix_lines(octets.decode("utf-8-sig")), path) if comment else None


def as_read(text: str, source: str) -> CommentFile | None:
    """What a text would be read as, once it is a file."""
    return read_comment(read_source(text.encode("utf-8", "replace")), source, _RULES)[0]


def with_changes(text: str, changes: Mapping[str, str]) -> str:
    """The text of a file with fields changed; `body` stands for what follows the front matter.

    A field that becomes empty loses its line. Everything else stays as it stands, line ends too. Raises
    ValueError where there is no front matter to change.
    """
    for name, value in changes.items():
        text = with_body(text, value) if name == "body" else with_field(text, name, value or None)
    return text


def bare(comment: CommentFile) -> CommentFile:
    """What is left of a comment whose words go, with who said them.

    Only what was shown leaves its place in the conversation, as `removed`; what never was is put aside,
    so that nobody hears of it.
    """
    status = "removed" if comment.status in ("approved", "removed") else "spam"
    nobody = replace(comment, author="", unattributed=False, url=None, lang=None, format="markdown")
    return replace(nobody, status=status, body="", modified=None, told_as=None)


def is_emptied(comment: CommentFile) -> bool:
    """Whether the words of a comment were taken out of its file."""
    return comment.status in ("removed", "spam") and not comment.body.strip()


def order_of(moment: Moment) -> str:
    """Orders comments in time, each by its own offset where it has one."""
    at = moment.sort_time() if moment.at is None or moment.at.tzinfo is None else moment.at.astimezone(UTC)
    return at.replace(tzinfo=None).isoformat()
