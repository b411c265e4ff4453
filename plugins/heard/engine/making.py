"""Files that a plugin writes by itself, such as feeds: made anew only when what they are made from differs.

A plugin finds `make` in the setting ENGINE_MAKE – None where there is no engine, or nothing is kept –
and says all that goes into a file: the templates it renders, each with the names it gives them, and one
value for the rest. What such a template takes from the context counts whole. One that asks an article or
anything else that has no value of its own is not followed: the file is then made in each build.

What has to be made is made later, together with the pages and beside them, by one process for all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Template, TemplateError

from heard.engine.canon import Unknown, digest
from heard.engine.closure import GLOBAL, Closure, Closures
from heard.engine.environment import Listening, functions_of
from heard.engine.files import put_in_place, stamp, write_changed
from heard.engine.recording import Key, Recorder, is_jinjas, reference
from heard.engine.report import Report
from heard.engine.store import Store
from heard.engine.values import SIZE, Values
from heard.engine.witness import identity, watching


@dataclass(frozen=True, slots=True)
class Order:
    """A file to be made: its name below the output, where it stood before, and what it is made from.

    `seen` is empty where nobody can know what that is; `site_url` is where relative addresses began.
    """

    name: str
    path: Path
    before: Path
    seen: bytes
    site_url: str
    work: Callable[[], str]


Uses = Iterable[tuple[Template, Collection[str]]]
"""Templates, each with the names that the plugin gives them."""


class Making:
    """The files of one build that plugins make. `site` counts for each of them."""

    def __init__(
        self,
        store: Store,
        closures: Closures,
        report: Report,
        space: str,
        previous: Path,
        context: dict[str, Any],
        contents: Mapping[int, Key],
        site: bytes,
    ) -> None:
        self.names: set[str] = set()
        """Every file that was made, or left as it is."""
        self._store, self._closures, self._report, self._space = store, closures, report, space
        self._previous, self._context, self._contents, self._site = previous, context, contents, site
        self._values = Values(partial(reference, contents))
        self._rows = store.load(space)
        self._made: dict[str, tuple[Path, bytes]] = {}
        self._orders: list[Order] = []
        self._told = False
        self._used: dict[tuple[int, frozenset[str]], bytes] = {}
        self._places: dict[int, tuple[Any, Key]] = {}

    def make(self, output: str, path: Path, uses: Uses, inputs: Any, work: Callable[[], str]) -> None:
        """Leave a file below the output as it is, or have what `work` returns put there later."""
        name = Path(os.path.relpath(path, output)).as_posix()
        self.names.add(name)
        before = self._previous / name
        try:
            if not self._site:
                raise Unknown("a setting")
            seen = digest(b"".join([self._site, *map(self._use, uses), self._values.of(inputs)]))
        except Unknown as error:
            self._tell(name, f"nobody can know what it reads: {error}")
            seen = b""
        if seen and self._rows.get(name) == _row(seen, before) and put_in_place(before, path):
            self._made[name] = path, seen
            return
        self._report.made.add(name)
        site_url = self._context.get("localsiteurl", "")
        self._orders.append(Order(name, path, before, seen, site_url, work))

    def ordered(self) -> list[str]:
        """The files that are about to be made."""
        return [order.name for order in self._orders]

    def do(self) -> list[str]:
        """Make what was ordered; for each file why it cannot be kept, if so. Changes nothing here."""
        spoilt, found = "", []
        for order in self._orders:
            self._context["localsiteurl"] = order.site_url
            text, why = self._listened(order.work)
            spoilt = spoilt or why
            order.path.parent.mkdir(parents=True, exist_ok=True)
            write_changed(order.path, text.encode("utf-8"), order.before)
            found.append(spoilt)
        return found

    def done(self, spoilt: Iterable[str]) -> None:
        """Note what was made, by what `do` answered, here or in another process."""
        for order, why in zip(self._orders, spoilt, strict=True):
            if why:
                self._tell(order.name, why)
            elif order.seen:
                self._made[order.name] = order.path, order.seen
        self._orders = []

    def _tell(self, name: str, why: str) -> None:
        """Say of the first file only why it is made in each build: of many it is the same."""
        if not self._told:
            self._told = True
            self._report.note(f"{name}, and others like it, is made in each build, because {why}.")

    def _listened(self, work: Callable[[], str]) -> tuple[str, str]:
        """What the work comes to, and the first question that nobody follows. From that on nothing is kept:
        what was rendered then may be part of any later file.
        """
        recorder = Recorder(self._values, self._contents, {})
        recorder.places.update(self._places)
        before, Listening.recorder = Listening.recorder, recorder
        try:
            with watching() as seen:
                text = work()
        finally:
            Listening.recorder = before
        asked = [f"a template asks {read[0][1]}" for read in recorder.reads if not _is_settled(read)]
        opened = [f"it opens {name}" for name in sorted(seen.files)]
        done = [f"of what it does ({event})" for event in sorted(seen.unforeseeable)]
        found = [recorder.unknown] if recorder.unknown else [*asked, *opened, *done]
        return text, found[0] if found else ""

    def _use(self, use: tuple[Template, Collection[str]]) -> bytes:
        """The fingerprint of a template with all that it takes from the context. Raises Unknown."""
        template, given = use
        key = identity(template), frozenset(given)
        if key not in self._used:
            environment, name = template.environment, template.name
            if not isinstance(environment, Listening) or not name:
                raise Unknown("its environment is not Jinja's own")
            closure = self._closures.of(environment, name)
            if closure.unknown:
                raise Unknown(closure.unknown)
            functions = functions_of(closure, environment)
            parts = [closure.fingerprint, *(digest(name) + one for name, one in functions.items())]
            for one in sorted((closure.bare | closure.dotted) - set(given)):
                parts += [digest(one), self._value(one, template)]
            for one, value in template.globals.items():
                if callable(value) and not isinstance(value, type) and not is_jinjas(value):
                    self._places[identity(value)] = value, (GLOBAL, one)
            self._load(closure, environment)
            self._used[key] = digest(b"".join(parts))
        return self._used[key]

    def _value(self, name: str, template: Template) -> bytes:
        """A name's value; one that has none is followed only so far that a question to it is noticed."""
        plain = name.removeprefix(GLOBAL)
        found: Mapping[str, Any] = self._context if name in self._context else template.globals
        if plain not in found:
            return b"absent"
        value = found[plain]
        try:
            if not callable(value):
                return self._values.of(value)
        except Unknown:
            pass
        self._places[identity(value)] = value, ("r", plain)
        return b"place"

    def _load(self, closure: Closure, environment: Listening) -> None:
        """Load every template now, so that no file of theirs is opened while the work is watched."""
        for name in closure.names:
            try:
                environment.get_template(name)
            except TemplateError as error:
                raise Unknown(str(error)) from None

    def save(self) -> None:
        """Keep what each file was made from."""
        rows = {name: row for name, (path, seen) in self._made.items() if (row := _row(seen, path))}
        changed = {name: row for name, row in rows.items() if self._rows.get(name) != row}
        self._store.save(self._space, changed, set(self._rows) - set(rows))


def _is_settled(read: tuple[Any, ...]) -> bool:
    """Whether a question is to a function of the settings, which count, and was given texts and numbers."""
    if read[0][0] != GLOBAL or read[1] != "x":
        return False
    return all(one[0] in ("v", "h", "e", "f") for one in (*read[2], *(value for _name, value in read[3])))


def _row(seen: bytes, path: Path) -> bytes:
    """What a file was made from, and the file as it was left; empty where there is none."""
    found = stamp(path)
    return b"" if found is None else seen[:SIZE] + repr(found).encode()
