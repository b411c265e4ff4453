"""Where a page takes webmentions: the 23 cases of webmention.rocks, in our own words, and some more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback import Reply, serving

from heard.conversation.sources.safe_http import Client
from heard.conversation.sources.webmention.send import door_of, pingback_server, webmention_endpoint

PAGE = "https://receiver.example/test/page"
ENDPOINT = "https://receiver.example/endpoint"
WRONG = "https://receiver.example/wrong"


def page(head: str = "", body: str = "") -> str:
    return f"<!doctype html><html><head><title>A</title>{head}</head><body><p>Text.</p>{body}</body></html>"


CASES = {
    "01 a header, rel without quotes, relative": ([("Link", "</endpoint>; rel=webmention")], page()),
    "02 a header, rel without quotes, absolute": ([("Link", f"<{ENDPOINT}>; rel=webmention")], page()),
    "03 a link element, relative": ([], page('<link rel="webmention" href="/endpoint">')),
    "04 a link element, absolute": ([], page(f'<link rel="webmention" href="{ENDPOINT}">')),
    "05 an a element, relative": ([], page(body='<a rel="webmention" href="/endpoint">here</a>')),
    "06 an a element, absolute": ([], page(body=f'<a rel="webmention" href="{ENDPOINT}">here</a>')),
    "07 a header in odd letter case": ([("LinK", "</endpoint>; rel=webmention")], page()),
    "08 a header, rel in quotes": ([("Link", '</endpoint>; rel="webmention"')], page()),
    "09 a link element with several rels": (
        [],
        page('<link rel="webmention somethingelse" href="/endpoint">'),
    ),
    "10 a header with several rels": ([("Link", '</endpoint>; rel="somethingelse webmention"')], page()),
    "11 the header comes before link and a": (
        [("Link", "</endpoint>; rel=webmention")],
        page(f'<link rel="webmention" href="{WRONG}">', f'<a rel="webmention" href="{WRONG}">here</a>'),
    ),
    "12 a rel that only contains the word": (
        [],
        page('<link rel="not-webmention" href="/wrong"><link rel="webmention" href="/endpoint">'),
    ),
    "13 a false one in a comment": (
        [],
        page(body='<!-- <a rel="webmention" href="/wrong"> --><a rel="webmention" href="/endpoint">b</a>'),
    ),
    "14 a false one in escaped HTML": (
        [],
        page(
            body="<code>&lt;a href=&quot;/wrong&quot; rel=&quot;webmention&quot;&gt;&lt;/a&gt;</code>"
            '<a rel="webmention" href="/endpoint">b</a>'
        ),
    ),
    "16 a before link": (
        [],
        page(body='<a rel="webmention" href="/endpoint">a</a><link rel="webmention" href="/wrong">'),
    ),
    "17 link before a": (
        [],
        page(body='<link rel="webmention" href="/endpoint"><a rel="webmention" href="/wrong">a</a>'),
    ),
    "18 several Link headers": (
        [("Link", "</wrong>; rel=other"), ("Link", '</endpoint>; rel="webmention"')],
        page(),
    ),
    "19 several links in one header": (
        [("Link", '</wrong>; rel="other", </endpoint>; rel="webmention"')],
        page(),
    ),
    "20 a link element without href": (
        [],
        page('<link rel="webmention">', '<a rel="webmention" href="/endpoint">b</a>'),
    ),
    "22 relative to the page": ([], page('<link rel="webmention" href="../endpoint">')),
}


@pytest.mark.parametrize("case", CASES)
def test_the_endpoint_is_found(case: str) -> None:
    headers, html = CASES[case]
    assert webmention_endpoint(PAGE, headers, html) == ENDPOINT


def test_15_an_empty_address_is_the_page_itself() -> None:
    html = page('<link rel="webmention" href="">')
    assert webmention_endpoint(f"{PAGE}?n=15", [], html) == f"{PAGE}?n=15"


def test_21_the_query_of_an_endpoint_is_kept() -> None:
    html = page('<link rel="webmention" href="/endpoint?query=yes&amp;b=%20">')
    assert webmention_endpoint(PAGE, [], html) == f"{ENDPOINT}?query=yes&b=%20"


def test_23_an_address_counts_from_where_redirects_ended() -> None:
    with serving() as server:
        server.pages["/23/page"] = Reply(status=302, headers=[("Location", "inner/abc")])
        server.pages["/23/inner/abc"] = page('<link rel="webmention" href="endpoint">')
        answer = Client("Test", allow_private=True).get(f"{server.url}/23/page")
    assert door_of(answer).endpoint == f"{server.url}/23/inner/endpoint"


MORE = {
    "the header ends its quotes with other parameters": (
        [
            (
                "Link",
                '</wrong>; title="a, <b>; rel=webmention"; rel=next, </endpoint>; foo; REL="WebMention"',
            )
        ],
        "",
    ),
    "of two rels of a link the first counts": (
        [("Link", "</wrong>; rel=next; rel=webmention"), ("Link", "</endpoint>;rel=webmention")],
        "",
    ),
    "letters of either case": ([], page('<LINK REL="WebMention" HREF="/endpoint">')),
    "attributes without quotes": ([], page("<link href=/endpoint rel=webmention>")),
    "a script is no markup": (
        [],
        page('<script>"<link rel=webmention href=/wrong>"</script><a rel=webmention href=/endpoint>b</a>'),
    ),
    "a text field is no markup": (
        [],
        page(
            body="<textarea><a rel=webmention href=/wrong></textarea><a rel=webmention href=/endpoint>b</a>"
        ),
    ),
    "what is not a web address is passed by": (
        [],
        page(
            '<link rel="webmention" href="mailto:a@b.example"><link rel="webmention" href="//["><a '
            'rel="webmention" href="/endpoint">b</a>'
        ),
    ),
    "a comment that ends at once": ([], page(body='<!--><a rel="webmention" href="/endpoint">b</a>-->')),
}


@pytest.mark.parametrize("case", MORE)
def test_it_is_also_found_with(case: str) -> None:
    headers, html = MORE[case]
    assert webmention_endpoint(PAGE, headers, html) == ENDPOINT


@pytest.mark.parametrize(
    "html",
    [
        "",
        page(),
        page("<!-- "),
        '<a rel="webmention" href="/wrong',
        "<a rel=webmention>x</a>",
        "<a href=x>",
    ],
)
def test_a_page_without_one_has_none(html: str) -> None:
    assert webmention_endpoint(PAGE, [("Link", "</a>; rel=next"), ("Link", "<<>;;,=")], html) is None


def test_a_page_that_is_no_html_has_only_headers() -> None:
    with serving() as server:
        server.pages["/text"] = Reply(page('<link rel="webmention" href="/e">'), kind="text/plain")
        server.pages["/head"] = Reply(
            b"%PDF", headers=[("Link", "</e>; rel=webmention")], kind="application/pdf"
        )
        client = Client("Test", allow_private=True)
        assert door_of(client.get(f"{server.url}/text")).endpoint == ""
        assert door_of(client.get(f"{server.url}/head")).endpoint == f"{server.url}/e"


def test_a_pingback_server_is_found_in_the_header_before_the_page() -> None:
    html = page('<link rel="pingback" href="/endpoint">')
    assert pingback_server(PAGE, [], html) == ENDPOINT
    assert pingback_server(PAGE, [("x-pingback", "/other")], html) == "https://receiver.example/other"
    assert pingback_server(PAGE, [], page(body='<a rel="pingback" href="/x">a</a>')) is None


MARKUP = st.lists(
    st.sampled_from(
        [
            *"<>/=\"'! -?&;\x00\n",
            "<a ",
            "<link ",
            "rel=webmention ",
            "href=",
            "<!--",
            "-->",
            "<![CDATA[",
            "</script>",
            "<script>",
            "<title",
            "&#x110000;",
            "&amp",
            "//[",
            "http://[::1",
            "é",
            "\ud800",
        ]
    )
    | st.text(max_size=5),
    max_size=40,
).map("".join)


@given(MARKUP, MARKUP, MARKUP)
def test_discovery_never_raises(url: str, header: str, html: str) -> None:
    headers = [("Link", header), ("X-Pingback", header)]
    for found in (webmention_endpoint(url, headers, html), pingback_server(url, headers, html)):
        assert found is None or found.startswith(("http://", "https://"))
