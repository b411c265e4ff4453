"""Shortcodes of other generators – `{% … %}`, `{{< … >}}`, `{{% … %}}` – that stay as text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from heard.text.excerpt import fold_spaces, plain_text

_SHORTCODE = re.compile(
    r"\{%-?\s*(?P<liquid>/?[A-Za-z][\w.-]*)[^{}\n]*%\}|\{\{[<%]-?\s*(?P<hugo>/?\s*[A-Za-z][\w./-]*)[^{}\n]*[%>]\}\}"
)
_HIDDEN = re.compile(
    r"<(pre|code|script|style|textarea|kbd|samp)\b.*?</\1>|<!--.*?-->", re.DOTALL | re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Shortcode:
    """The first of a name in a body: its line (from 1) and its text."""

    name: str
    line: int
    text: str


def shortcodes_in(body: str, html: str, convert: Callable[[str], str]) -> tuple[Shortcode, ...]:
    """The shortcodes that readers see, the first of each name; those in code are meant.

    `html` is the body converted. Which of several that are spelt alike stands in code, only another
    conversion (`convert`) with a mark in each can tell.
    """
    if "{%" not in body and "{{<" not in body and "{{%" not in body:
        return ()
    text = _shown(html)
    raw = _HIDDEN.sub(" ", html)  # of `{{<tweet>}}`, a browser takes a part for a tag
    suspects = [
        match for match in _SHORTCODE.finditer(body) if fold_spaces(match[0]) in text or match[0] in raw
    ]
    if not suspects:
        return ()
    mark = next(chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in body)
    pieces, at = [], 0
    for number, match in enumerate(suspects):
        pieces += [body[at : match.start()], f"{mark}{number}{mark}"]
        at = match.end()
    shown = set(re.findall(f"{mark}([0-9]+){mark}", _shown(convert("".join([*pieces, body[at:]])))))
    first: dict[str, Shortcode] = {}
    for number, match in enumerate(suspects):
        name = re.sub(r"^(?:/\s*|end(?=\w))", "", match["liquid"] or match["hugo"])
        if str(number) in shown and name not in first:
            line = body.count("\n", 0, match.start()) + 1
            first[name] = Shortcode(name, line, fold_spaces(match[0]))
    return tuple(first.values())


def _shown(html: str) -> str:
    return fold_spaces(plain_text(_HIDDEN.sub(" ", html)))
