"""The text of HTML, read quickly, is what Python's parser finds."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from thrift import amount

from heard.text.excerpt import text_of

PIECES = [
    *("<p>", "</p>", "<P>", "</P >", "<br>", "<br/>", "<br />", "<h2 id='x'>", '<h2 id="a > b">'),
    *('<a href="/x/">', '<A HREF="/x?a=1&amp;b=2"\n class="c">', '<a href="&#65;&copy=1">', "</h2\n>"),
    *("<a href>", '<a href="', "</a>", '<img alt="<p>" src="c.png"/>', "<a\thref='y'>", "<a href=/x/>"),
    *("<script>", "</script>", "<style>", "</style>", "<textarea>", "<title>", "<svg>", "<plaintext>"),
    *("<!-- ", " -->", "<!", "<?php", "<![CDATA[", "]]>", "<", ">", "</", "< p>", "<p", "<é>", "<a-b>"),
    *("&", "&amp;", "&am", "p;", "&lt;p&gt;", "&#60;", "&nbsp;", '"', "'", "=", " ", "\n", "one", "ß"),
    *('<a a="1"b="2">', "<a:b>", "two "),
]
HTML = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


class Told(HTMLParser):
    """The texts that a parser is told, in order."""

    def __init__(self):
        super().__init__()
        self.told = []

    def handle_data(self, data):
        self.told.append(data)


def plainly(html):
    parser = Told()
    parser.feed(html)
    parser.close()
    return parser.told


@examples(max_examples=amount(150, 1500), deadline=None)
@given(HTML)
def test_the_text_is_that_between_the_tags_or_not_told_at_all(html):
    text = "".join(plainly(html))
    found = text_of(html)
    assert found is None or found.replace("\n", "") == text.replace("\n", "")


def test_the_text_of_ordinary_markup_is_told():
    assert text_of('<p class="a">One <em>two</em> &amp; three<br /></p>\n') == "One two & three\n"
    assert text_of("<p>One<br>two</p><p>three</p>") == "One\ntwo\nthree"
