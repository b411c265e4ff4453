"""E-mail addresses in words, however they are written: plainly, percent-encoded in the address of a page (a
link to unsubscribe holds one), or with tags of HTML in between.

Source: RFC 3986, 2.1 (percent-encoding).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}")
_PIECE = re.compile(r"%(?:25)*(?P<code>[2-7][0-9a-f])|.", re.IGNORECASE | re.DOTALL)
"""A sign, or its code; `%2540` is one that was encoded twice."""
_TAG = re.compile(r"<[^<>]*>")
_BEFORE, _AFTER = re.compile(r"[\w.+-]"), re.compile(r"[\w-]")


@dataclass(frozen=True, slots=True)
class _View:
    """A text as somebody might read it: in lower case, and where each sign begins and ends in the text."""

    text: str
    places: tuple[tuple[int, int], ...]


def without(text: str, addresses: Collection[str], is_html: bool) -> str:
    """The text with these addresses (in lower case) left out; tags in between stay."""
    for seen_through in (False, True) if is_html else (False,):
        view = _view(text, seen_through)
        spans: list[tuple[int, int]] = []
        for address in sorted(addresses, key=len, reverse=True):
            spans += _found(address, view)
        end = len(text)
        for first, last in sorted(spans, reverse=True):
            if last <= end:  # what lies in a longer one is gone already
                tags = "".join(_TAG.findall(text[first:last])) if seen_through else ""
                text = f"{text[:first]}…{tags}{text[last:]}"
                end = first
    return text


def still_in(text: str, is_html: bool) -> list[str]:
    """The addresses in a text, each once, in order."""
    views = [_view(text, False), *([_view(text, True)] if is_html else [])]
    return sorted({found for view in views for found in _MAIL.findall(view.text)})


def _view(text: str, seen_through: bool) -> _View:
    """A text with its codes read; `seen_through` leaves the tags of HTML out."""
    signs: list[str] = []
    places: list[tuple[int, int]] = []
    for piece, at in _pieces(text, seen_through):
        sign = chr(int(piece["code"], 16)) if piece["code"] else piece[0]
        lower = sign.lower()
        signs.append(lower if len(lower) == 1 else sign)
        places.append((at + piece.start(), at + piece.end()))
    return _View("".join(signs), tuple(places))


def _pieces(text: str, seen_through: bool) -> Iterator[tuple[re.Match[str], int]]:
    start = 0
    for tag in _TAG.finditer(text) if seen_through else ():
        yield from ((piece, start) for piece in _PIECE.finditer(text[start : tag.start()]))
        start = tag.end()
    yield from ((piece, start) for piece in _PIECE.finditer(text[start:]))


def _found(address: str, view: _View) -> Iterator[tuple[int, int]]:
    """Where an address stands by itself, as first and last place of the text."""
    at = view.text.find(address)
    while at >= 0:
        end = at + len(address)
        before, after = view.text[at - 1 : at], view.text[end : end + 1]
        if not _BEFORE.match(before) and not _AFTER.match(after):
            yield view.places[at][0], view.places[end - 1][1]
        at = view.text.find(address, at + 1)
