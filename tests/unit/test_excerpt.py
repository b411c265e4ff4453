"""Excerpts: how long a body is to read, and how it begins."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import markdown

from heard.text.excerpt import (
    EXCERPT_LENGTH,
    Cut,
    measure,
    plain_text,
    reading_minutes,
    says_verbatim,
    shorten,
)

BODIES = [
    ("", 0, ""),
    ("<p>I rang at nine.</p>", 4, "I rang at nine."),
    ("<p>AT&amp;T &lt;3</p>", 2, "AT&T <3"),
    ("<h2>Head line</h2><p>Text</p>", 3, "Text"),
    ("<p> </p><p>Text</p>", 1, "Text"),
    ("<p>&nbsp;&#8203;</p><p>Text</p>", 2, "Text"),
    ('<p><img src="a.png" alt="cat"></p><p>Text</p>', 1, "Text"),
    ("<p>One\n  two</p>", 2, "One two"),
    ("<p>A <em>very</em> long call</p>", 4, "A very long call"),
    ("<figure><p>Caption</p></figure><p>Text</p>", 2, "Text"),
    ("<pre><code>a b c</code></pre>", 3, ""),
    ("<p>Unclosed", 1, "Unclosed"),
    ("<p>One<p>Two", 2, "One"),
    ("<p>One<div>two</div>", 2, "One"),
    # Words stand apart where a browser shows them apart, and only there.
    ("<p>One<br>two<br/>three</p>", 3, "One two three"),
    ("<p><b>un</b>believ<i>able</i> <code>a</code><code>b</code></p>", 2, "unbelievable ab"),
    ("<p>long<wbr>word and thin&shy;ner</p>", 3, "longword and thin\u00adner"),
    ("<ul><li>one</li><li>two</li></ul>", 2, "one two"),
    ("<ul><li>one<li>two</ul>", 2, "one two"),
    ("<dl><dt>one</dt><dd>two</dd></dl>", 2, "one two"),
    ("<div>one</div><div>two</div>", 2, "one two"),
    ("<blockquote>one</blockquote>two", 2, "one two"),
    ("<table><tr><td>one</td><td>two</td></tr></table>", 2, ""),
    ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby><p>Text</p>", 1, "Text"),
    # What is not the text itself.
    ("<details><summary>Spoiler</summary><p>He dies.</p></details><p>Real.</p>", 4, "Real."),
    ("<details open><p>He <b>dies.</b></p></details>Real.", 3, "Real."),
    ("<figure><img src='a'><figcaption>One</figcaption></figure><p>Text</p>", 2, "Text"),
    ("<table><caption><p>One</p></caption></table><p>Text</p>", 2, "Text"),
    ('<p aria-hidden="true">One</p><p>Text<span aria-hidden=TRUE> ¶</span></p>', 3, "Text"),
    ('<p><img aria-hidden="true" src="a">Text</p>', 1, "Text"),
    ("<p hidden>One</p><p>Text</p>", 1, "Text"),
    ("<script>one()</script><p>Te<script>two()</script>xt</p>", 1, "Text"),
    ("<style>p { }</style><template><p>One</p></template><p>Text</p>", 1, "Text"),
    ("<noscript><p>Two</p></noscript><p>Text</p>", 1, "Text"),
    ("<video src='a'><p>Your browser is old.</p></video><p>Text</p>", 1, "Text"),
    ("<svg><title>One</title><text>Two</text></svg><p>Text</p>", 1, "Text"),
    ("<nav><p>One</p></nav><p>Text</p>", 2, "Text"),
    ('<div class="toc"><span class="toctitle">One</span><ul><li>Two</li></ul></div>Text', 3, "Text"),
    ('<div class="admonition note"><p class="admonition-title">Note</p><p>Text</p></div>', 2, "Text"),
    # Marks of footnotes, as Markdown, docutils, Pandoc, Goldmark, kramdown and people write them.
    ('<p>A<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>.</p>', 1, "A."),
    ('<p>A<a class="footnote-reference brackets" href="#f1" role="doc-noteref">1</a>.</p>', 1, "A."),
    ('<p>A<a href="#fn1" class="footnote-ref" role="doc-noteref"><sup>1</sup></a>.</p>', 1, "A."),
    ('<p>A<sup role="doc-noteref"><a href="#fn:1" class="footnote">1</a></sup>.</p>', 1, "A."),
    ('<p>A<sup><a href="#note">*</a></sup> and 10<sup>3</sup>.</p>', 3, "A and 103."),
    ('<section class="footnotes"><p>Note <a class="footnote-back" href="#a">↩</a></p></section>', 1, ""),
    ('<div role="doc-endnotes"><p>Note <a role="doc-backlink">↩</a></p></div><p>Text</p>', 2, "Text"),
    ('<aside class="footnote-list"><p>Note</p></aside><p>Text</p>', 2, "Text"),
]


@pytest.mark.parametrize(("html", "words", "begin"), BODIES)
def test_a_body_is_measured(html, words, begin):
    many = "</p><pre>" + "word " * (330 - 1 - words) + "</pre>"  # the next word makes it two minutes
    unspaced = 220 / 500 if "漢" in html else 0
    assert unspaced or measure(html + many) == (1, begin)
    assert measure(html + many + "<pre>more words</pre>") == (2, begin)


def test_markdown_with_footnotes_begins_with_its_words():
    def begin(text):
        return measure(markdown(text, extensions=["footnotes", "tables", "attr_list"]))[1]

    note = "\n\n[^1]: The note.\n"
    assert begin(f"We rang.[^1] They said no.{note}") == "We rang. They said no."
    assert begin(f"- point one[^1]\n- point two{note}") == "point one point two"
    assert begin(f"[^1]{note}") == ""
    assert begin("# Head\n\n> They said\n> no.") == "They said no."


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One<br>two</p><p>three</p>", "One two three"),
        ("<ul><li>one</li><li>two</li></ul>", "one two"),
        ("<table><tr><td>one</td><td>two</td></tr></table>", "one two"),
        ("<p>un<b>believable</b></p><script>x()</script>", "unbelievable"),
        ('<p>A<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup> b</p>', "A b"),
    ],
)
def test_plain_text_has_the_words_apart(html, text):
    assert " ".join(plain_text(html).split()) == text
    assert says_verbatim(html, text)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("漢字仮名交じり文を読む。" * 1500, 36),
        ("我们打电话去问。" * 1250, 20),
        ("カタカナ、ｶﾀｶﾅ「」" * 1000, 22),
        ("อ่านภาษาไทย" * 3000, 60),  # the mark above a consonant is no character of its own
        ("ພາສາລາວ" * 1000, 14),
        ("ភាសាខ្មែរ" * 1000, 16),
        ("မြန်မာဘာသာ" * 1000, 18),
        ("བོད་སྐད།" * 1000, 12),
        ("한국어는 띄어 씁니다. " * 220, 3),
        ("word " * 2200, 10),
        ("word " * 2200 + "漢字" * 2500, 20),
        ("漢字 word " * 2200, 19),
        ("", 1),
        ("。", 1),
    ],
)
def test_reading_takes_time_by_words_or_by_characters(text, minutes):
    assert reading_minutes(text) == minutes


def test_a_short_text_stays_as_it_is():
    assert shorten("I rang at nine.") == "I rang at nine."


def test_a_long_text_is_cut_between_words():
    assert shorten("one two, three four", 12) == "one two…"
    assert shorten("one two three", 8) == "one two…"


def test_a_long_word_is_cut_where_it_must():
    assert shorten("a" * 30, 10) == "a" * 9 + "…"
    assert shorten("Heard " + "漢字" * 200) == "Heard " + "漢字" * 96 + "漢…", "one blank early is no cut"


def test_a_cut_leaves_no_mark_behind():
    assert shorten("อ่า" * 10, 8) == "อ่าอ่า…"
    assert shorten("👩‍👩‍👧" * 4, 9) == "👩‍👩‍👧…"


@given(st.text(min_size=1), st.integers(2, 300))
def test_a_shortened_text_is_never_too_long(text, length):
    assert len(shorten(text, length)) <= length


@given(st.text(max_size=400))
def test_an_excerpt_is_one_line_of_the_body(text):
    begin = measure(f"<p>{text}</p>")[1]
    assert len(begin) <= EXCERPT_LENGTH and len(begin.splitlines()) <= 1
    assert not begin or unicodedata.category(begin[0])[0] != "Z"


def test_words_struck_out_are_read_and_not_shown_in_an_excerpt():
    assert measure("<p>We <del>never</del> said <s>so</s> yes.</p>")[1] == "We said yes."


@pytest.mark.parametrize(
    ("cut", "begin"),
    [
        (Cut(), "One two three, four."),
        (Cut(3), "One two three…"),
        (Cut(3, " [more]"), "One two three [more]"),
        (Cut(4, "!"), "One two three, four."),
        (Cut(0), "One two three, four."),
    ],
)
def test_a_summary_has_as_many_words_as_an_owner_wants(cut, begin):
    assert measure("<p>One two three, four.</p><p>More.</p>", cut)[1] == begin
