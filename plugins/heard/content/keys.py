"""The keys of front matter: one table that reading, checking, completion and the docs share.

`form` says how a value is read (see `fields.py`). A key with `fields` is a record; `short` names the
field that a plain text in its place fills, so that `values: [justice]` means `values: [{name: justice}]`.
"""

from __future__ import annotations

from msgspec import Struct

from heard.model import vocabulary


class Key(Struct, frozen=True):
    """One key. Forms: text, names, word, date, number, flag, duration, url, id, record, records, standing
    (a word of STATUSES or of another platform), published (a flag, a date or an address).
    """

    name: str
    form: str
    help: str
    words: tuple[str, ...] = ()
    fields: tuple[Key, ...] = ()
    short: str = ""
    required: bool = False
    split: bool = False
    """Whether a text in place of a list is taken apart at semicolons or commas, as Pelican does."""
    also: str = ""
    """Another spelling of the name, for a field of a record."""
    holds_back: bool = False
    """Whether it may keep a file from being published."""
    least: int = 0
    most: int = 99_999
    """The bounds of a number: pages count up to some of them."""


VALUE_FIELDS = (
    Key("value", "text", "The value: justice, being human.", required=True, also="name"),
    Key("stance", "word", "How it fared.", vocabulary.STANCES),
    Key("by", "word", "Who honoured, breached or tested it.", vocabulary.SPEAKERS),
    Key("note", "text", "One sentence on how."),
)
EVENT_FIELDS = (
    Key("on", "date", "When it happened."),
    Key("event", "word", "What happened.", vocabulary.EVENTS, required=True),
    Key("by", "word", "Who did it; implied by the event.", vocabulary.SPEAKERS),
    Key("channel", "word", "How it was said.", vocabulary.CHANNELS),
    Key("note", "text", "One sentence on it."),
    Key("due", "date", "When a promise falls due."),
    Key("what", "text", "What was promised or changed."),
    Key("evidence", "text", "How one can see the change: a link or a sentence."),
    Key("reason", "word", "Why it was closed.", vocabulary.CLOSED_REASONS),
    Key("id", "id", "A name for this event, for `fulfils`."),
    Key("fulfils", "names", "The promises that this change keeps.", split=True),
    Key("unprompted", "flag", "The company moved before it was told."),
)
OUTCOME_FIELDS = (
    Key("stage", "word", "The word it is filed under.", vocabulary.OUTCOME_WORDS),
    Key("text", "text", "What came of it, in one sentence."),
)
LESSON_FIELDS = (
    Key("id", "id", "A name for its address."),
    Key("text", "text", "The lesson, one sentence.", required=True),
    Key("for", "word", "Whom it is for.", vocabulary.AUDIENCES),
    Key("from", "text", "story, comment:<id> or reply:<id>."),
    Key("quote", "flag", "Whether the words stand in the story exactly so."),
    Key("applied", "text", "Where somebody acted on it."),
)
SERIES_FIELDS = (
    Key("name", "text", "The name of the series.", required=True),
    Key("part", "number", "Which part this is, from 1.", least=1, most=999),
)
RELATION_FIELDS = (
    Key("rel", "word", "How the two are related.", tuple(vocabulary.RELATIONS), required=True),
    Key("to", "text", "The other story: its id, slug, source path or address."),
    Key("unlinked", "text", "A reference whose target is not known."),
    Key("note", "text", "One sentence on it."),
)
ENOUGH_FIELDS = (
    Key("what", "text", "What would have been enough.", required=True),
    Key("cost", "word", "What that would have cost the company.", vocabulary.COSTS),
)
MONEY_FIELDS = (
    Key("amount", "text", "The amount, as a number.", required=True),
    Key("currency", "text", "Its currency: EUR, USD.", required=True),
)
COST_FIELDS = (
    Key("wait", "duration", "Time spent waiting, as PT40M (ISO 8601)."),
    Key("contacts", "number", "How often the teller had to get in touch."),
    Key("days", "number", "Days from the first contact to the end."),
    Key("money", "record", "What it cost.", fields=MONEY_FIELDS),
)
PUBLICATION_FIELDS = (
    Key("site", "text", "The name of the place.", required=True),
    Key("url", "url", "Its address."),
    Key("on", "date", "When."),
    Key("canonical", "flag", "Whether search engines shall take that copy for the original."),
)

_SHOWN = ("public", "unlisted", "private")
HOLDING = (
    Key("status", "standing", "Whether it is shown.", vocabulary.STATUSES, holds_back=True),
    Key("draft", "flag", "`true` means the same as `status: draft`.", holds_back=True),
    Key("published", "published", "`false` means the same as `status: draft`.", holds_back=True),
    Key("publish", "flag", "`false` means the same as `status: draft`.", holds_back=True),
    Key("private", "flag", "`true` means the same as `status: draft`.", holds_back=True),
    Key("visibility", "standing", "`private` means the same as `status: draft`.", _SHOWN, holds_back=True),
    Key(
        "state",
        "standing",
        "`draft` means the same as `status: draft`.",
        vocabulary.STATUSES,
        holds_back=True,
    ),
    Key("hidden", "flag", "`true` means the same as `status: hidden`.", holds_back=True),
    Key("unlisted", "flag", "`true` means the same as `status: hidden`.", holds_back=True),
    Key("publishDate", "date", "It is not shown before this day.", holds_back=True),
    Key("expiryDate", "date", "It is not shown from this day on.", holds_back=True),
)
"""The keys by which writers of any generator hold something back; `date` does it, too."""

KEYS = (
    Key("title", "text", "The title, plain text.", required=True),
    Key("date", "date", "When it happened or was written: 2008, 2008-03, 2008-03-31, undated."),
    Key("id", "id", "The permanent identity; never change it."),
    Key("author", "names", "Who tells the story; a comma is part of the name, as in Pelican."),
    Key("authors", "names", "Who tell the story.", split=True),
    Key("summary", "text", "One or two sentences for lists and feeds."),
    Key("tags", "names", "Free labels.", split=True),
    Key("category", "text", "One broad subject."),
    Key("slug", "text", "The last part of the address."),
    *HOLDING,
    Key("lang", "text", "The language, as en or pt-BR."),
    Key("translation", "flag", "Whether this is a translation of the story with the same slug."),
    Key("modified", "date", "When it was last changed."),
    Key("url", "text", "An address of its own, below the site."),
    Key("save_as", "text", "The file of that address."),
    Key("template", "text", "The template of the theme that shows it, in place of the usual one."),
    Key("aliases", "names", "Its former addresses; each leads here.", split=True),
    Key(
        "values",
        "records",
        "What the teller holds dear.",
        fields=VALUE_FIELDS,
        short="value",
        split=True,
    ),
    Key(
        "outcome",
        "record",
        "What came of it: a word, a sentence, or both.",
        vocabulary.OUTCOME_WORDS,
        OUTCOME_FIELDS,
        "text",
    ),
    Key("timeline", "records", "The long form of the outcome.", fields=EVENT_FIELDS, short="event"),
    Key("issue", "word", "Whether the problem was solved.", vocabulary.ISSUES),
    Key("teller_after", "word", "What the teller did afterwards.", vocabulary.TELLER_AFTER),
    Key("lesson", "records", "What to keep from it.", fields=LESSON_FIELDS, short="text"),
    Key("lessons", "records", "What to keep from it.", fields=LESSON_FIELDS, short="text"),
    Key("company", "text", "The company: its slug or its name."),
    Key("channel", "word", "Where it mainly took place.", vocabulary.CHANNELS),
    Key("perspective", "word", "Whose view this is.", vocabulary.PERSPECTIVES),
    Key("kind", "word", "A story, or a reflection on stories.", vocabulary.KINDS),
    Key("evidence", "names", "The stories a reflection argues from.", split=True),
    Key("series", "record", "The series it is a part of.", fields=SERIES_FIELDS, short="name"),
    Key("relates", "records", "Typed links to other stories.", fields=RELATION_FIELDS),
    Key("enough", "record", "It would have been enough if …", fields=ENOUGH_FIELDS, short="what"),
    Key("cost", "record", "The friction.", fields=COST_FIELDS),
    Key(
        "first_published",
        "record",
        "Where the story first appeared.",
        fields=PUBLICATION_FIELDS,
        short="site",
    ),
    Key("syndicated", "records", "Copies elsewhere.", fields=PUBLICATION_FIELDS, short="site"),
    Key("guid", "text", "The identity that feeds gave this story on another platform."),
    Key("invited", "date", "When the company was invited to reply here."),
    Key("content_note", "text", "A sentence shown before the story."),
)

PAGE_KEYS = tuple(
    key
    for key in KEYS
    if key.holds_back
    or key.name
    in (
        "title date id author authors summary tags category slug lang translation modified "
        "url save_as template aliases"
    ).split()
)

DEFINITION_KEYS = (
    Key("name", "text", "The name as pages show it."),
    Key("title", "text", "The same as `name`."),
    Key("label", "text", "The same as `name`; for a company, how it is called here."),
    Key("aliases", "names", "Other spellings that mean the same.", split=True),
    Key("opposite", "text", "The value that stands against it."),
    Key("pseudonym", "flag", "Whether the company's name is not its real one."),
    Key("reply_days", "number", "Days this company has to answer.", least=1),
    Key("planned", "number", "How many parts the series will have.", least=1, most=999),
    Key("state", "standing", "How far the series is.", vocabulary.SERIES_STATES, holds_back=True),
    *(key for key in HOLDING if key.name != "state"),
    Key("date", "date", "It is not shown before this day."),
    Key("summary", "text", "One or two sentences."),
    Key("lang", "text", "The language."),
)

RESERVED = frozenset(
    "settings template translations content source_path relative_source_path metadata article story "
    "connections articles pages author_url in_default_lang date_format timezone locale_date "
    "locale_modified default_template default_status mandatory_properties allowed_statuses "
    "override_url override_save_as reader path relative_dir".split()
)
"""Names that Pelican uses for itself: no key of a file may become one of them."""
