"""Addresses in HTML: every attribute that holds one is found and can be changed; all else stays as it is.

Several attributes of one tag, values without quotes, and the candidates of a `srcset` are addresses like
any other. Comments, scripts and other elements without markup are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from urllib.parse import quote, urljoin

from msgspec import Struct
from msgspec.structs import replace

ADDRESSES = frozenset(
    "href xlink:href src poster cite data action formaction background longdesc manifest".split()
)
"""Attributes that hold one address."""
SETS = frozenset({"srcset", "imagesrcset"})
"""Attributes that hold several, each with its size."""
_RAW = frozenset("script style textarea title xmp iframe noembed noframes plaintext".split())
"""Elements whose content is text, whatever it looks like."""
_VALUE = r"\"[^\"]*+\"|'[^']*+'|[^\s<>\"'][^\s<>]*+"
_NAME = r"[^\s<>/][^\s<>/=]*+"
_TAG = re.compile(
    r"<(?:!--.*?(?:-->|\Z)|(?P<end>/[aA]\s*+>)"
    rf"|(?P<tag>[a-zA-Z][^\s<>/]*+)(?P<attributes>(?:[\s/]*+{_NAME}(?:\s*+=\s*+(?:{_VALUE})?+)?+)++)[\s/]*+>"
    rf"|(?P<raw>(?i:{'|'.join(sorted(_RAW))}))[\s/]*+>)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(rf"[\s/]*+({_NAME})(?:\s*+=\s*+({_VALUE})?+)?+")
_LOOKS = re.compile("|".join(sorted((*ADDRESSES, *SETS))), re.IGNORECASE)
_CANDIDATE = re.compile(
    r"(?P<address>[^\s,].*?)"
    r"(?:\s+(?P<size>[\d.]+[wxh](?:\s+[\d.]+[wxh])*)\s*(?:,|\Z)|\s*(?:,(?=\s)|,?\s*\Z))",
    re.DOTALL,
)
"""An address may hold commas and, as writers type it, blanks. Source: HTML, "srcset attributes"."""
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_WEB = re.compile(r"https?://[^/?#]*|//[^/?#]*", re.IGNORECASE)
_BREAKS = re.compile(r"[\t\n\r]")
_ODD = re.compile(r"[^!#$%&-;=?-Z\[\\\]_a-z{|}~]|%(?![0-9a-fA-F]{2})")
"""What no address holds as it is, and a percent sign that begins no code. Braces and bars are left: in them
stand placeholders of other generators and plugins, which would only be hidden."""
_NOTHING_WITHOUT = {"a": {"href"}, "img": {"src"}, "source": {"src", "srcset"}}
"""Elements that say nothing without one of these attributes."""


class Address(Struct, frozen=True):
    """One address as it stands in a tag. `value` has no blanks around it and no character references."""

    tag: str
    attribute: str
    value: str
    attributes: str
    """All attributes of the tag, as they are written."""


Change = Callable[[Address], str | None]
"""Gives the new address; None takes it out."""


def change_addresses(html: str, change: Change) -> str:
    """Return HTML with its addresses changed.

    Where an address is taken out, so is what is nothing without it: a link keeps its text, a picture its
    alternative text.
    """
    pieces, at = [], 0
    is_unlinked = False
    for match in _tags(html):
        start, end = match.span()
        if match["end"]:
            if is_unlinked:
                pieces.append(html[at:start])
                at, is_unlinked = end, False
            continue
        tag, written = match["tag"].lower(), match["attributes"]
        changed, gone = _changed(tag, written, change)
        if changed == written:
            continue
        pieces.append(html[at:start])
        at = end
        if gone.isdisjoint(_NOTHING_WITHOUT.get(tag, ())):
            pieces += [
                html[start : match.start("attributes")],
                changed,
                html[match.end("attributes") : end],
            ]
        elif tag == "a":
            is_unlinked = True
        elif tag == "img":
            pieces.append(escape(attribute_in(written, "alt") or "", quote=False))
    return "".join([*pieces, html[at:]])


def addresses_in(html: str) -> tuple[Address, ...]:
    """Return all addresses of HTML, in order."""
    found: list[Address] = []

    def note(address: Address) -> str:
        found.append(address)
        return address.value

    change_addresses(html, note)
    return tuple(found)


def attribute_in(written: str, name: str) -> str | None:
    """Return the value of one attribute among those of a tag, or None."""
    return next((value for one, value, _match in _attributes(written) if one == name), None)


def has_scheme(address: str) -> bool:
    """Return whether an address begins with a scheme, such as `https:` or `mailto:`."""
    return _SCHEME.match(address) is not None


def valid_address(address: str) -> str:
    """Return an address in which all is encoded that must be, and nothing twice.

    The host of a web address and addresses of other schemes stay as they are.
    """
    host = _WEB.match(address)
    if host is None and has_scheme(address):
        return address
    at = host.end() if host else 0
    address = _BREAKS.sub("", address)
    return address[:at] + _ODD.sub(lambda odd: quote(odd[0], safe="", errors="replace"), address[at:])


def path_address(path: str) -> str:
    """Return the address of a file: its path with everything encoded that means something in addresses."""
    return quote(path, safe="/~!$'()*:@=;", errors="replace")


def joined(base: str, address: str, wrong: str = "") -> str:
    """Return an address as seen from `base`; `wrong` for a text that cannot be one."""
    try:
        return urljoin(base, address)
    except ValueError:  # something in brackets that is not an IPv6 address
        return wrong


def path_of(address: str) -> str:
    """Return an address up to its query or fragment."""
    return re.split("[?#]", address, maxsplit=1)[0]


def rooted(root: str, address: str) -> str:
    """Return an address of the site from the root of its host; a full address stays as it is."""
    return address if address.startswith("/") or has_scheme(address) else f"{root}/{address}"


def _changed(tag: str, written: str, change: Change) -> tuple[str, set[str]]:
    """The attributes of a tag after a change, and the names of those that are taken out."""
    pieces, at, gone = [], 0, set()
    for name, value, match in _attributes(written):
        if name not in ADDRESSES and name not in SETS:
            continue
        before = Address(tag, name, value.strip(), written)
        after = _changed_set(before, change) if name in SETS else change(before)
        if after == before.value:
            continue
        if after is None:
            gone.add(name)
            pieces.append(written[at : match.start()])
        else:
            pieces.append(f'{written[at : match.start(2)]}"{escape(after)}"')
        at = match.end()
    return "".join([*pieces, written[at:]]), gone


def _changed_set(whole: Address, change: Change) -> str | None:
    """A `srcset` after a change; None where no candidate is left."""
    before = list(_CANDIDATE.finditer(whole.value))
    after = [change(replace(whole, value=match["address"])) for match in before]
    if after == [match["address"] for match in before]:
        return whole.value
    sizes = [match["size"] or "" for match in before]
    return ", ".join(f"{one} {size}".strip() for one, size in zip(after, sizes, strict=True) if one) or None


def _tags(html: str) -> Iterator[re.Match[str]]:
    """The start tags whose attributes may hold addresses, and the ends of links."""
    if not _LOOKS.search(html):
        return
    at = 0
    while (match := _TAG.search(html, at)) is not None:
        at = match.end()
        if match["end"]:
            yield match
            continue
        if match["tag"]:
            yield match
        raw = match["raw"] or match["tag"] or ""
        if raw.lower() in _RAW:
            closing = re.compile(rf"</{raw}", re.IGNORECASE).search(html, at)
            at = closing.start() if closing else len(html)


def _attributes(written: str) -> Iterator[tuple[str, str, re.Match[str]]]:
    """Name, value and place of each attribute that has a value."""
    for match in _ATTRIBUTE.finditer(written):
        if value := match[2]:
            yield match[1].lower(), unescape(value[1:-1] if value[0] in "\"'" else value), match
