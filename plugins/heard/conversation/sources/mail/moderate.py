"""`heard moderate`: walks through the comments that wait, oldest first, and sets what becomes of each."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from heard.conversation.comment_folder import (
    StoredComment,
    bare,
    order_of,
    stored_comments,
    stored_from,
    with_changes,
)
from heard.conversation.sources.mail.quotations import plain_text
from heard.library.command_context import CommandContext, Say
from heard.text import exits
from heard.text.exits import Refusal
from heard.text.files import unix_lines, write_whole
from heard.text.names import did_you_mean
from heard.text.terminal import editor_command, paragraphs, plural, shown, strip_control_chars

QUESTION = "[a]pprove / [s]pam / [r]emove its words / [e]dit / [n]ext / [q]uit > "
DECISIONS = {"a": "approved", "s": "spam", "r": "removed"}
WORDS = {
    "approved": "Approved",
    "spam": "Spam",
    "removed": "Removed",
    "emptied": "Its words removed, put aside as spam as it was never shown",
}
Ask = Callable[[str], str]
Outcome = Literal["set", "failed", "changed"]


def moderate(
    context: CommandContext,
    list_: bool = False,
    approve: Sequence[str] = (),
    spam: Sequence[str] = (),
    remove: Sequence[str] = (),
    ask: Ask | None = None,
) -> int:
    """Ask about each comment that waits, or decide those named STORY/ID; the exit code. Raises Refusal."""
    kept = stored_comments(context.content, context.settings)
    if approve or spam or remove:
        return _decide(kept, {"approved": approve, "spam": spam, "removed": remove}, context.say)
    waiting = sorted(
        (one for one in kept if one.comment.status == "pending"),
        key=lambda one: (order_of(one.comment.date), one.name),
    )
    if not waiting:
        context.say("No comment waits.")
        return exits.FINE
    if list_:
        for one in waiting:
            _describe(one, context)
        context.say(f"{plural(len(waiting), 'comment')} waiting.")
        return exits.FINE
    if ask is None and not sys.stdin.isatty():
        raise Refusal("Nobody is here to be asked: use --list, and --approve, --spam or --remove.")
    return _walk(waiting, context, ask or input)


def _walk(waiting: Sequence[StoredComment], context: CommandContext, ask: Ask) -> int:
    decided = failed = 0
    for number, first in enumerate(waiting, 1):
        one = first
        context.say(f"{number} of {len(waiting)}")
        _describe(one, context)
        while True:
            answer = _answer(ask)
            again: StoredComment | None = None
            if answer in DECISIONS:
                outcome = _set(one, DECISIONS[answer], context.say)
                decided += outcome == "set"
                again = _read_again(one, context.say) if outcome == "changed" else None
                failed += outcome != "set" and again is None
            elif answer == "e":
                again = _edited(one, context.say) or one
            if again is None:
                break
            if again is not one:
                one = again
                _describe(one, context)
        if answer == "q":
            break
    context.say(f"{plural(decided, 'comment')} decided, {len(waiting) - decided} still waiting.")
    return exits.CONTENT if failed else exits.FINE


def _answer(ask: Ask) -> str:
    """One of the letters. Who goes away quits."""
    while True:
        try:
            answer = ask(QUESTION).strip().lower()[:1]
        except (EOFError, KeyboardInterrupt):
            return "q"
        if answer and answer in "asrenq":
            return answer


def _describe(one: StoredComment, context: CommandContext) -> None:
    """Say a comment as plain text that a terminal can only show."""
    say = context.say
    comment = one.comment
    card = context.library.by_id.get(comment.story_id)
    title = f"“{strip_control_chars(card.title)}”" if card else "no story that is published"
    answer = f", in answer to {strip_control_chars(comment.parent)}" if comment.parent else ""
    origin = f", from {strip_control_chars(comment.platform)}" if comment.platform else ""
    say(f"{one.name} – on {title}{answer}{origin}")
    say(f"by {strip_control_chars(comment.author) or 'nobody named'}, {comment.date.text or 'undated'}")
    if comment.url or comment.original:
        say(f"at {strip_control_chars(comment.url or comment.original or '')}")
    if comment.kind != "remark":
        say(f"a {comment.kind}")
    text = plain_text(comment.body) if comment.format == "html" else comment.body.strip()
    for line in (*paragraphs(text or "(no words)"), ""):
        say(line)


def _set(one: StoredComment, status: str, say: Say) -> Outcome:
    """Set the one line of the file that says what becomes of the comment, unless the file has changed.

    The words of one that was never shown go with its removal, and it leaves no place in the conversation.
    """
    changes, word = {"status": status}, status
    if status == "removed" and one.comment.status in ("pending", "spam"):
        changes, word = {"status": bare(one.comment).status, "body": ""}, "emptied"
    outcome: Outcome = "failed"
    try:
        text = one.path.read_bytes().decode("utf-8")  # as it is: with its line ends
        if unix_lines(text.removeprefix("\ufeff")) == one.text:
            write_whole(one.path, with_changes(text, changes))
            say(f"{WORDS[word]}: {one.name}")
            return "set"
        outcome, wrong = "changed", "was changed in the meantime; nothing was set."
    except ValueError:
        wrong = "has no front matter between --- lines: set its status by hand."
    except FileNotFoundError:
        wrong = "is not there any more."
    except OSError as error:
        wrong = f"cannot be written: {error.strerror}."
    say(f"{shown(one.path)} {wrong}")
    return outcome


def _read_again(one: StoredComment, say: Say) -> StoredComment | None:
    """The comment as its file is now; None where it cannot be read as one."""
    found = stored_from(one.path, one.comment.source)
    if found is None:
        say(f"{shown(one.path)} cannot be read any more; heard check says why.")
    return found


def _edited(one: StoredComment, say: Say) -> StoredComment | None:
    """The comment after a visit to the editor; None where nothing can be read afterwards."""
    try:
        if not (editor := editor_command()):
            say(f"Set EDITOR to edit here; the file is {shown(one.path)}.")
            return None
        subprocess.run([*editor, str(one.path)], check=False)
    except (OSError, ValueError) as error:
        say(f"The editor cannot be started: {strip_control_chars(str(error))}.")
        return None
    return _read_again(one, say)


def _decide(kept: Sequence[StoredComment], decisions: Mapping[str, Sequence[str]], say: Say) -> int:
    """Set what was asked for, in any status: a decision may be taken back. Raises Refusal before any is."""
    by_name = {one.name: one for one in kept}
    chosen: list[tuple[StoredComment, str]] = []
    for status, names in decisions.items():
        for name in names:
            if name not in by_name:
                raise Refusal(f"There is no comment {name}. {did_you_mean(name, sorted(by_name))}".rstrip())
            chosen.append((by_name[name], status))
    done = [_set(one, status, say) for one, status in chosen]
    return exits.FINE if all(outcome == "set" for outcome in done) else exits.CONTENT
