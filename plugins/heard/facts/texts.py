"""Texts: bodies of sources with their links completed, and what they asked for that.

A text is made of its body as it was read, and of the answers to what its links name: an address, a title,
or nothing. Of each is kept by which names it asks (`links/names.py`): as long as none of them means
something else than before, nobody asks again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import NamedTuple

import msgspec

from heard.content.bodylinks import Broken, SiteLinks
from heard.content.hyperlinks import valid_address
from heard.facts.records import Record, Source
from heard.facts.store import Store
from heard.library.bodies import content_files
from heard.library.facets import site_root
from heard.library.spelling import mark_of
from heard.links.completing import AddressAnswer, Answers, Completed, Completing, answered
from heard.links.generator import Ground
from heard.links.kept import KINDS
from heard.links.names import inside, places_of, touched_names
from heard.links.rewriting import Lead
from heard.text.problems import Problem

HtmlRow = tuple[str, bytes]
"""A completed text, and what it asked with the answers."""
_ENCODER, _ANSWERS = msgspec.json.Encoder(), msgspec.json.Decoder(Answers)
_FIELDS = msgspec.json.Decoder(dict[str, str])


class Text(NamedTuple):
    """What became of one body. `made_of` is empty where something led nowhere: it is made again each time.

    `asks` are names and `pictures` addresses of pictures in the site, one a line. `fields` are those of the
    front matter that were completed, too.
    """

    made_of: bytes
    mark: bytes
    asks: str
    pictures: str
    fields: bytes


_UNKNOWN = Text(b"", b"", "", "", b"")


class Texts:
    """The texts of one build: those that are as they were from the store, the others made.

    `ground` is what links to stories may lead to; None for a site that does not complete them.
    """

    def __init__(
        self,
        store: Store,
        sources: Mapping[str, Source],
        links: SiteLinks,
        ground: Ground | None,
        keeping: Keeping,
    ) -> None:
        self._store, self._ground = store, ground
        self._links = links
        self._completing = Completing(links, ground.leads if ground else None, ground)
        self._answers: dict[str, bytes] = {}
        self._htmls: dict[str, str] = {}
        self.problems: list[Problem] = []
        """What leads nowhere."""
        known = {row[0]: Text(*row[1:]) for row in store.rows("text")}
        self._gone = known.keys() - sources.keys()
        named = chain(places_of(links.sources, links.statics), ground.named if ground else ())
        self.touched = touched_names(named, keeping)
        """The names that mean something else than in the last build."""
        made_of = {path: _made_of(one.record, links.sources.get(path)) for path, one in sources.items()}
        again = {path for path, mark in made_of.items() if known.get(path, _UNKNOWN).made_of != mark}
        self.touched = self.touched.union(
            *(_names_inside(sources[path]) for path in again if path in known)
        )
        self.texts: dict[str, Text] = {}
        for path, source in sorted(sources.items()):
            text = known.get(path, _UNKNOWN)
            if path in again or (text.asks and self._is_answered_otherwise(text, path)):
                text = self._make(path, source, made_of[path])
            else:
                _take(source, _FIELDS.decode(text.fields) if text.fields else {})
            self.texts[path] = text
            source._html, source._load = None, partial(self.html, path)

    def _is_answered_otherwise(self, text: Text, path: str) -> bool:
        """Whether anything that a text asks by a touched name is answered otherwise than before."""
        if self.touched.isdisjoint(text.asks.split("\n")):
            return False
        row = self._store.row("html", path)
        addresses, leads = _ANSWERS.decode(row[1]) if row else ((), ())
        page, ground = self._links.sources.get(path) or "", self._ground
        if any(answered(one[0], self._links.completed(one[0], path, page)) != one for one in addresses):
            return True
        if ground is None:
            return bool(leads)
        return any(ground.leads(reference, kind, path) != lead for reference, kind, lead in leads)

    def _make(self, path: str, source: Source, made_of: bytes) -> Text:
        completed = self._completing.text(path, source)
        self.problems += completed.problems
        text, (self._htmls[path], self._answers[path]) = _rows_of(source, completed, made_of)
        return text

    def html(self, path: str) -> str:
        """Return the completed body of a source."""
        return self._htmls[path] if path in self._htmls else self._store.html("html", path)

    def pictures(self, paths: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
        """Return the addresses of the pictures of stories by their ids, for those whose text has any."""
        found = ((story_id, self.texts[path].pictures) for story_id, path in paths.items())
        return {story_id: tuple(pictures.split("\n")) for story_id, pictures in found if pictures}

    def save(self) -> None:
        """Put what was made into the store, and drop what is not there any more."""
        self._store.put("text", ((path, *self.texts[path]) for path in self._answers))
        self._store.put("html", ((path, self._htmls[path], row) for path, row in self._answers.items()))
        for table in ("text", "html"):
            self._store.drop(table, self._gone)
        self._answers.clear()


def _rows_of(source: Source, completed: Completed, made_of: bytes) -> tuple[Text, HtmlRow]:
    """Return what is kept of a completed text, and let its source have the fields that are others now."""
    as_read = source.record.fields
    fields = {
        name: one for name, one in completed.fields.items() if "<" in one and one != as_read.get(name)
    }
    _take(source, fields)
    text = Text(
        b"" if completed.problems else made_of,
        mark_of(completed.html.encode("utf-8", "surrogatepass")),
        "\n".join(sorted(completed.asks)),
        "\n".join(completed.pictures),
        _ENCODER.encode(fields) if fields else b"",
    )
    return text, (completed.html, _ENCODER.encode(completed.answers))


def _made_of(record: Record, page: str | None) -> bytes:
    """Return the mark of what a text is made of beside what it asks."""
    parts = (page or "", *chain(*sorted(record.fields.items())))
    return mark_of(record.body_mark + "\0".join(parts).encode("utf-8", "surrogatepass"))


class NotKnown(Exception):
    """What is asked was not asked in the last build."""


class _KeptLinks(SiteLinks, frozen=True, eq=False, dict=True):
    """What one text could lead to in the last build, by what it asked then."""

    answers: Mapping[str, AddressAnswer] = {}

    def completed(self, value: str, source: str, page: str) -> str | Broken | None:
        """The address completed. Raises NotKnown for one that was not asked, or led nowhere."""
        if not self.depends(value):
            return valid_address(value)
        _value, link, _is_withheld, is_broken = self.answers.get(value, ("", None, False, True))
        if is_broken:
            raise NotKnown
        return link


def completed_again(store: Store, source: Source) -> tuple[str, Text, HtmlRow]:
    """Complete the new body of a source by what the old one asked; return the old one, and what is kept.

    Raises NotKnown where the new one asks something else, or somebody asks for a place in it.
    """
    path = source.record.path
    text_row, html_row = store.row("text", path), store.row("html", path)
    if text_row is None or html_row is None or any(map(store.is_asked, _names_inside(source))):
        raise NotKnown
    before = Text(*text_row)
    addresses, kept = _ANSWERS.decode(html_row[1])
    page = valid_address(source.url)
    links = _KeptLinks(
        root=site_root(source.settings["SITEURL"]),
        marker=re.compile(source.settings["INTRASITE_LINK_REGEX"]),
        sources={path: page},
        statics={},
        named=lambda _what, _name: None,
        files=content_files({"generated_content": ()}, source.settings),
        answers={one[0]: one for one in addresses},
    )
    leads: dict[tuple[str, str], Lead | None] = {(name, kind): lead for name, kind, lead in kept}

    def lead(reference: str, kind: str, _source: str) -> Lead:
        found = leads.get((reference, kind))
        if found is None or found[2]:
            raise NotKnown
        return found

    completed = Completing(links, lead, None).text(path, source)
    text, row = _rows_of(source, completed, _made_of(source.record, page))
    if (
        not text.made_of
        or not before.made_of
        or (text.pictures, text.fields) != (before.pictures, before.fields)
    ):
        raise NotKnown
    return html_row[0], text, row


def _take(source: Source, fields: Mapping[str, str]) -> None:
    """Let a source have its completed fields; its body is loaded when it is shown."""
    source.metadata.update(fields)
    source.summary = source.metadata.get("summary")


def _names_inside(source: Source) -> set[str]:
    """Return the names by which a place in the body of a source may be asked for."""
    story = source.record.story
    aliases = (story.id, story.slug, *story.aliases) if story else ()
    return inside(source.record.path, source.url, *aliases)


class Keeping:
    """Rows of the store that what ties stories together is worked out from (`Kept` in links/kept.py)."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._new: dict[str, dict[str, bytes]] = defaultdict(dict)

    def all(self, kind: str) -> Iterator[tuple[str, bytes]]:
        """Yield all rows of a kind with their names."""
        return self._store.rows(kind)

    def some(self, kind: str, names: Iterable[str]) -> dict[str, bytes]:
        """Return the rows of some names; a name without a row is left out."""
        return dict(self._store.some(kind, names, "row"))

    def sizes(self, kind: str, names: Iterable[str]) -> dict[str, int]:
        """Return how many bytes these rows have."""
        return dict(self._store.some(kind, names, "length(row)"))

    def put(self, kind: str, name: str, row: bytes) -> None:
        """Leave a row for the next build; an empty one is none."""
        self._new[kind][name] = row

    def save(self) -> None:
        """Put the new rows into the store."""
        for kind in KINDS:
            rows = self._new.pop(kind, {})
            self._store.put(kind, ((name, row) for name, row in rows.items() if row))
            self._store.drop(kind, [name for name, row in rows.items() if not row])
