"""Completing the links of a body: `story:` references and links to source files become real links.

This is the one place where a later stage completes what an earlier one made, as Pelican does for
`{filename}`: no file can know the title and address of a story that is not read yet.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import quote, unquote

from .targets import Targets
from .wikilinks import FOREIGN, SCHEME

_LINK = re.compile(
    r'<a\b(?P<before>[^>]*?)\bhref="(?P<href>(?:story(?:-ref)?:)[^"]*|(?![a-z][a-z0-9+.-]*:|[#/{|])'
    r'[^"]*\.(?:md|markdown)(?:#[^"]*)?)"(?P<after>[^>]*)>(?P<text>.*?)</a>',
    re.DOTALL,
)

_FRAGMENT = re.compile(r"#.+", re.DOTALL)
_TITLE = ' data-story="title"'
"""What a wiki-link without a text carries until the title is known."""


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A reference that leads nowhere; `kind` is wiki, file or foreign."""

    reference: str
    kind: str


_BEFORE = {
    "wiki": r"\[\[\s*",
    "file": r"(?:\]\(|\]:|href=)\s*[<\"']?",
    "foreign": r"(?:\]\(|\]:|href=)[^\n]*?(?<![\w/-])",
}
_AFTER = {"wiki": r"\s*[|\]]"}


def lines_of(found: Unresolved, text: str) -> tuple[int, ...]:
    """The lines of a file in which a reference stands as a link; empty where it is spelt another way."""
    spelling = _BEFORE[found.kind] + re.escape(found.reference) + _AFTER.get(found.kind, r"(?![\w/-])")
    return tuple(dict.fromkeys(text.count("\n", 0, m.start()) + 1 for m in re.finditer(spelling, text)))


def complete_links(
    html: str, source: str, targets: Targets, others: Collection[str] = ()
) -> tuple[str, tuple[Unresolved, ...]]:
    """The body with its links completed, and the references that could not be.

    `others` are the source paths of pages and definitions, to which a link may lead as well.

    A reference that leads nowhere loses its link and keeps its text: a reader must not be sent astray.
    """
    if "href" not in html:
        return html, ()
    unresolved: list[Unresolved] = []

    def complete(match: re.Match[str]) -> str:
        href = unescape(match["href"])
        kind = "wiki" if href.startswith(SCHEME) else "foreign" if href.startswith(FOREIGN) else "file"
        reference = unquote(href.split(":", 1)[1] if kind != "file" else href)
        card = targets.of_path(reference, source) if kind == "file" else None
        card = card or (targets.find(reference, source) if kind != "file" else None)
        text = match["text"]
        if card is None and kind == "file" and (path := _file_of(reference, source, others)):
            return _replaced(match, {"href": escape(f"{{filename}}/{path}")})
        if card is None:
            unresolved.append(Unresolved(reference, kind))
            return text
        if _TITLE in match["before"] + match["after"]:
            text = escape(card.title, quote=False)
        fragment = _FRAGMENT.search(reference.rsplit(posixpath.basename(card.story.source), 1)[-1])
        path = quote(card.story.source, safe="/ ") + (fragment[0] if fragment else "")
        address = escape(f"{{filename}}/{path}")
        # Everything but the address, the text and our own mark stays as it was written.
        changed = {"href": address, "text": text, "before": match["before"], "after": match["after"]}
        changed |= {side: changed[side].replace(_TITLE, "") for side in ("before", "after")}
        return _replaced(match, changed)

    return _LINK.sub(complete, html), tuple(unresolved)


def _file_of(reference: str, source: str, others: Collection[str]) -> str | None:
    """The path, with its fragment, of a page or definition that a relative link means."""
    path, mark, fragment = reference.partition("#")
    near = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    return f"{quote(near, safe='/ ')}{mark}{fragment}" if near in others else None


def _replaced(match: re.Match[str], groups: dict[str, str]) -> str:
    """The text of a match with some of its groups replaced."""
    pieces, at = [], match.start()
    for name in sorted(groups, key=match.start):
        pieces += [match.string[at : match.start(name)], groups[name]]
        at = match.end(name)
    return "".join([*pieces, match.string[at : match.end()]])


_TAG = re.compile(r"<[a-zA-Z](?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_ID = re.compile(r"(\s(?:id|for|aria-labelledby|aria-describedby)=\"|\shref=\"#)(?=[^\"])")


def with_own_ids(html: str, prefix: str) -> str:
    """A body whose ids and links to them begin with `prefix`, so that two bodies can share a page.

    Both may have a first footnote, or a heading of the same name.
    """
    return _TAG.sub(lambda tag: _ID.sub(rf"\g<1>{prefix}", tag[0]), html)
