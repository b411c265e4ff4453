"""What of a stranger's HTML is shown: an allow-list, kept by nh3 (a binding of the ammonia library)."""

from __future__ import annotations

import nh3

TAGS = {
    *("p", "br", "em", "strong", "i", "b", "s", "del", "ins", "sub", "sup", "small", "q", "cite"),
    *("blockquote", "ul", "ol", "li", "pre", "code", "a", "hr", "abbr"),
}
ATTRIBUTES = {"a": {"href", "title"}, "abbr": {"title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
REL = "nofollow ugc noopener"


def clean_html(html: str) -> str:
    """HTML that is safe to show. Links carry `rel`, so that nobody gains from leaving one."""
    cleaned: str = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=REL, strip_comments=True
    )
    return cleaned
