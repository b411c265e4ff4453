"""The conversation under a story, in its page and in feeds."""

from __future__ import annotations

import json
import re
import time
from html import unescape
from urllib.parse import unquote

import feedparser
from lxml import html

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


def test_nobody_gains_from_leaving_a_link(site):
    said = "---\nauthor: Flo\nkind: mention\noriginal: https://flo.example/1\n---\n\n[There](https://flo.example/2).\n"
    page = html.fromstring(site({**FILES, "comments/the-call/4.md": said}).page("stories/the-call/"))
    links = [a for a in page.xpath("//*[@id='comments']//a") if ".example/" in a.get("href")]
    assert {a.get("href") for a in links} >= {"https://ada.example/", "https://flo.example/1"}
    assert [a.get("href") for a in links if not {"nofollow", "ugc"} <= {*a.get("rel", "").split()}] == []


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
    built = site({"stories/call.md": STORY}, COMMENTS_EMAIL="")
    assert not built.has("feeds/comments.rss.xml") and "comments" not in built.page("stories/the-call/")


def test_a_site_takes_answers_by_mail_under_the_id_of_the_story(site):
    page = site({"stories/call.md": STORY.replace("The call", "A/B & “C”\nslug: call")}).page(
        "stories/call/"
    )
    subject = "Re%3A%20A%2FB%20%26%20%E2%80%9CC%E2%80%9D%20%5Bthe-call%5D"
    assert f'href="mailto:stories@heard.example?subject={subject}"' in page
    assert "Nobody has said anything here yet" in page


def test_an_answer_by_mail_names_the_comment_it_answers(site):
    page = site(FILES).page("stories/the-call/")
    letters = re.findall(r"subject=([^\"]+)", page)
    assert [unquote(one) for one in letters] == [
        "Re: The call [the-call#1]",
        "Re: The call [the-call#2]",
        "Re: The call [the-call]",
    ]


def comment(**keys):
    body = keys.pop("body", "Me too.")
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in keys.items()) + f"---\n\n{body}\n"


def talk(site, *comments, **settings):
    files = {f"comments/the-call/{n}.md": text for n, text in enumerate(comments, 1)}
    return site({"stories/call.md": STORY, **files}, **settings)


def test_a_question_says_who_answered_it_or_that_nobody_did(site):
    page = talk(
        site,
        comment(author="Ada", date="2024-01-02", kind="question"),
        comment(author="Bo", date="2024-01-03", in_reply_to=1),
        comment(author="Cy", date="2024-01-04", kind="question"),
    ).page("stories/the-call/")
    assert page.count(">Asks<") == 2 and page.count("Nobody has answered yet") == 1
    assert 'Answered by <a href="#comment-2" dir="auto">Bo</a>' in page


def test_a_comment_says_where_it_was_said_and_when_it_was_changed(site):
    page = talk(
        site,
        comment(author="Ada", modified="2024-02", original="https://bees.example/1", source="webmention"),
        comment(author="Bo", source="mail"),
        comment(author="Cy", source="an old platform"),
    ).page("stories/the-call/")
    assert 'changed <time class="dt-updated" datetime="2024-02">February 2024</time>' in page
    assert re.search(
        r'said on <a class="u-url" rel="[^"]*" href="https://bees.example/1">bees.example</a>', page
    )
    assert "sent by mail" in page and "brought along from an old platform" in page


def test_who_said_it_is_not_invented(site):
    page = talk(site, comment(), comment(unattributed="true")).page("stories/the-call/")
    assert "Somebody without a name" in page and "Nobody noted who said this" in page


def test_feeds_invent_nobody_either(site):
    built = talk(
        site, comment(date="2024-01-02"), comment(unattributed="true"), SITEURL="https://heard.example"
    )
    titles = {entry.title for entry in feedparser.parse(built.feed("feeds/comments.rss.xml")).entries}
    assert titles == {"Somebody without a name on The call", "Nobody noted who on The call"}


def test_a_page_with_a_script_does_not_say_that_there_are_none(site):
    live = {"COMMENTS_PROVIDER": "isso", "COMMENTS_OPTIONS": {"host": "https://talk.example"}}
    files = {"stories/call.md": STORY}
    assert "No scripts" in site(files).page("stories/the-call/")
    assert "No scripts" not in site(files, **live).page("stories/the-call/")


def test_gestures_and_mentions_are_listed_and_not_counted(site):
    likes = [comment(author=f"L{n:02}", kind="like", date=f"2024-01-{n:02}", body="") for n in range(1, 12)]
    mention = comment(author="Eve", kind="mention", original="https://eve.example/post")
    built = talk(site, comment(author="Ada"), mention, *likes, SITEURL="https://heard.example")
    page = built.page("stories/the-call/")
    assert "1 comment<" in page and page.count("u-comment") == 1 and page.count("u-like") == 11
    assert "and 3 more" in page and re.search("Mentioned on <a [^>]*>eve.example</a>", page)
    feed = feedparser.parse(built.feed("feeds/comments.rss.xml"))
    assert [entry.id for entry in feed.entries] == ["urn:story:the-call:comment:1"]
    assert "<slash:comments>1</slash:comments>" in built.feed("feeds/all.rss.xml")


def test_a_story_with_only_gestures_has_no_comments_and_no_feed_of_them(site):
    built = talk(site, comment(author="Ada", kind="like", body=""), COMMENTS_EMAIL="")
    assert "Liked by" in built.page("stories/the-call/") and not built.has("feeds/comments.rss.xml")


def test_a_removed_comment_leaves_its_place_and_nothing_else(site):
    page = talk(site, comment(author="Eve", status="removed", body="Buy this.")).page("stories/the-call/")
    assert "A remark that stood here was removed." in page
    assert "Eve" not in page and "Buy this" not in page and "0 comments" in page


def test_a_comment_speaks_the_language_of_its_story_or_its_own(site):
    files = {
        "stories/call.md": STORY.replace("date:", "lang: de\ndate:"),
        "comments/the-call/1.md": comment(),
        "comments/the-call/2.md": comment(lang="ar", author="أمينة"),
        "comments/the-call/3.md": comment(lang="en"),
    }
    built = site(files)
    page = built.page(next(path for path in built.tree() if "the-call/de/" in path))
    found = re.findall(r'<div class="e-content" dir="auto"([^>]*)>', page)
    assert found == [' lang="de"', ' lang="ar"', ""]


def test_names_of_any_script_are_shown_as_written(site):
    names = ["🐝🐝", "أمينة", "a\u202eb", "O’Brien & <b>"]
    page = talk(site, *(comment(author=f"'{name}'") for name in names)).page("stories/the-call/")
    shown = re.findall(r'dir="auto"><span class="p-name">([^<]*)</span></span>\n', page)
    assert sorted(map(unescape, shown)) == sorted(names)


def test_two_thousand_comments_on_one_story_are_all_shown(site):
    many = [
        comment(author=f"P{n}", date="2024-01-02", in_reply_to=n - n % 7 if n % 3 and n > 7 else "")
        for n in range(1, 2001)
    ]
    start = time.monotonic()
    built = talk(site, *many, comment(body="word " * 20_000), SITEURL="https://heard.example")
    assert time.monotonic() - start < 60
    page = built.page("stories/the-call/")
    assert page.count("u-comment") == 2001 and "2001 comments" in page
    assert "<slash:comments>2001</slash:comments>" in built.feed("feeds/all.rss.xml")


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
        "comments/the-call/5.md:4: comment-empty the comment has no words; it is shown with its author. "
        "Write what was said, or set `status: removed`.",
    ]


WORDLESS = {
    "no body": ("", "markdown"),
    "blanks": (" \n\u3000\n\u200b", "markdown"),
    "a comment of HTML": ("<!-- nothing -->", "html"),
    "a picture": ('<img src="https://x.example/a.png" alt="">', "html"),
    "a script": ("<script>x()</script>", "html"),
    "an empty paragraph": ("<p>&nbsp;</p><hr>", "html"),
}


def test_a_comment_without_words_is_kept_and_counted(site):
    files = {
        f"comments/the-call/{n}.md": comment(
            author=f"Ann {n}", date=f"2024-02-0{n}", format=form, body=body
        )
        for n, (body, form) in enumerate(WORDLESS.values(), 1)
    }
    emoji = "---\nauthor: Bo\ndate: 2024-02-09\nin_reply_to: 1\n---\n\n🐦\n"
    mention = "---\nkind: mention\noriginal: https://bo.example/1\n---\n"
    files |= {"comments/the-call/8.md": emoji, "comments/the-call/9.md": mention}
    built = site({"stories/call.md": STORY, **files}, SITEURL="https://heard.example")
    tree = html.fromstring(built.page("stories/the-call/"))
    found = [
        (
            said.xpath("string(.//*[contains(@class, 'p-name')])"),
            [one.text_content().strip() for one in said.xpath("./*[not(contains(@class, 'said-by'))]")],
        )
        for said in tree.xpath("//div[contains(@class, 'u-comment')]")
    ]
    assert sorted(found) == [*((f"Ann {n}", ["left no words"]) for n in range(1, 7)), ("Bo", ["🐦"])]
    assert not tree.xpath("//*[contains(@class, 'u-mention')]//*[text()='left no words']")
    assert tree.xpath("string(//p[@class='total'])") == "7 comments"
    facts = json.loads(tree.xpath("string(//script[@type='application/ld+json'])"))["@graph"][0]
    assert facts["commentCount"] == 7 and len(facts["comment"]) == 7
    assert "<slash:comments>7</slash:comments>" in built.feed("feeds/all.rss.xml")
    entries = feedparser.parse(built.feed("feeds/comments/the-call.rss.xml")).entries
    assert sum("left no words" in entry.content[0].value for entry in entries) == 6 and len(entries) == 7
    told = [problem for problem in built.problems if problem.code == "comment-empty"]
    assert [(problem.severity, problem.path, problem.line) for problem in told] == [
        ("warning", f"comments/the-call/{n}.md", 6) for n in range(1, 7)
    ]


def test_a_comment_is_a_citation_that_machines_can_read(site):
    """Source: microformats.org/wiki/h-cite, /comments-presentation."""
    page = talk(
        site,
        comment(author="Ada", url="https://ada.example/", date="2024-01-02", modified="2024-01-03"),
        comment(author="Bo", original="https://bo.example/1", date="2024-01-04"),
    ).page("stories/the-call/")
    tree = html.fromstring(page)

    def of(place, name):
        return place.xpath(f".//*[contains(concat(' ', @class, ' '), ' {name} ')]")

    entry = of(tree, "h-entry")[0]
    ada, bo = of(entry, "u-comment")
    assert {one.get("class") for one in (ada, bo)} == {"comment u-comment h-cite"}
    assert [of(one, "p-name")[0].text for one in (ada, bo)] == ["Ada", "Bo"]
    assert of(ada, "p-author")[0].xpath(".//a/@href") == ["https://ada.example/"]
    assert of(ada, "dt-published")[0].get("datetime") == "2024-01-02"
    assert of(ada, "dt-updated")[0].get("datetime") == "2024-01-03"
    assert of(ada, "e-content")[0].text_content().strip() == "Me too."
    addresses = [
        [a.get("href") for a in of(one, "u-url") if "p-author" not in a.getparent().get("class", "")]
        for one in (ada, bo)
    ]
    assert addresses == [["#comment-1"], ["https://bo.example/1"]]
