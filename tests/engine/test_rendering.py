"""Pages are planned, then rendered in as many processes as there are, only where something changed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from engine_sites import differing, tree
from hypothesis import given
from hypothesis import strategies as st
from pelican.plugins import signals
from pelican.writers import FileOverwriteFailedError, Writer
from thrift import slow

from heard.engine.overwriting import claim
from heard.engine.rendering import Rendering

STORIES = int(os.environ.get("ENGINE_STORIES", "40"))
"""So many stories in the test that counts work."""
STORY = """---
title: Story {0}
date: 2024-{1:02}-{2:02}
values: [care, value {3}]
outcome: heard
lesson: Ask number {0}.
company: Company {3}
summary: In short, number {0}.
---

Some text about number {0}, which somebody told. See [[s{4}]].

A second paragraph says a little more.
"""


def stories(count: int) -> dict[str, str | bytes]:
    return {
        f"stories/s{n}.md": STORY.format(n, n % 12 + 1, n % 28 + 1, n % 5, (n * 7) % count)
        for n in range(count)
    }


@slow
@pytest.mark.parametrize("workers", [1, 2, 5])
def test_any_number_of_processes_writes_the_same(stock, heard, workers):
    heard.write(stories(12))
    for blog in (stock, heard):
        report = blog.build(ENGINE_FORK_FROM=1, ENGINE_WORKERS=workers)
        assert report.fresh == set() and len(report.rendered) > 20
        assert differing(tree(blog.output), blog.clean()) == []


def test_of_two_pages_for_one_file_the_last_stays_whoever_renders_them(stock, monkeypatch):
    names = [f"twice{n}" for n in range(9)]
    first = "Title: {0}\nDate: 2024-01-01\nSlug: {0}\n\nFirst.\n"
    last = "Title: {0}\nSlug: page-{0}\nSave_as: {0}.html\n\nLast.\n"
    stock.write({f"posts/{name}.md": first.format(name) for name in names})
    stock.write({f"pages/{name}.md": last.format(name) for name in names})
    plainly = Rendering._page

    def slowly(self, page):
        if "article" in page.own and page.name.startswith("twice"):
            time.sleep(0.1)
        return plainly(self, page)

    monkeypatch.setattr(Rendering, "_page", slowly)
    stock.build(ENGINE_FORK_FROM=1, ENGINE_WORKERS=5)
    assert all("Last." in (stock.output / f"{name}.html").read_text() for name in names)
    assert differing(tree(stock.output), stock.clean()) == []


COMMENT = "---\nauthor: Ada\ndate: 2024-03-01\n{0}---\n\nMe too.\n"
CONVERSATION = {
    "a first comment": {"comments/s1/1.md": COMMENT.format("")},
    "an answer": {"comments/s1/2.md": COMMENT.format("in_reply_to: 1\nkind: question\n")},
    "a like": {"comments/s2/1.md": COMMENT.format("kind: like\n")},
    "a comment that waits": {"comments/s3/1.md": COMMENT.format("status: pending\n")},
    "a comment taken back": {"comments/s1/1.md": COMMENT.format("status: removed\n")},
    "a reply that nobody recorded": {"replies/s2/1.md": "---\ndate: 2024-03-01\n---\n\nWe looked.\n"},
    "a story told anew": {"stories/s1.md": STORY.format(1, 2, 2, 1, 0) + "\nAnd more.\n"},
}


@slow
def test_what_is_said_under_stories_is_built_as_from_nothing(heard):
    heard.write(
        {
            name: text.replace("title:", f"id: {name[8:-3]}\ntitle:")
            if name.startswith("stories/")
            else text
            for name, text in stories(6).items()
        }
    )
    heard.build()
    for step, files in CONVERSATION.items():
        heard.write(
            {
                name: text.replace("title: Story 1\n", "id: s1\ntitle: Story 1\n")
                for name, text in files.items()
            }
        )
        heard.build()
        assert differing(tree(heard.output), heard.clean()) == [], step


def test_a_second_build_renders_nothing(stock, heard):
    heard.write(stories(6))
    for blog in (stock, heard):
        blog.build()
        report = blog.build()
        assert report.rendered == {} and report.written == set() and report.fresh
        assert differing(tree(blog.output), blog.clean()) == []


def test_one_edited_body_costs_one_source_and_the_pages_that_change(heard):
    heard.write(stories(STORIES))
    heard.beside()
    before = tree(heard.output)
    path = heard.content / "stories/s3.md"
    path.write_text(path.read_text("utf-8").replace("somebody told", "somebody sang"), "utf-8")
    clean = heard.clean()
    report = heard.beside()
    assert differing(tree(heard.output), clean) == []
    changed = {name for name in differing(before, clean) if name.endswith(".html")}
    assert report.sources_parsed == ["stories/s3.md"]
    assert set(report.rendered) == changed and "stories/story-3/index.html" in changed


@slow
def test_a_changed_title_reaches_every_page_that_shows_it_and_few_others(heard):
    heard.write(stories(STORIES))
    heard.beside()
    before = tree(heard.output)
    path = heard.content / "stories/s3.md"
    path.write_text(
        path.read_text("utf-8").replace("title: Story 3", "title: Another\nslug: story-3"), "utf-8"
    )
    clean = heard.clean()
    report = heard.beside()
    assert differing(tree(heard.output), clean) == []
    changed = {name for name in differing(before, clean) if name.endswith(".html")}
    assert changed <= set(report.rendered) and len(report.rendered) < len(before) / 2


def test_a_page_edited_by_hand_is_mended(stock):
    stock.build()
    (stock.output / "post-1.html").write_text("by hand")
    report = stock.build()
    assert report.rendered == {"post-1.html": "its file is not as it was left"}
    assert differing(tree(stock.output), stock.clean()) == []


def shout(path, context):
    file = Path(path)
    file.write_text(file.read_text("utf-8").upper(), "utf-8")


def shout_at_the_end(pelican):
    for folder, _folders, names in os.walk(pelican.output_path):
        for name in names:
            if name.endswith(".html"):
                shout(f"{folder}/{name}", None)


@pytest.mark.parametrize(
    ("signal", "receiver"),
    [(signals.content_written, shout), (signals.finalized, shout_at_the_end)],
    ids=["content_written", "finalized"],
)
def test_a_plugin_that_rewrites_files_is_noticed_and_everything_rendered(stock, signal, receiver):
    signal.connect(receiver)
    for _ in range(2):
        report = stock.build()
        assert len(report.notes) == 1 and receiver.__name__ in report.notes[0]
        signal.disconnect(receiver)
        signal.connect(receiver)
        assert differing(tree(stock.output), stock.clean()) == []


def test_a_page_says_why_it_was_rendered(stock):
    stock.build()
    path = stock.content / "posts/p1.md"
    path.write_text(path.read_text("utf-8") + "\nMore.\n", "utf-8")
    report = stock.build()
    (line,) = report.explain("post-1.html")
    assert line.startswith("post-1.html: rendered, because ") and "posts/p1.md" in line
    assert "not rendered" in report.explain("post-3.html")[0]
    assert "no page of this name" in report.explain("nowhere")[0]


def test_a_template_that_nobody_can_foresee_is_always_rendered(stock, tmp_path):
    folder = tmp_path / "over"
    folder.mkdir()
    (folder / "page.html").write_text("{% include page.slug ~ '.txt' ignore missing %}{{ page.title }}")
    for _ in range(2):
        report = stock.build(THEME_TEMPLATES_OVERRIDES=[str(folder)])
    assert list(report.rendered) == ["pages/about.html"]
    assert "only a variable names" in report.rendered["pages/about.html"]


def test_a_function_is_asked_again(stock, tmp_path):
    folder, clock = tmp_path / "over", tmp_path / "clock"
    folder.mkdir()
    (folder / "page.html").write_text("{{ now() }}")
    for text in ("one", "two"):
        clock.write_text(text)
        given_ = {"THEME_TEMPLATES_OVERRIDES": [str(folder)], "JINJA_GLOBALS": {"now": clock.read_text}}
        report = stock.build(**given_)
        assert (stock.output / "pages/about.html").read_text() == text
    assert "pages/about.html" in report.rendered


def test_a_question_that_names_an_empty_tuple_is_asked_again_and_told(stock, tmp_path):
    folder = tmp_path / "over"
    folder.mkdir()
    (folder / "page.html").write_text("{{ said.get(page.title, ())|join(', ') }}")
    said: dict[str, tuple[str, ...]] = {}

    def hand_over(generators):
        generators[0].context["said"] = dict(said)

    signals.all_generators_finalized.connect(hand_over)
    whys = []
    for words in ((), ("one",), ("one", "two"), ()):
        said.clear()
        said.update({"About": words} if words else {})
        report = stock.build(THEME_TEMPLATES_OVERRIDES=[str(folder)])
        assert (stock.output / "pages/about.html").read_text() == ", ".join(words)
        whys.append(report.rendered["pages/about.html"])
    assert whys == ["it is new", *["said.get(About, ()) has another answer"] * 3]
    assert len(report.rendered) == 1


def test_a_filter_is_known_by_its_code_and_what_it_encloses(stock, tmp_path):
    folder = tmp_path / "over"
    folder.mkdir()
    (folder / "page.html").write_text("{{ page.title|louder }}")
    for mark in "!?":
        filters = {"louder": lambda text, mark=mark: text + mark}
        stock.build(THEME_TEMPLATES_OVERRIDES=[str(folder)], JINJA_FILTERS=filters)
        assert (stock.output / "pages/about.html").read_text() == f"About{mark}"


class Louder:
    __slots__ = ("mark",)

    def __init__(self, mark):
        self.mark = mark

    def __call__(self, text):
        return text + self.mark


def test_a_filter_of_an_unknown_kind_has_every_page_rendered(stock, tmp_path):
    folder = tmp_path / "over"
    folder.mkdir()
    (folder / "page.html").write_text("{{ page.title|louder }}")
    for mark in "!?":
        report = stock.build(
            THEME_TEMPLATES_OVERRIDES=[str(folder)], JINJA_FILTERS={"louder": Louder(mark)}
        )
        assert (stock.output / "pages/about.html").read_text() == f"About{mark}"
        assert report.fresh == set() and any("JINJA_FILTERS" in note for note in report.notes)


def test_an_error_in_a_template_shows_as_without_the_engine(stock, tmp_path):
    folder = tmp_path / "over"
    folder.mkdir()
    (folder / "page.html").write_text("{{ 1 / 0 }}")
    for workers in (1, 2):
        with pytest.raises(ZeroDivisionError):
            stock.build(THEME_TEMPLATES_OVERRIDES=[str(folder)], ENGINE_WORKERS=workers, ENGINE_FORK_FROM=1)
    stock.build()
    assert differing(tree(stock.output), stock.clean()) == []


@given(st.lists(st.tuples(st.sampled_from("ab"), st.booleans()), max_size=8))
def test_writing_a_file_twice_follows_pelicans_rules(tmp_path_factory, calls):
    folder = tmp_path_factory.mktemp("twice")
    original, ours = Writer(str(folder), {}), Writer(str(folder), {})
    for name, override in calls:
        path = str(folder / name)
        assert answer(original._open_w, path, "utf-8", override) == answer(claim, ours, path, override)
        assert original._written_files == ours._written_files
        assert original._overridden_files == ours._overridden_files


def answer(take: Callable[..., Any], *args: object) -> str:
    """The file that is written to, or the refusal."""
    try:
        found = take(*args)
    except FileOverwriteFailedError as error:
        return str(error)
    if isinstance(found, str):
        return found
    found.close()
    return str(found.name)
