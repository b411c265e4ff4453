"""Names of people as strangers give them, without the e-mail addresses that stand in their place.

An address is left out whole, however it is spelled: `eve@mail.example`, `eve (at) mail.example`,
`eve at mail dot example`. Sources: RFC 5322, 3.4.1 (addr-spec: a local part in quotes, a domain in
brackets), RFC 3986, 2.1 (percent-encoding).
"""

from __future__ import annotations

import re
import unicodedata

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


def without_mail_addresses(name: str) -> str:
    """A name with its e-mail addresses left out; the name itself where it holds none.

    Of an address that is spelled in words, everything up to the next bracket, comma or dash goes: where
    it begins, nobody can know. A name that is nothing else becomes empty.
    """
    text = "".join(sign for sign in unicodedata.normalize("NFKC", name) if _is_visible(sign))
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


def _is_visible(sign: str) -> bool:
    return sign != _MARK and unicodedata.category(sign) != "Cf"


def _tidy(name: str) -> str:
    """What is left of a name, without the brackets and signs that stood around an address."""
    before = None
    while before != name:
        before = name
        name = _EMPTY.sub(" ", name)
    name = " ".join(name.replace(_MARK, " ").split()).strip(_ENDS)
    name = re.sub(r"(?i)^mailto$", "", name)
    return name if any(sign.isalnum() for sign in name) else ""
