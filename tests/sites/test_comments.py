"""The conversation under a story, in its page and in feeds."""

from __future__ import annotations

import re

import feedparser

STORY = "---\nid: the-call\ntitle: The call\ndate: 2024-01-01\n---\n\nIt rang.\n"
FILES = {
    "stories/call.md": STORY,
    "comments/the-call/1.md": "---\nauthor: Ada\ndate: 2024-01-02\nurl: https://ada.example/\n---\n\n"
    "Me *too*.\n",
    "comments/the-call/2.md": "---\ndate: 2024-01-03\nin_reply_to: 1\n---\n\n<script>x()</script>And me.\n",
    "comments/the-call/3.md": "---\nauthor: Eve\ndate: 2024-01-04\nstatus: pending\n---\n\nBuy this.\n",
}


def test_a_page_shows_what_is_approved_and_counts_that(site):
    page = site(FILES).page("stories/the-call/")
    assert "2 comments" in page and "Buy this" not in page
    assert "Me <em>too</em>." in page and "x()" not in page
    assert page.index('id="comment-1"') < page.index('id="comment-2"')


def test_the_anonymous_are_called_so(site):
    assert "Somebody without a name" in site(FILES).page("stories/the-call/")


def test_comments_have_feeds_of_their_own(site):
    built = site(FILES, SITEURL="https://heard.example")
    for url in ("feeds/comments.rss.xml", "feeds/comments/the-call.atom.xml"):
        feed = feedparser.parse(built.feed(url))
        assert not feed.bozo
        assert [entry.id for entry in feed.entries] == [
            "urn:story:the-call:comment:2",
            "urn:story:the-call:comment:1",
        ]
    assert re.search(r"<slash:comments>2</slash:comments>", built.feed("feeds/all.rss.xml"))


def test_a_site_without_comments_has_no_feed_of_them(site):
    built = site({"stories/call.md": STORY})
    assert not built.has("feeds/comments.rss.xml") and "comments" not in built.page("stories/the-call/")


def test_mistakes_in_comments_are_told(site):
    built = site(
        {
            **FILES,
            "comments/the-call/4.md": "---\nid: 1\n---\n\nAgain.\n",
            "comments/the-call/5.md": "---\nauthor: Ann\n---\n",
            "comments/the-cal/1.md": "---\nauthor: Ann\n---\n\nHello.\n",
        }
    )
    assert [line for line in built.log if "comment-" in line] == [
        'comments/the-cal/1.md: comment-story the folder "the-cal" is the id of no story; '
        'its comments are not shown. Did you mean "the-call"?',
        'comments/the-call/4.md:1: comment-twice another comment of this story has the id "1"; '
        "this one is left out. Give it its own `id`.",
        "comments/the-call/5.md:4: comment-empty The comment says nothing. "
        "Write what was said, or set `status: removed`.",
    ]
