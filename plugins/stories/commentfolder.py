"""The comment files as they lie in their folder: each with its text, for tasks that change some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date
from pathlib import Path
from typing import Any

from .commentfile import CommentFile, read_comment
from .dates import Moment
from .frontmatter import read_source
from .frontwriting import with_field
from .parser import Rules

_RULES = Rules(as_of=date.max, default_lang="en")
"""A status is what the file says, even of a comment that waits for its day."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A comment and its file: the text as it stands there, with line ends of Unix."""

    comment: CommentFile
    text: str
    path: Path

    @property
    def name(self) -> str:
        """How a person names it to a task."""
        return f"{self.comment.story_id}/{self.comment.id}"


def folder_of(content: Path, settings: Mapping[str, Any]) -> Path:
    """The folder of the comments."""
    return content / str(settings.get("COMMENTS_PATH") or "comments")


def source_of(settings: Mapping[str, Any], story_id: str, name: str) -> str:
    """The path of a comment's file below the content folder."""
    return f"{settings.get('COMMENTS_PATH') or 'comments'}/{story_id}/{name}.md"


def kept_comments(content: Path, settings: Mapping[str, Any]) -> tuple[Kept, ...]:
    """All comments whose files can be read; `inv check` tells of the others. Raises OSError."""
    found = []
    for path in sorted(folder_of(content, settings).glob("*/*.md")):
        kept = kept_from(path, path.relative_to(content).as_posix())
        if kept is not None:
            found.append(kept)
    return tuple(found)


def kept_from(path: Path, source: str) -> Kept | None:
    """One comment; None where its file cannot be read as one. Raises OSError."""
    octets = path.read_bytes()
    comment, _reading = read_comment(read_source(octets), source, _RULES)
    if comment is None:
        return None
    text = octets.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    return Kept(comment, text, path)


def as_read(text: str, source: str) -> CommentFile | None:
    """What a text would be read as, once it is a file."""
    return read_comment(read_source(text.encode("utf-8", "replace")), source, _RULES)[0]


def with_changes(text: str, changes: Mapping[str, str]) -> str:
    """The text of a file with fields changed; `body` stands for what follows the front matter.

    Everything else stays as it stands. Raises ValueError where there is no front matter to change.
    """
    for name, value in changes.items():
        if name != "body":
            text = with_field(text, name, value)
    if "body" in changes:
        start = read_source(text.encode("utf-8", "replace")).body_line - 1
        head = "\n".join(text.split("\n")[:start]) + "\n"
        text = head + (f"\n{changes['body']}\n" if changes["body"] else "")
    return text


def order_of(moment: Moment) -> str:
    """Orders comments in time, each by its own offset where it has one."""
    at = moment.sort_time() if moment.at is None or moment.at.tzinfo is None else moment.at.astimezone(UTC)
    return at.replace(tzinfo=None).isoformat()
