"""Markdown as HTML: the extensions that a text needs, and what its writer should know.

Where the owner sets `MARKDOWN`, its extensions are all there are. Pelican's own default stands for "not
set": then lists, fences, task lists, struck words and bare addresses are read as GitHub reads them. Some
of these extensions look at every letter of a text. One that cannot change a text is left out for it; the
HTML is the same.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Mapping
from copy import copy
from functools import partial
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from markdown import Markdown
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.toc import remove_fnrefs, render_inner_html, strip_tags
from pymdownx.slugs import slugify

from heard.content.fences import FENCE_MARKS, normalised
from heard.content.nesting import LISTING, nested, take_apart, with_code_at_marker
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
TOP = 2
DEEPEST = 6
IDS_OF_PAGES = frozenset(
    "after all comments comments-head disqus_thread feed-address isso-thread list live live-note "
    "mail-address main origin others remark42 replies-head same-values some takeaway".split()
)
"""Ids that the theme uses around a body: a heading with such a name gets a number."""
_HEADING = re.compile(r"h([1-6])")
_BLOCKS = frozenset("ul ol p div pre blockquote table dl hr h1 h2 h3 h4 h5 h6".split())
_slug = slugify(case="lower")


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
            # Ours are made here: Markdown would look through all installed packages for their names.
            ours = (import_module(name).makeExtension(**EXTENSIONS[name][1]) for name in names)
            chosen, configs = [*ours, *(copy(name) for name in chosen if not isinstance(name, str))], {}
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


def _headings(root: etree.Element) -> list[etree.Element]:
    return [element for element in root.iter() if _HEADING.fullmatch(str(element.tag))]


def set_outline(root: etree.Element) -> None:
    """Put the headings of a body under the title of its page, which is the only `h1`.

    They begin at `h2` and skip no level, whatever numbers their writer used, so that a screen reader's
    outline is whole (WCAG 2.2, technique G141). What stood on one level before stands on one level after.
    """
    above: list[int] = []
    for heading in _headings(root):
        level = int(str(heading.tag)[1])
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        heading.tag = f"h{min(DEEPEST, TOP + len(above) - 1)}"


def set_ids(root: etree.Element, md: Markdown) -> None:
    """Give each heading without an id the one that GitHub would give it."""
    used = {element.get("id", "") for element in root.iter()} | IDS_OF_PAGES
    for heading in _headings(root):
        if heading.get("id"):
            continue
        text = strip_tags(render_inner_html(remove_fnrefs(heading), md))
        slug = unique = _slug(html.unescape(text), "-")
        count = 0
        while unique in used:
            count += 1
            unique = f"{slug}-{count}"
        if slug:
            heading.set("id", unique)
            used.add(unique)


def label_tasks(root: etree.Element) -> None:
    """Put the text of each task into a label of its box, in lists that `pymdownx.tasklist` has marked."""
    for item in root.iter("li"):
        if "task-list-item" in item.get("class", "").split():
            _label(item if (item.text or "").strip() else item[0])


def _label(holder: etree.Element) -> None:
    text, holder.text = holder.text or "", None
    label = etree.Element("label")
    if listing := LISTING.search(text):
        label.text, label.tail = text[: listing.start()], text[listing.start() :]
    else:
        label.text = text
        while len(holder) and holder[0].tag not in _BLOCKS:
            child = holder[0]
            holder.remove(child)
            label.append(child)
    holder.insert(0, label)


_ITEM = (
    r"(?:[.#][\w-][^\s{}=\"'%<>]*"
    r"|[A-Za-z_@:][\w:.@-]*=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s{}=\"'<>]+))"
)
_LIST = (
    rf"\{{(?:\:[ ]*(?=[^\}}\n ])|[ ]*(?={_ITEM}(?:[ ]+{_ITEM})*[ ]*\}}))"
    r"((?:\"[^\"\n]*\"|'[^'\n]*'|[^\n}\"'])*)\}"
)


class Attributes(AttrListTreeprocessor):
    """Attribute lists: `{: …}`, `{#id}`, `{.class}`, `{key=value}` and nothing else that stands in braces.

    Python-Markdown's own step takes any words in braces for attributes: a sentence that ends in
    `{so to say}` loses them.
    """

    BASE_RE = _LIST  # type: ignore[misc]
    HEADER_RE = re.compile(rf"[ ]+{_LIST}[ ]*$")  # type: ignore[misc]
    BLOCK_RE = re.compile(rf"\n[ ]*{_LIST}[ ]*$")  # type: ignore[misc]
    INLINE_RE = re.compile(rf"^{_LIST}")  # type: ignore[misc]
