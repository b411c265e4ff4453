"""A blog made for plain Pelican builds with only PLUGINS and THEME set."""

import pytest
from conftest import ROOT, build, write_files

PLUGINS = ["heard.pages", "heard.feeds", "heard.theming"]
BLOG = {
    "first.md": "Title: First *post*: hello & welcome\nDate: 2010-12-03 10:20\nModified: 2010-12-05 19:30\n"
    "Category: Python\nTags: pelican, publishing\nSlug: my-super-post\n"
    "Authors: Alexis Metaireau, Conan Doyle\nSummary: Short version\n\nThis is the *content*.\n",
    "second.md": "Title: Second\nDate: 2011-01\n\nSee [the first]({filename}first.md).\n",
    "python/third.rst": "Third\n#####\n\n:date: 2012-05-06 07:08\n:tags: rest\n:author: Ada\n"
    ":summary: In *short*.\n\nA *reStructured* text with `a link <https://example.org>`_.\n",
    "draft.md": "Title: Secret\nDate: 2010-12-03\nStatus: draft\n\nNot yet.\n",
    "2013-07-08_by-its-name.md": "Title: Named\n\nThe date is in the file name.\n",
    "pages/about.md": "Title: About\n\nWho I am. [First]({filename}/first.md)\n",
    "pages/hidden.md": "Title: Hidden\nStatus: hidden\n\nOnly for those who know.\n",
    "images/cat.png": b"png",
}


@pytest.fixture(scope="module")
def blog(tmp_path_factory):
    """The blog, built with nothing but PLUGINS and THEME on top of Pelican's defaults."""
    root = tmp_path_factory.mktemp("stock")
    write_files(root / "content", BLOG)
    return build(
        root / "content",
        root / "output",
        conf=None,
        PLUGINS=PLUGINS,
        THEME=str(ROOT / "theme"),
        FILENAME_METADATA=r"(?P<date>\d{4}-\d{2}-\d{2}).*",
    )


def test_nothing_is_wrong_with_it(blog):
    assert blog.log == []


def test_pelican_warns_of_nothing_but_the_settings_that_nobody_made(blog):
    logged = [record.getMessage() for record in blog.records if not hasattr(record, "problem")]
    ours = [
        line for line in logged if not line.startswith(("Feeds generated without SITEURL", "No timezone"))
    ]
    assert ours == []


PAGES = {
    "my-super-post.html": "This is the <em>content</em>.",
    "second.html": 'href="/my-super-post.html"',
    "third.html": "A <em>reStructured</em> text",
    "named.html": "8 July 2013",
    "pages/about.html": 'href="/my-super-post.html"',
    "pages/hidden.html": "Only for those who know.",
    "index.html": "First *post*: hello &amp; welcome",
    "tag/pelican.html": "First *post*",
    "category/python.html": "Third",
    "author/conan-doyle.html": "First *post*",
    "archives.html": "2010",
    "tags.html": "Pelican",
    "categories.html": "Python",
    "authors.html": "Alexis Metaireau",
    "feeds/all.atom.xml": "urn:story:python-third",
    "values/index.html": "No story names a value yet.",
}


@pytest.mark.parametrize(("path", "words"), PAGES.items(), ids=PAGES)
def test_a_page_stands_where_pelican_puts_it(blog, path, words):
    assert words in blog.tree()[path].decode() or words in blog.tree()[path].decode().replace(
        "python-third", "third"
    )


def test_a_draft_leaves_no_trace(blog):
    assert [path for path, octets in blog.tree().items() if b"Secret" in octets or "secret" in path] == []


def test_no_page_is_made_by_another_theme(blog):
    pages = [octets.decode() for path, octets in blog.tree().items() if path.endswith(".html")]
    assert all('class="site-header"' in page for page in pages)


def test_the_order_of_plugins_makes_no_difference(blog, tmp_path):
    write_files(tmp_path / "content", BLOG)
    other = build(
        tmp_path / "content",
        tmp_path / "output",
        conf=None,
        PLUGINS=[PLUGINS[0], *reversed(PLUGINS[1:])],
        THEME=str(ROOT / "theme"),
        FILENAME_METADATA=r"(?P<date>\d{4}-\d{2}-\d{2}).*",
    )
    assert other.tree() == blog.tree()


def test_pelican_s_cache_and_its_slugs_with_capitals_do_no_harm(tmp_path):
    """Pelican cannot keep stories, and fails at the next build; an address comes of a name as written."""
    write_files(tmp_path / "content", BLOG)
    settings = {
        "conf": None,
        "PLUGINS": PLUGINS,
        "THEME": str(ROOT / "theme"),
        "CACHE_CONTENT": True,
        "LOAD_CONTENT_CACHE": True,
        "SLUGIFY_PRESERVE_CASE": True,
    }
    first = build(tmp_path / "content", tmp_path / "output", **settings).tree()
    second = build(tmp_path / "content", tmp_path / "output", **settings)
    assert second.tree() == first
    told = [record.getMessage() for record in second.records]
    assert not [line for line in told if "cache" in line.lower()]
    assert {"tag/rest.html", "category/Python.html", "category/python.html"} <= first.keys()
    assert "tag/Pelican.html" not in first
    assert ">Pelican<" in first["tag/pelican.html"].decode()
