"""A real folder of another generator: 2,083 files, settings only, nothing dropped in silence.

In most runs every eighth of its files, and every twentieth of its feeds for the slowest parser.
The folder is not part of this repository: `HEARD_REAL_INPUT` names it, or it lies beside the checkout.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import feedparser
import jsonschema
import pytest
from conftest import ROOT, build
from feeds import file_of, read_feeds
from feedschema import JSON_FEED
from thrift import amount

GIVEN = os.environ.get("HEARD_REAL_INPUT")
NEWS = Path(GIVEN) if GIVEN else ROOT.parent / "shared" / "data" / "digitalgov" / "content" / "news"
FILES = sorted(NEWS.rglob("*.md"))[:: amount(8, 1)]
pytestmark = pytest.mark.skipif(not NEWS.is_dir(), reason="the real input is not on this machine")

BROKEN = {
    "a-yaml.md": "---\ntitle: a: b\n---\nx",
    "b-twice.md": "---\ntitle: a\ntitle: b\ndate: 2024\n---\nx",
    "c-date.md": "---\ntitle: a\ndate: Mar10\n---\nx",
    "d-open.md": "---\ntitle: a\n\nx",
    "e-untitled.md": "---\ndate: 2024\n---\nx",
}
CODES = ["yaml-broken", "key-twice", "date-wrong", "front-matter-open", "title-missing"]


@pytest.fixture(scope="module")
def news(tmp_path_factory):
    """The folder and five broken files, built once with settings only."""
    root = tmp_path_factory.mktemp("real")
    for file in FILES:
        place = root / "content" / file.relative_to(NEWS)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(file)
    for name, text in BROKEN.items():
        (root / "content" / name).write_text(text, "utf-8")
    return build(
        root / "content",
        root / "output",
        STORY_KEY_ALIASES={"topics": "tags"},
        STORY_EXTRA_KEYS=["expirydate"],  # most of it expired in 2025; here all of it is built
        MENUITEMS=(),
        unchecked="bodies of another generator hold raw HTML, shortcodes and links to its own site",
    )


def sources() -> set[str]:
    return {path.relative_to(NEWS).as_posix() for path in FILES}


def test_every_file_is_a_page_or_is_named_or_says_that_it_is_a_draft(news):
    pages = sum(bool(re.fullmatch(r"stories/[^/]+/index.html", path)) for path in news.tree())
    drafts = {path for path in sources() if b"\ndraft: true" in (NEWS / path).read_bytes()}
    named = news.problems.left_out - BROKEN.keys()
    assert pages + len(named | drafts) == len(sources())


def test_all_that_is_left_out_has_a_reason(news):
    assert news.problems.left_out <= {problem.path for problem in news.problems}


def test_exactly_the_five_broken_files_are_errors_of_their_own(news):
    found = {p.path: p.code for p in news.problems.of("error") if p.path in BROKEN}
    assert found == dict(zip(BROKEN, CODES, strict=True))


def test_other_errors_are_two_with_one_address_one_title_and_links(news):
    codes = {p.code for p in news.problems.of("error") if p.path not in BROKEN}
    assert codes <= {"address-twice", "link-broken", "title-missing"}


def test_an_unknown_key_is_told_once(news):
    messages = [p.message.split(" – ")[0] for p in news.problems.summary() if p.code == "key-unknown"]
    many = [message for message in set(messages) if messages.count(message) > 3]
    assert messages and many == []


def test_topics_are_tags(news):
    assert sum(path.startswith("tags/") for path in news.tree()) > amount(50, 100)


@pytest.fixture(scope="module")
def feeds(news):
    """Every feed, read by parsers that forgive nothing."""
    return read_feeds(news.tree())


def test_feedparser_finds_nothing_wrong_in_any_of_its_feeds(news, feeds):
    tree = news.tree()
    paths = [path for path in sorted(feeds) if path.endswith(".xml")]
    wrong = [path for path in paths[:: amount(20, 1)] if feedparser.parse(tree[path]).bozo]
    assert len(feeds) > amount(200, 2000) and wrong == []


def test_every_json_feed_of_it_fits_the_schema(feeds):
    check = jsonschema.Draft202012Validator(JSON_FEED)
    found = {path: feed.root for path, feed in feeds.items() if feed.form == "JSON"}
    assert {path: str(e)[:300] for path, root in found.items() for e in check.iter_errors(root)} == {}


def test_an_identity_stands_once_in_each_of_its_feeds(feeds):
    assert [path for path, feed in feeds.items() if len(set(feed.ids)) != len(feed.ids)] == []


def test_its_archives_hold_every_story(news, feeds):
    told = [
        name for path, feed in feeds.items() if "/archive/" in path and "rss" in path for name in feed.ids
    ]
    assert sorted(told) == sorted(card.story.identity for card in news.settings["STORY_LIBRARY"].cards)


def test_no_address_in_its_feeds_is_dead_but_what_its_writers_wrote(news, feeds):
    site, tree = news.settings["SITEURL"], news.tree()
    files = {file_of(address, site) for feed in feeds.values() for address in feed.addresses}
    written = {file for file in files if file and re.search(r"\.(png|jpe?g|gif|svg)$", file, re.IGNORECASE)}
    assert files - written - {None} <= tree.keys()


def test_no_title_shows_an_entity(news):
    assert [
        c.title for c in news.settings["STORY_LIBRARY"].cards if "&amp;" in c.title or "&#" in c.title
    ] == []
