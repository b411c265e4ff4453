"""Completes links, ties stories together, and writes loose ends, two-sided pages and the map."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from html import unescape
from pathlib import Path
from typing import Any

from msgspec import Struct
from pelican import Pelican
from pelican.generators import Generator

from heard.content.front_matter import CONTROL
from heard.content.hyperlinks import rooted
from heard.library.facets import Addresses
from heard.library.library import Card, Library
from heard.library.outputs import Body as PageBody
from heard.library.outputs import Output, Page
from heard.library.writing import OutputGenerator, Written
from heard.links.bodies import Bodies
from heard.links.connections import AllConnections, loose_ends
from heard.links.kept import Kept, Memory
from heard.links.map_layout import lay_out
from heard.links.names import named
from heard.links.rewriting import (
    Leads,
    Note,
    StoryLeads,
    Unresolved,
    complete_links,
    lines_of,
    with_own_ids,
)
from heard.links.settings import LINK_SETTINGS
from heard.links.targets import Targets, file_name, targets_of, targets_of_stories
from heard.links.wikilinks import StoryLinks
from heard.text.problems import Problem

SETTINGS = LINK_SETTINGS


def initialized(pelican: Pelican) -> None:
    """Teach Markdown `[[id]]` and the references of other generators."""
    settings = pelican.settings
    links = StoryLinks(settings.get("STORY_LINK_PATTERNS") or ())
    extensions = [*settings["MARKDOWN"].get("extensions", []), links]
    settings["MARKDOWN"] = {**settings["MARKDOWN"], "extensions": extensions}


class LinkGenerator(OutputGenerator):
    """The pages about links between stories."""

    def outputs(self, _written: Written) -> Iterator[Output]:
        """Yield loose ends, the pairs of sides, one page for each, and the map."""
        library: Library = self.context["library"]
        yield from self._at("LOOSE_ENDS", "loose_ends", loose_ends=loose_ends(library))
        ties: AllConnections = self.context["connections"]
        pairs = ties.pairs_of_sides()
        addresses = Addresses(self.settings)
        if pairs:
            listed = tuple((addresses.of_sides(slug).url, pair) for slug, pair in pairs.items())
            yield from self._at("SIDES", "sides_list", pairs=listed)
        for slug, (first, second) in pairs.items():
            yield from self.page(
                "sides",
                addresses.of_sides(slug),
                sides=(first, second),
                contents=(self._side(first, "side-1-"), self._side(second, "side-2-")),
            )
        yield from self._at("MAP", "map", map=lay_out(library, ties.tied))

    def _side(self, card: Card, prefix: str) -> PageBody:
        """The text of one side; both may have a first footnote, or a heading of the same name."""
        body: PageBody = self.context["bodies"][card.id]
        return PageBody(f"{prefix}{body.mark}", lambda: with_own_ids(body.__html__(), prefix))

    def _at(self, setting: str, template: str, **variables: Any) -> Iterator[Page]:
        return self.page(template, Addresses(self.settings).of(setting), **variables)


GENERATOR = LinkGenerator


class Ground(Struct, frozen=True):
    """What links may lead to: `listed` are stories that others show, `leads` find hidden ones as well."""

    listed: Targets
    withheld: Targets
    leads: StoryLeads
    nearest: Callable[[str], str | None]

    @property
    def named(self) -> Iterator[str]:
        """All that links may lead to by name, with what texts show of it."""
        shown = self.leads.targets.cards if self.leads.targets is not self.listed else ()
        for kind, cards in {
            "listed": self.listed.cards,
            "shown": shown,
            "withheld": self.withheld.cards,
        }.items():
            for card in cards:
                story = card.story
                called = (story.id, story.slug, story.source, card.url, *story.aliases)
                yield named(called, story.title, story.lang, kind)
        for name, note in self.leads.notes.items():
            yield named((name, note.address), note.title)


def ground_of(context: Mapping[str, Any], html_of: Callable[[str], str]) -> Ground:
    """Return what links may lead to; `html_of` gives the body of a story by its id, for its headings."""
    library: Library = context["library"]
    place = (context["SITEURL"], context["site_root"])
    listed = targets_of((library.by_id[story_id] for story_id in sorted(library.by_id)), *place)
    targets = listed
    if library.hidden:  # a link may lead there, and nothing else does
        targets = targets_of(sorted(library.pages, key=lambda card: card.id), *place)
    withheld = targets_of_stories(library.withheld, library.hidden.values())
    return Ground(listed, withheld, StoryLeads(targets, _notes(context), html_of), targets.nearest_id)


def all_generators_finalized(generators: list[Generator]) -> None:
    """Complete the links of every body, then find all that ties stories together."""
    context = generators[0].context
    articles = {one.story.id: one for one in context["generated_content"].values() if hasattr(one, "story")}
    before = {story_id: article._content for story_id, article in articles.items()}
    ground = ground_of(context, before.__getitem__)
    for source, content in sorted(context["generated_content"].items()):
        if content is not None:
            told = complete(content, source, ground, ground.leads)
            context["STORY_PROBLEMS"].extend(told)
    library: Library = context["library"]
    marks = dict.fromkeys(library.by_id, b"")
    kept = Memory()
    connect_all(
        context, ground, Bodies(marks, lambda name: articles[name]._content, kept), frozenset(), kept
    )


def connect_all(
    context: dict[str, Any], ground: Ground, bodies: Bodies, touched: Set[str], kept: Kept
) -> None:
    """Find all that ties stories together, from what their bodies say."""
    library: Library = context["library"]
    side_url = Addresses(context).of_sides("{slug}").url
    ties = AllConnections(library, bodies, ground.listed, ground.withheld, side_url, touched, kept)
    context["STORY_PROBLEMS"].extend(ties.problems)
    context["connections"] = ties
    holds_some = {
        "LOOSE_ENDS": bool(loose_ends(library)),
        "MAP": any(card.values for card in library.cards),
    }
    context["link_urls"] = {
        name: url
        for name in holds_some
        for url, save_as in [Addresses(context).of(name)]
        if save_as and holds_some[name]
    }


def _notes(context: Mapping[str, Any]) -> dict[str, Note]:
    """Pages and definitions by the names of their files, where one has it."""
    addresses: Mapping[str, str] = context["source_addresses"]
    notes: dict[str, Note] = {}
    shared = set()
    for source, content in sorted(context["generated_content"].items()):
        if content is None or hasattr(content, "story"):
            continue
        name = file_name(source)
        if name in notes:
            shared.add(name)
        notes[name] = Note(rooted(context["site_root"], addresses[source]), unescape(str(content.title)))
    return {name: note for name, note in notes.items() if name not in shared}


def complete(content: Any, source: str, ground: Ground, leads: Leads) -> list[Problem]:
    """Complete the links of one body; return what leads nowhere, with its line."""
    content._content, unresolved = complete_links(content._content, source, leads)
    summary, in_summary = complete_links(_summary(content), source, leads)
    if summary:
        content.metadata["summary"] = content._summary = summary
    unresolved += in_summary
    if not unresolved:
        return []
    text = CONTROL.sub("", Path(content.source_path).read_text("utf-8", "replace"))
    return [
        _problem(reference, source, line, ground)
        for reference in dict.fromkeys(unresolved)
        for line in lines_of(reference, text) or (0,)
    ]


def _summary(content: Any) -> str:
    """The summary as HTML, where it is given as such; else nothing."""
    summary = content.metadata.get("summary")
    return summary if isinstance(summary, str) and "<a" in summary else ""


def _problem(link: Unresolved, source: str, line: int, ground: Ground) -> Problem:
    shown = link.reference if len(link.reference) <= 60 else link.reference[:59] + "…"
    if link.kind != "heading" and ground.withheld.find(link.reference, source):
        message = f'the link to "{shown}" leads to a story that is not published.'
        return Problem("link-draft", source, line, message, "Publish it, or remove the link.")
    near = ground.nearest(link.reference)
    hint = f'Did you mean "{near}"?' if near else "Name a story by its id, slug or file."
    message = f'the link to "{shown}" leads to no story; its text stays without a link.'
    if link.kind == "foreign":
        hint = "It leads to something that was not brought along."
        return Problem("link-foreign", source, line, message, hint, "warning", "foreign link")
    if link.kind == "heading":
        message = f'the link to "{shown}" leads to the story, which has no such heading.'
        hint = "Copy the heading as it stands there."
        return Problem("link-heading", source, line, message, hint, "warning")
    return Problem("link-target", source, line, message, hint)
