"""Markdown as HTML: the extensions that a text needs, and what its writer should know.

Where the owner sets `MARKDOWN`, its extensions are all there are. Pelican's own default stands for "not
set": then lists, fences, task lists, struck words and bare addresses are read as GitHub reads them. Some
of these extensions look at every letter of a text. One that cannot change a text is left out for it; the
HTML is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from functools import partial
from types import SimpleNamespace
from typing import Any

from markdown import Markdown

from heard.content.fences import FENCE_MARKS, normalised
from heard.content.nesting import nested, take_apart, with_code_at_marker
from heard.content.steps import Attributes, label_tasks, set_ids, set_outline
from heard.content.strays import strays_in, without_notes
from heard.text.problems import Problem

META = "markdown.extensions.meta"
CODEHILITE = "markdown.extensions.codehilite"
SUPERFENCES, TASKLIST = "pymdownx.superfences", "pymdownx.tasklist"

EXTENSIONS: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "markdown.extensions.abbr": ((), {}),
    "markdown.extensions.def_list": ((), {}),
    "markdown.extensions.footnotes": ((), {}),
    "markdown.extensions.md_in_html": ((), {}),
    "markdown.extensions.sane_lists": ((), {}),
    "markdown.extensions.tables": ((), {}),
    CODEHILITE: ((), {"css_class": "highlight"}),
    "pymdownx.betterem": ((), {}),
    "pymdownx.highlight": (FENCE_MARKS, {"guess_lang": True, "linenums_style": "pymdownx-inline"}),
    SUPERFENCES: (FENCE_MARKS, {"relaxed_headers": True}),
    "pymdownx.magiclink": (("://", "www.", "@"), {}),
    TASKLIST: (("[ ]", "[x]"), {}),
    "pymdownx.tilde": (("~~", "\\~"), {"subscript": False}),
}
"""What is read where an owner sets nothing: what a text holds (in small letters) that needs the extension,
nothing for every text, and how it is configured.

The first are Pelican's own list – `markdown.extensions.extra` by its parts, without its fences –, and what
makes lists begin where their kind changes, with the number that is written.
"""
_PELICANS: dict[str, Any] = {CODEHILITE: {"css_class": "highlight"}, "markdown.extensions.extra": {}}


class Renderer:
    """Renders bodies by a site's `MARKDOWN` setting."""

    def __init__(self, setting: Mapping[str, Any]) -> None:
        self._setting = setting
        self.is_owners = is_owners(setting)
        self._instances: dict[tuple[str, ...], Markdown] = {}
        self._remaining: list[str] = []
        """The lines of the last text when its fences had become code."""
        self._opened: int | None = None
        """The number of the one of them in which a comment begins that is never closed."""

    def render(self, body: str) -> str:
        """The body as HTML, without a trace of the text before."""
        text = body.lower()
        extensions = () if self.is_owners else EXTENSIONS.items()
        names = tuple(
            name for name, (parts, _) in extensions if not parts or any(part in text for part in parts)
        )
        if names not in self._instances:
            self._instances[names] = self._made(names)
        self._instances[names].reset()
        return self._instances[names].convert(body)

    def render_checked(self, body: str) -> tuple[str, tuple[Problem, ...]]:
        """The body as HTML, and what of it readers would see as text, or not at all, by mistake.

        These problems have no path yet, and their lines count from the first of the body.
        """
        html = self.render(body)
        return html, tuple(strays_in(body, self._remaining, self._opened, self.render))

    def _made(self, names: tuple[str, ...]) -> Markdown:
        """Markdown with our own steps between those of its extensions.

        Fences become code at 25, raw HTML is put aside at 20; inline markup is read at 20 of the tree's
        steps, attribute lists at 8, and a table of contents at 5.
        """
        options = dict(self._setting)
        chosen, configs = list(options.get("extensions", ())), dict(options.get("extension_configs", {}))
        chosen += [name for name in configs if name not in chosen]
        if not self.is_owners:
            # An extension may remember the Markdown that it belongs to: each gets one of its own.
            chosen = [*names, *(copy(name) for name in chosen if not isinstance(name, str))]
            configs = {name: EXTENSIONS[name][1] for name in names}
        # Front matter is ours: Markdown's own would eat a first line such as "Note: …".
        options["extensions"] = [name for name in chosen if name != META]
        options["extension_configs"] = {name: one for name, one in configs.items() if name != META}
        markdown = Markdown(**options)
        lines, tree = markdown.preprocessors, markdown.treeprocessors
        steps: list[tuple[Any, float, Callable[..., Any]]] = [
            (lines, 24.8, self._without_notes),
            (tree, 3, set_outline),
        ]
        if not self.is_owners:
            steps += [(lines, 15.1, with_code_at_marker), (lines, 15, nested)]
            steps += [(tree, 30, take_apart), (tree, 4, partial(set_ids, md=markdown))]
            if SUPERFENCES in names:
                steps.append((lines, 27, normalised))
            if TASKLIST in names:
                steps.append((tree, 15, label_tasks))
            tree.register(Attributes(markdown), "attr_list", 8)
        for registry, priority, step in steps:
            registry.register(SimpleNamespace(run=step), f"story-{priority}", priority)
        return markdown

    def _without_notes(self, lines: list[str]) -> list[str]:
        """Take the writer's own comments out, and keep what there was."""
        cleaned, self._opened = without_notes(lines)
        self._remaining = lines
        return cleaned


def is_owners(setting: Mapping[str, Any]) -> bool:
    """Whether an owner chose the extensions; what plugins have added as objects does not count."""
    configs = {name: one for name, one in setting.get("extension_configs", {}).items() if name != META}
    names = {name for name in setting.get("extensions", ()) if isinstance(name, str)}
    rest = {key: one for key, one in setting.items() if key not in ("extensions", "extension_configs")}
    return configs != _PELICANS or not names <= {*_PELICANS, META} or rest != {"output_format": "html5"}
