"""The pictures of a body, as feeds announce them."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from heard.content.fields import is_web_address
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


class _Pictures(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        source = given.get("src")
        if tag == "img" and source:
            self.found.setdefault(source, writable(given.get("alt") or ""))


def pictures_in(html: str, site: str, sizes: Mapping[str, int]) -> tuple[Image, ...]:
    """The pictures of HTML with absolute links; an address that is none is passed over.

    `sizes` maps the address of a file of the site, relative to `site`, to its bytes.
    """
    if "src" not in html:
        return ()
    parser = _Pictures()
    parser.feed(html)
    parser.close()
    images = []
    for url, alt in parser.found.items():
        if not is_web_address(url):
            continue
        path = unquote(urlsplit(url).path)
        own = path.removeprefix(urlsplit(site).path) if url.startswith(site) else ""
        length = sizes.get(own, 0)
        kind = KINDS.get(PurePosixPath(path).suffix.lower(), "application/octet-stream")
        images.append(Image(url, alt, kind if length else "", length))
    return tuple(images)
