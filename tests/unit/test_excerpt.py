"""Excerpts: how many words a body has, and how it begins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pelican.plugins.stories.excerpt import EXCERPT_LENGTH, measure, shorten

BODIES = [
    ("", 0, ""),
    ("<p>I rang at nine.</p>", 4, "I rang at nine."),
    ("<p>AT&amp;T &lt;3</p>", 2, "AT&T <3"),
    ("<h2>Head line</h2><p>Text</p>", 3, "Text"),
    ("<p> </p><p>Text</p>", 1, "Text"),
    ('<p><img src="a.png" alt="cat"></p><p>Text</p>', 1, "Text"),
    ("<p>One\n  two</p>", 2, "One two"),
    ("<p>A <em>very</em> long call</p>", 4, "A very long call"),
    ("<figure><p>Caption</p></figure><p>Text</p>", 2, "Text"),
    ("<pre><code>a b c</code></pre>", 3, ""),
    ("<p>Unclosed", 1, "Unclosed"),
]


@pytest.mark.parametrize(("html", "words", "begin"), BODIES)
def test_a_body_is_measured(html, words, begin):
    many = "</p><div>" + "word " * (330 - 1 - words) + "</div>"  # the next word makes it two minutes
    assert measure(html + many) == (1, begin)
    assert measure(html + many + "<div>more words</div>") == (2, begin)


def test_a_short_text_stays_as_it_is():
    assert shorten("I rang at nine.") == "I rang at nine."


def test_a_long_text_is_cut_between_words():
    assert shorten("one two, three four", 12) == "one two…"


def test_a_long_word_is_cut_where_it_must():
    assert shorten("a" * 30, 10) == "a" * 9 + "…"


@given(st.text(min_size=1), st.integers(2, 300))
def test_a_shortened_text_is_never_too_long(text, length):
    assert len(shorten(text, length)) <= length


@given(st.text(max_size=400))
def test_an_excerpt_is_one_line_of_the_body(text):
    begin = measure(f"<p>{text}</p>")[1]
    assert len(begin) <= EXCERPT_LENGTH and len(begin.splitlines()) <= 1
