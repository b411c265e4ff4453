"""Names and their addresses: slugs, labels, tags of languages, and which name a misspelt one is near to.

Names of people, as strangers give them, hold e-mail addresses. An address is left out whole, however it is
spelled: `eve@mail.example`, `eve (at) mail.example`, `eve at mail dot example`. Sources: RFC 5322, 3.4.1
(addr-spec: a local part in quotes, a domain in brackets), RFC 3986, 2.1 (percent-encoding).
"""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, MutableMapping
from functools import lru_cache
from itertools import permutations
from posixpath import commonprefix
from typing import Any

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
_TAG = re.compile(
    r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
)
"""A language. Source: RFC 5646 (BCP 47), 2.1 (form) and 2.1.1 (case)."""
_POSIX_END = re.compile(r"(?:\.[\w-]+)?(?:@\w+)?")
"""What a system adds to it. Source: POSIX.1-2017, 8.2 (`en_US.UTF-8@euro`)."""
_APART = r"\s<>()\[\],;\""
"""Signs that end an address that stands plainly."""
_PLAIN = re.compile(
    rf"(?<![^{_APART}])(?:\"[^\"@]*\"|[^{_APART}@]+(?<!/))(?:@(?:\[[^\]\s]*\]|[^{_APART}@]+))+"
)
"""An address in the usual form; neither `@eve@social.example` nor `https://social.example/@eve`."""
_MARK = "\ue000"
"""Stands for an `at` in brackets, which is written for nothing but addresses."""
_OPEN, _CLOSE = r"\s*[(\[{<«|*]\s*", r"\s*[)\]}>»|*]\s*"
_WORDS_AT = r"at|ät|arroba|arobase|chiocciola"
_WORDS_DOT = r"dot|punkt|punto|point|ponto|punt"
_MARKED_AT = re.compile(rf"{_OPEN}(?:@|{_WORDS_AT}){_CLOSE}", re.IGNORECASE)
_MARKED_DOT = re.compile(rf"{_OPEN}(?:\.|{_WORDS_DOT}){_CLOSE}", re.IGNORECASE)
_DOT = rf"(?:\.(?=\w)|\s\.\s|[\s_-](?:{_WORDS_DOT})[\s_-])"
_HOST = rf"[\w-]+?(?:{_DOT}[\w-]+?)*{_DOT}[^\W\d_]{{2}}"
_SPELLED = re.compile(
    rf"\S\s*{_MARK}\s*\S"
    rf"|\S(?:\s@\s?|@\s|[\s_-](?:{_WORDS_AT})[\s_-]){_HOST}"
    r"|(?-i:[a-z0-9]AT[a-z0-9-]+DOT[a-z]{2})",
    re.IGNORECASE,
)
"""What shows that the words around it spell an address."""
_BOUNDARY = re.compile(r"([<>()\[\]{},;:|–—/\"]|\s-\s)")
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]|<\s*>|\{\s*\}|\"\s*\"")
_ENDS = " ,;:|–—/-<>()[]{}\"'"


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


def near_misses(names: Iterable[str]) -> dict[str, str]:
    """For each name that differs from others by a typing slip only, the first of them in the alphabet.

    A slip is one letter missing, added, changed or two swapped, in names of five letters or more.
    """
    alike: dict[str, list[str]] = defaultdict(list)
    for name in {name for name in names if len(name) >= 5}:  # two a slip apart without a letter are one
        for less in {name, *(name[:at] + name[at + 1 :] for at in range(len(name)))}:
            alike[less].append(name)
    found: dict[str, str] = {}
    for those in alike.values():
        for name, other in permutations(those, 2):
            if _one_slip(name, other):
                found[name] = min(other, found.get(name, other))
    return found


def _one_slip(a: str, b: str) -> bool:
    start = len(commonprefix((a, b)))
    a, b = a[start:], b[start:]
    end = len(commonprefix((a[::-1], b[::-1])))
    a, b = a[: len(a) - end], b[: len(b) - end]
    return max(len(a), len(b)) == 1 or (len(a) == 2 and a == b[::-1])


def language_tag(text: str) -> str | None:
    """The tag that a text means, in its usual case: en-US for `en_us` or `en_US.UTF-8`; None for none."""
    name = re.split("[.@]", text, maxsplit=1)[0]
    if not _POSIX_END.fullmatch(text[len(name) :]):
        return None
    parts = name.lower().replace("_", "-").split("-")
    if not _TAG.fullmatch("-".join(parts)):
        return None
    single = next((at for at, part in enumerate(parts) if len(part) == 1), len(parts))
    tail = [
        part.title() if len(part) == 4 and part.isalpha() else part.upper() if len(part) == 2 else part
        for part in parts[1:single]  # a script as Latn, a country as US
    ]
    # What follows a single letter stays in lower case.
    return "-".join([parts[0], *tail, *parts[single:]])


def settle_language(settings: MutableMapping[str, Any]) -> None:
    """Write the language of a site as a tag; one that is none stays."""
    given = settings["DEFAULT_LANG"]
    settings["DEFAULT_LANG"] = language_tag(str(given)) or given


def without_mail_addresses(name: str) -> str:
    """A name with its e-mail addresses left out; the name itself where it holds none.

    Of an address that is spelled in words, everything up to the next bracket, comma or dash goes: where
    it begins, nobody can know. A name that is nothing else becomes empty.
    """
    normal = unicodedata.normalize("NFKC", name).replace(_MARK, "")
    text = "".join(sign for sign in normal if unicodedata.category(sign) != "Cf")
    text = re.sub(r"%(?:25)*40", "@", text)
    text = _MARKED_DOT.sub(".", _MARKED_AT.sub(f" {_MARK} ", text))
    text = re.sub(r"\s+", " ", text)  # one blank at most: the patterns above count on it
    shorter = _PLAIN.sub(" ", text)
    parts = _BOUNDARY.split(shorter)
    spelled = [bool(_SPELLED.search(part)) for part in parts]
    if shorter == text and not any(spelled):
        return name
    return _tidy(
        "".join("" if is_address else part for part, is_address in zip(parts, spelled, strict=True))
    )


def _tidy(name: str) -> str:
    """What is left of a name, without the brackets and signs that stood around an address."""
    before = None
    while before != name:
        before = name
        name = _EMPTY.sub(" ", name)
    name = " ".join(name.replace(_MARK, " ").split()).strip(_ENDS)
    name = re.sub(r"(?i)^mailto$", "", name)
    return name if any(sign.isalnum() for sign in name) else ""
