"""Fences of code, in the spelling that pymdown-extensions reads.

Hugo, Docusaurus, VitePress, Pandoc, Quarto and GitHub each write other things after the opening
backticks, and CommonMark lets a fence begin beside the marker of a list and end with more backticks
than it began with. `normalised` finds the fences as CommonMark does and gives all of them one form;
superfences makes code of them. What stands inside a fence is not touched.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

FENCE_MARKS = ("```", "~~~")

MARKER = r"(?:[*+-]|[0-9]{1,9}[.)])"
_OPENING = re.compile(
    r"(?P<quotes>(?:(?:[ ]{0,4}>)+[ ]?)?)"
    rf"(?P<markers>(?:[ ]*(?:{MARKER}[ ]+)+)?)"
    r"(?P<indent>[ ]*)"
    r"(?P<fence>`{3,}|~{3,})(?P<info>.*)"
)
_QUOTES = re.compile(r"(?:(?:[ ]{0,4}>)+[ ]?)?")
ITEM = re.compile(rf"[ ]*{MARKER}[ ]|\[\^[^\]]+\]:|:[ ]{{1,3}}\S")
"""What lines indented by four spaces may belong to: an item of a list, a footnote, a definition."""

_FIRST_CLASS = re.compile(r"(?:^|(?<=\s))\.(?P<name>[\w+.#-]+)")
_MARKER = re.compile(r"[.#][A-Za-z][\w-]*")
_LANGUAGE = re.compile(r"\.?(?P<name>[\w#.+-]+)")
_DIRECTIVE = re.compile(r"\{(?:code|code-block|code-cell|sourcecode)\}[ ]*(?P<rest>.*)")
_TOKEN = re.compile(
    r"""(?P<key>[\w-]+)[ ]*=[ ]*(?P<value>"[^"]*"|'[^']*'|\[[^\]]*\]|\{[^}]*\}|[^\s,}]+)"""
    r"""|(?P<name>[\w-]*)\{(?P<braces>(?:[^{}"']|"[^"]*"|'[^']*')*)\}"""
    r"""|\[(?P<label>[^\]]+)\]"""
    r"""|:?(?P<word>[^\s,{}=]+)"""
)
_LINES = re.compile(r"[0-9][0-9,\s-]*")
_TITLES = frozenset("title filename file caption name label".split())
_HIGHLIGHTS = frozenset("hl_lines hl-lines highlight highlight-lines emphasize-lines mark".split())
_NUMBERS = frozenset(
    "linenos linenums linenumbers line-numbers lineno numberlines number-lines showlinenumbers".split()
)
_STARTS = frozenset("linenostart lineno-start startfrom start-from linenumberstart".split())
_OFF = frozenset("false 0 no none off".split())


class Info:
    """What stands after the opening marks of a fence, as far as it has been read."""

    def __init__(self) -> None:
        self.language = ""
        self.title = ""
        self.numbered = False
        self.first_number = 1
        self.highlighted: tuple[str, ...] = ()
        self.marks: tuple[str, ...] = ()
        """Classes and ids, as `.name` and `#name`."""

    def __str__(self) -> str:
        """The same as superfences reads it."""
        parts = [self.language] if self.language else []
        if self.marks:
            parts = [f".{self.language or 'text'}", *self.marks]
        if self.highlighted:
            parts.append(f'hl_lines="{" ".join(self.highlighted)}"')
        if self.numbered:
            parts.append(f'linenums="{self.first_number}"')
        if self.title:
            parts.append(f'title="{html.escape(self.title)}"')
        return f"{{{' '.join(parts)}}}" if self.marks else " ".join(parts)


def read_info(text: str) -> Info:
    """What the text after an opening fence says. What is not understood is left out."""
    info = Info()
    text = text.strip()
    directive = _DIRECTIVE.fullmatch(text)
    if directive:
        text = directive["rest"]
    attributes = text.startswith("{") and text.endswith("}")
    if attributes:  # `{.python .numberLines}`, `{r, echo=FALSE}`; `{1,3}` names lines and no language
        text = text[1:-1].strip()
        if _LINES.fullmatch(text):
            _highlight(info, text)
            return info
    language = _FIRST_CLASS.search(text) if attributes else None
    if language:
        text = f"{language['name']} {text[: language.start()]} {text[language.end() :]}"
    language = _LANGUAGE.match(text)
    if language and not text[language.end() :].lstrip().startswith("="):
        info.language, text = language["name"], text[language.end() :]
    text = re.sub(r"^,[^\s{]*", "", text)  # rustdoc: `rust,ignore`; knitr: `r, echo=FALSE`
    if text.startswith(":"):  # `js:app.js`; VitePress' `ts:line-numbers=2` and `ts:no-line-numbers`
        text = text[1:]
        name = re.split("[ {]", text, maxsplit=1)[0]
        if name.partition("=")[0].removeprefix("no-") not in _NUMBERS:
            info.title, text = name, text[len(name) :]
    _read_tokens(info, text)
    return info


def _read_tokens(info: Info, text: str) -> None:
    for token in _TOKEN.finditer(text):
        word, braces = token["key"] or token["name"] or token["word"] or "", (token["braces"] or "").strip()
        key, value = word.lstrip(".").lower(), token["value"] or ""
        value = value[1:-1] if value[:1] in ("'", '"') else value or braces
        if token["label"]:
            info.title = info.title or token["label"].strip()
        elif not key and _LINES.fullmatch(braces):
            _highlight(info, braces)
        elif not key:
            _read_tokens(info, braces)
        elif key in _TITLES and value:
            info.title = value
        elif key in _HIGHLIGHTS:
            _highlight(info, value)
        elif key in _NUMBERS or (key in _STARTS and value.isdecimal()):  # `showLineNumbers{10}`
            info.numbered = value.lower() not in _OFF
            info.first_number = int(value) if value.isdecimal() and info.numbered else info.first_number
        elif _MARKER.fullmatch(word):
            info.marks = (*info.marks, word)


def _highlight(info: Info, text: str) -> None:
    info.highlighted += tuple(re.findall(r"[0-9]{1,6}(?:-[0-9]{1,6})?", re.sub(r"\s*-\s*", "-", text)))


def normalised(lines: list[str]) -> list[str]:
    """The lines of a text with every fence in the form that superfences reads."""
    result: list[str] = []
    number, in_item = 0, False
    bare = [number for number, line in enumerate(lines) if set(line.strip(" >")) in ({"`"}, {"~"})]
    while number < len(lines):
        line = lines[number]
        inner = line[len(_QUOTES.match(line)[0]) :]  # type: ignore[index]
        if inner.strip() and not inner.startswith("  "):
            after_blank = number == 0 or not lines[number - 1].strip(" >")
            in_item = bool(ITEM.match(inner)) or (in_item and not after_blank)
        opening = _OPENING.fullmatch(line) if any(mark in line for mark in FENCE_MARKS) else None
        may_close = bool(bare) and bare[-1] > number
        end = _closing(lines, number, opening, in_item) if opening and may_close else None
        if opening is None or end is None:
            result.append(line)
            number += 1
            continue
        result += _in_one_form(opening, lines[number + 1 : end])
        number = end + 1
    return result


def _closing(lines: list[str], start: int, opening: re.Match[str], in_item: bool) -> int | None:
    """The number of the line that closes a fence; None where it is not a fence or stays open."""
    if opening["fence"][0] == "`" and "`" in opening["info"]:
        return None
    column = len(opening["markers"] + opening["indent"])
    in_item = bool(opening["markers"]) or (in_item and column >= 2)
    if not in_item and column > 3:
        return None  # a listing that shows a fence
    depth = opening["quotes"].count(">")
    closing = re.compile(rf"[ ]*{re.escape(opening['fence'])}{re.escape(opening['fence'][0])}*[ ]*")
    for number in range(start + 1, len(lines)):
        inside = _inside(lines[number], depth)
        if inside is None:
            return None
        indent = len(inside) - len(inside.lstrip(" "))
        if closing.fullmatch(inside) and indent < column + 4:
            return number
        if in_item and inside.strip() and indent < 2:
            return None
    return None


def _inside(line: str, depth: int) -> str | None:
    """A line without the marks of the quotations that it stands in; None where the quotation has ended."""
    for _ in range(depth):
        mark = re.match(r"[ ]{0,3}>[ ]?", line)
        if mark is None:
            return None
        line = line[mark.end() :]
    return line


def _in_one_form(opening: re.Match[str], code: list[str]) -> Iterator[str]:
    quotes, fence = opening["quotes"], opening["fence"]
    depth, column = quotes.count(">"), len(opening["markers"] + opening["indent"])
    margin = quotes + " " * column
    if opening["markers"]:
        yield (quotes + opening["markers"]).rstrip()
    yield f"{margin}{fence} {read_info(opening['info'])}".rstrip()
    for line in code:
        inside = _inside(line, depth) or ""
        indent = min(column, len(inside) - len(inside.lstrip(" ")))
        yield margin + inside[indent:]
    yield margin + fence
