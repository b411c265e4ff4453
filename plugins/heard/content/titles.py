"""The title of a file whose front matter has none: its first `# Heading`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from heard.content.front_matter import Source

_FENCE = re.compile(r"[ ]{0,3}(?P<fence>`{3,}|~{3,})")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ATX = re.compile(r"[ ]{0,3}#[ \t]+(?P<text>.*?)[ \t]*#*[ \t]*")
_UNDERLINE = re.compile(r"[ ]{0,3}=+[ \t]*")
_WORDS = re.compile(r"[ ]{0,3}[^\s>#]")
_UNSEEN = re.compile(r"[ ]{0,3}\[[^\]]+\]:.*|\s*")
"""What no reader sees: a reference, or nothing."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the first level: its lines (from 0, the second not among them) and its text."""

    start: int
    end: int
    text: str


def without_heading(source: Source) -> tuple[Source, str, int]:
    """A file without the heading that is its title, the text of that heading and its line in the file.

    The text is empty where there is none.

    The heading opens the body, or it is the only one of its level. Empty lines stay in its place, so that
    all others keep their number.
    """
    lines = source.body.split("\n")
    headings, is_first = _top_headings(lines)
    if not headings or not (is_first or len(headings) == 1):
        return source, "", 0
    heading = headings[0]
    lines[heading.start : heading.end] = [""] * (heading.end - heading.start)
    return replace(source, body="\n".join(lines)), heading.text, source.body_line + heading.start


def _top_headings(lines: list[str]) -> tuple[list[Heading], bool]:
    """The headings of the first level, and whether the first of them opens the body."""
    text = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), "\n".join(lines))
    lines = ["", "", *text.split("\n")]
    headings: list[Heading] = []
    fence = ""
    for number, line in enumerate(lines[2:]):
        two_above, above = lines[number], lines[number + 1]
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark["fence"].startswith(fence) else fence
        elif mark:
            fence = mark["fence"]
        elif (atx := _ATX.fullmatch(line)) and atx["text"]:
            headings.append(Heading(number, number + 1, atx["text"]))
        elif _UNDERLINE.fullmatch(line) and _WORDS.match(above) and not two_above.strip():
            headings.append(Heading(number - 1, number + 1, above.strip()))
    start = headings[0].start + 2 if headings else 0
    return headings, all(_UNSEEN.fullmatch(line) for line in lines[:start])
