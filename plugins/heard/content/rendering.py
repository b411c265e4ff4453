"""Markdown as HTML: the extensions that a text needs, and what its writer should know.

Where the owner sets `MARKDOWN`, its extensions are all there are. Pelican's own default stands for "not
set": then lists, fences, task lists, struck words and bare addresses are read as GitHub reads them. Some
of these extensions look at every letter of a text. One that cannot change a text is left out for it; the
HTML is the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from markdown import Markdown

from heard.content.attributes import Attributes
from heard.content.fences import FENCE_MARKS, looks_like_fence, matching_lines, normalised
from heard.content.headings import set_ids, set_outline
from heard.content.nesting import nested_by_four, take_apart
from heard.content.privatenotes import without_notes
from heard.content.shortcodes import Shortcode, shortcodes_in
from heard.content.steps import OnLines, OnTree, Steps
from heard.content.tasks import label_tasks
from heard.text.excerpt import plain_text

META = "markdown.extensions.meta"
CODEHILITE = "markdown.extensions.codehilite"
SUPERFENCES, TASKLIST = "pymdownx.superfences", "pymdownx.tasklist"

ALWAYS: dict[str, dict[str, Any]] = {
    "markdown.extensions.abbr": {},
    "markdown.extensions.def_list": {},
    "markdown.extensions.footnotes": {},
    "markdown.extensions.md_in_html": {},
    "markdown.extensions.sane_lists": {},
    "markdown.extensions.tables": {},
    CODEHILITE: {"css_class": "highlight"},
    "pymdownx.betterem": {},
}
"""Pelican's own list – `markdown.extensions.extra` by its parts, without its fences –, and what makes lists
begin where their kind changes, with the number that is written.
"""


@dataclass(frozen=True, slots=True)
class Optional:
    """Extensions that only some texts need, and what tells such a text (in small letters)."""

    names: tuple[str, ...]
    is_needed: Callable[[str], bool]
    configs: Mapping[str, dict[str, Any]]


def _holds(*parts: str) -> Callable[[str], bool]:
    return lambda text: any(part in text for part in parts)


OPTIONAL = (
    Optional(
        ("pymdownx.highlight", SUPERFENCES),
        _holds(*FENCE_MARKS),
        {
            "pymdownx.highlight": {"guess_lang": True, "linenums_style": "pymdownx-inline"},
            SUPERFENCES: {"relaxed_headers": True},
        },
    ),
    Optional(("pymdownx.magiclink",), _holds("://", "www.", "@"), {}),
    Optional((TASKLIST,), _holds("[ ]", "[x]"), {}),
    Optional(("pymdownx.tilde",), _holds("~~", "\\~"), {"pymdownx.tilde": {"subscript": False}}),
)

_UNSEEN = re.compile(r"<(pre|script|style|textarea)\b.*?</\1>|<!--.*?-->", re.DOTALL)

_PELICANS: dict[str, Any] = {
    "extension_configs": {
        CODEHILITE: {"css_class": "highlight"},
        "markdown.extensions.extra": {},
        META: {},
    },
    "output_format": "html5",
}


@dataclass(frozen=True, slots=True)
class StrayFence:
    """A line of the body (from 1) that looks like a fence and is shown as text."""

    line: int
    text: str


class Renderer:
    """Renders bodies by a site's `MARKDOWN` setting."""

    def __init__(self, setting: Mapping[str, Any]) -> None:
        self._setting = setting
        self.is_owners = is_owners(setting)
        self._instances: dict[tuple[bool, ...], Markdown] = {}
        self._remaining: list[str] = []
        """The last text, if a fence in it has not become code."""
        self._open: str | None = None
        """The line of a comment of the last text that is never closed."""

    def render(self, body: str) -> str:
        """The body as HTML, without a trace of the text before."""
        return self._convert(body)

    def render_checked(self, body: str) -> tuple[str, tuple[StrayFence, ...]]:
        """The body as HTML, and the fences in it that are shown as text."""
        html, remaining = self._convert(body), self._remaining
        return html, tuple(self._strays(body, remaining)) if remaining else ()

    def open_note(self, body: str) -> int | None:
        """The line (from 1) of a comment in the last text that is never closed."""
        if self._open is None:
            return None
        lines = [line.expandtabs(4).strip() for line in body.split("\n")]
        return lines.index(self._open) + 1 if self._open in lines else 1

    def shortcodes(self, body: str, html: str) -> tuple[Shortcode, ...]:
        """The shortcodes of other generators in a body that its HTML shows as text."""
        return shortcodes_in(body, html, self._convert)

    def _convert(self, body: str) -> str:
        markdown = self._instance(body)
        markdown.reset()
        self._remaining, self._open = [], None
        return markdown.convert(body)

    def _instance(self, body: str) -> Markdown:
        text = body.lower()
        needs = () if self.is_owners else tuple(optional.is_needed(text) for optional in OPTIONAL)
        if needs not in self._instances:
            self._instances[needs] = self._made(needs)
        return self._instances[needs]

    def _made(self, needs: tuple[bool, ...]) -> Markdown:
        options = dict(self._setting)
        names, configs = list(options.get("extensions", ())), dict(options.get("extension_configs", {}))
        names += [name for name in configs if name not in names]
        if not self.is_owners:
            # An extension may remember the Markdown that it belongs to: each gets one of its own.
            names = [*ALWAYS, *(copy(name) for name in names if not isinstance(name, str))]
            configs = dict(ALWAYS)
            for optional, is_needed in zip(OPTIONAL, needs, strict=True):
                if is_needed:
                    names += optional.names
                    configs |= optional.configs
        # Front matter is ours: Markdown's own would eat a first line such as "Note: …".
        options["extensions"] = [name for name in names if name != META]
        options["extension_configs"] = {name: one for name, one in configs.items() if name != META}
        options["extensions"].append(self._steps(names))
        markdown = Markdown(**options)
        if not self.is_owners:
            markdown.treeprocessors.register(Attributes(markdown), "attr_list", 8)
        return markdown

    def _steps(self, names: Collection[Any]) -> Steps:
        """Our own steps between those of the named extensions, and of Markdown.

        Fences become code at 25, raw HTML is put aside at 20; inline markup is read at 20 of the tree's
        steps, and a table of contents at 5.
        """
        lines: dict[float, OnLines] = {24.8: self._without_notes}
        tree: dict[float, OnTree] = {3: set_outline}
        if self.is_owners or SUPERFENCES in names:
            lines[24.9] = self._note_remaining
        if not self.is_owners:
            lines[15] = nested_by_four
            tree |= {30: take_apart, 4: set_ids}
            if SUPERFENCES in names:
                lines[27] = normalised
            if TASKLIST in names:
                tree[15] = label_tasks
        return Steps(lines, tree)

    def _note_remaining(self, lines: list[str]) -> list[str]:
        """Note whether any line still looks like a fence, now that all fences have become code."""
        self._remaining = lines if any(map(looks_like_fence, lines)) else []
        return lines

    def _without_notes(self, lines: list[str]) -> list[str]:
        """Take the writer's own comments out."""
        cleaned, opened = without_notes(lines)
        self._open = None if opened is None else lines[opened].strip()
        return cleaned

    def _strays(self, body: str, remaining: list[str]) -> Iterator[StrayFence]:
        """Which of the lines that look like a fence a reader sees: those in listings are meant."""
        text = "\n".join(remaining)
        mark = next(chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in text)
        suspects = [number for number, line in enumerate(remaining) if looks_like_fence(line)]
        marked = list(remaining)
        for number in suspects:
            marked[number] = re.sub(r"[`~]{3,}", f"{mark}{number}{mark}", marked[number], count=1)
        lines = matching_lines(body.split("\n"), remaining)
        shown = self._shown_marks(marked, mark)
        for number in suspects:
            if str(number) in shown:
                yield StrayFence(lines[number] + 1, remaining[number].strip())

    def _shown_marks(self, marked: list[str], mark: str) -> set[str]:
        """The marks that come out as text of a page."""
        markdown = self._instance("\n".join(marked))
        markdown.reset()
        html = _UNSEEN.sub("", markdown.convert("\n".join(marked)))
        return set(re.findall(f"{mark}([0-9]+){mark}", plain_text(html)))


def is_owners(setting: Mapping[str, Any]) -> bool:
    """Whether an owner chose the extensions; what plugins have added as objects does not count."""
    configs = {name: one for name, one in setting.get("extension_configs", {}).items() if name != META}
    names = {name for name in setting.get("extensions", ()) if isinstance(name, str)}
    usual = {name: one for name, one in _PELICANS["extension_configs"].items() if name != META}
    rest = {key: one for key, one in setting.items() if key not in ("extensions", "extension_configs")}
    return configs != usual or not names <= {*usual, META} or rest != {"output_format": "html5"}
