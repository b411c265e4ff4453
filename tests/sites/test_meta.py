"""What a story page tells machines is what it shows people."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

SITE = "https://heard.example/blog"
STORY = """---
id: the-call
title: "The call </script><script>x()</script>"
date: 2024-01-01 19:40
modified: 2024-03
author: Amina Ito
category: At home
summary: It rang & rang.
tags: [letters]
values: [patience]
---

It rang.
"""
FILES = {
    "stories/call.md": STORY,
    "stories/old.md": "---\nid: old-one\ntitle: Old\ndate: undated\n---\n\nLong ago.\n",
    "stories/year.md": "---\nid: that-year\ntitle: That year\ndate: 2008\n---\n\nThen.\n",
    "comments/the-call/a.md": "---\nauthor: Ada\nurl: https://ada.example/\ndate: 2024-01-02\n"
    "kind: question\n---\n\nWhy *not*?\n",
    "comments/the-call/b.md": "---\ndate: 2024-01\nin_reply_to: a\nmodified: 2024-02-01\n---\n\n"
    "<b>Because</b> </script>.\n",
    "comments/the-call/c.md": "---\nauthor: Cy\nstatus: removed\n---\n",
    "comments/the-call/d.md": "---\nauthor: Dee\nin_reply_to: c\n---\n\nI saw it.\n",
    "comments/the-call/e.md": "---\nauthor: Eve\nstatus: pending\n---\n\nBuy this.\n",
    "comments/the-call/f.md": "---\nauthor: Flo\nkind: like\n---\n",
}


@pytest.fixture(scope="module")
def built(shared_site):
    return shared_site(FILES, SITEURL=SITE)


def facts(page):
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(found) == 1
    return json.loads(found[0])["@graph"]


@pytest.fixture(scope="module")
def posting(built):
    path = next(path for path in built.tree() if path.startswith("stories/the-call"))
    return facts(built.page(path))[0]


def test_a_story_is_told_as_a_posting(posting):
    address = posting["url"]
    told = {
        key: posting[key] for key in posting if key not in ("comment", "url", "@id", "mainEntityOfPage")
    }
    assert address.startswith(f"{SITE}/stories/the-call") and posting["mainEntityOfPage"] == address
    assert told == {
        "@type": "BlogPosting",
        "headline": "The call </script><script>x()</script>",
        "description": "It rang & rang.",
        "datePublished": "2024-01-01T19:40",
        "dateModified": "2024-03",
        "author": [{"@type": "Person", "name": "Amina Ito", "url": f"{SITE}/tellers/amina-ito/"}],
        "inLanguage": "en",
        "keywords": ["Patience", "Letters"],
        "isPartOf": {"@type": "Blog", "@id": f"{SITE}/", "name": "Heard"},
        "commentCount": 3,
    }


def test_comments_are_told_with_what_they_answer(posting):
    page = posting["url"]
    assert posting["comment"] == [
        {
            "@type": "Comment",
            "@id": f"{page}#comment-d",
            "url": f"{page}#comment-d",
            "text": "I saw it.",
            "author": {"@type": "Person", "name": "Dee"},
        },
        {
            "@type": "Comment",
            "@id": f"{page}#comment-a",
            "url": f"{page}#comment-a",
            "text": "Why not?",
            "author": {"@type": "Person", "name": "Ada", "url": "https://ada.example/"},
            "datePublished": "2024-01-02",
        },
        {
            "@type": "Comment",
            "@id": f"{page}#comment-b",
            "url": f"{page}#comment-b",
            "text": "Because .",
            "datePublished": "2024-01",
            "dateModified": "2024-02-01",
            "parentItem": {"@id": f"{page}#comment-a"},
        },
    ]


class _Shown(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.ids = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if "u-comment" in (found.get("class") or "").split():
            self.ids.append(found["id"])


def test_every_comment_that_is_told_is_shown_in_the_same_order(built, posting):
    path = next(path for path in built.tree() if path.startswith("stories/the-call"))
    assert [one["url"].split("#")[1] for one in posting["comment"]] == _Shown(built.page(path)).ids


def test_the_way_to_a_story_leads_through_its_category(built):
    path = next(path for path in built.tree() if path.startswith("stories/the-call"))
    way = facts(built.page(path))[1]["itemListElement"]
    assert [(step["position"], step["name"]) for step in way] == [
        (1, "Heard"),
        (2, "At home"),
        (3, "The call </script><script>x()</script>"),
    ]
    assert way[1]["item"] == f"{SITE}/categories/at-home/"


def test_a_date_is_told_as_precisely_as_it_is_known_and_never_invented(built):
    assert "datePublished" not in facts(built.page("stories/old/"))[0]
    assert facts(built.page("stories/that-year/"))[0]["datePublished"] == "2008"


def test_a_story_without_comments_says_none(built):
    posting = facts(built.page("stories/old/"))[0]
    assert posting["commentCount"] == 0 and "comment" not in posting
