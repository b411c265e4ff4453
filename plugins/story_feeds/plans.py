"""Which feeds there are, where they stand, and what is in them.

Nothing is rendered here, so that plans can be counted and compared. The number of feeds follows from the
facets: one each for all stories, lessons, outcomes and overdue loops (and comments, where there are any),
one for every term of every facet, one for every year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ..stories.changes import BecameOverdue, OutcomeChange, all_outcome_changes, all_overdue
from ..stories.library import Card, LessonEntry, Library, TermRef
from ..stories.model import Comment

FORMS = ("RSS", "ATOM", "JSON")
MEDIA_TYPES = {
    "RSS": "application/rss+xml",
    "ATOM": "application/atom+xml",
    "JSON": "application/feed+json",
}
ALL, TERM, ARCHIVE = "all", "term", "archive"
LESSONS, OUTCOMES, OPEN, COMMENTS = "lessons", "outcomes", "open", "comments"


@dataclass(frozen=True, slots=True)
class CommentOn:
    """A comment with the story it stands under."""

    card: Card
    comment: Comment


Source = Card | LessonEntry | OutcomeChange | BecameOverdue | CommentOn
"""What an entry announces."""


@dataclass(frozen=True, slots=True)
class FeedPlan:
    """One feed in its formats. `name` makes its identity, `about` says what it announces.

    `files` maps a format (of `FORMS`) to its file below the output; a format that an owner does not want
    is missing. `older` and `newer` name the neighbouring archives (RFC 5005), on the feed of all stories
    `older` is the newest archive.
    """

    name: str
    about: str
    sources: tuple[Source, ...]
    files: Mapping[str, str]
    term: TermRef | None = None
    year: str = ""
    older: str | None = None
    newer: str | None = None
    card: Card | None = None
    """The story whose comments these are."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """Where feeds stand, by the settings of a site."""

    settings: Mapping[str, Any]

    def files(self, kind: str, **values: str) -> dict[str, str]:
        """The files of one feed; `kind` is ALL, TERM, SPECIAL, ARCHIVE or COMMENTS."""
        found = {form: self.settings.get(f"FEED_{kind}_{form}") for form in FORMS}
        return {form: str(path).format(**values) for form, path in found.items() if path}


def plan_feeds(
    library: Library,
    settings: Mapping[str, Any],
    comments: Mapping[str, tuple[Comment, ...]] = MappingProxyType({}),
) -> tuple[FeedPlan, ...]:
    """Every feed of a site that has at least one file."""
    patterns = Patterns(settings)
    most = settings["FEED_MAX_ITEMS"] or None
    plans = [
        *_archives(library, patterns),
        *_special(library, patterns, most),
        *_of_terms(library, settings, patterns, most),
        *_combined(library, settings, patterns, most),
        *_of_comments(library, comments, patterns, most),
    ]
    newest = plans[0].name if plans and plans[0].about == ARCHIVE else None
    plans.insert(0, FeedPlan(ALL, ALL, library.cards[:most], patterns.files("ALL"), older=newest))
    return tuple(plan for plan in plans if plan.files)


def _archives(library: Library, patterns: Patterns) -> Iterator[FeedPlan]:
    """One for every year, the newest first; undated stories come last."""
    years = library.facet("year")
    if not patterns.files("ARCHIVE", year="0"):
        return
    names = [f"archive/{term.slug}" for term in years]
    for at, term in enumerate(years):
        yield FeedPlan(
            name=names[at],
            about=ARCHIVE,
            sources=term.cards,
            files=patterns.files("ARCHIVE", year=term.slug),
            year=term.slug,
            older=names[at + 1] if at + 1 < len(names) else None,
            newer=names[at - 1] if at else None,
        )


def _special(library: Library, patterns: Patterns, most: int | None) -> Iterator[FeedPlan]:
    contents: tuple[tuple[str, tuple[Source, ...]], ...] = (
        (LESSONS, library.lessons),
        (OUTCOMES, all_outcome_changes(library)),
        (OPEN, all_overdue(library)),
    )
    for name, sources in contents:
        yield FeedPlan(name, name, sources[:most], patterns.files("SPECIAL", name=name))


def _of_terms(
    library: Library, settings: Mapping[str, Any], patterns: Patterns, most: int | None
) -> Iterator[FeedPlan]:
    for facet in settings["FEED_FACETS"]:
        for term in library.facet(facet):
            files = patterns.files("TERM", facet=facet, slug=term.slug)
            yield FeedPlan(f"{facet}/{term.slug}", TERM, term.cards[:most], files, term.ref)


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
        files = patterns.files("TERM", facet="value", slug=slug)
        yield FeedPlan(f"value/{slug}", TERM, cards[:most], files, ref)


def _of_comments(
    library: Library, comments: Mapping[str, tuple[Comment, ...]], patterns: Patterns, most: int | None
) -> Iterator[FeedPlan]:
    """All comments, and those of each story; none where nobody has said anything."""
    found = [
        CommentOn(library.by_id[story_id], comment)
        for story_id in sorted(comments)
        if story_id in library.by_id
        for comment in comments[story_id]
    ]
    if not found:
        return
    found.sort(key=lambda on: (on.comment.date.sort_time(), on.comment.id), reverse=True)
    files = patterns.files("SPECIAL", name=COMMENTS)
    yield FeedPlan(COMMENTS, COMMENTS, tuple(found[:most]), files)
    of_story: dict[str, list[CommentOn]] = {}
    for on in found:
        of_story.setdefault(on.card.id, []).append(on)
    for story_id, under in sorted(of_story.items()):
        files = patterns.files("COMMENTS", id=story_id)
        yield FeedPlan(f"comments/{story_id}", COMMENTS, tuple(under[:most]), files, card=under[0].card)
