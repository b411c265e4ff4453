"""Settings of the feeds. Pelican's `FEED_ALL_RSS` and `FEED_ALL_ATOM` hold the addresses."""

from __future__ import annotations

from ..stories.settings import Setting

FEED_SETTINGS = (
    Setting(
        "FEED_ALL_RSS",
        (str, type(None), bool),
        "feeds/all.rss.xml",
        "Address of the RSS feed of all stories; None for no such feed.",
    ),
)
