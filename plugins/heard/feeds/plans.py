"""Which feeds there are, where they stand, and what is in them.

Nothing is rendered here, so that plans can be counted and compared. The number of feeds follows from the
facets: one each for all stories, lessons, outcomes and overdue loops (and comments, where there are any),
one for every term of every facet, one for every hundred stories, and those of Pelican's settings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from posixpath import normpath
from types import MappingProxyType
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from heard.feeds.settings import PELICAN_FEEDS
from heard.library.changes import BecameOverdue, OutcomeChange, all_outcome_changes, all_overdue
from heard.library.facets import FACETS
from heard.library.feedaddresses import feed_files
from heard.library.library import Card, LessonEntry, Library, TermRef
from heard.model.records import Comment
from heard.text.problems import Problem

FORMS = ("RSS", "ATOM", "JSON")
MEDIA_TYPES = {
    "RSS": "application/rss+xml",
    "ATOM": "application/atom+xml",
    "JSON": "application/feed+json",
}
ALL, TERM, ARCHIVE, PELICAN = "all", "term", "archive", "pelican"
LESSONS, OUTCOMES, OPEN, COMMENTS = "lessons", "outcomes", "open", "comments"
PART = 100
"""Stories in one archive. Numbered from the oldest, a full part does not change with a new story."""
FACET_OF = {"CATEGORY_FEED": "category", "AUTHOR_FEED": "teller", "TAG_FEED": "tag"}
"""Pelican's feeds that are those of a term."""


class CommentOn(Struct, frozen=True):
    """A comment with the story it stands under."""

    card: Card
    comment: Comment


Source = Card | LessonEntry | OutcomeChange | BecameOverdue | CommentOn
"""What an entry announces."""


class FeedPlan(Struct, frozen=True):
    """One feed in its formats. `name` makes its identity, `about` says what it announces.

    `files` maps a format (of `FORMS`) to its file below the output; a format that an owner does not want
    is missing. `older` and `newer` name the neighbouring archives (RFC 5005), on the feed of all stories
    `older` is the newest archive. `urls` maps a format to the public address that Pelican's settings give
    it: every format of one of Pelican's feeds, and those of ours that stand where Pelican has one.
    """

    name: str
    about: str
    sources: tuple[Source, ...]
    files: Mapping[str, str]
    term: TermRef | None = None
    number: int = 0
    """The number of an archive, the oldest is 1."""
    urls: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    lang: str = ""
    """The language of its stories, where it is a feed of one language."""
    older: str | None = None
    newer: str | None = None
    card: Card | None = None
    """The story whose comments these are."""

    def url(self, form: str) -> str:
        """Return the public address of a format, relative to the site or absolute."""
        return self.urls.get(form) or self.files[form]


class Patterns(Struct, frozen=True):
    """Where feeds stand, by the settings of a site."""

    settings: Mapping[str, Any]

    def files(self, kind: str, **values: str) -> dict[str, str]:
        """Return the files of one of Pelican's feeds; `kind` is the stem of its settings, as TAG_FEED."""
        patterns = {form: self.settings.get(f"{kind}_{form}") for form in FORMS}
        return {form: str(path).format(**values) for form, path in patterns.items() if path}

    def ours(self, name: str) -> dict[str, str]:
        """Return the files of one of our feeds, such as `lessons` or `value/trust`."""
        return feed_files(self.settings, name)

    def urls(self, kind: str, **values: str) -> dict[str, str]:
        """Return the public addresses of one of Pelican's feeds: a setting of their own, else the file."""
        files = {form: self.settings.get(f"{kind}_{form}") for form in FORMS}
        urls = {form: self.settings.get(f"{kind}_{form}_URL") or path for form, path in files.items()}
        return {form: str(urls[form]).format(**values) for form, path in files.items() if path}


def plan_feeds(
    library: Library,
    settings: Mapping[str, Any],
    comments: Mapping[str, tuple[Comment, ...]] = MappingProxyType({}),
) -> tuple[FeedPlan, ...]:
    """Return every feed of a site that has at least one file: ours, then Pelican's.

    Where one of Pelican's feeds has the file of another, it is left out; `merged` adds its address to ours.
    """
    patterns = Patterns(settings)
    most = settings["FEED_MAX_ITEMS"] or None
    everything = library.cards
    if set(patterns.ours(ALL).values()) & set(patterns.files("FEED_ALL").values()):
        everything = _with_translations(library)  # as Pelican's feed at this address has them
    archives = list(_archives(everything, patterns, most))
    newest = archives[0].name if archives else None
    plans = [
        FeedPlan(ALL, ALL, everything[:most], patterns.ours(ALL), older=newest),
        *archives,
        *_special(library, patterns, most),
        *_of_terms(library, settings, patterns, most),
        *_combined(library, settings, patterns, most),
        *_of_comments(library, comments, patterns, most),
    ]
    return tuple(plan for plan in (*plans, *_of_pelican(library, patterns, most)) if plan.files)


def merge_plans(plans: Iterable[FeedPlan]) -> tuple[tuple[FeedPlan, ...], list[Problem]]:
    """Return the plans with one holder for each file, and a warning for each feed that ends by that.

    The first has the file. Where it tells the same as one of Pelican's, it takes over its public address.
    """
    merged: dict[str, FeedPlan] = {}
    holders: dict[str, tuple[str, str]] = {}
    problems = []
    for plan in plans:
        files = {}
        for form, path in plan.files.items():
            holder = holders.setdefault(normpath(path), (plan.name, form))
            if holder == (plan.name, form):
                files[form] = path
                continue
            first = merged[holder[0]]
            if form == holder[1] and form in plan.urls and _tell_the_same(first, plan):
                if form not in first.urls:
                    merged[first.name] = replace(first, urls={**first.urls, form: plan.urls[form]})
            else:
                problems.append(_file_twice(path, first, plan))
        merged[plan.name] = replace(plan, files=files)
    return tuple(plan for plan in merged.values() if plan.files), problems


def _tell_the_same(first: FeedPlan, plan: FeedPlan) -> bool:
    """Whether a feed holds what one of Pelican's does. A site in one language has Pelican's thrice."""
    if first.term or plan.term:
        return bool(first.term and plan.term) and _key(first.term) == _key(plan.term)
    return first.about in (ALL, PELICAN) and [s.id for s in first.sources if isinstance(s, Card)] == [
        s.id for s in plan.sources if isinstance(s, Card)
    ]


def _key(term: TermRef | None) -> tuple[str, str] | None:
    return (term.facet, term.slug) if term else None


def _file_twice(path: str, first: FeedPlan, plan: FeedPlan) -> Problem:
    message = (
        f'"{path}" is the file of the feed "{first.name}"; the feed "{plan.name}" is not written there.'
    )
    hint = "Give one of them another address in the settings, or rename the term."
    return Problem("feed-twice", "settings", 0, message, hint, "warning")


def _archives(cards: tuple[Card, ...], patterns: Patterns, most: int | None) -> Iterator[FeedPlan]:
    """Yield the parts of the complete history, the newest first; undated stories are the oldest.

    There is none as long as the feed of all stories holds every story.
    """
    if len(cards) <= (most or len(cards)) or not patterns.ours("archive/1"):
        return
    count = -(-len(cards) // PART)
    for number in range(count, 0, -1):
        start = max(0, len(cards) - number * PART)
        yield FeedPlan(
            name=f"archive/{number}",
            about=ARCHIVE,
            sources=cards[start : len(cards) - (number - 1) * PART],
            files=patterns.ours(f"archive/{number}"),
            number=number,
            older=f"archive/{number - 1}" if number > 1 else None,
            newer=f"archive/{number + 1}" if number < count else None,
        )


def _with_translations(library: Library) -> tuple[Card, ...]:
    """Return the listed stories in each of their languages, newest first."""
    cards = {
        card.id: card
        for listed in library.cards
        for card in (listed, *library.translations.get(listed.id, ()))
    }
    return tuple(sorted(cards.values(), key=lambda card: card.sort_key, reverse=True))


def _of_pelican(library: Library, patterns: Patterns, most: int | None) -> Iterator[FeedPlan]:
    """Yield the feeds that Pelican's settings ask for, with the stories that Pelican would put there."""
    for kind in PELICAN_FEEDS:
        if not patterns.files(kind, slug="", lang=""):
            continue
        if facet := FACET_OF.get(kind):
            for term in library.facet(facet):
                if term.cards:
                    yield _pelican_plan(kind, term.slug, term.cards[:most], patterns, term.ref)
        elif kind == "TRANSLATION_FEED":
            by_lang: dict[str, list[Card]] = defaultdict(list)
            for card in _with_translations(library):
                by_lang[card.story.lang].append(card)
            for lang, cards in sorted(by_lang.items()):
                yield _pelican_plan(kind, lang, tuple(cards[:most]), patterns)
        else:
            cards_of_all = library.cards if kind == "FEED" else _with_translations(library)
            yield _pelican_plan(kind, "", cards_of_all[:most], patterns)


def _pelican_plan(
    kind: str, slug: str, cards: tuple[Card, ...], patterns: Patterns, term: TermRef | None = None
) -> FeedPlan:
    lang = slug if kind == "TRANSLATION_FEED" else ""
    names = {"slug": slug, "lang": lang.lower()}  # as Pelican spells it: `Content` in pelican/contents.py
    return FeedPlan(
        name=f"{kind} {slug}".strip(),
        about=PELICAN,
        sources=cards,
        files=patterns.files(kind, **names),
        urls=patterns.urls(kind, **names),
        term=term,
        lang=lang,
    )


def _special(library: Library, patterns: Patterns, most: int | None) -> Iterator[FeedPlan]:
    contents: tuple[tuple[str, tuple[Source, ...]], ...] = (
        (LESSONS, library.lessons),
        (OUTCOMES, all_outcome_changes(library)),
        (OPEN, all_overdue(library)),
    )
    for name, sources in contents:
        yield FeedPlan(name, name, sources[:most], patterns.ours(name))


def _of_terms(
    library: Library, settings: Mapping[str, Any], patterns: Patterns, most: int | None
) -> Iterator[FeedPlan]:
    for facet in FACETS:
        if facet.name in settings["FEED_NAMES"]:
            for term in library.facet(facet.name):
                name = f"{facet.name}/{term.slug}"
                yield FeedPlan(name, TERM, term.cards[:most], patterns.ours(name), term.ref)


def _combined(
    library: Library, settings: Mapping[str, Any], patterns: Patterns, most: int | None
) -> Iterator[FeedPlan]:
    """Feeds of one value with one outcome, for the pairs that an owner asks for."""
    for value, outcome in settings["FEED_COMBINATIONS"]:
        term = library.term("value", value)
        if term is None:
            continue
        cards = tuple(card for card in term.cards if card.outcome and card.outcome.slug == outcome)
        slug = f"{value}--{outcome}"
        ref = TermRef("value", slug, f"{term.name}, {outcome}", term.url)
        name = f"value/{slug}"
        yield FeedPlan(name, TERM, cards[:most], patterns.ours(name), ref)


def _of_comments(
    library: Library, comments: Mapping[str, tuple[Comment, ...]], patterns: Patterns, most: int | None
) -> Iterator[FeedPlan]:
    """All comments, and those of each story; none where nobody has said anything."""
    comments_on = [
        CommentOn(library.by_id[story_id], comment)
        for story_id in sorted(comments)
        if story_id in library.by_id
        for comment in comments[story_id]
    ]
    if not comments_on:
        return
    comments_on.sort(key=lambda on: (on.comment.date.sort_time(), on.comment.id), reverse=True)
    yield FeedPlan(COMMENTS, COMMENTS, tuple(comments_on[:most]), patterns.ours(COMMENTS))
    of_story: dict[str, list[CommentOn]] = {}
    for on in comments_on:
        of_story.setdefault(on.card.id, []).append(on)
    for story_id, under in sorted(of_story.items()):
        name = f"{COMMENTS}/{story_id}"
        yield FeedPlan(name, COMMENTS, tuple(under[:most]), patterns.ours(name), card=under[0].card)
