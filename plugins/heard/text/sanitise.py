"""What of a stranger's HTML is shown, and of the HTML in a field: an allow-list, kept by nh3 (ammonia)."""

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
FIELD_TAGS = {
    *TAGS,
    *("img", "span", "kbd", "samp", "var", "mark", "u", "wbr", "time", "dfn", "dl", "dt", "dd"),
}
FIELD_ATTRIBUTES = {
    **ATTRIBUTES,
    "*": {"class", "dir", "lang", "title"},
    "a": {"href", "data-story"},
    "img": {"src", "srcset", "alt", "width", "height"},
    "time": {"datetime"},
}
FIELD_SCHEMES = {*SCHEMES, "tel", "story", "story-ref", "story-file"}
"""Those of our own are completed when all stories are known."""
_COMPLETE = re.compile(r"(?:https?://[^\s<>\"`{}|\\^]+|mailto:[^\s<>\"`{}|\\^]+)", re.IGNORECASE)


def clean_html(html: str, complete_links: bool = False) -> str:
    """HTML that is safe to show. Links carry `rel`, so that nobody gains from leaving one.

    With `complete_links`, an address that is not complete is dropped and its text stays.
    """
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_complete if complete_links else None,
        url_schemes=SCHEMES,
        link_rel=REL,
        strip_comments=True,
    )


def clean_field(html: str) -> str:
    """The HTML of a field that a writer formats, such as a summary, without what runs or asks.

    Links, emphasis and pictures stay. A summary stands in lists, where a script, a style or a form of one
    story would act on all others.
    """
    if "<" not in html:
        return html
    return nh3.clean(
        html,
        tags=FIELD_TAGS,
        attributes=FIELD_ATTRIBUTES,
        url_schemes=FIELD_SCHEMES,
        link_rel=None,
        strip_comments=True,
    )


def _complete(_tag: str, name: str, value: str) -> str | None:
    return value if name != "href" or _COMPLETE.fullmatch(value.strip()) else None
