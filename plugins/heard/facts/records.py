"""A record: what one source says, as it is kept from build to build, and as the site is made from it.

Pelican's own objects are made once, when a file is read. From then on a `Source` stands for them: it has
what the library and the pages look at, and no more.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct, field

from heard.content.bodylinks import NAMED, is_relative, may_name_file
from heard.content.hyperlinks import addresses_in
from heard.content.placing import Placed
from heard.model.records import Aliases, Definition, HeldBack, Story
from heard.text.problems import Problem

ARTICLE, PAGE, DEFINITION, SKIPPED, FAILED = "article", "page", "definition", "skipped", "failed"
_NUMBER = re.compile(r"(?<![0-9])[0-9]{4,}(?:-[0-9]{2}-[0-9]{2}(?![0-9]))?")
"""A year, or a whole day, as every spelling of a date begins."""


class LogLine(Struct, frozen=True):
    """What Pelican logged while it read a file; `template` groups lines of one kind."""

    logger: str
    level: int
    template: str
    arguments: tuple[str, ...] = ()


class Record(Struct, frozen=True):
    """What a source says. `fields` are those that hold HTML, `addresses` those of the body that may name
    files, `former` is where Pelican's settings would have put the page.

    `body_mark` and `story_mark` stand for the body and for all that the front matter says of a story.
    `said_by` is the mark of the replies that its ledger counts. `until_day` tells that it may say something
    else on another day than that of its reading, `until_theme` with other templates.
    """

    path: str
    kind: str
    problems: tuple[Problem, ...] = ()
    left_out: tuple[str, ...] = ()
    log: tuple[LogLine, ...] = ()
    story: Story | None = None
    definition: Definition | None = None
    title: str = ""
    slug: str = ""
    lang: str = ""
    in_default_lang: bool = True
    status: str = "published"
    held_back: HeldBack | None = None
    url: str = ""
    save_as: str = ""
    template: str = ""
    asks_for_place: bool = False
    has_page: bool = True
    former: str = ""
    category: str = ""
    translation: str = "false"
    date: datetime | None = None
    summary: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    aliases: Aliases | None = None
    body_mark: bytes = b""
    story_mark: bytes = b""
    static_links: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    attaches: bool = False
    said_by: str = ""
    until_day: bool = False
    until_theme: bool = False


def _other(value: Any) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} cannot be kept")


_ENCODER = msgspec.json.Encoder(enc_hook=_other)
_DECODER = msgspec.json.Decoder(Record)


def packed(record: Record) -> bytes:
    """Return a record as bytes. Raises TypeError where an owner's own key holds what cannot be kept."""
    return _ENCODER.encode(record)


def unpacked(octets: bytes) -> Record:
    """Return the record of some bytes. Raises msgspec.DecodeError where they are damaged."""
    return _DECODER.decode(octets)


class ShownPage(Struct, frozen=True):
    """An owner's page, as `page` in templates; `title` and `summary` are HTML."""

    title: str
    url: str
    slug: str
    lang: str
    status: str
    summary: str | None


class Source:
    """A source as the library and the pages see it, in place of Pelican's article or page.

    `html` loads its body as it was read.
    """

    story: Story
    definition: Definition

    def __init__(self, record: Record, folder: str, settings: Any, html: Callable[[], str]) -> None:
        self.record, self.settings = record, settings
        self.source_path = os.path.join(folder, record.path)
        self.relative_source_path = record.path
        self._load: Callable[[], str] = html
        self._html: str | None = None
        self.translations: list[Source] = []
        self.title, self.slug, self.status = record.title, record.slug, record.status
        self.lang, self.in_default_lang = record.lang, record.in_default_lang
        self.held_back, self.template = record.held_back, record.template
        self.url, self.save_as, self.category = record.url, record.save_as, record.category
        if record.story is not None:
            self.story = record.story
        if record.definition is not None:
            self.definition = record.definition
        if record.asks_for_place:
            self.override_save_as = record.save_as
        if record.date is not None:
            self.date = record.date
        self.summary = record.summary
        self.metadata: dict[str, Any] = {**record.fields, "translation": record.translation}
        if record.summary is not None:
            self.metadata["summary"] = record.summary
        if record.aliases is not None:
            self.metadata["aliases"] = record.aliases

    @property
    def story_mark(self) -> bytes:
        """What stands for its story; empty where that is another one than the file says."""
        return self.record.story_mark if self.story is self.record.story else b""

    @property
    def _content(self) -> str:
        """The body as it was read, or as its links were completed."""
        return self._html if self._html is not None else self._load()

    @_content.setter
    def _content(self, html: str) -> None:
        self._html = html

    @property
    def content(self) -> str:
        """The body, by Pelican's name for it."""
        return self._content

    def get_relative_source_path(self) -> str:
        """Return the path below the content folder."""
        return self.record.path

    def get_static_links(self) -> set[str]:
        """Return the files that Pelican would copy for it."""
        return set(self.record.static_links)

    def shown(self) -> ShownPage:
        """Return what the template of a page may show of it beside its text."""
        return ShownPage(self.title, self.url, self.slug, self.lang, self.status, self.summary)


def placed_of(sources: list[Source]) -> Placed:
    """Return where sources have their pages, as it was found when they were read."""
    without = frozenset(source for source in sources if not source.record.has_page)
    return Placed(without, {source: source.record.former for source in sources if source.record.former})


def addresses_of_files(html: str, marker: re.Pattern[str]) -> tuple[str, ...]:
    """Return the addresses of a body that may name files of the content folder, each once."""
    values = (address.value for address in addresses_in(html) if may_name_file(address.value))
    named = (v for v in values if marker.match(v) or v.startswith(NAMED) or is_relative(v))
    return tuple(dict.fromkeys(named))


def may_change_with_the_day(text: str, as_of: date) -> bool:
    """Whether a text holds a year or day that is not past: what it says may be another thing tomorrow.

    Every date begins with a year of four digits (`text/dates.py`). A day before that of the build is past
    everywhere, for good; a year alone, once it is over.
    """
    past = f"{as_of.year:04}"
    for match in _NUMBER.finditer(text):
        number = match[0]
        if (number >= as_of.isoformat()) if "-" in number else (number[:4] >= past):
            return True
    return False
