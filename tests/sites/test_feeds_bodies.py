"""What stands in a body arrives in a program as it is on the page: pictures, footnotes, odd texts."""

import pytest
from feeds import addresses_in, read_feeds

SITE = "https://heard.example/blog"
PAGE = f"{SITE}/stories/call/"
CALL = """---
title: The call
date: 2024-05-01
id: the-call
slug: call
summary: "It ]]> took `<forty>` & more."
---

A note.[^1] ![cat](/blog/images/my%20cat.png) ![far](https://far.example/dog.jpg) AT&T &#12; ]]>

<img src="http://[" alt="broken"><img src="" alt="none">
<img src="/blog/images/b.png" srcset="/blog/images/b.png 1x, /blog/images/c,d.png 2x" alt="">
<video poster="/blog/images/b.png" src="/blog/images/v.mp4"></video>

## Later {#later}

[Up](#later)

[^1]: Small.
"""
FUTURE = "---\ntitle: Later\ndate: 2029-06-01\nid: later\nvalues: [soon]\n---\n\nNot yet.\n"
DRAFT = "---\ntitle: Draft\ndate: 2020\nid: draft\nstatus: draft\nvalues: [soon]\n---\n\nNot yet.\n"
FILES: dict[str, str | bytes] = {
    "stories/call.md": CALL,
    "stories/later.md": FUTURE,
    "stories/draft.md": DRAFT,
    "images/my cat.png": b"p" * 300,
    "images/b.png": b"b",
    "images/c,d.png": b"c",
    "images/v.mp4": b"v",
}  # fmt: skip
EXTRA = {"MARKDOWN": {"extensions": ["markdown.extensions.extra"], "output_format": "html5"}}
FORMATS = ["rss.xml", "atom.xml", "json"]
every_format = pytest.mark.parametrize("form", FORMATS)


@pytest.fixture(scope="module")
def built(shared_site):
    return shared_site(FILES, SITEURL=SITE, unchecked="addresses that are none are what is tested", **EXTRA)


@pytest.fixture(scope="module")
def feeds(built):
    return read_feeds(built.tree())


@pytest.fixture(scope="module")
def call(feeds):
    return {form: feeds[f"feeds/all.{form}"].items[0] for form in FORMATS}


WANTED = [
    f"{PAGE}#fn:1", f"{PAGE}#fnref:1", f"{PAGE}#later", f"{SITE}/images/my%20cat.png",
    f"{SITE}/images/b.png", f"{SITE}/images/c,d.png", f"{SITE}/images/v.mp4", "https://far.example/dog.jpg",
]  # fmt: skip


@every_format
def test_every_address_is_absolute(call, form):
    assert set(WANTED) <= set(addresses_in(call[form].html))


@every_format
def test_an_address_that_is_none_stays_as_it_was(call, form):
    assert 'src="http://["' in call[form].html


@every_format
def test_text_that_looks_like_markup_arrives_as_it_was_written(call, form):
    assert "AT&amp;T" in call[form].html


def test_a_picture_of_the_site_has_its_length(call):
    found = call["rss.xml"].node.find("enclosure")
    assert dict(found.attrib) == {"url": WANTED[3], "length": "300", "type": "image/png"}


def test_only_web_addresses_are_announced_as_pictures(call):
    links = call["atom.xml"].node.findall("{http://www.w3.org/2005/Atom}link[@rel='enclosure']")
    assert [link.get("href") for link in links] == [WANTED[3], WANTED[4]]


def test_the_summary_of_odd_characters_arrives_escaped_once(call):
    assert call["rss.xml"].node.findtext("description") == "It ]]&gt; took &lt;forty&gt; &amp; more."


def test_the_summary_in_json_is_plain_text(call):
    assert call["json"].node["summary"] == "It ]]> took <forty> & more."


@pytest.mark.parametrize("word", ["urn:story:later", "urn:story:draft", "Not yet."])
def test_what_is_not_out_is_in_no_feed(built, word):
    files = {path: octets for path, octets in built.tree().items() if path.startswith("feeds/")}
    assert [path for path, octets in files.items() if word.encode() in octets] == []


def test_a_value_that_only_the_future_knows_has_no_feed(feeds):
    assert [path for path in feeds if "soon" in path] == []


@pytest.fixture(scope="module")
def told(shared_site):
    """A site with a hub, rights, and a feed of a combination."""
    story = "---\ntitle: {id}\ndate: 2024\nid: {id}\nvalues: [justice]\noutcome: {word}\n---\n\nText.\n"
    words = {"aaa": "unheard", "bbb": "heard"}
    files = {f"stories/{name}.md": story.format(id=name, word=word) for name, word in words.items()}
    asked = {"FEED_WEBSUB_HUB": "https://hub.example/", "FEED_RIGHTS": "Ask us & share."}
    return shared_site(files, SITEURL=SITE, FEED_COMBINATIONS=[("justice", "unheard")], **asked)


def test_every_feed_names_the_hub(told):
    hubs = {feed.links.get("hub") for feed in read_feeds(told.tree()).values()}
    assert hubs == {"https://hub.example/"}


def test_every_xml_feed_tells_the_rights(told):
    feeds = {
        path: octets for path, octets in told.tree().items() if path.startswith("feeds/") and "ml" in path
    }
    silent = [path for path, octets in feeds.items() if b"Ask us &amp; share." not in octets]
    assert silent == ["feeds/index.opml"]


@every_format
def test_a_combination_has_a_feed_of_its_own(told, form):
    assert read_feeds(told.tree())[f"feeds/value/justice--unheard.{form}"].ids == ["urn:story:aaa"]
