"""Links in HTML made absolute, as feeds need them: a reader's software has no page to start from."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin

_ADDRESSES = frozenset({"href", "xlink:href", "src", "poster", "cite", "data", "action", "formaction"})
_SETS = frozenset({"srcset", "imagesrcset"})
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_CANDIDATE = re.compile(r"([^\s,](?:\S*[^\s,])?)(?:\s+([^\s,][^,]*))?\s*(?:,|$)")
"""An address may hold commas, but not end with one. Source: HTML, "Parsing a srcset attribute"."""


class _Finder(HTMLParser):
    """Finds the start tags whose addresses change; all else stays byte for byte."""

    def __init__(self, html: str, base: str) -> None:
        super().__init__(convert_charrefs=False)
        self.base = base
        self.lines = [0, *(match.end() for match in re.finditer("\n", html))]
        self.changes: list[tuple[int, int, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        changed = [(name, self._absolute(name, value)) for name, value in attrs]
        if changed == attrs:
            return
        raw = self.get_starttag_text() or ""
        parts = [name if value is None else f'{name}="{escape(value)}"' for name, value in changed]
        end = " />" if raw.endswith("/>") else ">"
        line, column = self.getpos()
        start = self.lines[line - 1] + column
        self.changes.append((start, start + len(raw), f"<{' '.join([tag, *parts])}{end}"))

    def _absolute(self, name: str, value: str | None) -> str | None:
        if value is None:
            return value
        if name in _SETS:
            return ", ".join(self._candidate(*match.groups("")) for match in _CANDIDATE.finditer(value))
        if name in _ADDRESSES and not _SCHEME.match(value.strip()):
            return _join(self.base, value.strip())
        return value

    def _candidate(self, address: str, size: str) -> str:
        return f"{_join(self.base, address)} {size.strip()}".strip()


def absolute_links(html: str, base: str) -> str:
    """HTML whose relative addresses are resolved against `base`, an absolute URL."""
    parts, at = [], 0
    for start, end, text in _Finder(html, base).changes:
        parts += [html[at:start], text]
        at = end
    return "".join([*parts, html[at:]])


def _join(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # an address that is none stays as its writer left it
        return address
