"""Lists nested by two or three spaces, as CommonMark has them, for a Markdown that counts in fours.

Only a list in which such an indentation occurs is set anew. A list that is nested by four spaces is left
as it is, so that a text written for Python-Markdown is read as it always was.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree

from markdown.extensions.footnotes import NBSP_PLACEHOLDER
from msgspec import Struct

WIDTH = 4
DEEPEST = 20
"""So many quotations within one another are looked into."""
_MARKER = re.compile(r"(?P<mark>[*+-]|(?P<number>[0-9]{1,9})[.])(?P<space>[ ]+)(?=\S)")
_MARK = r"(?:[*+-]|[0-9]{1,9}[.])"
_LONE_MARKER = re.compile(rf"(?:[ ]*>)*[ ]*{_MARK}(?:[ ]+{_MARK})*")
_QUOTE = re.compile(r"[ ]{0,3}>[ ]?")
_HEADING = re.compile(r"#{1,6}[ ]|=+[ ]*$|-+[ ]*$")
STASHED = "\x02wzxhzdk:"
"""What Markdown puts in the place of finished HTML."""
LISTING = re.compile(rf"(?m)^[ ]*({STASHED}[0-9]+\x03)(?:[ ]*$|(?={NBSP_PLACEHOLDER}))")
"""A line that is finished HTML and nothing else."""


class _Item(Struct, frozen=True):
    """An item that is open: the columns of its marker and of its text."""

    marker: int
    text: int
    is_ordered: bool


def nested(lines: list[str], depth: int = 0) -> list[str]:
    """The lines of a text with every list indented in steps of four."""
    if depth > DEEPEST:
        return lines
    result: list[str] = []
    number = 0
    while number < len(lines):
        if _QUOTE.match(lines[number]):
            end = number
            while end < len(lines) and _QUOTE.match(lines[end]):
                end += 1
            inside = [_QUOTE.sub("", line, count=1) for line in lines[number:end]]
            changed = nested(inside, depth + 1)
            result += lines[number:end] if changed == inside else [f"> {line}" for line in changed]
        elif _MARKER.match(lines[number].lstrip(" ")) and _begins_list(lines, number):
            end = _end_of_list(lines, number)
            result += _set_anew(lines[number:end])
        else:
            result.append(lines[number])
            end = number + 1
        number = end
    return result


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _begins_list(lines: list[str], number: int) -> bool:
    """Whether a line with a marker begins a list: Markdown wants a blank line before it."""
    before = lines[number - 1].strip() if number else ""
    return _indent(lines[number]) < WIDTH and (not before or bool(_HEADING.match(before)))


def _end_of_list(lines: list[str], start: int) -> int:
    for number in range(start + 1, len(lines)):
        line, after_blank = lines[number], not lines[number - 1].strip()
        if line.strip() and after_blank and _indent(line) < 2 and not _MARKER.match(line.lstrip(" ")):
            return number
    return len(lines)


def _set_anew(block: list[str]) -> list[str]:
    """A list in steps of four, where it has less of spaces, or of blank lines, than Markdown wants."""
    items: list[_Item] = []
    result: list[str] = []
    after_blank, in_code, first_depth, is_narrow = True, False, 0, False
    kinds: dict[int, bool] = {}
    for line in block:
        text, indent = line.lstrip(" "), _indent(line)
        if not text.strip():
            result.append("")
            after_blank = True
            continue
        marker = _MARKER.match(text)
        begins_late = marker is not None and marker["number"] not in (None, "1")
        if begins_late and not after_blank and not any(item.is_ordered for item in items):
            text, marker = text.replace(".", "\\.", 1), None  # `1984. It was …` goes on with a sentence
            is_narrow |= indent % WIDTH > 1
        if in_code and not after_blank and items and indent >= items[-1].text + WIDTH:
            marker = None
        elif marker or after_blank or text.startswith(STASHED):
            is_listing = bool(items) and after_blank and indent >= WIDTH * (items[-1].marker // WIDTH + 2)
            is_narrow |= indent % WIDTH > 1 and not is_listing
            while items and indent < _least(items[-1], marker):
                items.pop()
            in_code = after_blank and bool(items) and indent >= items[-1].text + WIDTH
            marker = None if in_code else marker
        extra = indent - items[-1].text if in_code and items else 0
        if marker and not after_blank:
            is_ordered, depth = marker["number"] is not None, len(items)
            if depth < first_depth or kinds.get(depth, is_ordered) != is_ordered:
                result.append("")  # else Markdown would go on with what is above
                after_blank = is_narrow = True
        if after_blank:
            first_depth = len(items)
        result.append(" " * (WIDTH * len(items) + max(0, extra)) + text)
        if marker:
            space = len(marker["space"]) if len(marker["space"]) <= WIDTH else 1
            column = indent + len(marker["mark"]) + space
            is_ordered = marker["number"] is not None
            kinds = {one: kinds[one] for one in range(len(items))} | {len(items): is_ordered}
            items.append(_Item(indent, column, is_ordered))
        after_blank = False
    return result if is_narrow else block


def _least(item: _Item, marker: re.Match[str] | None) -> int:
    """The least indentation of what belongs to an item. Two spaces are enough under `1.`, too."""
    if marker and (marker["number"] is not None) == item.is_ordered:
        return item.text
    return min(item.text, item.marker + 2)


def with_code_at_marker(lines: list[str]) -> list[str]:
    """The lines with code that is all of a list item put beside the marker of the item."""
    result: list[str] = []
    for line in lines:
        if result and line.lstrip(" >").startswith(STASHED) and _LONE_MARKER.fullmatch(result[-1]):
            result[-1] += " " + line.lstrip(" >")
        else:
            result.append(line)
    return result


def take_apart(root: etree.Element) -> None:
    """Take listings out of the paragraphs that they stand in without a blank line."""
    for parent in list(root.iter()):
        for paragraph in [child for child in parent if child.tag == "p"]:
            pieces = LISTING.split(paragraph.text or "") if STASHED in (paragraph.text or "") else []
            if len(pieces) < 2:
                continue
            place = list(parent).index(paragraph)
            # The last piece keeps what else is in the paragraph; a new line could begin attributes.
            *pieces, last = pieces
            paragraph.text = last.lstrip("\n")
            if not last.strip() and not len(paragraph):
                parent.remove(paragraph)
            for piece in reversed([piece for piece in pieces if piece.strip()]):
                element = etree.Element("p", paragraph.attrib)
                element.text = piece.strip()
                parent.insert(place, element)
