"""Settings of reading and of the library."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from heard.content.keys import KEYS
from heard.content.layout import DATA_PATH
from heard.settings import Setting, positive
from heard.text.names import nearest


def _aliases(value: dict[Any, Any]) -> str | None:
    known = _known_keys()
    for foreign, ours in value.items():
        if not isinstance(foreign, str) or not isinstance(ours, str):
            return f"must map names to names, not {foreign!r} to {ours!r}"
        if ours.lower() not in known:
            return f'maps "{foreign}" to "{ours}", {_no_key(ours, known)}'
    return None


def _value_aliases(value: dict[Any, Any]) -> str | None:
    known = _known_keys()
    for key, words in value.items():
        if not isinstance(key, str) or not isinstance(words, dict):
            return f"must map each key to its words, not {key!r} to {words!r}"
        if key.lower() not in known:
            return f'names "{key}", {_no_key(key, known)}'
        choices = known[key.lower()]
        for foreign, ours in words.items():
            if not isinstance(foreign, str) or not isinstance(ours, str):
                return f"must map words to words, not {foreign!r} to {ours!r}"
            if choices and ours not in choices:
                return f'maps "{foreign}" to "{ours}", which is not a word of "{key}": {", ".join(choices)}'
    return None


def _known_keys() -> dict[str, tuple[str, ...]]:
    """The keys of a story, and the words of those that know certain words only."""
    return {key.name.lower(): key.words if key.form in ("word", "standing") else () for key in KEYS}


def _no_key(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    return "which is no key of a story" + (f', the nearest is "{near}"' if near else "")


def _texts(value: list[Any] | tuple[Any, ...]) -> str | None:
    others = [one for one in value if not isinstance(one, str)]
    return f"must hold texts only, not {others[0]!r}" if others else None


def _internal(name: str, text: str, default: object = None) -> Setting:
    """What no owner sets: the library does, for all that comes after it."""
    return Setting(name, object, default, text, internal=True)


LIBRARY_SETTINGS = (
    Setting(
        "HEARD_WORKERS",
        int,
        0,
        "Processes that make a whole site; 0 for one on each processor.",
        lambda value: None if value >= 0 else "must not be negative",
    ),
    Setting(
        "HEARD_FEATURES",
        (list, tuple, type(None)),
        None,
        "The features that the site has (pages, links, conversation, feeds, identity, theming).",
    ),
    Setting(
        "STORY_KEY_ALIASES",
        dict,
        {},
        'Front matter of other generators: {"topics": "tags"} reads `topics` as `tags`.',
        _aliases,
    ),
    Setting(
        "STORY_VALUE_ALIASES",
        dict,
        {},
        'Words of other platforms: {"status": {"Review": "draft"}} reads `status: Review` as a draft.',
        _value_aliases,
    ),
    Setting(
        "STORY_EXTRA_KEYS",
        (list, tuple),
        [],
        "Keys of your own that are allowed in front matter and handed to the theme.",
        _texts,
    ),
    Setting(
        "STORY_REPLY_DAYS",
        int,
        30,
        "Days a company has to answer before a loop counts as overdue.",
        positive,
    ),
    Setting(
        "STORY_SHOW_DRAFTS",
        bool,
        False,
        "Show drafts and future stories, marked as such (`heard serve` sets it).",
    ),
    Setting(
        "REPLIES_PATH",
        str,
        "replies",
        "The folder of the companies' replies, below the content folder.",
    ),
    Setting(
        "STORY_DATA_PATH",
        str,
        DATA_PATH,
        "The folder of what commands record, beside the content folder.",
        lambda value: None if value.strip() else "must name a folder",
    ),
    _internal("STORY_REPLIES", "The replies that are shown, by the id of the story."),
    _internal("STORY_PROBLEMS", "The problems of the run."),
    _internal("STORY_LIBRARY", "The library, once it is built."),
    _internal("STORY_TODAY", "The day of the build, from the environment or the clock."),
    _internal("STORY_RELATIVE", "Whether RELATIVE_URLS is set, which the library does itself.", False),
    _internal("STORY_WITH_FUTURE", "Whether the settings file has WITH_FUTURE_DATES.", False),
    _internal("STORY_FACET_PAGES", "Whether values, companies … have pages; set by these.", False),
    _internal("STORY_FILE_NAMES", "What the names of the files below the content folder say."),
    _internal("STORY_CASCADES", "What folders say of all their files.", ()),
    _internal("STORY_LAYOUT", "Where stories and definitions lie."),
    _internal("STORY_THEME_FILES", "The name and the text of the theme's style sheet and scripts."),
)
