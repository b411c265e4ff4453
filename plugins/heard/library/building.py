"""Building the library: names resolved to terms, terms to addresses, stories to cards.

`build_library` is pure. It sees every story at once, so this is also where mistakes between stories
show: two that claim one series part, a value that is a slip of another.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any

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
from heard.model.ledger import derive
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


def build_library(library_input: LibraryInput, mentions: Mentions | None = None) -> Library:
    """All cards, terms and lessons of a site. The order of files makes no difference."""
    mentions = mentions or Mentions(library_input)
    make = _Cards(library_input, mentions).card
    by_id = {v.story.id: make(v) for v in _with_translations(library_input.volumes)}
    hidden = {v.story.id: make(v, is_hidden=True) for v in _with_translations(library_input.hidden)}
    with_page = by_id | hidden
    listed = dict.fromkeys(volume.story.id for volume in library_input.volumes)
    cards = sorted((by_id[story_id] for story_id in listed), key=attrgetter("sort_key"), reverse=True)
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


class Said:
    """What stories say of a facet: the terms that they name."""

    __slots__ = ("mentions", "names", "own", "slugs", "written")

    def __init__(
        self, mentions: tuple[Mention, ...], own: tuple[Mention, ...], names: tuple[Mention, ...]
    ) -> None:
        self.mentions = mentions
        """The terms as they are written."""
        self.own = own
        """Each with the slug and the name that the site gives it."""
        self.names = names
        """Each with the slug of the term that it stands for, which may be an alias."""
        first: dict[str, str] = {}
        for (slug, _name), (_slug, written) in zip(names, mentions, strict=True):
            first.setdefault(slug, written)
        self.slugs, self.written = tuple(first), tuple(first.values())
        """Each term once, and how it is written first."""


class Mentions:
    """The terms that all stories name. Many stories say the same of a facet, which is looked at once."""

    def __init__(self, library_input: LibraryInput) -> None:
        self.listed: dict[str, Counter[Said]] = {}
        """By facet, what listed stories say, and how many."""
        self._of_story: dict[str, dict[str, Said]] = {}
        named: dict[str, dict[str, Counter[str]]] = {}
        aside: dict[str, dict[str, Counter[str]]] = {}
        self.terms = Terms(library_input, named, aside)
        listed = [volume.story for volume in library_input.volumes]
        ids = {story.id for story in listed}
        volumes = _with_translations((*library_input.volumes, *library_input.hidden))
        others = [volume.story for volume in volumes if volume.story.id not in ids]
        stories = [*listed, *others]
        story_ids = [story.id for story in stories]
        languages = [story.lang for story in stories]
        for entry in FACETS:
            keys = list(zip(map(entry.said, stories), languages, strict=True))
            said = {
                key: self._said(entry, *key, library_input.slug_of_pelican) for key in dict.fromkeys(keys)
            }
            everything = [said[key] for key in keys]
            self._of_story[entry.name] = dict(zip(story_ids, everything, strict=True))
            of_listed = self.listed[entry.name] = Counter(everything[: len(listed)])
            named[entry.name] = _names(of_listed)
            aside[entry.name] = _names(Counter(everything[len(listed) :]))

    def of(self, facet: str) -> Mapping[str, Said]:
        """What each story says of a facet, by its id."""
        return self._of_story[facet]

    def _said(self, entry: Facet, said: Any, lang: str, slug_of_pelican: SlugOf) -> Said:
        mentions = own = entry.mentions(said, lang)
        if entry.is_pelicans and entry.name != "year":
            own = tuple(
                (slug_of_pelican(entry.name, name) or slug, label_of(name, lang)) for slug, name in mentions
            )
        return Said(mentions, own, tuple((self.terms.slug(entry.name, slug), name) for slug, name in own))


def _names(said: Counter[Said]) -> dict[str, Counter[str]]:
    """How often some stories give each term a name, by the slug of the term."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for one, count in said.items():
        for slug, name in one.names:
            names[slug][name] += count
    return names


class _Cards:
    """Makes the cards of stories."""

    def __init__(self, library_input: LibraryInput, mentions: Mentions) -> None:
        self._input, self._mentions, self._terms = library_input, mentions, mentions.terms
        self._series = _series_numbers(library_input.volumes, mentions)
        self._refs = {entry.name: self._refs_of(entry.name) for entry in FACETS}
        self._company = mentions.of("company")
        definitions = [d for d in library_input.definitions if d.facet == "company" and d.reply_days]
        self._days = {definition.slug: definition.reply_days for definition in definitions}
        self._tags = mentions.of("tag")

    def _refs_of(self, facet: str) -> dict[str, tuple[TermRef, ...]]:
        """The terms that each story names, by its id."""
        of_story = self._mentions.of(facet)
        refs = {
            said: tuple(self._terms.ref(facet, slug) for slug in said.slugs)
            for said in set(of_story.values())
        }
        return {story_id: refs[said] for story_id, said in of_story.items()}

    def card(self, volume: LibraryStory, *, is_hidden: bool = False) -> Card:
        """The card of a story."""
        story, refs = volume.story, self._refs
        values: dict[str, ValueRef] = {}
        for mention in story.values:
            ref = self._terms.ref("value", mention.slug)
            values.setdefault(ref.slug, ValueRef(ref, mention))
        series = refs["series"][story.id]
        in_series = series and story.id in self._series
        companies = self._company[story.id].slugs
        days = self._days.get(companies[0]) if companies else None
        has_pages = self._input.has_pages and not is_hidden
        return Card(
            story=story,
            url=volume.url,
            ledger=derive(story.outcome, self._input.as_of, days or self._input.reply_days),
            values=tuple(values.values()),
            tellers=refs["teller"][story.id],
            tags=refs["tag"][story.id],
            category=next(iter(refs["category"][story.id]), None),
            company=next(iter(refs["company"][story.id]), None),
            outcome=next(iter(refs["outcome"][story.id]), None),
            series=SeriesPlace(series[0], *self._series[story.id]) if in_series else None,
            tag_names=self._tags[story.id].written,
            lessons=_lesson_refs(story, self._input, has_pages) if story.lessons else (),
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
