"""What the site says of a file, or another reader has made of it, read as if it stood in front matter.

Folders speak for the files below them as other generators read it: Hugo has `cascade` in the `_index.md`
of a folder, Eleventy a data file that is called like its folder. They say whether a file is published,
and nothing else is taken from there.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from heard.content.fields import Fields, Reading
from heard.content.front_matter import Many, Node, Record, Source, Text, header_value, read_source
from heard.content.keys import KEYS, Key
from heard.content.parser import Rules, parse_story, plain, read_fields
from heard.content.publishing import held_back, may_hold_back
from heard.model.records import HeldBack, Reply, Story
from heard.text.dates import clock_text
from heard.text.excerpt import field_text
from heard.text.files import unix_lines
from heard.text.problems import Problem

_HTML = ("title", "summary")
"""Fields that Pelican's readers give as HTML, besides those that an owner names."""
_KEY = re.compile(r"""^:?([A-Za-z][\w.-]*):(?:\s|$)|<meta\s[^>]*\bname=["']?([\w.-]+)""", re.IGNORECASE)
_HOLDING = frozenset(key.name.lower() for key in KEYS if key.holds_back)
_TARGETS = ("target", "_target")
_NOT_OF_PAGES = frozenset({"home", "section", "taxonomy", "term"})
"""Hugo's kinds of pages that are no file of their own."""


def read_given(
    path: str, given: Mapping[str, tuple[object, str]], keys: tuple[Key, ...], rules: Rules
) -> tuple[Fields, list[Problem]]:
    """The values that the site gives a file (each beside the setting that does), read, and what is wrong.

    Keys that are not ours go to Pelican and its plugins as ever; one that may hold the file back and is not
    understood is an error.
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
    read_fields(reading, _source(metadata, holding, rules, (), {}), keys, rules)
    return held_back(reading.found, path, rules.as_of, rules.with_future), reading


def story_of(
    metadata: Mapping[str, Any],
    path: str,
    rules: Rules,
    replies: Mapping[str, tuple[Reply, ...]],
    formatted: Collection[str],
    lines: Mapping[str, int],
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
    formatted: Collection[str],
    lines: Mapping[str, int],
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


class Cascade(Struct, frozen=True):
    """What one file says of all files below its folder. `paths` is a pattern that their paths match."""

    source: str
    folder: str
    values: tuple[tuple[str, Any], ...]
    paths: str = ""

    def covers(self, path: str) -> bool:
        """Whether it says something of a file."""
        if path == self.source or not path.startswith(self.folder):
            return False
        address = "/" + path.rsplit(".", 1)[0].removesuffix("/index").lower()
        is_clear = bool(self.paths) and not set(self.paths) & set("{[!")  # in doubt it does
        return not is_clear or fnmatch(address, self.paths.lower())


def cascades_in(content: Path, paths: Iterable[str]) -> tuple[Cascade, ...]:
    """Read those files of a content folder, the folders above before those below."""
    found: list[Cascade] = []
    for path in sorted(paths, key=lambda path: (path.count("/"), path)):
        folder = f"{PurePosixPath(path).parent}/".removeprefix("./")
        for said in _said_in(content / path):
            target: Any = next((said[name] for name in _TARGETS if name in said), None)
            target = target if isinstance(target, Mapping) else {}
            if str(target.get("kind", "page")).lower() in _NOT_OF_PAGES:
                continue
            if values := tuple(_holding(said)):
                found.append(Cascade(path, folder, values, str(target.get("path") or "")))
    return tuple(found)


def said_above(path: str, cascades: Iterable[Cascade]) -> dict[str, tuple[Any, str]]:
    """What the folders above say of a file: by key the value and who says it. The nearest counts."""
    return {
        key: (value, cascade.source)
        for cascade in cascades
        if cascade.covers(path)
        for key, value in cascade.values
    }


def _said_in(path: Path) -> list[Mapping[str, Any]]:
    """The records in which a file speaks of others; none where it cannot be read."""
    try:
        octets = path.read_bytes()
        if path.suffix.lower() == ".json":
            said: Any = json.loads(octets)
        else:
            said = _lower(_front_matter(octets)).get("cascade")
    except (OSError, ValueError):
        return []
    records = said if isinstance(said, list | tuple) else [said]
    return [_lower(record) for record in records if isinstance(record, Mapping)]


def _front_matter(octets: bytes) -> Mapping[str, Any]:
    """The front matter of an index, in any of Hugo's languages. Raises ValueError for what is none."""
    text = unix_lines(octets.decode("utf-8-sig")).lstrip()
    if text.startswith("+++\n"):
        return tomllib.loads(text[4:].partition("\n+++")[0])
    if text.startswith("{"):
        found = json.JSONDecoder().raw_decode(text)[0]
        return found if isinstance(found, dict) else {}
    return {key.text: plain(node) for key, node in read_source(octets).record}


def _lower(record: Mapping[str, Any]) -> dict[str, Any]:
    return {str(key).lower(): value for key, value in record.items()}


def _holding(said: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the values that may hold a file back; what is not a key of ours and does so means a draft."""
    for key, value in said.items():
        if key in _HOLDING:
            yield key, value
        elif may_hold_back(key, plain(node_of(value))):
            yield "draft", True
