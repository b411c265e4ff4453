"""Obsidian's comments, `%%for me alone%%`, in a line or over several: nobody else ever sees them.

What stands in code is code. A comment that is never closed hides, as in Obsidian, all that follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from heard.content.fences import ITEM

MARK = "%%"
_CODE = (
    r"(?<![`\\])(?P<ticks>`+)(?!`)(?:(?!\n[ ]*\n).)*?(?<!`)(?P=ticks)(?!`)"
    r"|<(?P<tag>pre|code|script|style|textarea|kbd|samp)\b.*?</(?P=tag)\s*>"
)
_BLOCK = r"^(?P<margin>[ ]{0,3}(?:>[ ]?)*)%%(?!%)(?:.*?%%|(?P<open>(?=[ ]|$).*))"
_INLINE = r"%%(?:(?!%%|\n[ ]*\n).)+%%"
_PARTS = re.compile(f"{_CODE}|{_BLOCK}|{_INLINE}", re.DOTALL | re.MULTILINE)


def without_notes(lines: list[str]) -> tuple[list[str], int | None]:
    """The lines without comments, and the number of the line where one begins that is never closed."""
    if not any(MARK in line for line in lines):
        return lines, None
    text = "\n".join(lines)
    listings = set(_listings(lines))
    opened: list[int] = []

    def keep(match: re.Match[str]) -> str:
        line = text.count("\n", 0, match.start())
        if match["ticks"] or match["tag"] or line in listings:
            return match[0]
        if match["open"] is not None:
            opened.append(line)
        return match["margin"] or ""

    return _PARTS.sub(keep, text).split("\n"), opened[0] if opened else None


def _listings(lines: list[str]) -> Iterator[int]:
    """The numbers of the lines that are code because they are indented, and in no list."""
    in_item, in_code, after_blank = False, False, True
    for number, line in enumerate(lines):
        if not line.strip():
            after_blank = True
            continue
        is_indented = line.startswith("    ")
        if not is_indented:
            in_item = bool(ITEM.match(line)) or (in_item and (line.startswith(" ") or not after_blank))
        in_code = is_indented and not in_item and (after_blank or in_code)
        if in_code:
            yield number
        after_blank = False
