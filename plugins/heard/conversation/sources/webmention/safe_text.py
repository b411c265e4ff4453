"""What strangers sent: decoded without ever failing, well-formed in time, harmless to a terminal."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

import nh3

_KNOWN = re.compile(
    r"utf-?8|utf-?16(?:le|be)?|(?:us-)?ascii|iso-?8859-?\d{1,2}|latin-?\d|(?:windows-?|cp-?)(?:125\d|874)"
    r"|koi8-?[ru]|shift-?jis|euc-?(?:jp|kr)|gb(?:k|2312|18030)|big5|macintosh"
)
_META = re.compile(
    rb"""<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w:.-]{1,40})""", re.IGNORECASE
)
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w:.-]{1,40})""", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MOST = 20_000
"""Tags that are read of a page; a long one has some four thousand. Nested ones cost their number
squared."""
_ELEMENT = re.compile(r"<([a-zA-Z][a-zA-Z0-9-]*)")
_UNREAD = {"script", "style"}
_ATTRIBUTES = {
    "*": set("alt cite class content data datetime href poster rel src start title value".split())
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def decoded(body: bytes, content_type: str = "") -> str:
    """The text of a body. Never raises: what is not in the encoding that it names becomes U+FFFD.

    A byte order mark counts before the header, the header before a `meta` element among the first 1,024
    bytes, and without any of them it is UTF-8. Source: the WHATWG Encoding Standard ("decode") and HTML
    ("determining the character encoding"); Latin-1 means Windows-1252 there.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    named = _CHARSET.search(content_type)
    meta = _META.search(body[:1024])
    name = named[1] if named else meta[1].decode("ascii", "replace") if meta else "utf-8"
    return body.decode(_encoding(name, bool(named)), "replace")


def _encoding(name: str, in_header: bool) -> str:
    """Python's name of an encoding; UTF-8 for any that a page has no business to be in."""
    name = name.lower().replace("_", "-")
    if not _KNOWN.fullmatch(name) or (name.startswith("utf-16") and not in_header):
        return "utf-8"
    if name in ("iso-8859-1", "iso8859-1", "latin-1", "latin1", "ascii", "us-ascii"):
        return "cp1252"
    try:
        return codecs.lookup(name.replace("windows-", "cp").replace("macintosh", "mac-roman")).name
    except LookupError:
        return "utf-8"


def is_short(html: str) -> bool:
    """Whether `tidy` keeps all of a page."""
    return html.count("<") <= MOST


@lru_cache(maxsize=8)  # several ask about one page
def tidy(html: str) -> str:
    """The same page as a browser reads it, with every element closed and no scripts. Never raises."""
    if not is_short(html):
        html = html[: [tag.start() for tag in re.finditer("<", html)][MOST]]
    elements = {name.lower() for name in _ELEMENT.findall(html)} - _UNREAD
    return nh3.clean(
        html,
        tags=elements,
        clean_content_tags=_UNREAD,
        attributes=_ATTRIBUTES,
        strip_comments=True,
        link_rel=None,
    )


def one_line(text: str, most: int = 200) -> str:
    """A text on one line of at most so many characters, without anything that moves a terminal's cursor."""
    line = " ".join(_CONTROL.sub(" ", text).split())
    return line if len(line) <= most else line[: most - 1] + "…"
