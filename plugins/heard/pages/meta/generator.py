"""Writes what programs look for at the root of a site: sitemap, robots.txt, favicon.ico."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import blake2b
from pathlib import Path

from pelican.generators import Generator

from heard.library.holders import files_brought, holders, with_languages
from heard.library.library import Card, Library
from heard.library.outputs import File, Output
from heard.library.writing import OutputGenerator, Written
from heard.pages.meta.jsonld import Site, spoken, story_graph
from heard.pages.meta.sitemap import (
    Place,
    changed_on,
    index_text,
    moments_of,
    part_text,
    parts_of,
    robots_text,
)

FAVICON = "favicon.ico"
NUMBERED = re.compile(r"(?:^|/)page/\d+/$")
"""The address of a further page of a list."""


class MetaGenerator(OutputGenerator):
    """The files at the root; where the owner brings one along, it stays as it is."""

    def outputs(self, _written: Written) -> Iterator[Output]:
        """Yield the sitemap and its parts, robots.txt, and the icon that the theme has."""
        site = str(self.settings["SITEURL"]).rstrip("/")
        self._changes: dict[str, str] = {}
        self._threads, self._today = self.context.get("threads", {}), self.settings["STORY_TODAY"]
        self._owned = files_brought(self.context) | holders(self.context)
        if site:
            library: Library = self.context["library"]
            cards = sorted(library.by_id.values(), key=lambda card: card.sort_key)
            addresses = [(ref.url, card) for card in cards for ref in card.lessons if ref.url]
            lessons = [Place(url, self._changed(card)) for url, card in addresses]
            parts = {
                **parts_of("stories", [Place(card.url, self._changed(card)) for card in cards]),
                **parts_of("lessons", lessons),
                **parts_of("pages", self._pages(lessons)),
            }
            if "sitemap.xml" not in self._owned:
                for name, places in parts.items():
                    yield from self._file(name, (site, places), partial(part_text, places, f"{site}/"))
                yield from self._file("sitemap.xml", (site, parts), partial(index_text, parts, f"{site}/"))
            yield from self._file("robots.txt", site, partial(robots_text, f"{site}/"))
        icon = Path(self.theme, "static", FAVICON)
        if icon.is_file() and FAVICON not in self._owned:
            yield File(FAVICON, blake2b(icon.read_bytes()).digest(), icon.read_bytes)

    def _file(self, name: str, made_of: object, text: Callable[[], str]) -> Iterator[File]:
        if name not in self._owned:
            yield File(name, made_of, lambda: text().encode("utf-8"))

    def _pages(self, lessons: list[Place]) -> list[Place]:
        """The lists without numbered pages, in the order of their oldest story; the owner's pages."""
        library: Library = self.context["library"]
        terms = {term.url: term.cards for facet in library.terms.values() for term in facet if term.count}
        terms[self.settings.get("INDEX_URL", "")] = library.cards

        def by_age(url: str) -> tuple[tuple[str, str], str]:
            cards = terms.get(url)
            return cards[-1].sort_key if cards else ("", ""), url

        not_here = {place.url for place in lessons}
        urls = {url for url in self.context.get("list_urls", ()) if url not in not_here}
        lists = sorted((url for url in urls if not NUMBERED.search(url)), key=by_age)
        pages = [one.url for page in self.context["pages"] for one in with_languages(page) if one.save_as]
        places = [Place(url, max(map(self._changed, terms.get(url, ())), default="")) for url in lists]
        return [*places, *map(Place, sorted(pages))]

    def _changed(self, card: Card) -> str:
        """When the page of a story last changed; many lists ask."""
        if card.id not in self._changes:
            said = (comment for comment, _parent in spoken(self._threads.get(card.id, ())))
            moments = moments_of(card, (comment.modified or comment.date for comment in said))
            self._changes[card.id] = changed_on(moments, self._today)
        return self._changes[card.id]


GENERATOR = MetaGenerator


def all_generators_finalized(generators: list[Generator]) -> None:
    """Give templates a function that tells a story to machines."""
    context = generators[0].context
    site = Site(context["SITENAME"], str(context["SITEURL"]).rstrip("/") + "/")
    # With the comments that are in the context when its page is written.
    context["story_facts"] = lambda card: story_graph(
        card, context.get("threads", {}).get(card.id, ()), site
    )
