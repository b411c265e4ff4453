"""Mistakes that only the record of identities shows: stories that are lost, renamed or doubled."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date

from heard.library.checks import line_of
from heard.library.identities import Identity, Published, Recorded, published_in
from heard.library.library import Library
from heard.model.records import Story
from heard.text.names import nearest
from heard.text.problems import Problem

MANY = 20_000


def compared(recorded: Recorded, library: Library, elsewhere: Collection[str], name: str) -> list[Problem]:
    """What contradicts the record, and what it lacks yet.

    Drafts, hidden and future stories are not lost, nor are those in files that an error keeps out of the
    site, whose ids are `elsewhere`. `name` is that of the record.
    """
    published = published_in(library)
    stories = [one.story for one in published]
    withheld = (*library.withheld, *(card.story for card in library.hidden.values()))
    here = {*library.ids, *elsewhere}
    lost = [
        entry for story_id, entry in sorted(recorded.items()) if not entry.removed and story_id not in here
    ]
    heir_of = _heirs(recorded, published, withheld, len(lost))
    problems = [_lost(entry, heir_of(entry), name) for entry in lost]
    problems += _changed((*stories, *withheld), recorded)
    problems += _doubled(stories, withheld, recorded)
    return [*problems, *_not_recorded(published, recorded, library.as_of)]


def _heirs(
    recorded: Recorded, published: Iterable[Published], withheld: Iterable[Story], lost: int
) -> Callable[[Identity], Story | None]:
    """The function that finds the story which may be a lost one under another id.

    It is one that is not recorded itself, has its identity, stands at its address, or has a near id.
    """
    new = [one for one in published if one.story.id not in recorded]
    by_name = {one.story.identity: one.story for one in new} | {one.address: one.story for one in new}
    stories = [*(one.story for one in new), *(story for story in withheld if story.id not in recorded)]
    # Comparing thousands of ids with thousands takes hours, and says nothing that a sentence does not.
    by_id = {story.id: story for story in stories} if lost * len(stories) < MANY else {}

    def heir_of(entry: Identity) -> Story | None:
        named = by_name.get(entry.identity) or by_name.get(entry.address)
        return named or by_id.get(nearest(entry.id, by_id) or "")

    return heir_of


def _lost(entry: Identity, heir: Story | None, name: str) -> Problem:
    message = f'the story "{entry.id}" was published at {entry.address} and is not here any more.'
    remove = f"`heard ids --removed {entry.id}` says that it was taken back."
    hint = f"Bring its file back; {remove}"
    if heir:
        hint = f'Is it {heir.source} ("{heir.id}") now? Then write `id: {entry.id}` there. {remove}'
    return Problem("id-lost", name, entry.line, message, hint)


def _changed(stories: Iterable[Story], recorded: Recorded) -> Iterator[Problem]:
    for story in stories:
        entry = recorded.get(story.id)
        if entry is None or entry.identity == story.identity:
            continue
        own = entry.identity == f"urn:story:{story.id}"
        hint = "Take `guid` out." if own else f"Write `guid: {entry.identity}`."
        message = (
            f'feeds know this story as "{entry.identity}", and would announce "{story.identity}" anew.'
        )
        yield Problem("identity-changed", story.source, line_of(story, "guid", "id"), message, hint)


def _doubled(
    published: Iterable[Story], withheld: Iterable[Story], recorded: Recorded
) -> Iterator[Problem]:
    """A new story that took the identity of one that is a draft now, or was taken back.

    Two published stories with one identity are told when they are shelved.
    """
    drafts = {story.id: story.source for story in withheld}
    holders = {entry.identity: entry for entry in recorded.values()}
    for story in published:
        holder = holders.get(story.identity)
        if story.id in recorded or holder is None:
            continue
        where = "was taken back" if holder.removed else f"is not published: {drafts.get(holder.id, '')}"
        if holder.removed or holder.id in drafts:
            message = f'the identity "{story.identity}" belongs to "{holder.id}", which {where}.'
            hint = f"Give it a `guid` of its own, or none; or write `id: {holder.id}` if it is that story."
            yield Problem("identity-twice", story.source, line_of(story, "guid", "id"), message, hint)


def _not_recorded(published: Iterable[Published], recorded: Recorded, today: date) -> Iterator[Problem]:
    for one in published:
        entry = recorded.get(one.story.id)
        if not one.is_out(today):
            continue
        if entry is None:
            message, group = "its identity is not recorded yet.", "new"
        elif entry.removed:
            message, group = f"it was taken back on {entry.removed} and is here again.", "again"
        elif entry.address != one.address:
            message, group = f"its new address {one.address} is not recorded yet.", "moved"
        else:
            continue
        hint = "`heard ids` records it; commit the file that it writes."
        yield Problem("id-new", one.story.source, line_of(one.story, "id"), message, hint, "hint", group)
