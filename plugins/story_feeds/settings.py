"""Settings of the feeds. Pelican's `FEED_ALL_RSS` and `FEED_ALL_ATOM` hold the addresses of all stories."""

from __future__ import annotations

from typing import Any

from ..stories.facets import FACETS
from ..stories.fields import is_web_address
from ..stories.names import did_you_mean
from ..stories.settings import Setting
from ..stories.words import IN_WORDS, OUTCOME_WORDS

_ADDRESS = (str, type(None), bool)
_ENDINGS = {"RSS": ".rss.xml", "ATOM": ".atom.xml", "JSON": ".json"}
_PATTERNS = {
    "TERM": ("feeds/{facet}/{slug}", "a term's feed"),
    "SPECIAL": ("feeds/{name}", "the feeds of lessons, outcomes, overdue loops and comments"),
    "ARCHIVE": ("feeds/archive/{year}", "the feed of one year"),
    "COMMENTS": ("feeds/comments/{id}", "the comments of one story"),
}
READERS = (
    ("Feedly", "https://feedly.com/i/subscription/feed/"),
    ("Inoreader", "https://www.inoreader.com/?add_feed="),
    ("NewsBlur", "https://www.newsblur.com/?url="),
    ("The Old Reader", "https://theoldreader.com/feeds/subscribe?url="),
)


def _facets(value: Any) -> str | None:
    known = [facet.name for facet in FACETS]
    for name in value:
        if name not in known:
            return f"names {name!r}, which is no facet. {did_you_mean(str(name), known)}".strip().rstrip(
                "."
            )
    return None


def _combinations(value: Any) -> str | None:
    known = (*OUTCOME_WORDS, IN_WORDS)
    for pair in value:
        if not (isinstance(pair, list | tuple) and len(pair) == 2):
            return f"must hold pairs of a value and an outcome, not {pair!r}"
        if pair[1] not in known:
            return f"names {pair[1]!r}, which is no outcome. {did_you_mean(str(pair[1]), known)}".rstrip(
                "."
            )
    return None


def _web(value: Any) -> str | None:
    return None if value is None or is_web_address(value) else f"is no web address: {value}"


def _form(value: Any) -> str | None:
    if value is None:
        return None
    if value.get("kind") not in ("buttondown", "listmonk"):
        return 'needs "kind": "buttondown" or "listmonk"'
    return None if is_web_address(str(value.get("action"))) else 'needs "action": the address of the form'


FEED_SETTINGS = (
    Setting("FEED_ALL_RSS", _ADDRESS, "feeds/all.rss.xml", "Address of the RSS feed of all stories."),
    Setting("FEED_ALL_JSON", _ADDRESS, "feeds/all.json", "Address of the JSON feed of all stories."),
    *(
        Setting(f"FEED_{kind}_{form}", _ADDRESS, stem + ending, f"Address of {what}, as {form}.")
        for kind, (stem, what) in _PATTERNS.items()
        for form, ending in _ENDINGS.items()
    ),
    Setting(
        "FEED_FACETS",
        (list, tuple),
        ["value", "outcome", "company", "series", "teller", "tag", "category"],
        "Facets whose terms have a feed each.",
        _facets,
    ),
    Setting(
        "FEED_COMBINATIONS",
        (list, tuple),
        [],
        'Feeds of one value with one outcome: [("justice", "unheard")].',
        _combinations,
    ),
    Setting("FEED_OPML", _ADDRESS, "feeds/index.opml", "Address of the list of all feeds (OPML)."),
    Setting("FEED_RIGHTS", (str, type(None)), None, "A sentence on who may use what, for every feed."),
    Setting("FEED_WEBSUB_HUB", (str, type(None)), None, "A WebSub hub that is told of changes.", _web),
    Setting("SUBSCRIBE_URL", str, "subscribe/", "Address of the page that explains the feeds."),
    Setting("SUBSCRIBE_SAVE_AS", _ADDRESS, None, "Its file; empty for no such page."),
    Setting("SUBSCRIBE_READERS", (list, tuple), READERS, "Feed readers on the web: name and address."),
    Setting(
        "SUBSCRIBE_FORM",
        (dict, type(None)),
        None,
        'A form for letters: {"kind": "buttondown", "action": "https://…"}.',
        _form,
    ),
)
