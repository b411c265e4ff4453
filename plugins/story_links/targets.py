"""Which story a reference means: its id, slug, source path or address."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from ..stories.library import Card
from ..stories.model import Story
from ..stories.names import nearest


@dataclass(frozen=True)
class Targets:
    """All ways to name the stories of a library."""

    by_id: Mapping[str, Card]
    by_slug: Mapping[str, Card] = field(default_factory=dict)
    by_source: Mapping[str, Card] = field(default_factory=dict)
    by_file: Mapping[str, Card] = field(default_factory=dict)
    by_url: Mapping[str, Card] = field(default_factory=dict)
    host: str = ""
    root: str = ""

    def find(self, reference: str, source: str = "") -> Card | None:
        """The story a reference means; a path may be relative to the file `source`."""
        name = unquote(reference).strip()
        return (
            self.by_id.get(name)
            or self.by_slug.get(name)
            or self.of_path(name, source)
            or self.of_address(name)
        )

    def of_path(self, name: str, source: str = "") -> Card | None:
        """By source path: from the content folder, from the file, or by a file name that is unique.

        Folders before the file name must fit: `pages/refund.md` is not `stories/refund.md`.
        """
        if name in self.by_source:  # as completed links have it
            return self.by_source[name]
        bare = name.split("#", 1)[0].split("?", 1)[0]  # unless a file is called so
        found = (self._of_path(path, source) for path in dict.fromkeys((name, bare)) if path)
        return next((card for card in found if card), None)

    def _of_path(self, path: str, source: str) -> Card | None:
        near = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
        found = self.by_source.get(posixpath.normpath(path.lstrip("/"))) or self.by_source.get(near)
        if found is None:
            named = self.by_file.get(posixpath.basename(path))
            found = named if named and _ends_alike(named.story.source, path) else None
        return found

    def of_address(self, name: str) -> Card | None:
        """By address, with or without the host of the site."""
        try:
            parts = urlsplit(name)
        except ValueError:
            return None
        if parts.netloc and parts.netloc.lower() != self.host.lower():
            return None
        if not parts.netloc and not name.startswith("/"):
            return None
        path = parts.path
        if self.root:  # below a path, an address without it leads to another site of the host
            if not path.startswith(self.root + "/"):
                return None
            path = path[len(self.root) :]
        return self.by_url.get(unquote(path).strip("/").removesuffix("/index.html"))

    def nearest_id(self, reference: str) -> str | None:
        """The id most like a reference that leads nowhere."""
        return nearest(reference, self.by_id)


def _ends_alike(source: str, path: str) -> bool:
    """Whether two paths to a file agree as far as both go."""
    one, other = f"/{source}", f"/{path.lstrip('./')}"
    return one.endswith(other) or other.endswith(one)


def targets_of(cards: Iterable[Card], siteurl: str = "", root: str = "") -> Targets:
    """The names of all stories. A file name or slug that two stories share names neither."""
    found = list(cards)
    return Targets(
        by_id={card.id: card for card in found},
        by_slug=_unique((card.story.slug, card) for card in found),
        by_source={card.story.source: card for card in found},
        by_file=_unique((posixpath.basename(card.story.source), card) for card in found),
        by_url={card.url.strip("/").removesuffix("/index.html"): card for card in found if card.url},
        host=urlsplit(siteurl).netloc,
        root=root,
    )


def targets_of_stories(stories: Iterable[Story], hidden: Iterable[Card] = ()) -> Targets:
    """The names of stories that no other may be tied to: those without a page, and hidden ones."""
    return targets_of((*(Card(story, "") for story in stories), *hidden))


def _unique(pairs: Iterable[tuple[str, Card]]) -> dict[str, Card]:
    """Names that one story has. A translation shares its slug: there the first, the original, has it."""
    found: dict[str, Card] = {}
    doubled: set[str] = set()
    for name, card in pairs:
        if name in found and found[name].story.lang == card.story.lang:
            doubled.add(name)
        found.setdefault(name, card)
    return {name: card for name, card in found.items() if name not in doubled}
