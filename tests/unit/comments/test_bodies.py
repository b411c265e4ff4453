"""What a comment says, as HTML that is safe to show."""

from __future__ import annotations

import re
import time
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from thrift import amount

from heard.conversation.bodies import Bodies
from heard.conversation.comment_file import FORMATS
from heard.text.excerpt import plain_text
from heard.text.sanitise import REL

BODIES = Bodies()


def test_markdown_is_read_as_markdown():
    html = BODIES.html("I said *no*.\n\n> Please hold.\n\n- one\n- two", "markdown")
    assert "<em>no</em>" in html and "<blockquote>" in html and html.count("<li>") == 2


def test_html_is_not_read_as_markdown():
    assert BODIES.html("<p>2 * 3 * 4 and _x_ <em>too</em></p>", "html") == (
        "<p>2 * 3 * 4 and _x_ <em>too</em></p>"
    )


@pytest.mark.parametrize(
    "text", ["# 1 *no* <b>x</b> &amp; [a](https://a.example/)", "1. a\n2. b", "> x", "***"]
)
def test_text_stands_exactly_as_it_was_typed(text):
    html = BODIES.html(text, "text")
    assert plain_text(html.replace("<br>", "\n")) == text and html.startswith("<p>")


def test_paragraphs_and_line_breaks_of_a_text_are_kept():
    assert BODIES.html("one\ntwo\n \n\nthree\n", "text") == "<p>one<br>two</p>\n<p>three</p>"


@pytest.mark.parametrize(
    "typed",
    ["#1 complaint", "Complaint\n===", "![a cat](http://a.example/cat.png)", "[see]: http://a.example"],
)
def test_what_a_remark_does_not_need_of_markdown_stays_as_it_was_typed(typed):
    assert plain_text(BODIES.html(typed, "markdown")) == typed


def test_line_breaks_and_struck_words_stay_what_the_reader_saw():
    assert BODIES.html("one\n~~two~~", "markdown") == "<p>one<br>\n<del>two</del></p>"


@pytest.mark.parametrize("typed", ["~~", "a ~~ b", "~~~~", "a ~~b", "~~ b ~~"])
def test_tildes_that_strike_nothing_out_stay(typed):
    assert plain_text(BODIES.html(typed, "markdown")) == typed


def test_an_address_is_a_link_without_the_full_stop_behind_it():
    html = BODIES.html("See https://a.example/x_y_z?q=1&r=2. (https://b.example)", "markdown")
    assert f'<a href="https://a.example/x_y_z?q=1&amp;r=2" rel="{REL}">' in html
    assert "</a>. (" in html and ">https://b.example</a>)" in html


WIKI = "https://en.wikipedia.org/wiki/X_(y)"
ADDRESSES = {
    WIKI: WIKI,
    f"({WIKI})": WIKI,
    f"({WIKI}).": WIKI,
    f"{WIKI}, and": WIKI,
    f"“{WIKI}”": WIKI,
    f"'{WIKI}'": WIKI,
    f"**{WIKI}**": WIKI,
    f"_{WIKI}_": WIKI,
    f"~~{WIKI}~~": WIKI,
    f"[{WIKI}]": WIKI,
    f"[see {WIKI}](page.html)": WIKI,
    f"<{WIKI}>": WIKI,
    f"{WIKI}…": WIKI,
    f"{WIKI}?!": WIKI,
    f"{WIKI}。と": WIKI,
    r"https://en.wikipedia.org/wiki/X\_\(y\)": WIKI,
    "https://a.example/x_(y_(z))": "https://a.example/x_(y_(z))",
    "https://a.example/x(y)/z?q=(1)#(2)": "https://a.example/x(y)/z?q=(1)#(2)",
    "(see https://a.example/x)and": "https://a.example/x",
    "https://a.example/?a[]=1&b[2]=3": "https://a.example/?a[]=1&b[2]=3",
    "[1] https://a.example/x]": "https://a.example/x",
    "https://a.example/~bob/": "https://a.example/~bob/",
    "https://a.example/it's": "https://a.example/it's",
    "https://a.example/*x*y": "https://a.example/*x*y",
    "HTTPS://A.example/x": "HTTPS://A.example/x",
    "https://a.example/é/漢字": "https://a.example/é/漢字",
    "https://a.example/a;b:c,d!e": "https://a.example/a;b:c,d!e",
    "https://a.example:": "https://a.example",
    "https://a.example/`x`": "https://a.example/",
    f'"{WIKI}"': WIKI,
    "https://[2001:db8::1]/x": None,
    "https://": None,
    "https://...": None,
}


@pytest.mark.parametrize("typed", ADDRESSES)
def test_an_address_is_linked_whole_and_nothing_behind_it(typed):
    html = BODIES.html(typed, "markdown")
    links = [unescape(href) for href in re.findall(r'<a href="([^"]*)"', html)]
    assert links == [address for address in [ADDRESSES[typed]] if address]
    words = re.sub(r"[\\*_~<>`]", "", typed)
    assert re.sub(r"[*_~<>]", "", plain_text(html)) == words


@pytest.mark.parametrize("quote", ['"', "'", ""])
def test_an_address_in_a_tag_is_no_link_of_its_own(quote):
    html = BODIES.html(f"See <a href={quote}https://a.example/x{quote}>there</a>.", "markdown")
    assert html == f'<p>See <a href="https://a.example/x" rel="{REL}">there</a>.</p>'


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        (f"[a]({WIKI})", f'<a href="{WIKI}">a</a>'),
        (f"([a]({WIKI})).", f'(<a href="{WIKI}">a</a>).'),
        (f"[a](<{WIKI}>)", f'<a href="{WIKI}">a</a>'),
        ("[a](<https://a.example/x y>)", '<a href="https://a.example/x%20y">a</a>'),
        ("[a](https://a.example/x_(y_(z)))", '<a href="https://a.example/x_(y_(z))">a</a>'),
        ('[a](https://a.example/ "A title")', '<a href="https://a.example/" title="A title">a</a>'),
        ("[a](https://a.example/ 'A (b)')", '<a href="https://a.example/" title="A (b)">a</a>'),
        ("[a [1] b](https://a.example/)", '<a href="https://a.example/">a [1] b</a>'),
        ("[[1]](https://a.example/)", '<a href="https://a.example/">[1]</a>'),
        (r"[a](https://a.example/x\)y)", '<a href="https://a.example/x)y">a</a>'),
        ("[a](mailto:a@b.example)", '<a href="mailto:a@b.example">a</a>'),
        ("[a](https://a.example/x(y)", '[a](<a href="https://a.example/x(y)">https://a.example/x(y)</a>'),
        ("[a](page.html)", "[a](page.html)"),
        ("![a](https://a.example/x)", '![a](<a href="https://a.example/x">https://a.example/x</a>)'),
    ],
)
def test_brackets_in_a_link_of_markdown(typed, link):
    assert BODIES.html(typed, "markdown").replace(f' rel="{REL}"', "") == f"<p>{link}</p>"


@pytest.mark.parametrize("typed", ["`https://a.example`", "```\nhttps://a.example\n```"])
def test_an_address_in_code_stays_code(typed):
    html = BODIES.html(typed, "markdown")
    assert "<code>" in html and "href" not in html


def test_an_address_in_a_link_is_not_linked_twice():
    html = BODIES.html("[https://a.example/](https://b.example/) <https://c.example/>", "markdown")
    assert html.count("<a ") == 2


def test_a_link_of_markdown_leads_out_and_earns_nothing():
    html = BODIES.html("See [a *page*](https://a.example/x_(y)?q=1&r=2).", "markdown")
    link = f'<a href="https://a.example/x_(y)?q=1&amp;r=2" rel="{REL}">a <em>page</em></a>'
    assert html == f"<p>See {link}.</p>"


@pytest.mark.parametrize(
    "href",
    [
        "foo.html",
        "/stories/x/",
        "#main",
        "//evil.example",
        "{filename}x.md",
        "https://a b",
        "javascript:x()",
    ],
)
def test_a_half_address_of_a_stranger_becomes_no_link_of_ours(href):
    assert "href" not in BODIES.html(f'<a href="{href}">here</a>', "html")


def test_what_no_page_can_hold_is_left_out():
    assert BODIES.html("a&#1;b&#12;c&#xFFFE;", "html") == "abc"


HOSTILE = {
    "addresses of links without an end": "[a](https://" * 8_000,
    "brackets after a link": "[a](https://x" + "(" * 90_000,
    "brackets in an address": "https://x/" + "([" * 900 + ")]" * 900,
    "words with brackets": "[a[b]" * 20_000,
    "titles without an end": '[a](https://x "' * 6_000,
    "addresses without an end": "https://" * 12_000,
    "an address of dots": "https://x.example/" + "." * 90_000,
    "tildes": "~~a" * 30_000,
    "fences": "```\n" * 25_000,
    "opening brackets": "[" * 100_000,
    "links without an end": "[a](" * 25_000,
    "quotations in quotations": "> " * 5_000,
    "opening tags": "<b>" * 33_000,
    "emphasis without an end": "*a **b " * 14_000,
    "open comments": "<!--" * 25_000,
    "paragraphs": "a\n\n" * 33_000,
    "lists in lists": "".join(" " * 4 * n + "* a\n" for n in range(150)),
    "a long text": "It went on. " * 8_000,
}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_100_kilobytes_of_anything_take_seconds_not_minutes(body, form):
    """In most runs the first 25, which take a quarter of the time."""
    body = body[: amount(25_000, len(body))]
    start = time.process_time()
    assert BODIES.html(body, form) or body.startswith(("<b>", "<!--", "```")), "only these have no words"
    assert time.process_time() - start < amount(4, 15)


@given(st.text(max_size=300), st.sampled_from(FORMATS))
def test_no_body_breaks_it(body, form):
    html = BODIES.html(body, form)
    assert "<script" not in html and "\x00" not in html
