"""What a folder says of all files below it, as other generators read it: whether they are published.

Hugo has `cascade` in the `_index.md` of a folder, Eleventy a data file that is called like its folder.
Nothing else is taken from there.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Any

from heard.content.front_matter import read_source
from heard.content.given import node_of
from heard.content.keys import KEYS
from heard.content.parser import plain
from heard.content.publishing import may_hold_back
from heard.text.files import unix_lines

_HOLDING = frozenset(key.name.lower() for key in KEYS if key.holds_back)
_TARGETS = ("target", "_target")
_NOT_OF_PAGES = frozenset({"home", "section", "taxonomy", "term"})
"""Hugo's kinds of pages that are no file of their own."""


@dataclass(frozen=True, slots=True)
class Cascade:
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
