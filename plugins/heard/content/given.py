"""What the site says of a file, or another reader has made of it, read as if it stood in front matter."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from heard.content.fields import Fields, Reading
from heard.content.front_matter import Many, Node, Record, Source, Text, header_value
from heard.content.keys import KEYS, Key
from heard.content.parser import Rules, parse_story, read_fields
from heard.content.publishing import held_back, may_hold_back
from heard.model.records import HeldBack, Reply, Story
from heard.text.dates import clock_text
from heard.text.excerpt import field_text
from heard.text.problems import Problem

_HTML = ("title", "summary")
"""Fields that Pelican's readers give as HTML, besides those that an owner names."""
_KEY = re.compile(r"""^:?([A-Za-z][\w.-]*):(?:\s|$)|<meta\s[^>]*\bname=["']?([\w.-]+)""", re.IGNORECASE)
Given = Mapping[str, tuple[object, str]]
"""Values by the name of their key, each with the setting that gives it."""


def read_given(
    path: str, given: Given, keys: tuple[Key, ...], rules: Rules
) -> tuple[Fields, list[Problem]]:
    """The values that the site gives a file, and what is wrong with them. Keys that are not ours go to
    Pelican and its plugins as ever; one that may hold the file back and is not understood is an error.
    """
    values: Fields = {}
    problems: list[Problem] = []
    for name, (value, setting) in given.items():
        reading = Reading(path)
        record = Record(((Text(name.lower(), 0, typed=name), node_of(value, name)),), 0)
        read_fields(reading, Source(record), keys, rules)
        for read, one in reading.found.items():
            if one is not None or read in ("published", "publish", "save_as"):
                values[read] = one
        problems += [
            replace(problem, line=0, hint=f"{problem.hint} {setting} says so.".strip())
            for problem in reading.problems
            if problem.code not in ("key-unknown", "key-reserved")
        ]
    return values, problems


def node_of(value: object, name: str = "", line: int = 0) -> Node:
    """A value of Python as a node of front matter; texts are read as plain headers are."""
    if value is None:
        return Text("", line, True)
    if isinstance(value, bool):
        return Text(str(value).lower(), line)
    if isinstance(value, str):
        if name == "author":  # Pelican takes `authors` apart, not `author`
            return Many((Text(value, line),), line)
        return header_value(value.split("\n"), line)[0]
    if isinstance(value, datetime):
        return Text(clock_text(value), line)
    if isinstance(value, date):
        return Text(value.isoformat(), line)
    if isinstance(value, Mapping):
        fields = ((Text(str(key), line), node_of(one, line=line)) for key, one in value.items())
        return Record(tuple(fields), line)
    if isinstance(value, (list, tuple, set, frozenset)):
        return Many(tuple(node_of(one, line=line) for one in value), line)
    return Text(str(value), line)


def standing_of(
    metadata: Mapping[str, Any], path: str, keys: tuple[Key, ...], rules: Rules
) -> tuple[HeldBack | None, Reading]:
    """Why a page is not published, and what is wrong with the keys that say so."""
    holding = {key.name.lower() for key in keys if key.holds_back} | {"date", "save_as"}
    reading = Reading(path)
    read_fields(reading, _source(metadata, holding, rules), keys, rules)
    return held_back(reading.found, path, rules.as_of, rules.with_future), reading


def story_of(
    metadata: Mapping[str, Any],
    path: str,
    rules: Rules,
    replies: Mapping[str, tuple[Reply, ...]],
    formatted: Collection[str] = (),
    lines: Mapping[str, int] = MappingProxyType({}),
) -> tuple[Story | None, Reading]:
    """The story that the metadata of an article make; None when an error keeps it out of the site.

    `formatted` are the fields that Pelican's readers give as HTML, `lines` the lines of the keys.
    """
    source = _source(metadata, {key.name.lower() for key in KEYS}, rules, formatted, lines)
    story, reading = parse_story(source, path, rules, {}, replies)
    return story and replace(story, id_given="id" in metadata), reading


def lines_of_keys(text: str) -> dict[str, int]:
    """The line of each key of a file: `key: value`, `:key: value` or `<meta name="key" …>`."""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        for match in _KEY.finditer(line):
            lines.setdefault((match[1] or match[2]).lower(), number)
    return lines


def _source(
    metadata: Mapping[str, Any],
    ours: set[str],
    rules: Rules,
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
            value = field_text(value)
        line = lines.get(name.lower(), 0)
        fields.append((Text(name.lower(), line, typed=name), node_of(value, name, line)))
    return Source(Record(tuple(fields), 0))
