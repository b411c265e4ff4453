"""The five-line story gets everything."""

STORY = """---
title: The call that ended well
date: 2008-03-31
values: [life, justice]
outcome: heard
lesson: When you connect, you get a chance to receive too.
---

I rang at nine.
"""


def test_five_lines_get_every_page(site):
    built = site({"stories/call.md": STORY})
    assert built.log == []
    for url in (
        "/",
        "stories/the-call-that-ended-well/",
        "values/life/",
        "values/justice/",
        "outcomes/heard/",
        "lessons/",
        "lessons/call/",
        "archive/2008/",
        "feeds/all.rss.xml",
        "feeds/all.atom.xml",
        "404.html",
    ):
        assert built.has(url), url
    assert "When you connect" in built.page("stories/the-call-that-ended-well/")
