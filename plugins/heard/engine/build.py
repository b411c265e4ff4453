"""One build from its beginning to its end: who keeps what, and in which order."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from heard.engine.again import Again
from heard.engine.canon import Unknown, digest, spelled
from heard.engine.closure import Closures
from heard.engine.code import code_of
from heard.engine.collector import collect_as_usual, spare_what_is_old
from heard.engine.compiled import CompiledTemplates
from heard.engine.environment import listen_to
from heard.engine.keeping import Keeping
from heard.engine.listeners import strangers
from heard.engine.locking import lock, unlock
from heard.engine.making import Making
from heard.engine.outputs import Outputs, copied
from heard.engine.plan import Page
from heard.engine.reader import IGNORED, Reading
from heard.engine.recording import Key
from heard.engine.rendering import Ground, Rendering
from heard.engine.settings import wishes
from heard.engine.sharing import SHELF
from heard.engine.store import Change, Store
from heard.engine.witness import identity

logger = logging.getLogger(__name__)
WAITING = "Another build writes the same folder; this one waits until it has ended."
_PLAIN = (str, int, float, bool, type(None), list, tuple, dict, set, frozenset)


class Build:
    """What the hooks need of one build."""

    def __init__(self, settings: dict[str, Any], plugins: Iterable[Any]) -> None:
        self.settings = settings
        self.plugins = tuple(plugins)
        self.wish = wishes(settings)
        self.store = Store(self.wish.folder, logger.info)
        self.reading = Reading(self.wish, self.store, settings, self.plugins)
        self.report = self.reading.report
        self.closures = Closures(self.store if self.wish.keep else None)
        self.context: dict[str, Any] = {}
        self.generators: list[Any] = []
        self.writer: Any = None
        self.plans = False
        self.making: Making | None = None
        self.read_again: Callable[[str, Any], Any] | None = None
        self._early: dict[str, Any] = {}
        self._compiled: CompiledTemplates | None = None
        self._unspelled = ""
        self._began = time.time_ns()
        self._made: Change = ("", {}, ())
        SHELF.forget()  # the build before may have broken off
        spare_what_is_old()
        settings["ENGINE_REPORT"] = self.report
        self.keeping = Keeping(
            self.store,
            self.report,
            f"values {self.wish.name}",
            settings,
            partial(code_of, settings, self.plugins, ()),
            self.wish.workers,
            self.wish.fork_from,
        )
        settings["ENGINE_KEEP"] = self.keeping.keep if self.wish.keep_pages else None
        settings["ENGINE_REFRESH"], settings["ENGINE_AGAIN"] = [], None

    def settle(self) -> None:
        """Take the settings as all plugins have prepared them, before anything is read."""
        if not self._early:
            lock(self.settings["OUTPUT_PATH"], partial(logger.warning, WAITING))
            self._early = dict(sorted(self.settings.items()))
            if self.wish.keep:
                self._compiled = CompiledTemplates(self.store, self._site())

    def keep_compiled(self, environment: Any) -> None:
        """Keep what an environment compiles, unless its owner sees to that."""
        if self._compiled is not None and environment.bytecode_cache is None:
            environment.bytecode_cache = self._compiled

    def everything_is_read(self, generators: list[Any]) -> None:
        """Keep what was read."""
        self.generators = generators
        self.context = generators[0].context
        self.report.dates = list(_moments(self.context["generated_content"].values()))
        if self.wish.keep:
            self.reading.save()

    def decide(self, while_writing: Iterable[Any]) -> None:
        """Plan pages, unless somebody listens who may change what is written."""
        self.settings["ENGINE_MAKE"] = None
        listeners = strangers(*while_writing)
        self.plans = not listeners
        if listeners:
            self.report.note(
                f"Every page is rendered, one after the other, because {listeners[0]} listens while files "
                "are written and may change them."
            )
            return
        self.outputs = Outputs(self.store if self.wish.keep_pages else None, f"output {self.wish.name}")
        self._space = f"pages {self.wish.name}"
        self._rows = self.store.load(self._space) if self.wish.keep_pages else {}
        for generator in self.generators:
            if hasattr(generator, "env"):
                listen_to(generator.env)
        if self.wish.keep_pages:
            self.settings["ENGINE_MAKE"] = self._make

    def _make(self, *order: Any) -> None:
        """Have one file of a plugin made with the pages, or leave it as it is."""
        if self.making is None:
            space, site = f"made {self.wish.name}", self._site()
            self.making = Making(
                self.store,
                self.closures,
                self.report,
                space,
                self.wish.previous,
                self.context,
                self._contents(),
                b"" if self._unspelled else site,
            )
        self.making.make(*order)

    def about_to_write(self, folder: Path, names: list[str]) -> None:
        """Note what is about to be written into the folder of the site itself."""
        if folder == self.wish.previous:
            self.outputs.intend(folder, names)

    # -- rendering -----------------------------------------------------------------------------------

    def render(self, pages: list[Page], announce: Any) -> None:
        """Render what was planned, and keep what it was made from."""
        before = self.wish.previous
        site = self._site()
        if self._unspelled:
            self._rows = {}
            self.report.note(
                f"Every page is rendered, because a setting is of an unknown kind: {self._unspelled}."
            )
        ground = Ground(
            site=site,
            previous=before,
            rows=self._rows,
            keeps=self.wish.keep_pages,
            is_as_written=lambda name: self.outputs.is_as_written(before, name),
            contents=self._contents(),
            find=self._find,
            context=self.context,
            announce=announce,
        )
        done = Rendering(ground, pages, self.settings).all(
            self.wish.workers, self.wish.fork_from, self.making
        )
        kept: dict[str, bytes] = {}
        dropped = set(self._rows) - {page.name for page in pages}
        for page, one in zip(pages, done, strict=True):
            if not one.reason:
                self.report.fresh.add(page.name)
                continue
            self.report.rendered[page.name] = one.reason
            if one.written:
                self.report.written.add(page.name)
            if one.record is None:
                self.report.doubt(f"{page.name} is rendered in each build")
                dropped.add(page.name)
            elif self._rows.get(page.name) != one.record:
                kept[page.name] = one.record
        if self.wish.keep_pages:
            self._made = (self._space, kept, dropped & set(self._rows))
            self.closures.save()
        if self._compiled is not None:
            self._compiled.save()
        if self.read_again is not None:
            self.settings["ENGINE_AGAIN"] = Again(
                self.context,
                self.settings["PATH"],
                pages,
                self.report.rendered,
                self.settings["ENGINE_REFRESH"],
                self.read_again,
                self._began,
            )

    def _contents(self) -> dict[int, Key]:
        """Which articles, pages and static files there are, by their id."""
        return {
            identity(content): (mark, source)
            for mark, name in (("c", "generated_content"), ("s", "static_content"))
            for source, content in self.context.get(name, {}).items()
            if content is not None
        }

    def _find(self, key: Key) -> Any:
        content = self.context["generated_content" if key[0] == "c" else "static_content"][key[1]]
        if content is None:
            raise LookupError(key[1])
        return content

    def _site(self) -> bytes:
        """What counts for every page: code, libraries, and the settings."""
        parts = [self._spelled(name, value) for name, value in self._early.items()]
        # What plugins put into the settings later came from the content, and counts where a page asks
        # for it; only what is plain may have been meant as a setting.
        late = {name: value for name, value in self.settings.items() if isinstance(value, _PLAIN)}
        parts += [self._spelled(name, value) for name, value in sorted(late.items())]
        return digest(code_of(self.settings, self.plugins, ()) + json.dumps(parts).encode())

    def _spelled(self, name: str, value: Any) -> Any:
        if name in IGNORED or name.startswith("ENGINE_") or name in self.settings["ENGINE_BY_RESULT"]:
            return name
        if name == "JINJA_ENVIRONMENT":
            value = {key: one for key, one in value.items() if key != "bytecode_cache"}
        try:
            return [name, spelled(value)]
        except Unknown as error:
            if name.startswith("JINJA_"):
                self._unspelled = f"{name} holds {error}"
            return [name, "?"]  # a template that uses it cannot be known, and is always rendered

    # -- the end -------------------------------------------------------------------------------------

    def end(self) -> None:
        """Remove what is no longer produced, and say what was done."""
        if self.plans and self.writer is not None and self.wish.keep_pages:
            self._look_over_output(self.writer)
            if self.making is not None:
                self.making.save()
        else:
            self.report.doubt("pages are not kept")
        if self.wish.keep_pages:
            self.keeping.save()
        self._rows, self._made, self.making = {}, ("", {}, ()), None  # the process may stay for long
        SHELF.forget()
        collect_as_usual()
        unlock()
        for note in self.report.notes:
            logger.info("%s", note)
        logger.info("%s.", self.report.summary())

    def _look_over_output(self, writer: Any) -> None:
        folder = Path(writer.output_path).absolute()
        written = (os.path.abspath(path) for path in writer._written_files)
        start = f"{folder}{os.sep}"
        produced = {path[len(start) :].replace(os.sep, "/") for path in written if path.startswith(start)}
        theme = self.settings["THEME"]
        produced |= {Path(name).as_posix() for name in copied(self.settings, self.context, theme)}
        if self.making is not None:
            produced |= self.making.names
        if folder == self.wish.previous:
            self.report.removed = self.outputs.prune(folder, produced)
        self.store.save_together([self._made, self.outputs.noted(folder, produced)])


def _moments(contents: Iterable[Any]) -> Iterator[float]:
    """When contents are dated; without those that no clock can tell."""
    for one in contents:
        if isinstance(when := getattr(one, "date", None), datetime):
            with suppress(OverflowError, ValueError, OSError):
                yield when.timestamp()
