"""Names and their addresses: slugs, labels, and which known name a misspelt one is near to."""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache

from unidecode import unidecode

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_NUMBERED = re.compile(r"([^0-9]*)([0-9]{0,18})")
ID = re.compile(r"[a-z0-9-]{3,80}")
_PART = r"[\w!'()+,=@&-](?:[\w.~!'()+,=@& -]*[\w.~!'()+,=@&-])?"
SAFE_SLUG = re.compile(rf"(?:{_PART}/)*{_PART}")
"""A slug may have blanks inside, as Pelican's may by an owner's rules."""
LONGEST_PART = 240
"""Bytes of one part of a path: file systems take 255, and the file may end in `-de.html`."""
SLUG_LENGTH = 80
_DOTTED = frozenset({"tr", "az", "crh", "gag", "tt"})
"""Languages with two letters i, whose capital keeps the dot."""
_MTAVRULI = {capital: capital + 0x10D0 - 0x1C90 for capital in range(0x1C90, 0x1CC0)}
"""Georgian capitals as the small letters that they stand for; Unidecode knows these only."""


@lru_cache(maxsize=1 << 16)  # many stories name the same
def slug_of(name: str, fallback: str = "x") -> str:
    """An ASCII slug of at most 80 characters that is the same on every machine.

    A name that leaves nothing (only emoji, say) gets `<fallback>-<8 hex digits of its SHA-1>`, so
    that it is still an address, and the same one in every build.
    """
    plain = unidecode(unicodedata.normalize("NFKC", name).translate(_MTAVRULI)).lower()
    slug = _NOT_SLUG.sub("-", plain.replace("'", "")).strip("-")
    if len(slug) > SLUG_LENGTH:
        slug = slug[:SLUG_LENGTH].rsplit("-", 1)[0]
    if slug:
        return slug
    digest = hashlib.sha1(name.encode("utf-8", "surrogatepass"), usedforsecurity=False)
    return f"{fallback}-{digest.hexdigest()[:8]}"


def is_safe_slug(slug: str) -> bool:
    """Whether a slug makes a file that stays where it belongs. It may lie in folders, as Pelican's may."""
    parts = slug.split("/")
    return (
        bool(SAFE_SLUG.fullmatch(slug))
        and ".." not in slug
        and all(len(part.encode()) <= LONGEST_PART for part in parts)
    )


def is_safe_path(path: str) -> bool:
    """Whether a path given by a writer stays below the folder it is joined to."""
    parts = path.split("/")
    return bool(parts[0]) and ".." not in parts and not re.search(r"[\\\x00-\x1f:]", path)


def id_from_source(source: str) -> str:
    """The identity of a story whose file gives none: its path, as a slug of 3 to 80 characters."""
    stem = source.rsplit(".", 1)[0]
    slug = slug_of(stem.removeprefix("stories/"), "story")
    return slug if len(slug) >= 3 else f"story-{slug}"


def natural_order(name: str) -> tuple[tuple[str, int], ...]:
    """Orders names with numbers as people count: isso-9 before isso-10."""
    return tuple((text, int(number or -1)) for text, number in _NUMBERED.findall(name))


def label_of(name: str, lang: str = "") -> str:
    """A name as a heading shows it: its first letter in upper case, the rest as written."""
    return capitalized(" ".join(name.split()), lang)


def capitalized(text: str, lang: str = "") -> str:
    """A text that begins with a capital, as its language writes one; the rest as written.

    Unicode's title case, not its upper case, begins a word: Georgian has none, a ligature or digraph
    becomes a capital and a small letter, and no German word begins with ß.
    """
    first, rest = text[:1], text[1:]
    language = re.split("[-_]", lang.lower())[0]
    if first == "ß":
        return text
    if first == "i" and language in _DOTTED:
        return f"İ{rest}"
    if language == "nl" and text.startswith("ij"):
        return f"IJ{text[2:]}"
    return first.title() + rest


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known word most like a misspelt one, or None when none is near."""
    found = difflib.get_close_matches(word.lower(), sorted(known), n=1, cutoff=cutoff)
    return found[0] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint: the nearest known word, or all of them when they are few."""
    words = sorted(known) if not isinstance(known, (list, tuple)) else list(known)
    near = nearest(word, words)
    if near:
        return f'Did you mean "{near}"?'
    if 0 < len(words) <= 12:
        return f"Known are: {', '.join(words)}."
    return ""


def is_near_miss(name: str, others: Collection[str]) -> str | None:
    """Another name that differs from this one by a typing slip only, or None.

    A slip is one letter missing, added, changed or two swapped, in names of five letters or more.
    """
    for other in sorted(others):
        if other != name and min(len(name), len(other)) >= 5 and _one_slip(name, other):
            return other
    return None


def _one_slip(a: str, b: str) -> bool:
    if abs(len(a) - len(b)) > 1:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    rest_a, rest_b = a[start:], b[start:]
    if len(a) == len(b):
        swapped = rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:]
        return rest_a[1:] == rest_b[1:] or swapped
    return rest_a[1:] == rest_b or rest_a == rest_b[1:]
