"""The sentence that holds a link: whole words, no markup, at most 240 characters."""

from __future__ import annotations

import re

MAX_LENGTH = 240
# A full stop, question or exclamation mark (also of other scripts), closing quotes, then space and a
# letter that can begin a sentence: an upper-case one, a quote, or one of a script without cases.
_END = re.compile(r"(?:(?<![A-Z])\.|[!?…؟۔。！？])[\"'”’»)\]]*\s+(?=[\"'“‘«(\[]*[^\sa-zà-öø-ÿ\"'“‘«(\[])")
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|No|vs|etc|e\.g|i\.e|z\.B|Nr|Sra?|cf|p|pp)\.\s+$")


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence around `text[start:end]` begins and ends."""
    first, last = 0, len(text)
    for match in _END.finditer(text):
        if _ABBREVIATION.search(text[: match.end()]):
            continue
        if match.end() <= start:
            first = match.end()
        elif match.start() >= end or match.end() > end:
            last = match.end()
            break
    return first, last


def quote(text: str, start: int, end: int, limit: int = MAX_LENGTH) -> str:
    """The sentence around a link, cut at words to `limit` characters with the link inside.

    White space is folded; an ellipsis marks what was left out.
    """
    first, last = sentence_around(text, start, end)
    while first < last and text[first].isspace():
        first += 1
    while last > first and text[last - 1].isspace():
        last -= 1
    if last - first <= limit:
        return " ".join(text[first:last].split())
    return _cut(text, first, last, start, end, limit - 2)


def _cut(text: str, first: int, last: int, start: int, end: int, room: int) -> str:
    """A window around the link; both ends moved to the nearest word boundary inside."""
    end = min(end, start + room)
    spare = max(0, room - (end - start))
    left = max(first, start - spare // 2)
    right = min(last, left + room)
    left = max(first, right - room)
    while left > first and left < start and not text[left - 1].isspace():
        left += 1
    while right < last and right > end and not text[right].isspace():
        right -= 1
    shown = " ".join(text[left:right].split())
    return f"{'…' if left > first else ''}{shown}{'…' if right < last else ''}"
