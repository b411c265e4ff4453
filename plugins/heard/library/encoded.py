"""A finished page in which every address is encoded, for a site whose addresses have blanks.

Slugs may have blanks by an owner's rules, and Pelican's files are then called so. Inside, an address is the
path of its file; only what a page says of it must be encoded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from heard.content.hyperlinks import change_addresses, valid_address
from heard.library.relative import PAGES


def have_blanks(addresses: Iterable[str]) -> bool:
    """Whether any address of a site has a blank."""
    return any(" " in address for address in addresses)


class EncodedPages(Struct, frozen=True):
    """Encodes the addresses of pages; `siteurl` is how those begin that stand in `<meta>`."""

    siteurl: str

    def __call__(self, text: str, name: str) -> str:
        """Return the page that is written to the file `name` with encoded addresses."""
        if not name.endswith(PAGES):
            return text
        text = change_addresses(text, lambda address: valid_address(address.value))
        told = rf'(<meta\b[^>]*\bcontent=")({re.escape(self.siteurl)}/[^"]* [^"]*)(?=")'
        if not self.siteurl:
            return text
        return re.sub(told, lambda match: match[1] + valid_address(match[2]), text)
