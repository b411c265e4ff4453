"""What tests of links and loops share: a library of stories that are a line of front matter each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from helpers import TODAY, story_of
from msgspec.structs import replace

from heard.library.building import LibraryInput, LibraryStory, build_library
from heard.library.library import Card, Library
from heard.links.bodies import Bodies
from heard.links.connections import AllConnections
from heard.links.kept import Kept, Memory, marked
from heard.links.names import named, touched_names
from heard.links.targets import Targets, targets_of, targets_of_stories
from heard.model.records import Relation, Story
from heard.text.problems import Problem


def volume(name: str, keys: str = "", *translations: LibraryStory, url: str = "") -> LibraryStory:
    """A story with this id, title and file name, at this address."""
    title = "" if "title: " in keys else f"title: {name}\n"
    story = replace(story_of(f"id: {name}\n{title}{keys}"), source=f"stories/{name}.md")
    return LibraryStory(story, url or f"stories/{name}/", translations)


def tied(name: str, *relations: tuple[str, str] | tuple[str, str, str], **fields: object) -> LibraryStory:
    """A story that names others: each relation is `rel, to` or `rel, to, note`."""
    relates = tuple(
        Relation(rel, to=to, note=note[0] if note else None, line=6 + number)
        for number, (rel, to, *note) in enumerate(relations)
    )
    found = volume(name)
    return replace(found, story=replace(found.story, relates=relates, **fields))


def drop_unpublished(
    *volumes: LibraryStory, as_of: date = TODAY, withheld: Iterable[Story] = ()
) -> Library:
    """The library of these stories."""
    return build_library(LibraryInput(as_of, volumes, withheld=tuple(withheld)))


def cards_of(library: Library) -> list[Card]:
    """All cards by their ids."""
    return [library.by_id[name] for name in sorted(library.by_id)]


def targets(library: Library, siteurl: str = "", root: str = "") -> Targets:
    """All ways to name the stories of a library."""
    return targets_of(cards_of(library), siteurl, root)


def connected(
    library: Library, bodies: Mapping[str, str] | None = None, kept: Kept | None = None
) -> tuple[AllConnections, list[Problem]]:
    """The connections of all stories, and the problems; `bodies` are HTML by id."""
    kept, htmls = kept or Memory(), bodies or {}
    said = Bodies({name: marked(html.encode()) for name, html in htmls.items()}, htmls.__getitem__, kept)
    withheld = targets_of_stories(library.withheld)
    touched = touched_names((named((one.id, one.url), one.title) for one in library.by_id.values()), kept)
    ties = AllConnections(library, said, targets(library), withheld, "sides/{slug}/", touched, kept)
    return ties, ties.problems


def ids(cards: Iterable[Card]) -> list[str]:
    """Their ids, in their order."""
    return [card.id for card in cards]


def body(*links: str, around: str = "See {} now.") -> str:
    """A body with a paragraph for each story it links."""
    anchors = (f'<a href="/stories/{name}/">{name}</a>' for name in links)
    return "".join(f"<p>{around.format(anchor)}</p>" for anchor in anchors)
