"""Lessons kept from comments, and stories that comments grew into."""

from __future__ import annotations

import pytest

LESSON = "lesson: {text: %s, from: 'comment:1', quote: true}"


def files(lesson="", told_as=""):
    return {
        "stories/call.md": f"---\nid: the-call\ntitle: Call\ndate: 2024-01-01\n{lesson}\n---\n\nRing.\n",
        "stories/end.md": "---\nid: the-other-end\ntitle: The other end\ndate: 2024-03\n---\n\nI rang.\n",
        "comments/the-call/1.md": "---\nauthor: Bo\ndate: 2024-01-02\n"
        f"{told_as and 'told_as: ' + told_as}\n---\n\nSay “your” *name* first.\n",
    }


@pytest.fixture
def kept(site):
    return site(files(LESSON % 'Say "your" name first.'))


def test_a_lesson_from_a_comment_leads_to_it_and_back(kept):
    story = kept.page("stories/call/")
    link = '<a href="/stories/call/#comment-1" dir="auto">Bo</a>'
    assert f"From a comment by {link}" in story
    assert f"From a comment by {link}" in kept.page("lessons/the-call/")
    assert 'Kept as a lesson: <a href="/lessons/the-call/"' in story
    assert kept.problems.of("error") == []


def test_the_words_of_a_quoted_lesson_must_stand_in_the_comment(site):
    built = site(files(LESSON % "Say your name twice."))
    assert built.log == [
        'stories/call.md:5: lesson-not-verbatim the lesson "Say your name twice." does not stand in the '
        'comment "1". Quote it exactly, or leave `quote` out.'
    ]


def test_a_lesson_that_is_no_quotation_may_use_other_words(site):
    assert site(files("lesson: {text: Names first., from: 'comment:1'}")).log == []


def test_a_story_that_a_comment_grew_into_says_so_at_both_ends(site):
    built = site(files(told_as="the-other-end"))
    link = '<a href="/stories/the-other-end/" dir="auto">The other end</a>'
    assert f"Grew into a story of its own: {link}" in built.page("stories/call/")
    origin = '<a href="/stories/call/#comment-1" dir="auto">Bo</a>'
    page = built.page("stories/the-other-end/")
    assert f"Grew out of a remark by {origin}, under <a " in page
