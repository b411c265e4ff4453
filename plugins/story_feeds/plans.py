"""Which feeds there are: of all stories, of each series, and of loops that became overdue.

A plan says where a feed stands and what is in it; nothing is rendered here, so plans can be counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..stories.library import Card, Library, TermRef

STORIES, OVERDUE = "stories", "overdue"
RSS, ATOM = "application/rss+xml", "application/atom+xml"


@dataclass(frozen=True, slots=True)
class FeedPlan:
    """One feed in its formats. `name` makes its identity, `kind` says what an entry announces.

    `rss` and `atom` are files below the output, empty for a format that an owner does not want.
    `term` is None for the feeds of the whole site.
    """

    name: str
    kind: str
    cards: tuple[Card, ...]
    rss: str = ""
    atom: str = ""
    term: TermRef | None = None

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """File and media type of each format."""
        pairs = ((self.rss, RSS), (self.atom, ATOM))
        return tuple((path, kind) for path, kind in pairs if path)


def plan_feeds(library: Library, settings: Mapping[str, Any]) -> Iterator[FeedPlan]:
    """Every feed of a site; one without any file is left out."""
    most = settings["FEED_MAX_ITEMS"]
    plans = [
        FeedPlan("all", STORIES, library.cards[:most], _path(settings, "RSS"), _path(settings, "ATOM")),
        FeedPlan("open", OVERDUE, _overdue(library)[:most], str(settings["FEED_OPEN_RSS"] or "")),
    ]
    for facet in settings["FEED_FACETS"]:
        plans += [
            FeedPlan(
                f"{facet}/{term.slug}",
                STORIES,
                term.cards[:most],
                _filled(settings["FEED_TERM_RSS"], term.ref),
                _filled(settings["FEED_TERM_ATOM"], term.ref),
                term.ref,
            )
            for term in library.facet(facet)
        ]
    return (plan for plan in plans if plan.files)


def _path(settings: Mapping[str, Any], form: str) -> str:
    return str(settings.get(f"FEED_ALL_{form}") or "")


def _filled(pattern: str | None, ref: TermRef) -> str:
    return pattern.format(facet=ref.facet, slug=ref.slug) if pattern else ""


def _overdue(library: Library) -> tuple[Card, ...]:
    """Overdue stories, the one that became so last first."""
    found = [card for card in library.cards if card.ledger and card.ledger.overdue]
    found.sort(key=lambda card: card.id)
    found.sort(key=lambda card: str(card.ledger.deadline if card.ledger else ""), reverse=True)
    return tuple(found)
