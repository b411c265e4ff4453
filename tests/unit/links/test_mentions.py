"""Links as they stand in bodies: their text and their sentence, with no trace of markup."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.links.mentions import Link, links_in
from heard.links.sentences import MAX_LENGTH

A = '<a href="/x/">'
MENTIONS = {
    "a paragraph": (f"<p>I rang. Then {A}she</a> called.</p>", "she", "Then she called."),
    "two paragraphs": (f"<p>I rang</p><p>{A}She</a> called</p>", "She", "She called"),
    "nested markup": (
        f"<p><em>I <strong>rang {A}<span>th<b>em</b></span></a></strong></em> twice.</p>",
        "them",
        "I rang them twice.",
    ),
    "a list": (f"<ul><li>One</li><li>{A}Two</a> calls</li></ul>", "Two", "Two calls"),
    "a list of lines": (f"<ul>\n<li>One</li>\n<li>{A}Two</a></li>\n</ul>", "Two", "Two"),
    "a table": (f"<table><tr><th>A</th></tr><tr><td>B</td><td>{A}C</a> D</td></tr></table>", "C", "C D"),
    "a caption": (f"<table><caption>{A}C</a></caption><tr><td>B</td></tr></table>", "C", "C"),
    "definitions": (f"<dl><dt>Call</dt><dd>{A}She</a> rang</dd></dl>", "She", "She rang"),
    "a heading": (f"<h2>The {A}call</a></h2><p>Text</p>", "call", "The call"),
    "a quotation": (f"<blockquote>{A}She</a> rang<p>Text</p></blockquote>", "She", "She rang"),
    "an image": (f'<p>See <img alt="a cat" src="c.png"> {A}her</a>.</p>', "her", "See her."),
    "an image as the link": (f'<p>See {A}<img alt="a cat" src="c.png"></a> there.</p>', "", "See there."),
    "code": (f"<p>Run <code>a &lt; b</code>, {A}she</a> said.</p>", "she", "Run a < b, she said."),
    "entities": (f"<p>{A}AT&amp;T</a> &mdash; &#8220;no&#8221; &lt;b&gt;</p>", "AT&T", "AT&T — “no” <b>"),
    "a space that does not break": (f"<p>10&nbsp;Fr. for {A}it</a></p>", "it", "10 Fr. for it"),
    "a line break": (f"<p>I rang<br>{A}her</a><br/>twice.</p>", "her", "I rang her twice."),
    "a comment": (f"<p>I <!-- <b>never</b> -->rang {A}her</a>.</p>", "her", "I rang her."),
    "a script": (f"<p>I rang<script>x('<p>')</script> {A}her</a>.</p>", "her", "I rang her."),
    "a template": (f"<p><template><b>Bell</b></template>I rang {A}her</a>.</p>", "her", "I rang her."),
    "a drawing": (f"<p><svg><title>Bell</title></svg>I rang {A}her</a>.</p>", "her", "I rang her."),
    "a footnote": (
        f'<p>I rang<sup><a class="footnote-ref" href="#fn:1">1</a></sup> {A}her</a>.</p>',
        "her",
        "I rang her.",
    ),
    "an exponent": (f"<p>12 m<sup>2</sup> of {A}hall</a>.</p>", "hall", "12 m2 of hall."),
    "something to unfold": (f"<details><summary>All</summary>{A}She</a> rang</details>", "She", "She rang"),
    "a link around blocks": (f"<div>{A}<h3>The call</h3><p>I rang.</p></a></div>", "The call", "The call"),
    "nothing that is closed": (f"<p>I rang {A}her</a>", "her", "I rang her"),
    "signs of nothing": (f"<p>1 < 2 & {A}she</a> rang</p>", "she", "1 < 2 & she rang"),
    "capitals": (f"<P>I rang {A}her</a>.</P>", "her", "I rang her."),
    "right to left": (f'<p dir="rtl">הלכתי. {A}היא</a> חזרה.</p>', "היא", "היא חזרה."),
}  # fmt: skip


@pytest.mark.parametrize(("html", "text", "sentence"), MENTIONS.values(), ids=MENTIONS)
def test_a_link_is_found_with_its_text_and_sentence(html, text, sentence):
    assert links_in(html) == (Link("/x/", text, sentence),)


def test_links_stand_in_their_order():
    html = '<p><a href="/b/">B</a> or <a href="/a/">A</a></p><p><a href="/b/">C</a></p>'
    assert [(link.href, link.text) for link in links_in(html)] == [("/b/", "B"), ("/a/", "A"), ("/b/", "C")]


def test_two_links_of_a_sentence_share_it():
    html = '<p>No. <a href="/a/">Ann</a> and <a href="/b/">Bo</a>. No.</p>'
    assert [link.sentence for link in links_in(html)] == ["Ann and Bo.", "Ann and Bo."]


def test_an_address_is_read_as_html():
    assert links_in('<p><a href="/x/?a=1&amp;b=&quot;">x</a></p>')[0].href == '/x/?a=1&b="'


@pytest.mark.parametrize("html", ["", "<p>I rang.</p>", "<abbr>x</abbr>", '<p><a id="x">x</a></p>'])
def test_a_body_without_links_has_none_that_leads_anywhere(html):
    assert [link for link in links_in(html) if link.href] == []


@pytest.mark.parametrize(
    "html", ["<p><a href='/x/'>never closed</p>", '<a href="/x/"><a href="/y/">b</a></a>']
)
def test_careless_html_is_no_reason_to_stop(html):
    assert all(len(link.sentence) <= MAX_LENGTH for link in links_in(html))


def test_two_hundred_links_in_a_paragraph_each_have_their_sentence():
    parts = (f'Then I saw <a href="/s{n}/">number {n}</a> there.' for n in range(200))
    found = links_in(f"<p>{' '.join(parts)}</p>")
    assert [link.sentence for link in found] == [f"Then I saw number {n} there." for n in range(200)]


INLINE = st.sampled_from(["em", "strong", "span", "code", "b", "i", "sup", "q", "mark"])
TEXT = st.text("abc XYZ.äあ", min_size=1, max_size=12)


@given(st.lists(st.tuples(INLINE, TEXT), max_size=12), TEXT)
def test_no_markup_leaks_into_a_sentence(parts, linked):
    before = "".join(f'<{tag} class="leak">{text}' for tag, text in parts)
    after = "".join(f"</{tag}>" for tag, _text in reversed(parts))
    (link,) = links_in(f'<p>{before}<a href="/x/" title="leak">{linked}</a>{after}</p>')
    assert not re.search(r"[<>=\"/]|leak|class", link.sentence)
