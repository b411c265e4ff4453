"""Comments as a conversation."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from heard.conversation.comment_file import CommentFile
from heard.conversation.conversation import DEEPEST, Thread, thread_comments
from heard.model.records import Comment
from heard.text.dates import parse_moment


def file(name, parent=None, status="approved", day=1):
    date = parse_moment(f"2024-01-{day:02}")
    return CommentFile(
        name, "the-call", f"comments/the-call/{name}.md", "Ada", date, "x", parent, None, status
    )


def threaded(*files):
    shown = {f.id: Comment(f.id, f.author, f.date, "x") for f in files if f.status == "approved"}
    return thread_comments(files, shown)


def drawn(threads: tuple[Thread, ...]):
    return [(t.id if t.comment else f"({t.id})", drawn(t.replies)) for t in threads]


def test_an_answer_stands_under_what_it_answers_oldest_first():
    threads, problems = threaded(file("c", "a", day=3), file("a"), file("b", "a", day=2), file("d", day=4))
    assert drawn(threads) == [("a", [("b", []), ("c", [])]), ("d", [])]
    assert problems == []


def test_of_two_at_the_same_hour_the_one_said_further_east_came_first():
    west = replace(file("a"), date=parse_moment("2024-01-01T10:00-05:00"))
    east = replace(file("b"), date=parse_moment("2024-01-01T10:00+02:00"))
    assert drawn(threaded(west, east)[0]) == [("b", []), ("a", [])]


def test_a_removed_comment_leaves_its_place():
    threads, _problems = threaded(file("a", status="removed"), file("b", "a"), file("c", status="removed"))
    assert drawn(threads) == [("(a)", [("b", [])]), ("(c)", [])]


def test_what_is_pending_or_spam_is_not_shown_and_hides_nobody():
    threads, _problems = threaded(file("a", status="pending"), file("b", "a"), file("s", status="spam"))
    assert drawn(threads) == [("(a)", [("b", [])])]
    assert threads[0].status == "pending"


def test_what_stands_beside_what_it_answers_says_so():
    files = [file("c0"), *(file(f"c{n}", f"c{n - 1}", day=n + 1) for n in range(1, 8))]
    at, names = threaded(*files)[0], []
    while len(at) == 1:
        names.append((at[0].id, at[0].parent and at[0].parent.id, at[0].beside))
        at = at[0].replies
    assert names == [("c0", None, False), ("c1", "c0", False), ("c2", "c1", False), ("c3", "c2", False)]
    assert [(one.id, one.parent.id, one.beside) for one in at] == [
        ("c4", "c3", False),
        ("c5", "c4", True),
        ("c6", "c5", True),
        ("c7", "c6", True),
    ]


def asked(*answers):
    files = [replace(file("q"), kind="question"), *answers]
    shown = {
        f.id: Comment(f.id, f.author, f.date, "x", kind=f.kind) for f in files if f.status == "approved"
    }
    return thread_comments(files, shown)[0][0].answer


def test_a_question_is_answered_by_the_first_remark_of_somebody_else():
    own, late, early = file("own", "q", day=2), file("late", "q", day=4), file("early", "q", day=3)
    found = asked(own, replace(late, author="Bo"), replace(early, author="Cy"))
    assert found.id == "early"


def test_neither_the_asker_nor_a_pending_remark_answers_a_question():
    assert asked(file("own", "q"), replace(file("b", "q", "pending"), author="Bo")) is None


def test_somebody_without_a_name_answers_somebody_without_a_name():
    assert asked(replace(file("b", "q"), author="")).id == "b"


def test_an_answer_that_had_to_stand_beside_its_question_answers_it_all_the_same():
    files = [file("c0"), *(file(f"c{n}", f"c{n - 1}") for n in range(1, 6))]
    files[4] = replace(files[4], kind="question")
    files[5] = replace(files[5], author="Bo")
    shown = {f.id: Comment(f.id, f.author, f.date, "x", kind=f.kind) for f in files}
    at = thread_comments(files, shown)[0]
    while at[0].id != "c4":
        at = at[0].replies
    assert at[0].answer.id == "c5" and at[0].replies == ()


def test_a_missing_parent_is_told_and_the_comment_stands_on_its_own():
    threads, problems = threaded(file("b", "gone"))
    assert drawn(threads) == [("b", [])]
    assert [str(problem) for problem in problems] == [
        "comments/the-call/b.md: comment-parent "
        'the comment answers "gone", which is not here; it stands on its own. '
        "Correct `in_reply_to`, or leave it out."
    ]


def test_a_circle_of_answers_loses_nobody():
    threads, problems = threaded(file("a", "b"), file("b", "a"), file("c", "c"))
    assert sum(thread.count for thread in threads) == 3
    assert {problem.code for problem in problems} == {"comment-parent"}


def test_a_quarrel_of_two_thousand_answers_is_no_deeper_than_memory():
    files = [file("c0"), *(file(f"c{n}", f"c{n - 1}") for n in range(1, 2000))]
    threads, problems = threaded(*files)
    depth, at = 0, threads
    while at:
        depth, at = depth + 1, at[0].replies
    assert depth == DEEPEST and problems == []
    assert sum(thread.count for thread in threads) == 2000


NAMES = [f"c{n}" for n in range(8)]


@given(
    st.lists(
        st.tuples(st.none() | st.sampled_from([*NAMES, "gone"]), st.sampled_from(["approved", "removed"])),
        min_size=1,
        max_size=8,
    )
)
def test_every_approved_comment_is_shown_once(given_files):
    files = [file(NAMES[n], parent, status) for n, (parent, status) in enumerate(given_files)]
    threads, _problems = threaded(*files)
    shown = []

    def walk(entries):
        for entry in entries:
            shown.extend([entry.id] if entry.comment else [])
            walk(entry.replies)

    walk(threads)
    assert sorted(shown) == sorted(f.id for f in files if f.status == "approved")
