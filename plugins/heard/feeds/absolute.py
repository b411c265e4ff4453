"""Links in HTML made absolute, as feeds need them: a reader's software has no page to start from."""

from __future__ import annotations

from urllib.parse import urljoin

from heard.content.hyperlinks import Address, change_addresses, has_scheme


def absolute_links(html: str, base: str) -> str:
    """HTML whose relative addresses are resolved against `base`, an absolute URL."""

    def absolute(address: Address) -> str:
        return address.value if has_scheme(address.value) else _join(base, address.value)

    return change_addresses(html, absolute)


def _join(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # an address that is none stays as its writer left it
        return address
