"""Completes links, ties stories together, and writes loose ends, two-sided pages and the map."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

from pelican import Pelican
from pelican.contents import Content
from pelican.generators import Generator
from pelican.writers import Writer

from heard.content.front_matter import CONTROL
from heard.content.hyperlinks import rooted
from heard.library.facets import Addresses
from heard.library.generator import write_page
from heard.library.library import Library
from heard.links.bodies import at_once, bodies_of
from heard.links.connections import connect, connect_hidden, loose_ends, side_slug
from heard.links.map_layout import lay_out
from heard.links.rewriting import Note, Unresolved, complete_links, lines_of, with_own_ids
from heard.links.settings import LINK_SETTINGS
from heard.links.targets import Targets, file_name, targets_of, targets_of_stories
from heard.links.wikilinks import StoryLinks
from heard.text.problems import Problem, Problems

SETTINGS = LINK_SETTINGS


def initialized(pelican: Pelican) -> None:
    """Teach Markdown `[[id]]` and the references of other generators."""
    settings = pelican.settings
    links = StoryLinks(settings.get("STORY_LINK_PATTERNS") or ())
    extensions = [*settings["MARKDOWN"].get("extensions", []), links]
    settings["MARKDOWN"] = {**settings["MARKDOWN"], "extensions": extensions}


class LinkGenerator(Generator):
    """The pages about links between stories."""

    def generate_output(self, writer: Writer) -> None:
        """Write loose ends, the pairs of sides, one page for each, and the map."""
        library: Library = self.context["library"]
        self._write(writer, "LOOSE_ENDS", "loose_ends", loose_ends=loose_ends(library))
        pairs = self._pairs(library)
        addresses = Addresses(self.settings)
        slugs = [side_slug(first, second) for first, second in pairs]
        if pairs:
            urls = [addresses.of_sides(slug).url for slug in slugs]
            self._write(writer, "SIDES", "sides_list", pairs=tuple(zip(urls, pairs, strict=True)))
        for slug, (first, second) in zip(slugs, pairs, strict=True):
            write_page(
                self,
                writer,
                "sides",
                addresses.of_sides(slug),
                sides=(first, second),
                contents=(
                    with_own_ids(first.article.content, "side-1-"),
                    with_own_ids(second.article.content, "side-2-"),
                ),
            )
        self._write(writer, "MAP", "map", map=lay_out(library, self.context["connections"]))

    def _pairs(self, library: Library) -> list[tuple[Any, Any]]:
        """Each pair of sides once; the older story stands first."""
        pairs = {
            side_slug(card, side.card): tuple(sorted((card, side.card), key=lambda c: c.sort_key))
            for card in library.by_id.values()
            for side in self.context["connections"][card.id].sides
        }
        return [(pairs[slug][0], pairs[slug][1]) for slug in sorted(pairs)]

    def _write(self, writer: Writer, setting: str, template: str, **variables: Any) -> None:
        write_page(self, writer, template, Addresses(self.settings).of(setting), **variables)


GENERATOR = LinkGenerator


def all_generators_finalized(generators: list[Generator]) -> None:
    """Complete the links of every body, then give each article its `connections`."""
    context, settings = generators[0].context, generators[0].settings
    library: Library = context["library"]
    problems: Problems = settings["STORY_PROBLEMS"]
    withheld = targets_of_stories(library.withheld, library.hidden.values())
    place = (settings["SITEURL"], context["site_root"])
    listed = targets_of((library.by_id[story_id] for story_id in sorted(library.by_id)), *place)
    targets = listed
    if library.hidden:  # a link may lead there, and nothing else does
        targets = targets_of(sorted(library.pages, key=lambda card: card.id), *place)
    notes = _notes(context)
    for source, content in sorted(context["generated_content"].items()):
        if content is not None:
            _complete(content, source, targets, notes, withheld, problems)
    if (refresh := settings.get("ENGINE_REFRESH")) is not None:
        refresh.append(partial(_complete_again, targets, notes))
    keep = settings.get("ENGINE_KEEP") or at_once
    bodies = bodies_of({name: card.article._content for name, card in library.by_id.items()}, keep)
    side_url = Addresses(settings).of_sides("{slug}").url
    found, wrong = connect(library, bodies, listed, withheld, side_url, keep)
    problems.extend(wrong)
    of_hidden, wrong = connect_hidden(library, listed, withheld)
    problems.extend(wrong)
    for story_id, connections in {**found, **of_hidden}.items():
        library.card(story_id).article.connections = connections
    context["connections"] = found
    holds_some = {
        "LOOSE_ENDS": bool(loose_ends(library)),
        "MAP": any(card.values for card in library.cards),
    }
    context["link_urls"] = {
        name: url
        for name in holds_some
        for url, save_as in [Addresses(settings).of(name)]
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


def _complete(
    content: Content,
    source: str,
    targets: Targets,
    notes: Mapping[str, Note],
    withheld: Targets,
    problems: Problems,
) -> None:
    """Complete the links of one body; what leads nowhere is told with its line."""
    content._content, unresolved = complete_links(content._content, source, targets, notes)
    summary, in_summary = complete_links(_summary(content), source, targets, notes)
    _set_summary(content, summary)
    unresolved += in_summary
    if not unresolved:
        return
    text = CONTROL.sub("", Path(content.source_path).read_text("utf-8", "replace"))
    for reference in dict.fromkeys(unresolved):
        for line in lines_of(reference, text) or (0,):
            problems.add(_problem(reference, source, line, targets, withheld))


def _complete_again(
    targets: Targets, notes: Mapping[str, Note], content: Content, _fresh: Content
) -> tuple[str, ...]:
    source = content.relative_source_path
    content._content = complete_links(content._content, source, targets, notes)[0]
    _set_summary(content, complete_links(_summary(content), source, targets, notes)[0])
    return ()


def _summary(content: Content) -> str:
    """The summary as HTML, where it is given as such; else nothing."""
    summary = content.metadata.get("summary")
    return summary if isinstance(summary, str) and "<a" in summary else ""


def _set_summary(content: Content, html: str) -> None:
    if html:
        content.metadata["summary"] = content._summary = html


def _problem(link: Unresolved, source: str, line: int, targets: Targets, withheld: Targets) -> Problem:
    shown = link.reference if len(link.reference) <= 60 else link.reference[:59] + "…"
    if link.kind != "heading" and withheld.find(link.reference, source):
        message = f'the link to "{shown}" leads to a story that is not published.'
        return Problem("link-draft", source, line, message, "Publish it, or remove the link.")
    near = targets.nearest_id(link.reference)
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
