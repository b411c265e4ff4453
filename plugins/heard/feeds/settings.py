"""Settings of the feeds: our own, and those of Pelican that hold the address of a feed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import Any

from heard.content.addresses import fields_of
from heard.content.fields import is_web_address
from heard.library.facets import FACETS, address_setting
from heard.model.vocabulary import IN_WORDS, OUTCOME_WORDS
from heard.settings import Setting
from heard.text.names import did_you_mean, is_safe_path

_ADDRESS = (str, PurePath, type(None), bool)
KINDS = ("all", "archive", "lessons", "outcomes", "open", "comments")
"""The feeds that are not those of a term, by the first part of their name."""
TERMS = tuple(facet.name for facet in FACETS if facet.name != "year")
"""The facets whose terms have a feed each: `value/trust`."""
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


def _below_site(filled: str, value: object) -> str | None:
    return None if is_safe_path(filled) else f'must be a path below the site, not "{value}"'


def _pelican_address(fields: str) -> Callable[[Any], str | None]:
    """Return a check of an address of Pelican's feeds that may hold certain fields, such as `{slug}`."""
    known = dict.fromkeys(fields_of(fields), "x")

    def check(value: Any) -> str | None:
        if not value:
            return None
        if value is True:
            return "must be the address of a file, or None for no such feed, not True"
        try:
            return _below_site(str(value).format(**known), value)
        except (ValueError, LookupError, AttributeError):
            return f'names a place that is not there, or has a brace too many: "{value}"'

    return check


def _pattern(value: str | None) -> str | None:
    if not value:
        return None
    try:
        fields = fields_of(value)
    except ValueError:
        return f'has a brace too many or too few: "{value}"'
    if missing := sorted({"name", "form"} - fields):
        return f"must hold {', '.join(f'{{{name}}}' for name in missing)}, or feeds share one file"
    if unknown := fields - {"name", "form"}:
        return f"cannot hold {{{min(unknown)}}}"
    return _below_site(value.format(name="x", form="x"), value)


def _one_of(known: Sequence[str], what: str) -> Callable[[Any], str | None]:
    """Return a check of a list that holds certain words only."""

    def check(value: Sequence[Any]) -> str | None:
        for name in value:
            if name not in known:
                return f"names {name!r}, which is {what}. {did_you_mean(str(name), known)}".rstrip(". ")
        return None

    return check


def _ids(value: Any) -> str | None:
    return None if value in (URN, PELICAN) else f'must be "{URN}" or "{PELICAN}", not {value!r}'


def _combinations(value: Any) -> str | None:
    for pair in value:
        if not (isinstance(pair, list | tuple) and len(pair) == 2):
            return f"must hold pairs of a value and an outcome, not {pair!r}"
    return _one_of((*OUTCOME_WORDS, IN_WORDS), "no outcome")([outcome for _value, outcome in value])


def _web(value: Any) -> str | None:
    return None if value is None or is_web_address(value) else f"is not a web address: {value}"


def _form(value: Any) -> str | None:
    if value is None:
        return None
    if value.get("kind") not in ("buttondown", "listmonk"):
        return 'needs "kind": "buttondown" or "listmonk"'
    return None if is_web_address(str(value.get("action"))) else 'needs "action": the address of the form'


FEED_SETTINGS = (
    Setting(
        "FEEDS_URL",
        (str, type(None)),
        "feeds/{name}.{form}",
        "Address of every feed of ours; None for none.",
        _pattern,
    ),
    Setting(
        "FEED_NAMES",
        (list, tuple),
        [*KINDS, *TERMS],
        "Which feeds there are, by the first part of their name.",
        _one_of((*KINDS, *TERMS, "year"), "not the name of a feed"),
    ),
    Setting(
        "FEED_FORMS",
        (list, tuple),
        ["rss", "atom", "json"],
        "The formats of every feed.",
        _one_of(("rss", "atom", "json"), "not a format"),
    ),
    *(
        Setting(
            f"{kind}_{form}",
            _ADDRESS,
            None,
            "Address of a feed of Pelican's.",
            _pelican_address(places),
        )
        for kind, places in PELICAN_FEEDS.items()
        for form in ("RSS", "ATOM")
    ),
    Setting(
        "STORY_FEED_IDS",
        str,
        URN,
        'How entries are identified: "urn", or "pelican" for the `tag:` that Pelican gives.',
        _ids,
    ),
    Setting(
        "FEED_COMBINATIONS",
        (list, tuple),
        [],
        'Feeds of one value with one outcome: [("justice", "unheard")].',
        _combinations,
    ),
    Setting("FEED_RIGHTS", (str, type(None)), None, "A sentence on who may use what, for every feed."),
    Setting("FEED_WEBSUB_HUB", (str, type(None)), None, "A WebSub hub that is told of changes.", _web),
    address_setting("SUBSCRIBE", "subscribe/", "the page that explains the feeds"),
    Setting("SUBSCRIBE_READERS", (list, tuple), READERS, "Feed readers on the web: name and address."),
    Setting(
        "SUBSCRIBE_FORM",
        (dict, type(None)),
        None,
        'A form for letters: {"kind": "buttondown", "action": "https://…"}.',
        _form,
    ),
)
