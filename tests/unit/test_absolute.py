"""Links in feeds: every relative address becomes absolute, nothing else changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.feeds.bodies import absolute_links

BASE = "https://heard.example/blog/stories/call/"

LINKS = [
    ('<a href="/about/">x</a>', '<a href="https://heard.example/about/">x</a>'),
    ('<a href="../other/">x</a>', '<a href="https://heard.example/blog/stories/other/">x</a>'),
    ('<a href="#end">x</a>', f'<a href="{BASE}#end">x</a>'),
    ('<a href="">x</a>', f'<a href="{BASE}">x</a>'),
    ('<a href="//other.example/">x</a>', '<a href="https://other.example/">x</a>'),
    ("<a href='a?b=1&amp;c=2'>x</a>", f'<a href="{BASE}a?b=1&amp;c=2">x</a>'),
    ('<img src="i.png" alt="A &quot;cat&quot;">', f'<img src="{BASE}i.png" alt="A &quot;cat&quot;">'),
    ('<img alt="" src="i.png" />', f'<img alt="" src="{BASE}i.png" />'),
    ("<img alt='' src=i.png>", f"<img alt='' src=\"{BASE}i.png\">"),
    ('<a href=x data-x="1"><img src=i.png longdesc=y></a>',
     f'<a href="{BASE}x" data-x="1"><img src="{BASE}i.png" longdesc="{BASE}y"></a>'),
    ('<object data="x.svg"></object>', f'<object data="{BASE}x.svg"></object>'),
    ('<video poster="p.png"></video>', f'<video poster="{BASE}p.png"></video>'),
    ('<blockquote cite="/x"></blockquote>', '<blockquote cite="https://heard.example/x"></blockquote>'),
    ('<img srcset="a.png 1x, /b.png 2x" src="a.png">',
     f'<img srcset="{BASE}a.png 1x, https://heard.example/b.png 2x" src="{BASE}a.png">'),
    ('<img srcset="/a,b.png 1x,/c.png">',
     '<img srcset="https://heard.example/a,b.png 1x, https://heard.example/c.png">'),
    ('<img srcset="data:image/png;base64,AA== 1x, /c.png 2x">',
     '<img srcset="data:image/png;base64,AA== 1x, https://heard.example/c.png 2x">'),
    ('<use xlink:href="/x#i"/>', '<use xlink:href="https://heard.example/x#i"/>'),
    ('<img src=" /a.png ">', '<img src="https://heard.example/a.png">'),
    ("<p>\nAT&T\n<a\nhref='/x'>y</a> &amp</p>",
     '<p>\nAT&T\n<a\nhref="https://heard.example/x">y</a> &amp</p>'),
]  # fmt: skip


@pytest.mark.parametrize(("html", "expected"), LINKS)
def test_a_relative_address_becomes_absolute(html, expected):
    assert absolute_links(html, BASE) == expected


KEPT = [
    '<a href="https://other.example/a">x</a>',
    '<a href="mailto:a@example.org">x</a>',
    '<a href="tel:123">x</a>',
    "<p>AT&amp;T &eacute; &#233; &lt;b&gt; <!-- a --> <br /> <input disabled></p>",
    "<p>AT&T, a &copy b, a < b & c</p>",
    "<![CDATA[x]]><?php x ?><!DOCTYPE html>",
    "<script>if (a&&b) '<a href=/x>'</script>",
    "<STYLE>p::after { content: '<a href=/x>' }</STYLE >",
    "<textarea rows=2><a href=/x></textarea>",
    "<!-- <a href='/x'> -->",
    "<p title='<a href=/x>'>x</p>",
    '<img srcset="">',
    "<pre><code>if (a &lt; b &amp;&amp; c) {}</code></pre>",
    '<p data-href="x" title="/x">/x src="y"</p>',
    "<P CLASS=a>x</P>".lower(),
]


@pytest.mark.parametrize("html", KEPT)
def test_anything_else_stays_byte_for_byte(html):
    assert absolute_links(html, BASE) == html


@pytest.mark.parametrize("html", ['<a href="http://[">x</a>', '<a href="//[">x</a>'])
def test_an_address_that_is_none_does_not_stop_the_feed(html):
    assert absolute_links(html, BASE) == html


@given(st.text(max_size=200))
def test_text_without_markup_is_not_touched(text):
    plain = text.replace("<", "").replace("&", "")
    assert absolute_links(f"<p>{plain}</p>", BASE) == f"<p>{plain}</p>"


@given(st.text(alphabet="<>/!-ab=\"' &;:#", max_size=60))
def test_no_html_is_too_broken(html):
    absolute_links(html, BASE)
