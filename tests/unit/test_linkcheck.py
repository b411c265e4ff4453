from __future__ import annotations

from pathlib import Path

import pytest

from heard.build.linkcheck import Page, check_links, links_of_styles


def found(folder: Path, files: dict[str, str], site_url: str = "") -> list[str]:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [f"{problem.place} {problem.code}" for problem in check_links(folder, site_url)]


@pytest.mark.parametrize(
    "link",
    [
        "/",
        "/stories/x/",
        "/stories/x/index.html",
        "stories/x/",
        "./stories/../stories/x/",
        "/stories/x/#here",
        "/stories/x/#%68ere",
        "#top",
        "#",
        "",
        "#own",
        "/stories/x/#:~:text=words",
        "/style.css",
        "/style.css?v=3",
        "/stories/x",
        "/sprite.svg#dot",
        "/caf%C3%A9.txt",
        "/.well-known/x.txt",
        "https://elsewhere.example/nothing/",
        "//elsewhere.example/nothing/",
        "mailto:someone@example.org",
        "tel:+411234567",
        "data:image/png;base64,AAAA",
    ],
)
def test_a_link_that_leads_somewhere_or_outside_is_fine(tmp_path: Path, link: str) -> None:
    files = {
        "index.html": f'<p id="own"><a href="{link}">x</a>',
        "stories/x/index.html": '<h1 id="here">x</h1>',
        "style.css": "",
        "sprite.svg": '<svg><symbol id="dot"/></svg>',
        "café.txt": "",
        ".well-known/x.txt": "",
    }
    assert found(tmp_path, files) == []


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ('<a href="/nothing/">x</a>', "link-broken"),
        ('<a href="nothing.html">x</a>', "link-broken"),
        ('<a href="/folder/">x</a>', "link-broken"),
        ('<a href="/style.css/">x</a>', "link-broken"),
        ('<a href="../../outside">x</a>', "link-broken"),
        ('<a href="#nothing">x</a>', "link-fragment"),
        ('<a href="/style.css#nothing">x</a>', "link-fragment"),
        ('<img src="/nothing.png" alt="">', "link-broken"),
        ('<img src="/style.css" srcset="/style.css 1x, /nothing.png 2x" alt="">', "link-broken"),
        ('<img src="" alt="">', "link-empty"),
        ('<link rel="stylesheet" href="/nothing.css">', "link-broken"),
        ('<script src="/nothing.js"></script>', "link-broken"),
        ('<video poster="/nothing.png"></video>', "link-broken"),
        ('<blockquote cite="/nothing/">x</blockquote>', "link-broken"),
        ('<button formaction="/nothing/">x</button>', "link-broken"),
        ('<svg><use href="/nothing.svg#x"/></svg>', "link-broken"),
        ('<meta property="og:image" content="/nothing.png">', "link-broken"),
        ('<p style="background: url(/nothing.png)">x</p>', "link-broken"),
        ("<style>p { background: url('/nothing.png') }</style>", "link-broken"),
        ('<a href="{filename}other.md">x</a>', "link-unresolved"),
        ('<a href="%7Bfilename%7Dother.md">x</a>', "link-unresolved"),
        ('<a href="|filename|other.md">x</a>', "link-unresolved"),
        ('<img src="{static}/images/x.png" alt="">', "link-unresolved"),
        ('<a href="{{< ref other >}}">x</a>', "link-unresolved"),
        ('<a href="file:///home/me/x.html">x</a>', "link-local"),
        (r'<a href="C:\me\x.html">x</a>', "link-local"),
        ('<a href="http://[broken">x</a>', "link-malformed"),
    ],
)
def test_a_link_that_leads_nowhere_is_named_with_its_line(tmp_path: Path, html: str, code: str) -> None:
    files = {"index.html": f"<p>\n\n{html}", "style.css": "", "folder/x.txt": ""}
    assert found(tmp_path, files) == [f"index.html:3 {code}"]


def test_text_that_only_looks_like_a_link_is_left_alone(tmp_path: Path) -> None:
    html = (
        "<code>{filename}x.md</code><!-- <a href='/nothing/'> -->"
        "<pre>&lt;a href='/nothing/'&gt;</pre><script>'<a href=\"/nothing/\">'</script>"
    )
    assert found(tmp_path, {"index.html": html}) == []


def test_addresses_in_stylesheets_count_from_the_stylesheet(tmp_path: Path) -> None:
    css = '/* url(nothing.png)\n*/ a { background: url("dot.png") }\nb { background: url(no.png) }'
    files = {"css/main.css": css, "css/dot.png": ""}
    assert found(tmp_path, files) == ["css/main.css:3 link-broken"]


def test_the_same_broken_link_on_many_pages_is_one_problem(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.html").write_text('<a href="/nothing/">x</a>')
    problems = list(check_links(tmp_path))
    assert len(problems) == 1
    assert str(problems[0]) == (
        '0.html:1: link-broken The link "/nothing/" leads nowhere. The same on 4 more pages. '
        "Nothing was built at that address."
    )


def test_a_link_with_the_sites_own_address_is_followed(tmp_path: Path) -> None:
    files = {"index.html": '<a href="https://me.example/x/">x</a>\n<a href="https://me.example/">y</a>'}
    assert found(tmp_path, files, "https://me.example") == ["index.html:1 link-broken"]


def test_a_site_below_a_path_must_link_below_it(tmp_path: Path) -> None:
    html = '<a href="/blog/x/">in</a>\n<a href="/x/">out</a>\n<a href="x/">in</a>\n<a href="/blog">in</a>'
    files = {"index.html": html, "x/index.html": ""}
    assert found(tmp_path, files, "https://me.example/blog") == ["index.html:2 link-broken"]


def test_links_count_from_the_base_of_a_page(tmp_path: Path) -> None:
    files = {"a/index.html": '<base href="/b/"><a href="x.html">x</a>', "b/x.html": ""}
    assert found(tmp_path, files) == []


def test_a_page_gives_its_links_and_anchors() -> None:
    page = Page('<a name="old" href="x">x</a>\n<p id="new"><img src="y" srcset="z 2x,  w 3x">')
    assert [(link.url, link.line) for link in page.links] == [("x", 1), ("y", 2), ("z", 2), ("w", 2)]
    assert page.anchors == {"old", "new"}


def test_a_stylesheet_gives_its_addresses() -> None:
    assert [link.url for link in links_of_styles("a{b:url( x.png )} c{d:url('y z')}")] == [
        "x.png",
        "y z",
    ]


def test_a_server_that_leaves_out_html_is_one_by_the_settings(tmp_path):
    files = {"index.html": '<a href="/a">x</a><a href="/b/">x</a>', "a.html": "", "b.html": ""}
    assert found(tmp_path, files) == ["index.html:1 link-broken", "index.html:1 link-broken"]
    assert [problem.message for problem in check_links(tmp_path, without_html=True)] == [
        'The link "/b/" leads nowhere.'
    ]
