"""Feeds of comments: the plugin that reads comments hands them over, the feeds tell them."""

import feedparser
import pytest
from feeds import read_feeds

from heard.feeds import generator
from heard.model.records import Comment
from heard.text.dates import parse_moment

SITE = "https://heard.example"
FILES: dict[str, str | bytes] = {
    "stories/call.md": "---\ntitle: The call\ndate: 2024-05-01\nid: the-call\n---\n\nText.\n",
    "stories/quiet.md": "---\ntitle: Quiet\ndate: 2024-05-02\nid: quiet\n---\n\nText.\n",
}
COMMENTS = {
    "the-call": (
        Comment(
            "c1",
            "Bo & Co",
            parse_moment("2024-05-02 10:00"),
            '<p>Me too. <a href="/stories/quiet/">Q</a></p>',
        ),
        Comment("c2", "A\x0cda\ud800", parse_moment("2024-05-03"), "<p>]]> \x00 &lt;b&gt;</p>"),
    ),
    "gone": (Comment("c3", "Cy", parse_moment("2024-05-03"), "<p>Lost.</p>"),),
}


def bring_comments(generators):
    """What the plugin that reads comments does."""
    generators[0].context["comments"] = COMMENTS


@pytest.fixture(scope="module")
def talked(shared_site):
    """A site with comments on one story."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generator, "all_generators_finalized", after(bring_comments))
        return shared_site(FILES, SITEURL=SITE)


def after(bring):
    """Tell pages of feeds once the comments are there."""
    announce_feeds = generator.all_generators_finalized

    def both(generators):
        bring(generators)
        announce_feeds(generators)

    return both


@pytest.fixture(scope="module")
def feeds(talked):
    return read_feeds(talked.tree())


FORMATS = ["rss.xml", "atom.xml", "json"]
IDS = ["urn:story:the-call:comment:c2", "urn:story:the-call:comment:c1"]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", ["comments", "comments/the-call"])
def test_comments_stand_newest_first_under_names_of_their_own(feeds, name, form):
    assert set(feeds[f"feeds/{name}.{form}"].ids) == set(IDS)


def test_a_story_without_comments_has_no_feed_of_them(feeds):
    assert [path for path in feeds if "comments/" in path and "the-call" not in path] == []


@pytest.mark.parametrize("form", FORMATS)
def test_a_comment_leads_to_its_place_under_the_story(feeds, form):
    item = feeds[f"feeds/comments.{form}"].item(IDS[1])
    assert item.link == f"{SITE}/stories/the-call/#comment-c1"


@pytest.mark.parametrize("form", FORMATS)
def test_a_comment_says_who_spoke_and_on_what(feeds, form):
    assert feeds[f"feeds/comments.{form}"].item(IDS[1]).title == "Bo & Co on The call"


@pytest.mark.parametrize("form", FORMATS)
def test_a_comment_is_dated_by_itself(feeds, form):
    item = feeds[f"feeds/comments.{form}"].item(IDS[1])
    assert item.published.isoformat() == "2024-05-02T10:00:00+02:00"


def test_links_in_a_comment_are_absolute(feeds):
    assert f'<a href="{SITE}/stories/quiet/">' in feeds["feeds/comments.json"].item(IDS[1]).html


def test_what_no_xml_can_hold_is_left_out_of_a_comment(feeds):
    item = feeds["feeds/comments.rss.xml"].item(IDS[0])
    assert (item.title, "]]>  &lt;b&gt;" in item.html) == ("A da\ufffd on The call", True)


def test_rss_counts_the_comments_of_a_story_and_names_their_feed(talked):
    entries = {e.id: e for e in feedparser.parse(talked.tree()["feeds/all.rss.xml"]).entries}
    call = entries["urn:story:the-call"]
    told = (call.slash_comments, call.wfw_commentrss, call.comments)
    feed = f"{SITE}/feeds/comments/the-call.rss.xml"
    assert told == ("2", feed, f"{SITE}/stories/the-call/#comments")


def test_atom_names_the_feed_of_replies(talked):
    link = '<link href="https://heard.example/feeds/comments/the-call.atom.xml" rel="replies" thr:count="2"'
    assert link in talked.feed("feeds/all.atom.xml")


def test_a_story_without_comments_tells_nothing_of_them(talked):
    entries = {e.id: e for e in feedparser.parse(talked.tree()["feeds/all.rss.xml"]).entries}
    assert "slash_comments" not in entries["urn:story:quiet"]


def test_the_list_of_feeds_has_the_comments_of_the_site_only(talked):
    assert talked.feed("feeds/index.opml").count("comments") == 1
