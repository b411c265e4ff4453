"""Addresses by an owner's settings: pairs of which one half is given, and pages that nobody wants."""

import re

import pytest
from conftest import ROOT

ROOMS = "stories story_facets story_links story_loops story_feeds story_identity story_meta theme_kit"
BARE = {
    "conf": None,
    "PLUGINS": [f"pelican.plugins.{name}" for name in ROOMS.split()],
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
    "VALUE_SAVE_AS": "mattered/{slug}.html",
    "VALUES_SAVE_AS": "mattered.html",
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
    **dict.fromkeys(("CATEGORY_SAVE_AS", "TAGS_SAVE_AS", "ARCHIVES_SAVE_AS", "VALUES_SAVE_AS"), ""),
    **dict.fromkeys(("TAG_SAVE_AS", "CATEGORIES_SAVE_AS", "YEAR_ARCHIVE_SAVE_AS", "LESSON_SAVE_AS"), False),
    **dict.fromkeys(("AUTHOR_SAVE_AS", "AUTHORS_SAVE_AS", "INDEX_SAVE_AS", "PAGE_SAVE_AS"), None),
    **dict.fromkeys(("VALUE_SAVE_AS", "LESSONS_SAVE_AS", "OUTCOMES_SAVE_AS", "OUTCOME_SAVE_AS"), ""),
    **dict.fromkeys(("ARTICLE_LANG_SAVE_AS", "OPEN_SAVE_AS", "SIDES_SAVE_AS", "MAP_SAVE_AS"), False),
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
        *("loose-ends/index.html", "open/overdue/index.html", "subscribe/index.html"),
    }
    home = 'href="/"'
    assert [name for name in pages if home in built.page(name)] == []
    assert "Beitrag 7" not in "".join(built.page(name) for name in pages)
