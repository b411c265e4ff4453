"""Writes the open loops, the overdue ones, and the calendar of deadlines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote, urljoin

from pelican.generators import Generator

from heard.content.addresses import Address
from heard.library.facets import Addresses, address_setting
from heard.library.library import Card, Library
from heard.library.lists import Group, Grouping, in_one_group, waiting_listings
from heard.library.loops import Deadline, OpenLoops, deadlines, find_loops
from heard.library.outputs import File, Output, Page
from heard.library.writing import OutputGenerator, Written
from heard.pages.loops.calendar import CalendarDay, write_calendar
from heard.pages.loops.record import answer_time
from heard.text.names import slug_of
from heard.text.placeholders import fill_placeholders

SETTINGS = (
    address_setting("OPEN", "open/", "the open loops; the overdue ones and the calendar are below"),
)
LIST_LENGTH = 50
"""Open loops on a page of their list."""
GROUPS = ("company", "teller", "undated")
LONG_AGO = date(1970, 1, 1)
"""When a deadline was noted that an undated story tells of."""


class LoopGenerator(OutputGenerator):
    """The pages of what is still owed."""

    def outputs(self, _written: Written) -> Iterator[Output]:
        """Yield /open/, /open/overdue/ and the calendar."""
        loops: OpenLoops = self.context["loops"]
        everything = (*loops.company, *loops.teller, *loops.undated)
        addresses = Addresses(self.settings)
        if not addresses.of("OPEN").save_as:
            return
        numbers = {name: len(getattr(loops, name)) for name in (*GROUPS, "overdue")}
        yield from self._list("open", addresses.of("OPEN"), everything, _by_group(loops), open=numbers)
        yield from self._list("overdue", addresses.of_overdue(), loops.overdue, in_one_group)
        yield from self._calendar(addresses.of_deadlines().save_as)

    def _list(
        self, template: str, first: Address, cards: tuple[Card, ...], grouping: Grouping, **of_first: Any
    ) -> Iterator[Page]:
        for address, listing in waiting_listings(cards, first, LIST_LENGTH, grouping):
            more = of_first if listing.number is None else {}
            yield from self.page(template, address, listing=listing, **more)

    def _calendar(self, save_as: str) -> Iterator[File]:
        site = str(self.settings["SITEURL"]).rstrip("/") + "/"
        strings = self.settings["JINJA_GLOBALS"].get("strings", {}).get("calendar", {})
        name = f"{self.settings['SITENAME']}: {strings.get('name', 'deadlines')}"
        library: Library = self.context["library"]
        due = deadlines(library)

        def octets() -> bytes:
            days = tuple(calendar_day(day, site, strings, library.as_of) for day in due)
            return write_calendar(name, days).encode("utf-8")

        marks = b"".join([one.card.mark for one in due])
        yield File(save_as, (name, library.as_of, marks), octets)


def calendar_day(deadline: Deadline, site: str, strings: Mapping[str, str], as_of: date) -> CalendarDay:
    """Return a deadline in words of the theme's catalogue; its story's last date is when it was noted."""
    card = deadline.card
    moments = (card.story.date, card.story.modified)
    known = [moment.first for moment in moments if moment and moment.first and moment.first <= as_of]
    company = card.company.name if card.company else strings.get("somebody", "the company")
    shape = strings.get("promise" if deadline.what else "answer", "{company}: {what}")
    # Two promises of one story may fall on one day, and no two events may share an identity.
    what = slug_of(deadline.what, "promise") if deadline.what else "answer"
    return CalendarDay(
        uid=f"{card.id}.{deadline.day.isoformat()}.{what}@story",
        day=deadline.day,
        noted=max(known, default=LONG_AGO),
        summary=fill_placeholders(shape, {"company": company, "what": deadline.what or card.title}),
        description=fill_placeholders(strings.get("story", "{title}"), {"title": card.title}),
        url=quote(urljoin(site, card.url), safe="/:?#[]@!$&'()*+,;=%~"),
    )


def _by_group(loops: OpenLoops) -> Grouping:
    """The cards of one page under who is waited for, in the order of the page."""
    ids = {name: {card.id for card in getattr(loops, name)} for name in GROUPS}

    def group(cards: tuple[Card, ...]) -> tuple[Group, ...]:
        groups = (Group(name, tuple(c for c in cards if c.id in ids[name])) for name in GROUPS)
        return tuple(group for group in groups if group.cards)

    return group


GENERATOR = LoopGenerator


def all_generators_finalized(generators: list[Generator]) -> None:
    """Give every page the loops, their addresses, and how companies answer."""
    context, settings = generators[0].context, generators[0].settings
    addresses = Addresses(settings)
    context["loops"] = find_loops(context["library"])
    # By its slug: the page is given the company without its stories.
    context["answer_time"] = {term.slug: answer_time(term) for term in context["library"].facet("company")}
    urls = context.setdefault("index_urls", {})
    loops: OpenLoops = context["loops"]
    for name, address, holds_some in (
        ("open", addresses.of("OPEN"), bool(loops.company or loops.teller or loops.undated)),
        ("overdue", addresses.of_overdue(), bool(loops.overdue)),
        ("deadlines", addresses.of_deadlines(), True),
    ):
        if address.save_as and holds_some:
            urls[name] = address.url
