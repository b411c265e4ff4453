"""A stranger's HTML as a run of tags and texts, in time that grows with its length only.

Parsers that build a tree take minutes for a page of a hundred kilobytes that was made to hurt them. This
one only finds tags, by the rules of the HTML standard (13.2.5, Tokenization): comments, declarations and
what stands in `script` or `textarea` are no tags, and a tag that never ends is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape, unescape

from heard.text.excerpt import VOID

_RAW = frozenset("iframe noembed noframes script style textarea title xmp".split())
_ALIKE = frozenset("dd dt li option p td th tr".split())
"""Elements whose end is often not written: the next of the same name ends them."""
DEEPEST = 100
"""Levels that are kept; a page made by people has some thirty."""
MOST = 8000
"""Elements that are kept; a long page has some two thousand."""
_NAME = re.compile(r"[A-Za-z][^\s/>]*")
_ATTRIBUTE = re.compile(r"[\s/]*([^\s/>][^\s/>=]*)")
_UNQUOTED = re.compile(r"[^\s>]*")
_BLANKS = re.compile(r"\s*")
_SKIP = re.compile(r"[\s/]*")


@dataclass(frozen=True, slots=True)
class Tag:
    """The begin or the end of an element. Names are in lower case; of two attributes the first counts."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    is_end: bool = False

    def words(self, attribute: str) -> list[str]:
        """The words of an attribute such as `rel` or `class`."""
        return self.attributes.get(attribute, "").split()


@dataclass(frozen=True, slots=True)
class Raw:
    """Text between tags; `of` names the element whose content is never markup, such as `title`."""

    text: str
    of: str = ""


def scan(html: str) -> Iterator[Tag | Raw]:
    """The tags and texts of a page in their order. Never raises."""
    at, size = 0, len(html)
    while at < size:
        begin = html.find("<", at)
        if begin < 0:
            yield Raw(unescape(html[at:]))
            return
        if begin > at:
            yield Raw(unescape(html[at:begin]))
        if html.startswith("<!--", begin):
            at = _after_comment(html, begin + 4)
            continue
        name = _NAME.match(html, begin + 1 + html.startswith("</", begin))
        if name is None:
            if html[begin + 1 : begin + 2] in ("!", "?", "/"):  # a declaration, or nothing at all
                at = html.find(">", begin) + 1 or size
            else:
                yield Raw("<")
                at = begin + 1
            continue
        found = _tag(html, name, html[begin + 1] == "/")
        if found is None:
            return
        tag, at = found
        yield tag
        if tag.name in _RAW and not tag.is_end:
            close = re.compile(rf"</{tag.name}(?=[\s/>])", re.IGNORECASE).search(html, at)
            end = close.start() if close else size
            text = html[at:end]
            yield Raw(unescape(text) if tag.name in ("title", "textarea") else text, tag.name)
            at = end


def tags(html: str) -> Iterator[Tag]:
    """The tags of a page that begin an element."""
    return (one for one in scan(html) if isinstance(one, Tag) and not one.is_end)


def _after_comment(html: str, at: int) -> int:
    if html.startswith((">", "->"), at):
        return html.index(">", at) + 1
    ends = [end + len(mark) for mark in ("-->", "--!>") if (end := html.find(mark, at)) >= 0]
    return min(ends, default=len(html))


def _tag(html: str, name: re.Match[str], is_end: bool) -> tuple[Tag, int] | None:
    """A tag from its name on, and where it ends; None where it never does."""
    attributes: dict[str, str] = {}
    at = name.end()
    while found := _ATTRIBUTE.match(html, at):
        blanks = _BLANKS.match(html, found.end())
        at = blanks.end() if blanks else found.end()
        value = ""
        if html.startswith("=", at):
            start = _BLANKS.match(html, at + 1)
            at = start.end() if start else at + 1
            quote = html[at : at + 1]
            if quote in ('"', "'") and quote:
                end = html.find(quote, at + 1)
                if end < 0:
                    return None
                value, at = html[at + 1 : end], end + 1
            else:
                word = _UNQUOTED.match(html, at)
                value, at = (word[0], word.end()) if word else ("", at)
        attributes.setdefault(found[1].lower(), unescape(value))
    rest = _SKIP.match(html, at)
    at = rest.end() if rest else at
    if not html.startswith(">", at):
        return None
    return Tag(name[0].lower(), {} if is_end else attributes, is_end), at + 1


def tidy(html: str) -> str:
    """The same page with every element closed, none too deep and not too many: read in good time."""
    written: list[str] = []
    stack: list[str] = []
    count = 0
    for one in scan(html):
        if isinstance(one, Raw):
            if one.of not in _RAW - {"title"}:
                written.append(escape(one.text))
        elif one.is_end:
            if one.name in stack:
                while True:
                    name = stack.pop()
                    written.append(f"</{name}>")
                    if name == one.name:
                        break
        elif count >= MOST:
            continue
        elif one.name in VOID:
            count += 1
            written.append(_start(one))
        elif one.name not in _RAW - {"title"} and re.fullmatch("[a-z][a-z0-9-]*", one.name):
            if one.name in _ALIKE and stack and stack[-1] == one.name:
                written.append(f"</{stack.pop()}>")
            if len(stack) < DEEPEST:
                count += 1
                stack.append(one.name)
                written.append(_start(one))
    written += [f"</{name}>" for name in reversed(stack)]
    return "".join(written)


def _start(tag: Tag) -> str:
    said = (
        f' {name}="{escape(value)}"'
        for name, value in tag.attributes.items()
        if re.fullmatch("[a-z][a-z0-9_:-]*", name)
    )
    return f"<{tag.name}{''.join(said)}>"
