"""A saved word: what changes nothing but texts goes without working out the site, and comes to the same."""

import pytest
from factsites import FactsSite, assert_as_anew

STORY = """---
id: {name}
title: The {name}
date: 2024-0{month}-02
author: Ada
values: [care]
company: Acme
outcome: answered
lesson: Ask {name} twice.
summary: In short {name}.
tags: [trains]
{more}---

Zebras{name} run, and [[{other}]] knows it.

See the {name} once more, with one trombone and another trombone.
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = FactsSite(tmp_path_factory.mktemp("words"))
    for month, (name, other) in enumerate(
        (("ferry", "hotel"), ("hotel", "ferry"), ("train", "hotel"), ("tram", "hotel")), 1
    ):
        more = "relates: [{rel: other-side-of, to: ferry}]\n" if name == "hotel" else ""
        site.write(f"stories/{name}.md", STORY.format(name=name, other=other, month=month, more=more))
    for name in ("train", "tram"):
        site.write(f"stories/{name}.md", site.read(f"stories/{name}.md") + "\nA zither.\n")
    site.write("stories/bus.md", STORY.format(name="bus", other="train#ahead", month=5, more=""))
    site.write(
        "stories/entwurf.md", STORY.format(name="entwurf", other="bus", month=6, more="status: draft\n")
    )
    site.write("pages/about.md", "---\ntitle: About\nsummary: Us.\n---\n\nUs & you.\n")
    site.build()
    return site


WORDS = {
    "a common word": ("stories/tram.md", "once more", "twice more"),
    "signs that feeds escape": ("stories/tram.md", "twice more", 'once & "more" <em>here</em> 5 > 4 ∑'),
    "a word of another paragraph": ("stories/tram.md", "and another", "beside another"),
    "a page of the owner's": ("pages/about.md", "Us & you", "You & us"),
    "a heading": ("stories/tram.md", "See the", "## Ahead\n\nSee the"),
    "a draft": ("stories/entwurf.md", "once more", "twice more"),
}


def save(site, name, old, new):
    """Save a source with other words, and build."""
    before = site.read(name)
    assert old in before
    site.write(name, before.replace(old, new))
    return site.build()


def test_nothing_of_the_site_is_worked_out_for_a_word(site):
    before = {name: site.read(name) for name, _old, _new in WORDS.values()}
    for what, (name, old, new) in WORDS.items():
        report = save(site, name, old, new)
        assert "gather" not in report.timings and report.read == {name}, what
        assert len(report.rendered) == (0 if "entwurf" in name else 1), what
    assert_as_anew(site, "all of it")
    for name, text in before.items():
        site.write(name, text)
    site.build()


MORE = {
    "a link": ("stories/tram.md", "once more", "[[ferry]] more"),
    "another sentence around a link": ("stories/tram.md", "knows it", "knows that"),
    "a picture": ("stories/tram.md", "once more", "![](/p.png)"),
    "what it is about": ("stories/tram.md", "A zither.", "A harp."),
    "the title": ("stories/tram.md", "title: The", "title: A"),
    "a side of a pair": ("stories/hotel.md", "once more", "twice more"),
    "a text in which somebody asks for a heading": (
        "stories/tram.md",
        "once more",
        "twice more[^1]\n\n[^1]: A.",
    ),
}


@pytest.mark.parametrize(("name", "old", "new"), MORE.values(), ids=MORE)
def test_whatever_may_be_more_than_words_is_an_edit_like_any_other(site, name, old, new):
    before = site.read(name)
    assert "gather" in save(site, name, old, new).timings
    site.write(name, before)
    site.build()


def test_what_is_told_of_other_sources_is_told_again(tmp_path):
    site = FactsSite(tmp_path)
    site.write("stories/one.md", STORY.format(name="one", other="nobody", month=1, more=""))
    site.write("stories/two.md", STORY.format(name="two", other="one", month=2, more="wrong: key\n"))
    site.build()
    told = [str(problem) for problem in site.problems]
    assert any("nobody" in one for one in told) and any("wrong" in one for one in told)
    site.write("stories/two.md", site.read("stories/two.md").replace("once more", "more once"))
    assert "gather" not in site.build().timings
    assert [str(problem) for problem in site.problems] == told


def test_a_word_saved_twice_between_two_looks_is_not_missed(site):
    name = "stories/tram.md"
    before = site.read(name)
    path = site.content / name
    for word in ("twice", "never", "always"):  # as an editor saves, within one tick of the clock
        path.write_text(before.replace("once", word), "utf-8")
        site.build()
        assert f"{word} more" in (site.output / "stories/the-tram/index.html").read_text("utf-8")
    site.write(name, before)
    site.build()
