"""What the engine knows to be its own in the output folder, and what of it is no longer produced.

Only a file that an earlier build wrote, and that nobody changed since, is ever removed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from heard.engine.files import stamp
from heard.engine.store import Change, Store

INTENDED = b"intended"
"""Stands for the stamp of a file that was not there before a build began to write it."""


class Outputs:
    """The files of one output folder that earlier builds wrote, each with its stamp."""

    def __init__(self, store: Store | None, space: str) -> None:
        self._store, self._space = store, space
        self._rows = store.load(space) if store else {}

    def is_as_written(self, folder: Path, name: str) -> bool:
        """Whether a file is there, and is what the last build left."""
        row = self._rows.get(name)
        if row is None:
            return False
        found = stamp(folder / name)
        return found is not None and _row(found) == row

    def intend(self, folder: Path, names: Iterable[str]) -> None:
        """Note what is about to be written and is not there yet.

        If the build is killed, the next one knows these files to be its own.
        """
        new = {name: INTENDED for name in names if name not in self._rows and not (folder / name).exists()}
        self._rows.update(new)
        if self._store:
            self._store.save(self._space, new)

    def prune(self, folder: Path, produced: Iterable[str]) -> list[str]:
        """Remove what this build did not produce; the names of what was removed."""
        gone = sorted(set(self._rows) - set(produced))
        removed = [
            name
            for name in gone
            if self.is_as_written(folder, name)
            or (self._rows[name] == INTENDED and (folder / name).is_file())
        ]
        for name in removed:
            path = folder / name
            path.unlink()
            for parent in path.relative_to(folder).parents:
                if parent.name and not any((folder / parent).iterdir()):
                    (folder / parent).rmdir()
        return removed

    def noted(self, folder: Path, produced: Iterable[str]) -> Change:
        """The stamps of everything that this build produced, to be kept with the records of its pages.

        In one step, because either alone would take a file of the build before for one of this build.
        """
        rows = {}
        for name in produced:
            if (found := stamp(folder / name)) is not None:
                rows[name] = _row(found)
        changed = {name: row for name, row in rows.items() if self._rows.get(name) != row}
        return self._space, changed, set(self._rows) - set(rows)


def _row(found: tuple[int, int, int]) -> bytes:
    return json.dumps(found).encode()


def copied(settings: Mapping[str, Any], context: Mapping[str, Any], theme: str) -> Iterator[str]:
    """The files that Pelican copies: static ones, and those of the theme."""
    for static in context.get("staticfiles", ()):
        if Path(settings["PATH"], static.source_path).exists():  # else only a link names it
            yield static.save_as
    for name in settings["THEME_STATIC_PATHS"]:
        source = Path(theme) / name
        inside = [source] if source.is_file() else (path for path in source.rglob("*") if path.is_file())
        for path in inside:
            shown = path.name if source.is_file() else path.relative_to(source).as_posix()
            yield f"{settings['THEME_STATIC_DIR']}/{shown}"
