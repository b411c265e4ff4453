"""The facets of a site: by what its stories can be browsed, and where each term has its page.

One table says it all. Addresses stand in settings, Pelican's own where Pelican has them, so that an
owner can change each one; `pages/facets` makes the pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from operator import attrgetter
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from heard.content.addresses import NOWHERE, Address, below, fault_of, fields_of, file_of, own_page
from heard.model import vocabulary
from heard.model.ledger import Account, account_of
from heard.model.records import Story
from heard.settings import Setting
from heard.text.names import label_of, slug_of

Mention = tuple[str, str]
"""A term as a story names it: its slug and its name, which for tags, categories and tellers is as written:
Pelican makes their slugs of it."""


class Facet(Struct, frozen=True):
    """One way to browse.

    `setting` is the stem of the setting that holds a term's address (`VALUE` for `VALUE_URL`),
    `index_setting` that of the page of all terms. `url` and `index_url` are the defaults; they are empty
    for facets whose settings belong to Pelican, which has a second one for the file (`TAG_SAVE_AS`).
    """

    name: str
    setting: str
    index_setting: str
    url: str
    index_url: str
    said: Callable[[Story], Any]
    """What a story says of it. Many stories say the same."""
    mentions: Callable[[Any, str], tuple[Mention, ...]]
    """The terms that are named by what a story says, in its language."""
    is_pelicans: bool = False
    closed: bool = False
    """Whether its terms are a closed vocabulary, all of which have a page."""


_SLUG_AND_NAME = attrgetter("slug", "name")


def _said_values(story: Story) -> tuple[Mention, ...]:
    return tuple(map(_SLUG_AND_NAME, story.values))


def _said_series(story: Story) -> tuple[Mention, ...]:
    return (_SLUG_AND_NAME(story.series),) if story.series else ()


def _said_outcome(story: Story) -> Account | None:
    return account_of(story.outcome) if story.outcome else None


def _said_year(story: Story) -> int | None:
    first = story.date.first
    return first.year if first else None


def _as_said(said: tuple[Mention, ...], _lang: str) -> tuple[Mention, ...]:
    return said


def _outcome(account: Account | None, _lang: str) -> tuple[Mention, ...]:
    return ((account.word, account.word),) if account else ()


def _company(name: str | None, lang: str) -> tuple[Mention, ...]:
    return ((slug_of(name, "company"), label_of(name, lang)),) if name else ()


def _tellers(names: tuple[str, ...], _lang: str) -> tuple[Mention, ...]:
    return tuple((slug_of(name, "teller"), name) for name in names)


def _tags(names: tuple[str, ...], _lang: str) -> tuple[Mention, ...]:
    return tuple((slug_of(name, "tag"), name) for name in names)


def _category(name: str | None, _lang: str) -> tuple[Mention, ...]:
    return ((slug_of(name, "category"), name),) if name else ()


def _year(year: int | None, _lang: str) -> tuple[Mention, ...]:
    return ((f"{year:04}",) * 2,) if year else ((UNDATED_YEAR, label_of(UNDATED_YEAR)),)


UNDATED_YEAR = "undated"

FACETS = (
    Facet("value", "VALUE", "VALUES", "values/{slug}/", "values/", _said_values, _as_said),
    Facet(
        *("outcome", "OUTCOME", "OUTCOMES", "outcomes/{slug}/", "outcomes/", _said_outcome, _outcome),
        closed=True,
    ),
    Facet(
        *("company", "COMPANY", "COMPANIES", "companies/{slug}/", "companies/"),
        attrgetter("company"),
        _company,
    ),
    Facet("series", "SERIES", "SERIES_LIST", "series/{slug}/", "series/", _said_series, _as_said),
    Facet("teller", "AUTHOR", "AUTHORS", "", "", attrgetter("tellers"), _tellers, is_pelicans=True),
    Facet("tag", "TAG", "TAGS", "", "", attrgetter("tags"), _tags, is_pelicans=True),
    Facet(
        "category", "CATEGORY", "CATEGORIES", "", "", attrgetter("category"), _category, is_pelicans=True
    ),
    Facet(
        *("year", "YEAR_ARCHIVE", "ARCHIVES", "archive/{date:%Y}/", "archive/"),
        _said_year,
        _year,
        is_pelicans=True,
    ),
)

CLOSED_TERMS = {"outcome": (*vocabulary.OUTCOME_WORDS, vocabulary.IN_WORDS)}


def facet(name: str) -> Facet:
    """A facet by its name. Raises KeyError for an unknown one."""
    return next(entry for entry in FACETS if entry.name == name)


class _Undated:
    """Stands in for a date in an address pattern: every part of it reads `undated`."""

    def __format__(self, _spec: str) -> str:
        return UNDATED_YEAR


class Addresses(Struct, frozen=True):
    """Where terms and lists have their pages, by the settings of a site.

    The settings are those that the library has completed; ours may be missing in a test.
    """

    settings: Mapping[str, Any]

    def of_term(self, name: str, slug: str) -> Address:
        """The page of one term."""
        entry = facet(name)
        if not entry.is_pelicans:
            return _filled(self._own(entry.setting, entry.url), slug=slug)
        pattern = self._pattern(entry.setting, entry.url)
        if name != "year":
            return _filled(pattern, slug=slug)
        if slug == UNDATED_YEAR:
            return _filled(pattern, date=_Undated())
        return _filled(pattern, date=date(int(slug), 1, 1))

    def of_period(self, setting: str, day: date) -> Address:
        """Return the page of the month or day of a date; `setting` is MONTH_ARCHIVE or DAY_ARCHIVE.

        It is nowhere where an owner has not set one, as by Pelican's default.
        """
        return _filled(self._pattern(setting, ""), date=day)

    def of_index(self, name: str) -> Address:
        """The page of all terms of a facet. Pelican's own default is `<name>.html`."""
        entry = facet(name)
        if not entry.is_pelicans:
            return self._own(entry.index_setting, entry.index_url)
        return self._pattern(entry.index_setting, f"{entry.index_setting.lower()}.html")

    @property
    def lesson(self) -> Address:
        """The page of a first lesson, with `{slug}` in place of its story's id."""
        return self._own("LESSON", "lessons/{slug}/")

    def of_lesson(self, story_id: str, lesson_id: str | None) -> Address:
        """The page of a story's first lesson (`lesson_id` None) or of a further one."""
        address = _filled(self.lesson, slug=story_id)
        return address if lesson_id is None else below(address, f"{lesson_id}/")

    def of_lessons(self, role: str | None = None) -> Address:
        """The page of all lessons, or of those for one role."""
        address = self._own("LESSONS", "lessons/")
        return address if role is None else below(address, f"for/{role}/")

    def of_home(self) -> Address:
        """The list of all stories, newest first."""
        return self._pattern("INDEX", "")

    def of(self, setting: str) -> Address:
        """The page whose address a setting holds (`LOOSE_ENDS` for `LOOSE_ENDS_URL`)."""
        return self._own(setting, "")

    def of_sides(self, slug: str) -> Address:
        """The page of two stories beside each other, below the list of them."""
        return below(self.of("SIDES"), f"{slug}/")

    def of_overdue(self) -> Address:
        """The list of overdue loops, below that of the open ones."""
        return below(self.of("OPEN"), "overdue/")

    def of_deadlines(self) -> Address:
        """The calendar of deadlines, below the list of open loops."""
        url = below(self.of("OPEN"), "").url
        return Address(f"{url}deadlines.ics", f"{url}deadlines.ics") if self.of("OPEN").save_as else NOWHERE

    def _own(self, setting: str, default: str) -> Address:
        return own_page(self.settings.get(f"{setting}_URL", default))

    def _pattern(self, setting: str, default: str) -> Address:
        url = self.settings.get(f"{setting}_URL", default)
        save_as = self.settings.get(f"{setting}_SAVE_AS")
        if setting == "YEAR_ARCHIVE" and save_as == "" and url == "":
            url, save_as = default, None  # Pelican's default is no page; ours is one
        if save_as is None:
            save_as = file_of(url)
        return Address(str(url), str(save_as)) if save_as else NOWHERE


def site_root(siteurl: str) -> str:
    """The path of the site on its host, without a slash at the end: `""` or `/blog`."""
    return urlsplit(siteurl).path.rstrip("/")


def _filled(pattern: Address, **values: Any) -> Address:
    return Address(pattern.url.format(**values), pattern.save_as.format(**values))


def page_of_list(address: tuple[str, str], number: int) -> Address:
    """The address of page `number` of a list: `page/<n>/` below it."""
    return below(Address(*address), f"page/{number}/")


def address_setting(stem: str, url: str, what: str) -> Setting:
    """Return the setting of a page's address; its file follows from it."""
    fields = fields_of(url)

    def check(value: str | None) -> str | None:
        fault = fault_of(stem, f"{stem}_URL", value) if value else ""
        if value and not fault and (missing := fields ^ fields_of(value)):
            must = "must" if missing <= fields else "cannot"
            fault = f'{must} hold {{{min(missing)}}}: "{value}"'
        return fault or None

    return Setting(
        f"{stem}_URL", (str, type(None)), url, f"Address of {what}; None for no such page.", check
    )


FACET_SETTINGS = (
    *(
        setting
        for entry in FACETS
        if not entry.is_pelicans
        for setting in (
            address_setting(entry.setting, entry.url, f"one {entry.name} page"),
            address_setting(entry.index_setting, entry.index_url, f"the page of all {entry.name} pages"),
        )
    ),
    address_setting("LESSON", "lessons/{slug}/", "one lesson; {slug} is the story's id"),
    address_setting("LESSONS", "lessons/", "the page of all lessons"),
)
