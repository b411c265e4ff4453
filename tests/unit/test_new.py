from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.cli.new import Answers, ask_for, front_matter, new, story_folder, write_story
from heard.content.front_matter import read_source
from heard.content.parser import Rules, parse_story
from heard.text.exits import Refusal

DAY = date(2026, 11, 21)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "content" / "stories").mkdir(parents=True)
    return tmp_path / "content"


def test_a_title_and_a_date_are_enough(content: Path) -> None:
    path = write_story("The call that ended well", Answers(), DAY, content, {})
    assert path == content / "stories" / "the-call-that-ended-well.md"
    assert path.read_text("utf-8") == (
        "---\ntitle: The call that ended well\nid: the-call-that-ended-well\ndate: 2026-11-21\n---\n\n"
    )


def test_answers_and_the_author_of_the_site_are_written_in(content: Path) -> None:
    answers = Answers("life, being human", "Heard", "Ask before you answer: it costs nothing.")
    path = write_story("A call", answers, DAY, content, {"AUTHOR": "Ida Blom"})
    assert path.read_text("utf-8").splitlines()[4:-2] == [
        "author: Ida Blom",
        "values: [life, being human]",
        "outcome: heard",
        "lesson: 'Ask before you answer: it costs nothing.'",
    ]


def test_a_file_is_never_overwritten(content: Path) -> None:
    paths = [write_story("A call", Answers(), DAY, content, {}) for _ in range(3)]
    assert [path.name for path in paths] == ["a-call.md", "a-call-2.md", "a-call-3.md"]
    assert "id: a-call-3" in paths[2].read_text("utf-8")


@pytest.mark.parametrize("title", ["../../etc/passwd", "/etc/passwd", "C:\\x", "..", "🙂", "…", "é"])
def test_no_title_leads_out_of_the_folder(content: Path, title: str) -> None:
    path = write_story(title, Answers(), DAY, content, {})
    assert path.parent == content / "stories"
    assert path.stem.isascii()


@pytest.mark.parametrize("title", ["", "  ", "\n"])
def test_an_empty_title_is_refused(content: Path, title: str) -> None:
    conf = content.parent / "pelicanconf.py"
    conf.write_text('PATH = "content"\n', "utf-8")
    with pytest.raises(Refusal, match="Give the story a title"):
        new(conf, None, title, no_ask=True)


def test_an_outcome_of_one_unknown_word_is_refused_with_the_nearest(content: Path) -> None:
    with pytest.raises(Refusal, match=r'"herd" is no outcome\. Did you mean "heard"\?'):
        write_story("A call", Answers(outcome="herd"), DAY, content, {})
    assert list((content / "stories").iterdir()) == []


def test_a_content_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="There is no folder"):
        write_story("A call", Answers(), DAY, tmp_path / "nowhere", {})


def test_a_folder_whose_stories_lie_about_gets_no_stories_folder(tmp_path: Path) -> None:
    (tmp_path / "old.md").write_text("title: Old\n\nText.", "utf-8")
    assert story_folder(tmp_path) == tmp_path


def test_an_empty_content_folder_gets_one(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "about.md").write_text("title: About\n\nText.", "utf-8")
    assert story_folder(tmp_path) == tmp_path / "stories"


def test_what_is_given_is_not_asked_and_a_wrong_outcome_is_asked_again() -> None:
    replies = iter(["herd", "heard", ""])
    said: list[str] = []
    answers = ask_for(Answers(values="life"), lambda _question: next(replies), said.append)
    assert answers == Answers("life", "heard", "")
    assert said[1] == '"herd" is no outcome. Did you mean "heard"? A sentence will do, too.'


@given(st.text(), st.text(), st.text())
def test_whatever_is_typed_the_file_says_it_and_has_no_error(title: str, value: str, lesson: str) -> None:
    text = front_matter("a-story", title or "x", DAY, "", Answers(value, "", lesson))
    source = read_source(f"---\n{text}---\n\nOnce upon a time.\n".encode("utf-8", "replace"))
    assert source.mistakes == ()
    _story, reading = parse_story(source, "stories/a-story.md", Rules(as_of=DAY))
    codes = {problem.code for problem in reading.problems if problem.severity == "error"}
    assert codes <= {"title-missing"}
