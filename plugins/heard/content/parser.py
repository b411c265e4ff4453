"""From front matter to a `Story`: each key read by its form, checked, and put in its place.

`parse_story` is pure: same source, same settings and same day, same story and same problems.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from msgspec import Struct, field
from msgspec.structs import force_setattr, replace

from heard.content import publishing
from heard.content.addresses import OF_CONTENT, aliases_of, checked_slug, fields_of, own_address
from heard.content.fields import (
    ALWAYS_OURS,
    Fields,
    Reading,
    filled,
    note_unread,
    publication,
    without_controls,
)
from heard.content.front_matter import Many, Node, Record, Source, Text
from heard.content.keys import KEYS, PAGE_KEYS, RESERVED, Key
from heard.content.parts import (
    cost_of,
    lay_under,
    lessons_of,
    outcome_of,
    relations_of,
    series_of,
    value_of,
)
from heard.model.records import Enough, Publication, Reply, Story
from heard.text.dates import UNDATED, Moment
from heard.text.excerpt import USUAL_CUT, Cut, plain_text
from heard.text.names import id_from_source, is_safe_slug, language_tag, nearest, slug_of

OF_CHANGES = frozenset(
    "updated lastmod last_modified_at last_modified lastmodified date_modified datemodified modified_date "
    "modifieddate modified_at date_updated dateupdated updated_at updatedat last_update last_updated "
    "lastupdated".split()
)
"""What other generators call the day of the last change."""
PELICANS_SUMMARY = 50
"""The words that Pelican takes for a summary where an owner says nothing."""
_KNOWN = frozenset(key.name.lower() for key in (*KEYS, *PAGE_KEYS))


def plain_slug(text: str) -> str:
    """A slug as names have one; empty where nothing of a text can stand in an address."""
    made = slug_of(text, "")
    return "" if made.startswith("-") else made


class Rules(Struct, frozen=True):
    """What reading depends on besides the file itself."""

    as_of: date
    default_lang: str = "en"
    key_aliases: Mapping[str, str] = field(default_factory=dict)
    extra_keys: frozenset[str] = frozenset()
    siteurl: str = ""
    slug_source: str = "title"
    slugify: Callable[[str], str] = plain_slug
    value_aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    with_future: bool = False
    """Whether what is dated after today is published all the same."""
    cut: Cut = USUAL_CUT
    """How a summary is made of the body."""

    def __post_init__(self) -> None:
        """Fold the case of all names: a file is read without regard to it."""
        aliases = {
            name.lower(): key.lower() for name, key in {**publishing.ALIASES, **self.key_aliases}.items()
        }
        values: dict[str, dict[str, str]] = {}
        for name, table in self.value_aliases.items():
            words = values.setdefault(aliases.get(name.lower(), name.lower()), {})
            words |= {word.strip().lower(): meant for word, meant in table.items()}
        force_setattr(self, "key_aliases", aliases)
        force_setattr(self, "extra_keys", frozenset(name.lower() for name in self.extra_keys))
        force_setattr(self, "value_aliases", values)

    def is_owners(self, name: str) -> bool:
        """Whether a key is one of the site's own."""
        return (name.startswith("x_") or name in self.extra_keys) and name not in RESERVED


def rules_of(settings: Mapping[str, Any], slugify: Callable[[str], str] = plain_slug) -> Rules:
    """The rules of a site, from its settings; who knows Pelican gives its way to make slugs."""
    return Rules(
        as_of=settings["STORY_TODAY"],
        default_lang=settings["DEFAULT_LANG"],
        key_aliases=settings["STORY_KEY_ALIASES"],
        extra_keys=frozenset((*settings["STORY_EXTRA_KEYS"], *_keys_in_settings(settings))),
        siteurl=settings["SITEURL"],
        slug_source=settings["SLUGIFY_SOURCE"],
        slugify=slugify,
        value_aliases=settings["STORY_VALUE_ALIASES"],
        with_future=settings["STORY_WITH_FUTURE"],
        cut=_cut_of(settings),
    )


def _keys_in_settings(settings: Mapping[str, Any]) -> Iterator[str]:
    """The owner's own keys that Pelican's settings name: as Markdown, for orders and ids, in addresses.

    As in PAGE_ORDER_BY = "sort-order" or ARTICLE_URL = "{section}/{slug}.html".
    """
    named = [str(name) for name in settings.get("FORMATTED_FIELDS") or ()]
    for kind in ("ARTICLE", "PAGE"):
        order, ids = settings.get(f"{kind}_ORDER_BY"), settings.get(f"{kind}_TRANSLATION_ID") or ()
        named += [order.removeprefix("reversed-")] if isinstance(order, str) else []
        named += [ids] if isinstance(ids, str) else map(str, ids)
    for name in OF_CONTENT:
        for half in ("URL", "SAVE_AS"):
            named += fields_of(str(settings.get(f"{name}_{half}") or ""))
    for key in map(str.lower, named):
        if key not in _KNOWN and not publishing.is_about_publishing(key):
            yield key


def _cut_of(settings: Mapping[str, Any]) -> Cut:
    """How long summaries are where the owner has set it; Pelican's default leaves that to us."""
    length = settings.get("SUMMARY_MAX_LENGTH", PELICANS_SUMMARY)
    end = plain_text(str(settings.get("SUMMARY_END_SUFFIX", USUAL_CUT.end)))
    return Cut(None if length == PELICANS_SUMMARY else length or 0, end)


def read_fields(reading: Reading, source: Source, keys: tuple[Key, ...], rules: Rules) -> Fields:
    """Read all keys of a file: their values, which are returned, their lines, and the owner's own."""
    known = {key.name.lower(): key for key in keys}
    for mistake in source.mistakes:
        is_unread = bool(mistake.group) and _key_of(mistake.group, known, rules) is None
        severity = "warning" if is_unread else mistake.severity
        group = f"twice {mistake.group}" if is_unread else ""
        reading.problems.append(replace(mistake, path=reading.path, severity=severity, group=group))
    found = reading.found
    for name, node in source.record:
        key = _key_of(name.text, known, rules)
        words = rules.value_aliases.get(key.name.lower()) if key is not None else None
        if key is not None and key.name in found and key.form in ("names", "records"):
            found[key.name] = _joined(key, found[key.name], reading.read(key, _in_our_words(node, words)))
        elif key is not None and key.name in found:
            message = f'"{name.typed}" means "{key.name}", which stands in line {reading.lines[key.name]}.'
            reading.note("key-twice", name.line, message, "Keep one of them.")
        elif key is not None:
            reading.lines[key.name] = name.line
            found[key.name] = reading.read(key, _in_our_words(node, words))
        elif rules.is_owners(name.text):
            reading.extra[name.text] = plain(node)
        elif "draft" in known and publishing.may_hold_back(name.typed, plain(node)):
            _about_publishing(reading, name, node, rules)
        else:
            _unknown_key(reading, name, known)
    return found


def _key_of(name: str, known: Mapping[str, Key], rules: Rules) -> Key | None:
    """The key of ours that a name stands for; None where there is none, or it is the owner's own."""
    key = known.get(rules.key_aliases.get(name, name))
    is_own = key is not None and key.holds_back and key.name not in ALWAYS_OURS and rules.is_owners(name)
    return None if is_own else key


def _joined(key: Key, first: tuple[Any, ...] | None, more: tuple[Any, ...] | None) -> tuple[Any, ...]:
    """Two lists that mean one key, as one; what stands in both counts once."""
    field = key.short or next((entry.name for entry in key.fields), "")

    def name_of(entry: Any) -> object:
        name = entry.get(field) if isinstance(entry, dict) else entry
        return name.casefold() if isinstance(name, str) else id(entry)

    joined: dict[object, Any] = {}
    for entry in (*(first or ()), *(more or ())):
        joined.setdefault(name_of(entry), entry)
    return tuple(joined.values())


def _in_our_words(node: Node, meant: Mapping[str, str] | None) -> Node:
    """A value with the words of another platform replaced."""
    if not meant or isinstance(node, Record):
        return node
    if isinstance(node, Many):
        return replace(node, entries=tuple(_in_our_words(entry, meant) for entry in node.entries))
    ours = meant.get(node.text.strip().lower())
    return node if ours is None else Text(ours, node.line)


def _about_publishing(reading: Reading, name: Text, node: Node, rules: Rules) -> None:
    """Note a key that may hold the file back and that nobody understands; a date or address is harmless."""
    if "published" in publishing.words_of(name.typed) and isinstance(node, Text):
        value = publication(node.text)
        if isinstance(value, Moment) and value.is_dated:
            found = reading.found
            found[publishing.LATER] = max(
                (value, found.get(publishing.LATER, value)), key=lambda one: one.last or rules.as_of
            )
        if value is not None:
            note_unread(reading, name)
            return
    message = f'"{name.typed}" may say whether this is published, and is not understood.'
    hint = (
        'Say what it means with STORY_KEY_ALIASES ("{0}": "status") and STORY_VALUE_ALIASES, or that it is '
        "your own with STORY_EXTRA_KEYS."
    )
    reading.note("publishing-unclear", name.line, message, hint.format(name.typed))


def plain(node: Node) -> object:
    """A node as texts, tuples and dicts."""
    if isinstance(node, Text):
        return None if node.is_null else node.text
    if isinstance(node, Record):
        return {key.text: plain(value) for key, value in node}
    return tuple(plain(entry) for entry in node.entries)


def _unknown_key(reading: Reading, name: Text, known: Mapping[str, Key]) -> None:
    if name.text == "<<":
        message = "A merged record (<<) is not read."
        reading.note("front-matter-form", name.line, message, "Write its keys out.")
        return
    if name.text in RESERVED:
        message = f'The key "{name.text}" is used by the site itself and was left out.'
        reading.note("key-reserved", name.line, message, "Call it x_" + name.text + ".", severity="warning")
        return
    near = nearest(name.text, list(known), 0.7)
    hint = "Start it with x_ or list it in STORY_EXTRA_KEYS to keep it."
    hint = f'Did you mean "{near}"?' if near else hint
    if name.text in OF_CHANGES and "modified" in known:
        hint = f'It is "modified" here: STORY_KEY_ALIASES = {{"{name.typed}": "modified"}} reads it so.'
    message = f'unknown key "{name.text}".'
    reading.note("key-unknown", name.line, message, hint, severity="warning", group=f"key {name.text}")


def parse_story(
    source: Source,
    path: str,
    rules: Rules,
    fallback: Mapping[str, Any] | None = None,
    replies: Mapping[str, tuple[Reply, ...]] = MappingProxyType({}),
) -> tuple[Story | None, Reading]:
    """A story from a file taken apart; None when an error keeps it out of the site.

    `replies` are those of companies, by the id of the story.

    `fallback` holds values that the site gives a file without them (date or slug from the file name,
    default author and category). `path` is the source path below the content folder.
    """
    reading = Reading(path)
    found = read_fields(reading, source, KEYS, rules)
    if reading.failed and not source.record.fields:
        return None, reading  # nothing could be read: what follows would only be noise
    lay_under(found, fallback or {})
    moment = _date(reading)
    story_id = found.get("id") or id_from_source(path)
    if not found.get("id") and "id" not in reading.lines:
        hint = f'Add "id: {story_id}" so that it stays the same when the file moves.'
        message = "no id; it is taken from the file's name."
        reading.note("id-missing", 1, message, hint, severity="hint", group="id")
    lessons = lessons_of(reading)
    outcome = outcome_of(reading, moment, rules.as_of, replies.get(story_id, ()))
    common = common_of(reading, source, rules, "story")
    lang = common["lang"] = common["lang"] or rules.default_lang
    values = tuple(value_of(record, lang) for record in found.get("values") or ())
    relates = relations_of(reading)
    cost = cost_of(reading)
    if reading.failed:
        return None, reading
    enough, first = found.get("enough"), found.get("first_published")
    held_back = common["held_back"]
    story = filled(
        Story,
        found,
        id=story_id,
        source=path,
        date=moment,
        id_given=bool(found.get("id")),
        status=held_back.status if held_back else "published",
        tellers=tuple(found.get("authors") or found.get("author") or ()),
        summary_given=bool(found.get("summary")),
        values=values,
        outcome=outcome,
        lessons=lessons,
        series=series_of(found, lang),
        relates=relates,
        enough=filled(Enough, enough) if enough else None,
        cost=cost,
        first_published=filled(Publication, first) if first else None,
        syndicated=tuple(filled(Publication, copy) for copy in found.get("syndicated") or ()),
        invited=_invited(reading, rules),
        extra=MappingProxyType(reading.extra),
        lines=MappingProxyType(reading.lines),
        **common,
    )
    return story, reading


def common_of(reading: Reading, source: Source, rules: Rules, kind: str) -> dict[str, Any]:
    """What stories and pages say alike, checked: title, language, addresses, and whether they are shown.

    The names are those of the fields of `Story`.
    """
    found, path = reading.found, reading.path
    title = found.get("title")
    if not title:
        hint = "Write `title: …` in the front matter."
        reading.note("title-missing", "title", f"The {kind} has no title.", hint)
    url, save_as = own_address(reading)
    return {
        "slug": checked_slug(reading) or (title and _made_slug(reading, source, rules)),
        "lang": checked_lang(reading),
        "modified": checked_modified(reading, rules),
        "url": url,
        "save_as": save_as,
        "aliases": aliases_of(reading, found.get("aliases"), rules.siteurl),
        "held_back": publishing.held_back(found, path, rules.as_of, rules.with_future),
    }


def _date(reading: Reading) -> Moment:
    moment = reading.found.get("date")
    if isinstance(moment, Moment):
        return moment
    if "date" not in reading.lines or not any(p.code == "date-wrong" for p in reading.problems):
        message = "no date; the story is shown as undated."
        hint = "Add `date: 2024-05-17`, or `date: undated` if nobody knows."
        reading.note("date-missing", "date", message, hint, severity="warning", group="date")
    return UNDATED


def checked_modified(reading: Reading, rules: Rules) -> Moment | None:
    """When a file was last changed; None where that lies after today or before its date."""
    modified, written = reading.found.get("modified"), reading.found.get("date")
    if not isinstance(modified, Moment) or not modified.is_dated:
        return None
    if modified.first and modified.first > rules.as_of:
        message = f"modified: {modified.text} is after today ({rules.as_of.isoformat()}); it is not used."
    elif isinstance(written, Moment) and modified.is_before(written):
        message = f"modified: {modified.text} is before the date, {written.text}; it is not used."
    else:
        return modified
    hint = "Correct it, or take the line out."
    reading.note("modified-wrong", "modified", message, hint, severity="warning")
    reading.found["modified"] = None
    return None


def _invited(reading: Reading, rules: Rules) -> Moment | None:
    """When the company was invited to reply; None where nobody can say, or it is yet to come."""
    moment = reading.found.get("invited")
    if not isinstance(moment, Moment) or not moment.is_dated:
        return None
    if moment.first and moment.first > rules.as_of:
        message = f"invited: {moment.text} is after today ({rules.as_of.isoformat()})."
        hint = "Write it down when the invitation has been sent."
        reading.note("invited-future", "invited", message, hint, severity="warning")
        return None
    return moment


def checked_lang(reading: Reading) -> str | None:
    """The language of a file as a tag, or None where it gives none; it may become part of an address."""
    lang: str | None = reading.found.get("lang")
    tag = language_tag(lang) if lang is not None else None
    if lang is None or tag is not None:
        reading.found["lang"] = tag
        return tag
    hint = "Write a language tag (BCP 47) such as en, de or pt-BR."
    reading.note("lang-wrong", "lang", f'"{lang}" is not a language.', hint)
    return None


def _made_slug(reading: Reading, source: Source, rules: Rules) -> str:
    """The slug of a file that gives none, by the rules of the site: from its title, or its name.

    Pelican makes slugs of titles with their entities and marks. What leaves nothing (a title of only emoji)
    takes the path.
    """
    path = reading.path
    text = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if rules.slug_source != "basename":
        titles = (
            without_controls(node.text)
            for name, node in source.record
            if rules.key_aliases.get(name.text, name.text) == "title" and isinstance(node, Text)
        )
        text = next(titles, reading.found["title"])
    made = rules.slugify(text)
    if is_safe_slug(made):
        return made
    safe = plain_slug(made) or id_from_source(path)
    if made:
        message = f'The slug "{made}", made by the rules of the site, cannot be part of an address.'
        hint = f'"{safe}" is used; write `slug: {safe}`.'
        reading.note("slug-wrong", 1, message, hint, severity="warning")
    return safe
