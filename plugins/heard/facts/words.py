"""A saved word: where nothing but texts changed, the new ones take the place of the old ones.

Most saves change the body of a story and nothing else. Then no card, list, link or suggestion differs, so
that nothing of the site has to be worked out; and a page or feed need not be made again, because it holds
the text as it is. Whatever is not surely so is an edit like any other.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import msgspec
from msgspec.structs import replace

from heard.facts.making import answers_with
from heard.facts.reading import Reading
from heard.facts.records import ARTICLE, PAGE, Record, Source, packed, unpacked
from heard.facts.store import Store
from heard.facts.texts import Keeping, NotKnown, completed_again
from heard.feeds.bodies import absolute_links
from heard.feeds.entries import writable
from heard.library.outputs import name_of
from heard.links.words import are_ties_as_before
from heard.text.problems import Problem

_PICTURE = re.compile(r"<(?:img|source)\b[^>]*>", re.IGNORECASE)


class Told(msgspec.Struct, frozen=True, array_like=True):
    """What a build told: problems, what they left out, and how many stories and pages there are.

    `logged` are sources of which Pelican logged something. `is_certain` says that all sources are kept, and
    that pages hold texts as they are.
    """

    problems: tuple[Problem, ...]
    left_out: tuple[str, ...]
    stories: int
    pages: int
    logged: tuple[str, ...]
    is_certain: bool


_ENCODER, _DECODER = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(Told)


def told(reading: Reading, stories: int, pages: int, is_certain: bool) -> bytes:
    """Return what is kept of what a build told."""
    return _ENCODER.encode(
        Told(
            tuple(reading.problems),
            tuple(sorted(reading.problems.left_out)),
            stories,
            pages,
            tuple(path for path, record in reading.records.items() if record.log),
            is_certain and not reading.unkept,
        )
    )


class Words(msgspec.Struct, frozen=True):
    """The changed texts of some sources: `files` hold what shows them, `rows` are theirs, by the table."""

    told: Told
    read: frozenset[str]
    files: Mapping[str, bytes]
    rows: Mapping[str, list[tuple[Any, ...]]]
    keeping: Keeping


def changed_words(reading: Reading, store: Store, output: Path) -> Words | None:
    """Return what an edit changes, if that is surely nothing but words."""
    changed = reading.tree.changed_since(store.fact("tree"))
    octets = store.fact("told")
    if changed is None or not octets:
        return None
    told = _DECODER.decode(octets)
    if not told.is_certain:
        return None
    noted, left_out = len(reading.problems), set(reading.problems.left_out)
    try:
        words = _changed(reading, store, output, told, changed)
    except (NotKnown, OSError):  # a file that is gone is made again
        reading.problems.forget_after(noted, left_out)  # they are told where the source is read again
        return None
    reading.problems.extend(told.problems)
    reading.problems.left_out.update(told.left_out)
    for path in told.logged:
        reading.tell_log(_record(store, path)[1])
    return words


def _record(store: Store, path: str) -> tuple[bytes, Record]:
    """Return the stamp and the record of a source. Raises NotKnown where there is none."""
    row = store.row("source", path)
    if row is None:
        raise NotKnown
    return row[0], unpacked(row[1])


def _changed(reading: Reading, store: Store, output: Path, told: Told, changed: Iterable[str]) -> Words:
    site = str(reading.settings["SITEURL"]).rstrip("/") + "/"
    marks: dict[str, bytes] = {}
    keeping = Keeping(store)
    files: dict[str, bytes] = {}
    read: set[str] = set()
    rows: dict[str, list[tuple[Any, ...]]] = {"source": [], "body": [], "text": [], "html": []}
    for name in changed:
        path = name_of(os.path.relpath(name, reading.generator.path))
        stamp, before = _record(store, path)
        new_stamp, is_same = reading.tree.look(name, stamp)
        if is_same:
            rows["source"].append((path, new_stamp, packed(before)))
            continue
        record, body = _read(reading, path, before)
        read.add(path)
        rows["source"].append((path, new_stamp, packed(record)))
        if record.body_mark == before.body_mark:
            continue
        rows["body"].append((path, body))
        if store.row("text", path) is None:
            continue  # it is not published, and shown nowhere
        source = Source(record, reading.generator.path, reading.settings, partial(str, body))
        old, text, html_row = completed_again(store, source)
        html = html_row[0]
        if _PICTURE.findall(old) != _PICTURE.findall(html):
            raise NotKnown
        if record.story and not are_ties_as_before(keeping, record.story.id, old, html, text.mark):
            raise NotKnown
        rows["text"].append((path, *text))
        rows["html"].append((path, *html_row))
        marks[path] = text.mark
        for save_as, texts in store.showing(path):
            if texts > 1 and save_as.endswith(".html"):
                raise NotKnown  # each text is written in a way of its own there
            octets = files[save_as] if save_as in files else (output / save_as).read_bytes()
            files[save_as] = _in_place(octets, old, html, f"{site}{record.url}")
    rows["answer"] = [answers_with(store, "text", marks)] if marks else []
    rows["fact"] = [("tree", reading.tree.kept())]
    return Words(told, frozenset(read), files, rows, keeping)


def _read(reading: Reading, path: str, before: Record) -> tuple[Record, str]:
    """Read a source; its record and body. Raises NotKnown if the site may see more of it than its text."""
    if before.kind not in (ARTICLE, PAGE):
        raise NotKnown
    record, body, is_repeatable = reading.read_file(before.kind, path)
    if not is_repeatable or replace(record, body_mark=before.body_mark) != before:
        raise NotKnown
    return record, body


def _in_place(octets: bytes, old: str, new: str, address: str) -> bytes:
    """Return a file with a new text in the place of the old one.

    Raises NotKnown unless the old one stands there once, as pages or one of the feeds write it.
    """
    in_feed = [writable(absolute_links(html.strip(), address)) for html in (old, new)]
    for before, now in (
        (old, new),
        (escape(in_feed[0]), escape(in_feed[1])),
        (_in_json(in_feed[0]), _in_json(in_feed[1])),
    ):
        found = before.encode("utf-8", "surrogatepass")
        if before and octets.count(found) == 1:
            return octets.replace(found, now.encode("utf-8", "surrogatepass"))
    raise NotKnown


def _in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]
