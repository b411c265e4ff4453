"""Mistakes that only show when all stories are known: near names, what is taken twice or is nobody's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256

from unidecode import unidecode

from heard.content.layout import DEFINITIONS
from heard.library.building import Mentions, Said
from heard.library.facets import FACETS
from heard.library.library import Library, Term
from heard.model.records import HeldBack, Reply, Story
from heard.text.names import did_you_mean, id_from_source, near_misses
from heard.text.problems import Problem

_KEYS = {"value": "values"}
"""The key of a facet, where it has another name."""


def line_of(story: Story, *keys: str) -> int:
    """The line of the first of some keys that a story's file has; 1 where it has none."""
    return next((story.lines[key] for key in keys if key in story.lines), 1)


def near_names(library: Library) -> Iterator[Problem]:
    """Names that are a typing slip away from another one that is used more or has a definition."""
    for folder, facet in DEFINITIONS.items():
        terms = {term.name.casefold(): term for term in library.facet(facet)}
        for name, other in sorted(near_misses(terms).items()):
            if not _is_lesser(terms[name], terms[other]):
                continue
            message = f'the {facet} "{terms[name].name}" is close to "{terms[other].name}".'
            hint = f'Did you mean "{terms[other].name}"? If not, give both a file in {folder}/.'
            for card in terms[name].cards:
                line = line_of(card.story, _KEYS.get(facet, facet))
                place = card.story.source
                yield Problem("name-near", place, line, message, hint, "warning", f"near {name}")


def _is_lesser(one: Term, other: Term) -> bool:
    """Whether `one` is rather the slip: it has no definition, and fewer stories (or a later name)."""
    if one.definition:
        return False
    return bool(other.definition) or (one.count, other.name) < (other.count, one.name)


def series_parts(library: Library) -> Iterator[Problem]:
    """Two stories that say they are the same part of one series."""
    for term in library.facet("series"):
        first_of: dict[int, Story] = {}
        for story in sorted((card.story for card in term.cards), key=lambda story: story.source):
            if story.series is None or story.series.part is None:
                continue
            first = first_of.setdefault(story.series.part, story)
            if first is not story:
                message = f'part {story.series.part} of "{term.name}" is also {first.source}.'
                line, hint = line_of(story, "series"), "Change one of them."
                yield Problem("series-part-twice", story.source, line, message, hint, "warning")


def claims(entries: Iterable[tuple[Story, str]]) -> dict[str, Problem]:
    """Stories that claim an id, an identity in feeds or a file (`save_as`) of an earlier one, by source.

    Earlier are stories that the settings put where they are, then those that ask for a place of their own,
    both in the order of source paths. The others are named with it and left out, because one page would
    otherwise silently replace the other.
    """
    entries = list(entries)
    names = [(story.id, story.identity, save_as) for story, save_as in entries]
    if all(len(set(of_kind)) == len(entries) for of_kind in zip(*names, strict=True)):
        return {}
    problems: dict[str, Problem] = {}
    owners: dict[tuple[str, str], Story] = {}
    in_order = sorted(entries, key=lambda entry: entry[0].source)
    in_order.sort(key=lambda entry: (entry[0].url, entry[0].save_as) != (None, None))
    for story, save_as in in_order:
        place = next((key for key in ("save_as", "url") if key in story.lines), "slug")
        address = "/" + save_as.removesuffix("index.html")
        claimed = {
            ("id-twice", f'the id "{story.id}"'): (("id",), "Give it its own id."),
            ("identity-twice", f'the identity "{story.identity}"'): (
                ("guid", "id"),
                "Give it a `guid` of its own, or none.",
            ),
            ("address-twice", f"the address {address}"): (
                (place, "title"),
                f"Give one of them another `{place}`.",
            ),
        }
        for claim, (keys, hint) in claimed.items():
            if owner := owners.get(claim):
                code, what = claim
                message = f"{what} belongs to {owner.source}; this story is left out."
                problems[story.source] = Problem(code, story.source, line_of(story, *keys), message, hint)
                break
        else:
            owners.update(dict.fromkeys(claimed, story))
    return problems


def ids_told_apart(stories: Iterable[Story]) -> dict[str, str]:
    """The ids of stories that clash and are taken from the names of files, by source.

    An id that somebody wrote stays; of the others, the first published path keeps it, and each of the rest
    has its path told by a suffix.
    """
    listed = list(stories)
    if len({story.id for story in listed}) == len(listed):
        return {}
    taken = {story.id for story in listed if story.id_given}
    apart: dict[str, str] = {}
    derived = [story for story in listed if not story.id_given]
    for story in sorted(derived, key=lambda story: (story.status != "published", story.source)):
        story_id = plain = id_from_source(story.source)
        length = 4
        digest = sha256(story.source.encode("utf-8", "surrogatepass")).hexdigest()
        while story_id in taken:
            story_id, length = f"{plain[:70].rstrip('-')}-{digest[:length]}", length + 1
        taken.add(story_id)
        if story_id != story.id:
            apart[story.source] = story_id
    return apart


def reply_to_another(reply: Reply, source: str) -> Problem:
    """The warning that a reply is to one of two stories whose files' names make the id of its folder."""
    message = f'"{reply.story_id}" is the id of another story than {source}, whose name makes it, too.'
    hint = "If it is to that one, give that file an `id`, and rename the folder after it."
    return Problem("reply-story", reply.source, 0, message, hint, "warning")


def not_published(stories: Iterable[Story]) -> Iterator[Problem]:
    """A hint for each story that no page shows, so that none is missing without a word."""
    for story in stories:
        if story.held_back:
            yield not_shown(story.source, story.held_back, story.lines.get(story.held_back.key, 0))


def not_shown(source: str, held_back: HeldBack, line: int | None = None) -> Problem:
    """The hint that a file is not published, and why.

    `line` is that of the key that says so, 0 where none does but the settings, the path or the folder.
    """
    from_site = held_back.key and line == 0
    why = f"{held_back.why}, says the site or a folder" if from_site else held_back.why
    message = f"{why}; it is in no page, feed or list."
    hint = (
        "It appears with the first build on that day." if held_back.is_early else "`heard serve` shows it."
    )
    group = held_back.key or held_back.why
    return Problem("not-published", source, line or 1, message, hint, "hint", f"not published {group}")


def not_listed(stories: Iterable[tuple[Story, str]]) -> Iterator[Problem]:
    """A hint for each hidden story, with its address."""
    for story, url in stories:
        line, hint = line_of(story, "status", "hidden", "unlisted"), "Who has the address can read it."
        message = f"hidden; its page is /{url.removeprefix('/')}, and it is in no list, feed or search."
        yield Problem("not-listed", story.source, line, message, hint, "hint", "hidden")


def merged_names(library: Library, mentions: Mentions) -> Iterator[Problem]:
    """Different names that fall on one address, as C++ and C# do: pages can show only one of them."""
    for facet in FACETS:
        if facet.closed or facet.name == "year" or not _has_merged(mentions.listed[facet.name]):
            continue
        said, first = mentions.of(facet.name), dict[str, str]()
        for card in reversed(library.cards):
            for slug, name in said[card.id].own:
                known = first.setdefault(slug, name)
                if known != name and _folded(known) != _folded(name):
                    place, line = card.story.source, line_of(card.story, _KEYS.get(facet.name, facet.name))
                    message = (
                        f'the {facet.name} "{name}" has the address of "{known}", and is shown as that.'
                    )
                    yield Problem("name-merged", place, line, message, "Spell one of them out.", "warning")


def _has_merged(said: Iterable[Said]) -> bool:
    """Whether different names have one slug."""
    names: dict[str, set[str]] = defaultdict(set)
    for one in said:
        for slug, name in one.own:
            names[slug].add(name)
    return any(len(of_slug) > 1 and len(set(map(_folded, of_slug))) > 1 for of_slug in names.values())


def in_no_story(
    code: str, what: str, library: Library, files: Iterable[tuple[str, str]]
) -> Iterator[Problem]:
    """Files, each a story's id and a path, in a folder that is the id of no story, published or not.

    `what` names to people what is not shown for it.
    """
    known = library.ids
    for story_id, source in files:
        if story_id not in known:
            message = f'the folder "{story_id}" is the id of no story; its {what} are not shown.'
            yield Problem(code, source, 0, message, did_you_mean(story_id, sorted(known)))


def _folded(name: str) -> str:
    """A name without what does not make it another: case, accents, hyphens, spaces."""
    return " ".join(unidecode(name).casefold().replace("-", " ").replace("_", " ").split())
