"""Where a page takes webmentions or pingbacks: read from its headers and its HTML, and nothing else.

Sources: W3C Webmention, 3.1.2 ("Sender discovers receiver Webmention endpoint"): a `Link` header before
the first `link` or `a` element with `rel="webmention"` and `href`; a relative address counts from the
page, after redirects. Pingback 1.0, section 2: the header `X-Pingback` before `link rel="pingback"`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from heard.content.fields import is_web_address
from heard.content.hyperlinks import addresses_in, attribute_in, joined
from heard.conversation.sources.webmention.safe_text import tidy

Headers = Iterable[tuple[str, str]]
_PARAMETER = re.compile(
    r"""\s*+;\s*+([A-Za-z0-9!#$&+.^_`|~*-]++)(?:\s*+=\s*+("(?:[^"\\]|\\.)*+"|[^\s;,"]*+))?+""", re.DOTALL
)
_LINK = re.compile(rf"<([^<>]*+)>((?:{_PARAMETER.pattern})*+)", re.DOTALL)


def webmention_endpoint(url: str, headers: Headers, html: str = "") -> str | None:
    """The endpoint that a page names, as a full address; None where it names none. Never raises.

    `html` is empty for anything that is no HTML page.
    """
    links = (link for name, value in headers if name.lower() == "link" for link in _LINK.finditer(value))
    in_head = (link[1] for link in links if "webmention" in _rels(link[2]))
    return _full(url, chain(in_head, _links_in(html, "webmention", ("link", "a"))))


def pingback_server(url: str, headers: Headers, html: str = "") -> str | None:
    """The XML-RPC server that a page names, or None. Never raises."""
    in_head = (value for name, value in headers if name.lower() == "x-pingback" and value.strip())
    return _full(url, chain(in_head, _links_in(html, "pingback", ("link",))))


def _rels(parameters: str) -> list[str]:
    """The relations in the parameters of a `Link` header (RFC 8288, 3); of two, the first counts."""
    found = [one[2] or "" for one in _PARAMETER.finditer(parameters) if one[1].lower() == "rel"]
    return re.sub(r"\\(.)", r"\1", found[0].strip('"')).lower().split() if found else []


def _links_in(html: str, rel: str, elements: tuple[str, ...]) -> Iterator[str]:
    for link in addresses_in(tidy(html)):
        rels = (attribute_in(link.attributes, "rel") or "").lower().split()
        if link.tag in elements and link.attribute == "href" and rel in rels:
            yield link.value


def _full(url: str, addresses: Iterable[str]) -> str | None:
    """The first that is a web address, in full; an empty one is the page itself."""
    return next(filter(is_web_address, (joined(url, address.strip()) for address in addresses)), None)
