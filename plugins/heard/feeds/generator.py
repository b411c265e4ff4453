"""Writes the feeds, the list of them all, and the page that explains them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pelican.generators import ArticlesGenerator, Generator, PelicanTemplateNotFound
from pelican.writers import Writer

from heard.content.fields import is_web_address
from heard.content.hyperlinks import valid_address
from heard.feeds.entries import Scene
from heard.feeds.feedstrings import FeedStrings
from heard.feeds.formats import FULL, RICH, SUMMARY, FeedFacts, atom, plain_in_rss, rss
from heard.feeds.groups import (
    briefs_of,
    group_feeds,
    links_of,
    links_of_first,
    title_of,
    write_opml,
)
from heard.feeds.jsonfeed import json_feed
from heard.feeds.making import ITEM_TEMPLATES, Entries
from heard.feeds.plans import ALL, ARCHIVE, PELICAN, FeedPlan, Source, merge_plans, plan_feeds
from heard.feeds.settings import FEED_SETTINGS
from heard.feeds.settings import PELICAN as PELICAN_IDS
from heard.library.facets import Addresses
from heard.library.feedaddresses import opml_file
from heard.library.library import Card, TermRef
from heard.library.outputs import File, Output
from heard.library.writing import OutputGenerator, Written, report

SETTINGS = FEED_SETTINGS
WRITTEN: dict[str, Callable[..., str]] = {"RSS": rss, "ATOM": atom, "JSON": json_feed}


class FeedGenerator(OutputGenerator):
    """All feeds; an entry is rendered once and shared by every feed and format that holds it."""

    def outputs(self, _written: Written) -> Iterator[Output]:
        """Yield every feed that was planned, the OPML and the subscribe page."""
        plans: tuple[FeedPlan, ...] = self.context["feed_plans"]
        self.site = str(self.settings["SITEURL"]).rstrip("/") + "/"
        self.strings = feed_strings(self.settings)
        scene = Scene(
            self.site,
            ZoneInfo(self.settings.get("TIMEZONE", "UTC")),
            self.strings,
            has_pelican_ids=self.settings["STORY_FEED_IDS"] == PELICAN_IDS,
            query="?ref=feed" if self.settings.get("FEED_APPEND_REF") else "",
        )
        self.by_name = {plan.name: plan for plan in plans}
        self.entries = Entries(
            self._render, self.context, scene, self.by_name, self._sizes(), self._address
        )
        for plan in plans:
            marks = b"".join([self.entries.mark(source) for source in plan.sources])
            for form, path in plan.files.items():
                facts = self._facts(plan, form)
                octets = partial(self._octets, form, facts, plan.sources)
                yield File(path, (form, facts, marks), octets, ITEM_TEMPLATES)
        yield from self._opml()
        yield from self.page(
            "subscribe",
            Addresses(self.settings).of("SUBSCRIBE"),
            feed_groups=self.context["feed_groups"],
            readers=self.settings["SUBSCRIBE_READERS"],
        )

    def _sizes(self) -> dict[str, int]:
        """The bytes of the files of the site, by their addresses."""
        return {
            static.url: Path(static.source_path).stat().st_size
            for _path, static in sorted(self.context["static_content"].items())
            if static is not None and Path(static.source_path).is_file()
        }

    def _render(self, name: str, variables: Mapping[str, Any]) -> str | None:
        """What a template makes, if the theme has it."""
        try:
            template = self.get_template(name)
        except PelicanTemplateNotFound:
            return None
        return str(template.render({**self.settings, **variables})).strip()

    def _octets(self, form: str, facts: FeedFacts, sources: tuple[Source, ...]) -> bytes:
        text = WRITTEN[form](facts, [self.entries.entry(source) for source in sources], self.entries.known)
        self.entries.done(sources)
        return text.encode("utf-8")

    # -- feeds --------------------------------------------------------------------------------------

    def _facts(self, plan: FeedPlan, form: str) -> FeedFacts:
        settings = self.settings
        tombstones = self.context.get("tombstones", ()) if plan.about == ALL else ()
        url = self._address(plan.url(form))
        keeps_id = form in plan.urls and settings["STORY_FEED_IDS"] == PELICAN_IDS
        text = RICH
        if plan.about == PELICAN and form == "RSS":
            # Without a length, Pelican's summary is the whole text.
            is_short = settings.get("RSS_FEED_SUMMARY_ONLY") and settings["SUMMARY_MAX_LENGTH"] is not None
            text = SUMMARY if is_short else FULL
        return FeedFacts(
            identity=self.site if keeps_id else url,
            title=title_of(plan, settings["SITENAME"], self.strings),
            description=settings.get("SITESUBTITLE") or settings["SITENAME"],
            site=self._page(plan.about, plan.term, plan.card),
            url=url,
            lang=plan.lang or settings["DEFAULT_LANG"],
            rights=settings["FEED_RIGHTS"],
            links=self._links(plan, form),
            is_archive=plan.about == ARCHIVE,
            tombstones=tuple(tombstones),
            text=text,
        )

    def _links(self, plan: FeedPlan, form: str) -> tuple[tuple[str, str], ...]:
        """Hub and archives. Source: RFC 5005, section 4; W3C WebSub, section 4."""
        hub = self.settings["FEED_WEBSUB_HUB"]
        links = [("hub", hub)] if hub else []
        current = ALL if plan.about == ARCHIVE else None
        for rel, name in (("current", current), ("prev-archive", plan.older), ("next-archive", plan.newer)):
            other = self.by_name.get(name or "")
            if other and form in other.files:
                links.append((rel, self._address(other.url(form))))
        return tuple(links)

    def _page(self, about: str, term: TermRef | None, card: Card | None = None) -> str:
        """The page that a feed belongs to; of Pelican's feeds the site, as Pelican has it."""
        if about == PELICAN:
            return self.site
        if card:
            return valid_address(f"{self.site}{card.url}")
        page = term.url if term else self.context["feed_pages"].get(about, "")
        return valid_address(f"{self.site}{page}")

    def _address(self, path: str) -> str:
        """Return the public address of a file, or of what an owner wrote in its place."""
        domain = self.settings.get("FEED_DOMAIN") or self.settings["SITEURL"]
        return valid_address(path if is_web_address(path) else f"{str(domain).rstrip('/')}/{path}")

    def _opml(self) -> Iterator[File]:
        path = self.context["opml_url"]
        if not path:
            return
        # OPML reads the text of an outline as HTML.
        groups = tuple(
            (
                self.strings.group(group.name),
                tuple(
                    (plain_in_rss(row.title), self._address(row.best), self._page(row.about, row.term))
                    for row in group.rows
                ),
            )
            for group in self.context["feed_groups"]
        )
        name = self.settings["SITENAME"]
        yield File(path, (name, groups), lambda: write_opml(name, groups).encode("utf-8"))


def feed_strings(settings: Mapping[str, Any]) -> FeedStrings:
    """The words for feeds in the theme's catalogue; empty for a theme without one."""
    strings = settings["JINJA_GLOBALS"].get("strings", {})
    return FeedStrings(
        strings.get("feeds", {}),
        strings.get("nav", {}),
        strings.get("path", {}),
        strings.get("months", ()),
        strings.get("date", {}).get("day", ""),
    )


GENERATOR = FeedGenerator


def all_generators_finalized(generators: list[Generator]) -> None:
    """Plan the feeds, tell every page of them, and keep Pelican from writing feeds of its own."""
    context, settings = generators[0].context, generators[0].settings
    plans, problems = merge_plans(plan_feeds(context["library"], settings, context.get("comments", {})))
    for problem in problems:
        report(settings["STORY_PROBLEMS"], problem)
    strings = feed_strings(settings)
    site = settings["SITENAME"]
    context["feed_plans"] = plans
    named = {plan.name: plan for plan in plans}
    of_all = [named[name] for name in (ALL, "FEED_ALL", "FEED") if name in named]
    context["feeds"] = links_of_first(of_all, site, strings)
    plans_of: dict[tuple[str, str], list[FeedPlan]] = defaultdict(list)
    for plan in plans:
        if plan.term:
            plans_of[plan.term.facet, plan.term.slug].append(plan)
    context["feeds_of"] = {term: links_of_first(those, site, strings) for term, those in plans_of.items()}
    context["comment_feeds"] = {p.card.id: links_of(p, site, strings) for p in plans if p.card}
    context["feed_groups"] = group_feeds(plans, strings)
    context["feed_about"] = briefs_of(plans, strings)
    addresses = Addresses(settings)
    context["feed_pages"] = {
        "lessons": addresses.of_lessons()[0],
        "outcomes": addresses.of_index("outcome")[0],
        "open": addresses.of("OPEN").url,
    }
    url, save_as = addresses.of("SUBSCRIBE")
    if save_as:
        context["subscribe_url"] = url
    context["opml_url"] = opml_file(settings)
    for generator in generators:
        if isinstance(generator, ArticlesGenerator):
            generator.generate_feeds = _no_feeds  # they are among the plans


def _no_feeds(_writer: Writer) -> None:
    """Stand in for Pelican's own feeds."""
