"""Where things lie in a content folder, and beside it; which names of files are read, or passed over.

Stories are in `stories/`; where there is no such folder, every Markdown file outside the folders named
here is a story, so that any folder of Markdown can be read.

The patterns of names that no site is made of join those that an owner sets in IGNORE_FILES, so that
Pelican, too, passes them over. (Its own default, `**/.*`, is compared with names, which hold no slash,
and never matches.)
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from fnmatch import translate
from functools import cache
from pathlib import Path
from posixpath import basename
from typing import Any

from msgspec import Struct

from heard.text.files import folders_below, is_folder
from heard.text.problems import Problem

DEFINITIONS = {"values": "value", "companies": "company", "series": "series"}
OTHERS = ("pages", "comments", "replies", "images")
STORIES = "stories"
DATA_PATH = "data"
"""The folder of what commands record."""
SECTION_INDEX = "_index.md"
"""What another generator calls the page of a folder; here folders have no pages."""
LEFTOVERS = (
    ".*",  # hidden; also Emacs' locks, macOS' shadows, Vim's swap files, folders of Obsidian and Git
    "*~",
    "~$*",
    "#*#",
    "*.sw[opx]",
    "*.bak",
    "*.orig",
    "*.rej",
    "*.tmp",
    "[Tt]humbs.db",
    "[Dd]esktop.ini",
    "Icon\r",
    "__MACOSX",
    "__pycache__",
    "node_modules",
    "@eaDir",  # Synology
    f"*.sync-conflict-{'[0-9]' * 8}-*",  # Syncthing
    f"*(*conflicted copy {'[0-9]' * 4}-[0-9][0-9]-[0-9][0-9]*)*",  # Dropbox, Nextcloud
)


def record_name(settings: Mapping[str, Any], file: str) -> str:
    """Return what commands record in a file as messages call it, such as `data/ids.json`."""
    return f"{str(settings.get('STORY_DATA_PATH', DATA_PATH)).rstrip('/')}/{file}"


def record_path(content: str | Path, settings: Mapping[str, Any], file: str) -> Path:
    """Return the path of what commands record in a file: beside the content folder, if not elsewhere."""
    return Path(content).absolute().parent / record_name(settings, file)


class ContentLayout(Struct, frozen=True):
    """The layout of one content folder. `pages` are the folders that Pelican reads as pages."""

    content: Path
    stories: tuple[str, ...]
    excluded: tuple[str, ...] = ()
    pages: tuple[str, ...] = ("pages",)

    def source(self, path: str | Path) -> str:
        """The path below the content folder, with `/`; a path outside stays as it is."""
        full = Path(os.path.abspath(path))
        try:
            return full.relative_to(os.path.abspath(self.content)).as_posix()
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
        if len(parts) > 1 and parts[0] in DEFINITIONS:
            return DEFINITIONS[parts[0]]
        return "story" if _below(parts, self.stories) else "other"


def _below(parts: list[str], folders: tuple[str, ...]) -> bool:
    return any(not folder or parts[: folder.count("/") + 1] == folder.split("/") for folder in folders)


def looping_links(content: str | Path) -> tuple[str, ...]:
    """Return the links to folders, relative to the content folder, that lead back into what holds them.

    Pelican follows links to folders, and would walk such a loop until the system stops it.
    """
    root = os.path.abspath(content)
    loops: list[str] = []
    waiting: list[tuple[str, tuple[str, ...]]] = [(root, (os.path.realpath(root),))]
    while waiting:
        folder, above = waiting.pop()
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if not is_folder(entry):
                    continue
                real = os.path.realpath(entry.path) if entry.is_symlink() else f"{above[-1]}/{entry.name}"
                if real in above:
                    loops.append(os.path.relpath(entry.path, root))
                else:
                    waiting.append((entry.path, (*above, real)))
    return tuple(sorted(loops))


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


def patterns_of(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The owner's own patterns and ours, each once."""
    return tuple(dict.fromkeys((*settings.get("IGNORE_FILES", ()), *LEFTOVERS)))


def is_ignored(name: str, patterns: Collection[str] = LEFTOVERS) -> bool:
    """Whether a file or folder of this name is passed over."""
    return _matching(tuple(patterns))(os.path.normcase(name)) is not None


@cache
def _matching(patterns: tuple[str, ...]) -> Callable[[str], re.Match[str] | None]:
    """All patterns as one, each as `fnmatch` reads it."""
    return re.compile("|".join(map(translate, map(os.path.normcase, patterns))) or "(?!)").match


def files_in(
    content: str,
    paths: Iterable[str],
    excluded: Iterable[str],
    endings: Collection[str],
    patterns: Collection[str],
) -> set[str]:
    """The files with some endings in folders of a content folder, by their paths below it.

    Source: `get_files` in pelican/generators.py, which compares each name with each pattern.
    """
    without: dict[str, set[str]] = defaultdict(set)
    for path in excluded:
        folder, name = os.path.split(os.path.join(content, path))
        without[folder].add(name)
    match = _matching(tuple(patterns))

    def fitting(names: Iterable[str]) -> Iterator[str]:
        return (name for name in names if ending_of(name) in endings and not match(os.path.normcase(name)))

    found: set[str] = set()
    for path in paths:
        root = os.path.join(content, path) if path else content
        if not os.path.isdir(root) and os.path.exists(root) and any(fitting([basename(path)])):
            found.add(os.path.normpath(path).replace(os.sep, "/"))
        for folder, folders, names in os.walk(root, followlinks=True):
            left_out = without.get(folder, ())
            folders[:] = [
                name for name in folders if name not in left_out and not is_ignored(name, patterns)
            ]
            below = f"{os.path.relpath(folder, content)}/".replace(os.sep, "/").removeprefix("./")
            found.update(below + name for name in fitting(names))
    return found


def named_outright(settings: Mapping[str, Any]) -> Iterator[str]:
    """Hidden files that the owner names all the same: `.htaccess`, or what lies in `.well-known/`.

    They stand in STATIC_PATHS, or below one of its folders and in EXTRA_PATH_METADATA. The owner's own
    patterns count for them, too.
    """
    content = Path(settings["PATH"])
    own = [pattern for pattern in settings["IGNORE_FILES"] if pattern not in LEFTOVERS]
    folders = [Path(name) for name in settings["STATIC_PATHS"]]
    extra = (Path(name) for name in settings["EXTRA_PATH_METADATA"])
    inside = [path for path in extra if any(path.is_relative_to(folder) for folder in folders)]
    for path in (*folders, *inside):
        if not any(is_ignored(part) for part in path.parts) or any(is_ignored(p, own) for p in path.parts):
            continue
        if (content / path).is_file():
            yield path.as_posix()
        elif (content / path).is_dir():
            for below, names in folders_below(content / path, lambda name: is_ignored(basename(name))):
                files_there = (path / below / name for name in names if not is_ignored(name))
                yield from (file.as_posix() for file in files_there if (content / file).is_file())


MARKDOWN = ("md", "markdown", "mkd", "mdown", "mkdn")
"""Endings of Markdown files: those that Pelican knows, and one that others know."""
TEXTS = frozenset(
    "txt text org adoc asciidoc asc ipynb textile tex odt doc docx rtf mdx mdwn mkdown mdtxt mdtext "
    "markdn livemd rmd qmd creole mediawiki wiki pod rdoc typ dj djot t2t".split()
)
"""Endings of texts that a writer may take for stories. Whatever else lies about is an attachment."""


class NamesBelow(Struct, frozen=True):
    """What the names below a content folder say."""

    endings: frozenset[str]
    """All endings, without the dot and as they are written."""
    texts: tuple[str, ...]
    """The files with one of `TEXTS`, by their path below the folder."""
    of_folders: tuple[str, ...] = ()
    """The files that may speak for their folder: Hugo's `_index.md`, Eleventy's `posts/posts.json`."""


def ending_of(name: str) -> str:
    """The ending of a file name without the dot, as it is written."""
    return os.path.splitext(name)[1][1:]


def is_markdown(name: str) -> bool:
    """Whether a name ends as that of a Markdown file, in whatever case."""
    return ending_of(name).lower() in MARKDOWN


def names_below(content: Path, patterns: Collection[str]) -> NamesBelow:
    """The names of all files in a folder and its folders, but for those that patterns pass over."""
    endings: set[str] = set()
    texts: list[str] = []
    of_folders: list[str] = []
    for below, names in folders_below(content, lambda path: is_ignored(basename(path), patterns)):
        folder = (content / below).name.lower()
        of_all = (f"{folder}.json", f"{folder}.11tydata.json")
        for name in names:
            low = name.lower()
            if low in of_all or (low.startswith("_index.") and is_markdown(name)):
                of_folders.append(below + name)
        for ending in (there := set(map(ending_of, names))):
            if ending.lower() in TEXTS:
                texts += [below + name for name in names if ending_of(name) == ending]
        endings |= there
    texts = [path for path in sorted(texts) if not is_ignored(basename(path), patterns)]
    return NamesBelow(frozenset(endings), tuple(texts), tuple(of_folders))


def other_spellings(endings: Iterable[str], known: Collection[str]) -> dict[str, str]:
    """For each ending that is known in small letters only, the one that is known."""
    return {one: one.lower() for one in endings if one not in known and one.lower() in known}


def passed_over(paths: Iterable[str]) -> Problem | None:
    """One warning for all texts that nothing reads, or None where there are none."""
    paths = sorted(paths)
    if not paths:
        return None
    counts = Counter(f".{ending_of(path).lower()}" for path in paths)
    kinds = ", ".join(f"{count:,} {ending}" for ending, count in sorted(counts.items()))
    count = "This text is" if len(paths) == 1 else f"{len(paths):,} texts are"
    message = f"{count} passed over: nothing here reads {kinds}."
    hint = "Write them in Markdown (.md), install a reader, or list them in IGNORE_FILES or STATIC_PATHS."
    return Problem("passed-over", paths[0], 0, message, hint, "warning")
