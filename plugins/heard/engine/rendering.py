"""Rendering what was planned: each page compared with its record, rendered if anything differs, in one
process or several. Which process renders a page makes no difference to its bytes.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateError

from heard.engine.canon import Unknown
from heard.engine.closure import Closure
from heard.engine.echo import listening, tell
from heard.engine.environment import Listening, functions_of
from heard.engine.files import put_in_place, write_changed
from heard.engine.making import Making
from heard.engine.packing import pack, unpack
from heard.engine.plan import Page
from heard.engine.recording import Key, Recorder, reference
from heard.engine.records import Checker, Inputs, Record, roots_of, unpacked
from heard.engine.sources import Files
from heard.engine.values import Values
from heard.engine.witness import identity, watching
from heard.engine.workers import shared

NEW = "it is new"


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one page. `reason` is empty for a page that was fresh."""

    reason: str
    written: bool
    record: bytes | None


@dataclass(frozen=True, slots=True)
class Ground:
    """What rendering stands on: where files go, what is kept, how places are found."""

    site: bytes
    previous: Path
    rows: dict[str, bytes]
    keeps: bool
    is_as_written: Callable[[str], bool]
    contents: Mapping[int, Key]
    find: Callable[[Key], Any]
    context: dict[str, Any]
    announce: Callable[[Page], None]


class Rendering:
    """Renders the pages of one build."""

    def __init__(self, ground: Ground, pages: list[Page], settings: dict[str, Any]) -> None:
        self._ground, self._pages, self._settings = ground, pages, settings
        self._values = Values(partial(reference, ground.contents))
        self._files = Files()
        self._checker = Checker(self._values, ground.find, self._files.content)
        self._shared: dict[tuple[int, bytes, int], tuple[dict[str, bytes], dict[str, Any]]] = {}
        self._functions: dict[tuple[bytes, int], dict[str, bytes]] = {}
        counts = Counter(page.path for page in pages)
        self._twice = {path for path, count in counts.items() if count > 1}

    def all(self, workers: int, fork_from: int, making: Making | None = None) -> list[Done]:
        """What became of each page, in the order of the plan. Raises what the first broken page raises.

        What plugins have ordered (`making`) is made beside the pages.
        """
        if workers == 1 or len(self._pages) < max(fork_from, 2):
            if making is not None:
                making.done(making.do())
            return [self._openly(page) for page in self._pages]
        self._compile()

        def work(number: int) -> tuple[Any, bytes] | None:
            """What plugins make comes first: it is one piece, and longer than any page."""
            if number:
                return self._silently(self._pages[number - 1])
            return _quietly(making.do, self._settings) if making is not None else None

        answers = shared(work, 1 + len(self._pages), workers, alone=1)
        if making is not None:
            made = answers.get(0)
            making.done(self._told(made) if made else making.do())
        return [self._taken(page, answers.get(number)) for number, page in enumerate(self._pages, 1)]

    def _told(self, answer: tuple[Any, bytes]) -> Any:
        """What work in another process came to; what it logged is logged here."""
        if answer[1]:
            tell(unpack(answer[1], self._settings))
        return answer[0]

    def _taken(self, page: Page, answer: tuple[Any, bytes] | None) -> Done:
        """What another process answered for a page; where that is nothing, the page is rendered here."""
        return Done(*self._told(answer)) if answer is not None else self._openly(page)

    def _compile(self) -> None:
        """Compile everything before the processes part, so that it is done once, and kept."""
        for environment, name in {
            (page.template.environment, name) for page in self._pages for name in page.closure.names
        }:
            with suppress(TemplateError):
                environment.get_template(name)

    def _openly(self, page: Page) -> Done:
        """In this process, where an error and what is logged show as they come."""
        try:
            return self._page(page)
        except Exception:
            self._ground.announce(page)
            raise

    def _silently(self, page: Page) -> tuple[Any, bytes] | None:
        """The same in one of several processes; None where it must be done openly."""
        if page.path in self._twice:
            return None  # the last one is to stay, so they come one after the other

        def work() -> tuple[str, bool, bytes | None]:
            done = self._page(page)
            return done.reason, done.written, done.record

        return _quietly(work, self._settings)

    # -- one page ------------------------------------------------------------------------------------

    def _page(self, page: Page) -> Done:
        self._ground.context["localsiteurl"] = page.site_url
        why, own, places = self._inputs(page)
        environment = page.template.environment
        if not why:
            why = self._difference(page, own, places, environment)
        if not why and not self._is_in_place(page):
            why = "its file is not as it was left"
        if not why:
            return Done("", False, None)
        recorder = Recorder(self._values, self._ground.contents, page.own)
        roots_of(places, recorder)
        Listening.recorder = recorder if self._ground.keeps and own is not None else None
        try:
            with watching() as seen:
                text = finished(page.template.render(page.context()), page.name, self._settings)
        finally:
            Listening.recorder = None
        Path(page.path).parent.mkdir(parents=True, exist_ok=True)
        written = write_changed(Path(page.path), text.encode("utf-8"), self._ground.previous / page.name)
        if own is None or not self._ground.keeps:
            return Done(why, written, None)
        if seen.unforeseeable:
            recorder.unknown = (
                recorder.unknown or f"it does what nobody can foresee ({min(seen.unforeseeable)})"
            )
        if recorder.unknown:
            return Done(f"{why}; it always is: {recorder.unknown}", written, None)
        others = {name for name in seen.files if not _is_template(environment, name)}
        files = tuple((name, self._files.content(name)) for name in sorted(others))
        record = Record(
            self._ground.site,
            page.closure.fingerprint,
            tuple(sorted(own.items())),
            tuple(recorder.reads),
            files,
        )
        return Done(why, written, record.packed())

    def _inputs(self, page: Page) -> tuple[str, dict[str, bytes] | None, Inputs]:
        """Why the page is rendered whatever its inputs are, if it is; its names' values; its places."""
        environment = page.template.environment
        names = page.closure.bare | page.closure.dotted
        inputs = Inputs(self._values, page.closure, page.own, {})
        if not isinstance(environment, Listening):
            return "nobody can know what it reads: its environment is not Jinja's own", None, inputs
        if page.path in self._twice:
            return "two pages are written to its file", None, inputs
        if page.closure.unknown:
            return f"nobody can know what it reads: {page.closure.unknown}", None, inputs
        try:
            shared, places = self._shared_inputs(page, environment)
            own = shared | inputs.of(names & page.own.keys())
            own |= self._functions_of(page.closure, environment)
        except Unknown as error:
            return f"nobody can know what it reads: {error}", None, inputs
        inputs.places = places | inputs.places
        for name in page.own:
            if name in places and name not in names:
                del inputs.places[name]
        return "", own, inputs

    def _functions_of(self, closure: Closure, environment: Environment) -> dict[str, bytes]:
        key = closure.fingerprint, identity(environment)
        if key not in self._functions:
            self._functions[key] = functions_of(closure, environment)
        return self._functions[key]

    def _shared_inputs(
        self, page: Page, environment: Environment
    ) -> tuple[dict[str, bytes], dict[str, Any]]:
        key = (identity(page.shared), page.closure.fingerprint, identity(environment))
        if key not in self._shared:
            inputs = Inputs(self._values, page.closure, page.shared, page.template.globals)
            names = page.closure.bare | page.closure.dotted
            found = {}
            for name in names - page.own.keys():
                found.update(inputs.of([name]))
            self._shared[key] = (found, inputs.places)
        found, places = self._shared[key]
        missing = (page.closure.bare | page.closure.dotted) - found.keys() - page.own.keys()
        if missing:  # a page before had its own value for one of these
            inputs = Inputs(self._values, page.closure, page.shared, page.template.globals)
            found.update(inputs.of(missing))
            places.update(inputs.places)
        return (
            {name: value for name, value in found.items() if name not in page.own},
            {name: value for name, value in places.items() if name not in page.own},
        )

    def _difference(
        self, page: Page, own: dict[str, bytes] | None, inputs: Inputs, environment: Environment
    ) -> str:
        row = self._ground.rows.get(page.name)
        if row is None or own is None:
            return NEW
        try:
            record = unpacked(row)
        except ValueError:
            return NEW
        if record.site != self._ground.site:
            return "a setting, a plugin or a library has changed"
        if record.closure != page.closure.fingerprint:
            return "a template has changed"
        return self._checker.difference(record, own, {**page.own, **inputs.places}, environment)

    def _is_in_place(self, page: Page) -> bool:
        """Whether the file of the build before is there to stay; it is put in its place if need be."""
        if not self._ground.is_as_written(page.name):
            return False
        return put_in_place(self._ground.previous / page.name, Path(page.path))


def finished(text: str, name: str, settings: Mapping[str, Any]) -> str:
    """The text of a page as it is written, after what plugins do to finished pages (ENGINE_FINISH)."""
    for finish in settings["ENGINE_FINISH"]:
        text = finish(text, name)
    return text


def _quietly(work: Callable[[], Any], settings: Mapping[str, Any]) -> tuple[Any, bytes] | None:
    """What the work comes to, and what it logs, to be told in order; None where it must be done openly."""
    try:
        with listening() as telling:
            done = work()
        if not telling.complete:
            return None
        return done, pack(tuple(telling.told), settings) if telling.told else b""
    except Exception:
        return None


def _is_template(environment: Environment, name: str) -> bool:
    return name.endswith((".html", ".xml", ".txt", ".jinja", ".jinja2", ".j2")) and any(
        name.startswith(folder) for folder in _folders(environment.loader)
    )


def _folders(loader: Any) -> list[str]:
    found = [os.path.abspath(os.fsdecode(path)) + os.sep for path in getattr(loader, "searchpath", ())]
    for one in getattr(loader, "loaders", ()):
        found += _folders(one)
    return found
