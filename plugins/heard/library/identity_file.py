"""The file of recorded identities: JSON that people commit, merge and sometimes edit by hand.

It is read strictly: whatever is not understood is named with its line, and then nothing is taken from the
file, because a record that is read by half would lose stories in silence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import convert, to_builtins

from heard.library.identities import Identity, Recorded
from heard.text.names import ID, did_you_mean, id_from_source, is_safe_path
from heard.text.problems import Problem

IDS_FILE = "ids.json"
VERSION = 1
FIELDS = ("addresses", "first", "identity", "removed")
_KEY = re.compile(r'[ \t{,]*"([^"\\]*)"[ \t]*:')
_NO_CHARACTER = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_ID_KEY = re.compile(r"""^\s*id\s*:\s*["']?([a-z0-9-]{3,80})\b""", re.MULTILINE | re.IGNORECASE)
_RESTORE = "Take it back from your version control; `heard ids` overwrites nothing that it cannot read."


class _Twice(ValueError):
    """A key stands twice in one object, as a careless merge leaves it."""


def read_identities(path: Path, name: str) -> tuple[Recorded | None, list[Problem]]:
    """What a file records; None where there is no file, or one that cannot be used, which is told."""
    try:
        octets = path.read_bytes()
    except FileNotFoundError:
        return None, []
    except OSError as error:
        return None, [_broken(name, 0, f"cannot be read: {error.strerror}.")]
    return parse_identities(octets, name)


def parse_identities(octets: bytes, name: str) -> tuple[Recorded | None, list[Problem]]:
    """The recorded stories by id, or None and what is wrong with the file."""
    try:
        text = octets.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [_broken(name, octets.count(b"\n", 0, error.start) + 1, "is not UTF-8.")]
    lines = _lines(text)
    try:
        content = json.loads(text, object_pairs_hook=_without_doubles)
    except json.JSONDecodeError as error:
        return None, [_broken(name, error.lineno, f"is not valid JSON: {error.msg}.")]
    except _Twice as error:
        return None, [_broken(name, lines.get(str(error), [0])[-1], f'has the key "{error}" twice.')]
    except (ValueError, RecursionError):  # a number of ten thousand digits, or brackets without end
        return None, [_broken(name, 0, "is no such file: it is nested too deeply or holds absurd numbers.")]
    if wrong := _wrong_frame(content, name, lines):
        return None, [wrong]
    problems: list[Problem] = []
    recorded: dict[str, Identity] = {}
    for story_id, fields in content["stories"].items():
        line = lines.get(story_id, [0])[0]
        faults = list(_faults(story_id, fields))
        problems += [
            Problem("ids-wrong", name, line, f'"{story_id}": {fault}', _RESTORE) for fault in faults
        ]
        if not faults:
            recorded[story_id] = convert({**fields, "id": story_id, "line": line}, Identity)
    problems += _doubles(recorded, name)
    return (None, problems) if problems else (recorded, [])


def text_of(recorded: Recorded) -> str:
    """The file: sorted, one fact a line, so that a diff shows what happened."""
    stories = {
        story_id: {name: value for name, value in to_builtins(entry).items() if name in FIELDS and value}
        for story_id, entry in recorded.items()
    }
    frame = {"stories": stories, "version": VERSION}
    return json.dumps(frame, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def ids_in_files(paths: Iterable[str], content: str | Path) -> frozenset[str]:
    """The ids of files that an error keeps out of the site: they are broken, not lost."""
    story_ids = set()
    for name in paths:
        story_ids.add(id_from_source(name))
        path = Path(content, name)
        if path.is_file():
            story_ids.update(_ID_KEY.findall(path.read_text("utf-8", "replace")[:20_000]))
    return frozenset(story_ids)


def _wrong_frame(content: Any, name: str, lines: dict[str, list[int]]) -> Problem | None:
    """What is wrong with the file as a whole."""
    if not isinstance(content, dict) or "version" not in content:
        return _broken(name, 1, "is not a file of `heard ids`: it has no version.")
    if content["version"] != VERSION or isinstance(content["version"], bool):
        line = lines.get("version", [0])[-1]
        message = f"has the version {json.dumps(content['version'])[:40]}, and this is version {VERSION}."
        return _broken(name, line, message, "Update the plugins, or take the file back from before.")
    if not isinstance(content.get("stories"), dict):
        line = lines.get("stories", [0])[-1]
        return _broken(name, line, 'needs "stories", an object with one story an entry.')
    return None


def _faults(story_id: str, fields: Any) -> Iterable[str]:
    """What is wrong with one entry."""
    if not ID.fullmatch(story_id):
        yield "no story can have this id."
    if not isinstance(fields, dict):
        yield "must be an object with identity, first and addresses."
        return
    for field in sorted(fields.keys() - set(FIELDS)):
        yield f'has an unknown field "{field}". {did_you_mean(field, FIELDS)}'.strip()
    for field, is_right, needs in _NEEDS:
        if field not in fields:
            if field != "removed":
                yield f'needs "{field}", {needs}.'
        elif not is_right(fields[field]):
            yield f'"{field}" must be {needs}.'


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and not _NO_CHARACTER.search(value)


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_address(value: Any) -> bool:
    """A path of this site as it would be typed: no host, no query, nothing encoded."""
    if not _is_text(value) or not value.startswith("/") or re.search(r"[?#%]|//", value):
        return False
    parts = value[1:].split("/")
    return value == "/" or (is_safe_path(value[1:]) and all(len(part.encode()) <= 255 for part in parts))


_NEEDS: tuple[tuple[str, Callable[[Any], bool], str], ...] = (
    ("identity", _is_text, "the guid or URN that feeds know"),
    ("first", _is_day, "a day as 2026-11-21"),
    (
        "addresses",
        lambda value: isinstance(value, list) and bool(value) and all(map(_is_address, value)),
        'a list of addresses as "/stories/x/", the newest last',
    ),
    ("removed", _is_day, "a day as 2026-11-21"),
)


def _doubles(recorded: Recorded, name: str) -> list[Problem]:
    """Two entries with one identity: one of them would be told as the other."""
    problems, holders = [], dict[str, str]()
    for story_id, entry in sorted(recorded.items()):
        holder = holders.setdefault(entry.identity, story_id)
        if holder != story_id:
            message = f'"{story_id}" has the identity "{entry.identity}" of "{holder}".'
            problems.append(Problem("ids-wrong", name, entry.line, message, _RESTORE))
    return problems


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in pairs:
        if key in values:
            raise _Twice(key)
        values[key] = value
    return values


def _lines(text: str) -> dict[str, list[int]]:
    """The lines on which each key begins one; a key that is written in some other way has none."""
    found: dict[str, list[int]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if match := _KEY.match(line):
            found.setdefault(match[1], []).append(number)
    return found


def _broken(name: str, line: int, message: str, hint: str = _RESTORE) -> Problem:
    return Problem("ids-broken", name, line, f"the record of identities {message}", hint)
