"""One comment as a file: who said what, when, in reply to what, and whether it is shown.

Pages read these files; what brings comments in from elsewhere writes them. Both know only this module.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from heard.content.fields import Reading, holds_login
from heard.content.front_matter import Source, file_text
from heard.content.keys import Key
from heard.content.parser import Rules, checked_lang, checked_modified, read_fields
from heard.text.dates import UNDATED, Moment
from heard.text.files import write_whole
from heard.text.names import slug_of, without_mail_addresses
from heard.text.problems import Problem

STATUSES = ("approved", "pending", "spam", "removed")
KINDS = ("remark", "question", "mention", "like", "repost", "bookmark")
"""What a comment is. Mentions and the last three, gestures, come from other sites and need no words."""
GESTURES = ("like", "repost", "bookmark")
_PRIVATE = re.compile(
    r"(?:author[_-]?)?(?:e-?mail|mail|ip)(?:[_-]?addr(?:ess)?)?|remote_addr", re.IGNORECASE
)
FORMATS = ("markdown", "html", "text")
COMMENT_KEYS = (
    Key("id", "text", "The permanent name of the comment."),
    Key("author", "text", "The name as it was given; without one the comment is anonymous."),
    Key("unattributed", "flag", "Nobody wrote down who said it."),
    Key("url", "url", "The author's own page."),
    Key("date", "date", "When it was written."),
    Key("modified", "date", "When its author last changed it."),
    Key("in_reply_to", "text", "The id of the comment it answers."),
    Key("kind", "word", "What it is; `question` waits for an answer.", KINDS),
    Key("told_as", "text", "The id of the story that it grew into."),
    Key("source", "text", "Where it came from: the name of the old platform, isso, webmention, mail."),
    Key("original", "url", "The page where it was said."),
    Key("format", "word", "What the body is written in.", FORMATS),
    Key("status", "word", "Whether it is shown.", STATUSES),
    Key("lang", "text", "Its language."),
)
_ATTRIBUTES = {"in_reply_to": "parent", "source": "platform"}
"""Keys that `CommentFile` calls otherwise."""
_UNWRITTEN = (("kind", "remark"), ("format", "markdown"))


class CommentFile(Struct, frozen=True):
    """A comment as its file says it; `body` is as it was written, not yet cleaned.

    `source` is the path below the content folder, `platform` where it came from. `format` is a word of
    FORMATS, `kind` of KINDS, `status` of STATUSES.
    """

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
    line_of_body: int = 0
    unattributed: bool = False
    modified: Moment | None = None
    kind: str = "remark"
    told_as: str | None = None
    platform: str = ""
    original: str | None = None
    format: str = "markdown"
    lang: str | None = None

    @property
    def is_spoken(self) -> bool:
        """Whether it should have words: a mention has them elsewhere, a gesture says all by itself."""
        return self.status not in ("removed", "spam") and self.kind in ("remark", "question")


def read_comment(source: Source, path: str, rules: Rules) -> tuple[CommentFile | None, Reading]:
    """A comment from a file taken apart; None when an error keeps it out.

    `path` is `comments/<story-id>/<name>.md` below the content folder. A comment without an id takes
    that of its file name.
    """
    reading = Reading(path)
    source = _without_addresses(reading, source)
    found = read_fields(reading, source, COMMENT_KEYS, rules)
    lang = checked_lang(reading)
    if reading.failed:
        return None, reading
    where = PurePosixPath(path)
    given = {_ATTRIBUTES.get(name, name): value for name, value in found.items() if value is not None}
    parent = found.get("in_reply_to")
    given |= {
        "id": slug_of(found.get("id") or where.stem, "comment"),
        "author": _author(reading),
        "date": found.get("date") or UNDATED,
        "parent": slug_of(parent, "comment") if parent else None,
        "url": _url(reading),
        "status": _status(reading, rules),
        "modified": checked_modified(reading, rules),
        "lang": lang,
    }
    comment = CommentFile(
        story_id=where.parent.name,
        source=path,
        body=source.body,
        line_of_parent=reading.lines.get("in_reply_to", 1),
        line_of_body=source.body_line,
        **given,
    )
    if not comment.body.strip() and comment.is_spoken:
        reading.problems.append(wordless(comment))
    return comment, reading


def wordless(comment: CommentFile) -> Problem:
    """The warning that a comment has no words."""
    message = "the comment has no words; it is shown with its author."
    hint = "Write what was said, or set `status: removed`."
    return Problem(
        "comment-empty", comment.source, comment.line_of_body, message, hint, "warning", "wordless"
    )


def _without_addresses(reading: Reading, source: Source) -> Source:
    """The file without keys that hold an e-mail or IP address, each told."""
    private = [name for name, _node in source.record if _PRIVATE.fullmatch(name.text)]
    for name in private:
        message = f'"{name.text}" is nobody\'s business; it is not read.'
        hint = "Delete the line: these files are published with the site."
        reading.note("comment-private", name.line, message, hint, severity="warning", group="private")
    if not private:
        return source
    kept = tuple((name, node) for name, node in source.record if name not in private)
    return replace(source, record=replace(source.record, fields=kept))


def _author(reading: Reading) -> str:
    """The name as it was given, without e-mail addresses: who gave nothing else is anonymous."""
    name = reading.found.get("author") or ""
    rest = without_mail_addresses(name)
    if rest != name:
        message = f'the author holds an e-mail address; "{rest}" is shown.'
        if not rest:
            message = "the author is an e-mail address; it is not shown."
        hint = "Write a name: these files are published with the site."
        reading.note("comment-private", "author", message, hint, severity="warning")
    return rest


def _url(reading: Reading) -> str | None:
    """The author's page, unless its address holds a login: `https://eve@mail.example/`."""
    url: str | None = reading.found.get("url")
    if not url or not holds_login(url):
        return url
    message = "the address of the author's page holds a login; it is not shown."
    hint = "Take out what stands before the @: these files are published with the site."
    reading.note("comment-private", "url", message, hint, severity="warning")
    return None


def _status(reading: Reading, rules: Rules) -> str:
    """The status given; a comment of the future waits for its day, as a story does."""
    given: str = reading.found.get("status") or "approved"
    moment = reading.found.get("date")
    if given == "approved" and isinstance(moment, Moment) and moment.first and moment.first > rules.as_of:
        message = f"dated {moment.text}, after today; it is not shown."
        reading.note("not-published", "date", message, severity="hint")
        return "pending"
    return given


def comment_text(comment: CommentFile) -> str:
    """The file of a comment, as `read_comment` reads it. What is the default is not written."""
    values = {key.name: getattr(comment, _ATTRIBUTES.get(key.name, key.name)) for key in COMMENT_KEYS}
    fields = {
        name: value.text if isinstance(value, Moment) else value
        for name, value in values.items()
        if value is not False and (name, value) not in _UNWRITTEN
    }
    return file_text(fields, comment.body)


def write_comment(content: Path, comment: CommentFile) -> Path:
    """Write the file of a comment whole, at its `source` below the content folder. Raises OSError."""
    path = content / comment.source
    write_whole(path, comment_text(comment))
    return path
