"""Reading sources once: what Pelican's readers return is kept, and many are read in several processes.

The seam is Pelican's own, `Readers.get_cached_data`: everything else – metadata of the path, signals,
typography – still runs for every file in every build. A reader whose `read` does more than return a value
says so with two methods, and is then as safe to keep as any other:

    take_notes()         what `read` left elsewhere since the last call, as plain values; it is forgotten
    replay_notes(notes)  leaves it there again
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pelican.plugins import signals
from pelican.readers import BaseReader, Readers, _filter_discardable_metadata
from pelican.utils import file_suffix

from heard.engine.canon import Unknown, digest, spelled
from heard.engine.code import code_of
from heard.engine.echo import Told, listening, tell
from heard.engine.listeners import strangers
from heard.engine.packing import Unpackable, pack, unpack
from heard.engine.report import Report
from heard.engine.settings import Wishes
from heard.engine.sources import Files, split
from heard.engine.store import Store
from heard.engine.witness import watching
from heard.engine.workers import shared

IGNORED = {
    *("OUTPUT_PATH", "CACHE_PATH", "DELETE_OUTPUT_DIRECTORY", "OUTPUT_RETENTION", "LOAD_CONTENT_CACHE"),
    *("DEBUG", "PORT", "BIND", "AUTORELOAD", "PLUGINS", "PLUGIN_PATHS"),
}
"""Settings that say where things go and what is logged; what plugins do counts by their code."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reading one source came to. `files` are the others that were opened, None if unforeseeable."""

    content: Any
    metadata: dict[str, Any]
    told: tuple[Told, ...]
    notes: Any
    files: frozenset[str] | None


def observe(reader: BaseReader, path: str) -> Outcome:
    """Read a source and note all that came of it. Raises what the reader raises."""
    for _attempt in range(2):  # what a first reading imports is no part of what it does
        _take_notes(reader)
        with watching() as seen, listening() as telling:
            content, metadata = reader.read(path)
        notes = _take_notes(reader)
        if not seen.unforeseeable:
            break
    known = not seen.unforeseeable and telling.complete
    files = frozenset(seen.files - {os.path.abspath(path)}) if known else None
    return Outcome(content, _filter_discardable_metadata(metadata), tuple(telling.told), notes, files)


def _take_notes(reader: BaseReader) -> Any:
    take = getattr(reader, "take_notes", None)
    return take() if take else None


class Reading:
    """What one build reads, and what of it is kept."""

    def __init__(
        self, wish: Wishes, store: Store, settings: dict[str, Any], plugins: Iterable[Any]
    ) -> None:
        self.wish, self.store, self.settings, self.plugins = wish, store, settings, tuple(plugins)
        self.report = Report()
        self.files = Files(by_time=settings.get("DEFAULT_DATE") == "fs")
        self._sources: dict[int, Callable[[], Iterable[str]]] = {}
        self._prefetched: set[int] = set()
        self._rows: dict[str, dict[str, bytes]] = {}
        self._new: dict[str, dict[str, bytes]] = {}
        self._seen: dict[str, set[str]] = {}
        self._spaces: dict[int, str | None] = {}

    # -- where it meets Pelican ----------------------------------------------------------------------

    def attach(self, readers: Readers) -> None:
        """Sit where Pelican's own cache of readers sits."""
        format_of: list[str | None] = [None]
        plainly = readers.read_file

        def read_file(base_path: str, path: str, *args: Any, **named: Any) -> Any:
            format_of[0] = args[1] if len(args) > 1 else named.get("fmt")
            return plainly(base_path, path, *args, **named)

        def get_cached_data(path: str, default: Any = None) -> Any:
            kind = format_of[0] or file_suffix(path)
            reader = readers.readers.get(kind)
            if reader is None or type(reader) is BaseReader:
                return default
            return self._read(readers, reader, path, default)

        readers.read_file = read_file
        readers.get_cached_data = get_cached_data
        readers.cache_data = lambda path, data: None

    def expect(self, readers: Readers, sources: Callable[[], Iterable[str]]) -> None:
        """Say which files are about to be read, so that many are read at once."""
        self._sources[id(readers)] = sources

    # -- one file ------------------------------------------------------------------------------------

    def _read(self, readers: Readers, reader: BaseReader, path: str, default: Any) -> Any:
        space = self._space(readers)
        name = _row_name(reader, self._relative(path))
        self._seen.setdefault(space or "", set()).add(name)
        outcome = self._kept(space, name, path)
        if outcome is None and id(readers) not in self._prefetched:
            self._prefetched.add(id(readers))
            self._read_many(readers, space, path)
            outcome = self._kept(space, name, path)
        if outcome is None:
            self.report.parsed(self._relative(path))
            try:
                outcome = observe(reader, path)
            except Exception:  # Pelican reads it once more, and shows what is wrong in its own way
                return default
            self._keep(space, name, path, outcome)
        tell(outcome.told)
        if outcome.notes is not None:
            reader.replay_notes(outcome.notes)
        return outcome.content, outcome.metadata

    def _kept(self, space: str | None, name: str, path: str) -> Outcome | None:
        row = self._rows.get(space or "", {}).pop(name, None)
        if row is None:
            return None
        try:
            header, packed = split(row)
            if not self.files.is_fresh(path, header):
                return None
            found = unpack(packed, self.settings)
        except (ValueError, TypeError, Unpackable):
            return None
        return found if isinstance(found, Outcome) else None

    def _keep(self, space: str | None, name: str, path: str, outcome: Outcome) -> None:
        row = self._row(path, outcome) if space else None
        if row is None:
            self.report.doubt(f"{self._relative(path)} is read in each build")
        elif space:
            self._new.setdefault(space, {})[name] = row

    def _row(self, path: str, outcome: Outcome) -> bytes | None:
        if outcome.files is None:
            return None
        try:
            packed = pack(outcome, self.settings)
        except Unpackable:
            return None
        return self.files.header(path, outcome.files).line() + packed

    # -- many ----------------------------------------------------------------------------------------

    def _read_many(self, readers: Readers, space: str | None, asked: str) -> None:
        """Read all files that are expected and not fresh, in several processes."""
        expected = self._sources.pop(id(readers), None)
        if expected is None or self.wish.workers == 1:
            return
        wanted = []
        seen = self._seen.get(space or "", set())
        for path in sorted(expected()):
            reader = readers.readers.get(file_suffix(path))
            if reader is not None and type(reader) is not BaseReader:
                name = _row_name(reader, self._relative(path))
                # What was read already is no longer among the rows; the one that was just asked for is.
                is_read = name in seen and os.path.abspath(path) != os.path.abspath(asked)
                if not is_read and not self._is_fresh(space, name, path):
                    wanted.append((reader, name, path))
        if len(wanted) < max(self.wish.fork_from, 2):
            return
        answers = shared(lambda number: self._row_of(*wanted[number]), len(wanted), self.wish.workers)
        rows = self._rows.setdefault(space or "", {})
        for number, row in sorted(answers.items()):
            if row is not None:
                _reader, name, path = wanted[number]
                rows[name] = row
                self.report.parsed(self._relative(path))
                if space:
                    self._new.setdefault(space, {})[name] = row

    def _row_of(self, reader: BaseReader, _name: str, path: str) -> bytes | None:
        try:
            return self._row(path, observe(reader, path))
        except Exception:  # the first process reads it again
            return None

    def _is_fresh(self, space: str | None, name: str, path: str) -> bool:
        row = self._rows.get(space or "", {}).get(name)
        try:
            return row is not None and self.files.is_fresh(path, split(row)[0])
        except (ValueError, TypeError):
            return False

    # -- what reading depends on ---------------------------------------------------------------------

    def _space(self, readers: Readers) -> str | None:
        """The space of the store for this site as it is set up; None where nothing can be kept."""
        if id(readers) not in self._spaces:
            self._spaces[id(readers)] = space = self._space_of(readers)
            if space is not None and space not in self._rows:
                self._rows[space] = self.store.load(space)
        return self._spaces[id(readers)]

    def _space_of(self, readers: Readers) -> str | None:
        if not self.wish.keep:
            return None
        heard = strangers(signals.article_generator_preread, signals.page_generator_preread)
        if heard:
            self.report.note(
                f"Sources are read anew each time, because {heard[0]} listens before they are read."
            )
            return None
        wanted = {name: value for name, value in sorted(self.settings.items()) if name not in IGNORED}
        wanted = {name: value for name, value in wanted.items() if not name.startswith("ENGINE_")}
        try:
            values = canonical_settings(wanted)
        except Unknown as error:
            self.report.note(f"Sources are read anew each time, because of a setting: {error}.")
            return None
        classes = [type(reader) for reader in readers.readers.values()]
        return "read " + digest(code_of(self.settings, self.plugins, classes) + values.encode()).hex()

    def _relative(self, path: str) -> str:
        return os.path.relpath(path, self.settings["PATH"]).replace(os.sep, "/")

    def save(self) -> None:
        """Keep what was read anew; forget what is no longer there."""
        for space, loaded in self._rows.items():
            if space:
                gone = set(loaded) - self._seen.get(space, set())
                self.store.save(space, self._new.get(space, {}), gone)
        self._rows, self._new, self._seen = {}, {}, {}


def canonical_settings(settings: Mapping[str, Any]) -> str:
    """Settings in the canonical spelling. Raises Unknown, naming the setting."""
    parts = []
    for name, value in settings.items():
        if name == "JINJA_ENVIRONMENT" and isinstance(
            value, Mapping
        ):  # how templates are kept, not what they say
            value = {key: one for key, one in value.items() if key != "bytecode_cache"}
        try:
            parts.append([name, spelled(value)])
        except Unknown as error:
            raise Unknown(f"{name} holds {error}") from None
    return json.dumps(parts)


def _row_name(reader: BaseReader, path: str) -> str:
    return f"{type(reader).__module__}.{type(reader).__qualname__}:{path}"
