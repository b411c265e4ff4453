"""What of a body is not meant as text: comments, stray fences, shortcodes.

Obsidian's comments, `%%for me alone%%`, are seen by nobody else. What stands in code is code. One that is
never closed hides, as in Obsidian, all that follows.

Which of several fences or shortcodes that are spelled alike stands in code, and is meant, only Markdown can
tell: the text is converted once more, with a mark in place of each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from functools import partial

from heard.content.fences import FENCE_MARKS, ITEM, MARKER
from heard.text.excerpt import fold_spaces, plain_text
from heard.text.problems import Problem

MARK = "%%"
_CODE = (
    r"(?<![`\\])(?P<ticks>`+)(?!`)(?:(?!\n[ ]*\n).)*?(?<!`)(?P=ticks)(?!`)"
    r"|<(?P<tag>pre|code|script|style|textarea|kbd|samp)\b.*?</(?P=tag)\s*>"
)
_BLOCK = r"^(?P<margin>[ ]{0,3}(?:>[ ]?)*)%%(?!%)(?:.*?%%|(?P<open>(?=[ ]|$).*))"
_INLINE = r"%%(?:(?!%%|\n[ ]*\n).)+%%"
_PARTS = re.compile(f"{_CODE}|{_BLOCK}|{_INLINE}", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(
    rf"^(?:[ ]*(?:>|{MARKER}))*[ ]*(?P<mark>(?:`{{3,}}(?=[^`\n]*$)|~{{3,}})).*$", re.MULTILINE
)
_SHORTCODE = re.compile(
    r"(?P<mark>\{%-?\s*(?P<liquid>/?[A-Za-z][\w.-]*)[^{}\n]*%\}"
    r"|\{\{[<%]-?\s*(?P<hugo>/?\s*[A-Za-z][\w./-]*)[^{}\n]*[%>]\}\})"
)
"""Of Jekyll and Hugo: `{% … %}`, `{{< … >}}`, `{{% … %}}`."""
_HIDDEN = re.compile(
    r"<(pre|code|script|style|textarea|kbd|samp)\b.*?</\1>|<!--.*?-->", re.DOTALL | re.IGNORECASE
)


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


def strays_in(
    body: str, remaining: list[str], opened: int | None, convert: Callable[[str], str]
) -> Iterator[Problem]:
    """Yield what is wrong with a body that has been converted. No problem has a path; lines are the body's.

    `remaining` are its lines when fences had become code, and in the one with the number `opened` a comment
    begins that is never closed.
    """
    stray = partial(Problem, path="", severity="warning")
    text = "\n".join(remaining)
    fences = list(_FENCE.finditer(text)) if any(mark in text for mark in FENCE_MARKS) else []
    numbers = _numbers(body, remaining) if fences or opened is not None else []
    for match in _shown(text, fences, convert):
        line = numbers[text.count("\n", 0, match.start())]
        message = f"`{match[0].strip()}` is shown as text and not as code."
        hint = "A fence stands in a line of its own and is closed by a line with the same marks."
        yield stray("fence-text", line=line, message=message, hint=hint)
    if opened is not None:
        message = "a comment (%%) is never closed; all that follows is left out."
        yield stray("comment-open", line=numbers[opened], message=message, hint="Close it with %%.")
    told: set[str] = set()
    for match in _shown(body, list(_SHORTCODE.finditer(body)), convert):
        name = re.sub(r"^(?:/\s*|end(?=\w))", "", match["liquid"] or match["hugo"])
        if name not in told:
            told.add(name)
            line = body.count("\n", 0, match.start()) + 1
            message = f"`{fold_spaces(match[0])}` is shown as text."
            hint = "It is another generator's; write Markdown or HTML, or a link by STORY_LINK_PATTERNS."
            yield stray("shortcode-text", line=line, message=message, hint=hint, group=f"shortcode {name}")


def _shown(
    text: str, suspects: list[re.Match[str]], convert: Callable[[str], str]
) -> Iterator[re.Match[str]]:
    """Yield those matches in a text that readers see."""
    if not suspects:
        return
    sign = next(chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in text)
    pieces, at = [], 0
    for number, match in enumerate(suspects):
        pieces += [text[at : match.start("mark")], f"{sign}{number}{sign}"]
        at = match.end("mark")
    html = _HIDDEN.sub(" ", convert("".join([*pieces, text[at:]])))
    for number in sorted(set(map(int, re.findall(f"{sign}([0-9]+){sign}", plain_text(html))))):
        yield suspects[number]


def _numbers(body: str, remaining: list[str]) -> list[int]:
    """For each line that remains when blocks have been taken out, the number of its line in the body."""
    numbers = [1] * len(remaining)
    lines = [line.expandtabs(4).rstrip() for line in body.split("\n")]
    same = SequenceMatcher(None, lines, [line.rstrip() for line in remaining], False)
    for block in same.get_matching_blocks():
        for offset in range(block.size):
            numbers[block.b + offset] = block.a + offset + 1
    return numbers
