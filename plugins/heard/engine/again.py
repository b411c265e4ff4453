"""One page once more, in the process that has just built it: the first answer to a save, before the build.

Whoever serves a site keeps the process of the finished build and asks here for the page of the one source
that was saved. The page is made as the build would make it, of what that build still holds and the
new text – or not at all: if anything but body, title and summary has changed, and no plugin says that it
has seen to it, or anything goes wrong. It is provisional: a build follows, and makes all anew that must be.

A plugin that changes bodies after they are read, or keeps what reading found in a place of its own, adds a
function to the list in the setting ENGINE_REFRESH:

    refresh(content, fresh) -> names

`content` is the article or page that the build holds, with its new body, title and summary already, `fresh`
the same source read again. The function brings up to date what the plugin made of it, and returns the names
of metadata that may differ because it has taken them over.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from heard.engine.canon import Unknown
from heard.engine.plan import Page
from heard.engine.rendering import finished
from heard.engine.values import Values

Refresh = Callable[[Any, Any], Collection[str]]
TEXTS = ("title", "summary")
"""Metadata that a content carries for whoever shows it."""
TRIED = 2
KINDS = ("article", "page")
"""The names under which a page knows the source that it is the page of."""


class Later(Exception):
    """The page cannot be made at once; the build makes it."""


class Again:
    """The pages of one finished build, each by its source.

    What is made again takes the place of what the build holds, so that the next page is made of both. After
    any error part of it may have: ask no more then. The build `began` so many nanoseconds after 1970.
    """

    def __init__(
        self,
        context: dict[str, Any],
        folder: str,
        pages: Iterable[Page],
        rendered: Collection[str],
        refresh: Collection[Refresh],
        read: Callable[[str, Any], Any],
        began: int,
    ) -> None:
        self._context, self._refresh, self._read = context, refresh, read
        self._began = began
        self._rendered = rendered
        self._folder = os.path.realpath(folder)
        self._pages: dict[str, list[tuple[str, Page]]] = {}
        for page in pages:
            for kind in KINDS:
                source = getattr(page.own.get(kind), "relative_source_path", None)
                if isinstance(source, str):
                    self._pages.setdefault(source, []).append((kind, page))

    def source(self, paths: Iterable[str]) -> str:
        """The one source among saved files. Raises Later where there is none, or more than that.

        What is gone again and never was a source was only an editor's way of saving.
        """
        found = [os.path.relpath(path, self._folder).replace(os.sep, "/") for path in paths]
        there = [one for one in found if one in self._pages or os.path.lexists(f"{self._folder}/{one}")]
        if len(there) != 1 or there[0] not in self._pages:
            raise Later("not one source and nothing else")
        return there[0]

    def make(self, source: str) -> tuple[str, bytes]:
        """The page of a source as it is now: its name below the output, and its bytes. Raises Later."""
        if len(self._pages.get(source, ())) != 1:
            raise Later("it has not one page")
        kind, page = self._pages[source][0]
        content = page.own[kind]
        self._context["localsiteurl"] = page.site_url
        fresh = self._read(kind, content)
        if type(fresh) is not type(content):
            raise Later("it is no longer what it was")
        fresh.refresh_metadata_intersite_links()
        differing = _differing(content.metadata, fresh.metadata)
        if (content.url, content.save_as) != (fresh.url, fresh.save_as):
            raise Later("its address has changed")
        _forget(content)
        content._content = fresh._content
        for name in set(TEXTS) & differing & content.metadata.keys() & fresh.metadata.keys():
            _retell(content, name, fresh.metadata[name])
            differing.discard(name)
        for refresh in self._refresh:
            differing -= set(refresh(content, fresh))
        if differing:
            raise Later(f"{min(differing)} has changed")
        text = page.template.render(page.context())
        return page.name, finished(text, page.name, self._context).encode("utf-8")

    def is_true(self) -> bool:
        """Whether what is made here is what the build has written, tried with pages that it has.

        A plugin that changes bodies and does not say so is found out; and the first page takes its time
        here, not when somebody waits for it. Not with a source that was saved while the build ran: its page
        is another by now, and so may be those that show it.
        """
        single = [source for source, pages in self._pages.items() if len(pages) == 1]
        single.sort(key=lambda source: self._pages[source][0][1].name not in self._rendered)
        return any(map(self._is_as_written, islice(filter(self._is_old, single), TRIED)))

    def _is_old(self, source: str) -> bool:
        try:
            return os.stat(f"{self._folder}/{source}").st_mtime_ns < self._began
        except OSError:
            return False

    def _is_as_written(self, source: str) -> bool:
        written = Path(self._pages[source][0][1].path).read_bytes()
        return self.make(source)[1] == written


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """The names of metadata that are not the same. Raises Later."""
    values = Values(lambda _value: None)
    differing = set(before.keys() ^ after.keys())
    try:
        for name in before.keys() & after.keys():
            if values.of(before[name]) != values.of(after[name]):
                differing.add(name)
    except Unknown as error:
        raise Later(f"nobody can compare {error}") from None
    return differing


def _retell(content: Any, name: str, text: Any) -> None:
    content.metadata[name] = text
    if name == "summary":
        content._summary = text  # Pelican's `summary` has no setter worth the name
    else:
        setattr(content, name, text)


def _forget(content: Any) -> None:
    """Drop what Pelican remembers of a content's body (`memoized` in pelican/utils.py)."""
    for remembered in (content.get_content, content.get_summary):
        remembered.cache.pop((content, content.get_siteurl()), None)
