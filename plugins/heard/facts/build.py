"""A build: look at the sources, work out the site, make what differs, write it.

A whole build and an edit are this one function; in a whole build nothing is known yet. A whole build
writes beside the site and puts the new folder in its place at the end; an edit writes into the site itself,
file by file, after all of it is made.
"""

from __future__ import annotations

import gc
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from filecmp import cmp
from pathlib import Path
from types import ModuleType
from typing import Any

from msgspec import Struct

import heard
from heard.facts.gathering import gather
from heard.facts.guests import others_templates
from heard.facts.inventory import outputs_of
from heard.facts.making import Answers, Made, Maker, Row, to_make
from heard.facts.reading import Reading
from heard.facts.stamps import Tree
from heard.facts.store import Store
from heard.facts.templates import Templates
from heard.facts.words import Words, changed_words, told
from heard.facts.workers import processors, shared
from heard.facts.world import world_mark
from heard.library.finishing import ENCODES
from heard.library.outputs import Copy, Output, Page
from heard.text.files import mark_of_output
from heard.text.terminal import plural


class Report:
    """What a build did. `whole` says why everything was made anew; it is empty for an edit.

    `read`, `rendered`, `files` and `removed` name sources and outputs, `reasons` say why each output was
    made, `timings` are seconds of processor time of this process by stage, `names` those of all outputs.
    """

    def __init__(self) -> None:
        self.whole = ""
        self.stories = self.pages = 0
        self.read: set[str] = set()
        self.rendered: set[str] = set()
        self.files: set[str] = set()
        self.removed: set[str] = set()
        self.reasons: dict[str, str] = {}
        self.timings: dict[str, float] = {}
        self.names: frozenset[str] = frozenset()

    def line(self) -> str:
        """Return what was made: "3 of 27,749 pages, 9 other files, 2 removed"."""
        parts = [f"{len(self.rendered):,} of {plural(self.pages, 'page')}"]
        parts.append(plural(len(self.files), "other file"))
        return ", ".join(parts + ([f"{len(self.removed):,} removed"] if self.removed else []))

    def explain(self, address: str) -> str:
        """Return why the page or file at an address, or a source, was made anew or not."""
        name = address.strip("/")
        for one in (name, f"{name}/index.html".lstrip("/"), f"{name}.html"):
            if one in self.reasons:
                return f"{one}: made, because {_lowered(self.whole.rstrip('.')) or self.reasons[one]}."
            if one in self.names:
                return f"{one}: not made; nothing it is made of has changed."
        if name in self.read:
            return f"{name}: read, because it is new or has changed."
        return f"{address}: there is no page or file at this address, and no such source was read."

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage, in seconds of processor time."""
        began = time.process_time()
        yield
        self.timings[name] = self.timings.get(name, 0.0) + time.process_time() - began


def _lowered(sentence: str) -> str:
    """Return a sentence as it stands inside another one."""
    return sentence[:1].lower() + sentence[1:]


class Place(Struct, frozen=True):
    """Where a site is written: its folder, and how a whole one comes to stand there.

    `begin` returns an empty folder beside it, `end` puts that in its place.
    """

    output: Path
    begin: Callable[[], Path]
    end: Callable[[], None]
    aside: Path | None = None
    """Where a copy goes of each file that an edit removes, so that it can still be shown; or None."""


def build_site(
    generator: Any, features: Iterable[ModuleType], store: Store, place: Place, whole: bool = False
) -> Report:
    """Bring a site and its store up to date; with `whole`, make everything anew.

    Raises what a template raises, before anything is written.
    """
    report = Report()
    gc.disable()  # nearly all that is made here stays to the end
    try:
        return _build(generator, features, store, place, report, whole)
    finally:
        gc.enable()


def _build(
    generator: Any,
    features: Iterable[ModuleType],
    store: Store,
    place: Place,
    report: Report,
    whole: bool,
) -> Report:
    with report.stage("look"):  # before the site can be asked, which is one of the settings
        world, unclear = world_mark(generator.settings)
        day = str(generator.settings["STORY_TODAY"]).encode()
        report.whole = _reason_for_all(store, place, world, unclear, day, whole)
        if report.whole:
            store.clear()  # before anything is taken from it
        templates = Templates(generator, store)
        tree = Tree(_folders(generator.settings))
        reading = Reading(generator, store, templates.mark, tree)
        doubtful = set(store.keys("intent"))
        for name in doubtful:
            with suppress(FileNotFoundError, NotADirectoryError):
                _beside(_inside(place.output, name)).unlink()
    is_as_before = (day, templates.mark) == (store.fact("day"), store.fact("templates"))
    if is_as_before and not (report.whole or doubtful):
        with report.stage("words"):
            if words := changed_words(reading, store, place.output):
                return _with_words(words, store, place, report)
    with report.stage("gather"):
        processes = generator.settings["HEARD_WORKERS"] or processors()
        gathered = gather(generator, features, store, reading, processes)
        if report.whole:  # which counts once the facts of this build are kept; until then it frees memory
            with store.transaction() as transaction:
                gathered.save()
                transaction.commit()
    report.read = gathered.reading.read | gathered.comments.read_now
    report.stories = len(gathered.context["library"].pages)
    with report.stage("plan"):
        outputs = outputs_of(gathered)
        report.names = frozenset(outputs)
        report.pages = sum(isinstance(output, Page) for output in outputs.values())
        site = generator.settings["JINJA_GLOBALS"]["site"]
        maker = Maker(generator, site, templates)
    with report.stage("compare"):
        answers = Answers(site, store)
        report.reasons = to_make(outputs, maker, answers, store, doubtful)
        dirty = {name: outputs[name] for name in report.reasons}
    with report.stage("make"):
        if report.whole:
            rows = _make_whole(maker, dirty, place, report, processes)
        else:
            before = doubtful.union(store.keys("output"))
            rows = _make_and_write(maker, dirty, store, place, report, before - outputs.keys())
    with report.stage("keep"), store.transaction() as transaction:
        if not report.whole:
            gathered.save()
        answers.save()
        store.put("output", ((name, *row) for name, row in rows.items()))
        store.drop("output", report.removed)
        store.drop("intent", list(store.keys("intent")))
        facts = {
            "world": world,
            "place": mark_of_output(place.output).encode(),
            "day": day,
            "templates": templates.mark,
            "closures": templates.kept(),
            "tree": tree.kept(),
            "told": told(reading, report.stories, report.pages, _shows_texts_whole(generator)),
        }
        store.put("fact", facts.items())
        transaction.commit()
    return report


def _reason_for_all(
    store: Store, place: Place, world: bytes, unclear: tuple[str, ...], day: bytes, wanted: bool
) -> str:
    """Return why everything has to be made anew, in a sentence; empty where it has not."""
    if wanted:
        return "That was asked for."
    if not store.fact("world"):
        return "Nothing is known of an earlier build."
    if store.fact("place") != mark_of_output(place.output).encode():
        return "The output folder is not the one that the last build left."
    if store.fact("world") != world:
        if unclear:
            return f"Settings hold what differs each time: {', '.join(unclear)}."
        return "The settings, the code or an installed package changed."
    if day < store.fact("day"):
        return "The last build was made on a later day."
    return ""


def _with_words(words: Words, store: Store, place: Place, report: Report) -> Report:
    """Write what nothing but words changes."""
    report.stories, report.pages = words.told.stories, words.told.pages
    report.read = set(words.read)
    report.names = frozenset(store.keys("output"))
    for name in words.files:
        (report.rendered if name.endswith(".html") else report.files).add(name)
        report.reasons[name] = "its text changed"
    _write_into(place, store, words.files, ())
    with store.transaction() as transaction:
        for table, rows in words.rows.items():
            store.put(table, rows)
        words.keeping.save()
        store.drop("intent", words.files)
        transaction.commit()
    return report


def _shows_texts_whole(generator: Any) -> bool:
    """Whether each page shows a text as it is and says nothing else of it, as the pages of our theme do."""
    is_changed = generator.settings["STORY_RELATIVE"] or generator.context[ENCODES]
    return not is_changed and not any(others_templates(generator, Path(heard.theme())))


def _folders(settings: Any) -> list[Path]:
    """Return the folders of all that a site is made from, templates and our own code left out."""
    folders = [Path(settings["PATH"]), Path(settings["THEME"], "static")]
    data = folders[0].absolute().parent / settings["STORY_DATA_PATH"]
    return folders if data.is_relative_to(folders[0]) else [*folders, data]


def _make_whole(
    maker: Maker, outputs: dict[str, Output], place: Place, report: Report, processes: int
) -> dict[str, Row]:
    """Make everything in a folder beside the site, in several processes, and put it in place; all rows."""
    folder = place.begin()
    named = list(outputs.items())

    def make(start: int, end: int) -> list[tuple[str, Row]]:
        rows = []
        for name, output in named[start:end]:
            made = maker.make(output)
            _write(folder, name, _content(made))
            rows.append((name, made.row))
        return rows

    rows = dict(row for piece in shared(make, len(named), processes) for row in piece)
    for name, output in named:
        _note(report, name, output)
    place.end()
    return rows


def _make_and_write(
    maker: Maker,
    outputs: dict[str, Output],
    store: Store,
    place: Place,
    report: Report,
    gone: Iterable[str],
) -> dict[str, Row]:
    """Make what differs, and write it into the site once all of it is made; the new rows."""
    everything = {name: maker.make(output) for name, output in outputs.items()}
    _write_into(place, store, {name: _content(made) for name, made in everything.items()}, gone)
    report.removed = set(gone)
    for name, made in everything.items():
        _note(report, name, made.output)
    return {name: made.row for name, made in everything.items()}


def _write_into(
    place: Place, store: Store, contents: Mapping[str, bytes | Path], gone: Iterable[str]
) -> None:
    """Write files into the site, and remove others.

    What goes goes first: a file may stand where a folder will.
    """
    with store.transaction() as transaction:
        store.put("intent", [(name,) for name in (*contents, *sorted(gone))])
        transaction.commit()
    for name in sorted(gone):
        _remove(place, name)
    for name, content in contents.items():
        _write(place.output, name, content)


def _note(report: Report, name: str, output: Output) -> None:
    (report.rendered if isinstance(output, Page) else report.files).add(name)


def _content(made: Made) -> bytes | Path:
    """Return the bytes of an output, or the file that is copied."""
    if isinstance(made.output, Copy):
        return Path(made.output.path)
    assert made.octets is not None
    return made.octets


def _write(folder: Path, name: str, content: bytes | Path) -> None:
    """Write one file in one step: who reads it sees the old one or the new one.

    One that is the same stays: who polls is told of changes only.
    """
    path = _inside(folder, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = _beside(path)
    if isinstance(content, Path):
        if path.is_file() and cmp(content, path, shallow=False):
            return
        shutil.copyfile(content, beside)
    else:
        if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
            return
        beside.write_bytes(content)
    os.replace(beside, path)


def _beside(path: Path) -> Path:
    """Where a file is written before it takes its place."""
    return path.with_name(f".{path.name}.new")


def _remove(place: Place, name: str) -> None:
    """Remove a file that is not made any more, and the folders that are empty then."""
    path = _inside(place.output, name)
    if path.is_file():
        if place.aside is not None:
            kept = _inside(place.aside, name)
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, kept)
        path.unlink()
    for folder in path.parents:
        if folder == place.output or (folder.is_dir() and any(folder.iterdir())):
            break
        if folder.is_dir():  # a build that broke off may have removed it
            folder.rmdir()


def _inside(folder: Path, name: str) -> Path:
    """Return the path of a file below a folder. Raises ValueError where it would lie outside of it."""
    path = Path(os.path.normpath(folder / name))
    if not path.is_relative_to(folder):
        raise ValueError(f"{name} would be written outside of the output folder")
    return path
