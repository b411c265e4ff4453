"""The title of a file whose front matter has none: its first `# Heading`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from heard.content.front_matter import Source

_FENCE = re.compile(r"[ ]{0,3}(?P<fence>`{3,}|~{3,})")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ATX = re.compile(r"[ ]{0,3}#[ \t]+(?P<text>.*?)[ \t]*#*[ \t]*")
_UNDERLINE = re.compile(r"[ ]{0,3}=+[ \t]*")
_WORDS = re.compile(r"[ ]{0,3}[^\s>#]")
_UNSEEN = re.compile(r"[ ]{0,3}\[[^\]]+\]:.*|\s*")
"""What no reader sees: a reference, or nothing."""


def without_heading(source: Source) -> tuple[Source, str, int]:
    """A file without the heading that is its title, the text of that heading and its line in the file.

    The text is empty where there is none.

    The heading opens the body, or it is the only one of its level. Empty lines stay in its place, so that
    all others keep their number.
    """
    text = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), source.body)
    seen, lines = text.split("\n"), source.body.split("\n")
    headings = list(_top_headings(seen))
    if not headings:
        return source, "", 0
    start, end, title = headings[0]
    if len(headings) > 1 and not all(_UNSEEN.fullmatch(line) for line in seen[:start]):
        return source, "", 0
    lines[start:end] = [""] * (end - start)
    return replace(source, body="\n".join(lines)), title, source.body_line + start


def _top_headings(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """The headings of the first level: the lines of each (from 0, the last not among them) and its text."""
    fence = ""
    for number, (two_above, above, line) in enumerate(
        zip(["", "", *lines], ["", *lines], lines, strict=False)
    ):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark["fence"].startswith(fence) else fence
        elif mark:
            fence = mark["fence"]
        elif (atx := _ATX.fullmatch(line)) and atx["text"]:
            yield number, number + 1, atx["text"]
        elif _UNDERLINE.fullmatch(line) and _WORDS.match(above) and not two_above.strip():
            yield number - 1, number + 1, above.strip()
