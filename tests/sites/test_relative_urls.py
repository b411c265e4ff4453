"""RELATIVE_URLS: the folder of the site opens from a disk, or below any path."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from conftest import ROOT, build, write_files

HEAD = "title: {0}\ndate: 2024-05-0{1}\nid: {0}-id\nvalues: honesty\ntags: x y\nlesson: Ask."
STORY = f"---\n{HEAD}\n---\n\n{{2}}\n"
FILES = {
    "stories/one.md": STORY.format("one", 1, "![p](a b.png) [two](two.md#end) [[two-id]] [home](/blog/)"),
    "stories/two.md": STORY.format("two", 2, "## End {#end}\n\n[x](https://x.org/) [1]({filename}one.md)"),
    "stories/a b.png": b"\x89PNG",
    "pages/about.md": "---\ntitle: About\n---\n\n[x y]({tag}x%20y)\n",
}  # fmt: skip
SITEURL = "https://heard.example/blog"


class Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("rel") != "canonical":
            self.found += [(tag, given[name] or "") for name in ("href", "src") if name in given]


@pytest.fixture(scope="module")
def built(shared_site):
    return shared_site(FILES, SITEURL=SITEURL, RELATIVE_URLS=True, MENUITEMS=[("About", "/about/")])


def test_every_link_of_every_page_leads_to_a_file_of_the_folder(built):
    pages = [path for path in built.output.rglob("*.html") if path.name != "404.html"]
    assert len(pages) > 20
    for page in pages:
        links = [link for _tag, link in Links(page.read_text("utf-8")).found]
        assert any(link.endswith(".css") for link in links)
        for link in links:
            parts = urlsplit(link)
            if link.startswith("#") or (parts.scheme and parts.netloc != "heard.example"):
                continue
            assert not parts.netloc and not link.startswith("/"), (page, link)
            assert (page.parent / unquote(parts.path)).is_file(), (page, link)


def test_feeds_and_what_is_told_to_machines_stay_absolute(built):
    assert f'src="{SITEURL}/stories/a%20b.png"' in built.feed("feeds/all.json").replace('\\"', '"')
    assert f'<link rel="canonical" href="{SITEURL}/stories/one/">' in built.page("stories/one/")


def test_the_page_of_what_is_not_found_is_right_at_any_address(built):
    assert 'href="/blog/"' in built.page("404.html")


def test_the_setting_may_be_put_in_and_taken_out(built, tmp_path: Path):
    write_files(tmp_path / "content", FILES)
    common = {"SITEURL": SITEURL, "MENUITEMS": [("About", "/about/")]}
    common["CACHE_PATH"] = str(tmp_path / "cache")
    folder, output = tmp_path / "content", tmp_path / "output"
    plain = build(folder, output, **common).tree()
    relative = build(folder, output, RELATIVE_URLS=True, **common).tree()
    assert relative == built.tree()
    assert relative["stories/one/index.html"] != plain["stories/one/index.html"]
    assert build(folder, output, **common).tree() == plain


def test_a_theme_of_another_maker_is_relative_too(tmp_path: Path):
    files = {
        "a.md": "Title: A\nDate: 2024-05-01\n\n[b]({filename}b.md)\n",
        "b.md": "Title: B\nDate: 2024-05-02\n\nx\n",
    }
    write_files(tmp_path / "content", files)
    simple = {"conf": None, "SITEURL": "", "RELATIVE_URLS": True, "unchecked": "the theme is Pelican's own"}
    plugins = ["heard.content", "heard.links", "heard.pages.facets"]
    built = build(
        tmp_path / "content",
        tmp_path / "output",
        PLUGINS=plugins,
        PLUGIN_PATHS=[str(ROOT / "plugins")],
        **simple,
    )
    links = Links(built.page("a.html")).found
    assert ("a", "b.html") in links
    assert [link for _tag, link in links if link.startswith("/")] == []
