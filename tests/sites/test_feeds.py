"""Feeds: full text, absolute links, and an identity that nothing changes."""

import re
from datetime import datetime

import feedparser
import pytest
from helpers import strict_xml

NAMES = ["feeds/all.rss.xml", "feeds/all.atom.xml"]
SITE = "https://heard.example"
CALL = """---
title: {title}
date: {date}
id: the-call
slug: {slug}
author: Ada & Bob
summary: It took `<forty>` minutes.
modified: {modified}
values: [{{name: justice, stance: breached, by: company}}]
outcome: heard
lesson: Listen & learn.
tags: [trains]
company: Northwind
---

I rang **at nine** & waited. [Before](/stories/other/#x),
[after]({{filename}}other.md), ![cat](/images/cat.png)

| a | b |
|---|---|
| 1 | 2 |
"""
OTHER = "---\ntitle: Other\ndate: undated\nid: other\n---\n\n## x {#x}\n\nNo date.\n"


def files(
    title="The call", date="2008-03-31", slug="the-call", modified="2009-01"
) -> dict[str, str | bytes]:
    call = CALL.format(title=title, date=date, slug=slug, modified=modified)
    return {"stories/call.md": call, "stories/other.md": OTHER, "images/cat.png": b"png"}


ATTR_LIST = {"MARKDOWN": {"extensions": ["markdown.extensions.extra"], "output_format": "html5"}}


@pytest.fixture(scope="module")
def built(shared_site):
    site = shared_site(files(), SITEURL=SITE, **ATTR_LIST)
    assert site.log == []
    return site


def entries(site, name):
    """The entries of a feed by identity, as a feed reader takes them."""
    parsed = feedparser.parse(site.tree()[name])
    assert not parsed.bozo, parsed.get("bozo_exception")
    return {entry.id: entry for entry in parsed.entries}


@pytest.mark.parametrize("name", NAMES)
def test_a_feed_is_strict_xml_with_every_story(built, name):
    strict_xml(built.tree()[name])
    assert set(entries(built, name)) == {"urn:story:the-call", "urn:story:other"}


def test_the_identity_in_rss_is_no_permalink(built):
    guid = strict_xml(built.tree()[NAMES[0]]).find(".//guid")
    assert guid.get("isPermaLink") == "false"


def moved() -> dict[str, str | bytes]:
    found = files()
    call = str(found.pop("stories/call.md"))
    return {**found, "stories/2024/moved.md": call.replace("{filename}other", "{filename}/stories/other")}


CHANGES = {
    "its title": (files(title="Another name"), {}),
    "its slug": (files(slug="renamed"), {}),
    "its date": (files(date="1999"), {}),
    "its site": (files(), {"SITEURL": "https://other.example/blog"}),
    "its file": (moved(), {}),
}  # fmt: skip


@pytest.mark.breaks_invariants(
    "a site below a path needs links that this story does not have", "link", "fragment"
)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("changed", "settings"), CHANGES.values(), ids=CHANGES)
def test_a_story_that_changes_keeps_its_identity(site, name, changed, settings):
    after = site(changed, **{"SITEURL": SITE, **ATTR_LIST, **settings})
    assert "urn:story:the-call" in entries(after, name)


def full_text(site, name) -> str:
    return entries(site, name)["urn:story:the-call"].content[0].value


SAYS = ["Justice breached by the company", "Told, answered, <strong>heard</strong>", "Listen &amp; learn.",
        "I rang <strong>at nine</strong> &amp; waited.", "<td>1</td>"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("words", SAYS)
def test_an_item_opens_with_value_outcome_and_lesson_and_holds_the_full_text(built, name, words):
    assert words in re.sub(r"\s+", " ", full_text(built, name))


@pytest.mark.parametrize("name", NAMES)
def test_every_address_in_a_feed_is_absolute(built, name):
    addresses = re.findall(r'(?:href|src)="([^"]*)"', full_text(built, name))
    assert len(addresses) >= 3
    assert [address for address in addresses if not address.startswith(SITE + "/")] == []


def test_the_summary_is_escaped_as_programs_read_it_as_html(built):
    item = strict_xml(built.tree()[NAMES[0]]).xpath("//item[guid='urn:story:the-call']")[0]
    assert item.findtext("description") == "It took &lt;forty&gt; minutes."


@pytest.mark.parametrize("name", NAMES)
def test_a_feed_names_its_teller_and_its_terms(built, name):
    entry = entries(built, name)["urn:story:the-call"]
    terms = {(tag.term, tag.scheme) for tag in entry.tags}
    assert entry.author == "Ada & Bob"
    assert {
        ("Justice", f"{SITE}/values/"),
        ("trains", f"{SITE}/tags/"),
        ("Northwind", f"{SITE}/companies/"),
    } <= terms


def test_an_undated_story_has_no_date_in_rss(built):
    item = strict_xml(built.tree()[NAMES[0]]).xpath("//item[guid='urn:story:other']")[0]
    assert item.find("pubDate") is None


def test_an_undated_story_is_the_last_item(built):
    assert list(entries(built, NAMES[0]))[-1] == "urn:story:other"


def test_the_date_of_a_feed_is_that_of_its_newest_change(built):
    root = strict_xml(built.tree()[NAMES[1]])
    assert root.findtext("{http://www.w3.org/2005/Atom}updated").startswith("2009-01-01")


def test_a_feed_says_where_it_stands(built):
    root = strict_xml(built.tree()[NAMES[0]])
    link = root.find(".//{http://www.w3.org/2005/Atom}link[@rel='self']")
    assert link.get("href") == f"{SITE}/feeds/all.rss.xml"


REDIRECT = 'http-equiv="refresh"'
"""What a page has that only leads on."""


def test_both_feeds_are_advertised_on_every_page(built):
    pages = {path: octets.decode() for path, octets in built.tree().items() if path.endswith(".html")}
    for name, kind in zip(NAMES, ("rss", "atom"), strict=True):
        link = re.compile(
            f'<link rel="alternate" type="application/{kind}\\+xml" title="[^"]+" href="/{name}">'
        )
        assert [
            path for path, html in pages.items() if not link.search(html) and REDIRECT not in html
        ] == []


def test_a_feed_never_knows_when_it_was_built(built, site, monkeypatch):
    monkeypatch.setenv("STORY_TODAY", "2031-05-05")
    later = site(files(), SITEURL=SITE, **ATTR_LIST)
    assert [later.tree()[name] for name in NAMES] == [built.tree()[name] for name in NAMES]


def test_a_feed_holds_the_newest_stories_only(site):
    many = {
        f"stories/{n:02}.md": f"---\ntitle: S{n}\ndate: 2024-01-{n + 1:02}\nid: s-{n:02}\n---\nx"
        for n in range(9)
    }
    found = entries(site(many, FEED_MAX_ITEMS=4), NAMES[0])
    assert list(found) == [f"urn:story:s-{n:02}" for n in (8, 7, 6, 5)]


def test_an_owner_may_want_no_feed(site):
    built = site(
        {"stories/other.md": OTHER.replace(" {#x}", "")}, FEED_NAMES=["lessons"], FEED_FORMS=["atom"]
    )
    assert sorted(path for path in built.tree() if "feeds/" in path) == [
        "feeds/index.opml",
        "feeds/lessons.atom.xml",
    ]
    assert "feeds/all" not in built.page("/")


def test_an_owner_may_have_all_feeds_elsewhere_or_nowhere(site):
    files = {"stories/other.md": OTHER.replace(" {#x}", "")}
    built = site(files, FEEDS_URL="follow/{name}/feed.{form}")
    assert built.has("follow/all/feed.rss.xml") and built.has("follow/index/feed.opml")
    assert not [path for path in built.tree() if path.startswith("feeds/")]
    assert not [path for path in site(files, FEEDS_URL=None).tree() if "feed" in path]


def test_a_time_with_an_offset_keeps_it_and_one_without_gets_the_site_s(site):
    dates = {"with": "2015-03-11 11:25:36 -0400", "without": "2015-07-11 11:25"}
    made = {f"stories/{n}.md": f"---\ntitle: {n}\ndate: {d}\nid: the-{n}\n---\nx" for n, d in dates.items()}
    found = {
        item.findtext("guid"): datetime.strptime(
            item.findtext("pubDate"), "%a, %d %b %Y %H:%M:%S %z"
        ).isoformat()
        for item in strict_xml(site(made, TIMEZONE="Europe/Zurich").tree()[NAMES[0]]).iter("item")
    }
    assert found == {
        "urn:story:the-with": "2015-03-11T11:25:36-04:00",
        "urn:story:the-without": "2015-07-11T11:25:00+02:00",
    }
