"""Names of files: which are read, which texts nothing reads, and which files no site is made of."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from posixpath import basename
from typing import Any

from heard.content.layout import folders_below
from heard.text.problems import Problem

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


def patterns_of(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The owner's own patterns and ours, each once."""
    return tuple(dict.fromkeys((*settings.get("IGNORE_FILES", ()), *LEFTOVERS)))


def is_ignored(name: str, patterns: Collection[str] = LEFTOVERS) -> bool:
    """Whether a file or folder of this name is passed over."""
    return any(fnmatch(name, pattern) for pattern in patterns)


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


@dataclass(frozen=True, slots=True)
class FileNames:
    """What the names below a content folder say."""

    endings: frozenset[str]
    """All endings, without the dot and as they are written."""
    texts: tuple[str, ...]
    """The files with one of `TEXTS`, by their path below the folder."""
    of_folders: tuple[str, ...] = ()
    """The files that may say something of all files of their folder (`cascades.py`)."""


def ending_of(name: str) -> str:
    """The ending of a file name without the dot, as it is written."""
    return os.path.splitext(name)[1][1:]  # noqa: PTH122 (names by the ten thousand)


def is_markdown(name: str) -> bool:
    """Whether a name ends as that of a Markdown file, in whatever case."""
    return ending_of(name).lower() in MARKDOWN


def speaks_for_folder(folder: str, name: str) -> bool:
    """Whether a file may speak for its folder: Hugo's `_index.md`, Eleventy's `posts.json` in `posts/`."""
    low = name.lower()
    return (low.startswith("_index.") and is_markdown(name)) or low in (
        f"{folder.lower()}.json",
        f"{folder.lower()}.11tydata.json",
    )


def names_below(content: Path, patterns: Collection[str]) -> FileNames:
    """The names of all files in a folder and its folders, but for those that patterns pass over."""
    endings: set[str] = set()
    texts: list[str] = []
    of_folders: list[str] = []
    for below, names in folders_below(content, lambda path: is_ignored(basename(path), patterns)):
        for name in names:
            ending = ending_of(name)
            if ending.lower() in TEXTS and not is_ignored(name, patterns):
                texts.append(below + name)
            if speaks_for_folder((content / below).name, name):
                of_folders.append(below + name)
            endings.add(ending)
    return FileNames(frozenset(endings), tuple(texts), tuple(of_folders))


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
