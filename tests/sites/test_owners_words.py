"""A blog without values and outcomes keeps its own words, and its menus lead nowhere empty."""

import re

import pytest

POST = "Title: {title}\nDate: 2012-05-{day:02}\nCategory: Notes\nTags: plain\n{more}\nText.\n"
BLOG = {
    "a.md": POST.format(title="Alpha", day=1, more=""),
    "b.md": POST.format(title="Beta", day=2, more="Lang: de\nSlug: alpha\nTranslation: true\n"),
    "pages/about.md": "Title: About\n\nWho.\n",
}


@pytest.fixture(scope="module")
def blog(shared_site):
    menu = (("About", "/pages/about.html"), ("Elsewhere", "https://example.org/"))
    own = {"PAGE_URL": "pages/{slug}.html", "PAGE_SAVE_AS": "pages/{slug}.html"}
    return shared_site(
        BLOG, MENUITEMS=menu, DISPLAY_PAGES_ON_MENU=True, SITENAME="Ida's notes", SITESUBTITLE="", **own
    )


def links(html, part):
    inside = re.search(rf"<{part}.*?</{part}>", html, re.DOTALL)
    return re.findall(r'href="([^"]*)"', inside[0])


def test_there_is_no_slogan_of_ours(blog):
    home = blog.page("/")
    assert "happened next" not in home and "being a customer" not in home
    assert "<title>Ida&#39;s notes</title>" in home
    assert 'name="description" content="Ida&#39;s notes"' in home


def test_menus_name_only_pages_that_hold_something(blog):
    home = blog.page("/")
    for part in ("header", "footer"):
        named = links(home, part)
        for empty in ("values", "outcomes", "lessons", "open", "companies", "series", "map", "loose-ends"):
            assert not any(f"/{empty}/" in link for link in named), (part, empty)
    assert any("/tags/" in link for link in links(home, "footer"))


def test_a_page_is_named_once_in_a_menu(blog):
    home = blog.page("/")
    for part in ("header", "footer"):
        named = [link for link in links(home, part) if link.endswith("/pages/about.html")]
        assert len(named) == 1, part


def test_a_story_with_values_brings_the_words_back(site):
    built = site({**BLOG, "c.md": POST.format(title="C", day=3, more="Values: trust\nOutcome: told\n")})
    assert "being a customer" in built.page("/")
    assert any("/values/" in link for link in links(built.page("/"), "header"))
    assert any("/open/" in link for link in links(built.page("/"), "header"))


def test_a_translation_is_named_by_its_language(blog):
    also = re.search(r"Also in (.*?)</span>", blog.page("stories/alpha/"), re.DOTALL)
    assert re.findall(r'hreflang="(.*?)"', also[1]) == ["de"]


def test_a_language_is_named_once_and_never_the_storys_own(site):
    category = {"USE_FOLDER_AS_CATEGORY": True, "ARTICLE_SAVE_AS": "{category}/{slug}.html"}
    category |= {"ARTICLE_URL": "{category}/{slug}.html"}
    same = "Title: Alpha\nDate: 2012-05-01\nSlug: alpha\n\nText.\n"
    built = site(
        {"one/a.md": same, "two/a.md": same, "three/a.md": same.replace("Slug", "Lang: de\nSlug")},
        **category,
    )
    pages = {"one/alpha.html": "en", "two/alpha.html": "en", "stories/alpha/de/": "de"}
    named = {}
    for url, own in pages.items():
        lines = re.findall(r"Also in (.*?)</span>", built.page(url), re.DOTALL)
        named[url] = [lang for line in lines for lang in re.findall(r'hreflang="(.*?)"', line)]
        assert own not in named[url] and len(named[url]) == len(set(named[url])), url
