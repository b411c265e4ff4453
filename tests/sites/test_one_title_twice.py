"""One title in two categories whose addresses differ; languages and dates of an old blog."""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import feedparser
import pytest

ATOM = "{http://www.w3.org/2005/Atom}"
PATTERN = "{category}/{slug}.html"
LANG_PATTERN = "{category}/{slug}-{lang}.html"
ZONE = {"TIMEZONE": "Europe/Amsterdam", "SITEURL": "https://heard.example", "DEFAULT_LANG": "en_US"}


def story(title, category, keys="", date="2024-01-02"):
    return f"---\ntitle: {title}\ndate: {date}\ncategory: {category}\n{keys}---\n\nIt went well.\n"


@pytest.fixture(scope="module")
def built(shared_site):
    files = {
        "stories/food/refund.md": story("The refund", "food"),
        "stories/travel/refund.md": story("The refund", "travel", "lang: en_us\n"),
        "stories/travel/de.md": story("Die Gutschrift", "travel", "slug: the-refund\nlang: DE_AT\n"),
        "stories/old.md": story("An old one", "food", "modified: 2999-01-01\n", "1850-03-04"),
        "stories/call.rst": "The call\n########\n\n:date: 2024-01-01\n:lang: en_US\n"
        ":category: food\n:modified: 2999-01-01\n\nIt rang. [1]_\n\n.. [1] A note.\n",
        "pages/one/about.md": "---\ntitle: About\nsave_as: one.html\nurl: one.html\n---\n\nA.\n",
        "pages/two/about.md": "---\ntitle: About\nsave_as: two.html\nurl: two.html\n---\n\nB.\n",
    }
    patterns = {"ARTICLE_SAVE_AS": PATTERN, "ARTICLE_URL": PATTERN}
    patterns |= {"ARTICLE_LANG_SAVE_AS": LANG_PATTERN, "ARTICLE_LANG_URL": LANG_PATTERN}
    return shared_site(files, **patterns, **ZONE)


def test_both_are_built_without_a_message(built):
    assert built.has("food/the-refund.html") and built.has("travel/the-refund.html")
    assert [line for line in built.log if "modified-wrong" not in line] == []
    assert [problem.code for problem in built.problems.of("warning")] == ["modified-wrong"] * 2
    identities = {entry.id for entry in feedparser.parse(built.feed("feeds/all.atom.xml")).entries}
    assert {"urn:story:food-refund", "urn:story:travel-refund"} <= identities


def test_each_has_its_own_translation(built):
    assert "the-refund-de-at.html" in built.page("travel/the-refund.html")
    assert "the-refund-de-at.html" not in built.page("food/the-refund.html")
    page = built.page("travel/the-refund-de-at.html")
    assert 'href="/travel/the-refund.html" hreflang="en-US"' in page and "/food/the-refund.html" not in page


def test_languages_are_written_as_tags(built):
    page = built.page("food/the-refund.html")
    assert '<html lang="en-US">' in page and "en_US" not in page and "en-us" not in page
    assert 'lang="de-AT"' in built.page("travel/the-refund-de-at.html")
    assert built.has("food/the-call.html"), "and what another reader read is of the site's language"


def test_no_feed_says_a_time_to_come_or_an_offset_with_seconds(built):
    today = datetime.fromisoformat("2026-11-22T00:00+01:00")
    rss, atom = built.feed("feeds/all.rss.xml"), built.feed("feeds/all.atom.xml")
    said = [parsedate_to_datetime(text) for text in re.findall(r"<(?:pubDate|lastBuildDate)>([^<]+)", rss)]
    assert len(said) >= 5 and max(said) < today
    assert re.findall(r"1850 00:00:00 (\S+?)<", rss) == ["+0020"]
    for entry in ElementTree.fromstring(atom).iter(f"{ATOM}entry"):
        times = [entry.findtext(f"{ATOM}{name}") for name in ("published", "updated")]
        assert all(re.fullmatch(r"[\dT:.-]+[+-]\d\d:\d\d", text) for text in times)
        published, updated = map(datetime.fromisoformat, times)
        assert published <= updated < today
    assert "1850-03-04T00:00:00+00:20" in built.feed("feeds/all.json")


def test_a_story_of_another_reader_begins_without_marks_of_footnotes(built):
    feed = feedparser.parse(built.feed("feeds/all.atom.xml"))
    assert [entry.summary for entry in feed.entries if entry.title == "The call"] == ["It rang."]
