"""What a story is: frozen records that hold what its file says, and nothing derived from today.

The reader makes them, the library derives from them, pages show them; nobody changes them.
All text is plain text, never HTML. Optional facts are `None` or an empty tuple when absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct, field

from heard.text.dates import Moment


class ValueMention(Struct, frozen=True):
    """A value as one story names it: what the teller holds dear, and how it fared.

    `stance` and `by` are words of `vocabulary.STANCES` and `vocabulary.SPEAKERS`.
    """

    name: str
    slug: str
    stance: str = "about"
    by: str | None = None
    note: str | None = None


class Event(Struct, frozen=True):
    """One line of the ledger. `event` is one of `vocabulary.EVENTS`; `on` and `due` keep precision."""

    event: str
    by: str
    on: Moment | None = None
    channel: str | None = None
    note: str | None = None
    due: Moment | None = None
    what: str | None = None
    evidence: str | None = None
    reason: str | None = None
    id: str | None = None
    fulfils: tuple[str, ...] = ()
    unprompted: bool = False
    line: int = 0
    reply: str | None = None
    """The id of the company's reply on this site that made it happen."""


class Outcome(Struct, frozen=True):
    """What came of it, as written: a stage word, a sentence, events, or several of these.

    `word` is the word the writer gave (not yet the one derived from the events).
    `events` are those of the timeline or those that the word stands for, in file order.
    """

    word: str | None = None
    text: str | None = None
    events: tuple[Event, ...] = ()
    has_timeline: bool = False


class Lesson(Struct, frozen=True):
    """One sentence to keep. `audience` is a word of `vocabulary.AUDIENCES` or None, `source` is
    `story`, `comment:<id>` or `reply:<id>`; `quote` says that the words are verbatim.
    """

    id: str
    text: str
    audience: str | None = None
    source: str = "story"
    quote: bool = False
    applied: str | None = None


class SeriesPart(Struct, frozen=True):
    """Membership in a series; `part` counts from 1, None where the file does not say."""

    name: str
    slug: str
    part: int | None = None


class Relation(Struct, frozen=True):
    """A typed link as written: exactly one of `to` and `unlinked` is set."""

    rel: str
    to: str | None = None
    unlinked: str | None = None
    note: str | None = None
    line: int = 0


class Enough(Struct, frozen=True):
    """It would have been enough if …; `cost` is a word of `vocabulary.COSTS`."""

    what: str
    cost: str | None = None


class Money(Struct, frozen=True):
    """An amount in a currency (ISO 4217 code), kept as written."""

    amount: str
    currency: str


class Cost(Struct, frozen=True):
    """The friction: `wait_minutes` (from an ISO 8601 duration), contacts, days, money."""

    wait_minutes: int | None = None
    contacts: int | None = None
    days: int | None = None
    money: Money | None = None


class Publication(Struct, frozen=True):
    """Another place where the story stands or first stood."""

    site: str
    url: str | None = None
    on: Moment | None = None
    canonical: bool = False


class Comment(Struct, frozen=True):
    """A remark under a story, as pages and feeds show it. `content` is HTML that is safe to show.

    `kind` is a word of `comment_file.KINDS`; `platform` says where it came from, `original` the page there;
    `told_as` is the id of the story that it grew into.
    """

    id: str
    author: str
    date: Moment
    content: str
    url: str | None = None
    unattributed: bool = False
    modified: Moment | None = None
    kind: str = "remark"
    platform: str = ""
    original: str | None = None
    told_as: str | None = None
    lang: str | None = None


class Reply(Struct, frozen=True):
    """A reply as its file says it; `body` is Markdown, not yet cleaned.

    `source` is the path below the content folder. `recorded` is the hash in the file, `fingerprint`
    that of what stands there now; a reply is shown where both are equal.
    """

    id: str
    story_id: str
    source: str
    date: Moment
    body: str
    fingerprint: str
    recorded: str | None = None
    author: str = ""
    role: str | None = None
    company: str | None = None
    channel: str | None = None
    change: str | None = None
    what: str | None = None
    due: Moment | None = None
    evidence: str | None = None
    fulfils: tuple[str, ...] = ()
    corrected: Moment | None = None
    lang: str | None = None
    line_of_change: int = 1

    @property
    def is_recorded(self) -> bool:
        """Whether it is what was recorded, word for word."""
        return self.recorded == self.fingerprint


class HeldBack(Struct, frozen=True):
    """That something is not published: as what status it counts, why in words, and the key that says so.

    `is_early` marks what appears by itself one day.
    """

    status: str
    why: str
    key: str = ""
    is_early: bool = False


class Story(Struct, frozen=True):
    """Everything one file says about one story.

    `source` is the path below the content folder, with `/`. `lines` gives the line of each key.
    `date` is never None: a story without one is undated. `url` and `save_as` are those that the file asks
    for; `aliases` are its former addresses, from the root of the site.
    """

    id: str
    title: str
    slug: str
    source: str
    date: Moment
    id_given: bool = False
    modified: Moment | None = None
    lang: str = "en"
    status: str = "published"
    held_back: HeldBack | None = None
    tellers: tuple[str, ...] = ()
    summary: str = ""
    summary_given: bool = False
    tags: tuple[str, ...] = ()
    category: str | None = None
    kind: str = "story"
    perspective: str = "customer"
    values: tuple[ValueMention, ...] = ()
    outcome: Outcome | None = None
    issue: str | None = None
    teller_after: str | None = None
    lessons: tuple[Lesson, ...] = ()
    company: str | None = None
    channel: str | None = None
    series: SeriesPart | None = None
    relates: tuple[Relation, ...] = ()
    evidence: tuple[str, ...] = ()
    enough: Enough | None = None
    cost: Cost | None = None
    first_published: Publication | None = None
    syndicated: tuple[Publication, ...] = ()
    content_note: str | None = None
    invited: Moment | None = None
    guid: str | None = None
    url: str | None = None
    save_as: str | None = None
    template: str | None = None
    aliases: tuple[str, ...] = ()
    reading_minutes: int = 1
    extra: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def identity(self) -> str:
        """The name of this story in every feed, for ever: an imported guid, else a URN of its id."""
        return self.guid or f"urn:story:{self.id}"


class Aliases(Struct, frozen=True):
    """The former addresses of a page, and the line that lists them."""

    addresses: tuple[str, ...]
    line: int


class Definition(Struct, frozen=True):
    """What a file in `values/`, `companies/` or `series/` says about its term.

    `content` is the body (`library/outputs.py`); it is None where there is none.
    """

    facet: str
    slug: str
    name: str
    source: str
    aliases: tuple[str, ...] = ()
    opposite: str | None = None
    pseudonym: bool = False
    reply_days: int | None = None
    planned: int | None = None
    state: str | None = None
    content: object | None = None
    held_back: HeldBack | None = None
