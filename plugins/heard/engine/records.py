"""What a page was made from, kept for the next build – and asked again there.

A page is fresh if its templates, the settings and the code are the same, if every name its templates use
has the same value, and if every question it asked has the same answer. Anything else renders it.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment

from heard.engine.canon import Unknown
from heard.engine.closure import GLOBAL, Closure
from heard.engine.recording import SCALARS, Key, Recorder, follow, unflattened
from heard.engine.values import Values

ABSENT, PLACE, FUNCTION = b"absent", b"place", b"function"


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that one page was made from."""

    site: bytes
    closure: bytes
    own: tuple[tuple[str, bytes], ...]
    reads: tuple[tuple[Any, ...], ...]
    files: tuple[tuple[str, str], ...]

    def packed(self) -> bytes:
        """As bytes for the store."""
        return marshal.dumps((self.site, self.closure, self.own, self.reads, self.files))


def unpacked(row: bytes) -> Record:
    """A record again. Raises ValueError."""
    try:
        return Record(*marshal.loads(row))
    except (EOFError, TypeError) as error:
        raise ValueError(str(error)) from error


class Inputs:
    """The values of one page's names, by which it is compared and recorded. Raises Unknown."""

    def __init__(
        self, values: Values, closure: Closure, context: Mapping[str, Any], globals_: Mapping[str, Any]
    ) -> None:
        self.places: dict[str, Any] = {}
        self._values, self._closure = values, closure
        self._context, self._globals = context, globals_

    def of(self, names: Any) -> dict[str, bytes]:
        """The fingerprint of each name; places are collected aside."""
        return {name: self._of(name) for name in names}

    def _of(self, name: str) -> bytes:
        plain = name.removeprefix(GLOBAL)
        if name in self._context:
            value = self._context[name]
        elif plain in self._globals:
            value = self._globals[plain]
        else:
            return ABSENT
        if isinstance(value, SCALARS) or value == ():
            return self._values.of(value)
        if isinstance(value, type):
            return self._values.of(value)
        if callable(value):
            self.places[name] = value
            return FUNCTION
        if name in self._closure.dotted:
            self.places[name] = value
            return PLACE
        try:
            return self._values.of(value)
        except Unknown as error:
            raise Unknown(f"`{name}` is or holds something of an unknown kind ({error})") from None


class Checker:
    """Asks the questions of a record again."""

    def __init__(self, values: Values, find: Callable[[Key], Any], content: Callable[[str], str]) -> None:
        self._values, self._find, self._content = values, find, content

    def difference(
        self, record: Record, own: Mapping[str, bytes], roots: Mapping[str, Any], environment: Environment
    ) -> str:
        """What is no longer as it was, in words; empty if everything is."""
        before = dict(record.own)
        if before != own:
            names = sorted(name for name in {*before, *own} if before.get(name) != own.get(name))
            return f"`{names[0]}` has changed"
        for name, content in record.files:
            if self._content(name) != content:
                return f"{name} has changed"
        answers: list[Any] = []
        for read in record.reads:
            try:
                answer = self._ask(read, roots, answers, environment)
                same = self._values.of("a function" if _is_function(read, answer) else answer) == read[-1]
            except Exception:  # a question that cannot be asked again has another answer
                same = False
            if not same:
                return f"{_words(read)} has another answer"
            answers.append(answer)
        return ""

    def _ask(
        self, read: tuple[Any, ...], roots: Mapping[str, Any], answers: list[Any], environment: Environment
    ) -> Any:
        key, kind = read[0], read[1]
        place = self._place(key, roots, environment)
        if kind == "a":
            return environment.getattr(place, read[2])
        if kind == "i":
            return environment.getitem(place, read[2])
        args = [self._given(one, roots, answers, environment) for one in read[2]]
        named = {name: self._given(one, roots, answers, environment) for name, one in read[3]}
        return place(*args, **named)

    def _place(self, key: Key, roots: Mapping[str, Any], environment: Environment) -> Any:
        if key[0] == "r":
            return roots[key[1]]
        if key[0] == "m":
            owner = self._place(key[1], roots, environment)
            ask = environment.getattr if key[2] == "a" else environment.getitem
            return ask(owner, key[3])
        return self._find(key)

    def _given(
        self, spec: tuple[Any, ...], roots: Mapping[str, Any], answers: list[Any], environment: Environment
    ) -> Any:
        if spec[0] == "v":
            return spec[1]
        if spec[0] == "h":
            from markupsafe import Markup

            return Markup(spec[1])
        if spec[0] == "e":
            return ()
        if spec[0] == "f":
            return unflattened(spec)
        if spec[0] == "k":
            return self._place(spec[1], roots, environment)
        origin = roots[spec[1]] if spec[0] == "own" else answers[spec[1]]
        return follow(origin, spec[2:])


def _is_function(read: tuple[Any, ...], answer: Any) -> bool:
    return (
        read[1] != "x" and callable(answer) and not isinstance(answer, type) and not _is_undefined(answer)
    )


def _is_undefined(value: Any) -> bool:
    return type(value).__module__.startswith("jinja2.") and type(value).__name__.endswith("Undefined")


def _words(read: tuple[Any, ...]) -> str:
    from heard.engine.recording import _shown

    if read[1] == "x":
        given = (_given_words(one) for one in read[2])
        return f"{_shown(read[0])}({', '.join(given)})"
    return f"{_shown(read[0])}.{read[2]}"


def _given_words(spec: tuple[Any, ...]) -> str:
    if spec == ("e",):
        return "()"
    return spec[2] if spec[0] == "f" else str(spec[1])


def roots_of(inputs: Inputs, recorder: Recorder) -> None:
    """Tell a recorder which names are places."""
    for name, value in inputs.places.items():
        recorder.add_place(value, ("r", name))
