"""What Python tells of a build's looks at the disk, as they are made.

It tells of each file that is opened and each folder that is listed. Of a question about a path – is it
there, how old is it – it tells nothing, so the functions that ask stand behind ours for a while.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, Protocol

from heard.build.stamps import stamp_of

_UNFORESEEABLE = ("subprocess.", "socket.", "urllib.", "os.system", "os.exec", "os.posix_spawn", "os.spawn")
_CHANGES = {
    **dict.fromkeys(("os.mkdir", "os.utime", "os.chmod", "os.chown", "os.truncate", "shutil.rmtree"), 1),
    **dict.fromkeys(("os.rename", "os.link", "os.symlink"), 2),
}
"""Events that change what is on the disk, and how many of their words are paths."""
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND
_QUESTIONS = ("stat", "lstat", "access")


class Listener(Protocol):
    """Who is told."""

    is_deaf: bool

    def note(self, path: str, is_read: bool = False) -> None:
        """A path is about to be looked at."""

    def note_names(self, folder: Any) -> None:
        """The names in a folder are about to be looked at; the folder may be a number."""

    def note_change(self, path: Any) -> None:
        """Something about a path is about to be changed."""

    def note_doubt(self, event: str) -> None:
        """Something is done that may come to something else the next time."""


def tell(listener: Listener) -> Callable[[], None]:
    """Tell a listener from now on; call what is returned to end that."""

    def hear(event: str, args: tuple[Any, ...]) -> None:
        if not listener.is_deaf:
            _tell(listener, event, args)

    def behind(plain: Callable[..., Any]) -> Callable[..., Any]:
        def ask(path: Any, *args: Any, **named: Any) -> Any:
            if not listener.is_deaf and named.get("dir_fd") is None and not isinstance(path, int):
                listener.note(os.fsdecode(path))
            return plain(path, *args, **named)

        return ask

    plainly = {name: getattr(os, name) for name in _QUESTIONS}
    ours = {name: behind(plain) for name, plain in plainly.items()}
    sets = (os.supports_fd, os.supports_dir_fd, os.supports_follow_symlinks)  # `shutil` looks there
    for name, plain in plainly.items():
        setattr(os, name, ours[name])
        for functions in sets:
            functions.update({ours[name]} if plain in functions else ())
    sys.addaudithook(hear)

    def end() -> None:
        for name, plain in plainly.items():
            setattr(os, name, plain)
            for functions in sets:
                functions.discard(ours[name])

    return end


def _tell(listener: Listener, event: str, args: tuple[Any, ...]) -> None:
    if event == "open":
        _tell_open(listener, *args)
    elif event in ("os.listdir", "os.scandir"):
        listener.note_names(args[0] if args[0] is not None else os.curdir)
    elif event in _CHANGES:
        # With a folder given as a number, the name counts from there; `rmtree` has told the folder.
        if event == "os.truncate" or not isinstance(args[-1], int) or args[-1] < 0:
            for path in args[: _CHANGES[event]]:
                listener.note_change(path)
    elif event == "sqlite3.connect":
        listener.note_change(args[0])
    elif event.startswith(_UNFORESEEABLE):
        listener.note_doubt(event)


def is_write(mode: Any, flags: Any) -> bool:
    """Whether a file is opened to be written, by what the event `open` says of it."""
    by_flags = isinstance(flags, int) and bool(flags & _WRITES)
    return by_flags or (isinstance(mode, str) and bool(set(mode) & set("wax+")))


def _tell_open(listener: Listener, path: Any, mode: Any, flags: Any) -> None:
    if not isinstance(path, (str, bytes)):
        return
    if not is_write(mode, flags):
        listener.note(_source_of(os.fsdecode(path)), is_read=True)
    elif stamp_of(os.fsdecode(path)) != ["folder"]:  # else a temporary file without a name
        listener.note_change(path)


def _source_of(path: str) -> str:
    """The source of a compiled module; any other path as it is."""
    if path.endswith(".pyc") and f"{os.sep}__pycache__{os.sep}" in path:
        folder, _, name = path.rpartition(f"{os.sep}__pycache__{os.sep}")
        return os.path.join(folder, name.partition(".")[0] + ".py")
    return path
