"""Links in HTML made absolute, as feeds need them: a reader's software has no page to start from."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin

_ADDRESSES = frozenset({"href", "src", "poster", "cite", "data", "action", "formaction"})
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class _Rewriter(HTMLParser):
    """Writes the same HTML again, byte for byte but for the addresses."""

    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=False)
        self.base = base
        self.written: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        raw = self.get_starttag_text() or ""
        changed = [(name, self._absolute(name, value)) for name, value in attrs]
        if changed == attrs:
            self.written.append(raw)
            return
        parts = [name if value is None else f'{name}="{escape(value)}"' for name, value in changed]
        end = " />" if raw.endswith("/>") else ">"
        self.written.append(f"<{' '.join([tag, *parts])}{end}")

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        self.written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.written.append(data)

    def handle_entityref(self, name: str) -> None:
        self.written.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.written.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.written.append(f"<!--{data}-->")

    def _absolute(self, name: str, value: str | None) -> str | None:
        if value is None:
            return value
        if name == "srcset":
            return ", ".join(self._candidate(part) for part in value.split(",") if part.strip())
        if name in _ADDRESSES and not _SCHEME.match(value.strip()):
            return _join(self.base, value)
        return value

    def _candidate(self, part: str) -> str:
        address, *size = part.split()
        return " ".join([_join(self.base, address), *size])


def absolute_links(html: str, base: str) -> str:
    """HTML whose relative addresses are resolved against `base`, an absolute URL."""
    rewriter = _Rewriter(base)
    rewriter.feed(html)
    rewriter.close()
    return "".join(rewriter.written)


def _join(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # an address that is none stays as its writer left it
        return address
