"""What a writer and an owner are told about comments."""

from __future__ import annotations

import pytest
from pelican.plugins.stories.settings import SettingsError

STORY = "---\nid: the-call\ntitle: The call\ndate: 2024-01-01\n%s\n---\n\nIt rang.\n"
SAID = "---\nauthor: Bo\n%s\n---\n\nMe too.\n"


def told(site, story="", comment="", **more):
    given = {"stories/call.md": STORY % story, "comments/the-call/ring-one.md": SAID % comment, **more}
    return [line for line in site(given).log if "comment" in line]


def test_a_lesson_from_a_comment_that_is_not_there_is_told_with_the_nearest(site):
    assert told(site, "lesson: {text: Wait., from: 'comment:ring-ones'}") == [
        'stories/call.md:5: lesson-comment the lesson "Wait." comes from the comment '
        '"ring-ones", which is not shown here. Did you mean "ring-one"?'
    ]


@pytest.mark.parametrize("status", ["pending", "spam", "removed"])
def test_a_lesson_from_a_comment_that_is_not_shown_is_told(site, status):
    lines = told(site, "lesson: {text: Wait., from: 'comment:ring-one'}", f"status: {status}")
    assert len(lines) == 1 and "lesson-comment" in lines[0]


def test_a_story_that_a_comment_cannot_have_grown_into_is_told(site):
    assert told(site, comment="told_as: the-cal") == [
        'comments/the-call/ring-one.md: comment-told-as grew into the story "the-cal", which is not here. '
        'Did you mean "the-call"?'
    ]


def test_a_comment_that_grew_into_a_draft_is_told(site):
    draft = STORY.replace("the-call", "later").replace("The call", "Later") % "status: draft"
    found = told(site, comment="told_as: later", **{"stories/later.md": draft})
    assert found == [
        "comments/the-call/ring-one.md: comment-told-as "
        'grew into the story "later", which is not published. Publish it, or take `told_as` out.'
    ]


def test_a_comment_in_no_known_language_is_left_out_and_told(site):
    lines = told(site, comment="lang: 'en\" onclick=x'")
    assert len(lines) == 1 and "lang-wrong" in lines[0]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"COMMENTS_PROVIDER": "giscuss"}, 'Did you mean "giscus"?'),
        ({"COMMENTS_PROVIDER": "isso"}, 'COMMENTS_OPTIONS lacks "host"'),
        (
            {"COMMENTS_PROVIDER": "isso", "COMMENTS_OPTIONS": {"host": "https://a.example", "hots": "x"}},
            'COMMENTS_OPTIONS has "hots", which isso does not know. Did you mean "host"?',
        ),
        ({"COMMENTS_EMAIL": "Ada <ada@heard.example>"}, "must be one bare address"),
    ],
)
def test_a_wrong_setting_ends_the_build_before_it_begins(site, settings, message):
    with pytest.raises(SettingsError) as told:
        site({"stories/call.md": STORY % ""}, **settings)
    assert message in str(told.value)
