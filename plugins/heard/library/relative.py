"""A finished page with relative addresses only, so that the site opens from a disk, or below any path.

Pelican's RELATIVE_URLS makes those addresses relative that Pelican works out, and leaves others to a theme.
Here the page itself is gone through, whoever wrote an address into it.
"""

from __future__ import annotations

import posixpath
import re

from msgspec import Struct

from heard.content.hyperlinks import Address, attribute_in, change_addresses
from heard.library.facets import site_root

NOT_FOUND = "404.html"
"""Shown at any address, so that nothing is relative to its own."""
PAGES = (".html", ".htm", ".xhtml")
INDEX = "index.html"
_REFRESH = re.compile(r"(<meta\b[^>]*\bcontent=\"\d+;\s*url=)([^\"]+)(?=\")", re.IGNORECASE)
_PLACE = re.compile(r"([^?#]*)(.*)", re.DOTALL)


class RelativePages(Struct, frozen=True):
    """Makes the addresses of pages relative that lead into the site at `siteurl`."""

    siteurl: str

    def __call__(self, text: str, name: str) -> str:
        """Return the page that is written to the file `name` with relative addresses."""
        if not name.endswith(PAGES) or name == NOT_FOUND:
            return text

        def change(address: Address) -> str:
            if address.tag == "link" and _is_for_others(address.attributes):
                return address.value
            return self.relative(address.value, name)

        text = change_addresses(text, change)
        return _REFRESH.sub(lambda match: match[1] + self.relative(match[2], name), text)

    def relative(self, address: str, name: str) -> str:
        """Return an address as seen from the file `name`; one that leads out of the site stays as it is.

        A folder is named with its index: from a disk, there is nothing that would look for it.
        """
        own = self._own(address)
        parts = _PLACE.fullmatch(own) if own is not None else None
        if parts is None:
            return address
        path, rest = parts.groups()
        if not path or path.endswith("/"):
            path += INDEX
        relative = posixpath.relpath(f"/{path}", f"/{posixpath.dirname(name)}")
        return ("./" if ":" in relative.split("/", 1)[0] else "") + relative + rest

    def _own(self, address: str) -> str | None:
        """What stands after the root of the site in an address that leads into it."""
        root = site_root(self.siteurl)
        starts = [root] if address.startswith("/") and not address.startswith("//") else []
        starts += [self.siteurl.rstrip("/")] if "//" in self.siteurl else []
        for start in starts:
            if address == start and start:
                return ""
            if address.startswith(f"{start}/"):
                return address[len(start) + 1 :]
        return None


def _is_for_others(attributes: str) -> bool:
    """Whether a `<link>` tells machines elsewhere what the page is called."""
    kinds = (attribute_in(attributes, "rel") or "").lower().split()
    return "canonical" in kinds or attribute_in(attributes, "hreflang") is not None
