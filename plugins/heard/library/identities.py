"""Recorded identities: what was ever published under which name and at which addresses.

A feed reader knows a story by its identity, a bookmark by its address. Both are recorded outside of the
stories, so that an edit cannot lose them. All of this is pure; `identity_file` knows the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace  # noqa: TID251 – a field is not compared
from datetime import date, timedelta

from msgspec import Struct

from heard.library.library import Library
from heard.model.records import Story

KEPT = timedelta(days=90)
"""How long feeds tell that a story was taken back."""


@dataclass(frozen=True, slots=True)
class Identity:
    """One recorded story. `addresses` are all it ever had, oldest first, the last is the newest.

    Addresses count from the root of the site and begin with a slash: another domain changes none.
    """

    id: str
    identity: str
    first: date
    addresses: tuple[str, ...]
    removed: date | None = None
    line: int = field(default=0, compare=False)

    @property
    def address(self) -> str:
        """The newest address."""
        return self.addresses[-1]


class Published(Struct, frozen=True):
    """A story that has a page now, with the address of the page."""

    story: Story
    address: str

    def is_out(self, today: date) -> bool:
        """Whether everybody may see it: `heard serve` also shows drafts and the future."""
        first = self.story.date.first
        return self.story.status == "published" and (first is None or first <= today)


class Tombstone(Struct, frozen=True):
    """What feeds tell of a story that was taken back (RFC 6721)."""

    identity: str
    removed: date
    address: str


class Step(Struct, frozen=True):
    """One thing that recording did: `kind` is recorded, moved, restored or removed."""

    kind: str
    id: str
    address: str
    before: str = ""


Recorded = Mapping[str, Identity]
"""Recorded stories by their id."""


def address_of(url: str) -> str:
    """The address of a page as it is recorded, from a URL relative to the site."""
    return "/" + url.lstrip("/")


def published_in(library: Library) -> tuple[Published, ...]:
    """Every story that stands in lists, in each of its languages."""
    return tuple(Published(card.story, address_of(card.url)) for card in library.by_id.values())


def brought_up_to_date(
    recorded: Recorded, published: Iterable[Published], today: date
) -> tuple[dict[str, Identity], tuple[Step, ...]]:
    """What to record now, and the steps from before to there.

    Nothing is forgotten, and no identity is ever changed: what contradicts the record is an error that
    `identitychecks` tells.
    """
    found = dict(recorded)
    holders = {entry.identity: entry.id for entry in recorded.values()}
    steps: list[Step] = []
    for one in sorted(published, key=lambda one: one.story.id):
        story, address = one.story, one.address
        before = found.get(story.id)
        if not one.is_out(today):
            continue
        if before is None:
            if holders.setdefault(story.identity, story.id) == story.id:
                found[story.id] = Identity(story.id, story.identity, today, (address,))
                steps.append(Step("recorded", story.id, address))
            continue
        if before.removed:
            steps.append(Step("restored", story.id, address))
        if before.address != address:
            steps.append(Step("moved", story.id, address, before.address))
        former = tuple(other for other in before.addresses if other != address)
        found[story.id] = replace(before, addresses=(*former, address), removed=None)
    return found, tuple(steps)


def marked_as_removed(
    recorded: Recorded, story_id: str, today: date
) -> tuple[dict[str, Identity], tuple[Step, ...]]:
    """The same record with a story taken back today; one that was before keeps its day."""
    entry = recorded[story_id]
    if entry.removed:
        return dict(recorded), ()
    marked = {**recorded, story_id: replace(entry, removed=today)}
    return marked, (Step("removed", story_id, entry.address),)


def tombstones(recorded: Recorded, here: Iterable[str], today: date) -> tuple[Tombstone, ...]:
    """The stories taken back within the last 90 days and not published again, newest first."""
    published = set(here)
    found = [
        Tombstone(entry.identity, entry.removed, entry.address)
        for entry in recorded.values()
        if entry.removed and entry.id not in published and today - KEPT <= entry.removed <= today
    ]
    return tuple(sorted(found, key=lambda one: (-one.removed.toordinal(), one.identity)))
