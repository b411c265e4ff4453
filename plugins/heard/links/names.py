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
Named = tuple[tuple[str, ...], tuple[str | None, ...]]
"""Something of the site: what it is called, and what else is answered about it."""
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//[^/?#]*", re.IGNORECASE)
_ENCODER, _DECODER = msgspec.json.Encoder(), msgspec.json.Decoder(list[Named])


def names_of(*references: str) -> set[str]:
    """Return the names that references or addresses ask for, however they are encoded."""
    names = set()
    for reference in references:
        spelling = reference
        while True:
            inside = _HOST.sub("", spelling, count=1) if "//" in spelling else spelling
            names |= {_last(spelling), _last(inside), _last(path_of(inside))}
            if spelling == (spelling := unquote(spelling)):
                break
    return names


def names_of_reference(reference: str) -> set[str]:
    """Return the names that a reference asks for; of a place in a text, that place as well."""
    return names_of(reference) | (inside(reference) if "#" in unquote(reference) else set())


def inside(*called: str) -> set[str]:
    """Return the names by which a place in the text of something is asked for."""
    return {f"#{name}" for name in names_of(*called)}


def places_of(sources: Mapping[str, str | None], statics: Mapping[str, str]) -> Iterator[Named]:
    """Yield where sources and other files have their addresses."""
    for path, address in sources.items():
        yield (path, address or ""), ("source" if address is not None else "unpublished",)
    for path, address in statics.items():
        yield (path, address), ("file",)


def _last(path: str) -> str:
    """The last part of a path, without ending and case."""
    last = posixpath.basename(path.strip().strip("/").removesuffix("index.html").rstrip("/"))
    return unicodedata.normalize("NFC", without_ending(last)).casefold().strip(".") or ALWAYS


def touched_names(everything: Iterable[Named], kept: Kept) -> set[str]:
    """Return the names of what is new, gone, or answers otherwise than in the last build."""
    known = kept.some("names", ("all",)).get("all", b"")
    now = list(everything)
    row = _ENCODER.encode(now)
    if row == known:
        return {ALWAYS}
    kept.put("names", "all", row)
    before = set(_DECODER.decode(known)) if known else set()
    return {ALWAYS}.union(*(names_of(*called) for called, _about in before.symmetric_difference(now)))
