"""Stories and pages that another reader read (reStructuredText, HTML): the same keys, by the same rules.

Pelican hands over what it made of the file and of what the site says of it, in one dictionary.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from .fields import Reading
from .frontmatter import Record, Source, Text
from .keys import KEYS, Key
from .model import HeldBack, Reply, Story
from .parser import Rules, parse_story, read_fields
from .publishing import held_back, is_about_publishing
from .sitefields import node_of

_HTML = ("title", "summary")


def standing_of(
    metadata: Mapping[str, Any], path: str, keys: tuple[Key, ...], rules: Rules
) -> tuple[HeldBack | None, Reading]:
    """Why a page is not published, and what is wrong with the keys that say so."""
    holding = {key.name.lower() for key in keys if key.holds_back} | {"date"}
    reading = Reading(path)
    source = _source(metadata, holding, rules, str)
    found, _lines, _extra = read_fields(reading, source, keys, rules)
    return held_back(found, path, rules.as_of, rules.with_future), reading


def story_of(
    metadata: Mapping[str, Any],
    path: str,
    rules: Rules,
    replies: Mapping[str, tuple[Reply, ...]],
    as_text: Callable[[str], str],
) -> tuple[Story | None, Reading]:
    """The story that the metadata of an article make; None when an error keeps it out of the site."""
    source = _source(metadata, {key.name.lower() for key in KEYS}, rules, as_text)
    story, reading = parse_story(source, path, rules, {}, replies)
    return story and replace(story, id_given="id" in metadata), reading


def _source(
    metadata: Mapping[str, Any], ours: set[str], rules: Rules, as_text: Callable[[str], str]
) -> Source:
    """The keys that are ours, or may say whether the file is published, as if they stood in a file."""
    fields = []
    for name, value in metadata.items():
        key = rules.key_aliases.get(name.lower(), name.lower())
        if key not in ours and not is_about_publishing(name):
            continue
        if key in _HTML and isinstance(value, str):
            value = as_text(value)
        elif isinstance(value, datetime):  # Pelican no longer knows whether there was a time
            value = value.date()
        fields.append((Text(name.lower(), 0, typed=name), node_of(value, name)))
    return Source(Record(tuple(fields), 0))
