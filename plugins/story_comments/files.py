"""Reading one comment file: who said what, when, in reply to what, and whether it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from ..stories.dates import UNDATED, Moment
from ..stories.fields import Reading
from ..stories.frontmatter import Source
from ..stories.keys import Key
from ..stories.names import slug_of
from ..stories.parser import Rules, read_fields
from ..stories.parts import Fields

STATUSES = ("approved", "pending", "spam", "removed")
COMMENT_KEYS = (
    Key("id", "text", "The permanent name of the comment."),
    Key("author", "text", "The name as it was given; without one the comment is anonymous."),
    Key("url", "url", "The author's own page."),
    Key("date", "date", "When it was written."),
    Key("in_reply_to", "text", "The id of the comment it answers."),
    Key("source", "text", "Where it came from: the name of the old platform, webmention, mail."),
    Key("status", "word", "Whether it is shown.", STATUSES),
    Key("lang", "text", "Its language."),
)


@dataclass(frozen=True, slots=True)
class CommentFile:
    """A comment as its file says it; `body` is Markdown, not yet cleaned."""

    id: str
    story_id: str
    source: str
    author: str
    date: Moment
    body: str
    parent: str | None = None
    url: str | None = None
    status: str = "approved"
    line_of_parent: int = 0


def read_comment(source: Source, path: str, rules: Rules) -> tuple[CommentFile | None, Reading]:
    """A comment from a file taken apart; None when an error keeps it out.

    `path` is `comments/<story-id>/<name>.md` below the content folder. A comment without an id takes
    that of its file name.
    """
    reading = Reading(path)
    found, lines, _extra = read_fields(reading, source, COMMENT_KEYS, rules)
    if reading.failed:
        return None, reading
    if not source.body.strip() and found.get("status") != "removed":
        hint = "Write what was said, or set `status: removed`."
        reading.note("comment-empty", source.body_line, "The comment says nothing.", hint)
        return None, reading
    where = PurePosixPath(path)
    comment = CommentFile(
        id=slug_of(found.get("id") or where.stem, "comment"),
        story_id=where.parent.name,
        source=path,
        author=found.get("author") or "",
        date=found.get("date") or UNDATED,
        body=source.body,
        parent=slug_of(found["in_reply_to"], "comment") if found.get("in_reply_to") else None,
        url=found.get("url"),
        status=_status(reading, found, lines, rules),
        line_of_parent=lines.get("in_reply_to", 1),
    )
    return comment, reading


def _status(reading: Reading, found: Fields, lines: Mapping[str, int], rules: Rules) -> str:
    """The status given; a comment of the future waits for its day, as a story does."""
    given: str = found.get("status") or "approved"
    moment = found.get("date")
    if given == "approved" and isinstance(moment, Moment) and moment.first and moment.first > rules.as_of:
        message = f"dated {moment.text}, after today; it is not shown."
        reading.note("not-published", lines.get("date", 1), message, severity="hint")
        return "pending"
    return given
