"""What a macro answered, used again on every page that calls it with the same: a line of a list, a date.

A macro that was imported without context sees its arguments and the globals of Jinja. Where it asked no
place (`recording.py`) and opened no file while it ran, equal arguments bring the same text; where one of
its arguments is a place of this page, it runs, so that the questions are heard. Values count by what they
are, frozen records by which they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date
from typing import Any

from jinja2.utils import missing
from markupsafe import Markup

from heard.engine.quick import QuickMacro
from heard.engine.witness import identity

MOST = 64_000_000
"""Characters that are remembered in one process."""
_VALUE, _RECORD, _VALUES, _OTHER = range(4)
_WIDEST = 8
_SEVERAL = 4

_VALUE_KINDS = (str, int, bool, type(None), date, Markup, type(missing))
"""Kinds whose equal values look the same; two equal numbers or moments may be written differently."""
_KINDS: dict[type, int] = {**dict.fromkeys(_VALUE_KINDS, _VALUE), tuple: _VALUES}


def key_of(args: tuple[Any, ...], places: Mapping[int, Any]) -> tuple[Any, ...] | None:
    """What arguments are the same by; None where one of them may be asked something, or may change."""
    key: list[Any] = []
    for one in args:
        kind = type(one)
        how = _KINDS.get(kind)
        if how is None:
            how = _KINDS[kind] = _RECORD if _is_frozen(kind) else _OTHER
        if how == _RECORD:
            at = identity(one)
            if at in places:
                return None
            key.append(at)
        elif how == _VALUE:
            key += one, kind
        elif how == _VALUES:
            if len(one) <= _WIDEST:  # often made anew by the template: the first of a list, a few words
                inside = key_of(one, places)
                if inside is None:
                    return None
                key += inside, len(one)
            elif all(_KINDS.get(type(part)) == _RECORD and identity(part) not in places for part in one):
                key.append(identity(one))
            else:
                return None
        else:
            return None
    return tuple(key)


def _is_frozen(kind: type) -> bool:
    return is_dataclass(kind) and bool(kind.__dataclass_params__.frozen)  # type: ignore[attr-defined]


class Shelf:
    """All that is remembered in one process."""

    def __init__(self) -> None:
        self._macros: dict[int, QuickMacro] = {}
        self._size = 0

    def put(self, macro: QuickMacro, key: tuple[Any, ...], text: str, args: tuple[Any, ...]) -> None:
        """Remember an answer. What is seldom asked for again is not remembered for ever."""
        if macro.results is None:
            return
        macro.results[key] = text, args
        self._macros[identity(macro)] = macro
        self._size += len(text)
        if self._size > MOST:
            self._clear()

    def forget(self) -> None:
        """Let go of everything, as a build ends: macros hold their environment, and that the site."""
        for macro in self._macros.values():
            macro.results = {}
        self._macros, self._size = {}, 0

    def _clear(self) -> None:
        for macro in self._macros.values():
            held = len(macro.results or ())
            macro.results = {} if macro.hits * _SEVERAL >= held else None
            macro.hits = 0
        self._macros, self._size = {}, 0


SHELF = Shelf()
