"""Files that plugins make, such as feeds, are made only where what goes into them has changed."""

from __future__ import annotations

import os

import pytest
from engine_sites import differing, tree
from jinja2 import UndefinedError
from thrift import slow

STORY = """---
title: Story {0}
date: 2024-{1:02}-{1:02}
values: [care, value {2}]
outcome: heard
lesson: Ask number {0}.
summary: In short, number {0}.
---

Text number {0}, which somebody told.
"""


@pytest.fixture
def site(heard, tmp_path):
    (tmp_path / "over").mkdir()
    heard.settings["THEME_TEMPLATES_OVERRIDES"] = [str(tmp_path / "over")]
    heard.settings["ENGINE_WORKERS"] = 1
    return heard.write({f"stories/s{n}.md": STORY.format(n, n + 1, n % 2) for n in range(4)})


def feeds(files):
    return {name for name in files if name.startswith("feeds/") and not name.endswith(".opml")}


@slow
@pytest.mark.parametrize("way", ["build", "beside"])
def test_a_second_build_makes_no_feed_and_writes_the_same(site, way):
    first = getattr(site, way)()
    assert first.made and first.made == feeds(tree(site.output))
    second = getattr(site, way)()
    assert second.made == set() and second.notes == []
    assert differing(tree(site.output), site.clean()) == []


def test_one_edited_body_makes_the_feeds_that_hold_it_and_no_other(site):
    site.beside()
    before = tree(site.output)
    path = site.content / "stories/s1.md"
    path.write_text(path.read_text("utf-8").replace("somebody told", "somebody sang"), "utf-8")
    report, clean = site.beside(), site.clean()
    assert differing(tree(site.output), clean) == []
    assert report.made == feeds(differing(before, clean))
    assert any("value-1" in name for name in report.made)
    assert not any("value-0" in name for name in report.made)


@slow
@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("{{ card.article.slug }} {{ card.article.content }}", "stories/s"),
        ("{{ told(card) }}", "told"),
        ("{{ '{}'.format(card.title)|peek }}", "opens"),
        ("{% include 'feed_' ~ card.id ~ '.html' ignore missing %}{{ card.title }}", "variable"),
    ],
)
def test_a_feed_whose_template_nobody_can_follow_is_made_in_each_build(site, tmp_path, template, why):
    shown = tmp_path / "shown"
    filters = {"peek": lambda text: text + shown.read_text()}
    functions = {"told": lambda card: card.article.content}
    (tmp_path / "over/feed_item.html").write_text(template)
    for number in range(3):
        shown.write_text(str(number))
        report = site.build(JINJA_FILTERS=filters, JINJA_GLOBALS=functions)
        assert any("value-0" in name for name in report.made)
        assert len(report.notes) == 1 and why in report.notes[0]
    assert differing(tree(site.output), site.clean(JINJA_FILTERS=filters, JINJA_GLOBALS=functions)) == []


@slow
def test_a_function_of_the_settings_that_is_given_a_number_is_followed(site, tmp_path):
    (tmp_path / "over/feed_item.html").write_text("{{ number_words(card.lessons|length) }}")
    assert site.build().made
    report = site.build()
    assert report.made == set() and report.notes == []


@slow
def test_a_template_a_setting_or_a_list_that_feeds_show_makes_them_anew(site, tmp_path):
    site.build()
    steps = ("{{ card.title }}", "{{ SITENAME }}", "{{ library.cards|length }}")
    for step in steps:
        (tmp_path / "over/feed_item.html").write_text(step)
        assert site.build().made
        assert differing(tree(site.output), site.clean()) == []
    site.write({"stories/new.md": STORY.format(9, 9, 9)})
    assert any("value-0" in name for name in site.build().made)
    assert differing(tree(site.output), site.clean()) == []
    site.settings["SITENAME"] = "Another"
    assert site.build().made == feeds(tree(site.output))


@slow
@pytest.mark.parametrize("harm", ["edited", "deleted"])
def test_a_feed_that_was_harmed_is_mended(site, harm):
    site.build()
    path = site.output / sorted(feeds(tree(site.output)))[0]
    before = path.stat()
    if harm == "edited":
        path.write_bytes(b"x" * before.st_size)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    else:
        path.unlink()
    assert site.build().made == {path.relative_to(site.output).as_posix()}
    assert differing(tree(site.output), site.clean()) == []


@slow
def test_what_is_not_kept_is_always_made(site):
    for _ in range(2):
        report = site.build(ENGINE_KEEP_PAGES=False)
        assert report.made == set()  # the plugin writes by itself
    assert differing(tree(site.output), site.clean()) == []


def lose_two_stories(site):
    """The only ones with one of the values."""
    for number in (1, 3):
        (site.content / f"stories/s{number}.md").unlink()


def test_a_feed_that_is_no_longer_made_goes_as_pages_do_and_no_other_file_does(site):
    site.build()
    mine = site.output / "feeds/value/mine.atom.xml"
    before = feeds(tree(site.output))
    mine.write_text("not the engine's")
    edited = site.output / sorted(name for name in before if "value-1" in name)[0]
    edited.write_text("edited by hand")
    lose_two_stories(site)
    report, clean = site.build(), site.clean()
    left = {path.relative_to(site.output).as_posix() for path in (mine, edited)}
    gone = before - set(clean) - left
    assert any("value-1" in name for name in gone) and gone <= set(report.removed)
    assert set(differing(tree(site.output), clean)) == left
    lose = {"FEED_FORMS": ["rss"], "FEED_ALL_ATOM": "elsewhere/all.xml"}
    assert "feeds/all.atom.xml" in site.build(**lose).removed
    assert set(differing(tree(site.output), site.clean(**lose))) == left


@slow
def test_a_feed_of_a_build_that_was_lost_goes_when_nothing_makes_it_any_more(site, monkeypatch):
    def lost(_build):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("heard.engine.build.Build.end", lost)
        site.build()
    assert any("value-1" in name for name in feeds(tree(site.output)))
    lose_two_stories(site)
    site.build()
    assert differing(tree(site.output), site.clean()) == []


BESIDE = {"ENGINE_WORKERS": 5, "ENGINE_FORK_FROM": 1}
"""Feeds are made in one of several processes, the pages in the others."""


@slow
def test_feeds_that_are_made_beside_the_pages_are_the_same_and_kept(site):
    assert site.build(**BESIDE).made == feeds(tree(site.output))
    assert differing(tree(site.output), site.clean()) == []
    assert site.build(**BESIDE).made == set()
    path = site.content / "stories/s1.md"
    path.write_text(path.read_text("utf-8").replace("somebody told", "somebody sang"), "utf-8")
    before = tree(site.output)
    assert site.build(**BESIDE).made == feeds(differing(before, site.clean()))
    assert differing(tree(site.output), site.clean()) == []


@slow
def test_what_cannot_be_kept_of_feeds_is_told_from_another_process_too(site, tmp_path):
    (tmp_path / "over/feed_item.html").write_text("{{ card.article.slug }}")
    for _ in range(2):
        report = site.build(**BESIDE)
        assert report.made and len(report.notes) == 1 and "stories/s" in report.notes[0]
    assert differing(tree(site.output), site.clean()) == []


@slow
def test_feeds_whose_process_dies_are_made_by_the_first_one(site, tmp_path):
    first = os.getpid()
    functions = {"die": lambda text: text if os.getpid() == first else os._exit(9)}
    (tmp_path / "over/feed_item.html").write_text("{{ die(card.title) }}")
    assert site.build(JINJA_GLOBALS=functions, **BESIDE).made == feeds(tree(site.output))
    assert differing(tree(site.output), site.clean(JINJA_GLOBALS=functions)) == []


@slow
@pytest.mark.parametrize("workers", [1, 5])
def test_a_mistake_in_a_feed_s_template_shows_as_it_is(site, tmp_path, workers):
    (tmp_path / "over/feed_item.html").write_text("{{ card.title.no.such }}")
    with pytest.raises(UndefinedError, match="no attribute 'no'"):
        site.build(**{**BESIDE, "ENGINE_WORKERS": workers})
