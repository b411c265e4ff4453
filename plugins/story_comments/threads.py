"""Comments as a conversation: answers under what they answer.

A removed comment keeps its place as long as something stands under it. A comment whose parent is missing,
or that answers itself in a circle, stands on its own, and a problem says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ..stories.commentfile import CommentFile
from ..stories.model import Comment
from ..stories.problems import Problem

DEEPEST = 5
"""Levels of answers that are drawn."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment (None where it was removed) and the answers to it, oldest first."""

    id: str
    comment: Comment | None
    replies: tuple[Thread, ...] = ()

    @property
    def count(self) -> int:
        """How many comments are shown in this thread."""
        return (self.comment is not None) + sum(reply.count for reply in self.replies)


def thread_comments(
    files: Sequence[CommentFile], shown: dict[str, Comment]
) -> tuple[tuple[Thread, ...], list[Problem]]:
    """The threads of one story and their problems; `shown` maps the ids of approved comments."""
    ordered = sorted(files, key=lambda file: (file.date.sort_time(), file.id))
    by_id = {file.id: file for file in ordered}
    children: dict[str | None, list[CommentFile]] = defaultdict(list)
    problems = []
    for file in ordered:
        parent = file.parent
        if parent is not None and (parent not in by_id or _circles(file, by_id)):
            problems.append(_orphan(file, parent, parent in by_id))
            parent = None
        children[parent].append(file)
    return _build(children, shown), problems


def _circles(file: CommentFile, by_id: dict[str, CommentFile]) -> bool:
    """Whether following the parents leads back to the comment."""
    seen: set[str] = set()
    at: CommentFile | None = file
    while at is not None and at.parent is not None:
        if at.id in seen:
            return at.id == file.id or file.parent in seen
        seen.add(at.id)
        at = by_id.get(at.parent)
    return False


def _orphan(file: CommentFile, parent: str, circle: bool) -> Problem:
    what = "answers itself in a circle" if circle else f'answers "{parent}", which is not here'
    hint = "Correct `in_reply_to`, or leave it out."
    message = f"the comment {what}; it stands on its own."
    return Problem("comment-parent", file.source, file.line_of_parent, message, hint, "warning")


def _build(children: dict[str | None, list[CommentFile]], shown: dict[str, Comment]) -> tuple[Thread, ...]:
    """Threads from the leaves up, without recursion: a quarrel may be a thousand answers deep.

    From level `DEEPEST` on an answer stands beside what it answers, for narrow screens.
    """
    placed: dict[str | None, list[CommentFile]] = defaultdict(list)
    order: list[CommentFile] = []
    stack: list[tuple[CommentFile, tuple[str | None, ...]]] = [
        (f, (None,)) for f in reversed(children[None])
    ]
    while stack:
        file, above = stack.pop()
        above = above[:DEEPEST]
        placed[above[-1]].append(file)
        order.append(file)
        stack.extend((child, (*above, file.id)) for child in reversed(children[file.id]))
    made: dict[str, Thread] = {}
    for file in reversed(order):
        replies = tuple(made[child.id] for child in placed[file.id] if child.id in made)
        comment = shown.get(file.id)
        if comment is not None or replies:  # what is not shown takes nothing with it that is
            made[file.id] = Thread(file.id, comment, replies)
    return tuple(made[file.id] for file in placed[None] if file.id in made)
