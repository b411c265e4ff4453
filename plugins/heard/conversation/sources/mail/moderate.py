"""`heard moderate`: walks through the comments that wait, oldest first, and sets what becomes of each."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from heard.conversation.comment_folder import (
    StoredComment,
    emptied,
    order_of,
    stored_comments,
    stored_from,
    with_changes,
)
from heard.conversation.sources.mail.markup import plain_text
from heard.library.command_context import CommandContext, Say
from heard.text import exits
from heard.text.exits import Refusal
from heard.text.files import write_whole
from heard.text.lines import unix_lines
from heard.text.names import did_you_mean
from heard.text.terminal import paragraphs, plural, shown, strip_control_chars

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


@dataclass(frozen=True, slots=True)
class ModerateOptions:
    """What was asked for: a list only, or decisions: a status, and the comments STORY/ID that get it."""

    only_list: bool = False
    decisions: Mapping[str, Sequence[str]] | None = None


def moderate(errand: CommandContext, options: ModerateOptions, ask: Ask | None = None) -> int:
    """Ask about each comment that waits, or do as was said; the exit code. Raises Refusal."""
    kept = stored_comments(errand.content, errand.settings)
    if options.decisions and any(options.decisions.values()):
        return _decide(kept, options.decisions, errand.say)
    waiting = sorted(
        (one for one in kept if one.comment.status == "pending"),
        key=lambda one: (order_of(one.comment.date), one.name),
    )
    if not waiting:
        errand.say("No comment waits.")
        return exits.FINE
    if options.only_list:
        for one in waiting:
            for line in _described(one, errand):
                errand.say(line)
        errand.say(f"{plural(len(waiting), 'comment')} waiting.")
        return exits.FINE
    if ask is None:
        if not sys.stdin.isatty():
            raise Refusal("Nobody is here to be asked: use --list, and --approve, --spam or --remove.")
        ask = input
    return _walk(waiting, errand, ask)


def _walk(waiting: Sequence[StoredComment], errand: CommandContext, ask: Ask) -> int:
    decided = failed = 0
    for number, first in enumerate(waiting, 1):
        one = first
        errand.say(f"{number} of {len(waiting)}")
        for line in _described(one, errand):
            errand.say(line)
        while True:
            answer = _answer(ask)
            again: StoredComment | None = None
            if answer in DECISIONS:
                outcome = _set(one, DECISIONS[answer], errand.say)
                decided += outcome == "set"
                again = _read_again(one, errand.say) if outcome == "changed" else None
                failed += outcome != "set" and again is None
            elif answer == "e":
                again = _edited(one, errand.say) or one
            if again is None:
                break
            if again is not one:
                one = again
                for line in _described(one, errand):
                    errand.say(line)
        if answer == "q":
            break
    errand.say(f"{plural(decided, 'comment')} decided, {len(waiting) - decided} still waiting.")
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


def _described(one: StoredComment, errand: CommandContext) -> Iterator[str]:
    """A comment as plain text that a terminal can only show."""
    comment = one.comment
    card = errand.library.by_id.get(comment.story_id)
    title = f"“{strip_control_chars(card.title)}”" if card else "no story that is published"
    answer = f", in answer to {strip_control_chars(comment.parent)}" if comment.parent else ""
    origin = f", from {strip_control_chars(comment.platform)}" if comment.platform else ""
    yield f"{one.name} – on {title}{answer}{origin}"
    yield f"by {strip_control_chars(comment.author) or 'nobody named'}, {comment.date.text or 'undated'}"
    if comment.url or comment.original:
        yield f"at {strip_control_chars(comment.url or comment.original or '')}"
    if comment.kind != "remark":
        yield f"a {comment.kind}"
    text = plain_text(comment.body) if comment.format == "html" else comment.body.strip()
    yield from paragraphs(text or "(no words)")
    yield ""


def _set(one: StoredComment, status: str, say: Say) -> Outcome:
    """Set the one line of the file that says what becomes of the comment, unless the file has changed.

    The words of one that was never shown go with its removal, and it leaves no place in the conversation.
    """
    changes, word = {"status": status}, status
    if status == "removed" and one.comment.status in ("pending", "spam"):
        changes, word = emptied(one.comment), "emptied"
    try:
        text = one.path.read_bytes().decode("utf-8")  # as it is: with its line ends
        if _plain(text) != _plain(one.text):
            say(f"{shown(one.path)} was changed in the meantime; nothing was set.")
            return "changed"
        write_whole(one.path, with_changes(text, changes))
    except ValueError:
        say(f"{shown(one.path)} has no front matter between --- lines: set its status by hand.")
        return "failed"
    except FileNotFoundError:
        say(f"{shown(one.path)} is not there any more.")
        return "failed"
    except OSError as error:
        say(f"{shown(one.path)} cannot be written: {error.strerror}.")
        return "failed"
    say(f"{WORDS[word]}: {one.name}")
    return "set"


def _plain(text: str) -> str:
    return unix_lines(text.removeprefix("\ufeff"))


def _read_again(one: StoredComment, say: Say) -> StoredComment | None:
    """The comment as its file is now; None where it cannot be read as one."""
    found = stored_from(one.path, one.comment.source)
    if found is None:
        say(f"{shown(one.path)} cannot be read any more; heard check says why.")
    return found


def _edited(one: StoredComment, say: Say) -> StoredComment | None:
    """The comment after a visit to the editor; None where nothing can be read afterwards."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        say(f"Set EDITOR to edit here; the file is {shown(one.path)}.")
        return None
    try:
        subprocess.run([*shlex.split(editor), str(one.path)], check=False)
    except (OSError, ValueError) as error:
        say(f"{strip_control_chars(editor)} cannot be started: {error}.")
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
