"""The HTML of a body as feeds need it: with absolute links, and its pictures announced."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from heard.content.fields import is_web_address
from heard.content.hyperlinks import (
    Address,
    addresses_in,
    attribute_in,
    change_addresses,
    has_scheme,
    joined,
)
from heard.feeds.entries import Image, writable

KINDS = {
    ".avif": "image/avif",
    ".bmp": "image/bmp",
    ".gif": "image/gif",
    ".ico": "image/vnd.microsoft.icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".jxl": "image/jxl",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".webp": "image/webp",
}
"""Media types of pictures (IANA). Python would ask the machine, and each knows others."""


def absolute_links(html: str, base: str) -> str:
    """HTML whose relative addresses are resolved against `base`: a reader has no page to start from."""

    def absolute(address: Address) -> str:
        value = address.value  # one that is no address stays as its writer left it
        return value if has_scheme(value) else joined(base, value, value)

    return change_addresses(html, absolute)


def pictures_in(html: str, site: str, sizes: Mapping[str, int]) -> tuple[Image, ...]:
    """The pictures of HTML with absolute links; an address that is none is passed over.

    `sizes` maps the address of a file of the site, relative to `site`, to its bytes.
    """
    images: dict[str, Image] = {}
    for one in addresses_in(html):
        url = one.value
        if (one.tag, one.attribute) != ("img", "src") or url in images or not is_web_address(url):
            continue
        path = unquote(urlsplit(url).path)
        own = path.removeprefix(urlsplit(site).path) if url.startswith(site) else ""
        length = sizes.get(own, 0)
        kind = KINDS.get(PurePosixPath(path).suffix.lower(), "application/octet-stream")
        alt = writable(attribute_in(one.attributes, "alt") or "")
        images[url] = Image(url, alt, kind if length else "", length)
    return tuple(images.values())
