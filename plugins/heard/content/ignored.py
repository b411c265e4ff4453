"""Names of files that no site is made of: hidden ones, and what editors and systems leave behind.

The patterns join those that an owner sets in IGNORE_FILES, so that Pelican, too, passes them over. (Its
own default, `**/.*`, is compared with names, which hold no slash, and never matches.)
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from posixpath import basename
from typing import Any

from heard.content.layout import folders_below

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
