"""What may be published: every sign by which a writer, or the site, holds a file back.

Any one sign is enough, and the strongest counts: doubt means that a file is not published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from heard.content.fields import FALSE, Reading
from heard.model.records import HeldBack
from heard.text.dates import Moment

STRENGTH = ("published", "hidden", "draft", "skip")
DRAFT_FOLDERS = frozenset({"_drafts", "drafts", "_draft", "draft"})
_FLAGS = {"draft": "draft", "private": "draft", "hidden": "hidden", "unlisted": "hidden"}
LATER = "published later"
"""Where reading leaves a day to come that stands under a key such as `published_at`."""
ALIASES = {"pubdate": "publishDate", "unpublishdate": "expiryDate"}
"""Hugo's other names for its dates."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_HOLDING = frozenset(
    "draft status published publish private visibility state hidden unlisted unpublished expiry "
    "publishdate expirydate".split()
)
_JOINED = re.compile(
    "(?:is|not|page|post|entry|story|article)(?:draft|status|published|private|visibility|hidden|unlisted)"
    "|(?:is)?public"
)
_OF_COMMENTS = frozenset({"comment_status", "ping_status"})
"""Keys that exports of WordPress give every post, and that say nothing of the post."""
_HOLDS_IF_SAID = frozenset(
    "headless deleted trashed password post_password embargo embargoed scheduled scheduled_at "
    "eleventyexcludefromcollections exclude_from_collections".split()
)
"""Keys of other platforms that hold a file back where they say yes, a day or a word."""
_HOLDS_IF_DENIED = frozenset("visible listed render permalink".split())
"""… and those that hold it back where they say no."""
_RECORDS = frozenset({"build", "_build"})
"""Hugo's record of how a page is built: `{render: never, list: never}`."""


def words_of(key: str) -> list[str]:
    """The words of a key in whatever way they are joined: `isDraft`, `post_status`, `publish-date`."""
    return [word.lower() for word in _WORD.findall(key)]


def is_about_publishing(key: str) -> bool:
    """Whether a key that nobody understands may hold its file back, by its whole words."""
    words = words_of(key)
    joined = "".join(words)
    is_whole = joined in _HOLDING or bool(_JOINED.fullmatch(joined))
    return key.lower() not in _OF_COMMENTS and (is_whole or not _HOLDING.isdisjoint(words))


def may_hold_back(key: str, value: object) -> bool:
    """Whether a key that is not ours, with the value that it has, may hold its file back.

    `value` is a text, None, or a dict or tuple of such (see `plain` in parser.py).
    """
    name = key.lower()
    if name in _RECORDS:
        return isinstance(value, dict) and any(_denies(one) for one in value.values())
    if name in _HOLDS_IF_SAID:
        return not _denies(value)
    if name in _HOLDS_IF_DENIED:
        return _denies(value) and value not in (None, "")
    return is_about_publishing(key)


def _denies(value: object) -> bool:
    """Whether a value says no, never, or nothing."""
    return value is None or (
        isinstance(value, str) and value.strip().lower() in (*FALSE, "", "never", "none")
    )


def held_back(
    found: Mapping[str, Any], path: str, as_of: date, with_future: bool = False
) -> HeldBack | None:
    """Why a file is not published, from its values and its path below the content folder, or None."""
    signs = _signs(found, path, as_of, with_future)
    return max(signs, key=lambda sign: STRENGTH.index(sign.status), default=None)


def _signs(found: Mapping[str, Any], path: str, as_of: date, with_future: bool) -> Iterator[HeldBack]:
    for name in ("status", "visibility", "state"):
        status, word = found.get(name) or ("published", "")
        if status != "published":
            yield HeldBack(status, f"{name} {word}", name)
    for name, status in _FLAGS.items():
        if found.get(name):
            yield HeldBack(status, f"{name} true", name)
    for name in ("published", "publish"):
        if name in found and not found[name]:
            word = "without a value" if found[name] is None else "false"
            yield HeldBack("draft", f"{name} {word}", name)
    for name in ("date", "publishDate", "published", LATER):
        moment = found.get(name)
        if isinstance(moment, Moment) and not with_future:
            day = moment.first if name == "date" else moment.last
            if day is not None and day > as_of:
                why = "dated" if name == "date" else name
                yield HeldBack("draft", f"{why} {moment.text}, after today", name, is_early=True)
    if "save_as" in found and _denies(found["save_as"]):  # Pelican's way to have no file written
        yield HeldBack("draft", "save_as without a file", "save_as")
    end = found.get("expiryDate")
    if isinstance(end, Moment) and end.first is not None and end.first <= as_of:
        yield HeldBack("draft", f"expiryDate {end.text} is over", "expiryDate")
    if folder := folder_of_drafts(path):
        yield HeldBack("draft", f"in the folder {folder}/")


def folder_of_drafts(path: str) -> str:
    """The first folder of drafts that a path leads through; empty if there is none."""
    return next((name for name in path.split("/")[:-1] if name.lower() in DRAFT_FOLDERS), "")


def is_skipped(reading: Reading, held_back: HeldBack | None, lines: Mapping[str, int]) -> bool:
    """Whether a file is not to be read at all, which is told."""
    if held_back is None or held_back.status != "skip":
        return False
    message = f"{held_back.why}; it is not read."
    hint = "Set another status to have it read."
    line = lines.get(held_back.key, 1)
    reading.note("not-published", line, message, hint, severity="hint", group="skip")
    return True
