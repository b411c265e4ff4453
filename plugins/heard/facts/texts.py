"""Texts: bodies of sources with their links completed, and what they asked for that.

A text is made of its body as it was read, and of the answers to what its links name: an address, a title,
or nothing. Of each is kept by which names it asks (`links/names.py`): as long as none of them means
something else than before, nobody asks again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import NamedTuple
from urllib.parse import unquote

import msgspec
from msgspec.structs import replace

from heard.content.bodylinks import FILES, NAMED, Broken, SiteLinks
from heard.content.hyperlinks import addresses_in
from heard.facts.records import Source
from heard.facts.store import Store
from heard.library.bodies import complete_content
from heard.library.spelling import mark_of
from heard.links.generator import Ground, complete
from heard.links.kept import KINDS
from heard.links.names import ALWAYS, names_of, touched_names
from heard.links.rewriting import Lead
from heard.text.problems import Problem

AddressAnswer = tuple[str, str | None, bool, bool]
"""An address as it is written, what it became, and whether it leads to nothing published, or to nothing."""
LeadAnswer = tuple[str, str, Lead | None]
"""A reference, its kind, and where it leads."""
Answers = tuple[tuple[AddressAnswer, ...], tuple[LeadAnswer, ...]]
_ENCODER, _ANSWERS = msgspec.json.Encoder(), msgspec.json.Decoder(Answers)
_FIELDS = msgspec.json.Decoder(dict[str, str])
INSIDE = "#"
"""Begins the name of a source where a place in its body is asked for."""


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


def _answer(value: str, answer: str | Broken | None) -> AddressAnswer:
    if isinstance(answer, Broken):
        return value, answer.link, answer.is_withheld, True
    return value, answer, False, False


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
        self._links = replace(links, note=self._note)
        self._noted: dict[str, AddressAnswer] = {}
        self._answers: dict[str, bytes] = {}
        self._htmls: dict[str, str] = {}
        self.problems: list[Problem] = []
        """What leads nowhere."""
        known = {row[0]: Text(*row[1:]) for row in store.rows("text")}
        self._gone = known.keys() - sources.keys()
        named = chain(_places(links), ground.named if ground else ())
        self.touched = touched_names(named, keeping)
        """The names that mean something else than in the last build."""
        made_of = {path: self._made_of(path, source) for path, source in sources.items()}
        again = {path for path, mark in made_of.items() if known.get(path, _UNKNOWN).made_of != mark}
        inside = set().union(*(_names_of_source(sources[path]) for path in again if path in known))
        self.touched |= {f"{INSIDE}{name}" for name in inside}
        self.texts: dict[str, Text] = {}
        for path, source in sorted(sources.items()):
            text = known.get(path, _UNKNOWN)
            if path in again or (text.asks and self._is_answered_otherwise(text, path)):
                text = self._make(path, source, made_of[path])
            else:
                _take(source, _FIELDS.decode(text.fields) if text.fields else {})
            self.texts[path] = text
            source._html, source._load = None, partial(self.html, path)

    def _made_of(self, path: str, source: Source) -> bytes:
        record = source.record
        parts = (self._links.sources.get(path) or "", *chain(*sorted(record.fields.items())))
        return mark_of(record.body_mark + "\0".join(parts).encode("utf-8", "surrogatepass"))

    def _is_answered_otherwise(self, text: Text, path: str) -> bool:
        """Whether anything that a text asks by a touched name is answered otherwise than before."""
        if self.touched.isdisjoint(text.asks.split("\n")):
            return False
        row = self._store.row("html", path)
        addresses, leads = _ANSWERS.decode(row[1]) if row else ((), ())
        page, ground = self._links.sources.get(path) or "", self._ground
        if any(_answer(one[0], self._links.completed(one[0], path, page)) != one for one in addresses):
            return True
        if ground is None:
            return bool(leads)
        return any(ground.leads(reference, kind, path) != lead for reference, kind, lead in leads)

    def _make(self, path: str, source: Source, made_of: bytes) -> Text:
        self._noted = {}
        problems = complete_content(self._links, source)
        leads: dict[tuple[str, str], Lead | None] = {}
        if (ground := self._ground) is not None:

            def lead(reference: str, kind: str, source_path: str) -> Lead | None:
                found = leads[reference, kind] = ground.leads(reference, kind, source_path)
                return found

            problems += complete(source, path, ground, lead)
        self.problems += problems
        html = self._htmls[path] = source._content
        names = (*source.settings["FORMATTED_FIELDS"], "summary")
        fields = {name: value for name in names if isinstance(value := source.metadata.get(name), str)}
        as_read = source.record.fields
        completed = {name: one for name, one in fields.items() if "<" in one and one != as_read.get(name)}
        _take(source, completed)
        answers = tuple((*one, found) for one, found in leads.items())
        self._answers[path] = _ENCODER.encode((tuple(self._noted.values()), answers))
        asks = {name for one in self._noted for name in self._names_of_address(one)}
        asks |= {name for reference, _kind in leads for name in _names_of_reference(reference)}
        return Text(
            b"" if problems else made_of,
            mark_of(html.encode("utf-8", "surrogatepass")),
            "\n".join(sorted(asks)),
            "\n".join(self._pictures(html)),
            _ENCODER.encode(completed) if completed else b"",
        )

    def _note(self, value: str, answer: str | Broken | None) -> None:
        self._noted[value] = _answer(value, answer)

    def _names_of_address(self, value: str) -> set[str]:
        if match := self._links.marker.match(value):
            return names_of(value[match.end() :]) if match["what"].lower() in FILES else {ALWAYS}
        return names_of(value.removeprefix(NAMED))

    def _pictures(self, html: str) -> tuple[str, ...]:
        if "<img" not in html.lower():
            return ()
        addresses = (one.value for one in addresses_in(html) if (one.tag, one.attribute) == ("img", "src"))
        paths = (unquote(address).removeprefix(self._links.root).lstrip("/") for address in addresses)
        return tuple(dict.fromkeys(paths))

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


def _take(source: Source, fields: Mapping[str, str]) -> None:
    """Let a source have its completed fields; its body is loaded when it is shown."""
    source.metadata.update(fields)
    source.summary = source.metadata.get("summary")


def _places(links: SiteLinks) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield where sources and files have their addresses."""
    for path, address in links.sources.items():
        yield (path, address or ""), ("source" if address is not None else "unpublished",)
    for path, address in links.statics.items():
        yield (path, address), ("file",)


def _names_of_source(source: Source) -> set[str]:
    """Return the names of a story by which a place in its body may be asked for."""
    story = source.record.story
    aliases = (story.id, story.slug, *story.aliases) if story else ()
    return names_of(source.record.path, source.url, *aliases)


def _names_of_reference(reference: str) -> set[str]:
    names = names_of(reference)
    return names | {f"{INSIDE}{name}" for name in names} if "#" in unquote(reference) else names


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
