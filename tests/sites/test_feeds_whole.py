"""Every feed of the demo site: valid in every format, complete, and without a dead link."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as etree
from email.utils import parsedate_to_datetime

import feedparser
import jsonschema
import pytest
from conftest import ROOT, TODAY, build
from feeds import ATOM, addresses_in, file_of, form_of, read_feeds
from feedschema import JSON_FEED
from helpers import strict_xml

SITE = "https://heard.example"
STEMS = (".rss.xml", ".atom.xml", ".json")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The demo site."""
    output = tmp_path_factory.mktemp("whole") / "output"
    return build(ROOT / "content", output, SITEURL=SITE)


@pytest.fixture(scope="module")
def tree(whole):
    return whole.tree()


@pytest.fixture(scope="module")
def feeds(tree):
    return read_feeds(tree)


def stem(path: str) -> str:
    return next(path.removesuffix(ending) for ending in STEMS if path.endswith(ending))


def by_stem(feeds) -> dict[str, list]:
    found: dict[str, list] = {}
    for path, feed in feeds.items():
        found.setdefault(stem(path), []).append(feed)
    return found


def test_feedparser_finds_nothing_wrong_in_any_feed(tree):
    parsed = {path: feedparser.parse(tree[path]) for path in tree if form_of(path) in ("RSS", "ATOM")}
    assert {path: str(found.bozo_exception) for path, found in parsed.items() if found.bozo} == {}


URI = r"(?:https?://|tag:[^,]+,\d{4}(?:-\d\d){0,2}:)[!#$%&'()*+,./:;=?@A-Z\[\]_a-z~0-9-]+"
URN = r"urn:[a-z0-9][a-z0-9-]{1,31}:(?:[A-Za-z0-9()+,.:=@;$_!*'-]|%[0-9A-Fa-f]{2})+"
VALID_ID = re.compile(f"{URI}|{URN}")
"""What the W3C's feed validator takes for an `id` (validators.py of w3c/feedvalidator, `rfc2396`)."""


def atom_feeds(tree):
    return {path: strict_xml(tree[path]) for path in tree if form_of(path) == "ATOM"}


def test_every_identity_in_atom_is_valid_and_that_of_a_feed_its_own(tree):
    ids = {path: root.findtext(f"{ATOM}id") for path, root in atom_feeds(tree).items()}
    assert ids == {path: f"{SITE}/{path}" for path in ids}
    of_entries = {node.text for root in atom_feeds(tree).values() for node in root.iter(f"{ATOM}id")}
    assert [identity for identity in of_entries if not VALID_ID.fullmatch(identity)] == []


def test_no_two_entries_of_a_feed_were_updated_at_one_moment(tree):
    for path, root in atom_feeds(tree).items():
        updated = [entry.findtext(f"{ATOM}updated") for entry in root.iter(f"{ATOM}entry")]
        assert len(updated) == len(set(updated)), path


def test_no_date_of_a_feed_is_implausible(tree):
    dates = [node.text for root in atom_feeds(tree).values() for node in root.iter(f"{ATOM}updated")]
    assert [date for date in dates if not "1990-01-01" <= date[:10] <= TODAY] == []
    rss = [strict_xml(tree[path]) for path in tree if form_of(path) == "RSS"]
    built = [parsedate_to_datetime(node.text) for root in rss for node in root.iter("lastBuildDate")]
    assert built and {date for date in built if not 1990 <= date.year <= int(TODAY[:4])} == set()


def test_no_element_of_a_feed_is_blank(tree):
    blank = {
        (path, node.tag)
        for path, root in atom_feeds(tree).items()
        for node in root.iter(f"{ATOM}summary", f"{ATOM}title", f"{ATOM}name")
        if not (node.text or "").strip()
    }
    assert blank == set()


def test_every_json_feed_fits_the_schema(tree):
    check = jsonschema.Draft202012Validator(JSON_FEED)
    feeds = {path: json.loads(tree[path]) for path in tree if form_of(path) == "JSON"}
    assert feeds and {path: str(e) for path, feed in feeds.items() for e in check.iter_errors(feed)} == {}


def test_the_number_of_feeds_follows_from_the_facets(whole, feeds):
    library = whole.settings["STORY_LIBRARY"]
    facets = ("value", "outcome", "company", "series", "teller", "tag", "category")
    all_lessons_outcomes_open_and_comments = 5
    terms = sum(len(library.facet(facet)) for facet in facets)
    talked_about = len([folder for folder in (ROOT / "content" / "comments").iterdir() if folder.is_dir()])
    assert len(feeds) == 3 * (all_lessons_outcomes_open_and_comments + terms + talked_about)


def test_every_feed_exists_in_three_formats(feeds):
    assert {name: len(found) for name, found in by_stem(feeds).items() if len(found) != 3} == {}


def test_an_identity_stands_once_in_a_feed(feeds):
    assert [path for path, feed in feeds.items() if len(set(feed.ids)) != len(feed.ids)] == []


@pytest.mark.parametrize("fact", ["ids", "title"])
def test_the_formats_of_a_feed_say_the_same(feeds, fact):
    said = {name: {str(getattr(feed, fact)) for feed in found} for name, found in by_stem(feeds).items()}
    assert {name: what for name, what in said.items() if len(what) != 1} == {}


@pytest.mark.parametrize("fact", ["title", "link", "html", "published"])
def test_the_formats_of_an_entry_say_the_same(feeds, fact):
    said: dict[str, set] = {}
    for feed in feeds.values():
        for item in feed.items:
            said.setdefault(item.identity, set()).add(getattr(item, fact))
    assert said and {name: what for name, what in said.items() if len(what) != 1} == {}


def test_a_feed_stands_where_it_says(feeds):
    assert {path for path, feed in feeds.items() if feed.links["self"] != f"{SITE}/{path}"} == set()


def test_every_address_in_a_feed_is_a_file_of_the_site_or_outside_of_it(tree, feeds):
    addresses = {address for feed in feeds.values() for address in feed.addresses}
    addresses |= {a for feed in feeds.values() for item in feed.items for a in addresses_in(item.html)}
    files = {address: file_of(address, SITE) for address in addresses}
    assert len(files) > 100
    assert {address for address, file in files.items() if file and file not in tree} == set()


def test_every_address_in_a_feed_is_absolute(feeds):
    addresses = {a for feed in feeds.values() for a in feed.addresses}
    addresses |= {a for feed in feeds.values() for item in feed.items for a in addresses_in(item.html)}
    assert {a for a in addresses if not a.startswith(("https://", "http://", "mailto:", "tel:"))} == set()


def test_every_feed_but_archives_and_single_stories_stands_once_in_the_list_of_feeds(tree, feeds):
    listed = [node.get("xmlUrl") for node in etree.fromstring(tree["feeds/index.opml"]).iter("outline")]
    rss = {
        f"{SITE}/{path}"
        for path, feed in feeds.items()
        if feed.form == "RSS" and "/archive/" not in path and "/comments/" not in path
    }
    assert sorted(filter(None, listed)) == sorted(rss)


def test_every_page_in_the_list_of_feeds_is_there(tree):
    pages = [node.get("htmlUrl") for node in etree.fromstring(tree["feeds/index.opml"]).iter("outline")]
    assert {page for page in pages if page and file_of(page, SITE) not in tree} == set()


@pytest.mark.parametrize("form", ["rss.xml", "atom.xml", "json"])
def test_the_feeds_of_all_hold_every_story(whole, feeds, form):
    cards = whole.settings["STORY_LIBRARY"].cards
    assert feeds[f"feeds/all.{form}"].ids == [card.story.identity for card in cards]


def test_every_feed_of_an_outcome_holds_the_stories_of_its_page(whole, feeds):
    for term in whole.settings["STORY_LIBRARY"].facet("outcome"):
        assert feeds[f"feeds/outcome/{term.slug}.json"].ids == [c.story.identity for c in term.cards]
