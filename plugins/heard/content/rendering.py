"""Markdown as HTML: the extensions that a text needs, and what its writer should know.

Where the owner sets `MARKDOWN`, its extensions are all there are. Pelican's own default stands for "not
set": then lists, fences, task lists, struck words and bare addresses are read as GitHub reads them. Some
of these extensions look at every letter of a text. One that cannot change a text is left out for it; the
HTML is the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension

from heard.content.attributes import Attributes
from heard.content.fences import FENCE_MARKS, Fences, looks_like_fence, matching_lines
from heard.content.headings import Headings
from heard.content.nesting import Nesting
from heard.content.privatenotes import PrivateNotes
from heard.content.shortcodes import Shortcode, shortcodes_in
from heard.content.tasks import TaskLabels
from heard.text.excerpt import plain_text

META = "markdown.extensions.meta"
CODEHILITE = "markdown.extensions.codehilite"

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

    names: tuple[str | type[Extension], ...]
    is_needed: Callable[[str], bool]
    configs: Mapping[str, dict[str, Any]]


def _holds(*parts: str) -> Callable[[str], bool]:
    return lambda text: any(part in text for part in parts)


OPTIONAL = (
    Optional(
        ("pymdownx.highlight", "pymdownx.superfences"),
        _holds(*FENCE_MARKS),
        {
            "pymdownx.highlight": {"guess_lang": True, "linenums_style": "pymdownx-inline"},
            "pymdownx.superfences": {"relaxed_headers": True},
        },
    ),
    Optional(("pymdownx.magiclink",), _holds("://", "www.", "@"), {}),
    Optional(("pymdownx.tasklist", TaskLabels), _holds("[ ]", "[x]"), {}),
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
        self._notes = PrivateNotes()
        self._instances: dict[tuple[bool, ...], tuple[Markdown, Fences]] = {}

    def render(self, body: str) -> str:
        """The body as HTML, without a trace of the text before."""
        return self._convert(body)[0]

    def render_checked(self, body: str) -> tuple[str, tuple[StrayFence, ...]]:
        """The body as HTML, and the fences in it that are shown as text."""
        html, remaining = self._convert(body)
        return html, tuple(self._strays(body, remaining)) if remaining else ()

    def open_note(self, body: str) -> int | None:
        """The line (from 1) of a comment in the last text that is never closed."""
        if self._notes.open is None:
            return None
        lines = [line.expandtabs(4).strip() for line in body.split("\n")]
        return lines.index(self._notes.open) + 1 if self._notes.open in lines else 1

    def shortcodes(self, body: str, html: str) -> tuple[Shortcode, ...]:
        """The shortcodes of other generators in a body that its HTML shows as text."""
        return shortcodes_in(body, html, lambda text: self._convert(text)[0])

    def _convert(self, body: str) -> tuple[str, list[str]]:
        markdown, fences = self._instance(body)
        markdown.reset()
        fences.remaining, self._notes.open = [], None
        return markdown.convert(body), fences.remaining

    def _instance(self, body: str) -> tuple[Markdown, Fences]:
        text = body.lower()
        needs = () if self.is_owners else tuple(optional.is_needed(text) for optional in OPTIONAL)
        if needs not in self._instances:
            self._instances[needs] = self._made(needs)
        return self._instances[needs]

    def _made(self, needs: tuple[bool, ...]) -> tuple[Markdown, Fences]:
        options = dict(self._setting)
        names, configs = list(options.get("extensions", ())), dict(options.get("extension_configs", {}))
        names += [name for name in configs if name not in names]
        if not self.is_owners:
            # An extension may remember the Markdown that it belongs to: each gets one of its own.
            names = [*ALWAYS, *(copy(name) for name in names if not isinstance(name, str))]
            configs = dict(ALWAYS)
            for optional, is_needed in zip(OPTIONAL, needs, strict=True):
                if is_needed:
                    names += [name if isinstance(name, str) else name() for name in optional.names]
                    configs |= optional.configs
        # Front matter is ours: Markdown's own would eat a first line such as "Note: …".
        options["extensions"] = [name for name in names if name != META]
        options["extension_configs"] = {name: one for name, one in configs.items() if name != META}
        fences = Fences(normalise=not self.is_owners)
        own: list[Extension] = [Headings(with_ids=not self.is_owners), self._notes]
        if self.is_owners:
            own.append(fences)
        else:
            own += [Attributes(), Nesting(), fences] if needs[0] else [Attributes(), Nesting()]
        options["extensions"] += own
        return Markdown(**options), fences

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
        markdown, _fences = self._instance("\n".join(marked))
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
