"""Addresses by an owner's settings: pairs of which one half is given, and pages that nobody wants."""

import os
import re

import pytest
from conftest import ROOT, build, write_files

from heard.settings import SettingsError

BARE = {
    "conf": None,
    "PLUGINS": ["heard.pages", "heard.links", "heard.feeds", "heard.identity", "heard.theming"],
    "THEME": str(ROOT / "theme"),
    "SITEURL": "https://blog.example",
    "TIMEZONE": "Europe/Berlin",
}
BLOG = {
    **{
        f"p{n}.md": f"Title: Post {n}\nDate: 2024-0{n}-01\nTags: radio\nCategory: Notes\n"
        f"Author: Ada Okafor\nValues: patience\nLesson: Wait for the tone.\nOutcome: heard\n\nText {n}.\n"
        for n in range(1, 8)
    },
    "p7-de.md": "Title: Beitrag 7\nDate: 2024-07-01\nSlug: post-7\nLang: de\nCategory: Notes\n\nText.\n",
    "undated.md": "Title: Some day\nCategory: Notes\nDate: undated\n\nText.\n",
    "pages/about.md": "Title: About us\n\nText.\n",
}
FILES = {
    "ARTICLE_SAVE_AS": "posts/{slug}/index.html",
    "ARTICLE_LANG_SAVE_AS": "{lang}/{slug}/index.html",
    "PAGE_SAVE_AS": "{slug}/index.html",
    "CATEGORY_SAVE_AS": "in/{slug}/index.html",
    "TAG_SAVE_AS": "about/{slug}/index.html",
    "AUTHOR_SAVE_AS": "by/{slug}/index.html",
    "YEAR_ARCHIVE_SAVE_AS": "posts/{date:%Y}/index.html",
    "MONTH_ARCHIVE_SAVE_AS": "posts/{date:%Y}/{date:%m}/index.html",
    "DAY_ARCHIVE_SAVE_AS": "posts/{date:%Y}/{date:%m}/{date:%d}/index.html",
    "ARCHIVES_SAVE_AS": "posts/index.html",
    "AUTHORS_SAVE_AS": "by/index.html",
    "CATEGORIES_SAVE_AS": "in/index.html",
    "TAGS_SAVE_AS": "about/index.html",
    "INDEX_SAVE_AS": "blog/index.html",
    "VALUE_URL": "mattered/{slug}.html",
    "VALUES_URL": "mattered.html",
}


@pytest.fixture(scope="module")
def files_only(shared_site):
    """A blog whose settings say where files are, and no URL. All links are followed when it is built."""
    return shared_site(BLOG, **BARE, **FILES, DEFAULT_PAGINATION=3)


PAGES = [
    *("posts/post-7/", "de/post-7/", "about-us/", "in/notes/", "about/radio/", "by/ada-okafor/", "posts/"),
    *("posts/2024/", "posts/undated/", "by/", "in/", "about/", "blog/", "mattered/patience.html"),
    "mattered.html",
]


@pytest.mark.parametrize("url", PAGES)
def test_a_page_is_where_its_file_is_asked_for_and_is_linked_there(files_only, url):
    assert files_only.has(url)
    assert any(f'href="/{url}"'.encode() in octets for octets in files_only.tree().values())


def test_nothing_is_said_of_it(files_only):
    assert [line for line in files_only.log if "setting" in line or "address" in line] == []


def test_further_pages_of_a_list_lie_below_it(files_only):
    numbered = {name for name in files_only.tree() if "page/1/" in name}
    assert numbered == {
        f"{base}/page/1/index.html"
        for base in (
            "posts/2024",
            "blog",
            "in/notes",
            "about/radio",
            "by/ada-okafor",
            "mattered/patience",
            "outcomes/heard",
            "lessons",
        )
    }


def test_without_a_front_page_the_name_of_the_site_leads_to_the_list(files_only):
    assert re.search(r'class="site-name" href="/blog/"', files_only.page("about-us/"))


NONE = {
    **dict.fromkeys(("CATEGORY_SAVE_AS", "TAGS_SAVE_AS", "ARCHIVES_SAVE_AS"), ""),
    **dict.fromkeys(("TAG_SAVE_AS", "CATEGORIES_SAVE_AS", "YEAR_ARCHIVE_SAVE_AS"), False),
    **dict.fromkeys(("AUTHOR_SAVE_AS", "AUTHORS_SAVE_AS", "INDEX_SAVE_AS", "PAGE_SAVE_AS"), None),
    **dict.fromkeys(("VALUE_URL", "VALUES_URL", "LESSON_URL", "LESSONS_URL", "OUTCOMES_URL"), ""),
    **dict.fromkeys(("OUTCOME_URL", "OPEN_URL", "SIDES_URL", "MAP_URL"), None),
    "ARTICLE_LANG_SAVE_AS": False,
}


def test_what_an_owner_does_not_want_is_not_there_and_nothing_leads_to_it(site):
    two = {
        "a.md": "Title: My side\nDate: 2024-01-01\nId: my-side\nCategory: Notes\nValues: patience\n"
        "Lesson: Wait.\nRelates: [{rel: other-side-of, to: post-1}]\nId: my-side\n\nText.\n",
        "p1.md": f"Id: post-1\n{BLOG['p1.md']}",
    }
    built = site({**BLOG, **two}, **BARE, **NONE)
    pages = {name for name in built.tree() if name.endswith(".html")}
    assert pages - {f"post-{n}.html" for n in range(1, 8)} == {
        *("404.html", "my-side.html", "some-day.html", "companies/index.html", "series/index.html"),
        *("loose-ends/index.html", "subscribe/index.html"),
    }
    home = 'href="/"'
    assert [name for name in pages if home in built.page(name)] == []
    assert "Beitrag 7" not in "".join(built.page(name) for name in pages)


# -- what a file asks for itself -----------------------------------------------------------------

OWN = {
    name: f"Title: {title}\nDate: 2024-01-01\n{keys}\n\nText of {title}.\n"
    for name, title, keys in (
        (
            "a.md",
            "Placed",
            "Url: special/place.html\nSave_as: special/place.html\n"
            "Aliases: /2010/old.html; /lines/7; https://blog.example/before/; /old.php",
        ),
        ("b.md", "By its file", "Save_as: deep/file/index.html"),
        ("c.md", "By its URL", "Url: /deep/url/"),
        ("d.md", "Two tongues", "Slug: tongues"),
        ("d-de.md", "Zwei Zungen", "Slug: tongues\nLang: de\nAliases: /alt/"),
        ("e.md", "Wide", "Template: wide"),
        ("f.md", "Narrow", "Template: wyde"),
        ("f2.md", "A list", "Template: values.html"),
        ("f3.md", "Wide, too", "Template: wide.html"),
        ("g.md", "Too late", "Aliases: /special/place.html, /tags.html, /2010/old.html"),
        ("h.md", "Known to few", "Status: hidden\nAliases: /few/"),
        ("j.md", "Draft", "Status: draft\nAliases: /draft-of-mine/"),
        ("pages/us.md", "About us", "Template: wide\nAliases: /about.html\nSave_as: about/us.html"),
        ("pages/home.md", "Welcome & more", "Url: /\nSave_as: index.html\nAliases: /start/"),
    )
}
REST = "{0}\n################\n\n:date: 2024-01-01\n:{1}\n:aliases: {2}\n\nText.\n"
OWN["k.rst"] = REST.format("Elsewhere read", "url: rest/", "/former-rest/")
OWN["pages/l.rst"] = REST.format("A page of it", "save_as: rest-page.html", "/l.html")
OWN["i.md"] = "---\ntitle: No day\ndate: undated\nurl: no-day/\n---\nText of No day. [a]({filename}a.md)\n"


@pytest.fixture(scope="module")
def own(shared_site, tmp_path_factory):
    """Stories and pages that say where they want to be, and where they were."""
    folder = tmp_path_factory.mktemp("templates")
    (folder / "wide.html").write_text(
        "{% extends 'article.html' if article else 'page.html' %}{% block lang %}xx{% endblock %}"
    )
    return shared_site(
        OWN,
        **BARE,
        THEME_TEMPLATES_OVERRIDES=[str(folder)],
        INDEX_SAVE_AS="blog.html",
        ARTICLE_URL="{date:%Y}/{slug}.html",
        ARTICLE_SAVE_AS="{date:%Y}/{slug}.html",
    )


AT = {
    "special/place.html": "Text of Placed.",
    "deep/file/": "Text of By its file.",
    "deep/url/": "Text of By its URL.",
    "2024/wide.html": '<html lang="xx">',
    "2024/narrow.html": "Text of Narrow.",
    "2024/a-list.html": "Text of A list.",
    "2024/wide-too.html": '<html lang="xx">',
    "no-day/": 'href="/special/place.html"',
    "about/us.html": '<html lang="xx">',
    "rest/": "Elsewhere read",
    "rest-page.html": "A page of it",
}


@pytest.mark.parametrize(("url", "words"), AT.items(), ids=AT)
def test_a_file_stands_where_it_asks_to(own, url, words):
    assert words in own.page(url)


LEADS = {
    "2010/old.html": "/special/place.html",
    "lines/7/": "/special/place.html",
    "before/": "/special/place.html",
    "2024/by-its-url.html": "/deep/url/",
    "few/": "/2024/known-to-few.html",
    "alt/": "/tongues-de.html",
    "about.html": "/about/us.html",
    "start/": "/",
    "former-rest/": "/rest/",
    "2024/elsewhere-read.html": "/rest/",
    "l.html": "/rest-page.html",
}


@pytest.mark.parametrize(("old", "new"), LEADS.items(), ids=LEADS)
def test_a_former_address_leads_on(own, old, new):
    page = own.page(old)
    assert f'content="0; url={new}"' in page and f'rel="canonical" href="https://blog.example{new}"' in page


def test_hosts_that_read_redirects_are_told_of_all_but_the_hidden(own):
    told = {f"/{old} {new} 301" for old, new in LEADS.items()} - {"/few/ /2024/known-to-few.html 301"}
    told -= {"/lines/7/ /special/place.html 301"}
    told |= {"/lines/7 /special/place.html 301", "/old.php /special/place.html 301"}
    assert own.page("_redirects").splitlines() == sorted(told)


def test_what_cannot_be_is_told_and_nothing_else(own):
    taken = [
        f"g.md:3: redirect-taken the alias {address} belongs to {holder}, and does not lead here. "
        "Take it out, or give the other an address of its own."
        for address, holder in (
            ("/2010/old.html", "a.md"),
            ("/special/place.html", "a.md"),
            ("/tags.html", "another page of the site"),
        )
    ]
    assert own.log == [
        'f.md:3: template-unknown the theme has no template "wyde" for a story; the usual one is used. '
        'Did you mean "wide"?',
        'f2.md:3: template-unknown the theme has no template "values.html" for a story; the usual one is '
        "used. Known are: article, wide.",
        *taken,
    ]


def test_a_draft_s_former_address_leads_nowhere(own):
    assert "draft-of-mine" not in " ".join(own.tree())


def test_no_address_has_a_year_that_nobody_wrote(own):
    assert [name for name in own.tree() if name.startswith(("1000", "page"))] == []


# -- dates in addresses --------------------------------------------------------------------------

BY_DATE = {"ARTICLE_URL": "{date:%Y}/{slug}.html", "ARTICLE_SAVE_AS": "{date:%Y}/{slug}.html"}
NO_DATE = {
    "bare.md": "Title: Bare\n\nText.\n",
    "2019-04-05-named.md": "Title: By its name\n\nText.\n",
    "said.md": "Title: Said\nDate: undated\n\nText.\n",
    "placed.md": "Title: Placed\nDate: undated\nSave_as: here.html\n\nText.\n",
    "dated.md": "Title: Dated\nDate: 2018-01-01\n\nText.\n",
}
NEEDED = (
    "date-needed it has no date, and addresses here are made of dates; it is left out. "
    "Add `date: 2024-05-17`, give it `url` and `save_as`, or set DEFAULT_DATE."
)


def addresses(built):
    wanted = re.compile(r"(\d{4}/.*|here)\.html")
    return sorted(name for name in built.tree() if wanted.fullmatch(name))


def test_where_addresses_are_made_of_dates_a_story_without_one_is_refused(site):
    built = site(NO_DATE, **BARE, **BY_DATE)
    assert addresses(built) == ["2018/dated.html", "2019/by-its-name.html", "here.html"]
    assert [line for line in built.log if "date-needed" in line] == [
        f"bare.md:1: {NEEDED}",
        f"said.md:2: {NEEDED}",
    ]
    assert built.problems.left_out == {"bare.md", "said.md"}


DEFAULT_DATES = [
    ("fs", "2016/bare.html", "6 May 2016"),
    ("2017", "2017/bare.html", "2017"),
    ("12 June 2017", "2017/bare.html", "12 June 2017"),
    ((2017, 6, 12), "2017/bare.html", "12 June 2017"),
]


@pytest.mark.parametrize(
    ("value", "address", "shown"), DEFAULT_DATES, ids=[str(d[0]) for d in DEFAULT_DATES]
)
def test_a_default_date_is_that_of_files_that_say_nothing(tmp_path, value, address, shown):
    write_files(tmp_path / "content", NO_DATE)
    os.utime(tmp_path / "content/bare.md", (1462500000, 1462500000))  # 6 May 2016
    settings = {**BARE, **BY_DATE, "DEFAULT_DATE": value}
    built = build(tmp_path / "content", tmp_path / "output", **settings)
    assert addresses(built) == sorted(["2018/dated.html", "2019/by-its-name.html", "here.html", address])
    assert shown in built.page(address)
    assert built.log == [f"said.md:2: {NEEDED}"]


@pytest.mark.parametrize(
    "value", ["12 June", "10", "yesterday", (2017,), (2017, 13, 1), 7, "undated", "2017-02-30"]
)
def test_a_default_date_that_is_none_or_would_be_another_tomorrow_is_refused(site, value):
    with pytest.raises(SettingsError) as refused:
        site(NO_DATE, **BARE, DEFAULT_DATE=value)
    assert str(refused.value).startswith(f"settings: setting-wrong DEFAULT_DATE cannot be {value!r}.")


def test_with_another_theme_no_archive_is_of_a_year_that_nobody_wrote(tmp_path):
    write_files(tmp_path / "content", NO_DATE)
    built = build(
        tmp_path / "content",
        tmp_path / "output",
        conf=None,
        unchecked="the theme is Pelican's own",
        PLUGINS=["heard.content"],
        YEAR_ARCHIVE_SAVE_AS="posts/{date:%Y}/index.html",
    )
    assert sorted(name for name in built.tree() if name.startswith("posts/")) == [
        "posts/2018/index.html",
        "posts/2019/index.html",
    ]


# -- what is not published ------------------------------------------------------------------------


def test_at_home_drafts_have_a_page_where_nobody_wants_one_in_public(site):
    files = {
        "a.md": "Title: First draft\nDate: 2024-01-01\nStatus: draft\n\nText.\n",
        "b.md": "Title: Second draft\nDate: 2024-01-02\nStatus: draft\n\nText.\n",
        "c.md": "Title: Placed draft\nDate: 2024-01-03\nStatus: draft\nUrl: placed/\n\nText.\n",
        "pages/d.md": "Title: Draft page\nStatus: draft\n\nText.\n",
        "e.md": "Title: Open\nDate: 2024-01-04\n\nText.\n",
    }
    nowhere = {"DRAFT_SAVE_AS": "", "DRAFT_PAGE_SAVE_AS": False}
    drafts = {"first-draft.html", "second-draft.html", "placed/index.html", "pages/draft-page.html"}
    public = site(files, **BARE, **nowhere).tree().keys()
    assert "open.html" in public and drafts.isdisjoint(public) and "drafts/placed-draft.html" not in public
    assert drafts < site(files, **BARE, **nowhere, STORY_SHOW_DRAFTS=True).tree().keys()


def test_a_page_says_the_address_that_links_to_it_say(site):
    short = {"PAGE_URL": "pages/{slug}", "ARTICLE_URL": "{slug}"}
    files = {"a.md": BLOG["p1.md"], "pages/about.md": BLOG["pages/about.md"]}
    built = site(files, **BARE, **short, unchecked="links leave out .html, which some servers put back")
    assert built.log == []
    for file, url in (("post-1.html", "post-1"), ("pages/about-us.html", "pages/about-us")):
        page = built.page(file)
        assert f'rel="canonical" href="https://blog.example/{url}"' in page
        assert f'property="og:url" content="https://blog.example/{url}"' in page
        assert f'href="/{url}"' in built.page("index.html")
    assert 'href="/pages/about-us" aria-current="page"' in built.page("pages/about-us.html")
