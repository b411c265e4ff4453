"""Writes the facet pages, in place of Pelican's own lists."""

from __future__ import annotations

import logging
from typing import Any

from pelican.generators import ArticlesGenerator, Generator, PelicanTemplateNotFound
from pelican.writers import Writer

from ..stories.facets import Addresses
from ..stories.generator import holders
from ..stories.problems import Problem, Problems
from .pages import PagePlan, index_urls, plan_pages
from .views import Views

logger = logging.getLogger(__name__)

TAKEN_OVER = ("index", "tags", "categories", "authors", "archives")
"""Pelican's direct templates that are facet pages here."""
NOT_FOUND = "404"


class FacetGenerator(Generator):
    """Plans the pages from the library and has Pelican's writer write them."""

    def generate_output(self, writer: Writer) -> None:
        """Write every page of every facet, and the page for an address that is not there."""
        settings = self.settings
        views: Views = self.context["views"]
        home = (settings.get("INDEX_URL", ""), settings["INDEX_SAVE_AS"])
        per_page = settings["DEFAULT_PAGINATION"] or settings["FACET_LIST_LENGTH"]
        plans = plan_pages(self.context["library"], views, Addresses(settings), per_page, home)
        taken = holders(self.context)
        for plan in (*plans, PagePlan(NOT_FOUND, "404.html", "404.html")):
            holder = taken.get(plan.save_as)
            if holder is None:
                taken[plan.save_as] = "a list of the site"
                self._write(writer, plan.save_as, plan.template, url=plan.url, **plan.variables)
            else:
                self._report_taken(plan, holder)

    def _write(self, writer: Writer, save_as: str, template: str, **variables: Any) -> None:
        try:
            found = self.get_template(template)
        except PelicanTemplateNotFound:
            self._report_missing(template)
            return
        writer.write_file(
            save_as,
            found,
            self.context,
            relative_urls=self.settings["RELATIVE_URLS"],
            template_name=None,
            **variables,
        )

    def _report_taken(self, plan: PagePlan, holder: str) -> None:
        """A page, or a lesson that calls itself like a role, at the address of a list: the first stays."""
        entry = plan.variables.get("entry")
        place = entry.card.story.source if entry else holder
        what = f'the lesson "{entry.ref.lesson.id}"' if entry else "a list of the site"
        address = "/" + plan.save_as.removesuffix("index.html")
        message = f"the address {address} is that of {what}, too, which is left out."
        hint = "Give the lesson another `id`." if entry else "Give the file another `slug`."
        self._report(Problem("address-twice", place, 1, message, hint))

    def _report_missing(self, template: str) -> None:
        """Another theme may lack our pages: that is said once a template, and costs these pages only."""
        hint = 'Set THEME = "heard", or copy the template into THEME_TEMPLATES_OVERRIDES.'
        message = f"the theme has no template {template}.html; its pages are not made."
        problem = Problem("template-missing", "theme", 0, message, hint, "warning")
        self._report(problem)

    def _report(self, problem: Problem) -> None:
        """Note a problem once; it is found too late for the kernel to log it."""
        problems: Problems = self.settings["STORY_PROBLEMS"]
        if problem not in problems:
            problems.add(problem)
            level = logging.ERROR if problem.severity == "error" else logging.WARNING
            logger.log(level, "%s", problem, extra={"problem": problem})


def take_over_lists(generators: list[Generator]) -> None:
    """Give templates what they ask of the library, and keep Pelican from writing lists of its own.

    Pelican's lists number pages from the newest and cost quadratic time; ours stand at the same addresses.
    """
    context = generators[0].context
    settings = generators[0].settings
    views = Views(context["library"])
    context["views"] = views
    context["series_of"] = views.series_of
    context["neighbours"] = views.neighbours
    context.setdefault("index_urls", {}).update(index_urls(Addresses(settings)))
    for generator in generators:
        if isinstance(generator, ArticlesGenerator):
            generator.tags, generator.categories, generator.authors = {}, [], []
            generator.period_archives = {}
