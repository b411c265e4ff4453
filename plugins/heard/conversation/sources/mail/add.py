"""`heard comment-add FILE.eml`: a saved mail becomes a comment that waits for the writer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

from heard.content.front_matter import CONTROL
from heard.conversation.comment_file import CommentFile, write_comment
from heard.conversation.comment_folder import files_named, source_of, stored_comments
from heard.conversation.sources.mail import quotations
from heard.conversation.sources.mail.letter import (
    MOST,
    Letter,
    addresses_in,
    read_letter,
    without_addresses,
)
from heard.conversation.sources.mail.quotations import Said
from heard.library.command_context import CommandContext
from heard.text import exits
from heard.text.dates import UNDATED, day_moment, minute_moment
from heard.text.exits import Refusal
from heard.text.names import did_you_mean
from heard.text.terminal import is_interactive, paragraphs, plural, shown, strip_control_chars

LONGEST = 65_535
"""Characters of a comment, as many as Isso takes."""
LONGEST_MARKUP = 300_000
"""The same for what a mail program made of them."""
CUT_SHOWN = 12
"""Lines of what was cut that are shown."""
_TAG = re.compile(r"\[([a-z0-9-]{3,80})(?:#([A-Za-z0-9_-]{1,80}))?\]")
_GIVEN = re.compile(r"([a-z0-9-]{3,80})(?:#([A-Za-z0-9_-]{1,80}))?")
Ask = Callable[[str], str]


class Unfit(Exception):
    """The message cannot become a comment; the message of this says why, and how to go on."""


def add(
    context: CommandContext, file: Path, story: str = "", yes: bool = False, ask: Ask | None = None
) -> int:
    """Show what would become of a message, ask, write; the exit code. Raises Refusal.

    `story` names the story where the subject does not; with `yes`, nothing is asked.
    """
    say = context.say
    letter = read_letter(_octets(file))
    if letter is None:
        raise Refusal(f"{shown(file)} is not a mail message. Save the message itself, as .eml.")
    story_id, answered = _place(letter, story, context)
    kept = stored_comments(context.content, context.settings, story_id)
    name = _id_of(letter)
    twins = [one.comment.source for one in kept if one.comment.id == name]
    twins += files_named(context.content, context.settings, name)
    if twins:
        say(f"This message is here already, as {twins[0]}. Nothing was written.")
        return exits.FINE
    parent = next((one.comment for one in kept if one.name == f"{story_id}/{answered}"), None)
    try:
        said = _said(letter)
    except Unfit as reason:
        say(f"{strip_control_chars(str(reason))} Nothing was written.")
        return exits.CONTENT
    comment = _comment(letter, said, story_id, name, parent, context)
    for line in _preview(comment, letter, said, context, answered):
        say(line)
    if not (yes or ask or is_interactive()):
        raise Refusal("Nobody is here to be asked. Nothing was written; --yes writes it without asking.")
    answer = "yes" if yes else ""
    with suppress(EOFError, KeyboardInterrupt):
        answer = answer or (ask or input)("Write it? [y/n] ").strip().lower()
    if answer not in ("y", "yes"):
        say("Nothing was written.")
        return exits.FINE
    try:
        path = write_comment(context.content, comment)
    except OSError as error:
        say(f"{comment.source} cannot be written: {error.strerror}.")
        return exits.BROKEN
    say(f"Written, pending: {shown(path)}. heard moderate decides what becomes of it.")
    return exits.FINE


def _octets(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            octets = opened.read(MOST + 1)
    except OSError as error:
        raise Refusal(f"{shown(file)} cannot be read: {error.strerror}.") from error
    if len(octets) > MOST:
        raise Refusal(f"{shown(file)} has more than {MOST:,} octets; a comment needs far fewer.")
    return octets


def _place(letter: Letter, given: str, context: CommandContext) -> tuple[str, str]:
    """The story and the comment that are answered: as given, else the last tag of the subject that fits."""
    known = context.library.ids
    if given:
        match = _GIVEN.fullmatch(given)
        if not match or match[1] not in known:
            hint = did_you_mean(given.partition("#")[0], sorted(known))
            raise Refusal(f"--story {given}: there is no such story. {hint}".rstrip())
        return match[1], match[2] or ""
    tags = _TAG.findall(letter.subject)
    for story_id, answered in reversed(tags):
        if story_id in known:
            return story_id, answered
    hint = did_you_mean(tags[-1][0], sorted(known)) if tags else ""
    subject = f'The subject "{strip_control_chars(letter.subject)}" names no story of this site.'
    raise Refusal(f"{subject} {hint} Say which one: --story ID.".replace("  ", " "))


def _said(letter: Letter) -> Said:
    """What is kept and what is cut. Raises Unfit."""
    if letter.attachments:
        names = ", ".join(letter.attachments[:5])
        them = "it" if len(letter.attachments) == 1 else "them"
        raise Unfit(
            f"The message has {plural(len(letter.attachments), 'attachment')} ({names}), and a comment is "
            f"words only. Remove {them} in your mail program and save the message again, or ask its sender."
        )
    if letter.is_html and len(letter.text) > LONGEST_MARKUP:
        raise Unfit(
            f"The message has {len(letter.text):,} characters of HTML, more than anybody would write."
        )
    if letter.is_html:
        said = quotations.without_extras_of_html(letter.text)
    else:
        said = quotations.without_extras(letter.text, letter.answers)
    kept = without_addresses(CONTROL.sub("", said.kept).strip(), letter.addresses, letter.is_html)
    if not kept:
        raise Unfit("The message says nothing of its own once quotations and signature are cut.")
    if len(kept) > LONGEST:
        raise Unfit(f"The message has {len(kept):,} characters; a comment has at most {LONGEST:,}.")
    return Said(kept, said.cut)


def _comment(
    letter: Letter,
    said: Said,
    story_id: str,
    name: str,
    parent: CommentFile | None,
    context: CommandContext,
) -> CommentFile:
    # To the minute, in the site's zone: the sender's own would tell where that is.
    zone = ZoneInfo(str(context.settings.get("TIMEZONE") or "UTC"))
    given = letter.written
    aware = given.replace(tzinfo=UTC) if given and given.tzinfo is None else given
    written = minute_moment(aware, zone) if aware else UNDATED
    if written.first and written.first > context.today:  # a clock that was wrong: it would wait for ever
        written = day_moment(context.today)
    day = written.first.isoformat() if written.first else "undated"
    return CommentFile(
        id=name,
        story_id=story_id,
        source=source_of(context.settings, story_id, f"{day}-{name}"),
        author=letter.name,
        date=written,
        body=said.kept,
        parent=parent.id if parent else None,
        status="pending",
        platform="mail",
        format="html" if letter.is_html else "text",
    )


def _preview(
    comment: CommentFile, letter: Letter, said: Said, context: CommandContext, answered: str
) -> Iterator[str]:
    """The lines that show what would be written, and what would not."""
    card = context.library.by_id.get(comment.story_id)
    title = card.title if card else comment.story_id
    answer = f", in answer to {comment.parent}" if comment.parent else ""
    yield f"A comment on “{strip_control_chars(title)}” ({comment.story_id}){answer}"
    yield f"by {strip_control_chars(comment.author) or 'nobody named'}, {comment.date.text or 'undated'}"
    if letter.written and comment.date.precision == "day":
        given = letter.written.date().isoformat()
        yield f"The message is dated {given}, after today; today is written in its place."
    if answered and not comment.parent:
        name = strip_control_chars(answered)
        yield f"There is no comment {name} under that story, so it answers the story itself."
    yield "Kept:"
    text = quotations.plain_text(said.kept) if letter.is_html else said.kept
    yield from paragraphs(text)
    if said.cut:
        more = len(said.cut) - CUT_SHOWN
        yield "Cut:"
        for line in said.cut[:CUT_SHOWN]:
            yield from paragraphs(line.strip(), "    – ")
        if more > 0:
            yield f"    – and {plural(more, 'line')} more"
    left = addresses_in(said.kept, letter.is_html)
    if left:
        yield f"Still in it: {strip_control_chars(', '.join(left))}. Take that out before you approve it."


def _id_of(letter: Letter) -> str:
    """The same for the same message, however often and wherever it was saved."""
    told = letter.message_id or f"{letter.name}\n{letter.written}\n{letter.subject}\n{letter.text}"
    return "mail-" + hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:10]
