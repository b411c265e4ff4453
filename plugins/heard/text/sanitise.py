"""What of a stranger's HTML is shown: an allow-list, kept by nh3 (a binding of the ammonia library)."""

from __future__ import annotations

import re

import nh3

TAGS = {
    *("p", "br", "em", "strong", "i", "b", "s", "del", "ins", "sub", "sup", "small", "q", "cite"),
    *("blockquote", "ul", "ol", "li", "pre", "code", "a", "hr", "abbr"),
}
ATTRIBUTES = {"a": {"href", "title"}, "abbr": {"title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
REL = "nofollow ugc noopener"
_COMPLETE = re.compile(r"(?:https?://[^\s<>\"`{}|\\^]+|mailto:[^\s<>\"`{}|\\^]+)", re.IGNORECASE)


def clean_html(html: str, complete_links: bool = False) -> str:
    """HTML that is safe to show. Links carry `rel`, so that nobody gains from leaving one.

    With `complete_links`, an address that is not complete is dropped and its text stays.
    """
    cleaned: str = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_complete if complete_links else _any,
        url_schemes=SCHEMES,
        link_rel=REL,
        strip_comments=True,
    )
    return cleaned


def _any(_tag: str, _name: str, value: str) -> str:
    return value


def _complete(_tag: str, name: str, value: str) -> str | None:
    return value if name != "href" or _COMPLETE.fullmatch(value.strip()) else None
