"""Which code a build runs: versions of what is installed, and the text of plugins and settings.

Whatever is installed counts by its version; a plugin, a reader, an extension of Markdown or a function in
the settings counts by the text of all Python files beside it.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from heard.engine.canon import digest

_FUNCTIONS_IN = ("JINJA_FILTERS", "JINJA_GLOBALS", "JINJA_TESTS")


@functools.cache
def versions() -> str:
    """Python and everything that is installed, with versions."""
    found = {sys.version}
    for folder in sys.path:
        if os.path.isdir(folder or "."):
            found |= {
                name for name in os.listdir(folder or ".") if name.endswith((".dist-info", ".egg-info"))
            }
    return "\n".join(sorted(found))


def code_of(settings: Mapping[str, Any], plugins: Iterable[Any], classes: Iterable[type]) -> bytes:
    """The fingerprint of all code that can play a part in a build."""
    files: set[Path] = set()
    for plugin in plugins:
        module = plugin if isinstance(plugin, ModuleType) else _module(type(plugin))
        files |= set(_files_beside(module, installed=True))
    for one in (*classes, *_objects_in(settings)):
        files |= set(_files_beside(_module(one)))
    for extension in (settings.get("MARKDOWN") or {}).get("extensions", ()):
        if isinstance(extension, str):
            files |= set(_files_of_extension(extension))
        else:
            files |= set(_files_beside(_module(type(extension))))
    return digest("\n".join([versions(), *(_text(path) for path in sorted(files))]))


def _objects_in(settings: Mapping[str, Any]) -> Iterator[Any]:
    """Functions and classes that stand in the settings."""
    for name in settings:
        value = settings[name]
        values = list(value.values()) if name in _FUNCTIONS_IN or name == "READERS" else [value]
        for one in values:
            if isinstance(one, functools.partial):
                one = one.func
            if isinstance(one, (FunctionType, type)):
                yield one
            if isinstance(one, FunctionType):
                yield Path(one.__code__.co_filename)


def _module(one: Any) -> ModuleType | Path | None:
    return one if isinstance(one, Path) else sys.modules.get(getattr(one, "__module__", None) or "")


def _files_beside(module: ModuleType | Path | None, installed: bool = False) -> Iterator[Path]:
    """The Python files of a module's package; of a module that stands alone, itself.

    What is installed counts by its version already, and gives none unless `installed`.
    """
    name = module if isinstance(module, Path) else getattr(module, "__file__", None)
    if not name:
        return
    path = Path(name)
    if not path.is_file() or (_is_installed(str(path)) and not installed):
        return
    if isinstance(module, ModuleType) and (path.name == "__init__.py" or "." in module.__name__):
        yield from path.parent.rglob("*.py")
    else:
        yield path


@functools.cache
def _is_installed(path: str) -> bool:
    parts = Path(path).parts
    return (
        "site-packages" in parts
        or "dist-packages" in parts
        or path.startswith(os.path.dirname(os.__file__))
    )


@functools.cache
def _files_of_extension(name: str) -> tuple[Path, ...]:
    try:
        spec = importlib.util.find_spec(name.partition(":")[0])
    except (ImportError, ValueError, AttributeError):
        return ()
    path = Path(spec.origin) if spec and spec.origin else None
    return (path,) if path and path.is_file() and not _is_installed(str(path)) else ()


def _text(path: Path) -> str:
    try:
        return f"{path}\0{digest(path.read_bytes()).hex()}"
    except OSError:
        return f"{path}\0"
