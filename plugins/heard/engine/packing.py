"""What a reader returned, as bytes and back – only kinds of values that come back as they were.

It is pickle with both ends narrowed: packing refuses what it does not know (an open file, a lambda, an
object of a plugin), and unpacking makes nothing but those kinds, so that a foreign cache can run no code.
"""

from __future__ import annotations

import copyreg
import io
import pickle
import sys
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date, time, timedelta, timezone, tzinfo
from enum import Enum
from pathlib import PurePath
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

PROTOCOL = 5
SETTINGS = "settings"
"""How a reference to the settings of the site is spelled: they are the same in the next build."""
_NAMES = "pelican.urlwrappers"
"""Where tags, categories and authors come from: a name, a slug and the settings."""


def _frozen(value: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(value)


_MAKERS = (_frozen, copyreg.__newobj__, set, frozenset)  # type: ignore[attr-defined]


class Unpackable(Exception):
    """A value that would perhaps not come back as it was, or bytes that hold such a one."""


def _is_frozen(kind: Any) -> bool:
    return is_dataclass(kind) and bool(kind.__dataclass_params__.frozen)  # type: ignore[union-attr]


def _is_known(kind: type) -> bool:
    return (
        _is_frozen(kind)
        or issubclass(kind, (date, time, timedelta, timezone, tzinfo, Enum, PurePath))
        or kind.__module__ == _NAMES
        or (kind.__module__ == "markupsafe" and kind.__name__ == "Markup")
        or (kind.__module__ == "collections" and kind.__name__ == "OrderedDict")
    )


class _Packer(pickle.Pickler):
    def __init__(self, file: io.BytesIO, settings: Any) -> None:
        super().__init__(file, PROTOCOL)
        self._settings = settings

    def persistent_id(self, value: Any) -> str | None:
        return SETTINGS if value is self._settings else None

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, MappingProxyType):
            return _frozen, (dict(value),)
        if isinstance(value, ZoneInfo):
            return ZoneInfo, (value.key,)
        kind = value if isinstance(value, type) else type(value)
        if _is_known(kind) or value in _MAKERS:
            return NotImplemented
        raise Unpackable(f"{kind.__module__}.{kind.__qualname__}")


class _Unpacker(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, settings: Any) -> None:
        super().__init__(file)
        self._settings = settings

    def persistent_load(self, pid: str) -> Any:
        if pid != SETTINGS:
            raise Unpackable(pid)
        return self._settings

    def find_class(self, module: str, name: str) -> Any:
        for maker in _MAKERS:
            if (module, name) == (maker.__module__, maker.__qualname__):
                return maker
        # Only what this build has imported anyway: unpacking never imports.
        found: Any = sys.modules.get(module)
        for part in name.split("."):
            found = getattr(found, part, None)
        if isinstance(found, type) and _is_known(found):
            return found
        raise Unpackable(f"{module}.{name}")


def pack(value: Any, settings: Mapping[str, Any]) -> bytes:
    """A value as bytes. Raises Unpackable."""
    file = io.BytesIO()
    try:
        _Packer(file, settings).dump(value)
    except Unpackable:
        raise
    except Exception as error:
        raise Unpackable(str(error)) from error
    return file.getvalue()


def unpack(packed: bytes, settings: Mapping[str, Any]) -> Any:
    """The value again. Raises Unpackable for anything that `pack` did not write."""
    try:
        return _Unpacker(io.BytesIO(packed), settings).load()
    except Unpackable:
        raise
    except Exception as error:
        raise Unpackable(str(error)) from error
