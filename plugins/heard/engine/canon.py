"""Values in one canonical spelling, so that equal values have equal fingerprints in every process.

Never `repr` (it holds addresses), never pickle bytes (equal values may differ in them). What cannot be
spelled raises `Unknown`, and who asked decides what is safe then.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time, timedelta, tzinfo
from enum import Enum
from hashlib import blake2b
from pathlib import PurePath
from re import Pattern
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

COLLECTS_ONLY = "collects_only"
"""An object whose class says so gathers what a build finds, and no page is made from it."""
DEEPEST = 30


class Unknown(TypeError):
    """A value that has no canonical spelling."""


def digest(text: str | bytes) -> bytes:
    """A short fingerprint of a text."""
    return blake2b(
        text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text, digest_size=16
    ).digest()


def fingerprint(value: Any) -> bytes:
    """The fingerprint of a value. Raises Unknown."""
    return digest(canonical(value))


def canonical(value: Any) -> str:
    """The spelling of a value. Raises Unknown."""
    return json.dumps(spelled(value), ensure_ascii=True, separators=(",", ":"))


def spelled(value: Any, depth: int = 0) -> Any:
    """A value as JSON has it: scalars as they are, everything else as a list that begins with its kind."""
    kind = type(value)
    if kind in (str, int, bool, type(None)):
        return value
    if depth > DEEPEST:
        raise Unknown("nested too deeply, or within itself")
    below = depth + 1
    if kind in (list, tuple):
        return [kind.__name__, *(spelled(one, below) for one in value)]
    if isinstance(value, Mapping) and _is_plain(kind):
        # In the order it has: templates go through a dictionary in that order.
        return ["map", *([spelled(key, below), spelled(one, below)] for key, one in value.items())]
    if kind in (set, frozenset):
        return ["set", *sorted((spelled(one, below) for one in value), key=json.dumps)]
    return _spelled_object(value, kind, below)


def _is_plain(kind: type) -> bool:
    return kind.__module__ in ("builtins", "collections", "types")


def _name(kind: Any) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _spelled_object(value: Any, kind: type, depth: int) -> Any:
    if isinstance(value, float):
        return ["float", value.hex()]
    if isinstance(value, (bytes, bytearray)):
        return ["bytes", value.hex()]
    if isinstance(value, Enum):
        return ["enum", _name(kind), value.name]
    if isinstance(value, (date, time)):  # datetime is a date
        zone = spelled(getattr(value, "tzinfo", None), depth)
        return ["time", _name(kind), value.isoformat(), zone]
    if isinstance(value, tzinfo):
        return ["zone", _name(kind), str(value)]
    if isinstance(value, timedelta):
        return ["span", value.days, value.seconds, value.microseconds]
    if isinstance(value, PurePath):
        return ["path", str(value)]
    if isinstance(value, Pattern):
        return ["pattern", value.pattern, value.flags]
    if isinstance(value, ModuleType):
        return ["module", value.__name__]
    if isinstance(value, type):
        return ["class", _name(value)]
    if isinstance(value, (FunctionType, MethodType, BuiltinFunctionType, functools.partial)):
        return _spelled_function(value, depth)
    if getattr(kind, COLLECTS_ONLY, False):
        return ["collects", _name(kind)]
    if is_dataclass(value):
        kept = [one.name for one in fields(value)]
        return ["record", _name(kind), *([name, spelled(getattr(value, name), depth)] for name in kept)]
    return _spelled_instance(value, kind, depth)


def _spelled_instance(value: Any, kind: type, depth: int) -> Any:
    """An object of a class written in Python: what it is of builtin classes, and its attributes."""
    native = [base for base in kind.__mro__ if base.__module__ == "builtins" and base is not object]
    inner: Any = None
    if native:
        if not set(native) <= {str, int, list, tuple, dict}:
            raise Unknown(_name(kind))
        inner = spelled(native[0](value), depth)
    elif not hasattr(value, "__dict__") or any("__slots__" in vars(base) for base in kind.__mro__):
        raise Unknown(_name(kind))
    state = getattr(value, "__dict__", {})
    return ["object", _name(kind), inner, *([name, spelled(state[name], depth)] for name in sorted(state))]


def _spelled_function(value: Any, depth: int) -> Any:
    if isinstance(value, functools.partial):
        return ["partial", *(spelled(part, depth) for part in (value.func, value.args, value.keywords))]
    if isinstance(value, MethodType):
        return ["method", spelled(value.__func__, depth), spelled(value.__self__, depth)]
    if isinstance(value, BuiltinFunctionType):
        owner = value.__self__
        if owner is not None and not isinstance(owner, ModuleType):
            return ["builtin", value.__name__, spelled(owner, depth)]
        return ["builtin", value.__module__, value.__qualname__]
    cells = [cell.cell_contents for cell in value.__closure__ or ()]
    given = [value.__defaults__, value.__kwdefaults__, cells]
    return ["function", _name(value), _code(value.__code__), *(spelled(part, depth) for part in given)]


def _code(code: CodeType) -> list[Any]:
    constants = [
        _code(one) if isinstance(one, CodeType) else spelled(one) if one is not ... else "..."
        for one in code.co_consts
    ]
    return [code.co_code.hex(), constants, list(code.co_names), list(code.co_varnames)]
