"""Writing a file as a whole, or not at all; state files, in which commands note what they did."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from heard.text.exits import Refusal
from heard.text.terminal import shown

T = TypeVar("T")
MARKER = ".heard"
"""The file by which a folder is known to be the output of a build; each whole build begins with one."""


def mark_of_output(output: Path) -> str:
    """Return what tells an output folder from another in its place, and from one that was emptied."""
    stamps = []
    for path in (output, output / MARKER):
        with suppress(OSError):
            status = path.stat()
            stamps += [status.st_dev, status.st_ino, status.st_mtime_ns if path.name == MARKER else 0]
    return " ".join(map(str, stamps))


def folders_below(top: str | Path, is_left_out: Callable[[str], bool]) -> Iterator[tuple[str, list[str]]]:
    """Each folder below one, and that itself, once, however many links lead there: its path and its files.

    The path ends with a slash, that of the folder itself is empty. `is_left_out` gets the path of a folder
    that is not to be looked into.
    """
    seen: set[str] = set()
    waiting = [("", os.path.realpath(top))]
    while waiting:
        below, real = waiting.pop()
        if real in seen:
            continue
        seen.add(real)
        folders: list[tuple[str, str]] = []
        names: list[str] = []
        with suppress(OSError), os.scandir(Path(top, below)) as entries:
            for entry in entries:
                if not is_folder(entry):
                    names.append(entry.name)
                elif not is_left_out(below + entry.name):
                    its = os.path.realpath(entry.path) if entry.is_symlink() else f"{real}/{entry.name}"
                    folders.append((f"{below}{entry.name}/", its))
        yield below, sorted(names)
        waiting += sorted(folders, reverse=True)


def is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether what lies in a folder is one, or a link to one."""
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def below(folders: Iterable[str]) -> list[tuple[str, int, int]]:
    """Return every file below some folders, and those named themselves, with its time and size.

    What compilers of Python leave does not count.
    """
    found = []
    for top in folders:
        inside = folders_below(top, lambda path: path.endswith("__pycache__"))
        in_folders = ((f"{Path(top, path)}{os.sep}", names) for path, names in inside)
        paths = [folder + name for folder, names in in_folders for name in names]
        for path in [f"{Path(top)}"] if Path(top).is_file() else paths:
            with suppress(OSError):
                status = os.stat(path)
                found.append((path, status.st_mtime_ns, status.st_size))
    return found


def write_whole(path: Path, text: str) -> None:
    """Write a file beside itself and rename it, so that it is never half written. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
        beside = Path(file.name)
        try:
            file.write(text)
            file.close()
            beside.chmod(0o644)
            beside.replace(path)
        except BaseException:
            file.close()
            beside.unlink(missing_ok=True)
            raise


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Raise Refusal where a file cannot be written; `path` is named where the system names none."""
    try:
        yield
    except OSError as error:
        place = shown(Path(error.filename or path))
        raise Refusal(f"{place} cannot be written: {error.strerror}.") from error


def read_state(path: Path, version: int, make: Callable[[dict[str, Any]], T]) -> T | None:
    """What `make` makes of a state file; None where there is no file. Raises Refusal for a broken one.

    It is read strictly: an empty state in place of a broken one would do everything again.
    """
    try:
        content = json.loads(path.read_text("utf-8-sig"))
        if content["version"] != version:
            raise ValueError(f"it is not of version {version}")
        return make(content)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        hint = "Take it back from your version control: without it, what was done would be done again."
        raise Refusal(f"{shown(path)} cannot be read ({type(error).__name__}: {error}). {hint}") from error


def write_state(path: Path, version: int, content: Mapping[str, Any]) -> None:
    """Write a state file whole or not at all, unless it says the same already. Raises OSError."""
    text = json.dumps({"version": version, **content}, ensure_ascii=False, indent=1) + "\n"
    if not path.is_file() or path.read_text("utf-8") != text:
        write_whole(path, text)


def unix_lines(text: str) -> str:
    """A text with the line ends of Unix in place of those of Windows and of old Macs."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
