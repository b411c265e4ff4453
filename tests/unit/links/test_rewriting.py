"""References in a body become links to the pages of stories."""

from urllib.parse import quote

import pytest
from msgspec.structs import replace
from shelves import drop_unpublished, targets, volume

from heard.links.rewriting import Note, StoryLeads, Unresolved, complete_links, lines_of, with_own_ids


def titled(name: str, title: str):
    found = volume(name)
    return replace(found, story=replace(found.story, title=title))


LIBRARY = drop_unpublished(
    volume("refund"), titled("wait", "Wait & <see>"), replace(volume("odd"), story=replace(
        volume("odd").story, source='stories/"a" & b.md'))
)  # fmt: skip
SOURCE = "stories/here.md"
NOTES = {"about": Note("/about/", "About <us>")}
BODY = '<h2 id="what-came">What <em>came</em> of it?</h2><p id="p">x</p><h3 id="_1">日本</h3>'


def completed(html: str, source: str = SOURCE, body: str = "") -> tuple[str, tuple[Unresolved, ...]]:
    """The HTML in a source with its links completed, where all stories have one body."""
    return complete_links(html, source, StoryLeads(targets(LIBRARY), NOTES, lambda _story_id: body))


LINKS = {
    "a text of its own": (
        '<a href="story:refund">that call</a>',
        '<a href="/stories/refund/">that call</a>',
    ),
    "the title": (
        '<a data-story="title" href="story:wait">wait</a>',
        '<a href="/stories/wait/">Wait &amp; &lt;see&gt;</a>',
    ),
    "a text with markup": (
        '<a href="story:refund"><em>that</em>\ncall</a>',
        '<a href="/stories/refund/"><em>that</em>\ncall</a>',
    ),
    "a relative source file": (
        '<a href="refund.md">that call</a>',
        '<a href="/stories/refund/">that call</a>',
    ),
    "a source file with a fragment": (
        '<a href="../stories/refund.md#then">that call</a>',
        '<a href="/stories/refund/#then">that call</a>',
    ),
    "other attributes": (
        '<a class="x" href="refund.md" title="&quot;">that call</a>',
        '<a class="x" href="/stories/refund/" title="&quot;">that call</a>',
    ),
    "a foreign reference": (
        '<a href="story-ref:refund.md">that call</a>',
        '<a href="/stories/refund/">that call</a>',
    ),
    "a file name with signs of HTML": (
        '<a href="story:odd">odd</a>',
        '<a href="/stories/odd/">odd</a>',
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
    expected = '<a href="/stories/refund/">a</a> <a href="https://x.org">b</a> c'
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


@pytest.mark.parametrize("reference", ["About", "about.md", "pages/about", "refund"])
def test_a_wiki_link_may_lead_to_a_page_that_no_story_is_called_like(reference):
    html = f'<a data-story="title" href="story:{reference}">x</a>'
    expected = '<a href="/about/">About &lt;us&gt;</a>'
    if reference == "refund":
        expected = '<a href="/stories/refund/">refund</a>'
    assert completed(html) == (expected, ())


# -- places in a story ----------------------------------------------------------------------------------

PLACES_IN = {
    "a heading by its id": ("refund#what-came", "#what-came", "refund – What came of it?", ()),
    "a heading by its text": ("refund#What came of it?", "#what-came", "refund – What came of it?", ()),
    "a heading in other letters": ("refund#what CAME of it", "#what-came", "refund – What came of it?", ()),
    "a heading below another": (
        "refund#Top#What came of it",
        "#what-came",
        "refund – What came of it?",
        (),
    ),
    "a heading that no id says": ("refund#日本", "#_1", "refund – 日本", ()),
    "a paragraph with an id": ("refund#p", "#p", "refund", ()),
    "a part of the page": ("refund#outcome", "#outcome", "refund", ()),
    "a marked paragraph": ("refund#^a1b2", "", "refund", ()),
    "a heading that is not there": ("refund#Long gone", "", "refund", ("refund#Long gone",)),
    "an address": ("/stories/refund/#what-came", "#what-came", "refund – What came of it?", ()),
    "a file": ("refund.md#what-came", "#what-came", "refund – What came of it?", ()),
}


@pytest.mark.parametrize(("reference", "place", "shown", "missing"), PLACES_IN.values(), ids=PLACES_IN)
def test_a_reference_may_name_a_place(reference, place, shown, missing):
    html = f'<a data-story="title" href="story:{quote(reference)}">x</a>'
    expected = f'<a href="/stories/refund/{place}">{shown}</a>'
    unresolved = tuple(Unresolved(one, "heading") for one in missing)
    assert completed(html, body=BODY) == (expected, unresolved)


def test_a_place_alone_is_one_of_the_same_story():
    html = '<a data-story="title" href="story:%23What%20came%20of%20it">x</a>'
    assert (
        completed(html, "stories/refund.md", BODY)[0]
        == '<a href="/stories/refund/#what-came">What came of it?</a>'
    )


TYPED = [
    ('<a data-story="title" href="story:0">0</a>', "[[0]]"),
    ('<a data-story="title" href="story:1%2C%202">1, 2</a>', "[[1, 2]]"),
    ('<a href="story:0"><em>1</em></a>', "[[0|<em>1</em>]]"),
    ('<a data-story="title" href="story:%22%22">&quot;&quot;</a>', "[[&quot;&quot;]]"),
]


@pytest.mark.parametrize(("html", "typed"), TYPED)
def test_brackets_around_what_has_no_letter_and_names_nothing_are_text(html, typed):
    assert completed(html) == (typed, ())


SPELLED = [
    "<a href=refund.md>x</a>",
    "<a href='refund.md' data-x=y>x</a>",
    '<a data-x="1" href = "refund.md" >x</a>',
    '<A HREF="refund.md">x</A>',
    '<a href="refund.MD">x</a>',
]


@pytest.mark.parametrize("html", SPELLED)
def test_a_link_to_a_file_may_be_spelled_in_any_way_of_html(html):
    assert 'href="/stories/refund/"' in completed(html)[0].lower().replace(" = ", "=")
