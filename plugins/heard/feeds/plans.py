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

MEDIA_TYPES = {
    "RSS": "application/rss+xml",
    "ATOM": "application/atom+xml",
    "JSON": "application/feed+json",
}
FORMS = tuple(MEDIA_TYPES)
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
    files: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
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


def _pelicans_files(settings: Mapping[str, Any], kind: str, **values: str) -> dict[str, tuple[str, str]]:
    """Return file and public address of each format of one of Pelican's feeds.

    `kind` is the stem of its settings, as TAG_FEED.
    """
    found = {}
    for form in FORMS:
        if path := settings.get(f"{kind}_{form}"):
            url = settings.get(f"{kind}_{form}_URL") or path
            found[form] = str(path).format(**values), str(url).format(**values)
    return found


def plan_feeds(
    library: Library,
    settings: Mapping[str, Any],
    comments: Mapping[str, tuple[Comment, ...]] = MappingProxyType({}),
) -> tuple[FeedPlan, ...]:
    """Return every feed of a site that has at least one file: ours, then Pelican's.

    Where one of Pelican's feeds has the file of another, it is left out; `merged` adds its address to ours.
    """
    most = settings["FEED_MAX_ITEMS"] or None
    everything = library.cards
    pelicans = {file for file, _url in _pelicans_files(settings, "FEED_ALL").values()}
    if pelicans & set(feed_files(settings, ALL).values()):
        everything = _with_translations(library)  # as Pelican's feed at this address has them
    has_archives = len(everything) > (most or len(everything)) and feed_files(settings, "archive/1")
    archives = list(_archives(everything)) if has_archives else []
    plans = (
        FeedPlan(ALL, ALL, everything, older=archives[0].name if archives else None),
        *archives,
        FeedPlan(LESSONS, LESSONS, library.lessons),
        FeedPlan(OUTCOMES, OUTCOMES, all_outcome_changes(library)),
        FeedPlan(OPEN, OPEN, all_overdue(library)),
        *_of_terms(library, settings),
        *_of_comments(library, comments),
        *_of_pelican(library, settings),
    )
    placed = (replace(plan, files=plan.files or feed_files(settings, plan.name)) for plan in plans)
    return tuple(
        plan if plan.about == ARCHIVE else replace(plan, sources=plan.sources[:most])
        for plan in placed
        if plan.files
    )


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
        return _key(first.term) == _key(plan.term)
    return first.about in (ALL, PELICAN) and [one.id for one in first.sources if isinstance(one, Card)] == [
        one.id for one in plan.sources if isinstance(one, Card)
    ]


def _key(term: TermRef | None) -> tuple[str, str] | None:
    return (term.facet, term.slug) if term else None


def _file_twice(path: str, first: FeedPlan, plan: FeedPlan) -> Problem:
    message = (
        f'"{path}" is the file of the feed "{first.name}"; the feed "{plan.name}" is not written there.'
    )
    hint = "Give one of them another address in the settings, or rename the term."
    return Problem("feed-twice", "settings", 0, message, hint, "warning")


def _archives(cards: tuple[Card, ...]) -> Iterator[FeedPlan]:
    """Yield the parts of the complete history, the newest first; undated stories are the oldest."""
    count = -(-len(cards) // PART)
    for number in range(count, 0, -1):
        start = max(0, len(cards) - number * PART)
        yield FeedPlan(
            name=f"archive/{number}",
            about=ARCHIVE,
            sources=cards[start : len(cards) - (number - 1) * PART],
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


def _of_pelican(library: Library, settings: Mapping[str, Any]) -> Iterator[FeedPlan]:
    """Yield the feeds that Pelican's settings ask for, with the stories that Pelican would put there."""
    for kind in PELICAN_FEEDS:
        if not _pelicans_files(settings, kind, slug="", lang=""):
            continue
        for slug, cards, term in _lists_of_pelican(kind, library):
            lang = slug if kind == "TRANSLATION_FEED" else ""
            # as Pelican spells it: `Content` in pelican/contents.py
            files = _pelicans_files(settings, kind, slug=slug, lang=lang.lower())
            yield FeedPlan(
                name=f"{kind} {slug}".strip(),
                about=PELICAN,
                sources=cards,
                files={form: file for form, (file, _url) in files.items()},
                urls={form: url for form, (_file, url) in files.items()},
                term=term,
                lang=lang,
            )


def _lists_of_pelican(
    kind: str, library: Library
) -> Iterator[tuple[str, tuple[Card, ...], TermRef | None]]:
    """Yield slug, stories and term of each feed of a kind."""
    if facet := FACET_OF.get(kind):
        yield from ((term.slug, term.cards, term.ref) for term in library.facet(facet) if term.cards)
    elif kind == "TRANSLATION_FEED":
        by_lang: dict[str, list[Card]] = defaultdict(list)
        for card in _with_translations(library):
            by_lang[card.story.lang].append(card)
        yield from ((lang, tuple(cards), None) for lang, cards in sorted(by_lang.items()))
    else:
        yield "", library.cards if kind == "FEED" else _with_translations(library), None


def _of_terms(library: Library, settings: Mapping[str, Any]) -> Iterator[FeedPlan]:
    """Yield the feed of each term, and of one value with one outcome for the pairs an owner asks for."""
    for facet in FACETS:
        if facet.name in settings["FEED_NAMES"]:
            for term in library.facet(facet.name):
                yield FeedPlan(f"{facet.name}/{term.slug}", TERM, term.cards, term=term.ref)
    for value, outcome in settings["FEED_COMBINATIONS"]:
        if pair := library.term("value", value):
            cards = tuple(card for card in pair.cards if card.outcome and card.outcome.slug == outcome)
            slug = f"{value}--{outcome}"
            ref = TermRef("value", slug, f"{pair.name}, {outcome}", pair.url)
            yield FeedPlan(f"value/{slug}", TERM, cards, term=ref)


def _of_comments(library: Library, comments: Mapping[str, tuple[Comment, ...]]) -> Iterator[FeedPlan]:
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
    yield FeedPlan(COMMENTS, COMMENTS, tuple(comments_on))
    of_story: dict[str, list[CommentOn]] = defaultdict(list)
    for on in comments_on:
        of_story[on.card.id].append(on)
    for story_id, under in sorted(of_story.items()):
        yield FeedPlan(f"{COMMENTS}/{story_id}", COMMENTS, tuple(under), card=under[0].card)
