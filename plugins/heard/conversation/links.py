"""Links in remarks: those of Markdown, and addresses as they stand in the text.

Where an address ends is decided as on GitHub: brackets that belong together are part of it, punctuation
behind it is not. Sources: CommonMark 0.31, 6.3 (links); GitHub Flavored Markdown 0.29, 6.9 (autolinks). No
pattern takes longer for a hostile remark than for a friendly one: Markdown's own would need minutes for
100 kB of opening brackets.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

LONGEST = 2_000
_KEPT = re.compile("\x02klzzwxh:(\\d{1,9})\x03")
"""Stands for what Markdown has read already: a sign that stood behind a backslash, or code."""
LINK = r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]{0,200}\]){1,300})\]\((?=<?(?i:https?://|mailto:))"
"""A link up to its address; the words may hold brackets."""
ADDRESS = (
    r"(?<![^\W_])(?<![/=<.])(?<!=[\"'])(?<!= [\"'])(?i:https?)://"
    rf"(?:[^\s<>\"`\]\x02\x03。、，！？；：「」『』【】《》（）“”„«»]|\](?!\()|{_KEPT.pattern}){{1,{LONGEST}}}"
)
_AFTER = re.compile(r"(?:\s{1,9}(?:\"([^\"\n]{0,300})\"|'([^'\n]{0,300})'))?\s{0,9}\)")
"""What follows the address of a link: perhaps a title, then the end."""
_PAIRS = {")": "(", "]": "[", "}": "{"}
_BEHIND = "?!.,:;*_~'…([{"
Found = tuple[ElementTree.Element | None, int | None, int | None]
_NOTHING: Found = (None, None, None)


class Link(InlineProcessor):
    """`[words](https://…)`, with the words read on as Markdown."""

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        """The link and where it stood."""
        address, at = _target(data, m.end(0))
        after = _AFTER.match(data, at) if address else None
        if after is None:
            return _NOTHING
        link = ElementTree.Element("a", {"href": self.unescape(address)})
        if title := after[1] or after[2]:
            link.set("title", self.unescape(title))
        link.text = m[1]
        return link, m.start(0), after.end(0)


class Address(InlineProcessor):
    """`https://…` as it stands, without the full stop behind it."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        """The link and where it stood."""
        address = whole_address(self._without_code(m[0]))
        if len(m[0]) >= LONGEST or not re.search(r"://[^\W_]", address):
            return _NOTHING
        end = m.start(0) + len(address)
        address = self.unescape(address)
        link = ElementTree.Element("a", {"href": address})
        link.text = AtomicString(address)
        return link, m.start(0), end

    def _without_code(self, text: str) -> str:
        """An address up to the code behind it."""
        nodes = self.md.treeprocessors["inline"].stashed_nodes  # type: ignore[attr-defined]
        for kept in _KEPT.finditer(text):
            if not isinstance(nodes.get(kept[1]), str):
                return text[: kept.start()]
        return text


def whole_address(text: str) -> str:
    """An address without what only stands behind it: punctuation, brackets that began before it."""
    opened = dict.fromkeys(_PAIRS.values(), 0)
    for at, sign in enumerate(text):
        if sign in opened:
            opened[sign] += 1
        elif sign in _PAIRS:
            if not opened[_PAIRS[sign]]:
                text = text[:at]
                break
            opened[_PAIRS[sign]] -= 1
    return text.rstrip(_BEHIND)


def _target(data: str, at: int) -> tuple[str, int]:
    """The address of a link from a place on, and where it ends; empty where it does not."""
    if data[at] == "<":
        end = data.find(">", at, at + LONGEST)
        address = data[at + 1 : end] if end > 0 else ""
        return ("", at) if "\n" in address or "<" in address else (address.replace(" ", "%20"), end + 1)
    depth = 0
    for end in range(at, min(len(data), at + LONGEST)):
        sign = data[end]
        if sign.isspace() or sign in "<>" or (sign == ")" and not depth):
            return (data[at:end], end) if not depth else ("", at)
        depth += (sign == "(") - (sign == ")")
    return "", at
