"""`[[id]]` and `[[id|text]]` in Markdown become references that are completed later."""

import re

import pytest
from markdown import Markdown

from heard.links.wikilinks import StoryLinks

HUGO = r'\{\{<\s*ref\s+"(?P<target>[^"]+)"\s*>\}\}'


def html(text: str, *patterns: str) -> str:
    """A text as HTML, with the extensions that Pelican gives every site."""
    extensions = ["markdown.extensions.codehilite", "markdown.extensions.extra", StoryLinks(patterns)]
    return Markdown(extensions=extensions).convert(text)


def titled(href: str, shown: str) -> str:
    return f'<a data-story="title" href="story:{href}">{shown}</a>'


LINKS = {
    "an id": ("[[refund]]", titled("refund", "refund")),
    "an id and a text": ("[[refund|that call]]", '<a href="story:refund">that call</a>'),
    "blanks around both": ("[[ refund | that call ]]", '<a href="story:refund">that call</a>'),
    "an id and an empty text": ("[[refund| ]]", titled("refund", "refund")),
    "a text with emphasis": ("[[refund|*that* call]]", '<a href="story:refund"><em>that</em> call</a>'),
    "a text over two lines": ("[[refund|that\ncall]]", '<a href="story:refund">that\ncall</a>'),
    "a file": ("[[stories/a_long_wait.md]]", titled("stories/a_long_wait.md", "stories/a_long_wait.md")),
    "two side by side": ("[[one]][[two]]", titled("one", "one") + titled("two", "two")),
    "in emphasis": ("*[[one]]*", f"<em>{titled('one', 'one')}</em>"),
    "in brackets": ("[[[one]]]", f"[{titled('one', 'one')}]"),
    "only a text": ("[[|that call]]", '<a href="story:">that call</a>'),
    "markup in the target": ("[[a*b*c]]", titled("a%2Ab%2Ac", "a*b*c")),
    "HTML in the target": (
        "[[<script>x</script>]]",
        titled("%3Cscript%3Ex%3C/script%3E", "&lt;script&gt;x&lt;/script&gt;"),
    ),
    "quotation marks in the target": ('[["x" y|z]]', '<a href="story:%22x%22%20y">z</a>'),
    "a script as the target": ("[[javascript:x()|z]]", '<a href="story:javascript%3Ax%28%29">z</a>'),
    "a bar as Obsidian writes it": (r"[[refund\|that call]]", '<a href="story:refund">that call</a>'),
    "an escaped sign": (r"[[a\-long\_wait]]", titled("a-long_wait", "a-long_wait")),
    "code in the text": ("[[refund|`call`]]", '<a href="story:refund"><code>call</code></a>'),
    "an escaped sign in the text": (r"[[refund|a\|b\*]]", '<a href="story:refund">a|b*</a>'),
    "a place": ("[[refund#What came]]", titled("refund%23What%20came", "refund#What came")),
    "a file name with blanks": ("[[A long wait]]", titled("A%20long%20wait", "A long wait")),
    "after a word of a script without blanks": ("请看[[refund]]", "请看" + titled("refund", "refund")),
    "after a bracket": ("([[refund]])", f"({titled('refund', 'refund')})"),
    "after code": ("`x` [[refund]]", f"<code>x</code> {titled('refund', 'refund')}"),
    "after a closed element": ("<code>x</code> [[refund]]", f"<code>x</code> {titled('refund', 'refund')}"),
    "an embedded story": ("![[refund]]", titled("refund", "refund")),
    "signs of HTML in the text": ("[[refund|a < b & c]]", '<a href="story:refund">a &lt; b &amp; c</a>'),
}  # fmt: skip


@pytest.mark.parametrize(("text", "link"), LINKS.values(), ids=LINKS)
def test_a_wiki_link_is_a_reference_to_a_story(text, link):
    assert html(text) == f"<p>{link}</p>"


LEFT_ALONE = {
    "an index": ("a[[0]] and b_[[i]]", "<p>a[[0]] and b_[[i]]</p>"),
    "an empty list of lists": ("[[]] and [[ ]]", "<p>[[]] and [[ ]]</p>"),
    "a test of a shell": ("[[ -f x ]] or [[ ! -d y ]]", "<p>[[ -f x ]] or [[ ! -d y ]]</p>"),
    "code in the target": ("[[`a`]]", "<p>[[<code>a</code>]]</p>"),
    "a code span of two ticks": ("``[[ -f `x` ]]``", "<p><code>[[ -f `x` ]]</code></p>"),
    "code as HTML": ("x <code>a [[b]]</code> y", "<p>x <code>a [[b]]</code> y</p>"),
    "keys as HTML": ("x <kbd class='y'>[[b]]</kbd>", "<p>x <kbd class='y'>[[b]]</kbd></p>"),
    "a value of an attribute": ("x <b title='[[b]]'>y</b>", "<p>x <b title='[[b]]'>y</b></p>"),
    "a comment": ("x <!-- [[b]] --> y", "<p>x <!-- [[b]] --> y</p>"),
    "a block of HTML": ("<pre>\n[[b]]\n\n[[c]]\n</pre>", "<pre>\n[[b]]\n\n[[c]]\n</pre>"),
    "an escaped second bracket": (r"[\[a]]", "<p>[[a]]</p>"),
    "brackets in the target": ("[[a[b]]]", "<p>[[a[b]]]</p>"),
    "a target over two lines": ("[[a\nb]]", "<p>[[a\nb]]</p>"),
    "a target that never ends": ("[[a", "<p>[[a</p>"),
    "an escaped bracket": (r"\[[a]]", "<p>[[a]]</p>"),
    "a code span": ("`[[a]]`", "<p><code>[[a]]</code></p>"),
    "a number that is a Markdown link": ("[[1]](https://x.org)", '<p><a href="https://x.org">[1]</a></p>'),
    "a number with a reference": ("[[1]][x]\n\n[x]: https://x.org", '<p><a href="https://x.org">[1]</a></p>'),
    "an HTML block": ("<div>[[a]]</div>", "<div>[[a]]</div>"),
    "an absurdly long target": (f"[[{'a' * 301}]]", f"<p>[[{'a' * 301}]]</p>"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_what_is_no_wiki_link_stays_what_it_is(text, expected):
    assert html(text) == expected


EMBEDDED = {
    "a picture": ("![[a b.png]]", '<img alt="a b" src="story-file:a%20b.png" />'),
    "a picture in capitals": ("![[A.PNG]]", '<img alt="A" src="story-file:A.PNG" />'),
    "a width": ("![[a.png|300]]", '<img alt="a" src="story-file:a.png" width="300" />'),
    "both sides": ("![[a.png|300x200]]", '<img alt="a" height="200" src="story-file:a.png" width="300" />'),
    "what it shows": ("![[a.png|*Red* & “b”]]", '<img alt="*Red* &amp; “b”" src="story-file:a.png" />'),
    "what it shows, and a width": ("![[a.png|C|30]]", '<img alt="C" src="story-file:a.png" width="30" />'),
    "a folder": ("![[x/50% #1.png]]", '<img alt="50% #1" src="story-file:x/50%25%20%231.png" />'),
    "after a word": ("Look![[a.png]]", 'Look<img alt="a" src="story-file:a.png" />'),
    "a film": ("![[a.mp4|400]]", '<video controls="controls" src="story-file:a.mp4" width="400"></video>'),
    "a sound": ("![[a.mp3]]", '<audio controls="controls" src="story-file:a.mp3"></audio>'),
    "a document": ("![[a.pdf]]", '<a href="story-file:a.pdf">a.pdf</a>'),
    "a link to a picture": ("[[a.png|the cup]]", '<a href="story-file:a.png">the cup</a>'),
    "a link to a document": ("[[a.pdf]]", '<a href="story-file:a.pdf">a.pdf</a>'),
}  # fmt: skip


OUTSIDE = {
    "an address and a text": ("[[http://a.org/b_c_|the *b*]]", "http://a.org/b_c_", "the <em>b</em>"),
    "an address alone": ("[[https://a.org/?b=_c_]]", "https://a.org/?b=_c_", "https://a.org/?b=_c_"),
    "words after a blank": ("[[https://a.example the other]]", "https://a.example", "the other"),
    "in a table": (r"[[https://a.example\|the other]]", "https://a.example", "the other"),
    "a picture elsewhere": ("![[https://a.example/é.png|a cup]]", "https://a.example/%C3%A9.png", "a cup"),
    "mail": ("[[mailto:a@a.example|write]]", "mailto:a@a.example", "write"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "href", "shown"), OUTSIDE.values(), ids=OUTSIDE)
def test_an_address_of_the_web_in_two_brackets_is_a_plain_link(text, href, shown):
    assert html(text) == f'<p><a href="{href}">{shown}</a></p>'


@pytest.mark.parametrize(("text", "element"), EMBEDDED.values(), ids=EMBEDDED)
def test_a_file_is_embedded_or_linked_by_its_name(text, element):
    assert html(text).replace("\n", "") == f"<p>{element}</p>"


def test_a_table_keeps_its_cells():
    table = html("| a | b |\n|---|---|\n| [[refund\\|a call]] | ![[a.png\\|30]] |")
    assert '<td><a href="story:refund">a call</a></td>' in table
    assert '<td><img alt="a" src="story-file:a.png" width="30" /></td>' in table


ODD = (
    r"[[a\-b]] [[`c`]] [[<b>d</b>]] [[&amp;]] [[a|`b`]] ![[`a`.png]] ![[a.png|`b` \_ <i>]] [[*a*]] \[[x]]",
)


@pytest.mark.parametrize("text", [*ODD, *(f"| x |\n|---|\n| {odd} |" for odd in ODD)])
def test_no_placeholder_of_markdown_is_left(text):
    found = html(text)
    assert "klzzwxh" not in found and "wzxhzdk" not in found
    assert not re.search("[\x00-\x08\x0b-\x1f]|%0[23]", found)


@pytest.mark.parametrize("text", ["    [[refund]]", "```\n[[refund]]\n```", "~~~ sh\nif [[ refund ]]\n~~~"])
def test_a_listing_has_no_links(text):
    assert "story:" not in html(text)


def test_two_hundred_links_in_a_paragraph_are_two_hundred_references():
    text = " ".join(f"See [[story-{number}|number {number}]]." for number in range(200))
    assert html(text).count('<a href="story:story-') == 200


# -- other generators' spelling ---------------------------------------------------------------------


def test_a_foreign_reference_is_the_target_of_its_link():
    link = html('[a call]({{< ref "2012/a call.md" >}})', HUGO)
    assert link == '<p><a href="story-ref:2012/a%20call.md">a call</a></p>'


def test_a_foreign_reference_in_a_listing_stays_what_it_is():
    assert "story-ref" not in html('```\n{{< ref "a.md" >}}\n```', HUGO)


@pytest.mark.parametrize("text", ['`{{< ref "a.md" >}}`', 'Write {{< ref "a.md" >}} there.'])
def test_a_foreign_reference_that_is_no_target_of_a_link_stays_what_it_is(text):
    assert "story-ref" not in html(text, HUGO)


def test_without_patterns_foreign_references_are_text():
    assert "story-ref" not in html('[a call]({{< ref "a.md" >}})')
