"""Which story a reference means: its id, slug, source path or address."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from heard.content.hyperlinks import rooted, valid_address
from heard.content.layout import MARKDOWN
from heard.library.library import Card
from heard.model.records import Story
from heard.text.names import nearest

_ENDING = re.compile(rf"\.(?:{'|'.join(MARKDOWN)})\Z", re.IGNORECASE)


class Targets(Struct, frozen=True, dict=True):
    """All ways to name the stories of a library, each worked out when somebody names one so.

    A file name or slug that two stories share names neither.
    """

    cards: tuple[Card, ...]
    host: str = ""
    root: str = ""

    @cached_property
    def by_id(self) -> dict[str, Card]:
        """The stories by their ids."""
        return {card.id: card for card in self.cards}

    @cached_property
    def by_slug(self) -> dict[str, Card]:
        """The stories by their slugs."""
        return _unique((card.story.slug, card) for card in self.cards)

    @cached_property
    def by_source(self) -> dict[str, Card]:
        """The stories by the paths of their files."""
        return {card.story.source: card for card in self.by_id.values()}

    @cached_property
    def by_file(self) -> dict[str, list[Card]]:
        """The stories by the names of their files, without ending and case."""
        by_file = defaultdict(list)
        for card in self.cards:
            by_file[_folded(posixpath.basename(card.story.source))].append(card)
        return by_file

    @cached_property
    def by_url(self) -> dict[str, Card]:
        """The stories by their addresses, of now and before."""
        former = {_address(alias): card for card in self.cards for alias in card.story.aliases}
        return former | {_address(card.url): card for card in self.cards if card.url}

    def find(self, reference: str, source: str = "") -> Card | None:
        """The story a reference means; a path may be relative to the file `source`."""
        place = self.find_place(reference, source)
        return place[0] if place else None

    def find_place(self, reference: str, source: str = "") -> tuple[Card, str] | None:
        """The story a reference means, and the place in it that stands after `#`; of several, the last.

        `#` alone means a place in the file `source` itself.
        """
        name = unquote(reference).strip()
        if card := self._called(name, source):
            return card, ""
        head, mark, place = name.partition("#")
        card = (
            self.by_source.get(source) if mark and not head.strip() else self._called(head.strip(), source)
        )
        if card is None and (card := self.of_address(name)) is None:
            return None
        return card, place.rpartition("#")[2].strip()

    def _called(self, name: str, source: str) -> Card | None:
        return (
            self.by_id.get(name) or self.by_slug.get(name) or self.of_path(name, source) if name else None
        )

    def of_path(self, name: str, source: str = "") -> Card | None:
        """By source path: from the file, from the content folder, or by a file name that is unique.

        Folders before the file name must fit: `pages/refund.md` is not `stories/refund.md`. The ending may
        be left out. Case does not count where no file is called exactly so.
        """
        near = posixpath.normpath(posixpath.join(posixpath.dirname(source), name))
        if card := self.by_source.get(near) or self.by_source.get(posixpath.normpath(name.lstrip("/"))):
            return card
        wanted = _folded(name)
        cards = [
            card
            for card in self.by_file.get(posixpath.basename(wanted), ())
            if _ends_alike(_folded(card.story.source), wanted)
        ]
        exact = [
            card for card in cards if _ends_alike(without_ending(card.story.source), without_ending(name))
        ]
        return _only(exact) if exact else _only(cards)

    def address(self, card: Card) -> str:
        """The address of the page of a story, from the root of its host."""
        return rooted(self.root, valid_address(card.url))

    def of_address(self, name: str) -> Card | None:
        """By address, of now or a former one, with or without the host of the site."""
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
        return self.by_url.get(_address(unquote(path)))

    def nearest_id(self, reference: str) -> str | None:
        """The id most like a reference that leads nowhere."""
        return nearest(reference, self.by_id)


def _address(path: str) -> str:
    """An address to compare with others."""
    return path.strip("/").removesuffix("/index.html")


def _ends_alike(source: str, path: str) -> bool:
    """Whether two paths to a file agree as far as both go."""
    one, other = f"/{source}", f"/{path.lstrip('./')}"
    return one.endswith(other) or other.endswith(one)


def without_ending(path: str) -> str:
    """The path of a Markdown file without the ending of its name."""
    return _ENDING.sub("", path)


def file_name(path: str) -> str:
    """The name of a file to compare with others, as a wiki-link may write it."""
    return posixpath.basename(_folded(path))


def _folded(path: str) -> str:
    """A path to compare: without regard to case, ending, and how letters are composed."""
    return unicodedata.normalize("NFC", without_ending(path)).casefold()


def targets_of(cards: Iterable[Card], siteurl: str = "", root: str = "") -> Targets:
    """The names of all stories."""
    return Targets(tuple(cards), urlsplit(siteurl).netloc, root)


def targets_of_stories(stories: Iterable[Story], hidden: Iterable[Card] = ()) -> Targets:
    """The names of stories that no other may be tied to: those without a page, and hidden ones."""
    return targets_of((*(Card(story, "") for story in stories), *hidden))


def _only(cards: Sequence[Card]) -> Card | None:
    """The one story of several: of translations the first, the original; None for two of one language."""
    langs = [card.story.lang for card in cards]
    return cards[0] if cards and len(set(langs)) == len(langs) else None


def _unique(pairs: Iterable[tuple[str, Card]]) -> dict[str, Card]:
    """Names that one story has."""
    cards = defaultdict(list)
    for name, card in pairs:
        cards[name].append(card)
    return {name: one for name, those in cards.items() if (one := _only(those))}
