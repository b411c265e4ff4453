"""A site that is built from facts again and again, and built anew for comparison."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, TODAY, build, fresh_pelican
from pelican import Pelican
from pelican.generators import Generator
from pelican.log import LimitLogger
from pelican.settings import read_settings

import heard
from heard.facts.build import Place, Report, build_site
from heard.facts.gathering import generator_of
from heard.facts.guests import reason_for_pelican
from heard.facts.store import Store
from heard.plugin import modules_of
from heard.text.problems import Problems

Tree = dict[str, bytes]
OF_TIME = {"source": 0, "comment": 0}
"""Columns of tables that hold the time of a file, which a copy does not share."""


class FactsSite:
    """A content folder with its output and store below one folder."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder, self.settings = folder, {"MENUITEMS": (), **settings}
        self.content, self.output = folder / "content", folder / "output"
        self.content.mkdir(parents=True, exist_ok=True)
        self.store_file = folder / "store.sqlite3"
        self.day = TODAY
        self.problems = Problems()
        self.store: Mapping[str, Any] = {}

    def write(self, name: str, text: str | bytes) -> None:
        """Write a file of the content folder; its time is long past, as a writer's mostly is."""
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.stat().st_mtime if path.is_file() else 1_600_000_000
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        os.utime(path, (before + 10, before + 10))

    def read(self, name: str) -> str:
        """Read a file of the content folder."""
        return (self.content / name).read_text("utf-8")

    def names(self, folder: str) -> list[str]:
        """Return the files below a folder of the content, in order."""
        below = (self.content / folder).rglob("*")
        return sorted(path.relative_to(self.content).as_posix() for path in below if path.is_file())

    def build(self, output: Path | None = None, store_file: Path | None = None) -> Report:
        """Bring the output up to date, or another folder with another store."""
        output, store_file = output or self.output, store_file or self.store_file
        new = output.with_name(f"{output.name}.new")

        def begin() -> Path:
            shutil.rmtree(new, ignore_errors=True)
            new.mkdir(parents=True)
            return new

        def end() -> None:
            shutil.rmtree(output, ignore_errors=True)
            new.rename(output)

        with self.opened(output, store_file) as (generator, store):
            features = modules_of(generator.settings)
            report = build_site(generator, features, store, Place(output, begin, end))
            self.store = store.state()
        self.problems = generator.settings["STORY_PROBLEMS"]
        return report

    @contextmanager
    def opened(self, output: Path, store_file: Path) -> Iterator[tuple[Generator, Store]]:
        """Open the site as a process does that begins: a generator of Pelican's, and the store."""
        with fresh_pelican(), pytest.MonkeyPatch.context() as patch:
            patch.setenv("STORY_TODAY", self.day)
            # `heard build` has Pelican tell everything, not only what it has not told yet.
            patch.setattr(LimitLogger.limit_filter, "filter", lambda record: True)
            overrides = {"PATH": str(self.content), "OUTPUT_PATH": str(output), **self.settings}
            found = read_settings(str(ROOT / "pelicanconf.py"), override=overrides)
            generator = generator_of(Pelican(found))
            reason = reason_for_pelican(generator, Path(heard.theme()))
            assert not reason, reason
            with closing(Store(store_file)) as store:
                yield generator, store

    def tree(self, output: Path | None = None) -> Tree:
        """Return every file of an output."""
        folder = output or self.output
        files = (path for path in sorted(folder.rglob("*")) if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    def anew(self) -> tuple[Tree, Mapping[str, Any], Problems]:
        """Build the same content into an empty folder with an empty store."""
        folder = self.folder / "anew"
        shutil.rmtree(folder, ignore_errors=True)
        store, problems = self.store, self.problems
        self.build(folder / "output", folder / "store.sqlite3")
        made = self.tree(folder / "output"), self.store, self.problems
        self.store, self.problems = store, problems
        return made

    def by_pelican(self) -> Tree:
        """Build the same content by plain Pelican."""
        folder = self.folder / "pelican"
        shutil.rmtree(folder, ignore_errors=True)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("STORY_TODAY", self.day)
            reason = "what holds for every site is looked at in tests of sites"
            return build(self.content, folder, unchecked=reason, **self.settings).tree()


def without_times(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rows of a store without what differs from folder to folder, or from day to day."""
    found: dict[str, Any] = {}
    for table, rows in state.items():
        if table in ("fact", "intent"):
            continue
        column = OF_TIME.get(table)
        found[table] = {
            key: tuple(value for at, value in enumerate(row) if at != column) for key, row in rows.items()
        }
    return found


def assert_as_anew(site: FactsSite, what: str) -> None:
    """Fail unless output, store and problems are those of a build from nothing."""
    tree, store, problems = site.anew()
    mine = site.tree()
    different = sorted(name for name in tree.keys() | mine.keys() if tree.get(name) != mine.get(name))
    assert not different, f"after {what}: {different[:12]}"
    here, there = without_times(site.store), without_times(store)
    for table, rows in there.items():
        keys = [key for key in rows.keys() | here[table].keys() if rows.get(key) != here[table].get(key)]
        assert not keys, f"after {what}, rows of {table}: {sorted(keys)[:8]}"
    assert [str(one) for one in site.problems] == [str(one) for one in problems], what
