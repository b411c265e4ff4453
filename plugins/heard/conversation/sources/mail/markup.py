"""The same for a message that holds HTML only: quotations and signatures are cut by their marks.

Mail programs mark both, each in its own way. What is left still goes through the allow-list.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

import nh3

from heard.conversation.sources.mail.quotations import MOBILE, SAID, SEPARATOR, Said
from heard.text import excerpt
from heard.text.excerpt import BREAKS, VOID
from heard.text.sanitise import TAGS, clean_html

_QUOTED = re.compile(
    r"\b(?:gmail_quote|gmail_attr|gmail_extra|moz-cite-prefix|yahoo_quoted|protonmail_quote|tutanota_quote"
    r"|gmail_signature\w*|moz-signature|protonmail_signature_block|AppleMailSignature|ms-outlook-mobile-\w+"
    r"|Signature|zmail_extra|WordSection_quote)\b"
)
_REST = re.compile(
    r"\b(?:appendonsend|divRplyFwdMsg|mail-editor-reference-message-container|OLK_SRC_BODY\w*)\b"
)
"""Where Outlook begins to quote; what follows is not inside."""
_RULE = re.compile(r"border-top:\s*solid\s+#(?:e1e1e1|b5c4df)", re.IGNORECASE)
"""The line that older Outlooks draw above what they quote."""
_TAGS = TAGS | {"div", "span", "table", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6"}
_MARKS = {"*": {"class", "id", "style", "type"}, "a": {"href"}}
_UNSEEN = {"style", "script", "title"}


def without_extras(html: str) -> Said:
    """HTML that is safe to show, without quotations and signatures.

    It is made well-formed first: Python's own parser would need hours for a hostile megabyte, and
    understands tags differently from browsers.
    """
    cutter = _Cutter()
    cutter.feed(nh3.clean(html, tags=_TAGS, attributes=_MARKS, clean_content_tags=_UNSEEN, link_rel=None))
    cutter.close()
    kept = clean_html("".join(cutter.kept)).strip()
    kept = kept if plain_text(kept) else ""
    return Said(kept, tuple(line for line in "".join(cutter.cut).split("\n") if line.strip()))


def plain_text(html: str) -> str:
    """The words of some HTML, a line for each block."""
    text = excerpt.plain_text(re.sub(r"(?=</p\W)", "\n\n", clean_html(html)))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Cutter(HTMLParser):
    """Takes HTML apart into what is kept, and the words of what is cut."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[str] = []
        self.cut: list[str] = []
        self._depth = 0
        self._ended = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins: one of ours, one that is cut, or one inside such."""
        if self._depth and tag not in VOID:
            self._depth += 1
        elif not self._ended:
            self._begin(tag, {name: value or "" for name, value in attrs})
        if tag in BREAKS and self._is_cut:
            self.cut.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        if self._depth and tag not in VOID:
            self._depth -= 1
        elif not self._is_cut:
            self.kept.append(f"</{_written_as(tag)}>")

    def handle_data(self, data: str) -> None:
        """Words: cut where a program wrote them."""
        line = " ".join(data.split())
        self._ended = self._ended or bool(SEPARATOR.fullmatch(line))
        if self._is_cut or MOBILE.fullmatch(line) or SAID.fullmatch(line):
            self.cut.append(data)
        else:
            self.kept.append(escape(data, quote=False))

    @property
    def _is_cut(self) -> bool:
        return bool(self._depth or self._ended)

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        marks = f"{attributes.get('class', '')} {attributes.get('id', '')}"
        if _REST.search(marks) or _RULE.search(attributes.get("style", "")):
            self._ended = True
        elif _QUOTED.search(marks) or (tag == "blockquote" and attributes.get("type") == "cite"):
            self._depth = 0 if tag in VOID else 1
        elif tag == "a" and attributes.get("href", "").strip().lower().startswith("mailto:"):
            return  # an address belongs in no file; its end tag alone does nothing
        else:
            given = self.get_starttag_text() or ""
            self.kept.append(re.sub(rf"^<{tag}", f"<{_written_as(tag)}", given, flags=re.IGNORECASE))


def _written_as(tag: str) -> str:
    """Mail programs write every paragraph as a `div`, which would be lost, and with it all paragraphs."""
    return "p" if tag == "div" else tag
