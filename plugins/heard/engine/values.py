"""Values as fingerprints, for pages: what a page was made from, by value, each object worked out once.

Articles, pages and static files count by reference here – which one it is, not what it says. What a
template asks of one of them is recorded question by question, in `recording.py`.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from heard.engine.canon import COLLECTS_ONLY, Unknown, canonical
from heard.engine.witness import identity

SIZE = 16
_SIMPLE = frozenset((str, int, bool, float, type(None)))
_EMPTY: tuple[()] = ()
_WITHOUT_REFERENCES = 2
"""The version of `marshal` that writes a value as it is, whatever else holds it: the same value, the same
bytes (CPython, `Python/marshal.c`). Later ones say whether a text is shared or interned."""
_LONG = 8
"""Longer lists and dictionaries are worked out once; shorter ones cost less than remembering."""


class Values:
    """Fingerprints of values during one rendering, in which nothing changes.

    `refer` names an object that counts by reference, or answers None.
    """

    def __init__(self, refer: Callable[[Any], str | None]) -> None:
        self._refer = refer
        self._known: dict[int, tuple[Any, bytes]] = {}
        self._fields: dict[type, Callable[[Any], tuple[Any, ...]]] = {}
        self._names: dict[type, bytes] = {}

    def of(self, value: Any) -> bytes:
        """The fingerprint of a value. Raises Unknown."""
        return _digest(self._spell(value, 0))

    def _spell(self, value: Any, depth: int) -> bytes:
        kind = type(value)
        if kind is str:
            return b"s" + _sized(value.encode("utf-8", "surrogatepass"))
        if value is None or kind is bool or kind is int:
            return b"n" + _sized(str(value).encode())
        known = self._known.get(identity(value))
        if known is not None:
            return known[1]
        if depth > 40:
            raise Unknown("nested too deeply, or within itself")
        spelled = self._spell_object(value, kind, depth + 1)
        if len(spelled) > 2 * SIZE:
            spelled = b"#" + _digest(spelled)
        if self._is_worth_knowing(value, kind):
            self._known[identity(value)] = (
                value,
                spelled,
            )  # held, so that its place stays its own
        return spelled

    def _is_worth_knowing(self, value: Any, kind: type) -> bool:
        if kind in (tuple, list, dict, set, frozenset):
            return len(value) > _LONG
        return kind in self._fields

    def _spell_object(self, value: Any, kind: type, depth: int) -> bytes:
        if kind is tuple or kind is list:
            return b"l" + kind.__name__.encode() + _sized(self._spell_all(value, depth))
        fields_of = self._fields.get(kind)
        if fields_of is not None:
            return b"r" + self._names[kind] + _sized(self._spell_all(fields_of(value), depth))
        if kind is date:
            return b"d" + str(value).encode()
        reference = self._refer(value)
        if reference is not None:
            return b"c" + _sized(reference.encode("utf-8", "surrogatepass"))
        if is_dataclass(kind) and not getattr(kind, COLLECTS_ONLY, False):
            self._names[kind] = _sized(_name(kind))
            self._fields[kind] = _getter(tuple(one.name for one in fields(kind)))
            return self._spell_object(value, kind, depth)
        if isinstance(value, Mapping):
            pairs = [self._spell(key, depth) + self._spell(one, depth) for key, one in value.items()]
            return b"m" + _sized(_name(kind)) + _sized(b"".join(pairs))
        if isinstance(value, (tuple, list)) and not vars_of(value):
            inside = b"".join([self._spell(one, depth) for one in value])
            return b"t" + _sized(_name(kind)) + _sized(inside)
        if isinstance(value, (set, frozenset)):
            return b"u" + _sized(b"".join(sorted(self._spell(one, depth) for one in value)))
        return self._spell_other(value, kind, depth)

    def _spell_all(self, values: Iterable[Any], depth: int) -> bytes:
        """Several values in their order; texts and numbers, most of what there is, in one step."""
        parts = [
            one if type(one) in _SIMPLE or one is _EMPTY else self._spell(one, depth) for one in values
        ]
        return marshal.dumps(parts, _WITHOUT_REFERENCES)

    def _spell_other(self, value: Any, kind: type, depth: int) -> bytes:
        module = kind.__module__
        if module == "pelican.urlwrappers":
            # The slug is worked out when first asked for, so it is asked for; settings count by themselves.
            hidden = {"settings", "_name", "_slug", "_slug_from_name", "name", "slug"}
            more = {name: one for name, one in sorted(vars(value).items()) if name not in hidden}
            return b"w" + _sized(_name(kind)) + self._spell((value.name, value.slug, more), depth)
        if module == "pelican.paginator":
            hidden = {"settings", "_num_pages", "_count"}
            state = {name: one for name, one in sorted(vars(value).items()) if name not in hidden}
            return b"p" + _sized(_name(kind)) + self._spell(state, depth)
        if module == "markupsafe" and isinstance(value, str):
            return b"h" + _sized(str(value).encode("utf-8", "surrogatepass"))
        if module.startswith("jinja2.") and kind.__name__.endswith("Undefined"):
            return b"-"
        if hasattr(value, "__dict__") and _is_plain_class(kind) and not callable(value):
            return b"o" + _sized(_name(kind)) + self._spell(dict(sorted(vars(value).items())), depth)
        if isinstance(value, (list, tuple, dict, set)):
            raise Unknown(f"{module}.{kind.__qualname__}")
        return b"k" + _sized(canonical(value).encode())


def _getter(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


def vars_of(value: Any) -> Mapping[str, Any]:
    """The attributes of an object; none for one that can have none, such as a named tuple."""
    return getattr(value, "__dict__", {})


def _is_plain_class(kind: type) -> bool:
    """A class written in Python whose objects are their attributes, nothing else."""
    return all(
        base is object or (base.__module__ != "builtins" and "__slots__" not in vars(base))
        for base in kind.__mro__
    )


def _name(kind: type) -> bytes:
    return f"{kind.__module__}.{kind.__qualname__}".encode()


def _sized(octets: bytes) -> bytes:
    return len(octets).to_bytes(4, "big") + octets


def _digest(octets: bytes) -> bytes:
    return blake2b(octets, digest_size=SIZE).digest()
