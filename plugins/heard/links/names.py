"""The names by which texts ask for what a site holds, and which of them mean something else than before.

A reference or address leads to something that is called so: by its id, slug, address, or the path of its
file. Two names are compared without all in which they may differ and mean the same; so whoever asked for
none of the names that are touched is answered as before.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

import msgspec

from heard.content.hyperlinks import path_of
from heard.links.kept import Kept
from heard.links.targets import without_ending

ALWAYS = "."
"""The name of what may be answered otherwise although nothing that is called so changed."""
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//[^/?#]*", re.IGNORECASE)
_HAS_PARTS = re.compile("//|[?#]")
_ENCODER, _DECODER = msgspec.json.Encoder(), msgspec.json.Decoder(list[str])
_CALLED, _PART = "\0\1\0", "\0"


def named(called: Iterable[str], *about: str) -> str:
    """Return in a line what something of the site is called, and what else is answered about it."""
    return f"{_PART.join(called)}{_CALLED}{_PART.join(about)}"


def names_of(*references: str) -> set[str]:
    """Return the names that references or addresses ask for, however they are encoded."""
    names = set()
    for reference in references:
        spelling = reference
        while True:
            names.add(_last(spelling))
            if _HAS_PARTS.search(spelling):
                place = _HOST.sub("", spelling, count=1)
                names |= {_last(place), _last(path_of(place))}
            if "%" not in spelling or spelling == (spelling := unquote(spelling)):
                break
    return names


def names_of_reference(reference: str) -> set[str]:
    """Return the names that a reference asks for; of a place in a text, that place as well."""
    return names_of(reference) | (inside(reference) if "#" in unquote(reference) else set())


def inside(*called: str) -> set[str]:
    """Return the names by which a place in the text of something is asked for."""
    return {f"#{name}" for name in names_of(*called)}


def places_of(sources: Mapping[str, str | None], statics: Mapping[str, str]) -> Iterator[str]:
    """Yield where sources and other files have their addresses, in lines of `named`."""
    for path, address in sources.items():
        yield named((path, address or ""), "source" if address is not None else "unpublished")
    for path, address in statics.items():
        yield named((path, address), "file")


def _last(path: str) -> str:
    """The last part of a path, without ending and case."""
    last = posixpath.basename(path.strip().strip("/").removesuffix("index.html").rstrip("/"))
    return unicodedata.normalize("NFC", without_ending(last)).casefold().strip(".") or ALWAYS


def touched_names(everything: Iterable[str], kept: Kept) -> set[str]:
    """Return the names of what is new, gone, or answers otherwise than in the last build.

    `everything` are lines of `named`.
    """
    known = kept.some("names", ("all",)).get("all", b"")
    now = list(everything)
    row = _ENCODER.encode(now)
    if row == known:
        return {ALWAYS}
    kept.put("names", "all", row)
    before = set(_DECODER.decode(known)) if known else set()
    touched = (line.partition(_CALLED)[0] for line in before.symmetric_difference(now))
    return {ALWAYS}.union(*(names_of(*called.split(_PART)) for called in touched))
