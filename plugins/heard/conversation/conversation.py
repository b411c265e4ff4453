"""All that was said about one story: threads, mentions elsewhere, and gestures that say nothing.

What stands in the threads is what is counted, fed and told to machines; mentions and gestures are listed
beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from heard.conversation.comment_file import GESTURES, CommentFile
from heard.conversation.comment_folder import order_of
from heard.conversation.threads import Thread, thread_comments
from heard.model.records import Comment
from heard.text.names import natural_order
from heard.text.problems import Problem

APART = ("mention", *GESTURES)
"""Kinds of comments that stand in no thread."""


@dataclass(frozen=True, slots=True)
class Gesture:
    """One kind of gesture and who made it, the earliest first; never empty."""

    kind: str
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class Conversation:
    """What is shown under one story. `comments` are those of the threads, the earliest first."""

    threads: tuple[Thread, ...] = ()
    comments: tuple[Comment, ...] = ()
    mentions: tuple[Comment, ...] = ()
    gestures: tuple[Gesture, ...] = ()

    @property
    def count(self) -> int:
        """How many comments stand in the threads."""
        return len(self.comments)


def hold_conversation(
    files: Sequence[CommentFile], comment_of: Callable[[CommentFile], Comment]
) -> tuple[Conversation, list[Problem]]:
    """The conversation of one story and its problems; `comment_of` makes what is shown of a file."""
    shown = {file.id: comment_of(file) for file in files if file.status == "approved"}
    apart = {file.id for file in files if file.kind in APART}
    spoken = [
        replace(file, parent=None) if file.parent in apart else file
        for file in files
        if file.id not in apart
    ]
    said = {name: comment for name, comment in shown.items() if name not in apart}
    threads, problems = thread_comments(spoken, said)
    gestures = tuple(Gesture(kind, _ordered(shown, kind)) for kind in GESTURES)
    conversation = Conversation(
        threads,
        tuple(sorted(said.values(), key=_when)),
        _ordered(shown, "mention"),
        tuple(gesture for gesture in gestures if gesture.comments),
    )
    return conversation, problems


def _ordered(shown: dict[str, Comment], kind: str) -> tuple[Comment, ...]:
    return tuple(sorted((c for c in shown.values() if c.kind == kind), key=_when))


def _when(comment: Comment) -> tuple[object, ...]:
    return order_of(comment.date), natural_order(comment.id)
