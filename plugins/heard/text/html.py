"""Going through rendered HTML: quickly where it is as Markdown writes it, else with Python's parser.

`HTMLParser` looks at every tag with several regular expressions. A body in which every `<` begins a tag
with attributes in double quotes, or an end tag, needs a single one, and the same methods are called with
the same texts. Comments, scripts, stray brackets and all else that is out of the ordinary go to the parser.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from html import unescape
from html.parser import HTMLParser

_NAME = r"[a-zA-Z][a-zA-Z0-9-]*"
_ATTRIBUTE = re.compile(r'[ \n]+([a-zA-Z_:][a-zA-Z0-9_:.-]*)(?:="([^"]*)")?')
_TAG = re.compile(
    rf"<(?:/({_NAME})[ \n]*|({_NAME})"
    r'((?:[ \n]+[a-zA-Z_:][a-zA-Z0-9_:.-]*(?:="[^"]*")?)*)[ \n]*(/?))>'
)
_PARTS = 5
"""A text, and what `_TAG` finds after it: the name of an end tag; name, attributes, `/` of a start tag."""
_RAW = frozenset("script style textarea title iframe noembed noframes noscript xmp plaintext".split())
"""In these, `<` begins no tag, or does so in some versions of Python only."""

BLOCKS = frozenset(
    "p li dd dt td th tr caption table blockquote h1 h2 h3 h4 h5 h6 hr figure figcaption div section "
    "article aside header footer nav main address details summary pre ul ol dl form fieldset legend".split()
)
"""Elements that words stand apart around."""
BREAKS = BLOCKS | {"br"}
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
FOOTNOTE_MARKS = frozenset(
    "footnote-ref footnote-reference footnote-backref footnote-back reversefootnote".split()
)
"""Classes of links to and from a footnote – a number or an arrow, no word of the sentence – as Markdown,
docutils, Pandoc, Goldmark and kramdown write them."""

Attributes = list[tuple[str, str | None]]


def walk(parser: HTMLParser, html: str, with_attributes: Collection[str] = ()) -> None:
    """Have a parser read a whole text, and close it.

    Attributes are given for the tags that are named only; of others they may be missing.
    """
    pieces = _ordinary(html)
    if pieces is None:
        parser.feed(html)
        parser.close()
        return
    start, end, say = parser.handle_starttag, parser.handle_endtag, parser.handle_data
    for at in range(0, len(pieces), _PARTS):
        if text := pieces[at]:
            say(unescape(text) if "&" in text else text)
        if at + 1 == len(pieces):
            break
        closing, name, written, closed = pieces[at + 1 : at + _PARTS]
        if closing:
            end(closing.lower())
            continue
        tag = name.lower()
        start(tag, _attributes(written) if tag in with_attributes else [])
        if closed:
            end(tag)
    parser.close()


def text_of(html: str) -> str | None:
    """The text between all tags, words of two blocks apart, or None where only a parser can tell."""
    pieces = _ordinary(html)
    if pieces is None:
        return None
    words = Words()
    for at in range(0, len(pieces), _PARTS):
        if text := pieces[at]:
            words.add(unescape(text) if "&" in text else text)
        if at + 1 < len(pieces) and (pieces[at + 1] or pieces[at + 2]).lower() in BREAKS:
            words.part()
    return words.text


class Words:
    """Pieces of a text, joined; a line ends between two that are parted, unless space is there."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._is_parted = False

    @property
    def text(self) -> str:
        """What was added."""
        return "".join(self._pieces)

    def add(self, text: str) -> None:
        """Add a piece."""
        if not text:
            return
        if self._is_parted and self._pieces and not (text[0].isspace() or self._pieces[-1][-1].isspace()):
            self._pieces.append("\n")
        self._pieces.append(text)
        self._is_parted = False

    def part(self) -> None:
        """Keep what comes next apart from what came before."""
        self._is_parted = True


def _ordinary(html: str) -> list[str] | None:
    """Texts with the parts of the tags between them; None where anything is out of the ordinary."""
    pieces = _TAG.split(html)
    if "<" in "".join(pieces[::_PARTS]) or not _RAW.isdisjoint(
        map(str.lower, filter(None, pieces[2::_PARTS]))
    ):
        return None
    return pieces


def _attributes(written: str) -> Attributes:
    if "&" in written:  # how it is spelled out in an attribute differs between versions of Python
        only = _Only()
        only.feed(f"<a{written}>")
        only.close()
        return only.found
    return [(match[1].lower(), match[2]) for match in _ATTRIBUTE.finditer(written)]


class _Only(HTMLParser):
    """The attributes of one tag."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: Attributes = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self.found = attrs
