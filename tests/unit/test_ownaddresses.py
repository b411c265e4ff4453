"""What a file says of its own addresses is checked before it may become a file of the site."""

import pytest
from helpers import problems_of, story_of
from hypothesis import given
from hypothesis import strategies as st

from heard.content.addresses import aliases_of
from heard.content.fields import Reading

SITE = "https://blog.example/notes"


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("url: special/place.html\nsave_as: special/place.html", ("special/place.html",) * 2),
        ("url: /about/", ("about/", None)),
        ("url: /", ("", None)),
        ("save_as: about/index.html", (None, "about/index.html")),
        ("save_as: about/", (None, "about/index.html")),
        ("url: caf%C3%A9/", ("caf%C3%A9/", None)),
        ("url: ''\nsave_as:", (None, None)),
    ],
)
def test_an_address_of_its_own_is_taken(keys, expected):
    story = story_of(keys)
    assert (story.url, story.save_as) == expected


UNSAFE = [
    *("url: ../up/", "url: //evil.example/x", "url: https://evil.example/x", "url: a/%2e%2e/%2e%2e/b/"),
    *("url: 'a?b=c'", "url: 'a#b'", "url: a//b/", "url: 'a/./b'", "url: 'a\\b'", "url: ?p=1"),
    *("save_as: ../up.html", "save_as: /srv/up.html", "save_as: a/../b.html", "save_as: 'C:/up.html'"),
    *("save_as: 'a\\b.html'", f"save_as: {'x' * 241}.html", "save_as: a//b.html", "save_as: ."),
]


@pytest.mark.parametrize("keys", UNSAFE)
def test_what_leads_out_of_the_site_is_refused_with_its_line(keys):
    (problem,) = problems_of(keys)
    name, value = keys.split(": ", 1)
    shown = value.strip("'")
    assert problem == (
        f'stories/refund.md:5: slug-wrong "{name}" cannot be "{shown}". '
        "Write a path below the site, such as about/team.html."
    )


ALIASES = [
    ("/2010/05/name/", "/2010/05/name/"),
    ("2010/05/name.html", "/2010/05/name.html"),
    ("/name", "/name"),
    ("/", "/"),
    ("/old.php", "/old.php"),
    ("/caf%C3%A9/", "/café/"),
    ("https://blog.example/notes/old/", "/old/"),
    ("http://BLOG.example/notes/old/", "/old/"),
    ("//blog.example/notes/old/", "/old/"),
    ("https://blog.example/before/", "/before/"),
]


@pytest.mark.parametrize(("written", "address"), ALIASES)
def test_a_former_address_counts_from_the_root_of_the_site(written, address):
    assert story_of(f"aliases: ['{written}']", siteurl=SITE).aliases == (address,)


@pytest.mark.parametrize("keys", ["aliases: /a/", "aliases: /a/; /b/", "aliases: [/a/, /b/, /a/]"])
def test_aliases_are_one_or_a_list(keys):
    assert story_of(keys).aliases in (("/a/",), ("/a/", "/b/"))


def test_redirect_from_is_another_name_for_it():
    """Jekyll's plugin of that name."""
    story = story_of(
        "redirect_from:\n  - /post/123456789/\n  - /old/", key_aliases={"redirect_from": "aliases"}
    )
    assert story.aliases == ("/post/123456789/", "/old/")


NO_PAGE = [
    ("https://other.example/a/", "is on another host than blog.example"),
    ("/?p=12", "has a query, which no page can have"),
    ("/old/?", "has a query, which no page can have"),
    ("/old/#top", "has a part after #, which no server is told of"),
    ("/blog/*", "has a sign that stands for others (* or :); list each address"),
    ("/blog/:slug", "has a sign that stands for others (* or :); list each address"),
    ("/../up/", "is not a path of this site"),
    ("/a/%2e%2e/%2e%2e/up", "is not a path of this site"),
    ("/a//b/", "is not a path of this site"),
    ("/a\\b/", "is not a path of this site"),
    ("mailto:ada@blog.example", "is not an address of a page"),
    ("javascript:alert(1)", "is not an address of a page"),
    ("http://[/x", "is not an address"),
    (f"/{'x' * 300}/", "is not a path of this site"),
]


@pytest.mark.parametrize(("written", "wrong"), NO_PAGE)
def test_what_no_page_can_stand_at_is_told_and_left_out(written, wrong):
    keys = f"aliases: ['{written}', /good/]"
    assert problems_of(keys, siteurl=SITE) == [
        f'stories/refund.md:5: alias-wrong the alias "{written}" {wrong}. '
        "Write an address of this site, such as /2010/05/name/."
    ]
    assert story_of(keys, siteurl=SITE).aliases == ("/good/",)


@pytest.mark.parametrize("siteurl", ["", "http://localhost:8000", "http://127.0.0.1:8000"])
def test_at_home_nobody_knows_the_host(siteurl):
    assert story_of("aliases: https://blog.example/old/", siteurl=siteurl).aliases == ("/old/",)


@given(st.text(max_size=40) | st.from_regex(r"[/.%2eE\\\\:a]{1,12}", fullmatch=True))
def test_no_alias_leads_out_of_the_site(text):
    reading = Reading("a.md")
    found = aliases_of(reading, [text], SITE)
    assert len(found) + len(reading.problems) == 1
    for alias in found:
        assert alias.startswith("/") and not alias.startswith("//")
        assert ".." not in alias.split("/") and "\\" not in alias


TITLES = [("Version 2.0.1", "version-2-0-1"), ("foo/bar baz", "foo-bar-baz")]


@pytest.mark.parametrize(("title", "slug"), TITLES)
def test_a_slug_is_made_by_the_rules_that_reading_was_given(title, slug):
    assert story_of(f"title: {title}").slug == slug
    assert story_of(f"title: {title}", slugify=str.upper, slug_source="basename").slug == "REFUND"


def test_a_slug_that_the_rules_of_the_site_make_and_no_address_can_hold_is_told():
    keys = "title: A?b"
    assert story_of(keys, slugify=str.lower).slug == "a-b"
    assert problems_of(keys, slugify=str.lower) == [
        'stories/refund.md:1: slug-wrong The slug "a?b", made by the rules of the site, cannot be part of '
        'an address. "a-b" is used; write `slug: a-b`.'
    ]


def test_a_slug_is_made_of_the_title_with_its_marks_as_pelican_does():
    seen = []

    def slugify(text: str) -> str:
        seen.append(text)
        return "x"

    story_of("title: 'The &lt;b&gt; of <i>it</i>'", slugify=slugify)
    assert seen == ["The &lt;b&gt; of <i>it</i>"]
