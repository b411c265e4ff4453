"""Writes the feeds, in place of Pelican's feed of all articles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pelican.generators import ArticlesGenerator, Generator, PelicanTemplateNotFound
from pelican.utils import sanitised_join
from pelican.writers import Writer

from ..stories.library import Card, TermRef
from .absolute import absolute_links
from .entries import FeedEntry, entry_of, overdue_entry
from .formats import FeedFacts, atom, rss
from .plans import OVERDUE, RSS, FeedPlan, plan_feeds

ITEM_TEMPLATE = "feed_item"


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed as pages advertise it; `url` is relative to the site, `type` a media type."""

    title: str
    url: str
    type: str


class FeedGenerator(Generator):
    """All feeds; an entry is rendered once and shared by every feed and format that holds it."""

    def generate_output(self, _writer: Writer) -> None:
        """Write every feed that was planned."""
        self._entries: dict[tuple[str, str], FeedEntry] = {}
        for plan in self.context["feed_plans"]:
            entries = [self._entry(plan.kind, card) for card in plan.cards]
            for path, kind in plan.files:
                written = rss if kind == RSS else atom
                self._write(path, written(self._facts(plan, path), entries))

    def _entry(self, kind: str, card: Card) -> FeedEntry:
        key = (kind, card.id)
        if key not in self._entries:
            made = self._overdue if kind == OVERDUE else self._story
            self._entries[key] = made(card)
        return self._entries[key]

    def _story(self, card: Card) -> FeedEntry:
        return entry_of(card, self._content(card), self._site, self._zone)

    def _overdue(self, card: Card) -> FeedEntry:
        words = feed_words(self.settings)
        return overdue_entry(card, words.get("overdue", "{title}"), self._site, self._zone)

    def _content(self, card: Card) -> str:
        """The full text with absolute links, opened by value, outcome and lesson in words."""
        body = card.article.get_content(self.settings["SITEURL"])
        try:
            template = self.get_template(ITEM_TEMPLATE)
        except PelicanTemplateNotFound:  # another theme: the story itself is what matters
            return absolute_links(body, f"{self._site}{card.url}")
        html = template.render({**self.context, "card": card, "content": body})
        return absolute_links(html.strip(), f"{self._site}{card.url}")

    @property
    def _site(self) -> str:
        """The absolute address of the site, ending in a slash."""
        return str(self.settings["SITEURL"]).rstrip("/") + "/"

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.get("TIMEZONE", "UTC"))

    def _facts(self, plan: FeedPlan, path: str) -> FeedFacts:
        settings = self.settings
        domain = str(settings.get("FEED_DOMAIN") or settings["SITEURL"]).rstrip("/")
        return FeedFacts(
            name=plan.name,
            title=feed_title(plan, settings),
            description=settings.get("SITESUBTITLE") or settings["SITENAME"],
            site=self._site + (plan.term.url if plan.term else ""),
            url=f"{domain}/{path}",
            lang=settings["DEFAULT_LANG"],
        )

    def _write(self, path: str, text: str) -> None:
        full = Path(sanitised_join(self.output_path, path))
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_text(text, "utf-8")


def feed_words(settings: Mapping[str, Any]) -> Mapping[str, str]:
    """The words for feeds in the theme's catalogue; empty for a theme without one."""
    found: Mapping[str, str] = settings["JINJA_GLOBALS"].get("words", {}).get("feeds", {})
    return found


def feed_title(plan: FeedPlan, settings: Mapping[str, Any]) -> str:
    """The title of a feed: the site's name, and what is special about the feed."""
    name = str(settings["SITENAME"])
    if plan.kind == OVERDUE:
        return f"{name}: {feed_words(settings).get('open', 'overdue')}"
    return f"{name}: {plan.term.name}" if plan.term else name


def announce_feeds(generators: list[Generator]) -> None:
    """Plan the feeds, tell every page of them, and keep Pelican from writing its own feed of all."""
    context, settings = generators[0].context, generators[0].settings
    plans = tuple(plan_feeds(context["library"], settings))
    context["feed_plans"] = plans
    context["feeds"] = tuple(link for plan in plans if plan.term is None for link in _links(plan, settings))
    context["feeds_of"] = _finder(plans, settings)
    for generator in generators:
        if isinstance(generator, ArticlesGenerator):
            generator.settings["FEED_ALL_ATOM"] = None
            generator.settings["FEED_ALL_RSS"] = None


def _links(plan: FeedPlan, settings: Mapping[str, Any]) -> list[FeedLink]:
    title = feed_title(plan, settings)
    return [
        FeedLink(f"{title} ({'RSS' if kind == RSS else 'Atom'})", path, kind) for path, kind in plan.files
    ]


def _finder(
    plans: tuple[FeedPlan, ...], settings: Mapping[str, Any]
) -> Callable[[TermRef], tuple[FeedLink, ...]]:
    """A function for templates: the feeds of a term, none for a term without."""
    by_term = {(p.term.facet, p.term.slug): tuple(_links(p, settings)) for p in plans if p.term}

    def feeds_of(ref: TermRef) -> tuple[FeedLink, ...]:
        return by_term.get((ref.facet, ref.slug), ())

    return feeds_of
