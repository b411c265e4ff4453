"""Building the library: names resolved to terms, terms to addresses, stories to cards.

`build_library` is pure. It sees every story at once, so this is also where mistakes between stories
show: two that claim one series part, a value that is a slip of another.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache, partial
from itertools import compress
from operator import attrgetter
from typing import Any

from msgspec import Struct, field

from heard.library.facets import CLOSED_TERMS, FACETS, Addresses, Facet, Mention
from heard.library.library import (
    Card,
    LessonEntry,
    LessonRef,
    Library,
    SeriesPlace,
    Term,
    TermRef,
    ValueRef,
)
from heard.model.ledger import ledger_of
from heard.model.records import Definition, Story, ValueMention
from heard.text.names import label_of, slug_of

_Names = tuple[Mention, ...]
_Counts = Mapping[str, Mapping[str, Counter[str]]]
"""How often stories give a term a name: facet → slug → name."""
SlugOf = Callable[[str, str], str]
"""The slug of a term by facet and name, for facets whose addresses are Pelican's."""


class LibraryStory(Struct, frozen=True):
    """A story on its way to the library: with its address and its other languages."""

    story: Story
    url: str
    translations: tuple[LibraryStory, ...] = ()
    mark: bytes = b""
    """All that the story says, in 16 bytes, where that is known."""


class LibraryInput(Struct, frozen=True):
    """What the library is built from."""

    as_of: date
    volumes: tuple[LibraryStory, ...]
    definitions: tuple[Definition, ...] = ()
    addresses: Addresses = field(default_factory=lambda: Addresses({}))
    reply_days: int = 30
    has_pages: bool = True
    hidden: tuple[LibraryStory, ...] = ()
    """Stories that have a page and stand nowhere else."""
    withheld: tuple[Story, ...] = ()
    slug_of_pelican: SlugOf = lambda _facet, name: slug_of(name)


class Terms:
    """Which term a name means, what it is called, and where its page is.

    `named` counts the names that listed stories give a term, `aside` those of all others: a term that
    only they name has no page.
    """

    def __init__(self, library_input: LibraryInput, named: _Counts, aside: _Counts) -> None:
        self.definitions: dict[tuple[str, str], Definition] = {}
        self._canonical: dict[tuple[str, str], str] = {}
        self._refs: dict[tuple[str, str], TermRef] = {}
        for definition in library_input.definitions:
            self.definitions[definition.facet, definition.slug] = definition
            for name in (definition.slug, definition.name, *definition.aliases):
                self._canonical.setdefault((definition.facet, slug_of(name)), definition.slug)
        self._shelf = library_input
        self._named, self._aside = named, aside

    def slug(self, facet: str, slug: str) -> str:
        """The slug that an alias stands for; any other slug stands for itself."""
        return self._canonical.get((facet, slug), slug)

    def ref(self, facet: str, slug: str) -> TermRef:
        """The term of a facet with a slug (aliases allowed)."""
        slug = self.slug(facet, slug)
        found = self._refs.get((facet, slug))
        if found is None:
            has_page = self._shelf.has_pages and self._has_page(facet, slug)
            url = self._shelf.addresses.of_term(facet, slug)[0] if has_page else ""
            found = self._refs[facet, slug] = TermRef(facet, slug, self._name(facet, slug), url)
        return found

    def _has_page(self, facet: str, slug: str) -> bool:
        of_listed = slug in self._named.get(facet, {}) or slug in CLOSED_TERMS.get(facet, ())
        return of_listed or (facet, slug) in self.definitions

    def _name(self, facet: str, slug: str) -> str:
        """By definition, else the spelling most stories use; ties go to the first in the alphabet."""
        definition = self.definitions.get((facet, slug))
        if definition:
            return definition.name
        spellings = self._named.get(facet, {}).get(slug) or self._aside.get(facet, {}).get(slug)
        if not spellings:
            return slug
        return min(spellings, key=lambda name: (-spellings[name], name))


def build_library(library_input: LibraryInput, mentions: Mentions | None = None) -> Library:
    """All cards, terms and lessons of a site. The order of files makes no difference."""
    mentions = mentions or Mentions(library_input)
    with_page = {card.id: card for card in _cards(library_input, mentions)}
    hidden = {v.story.id: with_page[v.story.id] for v in _with_translations(library_input.hidden)}
    listed = dict.fromkeys(volume.story.id for volume in library_input.volumes)
    cards = sorted([with_page[story_id] for story_id in listed], key=attrgetter("sort_key"), reverse=True)
    return Library(
        as_of=library_input.as_of,
        cards=tuple(cards),
        translations={
            one.story.id: tuple(with_page[other.story.id] for other in _other_languages(one, volume))
            for volume in (*library_input.volumes, *library_input.hidden)
            if volume.translations
            for one in _group(volume)
        },
        terms={entry.name: _terms_of(entry, cards, mentions, library_input) for entry in FACETS},
        lessons=tuple([LessonEntry(ref, card) for card in cards for ref in card.lessons]),
        by_id={story_id: card for story_id, card in with_page.items() if story_id not in hidden},
        hidden=hidden,
        withheld=library_input.withheld,
    )


def _group(volume: LibraryStory) -> tuple[LibraryStory, ...]:
    return (volume, *volume.translations)


def _other_languages(one: LibraryStory, volume: LibraryStory) -> Iterable[LibraryStory]:
    """One story for each other language of a group; stories of one language are no translations."""
    by_lang = {other.story.lang: other for other in reversed(_group(volume))}
    return (
        other
        for other in _group(volume)
        if other.story.lang != one.story.lang and by_lang[other.story.lang] is other
    )


def _with_translations(volumes: Iterable[LibraryStory]) -> Iterable[LibraryStory]:
    for volume in volumes:
        yield from _group(volume)


class Said:
    """What stories say of a facet: the terms that they name."""

    __slots__ = ("names", "own", "refs", "said", "slugs", "written")

    def __init__(self, said: Any, mentions: _Names, own: _Names, names: _Names) -> None:
        self.said = said
        self.own = own
        """Each with the slug and the name that the site gives it."""
        self.names = names
        """Each with the slug of the term that it stands for, which may be an alias."""
        first: dict[str, str] = {}
        for (slug, _name), (_slug, written) in zip(names, mentions, strict=True):
            first.setdefault(slug, written)
        self.slugs, self.written = tuple(first), tuple(first.values())
        """Each term once, and how it is written first."""
        self.refs: tuple[TermRef, ...] = ()
        """The terms, once all names are known."""


class Mentions:
    """The terms that all stories name. Many stories say the same of a facet, which is looked at once."""

    def __init__(self, library_input: LibraryInput) -> None:
        self.volumes = tuple(_with_translations((*library_input.volumes, *library_input.hidden)))
        self.columns: dict[str, list[Said]] = {}
        """What each of these stories says, by facet."""
        self.listed: dict[str, Counter[Said]] = {}
        """What listed stories say, and how many, by facet."""
        named: dict[str, dict[str, Counter[str]]] = {}
        aside: dict[str, dict[str, Counter[str]]] = {}
        self.terms = Terms(library_input, named, aside)
        self._slug_of_pelican = library_input.slug_of_pelican
        stories = [volume.story for volume in self.volumes]
        languages = [story.lang for story in stories]
        self._ids = [story.id for story in stories]
        listed = {volume.story.id for volume in library_input.volumes}
        is_listed = [story_id in listed for story_id in self._ids]
        is_aside = [not one for one in is_listed]
        for entry in FACETS:
            look = cache(partial(self._said, entry))
            column = self.columns[entry.name] = list(map(look, map(entry.said, stories), languages))
            self.listed[entry.name] = Counter(compress(column, is_listed))
            named[entry.name] = _names(self.listed[entry.name])
            aside[entry.name] = _names(Counter(compress(column, is_aside)))
            for said in dict.fromkeys(column):
                said.refs = tuple([self.terms.ref(entry.name, slug) for slug in said.slugs])

    def of(self, facet: str) -> Mapping[str, Said]:
        """What each story says of a facet, by its id."""
        return dict(zip(self._ids, self.columns[facet], strict=True))

    def _said(self, entry: Facet, said: Any, lang: str) -> Said:
        mentions = own = entry.mentions(said, lang)
        if entry.is_pelicans and entry.name != "year":
            slug_of_pelican = partial(self._slug_of_pelican, entry.name)
            own = tuple((slug_of_pelican(name) or slug, label_of(name, lang)) for slug, name in mentions)
        names = tuple((self.terms.slug(entry.name, slug), name) for slug, name in own)
        return Said(said, mentions, own, names)


def _names(said: Counter[Said]) -> dict[str, Counter[str]]:
    """How often some stories give each term a name, by the slug of the term."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for one, count in said.items():
        for slug, name in one.names:
            names[slug][name] += count
    return names


def _cards(library_input: LibraryInput, mentions: Mentions) -> Iterator[Card]:
    """The cards of all stories that have a page."""
    addresses = library_input.addresses
    lesson_url = addresses.lesson.url if library_input.has_pages else ""
    numbers = _series_numbers(library_input.volumes, mentions)
    definitions = mentions.terms.definitions.items()
    days = {slug: one.reply_days for (facet, slug), one in definitions if facet == "company"}
    hidden = {volume.story.id for volume in _with_translations(library_input.hidden)}
    columns = zip(*(mentions.columns[entry.name] for entry in FACETS), strict=True)
    for volume, (values, outcome, company, series, tellers, tags, category, _year) in zip(
        mentions.volumes, columns, strict=True
    ):
        story = volume.story
        reply_days = (days.get(company.slugs[0]) if company.slugs else None) or library_input.reply_days
        number = numbers.get(story.id) if series.refs else None
        ledger = None
        if story.outcome:
            ledger = ledger_of(story.outcome, outcome.said, library_input.as_of, reply_days)
        yield Card(
            story=story,
            url=volume.url,
            ledger=ledger,
            values=_value_refs(story, values) if values.refs else (),
            tellers=tellers.refs,
            tags=tags.refs,
            category=category.refs[0] if category.refs else None,
            company=company.refs[0] if company.refs else None,
            outcome=outcome.refs[0] if outcome.refs else None,
            series=SeriesPlace(series.refs[0], *number) if number else None,
            tag_names=tags.written,
            lessons=_lesson_refs(story, addresses, "" if story.id in hidden else lesson_url),
            story_mark=volume.mark,
        )


def _value_refs(story: Story, said: Said) -> tuple[ValueRef, ...]:
    mentions: Iterable[ValueMention] = story.values
    if len(story.values) > len(said.refs):  # it names one twice, by an alias
        first = zip(reversed(said.names), reversed(story.values), strict=True)
        of_slug = {slug: mention for (slug, _name), mention in first}
        mentions = (of_slug[slug] for slug in said.slugs)
    return tuple(map(ValueRef, said.refs, mentions))


def _lesson_refs(story: Story, addresses: Addresses, pattern: str) -> tuple[LessonRef, ...]:
    """The lessons of a story. `pattern` is the address of a first one, empty for none."""
    refs = []
    for number, lesson in enumerate(story.lessons):
        url = pattern.format(slug=story.id)
        if number and pattern:
            url = addresses.of_lesson(story.id, lesson.id).url
        role = None
        if lesson.audience:
            role_url = addresses.of_lessons(lesson.audience).url if pattern else ""
            role = TermRef("lesson", lesson.audience, lesson.audience, role_url)
        refs.append(LessonRef(lesson, url, role))
    return tuple(refs)


def _series_numbers(volumes: tuple[LibraryStory, ...], mentions: Mentions) -> dict[str, tuple[int, int]]:
    """For each story in a series its number and the total: as given, else by date."""
    members: dict[str, list[Story]] = defaultdict(list)
    said = mentions.of("series")
    for volume in volumes:
        for slug in said[volume.story.id].slugs:
            members[slug].append(volume.story)
    numbers: dict[str, tuple[int, int]] = {}
    for slug, stories in members.items():
        stories.sort(key=lambda s: (s.date.sort_time(), s.id))
        definition = mentions.terms.definitions.get(("series", slug))
        given = {story.id: story.series.part for story in stories if story.series and story.series.part}
        taken = set(given.values())
        free = iter(n for n in range(1, len(stories) * 2 + 1) if n not in taken)
        found = {story.id: given.get(story.id) or next(free) for story in stories}
        planned = definition.planned if definition and definition.planned else 0
        total = max(planned, *found.values())
        numbers |= {story_id: (number, total) for story_id, number in found.items()}
    for volume in volumes:  # a translation stands where its original stands
        for other in volume.translations:
            if volume.story.id in numbers and other.story.series:
                numbers[other.story.id] = numbers[volume.story.id]
    return numbers


def _terms_of(
    entry: Facet, cards: list[Card], mentions: Mentions, library_input: LibraryInput
) -> tuple[Term, ...]:
    shelved: dict[str, list[Card]] = defaultdict(list)
    said = mentions.of(entry.name)
    for card in cards:
        for slug in said[card.id].slugs:
            shelved[slug].append(card)
    known = set(shelved) | {d.slug for d in library_input.definitions if d.facet == entry.name}
    order: list[str] = list(CLOSED_TERMS.get(entry.name, ()))
    if not order:
        refs = {slug: mentions.terms.ref(entry.name, slug) for slug in known}
        order = sorted(known, key=lambda slug: (refs[slug].name.casefold(), slug))
    if entry.name == "year":
        order = sorted(known, key=lambda slug: (not slug.isdigit(), slug), reverse=True)
        order.sort(key=lambda slug: not slug.isdigit())
    return tuple(
        Term(
            ref=mentions.terms.ref(entry.name, slug),
            cards=tuple(shelved.get(slug, ())),
            definition=mentions.terms.definitions.get((entry.name, slug)),
            save_as=library_input.addresses.of_term(entry.name, slug)[1] if library_input.has_pages else "",
        )
        for slug in order
    )
