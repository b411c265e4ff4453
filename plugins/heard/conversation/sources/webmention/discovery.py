"""Where a page takes webmentions or pingbacks: read from its headers and its HTML, and nothing else.

Sources: W3C Webmention, 3.1.2 ("Sender discovers receiver Webmention endpoint"): a `Link` header before
the first `link` or `a` element with `rel="webmention"` and `href`; a relative address counts from the
page, after redirects. Pingback 1.0, section 2: the header `X-Pingback` before `link rel="pingback"`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from heard.content.fields import is_web_address
from heard.content.hyperlinks import addresses_in, attribute_in, joined
from heard.conversation.sources.webmention.safe_text import tidy

Headers = Iterable[tuple[str, str]]
_LINK = re.compile(r"<([^<>]*)>")
_PARAMETER = re.compile(
    r"""\s*;\s*([A-Za-z0-9!#$&+.^_`|~*-]+)(?:\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;,"]*))?""", re.DOTALL
)


def webmention_endpoint(url: str, headers: Headers, html: str = "") -> str | None:
    """The endpoint that a page names, as a full address; None where it names none. Never raises.

    `html` is empty for anything that is no HTML page.
    """
    for address, rels in links_in(headers):
        if "webmention" in rels and (found := _full(url, address)):
            return found
    return _first(url, html, "webmention", ("link", "a"))


def pingback_server(url: str, headers: Headers, html: str = "") -> str | None:
    """The XML-RPC server that a page names, or None. Never raises."""
    for name, value in headers:
        if name.lower() == "x-pingback" and value.strip() and (found := _full(url, value)):
            return found
    return _first(url, html, "pingback", ("link",))


def links_in(headers: Headers) -> Iterator[tuple[str, list[str]]]:
    """Address and relations, in lower case, of each link in the `Link` headers (RFC 8288, section 3)."""
    for name, value in headers:
        if name.lower() != "link":
            continue
        at = 0
        while link := _LINK.search(value, at):
            at = link.end()
            rels: list[str] | None = None
            while parameter := _PARAMETER.match(value, at):
                at = parameter.end()
                if parameter[1].lower() == "rel" and rels is None:  # of two, the first counts
                    rels = re.sub(r"\\(.)", r"\1", (parameter[2] or "").strip('"')).lower().split()
            yield link[1], rels or []


def _first(url: str, html: str, rel: str, names: tuple[str, ...]) -> str | None:
    for link in addresses_in(tidy(html)):
        rels = (attribute_in(link.attributes, "rel") or "").lower().split()
        is_meant = link.tag in names and link.attribute == "href" and rel in rels
        if is_meant and (found := _full(url, link.value)):
            return found
    return None


def _full(url: str, address: str) -> str | None:
    """A full web address; an empty one is the page itself. None for anything else."""
    found = joined(url, address.strip())
    return found if is_web_address(found) else None
