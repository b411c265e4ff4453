"""The sentence that holds a link: whole words, no markup, at most 240 characters."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

MAX_LENGTH = 240
LONGEST_WORD = 40
"""A longer run without a space is taken for a script that writes none."""
# A full stop, question or exclamation mark (also of other scripts), closing quotes, then space; the full
# stops of scripts without spaces need none.
_END = re.compile(r"[.!?…؟۔।][\"'”’»)\]]*\s+|[。！？][\"'”’»)\]」』）]*\s*")
_OPENING = re.compile(r"[\"'“‘„«(\[¿¡]*")
# After one letter (J. Smith, e.g., z. B.), a small number (am 3. Mai) or one of these a sentence goes on.
_ABBREVIATION = re.compile(
    r"(?<![^\W_])(?:[^\W\d_]|\d{1,2}|Mr|Mrs|Ms|Dr|Prof|St|No|vs|etc|Nr|Hr|Fr|bzw|usw|ca|Sra?|cf|pp)\Z"
)


def sentence_ends(text: str) -> tuple[int, ...]:
    """Where the sentences of a text end, which is where the next ones begin."""
    return tuple(match.end() for match in _END.finditer(text) if not _goes_on(text, match))


def _goes_on(text: str, match: re.Match[str]) -> bool:
    """Whether a full stop ends no sentence: a small letter follows, or an abbreviation stands before."""
    opening = _OPENING.match(text, match.end())
    following = opening.end() if opening else match.end()
    if text[following : following + 1].islower():
        return True
    at = match.start()
    before = _ABBREVIATION.search(text, max(0, at - 8), at) if text[at] == "." else None
    if before and before[0] in ("No", "Nr"):  # "No. Then she called." is an answer, not a number
        return text[following : following + 1].isdigit()
    return before is not None


def sentence_around(text: str, start: int, end: int, ends: Sequence[int] | None = None) -> tuple[int, int]:
    """Where the sentence around `text[start:end]` begins and ends; `ends` are those of `sentence_ends`."""
    if ends is None:
        ends = sentence_ends(text)
    before, after = bisect_right(ends, start), bisect_left(ends, max(end, start + 1))
    return ends[before - 1] if before else 0, ends[after] if after < len(ends) else len(text)


def quote(
    text: str, start: int, end: int, limit: int = MAX_LENGTH, ends: Sequence[int] | None = None
) -> str:
    """The sentence around a link, cut at words to `limit` characters with the link inside.

    White space is folded; an ellipsis marks what was left out.
    """
    first, last = sentence_around(text, start, end, ends)
    while first < last and text[first].isspace():
        first += 1
    while last > first and text[last - 1].isspace():
        last -= 1
    if last - first <= limit:
        return " ".join(text[first:last].split())
    return _cut(text, first, last, start, end, limit - 2)


def _cut(text: str, first: int, last: int, start: int, end: int, room: int) -> str:
    """A window around the link; both ends moved to the nearest word boundary inside.

    A link that is itself too long shows its beginning.
    """
    start, end = _word_start(text, start, first), _word_end(text, end, last)
    spare = max(0, room - (end - start))
    left = max(first, start - spare // 2)
    right = min(last, left + room)
    left = max(first, min(start, right - room)) if right == last else left
    left = _next_word(text, left, start) if left > first else left
    right = _last_word(text, right, end if end <= right else start) if right < last else right
    shown = " ".join(text[left:right].split())
    return f"{'…' if left > first else ''}{shown}{'…' if right < last else ''}"


def _word_start(text: str, at: int, first: int) -> int:
    """The beginning of the word at a place; the place itself where there are no words."""
    low = max(first, at - LONGEST_WORD)
    found = next((i for i in range(at, low, -1) if text[i - 1].isspace()), low)
    return found if found == first or text[found - 1].isspace() else at


def _word_end(text: str, at: int, last: int) -> int:
    high = min(last, at + LONGEST_WORD)
    found = next((i for i in range(at, high) if text[i].isspace()), high)
    return found if found == last or text[found].isspace() else at


def _next_word(text: str, at: int, most: int) -> int:
    """The first beginning of a word from a place on."""
    found = next((i for i in range(at, most) if text[i - 1].isspace()), most)
    return at if found - at > LONGEST_WORD else found


def _last_word(text: str, at: int, least: int) -> int:
    """The last end of a word up to a place."""
    found = next((i for i in range(at, least, -1) if text[i].isspace()), least)
    return at if at - found > LONGEST_WORD else found
