"""Feeds as people look for them: in groups, each with a title in plain words."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from heard.feeds.feedstrings import SITE, FeedStrings
from heard.feeds.plans import ALL, ARCHIVE, FORMS, MEDIA_TYPES, PELICAN, TERM, FeedPlan
from heard.library.library import TermRef

ORDER = (SITE, "value", "outcome", "company", "series", "teller", "tag", "category", "year")
LABELS = {"RSS": "RSS", "ATOM": "Atom", "JSON": "JSON Feed"}


class FeedLink(Struct, frozen=True):
    """A feed in one format, as pages advertise it; `url` is relative to the site."""

    title: str
    url: str
    type: str


class FeedRow(Struct, frozen=True):
    """A feed in all its formats; an address is empty for a format that does not exist.

    `about` is what it announces: all, lessons, outcomes, open, comments, or the stories of a `term`;
    `count` is the number of its entries.
    """

    title: str
    about: str
    term: TermRef | None
    count: int
    rss: str
    atom: str
    json: str

    @property
    def best(self) -> str:
        """The address to give to a program that takes one."""
        return self.rss or self.atom or self.json


class FeedBrief(Struct, frozen=True):
    """Where a feed stands, and nothing of what is in it; an address is empty for a format without one.

    A page that names a feed is made anew when this changes, not with every story.
    """

    title: str
    rss: str
    atom: str
    json: str


class FeedGroup(Struct, frozen=True):
    """Feeds of one kind: those of the whole site, of values, of tellers …"""

    name: str
    rows: tuple[FeedRow, ...]


def title_of(plan: FeedPlan, site: str, strings: FeedStrings) -> str:
    """Return the title of a feed: the site's name and what is special about it; Pelican's as they were."""
    if plan.about == PELICAN:
        return f"{site} - {plan.term.name}" if plan.term else site
    short = short_title(plan, strings)
    return site if plan.about == ALL else f"{site}: {short}"


def short_title(plan: FeedPlan, strings: FeedStrings) -> str:
    """What is special about a feed, in words."""
    if plan.term:
        return strings.term(plan.term)
    if plan.about == ARCHIVE:
        return strings.filled("archive", "{number}", number=str(plan.number))
    if plan.card:
        return strings.filled("comments_on", "{title}", title=plan.card.title)
    return strings.filled(plan.about, plan.about)


def links_of(plan: FeedPlan, site: str, strings: FeedStrings) -> tuple[FeedLink, ...]:
    """A feed in each of its formats."""
    title = title_of(plan, site, strings)
    return tuple(
        FeedLink(f"{title} ({LABELS[form]})", plan.url(form), MEDIA_TYPES[form])
        for form in FORMS
        if form in plan.files
    )


def links_of_first(plans: Iterable[FeedPlan], site: str, strings: FeedStrings) -> tuple[FeedLink, ...]:
    """Return one link a format, that of the first of these plans with a file in it; ours come first."""
    first: dict[str, FeedLink] = {}
    for plan in plans:
        for link in links_of(plan, site, strings):
            first.setdefault(link.type, link)
    return tuple(first[type_] for type_ in MEDIA_TYPES.values() if type_ in first)


def briefs_of(plans: tuple[FeedPlan, ...], strings: FeedStrings) -> dict[str, FeedBrief]:
    """What is announced beside stories (lessons, outcomes, open, comments) → where its feed stands."""
    return {
        plan.about: FeedBrief(short_title(plan, strings), *_urls(plan))
        for plan in plans
        if plan.about not in (TERM, ARCHIVE, PELICAN) and not plan.card
    }


def group_feeds(plans: tuple[FeedPlan, ...], strings: FeedStrings) -> tuple[FeedGroup, ...]:
    """All feeds in groups; archives, the comments of single stories and Pelican's feeds stand in none."""
    rows_of: dict[str, list[FeedRow]] = {name: [] for name in ORDER}
    for plan in plans:
        if plan.about in (ARCHIVE, PELICAN) or plan.card:
            continue
        name = plan.term.facet if plan.about == TERM and plan.term else SITE
        title, count = short_title(plan, strings), len(plan.sources)
        rows_of[name].append(FeedRow(title, plan.about, plan.term, count, *_urls(plan)))
    return tuple(FeedGroup(name, tuple(rows)) for name, rows in rows_of.items() if rows)


def _urls(plan: FeedPlan) -> tuple[str, str, str]:
    rss, atom, json = (plan.url(form) if form in plan.files else "" for form in FORMS)
    return rss, atom, json
