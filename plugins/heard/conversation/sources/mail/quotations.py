"""What somebody wrote, without what their mail program added: quotations, who said them, signatures.

What is cut is given back, too, so that a person can see it. The rules know how the common programs write in
English, German, French, Spanish, Italian, Dutch and Portuguese. They rather keep a line too many: words
that only sound like those of a program ("On the phone she wrote: nothing") stay. In HTML, programs mark
both, each in its own way; what is left of it still goes through the allow-list.
Sources: RFC 3676, 4.3 (the line `-- ` above a signature) and 4.5 (`>` before a quotation).
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

import nh3
from msgspec import Struct

from heard.text import excerpt
from heard.text.excerpt import BREAKS, VOID
from heard.text.sanitise import TAGS, clean_html

_WROTE = (
    r"(?:wrote|writes|schrieb(?:\s[^:]{1,200})?|a écrit|escribió|ha scritto|escreveu"
    r"|(?:schreef|heeft)(?:\s[^:]{1,200})?(?:\sgeschreven)?)"
)
SAID = re.compile(
    rf"(?:(?:On|Am|Le|El|Il|Em|Op)\b.{{3,300}}?{_WROTE}\s?:"
    rf"|.{{0,200}}<[^\s<>@]{{1,99}}@[^\s<>@]{{1,255}}>\s?(?:{_WROTE})?\s?:)"
)
"""The line above a quotation: `On Mon, 2 Nov 2026 at 10:11, Ada wrote:`, often folded."""
_DATED = re.compile(r"\d{4}|\d{1,2}[:.]\d{2}")
SEPARATOR = re.compile(
    r"[-_—]{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht|original-nachricht"
    r"|originalnachricht|weitergeleitete nachricht|message d['’]origine|message original|message transféré"
    r"|mensaje original|mensaje reenviado|messaggio originale|oorspronkelijk bericht|mensagem original"
    r"|begin forwarded message)\s*[-_—]{2,}",
    re.IGNORECASE,
)
_HEADER_FIRST = re.compile(r"\*?(?:from|von|de|da|van)\s?:\*?\s*\S", re.IGNORECASE)
_HEADER_NEXT = re.compile(
    r"\*?(?:sent|date|to|cc|subject|gesendet|datum|an|betreff|envoyé|à|objet|enviado(?: el)?|para|asunto"
    r"|fecha|inviato|a|oggetto|verzonden|aan|onderwerp|assunto)\s?:\*?(?:\s|$)",
    re.IGNORECASE,
)
MOBILE = re.compile(
    r"(?:sent (?:from|via|with) (?:my |the )?(?:\w+ ){0,4}\w+(?: mail)?(?: for \w+)?(?: secure email)?\.?"
    r"|sent with \[?proton mail\]?\S{0,60} secure email\.?|get outlook for \w+.{0,60}|(?:diese "
    r"nachricht wurde )?von mein\w+ .{2,60} gesendet\.?"
    r"|gesendet (?:von|mit|über) .{2,80}|envoyé (?:de|depuis) .{2,60}|enviado desde .{2,60}"
    r"|enviado d[oe] .{2,60}|inviato da .{2,60}|verzonden vanaf .{2,60}|obtenir outlook pour .{2,60}"
    r"|outlook für .{2,60}|holen sie sich outlook .{0,80}|obtener outlook para .{2,60})",
    re.IGNORECASE,
)
"""The last line that phones and some services add on their own."""
SIGNATURE_LINES = 10
"""A signature under `--` without its blank has at most so many lines."""
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


class Said(Struct, frozen=True):
    """What stays of a message, and what was cut from it, in order."""

    kept: str
    cut: tuple[str, ...] = ()


def without_extras(text: str, answers: bool) -> Said:
    """A plain text without quotations and signatures.

    `answers` says that the message answers another one. In one that does not, a line that begins with `>`
    is its writer's own quotation, unless a line above it says who wrote what.
    """
    lines = [line.rstrip() if line != "-- " else line for line in text.split("\n")]
    cut = [False] * len(lines)
    end = _mark_forwarded(lines, cut)
    _mark_quotations(lines[:end], cut, answers)
    left = [number for number in range(end) if not cut[number]]
    _mark_signature(lines, left, cut)
    kept = _tidy([line for number, line in enumerate(lines) if not cut[number]])
    return Said(kept, tuple(line for number, line in enumerate(lines) if cut[number] and line.strip()))


def _mark_forwarded(lines: list[str], cut: list[bool]) -> int:
    """Mark everything from where another message was copied in whole; where that begins."""
    for number, line in enumerate(lines):
        plain = line.strip()
        following = [other.strip() for other in lines[number + 1 : number + 7] if other.strip()]
        copied = SEPARATOR.fullmatch(plain) or (
            _HEADER_FIRST.match(plain) and sum(bool(_HEADER_NEXT.match(one)) for one in following) >= 2
        )
        if copied:
            while number and re.fullmatch(r"[_\s-]*", lines[number - 1]):
                number -= 1  # the rule that Outlook draws above it
            cut[number:] = [True] * (len(lines) - number)
            return number
    return len(lines)


def _mark_quotations(lines: list[str], cut: list[bool], answers: bool) -> None:
    number = 0
    while number < len(lines):
        length = _said(lines, number)
        if length:
            after = number + length
            while after < len(lines) and not lines[after].strip():
                after += 1
            is_quoted = after < len(lines) and lines[after].startswith(">")
            dated = _DATED.search(" ".join(lines[number : number + length]))
            if is_quoted or after == len(lines):
                cut[number:after] = [True] * (after - number)
                answers = answers or is_quoted
                number = after
                continue
            if dated and answers and any(line.strip() for line in lines[:number]):
                cut[number : len(lines)] = [True] * (len(lines) - number)  # quoted, but not marked
                return
        if answers and lines[number].startswith(">"):
            cut[number] = True
        number += 1


def _said(lines: list[str], number: int) -> int:
    """How many lines say who wrote what follows: none, or up to three where the line was folded."""
    if not lines[number].strip() or lines[number].startswith(">"):
        return 0
    for length in (1, 2, 3):
        some = lines[number : number + length]
        if len(some) < length or not some[-1].strip() or some[-1].startswith(">"):
            return 0
        if SAID.fullmatch(" ".join(line.strip() for line in some)):
            return length
    return 0


def _mark_signature(lines: list[str], left: list[int], cut: list[bool]) -> None:
    marks = [at for at, number in enumerate(left) if lines[number] in ("-- ", "--")]
    proper = [at for at in marks if lines[left[at]] == "-- "]
    begins = proper[0] if proper else marks[-1] if marks else None
    if begins is not None and (proper or len(left) - begins <= SIGNATURE_LINES + 1):
        for number in left[begins:]:
            cut[number] = True
        del left[begins:]
    for number in reversed(left):
        if lines[number].strip():
            if not MOBILE.fullmatch(lines[number].strip()):
                break
            cut[number] = True


def _tidy(lines: list[str]) -> str:
    """Lines without the gaps that cutting leaves."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n").strip()


def without_extras_of_html(html: str) -> Said:
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
