"""A hidden story or page is a page at its address, and nowhere else."""

from __future__ import annotations

import json
import re

import pytest
from conftest import Site

STORY = "---\ntitle: {0}\ndate: 2024-05-17\nid: {1}\n{2}\n---\n\n{3}\n"
KEYS = """status: hidden
slug: zanzibar
author: Zanzibar
tags: [zanzibar, shared]
category: Zanzibar
values: [zanzibar, {value: shared, stance: breached}]
company: zanzibar
series: {name: Shared, part: 1}
lessons: [{text: Zanzibar teaches., for: staff}, {id: second, text: Zanzibar again., from: "comment:one"}]
timeline: [{on: 2024-05-17, event: told}, {on: 2024-05-18, event: answered}]
relates: [{rel: answers, to: open-door}, {rel: other-side-of, to: open-door}]"""
OPEN = "values: [shared]\ntags: [shared]\nseries: {name: Shared, part: 2}\nlesson: {text: Ask., for: staff}"
COMMENT = "---\nauthor: Ines of Zanzibar\ndate: 2024-05-19\nstatus: approved\n{0}\n---\n\nZanzibar again.\n"
NOINDEX = '<meta name="robots" content="noindex">'


@pytest.fixture(scope="module")
def hidden(shared_site) -> Site:
    """A hidden story with all that could show elsewhere, and one that links to it from its text."""
    return shared_site(
        {
            "stories/a.md": STORY.format("Zanzibar", "zanzibar-id", KEYS, "Zanzibar! See [[open-door]]."),
            "stories/b.md": STORY.format("The open door", "open-door", OPEN, "Read [more here](a.md)."),
            "stories/c.md": STORY.format(
                "A third", "third-one", "tags: [shared]", "[[zanzibar-id|Words]]."
            ),
            "stories/d.rst": "Zanzibar in rst\n###############\n\n:date: 2024\n:status: hidden\n\nHere.\n",
            "pages/p.md": "---\ntitle: Zanzibar page\nslug: zanzibar-page\nstatus: hidden\n---\n\nHere.\n",
            "comments/zanzibar-id/one.md": COMMENT.format("told_as: third-one"),
            "comments/open-door/two.md": COMMENT.format("").replace("Zanzibar", "Oslo"),
            "replies/.keep": "",
        },
    )


PAGES = ("stories/zanzibar/", "stories/zanzibar-in-rst/", "zanzibar-page/")


@pytest.mark.parametrize("url", PAGES)
def test_it_has_its_page_which_search_engines_leave_out(hidden: Site, url: str) -> None:
    assert NOINDEX in hidden.page(url)


def test_a_page_that_is_not_hidden_is_for_everybody(hidden: Site) -> None:
    redirect = b'http-equiv="refresh"'
    pages = {name: octets for name, octets in hidden.tree().items() if redirect not in octets}
    marked = {name for name, octets in pages.items() if NOINDEX.encode() in octets}
    assert marked == {f"{url}index.html" for url in PAGES}


LINK = re.compile(r"""/stories/zanzibar/(?:&quot;|\\?")(?:&gt;|>)(?:more here|Words)""")
"""The link in a text, as pages and feeds with the full text have it."""


def test_nothing_else_says_a_word_of_it(hidden: Site) -> None:
    elsewhere = {
        name: LINK.sub("", octets.decode("utf-8", "replace"))
        for name, octets in hidden.tree().items()
        if name.removesuffix("index.html") not in PAGES
    }
    assert [name for name, text in elsewhere.items() if "anzibar" in name + text] == []


def test_a_link_in_a_text_leads_there(hidden: Site) -> None:
    assert '<a href="/stories/zanzibar/">more here</a>' in hidden.page("stories/the-open-door/")
    assert '<a href="/stories/zanzibar/">Words</a>' in hidden.page("stories/a-third/")


def test_its_own_page_shows_all_that_is_its_own(hidden: Site) -> None:
    html = hidden.page("stories/zanzibar/")
    for own in ("Zanzibar!", "Ines of Zanzibar", "Zanzibar teaches.", "The open door", "Answered"):
        assert own in html
    assert "/lessons/zanzibar-id/" not in html
    assert "/values/zanzibar/" not in html
    assert 'href="/values/shared/"' in html
    facts = json.loads(html.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert facts["@graph"][0]["commentCount"] == 1


def test_a_hint_gives_its_address_and_nothing_is_wrong(hidden: Site) -> None:
    assert hidden.log == []
    hints = {problem.path: problem.message for problem in hidden.found("not-listed")}
    assert "/stories/zanzibar/" in hints["stories/a.md"]
    assert "stories/d.rst" in hints


def test_a_writer_sees_it_where_readers_would(hidden: Site, site) -> None:
    shown = site({"stories/a.md": STORY.format("Z", "zet", "status: hidden", "Z!")}, STORY_SHOW_DRAFTS=True)
    assert NOINDEX in shown.page("stories/z/")
    assert 'href="/stories/z/"' not in shown.page("/")


def test_a_hidden_story_of_tomorrow_is_not_there(site) -> None:
    text = STORY.format("Zanzibar", "zanzibar", "status: hidden", "x").replace("2024-05-17", "2026-11-22")
    assert not site({"stories/a.md": text}).has("stories/zanzibar/")


def test_two_stories_do_not_share_an_address_because_one_is_hidden(site) -> None:
    hidden_one = STORY.format("One", "first-one", "status: hidden\nslug: same", "x")
    built = site(
        {"stories/a.md": STORY.format("Two", "second-one", "slug: same", "y"), "stories/b.md": hidden_one}
    )
    assert [problem.path for problem in built.found("address-twice")] == ["stories/b.md"]
    assert NOINDEX not in built.page("stories/same/")


def test_languages_of_a_hidden_story_know_each_other(site) -> None:
    one = STORY.format("One", "first-one", "status: hidden\nslug: same", "x")
    other = STORY.format("Eins", "first-eins", "status: hidden\nslug: same\nlang: de", "x")
    built = site(
        {"stories/a.md": one, "stories/b.md": other, "stories/c.md": STORY.format("C", "ccc", "", "c")}
    )
    assert 'hreflang="de"' in built.page("stories/same/")
    assert NOINDEX in built.page("stories/same/de/")


def test_a_translations_own_tag_has_no_link_to_a_page_that_is_not_there(site) -> None:
    one = STORY.format("One", "first-one", "slug: same\ntags: [tide]", "x")
    other = STORY.format("Eins", "first-eins", "slug: same\nlang: de\ntags: [Ebbe und Flut]", "x")
    html = site({"stories/a.md": one, "stories/b.md": other}).page("stories/same/de/")
    assert '<span class="p-category" dir="auto">Ebbe und Flut</span>' in html


TIES = ("relates: [{rel: answers, to: zanzibar}]", "kind: reflection\nevidence: [zanzibar]")


@pytest.mark.parametrize("keys", TIES)
def test_a_tie_to_a_hidden_story_is_told_and_not_shown(site, keys) -> None:
    files = {"stories/a.md": STORY.format("Zanzibar", "zanzibar", "status: hidden", "x")}
    built = site({**files, "stories/b.md": STORY.format("B", "bbb", keys, "y")})
    assert [problem.severity for problem in built.found("link-hidden")] == ["warning"]
    assert "anzibar" not in built.page("stories/b/")


def test_a_comment_that_grew_into_a_hidden_story_is_told(site) -> None:
    files = {"stories/a.md": STORY.format("Zanzibar", "zanzibar", "status: hidden", "x")}
    files |= {"stories/b.md": STORY.format("B", "bbb", "", "y")}
    built = site({**files, "comments/bbb/c.md": COMMENT.format("told_as: zanzibar")})
    assert "hidden" in built.found("comment-told-as")[0].message
    assert "/stories/zanzibar/" not in built.page("stories/b/")


MINE = "My own page for what is not there"
OWN_404 = {
    "a Markdown page": {
        "pages/missing.md": f"---\ntitle: {MINE}\nstatus: hidden\nsave_as: 404.html\n---\n\nx\n"
    },
    "plain headers": {"pages/missing.md": f"Title: {MINE}\nStatus: hidden\nSave_as: 404.html\n\nx\n"},
    "an rst page": {
        "pages/missing.rst": f"{MINE}\n{'#' * 40}\n\n:status: hidden\n:save_as: 404.html\n\nx\n",
    },
    "an HTML page": {
        "pages/missing.html": f'<html><head><title>{MINE}</title><meta name="status" content="hidden">'
        '<meta name="save_as" content="404.html"></head><body>x</body></html>'
    },
    "a listed page": {
        "pages/missing.md": f"---\ntitle: {MINE}\nsave_as: 404.html\nurl: 404.html\n---\n\nx\n"
    },
}


@pytest.mark.parametrize("files", OWN_404.values(), ids=OWN_404)
def test_an_owners_page_for_what_is_not_there_takes_the_place_of_ours(site, files) -> None:
    built = site({**files, "stories/b.md": STORY.format("B", "bbb", "", "y")})
    assert MINE in built.page("404.html")
    assert built.log == []
    assert [record.getMessage() for record in built.records] == []


HTML = "<!doctype html><title>x</title><h1>My own</h1>"
BROUGHT = {
    "a static file": {
        "STATIC_PATHS": ["extra"],
        "EXTRA_PATH_METADATA": {
            "extra/own.html": {"path": "404.html"},
            "extra/home.html": {"path": "index.html"},
        },
    },
    "a template": {"TEMPLATE_PAGES": {"extra/own.html": "404.html", "extra/home.html": "index.html"}},
}


@pytest.mark.parametrize("settings", BROUGHT.values(), ids=BROUGHT)
def test_a_file_that_the_owner_brings_along_takes_the_place_of_ours(site, settings) -> None:
    files = {
        "extra/own.html": HTML,
        "extra/home.html": HTML,
        "stories/b.md": STORY.format("B", "bbb", "", "y"),
    }
    built = site(files, **settings)
    assert built.page("404.html") == built.page("index.html") == HTML
    assert built.log == []


WORDS = ("hidden: true", "unlisted: true", "Status: Hidden", 'hidden: "yes"', "visibility: unlisted")


@pytest.fixture(scope="module")
def worded(shared_site) -> Site:
    """A story and a page for each word that hides, in Markdown and in reStructuredText."""
    files: dict[str, str | bytes] = {"stories/good.md": STORY.format("Good", "good-one", "", "Fine.")}
    for number, word in enumerate(WORDS):
        key, _, value = word.partition(": ")
        fields = f":slug: veil-{number}-{{0}}\n:date: 2024-05-17\n:{key.lower()}: {value.strip(chr(34))}\n"
        head = f"title: Veil\nslug: veil-{number}-{{0}}\ndate: 2024-05-17\n{word}"
        for folder in ("stories", "pages"):
            files[f"{folder}/md-{number}.md"] = f"---\n{head.format(f'md-{folder}')}\n---\n\nVeil.\n"
            files[f"{folder}/rst-{number}.rst"] = f"Veil\n####\n\n{fields.format(f'rst-{folder}')}\nVeil.\n"
    return shared_site(files)


@pytest.mark.parametrize("number", range(len(WORDS)), ids=WORDS)
@pytest.mark.parametrize("kind", ["md", "rst"])
def test_every_word_that_hides_gives_a_page_and_nothing_else(worded: Site, number: int, kind: str) -> None:
    for folder, prefix in (("stories", "stories/"), ("pages", "")):
        url = f"{prefix}veil-{number}-{kind}-{folder}/"
        assert NOINDEX in worded.page(url)
        elsewhere = {name: octets for name, octets in worded.tree().items() if name != f"{url}index.html"}
        slug = f"veil-{number}-{kind}-{folder}"
        assert [name for name, octets in elsewhere.items() if slug in name or slug.encode() in octets] == []
