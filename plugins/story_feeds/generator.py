"""Writes the feeds, in place of Pelican's feed of all articles."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from pelican.generators import ArticlesGenerator, Generator
from pelican.utils import sanitised_join
from pelican.writers import Writer

from ..stories.library import Card, Library
from .absolute import absolute_links
from .entries import FeedEntry, entry_of
from .formats import FeedFacts, atom, rss

ITEM_TEMPLATE = "feed_item"


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed as pages advertise it; `url` is relative to the site, `type` a media type."""

    title: str
    url: str
    type: str


class FeedGenerator(Generator):
    """The feed of all stories, as RSS and as Atom."""

    def generate_context(self) -> None:
        """Tell every page which feeds there are."""
        settings = self.settings
        self.rss_path = settings.get("FEED_ALL_RSS")
        self.atom_path = settings.get("FEED_ALL_ATOM")
        site = settings["SITENAME"]
        links = []
        if self.rss_path:
            links.append(FeedLink(f"{site} (RSS)", self.rss_path, "application/rss+xml"))
        if self.atom_path:
            links.append(FeedLink(f"{site} (Atom)", self.atom_path, "application/atom+xml"))
        self.context["feeds"] = tuple(links)

    def generate_output(self, _writer: Writer) -> None:
        """Write the feeds; an entry is rendered once for both."""
        library: Library = self.context["library"]
        entries = [self._entry(card) for card in library.cards[: self.settings["FEED_MAX_ITEMS"]]]
        for path, written in ((self.rss_path, rss), (self.atom_path, atom)):
            if path:
                self._write(path, written(self._facts(path), entries))

    def _entry(self, card: Card) -> FeedEntry:
        settings = self.settings
        site = self._site()
        article = card.article
        body = article.get_content(settings["SITEURL"])
        template = self.get_template(ITEM_TEMPLATE)
        html = template.render({**self.context, "card": card, "content": body})
        content = absolute_links(html.strip(), f"{site}{card.url}")
        return entry_of(card, content, site, ZoneInfo(settings.get("TIMEZONE", "UTC")))

    def _site(self) -> str:
        """The absolute address of the site, ending in a slash."""
        return str(self.settings["SITEURL"]).rstrip("/") + "/"

    def _facts(self, path: str) -> FeedFacts:
        settings = self.settings
        domain = str(settings.get("FEED_DOMAIN") or settings["SITEURL"]).rstrip("/")
        return FeedFacts(
            name="all",
            title=settings["SITENAME"],
            description=settings.get("SITESUBTITLE") or settings["SITENAME"],
            site=self._site(),
            url=f"{domain}/{path}",
            lang=settings["DEFAULT_LANG"],
        )

    def _write(self, path: str, text: str) -> None:
        full = Path(sanitised_join(self.output_path, path))
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_text(text, "utf-8")


def take_over_feed(generators: list[Generator]) -> None:
    """Keep Pelican from writing its own feed of all articles at the same address."""
    for generator in generators:
        if isinstance(generator, ArticlesGenerator):
            generator.settings["FEED_ALL_ATOM"] = None
            generator.settings["FEED_ALL_RSS"] = None
