"""What a page asks while it is rendered.

Plain values – texts, tuples, frozen records – count whole, so what a template does with them need not be
followed. Other objects are *places*: articles, pages and static files, what of the context a template
only asks (`library.card(…)`), and functions. Every question to a place is written down with its answer, so
that the next build can ask it again (`records.py`).
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time
from types import BuiltinFunctionType
from typing import Any

from jinja2 import Undefined

from heard.engine.canon import Unknown
from heard.engine.quick import QuickMacro
from heard.engine.sharing import SHELF, key_of
from heard.engine.values import Values
from heard.engine.witness import events, identity

Key = tuple[Any, ...]
"""The name of a place: ("c", source), ("r", name in the context), ("m", key, method)."""
SCALARS = (str, int, float, bool, type(None), date, time)
FARTHEST = 3000
"""So many objects are looked through for one that is given to a function."""
_FLAT: dict[type, tuple[str, ...]] = {}
_CHANCE = {"generate_lorem_ipsum"}


def reference(contents: Mapping[int, Key], value: Any) -> str | None:
    """The name of an article, page or static file, by which it counts; None for anything else."""
    key = contents.get(identity(value))
    return None if key is None else f"{key[0]}:{key[1]}"


class Recorder:
    """The questions of one page."""

    def __init__(self, values: Values, contents: Mapping[int, Key], own: Mapping[str, Any]) -> None:
        self.values = values
        self.contents = contents
        """Which articles, pages and static files there are, by their id."""
        self.places: dict[int, tuple[Any, Key]] = {}
        self.reads: list[tuple[Any, ...]] = []
        self.unknown = ""
        self._touched = 0
        self._own = own
        self._asked: set[tuple[Any, ...]] = set()
        self._results: list[Any] = []
        self._paths: dict[int, tuple[Any, ...]] = {}
        self._queue: deque[tuple[Any, tuple[Any, ...]]] = deque()
        self._looked_at = 0
        self._scanned = 0

    def add_place(self, value: Any, key: Key) -> None:
        """Follow an object of the context by questions, instead of taking it whole."""
        self.places[identity(value)] = (value, key)

    # -- questions -----------------------------------------------------------------------------------

    def asked(self, place: Any, name: Any, answer: Any, kind: str) -> None:
        """A template asked an object for an attribute ("a") or an item ("i")."""
        key = self._key(place)
        if key is None:
            return
        self._touched += 1
        if not isinstance(name, (str, int)):
            self._give_up(f"it asks {_shown(key)} for an item by a {type(name).__name__}")
            return
        if _can_be_called(answer):
            self.places[identity(answer)] = (answer, ("m", key, kind, name))
            answer = "a function"
        if (key, kind, name) not in self._asked:
            self._asked.add((key, kind, name))
            self._note((key, kind, name), answer)

    def called(self, function: Any, args: tuple[Any, ...], named: dict[str, Any], answer: Any) -> None:
        """A template called something."""
        held = self.places.get(identity(function))
        if getattr(function, "jinja_pass_arg", None) is not None and not is_jinjas(function):
            self._give_up(f"{getattr(function, '__qualname__', function)!s} is given all of the context")
            return
        if held is None:
            if getattr(function, "__name__", "") in _CHANCE:
                self._give_up("it uses chance")
            elif not is_jinjas(function) and any(self._key(one) for one in (*args, *named.values())):
                self._give_up(f"an article is given to {getattr(function, '__qualname__', function)!s}")
            return
        self._touched += 1
        key = held[1]
        given = tuple(self._given(one) for one in args)
        by_name = tuple((name, self._given(one)) for name, one in sorted(named.items()))
        if None in given or None in {one for _name, one in by_name}:
            self._give_up(f"{_shown(key)} is called with something that cannot be found again")
            return
        if _can_be_called(answer):
            self._give_up(f"{_shown(key)} answers with a function")
            return
        question = (key, "x", given, by_name)
        if question not in self._asked:
            self._asked.add(question)
            self._note(question, answer)

    def given_to_filter(self, name: str, args: tuple[Any, ...]) -> None:
        """A filter or test that is not Jinja's got something."""
        if any(not isinstance(one, (*SCALARS, Undefined)) for one in args):
            self._give_up(f"the filter or test {name} is given more than text, and may look anywhere")

    # -- macros --------------------------------------------------------------------------------------

    def run(self, macro: QuickMacro, args: tuple[Any, ...]) -> str:
        """What a macro answers; an answer that depends on nothing but its arguments is used again."""
        results = macro.results
        key = None if results is None else key_of(args, self.places)
        if results is None or key is None:
            return macro.run(args)
        held = results.get(key)
        if held is not None:
            macro.hits += 1
            return held[0]
        before = self._touched, events()
        text = macro.run(args)
        if before == (self._touched, events()):
            SHELF.put(macro, key, text, args)
        return text

    def _note(self, question: tuple[Any, ...], answer: Any) -> None:
        try:
            self.reads.append((*question, self.values.of(answer)))
        except Unknown as error:
            self._give_up(f"{_shown(question[0])} answers with something of an unknown kind ({error})")
        self._results.append(answer)

    def _give_up(self, why: str) -> None:
        self._touched += 1
        self.unknown = self.unknown or why

    def _key(self, place: Any) -> Key | None:
        held = self.places.get(identity(place))
        return held[1] if held is not None else self.contents.get(identity(place))

    # -- finding again what is given to a function ---------------------------------------------------

    def _given(self, value: Any) -> tuple[Any, ...] | None:
        """How the next build finds a value that a function is given; None where it cannot."""
        if type(value) in (str, int, bool, type(None)):
            return ("v", value)
        if isinstance(value, str):
            return ("h", str(value)) if type(value).__name__ == "Markup" else None
        if value == () and type(value) is tuple:
            return ("e",)
        key = self._key(value)
        if key is not None:
            return ("k", key)
        return flat(value) or self._path(value)

    def _path(self, wanted: Any) -> tuple[Any, ...] | None:
        if self._looked_at == 0:
            self._queue.extend((value, ("own", name)) for name, value in sorted(self._own.items()))
        for number in range(self._scanned, len(self._results)):
            # Answers come first: what a template asked for is what it hands on.
            self._queue.appendleft((self._results[number], ("read", number)))
        self._scanned = len(self._results)
        while identity(wanted) not in self._paths and self._queue and self._looked_at < FARTHEST:
            value, path = self._queue.popleft()
            self._looked_at += 1
            self._paths.setdefault(identity(value), path)
            self._queue.extend((one, (*path, step)) for step, one in _inside(value))
        return self._paths.get(identity(wanted))


def flat(value: Any) -> tuple[Any, ...] | None:
    """A frozen record of nothing but texts and numbers, as its class and its values; None for others.

    To a function such a record is what it says: it need not be found again, it is made again.
    """
    kind = type(value)
    names = _FLAT.get(kind)
    if names is None:
        named = fields(kind) if is_dataclass(kind) else ()
        simple = named and kind.__dataclass_params__.frozen and not hasattr(kind, "__post_init__")
        simple = simple and all(one.init and not one.kw_only and one.compare for one in named)
        names = _FLAT[kind] = tuple(one.name for one in named) if simple else ()
    values = tuple(getattr(value, name) for name in names)
    if not values or any(type(one) not in (str, int, type(None)) for one in values):
        return None
    return ("f", kind.__module__, kind.__qualname__, values)


def unflattened(spec: tuple[Any, ...]) -> Any:
    """The record again. Raises KeyError or AttributeError where its class is no more."""
    found: Any = sys.modules[spec[1]]
    for name in spec[2].split("."):
        found = getattr(found, name)
    return found(*spec[3])


def _inside(value: Any) -> Iterator[tuple[Any, Any]]:
    """The parts of a plain value, each with the step that leads to it."""
    if isinstance(value, (tuple, list)):
        parts: Any = ((("i", number), one) for number, one in enumerate(value))
    elif is_dataclass(value) and not isinstance(value, type):
        parts = ((("a", one.name), getattr(value, one.name)) for one in fields(value))
    else:
        return
    yield from ((step, one) for step, one in parts if not isinstance(one, SCALARS))


def follow(origin: Any, steps: tuple[Any, ...]) -> Any:
    """The part of a value that some steps lead to. Raises LookupError or AttributeError."""
    for kind, step in steps:
        origin = getattr(origin, step) if kind == "a" else origin[step]
    return origin


def _can_be_called(value: Any) -> bool:
    return callable(value) and not isinstance(value, (Undefined, type))


def is_jinjas(function: Any) -> bool:
    """Whether a function is Jinja's own, or a method of a plain value, and asks nothing of the site."""
    if isinstance(function, BuiltinFunctionType):
        return True  # a method of a text or a tuple
    module = getattr(function, "__module__", "") or ""
    return module.startswith("jinja2.") or type(function).__module__.startswith("jinja2.")


def _shown(key: Key) -> str:
    return f"{_shown(key[1])}.{key[3]}" if key[0] == "m" else str(key[1])
