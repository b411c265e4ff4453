"""Settings of the feeds. Pelican's `FEED_ALL_RSS` and `FEED_ALL_ATOM` hold the addresses of all stories."""

from __future__ import annotations

from typing import Any

from ..stories.facets import FACETS
from ..stories.names import did_you_mean
from ..stories.settings import Setting

_ADDRESS = (str, type(None), bool)


def _facets(value: Any) -> str | None:
    known = [facet.name for facet in FACETS]
    for name in value:
        if name not in known:
            return f"names {name!r}, which is no facet. {did_you_mean(str(name), known)}".strip().rstrip(
                "."
            )
    return None


FEED_SETTINGS = (
    Setting(
        "FEED_ALL_RSS",
        _ADDRESS,
        "feeds/all.rss.xml",
        "Address of the RSS feed of all stories; None for no such feed.",
    ),
    Setting(
        "FEED_FACETS",
        (list, tuple),
        ["series"],
        "Facets whose terms have a feed each.",
        _facets,
    ),
    Setting("FEED_TERM_RSS", _ADDRESS, "feeds/{facet}/{slug}.rss.xml", "Address of a term's RSS feed."),
    Setting("FEED_TERM_ATOM", _ADDRESS, "feeds/{facet}/{slug}.atom.xml", "Address of a term's Atom feed."),
    Setting("FEED_OPEN_RSS", _ADDRESS, "feeds/open.rss.xml", "Address of the feed of overdue loops."),
)
