"""Texts: bodies of sources with their links completed, what they say, and what they asked for that.

A text is made of its body as it was read, and of the answers to what its links name: an address, a title,
or nothing. It is made again when one of them differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from heard.content.bodylinks import Broken, SiteLinks
from heard.content.hyperlinks import addresses_in
from heard.facts.records import Source
from heard.facts.store import Store
from heard.library.bodies import complete_content
from heard.library.spelling import mark_of
from heard.links.bodies import Asked, Body, PlainBody, body_of, plain_body
from heard.links.generator import Ground, complete
from heard.links.rewriting import Lead
from heard.text.problems import Problem

AddressAnswer = tuple[str, str | None, bool, bool]
"""An address as it is written, what it became, and whether it leads to nothing published, or to nothing."""
LeadAnswer = tuple[str, str, Lead | None]
"""A reference, its kind, and where it leads."""


class Text(Struct, frozen=True):
    """What became of one body. `fields` are those with HTML, `says` are its words and links, `pictures` the
    addresses of its pictures in the site.
    """

    addresses: tuple[AddressAnswer, ...]
    leads: tuple[LeadAnswer, ...]
    fields: Mapping[str, str]
    problems: tuple[Problem, ...]
    says: PlainBody | None
    pictures: tuple[str, ...]
    mark: bytes


_ENCODER, _DECODER = msgspec.json.Encoder(), msgspec.json.Decoder(Text)


def _answer(value: str, answer: str | Broken | None) -> AddressAnswer:
    if isinstance(answer, Broken):
        return value, answer.link, answer.is_withheld, True
    return value, answer, False, False


class Texts:
    """The texts of one build, all of them made or taken from the store at once.

    `ground` is what links to stories may lead to; None for a site that does not complete them.
    """

    def __init__(
        self, store: Store, sources: Mapping[str, Source], links: SiteLinks, ground: Ground | None
    ) -> None:
        self._store, self._sources, self._ground = store, sources, ground
        self._links = replace(links, note=self._note)
        self._noted: dict[str, AddressAnswer] = {}
        self._known = {row[0]: row[1:] for row in store.rows("text")}
        self._rows: dict[str, tuple[bytes, bytes]] = {}
        self._htmls: dict[str, str] = {}
        self.texts: dict[str, Text] = {}
        for path, source in sorted(sources.items()):
            self.texts[path] = self._text(path, source)

    def _text(self, path: str, source: Source) -> Text:
        page = self._links.sources.get(path) or ""
        record = source.record
        made_of = mark_of(_ENCODER.encode((record.body_mark, page, sorted(record.fields.items()))))
        known = self._known.get(path)
        if known is not None and known[0] == made_of:
            text = _DECODER.decode(known[1])
            if self._is_answered_so(text, path, page):
                self._take(source, text)
                return text
        return self._make(path, source, made_of)

    def _is_answered_so(self, text: Text, path: str, page: str) -> bool:
        """Whether all that a text asked is answered as it was; what leads nowhere is asked each time."""
        if text.problems:
            return False
        for answer in text.addresses:
            if _answer(answer[0], self._links.completed(answer[0], path, page)) != answer:
                return False
        ground = self._ground
        if ground is None:
            return not text.leads
        return all(ground.leads(answer[0], answer[1], path) == answer[2] for answer in text.leads)

    def _make(self, path: str, source: Source, made_of: bytes) -> Text:
        self._noted = {}
        problems = complete_content(self._links, source)
        leads: dict[tuple[str, str], Lead | None] = {}
        if (ground := self._ground) is not None:

            def lead(reference: str, kind: str, source_path: str) -> Lead | None:
                found = leads[reference, kind] = ground.leads(reference, kind, source_path)
                return found

            problems += complete(source, path, ground, lead)
        html = source._content
        names = (*source.settings["FORMATTED_FIELDS"], "summary")
        fields = {name: value for name in names if isinstance(value := source.metadata.get(name), str)}
        text = Text(
            tuple(self._noted.values()),
            tuple((reference, kind, found) for (reference, kind), found in leads.items()),
            {name: value for name, value in fields.items() if "<" in value},
            tuple(problems),
            plain_body(html) if hasattr(source, "story") else None,
            self._pictures(html),
            mark_of(html.encode("utf-8", "surrogatepass")),
        )
        octets = _ENCODER.encode(text)
        self._rows[path], self._htmls[path] = (made_of, octets), html
        self._take(source, text)
        return _DECODER.decode(octets)

    def _note(self, value: str, answer: str | Broken | None) -> None:
        self._noted[value] = _answer(value, answer)

    def _pictures(self, html: str) -> tuple[str, ...]:
        if "<img" not in html.lower():
            return ()
        addresses = (one.value for one in addresses_in(html) if (one.tag, one.attribute) == ("img", "src"))
        paths = (unquote(address).removeprefix(self._links.root).lstrip("/") for address in addresses)
        return tuple(dict.fromkeys(paths))

    def _take(self, source: Source, text: Text) -> None:
        """Let a source have its completed fields; its body is loaded when it is shown."""
        source.metadata.update(text.fields)
        source.summary = source.metadata.get("summary")
        source._html = None
        source._load = lambda: self.html(source.record.path)

    def html(self, path: str) -> str:
        """Return the completed body of a source."""
        return self._htmls[path] if path in self._htmls else self._store.html("html", path)

    def bodies(self) -> dict[str, Body]:
        """Return what the bodies of stories say, by their ids."""
        return {
            source.story.id: body_of(*text.says)
            for path, source in self._sources.items()
            if hasattr(source, "story") and (text := self.texts[path]).says is not None
        }

    def pictures(self) -> dict[str, tuple[str, ...]]:
        """Return the addresses of the pictures of stories, by their ids."""
        return {
            source.story.id: text.pictures
            for path, source in self._sources.items()
            if hasattr(source, "story") and (text := self.texts[path]).pictures
        }

    def problems(self) -> Iterable[Problem]:
        """Yield what leads nowhere."""
        return (problem for text in self.texts.values() for problem in text.problems)

    def save(self) -> None:
        """Put what was made into the store, and drop what is not there any more."""
        self._store.put("text", ((path, *row) for path, row in self._rows.items()))
        self._store.put("html", self._htmls.items())
        for table in ("text", "html"):
            self._store.drop(table, self._known.keys() - self.texts.keys())
        self._rows.clear()


class Keeping:
    """Values that are worked out from others, kept until these differ (`Keep` in links/bodies.py)."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known = {row[0]: row[1:] for row in store.rows("kept")}
        self._rows: dict[str, tuple[bytes, bytes]] = {}
        self._asked: set[str] = set()

    def keep(self, asked: Sequence[Asked], kind: Any) -> list[Any]:
        """Return the value of each name, all of one type: as it was kept, or worked out now."""
        decoder = msgspec.json.Decoder(kind)
        return [self._value(*one, decoder) for one in asked]

    def _value(
        self, name: str, made_of: bytes, work: Callable[[], Any], decoder: msgspec.json.Decoder[Any]
    ) -> Any:
        self._asked.add(name)
        mark = mark_of(made_of)
        known = self._known.get(name)
        if known is not None and known[0] == mark:
            return decoder.decode(known[1])
        value = work()
        self._rows[name] = (mark, msgspec.json.encode(value))
        return value

    def save(self) -> None:
        """Put what was worked out into the store, and drop what nobody asked for."""
        self._store.put("kept", ((name, *row) for name, row in self._rows.items()))
        self._store.drop("kept", self._known.keys() - self._asked)
        self._rows.clear()
