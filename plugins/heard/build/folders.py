"""The output folder: what may be replaced, and how it is replaced in one step.

A folder that the tasks wrote carries a marker file. Any other folder with something in it belongs
to somebody, and is never touched. A site is built beside the live one and swapped in by rename, so
that a failed build leaves the live one as it was.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from filecmp import cmp
from pathlib import Path

from heard.text.exits import Refusal
from heard.text.files import MARKER

_CHOOSE = "choose a folder of its own for --output."
_NOTE = "The tasks of this site write this folder and may replace all of it. Keep nothing here.\n"


def check_output(output: Path, sources: Iterable[tuple[str, Path]], project: Path) -> None:
    """Raise Refusal unless `output` may be written: ours, empty or new, and away from all sources.

    `sources` are the folders to keep apart from, each with the words to call it by.
    """
    real = output.resolve()
    for name, folder in (("the folder of the project", project), ("your home folder", Path.home())):
        if folder.resolve().is_relative_to(real):
            raise Refusal(f"{output} is or contains {name}; {_CHOOSE}")
    if (real / ".git").exists() or ".git" in real.parts:
        raise Refusal(f"{output} holds a repository; {_CHOOSE}")
    for name, folder in sources:
        source = folder.resolve()
        if real == source:
            raise Refusal(f"{output} is {name}; {_CHOOSE}")
        if source.is_relative_to(real):
            raise Refusal(f"{output} contains {name} ({folder}); {_CHOOSE}")
        if real.is_relative_to(source):
            raise Refusal(f"{output} lies inside {name} ({folder}); {_CHOOSE}")
    for folder in (real, beside(output, "new"), beside(output, "old")):
        check_ours(folder)


def check_ours(folder: Path) -> None:
    """Raise Refusal if there is something that the tasks did not write."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise Refusal(f"{folder} is a file; choose a folder for --output.")
    if not (folder / MARKER).is_file() and any(folder.iterdir()):
        raise Refusal(
            f"{folder} is not empty and was not written by this task (it has no {MARKER} file), "
            "so it is left alone. Choose another folder for --output, or empty this one first."
        )


def beside(output: Path, ending: str) -> Path:
    """The folder `<output>.<ending>` in the same place, so that a rename can swap the two."""
    real = output.resolve()
    return real.with_name(f"{real.name}.{ending}")


@contextmanager
def one_at_a_time(waiting: Callable[[], None], output: Path) -> Iterator[None]:
    """Let one build at a time write an output folder; a second one waits, builds of other folders do not.

    The lock is a file beside the output; it ends with the process. Where the file system has no locks, or
    the place cannot be written, nothing is locked.
    """
    from filelock import FileLock, Timeout  # here, because importing it takes longer than most commands

    place = beside(output, "lock")
    lock = FileLock(place)
    with suppress(OSError, NotImplementedError):
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            waiting()
            lock.acquire()
    try:
        yield
    finally:
        lock.release()


def start(output: Path) -> Path:
    """An empty, marked folder beside the output, to build in. Call `check_output` first."""
    put_back(output)
    new = beside(output, "new")
    remove(new)
    new.mkdir(parents=True)
    (new / MARKER).write_text(_NOTE, encoding="utf-8")
    return new


def put_back(output: Path) -> None:
    """Put the output back in its place where an earlier swap was cut off halfway."""
    old = beside(output, "old")
    if old.exists() and not output.exists():
        old.rename(output.resolve())


def swap_in(output: Path) -> None:
    """Put what was built beside the output in its place."""
    live, new, old = output.resolve(), beside(output, "new"), beside(output, "old")
    remove(old)
    keep_times(live, new)
    if live.exists():
        live.rename(old)
    try:
        new.rename(live)
    except OSError:
        if old.exists():
            old.rename(live)
        raise
    remove(old)


def keep_times(old: Path, new: Path) -> None:
    """Give each new file that is the old one byte for byte its time, so that who polls is told: no news.

    The marker has a time of its own, by which this output is known from all earlier ones.
    """
    for path in new.rglob("*"):
        before = old / path.relative_to(new)
        if path.is_file() and before.is_file() and path.name != MARKER:
            stat = before.stat()
            if stat.st_ino == path.stat().st_ino or not cmp(before, path, shallow=False):
                continue  # one file under both names, or two that differ
            os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def remove(folder: Path) -> bool:
    """Delete a folder if it is ours or empty; tell whether there was one."""
    if not folder.is_dir():
        return False
    check_ours(folder)
    delete(folder)
    return True


def delete(folder: Path) -> None:
    """Delete a folder that is known to be ours; its marker goes last, so that a part of it is ours, too."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != MARKER:
            path.unlink()
    shutil.rmtree(folder)
