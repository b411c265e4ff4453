"""References in a body become links to source files, which Pelican resolves to addresses."""

from dataclasses import replace

import pytest
from pelican.plugins.story_links.rewriting import Unresolved, complete_links, lines_of, with_own_ids
from shelves import shelve, targets, volume


def titled(name: str, title: str):
    found = volume(name)
    return replace(found, story=replace(found.story, title=title))


LIBRARY = shelve(
    volume("refund"), titled("wait", "Wait & <see>"), replace(volume("odd"), story=replace(
        volume("odd").story, source='stories/"a" & b.md'))
)  # fmt: skip
SOURCE = "stories/here.md"


def completed(html: str) -> tuple[str, tuple[Unresolved, ...]]:
    return complete_links(html, SOURCE, targets(LIBRARY))


LINKS = {
    "a text of its own": (
        '<a href="story:refund">that call</a>',
        '<a href="{filename}/stories/refund.md">that call</a>',
    ),
    "the title": (
        '<a data-story="title" href="story:wait">wait</a>',
        '<a href="{filename}/stories/wait.md">Wait &amp; &lt;see&gt;</a>',
    ),
    "a text with markup": (
        '<a href="story:refund"><em>that</em>\ncall</a>',
        '<a href="{filename}/stories/refund.md"><em>that</em>\ncall</a>',
    ),
    "a relative source file": (
        '<a href="refund.md">that call</a>',
        '<a href="{filename}/stories/refund.md">that call</a>',
    ),
    "a source file with a fragment": (
        '<a href="../stories/refund.md#then">that call</a>',
        '<a href="{filename}/stories/refund.md#then">that call</a>',
    ),
    "other attributes": (
        '<a class="x" href="refund.md" title="&quot;">that call</a>',
        '<a class="x" href="{filename}/stories/refund.md" title="&quot;">that call</a>',
    ),
    "a foreign reference": (
        '<a href="story-ref:refund.md">that call</a>',
        '<a href="{filename}/stories/refund.md">that call</a>',
    ),
    "a file name with signs of HTML": (
        '<a href="story:odd">odd</a>',
        '<a href="{filename}/stories/%22a%22 %26 b.md">odd</a>',
    ),
}


@pytest.mark.parametrize(("html", "expected"), LINKS.values(), ids=LINKS)
def test_a_reference_becomes_a_link(html, expected):
    assert completed(f"<p>See {html}.</p>") == (f"<p>See {expected}.</p>", ())


NOWHERE = {
    "an unknown id": ('<a href="story:refnud">that call</a>', "that call", "refnud", "wiki"),
    "an unknown id alone": ('<a data-story="title" href="story:gone">gone</a>', "gone", "gone", "wiki"),
    "nothing": ('<a data-story="title" href="story:"></a>', "", "", "wiki"),
    "signs of HTML": ('<a href="story:%3Cb%3E">&lt;b&gt;</a>', "&lt;b&gt;", "<b>", "wiki"),
    "an unknown file": ('<a href="gone.md">that call</a>', "that call", "gone.md", "file"),
    "an unknown foreign reference": (
        '<a href="story-ref:topics/x">a topic</a>', "a topic", "topics/x", "foreign",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("html", "text", "reference", "kind"), NOWHERE.values(), ids=NOWHERE)
def test_a_reference_that_leads_nowhere_keeps_its_text_and_is_told(html, text, reference, kind):
    assert completed(f"<p>See {html}.</p>") == (f"<p>See {text}.</p>", (Unresolved(reference, kind),))


OTHERS = (
    '<a href="https://example.org/refund.md">x</a>',
    '<a href="/stories/refund/">x</a>',
    '<a href="#refund.md">x</a>',
    '<a href="{filename}/stories/refund.md">x</a>',
    '<a href="{static}/files/refund.md">x</a>',
    '<a href="mailto:refund@example.org">x</a>',
    '<a href="//example.org/refund.md">x</a>',
    '<img alt="[[x]]" src="refund.md">',
    "<abbr>x</abbr>",
    "no link",
)


@pytest.mark.parametrize("html", OTHERS)
def test_any_other_link_stays_what_it_is(html):
    assert completed(f"<p>See {html}.</p>") == (f"<p>See {html}.</p>", ())


def test_every_reference_of_a_body_is_completed_by_itself():
    html = '<a href="story:refund">a</a> <a href="https://x.org">b</a> <a href="story:gone">c</a>'
    expected = '<a href="{filename}/stories/refund.md">a</a> <a href="https://x.org">b</a> c'
    assert completed(html) == (expected, (Unresolved("gone", "wiki"),))


# -- where a reference stands ---------------------------------------------------------------------------

PLACES = {
    "a wiki link": ("refund\n\n[[refund]]", "wiki", "refund", (3,)),
    "a wiki link with a text": ("[[ refund |that]]", "wiki", "refund", (1,)),
    "not a longer id": ("[[refund-2024]]\n[[refund]]", "wiki", "refund", (2,)),
    "every line once": ("[[refund]] [[refund]]\n\n[[refund]]", "wiki", "refund", (1, 3)),
    "nothing": ("x\n[[]]", "wiki", "", (2,)),
    "a file": ("gone.md\n[x](gone.md)", "file", "gone.md", (2,)),
    "a file in a reference": ("[x][y]\n\n[y]: gone.md", "file", "gone.md", (3,)),
    "a file in HTML": ('\n<a href="gone.md">x</a>', "file", "gone.md", (2,)),
    "a foreign reference": ('a.md\n[x]({{< ref "a.md" >}})', "foreign", "a.md", (2,)),
    "spelt another way": ("[x](a%20b.md)", "file", "a b.md", ()),
}


@pytest.mark.parametrize(("text", "kind", "reference", "lines"), PLACES.values(), ids=PLACES)
def test_the_lines_of_a_reference_are_those_of_its_links(text, kind, reference, lines):
    assert lines_of(Unresolved(reference, kind), text) == lines


# -- two bodies in one page -------------------------------------------------------------------------------

OWN_IDS = [
    ('<p id="a"><a class="b" href="#a">x</a></p>', '<p id="s-a"><a class="b" href="#s-a">x</a></p>'),
    ('<a href="/x/#a">x</a>', '<a href="/x/#a">x</a>'),
    ('<a href="#">x</a>', '<a href="#">x</a>'),
    ('<p>Write id="a" here.</p>', '<p>Write id="a" here.</p>'),
    ('<img alt="a > b" id="c">', '<img alt="a > b" id="s-c">'),
    ('<p data-id="a">x</p>', '<p data-id="a">x</p>'),
]


@pytest.mark.parametrize(("html", "expected"), OWN_IDS)
def test_a_body_gets_ids_of_its_own(html, expected):
    assert with_own_ids(html, "s-") == expected


def test_a_relative_link_to_a_page_is_completed_too():
    html, unresolved = complete_links(
        '<a href="../pages/about.md#licence">us</a>', SOURCE, targets(LIBRARY), {"pages/about.md"}
    )
    assert html == '<a href="{filename}/pages/about.md#licence">us</a>'
    assert unresolved == ()
