"""E-mail addresses in words, however they are written: plainly, percent-encoded in the address of a page (a
link to unsubscribe holds one), or with tags of HTML in between.

Source: RFC 3986, 2.1 (percent-encoding).
"""

from __future__ import annotations

import re
from collections.abc import Collection

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}")
_CODE = re.compile(r"%(?:25)*([2-7][0-9a-f])", re.IGNORECASE)
"""A sign by its code; `%2540` is one that was encoded twice."""
_TAG = re.compile(r"<[^<>]*>")
_APART = r"(?:(?<![\w.+-])|(?<=%2[0-9ac]|%2f|%3[a-f]|%40|%5[b-e]|%60|%7[b-f]))"
"""Before an address stands nothing that could be a part of it, plainly or by its code."""


def without(text: str, addresses: Collection[str], is_html: bool) -> str:
    """The text with these addresses left out; tags in between stay."""
    between = f"(?:{_TAG.pattern})*" if is_html else ""
    for address in sorted(addresses, key=len, reverse=True):
        signs = (f"(?:{re.escape(sign)}|%(?:25)*{ord(sign):02x})" for sign in address)
        written = re.compile(rf"{_APART}{between.join(signs)}(?![\w-])", re.IGNORECASE)
        text = written.sub(lambda found: "…" + "".join(_TAG.findall(found[0])), text)
    return text


def still_in(text: str, is_html: bool) -> list[str]:
    """The addresses in a text, each once, in order."""
    plain = _CODE.sub(lambda code: chr(int(code[1], 16)), text).lower()
    texts = (plain, _TAG.sub("", plain)) if is_html else (plain,)
    return sorted({found for one in texts for found in _MAIL.findall(one)})
