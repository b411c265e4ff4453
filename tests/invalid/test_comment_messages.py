"""What a writer and an owner are told about comments."""

from __future__ import annotations

import pytest

from heard.settings import SettingsError

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
        ({"COMMENTS_PROVIDER": "giscuss"}, 'did you mean "giscus"?'),
        ({"COMMENTS_PROVIDER": "isso"}, 'COMMENTS_OPTIONS lacks "host"'),
        (
            {"COMMENTS_PROVIDER": "isso", "COMMENTS_OPTIONS": {"host": "https://a.example", "hots": "x"}},
            'COMMENTS_OPTIONS has "hots", which the provider isso does not know. Did you mean "host"?',
        ),
        ({"COMMENTS_EMAIL": "Ada <ada@heard.example>"}, "must be one bare address"),
    ],
)
def test_a_wrong_setting_ends_the_build_before_it_begins(site, settings, message):
    with pytest.raises(SettingsError) as told:
        site({"stories/call.md": STORY % ""}, **settings)
    assert message in str(told.value)


STORIES = {"stories/call.md": STORY % ""}


def test_addresses_belong_in_no_file(site):
    keys = "Email: ada@example.org\nip: 192.0.2.7\nauthor_email: a@b.example"
    built = site({**STORIES, "comments/the-call/1.md": SAID % keys})
    assert [problem.code for problem in built.problems if problem.severity == "warning"] == [
        "comment-private"
    ] * 3
    assert str(built.problems.of("warning")[0]) == (
        'comments/the-call/1.md:3: comment-private "email" is nobody\'s business; it is not read. '
        "Delete the line: these files are published with the site."
    )
    page = built.page("stories/the-call/")
    assert "Me too" in page and "example.org" not in page and "192.0.2.7" not in page


def test_an_author_who_is_an_address_is_not_shown_not_even_in_part(site):
    authors = ["eveling@mail.example", "eveling (at) mail dot example", "Bea Low <eveling@mail.example>"]
    texts = [(SAID % f"date: 2024-02-0{n}").replace("Bo", f'"{name}"') for n, name in enumerate(authors, 1)]
    url = SAID % "url: https://eveling:secret@mail.example/"
    files = {f"comments/the-call/{n}.md": text for n, text in enumerate([*texts, url], 1)}
    built = site({**STORIES, **files})
    assert [str(problem) for problem in built.problems.of("warning")] == [
        f"comments/the-call/{line} Write a name: these files are published with the site."
        if n < 4
        else f"comments/the-call/{line}"
        for n, line in enumerate(
            (
                "1.md:2: comment-private the author is an e-mail address; it is not shown.",
                "2.md:2: comment-private the author is an e-mail address; it is not shown.",
                '3.md:2: comment-private the author holds an e-mail address; "Bea Low" is shown.',
                "4.md:3: comment-private the address of the author's page holds a login; it is not shown. "
                "Take out what stands before the @: these files are published with the site.",
            ),
            1,
        )
    ]
    everything = b"".join(built.tree().values())
    assert b"mail.example" not in everything and b"eveling" not in everything and b">Bea Low<" in everything


@pytest.mark.parametrize("room", ["comments", "replies"])
def test_a_folder_or_a_dead_link_with_the_name_of_a_file_stops_nothing(site, tmp_path, room):
    place = tmp_path / "content1" / room / "the-call"
    (place / "folder.md").mkdir(parents=True)
    (place / "dead.md").symlink_to(tmp_path / "nowhere.md")
    built = site(STORIES)
    assert built.log == [
        f"{room}/the-call/dead.md:1: file-unreadable The file cannot be read: No such file or directory. "
        "Check its permissions, and whether it is a dangling symlink."
    ]
    assert built.has("stories/the-call/")
