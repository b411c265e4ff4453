"""Where things lie in a content folder, and beside it: which file is a story, a definition or a page.

Stories are in `stories/`; where there is no such folder, every Markdown file outside the folders
named here is a story, so that any folder of Markdown can be read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEFINITIONS = {"values": "value", "companies": "company", "series": "series"}
OTHERS = ("pages", "comments", "replies", "images")
STORIES = "stories"
DATA_PATH = "data"
"""The folder of what commands record."""
SECTION_INDEX = "_index.md"
"""What another generator calls the page of a folder; here folders have no pages."""


def record_name(settings: Mapping[str, Any], file: str) -> str:
    """Return what commands record in a file as messages call it, such as `data/ids.json`."""
    return f"{str(settings.get('STORY_DATA_PATH', DATA_PATH)).rstrip('/')}/{file}"


def record_path(content: str | Path, settings: Mapping[str, Any], file: str) -> Path:
    """Return the path of what commands record in a file: beside the content folder, if not elsewhere."""
    return Path(content).absolute().parent / record_name(settings, file)


@dataclass(frozen=True, slots=True)
class ContentLayout:
    """The layout of one content folder. `pages` are the folders that Pelican reads as pages."""

    content: Path
    stories: tuple[str, ...]
    excluded: tuple[str, ...] = ()
    pages: tuple[str, ...] = ("pages",)

    def source(self, path: str | Path) -> str:
        """The path below the content folder, with `/`; a path outside stays as it is."""
        full = Path(os.path.abspath(path))  # noqa: PTH100 – `..` is resolved, links are not
        try:
            return full.relative_to(os.path.abspath(self.content)).as_posix()  # noqa: PTH100
        except ValueError:
            return full.as_posix()

    def is_among_stories(self, path: str) -> bool:
        """Whether a file below the content folder lies where stories are."""
        parts = path.split("/")
        outside = (*self.excluded, *self.pages)
        return _below(parts, self.stories) and not _below(parts[:-1], outside) and parts[-1] != ""

    def kind(self, path: str | Path) -> str:
        """What a Markdown file is: `story`, `page`, `value`, `company`, `series` or `other`."""
        parts = self.source(path).split("/")
        if _below(parts, self.pages):
            return "page"
        if len(parts) > 1 and parts[0] in DEFINITIONS and STORIES not in parts[:1]:
            return DEFINITIONS[parts[0]]
        return "story" if _below(parts, self.stories) else "other"


def _below(parts: list[str], folders: tuple[str, ...]) -> bool:
    return any(not folder or parts[: folder.count("/") + 1] == folder.split("/") for folder in folders)


def looping_links(content: str | Path) -> tuple[str, ...]:
    """Return the links to folders, relative to the content folder, that lead back into what holds them.

    Pelican follows links to folders, and would walk such a loop until the system stops it.
    """
    root = os.path.abspath(content)  # noqa: PTH100
    loops: list[str] = []
    waiting: list[tuple[str, tuple[str, ...]]] = [(root, (os.path.realpath(root),))]
    while waiting:
        folder, above = waiting.pop()
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if not entry.is_dir():
                    continue
                real = os.path.realpath(entry.path) if entry.is_symlink() else f"{above[-1]}/{entry.name}"
                if real in above:
                    loops.append(os.path.relpath(entry.path, root))
                else:
                    waiting.append((entry.path, (*above, real)))
    return tuple(sorted(loops))


def folders_below(
    content: str | Path, is_left_out: Callable[[str], bool]
) -> Iterator[tuple[str, list[str]]]:
    """Each folder of a content folder, once, however many links lead there: its path and its files.

    The path ends with a slash, that of the content folder is empty. `is_left_out` gets the path of a folder
    that is not to be looked into.
    """
    seen: set[str] = set()
    for folder, folders, names in os.walk(content, followlinks=True):
        real = os.path.realpath(folder)
        below = f"{Path(folder).relative_to(content).as_posix()}/".removeprefix("./")
        folders[:] = sorted(name for name in folders if real not in seen and not is_left_out(below + name))
        if real not in seen:
            yield below, sorted(names)
        seen.add(real)


def find_layout(
    content: str,
    article_paths: tuple[str, ...] = ("",),
    article_excludes: tuple[str, ...] = (),
    page_paths: tuple[str, ...] = ("pages",),
) -> ContentLayout:
    """The layout of a content folder; folders that an owner set stay as they are set."""
    root = Path(content)
    stories, excluded = article_paths, article_excludes
    if article_paths == ("",):
        if (root / STORIES).is_dir():
            stories = (STORIES,)
        else:
            own = (*DEFINITIONS, *OTHERS)
            excluded = tuple(dict.fromkeys((*article_excludes, *own)))
    return ContentLayout(root, stories, excluded, page_paths)
