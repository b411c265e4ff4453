"""Settings of the feeds: our own, and those of Pelican that hold the address of a feed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from string import Formatter
from typing import Any

from heard.content.fields import is_web_address
from heard.library.facets import FACETS
from heard.model.vocabulary import IN_WORDS, OUTCOME_WORDS
from heard.settings import Setting
from heard.text.names import did_you_mean, is_safe_path

_ADDRESS = (str, PurePath, type(None), bool)
OF_ALL = "Address of the feed of all stories."
_ENDINGS = {"RSS": ".rss.xml", "ATOM": ".atom.xml", "JSON": ".json"}
_PATTERNS = {
    "FEED_TERM": ("feeds/{facet}/{slug}", "a term's feed"),
    "FEED_SPECIAL": ("feeds/{name}", "the feeds of lessons, outcomes, overdue loops and comments"),
    "FEED_ARCHIVE": ("feeds/archive/{number}", "a part of the complete history"),
    "FEED_COMMENTS": ("feeds/comments/{id}", "the comments of one story"),
}
PELICAN_FEEDS = {
    "FEED": "",
    "FEED_ALL": "",
    "CATEGORY_FEED": "{slug}",
    "AUTHOR_FEED": "{slug}",
    "TAG_FEED": "{slug}",
    "TRANSLATION_FEED": "{lang}",
}
"""Pelican's feeds: the stem of the settings that hold their addresses, and what such an address names."""
URN, PELICAN = "urn", "pelican"
"""How an entry is identified: by the story's id, or by its date and address, as Pelican does."""
READERS = (
    ("Feedly", "https://feedly.com/i/subscription/feed/"),
    ("Inoreader", "https://www.inoreader.com/?add_feed="),
    ("NewsBlur", "https://www.newsblur.com/?url="),
    ("The Old Reader", "https://theoldreader.com/feeds/subscribe?url="),
)


def _address_with(places: str, are_needed: bool = True) -> Callable[[Any], str | None]:
    """Return a check of an address of feeds that may name certain places, such as `{slug}`."""
    wanted = {name for _text, name, _spec, _conversion in Formatter().parse(places) if name}

    def check(value: Any) -> str | None:
        if not value:
            return None
        if value is True:
            return "must be the address of a file, or None for no such feed, not True"
        try:
            named = {name for _text, name, _spec, _conversion in Formatter().parse(str(value))}
            filled = str(value).format(**dict.fromkeys(wanted, "x"))
        except (ValueError, LookupError, AttributeError):
            return f'names a place that is not there, or has a brace too many: "{value}"'
        if are_needed and (missing := sorted(wanted - named)):
            return f"must name {', '.join(f'{{{name}}}' for name in missing)}, or its feeds share one file"
        return None if is_safe_path(filled) else f'must be a path below the site, not "{value}"'

    return check


def _moved(value: Any) -> str | None:
    return None if value is None else "is called STORY_FEED_ALL_JSON now"


def _ids(value: Any) -> str | None:
    return None if value in (URN, PELICAN) else f'must be "{URN}" or "{PELICAN}", not {value!r}'


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
    return None if value is None or is_web_address(value) else f"is not a web address: {value}"


def _form(value: Any) -> str | None:
    if value is None:
        return None
    if value.get("kind") not in ("buttondown", "listmonk"):
        return 'needs "kind": "buttondown" or "listmonk"'
    return None if is_web_address(str(value.get("action"))) else 'needs "action": the address of the form'


FEED_SETTINGS = (
    Setting("STORY_FEED_ALL_RSS", _ADDRESS, "feeds/all.rss.xml", OF_ALL, _address_with("")),
    Setting("STORY_FEED_ALL_ATOM", _ADDRESS, "feeds/all.atom.xml", OF_ALL, _address_with("")),
    Setting("STORY_FEED_ALL_JSON", _ADDRESS, "feeds/all.json", OF_ALL, _address_with("")),
    *(
        Setting(
            f"{kind}_{form}", _ADDRESS, stem + ending, f"Address of {what}, as {form}.", _address_with(stem)
        )
        for kind, (stem, what) in _PATTERNS.items()
        for form, ending in _ENDINGS.items()
    ),
    *(
        Setting(
            f"{kind}_{form}",
            _ADDRESS,
            None,
            "Address of a feed of Pelican's.",
            _address_with(places, are_needed=False),
        )
        for kind, places in PELICAN_FEEDS.items()
        for form in ("RSS", "ATOM")
    ),
    Setting("FEED_ALL_JSON", object, None, "The name that STORY_FEED_ALL_JSON had.", _moved, internal=True),
    Setting(
        "STORY_FEED_IDS",
        str,
        URN,
        'How entries are identified: "urn", or "pelican" for the `tag:` that Pelican gives.',
        _ids,
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
