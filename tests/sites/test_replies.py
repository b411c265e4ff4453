"""A company's reply: its words as they came, its place on the page, and the commands around it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT

from heard.build.build import BuildRequest
from heard.build.contexts import context_for
from heard.cli import replies as desk
from heard.text.exits import Refusal

STORY = """---
id: the-lift
title: The lift
date: 2026-01-05
company: Hill Rail
{keys}
---

It was broken.
"""
TOLD = "timeline:\n  - {on: 2026-01-05, event: told}"
REPLY = "---\nauthor: Bo Stokell\nrole: Head of stations\ndate: 2026-02-01\n{keys}---\n\n{words}\n"


def files(keys=TOLD, reply_keys="", words="We *looked*, and <b>it</b> was.", **more):
    return {
        "stories/lift.md": STORY.format(keys=keys),
        "replies/the-lift/1.md": REPLY.format(keys=reply_keys, words=words),
        **more,
    }


@pytest.fixture
def context(tmp_path, monkeypatch):
    """Write a content folder and give what a task on it needs; `said` holds what was told."""
    monkeypatch.setenv("STORY_TODAY", "2026-11-21")

    def make(contents):
        for name, text in contents.items():
            path = tmp_path / "content" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        said = []
        found = context_for(
            BuildRequest(ROOT / "pelicanconf.py", content=tmp_path / "content"), said.append
        )
        return found, said

    return make


def recorded(context, contents):
    """The same files after `heard reply-record`."""
    found, _said = context(contents)
    assert desk.record(found, "the-lift") == 0
    return {name: (found.content / name).read_text("utf-8") for name in contents}


def test_a_reply_stands_between_story_and_comments(site, context):
    more = {"comments/the-lift/1.md": "---\nauthor: Ada\ndate: 2026-01-06\n---\n\nMe too.\n"}
    page = site(recorded(context, files(**more))).page("stories/the-lift/")
    assert "We <em>looked</em>, and <b>it</b> was." in page
    assert "Bo Stokell, Head of stations" in page and ">Hill Rail</a>" in page
    order = [page.index(text) for text in ("It was broken.", 'id="reply-1"', 'id="comment-1"')]
    assert order == sorted(order)
    assert 'href="#reply-1"' in page.split('class="timeline"')[1].split("</ol>")[0]


def test_a_reply_to_an_id_that_two_files_make_is_to_the_first_and_told(site, context):
    contents = recorded(context, files())
    story = contents.pop("stories/lift.md").replace("id: the-lift\n", "")
    twice = story.replace("The lift", "Another lift")
    built = site({**contents, "stories/the#lift.md": story, "stories/the&lift.md": twice})
    outcomes = {card.story.source: card.outcome.slug for card in built.settings["STORY_LIBRARY"].cards}
    assert outcomes == {"stories/the#lift.md": "answered", "stories/the&lift.md": "told"}
    (problem,) = built.found("reply-story")
    assert problem.severity == "warning" and "than stories/the&lift.md" in problem.message


def test_its_words_are_as_large_as_those_of_the_story(site, context):
    page = site(recorded(context, files())).page("stories/the-lift/")
    assert re.findall(r'<div class="(story-body[^"]*)"', page) == ["story-body e-content"] * 2


def test_an_unrecorded_reply_waits(site):
    built = site(files())
    assert "looked" not in built.page("stories/the-lift/")
    assert built.log == [
        "replies/the-lift/1.md:1: reply-unrecorded the reply is not recorded yet, so it is not shown. "
        "Compare it with what was sent, then run `heard reply-record the-lift`."
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [("We *looked*", "We *looked twice*"), ("2026-02-01", "2026-02-02"), ("Head of", "Lord of")],
    ids=["words", "date", "role"],
)
def test_a_silent_change_is_an_error(site, context, old, new):
    contents = recorded(context, files())
    contents["replies/the-lift/1.md"] = contents["replies/the-lift/1.md"].replace(old, new)
    built = site(contents)
    assert [problem.code for problem in built.problems.of("error")] == ["reply-altered"]
    assert "reply-1" not in built.page("stories/the-lift/")


def test_line_ends_and_order_of_keys_are_no_change(site, context):
    contents = recorded(context, files())
    text = contents["replies/the-lift/1.md"].replace("author: Bo Stokell\n", "")
    text = text.replace("sha256:", "author: Bo Stokell\nsha256:").replace("\n", "\r\n")
    built = site({**contents, "replies/the-lift/1.md": text})
    assert built.log == [] and 'id="reply-1"' in built.page("stories/the-lift/")


def test_a_plan_is_a_promise_that_can_be_late(site, context):
    keys = "change: planned\nwhat: A ramp\ndue: 2026-03-01\n"
    built = site(recorded(context, files(reply_keys=keys)))
    page = built.page("stories/the-lift/")
    assert "Planned until 1 March 2026: <strong" in page and ">A ramp</strong>" in page
    assert "The lift" in built.page("open/overdue/")


def test_a_change_made_files_the_story_under_changed(site, context):
    keys = "change: made\nwhat: A ramp\nevidence: https://hill.example/ramp\n"
    built = site(recorded(context, files(reply_keys=keys)))
    assert "The lift" in built.page("outcomes/changed/")
    assert 'href="https://hill.example/ramp"' in built.page("stories/the-lift/")
    assert "Changed" in built.feed("feeds/outcomes.rss.xml")


def test_an_invitation_without_reply_is_told_as_of_today(site):
    built = site({"stories/lift.md": STORY.format(keys=f"{TOLD}\ninvited: 2026-01-10")})
    page = built.page("stories/the-lift/")
    assert "was invited to reply here on 10 January 2026. No reply as of 21 November 2026." in page
    assert built.log == []


def test_an_invitation_that_was_taken_up_is_not_told(site, context):
    contents = recorded(context, files(keys=f"{TOLD}\ninvited: 2026-01-10"))
    assert "No reply as of" not in site(contents).page("stories/the-lift/")


def test_a_lesson_may_come_from_a_reply_word_for_word(site, context):
    lesson = "lesson: {{text: {text}, from: 'reply:{name}', quote: true}}"
    good = files(keys=f"{TOLD}\n{lesson.format(text='We looked', name='1')}")
    assert site(recorded(context, good)).log == []


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [("We saw", "1", "lesson-not-verbatim"), ("We looked", "2", "lesson-reply")],
)
def test_a_lesson_that_no_reply_says_is_an_error(site, context, text, name, code):
    keys = f"{TOLD}\nlesson: {{text: {text}, from: 'reply:{name}', quote: true}}"
    assert [p.code for p in site(recorded(context, files(keys=keys))).problems.of("error")] == [code]


def test_a_reply_cannot_bring_a_script(site, context):
    words = '<script>x()</script><img src=x onerror="x()">[a](javascript:x%28%29) fine'
    keys = "change: made\nevidence: javascript:x()\nwhat: <script>x()</script>\n"
    page = site(recorded(context, files(words=words, reply_keys=keys))).page("stories/the-lift/")
    reply = page.split('id="reply-1"')[1].split("reply-change")[0]
    assert "fine" in reply and "onerror" not in reply and 'href="javascript' not in reply
    assert "<script>x" not in page


def test_recording_again_changes_nothing(context):
    contents = recorded(context, files())
    found, said = context(contents)
    assert desk.record(found, "the-lift") == 0
    assert (found.content / "replies/the-lift/1.md").read_text("utf-8") == contents["replies/the-lift/1.md"]
    assert said[-1].endswith("recorded before, unchanged.")


def test_a_correction_is_recorded_on_purpose_and_marked(site, context):
    contents = recorded(context, files())
    contents["replies/the-lift/1.md"] = contents["replies/the-lift/1.md"].replace("looked", "watched")
    found, said = context(contents)
    assert desk.record(found, "the-lift") == 1 and "--corrected" in said[-1]
    assert desk.record(found, "the-lift", corrected=True) == 0
    text = (found.content / "replies/the-lift/1.md").read_text("utf-8")
    page = site({**contents, "replies/the-lift/1.md": text}).page("stories/the-lift/")
    assert "watched" in page and "corrected by the company" in page


def test_there_must_be_a_reply_to_record(context):
    found, _said = context(files())
    with pytest.raises(Refusal, match=r'Did you mean "the-lift"'):
        desk.record(found, "the-lif")


def test_the_kit_holds_the_letter_and_the_form(context, tmp_path):
    found, _said = context(files())
    assert desk.kit(found, Path(), "the-lift", output=tmp_path / "kit") == 0
    letter = (tmp_path / "kit/the-lift/invitation.txt").read_text("utf-8")
    assert "To Hill Rail," in letter and "/stories/the-lift/" in letter and "[the-lift]" in letter
    assert "&" not in letter and max(map(len, letter.splitlines())) <= 80
    form = (tmp_path / "kit/the-lift/reply.md").read_text("utf-8")
    assert form.startswith("---\nauthor:") and "# change:" in form


def test_an_invitation_that_was_sent_is_noted_once(context, tmp_path):
    found, said = context(files())
    desk.kit(found, Path(), "the-lift", output=tmp_path / "kit", sent=True)
    story = Path(found.content / "stories/lift.md").read_text("utf-8")
    assert "\ninvited: 2026-11-21\n---" in story and said[-1].endswith("invited 2026-11-21.")
    again, said = context({"stories/lift.md": story})
    desk.kit(again, Path(), "the-lift", output=tmp_path / "kit", sent=True)
    assert Path(again.content / "stories/lift.md").read_text("utf-8") == story
    assert said[-1].endswith("says already: invited 2026-11-21.")


@pytest.mark.parametrize("name", ["../stories", "/etc", "..", "the-lift/../../stories"])
def test_only_the_id_of_a_story_names_replies(context, name):
    found, _said = context(files())
    before = (found.content / "stories/lift.md").read_text("utf-8")
    with pytest.raises(Refusal, match="id of no story"):
        desk.record(found, name)
    assert (found.content / "stories/lift.md").read_text("utf-8") == before


def test_line_ends_of_windows_stay_when_a_reply_is_recorded(context):
    found, _said = context(files())
    path = found.content / "replies/the-lift/1.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert desk.record(found, "the-lift") == 0
    lines = path.read_bytes().split(b"\n")
    assert all(line.endswith(b"\r") for line in lines[:-1])
    assert desk.record(found, "the-lift") == 0  # and it is what was recorded


def test_what_somebody_worked_on_is_not_written_over(context, tmp_path):
    found, said = context(files())
    desk.kit(found, Path(), "the-lift", output=tmp_path / "kit")
    letter = tmp_path / "kit/the-lift/invitation.txt"
    letter.write_text("Dear Bo,", "utf-8")
    desk.kit(found, Path(), "the-lift", output=tmp_path / "kit", sent=True)
    assert letter.read_text("utf-8") == "Dear Bo," and any("left as it is" in line for line in said)


def test_a_letter_that_leads_to_this_computer_is_told(context, tmp_path):
    found, said = context(files())
    desk.kit(found, Path(), "the-lift", output=tmp_path / "kit")
    assert any("only this computer can follow" in line for line in said)


def test_a_place_that_cannot_hold_the_kit_is_refused(context, tmp_path):
    found, _said = context(files())
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(Refusal, match="cannot be written"):
        desk.kit(found, Path(), "the-lift", output=tmp_path / "file")


def test_an_unknown_story_gets_no_kit(context, tmp_path):
    found, _said = context(files())
    with pytest.raises(Refusal, match=r'no published story "lift-the"'):
        desk.kit(found, Path(), "lift-the", output=tmp_path)
