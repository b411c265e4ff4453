"""Stories and pages that another reader read (reStructuredText, HTML): the same keys, by the same rules.

Pelican hands over what it made of the file and of what the site says of it, in one dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from heard.content.fields import Reading
from heard.content.front_matter import Record, Source, Text
from heard.content.keys import KEYS, Key
from heard.content.parser import Rules, parse_story, read_fields
from heard.content.publishing import held_back, may_hold_back
from heard.content.sitefields import node_of
from heard.model.records import HeldBack, Reply, Story

_HTML = ("title", "summary")


def standing_of(
    metadata: Mapping[str, Any], path: str, keys: tuple[Key, ...], rules: Rules
) -> tuple[HeldBack | None, Reading]:
    """Why a page is not published, and what is wrong with the keys that say so."""
    holding = {key.name.lower() for key in keys if key.holds_back} | {"date", "save_as"}
    reading = Reading(path)
    read_fields(reading, _source(metadata, holding, rules, str), keys, rules)
    return held_back(reading.found, path, rules.as_of, rules.with_future), reading


def story_of(
    metadata: Mapping[str, Any],
    path: str,
    rules: Rules,
    replies: Mapping[str, tuple[Reply, ...]],
    as_text: Callable[[str], str],
    formatted: Collection[str] = (),
    lines: Mapping[str, int] = MappingProxyType({}),
) -> tuple[Story | None, Reading]:
    """The story that the metadata of an article make; None when an error keeps it out of the site.

    `formatted` are the fields that Pelican's readers give as HTML, `lines` the lines of the keys.
    """
    source = _source(metadata, {key.name.lower() for key in KEYS}, rules, as_text, formatted, lines)
    story, reading = parse_story(source, path, rules, {}, replies)
    return story and replace(story, id_given="id" in metadata), reading


def lines_of_keys(text: str) -> dict[str, int]:
    """The line of each key of a file: `key: value`, `:key: value` or `<meta name="key" …>`."""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        for match in _KEY.finditer(line):
            lines.setdefault((match[1] or match[2]).lower(), number)
    return lines


_KEY = re.compile(r"""^:?([A-Za-z][\w.-]*):(?:\s|$)|<meta\s[^>]*\bname=["']?([\w.-]+)""", re.IGNORECASE)


def _source(
    metadata: Mapping[str, Any],
    ours: set[str],
    rules: Rules,
    as_text: Callable[[str], str],
    formatted: Collection[str] = (),
    lines: Mapping[str, int] = MappingProxyType({}),
) -> Source:
    """The keys that are ours, or may say whether the file is published, as if they stood in a file."""
    fields = []
    for name, value in metadata.items():
        key = rules.key_aliases.get(name.lower(), name.lower())
        if key not in ours and not may_hold_back(name, value):
            continue
        if (key in _HTML or name.lower() in formatted) and isinstance(value, str):
            value = as_text(value)
        line = lines.get(name.lower(), 0)
        fields.append((Text(name.lower(), line, typed=name), node_of(value, name, line)))
    return Source(Record(tuple(fields), 0))
