"""Building the library: names resolved to terms, terms to addresses, stories to cards.

`build_library` is pure. It sees every story at once, so this is also where mistakes between stories
show: two that claim one series part, a value that is a slip of another.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from heard.library.facets import CLOSED_TERMS, FACETS, Addresses, Facet
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
from heard.model.ledger import Ledger, derive
from heard.model.records import Definition, Story
from heard.text.names import label_of, slug_of

_Names = Mapping[str, Mapping[str, Counter[str]]]
"""How often stories give a term a name: facet → slug → name."""
SlugOf = Callable[[str, str], str]
"""The slug of a term by facet and name, for facets whose addresses are Pelican's."""


@dataclass(frozen=True, slots=True)
class LibraryStory:
    """A story on its way to the library: with its address and its other languages."""

    story: Story
    url: str
    translations: tuple[LibraryStory, ...] = ()


@dataclass(frozen=True, slots=True)
class LibraryInput:
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

    def __init__(self, library_input: LibraryInput, named: _Names, aside: _Names) -> None:
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


def build_library(library_input: LibraryInput) -> Library:
    """All cards, terms and lessons of a site. The order of files makes no difference."""
    mentions = _Mentions(library_input)
    terms = mentions.terms
    series = _series_numbers(library_input.volumes, mentions)
    everything = [
        _card(volume, mentions, terms, series, library_input)
        for volume in _with_translations(library_input.volumes)
    ]
    by_id = {card.id: card for card in everything}
    listed = {volume.story.id for volume in library_input.volumes}
    hidden = {
        volume.story.id: _card(volume, mentions, terms, series, library_input, is_hidden=True)
        for volume in _with_translations(library_input.hidden)
    }
    with_page = by_id | hidden
    cards = sorted((by_id[story_id] for story_id in listed), key=lambda c: c.sort_key, reverse=True)
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
        lessons=tuple(LessonEntry(ref, card) for card in cards for ref in card.lessons),
        by_id=by_id,
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


class _Mentions:
    """Every term every story names, read once: story id → facet → canonical slugs."""

    def __init__(self, library_input: LibraryInput) -> None:
        self.named: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        self.aside: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        self.terms = Terms(library_input, self.named, self.aside)
        self.ledgers: dict[str, Ledger | None] = {}
        self.slugs: dict[tuple[str, str], tuple[str, ...]] = {}
        self.tag_names: dict[str, tuple[str, ...]] = {}
        """The tags as each story writes them, one for each of its slugs."""
        self.stories: dict[str, Story] = {}
        self._slug_of_pelican = cache(
            library_input.slug_of_pelican
        )  # a name has one slug, and many stories
        listed = {volume.story.id for volume in library_input.volumes}
        for volume in _with_translations((*library_input.volumes, *library_input.hidden)):
            story = volume.story
            self.stories[story.id] = story
            ledger = self.ledgers[story.id] = derive(
                story.outcome, library_input.as_of, self._days(story, library_input)
            )
            for entry in FACETS:
                found: dict[str, str] = {}
                for slug, written in entry.mentions(story, ledger):
                    name = written
                    if entry.is_pelicans and entry.name != "year":
                        slug = self._slug_of_pelican(entry.name, name) or slug
                        name = label_of(name, story.lang)
                    slug = self.terms.slug(entry.name, slug)
                    found.setdefault(slug, written)
                    names = self.named if story.id in listed else self.aside
                    names[entry.name][slug][name] += 1
                self.slugs[story.id, entry.name] = tuple(found)
                if entry.name == "tag" and found:
                    self.tag_names[story.id] = tuple(found.values())

    def _days(self, story: Story, library_input: LibraryInput) -> int:
        """The days its company has to reply, from the company's file or the site."""
        if story.company:
            slug = self.terms.slug("company", slug_of(story.company, "company"))
            definition = self.terms.definitions.get(("company", slug))
            if definition and definition.reply_days:
                return definition.reply_days
        return library_input.reply_days


def _card(
    volume: LibraryStory,
    mentions: _Mentions,
    terms: Terms,
    series: Mapping[str, tuple[int, int]],
    library_input: LibraryInput,
    *,
    is_hidden: bool = False,
) -> Card:
    story = volume.story

    def refs(facet: str) -> tuple[TermRef, ...]:
        return tuple(terms.ref(facet, slug) for slug in mentions.slugs[story.id, facet])

    def one(facet: str) -> TermRef | None:
        return next(iter(refs(facet)), None)

    values: dict[str, ValueRef] = {}
    for mention in story.values:
        ref = terms.ref("value", mention.slug)
        values.setdefault(ref.slug, ValueRef(ref, mention))
    serial = one("series")
    place = SeriesPlace(serial, *series[story.id]) if serial and story.id in series else None
    return Card(
        story=story,
        url=volume.url,
        ledger=mentions.ledgers[story.id],
        values=tuple(values.values()),
        tellers=refs("teller"),
        tags=refs("tag"),
        category=one("category"),
        company=one("company"),
        outcome=one("outcome"),
        series=place,
        tag_names=mentions.tag_names.get(story.id, ()),
        lessons=_lesson_refs(story, library_input, has_pages=library_input.has_pages and not is_hidden),
    )


def _lesson_refs(story: Story, library_input: LibraryInput, has_pages: bool) -> tuple[LessonRef, ...]:
    refs = []
    for number, lesson in enumerate(story.lessons):
        url, role = "", None
        if has_pages:
            url = library_input.addresses.of_lesson(story.id, lesson.id if number else None)[0]
        if lesson.audience:
            role_url = library_input.addresses.of_lessons(lesson.audience)[0] if has_pages else ""
            role = TermRef("lesson", lesson.audience, lesson.audience, role_url)
        refs.append(LessonRef(lesson, url, role))
    return tuple(refs)


def _series_numbers(volumes: tuple[LibraryStory, ...], mentions: _Mentions) -> dict[str, tuple[int, int]]:
    """For each story in a series its number and the total: as given, else by date."""
    members: dict[str, list[Story]] = defaultdict(list)
    for volume in volumes:
        for slug in mentions.slugs[volume.story.id, "series"]:
            members[slug].append(volume.story)
    numbers: dict[str, tuple[int, int]] = {}
    for slug, stories in members.items():
        stories.sort(key=lambda s: (s.date.sort_time(), s.id))
        definition = mentions.terms.definitions.get(("series", slug))
        given = {story.id: story.series.part for story in stories if story.series and story.series.part}
        free = iter(n for n in range(1, len(stories) * 2 + 1) if n not in given.values())
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
    entry: Facet, cards: list[Card], mentions: _Mentions, library_input: LibraryInput
) -> tuple[Term, ...]:
    shelved: dict[str, list[Card]] = defaultdict(list)
    for card in cards:
        for slug in mentions.slugs[card.id, entry.name]:
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
