"""What programs look for at the root: a sitemap, robots.txt, favicon.ico; an owner's own file wins."""

import re

import pytest

STORY = (
    "---\ntitle: {title}\ndate: {date}\nvalues: [trust]\n"
    "lessons:\n  - {{text: Ask., for: staff}}\n{more}---\n\nText.\n"
)
FILES = {
    "stories/one.md": STORY.format(title="One", date="2008", more="modified: 2020-02-03\n"),
    "stories/two.md": STORY.format(
        title="Two", date="2009-05-06", more="relates:\n  - rel: other-side-of\n    to: one\n"
    ),
    "stories/hidden.md": STORY.format(title="Hidden", date="2010", more="status: hidden\n"),
    "stories/draft.md": STORY.format(title="Draft", date="2010", more="draft: true\n"),
    "pages/about.md": "---\ntitle: About\n---\n\nWho.\n",
    "pages/secret.md": "---\ntitle: Secret\nstatus: hidden\n---\n\nWho.\n",
}


@pytest.fixture(scope="module")
def built(shared_site):
    return shared_site(FILES, SITEURL="https://blog.example")


def addresses(built, name):
    return re.findall(r"<loc>https://blog.example/(.*?)</loc>", built.page(name))


def test_each_public_page_stands_in_the_sitemap_once(built):
    parts = addresses(built, "sitemap.xml")
    assert parts == ["sitemaps/stories-1.xml", "sitemaps/lessons-1.xml", "sitemaps/pages-1.xml"]
    listed = [address for part in parts for address in addresses(built, part)]
    public = {
        name.removesuffix("index.html")
        for name, text in built.tree().items()
        if name.endswith(".html") and b'content="noindex"' not in text and name != "404.html"
    }
    assert sorted(listed) == sorted(public)


def test_a_story_says_when_it_last_changed(built):
    text = built.page("sitemaps/stories-1.xml")
    assert re.findall(r"<lastmod>(.*?)</lastmod>", text) == ["2020-02-03", "2009-05-06"]


def test_a_theme_without_pages_of_lessons_has_none_in_the_sitemap(site):
    built = site(FILES, SITEURL="https://blog.example", THEME="simple")
    assert "sitemaps/stories-1.xml" in addresses(built, "sitemap.xml")
    assert not built.has("lessons/") and not built.has("sitemaps/lessons-1.xml")


def test_robots_are_told_of_the_sitemap_and_browsers_find_an_icon(built):
    assert "Sitemap: https://blog.example/sitemap.xml" in built.page("robots.txt")
    assert built.tree()["favicon.ico"][:4] == b"\0\0\1\0"


def test_two_sides_have_a_list(built):
    assert "/sides/one--two/" in built.page("sides/")


def test_an_owners_own_files_stay(site):
    own = {"root/robots.txt": "mine", "root/favicon.ico": "mine", "root/sitemap.xml": "<mine/>"}
    extra = {f"root/{name}": {"path": name} for name in ("robots.txt", "favicon.ico", "sitemap.xml")}
    built = site({**FILES, **own}, STATIC_PATHS=["root"], EXTRA_PATH_METADATA=extra)
    assert [built.page(name) for name in ("robots.txt", "favicon.ico", "sitemap.xml")] == list(own.values())
    assert built.log == []
    assert not built.has("sitemaps/stories-1.xml")


def test_every_folder_of_addresses_has_a_page(built):
    assert all(built.has(url) for url in ("stories/", "sides/", "lessons/for/", "lessons/", "values/"))
    assert 'url=/archive/"' in built.page("stories/")
    assert 'url=/lessons/"' in built.page("lessons/for/")
