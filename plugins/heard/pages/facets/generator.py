"""Writes the facet pages, in place of Pelican's own lists."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from pelican import Pelican
from pelican.generators import ArticlesGenerator, Generator
from pelican.paginator import Paginator

from heard.library.facets import Addresses
from heard.library.generator import PELICANS, is_plain, lists_of
from heard.library.holders import asked_addresses, case_twins, files_brought, holders, owner_of
from heard.library.library import Library
from heard.library.otherlists import others_in
from heard.library.outputs import Output, Page
from heard.library.writing import OutputGenerator, Written, report
from heard.pages.facets.pages import index_urls, pelicans_lists, plan_pages
from heard.pages.facets.views import Views
from heard.text.problems import Problem

TAKEN_OVER = ("index", "tags", "categories", "authors", "archives")
"""Pelican's direct templates that are facet pages here."""
MARK = "value"
"""A template that only a theme made for stories has."""
NOT_FOUND = "404"
FRONT = "index.html"
LIST_LENGTH = 20
"""Stories on a page of a list, where DEFAULT_PAGINATION does not say."""
A_LIST = "a list of the site"
logger = logging.getLogger(__name__)


def initialized(pelican: Pelican) -> None:
    """Note for the library that terms have pages, and take over the direct templates that are lists.

    Another theme's lists expect Pelican's variables; with such a theme everything stays as Pelican has it.
    """
    settings = pelican.settings
    folders = [*settings["THEME_TEMPLATES_OVERRIDES"], Path(pelican.theme) / "templates"]
    if not any((Path(folder) / f"{MARK}.html").is_file() for folder in folders):
        hint = 'Set THEME = "heard", or copy its templates into THEME_TEMPLATES_OVERRIDES.'
        message = f"the theme has no template {MARK}.html; there are no pages by value, outcome or lesson."
        logger.warning("%s", Problem("template-missing", "theme", 0, message, hint, "warning"))
        settings["STORY_FACET_PAGES"] = False
        return
    settings["STORY_FACET_PAGES"] = True
    settings["DIRECT_TEMPLATES"] = [name for name in settings["DIRECT_TEMPLATES"] if name not in TAKEN_OVER]


class FacetGenerator(OutputGenerator):
    """Plans the pages from the library."""

    def outputs(self, _written: Written) -> Iterator[Output]:
        """Yield every page of every facet, and the page for an address that is not there."""
        settings = self.settings
        if not settings["STORY_FACET_PAGES"]:
            return
        views: Views = self.context["views"]
        per_page = settings["DEFAULT_PAGINATION"] or LIST_LENGTH
        plans = plan_pages(self.context["library"], views, Addresses(settings), per_page)
        taken = holders(self.context)
        brought = files_brought(self.context)
        asked = asked_addresses(self.context)
        for plan in (*plans, Page(NOT_FOUND, "404.html", "404.html", {})):
            holder = taken.get(plan.save_as)
            if plan.save_as in brought or (holder and plan.template == NOT_FOUND):
                continue  # the owner's own file is meant to stand there
            if holder is None:
                taken[plan.save_as] = A_LIST
                yield from self.shown(plan)
            else:
                self._report_taken(plan, holder, plan.save_as in asked)
        self._report_case_twins(taken)

    def _report_case_twins(self, taken: dict[str, str]) -> None:
        """Warn of pages whose addresses differ by case alone: many disks have room for one."""
        for save_as, source, earlier, its_source in case_twins(sorted(taken.items())):
            place, other = (its_source, source) if source == A_LIST else (source, its_source)
            one, two = (f"/{name.removesuffix('index.html')}" for name in (save_as, earlier))
            message = f"{one} and {two} differ by case only; the other is that of {other}."
            hint = "Disks of Windows and macOS have room for one: give one another `slug`."
            problem = Problem("address-case", place, 1, message, hint, "warning")
            report(self.settings["STORY_PROBLEMS"], problem)

    def _report_taken(self, plan: Page, holder: str, was_asked: bool) -> None:
        """A page, or a lesson that calls itself like a role, at the address of a list: the first stays."""
        entry = plan.given().get("entry")
        place = entry.card.story.source if entry else holder
        what = f'the lesson "{entry.ref.lesson.id}"' if entry else "a list of the site"
        address = "/" + plan.save_as.removesuffix("index.html")
        message = f"the address {address} is that of {what}, too, which is left out."
        hint = "Give the lesson another `id`." if entry else "Give the file another `slug`."
        severity = "error"
        if was_asked and not entry:  # a front page of the owner's own, say
            message = f"its `save_as` puts it at {address}, in place of a list of the site."
            hint, severity = "", "hint"
        report(self.settings["STORY_PROBLEMS"], Problem("address-twice", place, 1, message, hint, severity))


def _front(context: dict[str, Any], settings: dict[str, Any]) -> str | None:
    """Where the name of the site leads: its front page, else the list of all stories, else nowhere."""
    home = Addresses(settings).of_home()
    if home.save_as == FRONT or owner_of(context, FRONT):
        return ""
    return home.url if home.save_as else None


GENERATOR = FacetGenerator


def all_generators_finalized(generators: list[Generator]) -> None:
    """Give templates what they ask of the library, and keep Pelican from writing lists of its own.

    Pelican's lists number pages from the newest and cost quadratic time; ours stand at the same addresses.
    """
    context, settings = generators[0].context, generators[0].settings
    if not settings["STORY_FACET_PAGES"]:
        return
    library: Library = context["library"]
    context["views"] = Views(library)
    held = {name for name, terms in library.terms.items() if any(term.count for term in terms)}
    held |= {"story"} | ({"lesson"} if library.lessons else set())
    urls = index_urls(Addresses(settings)).items()
    context.setdefault("index_urls", {}).update({name: url for name, url in urls if name in held})
    context["tells_experiences"] = any(card.values or card.ledger or card.lessons for card in library.cards)
    context["former_pages"] = tuple(dict.fromkeys(_former_pages(context, settings)))
    context["front_url"] = _front(context, settings)
    for generator in generators:
        if isinstance(generator, ArticlesGenerator):
            # Their lists stay: where nobody else makes feeds, Pelican makes them of these.
            for write_lists in ("tags", "categories", "authors", "period_archives"):
                setattr(generator, f"generate_{write_lists}", _write_nothing)
            generator.generate_tags = partial(_tell_what_is_not_made, generator, context["library"])


def _write_nothing(_write: object) -> None:
    """Stand in for the lists that Pelican would write."""


def _tell_what_is_not_made(generator: ArticlesGenerator, library: Library, _write: object) -> None:
    """Stand in for them, too: warn of what another plugin lists and no page of ours shows."""

    def slug_of(facet: str, name: str) -> str:
        return str(PELICANS[facet](name, generator.settings).slug)

    for facet, term, _articles in others_in(lists_of(generator), library, slug_of, is_plain):
        save_as = str(term.save_as or "")
        if save_as and save_as not in {one.save_as for one in library.facet(facet)}:
            message = f'another plugin lists "{term.name}"; its page {save_as} is not made.'
            hint = "It came too late, or its name makes no safe file."
            report(
                generator.settings["STORY_PROBLEMS"],
                Problem("list-not-made", "settings", 0, message, hint, "warning"),
            )


def _former_pages(context: Mapping[str, Any], settings: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield pages that stock Pelican would write and we do not: file, and name and address of the list.

    Our lists are numbered from the oldest story, in a folder of their own (`page/<n>/`). A blog that is
    adopted had `index2.html`, or whatever its PAGINATION_PATTERNS say; such an address leads to the list.
    """
    paginated = settings["PAGINATED_TEMPLATES"]
    names = settings["JINJA_GLOBALS"].get("strings", {}).get("nav", {})
    lists = pelicans_lists(context["library"], Addresses(settings), settings["SITENAME"], names)
    for template, name, (url, file), length in lists:
        if file and template in paginated:
            per_page = paginated[template] or settings["DEFAULT_PAGINATION"]
            paginator = Paginator(file, url, range(length), settings, per_page)
            for number in range(1, paginator.num_pages + 1):  # a pattern may be for the first or last page
                save_as = paginator.page(number).save_as
                if save_as and save_as != file:
                    yield str(save_as), name, url
