"""What stands in threads and is counted, and what stands beside them."""

from __future__ import annotations

from heard.conversation.comment_file import CommentFile
from heard.conversation.conversation import hold_conversation
from heard.model.records import Comment
from heard.text.dates import parse_moment


def file(name, kind="remark", day=1, **more):
    date = parse_moment(f"2024-01-{day:02}")
    return CommentFile(
        name, "the-call", f"comments/the-call/{name}.md", "Ada", date, "x", kind=kind, **more
    )


def held(*files):
    return hold_conversation(files, lambda f: Comment(f.id, f.author, f.date, f.body, kind=f.kind))[0]


def test_gestures_and_mentions_stand_in_no_thread_and_are_not_counted():
    found = held(file("a"), file("q", "question"), file("m", "mention"), file("l", "like"))
    assert found.count == sum(thread.count for thread in found.threads) == 2
    assert [comment.id for comment in found.mentions] == ["m"]


def test_gestures_are_grouped_by_kind_the_earliest_first():
    found = held(file("b", "bookmark"), file("l2", "like", 2), file("l1", "like"), file("r", "repost"))
    assert [(g.kind, [c.id for c in g.comments]) for g in found.gestures] == [
        ("like", ["l1", "l2"]),
        ("repost", ["r"]),
        ("bookmark", ["b"]),
    ]


def test_an_answer_to_a_mention_stands_on_its_own():
    found = held(file("m", "mention"), file("a", parent="m"))
    assert [thread.id for thread in found.threads] == ["a"]


def test_a_gesture_that_is_not_approved_is_not_shown():
    assert held(file("l", "like", status="pending")).gestures == ()
