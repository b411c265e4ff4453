"""A finished page with relative addresses: whatever leads into the site, and nothing else."""

import pytest

from heard.library.relative import RelativePages

BLOG = RelativePages("https://heard.example/blog")
TOP = RelativePages("")
SOUTH = RelativePages("https://heard.example")

ADDRESSES = {
    "a file": (TOP, "/theme/a.css", "a.html", "theme/a.css"),
    "a file from a folder": (TOP, "/theme/a.css?v=1", "stories/a/index.html", "../../theme/a.css?v=1"),
    "the home page": (TOP, "/", "stories/a/index.html", "../../index.html"),
    "the home page from itself": (TOP, "/", "index.html", "index.html"),
    "a folder": (TOP, "/stories/a/#end", "stories/b/index.html", "../a/index.html#end"),
    "a folder from its list": (TOP, "/stories/a/", "stories/index.html", "a/index.html"),
    "its own page": (TOP, "/stories/a/", "stories/a/index.html", "index.html"),
    "encoded letters": (TOP, "/images/a%20b.png", "a.html", "images/a%20b.png"),
    "a colon": (TOP, "/a:b.html", "c.html", "./a:b.html"),
    "below a path": (BLOG, "/blog/stories/a/", "index.html", "stories/a/index.html"),
    "the root without a slash": (BLOG, "/blog", "a/index.html", "../index.html"),
    "with the host": (BLOG, "https://heard.example/blog/a.html", "b/c.html", "../a.html"),
    "the address of the site": (SOUTH, "https://heard.example", "a.html", "index.html"),
    "a site of another path": (BLOG, "/shop/", "index.html", "/shop/"),
    "a path that begins alike": (BLOG, "/blogger/", "index.html", "/blogger/"),
    "another host": (SOUTH, "https://heard.example.org/", "a.html", "https://heard.example.org/"),
    "another host without a scheme": (TOP, "//x.org/a", "a.html", "//x.org/a"),
    "a relative address": (TOP, "../a.html#b", "b/c.html", "../a.html#b"),
    "a fragment": (TOP, "#main", "b/c.html", "#main"),
    "a letter": (TOP, "mailto:a@x.org", "a.html", "mailto:a@x.org"),
    "nothing": (TOP, "", "a.html", ""),
}


@pytest.mark.parametrize(("site", "address", "name", "relative"), ADDRESSES.values(), ids=ADDRESSES)
def test_an_address_is_relative_to_the_file_of_the_page(site, address, name, relative):
    assert site.relative(address, name) == relative


PAGES = [
    ('<link rel="stylesheet" href="/t.css"><script src=/t.js></script>',
     '<link rel="stylesheet" href="../t.css"><script src="../t.js"></script>'),
    ('<img srcset="/a.png 1x, /b.png 2x" src="/a.png"><video poster="/p.png"></video>',
     '<img srcset="../a.png 1x, ../b.png 2x" src="../a.png"><video poster="../p.png"></video>'),
    ('<svg><use xlink:href="/s.svg#i"/></svg>', '<svg><use xlink:href="../s.svg#i"/></svg>'),
    ('<meta http-equiv="refresh" content="0; url=/b/">',
     '<meta http-equiv="refresh" content="0; url=../b/index.html">'),
    ('<link rel="canonical" href="https://heard.example/a/">', None),
    ('<link rel="alternate" hreflang="de" href="https://heard.example/a/de/">', None),
    ('<script>location = "/a/"</script><!-- <a href="/a/"> --><p title="/a/">/a/</p>', None),
    ('<meta property="og:url" content="https://heard.example/a/">', None),
]  # fmt: skip


@pytest.mark.parametrize(("html", "relative"), PAGES)
def test_every_address_of_a_page_is_relative_and_nothing_else_changes(html, relative):
    assert SOUTH(html, "a/index.html") == (relative or html)
    assert SOUTH(SOUTH(html, "a/index.html"), "a/index.html") == (relative or html)


@pytest.mark.parametrize("name", ["404.html", "feeds/all.xml", "robots.txt"])
def test_other_files_stay_as_they_are(name):
    assert TOP('<a href="/a/">', name) == '<a href="/a/">'
