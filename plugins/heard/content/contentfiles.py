"""Files of the content folder that bodies name: pictures, documents, whatever is no source of a page."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from heard.content.filenames import LEFTOVERS, MARKDOWN, is_ignored
from heard.content.hyperlinks import has_scheme, path_of
from heard.content.layout import folders_below

NAMED = "story-file:"
"""Scheme of a reference to a file by its name alone, as `![[picture.png]]` makes one."""
_SOURCES = tuple(f".{ending}" for ending in MARKDOWN)


def paths_meant(address: str, source: str) -> Iterator[tuple[str, str]]:
    """Yield the paths below the content folder that an address may mean, likeliest first.

    Each comes with what follows it: a query, a fragment. A path begins in the folder of the file `source`,
    or in the content folder after a slash. `a%20b.png` is the file that is called so, or else `a b.png`;
    `a#b.png` is a place in the file `a`, or else the file that is called so.
    """
    path = path_of(address)
    rest = address[len(path) :]
    near = posixpath.dirname(source)
    for typed, after in ((path, rest), (unquote(path), rest), (address, ""), (unquote(address), "")):
        if not typed or "\0" in typed:
            continue
        joined = typed.lstrip("/") if typed.startswith("/") else posixpath.join(near, typed)
        found = posixpath.normpath(joined)
        if found != "." and found.split("/", 1)[0] != "..":
            yield found, after


def is_relative(address: str) -> bool:
    """Return whether an address begins at the page it stands in, with a path."""
    return bool(address) and address[0] not in "/#?{|" and not has_scheme(address)


def composed(path: str) -> str:
    """Return a path with composed letters: macOS takes names apart, and texts are typed composed."""
    return path if path.isascii() else unicodedata.normalize("NFC", path)


class ContentFiles:
    """The files below a content folder.

    `is_source` tells those that pages are made from, `ignored` are patterns of names that are passed over.
    """

    def __init__(
        self,
        folder: str | Path,
        is_source: Callable[[str], bool],
        ignored: Collection[str] = LEFTOVERS,
    ) -> None:
        self.folder = Path(folder)
        self._is_source = is_source
        self._ignored = ignored

    def named_by(self, addresses: Iterable[str], source: str, marker: re.Pattern[str]) -> set[str]:
        """Return the paths of the files that some addresses of a body name in any way.

        `marker` is Pelican's pattern of `{static}` and the like.
        """
        paths = (self._named(address, source, marker) for address in addresses)
        return {path for path in paths if path is not None}

    def _named(self, value: str, source: str, marker: re.Pattern[str]) -> str | None:
        if match := marker.match(value):
            is_file = match["what"].lower() in ("filename", "static", "attach")
            return self.find(value[match.end() :], source) if is_file else None
        if value.startswith(NAMED):
            return self.by_name(unquote(value[len(NAMED) :]), source)
        return self.beside(value, source) if is_relative(value) else None

    def is_file(self, path: str) -> bool:
        """Return whether there is such a file."""
        return (self.folder / path).is_file()

    def find(self, address: str, source: str) -> str | None:
        """Return the path of the file that an address means, or None."""
        for path, _rest in paths_meant(address, source):
            if (found := self._existing(path)) and not self.is_source(found):
                return found
        return None

    def beside(self, address: str, source: str) -> str | None:
        """Return the path of the file that a relative address means, unless it or a folder is hidden."""
        path = self.find(address, source)
        return None if path is None or self.is_hidden(path) else path

    def by_name(self, name: str, source: str) -> str | None:
        """Return the path of a file by its name, or by the end of its path; of several, the nearest.

        Case does not count where no file is called exactly so.
        """
        if path := self.beside(name, source) or self.beside(f"/{name}", source):
            return path
        wanted = f"/{composed(name).casefold().lstrip('/')}"
        paths = [
            path
            for path in self._by_name.get(posixpath.basename(wanted), ())
            if f"/{composed(path).casefold()}".endswith(wanted)
        ]
        return min(paths, key=lambda path: (-_shared(path, source), path.count("/"), path), default=None)

    def is_hidden(self, path: str) -> bool:
        """Return whether a file, or a folder that it lies in, is one that no site is made of."""
        return any(is_ignored(part, self._ignored) for part in path.split("/"))

    def is_source(self, path: str) -> bool:
        """Return whether a page is made from a file, or would be."""
        return path.lower().endswith(_SOURCES) or self._is_source(path)

    def _existing(self, path: str) -> str | None:
        if self.is_file(path):
            return path
        return None if path.isascii() else self._by_composed.get(composed(path))

    @cached_property
    def _paths(self) -> tuple[str, ...]:
        """All files that are not hidden and no sources, in order. Read only where a name asks for it."""
        walked = folders_below(
            self.folder, lambda path: is_ignored(posixpath.basename(path), self._ignored)
        )
        files = (below + name for below, names in walked for name in names)
        return tuple(sorted(path for path in files if not (self.is_hidden(path) or self.is_source(path))))

    @cached_property
    def _by_composed(self) -> Mapping[str, str]:
        return {composed(path): path for path in self._paths}

    @cached_property
    def _by_name(self) -> Mapping[str, list[str]]:
        by_name = defaultdict(list)
        for path in self._paths:
            by_name[composed(posixpath.basename(path)).casefold()].append(path)
        return by_name


def _shared(one: str, other: str) -> int:
    """How many folders two paths share from the top."""
    return len(posixpath.commonpath((posixpath.dirname(one), posixpath.dirname(other))).split("/"))
