"""The world of a build: settings, code, installed versions, Python. In another, everything is made anew."""

from __future__ import annotations

import inspect
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from types import FunctionType, MethodType, ModuleType
from typing import Any

from heard.library.spelling import mark_of

OF_A_BUILD = frozenset(
    "STORY_PROBLEMS STORY_LIBRARY STORY_TODAY STORY_REPLIES STORY_LAYOUT STORY_FILE_NAMES "
    "STORY_THEME_FILES HEARD_WORKERS CACHE_PATH OUTPUT_PATH DELETE_OUTPUT_DIRECTORY PORT DEBUG".split()
)
"""Settings that are worked out anew in each build, or change nothing of what it makes."""
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def world_mark(settings: Mapping[str, Any]) -> tuple[bytes, tuple[str, ...]]:
    """Return the mark of all that a build depends on beside its sources and templates.

    With it come the names of settings that nobody can tell apart from one build to the next.
    """
    unclear: list[str] = []
    parts = [sys.version, *_installed(), *_code(), *_extensions(settings)]
    for name, value in sorted(settings.items()):
        if name.isupper() and name not in OF_A_BUILD:
            told = list(_spelled(value, set()))
            if any(_ADDRESS.search(one) for one in told):
                unclear.append(name)
            parts += [name, *told]
    return mark_of("\0".join(parts).encode("utf-8", "surrogatepass")), tuple(unclear)


def _code() -> Iterator[str]:
    """Yield the modules of this package with their times and sizes."""
    folder = Path(__file__).parents[1]
    for path in sorted(folder.rglob("*.py")):
        status = path.stat()
        yield f"{path.relative_to(folder).as_posix()} {status.st_mtime_ns} {status.st_size}"


def _installed() -> list[str]:
    """Return the names and versions of all installed packages, as their folders are called."""
    folders = [folder for folder in sys.path if os.path.isdir(folder)]
    names = (name for folder in folders for name in os.listdir(folder))
    return sorted({name for name in names if name.endswith((".dist-info", ".egg-info"))})


def _extensions(settings: Mapping[str, Any]) -> Iterator[str]:
    """Yield the modules of an owner's own extensions of Markdown, with what they hold."""
    for name in settings["MARKDOWN"].get("extensions", ()):
        if isinstance(name, str):
            with suppress(ImportError, ValueError):
                spec = find_spec(name.partition(":")[0])
                yield _file(spec.origin or "") if spec else ""


def _spelled(value: Any, above: set[int]) -> Iterator[str]:
    """Yield a value as texts that are the same for the same value in another process."""
    if value is None or isinstance(value, str | int | float | bytes):
        yield repr(value)
    elif isinstance(value, re.Pattern):
        yield f"pattern {value.pattern!r} {value.flags}"
    elif isinstance(value, ModuleType):
        yield f"module {value.__name__}"
    elif isinstance(value, FunctionType | type):
        yield f"code {value.__module__}.{value.__qualname__} {_file_of(value)}"
    elif id(value) in above:
        yield "again"
    else:
        yield from _parts(value, above | {id(value)})


def _parts(value: Any, above: set[int]) -> Iterator[str]:
    yield type(value).__qualname__
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _spelled(key, above)
            yield from _spelled(one, above)
    elif isinstance(value, set | frozenset):
        yield from sorted("".join(_spelled(one, above)) for one in value)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _spelled(one, above)
    elif isinstance(value, MethodType):
        yield from _spelled(value.__func__, above)
        yield from _spelled(value.__self__, above)
    elif isinstance(value, partial):
        for one in (value.func, value.args, value.keywords):
            yield from _spelled(one, above)
    elif hasattr(value, "__dict__"):
        yield from _spelled(type(value), above)  # whose code may be the owner's
        yield from _spelled(vars(value), above)
    else:
        yield repr(value)


def _file_of(code: Any) -> str:
    """The file that some code stands in, with what it holds: a settings file may define a filter."""
    try:
        path = inspect.getsourcefile(code) or ""
    except TypeError:
        return ""
    return _file(path)


def _file(path: str) -> str:
    """A file of code, with what it holds."""
    return f"{path} {mark_of(Path(path).read_bytes()).hex()}" if os.path.isfile(path) else path
