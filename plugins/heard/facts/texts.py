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
from typing import Any, NamedTuple
from urllib.parse import unquote

import msgspec
from msgspec.structs import replace

from heard.content.bodylinks import FILES, NAMED, Broken, SiteLinks
from heard.content.hyperlinks import addresses_in, valid_address
from heard.facts.records import Record, Source
from heard.facts.store import Store
from heard.library.bodies import complete_content, content_files
from heard.library.facets import site_root
from heard.library.spelling import mark_of
from heard.links.generator import Ground, complete
from heard.links.kept import KINDS
from heard.links.names import ALWAYS, names_of, touched_names
from heard.links.rewriting import Lead, Leads
from heard.text.problems import Problem

AddressAnswer = tuple[str, str | None, bool, bool]
"""An address as it is written, what it became, and whether it leads to nothing published, or to nothing."""
LeadAnswer = tuple[str, str, Lead | None]
"""A reference, its kind, and where it leads."""
HtmlRow = tuple[str, bytes]
"""A completed text, and what it asked with the answers."""
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


class Completing:
    """Completes texts and notes what they ask.

    `leads` find where references lead (None for a site that does not complete them), `ground` is all that
    they may lead to, for who names one that leads nowhere.
    """

    def __init__(self, links: SiteLinks, leads: Leads | None, ground: Any) -> None:
        self._links, self._leads, self._ground = replace(links, note=self._note), leads, ground
        self._noted: dict[str, AddressAnswer] = {}

    def text(self, path: str, source: Source, made_of: bytes) -> tuple[Text, HtmlRow, list[Problem]]:
        """Complete the text of a source, which is made of something; tell what leads nowhere."""
        self._noted = {}
        problems = complete_content(self._links, source)
        leads: dict[tuple[str, str], Lead | None] = {}
        if (find := self._leads) is not None:

            def lead(reference: str, kind: str, source_path: str) -> Lead | None:
                found = leads[reference, kind] = find(reference, kind, source_path)
                return found

            problems += complete(source, path, self._ground, lead)
        html = source._content
        names = (*source.settings["FORMATTED_FIELDS"], "summary")
        fields = {name: value for name in names if isinstance(value := source.metadata.get(name), str)}
        as_read = source.record.fields
        completed = {name: one for name, one in fields.items() if "<" in one and one != as_read.get(name)}
        _take(source, completed)
        answers = tuple((*one, found) for one, found in leads.items())
        asks = {name for one in self._noted for name in self._names_of_address(one)}
        asks |= {name for reference, _kind in leads for name in _names_of_reference(reference)}
        text = Text(
            b"" if problems else made_of,
            mark_of(html.encode("utf-8", "surrogatepass")),
            "\n".join(sorted(asks)),
            "\n".join(self._pictures(html)),
            _ENCODER.encode(completed) if completed else b"",
        )
        return text, (html, _ENCODER.encode((tuple(self._noted.values()), answers))), problems

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
        named = chain(_places(links), ground.named if ground else ())
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
        if any(_answer(one[0], self._links.completed(one[0], path, page)) != one for one in addresses):
            return True
        if ground is None:
            return bool(leads)
        return any(ground.leads(reference, kind, path) != lead for reference, kind, lead in leads)

    def _make(self, path: str, source: Source, made_of: bytes) -> Text:
        text, row, problems = self._completing.text(path, source, made_of)
        self.problems += problems
        self._htmls[path], self._answers[path] = row
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

    completing = Completing(links, lead, None)
    text, row, problems = completing.text(path, source, _made_of(source.record, page))
    if problems or not before.made_of or (text.pictures, text.fields) != (before.pictures, before.fields):
        raise NotKnown
    return html_row[0], text, row


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


def _names_inside(source: Source) -> set[str]:
    """Return the names by which a place in the body of a source may be asked for."""
    story = source.record.story
    aliases = (story.id, story.slug, *story.aliases) if story else ()
    return {f"{INSIDE}{name}" for name in names_of(source.record.path, source.url, *aliases)}


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
