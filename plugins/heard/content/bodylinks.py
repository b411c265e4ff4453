"""Addresses in bodies as they stand in the content folder, turned into those that they have in the site.

`{filename}`, `{static}`, `{attach}` and Pelican's other words, files beside their story, and files by name
become addresses from the root of the site, in every attribute that holds one. Any other address is encoded
where it must be. What leads nowhere is taken out and told.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, unquote

from msgspec import Struct

from heard.content.hyperlinks import (
    Address,
    change_addresses,
    has_scheme,
    joined,
    path_address,
    path_of,
    rooted,
    valid_address,
)
from heard.content.layout import MARKDOWN, is_ignored
from heard.text.files import folders_below
from heard.text.problems import Problem

FILES = ("filename", "static", "attach")
SHOWING = frozenset("img source video audio object embed track".split())
"""Elements that show a file: a reader sees at once that it is missing."""
_MAY_DIFFER = re.compile(r"[^!$&-;=@-Z_a-z~]")
"""In an address without any of these, there is nothing that could be read in two ways."""
NAMED = "story-file:"
"""Scheme of a reference to a file by its name alone, as `![[picture.png]]` makes one."""
_SOURCES = tuple(f".{ending}" for ending in MARKDOWN)


class Broken(Struct, frozen=True):
    """An address that leads nowhere, as it is written; or to an unpublished source (`is_withheld`)."""

    link: str
    is_withheld: bool = False
    is_left: bool = False
    """Whether it stays as it is: something that nobody here knows of may lie there."""


class SiteLinks(Struct, frozen=True, eq=False, dict=True):
    """All that bodies can lead to.

    `root` is the path of the site on its host, `sources` the addresses of what is published by their source
    (None for what is not), `statics` those of other files, `named` gives the address of a category, tag,
    author or the index, and `files` knows the content folder.
    """

    root: str
    marker: re.Pattern[str]
    sources: Mapping[str, str | None]
    statics: Mapping[str, str]
    named: Callable[[str, str], str | None]
    files: ContentFiles
    note: Callable[[str, str | Broken | None], None] | None = None
    """Is told each address that depends on the site, and what became of it."""

    @cached_property
    def _statics(self) -> dict[str, str]:
        """Static files by their paths with composed letters."""
        return {composed(source): address for source, address in self.statics.items()}

    @cached_property
    def _statics_by_address(self) -> dict[str, str]:
        return {composed(unquote(address)): address for address in self.statics.values()}

    @cached_property
    def _known(self) -> frozenset[str]:
        """The addresses of the site, decoded, without slashes at their ends."""
        pages = (address for address in self.sources.values() if address is not None)
        return frozenset(_plain(address) for address in (*pages, *self.statics.values()))

    def complete(
        self, html: str, source: str, page: str, is_field: bool = False
    ) -> tuple[str, tuple[Broken, ...]]:
        """Return a body with its addresses completed, and those that lead nowhere.

        `source` is the path of its file, `page` the address of its page, without the root. A field of the
        front matter (`is_field`) shows no picture that is not there.
        """
        broken: list[Broken] = []

        def change(address: Address) -> str | None:
            completed = self.completed(address.value, source, page)
            if self.note is not None and self.depends(address.value):
                self.note(address.value, completed)
            if completed is None:
                if address.tag in SHOWING:
                    broken.append(Broken(address.value, is_left=True))
                    if is_field:
                        return None
                return valid_address(address.value)
            if isinstance(completed, Broken):
                broken.append(completed)
                return None
            return completed

        return change_addresses(html, change), tuple(dict.fromkeys(broken))

    def depends(self, value: str) -> bool:
        """Return whether an address may become another one on another site."""
        return not has_scheme(value) or value.startswith(NAMED) or bool(self.marker.match(value))

    def completed(self, value: str, source: str, page: str) -> str | Broken | None:
        """The address completed; None for a relative one that leads to nothing known."""
        if match := self.marker.match(value):
            return self._marked(match["what"].lower(), value, value[match.end() :], source)
        if value.startswith(NAMED):
            return self._by_name(unquote(value[len(NAMED) :]), source)
        if is_relative(value):
            return self._relative(value, source, page)
        if value.startswith(f"{self.root}/") and _MAY_DIFFER.search(value):
            return self._absolute(value)
        return valid_address(value)

    def _marked(self, what: str, value: str, path: str, source: str) -> str | Broken:
        if what not in FILES:
            name = path_of(path)
            address = self.named(what, unquote(name))
            return value if address is None else self._full(valid_address(address), path[len(name) :])
        if leads := self._leads(path, source, may_be_page=what == "filename"):
            return leads
        return Broken(value, any(target in self.sources for target, _rest in paths_meant(path, source)))

    def _leads(self, address: str, source: str, may_be_page: bool = True) -> str | None:
        """The address of the page or file that a path in a source means, likeliest first."""
        for target, rest in paths_meant(address, source):
            found = self.sources.get(target) if may_be_page else None
            found = self._statics.get(composed(target)) if found is None else found
            if found is not None:
                return self._full(found, rest)
        return None

    def _by_name(self, name: str, source: str) -> str | Broken:
        path = self.files.by_name(name, source)
        static = self._statics.get(composed(path)) if path else None
        return self._full(static, "") if static else Broken(name)

    def _relative(self, value: str, source: str, page: str) -> str | None:
        """The address of what lies beside the page, or else of what lies beside the source."""
        here = joined(f"/{page}", value, value)
        if _plain(here) in self._known:
            static = self._statics_by_address.get(composed(unquote(path_of(here).lstrip("/"))))
            return self._full(static, here[len(path_of(here)) :]) if static else valid_address(value)
        return self._leads(value, source)

    def _absolute(self, value: str) -> str:
        """A file of the site by its address, however that is encoded."""
        for path, rest in paths_meant(value[len(self.root) :], ""):
            if static := self._statics_by_address.get(composed(path)):
                return self._full(static, rest)
        return valid_address(value)

    def _full(self, address: str, rest: str) -> str:
        """The address from the root of the site, with a query and fragment."""
        return rooted(self.root, address) + valid_address(rest)


def address_of_file(url: str, save_as: str) -> str:
    """Return the encoded address of a static file: its path, or what an owner's settings make of it."""
    return path_address(url) if url == Path(save_as).as_posix() else valid_address(url)


def _plain(address: str) -> str:
    return composed(unquote(path_of(address)).strip("/").removesuffix("index.html").rstrip("/"))


# -- what is wrong, and where ----------------------------------------------------------------------------


def broken_links(broken: Iterable[Broken], source: str, text: str) -> Iterator[Problem]:
    """Yield what leads nowhere, with each line of the source's text in which it is written."""
    for one in broken:
        hint = "Paths are relative to this file, or to the content folder after a slash."
        message = f'the link "{one.link}" leads nowhere.'
        if one.is_withheld:
            message = f'the link "{one.link}" leads to a file that is not published.'
            hint = "Publish it, fix what is wrong with it, or remove the link."
        if one.is_left:
            hint = "Put the file beside this one, or name it from the content folder: {static}/…"
        severity = "warning" if one.is_left else "error"
        for line in _lines_of(one.link, text) or (0,):
            yield Problem("link-broken", source, line, message, hint, severity)


def _lines_of(link: str, text: str) -> tuple[int, ...]:
    """The lines in which a link is written, in the first spelling of it that stands there."""
    bare = unquote(link)
    spellings = (link, link.replace("&", "&amp;"), bare, quote(link, safe="/{}|#?&=%"))
    for spelling in (*spellings, posixpath.basename(bare)):
        if spelling and spelling in text:
            places = re.finditer(re.escape(spelling), text)
            return tuple(dict.fromkeys(text.count("\n", 0, match.start()) + 1 for match in places))
    return ()


def paths_meant(address: str, source: str) -> Iterator[tuple[str, str]]:
    """Yield the paths below the content folder that an address may mean, likeliest first.

    Each comes with what follows it: a query, a fragment. A path begins in the folder of the file `source`,
    or in the content folder after a slash. `a%20b.png` is the file that is called so, or else `a b.png`;
    `a#b.png` is a place in the file `a`, or else the file that is called so.
    """
    path = path_of(address)
    rest = address[len(path) :]
    near = posixpath.dirname(source)
    ways = ((path, rest), (unquote(path), rest), (address, ""), (unquote(address), ""))
    for typed, after in dict.fromkeys(ways):
        if not typed or "\0" in typed:
            continue
        joined = typed.lstrip("/") if typed.startswith("/") else posixpath.join(near, typed)
        found = posixpath.normpath(joined)
        if found != "." and found.split("/", 1)[0] != "..":
            yield found, after


def is_relative(address: str) -> bool:
    """Return whether an address begins at the page it stands in, with a path."""
    return bool(address) and address[0] not in "/#?{|" and not has_scheme(address)


def may_name_file(address: str) -> bool:
    """Return whether an address may name a file that no page is made from, whatever is there."""
    return "?" in address or "#" in address or not address.lower().endswith(_SOURCES)


def composed(path: str) -> str:
    """Return a path with composed letters: macOS takes names apart, and texts are typed composed."""
    return path if path.isascii() else unicodedata.normalize("NFC", path)


class ContentFiles(Struct, frozen=True, eq=False, dict=True):
    """The files below a content folder.

    `has_page` tells those that pages are made from, `ignored` are patterns of names that are passed over.
    """

    folder: str
    has_page: Callable[[str], bool]
    ignored: Collection[str]

    def named_by(self, addresses: Iterable[str], source: str, marker: re.Pattern[str]) -> set[str]:
        """Return the paths of the files that some addresses of a body name in any way.

        `marker` is Pelican's pattern of `{static}` and the like.
        """
        paths = (self._named(address, source, marker) for address in addresses)
        return {path for path in paths if path is not None}

    def _named(self, value: str, source: str, marker: re.Pattern[str]) -> str | None:
        if match := marker.match(value):
            is_file = match["what"].lower() in FILES
            return self.find(value[match.end() :], source, may_be_hidden=True) if is_file else None
        if value.startswith(NAMED):
            return self.by_name(unquote(value[len(NAMED) :]), source)
        return self.find(value, source) if is_relative(value) else None

    def find(self, address: str, source: str, may_be_hidden: bool = False) -> str | None:
        """Return the path of the file that an address means; None where there is none, or it is hidden."""
        for path, _rest in paths_meant(address, source):
            if self.is_source(path):
                continue
            if not Path(self.folder, path).is_file():
                path = "" if path.isascii() else self._by_composed.get(composed(path), "")
            if path:
                return path if may_be_hidden or not self.is_hidden(path) else None
        return None

    def by_name(self, name: str, source: str) -> str | None:
        """Return the path of a file by its name, or by the end of its path; of several, the nearest.

        Case does not count where no file is called exactly so.
        """
        if path := self.find(name, source) or self.find(f"/{name}", source):
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
        return any(is_ignored(part, self.ignored) for part in path.split("/"))

    def is_source(self, path: str) -> bool:
        """Return whether a page is made from a file, or would be."""
        return path.lower().endswith(_SOURCES) or self.has_page(path)

    @cached_property
    def _paths(self) -> tuple[str, ...]:
        """All files that are not hidden and no sources, in order. Read only where a name asks for it."""
        walked = folders_below(self.folder, lambda path: is_ignored(posixpath.basename(path), self.ignored))
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
