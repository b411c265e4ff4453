"""All that was said about one story: threads, mentions elsewhere, and gestures that say nothing.

What stands in the threads is what is counted, fed and told to machines; mentions and gestures are listed
beside it. In a thread, answers stand under what they answer. A removed comment leaves its place; one that
is pending or spam leaves one only where something stands under it. A comment whose parent is missing, or
that answers itself in a circle, stands on its own, and a problem says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from heard.conversation.comment_file import GESTURES, CommentFile
from heard.conversation.comment_folder import order_of
from heard.model.records import Comment
from heard.text.names import natural_order
from heard.text.problems import Problem

APART = ("mention", *GESTURES)
"""Kinds of comments that stand in no thread."""
DEEPEST = 5
"""Levels of answers that are drawn."""


class Thread(Struct, frozen=True):
    """A comment (None where it is not shown) and the answers to it, oldest first.

    `status` is a word of `comment_file.STATUSES`. `answer` is the first answer to a question that somebody
    else gave. `parent` is what the comment answers, where that is shown; `beside` says that it does not
    stand under it, at the deepest level.
    """

    id: str
    comment: Comment | None
    replies: tuple[Thread, ...] = ()
    status: str = "approved"
    answer: Comment | None = None
    parent: Comment | None = None
    beside: bool = False

    @property
    def count(self) -> int:
        """How many comments are shown in this thread."""
        return (self.comment is not None) + sum(reply.count for reply in self.replies)


class Gesture(Struct, frozen=True):
    """One kind of gesture and who made it, the earliest first; never empty."""

    kind: str
    comments: tuple[Comment, ...]


class Conversation(Struct, frozen=True):
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


def _when(comment: Comment | CommentFile) -> tuple[object, ...]:
    return order_of(comment.date), natural_order(comment.id)


def thread_comments(
    files: Sequence[CommentFile], shown: dict[str, Comment]
) -> tuple[tuple[Thread, ...], list[Problem]]:
    """The threads of one story and their problems; `shown` maps the ids of approved comments."""
    ordered = sorted(files, key=_when)
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
    """Whether following the parents leads to one of them again."""
    seen = set()
    at: CommentFile | None = file
    while at is not None and at.id not in seen:
        seen.add(at.id)
        at = by_id.get(at.parent) if at.parent is not None else None
    return at is not None


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
    order: list[tuple[CommentFile, str | None, bool]] = []
    stack: list[tuple[CommentFile, str | None, tuple[str | None, ...]]] = [
        (f, None, (None,)) for f in reversed(children[None])
    ]
    while stack:
        file, parent, above = stack.pop()
        above = above[:DEEPEST]
        placed[above[-1]].append(file)
        order.append((file, parent, parent != above[-1]))
        stack.extend((child, file.id, (*above, file.id)) for child in reversed(children[file.id]))
    made: dict[str, Thread] = {}
    for file, parent, beside in reversed(order):
        replies = tuple(made[child.id] for child in placed[file.id] if child.id in made)
        comment = shown.get(file.id)
        if comment is not None or replies or file.status == "removed":
            answer = _answer(comment, children[file.id], shown) if comment else None
            above_it = shown.get(parent) if parent is not None else None
            made[file.id] = Thread(file.id, comment, replies, file.status, answer, above_it, beside)
    return tuple(made[file.id] for file in placed[None] if file.id in made)


def _answer(comment: Comment, children: list[CommentFile], shown: dict[str, Comment]) -> Comment | None:
    """The first answer to a question by somebody else; of two without a name nobody knows."""
    if comment.kind != "question":
        return None
    answers = (shown[child.id] for child in children if child.id in shown)
    return next((a for a in answers if not a.author or a.author != comment.author), None)
