"""What of a stranger's HTML is shown."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from heard.text.sanitise import ATTRIBUTES, FIELD_TAGS, REL, TAGS, clean_field, clean_html

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVa&#10;Script:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<p style="background:url(javascript:alert(1))">x</p>',
    '<iframe src="https://evil.example"></iframe>',
    '<form action="https://evil.example"><input></form>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<p onclick="alert(1)" id="comments" class="site-header">x</p>',
]


class _Found(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]


def found_in(html):
    found = _Found()
    found.feed(html)
    return found


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_that_could_run_is_left(html):
    found = found_in(clean_html(html))
    assert set(found.tags) <= TAGS
    for tag, name, value in found.attributes:
        assert name in ATTRIBUTES.get(tag, set()) | {"rel"}
        assert not (value or "").lower().lstrip().startswith(("javascript:", "data:"))


def test_a_link_earns_its_writer_nothing():
    found = found_in(clean_html('<a href="https://ada.example/" target="_blank">me</a>'))
    assert ("a", "rel", REL) in found.attributes


def test_what_people_write_stays():
    html = (
        "<p>I said <em>no</em>, <strong>twice</strong>.</p>\n<blockquote><p>Please hold.</p></blockquote>"
    )
    assert clean_html(html) == html


HARMLESS = frozenset(
    "href title class dir lang start src srcset alt width height data-story datetime".split()
)


@pytest.mark.parametrize(
    "html", [*HOSTILE, "<style>*{display:none}</style>", "<form><button>x</button></form>", "<!-- x -->"]
)
def test_nothing_that_could_run_or_ask_is_left_in_a_field(html):
    cleaned = clean_field(f"<p>{html}</p>")
    found = found_in(cleaned)
    assert set(found.tags) <= FIELD_TAGS and "<!--" not in cleaned
    for _tag, name, value in found.attributes:
        assert name in HARMLESS
        assert not (value or "").lower().lstrip().startswith(("javascript:", "data:"))


@pytest.mark.parametrize(
    "html",
    [
        '<p>A <strong>bold</strong> <em>word</em>, <a href="{filename}../b.md">b</a> <code>c</code></p>',
        '<a href="story:bee-one" data-story="title">bee-one</a>',
        '<a class="reference external" href="https://ada.example/?a=1&amp;b=2">x</a>',
        '<img alt="a cover" src="story-file:cover.png">',
        "no markup & no entities > here",
    ],
)
def test_links_emphasis_and_pictures_of_a_field_stay(html):
    assert clean_field(html) == html
