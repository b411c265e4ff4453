"""Settings of before: what to write in the place of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any

from heard.content.addresses import file_of, url_of
from heard.text.problems import Problem

FormerValue = Callable[[str, Mapping[str, Any]], str]
"""Returns what to write in place of a setting; it is given its name and all settings."""

DATA_PATH = "STORY_DATA_PATH"
_KINDS = {
    "STORY_FEED_ALL": "all",
    "FEED_TERM": "value",
    "FEED_SPECIAL": "lessons",
    "FEED_ARCHIVE": "archive",
    "FEED_COMMENTS": "comments",
}
"""The stems of settings that held the addresses of feeds, each with the name of such a feed."""
_OF_SITE = ("all", "archive", "lessons", "outcomes", "open", "comments")
_FORMS = ("RSS", "ATOM", "JSON")
_PAGES = (
    *("VALUE", "VALUES", "OUTCOME", "OUTCOMES", "COMPANY", "COMPANIES", "SERIES", "SERIES_LIST"),
    *("LESSON", "LESSONS", "OPEN", "LOOSE_ENDS", "MAP", "SUBSCRIBE"),
)
_BELOW = {"OVERDUE": "OPEN", "DEADLINES": "OPEN", "SIDES_LIST": "SIDES", "SIDES": "SIDES"}
"""Pages that stand below another now."""
_RECORDS = {
    "STORY_IDS_FILE": "ids.json",
    "DIGEST_STATE_FILE": "digest.json",
    "ISSO_STATE_FILE": "isso.json",
    "ISSO_FOLDER": "isso",
    "WEBMENTION_STATE_FILE": "webmentions.json",
}
"""Settings that said where a record lies, each with the name that it has now."""


def _page(former: str, settings: Mapping[str, Any]) -> str:
    """The file of a page follows from its address."""
    name = former.replace("_SAVE_AS", "_URL")
    save_as = str(settings[former] or "")
    if not save_as:
        return f"Write: {name} = None"
    url = str(settings.get(name) or "").lstrip("/")
    if url and file_of(url) == save_as:
        return f"Leave it out: {name} says it."
    return f"Write: {name} = {url_of(save_as) or save_as!r}"


def _feed(former: str, settings: Mapping[str, Any]) -> str:
    """All feeds have one pattern; a kind or a format is left out of a list."""
    stem, _, form = former.rpartition("_")
    if not settings[former]:
        if any(settings.get(f"{stem}_{other}", True) for other in _FORMS):
            kept = [other.lower() for other in _FORMS if settings.get(f"{stem}_{other}", True)]
            return f"Write: FEED_FORMS = {kept}"
        return f'Leave "{_KINDS[stem]}" out of FEED_NAMES.'
    if stem == "STORY_FEED_ALL" and form != "JSON":
        return f"Write: FEED_ALL_{form} = {settings[former]!r}"
    return 'Leave it out, or write the pattern of all feeds: FEEDS_URL = "feeds/{name}.{form}"'


def _data(former: str, settings: Mapping[str, Any]) -> str:
    """All records lie in one folder."""
    file = _RECORDS[former]
    path = PurePosixPath(str(settings[former] or f"data/{file}"))
    moved = "" if path.name == file else f" and call the file {file}"
    return f"Write: {DATA_PATH} = {str(path.parent)!r}{moved}"


FORMER_SETTINGS: Mapping[str, str | FormerValue] = {
    "THEME_WORDS": "Write: THEME_STRINGS = {value!r}",
    "FACET_LIST_LENGTH": "Write: DEFAULT_PAGINATION = {value!r}",
    "OPEN_LIST_LENGTH": "Leave it out: it is always 50.",
    "ENGINE_WORKERS": "Write: HEARD_WORKERS = {value!r}",
    **dict.fromkeys(
        (
            *("ENGINE_ON", "ENGINE_CACHE", "ENGINE_CACHE_PATH", "ENGINE_FORK_FROM", "ENGINE_KEEP"),
            *("ENGINE_MAKE", "ENGINE_FINISH", "ENGINE_REFRESH", "ENGINE_BY_RESULT", "ENGINE_REPORT"),
        ),
        "Leave it out: a build always makes what changed, and keeps what it needs for that.",
    ),
    "FEED_FACETS": lambda former, settings: f"Write: FEED_NAMES = {[*_OF_SITE, *settings[former]]}",
    "FEED_OPML": 'Leave it out: it follows from FEEDS_URL: "feeds/index.opml".',
    "FEED_ALL_JSON": "Leave it out: it follows from FEEDS_URL.",
    **{f"{stem}_{form}": _feed for stem in _KINDS for form in _FORMS},
    **{f"{stem}_SAVE_AS": _page for stem in _PAGES},
    **{
        f"{stem}_{half}": f"Leave it out: the page is below {holder}_URL."
        for stem, holder in _BELOW.items()
        for half in ("URL", "SAVE_AS")
        if f"{stem}_{half}" != "SIDES_URL"
    },
    **dict.fromkeys(_RECORDS, _data),
}


def former_settings(
    settings: Mapping[str, Any],
    place_of: Callable[[str], tuple[str, int]] = lambda _name: ("settings", 0),
) -> dict[str, Problem]:
    """Return a problem with the line to write instead for each setting of before, by its name."""
    return {
        name: Problem(
            "setting-wrong",
            *place_of(name),
            f"There is no setting {name} any more.",
            line.format(value=settings[name]) if isinstance(line, str) else line(name, settings),
        )
        for name, line in sorted(FORMER_SETTINGS.items())
        # MAP_SAVE_AS may say where a template of the owner's own is written.
        if name in settings
        and name.removesuffix("_SAVE_AS").lower() not in settings.get("DIRECT_TEMPLATES", ())
    }
