"""Categories, tags and authors that another plugin puts into Pelican's lists; a front page of one's own."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from conftest import ROOT, build, write_files
from pelican.contents import Author, Category, Tag
from pelican.plugins import signals

PARTS = ("heard.pages", "heard.feeds", "heard.theming")
FILES = {
    "a.md": "Title: One\nDate: 2024-05-01\nCategory: News\nTags: radio\nAuthor: Ida\n\nText.\n",
    "b.md": "Title: Two\nDate: 2024-05-02\nCategory: News\n\nText.\n",
    "pages/front.md": "Title: Front\nsave_as: index.html\nurl:\n\nWelcome.\n",
}


Shelf = type("Category", (Category,), {"__doc__": "A kind of category of the plugin's own."})


def add(generator):
    settings, articles = generator.settings, list(generator.articles)
    generator.categories.append((Shelf("Best of", settings), articles))
    generator.tags[Tag("by the plugin", settings)] = articles[:1]
    generator.authors.append((Author("Editors", settings), articles))
    generator._update_context(["categories", "tags", "authors"])


def add_late(generators):
    generators[0].categories.append((Category("Too late", generators[0].settings), []))
    generators[0].categories.append((Category("News", generators[0].settings), []))


def register():
    signals.article_generator_finalized.connect(add, weak=False)
    signals.all_generators_finalized.connect(add_late, weak=False)


PLUGIN = SimpleNamespace(register=register, __name__="other")


@pytest.fixture(scope="module", params=[0, len(PARTS)], ids=["first", "last"])
def blog(request, tmp_path_factory):
    root = tmp_path_factory.mktemp("others")
    write_files(root / "content", FILES)
    plugins = list(PARTS)
    plugins.insert(request.param, PLUGIN)
    return build(
        root / "content",
        root / "output",
        conf=None,
        PLUGINS=plugins,
        THEME=str(ROOT / "theme"),
        SITEURL="https://blog.example",
        TAG_FEED_ATOM="feeds/tag-{slug}.atom.xml",
        unchecked="a page of the plugin stands in no menu",
    )


@pytest.mark.parametrize(
    ("page", "index", "feed"),
    [
        ("category/best-of.html", "categories.html", "feeds/best-of.atom.xml"),
        ("tag/by-the-plugin.html", "tags.html", "feeds/tag-by-the-plugin.atom.xml"),
        ("author/editors.html", "authors.html", "feeds/editors.atom.xml"),
    ],
)
def test_what_another_plugin_lists_has_its_page_feed_and_place(blog, page, index, feed):
    assert "Two" in blog.page(page)
    assert ("One" in blog.page(page)) == (not page.startswith("tag/"))
    assert f"/{page}" in blog.page(index)
    assert "<title>Two</title>" in blog.page(feed)


def test_our_own_lists_are_as_they_were(blog):
    assert "One" in blog.page("category/news.html") and "Two" in blog.page("category/news.html")
    assert "One" in blog.page("tag/radio.html")
    assert 'href="/category/news.html"' in blog.page("one.html")


def test_what_comes_too_late_is_told(blog):
    (problem,) = blog.found("list-not-made")
    assert (
        'another plugin lists "Too late"; its page category/too-late.html is not made.' in problem.message
    )


def test_a_page_with_the_address_of_the_home_page_is_the_front_page(blog):
    assert "Welcome." in blog.page("index.html")
    (hint,) = blog.found("address-twice")
    assert (hint.severity, hint.path) == ("hint", "pages/front.md")
    assert blog.problems.of("error") == []
