"""What a feed says of a story: pure facts, the same for every format."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from html import escape
from urllib.parse import urljoin

from ..stories.dates import Moment
from ..stories.library import Card, TermRef


@dataclass(frozen=True, slots=True)
class Category:
    """A term of a story: its name and, as `domain` or `scheme`, the page of its facet."""

    name: str
    domain: str


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One story in a feed. `identity` never changes; `published` is None for an undated story."""

    identity: str
    title: str
    link: str
    summary: str
    content: str
    author: str
    lang: str
    published: datetime | None
    updated: datetime | None
    categories: tuple[Category, ...]


def identity(card: Card) -> str:
    """The permanent name of a story; nothing in it may change."""
    return card.story.identity


def moment_in(moment: Moment | None, zone: tzinfo) -> datetime | None:
    """The earliest moment with an offset: its own, else that of the site."""
    if moment is None or not moment.is_dated:
        return None
    found = moment.as_datetime()
    return found if found.tzinfo else found.replace(tzinfo=zone)


def entry_of(card: Card, content: str, site: str, zone: tzinfo) -> FeedEntry:
    """The entry of a story; `site` is the absolute address of the site, ending in a slash."""
    story = card.story
    published = moment_in(story.date, zone)
    return FeedEntry(
        identity=identity(card),
        title=story.title,
        link=urljoin(site, card.url),
        summary=story.summary,
        content=content,
        author=", ".join(teller.name for teller in card.tellers),
        lang=story.lang,
        published=published,
        updated=moment_in(story.modified, zone) or published,
        categories=tuple(_categories(card, site)),
    )


def overdue_entry(card: Card, shape: str, site: str, zone: tzinfo) -> FeedEntry:
    """The entry of a loop that became overdue: dated the day after its deadline, so that no later
    build moves it, under an identity of its own. A new deadline is a new entry. `shape` is a sentence
    with the places {title}, {company} and {deadline}.
    """
    ledger = card.ledger
    if ledger is None or ledger.deadline is None:
        raise ValueError(f"{card.id} has no deadline")
    after = ledger.deadline + timedelta(days=1)
    moment = datetime.combine(after, time.min, tzinfo=zone)
    values = {
        "title": card.title,
        "company": card.company.name if card.company else "",
        "deadline": ledger.deadline.isoformat(),
    }
    title = shape
    for name, value in values.items():
        title = title.replace("{" + name + "}", value)
    return FeedEntry(
        identity=f"{identity(card)}:overdue:{ledger.deadline.isoformat()}",
        title=" ".join(title.split()),
        link=urljoin(site, card.url),
        summary=card.story.summary,
        content=escape(card.story.summary, quote=False),
        author=", ".join(teller.name for teller in card.tellers),
        lang=card.story.lang,
        published=moment,
        updated=moment,
        categories=tuple(_categories(card, site)),
    )


def _categories(card: Card, site: str) -> Iterable[Category]:
    refs: list[TermRef] = [ref.term for ref in card.values]
    refs += [ref for ref in (card.outcome, card.company, card.category) if ref]
    refs += [card.series.term] if card.series else []
    refs += card.tags
    for ref in refs:
        folder = ref.url.rstrip("/").rsplit("/", 1)[0] + "/" if "/" in ref.url.rstrip("/") else ""
        yield Category(ref.name, urljoin(site, folder))
