"""Feeds as people look for them: in groups, each with a title in plain words."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Iterable, Iterator

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


class FeedBrief(Struct, frozen=True):
    """Where a feed stands, and nothing of what is in it; an address is empty for a format without one.

    A page that names a feed is made anew when this changes, not with every story.
    """

    title: str
    rss: str
    atom: str
    json: str


class FeedRow(FeedBrief, frozen=True):
    """A feed in a list of feeds.

    `about` is what it announces: all, lessons, outcomes, open, comments, or the stories of a `term`;
    `count` is the number of its entries.
    """

    about: str
    term: TermRef | None
    count: int

    @property
    def best(self) -> str:
        """The address to give to a program that takes one."""
        return self.rss or self.atom or self.json


class FeedGroup(Struct, frozen=True):
    """Feeds of one kind: those of the whole site, of values, of tellers …"""

    name: str
    rows: tuple[FeedRow, ...]


def title_of(plan: FeedPlan, site: str, strings: FeedStrings) -> str:
    """Return the title of a feed: the site's name and what is special about it; Pelican's as they were."""
    if plan.about == PELICAN:
        return f"{site} - {plan.term.name}" if plan.term else site
    return site if plan.about == ALL else f"{site}: {short_title(plan, strings)}"


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
    return {plan.about: FeedBrief(*_brief(plan, strings)) for plan in _listed(plans) if plan.about != TERM}


def group_feeds(plans: tuple[FeedPlan, ...], strings: FeedStrings) -> tuple[FeedGroup, ...]:
    """All feeds in groups; archives, the comments of single stories and Pelican's feeds stand in none."""
    rows_of: dict[str, list[FeedRow]] = {name: [] for name in ORDER}
    for plan in _listed(plans):
        row = FeedRow(*_brief(plan, strings), plan.about, plan.term, len(plan.sources))
        rows_of[plan.term.facet if plan.term else SITE].append(row)
    return tuple(FeedGroup(name, tuple(rows)) for name, rows in rows_of.items() if rows)


def _listed(plans: Iterable[FeedPlan]) -> Iterator[FeedPlan]:
    return (plan for plan in plans if plan.about not in (ARCHIVE, PELICAN) and not plan.card)


def _brief(plan: FeedPlan, strings: FeedStrings) -> tuple[str, str, str, str]:
    """Its title, and its addresses as RSS, Atom and JSON Feed."""
    rss, atom, json = (plan.url(form) if form in plan.files else "" for form in FORMS)
    return short_title(plan, strings), rss, atom, json


def write_opml(title: str, groups: Iterable[tuple[str, Iterable[tuple[str, str, str]]]]) -> str:
    """All feeds in one file that any reader imports: of each its title, its address and its page.

    Source: http://opml.org/spec2.opml.
    """
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for name, feeds in groups:
        group = etree.SubElement(body, "outline", text=name)
        for text, feed, page in feeds:
            etree.SubElement(group, "outline", type="rss", text=text, title=text, xmlUrl=feed, htmlUrl=page)
    etree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + etree.tostring(root, "unicode") + "\n"
