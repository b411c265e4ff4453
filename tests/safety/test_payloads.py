"""Thousands of attempts to run a script through a comment: none arrives anywhere."""

from __future__ import annotations

import json
from datetime import date
from urllib.parse import urlsplit

import html5lib
import pytest
from conftest import TODAY
from hostile import A_STORY, conversations, hostile_site, page_wrongs, some_payloads, wrongs
from payloads import payloads

from heard.content.front_matter import file_text, read_source
from heard.content.parser import Rules
from heard.conversation.bodies import Bodies
from heard.conversation.comment_file import read_comment

PAYLOADS = some_payloads()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORY_TODAY", TODAY)
        return hostile_site(folder, TODAY)


def test_there_are_six_thousand_ways_to_try():
    assert len(payloads()) >= 6000


@pytest.mark.parametrize("form", ["markdown", "html", "text"])
def test_no_body_becomes_anything_that_runs(form):
    bodies = Bodies()
    shown = "\n<hr>".join(f"<div>{bodies.html(text, form)}</div>" for text in PAYLOADS)
    tree = html5lib.parseFragment(shown, namespaceHTMLElements=False)
    assert len(tree.findall("div")) == len(PAYLOADS)  # none breaks out of its place
    assert [wrong for entry in tree.findall("div") for wrong in wrongs(entry)] == []


@pytest.mark.parametrize("key", ["url", "original"])
def test_an_address_is_of_the_web_or_an_error(key):
    rules = Rules(as_of=date.fromisoformat(TODAY))
    for text in PAYLOADS:
        source = read_source(file_text({key: text}, "Hello.").encode())
        comment, reading = read_comment(source, "comments/a-story/1.md", rules)
        found = getattr(comment, key) if comment else None
        private = any(problem.code == "comment-private" for problem in reading.problems)
        assert reading.failed or private or urlsplit(found or "").scheme in ("http", "https"), text


def test_nothing_runs_in_any_page(hostile):
    pages = sorted(hostile.rglob("*.html"))
    assert sum("comment-c" in page.read_text("utf-8") for page in pages) > len(PAYLOADS) // A_STORY
    found = {page: wrong for page in pages for wrong in page_wrongs(page.read_text("utf-8"))}
    assert found == {}


def test_strangers_words_stay_in_their_places(hostile):
    for page in sorted((hostile / "stories").glob("*/index.html"))[:4]:
        text = page.read_text("utf-8")
        found = list(conversations(text))
        wordless = text.count('<p class="wordless">')  # of many a payload nothing is left
        assert len(found) > A_STORY // 2 and len(found) + wordless == A_STORY + A_STORY // 10
        assert [wrong for element in found for wrong in wrongs(element)] == []


def test_every_remark_is_there(hostile):
    text = "".join(page.read_text("utf-8") for page in (hostile / "stories").rglob("*.html"))
    assert text.count('id="comment-c') == len(PAYLOADS)


def test_nothing_runs_in_any_feed(hostile):
    seen = 0
    for path in sorted(hostile.rglob("*.json")):
        for entry in json.loads(path.read_text("utf-8")).get("items", ()):
            if "comments" in path.parts or path.stem == "comments":
                seen += 1
                page = f"<!doctype html><title>x</title><body>{entry.get('content_html', '')}"
                assert list(page_wrongs(page)) == []
    assert seen > 100
