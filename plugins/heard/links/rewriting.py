"""Completing the links of a body: `story:` references and links to source files become real links.

This is the one place where a later stage completes what an earlier one made, as Pelican does for
`{filename}`: no file can know the title and address of a story that is not read yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape, unescape
from urllib.parse import quote, unquote

from msgspec import Struct

from heard.content.bodylinks import is_relative
from heard.content.hyperlinks import Address, change_addresses
from heard.content.layout import MARKDOWN
from heard.links.targets import Targets, file_name
from heard.links.wikilinks import FOREIGN
from heard.text.excerpt import plain_text

_MARKDOWN = "|".join(MARKDOWN)
_REFERENCE = re.compile(rf"story(?:-ref)?:|\.(?:{_MARKDOWN})\b", re.IGNORECASE)
"""What a body with anything to complete holds."""
_FILE = re.compile(rf"story-ref:|\.(?:{_MARKDOWN})\b", re.IGNORECASE)
"""The same without wiki-links."""
_WIKI_LINK = re.compile(
    r'(?P<start><a\b[^>]*?\bhref=")story:(?P<reference>[^"]*)(?P<end>"[^>]*>)(?P<text>.*?)</a>', re.DOTALL
)
_SOURCE = re.compile(rf"[^?#]*\.(?:{_MARKDOWN})(?:#.*)?", re.IGNORECASE | re.DOTALL)
_TITLE = ' data-story="title"'
"""What a wiki-link without a text carries until the title is known."""
_HEADING = re.compile(r'<h[1-6]\b[^>]*?\bid="([^"]*)"[^>]*>(.*?)</h[1-6]>', re.DOTALL)
_LIKE_AN_ID = re.compile(r"[a-z0-9_.:-]+")
_LETTER = re.compile(r"[^\W\d_]")


class Unresolved(Struct, frozen=True):
    """A reference that leads nowhere; `kind` is wiki, file, foreign, or heading if only that is missing."""

    reference: str
    kind: str


_BEFORE = {
    "wiki": r"\[\[\s*",
    "file": r"(?:\]\(|\]:|href=)\s*[<\"']?",
    "foreign": r"(?:\]\(|\]:|href=)[^\n]*?(?<![\w/-])",
    "heading": r"(?:\[\[|\]\(|\]:|href=)\s*[<\"']?",
}
_AFTER = {"wiki": r"\s*\\?[|\]]"}


def lines_of(found: Unresolved, text: str) -> tuple[int, ...]:
    """The lines of a file in which a reference stands as a link; empty where it is spelt another way."""
    reference = "".join(rf"\\?{re.escape(character)}" for character in found.reference)  # or escaped
    spelling = _BEFORE[found.kind] + reference + _AFTER.get(found.kind, r"(?![\w/-])")
    return tuple(dict.fromkeys(text.count("\n", 0, m.start()) + 1 for m in re.finditer(spelling, text)))


class Note(Struct, frozen=True):
    """A page or definition, to which a wiki-link may lead as well; `title` is plain text."""

    address: str
    title: str


Lead = tuple[str, str, bool]
"""Where a reference leads: its address, what is shown where the writer says nothing, and whether a heading
is missing there."""
Leads = Callable[[str, str, str], Lead | None]
"""Finds where a reference of a kind (`Unresolved.kind`) in a source leads, or None."""


class StoryLeads(Struct, frozen=True):
    """Leads to stories, and of wiki-links to `notes`: pages and definitions by the name of their file.

    `html_of` gives the body of a story by its id, for the headings in it.
    """

    targets: Targets
    notes: Mapping[str, Note]
    html_of: Callable[[str], str]

    def __call__(self, reference: str, kind: str, source: str) -> Lead | None:
        """Return where a reference leads, or None."""
        place = self.targets.find_place(reference, source)
        if place is None:
            note = self.notes.get(file_name(reference)) if kind == "wiki" else None
            return (note.address, note.title, False) if note else None
        card, name = place
        heading, shown = _heading(self.html_of(card.id), name) if name else ("", "")
        # ^ marks a paragraph in Obsidian's notes
        is_missing = bool(name and not heading and not name.startswith("^"))
        address = self.targets.address(card) + (f"#{quote(heading, safe='-._~:')}" if heading else "")
        if card.story.source != source or not shown:
            shown = " – ".join(filter(None, (card.title, shown)))
        return address, shown, is_missing


def complete_links(html: str, source: str, leads: Leads) -> tuple[str, tuple[Unresolved, ...]]:
    """Return the body with its links completed, and the references that could not be.

    A reference that leads nowhere loses its link and keeps its text: a reader must not be sent astray. What
    names nothing and holds no letter is not a reference: `[[0]]` comes back as it was typed.
    """
    if not _REFERENCE.search(html):
        return html, ()
    unresolved: list[Unresolved] = []

    def lead(reference: str, kind: str) -> tuple[str, str] | None:
        found = leads(reference, kind, source)
        if found and found[2]:
            unresolved.append(Unresolved(reference, "heading"))
        return found[:2] if found else None

    def complete_wiki_link(match: re.Match[str]) -> str:
        reference = unquote(unescape(match["reference"]))
        is_titled = _TITLE in match[0]
        found = lead(reference, "wiki")
        if found is None and reference and not _LETTER.search(reference):
            typed = match["text"] if is_titled else f"{escape(reference, quote=False)}|{match['text']}"
            return f"[[{typed}]]"
        if found is None:
            unresolved.append(Unresolved(reference, "wiki"))
            return match["text"]
        text = escape(found[1], quote=False) if is_titled else match["text"]
        start, end = (match[name].replace(_TITLE, "") for name in ("start", "end"))
        return f"{start}{escape(found[0])}{end}{text}{match[0][-4:]}"

    def complete(address: Address) -> str | None:
        kind = _kind(address)
        if kind is None:
            return address.value
        reference = unquote(address.value.removeprefix(FOREIGN))
        found = lead(reference, kind)
        if found is None:
            unresolved.append(Unresolved(reference, kind))
        return None if found is None else found[0]

    html = _WIKI_LINK.sub(complete_wiki_link, html)
    if _FILE.search(html):
        html = change_addresses(html, complete)
    return html, tuple(unresolved)


def _kind(address: Address) -> str | None:
    """The kind of reference that an address is, or None."""
    if address.tag != "a" or address.attribute != "href":
        return None
    if address.value.startswith(FOREIGN):
        return "foreign"
    return "file" if is_relative(address.value) and _SOURCE.fullmatch(address.value) else None


def _heading(html: str, name: str) -> tuple[str, str]:
    """The id of a heading in a body and its text, by either of them; empty where there is none.

    What looks like an id may stand on the page outside of the body, and is taken as it is.
    """
    headings = {match[1]: plain_text(match[2]) for match in _HEADING.finditer(html)}
    if name in headings:
        return name, headings[name]
    wanted = _words(name)
    for heading, text in headings.items():
        if wanted and _words(text) == wanted:
            return heading, text
    return (name, "") if _LIKE_AN_ID.fullmatch(name) or f'id="{name}"' in html else ("", "")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


_TAG = re.compile(r"<[a-zA-Z](?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_ID = re.compile(r"(\s(?:id|for|aria-labelledby|aria-describedby)=\"|\shref=\"#)(?=[^\"])")


def with_own_ids(html: str, prefix: str) -> str:
    """A body whose ids and links to them begin with `prefix`, so that two bodies can share a page.

    Both may have a first footnote, or a heading of the same name.
    """
    return _TAG.sub(lambda tag: _ID.sub(rf"\g<1>{prefix}", tag[0]), html)
